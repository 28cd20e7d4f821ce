"""Whether an article that was read is stored: now, when other sources have told its date, in a later run, or not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newsarchive.crawl.waiting import WaitingRoom
from newsarchive.discover.traps import Came
from newsarchive.model import Article, Candidate, Moment, Role, Source, State
from newsarchive.normalize.urls import site_of, url_key
from newsarchive.reading import said
from newsarchive.reading.storing import ArticleItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from newsarchive.crawl.closing import Closing
    from newsarchive.crawl.job import Job
    from newsarchive.crawl.waiting import Waiting
    from newsarchive.discover.plan import Plan
    from newsarchive.model import Errand

#: Pages of one site that say no date, or only a day, before its feeds are paged through for their instants.
MANY_WAITING = 6


class Acceptance:
    """Takes in the articles of a job; ``stop`` ends the crawl where enough were asked for.

    All it does belongs into the transaction of the page that is being dealt with.
    """

    def __init__(self, job: Job, plan: Plan, closing: Closing, stop: Callable[[str], None]) -> None:
        self._job = job
        self._plan = plan
        self._closing = closing
        self._stop = stop
        self._waiting = WaitingRoom(self._facts)
        self._accepted: Counter[int] = Counter()
        #: The most that an address given may give, by the id of its seed.
        self._most = {seed.id: job.options.most_of(url) for url, seed in job.sweeps.items()}
        self._twins: set[str] = set()
        self._items: list[ArticleItem] = []

    @property
    def count(self) -> int:
        """How many articles were accepted."""
        return self._accepted.total()

    def taken(self) -> list[ArticleItem]:
        """Give the articles stored since this was last asked."""
        items, self._items = self._items, []
        return items

    def is_wanted(self, article: Article, errand: Errand) -> bool:
        """Ask whether a page is to be taken for an article."""
        if errand.role is Role.ARTICLE:
            return True
        return said.is_wanted(article, self._facts(article, errand), errand.role, errand.address)

    def take(self, page: Waiting) -> None:
        """Take in an article."""
        # The source may have spoken while the page was being read.
        facts = self._facts(page.article, page.errand)
        article = said.dated(page.article, facts)
        page = page.with_article(article)
        site = site_of(article.url)
        self._count_way(page.errand, article)
        self._plan.saw_article(page.errand, article)
        if self._waiting.is_for(article, more_may_come=self._has_feed_pages(site)):
            self._job.frontier.hold(page.errand)
            self._waiting.add(page)
            self._ask_for_dates(site)
            return
        self._accept(page, facts)

    def emit(self, url: str) -> None:
        """Print an address that a real run would fetch, as many as it would."""
        limit = self._job.options.max_articles
        if limit is not None and self._job.tally.counts["found"] >= limit:
            self._stop(f"stopped after {limit} articles, as asked")
            return
        self._job.tally.add("found", url)
        self._job.emit(url)

    # ------------------------------------------------------------------ pages without a date
    def saw_feed(self, site: str) -> None:
        """Take in that a feed of a site has told what it has to, or came to nothing."""
        self.settle_dated()
        self._ask_for_dates(site)
        if not self._has_feed_pages(site):
            self._accept_all(self._waiting.with_a_day(site))

    def saw_twin(self, errand: Errand, twin: Article | None) -> None:
        """Take in the AMP twin of an article that waits for its date."""
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
        self._plan.learn(
            errand, Candidate(url=errand.address, source=Source.RELATED, published=published, authors=authors)
        )
        self.settle_dated()

    def settle_dated(self) -> None:
        """Take in those that some source has dated by now."""
        self._accept_all(self._waiting.dated())

    def ask_for_twins(self) -> bool:
        """Ask for the AMP twins of those that wait; tell whether there was one to ask for."""
        wanted = [(errand, twin) for errand, twin in self._waiting.twins() if twin not in self._twins]
        for errand, twin in wanted:
            self._twins.add(twin)
            self._plan.twin(errand, twin)
        return bool(wanted)

    def settle(self) -> None:
        """Decide about the pages that nobody gave a date: one that a listing teased is an article all the same."""
        self.settle_dated()
        for page, is_article in self._waiting.emptied():
            if is_article:
                self._accept(page, self._facts(page.article, page.errand))
            else:
                self._closing.refused_page(page.errand, page.answer, page.capture_id, "undated")

    def _has_feed_pages(self, site: str) -> bool:
        return self._job.frontier.census.has(site, Role.FEED, State.LATER, State.QUEUED, State.LEASED)

    def _ask_for_dates(self, site: str) -> None:
        if self._waiting.count(site) >= MANY_WAITING:
            self._job.frontier.go_on(site, Role.FEED)

    # ------------------------------------------------------------------ within
    def _facts(self, article: Article, errand: Errand) -> Candidate | None:
        """Give what sources said of an article, by any of its addresses."""
        return said.facts_of(article, errand.address if errand.passed else "", self._plan.facts)

    def _count_way(self, errand: Errand, article: Article) -> None:
        """Count what came of an address, and which of its parameters made no difference."""
        if errand.reason in ("changed", "due", "vanished"):
            return
        other = article.canonical_url if url_key(article.canonical_url) != url_key(errand.address) else ""
        if not other:
            self._plan.spending.came(errand, Came.NEW)
            return
        state = self._plan.state_of(other)
        self._plan.spending.alike(errand, other)
        came = Came.DUPLICATE if state in (State.DONE, State.HELD, State.LEASED) else Came.NEW
        self._plan.spending.came(errand, came, other=other, was_named=state is not None)

    def _accept_all(self, pages: Iterable[Waiting]) -> None:
        for page in pages:
            self._accept(page, self._facts(page.article, page.errand))

    def _accept(self, page: Waiting, facts: Candidate | None) -> None:
        job, options, article = self._job, self._job.options, page.article
        if self._plan.period_of(page.errand).excludes(article.date_published):
            job.tally.add("out-of-period", article.url)
            self._closing.judge(page.capture_id, "not-wanted", "out-of-period")
            self._closing.out_of_period(page.errand, page.answer, article)
            return
        most, seed_id = self._most.get(page.errand.seed_id), page.errand.seed_id
        if most is not None and self._accepted[seed_id] >= most:
            # Its page is kept, and read by a later run; so are the addresses that are queued.
            job.frontier.leave_seed(page.errand)
            return
        if options.max_articles is not None and self.count >= options.max_articles:
            job.frontier.put_back(page.errand, page.errand.url, tries=0, passed=page.errand.passed)
            self._stop(f"stopped after {options.max_articles} articles, as asked")
            return
        self._accepted[seed_id] += 1
        if options.dry_run:
            self.emit(article.url)
        item = ArticleItem(
            article=article,
            capture_id=page.capture_id,
            moment=page.moment,
            lastmod=facts.lastmod if facts else None,
            facts=facts,
            trace=page.trace,
        )
        self._closing.article(page.errand, page.answer, item)
        if not options.dry_run:
            self._items.append(item)
