"""A crawl's captures, exported or recorded, give the rows of the crawl when they are imported."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.demo import Server
from tests.imports.rows import differences
from tests.runner import rows, run
from tests.site import Answer, Site, article, listing


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold a.db, a crawl of the demo newspaper, and warc/, what it fetched."""
    folder = tmp_path_factory.mktemp("round")
    (folder / "warc").mkdir()
    with Server(port=0) as server:
        words = ("--delay", "0", "--contact", "t@example.org", "-q", "--warc", "warc")
        assert run("crawl", server.url, "-a", "a.db", *words, cwd=folder).code == 0
    return folder


def test_what_a_crawl_recorded_is_the_crawl(folder: Path) -> None:
    done = run("import", "warc", "-a", "recorded.db", cwd=folder)
    assert done.code == 0
    assert "articles: 24 new" in done.err
    assert differences(folder / "a.db", folder / "recorded.db") == {}


def test_what_an_archive_exports_is_the_archive(folder: Path) -> None:
    assert run("export", "--format", "warc", "-a", "a.db", "-o", "a.warc.gz", cwd=folder).code == 0
    assert run("import", "a.warc.gz", "-a", "exported.db", "-q", cwd=folder).code == 0
    assert differences(folder / "a.db", folder / "exported.db") == {}


def test_a_page_that_was_not_modified_comes_back_as_such(tmp_path: Path) -> None:
    words = ("-a", "a.db", "--delay", "0", "--contact", "t@example.org", "-q", "--warc", "warc")
    with Site() as site:
        site.page("/", listing(("/a/", "Une chronique du conseil")))
        site["/a/"] = Answer(body=article("Une chronique du conseil").encode(), headers={"ETag": '"1"'})
        assert run("crawl", site.url, *words, cwd=tmp_path).code == 0
        site["/a/"] = Answer(status=304, headers={"ETag": '"1"'})
        with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
            connection.execute("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE reason = 'article'")
        assert run("crawl", site.url, *words, cwd=tmp_path).code == 0
    assert run("export", "--format", "warc", "-a", "a.db", "-o", "a.warc.gz", cwd=tmp_path).code == 0
    query = "SELECT status, target_uri, moment, payload_digest, headers, request_conditions FROM captures ORDER BY id"
    kept = [row for row in rows(tmp_path / "a.db", query) if row[0] == 304]
    assert len(kept) == 1
    for source in ("a.warc.gz", "warc"):
        target = f"{source}.db"
        assert run("import", source, "-a", target, "-q", cwd=tmp_path).code == 0
        assert [row for row in rows(tmp_path / target, query) if row[0] == 304] == kept
        assert differences(tmp_path / "a.db", tmp_path / target) == {}


def test_what_an_archive_erased_stays_erased_in_the_next(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes((folder / "a.db").read_bytes())
    assert run("erase", "1", "2", "--reason", "asked for: « très »", "--yes", "-a", "a.db", cwd=tmp_path).code == 0
    assert run("export", "--format", "warc", "-a", "a.db", "-o", "a.warc.gz", cwd=tmp_path).code == 0
    done = run("import", "a.warc.gz", "-a", "next.db", cwd=tmp_path)
    assert done.code == 0, done.err
    query = "SELECT url_key, url, reason, erased_at FROM tombstones ORDER BY 1"
    stones = rows(tmp_path / "a.db", query)
    assert len(stones) > 1
    assert f"{len(stones)} addresses erased elsewhere" in done.err
    assert rows(tmp_path / "next.db", query) == stones
    # A recording of before the erasure does not bring it back.
    assert run("import", folder / "warc", "-a", "next.db", "-q", cwd=tmp_path).code == 0
    for table in ("articles", "captures", "addresses"):
        query = f"SELECT count(*) FROM {table} WHERE url_key IN (SELECT url_key FROM tombstones)"
        assert rows(tmp_path / "next.db", query) == [0]
    assert run("verify", "-a", "next.db", "-q", cwd=tmp_path).code == 0
