"""The queue of a crawl: what is wanted is given out once, nothing is lost, a run that was cut off is gone on with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from newsarchive.archive import Archive, connection
from newsarchive.archive.frontier import RESUMED_WITHIN
from newsarchive.errors import ArchiveError
from newsarchive.model import (
    Candidate,
    Filing,
    Findings,
    Moment,
    Precision,
    Role,
    Source,
    State,
    Step,
)

from .conftest import NOON, make_article, make_capture
from .runs import FRONT, NEXT, SOON, Run, address, candidate


# ---------------------------------------------------------------------- beginning, resuming, ending
def test_a_first_sweep_begins_and_is_named_for_its_run(archive):
    seed = archive.frontier(7).begin(FRONT, "", "", NOON)
    assert (seed.sweep, seed.is_resumed, seed.is_whole, seed.complete_since) == (7, False, False, None)


def test_a_sweep_that_was_cut_off_goes_on_with_what_was_under_way(archive):
    first = Run(archive)
    first.file("/queued/", priority=1)
    first.file("/leased/", "/held/", "/captured/", "/done/", priority=2)
    leased, held, captured, done = (first.frontier.lease("a.fr") for _ in range(4))
    first.frontier.hold(held)
    capture_id = archive.store_capture(make_capture(captured.url), crawl_id=None)
    first.frontier.captured(captured, capture_id)
    first.close(done)
    second = Run(archive, 2, SOON, source=False)
    assert (second.seed.id, second.seed.sweep, second.seed.is_resumed) == (first.seed.id, 1, True)
    found = {errand.url: errand.capture_id for errand in second.errands()}
    assert found == {
        first.source.url: None,
        leased.url: None,
        held.url: None,
        captured.url: capture_id,
        "https://a.fr/queued/": None,
    }


def test_hosts_with_something_left_are_woken_when_a_run_begins(archive):
    run = Run(archive)
    run.file("/1/", "https://www.a.fr/2/", "https://blog.a.fr:8080/3/")
    second = archive.frontier(2)
    second.begin(FRONT, "", "", SOON)
    assert second.woken() == {"a.fr", "www.a.fr", "blog.a.fr:8080"}
    assert second.woken() == set()
    assert sum(second.census.queues().values()) == 4


@pytest.mark.parametrize("after", [RESUMED_WITHIN, RESUMED_WITHIN + timedelta(seconds=1)])
def test_a_sweep_is_gone_on_with_for_an_hour(archive, after):
    Run(archive)
    seed = archive.frontier(2).begin(FRONT, "", "", NOON + after)
    assert (seed.is_resumed, seed.sweep) == ((True, 1) if after == RESUMED_WITHIN else (False, 2))


def test_the_hour_counts_from_the_last_page_that_was_dealt_with(run, archive):
    run.moment = NOON + timedelta(hours=5)
    run.close(run.source, "sitemap")
    assert archive.frontier(2).begin(FRONT, "", "", NOON + timedelta(hours=6)).is_resumed


def test_a_new_sweep_asks_the_sources_again_and_keeps_what_is_queued(archive):
    first = Run(archive)
    first.file("/1/", "/2/")
    first.close(first.source, "sitemap")
    first.frontier.lease("a.fr")
    second = Run(archive, 2, NEXT)
    assert not second.seed.is_resumed
    assert second.source.id == first.source.id
    assert sorted(second.leased()) == ["/1/", "/2/"]


def test_a_run_that_says_so_is_not_gone_on_with(run, archive):
    run.frontier.end(run.seed.id, SOON, is_finished=False)
    seed = archive.frontier(2).begin(FRONT, "", "", SOON)
    assert (seed.is_resumed, seed.sweep, seed.complete_since) == (False, 2, None)


def test_what_is_closed_after_the_end_does_not_make_the_run_one_to_go_on_with(run, archive):
    run.frontier.end(run.seed.id, SOON, is_finished=False)
    run.close(run.source, "sitemap")
    assert not archive.frontier(2).begin(FRONT, "", "", SOON).is_resumed


def test_a_sweep_that_was_finished_is_complete_since_it_began(run, archive):
    run.frontier.end(run.seed.id, SOON, is_finished=True)
    seed = archive.frontier(2).begin(FRONT, "", "", SOON)
    assert (seed.is_resumed, seed.sweep, seed.complete_since) == (False, 2, NOON)
    # The next is cut off: what was complete before stays so.
    seed = archive.frontier(3).begin(FRONT, "", "", SOON)
    assert (seed.is_resumed, seed.sweep, seed.complete_since) == (True, 2, NOON)


def test_periods_of_one_address_are_gone_over_each_for_itself(run, archive):
    other = archive.frontier(2).begin(FRONT, "2026-01-01", "2026-01-31", SOON)
    assert (other.id, other.sweep, other.is_resumed) == (2, 2, False)


# ---------------------------------------------------------------------- asking sources
def test_a_source_is_asked_once_a_sweep(archive):
    run = Run(archive, source=False)
    feed = Step(url="https://a.fr/feed/", role=Role.FEED, priority=5)
    assert run.frontier.ask([feed, feed], run.seed.id, 1, "a.fr") == 1
    run.close(run.frontier.lease("a.fr"), "feed")
    assert run.frontier.ask([feed], run.seed.id, 1, "a.fr") == 0
    run.frontier.end(run.seed.id, NOON, is_finished=True)
    second = Run(archive, 2, NEXT, source=False)
    assert second.frontier.ask([feed], second.seed.id, 2, "a.fr") == 1
    assert second.leased() == ["/feed/"]


def test_a_listing_is_one_under_all_its_names_and_a_feed_is_not(archive):
    run = Run(archive, source=False)
    for role, expected in ((Role.LISTING, 1), (Role.FEED, 3)):
        steps = [
            Step(url=url, role=role, priority=5) for url in ("https://a.fr/s", "https://a.fr/s/", "http://a.fr/s/")
        ]
        assert run.frontier.ask(steps, run.seed.id, 1, "a.fr") == expected


def test_sources_put_off_wait_until_they_are_gone_on_with(archive):
    run = Run(archive, source=False)
    older = [Step(url=f"https://a.fr/feed/?p={n}", role=Role.FEED, priority=5) for n in (2, 3)]
    assert run.frontier.ask(older, run.seed.id, 1, "a.fr", later=True) == 2
    assert run.frontier.ask(older, run.seed.id, 1, "a.fr", later=True) == 0
    assert (run.leased(), run.frontier.woken()) == ([], set())
    assert run.frontier.census.has("a.fr", Role.FEED, State.LATER)
    assert run.frontier.leftovers() == 0, "those are articles"
    assert run.frontier.go_on("b.fr", Role.FEED) == run.frontier.go_on("a.fr", Role.LISTING) == 0
    assert run.frontier.go_on("a.fr", Role.FEED) == 2
    assert run.frontier.go_on("a.fr", Role.FEED) == 0
    assert run.frontier.woken() == {"a.fr"}
    assert run.leased() == ["/feed/?p=2", "/feed/?p=3"]


def test_what_was_put_off_is_put_off_in_the_next_run_too(archive):
    run = Run(archive)
    run.file("/later/", state=State.LATER)
    run.frontier.ask([Step(url="https://a.fr/f2", role=Role.FEED, priority=5)], run.seed.id, 1, "a.fr", later=True)
    second = Run(archive, 2, SOON, source=False)
    assert second.leased() == ["/map.xml"]
    assert (second.frontier.go_on("a.fr", Role.FEED), second.frontier.leftovers()) == (1, 1)


def test_an_errand_tells_all_that_its_step_did(archive):
    run = Run(archive, source=False)
    step = Step(
        url="https://www.a.fr/x/?b=1", role=Role.LISTING, priority=5, depth=2, optional=True, source=Source.RELATED
    )
    run.frontier.ask([step], run.seed.id, 1, "a.fr")
    errand = run.frontier.lease("www.a.fr")
    for name in ("url", "role", "priority", "depth", "optional", "source"):
        assert getattr(errand, name) == getattr(step, name)
    assert (errand.seed_id, errand.sweep, errand.site, errand.host) == (run.seed.id, 1, "a.fr", "www.a.fr")
    assert (errand.address, errand.passed, errand.tries) == (step.url, (), 0)


# ---------------------------------------------------------------------- filing articles
def test_nothing_is_known_of_what_nobody_named(run):
    assert run.frontier.entries(["https://a.fr/1/"]) == {}


def test_facts_come_back_as_they_were_filed(run):
    published = Moment(value=NOON, raw="à midi", precision=Precision.MINUTE, source="feed")
    facts = Candidate(
        url="https://a.fr/1/",
        source=Source.FEED,
        headline="Un \0 titre \ud800",
        published=published,
        lastmod=SOON,
        authors=("Ana", "Bô"),
        tags=("x",),
    )
    run.frontier.file([Filing(facts=facts, state=State.QUEUED, priority=3, sources=("feed", "sitemap"))], run.source)
    entry = run.entry("/1/")
    assert entry.facts == facts
    assert (entry.state, entry.reason, entry.sweep, entry.sources) == (State.QUEUED, "", 1, ("feed", "sitemap"))
    assert (entry.named_by, entry.named_sweep) == (None, 1)
    errand = run.frontier.lease("a.fr")
    assert (errand.born, errand.priority, errand.source) == (NOON, 3, Source.FEED)


def test_more_addresses_than_one_query_takes(run):
    run.file(*(f"/{n}/" for n in range(1001)))
    assert len(run.frontier.entries(f"https://a.fr/{n}" for n in range(2000))) == 1001


#: What a row is, and what it becomes when a source names it again to be queued, skipped, later, or only named.
BECOMES = {
    State.QUEUED: ("queued", "skipped", "queued", "queued"),
    State.LATER: ("queued", "skipped", "later", "later"),
    State.SKIPPED: ("queued", "skipped", "skipped", "skipped"),
    State.DONE: ("queued", "done", "done", "done"),
    State.FAILED: ("queued", "skipped", "failed", "failed"),
    State.LEASED: ("leased", "leased", "leased", "leased"),
    State.HELD: ("held", "held", "held", "held"),
}


def put(run, path, state):
    """File an article and bring it into a state."""
    run.file(path, state=state if state in (State.LATER, State.SKIPPED) else State.QUEUED, reason="before")
    if state in (State.QUEUED, State.LATER, State.SKIPPED):
        return
    errand = run.frontier.lease("a.fr")
    if state is State.HELD:
        run.frontier.hold(errand)
    elif state is not State.LEASED:
        run.close(errand, "before", state)


@pytest.mark.parametrize("before", list(BECOMES))
@pytest.mark.parametrize("filed", [State.QUEUED, State.SKIPPED, State.LATER, None])
def test_what_is_filed_again(run, before, filed):
    put(run, "/1/", before)
    run.file("/1/", state=filed, reason="after")
    expected = BECOMES[before][[State.QUEUED, State.SKIPPED, State.LATER, None].index(filed)]
    entry = run.entry("/1/")
    assert entry.state == expected
    is_changed = filed is not None and filed is not State.LATER and expected == filed
    assert entry.reason == ("after" if is_changed else entry.reason)
    assert run.frontier.census.count(role="article") == 1


def test_what_is_done_takes_in_what_another_source_says(run):
    run.file("/1/")
    run.close(run.frontier.lease("a.fr"))
    run.file("/1/", state=None, lastmod=SOON, headline="Un titre", is_complete=True)
    entry = run.entry("/1/")
    assert (entry.state, entry.reason, entry.named_by) == (State.DONE, "article", run.source.id)
    assert (entry.facts.lastmod, entry.facts.headline) == (SOON, "Un titre")
    assert run.leased() == []


def test_what_was_named_by_a_complete_source_stays_so_when_another_names_it(run):
    run.file("/1/", is_complete=True)
    run.file("/1/", source=run.ask("https://a.fr/feed/", Role.FEED))
    assert run.entry("/1/").named_by == run.source.id


def test_what_an_older_archive_knows_is_named_and_not_queued(desk):
    stored = desk.file(make_article("https://a.fr/1/"), lastmod=NOON)
    run = Run(desk.archive)
    before = run.entry("/1/")
    assert (before.state, before.verdict, before.captured, before.lastmod) == (None, "article", NOON, NOON)
    assert before.article_id == stored.article_id
    run.file("/1/", state=None, reason="article")
    assert run.entry("/1/").state is State.DONE
    assert run.leased() == []


def test_a_scratch_frontier_knows_what_another_archive_does(desk):
    stored = desk.publish("https://a.fr/1/")
    with Archive.scratch() as scratch:
        entries = scratch.frontier(0, known=desk.archive).entries(["https://a.fr/1"])
    assert entries["a.fr/1"].article_id == stored.article_id


# ---------------------------------------------------------------------- met
def test_an_address_that_was_met_is_not_asked_for(run):
    run.file("/1/", "/amp/1/", "/later/")
    run.file("/later/", state=State.LATER)
    errand = run.frontier.lease("a.fr")
    run.frontier.met(["https://a.fr/amp/1/", "https://a.fr/?p=1", errand.url], errand, "duplicate")
    assert (run.entry("/amp/1/").state, run.entry("/?p=1").state) == (State.SKIPPED, State.SKIPPED)
    assert run.entry("/1/").state is State.LEASED, "its own page does not stand for itself"
    assert run.leased() == ["/later/"]


def test_what_was_dealt_with_is_not_met_again(run):
    for state in (State.DONE, State.FAILED, State.LEASED, State.HELD):
        put(run, f"/{state}/", state)
        run.frontier.met([address(f"/{state}/")], run.source, "duplicate")
        assert run.entry(f"/{state}/").state is state


def test_a_canonical_address_that_a_source_names_itself_is_asked_for_all_the_same(run):
    run.file("/1/", "/one/")
    errand = run.frontier.lease("a.fr")
    run.frontier.met(["https://a.fr/one/", "https://a.fr/other/"], errand, "canonical")
    assert run.leased() == ["/one/"]
    assert (run.entry("/other/").state, run.entry("/other/").reason) == (State.SKIPPED, "canonical")


# ---------------------------------------------------------------------- taking on what others left
def test_a_whole_site_takes_on_what_other_runs_left_queued_of_it(archive):
    alone = archive.frontier(1)
    seed = alone.begin("https://a.fr/sport/", "", "", NOON)
    alone.ask([Step(url="https://a.fr/sport/", role=Role.LISTING, priority=9)], seed.id, 1, "a.fr")
    section = alone.lease("a.fr")
    filings = [
        Filing(facts=candidate(url), state=State.QUEUED, priority=1) for url in ("/1/", "/2/", "https://b.fr/3/")
    ]
    alone.file(filings, section)
    alone.lease("a.fr")
    run = Run(archive, 2, SOON)
    assert run.leased() == []
    run.frontier.adopt(run.source, SOON, lowest=3)
    (errand,) = run.errands()
    assert (errand.url, errand.seed_id, errand.sweep) == ("https://a.fr/2/", run.seed.id, 2)
    assert run.errands("b.fr") == []
    assert archive.frontier(3).begin(FRONT, "", "", SOON).is_whole


@pytest.mark.parametrize("state", [State.DONE, State.FAILED])
def test_what_is_due_is_looked_at_again_once_a_sweep(archive, state):
    first = Run(archive)
    first.file("/due/", "/not-yet/", "/never/", "https://b.fr/due/")
    for due in (NEXT, NEXT + timedelta(seconds=1), None):
        first.close(first.frontier.lease("a.fr"), "article", state, due=due)
    first.close(first.frontier.lease("b.fr"), due=NEXT)
    first.frontier.adopt(first.source, NEXT, lowest=600)
    assert first.leased() == [], "not in the sweep that looked at it"
    first.frontier.end(first.seed.id, NOON, is_finished=True)
    second = Run(archive, 2, NEXT)
    second.frontier.adopt(second.source, NEXT, lowest=600)
    (errand,) = second.errands()
    assert (errand.url, errand.reason, errand.priority) == ("https://a.fr/due/", "due", 600)
    second.close(errand, "article", state, due=NEXT)
    second.frontier.adopt(second.source, NEXT, lowest=600)
    assert second.leased() == []


def test_leftovers_are_the_articles_of_this_run_that_were_put_off(run):
    run.file("/1/", "/2/", state=State.LATER)
    assert run.leased() == []
    assert (run.frontier.leftovers(), run.frontier.leftovers()) == (2, 0)
    assert run.leased() == ["/1/", "/2/"]


# ---------------------------------------------------------------------- vanished
def swept_twice(archive, *, complete=True, second_reason="sitemap", still=("/1/",), renamed=False, asked=True):
    """A first sweep that named three articles, and a second one: what it asked and what that named."""
    first = Run(archive)
    for age, path in enumerate(("/1/", "/2/", "/3/")):
        facts = Moment(value=NOON - timedelta(days=age), raw="x", precision=Precision.DAY, source="sitemap")
        first.file(path, published=facts, is_complete=complete)
    for errand in first.errands():
        first.close(errand)
    first.close(first.source, "sitemap")
    first.frontier.end(first.seed.id, NOON, is_finished=True)
    second = Run(archive, 2, NEXT, source=asked)
    if renamed:
        second.frontier.renamed(second.source)
    elif asked:
        second.file(*still, state=None, is_complete=complete)
    if asked:
        second.close(second.source, second_reason)
    return second


def test_what_a_complete_source_names_no_longer_is_looked_at_the_newest_first(archive):
    second = swept_twice(archive)
    assert second.frontier.vanished(second.seed.id, 2, 1, 600) == 1
    (errand,) = second.errands()
    assert (errand.url, errand.reason, errand.priority, errand.sweep) == ("https://a.fr/2/", "vanished", 600, 2)
    assert second.frontier.vanished(second.seed.id, 2, 10, 600) == 1
    assert second.leased() == ["/3/"]
    assert second.frontier.vanished(second.seed.id, 2, 10, 600) == 0


@pytest.mark.parametrize(
    "sweep",
    [
        {"complete": False},
        {"second_reason": "incomplete"},
        {"asked": False},
        {"renamed": True, "second_reason": "unchanged"},
        {"still": ("/1/", "/2/", "/3/")},
    ],
    ids=["a source of the newest alone", "one that broke off", "one not asked", "one unchanged", "all are named"],
)
def test_nothing_has_vanished_from(archive, sweep):
    second = swept_twice(archive, **sweep)
    assert second.frontier.vanished(second.seed.id, 2, 10, 600) == 0
    assert second.leased() == []


def test_what_was_no_article_or_is_gone_already_has_not_vanished(archive):
    first = Run(archive)
    first.file("/page/", "/gone/", is_complete=True)
    page, gone = first.errands()
    first.close(page, "not-an-article")
    first.close(gone, "gone", State.FAILED)
    first.close(first.source, "sitemap")
    first.frontier.end(first.seed.id, NOON, is_finished=True)
    second = Run(archive, 2, NEXT)
    second.close(second.source, "sitemap")
    assert second.frontier.vanished(second.seed.id, 2, 10, 600) == 0


# ---------------------------------------------------------------------- leasing
def test_the_most_wanted_is_leased_first_then_the_first_named(run):
    run.file("/low/", priority=1)
    run.file("/b/", "/a/", priority=5)
    run.file("/high/", priority=9)
    assert run.leased() == ["/high/", "/b/", "/a/", "/low/"]


def test_a_host_is_given_its_own_and_a_run_what_is_queued_for_it(run, archive):
    run.file("/1/", "https://www.a.fr/2/", "https://a.fr:8443/3/")
    other = archive.frontier(2)
    assert other.lease("a.fr") is None
    assert run.leased() == ["/1/"]
    assert [errand.url for errand in run.errands("www.a.fr")] == ["https://www.a.fr/2/"]
    assert [errand.url for errand in run.errands("a.fr:8443")] == ["https://a.fr:8443/3/"]
    assert run.frontier.lease("b.fr") is None
    assert not run.frontier.census.queues()


def test_two_connections_never_lease_the_same(path):
    with Archive.open(path, create=True) as one, Archive.open(path) as other:
        run = Run(one)
        run.file(*(f"/{n}/" for n in range(40)))
        frontiers = [run.frontier, other.frontier(1)]
        found = [frontiers[n % 2].lease("a.fr").url for n in range(40)]
        assert len(set(found)) == 40


# ---------------------------------------------------------------------- putting back, redirects
def test_what_is_put_back_is_leased_again_with_its_tries(run):
    run.file("/1/")
    errand = run.frontier.lease("a.fr")
    run.frontier.woken()
    run.frontier.put_back(errand, errand.url, tries=2)
    assert run.frontier.woken() == {"a.fr"}
    again = run.frontier.lease("a.fr")
    assert (again.id, again.url, again.tries, again.passed) == (errand.id, errand.url, 2, ())


def test_a_redirect_is_gone_on_with_at_the_host_it_leads_to(run):
    run.file("/1/")
    first = run.frontier.lease("a.fr")
    run.frontier.woken()
    run.frontier.put_back(first, "https://www.a.fr/1/", tries=0, passed=[first.url])
    assert run.frontier.woken() == {"www.a.fr"}
    assert run.frontier.lease("a.fr") is None
    second = run.frontier.lease("www.a.fr")
    assert (second.id, second.url, second.passed) == (first.id, "https://www.a.fr/1/", (first.url,))
    assert (second.address, second.key) == (first.url, "a.fr/1")
    run.frontier.put_back(second, "https://b.fr/1/", tries=0, passed=[first.url, second.url])
    third = run.frontier.lease("b.fr")
    assert (third.url, third.passed) == ("https://b.fr/1/", (first.url, second.url))


def test_a_page_on_its_way_when_the_run_was_cut_off_is_gone_on_with_where_it_was(run, archive):
    run.file("/1/")
    errand = run.frontier.lease("a.fr")
    run.frontier.put_back(errand, "https://www.a.fr/1/", tries=1, passed=[errand.url])
    run.frontier.lease("www.a.fr")
    second = Run(archive, 2, SOON, source=False)
    again = second.frontier.lease("www.a.fr")
    assert (again.url, again.passed, again.tries) == ("https://www.a.fr/1/", (errand.url,), 1)


def test_redirects_that_were_not_followed_and_lead_to_what_is_known(run, desk):
    run.file("/1/", "/2/", "/3/")
    one, two, three = run.errands()
    run.close(one, "duplicate", State.SKIPPED, led_to="https://a.fr/one/")
    run.close(two, "off-site", State.SKIPPED)
    run.close(three, "duplicate", State.SKIPPED, led_to="https://a.fr/three/")
    assert run.frontier.redirects() == {one.url: "https://a.fr/one/", three.url: "https://a.fr/three/"}
    desk.publish("https://a.fr/one/")
    desk.archive.record_redirects(run.frontier.redirects(), moment=NOON)
    assert desk.archive.article(one.url)["url"] == "https://a.fr/one/"
    assert run.frontier.redirects() == {three.url: "https://a.fr/three/"}


# ---------------------------------------------------------------------- closing
def test_what_became_of_an_errand_is_there_for_the_next_one(run):
    run.file("/1/")
    errand = run.frontier.lease("a.fr")
    capture_id = run.archive.store_capture(make_capture(errand.url), crawl_id=None)
    run.frontier.captured(errand, capture_id)
    run.close(
        errand, status=200, validators=('"e"', "Mon", "sha"), due=NEXT, checks=3, published=NOON - timedelta(days=1)
    )
    assert run.row("/1/", "status", "due", "checks", "capture_id") == (200, "2026-11-23T12:00:00Z", 3, None)
    run.file("/1/")
    again = run.frontier.lease("a.fr")
    assert (again.etag, again.last_modified, again.digest) == ('"e"', "Mon", "sha")
    assert (again.fetched, again.born, again.checks) == (NOON, NOON - timedelta(days=1), 3)
    run.close(again, status=304, due=None)
    run.file("/1/")
    third = run.frontier.lease("a.fr")
    assert (third.etag, third.last_modified, third.digest) == ('"e"', "Mon", "sha"), "none given: they stay"


def test_what_a_source_named_is_written_down(run):
    findings = Findings(named=12, new=3, oldest=NOON - timedelta(days=3), newest=NOON)
    run.close(run.source, "sitemap", findings=findings, detail="half a \ud800 pair")
    row = run.row("/map.xml", "state", "reason", "detail", "named", "new", "oldest", "newest")
    assert row == ("done", "sitemap", "half a \ufffd pair", 12, 3, "2026-11-19T12:00:00Z", "2026-11-22T12:00:00Z")


# ---------------------------------------------------------------------- all or nothing
def test_what_goes_wrong_inside_leaves_nothing(run):
    before = list(run.archive._conn.iterdump())
    run_into = RuntimeError("a page that could not be read")
    with pytest.raises(RuntimeError), run.frontier.transaction():  # noqa: PT012 - all of it is one page's
        run.file("/1/", is_complete=True)
        errand = run.frontier.lease("a.fr")
        run.frontier.patterns.count("a.fr", "listing", ["x"], 1, "new")
        run.archive.store_capture(make_capture(errand.url), crawl_id=None)
        run.close(errand, status=200)
        with run.frontier.transaction():
            run.close(run.source, "sitemap")
        raise run_into
    assert list(run.archive._conn.iterdump()) == before
    run.file("/1/")
    assert run.leased() == ["/1/"]


def test_an_archive_that_another_process_keeps_locked_is_our_error(path, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with Archive.open(path, create=True) as archive:
        run = Run(archive)
        run.file("/1/")
        errand = run.frontier.lease("a.fr")
        locked = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        locked += "c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
        with _process(locked, path, stdin=subprocess.PIPE) as other:
            assert other.stdout.readline() == "locked\n"
            for attempt in (
                lambda: run.close(errand),
                lambda: run.frontier.lease("a.fr"),
                lambda: run.file("/2/"),
                lambda: run.frontier.begin(FRONT, "", "", SOON),
            ):
                with pytest.raises(ArchiveError, match="locked by another process"):
                    attempt()
            assert run.entry("/1/").state is State.LEASED, "reading goes on"
            other.stdin.close()
        run.close(errand)
        assert run.entry("/1/").state is State.DONE


def test_an_archive_that_was_closed_is_our_error(path):
    with Archive.open(path, create=True) as archive:
        run = Run(archive)
    for attempt in (
        lambda: run.frontier.lease("a.fr"),
        lambda: run.file("/1/"),
        lambda: run.frontier.entries([FRONT]),
        lambda: run.frontier.census.known([1]),
        run.frontier.redirects,
        run.frontier.census.count,
    ):
        with pytest.raises(ArchiveError):
            attempt()


# ---------------------------------------------------------------------- killed
WORKER = """
import os, sys
from datetime import UTC, datetime
from newsarchive.archive import Archive
from newsarchive.model import State
archive = Archive.open(sys.argv[1])
frontier = archive.frontier(int(sys.argv[2]))
now = datetime.fromisoformat(sys.argv[3])
seed = frontier.begin("https://a.fr/", "", "", now)
print("sweep", seed.sweep, flush=True)
for n in range(int(sys.argv[4])):
    errand = frontier.lease("a.fr")
    if errand is None:
        break
    print("leased", errand.url, flush=True)
    if n % 3 == 2:
        frontier.hold(errand)
        continue
    with frontier.transaction():
        frontier.close(errand, State.DONE, "article", moment=now)
        if n == int(sys.argv[4]) - 1:
            os._exit(9)
    print("closed", errand.url, flush=True)
frontier.lease("a.fr")
sys.stdin.read()
"""


def _process(code, *arguments, stdin=None):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdin=stdin, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("deals", [1, 4, 11])
@pytest.mark.parametrize("by", ["itself in a transaction", "another"])
def test_a_killed_run_loses_nothing(path, deals, by):
    paths = [f"https://a.fr/{n}/" for n in range(20)]
    with Archive.open(path, create=True) as archive:
        run = Run(archive)
        run.file(*paths)
        run.close(run.source, "sitemap")
    lines = []
    with _process(WORKER, path, 2, SOON.isoformat(), deals if by != "another" else 10**6, stdin=subprocess.PIPE) as one:
        for line in one.stdout:
            lines.append(line.split())
            if by == "another" and len(lines) == 2 * deals:
                os.kill(one.pid, signal.SIGKILL)
        one.stdin.close()
    assert one.returncode == (-signal.SIGKILL if by == "another" else 9)
    # The last line may have been cut with the process that wrote it.
    closed = {words[1] for words in lines if words[0] == "closed" and len(words) == 2}
    with Archive.open(path) as archive:
        assert archive._conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        run = Run(archive, 3, SOON, source=False)
        assert run.seed.sweep == 1
        left = [errand.url for errand in run.errands()]
        done = {url for url in paths if run.entry(url).state is State.DONE}
    assert closed <= done
    assert len(left) == len(set(left))
    # What was closed the moment before the kill may not have been said.
    assert set(left) == set(paths) - done
    assert len(done - closed) <= 2


def test_of_a_seed_that_has_given_enough_nothing_is_taken_up_before_the_next_run(archive):
    run = Run(archive)
    run.file("/1/", "/2/")
    run.file("/undated/", state=State.LATER, reason="undated")
    run.frontier.ask([Step(url="https://a.fr/f2", role=Role.FEED, priority=5)], run.seed.id, 1, "a.fr", later=True)
    errand = run.frontier.lease("a.fr")
    run.frontier.leave_seed(errand)
    assert run.leased() == []
    assert (run.frontier.leftovers(), run.frontier.go_on("a.fr", Role.FEED)) == (0, 0)
    after = Run(archive, 2, NEXT)
    assert sorted(after.leased()) == ["/1/", "/2/"]
    assert (after.frontier.leftovers(), after.frontier.go_on("a.fr", Role.FEED)) == (1, 1)
