"""The archive's frontier as Scrapy's scheduler: a host's next errand, when the host may be asked.

Scrapy asks for requests as fast as it can send them. Here it is only given those whose host may be asked at this very
moment, so that a host that rests, or is slow, holds nobody else up, and so that what turns up meanwhile and is more
urgent goes first.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

from newsarchive.crawl import rendering
from newsarchive.crawl.job import SiteState
from newsarchive.crawl.robots import RobotsMiddleware
from newsarchive.discover import sitemaps
from newsarchive.errors import ArchiveError
from newsarchive.model import Role
from newsarchive.normalize.urls import site_of

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

    from newsarchive.crawl.job import Job
    from newsarchive.crawl.spiders.news import NewsSpider
    from newsarchive.model import Errand

#: Seconds: what a host may ask to be left alone for before what is queued for it is left to the next run.
MAX_WAIT = 300.0
#: Priorities of sources, and the width of a tier of them: sitemaps, feeds, sections.
LEAST_SOURCE, TIER = 60_000, 10_000
#: Roles whose answer may be "not modified": it tells all there is to know.
_CONDITIONAL = frozenset({Role.ARTICLE, Role.FEED, Role.SITEMAP, Role.API})


class FrontierScheduler(BaseScheduler):
    """Leases errands of the job's frontier, and puts back what the middlewares want to be tried again."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._waiting: set[str] = set()
        self._spent: set[str] = set()
        #: Hosts of which nothing is asked until something of their site has ended.
        self._blocked: dict[str, str] = {}
        #: Sources under way, by host: the id of their errand and their tier.
        self._sources: dict[str, dict[int, int]] = {}
        self._counted = 0.0
        self._nudge: asyncio.TimerHandle | None = None
        self._robots: RobotsMiddleware | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        """Build for a crawler, as Scrapy asks."""
        return cls(crawler)

    def open(self, spider: Spider) -> Deferred[None] | None:
        """Take the job from the spider that is opened."""
        self._spider: NewsSpider = spider  # type: ignore[assignment]
        self._job: Job = self._spider.job
        return None

    def close(self, reason: str) -> Deferred[None] | None:  # noqa: ARG002 - Scrapy's signature
        """Ask for nothing more."""
        if self._nudge is not None:
            self._nudge.cancel()
        return None

    def has_pending_requests(self) -> bool:
        """Ask whether there is something queued for a host that can be waited for."""
        if self._job.trouble is not None:
            return False
        self._wake()
        latest = time.monotonic() + MAX_WAIT
        return any(self._job.pace.resting_until(host) <= latest for host in self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        """Put an errand back that a middleware wants to be tried again, or to go on where a redirect leads."""
        errand: Errand | None = request.meta.get("errand")
        if errand is None:
            return False
        try:
            self._job.frontier.put_back(
                errand,
                request.url,
                tries=request.meta.get("retry_times", 0),
                passed=request.meta.get("redirect_urls", ()),
            )
        except ArchiveError as error:
            self._job.halt(error)
            return False
        self.ended(errand)
        return True

    def next_request(self) -> Request | None:
        """Give the request of the host whose turn it is, or None where no host may be asked just now."""
        if self._job.trouble is not None:
            return None
        try:
            return self._next()
        except ArchiveError as error:
            self._job.halt(error)
            return None

    def ended(self, errand: Errand) -> None:
        """Take note that an errand was dealt with, or put back: what waited for what it says may go on."""
        self._spider.plan.spending.ended(errand)
        hosts = {host for host, site in self._blocked.items() if site == errand.site}
        for host in hosts:
            del self._blocked[host]
        if self._sources.get(errand.host, {}).pop(errand.id, None) is not None:
            hosts.add(errand.host)
        for host in hosts:
            self._waiting.add(host)
            self._job.pace.add(host, time.monotonic())
        if hosts:
            self.wake_up()

    def block(self, errand: Errand) -> None:
        """Ask nothing more of an errand's host until something of its site that is under way has ended."""
        self._blocked[errand.host] = errand.site

    def wake_up(self) -> None:
        """Have Scrapy ask again at once."""
        # The engine offers nothing else to those who know when there will be something to do.
        slot = getattr(self._crawler.engine, "_slot", None)
        if slot is not None:
            slot.nextcall.schedule()

    # ------------------------------------------------------------------ within
    def _wake(self) -> None:
        now = time.monotonic()
        for host in self._job.frontier.woken() - self._spent:
            self._waiting.add(host)
            self._job.pace.add(host, now)

    def _next(self) -> Request | None:
        job = self._job
        self._wake()
        now = time.monotonic()
        if now - self._counted > 1:
            self._count(now)
        if words := job.budgets.is_all_spent(now):
            self._spider.stop(f"stopped after {words}, as asked")
            return None
        while (host := job.pace.take(now)) is not None:
            self._waiting.discard(host)
            if words := job.budgets.is_spent(host, now):
                self._leave(host, words)
                continue
            with job.frontier.transaction():
                # What sources say decides about what comes behind them, so they are heard to the end.
                errand = job.frontier.lease(host, max(self._sources.get(host, {}).values(), default=0))
                if errand is None:
                    continue
                self._waiting.add(host)
                # What blocked it before is not what is leased now.
                self._blocked.pop(host, None)
                if errand.priority >= LEAST_SOURCE:
                    self._sources.setdefault(host, {})[errand.id] = errand.priority // TIER * TIER
                is_over = self._spider.is_settled(errand) or self._is_refused(errand)
            if is_over:
                if host in self._blocked:
                    self._waiting.discard(host)
                else:
                    self.ended(errand)
                    job.pace.add(host, now)
                continue
            if errand.capture_id is None:
                job.pace.began(host, now)
                job.budgets.spend(host, pages=1, now=now)
            job.pace.add(host, now)
            return self._request(errand)
        self._come_back(job.pace.wait(now))
        return None

    def _leave(self, host: str, words: str) -> None:
        """Leave what is queued for a host whose budget is spent to a later run."""
        self._spent.add(host)
        if count := self._job.frontier.census.queues().get(host, 0):
            self._job.frontier.leave(host, "budget")
            self._job.tally.end(f"http://{host}", SiteState.BUDGET)
            self._job.warn(f"{host}: stopped after {words}, as asked; {count} addresses are left to the next run")

    def _count(self, now: float) -> None:
        """Tell the tally how much is queued where, and which sites have nothing left to do."""
        self._counted = now
        tally, queues = self._job.tally, Counter[str]()
        for host, count in self._job.frontier.census.queues().items():
            queues[site_of(f"http://{host}")] += count
        tally.queued = queues.total()
        tally.queues = queues
        for site in tally.sites:
            if tally.ended.get(site) is not SiteState.BUDGET:
                tally.ended[site] = SiteState.WORKING if queues[site] else SiteState.DONE

    def _is_refused(self, errand: Errand) -> bool:
        """Ask the robots.txt that is known already: what it forbids takes no turn."""
        if self._robots is None:
            self._robots = self._crawler.get_downloader_middleware(RobotsMiddleware)
        refusal = self._robots.refusal(errand.url) if self._robots is not None else ""
        if not refusal:
            return False
        self._spider.refuse(errand, "robots", refusal)
        return True

    def _come_back(self, wait: float | None) -> None:
        if self._nudge is not None:
            self._nudge.cancel()
            self._nudge = None
        if wait is not None:
            self._nudge = asyncio.get_running_loop().call_later(min(wait, MAX_WAIT), self.wake_up)

    def _request(self, errand: Errand) -> Request:
        headers = {}
        if errand.role in _CONDITIONAL and errand.capture_id is None:
            if errand.etag:
                headers["If-None-Match"] = errand.etag
            if errand.last_modified:
                headers["If-Modified-Since"] = errand.last_modified
        meta: dict[str, object] = {
            "errand": errand,
            "began": time.monotonic(),
            "role": errand.role,
            "may_leave_site": errand.role is Role.START,
            "skip_if_met": errand.role is Role.ARTICLE,
            "download_maxsize": sitemaps.MAX_BYTES if errand.role is Role.SITEMAP else self._max_size,
            "handle_httpstatus_list": [304],
        }
        if self._job.options.render and errand.role not in (Role.SITEMAP, Role.FEED, Role.API):
            meta |= rendering.meta(self._job.options.sites.find(errand.url))
        if errand.tries:
            meta["retry_times"] = errand.tries
        if errand.passed:
            meta["redirect_urls"] = list(errand.passed)
            meta["redirect_times"] = len(errand.passed)
        return Request(
            errand.url,
            callback=self._spider.parse,
            errback=self._spider.failed,
            headers=headers,
            meta=meta,
            cb_kwargs={"errand": errand},
            dont_filter=True,
        )
