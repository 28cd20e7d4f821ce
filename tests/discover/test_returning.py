"""What is asked for again in a second crawl, and what is looked for because it was missed or is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from newsarchive.archive import Archive
from newsarchive.discover.feeds import Feed
from newsarchive.discover.listings import Listing
from newsarchive.discover.plan import MISSED
from newsarchive.discover.scope import Period
from newsarchive.discover.traps import PATIENCE, Came
from newsarchive.model import (
    Candidate,
    Role,
    Source,
    State,
)
from newsarchive.normalize.urls import site_of
from tests.discover.crawls import EMPTY, LATER, MAY, A, Crawl, candidate, listing, stored, walked


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
