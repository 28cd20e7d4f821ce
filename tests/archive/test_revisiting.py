"""A known page asked for again: as it was, gone, or back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsarchive.model import Candidate, Filing, Role, Source, State, Step

from .conftest import NOON, make_article, make_capture

URL = "https://a.fr/1"
NEXT = NOON + timedelta(days=1)
HEADERS = [("ETag", '"x"')]


@pytest.fixture
def frontier(archive):
    return archive.frontier(1)


def lease(frontier, url=URL, *, lastmod=None):
    """An errand to an article that a sitemap named."""
    seed = frontier.begin("https://a.fr/", "", "", NEXT)
    frontier.ask([Step(url="https://a.fr/s.xml", role=Role.SITEMAP, priority=9)], seed.id, seed.sweep, "a.fr")
    source = frontier.lease("a.fr")
    facts = Candidate(url=url, source=Source.SITEMAP, lastmod=lastmod)
    frontier.file([Filing(facts=facts, state=State.QUEUED, priority=1)], source)
    return frontier.lease("a.fr")


def known(archive):
    return {address.url_key: address for address in archive.known_addresses()}


def test_not_modified_is_a_capture_that_refers_to_the_payload_of_the_page_as_it_was(desk, frontier):
    stored = desk.publish(URL)
    assert desk.archive.store_revisit(lease(frontier), crawl_id=None, moment=NEXT, headers=HEADERS)
    whole, revisit = desk.archive.article(stored.article_id)["captures"]
    assert (revisit["status"], revisit["verdict"], revisit["moment"]) == (304, "article", "2026-11-23T12:00:00Z")
    assert (revisit["target_uri"], revisit["requested_uri"]) == (URL, URL)
    for name in ("payload_digest", "payload_length"):
        assert revisit[name] == whole[name]
    assert desk.archive.capture_payload(revisit["id"]) == b"<html>"
    assert desk.archive.capture(revisit["id"]).headers == tuple(HEADERS)
    assert desk.archive.info().captures == 2
    assert desk.archive.info().payload_bytes == len(b"<html>"), "no second payload"


def test_the_article_was_seen_and_is_read_from_the_capture_it_was_read_from(desk, frontier):
    stored = desk.publish(URL)
    before = desk.archive.article(stored.article_id)
    desk.archive.store_revisit(lease(frontier), crawl_id=None, moment=NEXT, headers=HEADERS)
    after = desk.archive.article(stored.article_id)
    assert (before["last_seen"], after["last_seen"]) == ("2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z")
    for name in ("first_seen", "capture_id", "headline", "body"):
        assert after[name] == before[name]
    assert known(desk.archive)["a.fr/1"].captured_at == NEXT


def test_the_newest_whole_capture_stands_for_the_page(desk, frontier):
    desk.publish(URL, "Avant")
    newer = make_capture(URL, b"<html>new", moment=NOON + timedelta(hours=1))
    capture_id = desk.archive.store_capture(newer, crawl_id=None)
    desk.archive.store_article(make_article(URL, "Après"), capture_id=capture_id, crawl_id=None, moment=newer.moment)
    failed = make_capture(URL, b"busy", status=503, moment=NOON + timedelta(hours=2))
    desk.archive.judge_capture(desk.archive.store_capture(failed, crawl_id=None), "failed", "503")
    errand = lease(frontier)
    for day in range(3):
        moment = NEXT + timedelta(days=day)
        assert desk.archive.store_revisit(errand, crawl_id=None, moment=moment, headers=HEADERS)
    captures = desk.archive.article(URL)["captures"]
    assert [capture["status"] for capture in captures] == [200, 200, 304, 304, 304]
    assert {c["payload_digest"] for c in captures[2:]} == {newer.payload_digest}


def test_what_its_source_said_of_the_last_change_has_been_looked_into(desk, frontier):
    desk.file(make_article(URL), lastmod=NOON - timedelta(days=1))
    changed = NOON + timedelta(hours=20)
    desk.archive.store_revisit(lease(frontier, lastmod=changed), crawl_id=None, moment=NEXT, headers=HEADERS)
    assert known(desk.archive)["a.fr/1"].lastmod == changed
    assert frontier.entries([URL])["a.fr/1"].lastmod == changed


def test_a_source_that_was_silent_takes_nothing_back(desk, frontier):
    desk.file(make_article(URL), lastmod=NOON)
    desk.archive.store_revisit(lease(frontier), crawl_id=None, moment=NEXT, headers=HEADERS)
    assert known(desk.archive)["a.fr/1"].lastmod == NOON


def test_a_page_known_by_the_address_that_led_to_it(desk, frontier):
    """The errand went along a redirect, as the first time; the article is the one that redirect led to."""
    stored = desk.publish(URL, requested="https://a.fr/old")
    errand = lease(frontier, "https://a.fr/old")
    frontier.put_back(errand, URL, tries=0, passed=["https://a.fr/old"])
    desk.archive.store_revisit(frontier.lease("a.fr"), crawl_id=None, moment=NEXT, headers=HEADERS)
    _, revisit = desk.archive.article(stored.article_id)["captures"]
    assert (revisit["target_uri"], revisit["requested_uri"]) == (URL, "https://a.fr/old")
    assert {known(desk.archive)[key].captured_at for key in ("a.fr/1", "a.fr/old")} == {NEXT}


def test_not_modified_of_a_page_that_was_never_fetched_is_no_revisit(archive, frontier):
    archive.store_capture(make_capture(URL, b"busy", status=503), crawl_id=None)
    assert not archive.store_revisit(lease(frontier), crawl_id=None, moment=NEXT, headers=HEADERS)
    assert archive.info().captures == 1


# ---------------------------------------------------------------------- gone and back
def gone_since(archive):
    return [since for (since,) in archive._conn.execute("SELECT gone_since FROM articles ORDER BY id")]


def test_gone_is_since_the_first_time_it_was_missed_and_the_article_stays(desk):
    stored = desk.publish(URL)
    desk.publish("https://a.fr/2")
    assert gone_since(desk.archive) == [None, None]
    assert desk.archive.mark_gone("http://www.a.fr/1/?utm_source=x", moment=NEXT)
    assert not desk.archive.mark_gone(URL, moment=NEXT + timedelta(days=1))
    assert gone_since(desk.archive) == ["2026-11-23T12:00:00Z", None]
    assert desk.archive.article(stored.article_id)["headline"] == "Un titre"
    assert [hit.id for hit in desk.archive.search("titre", site="a.fr")]


def test_nothing_is_gone_that_was_never_there(archive):
    assert not archive.mark_gone("https://a.fr/never", moment=NEXT)
    archive.judge_capture(archive.store_capture(make_capture("https://a.fr/"), crawl_id=None), "listing")
    assert not archive.mark_gone("https://a.fr/", moment=NEXT)


@pytest.mark.parametrize("headline", ["Un titre", "Un autre titre"])
def test_an_article_that_is_read_again_is_not_gone(desk, headline):
    desk.publish(URL)
    desk.archive.mark_gone(URL, moment=NEXT)
    later = NEXT + timedelta(hours=1)
    capture_id = desk.archive.store_capture(make_capture(URL, b"<html>back", moment=later), crawl_id=None)
    article = make_article(URL, headline)
    desk.archive.store_article(article, capture_id=capture_id, crawl_id=None, moment=later)
    assert gone_since(desk.archive) == [None]


def test_an_article_that_is_as_it_was_is_not_gone(desk, frontier):
    desk.publish(URL)
    desk.archive.mark_gone(URL, moment=NEXT)
    desk.archive.store_revisit(lease(frontier), crawl_id=None, moment=NEXT, headers=HEADERS)
    assert gone_since(desk.archive) == [None]
