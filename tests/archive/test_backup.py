"""A copy is whole or it is not there, whatever happens to it and to the archive meanwhile."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.archive import Archive, backup, migrations
from newsarchive.errors import (
    ArchiveError,
    ArchiveFull,
    ArchiveMissing,
    ArchiveNotWritable,
    NotAnArchive,
    UsageError,
)
from tests.runner import environment

from .conftest import NOON
from .test_durability import WRITER, run

COPY = """
import resource, sys
from pathlib import Path
from newsarchive.archive import backup
from newsarchive.errors import NewsArchiveError
if len(sys.argv) > 3:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
print("ready", flush=True)
try:
    backup.backup(Path(sys.argv[1]), Path(sys.argv[2]), replace=True)
except NewsArchiveError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


def rows(path):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        names = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: set(conn.execute(f'SELECT * FROM "{name}"')) for name in names if "articles_fts_" not in name}


def whole(path):
    with Archive.open(path, read_only=True) as archive:
        return archive.verify().damage == ()


@pytest.fixture
def full(path, desk):
    """An archive of some megabytes."""
    for number in range(200):
        desk.publish(f"https://a.fr/{number}", f"Titre {number}", f"{number} mots " * 3000)
    desk.archive.close()
    return path


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder / "copy.db"


def assert_alone(target):
    """Nothing but the copy, or nothing at all, is in its folder."""
    assert {entry.name for entry in target.parent.iterdir()} <= {target.name}


def test_the_same_rows(full, target):
    seen = []
    made = backup.backup(full, target, progress=lambda done, most: seen.append((done, most)))
    assert (made.path, made.articles, made.captures) == (str(target), 200, 200)
    assert made.size == target.stat().st_size
    assert seen
    assert rows(target) == rows(full)
    assert whole(target)
    assert_alone(target)
    with Archive.open(target) as copy:
        assert copy.info().articles == 200
        assert copy.search("mots", limit=2)


def test_nothing_erased_is_in_the_copy(full, target):
    with closing(sqlite3.connect(full)) as conn, conn:
        conn.execute("PRAGMA secure_delete = 0")
        conn.execute("UPDATE links SET text = ''")
        conn.execute("INSERT INTO sites (domain) VALUES ('secret.fr')")
        conn.execute("DELETE FROM sites WHERE domain = 'secret.fr'")
    backup.backup(full, target)
    assert b"secret.fr" not in target.read_bytes()


def test_while_another_process_writes(path, target):
    with run(WRITER, path, 10**6) as writer:
        said = [writer.stdout.readline().split() for _ in range(20)]
        try:
            for _ in range(5):
                said += [writer.stdout.readline().split() for _ in range(20)]
                made = backup.backup(path, target, replace=True)
                assert whole(target)
                with Archive.open(target, read_only=True) as copy:
                    assert copy.info().articles >= made.articles
                    for what, number, proof in said:
                        if what == "article":
                            assert copy.article(int(number))["headline"] == f"Titre {proof}"
        finally:
            writer.send_signal(signal.SIGKILL)
    assert_alone(target)


def test_an_archive_of_an_older_schema(full, target, monkeypatch):
    known = migrations.MIGRATIONS
    monkeypatch.setattr(migrations, "MIGRATIONS", (*known, ("9999_later", ("CREATE TABLE later (id)",))))
    backup.backup(full, target)
    assert rows(target) == rows(full)


@pytest.mark.parametrize("replace", [True, False])
def test_what_is_no_archive_is_not_written_over(full, target, replace):
    target.write_bytes(b"my thesis")
    with pytest.raises(UsageError, match="no archive"):
        backup.backup(full, target, replace=replace)
    assert target.read_bytes() == b"my thesis"
    with closing(sqlite3.connect(target.with_name("other.db"))) as conn:
        conn.execute("CREATE TABLE mine (id)")
    with pytest.raises(UsageError, match="no archive"):
        backup.backup(full, target.with_name("other.db"), replace=replace)
    with pytest.raises(UsageError, match="folder"):
        backup.backup(full, target.parent, replace=replace)
    with pytest.raises(UsageError, match="the archive itself"):
        backup.backup(full, full, replace=replace)


def test_an_older_copy_is_written_over_when_asked(full, target):
    backup.backup(full, target)
    before = target.read_bytes()
    with Archive.open(full) as archive:
        archive.begin_crawl(command="crawl", urls=[], pid=1, host="x", started=NOON)
    with pytest.raises(UsageError, match="--force"):
        backup.backup(full, target)
    assert target.read_bytes() == before
    backup.backup(full, target, replace=True)
    assert rows(target) == rows(full)


def test_the_log_of_an_older_copy_does_not_get_into_the_new_one(full, target):
    backup.backup(full, target)
    # Somebody wrote to the copy, and was cut off.
    code = "import sqlite3, sys, os\nc = sqlite3.connect(sys.argv[1])\nc.execute('PRAGMA journal_mode = WAL')\n"
    code += "c.execute(\"UPDATE articles SET url = 'x'\")\nc.commit()\nos._exit(0)"
    subprocess.run([sys.executable, "-c", code, str(target)], check=True)
    assert target.with_name("copy.db-wal").stat().st_size
    backup.backup(full, target, replace=True)
    assert rows(target) == rows(full)
    assert_alone(target)


def test_a_copy_that_somebody_has_open(full, target):
    backup.backup(full, target)
    with Archive.open(target) as reader:
        reader.info()
        with pytest.raises(ArchiveError, match="has it open"):
            backup.backup(full, target, replace=True)
        assert reader.info().articles == 200
    assert whole(target)
    assert not target.with_name("copy.db.partial").exists()


def test_what_cannot_be_copied(tmp_path, target, full):
    with pytest.raises(ArchiveMissing):
        backup.backup(tmp_path / "nowhere.db", target)
    with pytest.raises(ArchiveNotWritable, match="no such folder"):
        backup.backup(full, tmp_path / "nowhere" / "copy.db")
    with pytest.raises(ArchiveNotWritable):
        backup.backup(full, Path("/proc/copy.db"))
    (tmp_path / "page.html").write_bytes(b"<html>" * 1000)
    with pytest.raises(NotAnArchive):
        backup.backup(tmp_path / "page.html", target)
    assert_alone(target)


def test_a_damaged_archive_is_not_copied_over_a_whole_copy(full, target):
    backup.backup(full, target)
    before = target.read_bytes()
    content = bytearray(full.read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    full.write_bytes(content)
    with pytest.raises(NotAnArchive) as error:
        backup.backup(full, target, replace=True)
    assert str(error.value).startswith(f"{full}: ")
    assert target.read_bytes() == before
    assert_alone(target)


def test_two_backups_at_once(full, target):
    with backup._held(target.with_name("copy.db.partial")), pytest.raises(ArchiveError, match="another process"):
        backup.backup(full, target)
    target.with_name("copy.db.partial").unlink()
    backup.backup(full, target)
    assert whole(target)


def copying(*words):
    return subprocess.Popen(
        [sys.executable, "-c", COPY, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(PYTHONPATH=os.environ.get("PYTHONPATH", "")),
    )


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8])
def test_killed(full, target, share):
    backup.backup(full, target)
    before = target.read_bytes()
    partial = target.with_name("copy.db.partial")
    with copying(full, target) as process:
        assert process.stdout.readline() == "ready\n"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and process.poll() is None:
            if partial.exists() and partial.stat().st_size >= share * len(before):
                break
        process.send_signal(signal.SIGKILL)
    # Either the old copy or a new one, whole; at most an unfinished one beside it.
    assert whole(target)
    assert {entry.name for entry in target.parent.iterdir()} <= {target.name, partial.name, f"{partial.name}-journal"}
    backup.backup(full, target, replace=True)
    assert rows(target) == rows(full)
    assert_alone(target)


def test_a_disk_that_takes_no_more(full, target):
    with copying(full, target, 1_000_000) as process:
        _, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint.count("\n")) == (74, 1), complaint
    assert "no copy was made" in complaint
    assert_alone(target)
    assert whole(full)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of three megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.fail(
            f"a disk that fills up cannot be made here, only root may mount one: {done.stderr.decode().strip()}"
        )
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(full, small_disk):
    with pytest.raises(ArchiveFull) as error:
        backup.backup(full, small_disk / "copy.db")
    assert "\n" not in str(error.value)
    assert list(small_disk.iterdir()) == []


def test_a_crawl_on_a_full_disk(small_disk):
    """What was stored before the disk was full is there, and the archive takes more once there is room."""
    path = small_disk / "a.db"
    with run(WRITER, path, 10**6) as writer:
        out, complaint = writer.communicate(timeout=60)
    assert "ArchiveFull" in complaint.splitlines()[-1]
    said = [line.split() for line in out.splitlines()]
    assert len(said) > 20
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    assert whole(path)
    with Archive.open(path) as archive:
        for what, number, proof in said:
            if what == "article":
                assert archive.article(int(number))["headline"] == f"Titre {proof}"
            else:
                assert len(archive.capture_payload(int(number))) == 3000
