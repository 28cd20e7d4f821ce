"""What a capture weighs, packed in several ways and kept in several homes.

    python benchmarks/captures.py ARCHIVE [--skip-ways] [--skip-homes]

ARCHIVE is a crawl's archive; it is only read. First, bytes and CPU milliseconds a page: gzip, plain zstd, zstd with one
other page of the site as a dictionary, with four, with a trained one. Then the archive's own way, page after page in
the order of the crawl, dictionaries and SQLite's free space included, and its random reads. Then three homes for the
same packed bytes beside the archive's articles: the one file, a second file attached, and WARC shards (gzip, a member a
record) with offsets in SQLite: size, pages written a second, random reads, and an analyst's questions to the articles.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.archive import Archive
from newsarchive.archive.payloads import LEVEL, zstd

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.model import Capture

_LEVEL = zstd.CompressionParameter.compression_level
_QUESTIONS = (
    "SELECT strftime('%Y-%m', date_published), count(*), avg(length(body)) FROM articles GROUP BY 1",
    "SELECT count(*) FROM articles WHERE body LIKE '%conseil%'",
)


def captures(path: Path) -> list[tuple[Capture, str]]:
    """Read the captures of an archive, each with what it was fetched for."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT id, source FROM captures WHERE status <> 304 ORDER BY id").fetchall()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        with contextlib.closing(sqlite3.connect(path)) as db, contextlib.closing(sqlite3.connect(copy)) as to:
            db.backup(to)
        with Archive.open(copy) as archive:
            return [(archive.capture(capture_id), source) for capture_id, source in rows]


def with_dictionary(
    text: bytes, level: int, mode: str = "digested", *, trained: bool = False
) -> Callable[[bytes], bytes]:
    """Give what packs a page with a dictionary."""
    dictionary = zstd.ZstdDict(text, is_raw=not trained)
    used = getattr(dictionary, f"as_{mode}_dict" if mode != "prefix" else "as_prefix")

    def pack(page: bytes) -> bytes:
        packer = zstd.ZstdCompressor(options={_LEVEL: level}, zstd_dict=used)
        return packer.compress(page, packer.FLUSH_FRAME)

    return pack


def ways(pages: list[bytes]) -> None:
    """Print bytes and CPU a page for each way of packing articles' pages."""
    few = [page for page in pages[5:60:10] if len(page) < 256_000][:4]
    start = time.process_time()
    trained = zstd.train_dict(pages[:100], 110_000).dict_content
    training = time.process_time() - start
    packers: list[tuple[str, Callable[[bytes], bytes]]] = [("gzip 6", lambda page: gzip.compress(page, 6))]
    packers += [(f"zstd {level}", lambda page, level=level: zstd.compress(page, level)) for level in (3, 9, 19)]
    for name, text in (("one page", few[0]), ("two pages", b"".join(few[:2])), ("four pages", b"".join(few))):
        packers += [(f"zstd {level}, {name}", with_dictionary(text, level)) for level in (3, 5, 9, 12)]
    packers += [(f"zstd 9, one page, {mode}", with_dictionary(few[0], 9, mode)) for mode in ("undigested", "prefix")]
    packers += [(f"zstd {level}, trained on 100", with_dictionary(trained, level, trained=True)) for level in (5, 9)]
    floor = 0.0
    for name, pack in packers:
        start = time.process_time()
        size = sum(len(pack(page)) for page in pages) / len(pages)
        cost = (time.process_time() - start) / len(pages) * 1000
        floor = floor or size
        print(f"{name:34} {size:8.0f} bytes  {size / floor:6.3f} x gzip  {cost:6.2f} CPU ms", flush=True)
    print(f"(to train took {training:.1f} s of CPU)")


def _table_bytes(db: sqlite3.Connection, *tables: str) -> int:
    """Give the bytes of the file that tables take with their indexes, free space in them included."""
    names = ", ".join("?" * len(tables))
    # dbstat is not compiled into every SQLite: a copy of the tables alone tells the same.
    rows = db.execute(f"SELECT name, sql FROM sqlite_master WHERE tbl_name IN ({names}) AND sql NOT NULL", tables)
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        db.execute("ATTACH ? AS alone", (file.name,))
        for name, sql in sorted(rows.fetchall(), key=lambda row: "INDEX" in row[1]):
            kind = "INDEX" if sql.startswith("CREATE INDEX") else "TABLE"
            db.execute(sql.replace(f"CREATE {kind} ", f"CREATE {kind} alone.", 1))
            if kind == "TABLE":
                db.execute(f"INSERT INTO alone.{name} SELECT * FROM main.{name} ORDER BY rowid")
        pages = db.execute("PRAGMA alone.page_count").fetchone()[0] * db.execute("PRAGMA alone.page_size").fetchone()[0]
        db.execute("DETACH alone")
    return int(pages)


def own_way(found: list[tuple[Capture, str]], folder: Path) -> None:
    """Print what the archive makes of the captures."""
    path = folder / "own.db"
    start = time.process_time()
    with Archive.open(path, create=True) as archive:
        for capture, source in found:
            archive.store_capture(capture, crawl_id=None, source=source)
    cost = (time.process_time() - start) / len(found) * 1000
    distinct = {capture.payload_digest: capture.payload for capture, _ in found}
    floor = sum(len(gzip.compress(page, 6)) for page in distinct.values())
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        packed = db.execute("SELECT sum(length(content)) FROM payloads").fetchone()[0]
        count, books = db.execute("SELECT count(*), sum(length(content)) FROM dictionaries").fetchone()
        on_disk = _table_bytes(db, "payloads", "dictionaries")
        rows = _table_bytes(db, "captures")
    n = len(distinct)
    print(f"\n{n} distinct payloads, gzip 6: {floor / n:.0f} bytes each; as the archive keeps them (zstd {LEVEL}):")
    print(f"packed {packed / n:.0f} + {count} dictionaries {books / n:.0f} = {(packed + books) / floor:.3f} x gzip")
    print(f"in the file, keys and free space included: {on_disk / n:.0f} bytes = {on_disk / floor:.3f} x gzip")
    print(f"their rows in captures with headers and indexes: {rows / len(found):.0f} bytes each")
    print(f"kept at {cost:.2f} CPU ms each, a commit each")
    order = list(range(1, len(found) + 1))
    random.Random(1).shuffle(order)
    times = []
    with Archive.open(path, read_only=True) as archive:
        for capture_id in order:
            start = time.process_time()
            archive.capture_payload(capture_id)
            times.append((time.process_time() - start) * 1000)
    times.sort()
    print(
        f"random read, checked against its digest: median {times[len(times) // 2]:.3f} CPU ms, slowest {times[-1]:.2f}"
    )


class _OneFile:
    """Payloads in a table of the archive's file, or of one attached to it."""

    def __init__(self, base: Path, second: Path | None) -> None:
        self.db = sqlite3.connect(base, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.files = [base]
        self.where = "main"
        if second is not None:
            self.db.execute("ATTACH ? AS pages", (str(second),))
            self.db.execute("PRAGMA pages.journal_mode = WAL")
            self.db.execute("PRAGMA pages.synchronous = NORMAL")
            self.where = "pages"
            self.files.append(second)
        self.db.execute(f"CREATE TABLE {self.where}.kept (digest TEXT PRIMARY KEY, content BLOB)")

    def write(self, digest: str, content: bytes, row: tuple[object, ...]) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute(f"INSERT INTO {self.where}.kept VALUES (?, ?)", (digest, content))
        _article(self.db, row)
        self.db.execute("COMMIT")

    def read(self, digest: str) -> bytes:
        query = f"SELECT content FROM {self.where}.kept WHERE digest = ?"
        return bytes(self.db.execute(query, (digest,)).fetchone()[0])


class _Shards:
    """Payloads in an append-only file of gzip members; the database knows where each begins."""

    def __init__(self, base: Path, shard: Path) -> None:
        self.db = sqlite3.connect(base, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.execute("CREATE TABLE kept (digest TEXT PRIMARY KEY, start INTEGER, length INTEGER)")
        self.files = [base, shard]
        self.shard = shard.open("ab+")

    def write(self, digest: str, content: bytes, row: tuple[object, ...]) -> None:
        start = self.shard.seek(0, io.SEEK_END)
        self.shard.write(content)
        self.shard.flush()
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("INSERT INTO kept VALUES (?, ?, ?)", (digest, start, len(content)))
        _article(self.db, row)
        self.db.execute("COMMIT")

    def read(self, digest: str) -> bytes:
        start, length = self.db.execute("SELECT start, length FROM kept WHERE digest = ?", (digest,)).fetchone()
        self.shard.seek(start)
        return self.shard.read(length)


def _article(db: sqlite3.Connection, row: tuple[object, ...]) -> None:
    db.execute(f"INSERT INTO told VALUES ({', '.join('?' * len(row))})", row)


def homes(source: Path, found: list[tuple[Capture, str]], folder: Path) -> None:
    """Print what each home costs, an article's row written in the transaction of each payload."""
    with contextlib.closing(sqlite3.connect(source)) as db:
        rows = db.execute("SELECT id, date_published, headline, body, blocks FROM articles").fetchall()
    pages = list({capture.payload_digest: capture.payload for capture, _ in found}.items())
    told = [capture.payload for capture, source in found if source == "article" and len(capture.payload) < 256_000]
    dictionary = b"".join(told[5:45:10])[:256_000]
    ours, theirs = with_dictionary(dictionary, LEVEL), lambda page: gzip.compress(page, 6)
    packed = [(digest, ours(page), theirs(page)) for digest, page in pages]
    print("\nthe same pages and articles in three homes, an article's row in the transaction of each page:")
    for name in ("articles alone", "one file", "one file, gzip", "attached file", "gzip shard"):
        base = folder / f"{name}.db".replace(" ", "-")
        with contextlib.closing(sqlite3.connect(base)) as db:
            db.execute("CREATE TABLE told (id INTEGER, date_published TEXT, headline TEXT, body TEXT, blocks TEXT)")
        home: _OneFile | _Shards
        if name == "gzip shard":
            home = _Shards(base, folder / "shard.warc.gz")
        else:
            home = _OneFile(base, folder / "pages.db" if name == "attached file" else None)
        start = time.perf_counter()
        for number, (digest, content, zipped) in enumerate(packed):
            given = {"articles alone": b"", "gzip shard": zipped, "one file, gzip": zipped}.get(name, content)
            home.write(digest, given, rows[number % len(rows)])
        rate = len(packed) / (time.perf_counter() - start)
        home.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        order = [digest for digest, _, _ in packed]
        random.Random(1).shuffle(order)
        start = time.perf_counter()
        for digest in order:
            home.read(digest)
        read = (time.perf_counter() - start) / len(order) * 1000
        asked = min(_ask(home.db) for _ in range(15))
        size = sum(file.stat().st_size for file in home.files) / len(packed)
        print(f"{name:18} {size:7.0f} bytes a page  {rate:6.0f} pages/s  read {read:.3f} ms  questions {asked:6.1f} ms")
        home.db.close()


def _ask(db: sqlite3.Connection) -> float:
    start = time.process_time()
    for question in _QUESTIONS:
        db.execute(question.replace("FROM articles", "FROM told")).fetchall()
    return (time.process_time() - start) * 1000


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--skip-homes", action="store_true")
    parser.add_argument("--skip-ways", action="store_true")
    words = parser.parse_args()
    found = captures(words.archive)
    articles = [capture.payload for capture, source in found if source == "article" and capture.status == 200]
    if len(articles) < 20:
        sys.exit(f"{words.archive}: has too few pages of articles to measure")
    if not words.skip_ways:
        ways(articles)
    folder = Path(tempfile.mkdtemp())
    try:
        own_way(found, folder)
        if not words.skip_homes:
            homes(words.archive, found, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
