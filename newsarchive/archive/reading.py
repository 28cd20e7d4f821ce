"""Reading articles back whole, one by one or all of them, and the archive in figures."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from newsarchive.archive import migrations
from newsarchive.archive.captures import captures_of
from newsarchive.archive.rows import COLUMNS, to_moment_or_none, to_text, unpack_blocks
from newsarchive.archive.search import where
from newsarchive.archive.values import Info, SiteInfo
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

# The description of an article stands before its dates, the body after them.
_PLACES = {"body": "description", "description": "body"}
_COLUMNS = ("id", "site", *(_PLACES.get(name, name) for name in COLUMNS), "capture_id", "payload_digest", "version")
_COLUMNS += ("first_seen", "last_seen", "gone_since")
_SOURCES = ", ".join("s.domain" if name == "site" else f"a.{name}" for name in _COLUMNS)
_SELECT = f"SELECT {_SOURCES} FROM articles a JOIN sites s ON s.id = a.site_id"  # noqa: S608
#: How many articles are read at once: their rows are all that is in memory.
_BATCH = 100

# The oldest and the newest as their pages state them, not as UTC: the day is the one that was printed.
_DATED = "SELECT date_published FROM articles WHERE site_id = s.id AND date_published_utc IS NOT NULL"
_SITES = f"""
SELECT s.domain, s.name, count(a.id),
    ({_DATED} ORDER BY date_published_utc LIMIT 1), ({_DATED} ORDER BY date_published_utc DESC LIMIT 1)
FROM sites s LEFT JOIN articles a ON a.site_id = s.id
GROUP BY s.id ORDER BY count(a.id) DESC, s.domain"""  # noqa: S608

_COVERED = {
    "headline": "headline <> ''",
    "date_published": "date_published IS NOT NULL",
    "date_modified": "date_modified IS NOT NULL",
    "authors": "EXISTS (SELECT 1 FROM article_authors x WHERE x.article_id = a.id)",
    "article_section": "article_section <> ''",
    "tags": "EXISTS (SELECT 1 FROM article_tags x WHERE x.article_id = a.id)",
    "in_language": "in_language <> ''",
    "description": "description <> ''",
    "body": "body <> ''",
    "images": "EXISTS (SELECT 1 FROM images x WHERE x.article_id = a.id)",
    "related_links": "EXISTS (SELECT 1 FROM links x WHERE x.article_id = a.id AND x.kind = 'related')",
    "inline_links": "EXISTS (SELECT 1 FROM links x WHERE x.article_id = a.id AND x.kind = 'inline')",
    "is_accessible_for_free": "is_accessible_for_free IS NOT NULL",
}


def find(conn: sqlite3.Connection, key: str | int) -> int | None:
    """Give the id of the article known by a number or by any of its addresses."""
    row = None
    if isinstance(key, int) or (key.isascii() and key.isdigit()):
        number = int(key)
        # Larger numbers are no id SQLite could hold.
        if number < 2**63:
            row = conn.execute("SELECT id FROM articles WHERE id = ?", (number,)).fetchone()
    else:
        row = conn.execute(
            "SELECT article_id FROM addresses WHERE url_key = ?", (to_text(url_key(_to_address(key))),)
        ).fetchone()
    return None if row is None else row[0]


def _to_address(key: str) -> str:
    key = key.strip()
    return key if "://" in key else f"https://{key}"


def article(conn: sqlite3.Connection, article_id: int) -> dict[str, Any] | None:
    """Give one article whole, with the list of its captures."""
    records = _records(conn, [article_id])
    if not records:
        return None
    return {**records[0], "captures": captures_of(conn, article_id)}


def articles(
    conn: sqlite3.Connection,
    *,
    site: str | None,
    since: date | None,
    until: date | None,
    newest_first: bool,
    limit: int | None,
) -> Iterator[dict[str, Any]]:
    """Give articles whole, one after the other; see :meth:`Archive.articles`."""
    within = where(site=site, since=since, until=until)
    order = "a.date_published_utc DESC, a.id DESC" if newest_first else "a.id"
    # Eight bytes an article, so that no statement stays open while the caller takes its time.
    ids = array(
        "q",
        (
            article_id
            for (article_id,) in conn.execute(
                f"SELECT a.id FROM articles a WHERE true{within.condition} ORDER BY {order} LIMIT :limit",  # noqa: S608
                {**within.values, "limit": -1 if limit is None else limit},
            )
        ),
    )
    for start in range(0, len(ids), _BATCH):
        yield from _records(conn, ids[start : start + _BATCH])


def _records(conn: sqlite3.Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Give articles whole, in the order of ``ids``; those gone meanwhile are left out."""
    slots = ", ".join("?" * len(ids))
    by_id: dict[int, dict[str, Any]] = {}
    for row in conn.execute(f"{_SELECT} WHERE a.id IN ({slots})", tuple(ids)):
        record = dict(zip(_COLUMNS, row, strict=True))
        free = record["is_accessible_for_free"]
        record["is_accessible_for_free"] = None if free is None else bool(free)
        record["blocks"] = [
            {"kind": block.kind.value, "text": block.text, "level": block.level}
            for block in unpack_blocks(record["blocks"], record["body"])
        ]
        by_id[record["id"]] = {**record, "authors": [], "tags": [], "links": [], "images": []}
    for what in ("author", "tag"):
        for article_id, name in conn.execute(
            f"SELECT x.article_id, n.name FROM article_{what}s x JOIN {what}s n ON n.id = x.{what}_id "  # noqa: S608
            f"WHERE x.article_id IN ({slots}) ORDER BY x.article_id, x.position",
            tuple(ids),
        ):
            by_id[article_id][f"{what}s"].append(name)
    for table, columns in (
        ("links", ("url", "text", "kind", "position", "rel")),
        ("images", ("url", "caption", "credit")),
    ):
        for article_id, *values in conn.execute(
            f"SELECT article_id, {', '.join(columns)} FROM {table} WHERE article_id IN ({slots}) "  # noqa: S608
            "ORDER BY article_id, position, id",
            tuple(ids),
        ):
            by_id[article_id][table].append(dict(zip(columns, values, strict=True)))
    return [by_id[article_id] for article_id in ids if article_id in by_id]


def info(conn: sqlite3.Connection, path: Path) -> Info:
    """Count what the archive holds; reads every article once."""
    sites = tuple(
        SiteInfo(domain, name, count, to_moment_or_none(oldest), to_moment_or_none(newest))
        for domain, name, count, oldest, newest in conn.execute(_SITES)
    )
    shares = ", ".join(f"avg(coalesce({condition}, 0))" for condition in _COVERED.values())
    count, *covered = conn.execute(f"SELECT count(*), {shares} FROM articles a").fetchone()  # noqa: S608
    dates = [moment for site in sites for moment in (site.oldest, site.newest) if moment is not None]
    return Info(
        path=str(path),
        size=sum(part.stat().st_size for part in (path, path.with_name(path.name + "-wal")) if part.exists()),
        schema=len(migrations.applied(conn)),
        articles=count,
        captures=_one(conn, "SELECT count(*) FROM captures"),
        payload_bytes=_one(conn, "SELECT coalesce(sum(length), 0) FROM payloads"),
        crawls=_one(conn, "SELECT count(*) FROM crawls"),
        oldest=min(dates, default=None),
        newest=max(dates, default=None),
        sites=sites,
        verdicts=dict(conn.execute("SELECT verdict, count(*) FROM captures GROUP BY verdict ORDER BY 2 DESC, 1")),
        coverage=dict(zip(_COVERED, covered, strict=True)) if count else {},
    )


def _one(conn: sqlite3.Connection, sql: str) -> int:
    return int(conn.execute(sql).fetchone()[0])
