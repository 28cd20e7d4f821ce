"""A reading may change though the page did not: that is no version."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive import Archive, Outcome
from newsarchive.extraction import impression, learn
from newsarchive.extraction.article import read_and_note
from newsarchive.extraction.memory import bearing
from newsarchive.model import Capture
from newsarchive.reading.memories import Remembering, page_of
from newsarchive.reading.storing import ArticleItem, Trace, store
from newsarchive.sites import Sites
from newsarchive.sites.folder import read_sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsarchive.model import SiteMemory

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
COIN = "Our reporters travel by bus and pay for their own coffee, which is why we ask you for a coin."


def page(number: int, *, more: str = "", box: str = "") -> bytes:
    texts = [f"Paragraph {n} of story {number}, which no other story of this small site has in it." for n in range(4)]
    texts.insert(1, COIN)
    paragraphs = "".join(f"<div><p>{text}</p></div>" for text in [*texts, *([more] if more else [])])
    head = (
        '<meta property="article:published_time" content="2026-11-20T08:30:00+01:00"><meta property="og:type" '
        'content="article">'
    )
    side = f"<aside class='sidebar'><h2>Most read</h2><ul><li><a href='/9'>{box}</a></li></ul></aside>" if box else ""
    story = f"<article><h1>Story number {number}</h1>{paragraphs}</article>"
    return f"<html><head>{head}</head><body>{story}{side}</body></html>".encode()


class Site:
    """A small site whose pages are stored one after the other, an hour apart."""

    def __init__(self, archive: Archive, sites: Sites) -> None:
        self.archive = archive
        self.sites = sites
        self.hours = 0

    def fetch(self, payload: bytes, number: int = 3, memory: SiteMemory | None = None) -> Outcome:
        self.hours += 1
        url = f"https://example.org/{number}"
        capture = Capture(
            target_uri=url,
            requested_uri=url,
            moment=NOON + timedelta(hours=self.hours),
            status=200,
            headers=(("Content-Type", "text/html; charset=utf-8"),),
            payload=payload,
            payload_digest=f"sha256:{hashlib.sha256(payload).hexdigest()}",
        )
        capture_id = self.archive.store_capture(capture, crawl_id=None)
        site = self.sites.find(url)
        article, noted = read_and_note(page_of(capture), on=capture.moment, site=site, memory=memory)
        trace = Trace(impression=noted, memory=memory, bearing=bearing(memory, noted))
        item = ArticleItem(article=article, capture_id=capture_id, moment=capture.moment, trace=trace)
        return store(self.archive, item, self.sites, crawl_id=None).outcome

    @property
    def bodies(self) -> list[str]:
        return [version.body for version in self.archive.versions("https://example.org/3")]


@pytest.fixture
def site() -> Iterator[Site]:
    with Archive.scratch() as archive:
        yield Site(archive, Sites(()))


@pytest.fixture(scope="module")
def memory() -> SiteMemory:
    return learn(impression(page(number), f"https://example.org/{number}") for number in range(6))


def test_what_the_memory_has_learned_in_between_is_no_edit(site: Site, memory: SiteMemory) -> None:
    assert site.fetch(page(3)) is Outcome.NEW
    assert COIN in site.bodies[0]
    assert site.fetch(page(3, box="A new related box"), memory=memory) is Outcome.UNCHANGED
    (body,) = site.bodies
    assert COIN not in body


def test_an_edit_is_told_by_what_is_known_now(site: Site, memory: SiteMemory) -> None:
    site.fetch(page(3))
    assert site.fetch(page(3, more="The mayor has resigned this morning."), memory=memory) is Outcome.CHANGED
    before, after = site.archive.versions("https://example.org/3")
    assert COIN not in before.body + after.body
    assert (after.edited, after.words_added, after.words_removed) == (("body",), 6, 0)


def test_a_profile_that_changed_makes_no_version(site: Site, tmp_path: Path) -> None:
    site.fetch(page(3))
    (tmp_path / "example.toml").write_text('domains = ["example.org"]\nheadline = "article div p"\n', encoding="utf-8")
    site.sites = read_sites(tmp_path)
    assert site.fetch(page(3)) is Outcome.UNCHANGED
    (version,) = site.archive.versions("https://example.org/3")
    assert version.headline.startswith("Paragraph 0")


def test_an_edit_is_told_even_if_the_stored_page_is_damaged(site: Site) -> None:
    site.fetch(page(3))
    site.archive._conn.execute("UPDATE payloads SET content = x'00', encoding = 'identity'")
    assert site.fetch(page(3, more="The mayor has resigned this morning.")) is Outcome.CHANGED
    assert len(site.bodies) == 2


def test_what_is_learned_at_the_end_is_taken_out_of_every_version(site: Site) -> None:
    for number in range(6):
        site.fetch(page(number), number)
    site.fetch(page(3, more="The mayor has resigned this morning."))
    assert [COIN in body for body in site.bodies] == [True, True]
    remembering = Remembering(site.archive, site.sites)
    remembering.of("example.org")
    remembering.settle()
    assert [COIN in body for body in site.bodies] == [False, False]
    assert [version.words_added for version in site.archive.versions("https://example.org/3")] == [0, 6]
