"""Articles one by one, all of them, and the archive in figures."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime, timedelta

from newsarchive.archive import Archive
from newsarchive.archive.migrations import MIGRATIONS
from newsarchive.model import Image, Link, LinkKind

from .conftest import NOON, make_article, make_capture


def fill(desk, number, size=10):
    for index in range(number):
        desk.publish(
            f"https://a.fr/{index}",
            f"Titre {index}",
            "mot " * size,
            date_published=NOON + timedelta(hours=(index * 7) % number),
            authors=[f"Auteur {index}", "Ana"],
            tags=["b", "a"],
        )


def test_articles_in_the_order_they_were_stored_or_the_newest_first(desk):
    fill(desk, 250)
    records = list(desk.archive.articles())
    assert [record["url"] for record in records] == [f"https://a.fr/{index}" for index in range(250)]
    assert records[42]["authors"] == ["Auteur 42", "Ana"]
    assert records[42]["tags"] == ["b", "a"]
    newest = [record["date_published"] for record in desk.archive.articles(newest_first=True)]
    assert newest == sorted(newest, reverse=True)
    assert len(list(desk.archive.articles(limit=3))) == 3
    assert list(desk.archive.articles(limit=0)) == []
    assert list(desk.archive.articles(site="b.fr")) == []


def test_a_record_is_the_same_alone_and_in_a_row(desk):
    fill(desk, 3)
    for record in desk.archive.articles():
        alone = desk.archive.article(record["id"])
        assert [capture["target_uri"] for capture in alone.pop("captures")] == [record["url"]]
        assert alone == record


def test_articles_are_streamed(desk):
    fill(desk, 600, size=5000)
    tracemalloc.start()
    for _ in desk.archive.articles():
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # 600 bodies are 12 MB; two batches of them are 4.
    assert peak < 7_000_000


def test_reading_goes_on_while_the_archive_is_written(desk):
    fill(desk, 150)
    records = desk.archive.articles()
    next(records)
    desk.publish("https://a.fr/new")
    desk.archive._conn.execute("UPDATE captures SET article_id = NULL WHERE article_id = 140")
    desk.archive._conn.execute("DELETE FROM addresses WHERE article_id = 140")
    desk.archive._conn.execute("DELETE FROM articles WHERE id = 140")
    assert len(list(records)) == 148


def test_an_article_by_any_name(desk):
    stored = desk.publish("https://www.a.fr/sport/1/", requested="https://a.fr/s1", shortlink="https://a.fr/?p=1")
    for key in (
        stored.article_id,
        str(stored.article_id),
        "https://www.a.fr/sport/1/",
        "http://a.fr/sport/1?utm_source=x",
        "a.fr/sport/1",
        "https://a.fr/s1",
        " https://a.fr/?p=1 ",
    ):
        assert desk.archive.article(key)["id"] == stored.article_id


def test_info_of_nothing(archive, path):
    info = archive.info()
    assert (info.path, info.articles, info.captures, info.payload_bytes, info.sites) == (str(path), 0, 0, 0, ())
    assert (info.oldest, info.newest, dict(info.coverage)) == (None, None, {})
    assert info.schema == len(MIGRATIONS)
    assert info.size >= path.stat().st_size > 0


def test_info(desk):
    day = datetime(2026, 11, 1, tzinfo=UTC)
    link = Link(url="https://a.fr/2", text="x", kind=LinkKind.RELATED, position=0)
    desk.publish("https://a.fr/1", date_published=day, authors=["Ana"], links=[link], description="")
    desk.publish("https://a.fr/2", date_published=NOON, images=[Image(url="https://a.fr/i")], description="Chapeau")
    desk.publish("https://b.fr/1", body="")
    desk.publish("https://b.fr/2", authors=["Bo"], tags=["x"], article_section="Sport")
    desk.archive.judge_capture(
        desk.archive.store_capture(make_capture("https://a.fr/", b"abc"), crawl_id=None), "listing"
    )
    info = desk.archive.info()
    assert (info.articles, info.captures, info.payload_bytes) == (4, 5, len(b"<html>") + 3)
    assert (info.oldest, info.newest) == (day, NOON)
    assert info.verdicts == {"article": 4, "listing": 1}
    assert [(site.domain, site.articles, site.oldest, site.newest) for site in info.sites] == [
        ("a.fr", 2, day, NOON),
        ("b.fr", 2, None, None),
    ]
    assert info.coverage == {
        "headline": 1.0,
        "date_published": 0.5,
        "date_modified": 0.0,
        "authors": 0.5,
        "article_section": 0.25,
        "tags": 0.25,
        "in_language": 0.0,
        "description": 0.25,
        "body": 0.75,
        "images": 0.25,
        "related_links": 0.25,
        "inline_links": 0.0,
        "is_accessible_for_free": 0.0,
    }


def test_the_views_read_well(desk):
    links = [
        Link(url="https://www.a.fr/2?utm_source=related", text="Lire aussi", kind=LinkKind.RELATED, position=0),
        Link(url="https://a.fr/3", text="ailleurs", kind=LinkKind.INLINE, position=1),
        Link(url="https://a.fr/4", text="Sur le même sujet", kind=LinkKind.RELATED, position=2, rel="nofollow"),
    ]
    desk.file(make_article("https://a.fr/1", "Un", links=links, authors=["Bo", "Ana"], tags=["z", "y"]))
    desk.publish("https://a.fr/2", "Deux")
    conn = desk.archive._conn
    assert conn.execute(
        "SELECT site, headline, authors, tags, related_links, inline_links FROM articles_overview ORDER BY id"
    ).fetchall() == [("a.fr", "Un", "Bo; Ana", "z; y", 2, 1), ("a.fr", "Deux", None, None, 0, 0)]
    assert conn.execute("SELECT article_headline, text, target_headline FROM related_links").fetchall() == [
        ("Un", "Lire aussi", "Deux"),
        ("Un", "Sur le même sujet", None),
    ]


def test_two_archives_at_once(tmp_path):
    with Archive.open(tmp_path / "a", create=True) as one, Archive.open(tmp_path / "b", create=True) as other:
        one.store_capture(make_capture("https://a.fr/"), crawl_id=None)
        assert (one.info().captures, other.info().captures) == (1, 0)
