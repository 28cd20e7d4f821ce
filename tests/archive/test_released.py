"""Archives that earlier versions of newsarchive wrote, of every schema that one of them wrote.

``released/schema-N.db.zst`` is the demo newspaper as crawled by the last version of schema N, vacuumed, with
``crawls.host`` and ``crawls.pid`` blanked. Migrations 2 and 4 came with the next one; no version wrote their schema.
After a migration is released: crawl the demo with that version, and put the archive here.
"""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.archive import Archive, backup, migrations
from newsarchive.archive.payloads import zstd
from newsarchive.errors import ArchiveFull, ArchiveTooOld
from tests.runner import run

RELEASED = sorted(Path(__file__).with_name("released").glob("schema-*.db.zst"))
OPEN = (
    "import sys\nfrom newsarchive.archive import Archive\nprint('ready', flush=True)\nArchive.open(sys.argv[1]).close()"
)

each = pytest.mark.parametrize("packed", RELEASED, ids=lambda file: file.name.partition(".")[0])


@pytest.fixture
def old(packed, tmp_path):
    path = tmp_path / "old.db"
    path.write_bytes(zstd.decompress(packed.read_bytes()))
    return path


def contents(path, like=None):
    """Give every row of the tables and columns that ``like``, itself without it, has."""
    with closing(sqlite3.connect(f"file:{like or path}?mode=ro", uri=True)) as conn:
        query = """SELECT t.name, group_concat('"' || c.name || '"') FROM sqlite_master t, pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'articles_fts%' AND t.name <> '_sqlite_migrations'
            GROUP BY t.name"""
        columns = dict(conn.execute(query))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        return {table: set(conn.execute(f"SELECT {names} FROM {table}")) for table, names in columns.items()}


def schema_of(path):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        return conn.execute("PRAGMA user_version").fetchone()[0]


def test_an_archive_of_the_newest_released_schema_is_here():
    written = {int(file.name.split("-")[1].split(".")[0]) for file in RELEASED}
    assert {1, 3, 5, 6} <= written < set(range(1, len(migrations.MIGRATIONS) + 1))


@each
def test_it_goes_forward_and_nothing_is_lost(packed, old, tmp_path):
    before = contents(old)
    as_it_was = tmp_path / "before.db"
    as_it_was.write_bytes(old.read_bytes())
    with Archive.open(old) as archive:
        assert archive.info().schema == len(migrations.MIGRATIONS)
        assert archive.verify().damage == ()
        for (capture_id,) in archive._conn.execute("SELECT id FROM captures").fetchall():
            assert len(archive.capture_payload(capture_id)) > 0
        records = list(archive.articles())
        assert len(records) == len(before["articles"]) == 24
        assert all(record["body"] and record["links"] is not None for record in records)
        assert archive.search("économie")
    assert contents(old, as_it_was) == before


@each
def test_read_only_it_says_what_to_do(packed, old):
    bytes_before = old.read_bytes()
    with pytest.raises(ArchiveTooOld) as error:
        Archive.open(old, read_only=True)
    assert str(error.value).startswith(f"{old}: has an older schema")
    assert "a crawl does it" in str(error.value)
    assert old.read_bytes() == bytes_before


@each
def test_it_can_be_copied_before(packed, old, tmp_path):
    backup.backup(old, tmp_path / "copy.db")
    assert schema_of(tmp_path / "copy.db") == schema_of(old)
    assert contents(tmp_path / "copy.db") == contents(old)


@each
def test_a_crawl_goes_on_with_it(packed, old, tmp_path):
    keys = {record[0] for record in ids(old)}
    done = run("crawl", "--demo", "-a", "old.db", "-q", "--summary", "last.json", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    summary = json.loads((tmp_path / "last.json").read_text())
    assert summary["new"] + summary["known"] + summary["unchanged"] + summary["changed"] >= 24
    assert keys <= {record[0] for record in ids(old)}
    done = run("verify", "-a", "old.db", cwd=tmp_path)
    assert (done.code, done.out.startswith("old.db: whole: ")) == (0, True), done.out


@each
def test_reading_it_again_gives_each_text_its_checksum(packed, old, tmp_path):
    with Archive.open(old) as archive:
        assert archive.verify().unsealed == 24
    assert run("reextract", "-a", "old.db", "--yes", "-q", cwd=tmp_path).code == 0
    with Archive.open(old, read_only=True) as archive:
        found = archive.verify()
    assert (found.damage, found.unsealed) == ((), 0)


def ids(path):
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute("SELECT url_key FROM articles").fetchall()


@pytest.mark.parametrize("packed", RELEASED[:1], ids=["schema-1"])
def test_killed_on_the_way(packed, old):
    before = contents(old)
    as_it_was = old.read_bytes()
    draw = random.Random(1)
    for _ in range(12):
        old.write_bytes(as_it_was)
        for name in (f"{old.name}-wal", f"{old.name}-shm", f"{old.name}-journal"):
            old.with_name(name).unlink(missing_ok=True)
        with subprocess.Popen([sys.executable, "-c", OPEN, str(old)], stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"ready\n"
            time.sleep(draw.uniform(0, 0.3))
            process.send_signal(signal.SIGKILL)
        with Archive.open(old) as archive:
            assert archive.verify().damage == ()
            assert archive.info().articles == len(before["articles"])


@pytest.mark.parametrize("packed", RELEASED[:1], ids=["schema-1"])
def test_a_disk_that_takes_no_more_on_the_way(packed, old, monkeypatch):
    before = old.read_bytes()
    code = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({len(before)},) * 2)\n"
    code += "import sys\nfrom newsarchive.archive import Archive\nfrom newsarchive.errors import ArchiveFull\n"
    code += "try:\n    Archive.open(sys.argv[1])\nexcept ArchiveFull as error:\n    sys.exit(str(error))"
    done = subprocess.run([sys.executable, "-c", code, str(old)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert done.stderr.startswith(f"{old}: the disk ")
    assert old.read_bytes() == before or schema_of(old) == 1
    with Archive.open(old) as archive:
        assert archive.verify().damage == ()
        assert archive.info().articles == 24
    assert ArchiveFull.exit_code == 74
