"""An archive of a million articles: how fast it is written, searched and asked, and how large it gets.

    python benchmarks/scale.py [--articles 1000000] [--file FILE] [--batch 500] [--queries 400]

Articles come from synthetic.py, made in another process. Every fifth thousand goes in by the archive's door
(store_capture, store_article; --batch pages a transaction), the others straight into the same tables of the same file
by executemany, rows made ready before the clock starts, a thousand a transaction: that is the floor, with the same
indexes, triggers and settings, at every size of the file. A file that has the articles already is not built again.
Exit code 1 where the door reaches less than half of the floor's rate, a search takes more than 100 ms at the 95th
percentile, or the process more than 500 MB.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthetic import Corpus, batches

from newsarchive.archive import Archive
from newsarchive.archive.rows import COLUMNS, to_columns, to_json, to_utc_text, to_utc_text_or_none
from newsarchive.archive.search import read_query
from newsarchive.normalize.urls import site_of, url_key

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from synthetic import Page

#: Goals: the door's rate as a share of the floor's, the 95th percentile of searches in seconds, memory in MB.
RATE, SEARCH, MEMORY = 0.5, 0.1, 500.0
#: Seconds that a query of the documentation may take.
PATIENCE = 60.0
DOCS = Path(__file__).parents[1] / "docs" / "analysts.md"
CHUNK = 1000
#: Every so many chunks one goes in by the door.
DOOR_EVERY = 5

_ARTICLE = (
    *COLUMNS,
    *("url_key", "capture_id", "first_seen", "last_seen", "date_published_utc", "date_modified_utc"),
)
_STATEMENTS = {
    "sites": "INSERT INTO sites (id, domain, name) VALUES (?, ?, ?)",
    "payloads": "INSERT INTO payloads (digest, encoding, length, content) VALUES (?, 'zstd', ?, ?)",
    "captures": "INSERT INTO captures (id, article_id, url_key, target_uri, requested_uri, moment, status, verdict, "
    "reason, source, payload_digest, payload_length, headers) "
    "VALUES (?, ?, ?, ?, ?, ?, 200, 'article', 'new', 'article', ?, ?, ?)",
    "articles": f"INSERT INTO articles (id, {', '.join(_ARTICLE)}, site_id) VALUES (?, ?{', ?' * len(_ARTICLE)})",
    "addresses": "INSERT INTO addresses (url_key, url, article_id, how, verdict, captured_at) "
    "VALUES (?, ?, ?, 'fetched', 'article', ?)",
    "authors": "INSERT INTO authors (id, name) VALUES (?, ?)",
    "article_authors": "INSERT INTO article_authors (article_id, position, author_id) VALUES (?, ?, ?)",
    "tags": "INSERT INTO tags (id, name) VALUES (?, ?)",
    "article_tags": "INSERT INTO article_tags (article_id, position, tag_id) VALUES (?, ?, ?)",
    "links": "INSERT INTO links (article_id, position, kind, url, text, rel, url_key) VALUES (?, ?, ?, ?, ?, ?, ?)",
    "images": "INSERT INTO images (article_id, position, url, caption, credit) VALUES (?, ?, ?, ?, ?)",
}


Rows = dict[str, list[tuple[Any, ...]]]


def rows_of(first: int, pages: Sequence[Page]) -> Rows:
    """Make the rows of some pages ready, by table: all but the numbers of sites, authors and tags.

    The article of page n is number n + 1, and so is its capture.
    """
    rows: Rows = {table: [] for table in _STATEMENTS}
    for number, page in enumerate(pages, first + 1):
        article, capture = page.article, page.capture
        key, moment = url_key(article.url), to_utc_text(capture.moment)
        rows["payloads"].append((capture.payload_digest, len(capture.payload), zstd.compress(capture.payload, 3)))
        values = {
            **to_columns(article),
            "url_key": key,
            "capture_id": number,
            "first_seen": moment,
            "last_seen": moment,
            "date_published_utc": to_utc_text_or_none(article.date_published),
            "date_modified_utc": to_utc_text_or_none(article.date_modified),
        }
        rows["captures"].append(
            (
                *(number, number, key, capture.target_uri, capture.requested_uri, moment),
                *(capture.payload_digest, len(capture.payload), to_json(capture.headers)),
            )
        )
        rows["articles"].append(
            (number, *(values[name] for name in _ARTICLE), (site_of(article.url), article.site_name))
        )
        rows["addresses"].append((key, article.url, number, moment))
        for what, given in (("authors", article.authors), ("tags", article.tags)):
            rows[f"article_{what}"] += [(number, place, name) for place, name in enumerate(dict.fromkeys(given))]
        rows["links"] += [
            (number, link.position, link.kind.value, link.url, link.text, link.rel, url_key(link.url))
            for link in article.links
        ]
        rows["images"] += [
            (number, position, image.url, image.caption, image.credit) for position, image in enumerate(article.images)
        ]
    return rows


def ready(first: int, pages: list[Page]) -> tuple[list[Page], Rows]:
    """Give pages for the door, or rows for the floor; done by the process that makes the pages."""
    return ([], rows_of(first, pages)) if first // CHUNK % DOOR_EVERY else (pages, {})


class Floor:
    """Writes rows straight into the tables, as fast as sqlite3 can."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._names: dict[str, dict[str, int]] = {"sites": {}, "authors": {}, "tags": {}}

    def number(self, rows: Rows) -> Rows:
        """Put the numbers of sites, authors and tags into rows, and add rows for those that are new."""
        for table, known in self._names.items():
            column = "domain" if table == "sites" else "name"
            last = max(known.values(), default=0)
            known.update(self._conn.execute(f"SELECT {column}, id FROM {table} WHERE id > ?", (last,)))

        def numbered(table: str, name: str, *more: str | None) -> int:
            known = self._names[table]
            if name not in known:
                known[name] = len(known) + 1
                rows[table].append((known[name], name, *more))
            return known[name]

        rows["articles"] = [(*row[:-1], numbered("sites", *row[-1])) for row in rows["articles"]]
        for what in ("authors", "tags"):
            rows[f"article_{what}"] = [(*row[:2], numbered(what, row[2])) for row in rows[f"article_{what}"]]
        return rows

    def write(self, rows: Rows) -> None:
        """Write them in one transaction."""
        # A capture names its article and the article its capture: one of them comes first.
        self._conn.execute("BEGIN IMMEDIATE")
        self._conn.execute("PRAGMA defer_foreign_keys = ON")
        for table, statement in _STATEMENTS.items():
            self._conn.executemany(statement, rows[table])
        self._conn.execute("COMMIT")


def through_the_door(archive: Archive, pages: Sequence[Page], batch: int) -> None:
    """Store pages as a crawl does, ``batch`` in a transaction."""
    for start in range(0, len(pages), batch):
        with archive.transaction():
            for page in pages[start : start + batch]:
                capture_id = archive.store_capture(page.capture, crawl_id=None, source="article")
                archive.store_article(page.article, capture_id=capture_id, crawl_id=None, moment=page.capture.moment)


def build(archive: Archive, articles: int, batch: int) -> float | None:
    """Fill the archive; give the door's rate as a share of the floor's, None where there was nothing to write."""
    floor = Floor(archive._conn)
    (stored,) = archive._conn.execute("SELECT count(*) FROM articles").fetchone()
    spent, tenth = Spent(), Spent()
    begun = time.perf_counter()
    for number, (pages, made) in enumerate(batches(stored, articles, CHUNK, ready), 1):
        rows = floor.number(made) if made else {}
        wall, cpu = time.perf_counter(), time.process_time()
        if made:
            floor.write(rows)
        else:
            through_the_door(archive, pages, batch)
        took = (time.perf_counter() - wall, time.process_time() - cpu, len(rows["articles"]) if made else len(pages))
        for sums in (spent, tenth):
            sums.add("floor" if made else "door", took)
        if number * CHUNK % max(articles // 10, CHUNK * DOOR_EVERY) == 0:
            print(f"  {stored + number * CHUNK:9,} articles: {tenth}, {time.perf_counter() - begun:.0f} s", flush=True)
            tenth = Spent()
    if not stored < articles:
        return None
    print(f"all: {spent}")
    return spent.ratio(1)


class Spent:
    """What the door and the floor took: seconds, seconds of the processor, articles."""

    def __init__(self) -> None:
        self._sums = {"door": [0.0, 0.0, 0], "floor": [0.0, 0.0, 0]}

    def add(self, what: str, took: tuple[float, float, int]) -> None:
        """Add what some articles took."""
        self._sums[what] = [one + other for one, other in zip(self._sums[what], took, strict=True)]

    def each(self, what: str, clock: int) -> float:
        """Give milliseconds an article, by the wall's clock (0) or the processor's (1)."""
        return self._sums[what][clock] / max(self._sums[what][2], 1) * 1000

    def ratio(self, clock: int) -> float:
        """Give the door's rate as a share of the floor's."""
        return self.each("floor", clock) / (self.each("door", clock) or 1.0)

    def __str__(self) -> str:
        return "; ".join(
            f"{name} door {self.each('door', clock):.2f} ms, floor {self.each('floor', clock):.2f} ms an article: "
            f"{self.ratio(clock):.2f} x"
            for clock, name in enumerate(("wall", "processor"))
        )


def searches(path: Path, corpus: Corpus, count: int) -> float:
    """Search, twice: with the file out of the system's cache, and in it; give the 95th percentile when warm."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    queries = list(corpus.queries(count))
    result = 0.0
    with Archive.open(path, read_only=True) as archive:
        for name in ("cold", "warm"):
            times: dict[str, list[tuple[float, float]]] = {}
            floor: list[float] = []
            for kind, text, options in queries:
                wall, cpu = time.perf_counter(), time.process_time()
                archive.search(text, **options)
                times.setdefault(kind, []).append((time.perf_counter() - wall, time.process_time() - cpu))
                wall = time.perf_counter()
                archive._conn.execute(_PLAIN, (read_query(text).wanted,)).fetchall()
                floor.append(time.perf_counter() - wall)
            taken = [pair for pairs in times.values() for pair in pairs]
            result = _percentile([wall for wall, _ in taken], 95)
            print(
                f"{name}: {len(taken)} searches, 95 % within {result * 1000:.1f} ms, half within "
                f"{_percentile([wall for wall, _ in taken], 50) * 1000:.1f} ms; of the processor 95 % within "
                f"{_percentile([cpu for _, cpu in taken], 95) * 1000:.1f} ms; "
                f"{sum(wall for wall, _ in taken) / sum(floor):.1f} x the floor (all numbers that match, nothing else)"
            )
        for kind, pairs in times.items():
            half, most = (_percentile([wall for wall, _ in pairs], share) * 1000 for share in (50, 95))
            print(f"  {kind:<20} {len(pairs):4}  half within {half:7.1f} ms, 95 % within {most:7.1f} ms")
    return result


#: What any search has to do: find what matches.
_PLAIN = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"


def _percentile(values: Sequence[float], share: int) -> float:
    return sorted(values)[min(len(values) * share // 100, len(values) - 1)]


def questions(path: Path) -> None:
    """Time opening, the archive in figures, an export, and every query of docs/analysts.md."""

    def timed(name: str, work: Callable[[], object]) -> None:
        start = time.perf_counter()
        try:
            found = work()
        except sqlite3.OperationalError as error:
            found = f"given up after {PATIENCE:.0f} s" if "interrupted" in str(error) else error
        print(f"  {(time.perf_counter() - start) * 1000:10.1f} ms  {name}: {found}", flush=True)

    timed("open", lambda: Archive.open(path, read_only=True).close() or "")
    with Archive.open(path, read_only=True) as archive:
        conn = archive._conn
        timed("count(*)", lambda: conn.execute("SELECT count(*) FROM articles").fetchone()[0])
        timed("info", lambda: f"{archive.info().articles} articles")
        timed("export of 2,000", lambda: sum(1 for _ in archive.articles(limit=2000)))
        timed("coverage of a site", lambda: len(archive.coverage("journal-3.example").months))
        deadline = 0.0
        conn.set_progress_handler(lambda: int(time.perf_counter() > deadline), 100_000)
        for query in (*_FACETS, *documented(DOCS)):
            deadline = time.perf_counter() + PATIENCE
            timed(" ".join(query.split())[:100], lambda query=query: sum(1 for _ in conn.execute(query)))


_FACETS = (
    "SELECT * FROM articles_overview LIMIT 100",
    "SELECT * FROM articles_overview ORDER BY date_published_utc DESC LIMIT 100",
    "SELECT site_id, count(*) FROM articles GROUP BY 1",
    "SELECT substr(date_published, 1, 7), count(*) FROM articles GROUP BY 1",
)


def documented(page: Path) -> Iterator[str]:
    """Give the queries of a page of the documentation."""
    for block in re.findall(r"^```sql\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        for query in re.sub(r"--[^\n]*", "", block).split(";"):
            if query.strip():
                yield query.strip().rstrip(";")


def main() -> int:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--batch", type=int, default=500, help="pages a transaction at the door")
    parser.add_argument("--queries", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "scale.db"
        with Archive.open(path, create=True) as archive:
            rate = build(archive, options.articles, options.batch)
            (stored,) = archive._conn.execute("SELECT count(*) FROM articles").fetchone()
        print(f"{path.stat().st_size / 1e6:,.0f} MB, {path.stat().st_size / stored / 1000:.1f} kB an article")
        search = searches(path, Corpus(), options.queries)
        questions(path)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory: {memory:.0f} MB at most")
    return int((rate is not None and rate < RATE) or search > SEARCH or memory > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
