"""Killed, raced and read while written: nothing that was committed is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from newsarchive.archive import Archive, migrations

WRITER = """
import hashlib, os, sys
from datetime import UTC, datetime
from newsarchive.archive import Archive, migrations
from newsarchive.model import Article, Capture, Link, LinkKind
now = datetime.now(UTC)
with Archive.open(sys.argv[1], create=True) as archive:
    for number in range(int(sys.argv[2])):
        url = f"https://a.fr/{number}"
        payload = os.urandom(3000)
        digest = "sha256:" + hashlib.sha256(payload).hexdigest()
        capture = Capture(target_uri=url, requested_uri=url, moment=now, status=200, headers=(), payload=payload,
            payload_digest=digest)
        capture_id = archive.store_capture(capture, crawl_id=None)
        print("capture", capture_id, digest, flush=True)
        stored = archive.store_article(Article(url=url, canonical_url=url, headline=f"Titre {number}",
            body=f"économie numéro{number} " * 200, authors=["Ana"],
            links=[Link(url="https://a.fr/0", text="x", kind=LinkKind.RELATED, position=0)]),
            capture_id=capture_id, crawl_id=None, moment=now)
        print("article", stored.article_id, number, flush=True)
"""
READER = """
import sys, time
from newsarchive.archive import Archive, migrations
from newsarchive.errors import NewsArchiveError
seen = 0
with Archive.open(sys.argv[1], read_only=True) as archive:
    deadline = time.monotonic() + 60
    while seen < int(sys.argv[2]) and time.monotonic() < deadline:
        count = sum(1 for _ in archive.articles())
        assert count >= seen
        assert len(archive.search("economie", limit=10**6)) >= count
        seen = count
print(seen)
"""


def run(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def assert_sound(archive):
    assert archive._conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert archive._conn.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("lines", [1, 2, 7, 60, 301])
def test_killed_while_writing(path, lines):
    with run(WRITER, path, 10**6) as writer:
        said = [writer.stdout.readline().split() for _ in range(lines)]
        time.sleep(lines % 5 / 1000)
        writer.send_signal(signal.SIGKILL)
        # What it managed to say before it died counts as well.
        said += [line.split() for line in writer.stdout if line.endswith("\n")]
    with Archive.open(path, read_only=True) as archive:
        articles = sum(1 for _ in archive.articles())
    with Archive.open(path) as archive:
        assert_sound(archive)
        assert archive.info().articles == articles
        archive._conn.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")
        for what, number, proof in said:
            if what == "capture":
                assert len(archive.capture_payload(int(number))) == 3000
            else:
                record = archive.article(int(number))
                assert (record["headline"], record["authors"]) == (f"Titre {proof}", ["Ana"])
                assert len(record["links"]) == len(record["captures"]) == 1
                assert [hit.id for hit in archive.search(f"numéro{proof}")] == [record["id"]]


def test_two_read_while_one_writes(path):
    Archive.open(path, create=True).close()
    writer = run(WRITER, path, 300)
    readers = [run(READER, path, 300) for _ in range(2)]
    for process in (writer, *readers):
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint


@pytest.mark.parametrize("attempt", range(3))
def test_several_create_the_same_archive(path, attempt):
    creators = [run(WRITER, path, 20) for _ in range(4)]
    for process in creators:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint
    with Archive.open(path) as archive:
        assert_sound(archive)
        assert archive.info().articles == 20
        assert archive.info().captures == 80
        assert archive.info().schema == len(migrations.MIGRATIONS)
