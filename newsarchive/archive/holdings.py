"""Captures on their way out: each with what the archive knows of it beside its bytes."""

from __future__ import annotations

import json
from array import array
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from newsarchive.archive.captures import capture, capture_payload
from newsarchive.archive.payloads import PayloadDamagedError, Payloads
from newsarchive.archive.rows import to_moment, to_text
from newsarchive.archive.search import to_domain
from newsarchive.archive.values import Held
from newsarchive.normalize.urls import site_of, url_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

_FACTS = """
SELECT c.crawl_id, c.source, c.verdict, c.reason, coalesce(a.canonical_url, ''),
    coalesce(
        (SELECT max(v.number) FROM versions v WHERE v.capture_id = c.id),
        iif(a.capture_id = c.id, a.version, NULL)),
    c.status, c.payload_digest, c.payload_length, c.url_key, c.requested_uri, c.article_id
FROM captures c LEFT JOIN articles a ON a.id = c.article_id WHERE c.id = ?"""
_TOLD = "SELECT sources, coalesce(lastmod, ''), facts FROM frontier WHERE key = ? AND role = 'article'"
_USED = """
SELECT date_published_source, EXISTS (SELECT 1 FROM article_authors x WHERE x.article_id = a.id),
    EXISTS (SELECT 1 FROM article_tags x WHERE x.article_id = a.id)
FROM articles a WHERE id = ?"""
_LASTMOD = "SELECT lastmod FROM addresses WHERE url_key = ? AND lastmod IS NOT NULL"


def holdings(conn: sqlite3.Connection, *, site: str | None, since: date | None, until: date | None) -> Iterator[Held]:
    """Give captures by their ids; see :meth:`Archive.holdings`."""
    payloads = Payloads(conn)
    condition, values = _where(conn, site, since, until)
    # Eight bytes a capture, so that no statement stays open while the caller takes its time.
    ids = array(
        "q",
        (
            capture_id
            for (capture_id,) in conn.execute(f"SELECT id FROM captures WHERE true{condition} ORDER BY id", values)  # noqa: S608
        ),
    )
    # A payload's captures stand in its index by their ids: the first is found at once.
    first = (
        "SELECT id, target_uri, moment FROM captures "  # noqa: S608
        f"WHERE payload_digest = ? AND status <> 304{condition} ORDER BY id LIMIT 1"
    )
    for capture_id in ids:
        row = conn.execute(_FACTS, (capture_id,)).fetchone()
        if row is not None:
            yield _held(conn, payloads, capture_id, row, (first, values))


def _held(
    conn: sqlite3.Connection, payloads: Payloads, capture_id: int, row: tuple[Any, ...], first: tuple[str, list[Any]]
) -> Held:
    crawl_id, role, verdict, reason, article, version, status, digest, length, key, requested, article_id = row
    damage, payload = "", b""
    try:
        payload = capture_payload(conn, payloads, capture_id) or b""
    except PayloadDamagedError as error:
        damage = str(error)
    original = None
    if length or status == 304:
        query, values = first
        found = conn.execute(query, (digest, *values)).fetchone()
        if found is not None and found[0] != capture_id:
            original = (found[0], found[1], to_moment(found[2]))
    keys = dict.fromkeys((to_text(url_key(requested)), key))
    told = next((row for key in keys if (row := conn.execute(_TOLD, (key,)).fetchone())), ("", "", ""))
    lastmod = told[1] or next((row[0] for key in keys if (row := conn.execute(_LASTMOD, (key,)).fetchone())), "")
    return Held(
        id=capture_id,
        capture=capture(conn, capture_id, payload),
        crawl_id=crawl_id,
        role=role,
        verdict=verdict,
        reason=reason,
        article=article,
        version=version,
        lastmod=lastmod,
        sources=tuple(told[0].split()),
        told=_used(conn, article_id, json.loads(told[2])) if told[2] else {},
        original=original,
        damage=damage,
    )


def _used(conn: sqlite3.Connection, article_id: int | None, told: dict[str, Any]) -> dict[str, Any]:
    """Give what sources said without what an article shows not to have been read with: it came too late, if it came."""
    row = conn.execute(_USED, (article_id,)).fetchone()
    if row is None:
        return told
    origin, has_authors, has_tags = row
    late = {
        "published": "published" in told and told["published"][3] != origin,
        "authors": not has_authors,
        "tags": not has_tags,
    }
    return {name: said for name, said in told.items() if not late.get(name)}


def _where(conn: sqlite3.Connection, site: str | None, since: date | None, until: date | None) -> tuple[str, list[Any]]:
    condition, values = "", []
    if site is not None:
        conn.create_function("site_of", 1, site_of, deterministic=True)
        condition += " AND site_of(target_uri) = ?"
        values.append(to_domain(site))
    if since is not None:
        condition += " AND moment >= ?"
        values.append(since.isoformat())
    if until is not None:
        condition += " AND moment < ?"
        values.append((until + timedelta(days=1)).isoformat())
    return condition, values
