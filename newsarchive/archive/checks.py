"""The rules that rows of an archive keep, each as a question to the file."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import TYPE_CHECKING, Any

from newsarchive.archive import migrations
from newsarchive.archive.rows import to_moment, to_text
from newsarchive.archive.values import Damage
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What is left to do where a part of the file itself is lost.
RESTORE = "restore the newest backup that verify finds whole, and crawl again"
_REINDEX = "no row is lost by it; made anew by: sqlite3 FILE REINDEX"
#: How many complaints SQLite makes before it ends.
_MOST = 1000
_INDEX_COMPLAINT = re.compile(
    r"row (-?\d+) missing from index (\w+)|(?:wrong # of entries in|non-unique entry in) index (\w+)"
)


def schema(conn: sqlite3.Connection, fresh: sqlite3.Connection) -> Iterator[Damage]:
    """Compare tables, indexes, views and triggers with those of a ``fresh`` archive; what was added does not matter."""
    query = (
        "SELECT name, type, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND tbl_name <> '_sqlite_migrations'"
    )
    try:
        theirs = {name: (kind, sql) for name, kind, sql in fresh.execute(query)}
    finally:
        fresh.close()
    ours = {name: (kind, sql) for name, kind, sql in conn.execute(query)}
    for name, (kind, sql) in theirs.items():
        if name not in ours:
            yield Damage("schema", name, f"this {kind} is missing", RESTORE)
        elif ours[name] != (kind, sql):
            yield Damage("schema", name, f"this {kind} is not the one of schema {len(migrations.MIGRATIONS)}", RESTORE)
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    applied = migrations.applied(conn)
    if sorted(applied) != [name for name, _ in migrations.MIGRATIONS] or version != len(applied):
        yield Damage("schema", "", f"is numbered {version} and had {len(applied)} migrations", RESTORE)


def file(conn: sqlite3.Connection, quick: bool) -> Iterator[Damage]:
    """Ask SQLite whether the file's own structure is whole; quickly means without comparing indexes with tables."""
    pragma = "quick_check" if quick else "integrity_check"
    for (told,) in conn.execute(f"PRAGMA {pragma}({_MOST})"):
        for line in str(told).splitlines():
            if line == "ok" or line.startswith("***"):
                continue
            match = _INDEX_COMPLAINT.match(line)
            if match is None:
                yield Damage("file", "", line, RESTORE)
            else:
                yield Damage(match[2] or match[3], match[1] or "", line, _REINDEX)


#: What a row is lost without, by table.
_WITHOUT = {
    "captures": "the page, the article or the crawl it names is lost",
    "articles": "the site or the capture it names is lost; the text stays",
    "addresses": "the article it led to is lost; the address can be crawled again",
}


#: Columns that hold JSON, with the number of their row; "" is nothing. Headers of captures are read with their page.
_JSON = (
    *(("requests", "headers"), ("captures", "request_conditions"), ("versions", "authors"), ("claims", "said")),
    *(("frontier", "facts"), ("crawls", "urls"), ("dictionaries", "pages")),
)


def lists(conn: sqlite3.Connection) -> Iterator[Damage]:
    """Find values that are to be JSON and are none."""
    for table, column in _JSON:
        for (row,) in conn.execute(f"SELECT id FROM {table} WHERE {column} <> '' AND NOT json_valid({column})"):  # noqa: S608
            yield Damage(table, str(row), f"its {column} cannot be read", "what it says is lost, and nothing else")


def references(conn: sqlite3.Connection) -> Iterator[Damage]:
    """Find rows that name a row that is not there."""
    for table, row, parent, _ in conn.execute("PRAGMA foreign_key_check"):
        lost = _WITHOUT.get(table, f"what it says of {parent} is lost")
        yield Damage(table, str(row or ""), f"names a row of {parent} that is not there", lost)
    query = """SELECT id, url FROM articles WHERE payload_digest <> ''
        AND NOT EXISTS (SELECT 1 FROM payloads WHERE digest = articles.payload_digest)
        AND NOT EXISTS (SELECT 1 FROM published)"""
    for row, url in conn.execute(query):
        lost = f"the text stays, the page it was read from is lost; the address can be crawled again: {url}"
        yield Damage("articles", str(row), "names a page that is not there", lost)


_VERSIONS = """
SELECT a.id, a.version, count(v.id), coalesce(min(v.number), 1), coalesce(max(v.number), 0),
    (SELECT count(*) FROM edits e WHERE e.article_id = a.id AND e.version BETWEEN 2 AND a.version),
    (SELECT count(*) FROM edits e WHERE e.article_id = a.id)
FROM articles a LEFT JOIN versions v ON v.article_id = a.id
GROUP BY a.id
HAVING count(v.id) <> a.version - 1 OR coalesce(min(v.number), 1) <> 1 OR coalesce(max(v.number), 0) <> a.version - 1
    OR (SELECT count(*) FROM edits e WHERE e.article_id = a.id) <> a.version - 1
    OR a.version - 1 <>
        (SELECT count(*) FROM edits e WHERE e.article_id = a.id AND e.version BETWEEN 2 AND a.version)"""


def versions(conn: sqlite3.Connection) -> Iterator[Damage]:
    """Check that versions are numbered without a hole, have their edits, and follow each other in time."""
    for article, newest, count, first, last, edits, all_edits in conn.execute(_VERSIONS):
        told = f"is version {newest}, has {count} earlier ones ({first} to {last}) and {edits} edits"
        more = f" and {all_edits - edits} of no version" if all_edits > edits else ""
        yield Damage("articles", str(article), told + more, "its present text stays; restore a backup for the others")
    query = """SELECT v.id, v.article_id, v.number FROM versions v
        LEFT JOIN versions w ON w.article_id = v.article_id AND w.number = v.number + 1
        WHERE v.first_seen > v.last_seen OR w.first_seen < v.first_seen"""
    for row, article, number in conn.execute(query):
        told = f"version {number} of article {article} does not come before the next one"
        yield Damage("versions", str(row), told, "its text stays; only when it was seen is in doubt")


def addresses(conn: sqlite3.Connection) -> Iterator[Damage]:
    """Check that the address of every article is known, and that addresses stand under their key.

    It may lead to another article by now: the one that was read there last.
    """
    query = "SELECT id, url FROM articles a WHERE NOT EXISTS (SELECT 1 FROM addresses WHERE article_id = a.id)"
    for row, url in conn.execute(query).fetchall():
        known = "SELECT 1 FROM addresses WHERE url_key = ?"
        if conn.execute(known, (to_text(url_key(url)),)).fetchone() is None:
            lost = f"its text stays; crawl its address again: {url}"
            yield Damage("articles", str(row), "no address leads to it", lost)
    for key, url in conn.execute("SELECT url_key, url FROM addresses"):
        if not _is_key(key, url):
            yield Damage("addresses", str(key), f"is not the key of {url}", "crawl the address again")


def capture(row: int, key: Any, target: Any, requested: Any, headers: Any, moment: Any) -> Iterator[Damage]:
    """Check one capture: its address, its headers and its moment can be read."""
    # The stand-in for pages that were not passed on has no address.
    if not (key == target == "" or _is_key(key, target) or _is_key(key, requested)):
        yield Damage("captures", str(row), f"its key is not that of {target}", "its page stays")
    try:
        _ = [(name, value) for name, value in json.loads(headers)]
    except (ValueError, TypeError):
        yield Damage("captures", str(row), "its headers cannot be read", "its page stays")
    try:
        to_moment(moment)
    except (ValueError, TypeError):
        yield Damage("captures", str(row), f"its moment is none: {moment}", "its page stays")


def link(row: int, key: Any, url: Any) -> Iterator[Damage]:
    """Check one link: it stands under the key of its address."""
    if not _is_key(key, url):
        yield Damage("links", str(row), f"its key is not that of {url}", "its article stays; crawl its address again")


def _is_key(key: Any, url: Any) -> bool:
    try:
        return bool(to_text(url_key(url)) == key)
    except (ValueError, TypeError, AttributeError):
        return False
