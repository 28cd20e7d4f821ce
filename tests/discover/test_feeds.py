"""Feeds of every kind, and the broken ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.feeds import is_feed, read
from newsarchive.model import Precision, Source

URL = "https://journal.fr/feed/"
MAY = datetime(2024, 5, 17, 6, 30, tzinfo=UTC)

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>J</title><link>https://journal.fr/</link><item><title>Le maire &amp; l’école</title><link>https://journal.fr/a/</link>
<pubDate>Fri, 17 May 2024 08:30:00 +0200</pubDate><dc:creator>Clémence Aubertin</dc:creator></item>
<item><title>Sans date</title><link>/b/</link></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>J</title><id>x</id><entry>
<title>Le maire &amp; l’école</title><link rel="alternate" href="https://journal.fr/a/"/>
<published>2024-05-17T08:30:00+02:00</published><updated>2024-05-18T09:00:00+02:00</updated>
<author><name>Clémence Aubertin</name></author></entry>
<entry><title>Sans date</title><link href="/b/"/></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>J</title>
</channel><item rdf:about="https://journal.fr/a/"><title>Le maire &amp; l’école</title><link>https://journal.fr/a/</link>
<dc:date>2024-05-17T08:30:00+02:00</dc:date><dc:creator>Clémence Aubertin</dc:creator></item>
<item rdf:about="/b/"><title>Sans date</title><link>/b/</link></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "items": [
            {
                "id": "1",
                "url": "https://journal.fr/a/",
                "title": "Le maire & l’école",
                "date_published": "2024-05-17T08:30:00+02:00",
                "authors": [{"name": "Clémence Aubertin"}],
            },
            {"id": "2", "url": "https://journal.fr/b/", "title": "Sans date"},
        ],
    }
)


@pytest.mark.parametrize("text", [RSS, ATOM, RDF, JSON], ids=["rss", "atom", "rdf", "json"])
def test_every_kind_gives_address_headline_instant_and_author(text: str) -> None:
    assert is_feed(text.encode())
    first, second = read(text.encode(), URL).candidates
    assert (first.url, first.headline, first.source) == ("https://journal.fr/a/", "Le maire & l’école", Source.FEED)
    assert first.published
    assert first.published.value == MAY
    assert first.published.precision is Precision.MINUTE
    assert first.published.source == "feed"
    assert first.authors == ("Clémence Aubertin",)
    assert (second.url, second.published, second.lastmod) == ("https://journal.fr/b/", None, None)


def test_atoms_update_is_a_last_change_and_no_publication() -> None:
    candidate = read(ATOM.encode(), URL).candidates[0]
    assert candidate.lastmod == datetime(2024, 5, 18, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "following"),
    [
        (RSS, ""),
        (
            ATOM.replace("<id>x</id>", '<link rel="next" href="https://journal.fr/feed/?p=2"/>'),
            "https://journal.fr/feed/?p=2",
        ),
        (ATOM.replace("<id>x</id>", '<link href="/old.xml" rel="next"/>'), "https://journal.fr/old.xml"),
        (RSS.replace("<title>J", "<generator>https://wordpress.org/?v=6.5</generator><title>J"), URL + "?paged=2"),
    ],
)
def test_the_page_before_it(text: str, following: str) -> None:
    assert read(text.encode(), URL).next_url == following


def test_wordpress_counts_on_and_ends_with_an_empty_page() -> None:
    text = RSS.replace("<title>J", "<generator>https://wordpress.org/?v=6.5</generator><title>J")
    assert read(text.encode(), URL + "?paged=7").next_url == URL + "?paged=8"
    empty = text[: text.index("<item>")] + "</channel></rss>"
    assert read(empty.encode(), URL + "?paged=8").next_url == ""


def test_windows_1252_is_read_as_declared() -> None:
    text = RSS.replace("UTF-8", "windows-1252")
    assert read(text.encode("cp1252"), URL).candidates[0].headline == "Le maire & l’école"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"<rss",
        b"<rss><channel></channel></rss>",
        b"<html><body>Un moment</body></html>",
        b'{"version": 3}',
        b"\x00" * 50,
    ],
)
def test_what_nobody_can_read_is_an_empty_feed(payload: bytes) -> None:
    assert read(payload, URL).candidates == ()


def test_one_cut_short_gives_nothing_that_was_not_there() -> None:
    found = read(RSS[: RSS.index("<item><title>Sans date") + 20].encode(), URL)
    assert {c.url for c in found.candidates} <= {"https://journal.fr/a/"}


def test_a_page_that_mentions_rss_is_no_feed() -> None:
    assert not is_feed(
        b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml"></head><rss></html>'
    )
    assert not is_feed(b'{"name": "not a feed"}')


@given(st.binary(max_size=200), st.integers(0, 500))
def test_garbage_never_raises(noise: bytes, at: int) -> None:
    for text in (RSS, ATOM, JSON):
        body = text.encode()
        read(body[:at] + noise + body[at:], URL)
    read(noise, URL)
