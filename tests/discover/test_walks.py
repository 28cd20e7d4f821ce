"""Sites of listings alone are walked to their end, and chains that name nothing new are left."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newsarchive.discover.following import MAX_SECTIONS
from newsarchive.discover.listings import Listing
from newsarchive.discover.traps import PATIENCE
from newsarchive.model import (
    Role,
    State,
)
from tests.discover.crawls import Crawl, listing, of_whole_site, walked


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
