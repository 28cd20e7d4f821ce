"""Questions to the frontier: how many of what there is, how complete the sources are, what a run came to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from newsarchive.model import Findings, Moment, Precision, Role, Source, State, Step

from .conftest import NOON
from .runs import NEXT, Run


def test_a_seed_is_listed_whole_once_a_complete_source_named_articles_in_this_sweep(run):
    def is_whole(sweep=1):
        return run.frontier.census.is_listed_whole(run.seed.id, sweep)

    run.file("/1/")
    run.close(run.source, "sitemap")
    assert not is_whole()
    run.file("/2/", is_complete=True)
    assert is_whole()
    assert not is_whole(2)


def test_a_source_lists_most_where_it_names_half_of_what_there_is(run):
    assert run.frontier.census.lists_most(run.seed.id), "nothing is missing yet"
    run.file("/1/", "/2/", is_complete=True)
    run.file("/3/", "/4/")
    for errand in run.errands():
        run.close(errand)
    assert run.frontier.census.lists_most(run.seed.id)
    run.file("/5/")
    run.close(run.frontier.lease("a.fr"), "not-an-article")
    assert run.frontier.census.lists_most(run.seed.id), "what is none does not count"
    run.file("/6/")
    run.close(run.frontier.lease("a.fr"))
    assert not run.frontier.census.lists_most(run.seed.id)


def test_counting(run):
    run.file("/1/", "/2/", "/3/")
    run.close(run.frontier.lease("a.fr"), "gone", State.FAILED)
    assert run.frontier.census.count(seed_id=run.seed.id, state="queued") == 2
    assert run.frontier.census.count(state="failed", reason="gone") == 1
    assert run.frontier.census.count() == 4
    assert run.frontier.census.has("a.fr", Role.ARTICLE, State.DONE, State.FAILED)
    assert not run.frontier.census.has("a.fr", Role.ARTICLE, State.HELD)
    assert not run.archive.frontier(2).census.has("a.fr", Role.ARTICLE, State.FAILED)


def test_what_sources_named_and_was_not_asked_for_is_counted_by_why(archive):
    first = Run(archive)
    first.file("/1/", "/2/", "/page/")
    for errand, reason in zip(first.errands(), ("article", "article", "not-an-article"), strict=True):
        first.close(errand, reason, status=200)
    assert first.frontier.census.known([1]) == {}, "all of it was asked for"
    first.frontier.end(first.seed.id, NOON, is_finished=True)
    second = Run(archive, 2, NEXT)
    second.file("/1/", "/page/", state=None)
    second.file("/old/", state=State.SKIPPED, reason="out-of-period")
    second.file("/new/")
    assert second.frontier.census.known([2]) == {"known": 1, "known-other": 1, "out-of-period": 1}
    assert second.frontier.census.known([]) == {"out-of-period": 1}


def test_a_window_of_time_is_named_exactly_once_the_posts_api_was_read_to_its_end(run):
    def is_exact():
        return run.frontier.census.is_exact(run.seed.id, 1)

    steps = [
        Step(url=f"https://a.fr/wp-json/?page={n}", role=Role.API, priority=10**6, source=Source.API) for n in "12"
    ]
    run.frontier.ask(steps, run.seed.id, 1, "a.fr")
    first, second = run.errands()
    assert not is_exact()
    run.close(first, "api", findings=Findings(named=100, new=100))
    assert not is_exact(), "its second page is still to be read"
    run.close(second, "gone", State.FAILED)
    assert is_exact(), "a list may turn out a page shorter"
    run.close(second, "server-error", State.FAILED)
    assert not is_exact()


def test_habits_are_told_by_pages_whose_both_dates_are_known(run):
    def moment(days):
        return Moment(value=NOON - timedelta(days=days), raw="x", precision=Precision.MINUTE, source="feed")

    run.file("/old-changed-late/", published=moment(400), lastmod=NOON)
    run.file("/old/", published=moment(400), lastmod=NOON - timedelta(days=399))
    run.file("/undated/", lastmod=NOON)
    run.file("/never-asked/", published=moment(400), lastmod=NOON, state=State.LATER)
    for errand in run.errands():
        run.close(errand, status=200)
    assert run.frontier.census.habits("a.fr") == (2, 1)
    assert run.frontier.census.habits("b.fr") == (0, 0)


def test_what_sources_were_found_and_what_they_name_is_told(run):
    run.close(run.source, "sitemap", status=200, findings=Findings(named=3, new=3, oldest=NOON, newest=NEXT))
    run.frontier.ask([Step(url="https://a.fr/feed", role=Role.FEED, priority=1, source=Source.FEED)], 1, 1, "a.fr")
    run.file("/1/", "/2/", priority=2)
    run.file("/3/", kind=Source.FEED)
    run.frontier.met(["https://a.fr/?p=1"], run.source, "duplicate")
    run.close(run.frontier.lease("a.fr"), status=200)
    sitemap, feed = run.frontier.census.found_sources()
    assert (sitemap.url, sitemap.state, sitemap.named) == ("https://a.fr/map.xml", State.DONE, 3)
    assert (sitemap.oldest, sitemap.newest) == (NOON, NEXT)
    assert (feed.url, feed.role, feed.state, feed.named) == ("https://a.fr/feed", Role.FEED, State.QUEUED, 0)
    assert sorted(run.frontier.census.named(), key=str) == sorted(
        [
            (frozenset({Source.SITEMAP}), True, 1),
            (frozenset({Source.SITEMAP}), False, 1),
            (frozenset({Source.FEED}), False, 1),
        ],
        key=str,
    )


def test_a_page_may_have_been_read_as_a_listing_under_its_other_role(run):
    run.file("/sport/", "/culture/")
    sport, culture = run.errands()
    section = run.ask("https://a.fr/sport", Role.LISTING)
    assert not run.frontier.census.was_listing(section)
    run.close(sport, "listing")
    run.close(culture, "article")
    assert run.frontier.census.was_listing(section)
    assert not run.frontier.census.was_listing(run.ask("https://a.fr/culture/", Role.LISTING))
    agenda = run.ask("https://a.fr/agenda/", Role.LISTING)
    run.file("/agenda/")
    assert not run.frontier.census.was_listing(article := run.frontier.lease("a.fr"))
    run.close(agenda, "listing")
    assert run.frontier.census.was_listing(article)
    assert not run.frontier.census.was_listing(replace(article, sweep=2)), "it may have become an article since"
