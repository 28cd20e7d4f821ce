"""What two archives must have in common when one was made out of the other's captures."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_ARTICLE = "(SELECT a.canonical_url FROM articles a WHERE a.id = article_id)"
#: Columns that number rows, or tell when this archive was made: no more than that differs.
_OWN = {"id", "site_id", "capture_id", "article_id"}

_QUERIES = {
    "sites": "SELECT domain, name FROM sites ORDER BY 1",
    "links": f"SELECT {_ARTICLE}, position, kind, url, url_key, text, rel FROM links ORDER BY 1, 2",
    "images": f"SELECT {_ARTICLE}, position, url, caption, credit FROM images ORDER BY 1, 2",
    "authors": f"SELECT {_ARTICLE}, position, name FROM article_authors JOIN authors ON id = author_id ORDER BY 1, 2",
    "tags": f"SELECT {_ARTICLE}, position, name FROM article_tags JOIN tags ON id = tag_id ORDER BY 1, 2",
    "addresses": f"SELECT url_key, url, {_ARTICLE}, how, verdict, captured_at, lastmod FROM addresses ORDER BY 1",
    "captures": f"SELECT target_uri, requested_uri, {_ARTICLE}, moment, status, verdict, reason, source, "
    "payload_digest, payload_length, headers FROM captures ORDER BY moment, target_uri, status",
    "edits": f"SELECT {_ARTICLE}, version, moment, headline, body, date_published, authors, words_added, "
    "words_removed FROM edits ORDER BY 1, 2",
    "absences": f"SELECT {_ARTICLE}, gone_since, returned FROM absences ORDER BY 1, 2",
    "memory": "SELECT domain, fingerprint, b.pages, first_seen, last_seen, text FROM site_blocks b "
    "JOIN sites s ON s.id = site_id ORDER BY 1, 2",
    "payloads": "SELECT digest, length FROM payloads ORDER BY 1",
}


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Give the rows of an archive that an import must bring into another, ordered by what they say."""
    with closing(sqlite3.connect(path)) as conn:
        found = {name: conn.execute(query).fetchall() for name, query in _QUERIES.items()}
        for table in ("articles", "versions"):
            names = [row[1] for row in conn.execute(f"PRAGMA table_info({table})") if row[1] not in _OWN]
            order = "url_key" if table == "articles" else f"{_ARTICLE}, number"
            found[table] = conn.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}").fetchall()
    return found


def differences(one: Path, other: Path) -> dict[str, tuple[list[Any], list[Any]]]:
    """Give by table the rows that only one of two archives has."""
    rows, others = rows_of(one), rows_of(other)
    return {
        name: (
            [row for row in rows[name] if row not in others[name]],
            [row for row in others[name] if row not in rows[name]],
        )
        for name in rows
        if rows[name] != others[name]
    }
