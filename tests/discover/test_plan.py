"""What is asked for, from which sources, in which order: everything once, and the newest first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsarchive.archive import Archive
from newsarchive.discover.feeds import Feed
from newsarchive.discover.sitemaps import Sitemap
from newsarchive.discover.traps import PATIENCE
from newsarchive.model import (
    Candidate,
    Findings,
    Link,
    LinkKind,
    Moment,
    Precision,
    Role,
    Source,
    State,
)
from tests.discover.crawls import LATER, MAY, A, Crawl, article, candidate, listing, of_whole_site, stored


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
