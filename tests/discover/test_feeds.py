"""Feeds of every kind, and the broken ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.feeds import is_feed, read, usual_places
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


def test_an_entry_that_tells_only_its_last_change_says_so() -> None:
    text = ATOM.replace("<published>2024-05-17T08:30:00+02:00</published>", "")
    candidate = read(text.encode(), URL).candidates[0]
    assert candidate.lastmod == datetime(2024, 5, 18, 7, tzinfo=UTC)
    assert candidate.published
    assert (candidate.published.value, candidate.published.source) == (candidate.lastmod, "modified")


@pytest.mark.parametrize("text", [RSS, ATOM, RDF, JSON], ids=["rss", "atom", "rdf", "json"])
def test_the_site_s_own_offset_is_kept(text: str) -> None:
    published = read(text.encode(), URL).candidates[0].published
    assert published
    assert published.value.utcoffset() == timedelta(hours=2)
    assert published.raw in text


@pytest.mark.parametrize(
    ("written", "value", "precision"),
    [
        ("2024-05-17", "2024-05-17T00:00:00+00:00", Precision.DAY),
        ("Fri, 17 May 2024", "2024-05-17T00:00:00+00:00", Precision.DAY),
        ("Fri, 17 May 2024 00:00:00 +0200", "2024-05-17T00:00:00+02:00", Precision.MINUTE),
        ("Ven, 17 mai 2024 08:30:00 +0200", "2024-05-17T08:30:00+02:00", Precision.MINUTE),
        ("<![CDATA[ Fri, 17 May 2024 08:30:00 GMT ]]>", "2024-05-17T08:30:00+00:00", Precision.MINUTE),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(written: str, value: str, precision: Precision) -> None:
    published = read(RSS.replace("Fri, 17 May 2024 08:30:00 +0200", written).encode(), URL).candidates[0].published
    assert published
    assert (published.value.isoformat(), published.precision) == (value, precision)


def test_dates_whose_entries_cannot_be_told_apart_are_those_of_the_library() -> None:
    text = RSS.replace("</channel>", "<description>&lt;b&gt;</description><!-- <item > --></channel>")
    for day, precision in (("2024-05-17", Precision.DAY), ("2024-05-17T06:30:00Z", Precision.MINUTE)):
        body = text.replace("Fri, 17 May 2024 08:30:00 +0200", day).encode()
        published = read(body, URL).candidates[0].published
        assert published
        assert published.precision is precision


CATEGORIES = (
    "<category>Sport</category><category domain='x'><![CDATA[Vie &amp; ville]]></category><category>Sport</category>"
)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        (RSS.replace("<pubDate>", f"{CATEGORIES}<pubDate>"), ("Sport", "Vie & ville")),
        (
            ATOM.replace("<author>", '<category term="sport" label="Le sport"/><category term="https://x/y"/><author>'),
            ("Le sport",),
        ),
        (RDF.replace("<dc:date>", "<dc:subject>Sport</dc:subject><dc:date>"), ("Sport",)),
        (JSON.replace('"id": "1"', '"id": "1", "tags": ["Sport", 5, " La  ville "]'), ("Sport", "La ville")),
    ],
    ids=["rss", "atom", "rdf", "json"],
)
def test_categories_are_tags(text: str, tags: tuple[str, ...]) -> None:
    first, second = read(text.encode(), URL).candidates
    assert first.tags == tags
    assert second.tags == ()


def test_wordpress_s_categories_are_its_sections_too() -> None:
    text = RSS.replace("<pubDate>", f"{CATEGORIES}<pubDate>")
    text = text.replace("<title>J", "<generator>https://wordpress.org/?v=6.5</generator><title>J")
    assert [candidate.tags for candidate in read(text.encode(), URL).candidates] == [(), ()]


def test_headlines_are_text() -> None:
    title = "Le &lt;b&gt;maire&lt;/b&gt; &amp;amp;\n l&amp;#8217;école : 3 &lt; 4"
    text = ATOM.replace("<title>Le maire &amp; l’école", f'<title type="html">{title}')
    assert read(text.encode(), URL).candidates[0].headline == "Le maire & l’école : 3 < 4"


def test_atoms_page_is_meant_and_not_the_entry_itself() -> None:
    links = '<link rel="self" href="/self"/><link rel="replies" href="/replies"/><link href="https://journal.fr/a/"/>'
    text = ATOM.replace('<link rel="alternate" href="https://journal.fr/a/"/>', links)
    assert read(text.encode(), URL).candidates[0].url == "https://journal.fr/a/"


def test_a_json_feed_names_pages_here_and_elsewhere_and_its_next_one() -> None:
    feed = json.loads(JSON) | {"next_url": "/feed.json?page=2"}
    feed["items"] += [
        {"id": "https://journal.fr/c/", "author": {"name": "Paul Bado"}, "date_modified": "2024-05-18T09:00:00+02:00"},
        {"id": "4", "external_url": "https://ailleurs.fr/d/", "authors": "x", "tags": {}, "title": None},
        {"id": 5},
        "x",
    ]
    found = read(b"\xef\xbb\xbf" + json.dumps(feed).encode(), URL)
    assert [c.url for c in found.candidates[2:]] == ["https://journal.fr/c/", "https://ailleurs.fr/d/"]
    assert found.candidates[2].authors == ("Paul Bado",)
    assert found.candidates[2].lastmod == datetime(2024, 5, 18, 7, tzinfo=UTC)
    assert found.next_url == "https://journal.fr/feed.json?page=2"


def test_the_usual_places_begin_where_the_site_does() -> None:
    places = usual_places("https://journal.fr")
    assert places[:2] == ("https://journal.fr/feed/", "https://journal.fr/rss")
    assert "https://journal.fr/spip.php?page=backend" in places
    assert "https://journal.fr/?format=feed&type=rss" in places
    assert usual_places("https://journal.fr/blog/index.html")[0] == "https://journal.fr/blog/feed/"


def test_the_engine_tells_the_likeliest_place() -> None:
    plain, told = usual_places("https://journal.fr/"), usual_places("https://journal.fr/", "SPIP 3.2.19 [26080]")
    assert told[0] == "https://journal.fr/spip.php?page=backend"
    assert sorted(told) == sorted(plain)
    assert usual_places("https://journal.fr/", "WordPress 6.8") == plain


@pytest.mark.parametrize(
    ("text", "following"),
    [
        (RSS, ""),
        (
            ATOM.replace("<id>x</id>", '<link rel="next" href="https://journal.fr/feed/?p=2"/>'),
            "https://journal.fr/feed/?p=2",
        ),
        (ATOM.replace("<id>x</id>", '<link href="/old.xml" rel="next"/>'), "https://journal.fr/old.xml"),
        (ATOM.replace("<id>x</id>", '<link rel="next" href="/f?a=1&amp;p=2"/>'), "https://journal.fr/f?a=1&p=2"),
        (
            RSS.replace(
                "<title>J",
                '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="prev-archive" href="/2023"/><title>J',
            ),
            "https://journal.fr/2023",
        ),
        (ATOM.replace("<author>", '<link rel="next" href="/story"/><author>'), ""),
        (ATOM.replace("</feed>", '<link rel="next" href="/f?p=2"/></feed>'), "https://journal.fr/f?p=2"),
        (
            ATOM.replace("<id>x</id>", '<generator uri="https://wordpress.org/" version="6.5">WordPress</generator>'),
            URL + "?paged=2",
        ),
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
        b'{"version": "https://jsonfeed.org/version/1", "items": 3}',
        b'{"version": "https://jsonfeed.org/version/1", "items": [3, null, {"id": null, "url": 3}]}',
        b"{" * 100_000,
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
