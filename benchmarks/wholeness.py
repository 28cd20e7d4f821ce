"""What it costs to look through an archive, and to copy it while another process writes.

    python benchmarks/wholeness.py [--articles 2000] [--archive FILE] [--rounds 3]

A newspaper of our own is crawled, unless FILE is given (it is copied, and left as it is). ``verify`` is measured
against its floor in the same run: SQLite's own integrity checks of file and full-text index, and every payload unpacked
and digested, one after the other. ``backup`` is measured against copying the file and waiting for the disk; then once
more while another process commits two hundred times a second, beside SQLite's backup by pages, which begins
again at each commit of another process. Exit code 1 where verify takes more than three times its floor, or a backup
more than twice as long beside a writer as alone.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from crawls import crawl
from newspapers import Papers, loopback, opened

from newsarchive.archive import Archive
from newsarchive.archive.backup import backup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: So long a backup by pages may try, in seconds.
PATIENCE = 15.0
WRITER = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], timeout=10, isolation_level=None)
db.execute("PRAGMA synchronous = NORMAL")
print("ready", flush=True)
while True:
    db.execute("UPDATE sites SET name = ?", (str(time.monotonic()),))
    time.sleep(0.005)
"""


def timed(work: Callable[[], object], rounds: int) -> float:
    """Give the median of the seconds some work takes."""
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def floor(path: Path) -> None:
    """Read what verify reads, one after the other."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)")
        ids = [row[0] for row in db.execute("SELECT min(id) FROM captures GROUP BY payload_digest")]
    with Archive.open(path, read_only=True) as archive:
        for number in ids:
            archive.capture_payload(number)


def verify(path: Path) -> None:
    """Verify, and insist that nothing is wrong."""
    with Archive.open(path, read_only=True) as archive:
        assert not archive.verify().damage


def copied(path: Path, target: Path) -> None:
    """Copy a file to the disk."""
    shutil.copyfile(path, target)
    handle = os.open(target, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def by_pages(path: Path, target: Path) -> str:
    """Copy by pages as long as patience lasts; tell how often it began again."""
    begun, again, left = time.perf_counter(), 0, sys.maxsize

    def step(_: int, remaining: int, __: int) -> None:
        nonlocal again, left
        again += remaining > left
        left = remaining
        if time.perf_counter() - begun > PATIENCE:
            raise TimeoutError

    target.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as db, contextlib.closing(sqlite3.connect(target)) as copy:
        try:
            db.backup(copy, pages=100, progress=step, sleep=0.001)
        except TimeoutError:
            return f"given up after {PATIENCE:.0f} s, begun again {again} times"
    return f"{time.perf_counter() - begun:.2f} s, begun again {again} times"


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Have another process commit all the time."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        writer.stdout.readline()
        try:
            yield
        finally:
            writer.kill()


def main() -> int:
    """Measure; give 1 where a claim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path, target = Path(temporary) / "archive.db", Path(temporary) / "copy.db"
        if words.archive is not None:
            backup(words.archive, path)
        else:
            with opened(Papers(hosts=loopback(1), articles=words.articles), Path(temporary)) as paper:
                crawl([*paper.urls, "--concurrency", "8"], path)
        Archive.open(path).close()
        verify(path)
        checked, least = timed(lambda: verify(path), words.rounds), timed(lambda: floor(path), words.rounds)
        print(f"{path.stat().st_size / 1e6:.0f} MB")
        print(f"verify {checked:.2f} s, its floor {least:.2f} s: {checked / least:.2f} x")
        alone = timed(lambda: backup(path, target, replace=True), words.rounds)
        plain = timed(lambda: copied(path, target.with_name("plain.db")), words.rounds)
        print(f"backup {alone:.2f} s, copying the file {plain:.2f} s: {alone / plain:.2f} x")
        with writing(path):
            beside = timed(lambda: backup(path, target, replace=True), words.rounds)
            told = by_pages(path, target.with_name("pages.db"))
        verify(target)
        print(f"beside a writer: backup {beside:.2f} s ({beside / alone:.2f} x), by pages {told}")
    missed = checked > 3 * least or beside > 2 * alone
    print("MISSED" if missed else "as claimed")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
