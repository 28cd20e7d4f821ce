"""``newsarchive compact``: an older archive made smaller, its pages as they were."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsarchive.archive import Archive
from newsarchive.archive.lock import hold
from newsarchive.archive.payloads import zstd
from newsarchive.model import Capture
from tests.runner import run

if TYPE_CHECKING:
    from pathlib import Path


def make_older(path: Path) -> dict[int, bytes]:
    """Make an archive whose pages are packed as they were before there were dictionaries."""
    frame = "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(150))
    kept = {}
    with Archive.open(path, create=True) as archive:
        for number in range(60):
            page = f"<html><nav>{frame}</nav><p>{hashlib.sha256(frame[number:].encode()).hexdigest()}".encode()
            digest = f"sha256:{hashlib.sha256(page).hexdigest()}"
            url = f"https://example.org/{number}"
            capture = Capture(
                target_uri=url,
                requested_uri=url,
                moment=datetime(2026, 11, 22, tzinfo=UTC),
                status=200,
                headers=(),
                payload=page,
                payload_digest=digest,
            )
            kept[archive.store_capture(capture, crawl_id=None)] = page
            archive._conn.execute(
                "UPDATE payloads SET content = ?, dictionary_id = NULL WHERE digest = ?",
                (zstd.compress(page, 3), digest),
            )
        archive._conn.execute("DELETE FROM dictionaries")
        archive.scrub()
    return kept


def test_an_older_archive_becomes_smaller_and_its_pages_stay(tmp_path):
    path = tmp_path / "a.db"
    kept = make_older(path)
    before = path.stat().st_size
    told = run("compact", "-a", "a.db", cwd=tmp_path)
    assert told.code == 0
    assert told.out.startswith("pages     60 packed anew, 0.3 MB → 0.0 MB\nfile      ")
    assert path.stat().st_size < before - 250_000
    with Archive.open(path) as archive:
        assert {capture_id: archive.capture_payload(capture_id) for capture_id in kept} == kept
    assert run("compact", "-a", "a.db", cwd=tmp_path).out.startswith("pages     0 packed anew")
    assert run("compact", "-a", "a.db", "-q", cwd=tmp_path).out == ""


def test_it_waits_for_no_crawl_and_makes_no_archive(tmp_path):
    assert run("compact", "-a", "none.db", cwd=tmp_path).code == 3
    path = tmp_path / "a.db"
    Archive.open(path, create=True).close()
    with hold(path):
        assert run("compact", "-a", "a.db", cwd=tmp_path).code == 75
