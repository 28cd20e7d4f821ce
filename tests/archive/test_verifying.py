"""What verify finds, and that it never trusts what it reads."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import zlib
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.archive import Archive
from newsarchive.archive.fixity import TEXTS, text_crc
from newsarchive.archive.payloads import zstd
from newsarchive.errors import ArchiveError, NotAnArchive
from newsarchive.model import Block, BlockKind, Link, LinkKind

from .conftest import make_article, make_capture


def verified(path, **how):
    with Archive.open(path, read_only=True) as archive:
        return archive.verify(**how)


def fill(archive, count=30):
    """Store articles, each from a page of its own, with words, blocks and links."""
    for number in range(count):
        url = f"https://a.fr/{number}"
        words = random.Random(number)
        body = "\n".join(
            " ".join(words.choice(("l'été", "à", "Économie", "le", "fleuve", "monte", "encore")) for _ in range(90))
            for _ in range(3)
        )
        payload = f"<html><h1>Titre {number}</h1>{body}{words.random()}</html>".encode()
        capture_id = archive.store_capture(make_capture(url, payload), crawl_id=None)
        article = make_article(
            url,
            f"Titre {number}",
            body,
            blocks=[Block(kind=BlockKind.PARAGRAPH, text=text) for text in body.split("\n")],
            authors=["Ana Bé"],
            links=[Link(url=f"https://a.fr/{number + 1}", text="suite", kind=LinkKind.RELATED, position=0)],
        )
        archive.store_article(article, capture_id=capture_id, crawl_id=None, moment=make_capture(url).moment)


@pytest.fixture
def filled(path):
    with Archive.open(path, create=True) as archive:
        fill(archive)
    return path


def change(path, *statements):
    """Change rows behind the archive's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for statement, *values in statements:
            conn.execute(statement, values)


def told(path, **how):
    return [(one.table, one.row, one.problem) for one in verified(path, **how).damage]


def test_a_whole_archive(filled):
    found = verified(filled)
    assert found.damage == ()
    assert (found.articles, found.captures, found.payloads, found.unsealed) == (30, 30, 30, 0)
    assert verified(filled, quick=True).damage == ()


def test_a_copy_to_be_shared_is_whole_and_so_is_what_is_left_of_an_erased_article(filled, tmp_path):
    moment = make_capture("https://a.fr/").moment
    with Archive.open(filled) as archive:
        archive.publish(tmp_path / "shared.db", moment=moment)
        archive.erase(["https://a.fr/3"], reason="asked for", moment=moment)
    assert (told(tmp_path / "shared.db"), verified(tmp_path / "shared.db").unsealed) == ([], 0)
    assert (told(filled), verified(filled).articles) == ([], 29)


def test_it_tells_how_far_it_is(filled):
    steps = []
    verified(filled, progress=lambda *step: steps.append(step))
    assert {what for what, _, _ in steps} == {
        "structure", "search index", "articles", "captures", "links", "pages"
    }  # fmt: skip
    assert all(0 <= done <= total for _, done, total in steps)


def test_nothing_is_written_and_a_writer_is_not_kept_waiting(filled):
    before = filled.read_bytes()
    with Archive.open(filled) as writer:
        writer._conn.execute("PRAGMA busy_timeout = 0")
        verified(filled, progress=lambda *_: writer._conn.execute("UPDATE sites SET name = 'x'"))
        writer._conn.execute("UPDATE sites SET name = NULL")
        verified(filled)
    assert {entry.name for entry in filled.parent.iterdir()} == {filled.name}
    assert len(filled.read_bytes()) == len(before)


@pytest.mark.parametrize("letter", ["É", "x", " ", "\0"])
def test_a_letter_of_a_text(filled, letter):
    change(
        filled, ("DROP TRIGGER articles_au",), ("UPDATE articles SET body = ? || substr(body, 2) WHERE id = 7", letter)
    )
    assert ("articles", "7", "the text is not what was stored") in told(filled)


def test_a_dictionary_that_no_page_needs(filled):
    copied = "INSERT INTO dictionaries (site, kind, pages, length, content) SELECT site, kind, pages, length, {} "
    change(filled, (copied.format("content") + "FROM dictionaries WHERE id = 1",))
    assert told(filled) == []
    change(filled, (copied.format("x'28b52ffd'") + "FROM dictionaries WHERE id = 1",))
    with closing(sqlite3.connect(filled)) as conn:
        (last,) = conn.execute("SELECT max(id) FROM dictionaries").fetchone()
    assert told(filled) == [("dictionaries", str(last), "the dictionary is damaged")]


def test_words_missing_from_the_search_index(filled):
    change(filled, ("INSERT INTO articles_fts(articles_fts, rowid, headline) VALUES ('delete', 3, 'Titre 2')",))
    assert told(filled) == [("articles_fts", "", "the search index is not that of the articles' texts")]
    assert told(filled, quick=True) == []


def test_texts_of_an_older_newsarchive_have_no_checksum(filled):
    change(filled, ("UPDATE articles SET text_crc = NULL WHERE id < 4",))
    found = verified(filled)
    assert (found.damage, found.unsealed) == ((), 3)


OUTSIDE = """'[{"kind":"paragraph","start":9,"length":99999}]'"""
HARM = [
    ("UPDATE payloads SET content = zeroblob(9) WHERE rowid = 2", "payloads", "sha256:", "cannot be unpacked"),
    ("UPDATE payloads SET length = 3 WHERE rowid = 2", "payloads", "sha256:", "and is said to have 3"),
    ("UPDATE payloads SET encoding = 'raw' WHERE rowid = 2", "payloads", "sha256:", "does not match its digest"),
    ("DELETE FROM payloads WHERE rowid = 2", "captures", "2", "names a row of payloads that is not there"),
    ("DELETE FROM captures WHERE id = 2", "articles", "2", "names a row of captures that is not there"),
    ("UPDATE captures SET target_uri = '', requested_uri = '' WHERE id = 2", "captures", "2", "its key is not"),
    ("UPDATE captures SET headers = '[' WHERE id = 2", "captures", "2", "its headers cannot be read"),
    ("UPDATE captures SET moment = 'x' WHERE id = 2", "captures", "2", "its moment is none"),
    ("UPDATE links SET url = 'https://b.fr/' WHERE id = 2", "links", "2", "its key is not"),
    ("UPDATE addresses SET url = 'https://b.fr/' WHERE article_id = 2", "addresses", "a.fr/1", "is not the key"),
    ("DELETE FROM addresses WHERE article_id = 2", "articles", "2", "no address leads to it"),
    ("UPDATE articles SET headline = 'x' WHERE id = 2", "articles", "2", "is not what was stored"),
    ("UPDATE articles SET date_published = '2024' WHERE id = 2", "articles", "2", "is not what was stored"),
    (f"UPDATE articles SET text_crc = NULL, blocks = {OUTSIDE} WHERE id = 2", "articles", "2", "outside of the text"),
    ("UPDATE articles SET text_crc = NULL, blocks = '{' WHERE id = 2", "articles", "2", "cannot be read"),
    ("UPDATE articles SET payload_digest = 'sha256:0' WHERE id = 2", "articles", "2", "a page that is not there"),
    ("UPDATE articles SET version = 2 WHERE id = 2", "articles", "2", "is version 2, has 0 earlier ones"),
    ("INSERT INTO edits VALUES (1, 2, 2, '', 1, 0, 0, 0, 1, 1)", "articles", "2", "0 edits and 1 of no version"),
    ("DROP INDEX links_url_key", "schema", "links_url_key", "missing"),
    ("DROP VIEW related_links", "schema", "related_links", "missing"),
    ("ALTER TABLE links RENAME COLUMN rel TO rol", "schema", "links", "is not the one"),
    ("PRAGMA user_version = 3", "schema", "", "is numbered 3"),
]


@pytest.mark.parametrize(("harm", "table", "row", "problem"), HARM)
def test_damage_is_told_by_row(filled, harm, table, row, problem):
    change(filled, (harm,))
    found = verified(filled).damage
    assert any(one.table == table and one.row.startswith(row) and problem in one.problem for one in found), found
    assert all(one.remedy for one in found)


def test_what_is_to_be_json_and_is_none(filled):
    change(filled, ("UPDATE captures SET request_conditions = '[[broken' WHERE id = 4",))
    assert told(filled) == [("captures", "4", "its request_conditions cannot be read")]
    with Archive.open(filled) as archive, pytest.raises(NotAnArchive, match="what is known of capture 4"):
        archive.capture(4)


def test_what_others_added_is_no_damage(filled):
    change(filled, ("CREATE TABLE notes (id)",), ("CREATE INDEX mine ON links(text)",))
    assert told(filled) == []


def test_an_address_may_lead_to_the_article_that_was_read_there_last(filled):
    change(filled, ("UPDATE addresses SET article_id = 1 WHERE article_id = 2",))
    assert told(filled) == []


def test_a_lost_page_names_its_capture_and_its_address(filled):
    change(filled, ("UPDATE payloads SET content = zeroblob(9) WHERE rowid = 2",))
    (found,) = verified(filled).damage
    assert found.remedy == (
        "the page of capture 2 is lost; its article 2 stays; the address can be crawled again: https://a.fr/1"
    )


def test_rows_on_a_damaged_page_of_the_file_are_told_one_by_one(filled):
    with closing(sqlite3.connect(filled)) as conn:
        query = (
            "SELECT pageno FROM dbstat WHERE name = 'articles' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 3"
        )
        (number,) = conn.execute(query).fetchone()
    content = bytearray(filled.read_bytes())
    content[(number - 1) * 4096 : number * 4096] = b"\xff" * 4096
    filled.write_bytes(content)
    lost = {one.row for one in verified(filled).damage if one.table == "articles" and "cannot be read" in one.problem}
    assert 1 <= len(lost) <= 5


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A file, whole and packed, and what is in it."""
    folder = tmp_path_factory.mktemp("flips")
    with Archive.open(folder / "full.db", create=True) as archive:
        fill(archive)
        archive._conn.execute("VACUUM INTO ?", (str(folder / "packed.db"),))
    return folder / "packed.db"


def contents(path):
    """Give pages and texts, as bytes; raise sqlite3.Error where they cannot be read."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        conn.text_factory = bytes
        texts = conn.execute(f"SELECT id, {', '.join(TEXTS)} FROM articles").fetchall()
        pages = conn.execute("SELECT digest, dictionary_id, content FROM payloads ORDER BY rowid").fetchall()
        dictionaries = {
            number: zstd.ZstdDict(zstd.decompress(content), is_raw=True)
            for number, content in conn.execute("SELECT id, content FROM dictionaries")
        }
    # A bit that unpacking does not look at is no damage.
    return texts, [
        (digest, zstd.decompress(content, None if number is None else dictionaries[number]))
        for digest, number, content in pages
    ]


def assert_found(path, template):
    """A damaged file is refused with one line, or told; nothing is called whole whose pages or texts differ."""
    try:
        found = verified(path).damage
    except ArchiveError as error:
        found = str(error)
    assert found or contents(path) == contents(template)
    assert "\n" not in found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_bytes_flipped_anywhere(template, tmp_path, data):
    content = bytearray(template.read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "flipped.db"
    path.write_bytes(content)
    assert_found(path, template)


@pytest.mark.parametrize("table", ["articles", "payloads"])
def test_bytes_flipped_in_texts_and_pages(template, tmp_path, table):
    with closing(sqlite3.connect(template)) as conn:
        query = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype IN ('leaf', 'overflow')"
        pages = [number for (number,) in conn.execute(query, (table,))]
    draw = random.Random(table)
    whole = contents(template)
    for number in range(40):
        content = bytearray(template.read_bytes())
        content[(draw.choice(pages) - 1) * 4096 + draw.randrange(4096)] ^= 1 << draw.randrange(8)
        path = tmp_path / f"{number}.db"
        path.write_bytes(content)
        try:
            is_same = contents(path) == whole
        except (sqlite3.Error, zstd.ZstdError, LookupError):
            is_same = False
        found = verified(path).damage
        assert found or is_same
        path.unlink()


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file(template, tmp_path, share):
    path = tmp_path / "cut.db"
    shutil.copy(template, path)
    size = path.stat().st_size
    # A page at the least: what SQLite reads past the end are zeros, and those may be what was there.
    os.truncate(path, min(int(size * share), size - 4096))
    with pytest.raises(NotAnArchive) as error:
        verified(path)
    assert "\n" not in str(error.value)


def test_the_checksum_is_the_same_in_twenty_years():
    values = dict.fromkeys(TEXTS) | {"headline": "Été", "body": "Le texte.", "blocks": "[]"}
    assert text_crc(values) == 2302085082 == zlib.crc32("Été\0\0\0\0Le texte.\0[]".encode())
