"""The generic spider: any news site, from its front page, a section, a feed, a sitemap or one article."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError

from newsarchive.crawl.acceptance import Acceptance
from newsarchive.crawl.closing import PUT_BACK, Answer, Closing
from newsarchive.crawl.keeping import headers_of
from newsarchive.crawl.refusals import Refused, reason_of
from newsarchive.crawl.robots import RobotsMiddleware
from newsarchive.crawl.scheduler import FrontierScheduler
from newsarchive.crawl.together import Together
from newsarchive.crawl.waiting import Waiting
from newsarchive.discover import addresses, feeds, posts_api, sitemaps
from newsarchive.discover.plan import Plan
from newsarchive.discover.scope import Period, Scope
from newsarchive.discover.translations import is_translation, translations
from newsarchive.discover.traps import Came
from newsarchive.discover.turns import Turn
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.extraction.memory import bearing
from newsarchive.model import Article, Findings, Role, SiteMemory, Source, State
from newsarchive.normalize.periods import format_duration
from newsarchive.normalize.urls import host_of, is_same_site, site_of, url_key
from newsarchive.reading.pages import Unread
from newsarchive.reading.storing import Trace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from newsarchive.archive import Sweep
    from newsarchive.crawl.job import Job
    from newsarchive.discover.listings import Listing
    from newsarchive.model import Candidate, Errand
    from newsarchive.reading.pages import Reading

logger = logging.getLogger("newsarchive.news")


@dataclass(frozen=True, slots=True)
class Read:
    """What a page turned out to be, and what was known of its site and said of it when it was read."""

    reading: Reading
    memory: SiteMemory | None
    told: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a sitemap named, and what it is: ``sitemap``, ``news-sitemap`` or ``sitemap-index``, whole or broken off.

    It ``names`` something at all, a page or a sitemap, or it is none.
    """

    findings: Findings
    kind: str
    names: bool
    is_complete: bool


class NewsSpider(scrapy.Spider):
    """Crawl news sites into an archive.

    ``scrapy crawl news -a url=https://… [-a archive=FILE -a since=… -a until=… -a max_articles=N
    -a max_time=50m -a summary=FILE]``

    Its requests are errands of the archive's frontier. What a page comes to is written in one transaction; the
    article is then handed on to whatever pipelines a project has, stored already.
    """

    name = "news"

    def __init__(self, job: Job | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if job is None:
            raise UsageError("the news spider runs by `newsarchive crawl` or `scrapy crawl news -a url=…`")
        self.job = job
        self.stop_reason: str | None = None
        self._is_resumable = True
        self._told: set[str] = set()
        self._resting: dict[int, str] = {}
        self._languages: dict[int, str] = {}
        self._closing = Closing(job)
        job.stop = self.stop
        options = job.options
        self.plan = Plan(
            job.frontier,
            Scope(
                began=job.began,
                sources=frozenset(Source(name) for name in options.sources),
                sites=frozenset(site_of(url) for url in options.urls),
                excludes=self._is_excluded,
                probes=options.sources_only,
            ),
        )
        self._acceptance = Acceptance(job, self.plan, self._closing, self.stop)
        self._together = Together(self._halting)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """Build for a crawler, as Scrapy asks, and listen for the moment there is nothing left to do."""
        spider: NewsSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._idle, signals.spider_idle)
        crawler.signals.connect(spider._closed, signals.spider_closed)
        crawler.signals.connect(spider._broke, signals.spider_error)
        return spider

    def stop(self, reason: str, *, is_resumable: bool = False) -> None:
        """End the crawl after what is in flight; the first reason given is the one that counts.

        A crawl that ``is_resumable`` was cut off: the next goes on where it stood instead of asking its sources anew.
        """
        if self.stop_reason is None and self.crawler.engine and self.crawler.engine.running:
            self.stop_reason = reason
            self._is_resumable = is_resumable
            self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    # ------------------------------------------------------------------ requests
    async def start(self) -> AsyncIterator[Any]:
        """Begin with the addresses given; a sweep that was cut off goes on with what is queued."""
        self.job.conduct.restore()
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        if robots is not None:
            robots.heard = self.job.conduct.heard
        for url, seed in self.job.sweeps.items():
            since, until = self.job.options.period_of(url)
            self.plan.know(
                seed.id,
                is_whole=seed.is_whole,
                complete_since=seed.complete_since,
                period=Period(since=since, until=until),
            )
            self._languages[seed.id] = seed.language
            with self._halting():
                self.plan.start(url, seed.id, seed.sweep)
        # Scrapy wants a generator; what is to be asked for is the scheduler's to know.
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request

    def is_met(self, url: str) -> bool:
        """Ask whether an address was dealt with, or is about to be."""
        return self.plan.is_met(url)

    def is_erased(self, url: str) -> bool:
        """Ask whether what stands at an address was erased from the archive: then it is not asked for again."""
        return self.job.frontier.is_erased(url)

    def is_settled(self, errand: Errand) -> bool:
        """Ask, before an errand is sent out, whether it needs no request (any more)."""
        if self.job.frontier.is_erased(errand.address, errand.url):
            self.refuse(errand, "erased", "was erased from the archive, and is not collected again")
            return True
        turn = self.plan.turn(errand)
        if turn.state is not State.LEASED:
            self._put_off(errand, turn)
            return True
        if errand.role is not Role.ARTICLE or not (self.job.options.sources_only or self.job.options.dry_run):
            return False
        if self.job.options.sources_only:
            self.job.tally.add("found", errand.url)
        else:
            self._acceptance.emit(errand.url)
        reason = "unasked" if self.job.options.sources_only else "article"
        self.job.frontier.close(errand, State.DONE, reason, moment=datetime.now(UTC))
        return True

    def _put_off(self, errand: Errand, turn: Turn) -> None:
        """Write down that an errand does not go out, or not now."""
        frontier = self.job.frontier
        if turn.state is State.QUEUED:
            frontier.demote(errand, turn.priority)
            if turn.blocks:
                self._scheduler().block(errand)
        elif turn.state is State.LATER:
            frontier.postpone(errand, turn.reason, turn.priority)
        else:
            if turn.reason == "trap":
                self.job.tally.add("trap", errand.url)
            if turn.pattern and turn.pattern not in self._told:
                self._told.add(turn.pattern)
                logger.info("%s: left: %s", errand.site, turn.detail)
            moment = datetime.now(UTC)
            frontier.close(errand, turn.state, turn.reason, moment=moment, detail=turn.detail, led_to=turn.led_to)

    def refuse(self, errand: Errand, reason: str, detail: str) -> None:
        """End an errand that one of our rules forbids."""
        self._closing.refused(errand, reason, detail)
        self.plan.saw_nothing(errand)

    def _is_excluded(self, url: str) -> bool:
        """Ask whether the profile of an address's site says that no article is there."""
        site = self.job.options.sites.find(url)
        return site is not None and site.is_never_article(url)

    @contextmanager
    def _halting(self) -> Iterator[None]:
        """All that is done inside is one transaction; an archive that cannot be written ends the crawl."""
        try:
            with self.job.frontier.transaction():
                yield
                self.job.conduct.flush()
        except ArchiveError as error:
            self.job.halt(error)

    def failed(self, failure: Failure) -> Iterator[Any]:
        """Take in that a request came to nothing."""
        errand: Errand = failure.request.cb_kwargs["errand"]  # type: ignore[attr-defined]
        if isinstance(failure.value, Refused) and failure.value.reason == "resting" and errand.role is Role.START:
            self._resting[errand.seed_id] = failure.value.detail
        with self._halting():
            self._closing.failed(errand, failure)
            if self._count_failure(errand, failure):
                self.plan.saw_nothing(errand)
            if errand.role is Role.FEED:
                self._acceptance.saw_feed(errand.site)
        self._scheduler().ended(errand)
        yield from ()

    # ------------------------------------------------------------------ responses
    async def parse(self, response: Response, errand: Errand) -> AsyncIterator[Any]:
        """Take in a response by what it was fetched for, or, for an address given, by what it is."""
        if self.job.trouble is not None:
            return
        answer, role = Answer.of(response), self._role(response, errand)
        read: Read | None = None
        listed: Listed | None = None
        is_page = role in (Role.START, Role.LISTING, Role.ARTICLE, Role.TWIN) and response.status != 304
        if is_page and isinstance(response, HtmlResponse):
            unread = self._unread(response, errand)
            read = Read(await self.job.reader.read(unread), unread.memory, unread.candidate)
        elif role is Role.SITEMAP and not self._is_as_it_was(response, errand, answer):
            listed = await self._listed(response, errand)
        if role is Role.ARTICLE and self.job.reader.is_beside:
            await self._together.carry_out(partial(self._take_in, response, errand, role, answer, read))
        else:
            with self._halting():
                self._take_in(response, errand, role, answer, read or listed)
        self._scheduler().ended(errand)
        for item in self._acceptance.taken():
            yield item

    def _role(self, response: Response, errand: Errand) -> Role:
        if self.job.options.pages_only:
            return errand.role
        if errand.role is Role.START and sitemaps.is_sitemap(response.body):
            return Role.SITEMAP
        if errand.role is Role.START and feeds.is_feed(response.body):
            return Role.FEED
        return errand.role

    def _take_in(
        self, response: Response, errand: Errand, role: Role, answer: Answer, found: Read | Listed | None
    ) -> None:
        is_site = errand.role is Role.START and not self.job.options.pages_only
        if is_site and not self._is_on_given_site(response):
            self.job.warn(f"{errand.address}: redirects to another site, {response.url}; that one is crawled")
        if url_key(response.url) != url_key(errand.address) and errand.role is not Role.LISTING:
            self.plan.met(errand, response.url)
        if response.status == 304 and errand.role is Role.ARTICLE:
            self._closing.not_modified(errand, answer, response)
        elif isinstance(found, Read):
            self._of_page(response, errand, found, answer)
        elif role in (Role.SITEMAP, Role.FEED, Role.API):
            self._of_source(response, errand, role, answer, found)
        else:
            self._closing.refused_page(errand, answer, response.meta.get("capture_id"), "not-html")

    def _is_on_given_site(self, response: Response) -> bool:
        request = response.request
        assert request
        return is_same_site((request.meta.get("redirect_urls") or [request.url])[0], response.url)

    @staticmethod
    def _is_as_it_was(response: Response, errand: Errand, answer: Answer) -> bool:
        """Ask whether a source says what it said before; one that was given is read all the same."""
        is_same = response.status == 304 or (bool(errand.digest) and answer.validators[2] == errand.digest)
        return is_same and errand.role is not Role.START

    def _of_source(self, response: Response, errand: Errand, role: Role, answer: Answer, listed: Listed | None) -> None:
        capture_id = response.meta.get("capture_id")
        if self._is_as_it_was(response, errand, answer):
            self._closing.judge(capture_id, role, "unchanged")
            self._closing.unchanged_source(errand, answer)
        elif role is Role.API:
            self._of_posts(response, errand, answer)
        elif listed is not None:
            self._closing.judge(capture_id, role)
            if not listed.names:
                self.plan.saw_nothing(errand)
            # An index that is as it was still names sitemaps that are not.
            keep = listed.kind != "sitemap-index" and errand.role is not Role.START
            self._closing.source(
                errand, answer, listed.findings, keep=keep, is_complete=listed.is_complete, kind=listed.kind
            )
        elif role is Role.FEED:
            self._closing.judge(capture_id, role)
            findings = self.plan.saw_feed(errand, response.url, feeds.read(response.body, response.url))
            if not (is_feed := feeds.is_feed(response.body)):
                self.plan.saw_nothing(errand)
            self._closing.source(errand, answer, findings, keep=errand.role is not Role.START, is_complete=is_feed)
        if role is Role.FEED:
            self._acceptance.saw_feed(errand.site)

    async def _listed(self, response: Response, errand: Errand) -> Listed:
        """Take in what a sitemap names, a part at a time: it may be large, and the crawl goes on in between.

        Which parts were taken in when a crawl was cut off does not matter: its page is read again.
        """
        is_complete = await asyncio.to_thread(sitemaps.is_whole, response.body, response.url)
        findings, kind, names = Findings(), "sitemap", False
        for batch in sitemaps.batches(response.body, response.url):
            names = names or bool(batch.candidates or batch.sitemaps)
            if batch.sitemaps:
                kind = "sitemap-index"
            if any(candidate.source is Source.NEWS_SITEMAP for candidate in batch.candidates):
                kind = "news-sitemap"
            with self._halting():
                self.plan.saw_index(errand, response.url, batch)
                lists_all = is_complete and kind != "news-sitemap"
                named = self.plan.saw_sitemap(errand, response.url, batch.candidates, is_complete=lists_all)
                findings = findings.joined(named)
                self._copies(errand, batch)
            if self.job.trouble is not None:
                break
            await asyncio.sleep(0)
        if names and not is_complete:
            self.job.warn(f"{response.url}: the sitemap breaks off; what stands before is used")
        return Listed(findings, kind, names=names, is_complete=is_complete)

    def _copies(self, errand: Errand, sitemap: sitemaps.Sitemap) -> None:
        """Leave out what a sitemap says is there in the site's own language, too."""
        if own := self._languages.get(errand.seed_id, ""):
            for _, alternates in sitemap.translations:
                self.plan.saw_translations(errand, translations(dict(alternates), own))

    def _of_posts(self, response: Response, errand: Errand, answer: Answer) -> None:
        posts = posts_api.read(response.body, response.url)
        totals = posts_api.totals(dict(headers_of(response)))
        self._closing.judge(response.meta.get("capture_id"), "api", "" if posts.is_api else "no list of posts")
        findings = self.plan.saw_posts(errand, response.url, posts, totals[1] if totals else 0)
        if self.job.options.sources_only and totals:
            # Not all pages are read to learn how many posts there are.
            findings = replace(findings, named=totals[0])
        self._closing.source(errand, answer, findings, keep=True, is_complete=posts.is_api)

    def _unread(self, response: HtmlResponse, errand: Errand) -> Unread:
        return Unread(
            payload=response.body,
            url=response.url,
            charset=response.encoding,
            candidate=self.plan.facts(response.url),
            on=response.meta["moment"],
            with_links=errand.role in (Role.START, Role.LISTING),
            with_comments=self.job.options.comments,
            site=self.job.options.sites.find(response.url),
            memory=self._memory(response.url),
            headers=headers_of(response),
        )

    def _memory(self, url: str) -> SiteMemory | None:
        try:
            return self.job.memories.of(site_of(url))
        except ArchiveError as error:
            self.job.halt(error)
            return None

    def _of_page(self, response: Response, errand: Errand, read: Read, answer: Answer) -> None:
        reading, capture_id = read.reading, response.meta.get("capture_id")
        article = reading.article
        self.job.conduct.said(response.url, reading.signals, answer.moment)
        if self.job.archive is not None and capture_id:
            if article is not None and self._was_erased(article, errand, capture_id):
                return
            self.job.archive.note_claims(capture_id, reading.claims)
        if reading.refusal is not None and reading.refusal.reason == "needs-script":
            self.job.tally.add("needs-script", response.url)
        if errand.role is Role.TWIN:
            self._closing.judge(capture_id, "twin")
            self._closing.page(errand, answer, "twin")
            self._acceptance.saw_twin(errand, article)
        elif article and self._acceptance.is_wanted(article, errand):
            if self._is_translation(article, errand, reading):
                self._closing.judge(capture_id, "not-wanted", "translation")
                self._closing.page(errand, answer, "translation")
                return
            trace = None
            if reading.impression:
                trace = Trace(
                    impression=reading.impression,
                    memory=read.memory,
                    bearing=bearing(read.memory, reading.impression),
                    told=read.told,
                    comments=reading.comments,
                )
            page = Waiting(
                errand=errand,
                article=article,
                capture_id=capture_id or 0,
                moment=response.meta["moment"],
                answer=answer,
                trace=trace,
            )
            self._acceptance.take(page)
            if errand.role is Role.LISTING:
                # A menu's link that leads to a story: only what was taken for one needs no request of its own.
                self.plan.met(errand, response.url)
        elif reading.listing is not None and not self.job.options.pages_only:
            self._closing.judge(capture_id, "listing", reading.refusal.reason if reading.refusal else "")
            findings = self._of_listing(response, reading, reading.listing, errand)
            self._closing.page(errand, answer, "listing", findings)
        else:
            self.plan.spending.came(errand, Came.REFUSED)
            self._closing.refused_page(errand, answer, capture_id, reading.refusal.reason if reading.refusal else "")

    def _was_erased(self, article: Article, errand: Errand, capture_id: int) -> bool:
        """Ask whether a page is another address of an article that was erased; then nothing is kept of it."""
        urls = (article.url, article.canonical_url, article.amp_url, article.shortlink)
        if self.job.archive is None or not self.job.archive.is_erased(*urls):
            return False
        self.job.archive.discard_capture(capture_id, *urls)
        self._closing.erased(errand)
        return True

    def _is_translation(self, article: Article, errand: Errand, reading: Reading) -> bool:
        """Ask whether an article is a copy, in another language, of one in the site's own; told by its alternates.

        Of one in the site's own language the copies are not asked for.
        """
        own = self._languages.get(errand.seed_id, "")
        alternates = {tag: url for tag, url in reading.alternates if url}
        if not own or not alternates or errand.role is not Role.ARTICLE:
            return False
        language = reading.language or article.in_language or ""
        if not is_translation(article.url, language, alternates, own):
            self.plan.saw_translations(errand, translations(alternates, own))
            return False
        original = next(url for tag, url in alternates.items() if tag[:2] == own[:2])
        was_named = self.plan.state_of(original) is not None
        self.plan.spending.came(errand, Came.DUPLICATE, other=original, was_named=was_named)
        return was_named

    def _count_failure(self, errand: Errand, failure: Failure) -> bool:
        """Count what a failure says of the errand's address; tell whether the errand is over, not put back."""
        error = failure.value
        reason = reason_of(error)[0] if error is not None else ""
        if isinstance(error, Refused) and error.reason == "duplicate":
            self.plan.spending.came(errand, Came.DUPLICATE, other=error.target, was_named=True)
        elif isinstance(error, Refused | HttpError) and reason not in (*PUT_BACK, "robots"):
            self.plan.spending.came(errand, Came.REFUSED)
        else:
            self.plan.spending.ended(errand)
        return reason not in PUT_BACK

    def _of_listing(self, response: Response, reading: Reading, listing: Listing, errand: Errand) -> Findings:
        # A front page may redirect to its language's or its server's own name for it.
        whole_site = errand.role is Role.START and (
            addresses.is_front(errand.address) or addresses.is_front(response.url)
        )
        if errand.role is Role.LISTING:
            whole_site = errand.depth > 0
        elif errand.role is Role.ARTICLE:
            whole_site = self.plan.is_whole(errand)
        if errand.role is Role.START and whole_site:
            robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
            declared = robots.sitemaps(response.url) if robots else ()
            self._languages[errand.seed_id] = reading.language
            if not listing.api:
                # Some themes leave the link out of the page; WordPress sends it as a header, too.
                links = ", ".join(value for name, value in headers_of(response) if name.lower() == "link")
                listing = replace(listing, api=posts_api.declared_by_header(links, response.url))
            self.plan.sources(
                errand, response.url, declared_sitemaps=declared, listing=listing, language=reading.language
            )
        return self.plan.saw_listing(errand, response.url, listing, whole_site=whole_site)

    # ------------------------------------------------------------------ the end
    def _idle(self) -> None:
        """Ask what is still worth a request when the queue is empty; without an answer the crawl ends."""
        if self.stop_reason or self.job.trouble is not None:
            return
        is_more = False
        with self._halting():
            self._acceptance.settle_dated()
            sites = [(seed.id, seed.sweep, seed.site) for seed in self.job.sweeps.values()]
            is_more = self._acceptance.ask_for_twins() or self.plan.leftovers(sites)
        if is_more:
            self._scheduler().wake_up()
            raise DontCloseSpider

    def _scheduler(self) -> FrontierScheduler:
        assert self.crawler.engine
        scheduler = self.crawler.engine.scheduler
        assert isinstance(scheduler, FrontierScheduler)
        return scheduler

    def _closed(self) -> None:
        """Decide about the pages that nobody gave a date: one that a listing teased is an article all the same."""
        with self._halting():
            if self.stop_reason is None or not self._is_resumable:
                self._acceptance.settle()
            if self.job.archive is not None:
                self.job.archive.record_redirects(self.job.frontier.redirects(), moment=datetime.now(UTC))
                self.job.frontier.settle()
            self._end_seeds()
        if not self.stop_reason and not self._found_any():
            for url, sweep in self.job.sweeps.items():
                detail = self._rest_of(url, sweep) or "no article found, there or by its links, feeds and sitemaps"
                self.job.warn(f"{url}: {detail}")
                self.job.tally.fail(url, "no-article", detail)

    def _rest_of(self, url: str, sweep: Sweep) -> str:
        """Say that a host wants to be left alone for longer than a run waits, "" where it does not."""
        rest = self.job.pace.resting_until(host_of(url)) - time.monotonic()
        if rest <= 0:
            return ""
        told = f"the host wants to be left alone for {format_duration(round(rest))} more"
        return self._resting.get(sweep.id, told)

    def _end_seeds(self) -> None:
        """Write down which addresses given were gone over to their end; one that was cut off is gone on with."""
        frontier = self.job.frontier
        for name, count in frontier.census.known(seed.sweep for seed in self.job.sweeps.values()).items():
            self.job.tally.counts[name] += count
        for seed in self.job.sweeps.values():
            if self.stop_reason is not None and self._is_resumable:
                continue
            is_finished = self.stop_reason is None and not frontier.census.count(
                seed_id=seed.id, state=State.QUEUED.value
            )
            frontier.end(seed.id, datetime.now(UTC), is_finished=is_finished)

    def _found_any(self) -> bool:
        """Ask whether there was an article, wanted or not, or a failure that has been told already."""
        counts = self.job.tally.counts
        names = ("found", "failed", "out-of-period", "duplicate", "known", "known-other", "unchanged")
        return bool(self._acceptance.count or any(counts[name] for name in names))

    def _broke(self, failure: Failure, response: Any) -> None:
        """Say that our own code failed on a page: the page is kept, the crawl goes on, the run is not all well."""
        # Scrapy gives the failed request's Failure, or nothing, where there is no response.
        url = response.url if isinstance(response, Response) else self.job.options.urls[0]
        logger.error("%s: %s", url, failure.getTraceback())
        detail = f"could not be read ({failure.value!r}); its capture is kept"
        errand = response.meta.get("errand") if isinstance(response, Response) else None
        self.job.warn(f"{url}: {detail}")
        self.job.tally.fail(url, "internal", detail)
        if errand is not None:
            with self._halting():
                self.job.frontier.close(errand, State.FAILED, "internal", moment=datetime.now(UTC), detail=detail)
            self._scheduler().ended(errand)
