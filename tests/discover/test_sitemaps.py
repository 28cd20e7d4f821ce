"""Sitemaps as sites really serve them, broken ones included."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.sitemaps import batches, is_sitemap, read, usual_places
from newsarchive.model import Precision, Source

URL = "https://journal.fr/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(*entries: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NS}>{"".join(entries)}</urlset>\n'.encode()


def entry(n: int, extra: str = "") -> str:
    return f"<url><loc>https://journal.fr/a{n}/</loc>{extra}</url>"


def test_a_urlset_gives_its_addresses_in_order_with_their_last_change() -> None:
    found = read(urlset(entry(1, "<lastmod>2024-05-17T08:00:00+02:00</lastmod>"), entry(2)), URL)
    assert [c.url for c in found.candidates] == ["https://journal.fr/a1/", "https://journal.fr/a2/"]
    assert found.candidates[0].lastmod == datetime(2024, 5, 17, 6, tzinfo=UTC)
    assert found.candidates[1].lastmod is None
    assert {c.source for c in found.candidates} == {Source.SITEMAP}
    assert found.candidates[0].published is None, "a last change is no date of publication"
    assert found.is_complete


def test_a_news_sitemap_gives_title_and_instant() -> None:
    news = (
        "<news:news><news:publication><news:name>Journal</news:name><news:language>fr</news:language></news:publication>"
        "<news:publication_date>2024-05-17T08:30:00+02:00</news:publication_date>"
        "<news:title>Le maire &amp; l’école</news:title></news:news>"
    )
    candidate = read(urlset(entry(1, news)), URL).candidates[0]
    assert candidate.source is Source.NEWS_SITEMAP
    assert candidate.headline == "Le maire & l’école"
    assert candidate.published
    assert candidate.published.value == datetime(2024, 5, 17, 6, 30, tzinfo=UTC)
    assert candidate.published.precision is Precision.MINUTE
    assert candidate.published.source == "news-sitemap"


def test_a_news_sitemap_gives_keywords() -> None:
    news = "<news:news><news:keywords> mairie, budget ,, mairie,l’école</news:keywords></news:news>"
    undeclared = urlset(entry(1, news)).replace(NS.encode(), b"")
    for body in (urlset(entry(1, news)), undeclared):
        assert read(body, URL).candidates[0].tags == ("mairie", "budget", "l’école")


def test_an_entry_names_its_translations() -> None:
    links = (
        '<xhtml:link xmlns:xhtml="http://www.w3.org/1999/xhtml" rel="alternate" hreflang="EN-gb" href="/en/a1/"/>'
        '<xhtml:link xmlns:xhtml="http://www.w3.org/1999/xhtml" rel="alternate" hreflang="fr" href="/a1/"/>'
        '<xhtml:link xmlns:xhtml="http://www.w3.org/1999/xhtml" rel="amphtml" href="/amp/a1/"/>'
    )
    found = read(urlset(entry(1, links), entry(2)), URL)
    assert found.translations == (
        ("https://journal.fr/a1/", (("en-gb", "https://journal.fr/en/a1/"), ("fr", "https://journal.fr/a1/"))),
    )
    assert len(found.candidates) == 2


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (1, [1]), (10, [10, 0]), (25, [10, 10, 5])])
@pytest.mark.parametrize("form", ["xml", "gzip", "lines"])
def test_batches_are_the_file_in_order_and_the_last_one_tells_whether_it_is_complete(
    count: int, sizes: list[int], form: str
) -> None:
    body = urlset(*map(entry, range(count)))
    if form == "lines":
        body = "\n".join(f"https://journal.fr/a{n}/" for n in range(count)).encode()
    found = list(batches(gzip.compress(body) if form == "gzip" else body, URL, size=10))
    assert [len(batch.candidates) for batch in found] == sizes
    assert [c.url for batch in found for c in batch.candidates] == [f"https://journal.fr/a{n}/" for n in range(count)]
    assert not any(batch.is_complete for batch in found[:-1])
    assert found[-1].is_complete == (count > 0 or form != "lines")


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(entries: int, *, zipped: bool) -> int:
        body = urlset(*(entry(n, f"<lastmod>2024-05-17T08:{n % 60:02}:00Z</lastmod>") for n in range(entries)))
        body = gzip.compress(body) if zipped else body
        tracemalloc.start()
        try:
            assert sum(len(batch.candidates) for batch in batches(body, URL, size=100)) == entries
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    for zipped in (False, True):
        peak(300, zipped=zipped)
        assert peak(12_000, zipped=zipped) < 1.5 * peak(3_000, zipped=zipped) < 4_000_000


@pytest.mark.parametrize("count", [1, 700, 5_000])
def test_gzipped_files_behind_one_another_are_one_and_padding_is_none(count: int) -> None:
    body = urlset(*map(entry, range(count)))
    half = len(body) // 2
    for packed in (
        gzip.compress(body[:half]) + gzip.compress(body[half:]),
        gzip.compress(body) + b"\0" * 100_000,
        gzip.compress(body + b"\n" * 1_000_000),
    ):
        found = read(packed, URL)
        assert (len(found.candidates), found.is_complete) == (count, True)


def test_a_line_without_an_end_is_not_kept() -> None:
    found = read(b"x" * 300_000 + b"\nhttps://journal.fr/a/\nhttps://journal.fr/" + b"b" * 300_000, URL)
    assert [c.url for c in found.candidates] == ["https://journal.fr/a/"]


def test_an_index_gives_its_sitemaps() -> None:
    body = (
        f"<sitemapindex {NS}><sitemap><loc> https://journal.fr/s1.xml </loc><lastmod>2024-05-17</lastmod></sitemap>"
        "<sitemap><loc>/s2.xml.gz</loc></sitemap></sitemapindex>"
    )
    found = read(body.encode(), URL)
    assert found.sitemaps == (
        ("https://journal.fr/s1.xml", datetime(2024, 5, 17, tzinfo=UTC)),
        ("https://journal.fr/s2.xml.gz", None),
    )
    assert found.candidates == ()
    assert found.is_complete


def test_gzip_is_unpacked() -> None:
    found = read(gzip.compress(urlset(*map(entry, range(50)))), URL + ".gz")
    assert len(found.candidates) == 50
    assert found.is_complete


@pytest.mark.parametrize("zipped", [False, True])
def test_one_that_breaks_off_gives_what_stands_before_the_break_and_says_so(zipped: bool) -> None:
    whole = urlset(*map(entry, range(200)))
    body = gzip.compress(whole)[:-200] if zipped else whole[: len(whole) // 2]
    found = read(body, URL)
    assert 0 < len(found.candidates) < 200
    assert [c.url for c in found.candidates] == [f"https://journal.fr/a{n}/" for n in range(len(found.candidates))]
    assert not found.is_complete


def test_a_list_of_lines_is_one_too() -> None:
    found = read(b"\xef\xbb\xbfhttps://journal.fr/a/\r\nhttps://journal.fr/b/\n\n# note\nftp://x/\n", URL)
    assert [c.url for c in found.candidates] == ["https://journal.fr/a/", "https://journal.fr/b/"]


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + urlset(entry(1)),
        b"\n\n" + urlset(entry(1)),
        urlset(entry(1)).replace(NS.encode(), b""),
        urlset(entry(1)).replace(b"<urlset", b"<!-- made by hand --><urlset"),
        urlset(entry(1), '<image:image xmlns:image="x"><image:loc>https://journal.fr/p.jpg</image:loc></image:image>'),
        urlset(entry(1)).replace(b"<loc>", b"<loc><![CDATA[").replace(b"</loc>", b"]]></loc>"),
        urlset(entry(1), "<url><loc>javascript:alert(1)</loc></url>", "<url></url>", "<url><loc/></url>"),
        urlset(entry(1)).replace(b"</url>", b"&nbsp;</url>"),
    ],
    ids=["bom", "blank lines", "no namespace", "comment", "image", "cdata", "odd entries", "unknown entity"],
)
def test_small_sins_cost_nothing(body: bytes) -> None:
    assert [c.url for c in read(body, URL).candidates] == ["https://journal.fr/a1/"]


def test_an_entity_bomb_and_a_foreign_file_stay_closed() -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://journal.fr/&b;&f;</loc></url></urlset>'
    )
    assert all("root:" not in c.url and len(c.url) < 60 for c in read(bomb, URL).candidates)


def test_a_page_of_html_is_no_sitemap() -> None:
    page = b"<!doctype html><html><body><a href='https://journal.fr/a/'>Un article</a></body></html>"
    assert not is_sitemap(page)
    assert read(page, URL).candidates == ()
    assert is_sitemap(urlset())


@given(st.binary(max_size=300), st.integers(0, 400), st.booleans())
def test_garbage_never_raises(noise: bytes, at: int, zipped: bool) -> None:
    body = urlset(entry(1, "<lastmod>2024-05-17</lastmod>"), entry(2))
    body = body[:at] + noise + body[at:]
    found = read(gzip.compress(body)[: len(body)] if zipped else body, URL)
    assert all(c.url.startswith(("http://", "https://")) for c in found.candidates)
    read(noise, URL)
    read(b"\x1f\x8b" + noise, URL)
    read(b"<urlset>" + noise, URL)


@given(st.text(max_size=40))
def test_any_text_in_an_entry_is_read_or_left(text: str) -> None:
    body = f"<urlset><url><loc>https://journal.fr/{text}</loc><lastmod>{text}</lastmod></url></urlset>"
    read(body.encode("utf-8", "surrogatepass"), URL)


def test_the_usual_places_are_those_of_the_engine() -> None:
    assert usual_places("https://journal.fr/une.html")[0] == "https://journal.fr/sitemap.xml"
    assert usual_places("https://journal.fr/", "SPIP 4.4.21")[:2] == (
        "https://journal.fr/sitemap.xml",
        "https://journal.fr/spip.php?page=sitemap.xml",
    )
