"""What may go wrong with a file, one clear line each."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive import Archive
from newsarchive.errors import (
    ArchiveError,
    ArchiveFull,
    ArchiveMissing,
    ArchiveNotWritable,
    ArchiveTooNew,
    ArticleNotFound,
    NotAnArchive,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534


def one_line(error: pytest.ExceptionInfo[ArchiveError], path: Path) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert text.startswith(f"{path}: ")
    return text


def test_created_with_its_folders(tmp_path):
    path = tmp_path / "a" / "b" / "c.sqlite"
    with Archive.open(path, create=True) as archive:
        assert archive.path == path
    assert path.is_file()
    with sqlite3.connect(path) as conn:
        assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert conn.execute("PRAGMA application_id").fetchone() == (0x4E575341,)


def test_an_empty_file_becomes_an_archive_only_when_asked(path):
    path.touch()
    with pytest.raises(NotAnArchive) as error:
        Archive.open(path)
    assert "empty" in one_line(error, path)
    with pytest.raises(NotAnArchive):
        Archive.open(path, read_only=True)
    assert path.stat().st_size == 0
    Archive.open(path, create=True).close()
    Archive.open(path).close()


@pytest.mark.parametrize("options", [{}, {"read_only": True}, {"read_only": True, "create": True}])
def test_missing(path, options):
    with pytest.raises(ArchiveMissing) as error:
        Archive.open(path, **options)
    assert one_line(error, path).endswith("no such archive")
    assert error.value.exit_code == 3
    assert not path.exists()


def test_names_with_odd_characters(tmp_path):
    path = tmp_path / "a ?mode=ro#100%.sqlite"
    Archive.open(path, create=True).close()
    Archive.open(path, read_only=True).close()
    assert path.exists()


@pytest.mark.parametrize("options", [{}, {"create": True}, {"read_only": True}])
@pytest.mark.parametrize(
    "content", [b"<html>not a database</html>" * 100, b"x", b"SQLite format 3\0", b"\0" * 5000, b"PK\3\4" * 1000]
)
def test_something_else(path, content, options):
    path.write_bytes(content)
    with pytest.raises(NotAnArchive) as error:
        Archive.open(path, **options)
    one_line(error, path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("options", [{}, {"create": True}, {"read_only": True}])
@pytest.mark.parametrize(
    "setup", ["CREATE TABLE articles (id)", "PRAGMA application_id = 7", "PRAGMA user_version = 3"]
)
def test_another_database_is_never_touched(path, setup, options):
    conn = sqlite3.connect(path)
    conn.execute(setup)
    conn.close()
    before = path.read_bytes()
    with pytest.raises(NotAnArchive) as error:
        Archive.open(path, **options)
    assert "not of newsarchive" in one_line(error, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("options", [{}, {"create": True}, {"read_only": True}])
def test_a_device(options):
    with pytest.raises(NotAnArchive) as error:
        Archive.open("/dev/null", **options)
    assert "device" in one_line(error, Path("/dev/null"))


def test_a_folder(tmp_path):
    with pytest.raises(NotAnArchive) as error:
        Archive.open(tmp_path, create=True)
    assert "folder" in one_line(error, tmp_path)


@pytest.mark.parametrize("kept", [50, 700, 0.5, 0.9])
@pytest.mark.parametrize("read_only", [True, False])
def test_truncated(path, desk, kept, read_only):
    for number in range(50):
        desk.publish(f"https://a.fr/{number}", body="mot " * 500)
    desk.archive.close()
    size = path.stat().st_size
    os.truncate(path, kept if kept > 1 else int(size * kept))
    with pytest.raises(NotAnArchive) as error:
        Archive.open(path, read_only=read_only)
    assert "damaged" in one_line(error, path)


def test_damage_met_while_reading(path, desk):
    for number in range(50):
        desk.publish(f"https://a.fr/{number}", body="mot " * 500)
    desk.archive.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(NotAnArchive), Archive.open(path, read_only=True) as archive:
        list(archive.articles())


@pytest.mark.parametrize("options", [{}, {"create": True}, {"read_only": True}])
def test_newer_schema(path, archive, options):
    archive.close()
    with sqlite3.connect(path) as conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('newsarchive', '9999_later', '')"
        )
    conn.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveTooNew) as error:
        Archive.open(path, **options)
    assert "9999_later" in one_line(error, path)
    assert error.value.exit_code == 3
    assert path.read_bytes() == before


def test_migrations_of_others_do_not_matter(path, archive):
    archive.close()
    with sqlite3.connect(path) as conn:
        conn.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('theirs', 'x', '')")
    conn.close()
    Archive.open(path).close()


def test_a_parent_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("x")
    path = tmp_path / "file" / "a.sqlite"
    with pytest.raises(ArchiveNotWritable) as error:
        Archive.open(path, create=True)
    one_line(error, path)
    assert error.value.exit_code == 73


def test_a_folder_that_takes_no_files():
    for path in (Path("/proc/x.sqlite"), Path("/proc/folder/x.sqlite")):
        with pytest.raises(ArchiveNotWritable) as error:
            Archive.open(path, create=True)
        one_line(error, path)


@pytest.fixture
def shelf(path, desk) -> Iterator[Path]:
    """A folder with an archive in it, readable by anybody and writable by its owner alone."""
    desk.publish("https://a.fr/1", "Économie")
    desk.archive.close()
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    shutil.copy(path, folder / "archive.sqlite")
    (folder / "archive.sqlite").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def as_nobody(work: Callable[[], None]) -> None:
    """Do it in a process without root's right to write anywhere."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.getuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_medium_that_cannot_be_written(shelf):
    path = shelf / "archive.sqlite"

    def work() -> None:
        with Archive.open(path, read_only=True) as archive:
            assert [hit.headline for hit in archive.search("economie")] == ["Économie"]
            with pytest.raises(ArchiveNotWritable):
                archive.judge_capture(1, "listing")
        for attempt in (path, shelf / "new.sqlite", shelf / "deep" / "new.sqlite"):
            with pytest.raises(ArchiveNotWritable) as error:
                Archive.open(attempt, create=True)
            one_line(error, attempt)

    as_nobody(work)
    assert [entry.name for entry in shelf.iterdir()] == ["archive.sqlite"]


def test_a_medium_that_cannot_be_written_with_pages_in_the_log(path, desk):
    desk.publish("https://a.fr/1")
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    for name in (path.name, f"{path.name}-wal"):
        shutil.copy(path.with_name(name), folder / name)
    for entry in folder.iterdir():
        entry.chmod(0o444)
    folder.chmod(0o555)

    def work() -> None:
        with pytest.raises(ArchiveError) as error:
            Archive.open(folder / path.name, read_only=True)
        assert f"{path.name}-wal" in one_line(error, folder / path.name)

    try:
        as_nobody(work)
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_reading_an_archive_never_writes(path, desk):
    desk.publish("https://a.fr/1")
    with Archive.open(path, read_only=True) as archive, pytest.raises(ArchiveNotWritable) as error:
        archive.judge_capture(1, "listing")
    one_line(error, path)


def test_a_full_file(path, desk):
    stored = desk.publish("https://a.fr/1")
    (pages,) = desk.archive._conn.execute("PRAGMA page_count").fetchone()
    desk.archive._conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ArchiveFull) as error:
        desk.publish("https://a.fr/2", body="".join(f"mot{number} " for number in range(20_000)))
    assert "full" in one_line(error, path)
    assert error.value.exit_code == 74
    assert desk.archive.article(stored.article_id)["headline"] == "Un titre"
    desk.archive._conn.execute("PRAGMA max_page_count = 1000000")
    desk.publish("https://a.fr/3")
    assert desk.archive._conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


FILL = """
import hashlib, os, resource, sys
from datetime import UTC, datetime
from newsarchive.archive import Archive
from newsarchive.errors import ArchiveFull
from newsarchive.model import Capture
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
with Archive.open(sys.argv[1], create=True) as archive:
    try:
        while True:
            payload = os.urandom(20_000)
            capture = Capture(target_uri="https://a.fr/", requested_uri="https://a.fr/", moment=datetime.now(UTC),
                status=200, headers=(), payload=payload, payload_digest="sha256:" + hashlib.sha256(payload).hexdigest())
            print(archive.store_capture(capture, crawl_id=None), flush=True)
    except ArchiveFull as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
"""


def test_a_disk_that_takes_no_more(path):
    command = [sys.executable, "-c", FILL, str(path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 74, result.stderr
    assert result.stderr.startswith(f"{path}: the disk ")
    assert result.stderr.count("\n") == 1
    ids = [int(line) for line in result.stdout.split()]
    assert len(ids) > 20
    with Archive.open(path) as archive:
        assert archive._conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for capture_id in ids:
            assert len(archive.capture_payload(capture_id)) == 20_000


def test_a_writer_that_never_ends(path, archive, monkeypatch):
    monkeypatch.setattr("newsarchive.archive.connection.BUSY_SECONDS", 0.1)
    archive._conn.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveError) as error:
        Archive.open(path)
    assert "another process" in one_line(error, path)
    assert error.value.exit_code == 3
    with Archive.open(path, read_only=True) as reader:
        assert reader.search("") == []


def test_closed_twice_and_used_afterwards(archive):
    archive.close()
    archive.close()
    with pytest.raises(ArchiveError):
        archive.search("x")


def test_article_not_found(archive, path):
    for key in (1, "1", "https://a.fr/x", "", "9" * 30, -5, 2**70, "http://[bad", "\ud800"):
        with pytest.raises(ArticleNotFound) as error:
            archive.article(key)
        assert error.value.exit_code == 1
        assert str(error.value).startswith(str(path))


def test_importing_is_light():
    code = (
        "import sys, newsarchive.archive, newsarchive.exports\n"
        "heavy = {'scrapy', 'twisted', 'lxml', 'parsel', 'sqlite_utils', 'dateparser', 'click', 'rich'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], timeout=60, check=True)
