"""The generic spider: any news site, from its front page, a section, a feed, a sitemap or one article."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError

from newsarchive.crawl.keeping import ArticleItem, Trace, store
from newsarchive.crawl.reading import Unread
from newsarchive.crawl.refusals import EXPECTED, Refused, reason_of
from newsarchive.crawl.robots import RobotsMiddleware
from newsarchive.crawl.waiting import Waiting, WaitingRoom
from newsarchive.discover import addresses, feeds, sitemaps
from newsarchive.discover.listings import Listing
from newsarchive.discover.plan import Period, Plan, Role, Step
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.model import Article, Candidate, Moment, SiteMemory, Source
from newsarchive.normalize.urls import is_same_site, site_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from newsarchive.crawl.job import Job

logger = logging.getLogger("newsarchive.news")

#: Pages of one site that say no date, or only a day, before its feeds are paged through for their instants.
MANY_WAITING = 6


class NewsSpider(scrapy.Spider):
    """Crawl news sites into an archive.

    ``scrapy crawl news -a url=https://… [-a archive=FILE -a since=… -a until=… -a max_articles=N
    -a max_time=50m -a summary=FILE]``
    """

    name = "news"

    def __init__(self, job: Job | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if job is None:
            raise UsageError("the news spider runs by `newsarchive crawl` or `scrapy crawl news -a url=…`")
        self.job = job
        self.stop_reason: str | None = None
        self._accepted = 0
        self._feeds_asked: Counter[str] = Counter()
        self._waiting = WaitingRoom(self._facts)
        self._twins: set[str] = set()
        self._redirects: dict[str, str] = {}
        self._max_size = 0
        job.stop = self.stop
        self.plan = Plan(
            known=job.known.get,
            was_finished=lambda url: site_of(url) in job.finished,
            period=Period(since=job.options.since, until=job.options.until),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """Build for a crawler, as Scrapy asks, and listen for the moment there is nothing left to do."""
        spider: NewsSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._idle, signals.spider_idle)
        crawler.signals.connect(spider._closed, signals.spider_closed)
        crawler.signals.connect(spider._broke, signals.spider_error)
        return spider

    def stop(self, reason: str) -> None:
        """End the crawl after what is in flight; the first reason given is the one that counts."""
        if self.stop_reason is None and self.crawler.engine and self.crawler.engine.running:
            self.stop_reason = reason
            self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    # ------------------------------------------------------------------ requests
    async def start(self) -> AsyncIterator[Any]:
        """Begin with the addresses given."""
        self._max_size = self.settings.getint("DOWNLOAD_MAXSIZE")
        for url in self.job.options.urls:
            for request in self._requests(self.plan.start(url)):
                yield request

    def is_met(self, url: str) -> bool:
        """Ask whether an address was dealt with, or is about to be."""
        return self.plan.is_met(url)

    def _requests(self, steps: Iterable[Step]) -> Iterator[Request]:
        for step in steps:
            if step.role is Role.ARTICLE and self._is_excluded(step.url):
                continue
            if step.role is Role.ARTICLE and self.job.options.dry_run:
                self._emit(step.url)
                continue
            self.job.tally.queued += 1
            if step.role is Role.FEED:
                self._feeds_asked[site_of(step.url)] += 1
            yield Request(
                step.url,
                callback=self.parse,
                errback=self.failed,
                priority=step.priority,
                meta={
                    "role": step.role,
                    "may_leave_site": step.role is Role.START,
                    "skip_if_met": step.role is Role.ARTICLE,
                    "download_maxsize": sitemaps.MAX_BYTES if step.role is Role.SITEMAP else self._max_size,
                },
                cb_kwargs={"step": step},
            )

    def _is_excluded(self, url: str) -> bool:
        """Ask whether the profile of an address's site says that no article is there."""
        site = self.job.options.sites.find(url)
        return site is not None and site.is_never_article(url)

    def _emit(self, url: str) -> None:
        """Print an address that a real run would fetch, as many as it would."""
        limit = self.job.options.max_articles
        if limit is not None and self.job.tally.counts["found"] >= limit:
            self.stop(f"stopped after {limit} articles, as asked")
            return
        self.job.tally.add("found", url)
        self.job.emit(url)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Count a request that came to nothing and say so, once, in one line."""
        request: Request = failure.request  # type: ignore[attr-defined]
        step: Step = request.cb_kwargs["step"]
        self.job.tally.queued -= 1
        reason, detail = reason_of(failure.value or Exception("no answer"))
        if reason == "failed":
            logger.info("%s: %s", step.url, failure.getTraceback())
        if isinstance(failure.value, Refused) and failure.value.target:
            self._redirects[request.url] = failure.value.target
        if isinstance(failure.value, HttpError):
            self._judge(failure.value.response, "failed", reason)
        if step.role is Role.FEED:
            self._feeds_asked[site_of(step.url)] -= 1
            self._store(self._with_a_day(site_of(step.url)))
        if step.optional:
            return
        if reason in EXPECTED and step.role is not Role.START:
            self.job.tally.add(reason, step.url)
        else:
            self.job.warn(f"{step.url}: {detail}")
            self.job.tally.fail(step.url, reason, detail)
        yield from ()

    # ------------------------------------------------------------------ responses
    async def parse(self, response: Response, step: Step) -> AsyncIterator[Any]:
        """Take in a response by what it was fetched for, or, for an address given, by what it is."""
        self.job.tally.queued -= 1
        if step.role is Role.START and not self._is_on_given_site(response):
            self.job.warn(f"{step.url}: redirects to another site, {response.url}; that one is crawled")
        self.plan.met(response.url)
        if step.role is Role.FEED:
            self._feeds_asked[site_of(step.url)] -= 1
        if self.plan.is_left(step):
            return
        role = step.role
        if role is Role.START:
            role = Role.SITEMAP if sitemaps.is_sitemap(response.body) else role
            role = Role.FEED if feeds.is_feed(response.body) else role
        if role in (Role.SITEMAP, Role.FEED):
            for result in self._of_source(response, role, given=step.role is Role.START):
                yield result
        elif not isinstance(response, HtmlResponse):
            self._refuse(response.meta.get("capture_id"), "not-html")
        else:
            async for result in self._of_page(response, step):
                yield result

    def _is_on_given_site(self, response: Response) -> bool:
        request = response.request
        assert request
        return is_same_site((request.meta.get("redirect_urls") or [request.url])[0], response.url)

    def _of_source(self, response: Response, role: Role, *, given: bool) -> Iterator[Any]:
        self._judge(response, role)
        if role is Role.SITEMAP:
            sitemap = sitemaps.read(response.body, response.url)
            if not sitemap.is_complete and (sitemap.candidates or sitemap.sitemaps):
                self.job.warn(f"{response.url}: the sitemap breaks off; what stands before is used")
            yield from self._requests(self.plan.saw_sitemap(response.url, sitemap, given=given))
            return
        yield from self._requests(
            self.plan.saw_feed(response.url, feeds.read(response.body, response.url), given=given)
        )
        site = site_of(response.url)
        yield from self._dated_by_now()
        yield from self._requests(self._dates_wanted(site))
        yield from self._with_a_day(site)

    async def _of_page(self, response: HtmlResponse, step: Step) -> AsyncIterator[Any]:
        unread = Unread(
            payload=response.body,
            url=response.url,
            charset=response.encoding,
            candidate=self.plan.facts(response.url),
            on=response.meta["moment"],
            with_links=step.role in (Role.START, Role.LISTING),
            site=self.job.options.sites.find(response.url),
            memory=self._memory(response.url),
        )
        reading = await self.job.reader.read(unread)
        article = reading.article
        if step.role is Role.TWIN:
            self._judge(response, "twin")
            for item in self._of_twin(step, article):
                yield item
        elif article and self._is_wanted_article(article, step):
            trace = Trace(impression=reading.impression, memory=unread.memory) if reading.impression else None
            for result in self._of_article(response, article, trace):
                yield result
        elif reading.listing is not None:
            self._judge(response, "listing", reading.refusal.reason if reading.refusal else "")
            for request in self._requests(self._of_listing(response, reading.listing, step)):
                yield request
        else:
            self._refuse(response.meta.get("capture_id"), reading.refusal.reason if reading.refusal else "")

    def _memory(self, url: str) -> SiteMemory | None:
        try:
            return self.job.memories.of(site_of(url))
        except ArchiveError as error:
            self.job.halt(error)
            return None

    def _of_listing(self, response: Response, listing: Listing, step: Step) -> list[Step]:
        # A front page may redirect to its language's or its server's own name for it.
        whole_site = step.role is Role.START and (addresses.is_front(step.url) or addresses.is_front(response.url))
        if step.role is Role.LISTING:
            whole_site = step.depth > 0
        steps = []
        if step.role is Role.START and whole_site:
            robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
            declared = robots.sitemaps(response.url) if robots else ()
            steps += self.plan.sources(response.url, declared_sitemaps=declared, listing=listing)
        steps += self.plan.saw_listing(response.url, listing, depth=step.depth, whole_site=whole_site)
        return steps

    def _is_wanted_article(self, article: Article, step: Step) -> bool:
        """A page fetched as a listing is an article only where it, or a source, calls it one and it has a date."""
        if step.role is Role.ARTICLE:
            return True
        if addresses.is_front(article.url) or addresses.is_front(step.url):
            return False
        if step.role is Role.START:
            return True
        is_called_one = article.declared_type is not None or self._facts(article) is not None
        return article.tells_publication and is_called_one

    def _of_article(self, response: Response, article: Article, trace: Trace | None) -> Iterator[Any]:
        capture_id: int = response.meta.get("capture_id", 0)
        moment: datetime = response.meta["moment"]
        # The source may have spoken while the page was being read.
        article = self._waiting.dated_by_sources(article)
        site = site_of(article.url)
        if self._waiting.is_for(article, more_may_come=self._has_feed_pages(site)):
            self.plan.met(article.url, article.canonical_url, article.amp_url, article.shortlink)
            self._waiting.add(Waiting(article=article, capture_id=capture_id, moment=moment, trace=trace))
            yield from self._requests(self._dates_wanted(site))
            return
        yield from self._accept(Waiting(article=article, capture_id=capture_id, moment=moment, trace=trace))

    def _accept(self, page: Waiting) -> Iterator[ArticleItem]:
        options, article = self.job.options, page.article
        self.plan.saw_article(article)
        if self.plan.period.excludes(article.date_published):
            self.job.tally.add("out-of-period", article.url)
            self._write(page.capture_id, "not-wanted", "out-of-period")
            return
        if options.max_articles is not None and self._accepted >= options.max_articles:
            self.stop(f"stopped after {options.max_articles} articles, as asked")
            return
        self._accepted += 1
        if options.dry_run:
            self._emit(article.url)
            return
        facts = self._facts(article)
        yield ArticleItem(
            article=article,
            capture_id=page.capture_id,
            moment=page.moment,
            lastmod=facts.lastmod if facts else None,
            trace=page.trace,
        )

    # ------------------------------------------------------------------ pages without a date
    def _facts(self, article: Article) -> Candidate | None:
        return self.plan.facts(article.canonical_url) or self.plan.facts(article.url)

    def _has_feed_pages(self, site: str) -> bool:
        return self.plan.has_more_of_feeds(site) or self._feeds_asked[site] > 0

    def _dates_wanted(self, site: str) -> list[Step]:
        if not self.plan.has_more_of_feeds(site) or self._waiting.count(site) < MANY_WAITING:
            return []
        return self.plan.more_of_feeds(site)

    def _dated_by_now(self) -> Iterator[ArticleItem]:
        for page in self._waiting.dated():
            yield from self._accept(page)

    def _with_a_day(self, site: str) -> Iterator[ArticleItem]:
        """Give the waiting pages that have a day, once the site's feeds have no more to say."""
        if not self._has_feed_pages(site):
            for page in list(self._waiting.with_a_day(site)):
                yield from self._accept(page)

    def _of_twin(self, step: Step, twin: Article | None) -> Iterator[ArticleItem]:
        if twin is None or twin.date_published is None:
            return
        assert twin.date_published_raw is not None
        assert twin.date_published_precision is not None
        published = Moment(
            value=twin.date_published,
            raw=twin.date_published_raw,
            precision=twin.date_published_precision,
            source="amp",
        )
        authors = tuple(twin.authors)
        self.plan.learn(Candidate(url=step.url, source=Source.RELATED, published=published, authors=authors))
        yield from self._dated_by_now()

    # ------------------------------------------------------------------ the end
    def _idle(self) -> None:
        """Ask what is still worth a request when the queue is empty; without an answer the crawl ends."""
        if self.stop_reason:
            return
        self._store(self._dated_by_now())
        steps = self.plan.leftovers()
        for twin in self._waiting.twins():
            if twin not in self._twins:
                self._twins.add(twin)
                steps += self.plan.twin(twin)
        requests = list(self._requests(steps))
        assert self.crawler.engine
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _closed(self) -> None:
        """Decide about the pages that nobody gave a date: one that a listing teased is an article all the same."""
        self._store(self._dated_by_now())
        for page, is_article in self._waiting.emptied():
            if is_article:
                self._store(self._accept(page))
            else:
                self._refuse(page.capture_id, "undated")
        if self.job.archive and self._redirects and self.job.trouble is None:
            try:
                self.job.archive.record_redirects(self._redirects, moment=datetime.now(UTC))
            except ArchiveError as error:
                self.job.halt(error)
        if not self.stop_reason and not self._found_any():
            for url in self.job.options.urls:
                detail = "no article found, there or by its links, feeds and sitemaps"
                self.job.warn(f"{url}: {detail}")
                self.job.tally.fail(url, "no-article", detail)

    def _found_any(self) -> bool:
        """Ask whether there was an article, wanted or not, or a failure that has been told already."""
        counts = self.job.tally.counts
        told = any(counts[name] for name in ("found", "failed", "out-of-period", "duplicate"))
        return bool(self._accepted or told or self.plan.skipped)

    def _store(self, items: Iterable[ArticleItem]) -> None:
        # Outside a callback Scrapy takes no items, so these go straight to where the pipeline would take them.
        for item in items:
            store(self.job, item)

    def _broke(self, failure: Failure, response: Any) -> None:
        """Say that our own code failed on a page: the page is kept, the crawl goes on, the run is not all well."""
        # Scrapy gives the failed request's Failure, or nothing, where there is no response.
        url = response.url if isinstance(response, Response) else self.job.options.urls[0]
        logger.error("%s: %s", url, failure.getTraceback())
        detail = f"could not be read ({failure.value!r}); its capture is kept"
        self.job.warn(f"{url}: {detail}")
        self.job.tally.fail(url, "internal", detail)

    # ------------------------------------------------------------------ verdicts
    def _judge(self, response: Response, verdict: str, reason: str = "") -> None:
        self._write(response.meta.get("capture_id"), verdict, reason)

    def _refuse(self, capture_id: int | None, reason: str) -> None:
        self.job.tally.not_articles[reason or "other"] += 1
        self._write(capture_id, "not-an-article", reason)

    def _write(self, capture_id: int | None, verdict: str, reason: str) -> None:
        """Write a verdict down; an archive that cannot take it ends the crawl."""
        if not self.job.archive or not capture_id or self.job.trouble is not None:
            return
        try:
            self.job.archive.judge_capture(capture_id, verdict, reason)
        except ArchiveError as error:
            self.job.halt(error)
