"""``newsarchive reextract``: what it says, what it writes, and what it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from newsarchive.archive import Archive
from newsarchive.archive.lock import hold
from tests.runner import rows, run

SPOIL = "UPDATE articles SET headline = 'xyzzy', extractor = 'newsarchive/0.0.1' WHERE id <= 3"
HEADLINES = "SELECT url_key, headline, extractor FROM articles ORDER BY 1"


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy of the demo's archive, three rows of which an older extractor read."""
    path = tmp_path / "demo.db"
    shutil.copy(folder / "demo.db", path)
    with Archive.open(path) as archive:
        archive._conn.execute(SPOIL)
    return path


def test_it_says_what_would_change_and_writes_nothing(copy: Path, tmp_path: Path) -> None:
    before = rows(copy, HEADLINES)
    done = run("reextract", "-a", copy, "--dry-run", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{len(before)} articles read again: 3 would change (headline 3)\n"
    assert rows(copy, HEADLINES) == before
    assert sorted(path.name for path in tmp_path.iterdir() if "reextract" in path.name) == []


def test_it_writes_what_a_crawl_would_have_stored(folder: Path, copy: Path, tmp_path: Path) -> None:
    done = run("reextract", "-a", copy, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "3 change (headline 3)" in done.out
    assert rows(copy, HEADLINES) == rows(folder / "demo.db", HEADLINES)
    assert run("search", "-a", copy, "xyzzy", cwd=tmp_path).out == ""
    assert " 0 change\n" in run("reextract", "-a", copy, "--readers", "1", cwd=tmp_path).out


def test_it_says_it_as_json(copy: Path, tmp_path: Path) -> None:
    done = run("reextract", "-a", copy, "--format", "json", "--dry-run", cwd=tmp_path)
    told = json.loads(done.out)
    assert (told["changed"], told["fields"], told["written"], told["refused"]) == (3, {"headline": 3}, False, 0)


def test_one_site_is_read_and_an_unknown_one_refused(copy: Path, tmp_path: Path) -> None:
    done = run("reextract", "-a", copy, "--site", "example.org", cwd=tmp_path)
    site = rows(copy, "SELECT s.domain FROM sites s JOIN articles a ON a.site_id = s.id WHERE a.id = 1")[0]
    assert (done.code, done.err) == (2, f"newsarchive: {copy}: no site 'example.org'; it has {site}\n")
    assert "3 change" in run("reextract", "-a", copy, "--site", site, cwd=tmp_path).out


def test_it_waits_for_nobody_and_needs_an_archive(copy: Path, tmp_path: Path) -> None:
    with hold(copy):
        assert run("reextract", "-a", copy, cwd=tmp_path).code == 75
        assert run("reextract", "-a", copy, "--dry-run", cwd=tmp_path).code == 0
    done = run("reextract", "-a", "none.db", cwd=tmp_path)
    assert (done.code, "Traceback" in done.err) == (3, False)


def test_a_damaged_page_is_told_and_the_rest_is_written(copy: Path, tmp_path: Path) -> None:
    with Archive.open(copy) as archive:
        archive._conn.execute(
            "UPDATE payloads SET content = x'00' WHERE digest = (SELECT payload_digest FROM articles WHERE id = 1)"
        )
    done = run("reextract", "-a", copy, cwd=tmp_path)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "cannot be unpacked" in done.err
    assert "1 capture could not be read" in done.out
    assert [row[1] for row in rows(copy, HEADLINES)].count("xyzzy") == 1
