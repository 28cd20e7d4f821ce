"""What a re-extraction leaves, beside what a crawl would, and how much two processes help.

    python benchmarks/reextract.py http://127.0.0.1:8081/ [--archive A.db] [--folder DIR] [--rounds 3]

The site is crawled into an archive (or ARCHIVE is taken, which stays as it is). Three copies of it are read again:

* one as it is: nothing may change;
* one whose rows were spoiled, as an older and worse extractor would have left them;
* one whose readings are all gone: nothing but captures and what sources said.

Each must have the articles of the crawl afterwards: every table is compared by SQL, by address. Then the spoiled copy
is read and written with one process and with two, in turns, ROUNDS times: pages a second and their ratio, the best of
each. The CPU time of readers and writer says what ratio there can be at best, on a machine that has more to do, too.
Exit code 1 where a row differs.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from crawls import crawl, table

from newsarchive.archive import Archive
from newsarchive.reading.reextraction import Reextraction, Scope
from newsarchive.sites import Sites

#: What an older extractor is made to have read: halves of texts, other names, no dates, wrong links.
SPOIL = """
UPDATE articles SET body = substr(body, 1, length(body) / 2) || ' Lire aussi', blocks = '[]',
    description = NULL, extractor = 'newsarchive/0.0.1', profile_digest = 'sha256:none', payload_digest = '',
    confidence = NULL, headline_confidence = 0.1, body_confidence = NULL, in_language = NULL;
UPDATE articles SET headline = headline || ' - Le site' WHERE id % 3 = 0;
UPDATE articles SET date_published = NULL, date_published_utc = NULL, date_published_raw = NULL,
    date_published_precision = NULL, date_published_source = NULL, date_published_confidence = NULL WHERE id % 4 = 0;
UPDATE articles SET date_modified = '2001-01-01T00:00:00+00:00', date_modified_utc = '2001-01-01T00:00:00Z'
    WHERE id % 5 = 0;
DELETE FROM article_authors WHERE article_id % 2 = 0;
DELETE FROM article_tags WHERE article_id % 3 = 0;
DELETE FROM links WHERE id % 4 = 0;
UPDATE links SET kind = 'inline' WHERE id % 4 = 1;
DELETE FROM images WHERE id % 2 = 0;
"""
#: All that was read out of the captures, and what was learned from it.
THROW_AWAY = """
UPDATE captures SET article_id = NULL;
UPDATE addresses SET article_id = NULL;
DELETE FROM articles;
DELETE FROM sites WHERE id NOT IN (SELECT site_id FROM site_memories);
"""
_JOINED = "FROM {of}.articles a JOIN {of}.{table} x ON x.article_id = a.id"
#: The tables that are compared, each as rows without ids of their own.
TABLES = {
    "articles": "SELECT {columns} FROM {of}.articles",
    "sites": "SELECT a.url_key, s.domain, s.name FROM {of}.articles a JOIN {of}.sites s ON s.id = a.site_id",
    "authors": "SELECT a.url_key, x.position, n.name FROM {of}.articles a "
    "JOIN {of}.article_authors x ON x.article_id = a.id JOIN {of}.authors n ON n.id = x.author_id",
    "tags": "SELECT a.url_key, x.position, n.name FROM {of}.articles a "
    "JOIN {of}.article_tags x ON x.article_id = a.id JOIN {of}.tags n ON n.id = x.tag_id",
    "links": "SELECT a.url_key, x.position, x.kind, x.url, x.url_key, x.text, x.rel "
    "FROM {of}.articles a JOIN {of}.links x ON x.article_id = a.id",
    "images": "SELECT a.url_key, x.position, x.url, x.caption, x.credit "
    "FROM {of}.articles a JOIN {of}.images x ON x.article_id = a.id",
    "versions": "SELECT a.url_key, x.number, x.headline, x.body, x.authors, x.date_published_utc "
    "FROM {of}.articles a JOIN {of}.versions x ON x.article_id = a.id",
    "edits": "SELECT a.url_key, x.version, x.moment, x.headline, x.body, x.date_published, x.authors, x.words_added, "
    "x.words_removed FROM {of}.articles a JOIN {of}.edits x ON x.article_id = a.id",
    "absences": "SELECT a.url_key, x.gone_since, x.returned FROM {of}.articles a "
    "JOIN {of}.absences x ON x.article_id = a.id",
    "impressions": "SELECT a.url_key, x.rank, x.container, x.blocks, x.bearing "
    "FROM {of}.articles a JOIN {of}.impressions x ON x.article_id = a.id",
    "addresses": "SELECT d.url_key, a.url_key FROM {of}.addresses d JOIN {of}.articles a ON a.id = d.article_id",
    "captures": "SELECT c.id, c.verdict, a.url_key FROM {of}.captures c "
    "LEFT JOIN {of}.articles a ON a.id = c.article_id",
}
_OWN = ("id", "site_id")


def copied(archive: Path, to: Path) -> Path:
    """Copy an archive, whole."""
    with contextlib.closing(sqlite3.connect(archive)) as source, contextlib.closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
    return to


def spoil(archive: Path, how: str) -> None:
    """Carry out SQL as somebody would who is not newsarchive."""
    with contextlib.closing(sqlite3.connect(archive)) as conn:
        conn.execute("PRAGMA foreign_keys = ON")
        conn.executescript(how.replace("", ""))
        conn.commit()


def compare(one: Path, other: Path) -> list[tuple[str, int, int, int]]:
    """Give for each table its name, its rows, and how many of them only the first has, or the second."""
    rows = []
    with contextlib.closing(sqlite3.connect(f"file:{one}?mode=ro", uri=True)) as conn:
        conn.execute("ATTACH ? AS other", (f"file:{other}?mode=ro",))
        names = [row[1] for row in conn.execute("PRAGMA table_info(articles)") if row[1] not in _OWN]
        for name, select in TABLES.items():
            mine, theirs = (select.format(columns=", ".join(names), of=of) for of in ("main", "other"))
            count, lost, gained = (
                conn.execute(f"SELECT count(*) FROM ({query})").fetchone()[0]
                for query in (mine, f"{mine} EXCEPT {theirs}", f"{theirs} EXCEPT {mine}")
            )
            rows.append((name, count, lost, gained))
    return rows


@dataclass(frozen=True, slots=True)
class Took:
    """How long a re-extraction took: seconds of reading and of writing, and CPU seconds of readers and of the writer.

    ``own`` is what the writer spent while the readers read: getting their results, putting them by.
    """

    pages: int
    reading: float
    writing: float
    readers: float
    own: float
    writer: float

    @property
    def best(self) -> float:
        """The ratio that two processors can reach with this share of work that one of them does alone."""
        return (self.readers + self.writer) / ((self.readers + self.own) / 2 + self.writer)


def reread(archive: Path, processes: int) -> Took:
    """Read an archive again and write it."""
    by = archive.with_name(f"{archive.name}.reextract")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with (
        Archive.open(archive) as opened,
        Reextraction(opened, Sites(), Scope(), by=by, processes=processes, anew=True) as run,
    ):
        pages = run.total()
        start, own = time.perf_counter(), time.process_time()
        run.read()
        reading, own = time.perf_counter() - start, time.process_time() - own
        start, writer = time.perf_counter(), time.process_time()
        run.write()
        writing, writer = time.perf_counter() - start, time.process_time() - writer
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    readers = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(pages, reading, writing, readers, own, writer)


def main() -> int:
    """Crawl, compare, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = words.folder or Path(temporary)
        archive = words.archive or folder / "crawled.db"
        if words.archive is None:
            if not words.url:
                parser.error("an address to crawl, or --archive")
            crawl([words.url, "-q"], archive)
        differs = 0
        for name, how in (("untouched", ""), ("spoiled", SPOIL), ("thrown away", THROW_AWAY)):
            copy = copied(archive, folder / f"{name.replace(' ', '-')}.db")
            spoil(copy, how)
            before = sum(lost + gained for _, _, lost, gained in compare(archive, copy))
            reread(copy, 2)
            rows = compare(archive, copy)
            print(f"{name}: {before} rows differ before, {sum(r[2] + r[3] for r in rows)} after", flush=True)
            print(table([("table", "rows", "lost", "gained"), *rows]), flush=True)
            differs += sum(lost + gained for _, _, lost, gained in rows)
        measure(archive, folder, words.rounds)
    return 1 if differs else 0


def spin(_: int) -> None:
    """Spend a tenth of a second of CPU time."""
    start = time.process_time()
    while time.process_time() - start < 0.1:
        pass


def floor() -> float:
    """Give how much faster two processes that only count are than one: what the machine has to give just now."""
    seconds = []
    for processes in (1, 2):
        with ProcessPoolExecutor(processes) as pool:
            start = time.perf_counter()
            list(pool.map(spin, range(20)))
            seconds.append(time.perf_counter() - start)
    return seconds[0] / seconds[1]


def measure(archive: Path, folder: Path, rounds: int) -> None:
    """Read the spoiled archive again with one process and with two, in turns."""
    spoiled = copied(archive, folder / "to-measure.db")
    spoil(spoiled, SPOIL)
    best: dict[int, Took] = {}
    for _ in range(rounds):
        for processes in (1, 2):
            copy = copied(spoiled, folder / "measured.db")
            took = reread(copy, processes)
            known = best.get(processes, took)
            best[processes] = min(took, known, key=lambda one: one.reading + one.writing)
            for end in ("", "-wal", "-shm"):
                copy.with_name(copy.name + end).unlink(missing_ok=True)
    names = ("processes", "pages/s", "reading s", "writing s", "CPU of readers", "CPU beside", "CPU of writing")
    rows = [
        (str(n), t.pages / (t.reading + t.writing), t.reading, t.writing, t.readers, t.own, t.writer)
        for n, t in best.items()
    ]
    print(table([names, *rows]))
    one, two = best[1], best[2]
    ratio = (one.reading + one.writing) / (two.reading + two.writing)
    print(f"ratio: {ratio:.2f} (goal >= 1.7); by CPU time at best {one.best:.2f}")
    print(f"two processes that only count are {floor():.2f} times as fast as one, now: 2 where the machine is idle")


if __name__ == "__main__":
    sys.exit(main())
