"""The plan against small imaginary sites, with the ledger it has in a crawl: everything is found, everything ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from newsarchive.archive import Archive, Sweep
from newsarchive.discover.feeds import Feed
from newsarchive.discover.following import MAX_SECTIONS
from newsarchive.discover.listings import Listing
from newsarchive.discover.plan import MISSED, Plan
from newsarchive.discover.scope import Period, Scope
from newsarchive.discover.sitemaps import Sitemap
from newsarchive.discover.traps import PATIENCE, Came
from newsarchive.model import (
    Article,
    Candidate,
    Capture,
    Errand,
    Filing,
    Findings,
    Link,
    LinkKind,
    Moment,
    Precision,
    Role,
    Source,
    State,
    Step,
)
from newsarchive.normalize.urls import host_of, site_of

A = "https://journal.fr"
MAY = datetime(2024, 5, 17, 12, tzinfo=UTC)
LATER = MAY + timedelta(days=400)


def candidate(
    path: str, *, source: Source = Source.LISTING, day: datetime | None = None, lastmod: datetime | None = None
) -> Candidate:
    published = Moment(value=day, raw="x", precision=Precision.MINUTE, source="listing") if day else None
    return Candidate(url=A + path, source=source, headline="Un titre", published=published, lastmod=lastmod)


def listing(
    *articles: str, pages: tuple[str, ...] = (), sections: tuple[str, ...] = (), feeds: tuple[str, ...] = ()
) -> Listing:
    return Listing(
        articles=tuple(map(candidate, articles)),
        pages=tuple(A + page for page in pages),
        sections=tuple(A + section for section in sections),
        feeds=tuple(A + feed for feed in feeds),
    )


def article(path: str, *related: str, shortlink: str | None = None, kind: LinkKind = LinkKind.RELATED) -> Article:
    links = [Link(url=A + to, text="x", kind=kind, position=n) for n, to in enumerate(related)]
    return Article(
        url=A + path, canonical_url=A + path, headline="x", body="x", links=links, shortlink=shortlink and A + shortlink
    )


EMPTY = listing()


class Crawl:
    """One crawl's plan, with the frontier it writes into, and the crawler's way of using both."""

    def __init__(
        self,
        archive: Archive | None = None,
        *,
        run: int = 1,
        began: datetime = LATER,
        url: str = A + "/",
        period: Period | None = None,
        sources: frozenset[Source] = frozenset(),
        excludes: Callable[[str], bool] = lambda _url: False,
    ) -> None:
        self.archive = archive or Archive.scratch()
        self.frontier = self.archive.frontier(run)
        scope = Scope(began=began, sources=sources, excludes=excludes)
        self.plan = Plan(self.frontier, scope)
        self.url, self.began = url, began
        self.seed: Sweep = self.frontier.begin(url, "", "", began)
        self.plan.know(
            self.seed.id,
            is_whole=self.seed.is_whole,
            complete_since=self.seed.complete_since,
            period=period or Period(),
        )
        self._hosts: set[str] = set()
        self._source: Errand | None = None

    def start(self) -> Errand:
        self.plan.start(self.url, self.seed.id, self.seed.sweep)
        errand = self.lease()
        assert errand is not None
        return errand

    def errand(self, path: str, role: Role, *, depth: int = 0) -> Errand:
        """An errand that is being carried out, whatever else is queued."""
        url = path if "://" in path else A + path
        step = Step(url=url, role=role, priority=10**6, depth=depth)
        assert self.frontier.ask([step], self.seed.id, self.seed.sweep, site_of(A)) == 1
        errand = self.frontier.lease(host_of(url))
        assert errand is not None
        assert errand.url == url
        return errand

    def lease(self) -> Errand | None:
        self._hosts |= self.frontier.woken()
        return next((errand for host in sorted(self._hosts) if (errand := self.frontier.lease(host))), None)

    def close(self, errand: Errand, reason: str, findings: Findings | None = None) -> None:
        self.frontier.close(errand, State.DONE, reason, moment=self.began, status=200, findings=findings)

    def queued(self) -> list[Errand]:
        """Take everything that is queued, in the order it would be fetched."""
        return list(iter(self.lease, None))

    def asked_for(self) -> list[str]:
        return [errand.url.removeprefix(A) for errand in self.queued()]

    def saw_sitemap(self, *candidates: Candidate, path: str = "/map.xml", is_complete: bool = True) -> Errand:
        errand = self.errand(path, Role.SITEMAP)
        findings = self.plan.saw_sitemap(errand, errand.url, candidates, is_complete=is_complete)
        self.close(errand, "sitemap", findings)
        return errand

    def saw_index(self, *sitemaps: tuple[str, datetime | None]) -> None:
        errand = self.errand("/index.xml", Role.SITEMAP)
        self.plan.saw_index(errand, errand.url, Sitemap(candidates=(), sitemaps=sitemaps, is_complete=True))
        self.close(errand, "sitemap")

    def saw_front(self, found: Listing = EMPTY, *, declared: Iterable[str] = ()) -> None:
        """The front page was fetched, so the whole site is wanted."""
        errand = self.start()
        self.plan.sources(errand, errand.url, declared_sitemaps=declared, listing=found)
        self.plan.saw_listing(errand, errand.url, found, whole_site=True)
        self.close(errand, "listing")

    def saw_article(self, found: Article) -> None:
        if self._source is None:
            self._source = self.errand("/sources/", Role.LISTING)
        filing = Filing(facts=candidate(found.url.removeprefix(A)), state=State.QUEUED, priority=10**6)
        self.frontier.file([filing], self._source)
        errand = self.frontier.lease(host_of(found.url))
        assert errand is not None
        assert (errand.url, errand.role) == (found.url, Role.ARTICLE)
        self.plan.saw_article(errand, found)
        self.close(errand, "article")

    def leftovers(self) -> list[str]:
        """What is asked for when nothing else is left, beside a guess at where the site's archive may be."""
        while self.plan.leftovers([(self.seed.id, self.seed.sweep, site_of(self.url))]):
            queued = self.queued()
            assert queued
            if asked := [errand.url.removeprefix(A) for errand in queued if errand.source is not Source.ARCHIVE]:
                return asked
        return []

    def end(self) -> None:
        self.frontier.end(self.seed.id, self.began, is_finished=True)


def of_whole_site(archive: Archive | None = None) -> Crawl:
    crawl = Crawl(archive)
    crawl.saw_front()
    crawl.queued()
    return crawl


def walked(crawl: Crawl, site: Callable[[str], Listing | None], *, cut_at: int = 2000) -> list[str]:
    """Walk an imaginary site of listings the way the crawler does, highest priority first; give the paths asked for.

    The walk is cut off where one more was sent out than ``cut_at``.
    """
    asked: list[str] = []
    crawl.plan.start(crawl.url, crawl.seed.id, crawl.seed.sweep)
    while errand := crawl.lease():
        turn = crawl.plan.turn(errand)
        if turn.state is State.SKIPPED:
            crawl.frontier.close(errand, State.SKIPPED, turn.reason, moment=crawl.began)
            continue
        if turn.state is State.QUEUED:
            assert not turn.blocks, "nothing else is under way"
            crawl.frontier.demote(errand, turn.priority)
            continue
        if turn.state is State.LATER:
            crawl.frontier.postpone(errand, turn.reason, turn.priority)
            continue
        path = errand.url.removeprefix(A)
        if len(asked) == cut_at:
            return asked
        asked.append(path)
        found = site(path) if errand.role in (Role.START, Role.LISTING) else None
        if found is None:
            crawl.plan.spending.came(errand, Came.NEW if errand.role is Role.ARTICLE else Came.REFUSED)
            crawl.close(errand, errand.role.value)
            continue
        if errand.role is Role.START:
            crawl.plan.sources(errand, errand.url, declared_sitemaps=(), listing=found)
        findings = crawl.plan.saw_listing(errand, errand.url, found, whole_site=True)
        crawl.close(errand, "listing", findings)
    return asked


# ---------------------------------------------------------------------- walking to the end
def test_a_site_of_listings_alone_is_walked_to_its_end() -> None:
    def site(path: str) -> Listing | None:
        if path == "/":
            return listing("/a0-0/", pages=("/page/2/",), sections=("/sport/",))
        for stem, last in (("/page/", 30), ("/sport/page/", 12)):
            if path.startswith(stem) and (n := int(path.strip("/").split("/")[-1])) <= last:
                following = (f"{stem}{n + 1}/",) if n < last else ()
                return listing(*(f"/{stem.strip('/').replace('/', '-')}-{n}-{k}/" for k in range(5)), pages=following)
        return listing("/sport-1/", pages=("/sport/page/2/",)) if path == "/sport/" else None

    asked = walked(Crawl(), site)
    assert {f"/page-{n}-{k}/" for n in range(2, 31) for k in range(5)} <= set(asked)
    assert {f"/sport-page-{n}-{k}/" for n in range(2, 13) for k in range(5)} <= set(asked)
    assert len(asked) == len(set(asked))


def test_pages_that_repeat_the_newest_articles_do_not_end_the_walk_too_soon() -> None:
    def site(path: str) -> Listing | None:
        if path == "/":
            return listing("/a/", pages=("/page/2/",))
        if not path.startswith("/page/"):
            return None
        n = int(path.strip("/").split("/")[-1])
        # A run of pages with nothing new, shorter than the patience, then old ones again.
        new = () if 5 <= n < 5 + PATIENCE - 1 else (f"/old-{n}/",)
        return listing("/a/", *new, pages=(f"/page/{n + 1}/",) if n < 20 else ())

    assert "/old-20/" in walked(Crawl(), site)


@pytest.mark.parametrize(
    ("first", "following"),
    [
        ("/agenda/2024/5/", lambda path: f"/agenda/{2024 + len(path) % 7}/{int(path.split('/')[3]) + 1}/"),
        ("/agenda?mois=1", lambda path: f"/agenda?mois={int(path.split('=')[1]) + 1}"),
        ("/dossier/", lambda path: path + "dossier/"),
        ("/archives/page/2/", lambda path: f"/archives/page/{int(path.split('/')[3]) + 1}/"),
    ],
    ids=["calendar by path", "calendar by query", "folders in folders", "pages without end"],
)
def test_a_chain_that_names_nothing_new_ends(first: str, following: Callable[[str], str]) -> None:
    def site(path: str) -> Listing | None:
        return (
            listing("/a/", pages=(first,))
            if path == "/"
            else (listing("/a/", pages=(following(path),)) if path != "/a/" else None)
        )

    asked = walked(Crawl(), site)
    # The front page, the article, seven places where a sitemap or a feed might be.
    assert PATIENCE <= len(asked) <= PATIENCE + 9


def test_the_last_page_is_looked_at_before_a_chain_is_left() -> None:
    """The first pages hold what sitemaps named already; the oldest articles stand on the last page."""

    def site(path: str) -> Listing | None:
        if path == "/":
            return listing("/a/", pages=("/page/2/", "/page/40/"))
        if path == "/page/40/":
            return listing("/oldest/")
        return (
            listing("/a/", pages=(f"/page/{int(path.strip('/').split('/')[-1]) + 1}/", "/page/40/"))
            if "page" in path
            else None
        )

    assert "/oldest/" in walked(Crawl(), site)


def test_sections_are_followed_to_a_depth_and_a_number() -> None:
    def deep(path: str) -> Listing | None:
        return listing(sections=(path + "x/",))

    assert walked(Crawl(), deep)[-1].count("x") <= 2

    def broad(path: str) -> Listing | None:
        return listing(sections=tuple(f"/s{n}/" for n in range(MAX_SECTIONS * 2)))

    assert sum(path.startswith("/s") for path in walked(Crawl(), broad)) <= MAX_SECTIONS + 2


def test_listings_of_a_site_are_read_one_after_the_other() -> None:
    """What one names decides how far another is followed: side by side, chance would decide."""
    crawl = of_whole_site()
    first, second, other = (crawl.errand(path, Role.LISTING, depth=2) for path in ("/a/page/2/", "/b/page/2/", "/c/"))
    assert crawl.plan.turn(first).state is State.LEASED
    waiting = crawl.plan.turn(second)
    assert (waiting.state, waiting.blocks, waiting.priority) == (State.QUEUED, True, second.priority)
    crawl.plan.saw_listing(first, first.url, listing("/a-2/"), whole_site=True)
    assert crawl.plan.turn(second).state is State.LEASED
    # One that comes to nothing holds nobody up either.
    crawl.plan.spending.ended(second)
    assert crawl.plan.turn(other).state is State.LEASED


# ---------------------------------------------------------------------- the second visit
def stored(archive: Archive, path: str, *, lastmod: datetime | None = None, verdict: str = "article") -> None:
    """A page that an earlier crawl fetched at noon on the 17th of May, before there was a frontier to file it in."""
    payload = path.encode()
    capture = Capture(
        target_uri=A + path,
        requested_uri=A + path,
        moment=MAY,
        status=200,
        headers=(),
        payload=payload,
        payload_digest=f"sha256:{hashlib.sha256(payload).hexdigest()}",
    )
    capture_id = archive.store_capture(capture, crawl_id=None)
    if verdict == "article":
        archive.store_article(article(path), capture_id=capture_id, crawl_id=None, moment=MAY, lastmod=lastmod)
    else:
        archive.judge_capture(capture_id, verdict)


def test_what_is_known_is_fetched_again_only_where_its_source_names_a_later_change() -> None:
    archive = Archive.scratch()
    stored(archive, "/same/", lastmod=MAY)
    stored(archive, "/changed/", lastmod=MAY)
    stored(archive, "/silent/")
    stored(archive, "/later/")
    stored(archive, "/page/", verdict="not-an-article")
    crawl = Crawl(archive)
    crawl.saw_sitemap(
        candidate("/same/", lastmod=MAY),
        candidate("/changed/", lastmod=MAY + timedelta(minutes=1)),
        candidate("/silent/", lastmod=MAY - timedelta(days=1)),
        candidate("/later/", lastmod=MAY + timedelta(days=1)),
        candidate("/page/"),
        candidate("/new/"),
    )
    asked = {errand.url.removeprefix(A): errand.reason for errand in crawl.queued()}
    assert asked == {"/changed/": "changed", "/later/": "changed", "/new/": ""}
    assert crawl.frontier.census.known([crawl.seed.sweep]) == {"known": 2, "known-other": 1}


def test_a_finished_site_is_left_at_the_first_page_without_news() -> None:
    def site(path: str) -> Listing | None:
        n = int(path.strip("/").split("/")[-1]) if "page" in path else 1
        return listing("/a/", pages=(f"/page/{n + 1}/",)) if path != "/a/" else None

    first = Crawl()
    assert sum("page" in path for path in walked(first, site)) >= PATIENCE - 1
    first.end()
    second = walked(Crawl(first.archive, run=2, began=LATER + timedelta(days=1)), site)
    assert sum("page" in path for path in second) <= 1
    assert "/a/" not in second


def test_a_crawl_that_was_cut_off_asks_for_what_is_missing_and_no_more() -> None:
    def site(path: str) -> Listing | None:
        if path == "/":
            return listing("/first/", pages=("/page/2/",))
        if not path.startswith("/page/"):
            return None
        n = int(path.strip("/").split("/")[-1])
        return listing(*(f"/old-{n}-{k}/" for k in range(3)), pages=(f"/page/{n + 1}/",) if n < 9 else ())

    whole = walked(Crawl(), site)
    archive = Archive.scratch()
    asked: list[str] = []
    for run in range(1, len(whole)):
        crawl = Crawl(archive, run=run)
        assert (crawl.seed.sweep, crawl.seed.is_resumed) == (1, run > 1)
        part = walked(crawl, site, cut_at=4)
        asked += part
        if len(part) < 4:
            break
    assert sorted(asked) == sorted(whole)


def test_what_the_sitemap_names_no_longer_is_looked_at_again_and_more_of_it_where_it_was_gone() -> None:
    paths = [f"/a{n}/" for n in range(30)]
    first = Crawl()
    first.saw_front()
    first.saw_sitemap(*(candidate(path, day=MAY + timedelta(days=n)) for n, path in enumerate(paths)))
    for errand in first.queued():
        first.close(errand, errand.role.value)
    first.end()
    second = Crawl(first.archive, run=2, began=LATER + timedelta(days=1))
    second.saw_front()
    second.saw_sitemap(candidate("/a29/", day=MAY + timedelta(days=29)))
    assert not [errand for errand in second.queued() if errand.role is Role.ARTICLE]
    assert second.plan.leftovers([(second.seed.id, second.seed.sweep, "journal.fr")])
    looks = second.queued()
    assert {errand.url for errand in looks} == {A + f"/a{n}/" for n in range(29 - MISSED, 29)}, "the newest first"
    for errand in looks:
        second.frontier.close(errand, State.FAILED, "gone", moment=second.began)
    assert second.plan.leftovers([(second.seed.id, second.seed.sweep, "journal.fr")])
    assert len(second.queued()) == 29 - MISSED


def test_articles_dropped_by_a_sitemap_that_are_still_there_end_the_search() -> None:
    first = Crawl()
    first.saw_front()
    first.saw_sitemap(*(candidate(f"/a{n}/") for n in range(30)))
    for errand in first.queued():
        first.close(errand, errand.role.value)
    first.end()
    second = Crawl(first.archive, run=2, began=LATER + timedelta(days=1))
    second.saw_front()
    second.saw_sitemap(candidate("/a29/"))
    second.queued()
    assert second.plan.leftovers([(second.seed.id, second.seed.sweep, "journal.fr")])
    for errand in second.queued():
        second.close(errand, "article")
    assert not second.plan.leftovers([(second.seed.id, second.seed.sweep, "journal.fr")])


def test_sections_that_have_no_news_are_looked_at_in_every_crawl_all_the_same() -> None:
    """That nothing is new there is their usual state: the last of them may have the one story of the hour."""
    archive = Archive.scratch()
    names = [f"/{letter}/" for letter in "abcdefghijklmnopqrst"]

    def site(news: str = "") -> Callable[[str], Listing | None]:
        def page(path: str) -> Listing | None:
            if path == "/":
                return listing("/le-premier/", sections=tuple(names[:2]))
            if path == names[0]:
                # All others are sections of a section.
                return listing("/un-soir-a/", sections=tuple(names[2:]))
            return (
                listing(*([news] if news and path == names[-1] else []), f"/un-soir-{path[1]}/")
                if path in names
                else None
            )

        return page

    first = Crawl(archive)
    asked = walked(first, site())
    assert set(names) <= set(asked)
    assert {f"/un-soir-{name[1]}/" for name in names} <= set(asked)
    first.end()
    second = Crawl(archive, run=2, began=LATER + timedelta(hours=1))
    asked = walked(second, site("/le-dernier/"))
    assert set(names) <= set(asked)
    assert [path for path in asked if "-" in path and "map" not in path] == ["/le-dernier/"]


def test_a_feed_tells_what_is_gone_of_what_it_would_show() -> None:
    archive = Archive.scratch()

    def fed(crawl: Crawl, *entries: int) -> None:
        named = tuple(candidate(f"/{n}/", source=Source.FEED, day=MAY + timedelta(hours=n)) for n in entries)
        crawl.saw_front(listing(feeds=("/feed/",)))
        for errand in crawl.queued():
            if errand.role is Role.FEED:
                findings = crawl.plan.saw_feed(errand, errand.url, Feed(candidates=named, next_url=""))
                crawl.close(errand, "feed", findings)
        for errand in crawl.queued():
            crawl.close(errand, "article")
        crawl.frontier.end(crawl.seed.id, crawl.began, is_finished=True)

    first = Crawl(archive, began=LATER)
    fed(first, 5, 4, 3, 2, 1)
    second = Crawl(archive, run=2, began=LATER + timedelta(hours=1))
    fed(second, 6, 4, 3, 2)
    assert second.leftovers() == ["/5/"], "the first has only been pushed out"


@pytest.mark.parametrize("hidden", ["", "2021/02", "2023/11", "2022/06"])
def test_the_archive_is_looked_at_from_both_ends_where_lists_have_named_all(hidden: str) -> None:
    months = [f"{year}/{month:02}" for year in (2023, 2022, 2021) for month in range(12, 0, -1)]
    links = tuple(f"{A}/{month}/" for month in months)

    def site(path: str) -> Listing | None:
        if path == "/":
            return replace(listing(*(f"/{month}/un-soir/" for month in months)), archives=links)
        if path.strip("/") in months:
            more = (f"{path}tard/",) if path.strip("/") == hidden else ()
            return listing(f"{path}un-soir/", *more)
        return None

    crawl = Crawl()
    asked = walked(crawl, site)
    while crawl.plan.leftovers([(crawl.seed.id, crawl.seed.sweep, site_of(crawl.url))]):
        asked += walked(crawl, site)
    pages = [path for path in asked if path.strip("/") in months]
    assert len(pages) <= (30 if hidden else 6)
    if hidden in ("2021/02", "2023/11"):
        assert f"/{hidden}/tard/" in asked


# ---------------------------------------------------------------------- periods
def test_a_period_leaves_out_what_its_source_dates_outside() -> None:
    midnight = MAY.replace(hour=0, tzinfo=timezone(timedelta(hours=1)))
    crawl = Crawl(period=Period(since=MAY.date(), until=MAY.date() + timedelta(days=1)))
    crawl.saw_sitemap(
        candidate("/before/", day=midnight - timedelta(seconds=1)),
        candidate("/first/", day=midnight),
        candidate("/last/", day=midnight + timedelta(days=2) - timedelta(seconds=1)),
        candidate("/after/", day=midnight + timedelta(days=2)),
        candidate("/undated/"),
        candidate("/untouched-since/", lastmod=midnight - timedelta(hours=1)),
        candidate("/touched/", lastmod=MAY + timedelta(days=9)),
    )
    assert sorted(crawl.asked_for()) == ["/first/", "/last/", "/touched/", "/undated/"]
    assert crawl.frontier.census.known([crawl.seed.sweep]) == {"out-of-period": 3}


def test_an_instant_in_utc_may_be_of_another_day_where_its_page_stands() -> None:
    """Only the page tells; a source's bare day is taken at its word."""
    midnight = MAY.replace(hour=0)
    crawl = Crawl(period=Period(since=MAY.date(), until=MAY.date()))
    bare = Moment(value=midnight - timedelta(days=1), raw="2024-05-16", precision=Precision.DAY, source="listing")
    crawl.saw_sitemap(
        candidate("/far-before/", day=midnight - timedelta(hours=15)),
        candidate("/before/", day=midnight - timedelta(hours=1)),
        candidate("/after/", day=midnight + timedelta(hours=35)),
        candidate("/far-after/", day=midnight + timedelta(hours=37)),
        candidate("/changed-before/", lastmod=midnight - timedelta(hours=1)),
        replace(candidate("/the-day-before/"), published=bare),
    )
    assert sorted(crawl.asked_for()) == ["/after/", "/before/", "/changed-before/"]


def test_what_one_period_left_out_another_takes_in() -> None:
    crawl = Crawl(period=Period(since=MAY.date()))
    crawl.saw_sitemap(candidate("/old/", day=MAY - timedelta(days=9)))
    assert crawl.asked_for() == []
    wider = Crawl(crawl.archive, run=2, began=LATER + timedelta(days=1))
    wider.saw_sitemap(candidate("/old/", day=MAY - timedelta(days=9)))
    assert wider.asked_for() == ["/old/"]


def test_sitemaps_that_did_not_change_since_are_not_read() -> None:
    crawl = Crawl(period=Period(since=MAY.date()))
    crawl.saw_index((A + "/old.xml", MAY - timedelta(days=2)), (A + "/new.xml", MAY), (A + "/author-sitemap.xml", None))
    assert crawl.asked_for() == ["/new.xml"]


def backfilled(since: str, until: str) -> Crawl:
    period = Period(since=date.fromisoformat(since), until=date.fromisoformat(until))
    return Crawl(period=period, sources=frozenset({Source.LISTING}))


def paged(entries: Callable[[int], Iterable[Candidate]], last: int) -> Callable[[str], Listing | None]:
    """A site of one list in so many pages."""

    def site(path: str) -> Listing | None:
        number = 1 if path == "/" else int(path.strip("/").removeprefix("page/")) if path.startswith("/page/") else 0
        if not number:
            return None
        following = (f"{A}/page/{number + 1}/",) if number < last else ()
        return Listing(articles=tuple(entries(number)), pages=following, sections=(), feeds=())

    return site


def test_a_backfill_by_lists_without_dates_follows_them_to_their_end() -> None:
    """That what they name are articles is told by the first, which is read at once."""
    crawl = backfilled("2023-03-01", "2023-04-30")
    asked = walked(crawl, paged(lambda page: (candidate(f"/un-soir-{page}-{n}/") for n in range(5)), 30))
    assert asked[0] == "/"
    assert asked[1].startswith("/un-soir-1-")
    assert {f"/page/{n}/" for n in range(2, 31)} <= set(asked)
    assert len(crawl.leftovers()) == 150 - 1, "no more than one was read before"


def test_a_date_in_an_address_is_as_good_as_one_beside_it() -> None:
    """A month a page, back from May of 2024; the window is 14 pages away."""
    crawl = backfilled("2023-03-01", "2023-04-30")

    def month(page: int) -> Iterable[Candidate]:
        year, number = divmod(2024 * 12 + 5 - page, 12)
        return (candidate(f"/{year}/{number + 1:02}/un-soir-{n}/") for n in range(5))

    asked = walked(crawl, paged(month, 60))
    assert {path[:9] for path in asked if "soir" in path} <= {"/2023/03/", "/2023/04/"}
    assert "/page/15/" in asked
    assert "/page/20/" not in asked, "older pages hold older articles"
    assert sorted({path[:9] for path in crawl.leftovers()}) == ["/2023/03/", "/2023/04/"]


def test_a_box_of_old_stories_does_not_end_a_list() -> None:
    crawl = backfilled("2024-05-01", "2024-05-31")
    box = candidate("/il-y-a-dix-ans/", day=MAY - timedelta(days=3650))
    asked = walked(crawl, paged(lambda page: [box, *(candidate(f"/un-soir-{page}-{n}/") for n in range(5))], 9))
    assert "/page/9/" in asked


def test_a_list_that_dates_what_a_sitemap_named_tells_something_new() -> None:
    crawl = Crawl(period=Period(since=MAY.date(), until=MAY.date()))
    crawl.saw_sitemap(*(candidate(f"/{n}/", source=Source.SITEMAP) for n in range(4)))
    dated = replace(EMPTY, articles=tuple(candidate(f"/{n}/", day=MAY - timedelta(days=9 * n)) for n in range(4)))
    first = crawl.plan.saw_listing(errand := crawl.errand("/sport/", Role.LISTING, depth=1), A, dated, whole_site=True)
    assert (first.named, first.new) == (4, 4)
    again = crawl.plan.saw_listing(errand, A, dated, whole_site=True)
    assert (again.named, again.new) == (4, 0)
    states = [crawl.plan.turn(errand).reason for errand in crawl.queued()]
    assert states == ["", "out-of-period", "out-of-period", "out-of-period"]


@pytest.mark.parametrize("is_dated", [False, True])
def test_a_list_is_gone_back_in_while_articles_wait_to_be_dated(is_dated: bool) -> None:
    """A sitemap names all there is; the newest forty pages of the list say nothing new of it."""
    crawl = Crawl(period=Period(since=date(2023, 3, 1), until=date(2023, 3, 31)))

    def entries(page: int, *, dated: bool = True) -> list[Candidate]:
        return [candidate(f"/{page}-{n}/", day=MAY - timedelta(days=10 * page) if dated else None) for n in range(3)]

    crawl.saw_sitemap(*(entry for page in range(1, 61) for entry in entries(page, dated=is_dated or page < 40)))
    asked = walked(crawl, paged(entries, 60))
    followed = max(int(path.strip("/").removeprefix("page/")) for path in asked if path.startswith("/page/"))
    assert followed == (2 if is_dated else 45), "the days wanted lie on pages 42 to 44"


def test_a_section_that_adds_nothing_to_a_sitemap_is_looked_at_once_a_day() -> None:
    archive = Archive.scratch()

    def site(path: str) -> Listing | None:
        if path == "/":
            return listing("/1/", sections=("/sport/",))
        return listing("/1/") if path == "/sport/" else None

    def sections_asked(run: int, hours: int) -> int:
        crawl = Crawl(archive, run=run, began=LATER + timedelta(hours=hours))
        crawl.saw_sitemap(candidate("/1/"))
        asked = walked(crawl, site)
        crawl.end()
        return asked.count("/sport/")

    assert [sections_asked(1, 0), sections_asked(2, 1), sections_asked(3, 23), sections_asked(4, 25)] == [1, 0, 0, 1]


def test_a_month_in_an_address_is_taken_at_its_word_and_a_day_with_a_day_of_slack() -> None:
    period = Period(since=date(2024, 3, 1), until=date(2024, 4, 30))
    assert period.misses((date(2024, 2, 1), date(2024, 2, 29)))
    assert period.misses((date(2024, 5, 1), date(2024, 5, 31)))
    assert not period.misses((date(2024, 2, 29), date(2024, 2, 29)))
    assert period.misses((date(2024, 2, 28), date(2024, 2, 28)))
    assert not period.misses(None)


# ---------------------------------------------------------------------- facts, order, leftovers
def test_a_story_under_a_section_s_word_is_a_story() -> None:
    crawl = Crawl()
    crawl.saw_sitemap(
        candidate("/rubrique/politique/"),
        candidate("/rubrique/economie-et-developpement/"),
        candidate("/rubrique/politique/le-president-a-parle-hier-soir.html"),
    )
    roles = {errand.url.removeprefix(A): errand.role for errand in crawl.queued()}
    assert roles == {
        "/rubrique/politique/": Role.LISTING,
        "/rubrique/economie-et-developpement/": Role.LISTING,
        "/rubrique/politique/le-president-a-parle-hier-soir.html": Role.ARTICLE,
    }


def test_the_newest_articles_are_fetched_first_and_sources_before_all() -> None:
    crawl = Crawl()
    crawl.saw_sitemap(candidate("/old/", day=MAY - timedelta(days=9)), candidate("/new/", day=MAY))
    crawl.saw_front(listing(feeds=("/feed/",)), declared=[A + "/x.xml"])
    assert crawl.asked_for() == ["/x.xml", "/feed/", "/new/", "/old/"]


def test_sources_complete_each_other_and_the_minute_wins() -> None:
    crawl = Crawl()
    errand = crawl.errand("/feed/", Role.FEED)
    crawl.plan.learn(errand, candidate("/a/", lastmod=MAY))
    day = Moment(value=MAY, raw="2024-05-17", precision=Precision.DAY, source="listing")
    minute = Moment(value=MAY, raw="12:00", precision=Precision.MINUTE, source="feed")
    crawl.plan.learn(
        errand, Candidate(url=A + "/a", source=Source.FEED, published=minute, authors=("Clémence",), tags=("barrage",))
    )
    crawl.plan.learn(errand, Candidate(url=A + "/a/?utm_source=x", source=Source.LISTING, published=day))
    facts = crawl.plan.facts(A + "/a/")
    assert facts
    assert (facts.published, facts.lastmod, facts.authors, facts.headline) == (minute, MAY, ("Clémence",), "Un titre")
    assert facts.tags == ("barrage",)


def test_an_address_is_asked_for_once_under_all_its_spellings() -> None:
    crawl = Crawl()
    crawl.saw_sitemap(*map(candidate, ("/a/", "/a", "/a/?utm_source=x", "/a/amp/", "/a/index.html")))
    crawl.plan.saw_listing(crawl.errand("/x/", Role.LISTING), A + "/x/", listing("/a"), whole_site=True)
    assert crawl.asked_for() == ["/a/"]


def test_related_links_that_nothing_else_named_come_last_and_once() -> None:
    crawl = of_whole_site()
    crawl.saw_sitemap(candidate("/a/"), candidate("/b/"))
    crawl.saw_article(article("/a/", "/b/", "/hidden/", "/hidden", "/tag/x/", "/category/y/", "/photo.jpg", "/"))
    crawl.saw_article(article("/b/", "/prose/", kind=LinkKind.INLINE))
    assert crawl.asked_for() == []
    assert crawl.leftovers() == ["/hidden/"]
    assert crawl.leftovers() == []


def test_a_related_link_that_a_source_names_after_all_is_asked_for_in_its_turn() -> None:
    crawl = of_whole_site()
    crawl.saw_article(article("/a/", "/b/"))
    crawl.saw_sitemap(candidate("/b/", day=MAY))
    assert crawl.asked_for() == ["/b/"]
    assert crawl.leftovers() == []


def test_a_related_link_by_number_is_not_fetched_once_its_article_was_met() -> None:
    crawl = of_whole_site()
    crawl.saw_article(article("/a/", "/?p=12", "/?p=13"))
    crawl.saw_article(article("/b/", shortlink="/?p=12"))
    assert crawl.leftovers() == ["/?p=13"]


def test_an_article_asked_for_alone_pulls_no_others_in() -> None:
    crawl = Crawl(url=A + "/a/")
    crawl.plan.saw_article(crawl.start(), article("/a/", "/b/"))
    assert crawl.leftovers() == []


def test_related_links_to_known_articles_and_other_sites_are_left() -> None:
    archive = Archive.scratch()
    stored(archive, "/old/")
    crawl = of_whole_site(archive)
    away = Link(url="https://autre.fr/x/", text="x", kind=LinkKind.RELATED, position=9)
    found = article("/a/", "/old/")
    found.links.append(away)
    crawl.saw_article(found)
    assert crawl.leftovers() == []


def guessed(crawl: Crawl, *found: str) -> list[str]:
    """Ask a site that declares nothing: all is missing but what is ``found``, a sitemap that lists all, or a feed."""
    crawl.saw_front()
    asked: list[str] = []
    while errand := crawl.lease():
        assert errand.optional, "a guess that fails is nobody's failure"
        asked.append(path := errand.url.removeprefix(A))
        if path not in found:
            crawl.frontier.close(errand, State.FAILED, "gone", moment=crawl.began)
            crawl.plan.saw_nothing(errand)
            continue
        if errand.role is Role.SITEMAP:
            crawl.plan.saw_sitemap(errand, errand.url, [candidate("/a/")], is_complete=True)
            crawl.frontier.met([A + "/a/"], errand, "duplicate")
        crawl.close(errand, errand.role.value, Findings(named=1))
    return asked


SITEMAPS = ["/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml"]
SITEMAPS += ["/spip.php?page=sitemap.xml", "/spip.php?page=sitemap"]
FEEDS = ["/feed/", "/rss", "/spip.php?page=backend", "/?format=feed&type=rss"]
MORE_FEEDS = ["/rss.xml", "/feed.xml", "/index.xml", "/atom.xml", "/feed.json"]


def test_sources_are_guessed_only_where_none_is_declared() -> None:
    assert guessed(Crawl()) == [*SITEMAPS, *FEEDS, *MORE_FEEDS]
    told = Crawl()
    told.saw_front(listing(feeds=("/rss",)), declared=["/map.xml"])
    declared = [(errand.url.removeprefix(A), errand.optional) for errand in told.queued()]
    assert declared == [("/map.xml", False), ("/rss", False)]


def test_a_source_is_looked_for_at_one_place_after_the_other_until_it_is_found() -> None:
    archive = Archive.scratch()
    first = Crawl(archive)
    assert guessed(first, "/sitemap_index.xml", FEEDS[2]) == [*SITEMAPS[:2], *FEEDS[:3]]
    first.end()
    second = Crawl(archive, run=2, began=LATER + timedelta(days=1))
    known = ["/sitemap_index.xml", FEEDS[2]]
    assert guessed(second, *known) == known, "what is missing is not asked for again"


def test_unlikely_places_are_left_where_a_sitemap_lists_all_there_is() -> None:
    assert guessed(Crawl(), "/sitemap.xml") == ["/sitemap.xml", *FEEDS]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source.SITEMAP, ["/map.xml"]),
        (Source.FEED, ["/rss"]),
        (Source.LISTING, ["/sport/"]),
    ],
)
def test_only_the_kinds_of_sources_that_are_wanted_are_asked(source: Source, expected: list[str]) -> None:
    crawl = Crawl(sources=frozenset({source}))
    crawl.saw_front(listing(sections=("/sport/",), feeds=("/rss",)), declared=["/map.xml"])
    assert crawl.asked_for() == expected


def test_what_a_profile_excludes_is_not_asked_for() -> None:
    crawl = Crawl(excludes=lambda url: "/jeux/" in url)
    crawl.saw_sitemap(candidate("/jeux/1/"), candidate("/a/"))
    assert crawl.asked_for() == ["/a/"]


def test_older_pages_of_feeds_wait_until_they_are_asked_for() -> None:
    crawl = Crawl()
    feed = Feed(
        candidates=(candidate("/a/"), Candidate(url="https://autre.fr/x", source=Source.FEED)),
        next_url=A + "/feed/?paged=2",
    )
    errand = crawl.errand("/feed/", Role.FEED)
    crawl.plan.saw_feed(errand, errand.url, feed)
    assert crawl.asked_for() == ["/a/"]
    assert crawl.frontier.census.has("journal.fr", Role.FEED, State.LATER)
    assert crawl.frontier.go_on("journal.fr", Role.FEED) == 1
    assert not crawl.frontier.census.has("journal.fr", Role.FEED, State.LATER)
    (older,) = crawl.queued()
    assert older.url == A + "/feed/?paged=2"
    crawl.plan.saw_feed(older, older.url, feed)
    assert crawl.frontier.go_on("journal.fr", Role.FEED) == 0, "a feed that is its own next page is read once"


def test_older_pages_of_feeds_are_asked_for_where_no_source_lists_all_there_is() -> None:
    for is_complete, expected in ((False, ["/feed/?paged=2"]), (True, [])):
        crawl = of_whole_site()
        crawl.saw_sitemap(candidate("/a/"), path="/map.xml", is_complete=is_complete)
        feed = Feed(candidates=(candidate("/b/"),), next_url=A + "/feed/?paged=2")
        crawl.plan.saw_feed(crawl.errand("/flux", Role.FEED), A + "/flux", feed)
        crawl.queued()
        assert crawl.leftovers() == expected


# ---------------------------------------------------------------------- whose a page is
def test_an_index_leads_to_no_other_site_and_a_sitemap_kept_elsewhere_counts() -> None:
    crawl = of_whole_site()
    strange = "https://other.example"
    index = Sitemap(candidates=(), sitemaps=((strange + "/s.xml", None), (A + "/s.xml", None)), is_complete=True)
    errand = crawl.errand("/index.xml", Role.SITEMAP)
    crawl.plan.saw_index(errand, errand.url, index)
    assert crawl.asked_for() == ["/s.xml"]
    crawl.saw_sitemap(
        candidate("/a/"),
        Candidate(url="https://third.example/b/", source=Source.SITEMAP),
        path="https://cdn.example/s.xml",
    )
    assert crawl.asked_for() == ["/a/"]


def test_a_feed_that_was_given_may_name_articles_of_any_site() -> None:
    elsewhere = Candidate(url="https://www.news.example/a/", source=Source.FEED)
    feed = Feed(candidates=(elsewhere,), next_url="")
    crawl = Crawl(url="https://feeds.other.example/rss.xml")
    given = crawl.start()
    found = crawl.errand("https://feeds.other.example/2.xml", Role.FEED)
    crawl.plan.saw_feed(found, found.url, feed)
    assert crawl.queued() == []
    crawl.plan.saw_feed(given, given.url, feed)
    assert [errand.url for errand in crawl.queued()] == [elsewhere.url]


@pytest.mark.parametrize("section", ["/category/{}", "/spip.php?rubrique{}", "/?cat={}"])
def test_sections_called_by_numbers_do_not_wear_out_each_other(section: str) -> None:
    crawl = of_whole_site()
    for number in range(PATIENCE + 2):
        errand = crawl.errand(section.format(number), Role.LISTING, depth=1)
        crawl.plan.saw_listing(errand, errand.url, listing(), whole_site=True)
    page = section.format(9) + ("&" if "?" in section else "?") + "page=2"
    errand = crawl.errand(section.format(9), Role.LISTING, depth=1)
    crawl.plan.saw_listing(errand, errand.url, listing("/a/", pages=(page,)), whole_site=True)
    assert page in crawl.asked_for()


# ---------------------------------------------------------------------- from one crawl to the next, and to the end
def test_an_undated_article_of_a_kind_that_is_rationed_is_given_up_at_last() -> None:
    crawl = Crawl(period=Period(since=date(2024, 5, 1), until=date(2024, 5, 31)))
    crawl.saw_front()
    crawl.queued()
    source = crawl.errand("/sport/", Role.LISTING, depth=1)
    findings = crawl.plan.saw_listing(
        source, source.url, listing(*(f"/k/titre-{n}/" for n in range(60))), whole_site=True
    )
    crawl.close(source, "listing", findings)
    read = 0
    for _ in range(5):
        for errand in crawl.queued():
            turn = crawl.plan.turn(errand)
            if turn.state is State.LEASED:
                crawl.plan.spending.came(errand, Came.REFUSED if read else Came.NEW)
                crawl.close(errand, "not-an-article")
                read += 1
            elif turn.state is State.LATER:
                crawl.frontier.postpone(errand, turn.reason, turn.priority)
            else:
                crawl.frontier.close(errand, turn.state, turn.reason, moment=crawl.began)
        if not crawl.plan.leftovers([(crawl.seed.id, crawl.seed.sweep, site_of(A))]):
            break
    else:
        pytest.fail("put off again and again")
    assert read < 30


@pytest.mark.parametrize(
    ("status", "declared", "is_asked"),
    [(404, False, False), (404, True, True), (503, False, True), (500, False, False)],
)
def test_a_sitemap_that_was_not_there_is_asked_for_once_it_is_declared(
    status: int, declared: bool, is_asked: bool
) -> None:
    crawl = Crawl()
    crawl.saw_front()
    for errand in crawl.queued():
        crawl.frontier.close(errand, State.FAILED, "x", moment=crawl.began, status=status)
    crawl.end()
    later = Crawl(crawl.archive, run=2, began=LATER + timedelta(days=1))
    later.saw_front(declared=[A + "/sitemap.xml"] if declared else [])
    assert ("/sitemap.xml" in later.asked_for()) == is_asked


def test_a_site_that_the_address_given_redirects_to_is_read_to_its_end() -> None:
    crawl, other = Crawl(), "https://journal.org"
    front = crawl.start()
    found = replace(EMPTY, feeds=(f"{other}/feed/",))
    crawl.plan.sources(front, f"{other}/", declared_sitemaps=(), listing=found)
    crawl.plan.saw_listing(front, f"{other}/", found, whole_site=True)
    crawl.close(front, "listing")
    feed = next(errand for errand in crawl.queued() if errand.role is Role.FEED)
    story = Candidate(url=f"{other}/a/", source=Source.FEED, headline="x")
    crawl.plan.saw_feed(feed, feed.url, Feed(candidates=(story,), next_url=f"{other}/feed/?paged=2"))
    crawl.close(feed, "feed")
    assert f"{other}/a/" in crawl.asked_for()
    asked: list[str] = []
    while crawl.plan.leftovers([(crawl.seed.id, crawl.seed.sweep, crawl.seed.site)]):
        asked += crawl.asked_for()
    assert f"{other}/feed/?paged=2" in asked
    assert Crawl(crawl.archive, run=2).seed.site == site_of(other)


def test_the_day_that_a_page_stated_may_be_another_in_utc() -> None:
    crawl = Crawl(period=Period(since=date(2024, 7, 1)))
    crawl.saw_sitemap(candidate("/a/"))
    (errand,) = crawl.queued()
    stated = datetime(2024, 6, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    crawl.frontier.close(errand, State.SKIPPED, "out-of-period", moment=crawl.began, status=200, published=stated)
    june = Period(since=date(2024, 6, 1), until=date(2024, 6, 30))
    later = Crawl(crawl.archive, run=2, began=LATER + timedelta(days=1), period=june)
    later.saw_sitemap(candidate("/a/"))
    assert later.asked_for() == ["/a/"]


def test_months_after_the_days_wanted_are_not_asked_for() -> None:
    crawl = Crawl(period=Period(until=date(2019, 12, 31)))
    crawl.saw_front(replace(EMPTY, archives=tuple(f"{A}/{year}/05/" for year in range(2016, 2024))))
    asked = [path for path in crawl.asked_for() if path.endswith("/05/")]
    assert asked == ["/2019/05/", "/2018/05/", "/2017/05/", "/2016/05/"]


def test_of_an_archive_that_was_read_to_its_end_the_newest_months_are_asked_for() -> None:
    found = replace(EMPTY, archives=tuple(f"{A}/{year}/05/" for year in range(2016, 2025)))
    archive = frozenset({Source.ARCHIVE})
    crawl = Crawl(sources=archive)
    crawl.saw_front(found)
    months = crawl.queued()
    assert len(months) == 10
    for month in months:
        crawl.close(month, "listing")
    crawl.end()
    later = Crawl(crawl.archive, run=2, began=LATER + timedelta(days=1), sources=archive)
    later.saw_front(found)
    assert later.asked_for() == ["/2025/06/", "/2024/05/"]
