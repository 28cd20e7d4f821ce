"""The plan against small imaginary sites: everything is found, and everything ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.discover.feeds import Feed
from newsarchive.discover.listings import Listing
from newsarchive.discover.plan import MAX_SECTIONS, PATIENCE, Known, Period, Plan, Role, Step
from newsarchive.discover.sitemaps import Sitemap
from newsarchive.model import Article, Candidate, Link, LinkKind, Moment, Precision, Source
from newsarchive.normalize.urls import url_key

A = "https://journal.fr"
MAY = datetime(2024, 5, 17, 12, tzinfo=UTC)


def candidate(
    path: str, *, source: Source = Source.LISTING, day: datetime | None = None, lastmod: datetime | None = None
) -> Candidate:
    published = Moment(value=day, raw="x", precision=Precision.MINUTE, source="listing") if day else None
    return Candidate(url=A + path, source=source, headline="Un titre", published=published, lastmod=lastmod)


def listing(*articles: str, pages: tuple[str, ...] = (), sections: tuple[str, ...] = ()) -> Listing:
    return Listing(
        articles=tuple(map(candidate, articles)),
        pages=tuple(A + page for page in pages),
        sections=tuple(A + section for section in sections),
        feeds=(),
    )


def sitemap(*candidates: Candidate) -> Sitemap:
    return Sitemap(candidates=candidates, sitemaps=(), is_complete=True)


def article(path: str, *related: str, shortlink: str | None = None, kind: LinkKind = LinkKind.RELATED) -> Article:
    links = [Link(url=A + to, text="x", kind=kind, position=n) for n, to in enumerate(related)]
    return Article(
        url=A + path, canonical_url=A + path, headline="x", body="x", links=links, shortlink=shortlink and A + shortlink
    )


EMPTY = listing()


def of_whole_site(plan: Plan) -> Plan:
    plan.sources(A + "/", declared_sitemaps=(), listing=EMPTY)
    return plan


def walked(plan: Plan, site: Callable[[str], Listing | None], *, limit: int = 2000) -> list[str]:
    """Walk an imaginary site of listings the way the crawler does, highest priority first; give the paths asked for."""
    asked: list[str] = []
    waiting: list[Step] = list(plan.start(A + "/"))
    while waiting:
        waiting.sort(key=lambda step: -step.priority)
        step = waiting.pop(0)
        if plan.is_left(step):
            continue
        path = step.url.removeprefix(A)
        asked.append(path)
        assert len(asked) <= limit, f"no end: {asked[-5:]}"
        plan.met(step.url)
        found = site(path) if step.role in (Role.START, Role.LISTING) else None
        if found is None:
            continue
        if step.role is Role.START:
            waiting += plan.sources(step.url, declared_sitemaps=(), listing=found)
        waiting += plan.saw_listing(step.url, found, depth=step.depth, whole_site=True)
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

    asked = walked(Plan(), site)
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

    assert "/old-20/" in walked(Plan(), site)


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

    asked = walked(Plan(), site)
    assert PATIENCE <= len(asked) <= PATIENCE + 8


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

    assert "/oldest/" in walked(Plan(), site)


def test_sections_are_followed_to_a_depth_and_a_number() -> None:
    def deep(path: str) -> Listing | None:
        return listing(sections=(path + "x/",))

    assert walked(Plan(), deep)[-1].count("x") <= 2

    def broad(path: str) -> Listing | None:
        return listing(sections=tuple(f"/s{n}/" for n in range(MAX_SECTIONS * 2)))

    assert sum(path.startswith("/s") for path in walked(Plan(), broad)) <= MAX_SECTIONS + 2


# ---------------------------------------------------------------------- the second visit
def known(**addresses: Known) -> Callable[[str], Known | None]:
    table = {url_key(f"{A}/{name}/"): value for name, value in addresses.items()}
    return table.get


def test_what_is_known_is_fetched_again_only_where_its_source_names_a_later_change() -> None:
    plan = Plan(
        known=known(
            same=Known(is_article=True, captured=MAY, lastmod=MAY),
            changed=Known(is_article=True, captured=MAY, lastmod=MAY),
            silent=Known(is_article=True, captured=MAY),
            later=Known(is_article=True, captured=MAY),
            page=Known(is_article=False, captured=MAY),
        )
    )
    steps = plan.saw_sitemap(
        A + "/sitemap.xml",
        sitemap(
            candidate("/same/", lastmod=MAY),
            candidate("/changed/", lastmod=MAY + timedelta(minutes=1)),
            candidate("/silent/", lastmod=MAY - timedelta(days=1)),
            candidate("/later/", lastmod=MAY + timedelta(days=1)),
            candidate("/page/"),
            candidate("/new/"),
        ),
    )
    assert [step.url.removeprefix(A) for step in steps] == ["/changed/", "/later/", "/new/"]
    assert plan.skipped == {"known": 2, "known-other": 1}


def test_a_finished_site_is_left_at_the_first_page_without_news() -> None:
    def site(path: str) -> Listing | None:
        n = int(path.strip("/").split("/")[-1]) if "page" in path else 1
        return listing("/a/", pages=(f"/page/{n + 1}/",)) if path != "/a/" else None

    plan = Plan(known=known(a=Known(is_article=True, captured=MAY)), was_finished=lambda _url: True)
    assert sum("page" in path for path in walked(plan, site)) <= 1


# ---------------------------------------------------------------------- periods
def test_a_period_leaves_out_what_its_source_dates_outside() -> None:
    midnight = MAY.replace(hour=0)
    plan = Plan(period=Period(since=MAY.date(), until=MAY.date() + timedelta(days=1)))
    found = sitemap(
        candidate("/before/", day=midnight - timedelta(seconds=1)),
        candidate("/first/", day=midnight),
        candidate("/last/", day=midnight + timedelta(days=2) - timedelta(seconds=1)),
        candidate("/after/", day=midnight + timedelta(days=2)),
        candidate("/undated/"),
        candidate("/untouched-since/", lastmod=MAY - timedelta(days=1)),
        candidate("/touched/", lastmod=MAY + timedelta(days=9)),
    )
    steps = plan.saw_sitemap(A + "/sitemap.xml", found)
    assert [step.url.removeprefix(A) for step in steps] == ["/first/", "/last/", "/undated/", "/touched/"]
    assert plan.skipped == {"out-of-period": 3}


def test_sitemaps_that_did_not_change_since_are_not_read() -> None:
    plan = Plan(period=Period(since=MAY.date()))
    index = Sitemap(
        candidates=(),
        sitemaps=((A + "/old.xml", MAY - timedelta(days=1)), (A + "/new.xml", MAY), (A + "/author-sitemap.xml", None)),
        is_complete=True,
    )
    assert [step.url for step in plan.saw_sitemap(A + "/sitemap.xml", index)] == [A + "/new.xml"]


# ---------------------------------------------------------------------- facts, order, leftovers
def test_the_newest_articles_are_fetched_first_and_sources_before_all() -> None:
    plan = Plan()
    old, new = plan.saw_sitemap(
        A + "/s.xml", sitemap(candidate("/old/", day=MAY - timedelta(days=9)), candidate("/new/", day=MAY))
    )
    (source,) = plan.sources(
        A + "/",
        declared_sitemaps=[A + "/x.xml"],
        listing=Listing(articles=(), sections=(), pages=(), feeds=(A + "/feed/",)),
    )[:1]
    assert source.priority > new.priority > old.priority


def test_sources_complete_each_other_and_the_minute_wins() -> None:
    plan = Plan()
    plan.learn(candidate("/a/", lastmod=MAY))
    day = Moment(value=MAY, raw="2024-05-17", precision=Precision.DAY, source="listing")
    minute = Moment(value=MAY, raw="12:00", precision=Precision.MINUTE, source="feed")
    plan.learn(Candidate(url=A + "/a", source=Source.FEED, published=minute, authors=("Clémence",)))
    plan.learn(Candidate(url=A + "/a/?utm_source=x", source=Source.LISTING, published=day))
    facts = plan.facts(A + "/a/")
    assert facts
    assert (facts.published, facts.lastmod, facts.authors, facts.headline) == (minute, MAY, ("Clémence",), "Un titre")


def test_an_address_is_asked_for_once_under_all_its_spellings() -> None:
    plan = Plan()
    spellings = ("/a/", "/a", "/a/?utm_source=x", "/a/amp/", "/a/index.html")
    steps = plan.saw_sitemap(A + "/s.xml", sitemap(*map(candidate, spellings)))
    steps += plan.saw_listing(A + "/", listing("/a"), depth=0, whole_site=True)
    assert [step.url for step in steps] == [A + "/a/"]


def test_related_links_that_nothing_else_named_come_last_and_once() -> None:
    plan = of_whole_site(Plan())
    plan.saw_sitemap(A + "/s.xml", sitemap(candidate("/a/"), candidate("/b/")))
    plan.saw_article(article("/a/", "/b/", "/hidden/", "/hidden", "/tag/x/", "/category/y/", "/photo.jpg", "/"))
    plan.saw_article(article("/b/", "/prose/", kind=LinkKind.INLINE))
    assert [step.url for step in plan.leftovers()] == [A + "/hidden/"]
    assert plan.leftovers() == []


def test_a_related_link_by_number_is_not_fetched_once_its_article_was_met() -> None:
    plan = of_whole_site(Plan())
    plan.saw_article(article("/a/", "/?p=12", "/?p=13"))
    plan.saw_article(article("/b/", shortlink="/?p=12"))
    assert [step.url for step in plan.leftovers()] == [A + "/?p=13"]


def test_an_article_asked_for_alone_pulls_no_others_in() -> None:
    plan = Plan()
    plan.start(A + "/a/")
    plan.saw_article(article("/a/", "/b/"))
    assert plan.leftovers() == []


def test_related_links_to_known_articles_and_other_sites_are_left() -> None:
    plan = of_whole_site(Plan(known=known(old=Known(is_article=True, captured=MAY))))
    away = Link(url="https://autre.fr/x/", text="x", kind=LinkKind.RELATED, position=9)
    found = article("/a/", "/old/")
    found.links.append(away)
    plan.saw_article(found)
    assert plan.leftovers() == []


def test_sources_are_guessed_only_where_none_is_declared() -> None:
    guessed = Plan().sources(A + "/", declared_sitemaps=(), listing=EMPTY)
    assert {step.url.removeprefix(A) for step in guessed} == {
        "/sitemap.xml",
        "/sitemap_index.xml",
        "/feed/",
        "/rss.xml",
    }
    assert all(step.optional for step in guessed), "a guess that fails is nobody's failure"
    declared = Plan().sources(
        A + "/",
        declared_sitemaps=["/map.xml"],
        listing=Listing(articles=(), sections=(), pages=(), feeds=(A + "/rss",)),
    )
    assert [(step.url.removeprefix(A), step.optional) for step in declared] == [("/map.xml", False), ("/rss", False)]


def test_older_pages_of_feeds_wait_until_they_are_asked_for() -> None:
    plan = Plan()
    feed = Feed(
        candidates=(candidate("/a/"), Candidate(url="https://autre.fr/x", source=Source.FEED)),
        next_url=A + "/feed/?paged=2",
    )
    assert [step.url for step in plan.saw_feed(A + "/feed/", feed)] == [A + "/a/"]
    assert plan.has_more_of_feeds("journal.fr")
    assert [step.url for step in plan.more_of_feeds("journal.fr")] == [A + "/feed/?paged=2"]
    assert not plan.has_more_of_feeds("journal.fr")
    plan.saw_feed(A + "/feed/", feed)
    assert plan.more_of_feeds("journal.fr") == [], "a feed that is its own next page is read once"


# ---------------------------------------------------------------------- whose a page is
def test_an_index_leads_to_no_other_site_and_a_sitemap_kept_elsewhere_counts() -> None:
    plan = of_whole_site(Plan())
    strange = "https://other.example"
    index = Sitemap(candidates=(), sitemaps=((strange + "/s.xml", None), (A + "/s.xml", None)), is_complete=True)
    assert [step.url for step in plan.saw_sitemap(A + "/sitemap.xml", index)] == [A + "/s.xml"]
    found = sitemap(candidate("/a/"), Candidate(url="https://third.example/b/", source=Source.SITEMAP))
    assert [step.url for step in plan.saw_sitemap("https://cdn.example/s.xml", found)] == [A + "/a/"]


def test_a_feed_that_was_given_may_name_articles_of_any_site() -> None:
    elsewhere = Candidate(url="https://www.news.example/a/", source=Source.FEED)
    feed = Feed(candidates=(elsewhere,), next_url="")
    plan = Plan()
    plan.start("https://feeds.other.example/rss.xml")
    assert plan.saw_feed("https://feeds.other.example/rss.xml", feed) == []
    assert [s.url for s in plan.saw_feed("https://feeds.other.example/rss.xml", feed, given=True)] == [elsewhere.url]


@pytest.mark.parametrize("section", ["/category/{}", "/spip.php?rubrique{}", "/?cat={}"])
def test_sections_called_by_numbers_do_not_wear_out_each_other(section: str) -> None:
    plan = of_whole_site(Plan())
    for number in range(PATIENCE + 2):
        plan.saw_listing(A + section.format(number), listing(), depth=1, whole_site=True)
    page = section.format(9) + ("&" if "?" in section else "?") + "page=2"
    steps = plan.saw_listing(A + section.format(9), listing("/a/", pages=(page,)), depth=1, whole_site=True)
    assert A + page in [step.url for step in steps]
