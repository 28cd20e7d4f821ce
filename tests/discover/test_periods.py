"""A period leaves out what lies outside it, and a backfill goes back far enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from newsarchive.archive import Archive
from newsarchive.discover.listings import Listing
from newsarchive.discover.scope import Period
from newsarchive.model import (
    Candidate,
    Moment,
    Precision,
    Role,
    Source,
    State,
)
from tests.discover.crawls import EMPTY, LATER, MAY, A, Crawl, candidate, listing, walked


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
