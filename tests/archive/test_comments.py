"""Comments are kept under pseudonyms, and nothing in the file tells who wrote them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsarchive.archive import Archive
from newsarchive.model import Comment
from tests.archive.conftest import make_article

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
ROWS = "SELECT position, parent, pseudonym, date_created_utc, text FROM comments ORDER BY article_id, position"


def rows(archive):
    return archive._conn.execute(ROWS).fetchall()


@pytest.fixture
def number(desk):
    return desk.publish("https://a.example/1").article_id


def test_one_person_is_one_pseudonym_in_an_archive_and_another_in_the_next(archive, desk, number, tmp_path):
    second = desk.publish("https://a.example/2", "Autre").article_id
    archive.store_comments(number, [Comment(text="Un", author="Anna  B."), Comment(text="Deux", author="Karim")])
    archive.store_comments(second, [Comment(text="Trois", author="anna b."), Comment(text="Quatre")])
    names = [row[2] for row in rows(archive)]
    assert names[0] == names[2] != names[1]
    assert names[3] is None
    assert all(len(name) == 16 for name in names[:3])
    with Archive.open(tmp_path / "other.db", create=True) as other:
        capture_id = other.store_capture(desk_capture("https://a.example/1"), crawl_id=None)
        page = make_article("https://a.example/1")
        stored = other.store_article(page, capture_id=capture_id, crawl_id=None, moment=NOON)
        other.store_comments(stored.article_id, [Comment(text="Un", author="Anna B.")])
        assert rows(other)[0][2] != names[0]


def desk_capture(url):
    from tests.archive.conftest import make_capture

    return make_capture(url)


def test_names_and_addresses_are_not_in_the_file(archive, number, path):
    said = [
        Comment(text="Bonjour @Anna B., @anna_b et @AnnaB : anna@perso.example, @inconnu", author="Karim Zerrouki"),
        Comment(text="@Karim Zerrouki merci", author="Anna B.", date_created=NOON, date_created_raw="midi", parent=0),
    ]
    archive.store_comments(number, said)
    karim, anna = (row[2] for row in rows(archive))
    assert rows(archive) == [
        (0, None, karim, None, f"Bonjour @{anna}., @{anna} et @{anna} : (e-mail), @inconnu"),
        (1, 0, anna, "2026-03-05T12:00:00Z", f"@{karim} merci"),
    ]
    archive.close()
    data = path.read_bytes()
    assert b"Zerrouki" not in data
    assert b"perso.example" not in data


def test_they_are_replaced_and_make_no_version(archive, number, desk):
    archive.store_comments(number, [Comment(text="Un", author="A"), Comment(text="Deux", author="B")])
    before = rows(archive)
    archive.store_comments(number, [Comment(text="Un", author="A"), Comment(text="Deux", author="B")])
    assert rows(archive) == before
    archive.store_comments(number, [Comment(text="Deux", author="B")])
    assert [row[4] for row in rows(archive)] == ["Deux"]
    assert rows(archive)[0][2] == before[1][2]
    # A crawl that does not ask for them leaves them.
    assert desk.publish("https://a.example/1").outcome == "unchanged"
    assert len(rows(archive)) == 1
    archive.store_comments(number, [])
    assert rows(archive) == []


def test_without_comments_there_is_no_salt(archive, number):
    archive.store_comments(number, [])
    assert archive._conn.execute("SELECT count(*) FROM comment_salt").fetchone() == (0,)
