"""Which captures a re-extraction is to read, and the file beside the archive where it puts by what it has read.

That file is the archive's name with ``.reextract`` behind it. It is there while a re-extraction is under way, or was
cut off: what it has is not read a second time. Nothing of the archive depends on it.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from newsarchive.archive.connection import mapped, transaction
from newsarchive.archive.search import where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Self

#: How many rows are looked up at once.
_PAGE = 1000

# In the order of the captures by their index, whatever else is asked: no page of rows is looked for among all of them.
_ARTICLES = """
FROM articles a INDEXED BY articles_capture_id CROSS JOIN sites s ON s.id = a.site_id
    CROSS JOIN captures c ON c.id = a.capture_id WHERE true"""
_VERSIONS = """
FROM versions v INDEXED BY versions_capture_id CROSS JOIN articles a ON a.id = v.article_id
    CROSS JOIN sites s ON s.id = a.site_id CROSS JOIN captures c ON c.id = v.capture_id
    WHERE v.capture_id <> a.capture_id"""
_COUNT_ARTICLES = "SELECT count(*) FROM articles a JOIN sites s ON s.id = a.site_id WHERE true"
_COUNT_VERSIONS = """
SELECT count(*) FROM versions v JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id
WHERE v.capture_id <> a.capture_id"""
# The newest capture of an address that no article was read from, but for what a crawl is still to read, or put aside
# for another reason than what the page is; and captures whose article is no longer there.
_UNREAD = """
FROM captures c WHERE c.article_id IS NULL AND c.status BETWEEN 200 AND 299
    AND (c.verdict IN ('not-an-article', 'article') OR (c.verdict = 'listing' AND c.source = 'article'))
    AND NOT EXISTS (SELECT 1 FROM frontier f WHERE f.capture_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM addresses d WHERE d.url_key = c.url_key AND d.article_id IS NOT NULL
        AND c.verdict <> 'article')
    AND (c.verdict = 'article' OR c.id = (SELECT max(n.id) FROM captures n WHERE n.url_key = c.url_key))"""
#: How rows are packed, the changes in them, too: one more wherever that becomes another.
_LAYOUT = 2
_SCHEMA = """
CREATE TABLE head (key TEXT NOT NULL);
CREATE TABLE readings (
    capture_id INTEGER PRIMARY KEY,
    article_id INTEGER,
    version INTEGER,
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    moment TEXT,
    outcome TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    bearing INTEGER,
    told TEXT,
    container TEXT,
    impression BLOB,
    page BLOB,
    is_written INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX readings_unwritten ON readings(capture_id) WHERE is_written = 0 AND page IS NOT NULL;
CREATE INDEX readings_site ON readings(site) WHERE impression IS NOT NULL;"""


class Reread(StrEnum):
    """What reading a capture anew came to.

    SAME: its row stays. CONFIRMED: what it says stays, by what it was read does not. CHANGED: it says something else.
    NEW: what was no article is one. REFUSED: its page is no article any more; the row stays. STILL_NONE: it was none
    before. DAMAGED and KILLED: it could not be read.
    """

    SAME = "same"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    NEW = "new"
    REFUSED = "refused"
    STILL_NONE = "still-none"
    DAMAGED = "damaged"
    KILLED = "killed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRead:
    """A capture to be read again: of an article, of an older ``version`` of it, or of neither (both None)."""

    capture_id: int
    site: str
    url: str
    source: str
    article_id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """A capture that was read again.

    ``page`` is what that changes in its article or version, as :meth:`Amendment.pack` packs it, of what was no article
    the article, as :mod:`newsarchive.archive.packing` packs it; None where nothing is to be written.
    ``moment`` is when it was captured, as ISO text. ``fields`` names what changes. ``told`` is what its sources said,
    packed alike, None where they said nothing; ``container`` and ``impression`` are those of
    :class:`newsarchive.model.Impression`, None where it is not wanted.
    """

    capture_id: int
    site: str
    url: str
    outcome: Reread
    moment: str | None = None
    article_id: int | None = None
    version: int | None = None
    fields: tuple[str, ...] = ()
    reason: str = ""
    bearing: int | None = None
    told: str | None = None
    container: str | None = None
    impression: bytes | None = None
    page: bytes | None = None


_COLUMNS = tuple(Rereading.__dataclass_fields__)


def to_read(conn: sqlite3.Connection, *, site: str | None, since: date | None, until: date | None) -> Iterator[ToRead]:
    """Give the captures to read: of articles, then of their older versions, then those that no article was read from.

    The days are those of :meth:`Archive.search`; what is no article has none, and is given whatever they are.
    """
    within = where(site=site, since=since, until=until)
    for what, version, key in ((_ARTICLES, "NULL", "a.capture_id"), (_VERSIONS, "v.number", "v.capture_id")):
        select = f"{key}, s.domain, c.target_uri, c.source, a.id, {version} {what}{within.condition}"
        for row in _paged(conn, select, key, within.values):
            yield ToRead(capture_id=row[0], site=row[1], url=row[2], source=row[3], article_id=row[4], version=row[5])
    for row in _paged(conn, f"c.id, c.target_uri, c.source {_UNREAD}", "c.id", {}):
        yield ToRead(capture_id=row[0], site="", url=row[1], source=row[2])


def count_to_read(
    conn: sqlite3.Connection, *, site: str | None, since: date | None, until: date | None
) -> tuple[int, int, int]:
    """Count the captures of articles, of older versions, and those that no article was read from (of all sites)."""
    within = where(site=site, since=since, until=until)
    counts = [
        conn.execute(f"{what}{within.condition}", within.values).fetchone()[0]
        for what in (_COUNT_ARTICLES, _COUNT_VERSIONS)
    ]
    return counts[0], counts[1], conn.execute(f"SELECT count(*) {_UNREAD}").fetchone()[0]


def _paged(conn: sqlite3.Connection, what: str, key: str, values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Give rows by the id of their capture, a page at a time: the caller may write in between."""
    after = 0
    while True:
        rows = conn.execute(
            f"SELECT {what} AND {key} > :after ORDER BY {key} LIMIT :page",
            {**values, "after": after, "page": _PAGE},
        ).fetchall()
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]


def captures_read(conn: sqlite3.Connection, article_ids: Sequence[int]) -> dict[int, int]:
    """Give the captures that articles are read from."""
    marks = ", ".join("?" * len(article_ids))
    return dict(conn.execute(f"SELECT id, capture_id FROM articles WHERE id IN ({marks})", tuple(article_ids)))  # noqa: S608


def is_read(conn: sqlite3.Connection, capture_id: int) -> bool:
    """Ask whether an article was read from a capture."""
    row = conn.execute("SELECT article_id FROM captures WHERE id = ?", (capture_id,)).fetchone()
    return row is not None and row[0] is not None


def newest(conn: sqlite3.Connection) -> tuple[int, int]:
    """Give the ids of the newest crawl and capture: with others, other things may be remembered of a site."""
    row = conn.execute("SELECT (SELECT coalesce(max(id), 0) FROM crawls), (SELECT coalesce(max(id), 0) FROM captures)")
    crawl, capture = row.fetchone()
    return int(crawl), int(capture)


class Rereadings:
    """The file a re-extraction puts its readings by in; raises the errors of an archive."""

    def __init__(self, path: Path, conn: sqlite3.Connection, *, is_resumed: bool) -> None:
        self.path = path
        self._conn = conn
        self.is_resumed = is_resumed

    @classmethod
    def open(cls, path: Path, key: object, *, anew: bool = False) -> Self:
        """Open the file, or begin it anew where it was made for something else than ``key`` (a value of JSON)."""
        told = json.dumps({"layout": _LAYOUT, "key": key}, sort_keys=True)
        with mapped(path):
            if not anew and path.exists():
                conn = cls._connect(path)
                try:
                    if conn.execute("SELECT key FROM head").fetchone() == (told,):
                        return cls(path, conn, is_resumed=True)
                except sqlite3.DatabaseError:
                    pass  # Cut off while it was made, or none of ours: what is in it can be read again.
                conn.close()
            cls._remove(path)
            conn = cls._connect(path)
            conn.executescript(_SCHEMA)
            with transaction(conn):
                conn.execute("INSERT INTO head (key) VALUES (?)", (told,))
        return cls(path, conn, is_resumed=False)

    @staticmethod
    def _connect(path: Path) -> sqlite3.Connection:
        conn = sqlite3.connect(path, isolation_level=None)
        conn.execute("PRAGMA journal_mode = WAL")
        # A power cut may cost the newest of it, or all: it can be read again.
        conn.execute("PRAGMA synchronous = OFF")
        return conn

    @staticmethod
    def _remove(path: Path) -> None:
        for end in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + end).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and leave it for a later run."""
        self._conn.close()

    def discard(self) -> None:
        """Remove the file: all of it is written."""
        self._conn.close()
        self._remove(self.path)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with mapped(self.path), transaction(self._conn):
            yield

    def put_by(self, readings: Iterable[Rereading]) -> None:
        """Keep readings."""
        names = ", ".join(_COLUMNS)
        with self._transaction():
            self._conn.executemany(
                f"INSERT OR REPLACE INTO readings ({names}) VALUES ({', '.join('?' * len(_COLUMNS))})",  # noqa: S608
                [tuple(_cell(getattr(one, name)) for name in _COLUMNS) for one in readings],
            )

    def known(self, capture_ids: Sequence[int]) -> frozenset[int]:
        """Say which captures have been read."""
        marks = ", ".join("?" * len(capture_ids))
        with mapped(self.path):
            rows = self._conn.execute(
                f"SELECT capture_id FROM readings WHERE capture_id IN ({marks})",  # noqa: S608
                capture_ids,
            )
            return frozenset(capture_id for (capture_id,) in rows)

    def impressed(self, site: str) -> list[Rereading]:
        """Give the readings of a site that have an impression."""
        return self._read("WHERE site = ? AND impression IS NOT NULL", (site,))

    def forget(self, capture_ids: Iterable[int]) -> None:
        """Drop readings that are to be made again."""
        with self._transaction():
            self._conn.executemany("DELETE FROM readings WHERE capture_id = ?", [(number,) for number in capture_ids])

    def unwritten(self, size: int) -> Iterator[list[Rereading]]:
        """Give readings that are not in the archive yet, in lists of ``size``; :meth:`wrote` them before the next."""
        while heap := self._read("WHERE is_written = 0 AND page IS NOT NULL ORDER BY capture_id LIMIT ?", (size,)):
            yield heap

    def wrote(self, readings: Iterable[Rereading]) -> None:
        """Take note that readings are in the archive."""
        with self._transaction():
            self._conn.executemany(
                "UPDATE readings SET is_written = 1, page = NULL WHERE capture_id = ?",
                [(one.capture_id,) for one in readings],
            )

    def changed_articles(self) -> list[int]:
        """Give the articles of which something changes, an older version perhaps."""
        with mapped(self.path):
            rows = self._conn.execute(
                "SELECT DISTINCT article_id FROM readings WHERE article_id IS NOT NULL AND outcome = 'changed'"
            )
            return [article_id for (article_id,) in rows]

    def sites(self) -> list[str]:
        """Name the sites of which there are impressions."""
        with mapped(self.path):
            rows = self._conn.execute("SELECT DISTINCT site FROM readings WHERE impression IS NOT NULL ORDER BY site")
            return [site for (site,) in rows]

    def outcomes(self) -> dict[tuple[Reread, bool], int]:
        """Count the readings by outcome, and by whether they are of older versions."""
        with mapped(self.path):
            rows = self._conn.execute("SELECT outcome, version IS NOT NULL, count(*) FROM readings GROUP BY 1, 2")
            return {(Reread(outcome), bool(is_older)): count for outcome, is_older, count in rows}

    def fields(self) -> dict[str, int]:
        """Count by field how many articles would have another."""
        with mapped(self.path):
            return dict(
                self._conn.execute(
                    "SELECT j.value, count(*) FROM readings r, json_each(r.fields) j WHERE r.version IS NULL "
                    "AND r.outcome = 'changed' GROUP BY 1 ORDER BY 2 DESC, 1"
                )
            )

    def those(self, outcome: Reread, limit: int) -> list[Rereading]:
        """Give some of the readings that came to this."""
        return self._read("WHERE outcome = ? ORDER BY capture_id LIMIT ?", (outcome.value, limit))

    def _read(self, condition: str, values: Sequence[Any]) -> list[Rereading]:
        with mapped(self.path):
            rows = self._conn.execute(f"SELECT {', '.join(_COLUMNS)} FROM readings {condition}", values)  # noqa: S608
            found = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        return [
            Rereading(**{**row, "outcome": Reread(row["outcome"]), "fields": tuple(json.loads(row["fields"]))})
            for row in found
        ]


def _cell(value: object) -> object:
    return json.dumps(value) if isinstance(value, tuple) else value
