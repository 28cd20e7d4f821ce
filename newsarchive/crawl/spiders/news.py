"""The generic spider: any news site, from its front page, a section, a feed, a sitemap or one article."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError

from newsarchive.crawl.closing import Answer, Closing
from newsarchive.crawl.keeping import ArticleItem, Trace, headers_of
from newsarchive.crawl.reading import Unread
from newsarchive.crawl.refusals import Refused, reason_of
from newsarchive.crawl.robots import RobotsMiddleware
from newsarchive.crawl.scheduler import FrontierScheduler
from newsarchive.crawl.waiting import Waiting, WaitingRoom
from newsarchive.discover import addresses, feeds, posts_api, sitemaps
from newsarchive.discover.plan import Plan
from newsarchive.discover.scope import Period, Scope
from newsarchive.discover.translations import is_translation, translations
from newsarchive.discover.traps import Came
from newsarchive.discover.turns import Turn
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.model import Article, Candidate, Findings, Moment, Role, SiteMemory, Source, State
from newsarchive.normalize.periods import format_duration
from newsarchive.normalize.urls import host_of, is_same_site, site_of, url_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from newsarchive.archive import Sweep
    from newsarchive.crawl.job import Job
    from newsarchive.crawl.reading import Reading
    from newsarchive.discover.listings import Listing
    from newsarchive.model import Errand

logger = logging.getLogger("newsarchive.news")

#: Pages of one site that say no date, or only a day, before its feeds are paged through for their instants.
MANY_WAITING = 6


@dataclass(frozen=True, slots=True)
class Read:
    """What a page turned out to be, and what was known of its site when it was read."""

    reading: Reading
    memory: SiteMemory | None


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
        self._accepted: Counter[int] = Counter()
        self._told: set[str] = set()
        self._resting: dict[int, str] = {}
        self._languages: dict[int, str] = {}
        self._most: dict[int, int | None] = {}
        self._closing = Closing(job)
        self._waiting = WaitingRoom(self._facts)
        self._twins: set[str] = set()
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
            self._most[seed.id] = self.job.options.most_of(url)
            with self._halting():
                self.plan.start(url, seed.id, seed.sweep)
        # Scrapy wants a generator; what is to be asked for is the scheduler's to know.
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request

    def is_met(self, url: str) -> bool:
        """Ask whether an address was dealt with, or is about to be."""
        return self.plan.is_met(url)

    def is_settled(self, errand: Errand) -> bool:
        """Ask, before an errand is sent out, whether it needs no request (any more)."""
        turn = self.plan.turn(errand)
        if turn.state is not State.LEASED:
            self._put_off(errand, turn)
            return True
        if errand.role is not Role.ARTICLE or not (self.job.options.sources_only or self.job.options.dry_run):
            return False
        if self.job.options.sources_only:
            self.job.tally.add("found", errand.url)
        else:
            self._emit(errand.url)
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
            self._count_failure(errand, failure)
            self.plan.saw_nothing(errand)
            if errand.role is Role.FEED:
                self._settle_days(errand.site)
        self._scheduler().ended(errand)
        yield from ()

    # ------------------------------------------------------------------ responses
    async def parse(self, response: Response, errand: Errand) -> AsyncIterator[Any]:
        """Take in a response by what it was fetched for, or, for an address given, by what it is."""
        if self.job.trouble is not None:
            return
        reading: Reading | None = None
        memory: SiteMemory | None = None
        role = self._role(response, errand)
        is_page = role in (Role.START, Role.LISTING, Role.ARTICLE, Role.TWIN) and response.status != 304
        if is_page and isinstance(response, HtmlResponse):
            unread = self._unread(response, errand)
            memory = unread.memory
            reading = await self.job.reader.read(unread)
        items: list[ArticleItem] = []
        with self._halting():
            self._take_in(response, errand, role, Read(reading, memory) if reading else None, items)
        self._scheduler().ended(errand)
        for item in items:
            yield item

    def _role(self, response: Response, errand: Errand) -> Role:
        if errand.role is Role.START and sitemaps.is_sitemap(response.body):
            return Role.SITEMAP
        if errand.role is Role.START and feeds.is_feed(response.body):
            return Role.FEED
        return errand.role

    def _take_in(
        self, response: Response, errand: Errand, role: Role, read: Read | None, items: list[ArticleItem]
    ) -> None:
        answer = Answer.of(response)
        if errand.role is Role.START and not self._is_on_given_site(response):
            self.job.warn(f"{errand.address}: redirects to another site, {response.url}; that one is crawled")
        if url_key(response.url) != url_key(errand.address):
            self.plan.met(errand, response.url)
        if response.status == 304 and errand.role is Role.ARTICLE:
            self._closing.not_modified(errand, answer, headers_of(response))
        elif role in (Role.SITEMAP, Role.FEED, Role.API):
            self._of_source(response, errand, role, answer, items)
        elif read is None:
            self._closing.refused_page(errand, answer, response.meta.get("capture_id"), "not-html")
        else:
            self._of_page(response, errand, read, answer, items)

    def _is_on_given_site(self, response: Response) -> bool:
        request = response.request
        assert request
        return is_same_site((request.meta.get("redirect_urls") or [request.url])[0], response.url)

    def _of_source(
        self, response: Response, errand: Errand, role: Role, answer: Answer, items: list[ArticleItem]
    ) -> None:
        is_same = response.status == 304 or (bool(errand.digest) and answer.validators[2] == errand.digest)
        if is_same and errand.role is not Role.START:
            self._closing.judge(response.meta.get("capture_id"), role, "unchanged")
            self._closing.unchanged_source(errand, answer)
        elif role is Role.SITEMAP:
            self._closing.judge(response.meta.get("capture_id"), role)
            self._of_sitemap(response, errand, answer)
        elif role is Role.API:
            self._of_posts(response, errand, answer)
        else:
            self._closing.judge(response.meta.get("capture_id"), role)
            findings = self.plan.saw_feed(errand, response.url, feeds.read(response.body, response.url))
            self._closing.source(errand, answer, findings, keep=errand.role is not Role.START)
        if role is Role.FEED:
            self._settle_dated(items)
            self._ask_for_dates(errand.site)
            self._settle_days(errand.site, items)

    def _of_sitemap(self, response: Response, errand: Errand, answer: Answer) -> None:
        sitemap = sitemaps.read(response.body, response.url)
        if not sitemap.is_complete and (sitemap.candidates or sitemap.sitemaps):
            self.job.warn(f"{response.url}: the sitemap breaks off; what stands before is used")
        self.plan.saw_index(errand, response.url, sitemap)
        is_news = any(c.source is Source.NEWS_SITEMAP for c in sitemap.candidates)
        lists_all = sitemap.is_complete and not is_news
        findings = self.plan.saw_sitemap(errand, response.url, sitemap.candidates, is_complete=lists_all)
        # An index that is as it was still names sitemaps that are not.
        keep = not sitemap.sitemaps and errand.role is not Role.START
        kind = "news-sitemap" if is_news else "sitemap-index" if sitemap.sitemaps else "sitemap"
        self._closing.source(errand, answer, findings, keep=keep, is_complete=sitemap.is_complete, kind=kind)

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

    def _of_page(
        self, response: Response, errand: Errand, read: Read, answer: Answer, items: list[ArticleItem]
    ) -> None:
        reading, capture_id = read.reading, response.meta.get("capture_id")
        article = reading.article
        self.job.conduct.said(response.url, reading.signals, answer.moment)
        if reading.refusal is not None and reading.refusal.reason == "needs-script":
            self.job.tally.add("needs-script", response.url)
        if errand.role is Role.TWIN:
            self._closing.judge(capture_id, "twin")
            self._closing.page(errand, answer, "twin")
            self._of_twin(errand, article, items)
        elif article and self._is_wanted_article(article, errand):
            if self._is_translation(article, errand, reading):
                self._closing.judge(capture_id, "not-wanted", "translation")
                self._closing.page(errand, answer, "translation")
                return
            trace = None
            if reading.impression:
                trace = Trace(impression=reading.impression, memory=read.memory)
            page = Waiting(
                errand=errand,
                article=article,
                capture_id=capture_id or 0,
                moment=response.meta["moment"],
                answer=answer,
                trace=trace,
            )
            self._of_article(page, items)
        elif reading.listing is not None:
            self._closing.judge(capture_id, "listing", reading.refusal.reason if reading.refusal else "")
            findings = self._of_listing(response, reading, reading.listing, errand)
            self._closing.page(errand, answer, "listing", findings)
        else:
            self.plan.spending.came(errand, Came.REFUSED)
            self._closing.refused_page(errand, answer, capture_id, reading.refusal.reason if reading.refusal else "")

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

    def _count_failure(self, errand: Errand, failure: Failure) -> None:
        error = failure.value
        if isinstance(error, Refused) and error.reason == "duplicate":
            self.plan.spending.came(errand, Came.DUPLICATE, other=error.target, was_named=True)
        elif isinstance(error, Refused | HttpError) and reason_of(error)[0] not in ("resting", "stopped", "robots"):
            self.plan.spending.came(errand, Came.REFUSED)
        else:
            self.plan.spending.ended(errand)

    def _of_listing(self, response: Response, reading: Reading, listing: Listing, errand: Errand) -> Findings:
        # A front page may redirect to its language's or its server's own name for it.
        whole_site = errand.role is Role.START and (
            addresses.is_front(errand.address) or addresses.is_front(response.url)
        )
        if errand.role is Role.LISTING:
            whole_site = errand.depth > 0
        if errand.role is Role.START and whole_site:
            robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
            declared = robots.sitemaps(response.url) if robots else ()
            self._languages[errand.seed_id] = reading.language
            self.plan.sources(
                errand, response.url, declared_sitemaps=declared, listing=listing, language=reading.language
            )
        return self.plan.saw_listing(errand, response.url, listing, whole_site=whole_site)

    def _is_wanted_article(self, article: Article, errand: Errand) -> bool:
        """A page fetched as a listing is an article only where it, or a source, calls it one and it has a date."""
        if errand.role is Role.ARTICLE:
            return True
        if addresses.is_front(article.url) or addresses.is_front(errand.address):
            return False
        if errand.role is Role.START:
            return True
        is_called_one = article.declared_type is not None or self._facts(article) is not None
        return article.tells_publication and is_called_one

    def _of_article(self, page: Waiting, items: list[ArticleItem]) -> None:
        # The source may have spoken while the page was being read.
        article = self._waiting.dated_by_sources(page.article)
        page = page.with_article(article)
        site = site_of(article.url)
        self._count_article(page.errand, article)
        self.plan.saw_article(page.errand, article)
        if self._waiting.is_for(article, more_may_come=self._has_feed_pages(site)):
            self.job.frontier.hold(page.errand)
            self._waiting.add(page)
            self._ask_for_dates(site)
            return
        self._accept(page, items)

    def _count_article(self, errand: Errand, article: Article) -> None:
        """Count what came of an address, and which of its parameters made no difference."""
        if errand.reason in ("changed", "due", "vanished"):
            return
        other = article.canonical_url if url_key(article.canonical_url) != url_key(errand.address) else ""
        if not other:
            self.plan.spending.came(errand, Came.NEW)
            return
        state = self.plan.state_of(other)
        self.plan.spending.alike(errand, other)
        came = Came.DUPLICATE if state in (State.DONE, State.HELD, State.LEASED) else Came.NEW
        self.plan.spending.came(errand, came, other=other, was_named=state is not None)

    def _accept(self, page: Waiting, items: list[ArticleItem]) -> None:
        options, article = self.job.options, page.article
        if self.plan.period_of(page.errand).excludes(article.date_published):
            self.job.tally.add("out-of-period", article.url)
            self._closing.judge(page.capture_id, "not-wanted", "out-of-period")
            self._closing.out_of_period(page.errand, page.answer, article)
            return
        most, seed_id = self._most.get(page.errand.seed_id), page.errand.seed_id
        if most is not None and self._accepted[seed_id] >= most:
            # Its page is kept, and read by a later run; so are the addresses that are queued.
            self.job.frontier.leave_seed(page.errand)
            return
        if options.max_articles is not None and self._accepted.total() >= options.max_articles:
            self.job.frontier.put_back(page.errand, page.errand.url, tries=0, passed=page.errand.passed)
            self.stop(f"stopped after {options.max_articles} articles, as asked")
            return
        self._accepted[seed_id] += 1
        if options.dry_run:
            self._emit(article.url)
        facts = self._facts(article)
        item = ArticleItem(
            article=article,
            capture_id=page.capture_id,
            moment=page.moment,
            lastmod=facts.lastmod if facts else None,
            trace=page.trace,
        )
        self._closing.article(page.errand, page.answer, item)
        if not options.dry_run:
            items.append(item)

    # ------------------------------------------------------------------ pages without a date
    def _facts(self, article: Article) -> Candidate | None:
        return self.plan.facts(article.canonical_url) or self.plan.facts(article.url)

    def _has_feed_pages(self, site: str) -> bool:
        return self.job.frontier.census.has(site, Role.FEED, State.LATER, State.QUEUED, State.LEASED)

    def _ask_for_dates(self, site: str) -> None:
        if self._waiting.count(site) >= MANY_WAITING:
            self.job.frontier.go_on(site, Role.FEED)

    def _settle_dated(self, items: list[ArticleItem] | None = None) -> None:
        for page in self._waiting.dated():
            self._accept(page, items if items is not None else [])

    def _settle_days(self, site: str, items: list[ArticleItem] | None = None) -> None:
        """Give the waiting pages that have a day, once the site's feeds have no more to say."""
        if not self._has_feed_pages(site):
            for page in list(self._waiting.with_a_day(site)):
                self._accept(page, items if items is not None else [])

    def _of_twin(self, errand: Errand, twin: Article | None, items: list[ArticleItem]) -> None:
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
        self.plan.learn(
            errand,
            Candidate(url=errand.address, source=Source.RELATED, published=published, authors=tuple(twin.authors)),
        )
        self._settle_dated(items)

    # ------------------------------------------------------------------ the end
    def _idle(self) -> None:
        """Ask what is still worth a request when the queue is empty; without an answer the crawl ends."""
        if self.stop_reason or self.job.trouble is not None:
            return
        is_more = False
        with self._halting():
            self._settle_dated()
            sites = [(seed.id, seed.sweep, site_of(url)) for url, seed in self.job.sweeps.items()]
            is_more = self._ask_for_twins() or self.plan.leftovers(sites)
        if is_more:
            self._scheduler().wake_up()
            raise DontCloseSpider

    def _scheduler(self) -> FrontierScheduler:
        assert self.crawler.engine
        scheduler = self.crawler.engine.scheduler
        assert isinstance(scheduler, FrontierScheduler)
        return scheduler

    def _ask_for_twins(self) -> bool:
        wanted = [(errand, twin) for errand, twin in self._waiting.twins() if twin not in self._twins]
        for errand, twin in wanted:
            self._twins.add(twin)
            self.plan.twin(errand, twin)
        return bool(wanted)

    def _closed(self) -> None:
        """Decide about the pages that nobody gave a date: one that a listing teased is an article all the same."""
        with self._halting():
            if self.stop_reason is None or not self._is_resumable:
                self._settle_dated()
                for page, is_article in self._waiting.emptied():
                    if is_article:
                        self._accept(page, [])
                    else:
                        self._closing.refused_page(page.errand, page.answer, page.capture_id, "undated")
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
        return bool(self._accepted.total() or any(counts[name] for name in names))

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
