"""An archive of a million articles: how fast it is written, searched and asked, and how large it gets.

    python benchmarks/scale.py [--articles 1000000] [--file FILE] [--batch 500]

Articles come from synthetic.py, made in another process. Every fifth thousand goes in by the archive's door
(store_capture, store_article; --batch pages a transaction), the others straight into the same tables of the same file
by executemany, rows made ready before the clock starts, a thousand a transaction: that is the floor, with the same
indexes, triggers and settings, at every size of the file. A file that has the articles already is not built again.
Exit code 1 where the door reaches less than half of the floor's rate, a search takes more than 100 ms at the 95th
percentile, or the process more than 500 MB.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthetic import batches

from newsarchive.archive import Archive
from newsarchive.archive.rows import COLUMNS, to_columns, to_json, to_utc_text
from newsarchive.normalize.urls import site_of, url_key

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from synthetic import Page

#: Goals: the door's rate as a share of the floor's, the 95th percentile of searches in seconds, memory in MB.
RATE, SEARCH, MEMORY = 0.5, 0.1, 500.0
CHUNK = 1000
#: Every so many chunks one goes in by the door.
DOOR_EVERY = 5

_ARTICLE = (
    *COLUMNS,
    *("site_id", "url_key", "capture_id", "first_seen", "last_seen", "date_published_utc", "date_modified_utc"),
)
_STATEMENTS = {
    "sites": "INSERT INTO sites (id, domain, name) VALUES (?, ?, ?)",
    "payloads": "INSERT INTO payloads (digest, encoding, length, content) VALUES (?, 'zstd', ?, ?)",
    "captures": "INSERT INTO captures (id, article_id, url_key, target_uri, requested_uri, moment, status, verdict, "
    "reason, source, payload_digest, payload_length, headers) "
    "VALUES (?, ?, ?, ?, ?, ?, 200, 'article', 'new', 'article', ?, ?, ?)",
    "articles": f"INSERT INTO articles (id, {', '.join(_ARTICLE)}) VALUES (?{', ?' * len(_ARTICLE)})",
    "addresses": "INSERT INTO addresses (url_key, url, article_id, how, verdict, captured_at) "
    "VALUES (?, ?, ?, 'fetched', 'article', ?)",
    "authors": "INSERT INTO authors (id, name) VALUES (?, ?)",
    "article_authors": "INSERT INTO article_authors (article_id, position, author_id) VALUES (?, ?, ?)",
    "tags": "INSERT INTO tags (id, name) VALUES (?, ?)",
    "article_tags": "INSERT INTO article_tags (article_id, position, tag_id) VALUES (?, ?, ?)",
    "links": "INSERT INTO links (article_id, position, kind, url, text, rel, url_key) VALUES (?, ?, ?, ?, ?, ?, ?)",
    "images": "INSERT INTO images (article_id, position, url, caption, credit) VALUES (?, ?, ?, ?, ?)",
}


class Floor:
    """Writes pages straight into the tables, as fast as sqlite3 can."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def rows(self, pages: Sequence[Page]) -> dict[str, list[tuple[Any, ...]]]:
        """Make the rows of some pages ready, by table."""
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _STATEMENTS}
        names = {
            table: dict(self._conn.execute(f"SELECT {column}, id FROM {table}").fetchall())
            for table, column in (("sites", "domain"), ("authors", "name"), ("tags", "name"))
        }
        (article_id,) = self._conn.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        (capture_id,) = self._conn.execute("SELECT coalesce(max(id), 0) FROM captures").fetchone()

        def number(table: str, name: str, *more: str | None) -> int:
            known = names[table]
            if name not in known:
                known[name] = max(known.values(), default=0) + 1
                rows[table].append((known[name], name, *more))
            return known[name]

        for page in pages:
            article, capture = page.article, page.capture
            article_id, capture_id = article_id + 1, capture_id + 1
            key, moment = url_key(article.url), to_utc_text(capture.moment)
            rows["payloads"].append((capture.payload_digest, len(capture.payload), zstd.compress(capture.payload, 3)))
            values = {
                **to_columns(article),
                "site_id": number("sites", site_of(article.url), article.site_name),
                "url_key": key,
                "capture_id": capture_id,
                "first_seen": moment,
                "last_seen": moment,
                "date_published_utc": to_utc_text(article.date_published),
                "date_modified_utc": to_utc_text(article.date_modified),
            }
            rows["captures"].append(
                (
                    *(capture_id, article_id, key, capture.target_uri, capture.requested_uri, moment),
                    *(capture.payload_digest, len(capture.payload), to_json(capture.headers)),
                )
            )
            rows["articles"].append((article_id, *(values[name] for name in _ARTICLE)))
            rows["addresses"].append((key, article.url, article_id, moment))
            for what, given in (("authors", article.authors), ("tags", article.tags)):
                for position, name in enumerate(dict.fromkeys(given)):
                    rows[f"article_{what}"].append((article_id, position, number(what, name)))
            rows["links"] += [
                (article_id, link.position, link.kind.value, link.url, link.text, link.rel, url_key(link.url))
                for link in article.links
            ]
            rows["images"] += [
                (article_id, position, image.url, image.caption, image.credit)
                for position, image in enumerate(article.images)
            ]
        return rows

    def write(self, rows: dict[str, list[tuple[Any, ...]]]) -> None:
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


def build(archive: Archive, articles: int, batch: int) -> tuple[float, float]:
    """Fill the archive; give the milliseconds an article of the door and of the floor."""
    floor = Floor(archive._conn)
    (stored,) = archive._conn.execute("SELECT count(*) FROM articles").fetchone()
    spent = {"door": [0.0, 0], "floor": [0.0, 0]}
    tenth = {"door": [0.0, 0], "floor": [0.0, 0]}
    begun = time.perf_counter()
    for number, pages in enumerate(batches(stored, articles, CHUNK), 1):
        is_floor = number % DOOR_EVERY > 0
        rows = floor.rows(pages) if is_floor else {}
        start = time.perf_counter()
        if is_floor:
            floor.write(rows)
        else:
            through_the_door(archive, pages, batch)
        took = time.perf_counter() - start
        for sums in (spent, tenth):
            sums["floor" if is_floor else "door"][0] += took
            sums["floor" if is_floor else "door"][1] += len(pages)
        if number * CHUNK % max(articles // 10, CHUNK * DOOR_EVERY) == 0:
            print(
                f"  {stored + number * CHUNK:9,} articles: {_rates(tenth)}, {time.perf_counter() - begun:.0f} s",
                flush=True,
            )
            tenth = {"door": [0.0, 0], "floor": [0.0, 0]}
    print(f"all: {_rates(spent)}")
    return tuple(seconds / max(count, 1) * 1000 for seconds, count in spent.values())


def _rates(sums: dict[str, list[float]]) -> str:
    door, floor = (seconds / count * 1000 if count else 0.0 for seconds, count in sums.values())
    ratio = f"{floor / door:.2f}" if door else "-"
    return f"door {door:.2f} ms, floor {floor:.2f} ms an article: {ratio} x the floor's rate"


def main() -> int:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--batch", type=int, default=500, help="pages a transaction at the door")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "scale.db"
        with Archive.open(path, create=True) as archive:
            build(archive, options.articles, options.batch)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{path.stat().st_size / 1e6:,.0f} MB, peak {peak:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
