"""What goes in comes out."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.archive import Archive, Outcome
from newsarchive.archive.rows import pack_blocks, to_text, to_utc_text, unpack_blocks
from newsarchive.errors import ArchiveError, NotAnArchive
from newsarchive.model import ARTICLE_FIELDS, Article, Block, BlockKind, Image, Link, LinkKind, Precision

from .conftest import NOON, make_capture

#: Any text at all, with NULs and halves of surrogate pairs.
ANY = st.text(st.characters())
MAYBE = st.none() | ANY
OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=OFFSETS)
PRECISIONS = st.none() | st.sampled_from(Precision)
SURE = st.none() | st.integers(0, 100).map(lambda hundredths: hundredths / 100)
BLOCKS = st.lists(
    st.builds(Block, kind=st.sampled_from(BlockKind), text=ANY, level=st.none() | st.integers(1, 6)), max_size=6
)
ARTICLES = st.builds(
    Article,
    url=st.integers(0, 10**12).map(lambda number: f"https://a.fr/{number}"),
    canonical_url=st.just(""),
    headline=ANY,
    body=ANY,
    date_published=st.none() | MOMENTS,
    date_published_raw=MAYBE,
    date_published_precision=PRECISIONS,
    date_published_source=MAYBE,
    date_modified=st.none() | MOMENTS,
    date_modified_raw=MAYBE,
    date_modified_precision=PRECISIONS,
    date_modified_source=MAYBE,
    authors=st.lists(ANY, max_size=4),
    article_section=MAYBE,
    tags=st.lists(ANY, max_size=4),
    in_language=MAYBE,
    description=MAYBE,
    blocks=BLOCKS,
    images=st.lists(st.builds(Image, url=ANY, caption=MAYBE, credit=MAYBE), max_size=3),
    links=st.lists(
        st.builds(Link, url=ANY, text=ANY, kind=st.sampled_from(LinkKind), position=st.just(0), rel=MAYBE), max_size=3
    ),
    site_name=MAYBE,
    is_accessible_for_free=st.none() | st.booleans(),
    declared_type=MAYBE,
    amp_url=MAYBE,
    shortlink=MAYBE,
    extractor=ANY,
    confidence=SURE,
    headline_confidence=SURE,
    body_confidence=SURE,
    date_published_confidence=SURE,
    authors_confidence=SURE,
)
#: The fields of a record that are as the article has them.
SAME = set(ARTICLE_FIELDS) - {
    *("canonical_url", "date_published", "date_modified", "authors", "tags", "blocks", "links", "images")
}


def readable(value):
    """What is to be expected: the same, but for what SQLite cannot hold."""
    if isinstance(value, str):
        return re.sub("[\0\ud800-\udfff]", "\ufffd", value)
    return value


def names(values):
    return list(dict.fromkeys(name for name in map(readable, values) if name))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(article=ARTICLES)
def test_an_article_comes_back(desk, article):
    capture_id = desk.archive.store_capture(make_capture(article.url), crawl_id=None)
    with desk.archive._conn as conn:
        conn.execute("DELETE FROM links")
        conn.execute("UPDATE captures SET article_id = NULL")
        conn.execute("DELETE FROM addresses")
        conn.execute("DELETE FROM articles")
    stored = desk.archive.store_article(article, capture_id=capture_id, crawl_id=None, moment=NOON)
    assert stored.outcome is Outcome.NEW
    record = desk.archive.article(article.url)
    for name in SAME:
        assert record[name] == readable(getattr(article, name)), name
    for name in ("date_published", "date_modified"):
        before = getattr(article, name)
        after = record[name] and datetime.fromisoformat(record[name])
        assert after == before
        assert before is None or after.utcoffset() == before.utcoffset()
    assert record["authors"] == names(article.authors)
    assert record["tags"] == names(article.tags)
    assert record["blocks"] == [
        {"kind": block.kind, "text": readable(block.text), "level": block.level} for block in article.blocks
    ]
    assert record["links"] == [
        {"url": readable(x.url), "text": readable(x.text), "kind": x.kind, "position": 0, "rel": readable(x.rel)}
        for x in article.links
    ]
    assert record["images"] == [
        {"url": readable(x.url), "caption": readable(x.caption), "credit": readable(x.credit)} for x in article.images
    ]
    again = desk.archive.store_article(article, capture_id=capture_id, crawl_id=None, moment=NOON)
    assert again == type(again)(stored.article_id, Outcome.UNCHANGED)
    assert {**desk.archive.article(article.url)} == record


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    payload=st.binary(max_size=3000),
    headers=st.lists(st.tuples(ANY, ANY), max_size=4).map(tuple),
    status=st.integers(100, 599),
    source=ANY,
)
def test_a_capture_comes_back(archive, payload, headers, status, source):
    capture = make_capture("https://a.fr/é", payload, headers=headers, status=status)
    capture_id = archive.store_capture(capture, crawl_id=None, source=source)
    assert archive.capture_payload(capture_id) == payload
    row = archive._conn.execute(
        "SELECT headers, status, source, payload_length, moment FROM captures WHERE id = ?", (capture_id,)
    ).fetchone()
    assert tuple(map(tuple, json.loads(row[0]))) == headers
    assert row[1:] == (status, readable(source), len(payload), "2026-11-22T12:00:00Z")


@given(ANY)
def test_text_is_storable_and_otherwise_the_same(text):
    stored = to_text(text)
    stored.encode()
    assert stored == readable(text)


@given(MOMENTS)
def test_instants_sort_as_text(moment):
    text = to_utc_text(moment)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text)


@given(st.lists(MOMENTS.filter(lambda moment: 1 < moment.year < 9999).map(lambda m: m.replace(microsecond=0))))
def test_instants_sort_like_instants(moments):
    assert [datetime.fromisoformat(text) for text in sorted(map(to_utc_text, moments))] == sorted(moments)


@given(BLOCKS)
def test_blocks_are_places_in_the_body(blocks):
    body = "\n\n".join(to_text(block.text) for block in blocks)
    packed = pack_blocks(blocks, body)
    assert '"text"' not in packed
    assert [block.text for block in unpack_blocks(packed, body)] == [to_text(block.text) for block in blocks]


def test_blocks_can_be_cut_out_in_sql(desk):
    texts = ["Été 😀 un.", "Deux.", "Deux."]
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts]
    desk.publish("https://a.fr/1", body="\n\n".join(texts), blocks=blocks)
    rows = desk.archive._conn.execute(
        "SELECT substr(a.body, b.value ->> 'start' + 1, b.value ->> 'length') FROM articles a, json_each(a.blocks) b"
    )
    assert [text for (text,) in rows] == texts


def test_the_same_bytes_are_stored_once(archive):
    ids = [archive.store_capture(make_capture(f"https://a.fr/{n}", b"x" * 5000), crawl_id=None) for n in range(3)]
    assert archive._conn.execute("SELECT count(*), sum(length(content)) < 100 FROM payloads").fetchone() == (1, 1)
    assert [archive.capture_payload(capture_id) for capture_id in ids] == [b"x" * 5000] * 3


@pytest.mark.parametrize("damage", [b"rubbish", b""])
def test_a_damaged_payload_is_told(archive, path, damage):
    capture_id = archive.store_capture(make_capture("https://a.fr/"), crawl_id=None)
    archive._conn.execute("UPDATE payloads SET content = ?", (damage,))
    with pytest.raises(NotAnArchive, match=f"capture {capture_id}"):
        archive.capture_payload(capture_id)
    archive._conn.execute("UPDATE payloads SET content = x'6162', encoding = 'identity'")
    with pytest.raises(NotAnArchive, match="damaged"):
        archive.capture_payload(capture_id)
    with pytest.raises(ArchiveError, match="no capture 99"):
        archive.capture_payload(99)


def test_the_payload_survives_the_wrong_article(archive):
    """The page is kept before it is read, so what goes wrong afterwards costs nothing."""
    capture_id = archive.store_capture(make_capture("https://a.fr/1", b"page"), crawl_id=None)
    article = Article(url="https://a.fr/1", canonical_url="https://a.fr/1", headline="x", body="y")
    with pytest.raises(ArchiveError):
        archive.store_article(article, capture_id=77, crawl_id=None, moment=NOON)
    assert archive.capture_payload(capture_id) == b"page"
    assert list(archive.articles()) == []
    assert archive.info().sites == ()


def test_a_crawl_from_begin_to_end(archive):
    assert archive.running_crawl() is None
    first = archive.begin_crawl(command="crawl a.fr", urls=["https://a.fr/"], pid=12, host="h", started=NOON)
    crawl = archive.running_crawl()
    assert (crawl.id, crawl.pid, crawl.host, crawl.started, crawl.command) == (first, 12, "h", NOON, "crawl a.fr")
    second = archive.begin_crawl(command="crawl b.fr", urls=[], pid=13, host="h", started=NOON)
    assert archive.running_crawl().id == second
    archive.end_crawl(second, ended=NOON, outcome="finished", exit_code=0, counts={"articles_new": 3, "retries": 2})
    assert archive.running_crawl().id == first
    row = archive._conn.execute(
        "SELECT ended, outcome, exit_code, articles_new, failed, counts FROM crawls WHERE id = ?", (second,)
    ).fetchone()
    assert row == ("2026-11-22T12:00:00Z", "finished", 0, 3, 0, '{"articles_new":3,"retries":2}')


def test_addresses_remember_what_became_of_them(desk):
    archive = desk.archive
    assert list(archive.known_addresses()) == []
    stored = desk.file(
        Article(
            url="https://www.a.fr/1",
            canonical_url="https://a.fr/one",
            headline="x",
            body="y",
            amp_url="https://a.fr/a/1",
            shortlink="https://a.fr/?p=1",
        ),
        requested="https://a.fr/old",
        lastmod=NOON - timedelta(days=1),
    )
    listing = archive.store_capture(make_capture("https://a.fr/"), crawl_id=None, source="front")
    archive.judge_capture(listing, "listing")
    broken = archive.store_capture(make_capture("https://a.fr/2", status=500), crawl_id=None)
    archive.judge_capture(broken, "failed", "500")
    pending = make_capture("https://a.fr/4", requested_uri="https://a.fr/3")
    archive.store_capture(pending, crawl_id=None)
    known = {address.url_key: address for address in archive.known_addresses()}
    assert {key: (address.article_id, address.verdict, address.how) for key, address in known.items()} == {
        "a.fr/1": (stored.article_id, "article", "fetched"),
        "a.fr/old": (stored.article_id, "article", "requested"),
        "a.fr/one": (stored.article_id, "article", "canonical"),
        "a.fr/a/1": (stored.article_id, "article", "amp"),
        "a.fr/?p=1": (stored.article_id, "article", "shortlink"),
        "a.fr/": (None, "listing", "fetched"),
        "a.fr/2": (None, "failed", "fetched"),
        "a.fr/3": (None, "", "requested"),
        "a.fr/4": (None, "", "fetched"),
    }
    assert known["a.fr/1"].captured_at == NOON
    assert known["a.fr/1"].captured_at.tzinfo is UTC
    assert known["a.fr/1"].lastmod == NOON - timedelta(days=1)
    assert known["a.fr/2"].lastmod is None


def test_a_judgement_reaches_the_address_that_redirected(archive):
    capture = make_capture("https://a.fr/login", requested_uri="https://a.fr/3")
    archive.judge_capture(archive.store_capture(capture, crawl_id=None), "not-an-article", "login")
    assert {(a.url_key, a.verdict) for a in archive.known_addresses()} == {
        ("a.fr/login", "not-an-article"),
        ("a.fr/3", "not-an-article"),
    }


def test_the_site_is_named_once_it_names_itself(desk):
    desk.publish("https://www.a.fr/1")
    desk.publish("https://info.a.fr/2", site_name="L’Écho")
    desk.publish("https://a.fr/3", site_name="Autre")
    desk.publish("http://localhost:8000/x")
    assert {(site.domain, site.name, site.articles) for site in desk.archive.info().sites} == {
        ("a.fr", "L’Écho", 3),
        ("localhost:8000", None, 1),
    }


def test_a_file_can_be_opened_again(path, desk):
    stored = desk.publish("https://a.fr/1")
    desk.archive.close()
    with Archive.open(path) as archive:
        assert archive.article(stored.article_id)["headline"] == "Un titre"


def test_a_site_counts_as_seen_to_its_end_only_where_something_was_fetched(archive):
    for url, outcome, code in (
        ("https://all.fr/", "finished", 0),
        ("https://some.fr/", "finished", 1),
        ("https://none.fr/", "finished", 4),
        ("https://part.fr/", "interrupted by SIGINT", 130),
        ("https://section.fr/sport/", "finished", 0),
    ):
        crawl = archive.begin_crawl(command="crawl", urls=[url], pid=1, host="h", started=NOON)
        archive.end_crawl(crawl, ended=NOON, outcome=outcome, exit_code=code, counts={})
    assert archive.finished_sites() == {"all.fr", "some.fr"}
