"""Reading an archive's pages again: compared first, then written; what cannot be read, and what was cut off."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive import Archive
from newsarchive.model import Capture
from newsarchive.normalize.urls import site_of
from newsarchive.reading import captured
from newsarchive.reading.captured import Wanted, role_of
from newsarchive.reading.intake import Intake
from newsarchive.reading.reextraction import Compared, Reextraction, Scope
from newsarchive.sites import Sites, parse_site

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COUNT = 24
SITE = "journal.example.org"
ROWS = """SELECT a.url_key, a.headline, a.body, a.blocks, a.description, a.date_published, a.date_published_source,
    a.confidence, a.first_seen, a.last_seen, a.capture_id, a.extractor, a.profile_digest, a.payload_digest, a.version,
    (SELECT group_concat(l.url || l.kind || l.text, '|') FROM links l WHERE l.article_id = a.id),
    (SELECT group_concat(n.name, '|') FROM article_authors x JOIN authors n ON n.id = x.author_id
        WHERE x.article_id = a.id), (SELECT bearing FROM impressions i WHERE i.article_id = a.id)
FROM articles a ORDER BY a.url_key"""
SPOIL = """
UPDATE articles SET body = 'rien', blocks = '[]', extractor = 'newsarchive/0.0.1', payload_digest = '';
UPDATE articles SET headline = 'ancien', date_published = NULL, date_published_utc = NULL,
    date_published_source = NULL, date_published_raw = NULL, date_published_precision = NULL WHERE id % 3 = 0;
DELETE FROM links;
DELETE FROM article_authors WHERE article_id % 2 = 0;"""


def page(number: int) -> str:
    paragraphs = "".join(
        f"<p>Le dossier {number}-{n} revient devant le conseil avec {number * n + 7} pages de plus, dit le maire.</p>"
        for n in range(6)
    )
    return (
        f'<html lang="fr"><head><title>Le dossier {number}</title><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2026-05-{number % 27 + 1:02}T08:30:00+02:00"></head>'
        f"<body><h1>Le dossier {number}</h1><p class=auteur>Par <a rel=author href=/a>Awa Diallo</a></p>"
        f'<div id="corps">{paragraphs}<p>Voir <a href="/dossier/{number + 1}">le dossier suivant</a> du conseil, '
        f"qui en compte beaucoup.</p><div><p>Ce journal est imprimé la nuit par onze personnes, et il "
        f"arrive au village avant le premier autocar.</p></div></div></body></html>"
    )


def store(archive: Archive, number: int, html: str, url: str | None = None) -> int:
    payload = html.encode()
    url = url or f"https://{SITE}/dossier/{number}"
    capture = Capture(
        target_uri=url,
        requested_uri=url,
        moment=datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=number),
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        payload=payload,
        payload_digest=f"sha256:{hashlib.sha256(payload).hexdigest()}",
    )
    return archive.store_capture(capture, crawl_id=None, source="article")


def take_in(archive: Archive, ids: Iterable[int], processes: int = 0) -> list[str]:
    with Intake(archive, Sites(), processes=processes) as intake:
        wanted = (Wanted(number, site_of(f"https://{SITE}/"), role_of("article")) for number in ids)
        verdicts = [taken.verdict for taken in intake.take_in(wanted)]
        intake.settle()
    return verdicts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive with the articles of one site."""
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        ids = [store(archive, number, page(number)) for number in range(COUNT)]
        assert take_in(archive, ids) == ["article"] * COUNT
    return path


def again(path: Path, *, sites: Sites | None = None, processes: int = 0, writes: bool = True, **scope: str) -> Compared:
    by = path.with_name("a.db.reextract")
    with (
        Archive.open(path) as archive,
        Reextraction(archive, sites or Sites(), Scope(**scope), by=by, processes=processes, anew=False) as run,
    ):
        seen: list[int] = []
        total = run.total()
        compared = run.read(seen.append)
        assert sum(seen) == total
        if writes:
            run.write()
        else:
            run.discard()
    assert not by.exists()
    return compared


def rows(path: Path) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as conn:
        return conn.execute(ROWS).fetchall()


def change(path: Path, how: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA foreign_keys = ON")
        conn.executescript(how)
        conn.commit()


def test_what_was_read_as_it_is_now_stays(path: Path) -> None:
    before = rows(path)
    compared = again(path)
    assert (compared.articles, compared.changed, compared.confirmed, compared.new) == (COUNT, 0, 0, 0)
    assert rows(path) == before


@pytest.mark.parametrize("processes", [0, 2])
def test_what_an_older_extractor_left_is_as_if_it_were_read_today(path: Path, processes: int) -> None:
    before = rows(path)
    change(path, SPOIL)
    compared = again(path, processes=processes)
    with Archive.open(path) as archive:
        assert archive.ungrouped() == 0
    assert (compared.changed, compared.fields["body"], compared.fields["headline"]) == (COUNT, COUNT, COUNT // 3)
    assert rows(path) == before


def test_nothing_is_written_before_it_is_wanted(path: Path) -> None:
    change(path, SPOIL)
    before = rows(path)
    assert again(path, writes=False).changed == COUNT
    assert rows(path) == before


def test_out_of_the_captures_alone_the_same_articles_come(path: Path) -> None:
    before = rows(path)
    change(
        path,
        "UPDATE captures SET article_id = NULL; UPDATE addresses SET article_id = NULL; DELETE FROM articles;"
        "DELETE FROM site_blocks; DELETE FROM site_containers; DELETE FROM site_memories;",
    )
    assert again(path, processes=2).new == COUNT
    assert rows(path) == before


def test_a_row_names_the_profile_it_was_read_with(path: Path) -> None:
    profile = b'domains = ["journal.example.org"]\n[headline]\nselect = ["title"]\npattern = "dossier (.*)"\n'
    site = parse_site(profile, "journal.toml")
    assert again(path, sites=Sites((site,))).fields["headline"] == COUNT
    with Archive.open(path) as archive:
        told = {(record["headline"], record["profile_digest"]) for record in archive.articles()}
    assert told == {(str(number), site.canonical_digest) for number in range(COUNT)}
    # Other words that say the same are the same profile.
    same = parse_site(b"# words\n" + profile.replace(b" = ", b"  =  ") + b"\n", "journal.toml")
    assert again(path, sites=Sites((same,))).changed == 0
    assert again(path).changed == COUNT
    with Archive.open(path) as archive:
        assert {record["profile_digest"] for record in archive.articles()} == {""}


def test_a_row_names_the_payload_it_was_read_from(path: Path) -> None:
    with Archive.open(path) as archive:
        for record in archive.articles():
            assert archive.capture(record["capture_id"]).payload_digest == record["payload_digest"]


def test_a_page_that_was_refused_may_be_an_article(path: Path) -> None:
    before = rows(path)
    with Archive.open(path) as archive:
        number = store(archive, 90, page(90))
        archive.judge_capture(number, "not-an-article", "empty")
        about = store(archive, 91, "<html><body><p>rien</p></body></html>")
        archive.judge_capture(about, "not-an-article", "empty")
    assert again(path).new == 1
    assert [row for row in rows(path) if row[1] != "Le dossier 90"] == before


def test_an_article_that_would_be_refused_stays_and_is_told(path: Path) -> None:
    with Archive.open(path) as archive:
        number = store(archive, 95, "<html><body><p>rien</p></body></html>", f"https://{SITE}/dossier/3")
        archive._conn.execute("UPDATE articles SET capture_id = ? WHERE headline = 'Le dossier 3'", (number,))
    before = rows(path)
    compared = again(path)
    assert compared.refused == 1
    assert "/dossier/3" in compared.refusals[0]
    assert rows(path) == before


def test_a_damaged_page_is_told_and_the_rest_goes_on(path: Path) -> None:
    with Archive.open(path) as archive:
        record = archive.article(f"https://{SITE}/dossier/5")
    change(path, SPOIL)
    change(path, f"UPDATE payloads SET content = x'00' WHERE digest = '{record['payload_digest']}'")
    compared = again(path, processes=2)
    assert (compared.unreadable, compared.changed) == (1, COUNT - 1)
    assert f"capture {record['capture_id']}" in compared.troubles[0]
    assert sum(row[2] == "rien" for row in rows(path)) == 1


def test_a_page_that_ends_its_reader_is_told_and_the_rest_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_page = captured.read_page

    def deadly(unread: captured.Unread) -> object:
        if unread.url.endswith(("/7", "/8")):
            os._exit(9)
        return read_page(unread)

    monkeypatch.setattr(captured, "read_page", deadly)
    change(path, SPOIL)
    compared = again(path, processes=2)
    assert (compared.unreadable, compared.changed) == (2, COUNT - 2)
    assert all("ended its process" in line for line in compared.troubles)


def test_only_the_days_wanted_are_read(path: Path) -> None:
    change(path, SPOIL.replace("WHERE id % 3 = 0", "WHERE false"))
    day = datetime(2026, 5, 4, tzinfo=UTC).date()
    assert again(path, since=day, until=day).changed == 1
    assert sum(row[2] != "rien" for row in rows(path)) == 1


VERSIONS = """SELECT number, headline, body, blocks, authors, date_published, extractor, text_crc, capture_id
FROM versions ORDER BY article_id, number"""
EDITS = "SELECT version, headline, body, words_added, words_removed FROM edits ORDER BY article_id, version"


def asked(path: Path, *queries: str) -> list[list[tuple[object, ...]]]:
    with contextlib.closing(sqlite3.connect(path)) as conn:
        return [conn.execute(query).fetchall() for query in queries]


def test_older_versions_are_read_again_from_their_own_pages(path: Path) -> None:
    with Archive.open(path) as archive:
        html = page(3).replace("dit le maire", "dit la préfète hier soir")
        number = store(archive, 60, html, f"https://{SITE}/dossier/3")
        take_in(archive, [number])
    before = asked(path, VERSIONS, EDITS, ROWS)
    assert (len(before[0]), len(before[1])) == (1, 1)
    change(path, SPOIL + "UPDATE versions SET body = 'rien', blocks = '[]'; UPDATE edits SET words_added = 999;")
    compared = again(path, processes=2)
    assert (compared.versions, compared.versions_changed, compared.changed) == (1, 1, COUNT)
    assert asked(path, VERSIONS, EDITS, ROWS) == before
    assert again(path).changed == 0


def test_what_was_an_edit_only_to_an_older_extractor_is_none(path: Path) -> None:
    with Archive.open(path) as archive:
        number = store(archive, 60, page(3) + "<!-- publicité -->", f"https://{SITE}/dossier/3")
        take_in(archive, [number])
    before = asked(path, ROWS)
    assert asked(path, VERSIONS) == [[]]
    change(
        path,
        "INSERT INTO versions (article_id, number, first_seen, last_seen, capture_id, payload_digest, extractor,"
        " profile_digest, headline, authors, body, blocks) SELECT a.id, 1, a.first_seen, a.first_seen, c.id,"
        " c.payload_digest, 'newsarchive/0.0.1', '', 'autre', '[]', 'autre', '[]' FROM articles a"
        " JOIN captures c ON c.article_id = a.id AND c.id <> a.capture_id WHERE a.headline = 'Le dossier 3';"
        "INSERT INTO edits (article_id, version, moment, headline, body, date_published, authors, words_added,"
        " words_removed) SELECT article_id, 2, last_seen, 1, 1, 1, 1, 9, 9 FROM versions;"
        "UPDATE articles SET version = 2, version_seen = last_seen WHERE id = (SELECT article_id FROM versions);",
    )
    assert again(path).versions_changed == 1
    assert asked(path, VERSIONS, EDITS) == [[], []]
    assert asked(path, ROWS) == before


def reextracting(path: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "newsarchive", "reextract", "-a", str(path), "--readers", "2"]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def test_killed_again_and_again_it_comes_to_its_end(path: Path) -> None:
    before = rows(path)
    change(path, SPOIL)
    chance = random.Random(5)
    for _ in range(4):
        process = reextracting(path)
        time.sleep(chance.uniform(0.2, 1.5))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    process = reextracting(path)
    _, err = process.communicate()
    assert (process.returncode, b"Traceback" in err) == (0, False), err
    assert rows(path) == before
    assert not list(path.parent.glob("a.db.reextract*"))
    with contextlib.closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        conn.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")


def test_cut_off_it_goes_on_where_it_was(path: Path) -> None:
    change(path, SPOIL)
    before = rows(path)
    by = path.with_name("a.db.reextract")

    class StopError(Exception):
        pass

    def stop(_: int) -> None:
        raise StopError

    with Archive.open(path) as archive:
        with (
            pytest.raises(StopError),
            Reextraction(archive, Sites(), Scope(), by=by, processes=0, anew=False) as run,
        ):
            run.read(stop)
        assert by.exists()
        assert rows(path) == before
        with Reextraction(archive, Sites(), Scope(), by=by, processes=0, anew=False) as run:
            assert run.is_resumed
            assert run.read().changed == COUNT
        # For other words it begins anew.
        with Reextraction(archive, Sites(), Scope(site=SITE), by=by, processes=0, anew=False) as run:
            assert not run.is_resumed


def test_what_was_put_by_in_another_layout_is_read_again(path: Path) -> None:
    change(path, SPOIL)
    by = path.with_name("a.db.reextract")
    with Archive.open(path) as archive:
        with Reextraction(archive, Sites(), Scope(), by=by, processes=0, anew=False) as run:
            run.read()
        # Changes were pairs in the layout before this one, and nothing in the file said so.
        with contextlib.closing(sqlite3.connect(by)) as conn, conn:
            head = json.loads(conn.execute("SELECT key FROM head").fetchone()[0])
            conn.execute("UPDATE head SET key = ?", (json.dumps(head["key"], sort_keys=True),))
            conn.execute("UPDATE readings SET page = ?", (zlib.compress(b"[{}, {}]"),))
        with Reextraction(archive, Sites(), Scope(), by=by, processes=0, anew=False) as run:
            assert not run.is_resumed
            assert run.read().changed == COUNT
            run.write()
    assert not by.exists()
