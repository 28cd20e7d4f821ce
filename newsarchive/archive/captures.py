"""Crawls and the pages they fetched: kept as they came, before anything is read out of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.archive import versions
from newsarchive.archive.connection import transaction
from newsarchive.archive.exchanges import exchange_of, kept_exchange
from newsarchive.archive.payloads import PayloadDamagedError
from newsarchive.archive.rows import to_json, to_moment, to_moment_or_none, to_text, to_utc_text
from newsarchive.archive.values import Address, Crawl
from newsarchive.model import Capture, Errand, Exchange
from newsarchive.normalize.urls import site_of, url_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from newsarchive.archive.payloads import Payloads

#: The counts of a crawl that have a column; all counts are in the JSON of ``crawls.counts``.
COUNTED = (
    "captures",
    "articles_new",
    "articles_changed",
    "articles_unchanged",
    "articles_duplicate",
    "not_articles",
    "failed",
)

INSERT_CAPTURE = """
INSERT INTO captures (crawl_id, url_key, target_uri, requested_uri, moment, status, source,
    payload_digest, payload_length, headers, request_id, request_conditions, ip_address, protocol)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
# The verdict goes back to "not judged": the page was just fetched anew. Which article it led to stays known, and that
# the article's page named it, which makes it a twin whatever it says of itself. A capture older than the newest, which
# an import may bring in, says nothing of either.
SEEN_ADDRESS = """
INSERT INTO addresses (url_key, url, how, captured_at) VALUES (?, ?, ?, ?)
ON CONFLICT(url_key) DO UPDATE SET how = iif(how IN ('amp', 'shortlink'), how, excluded.how),
    captured_at = excluded.captured_at, verdict = '' WHERE excluded.captured_at >= captured_at"""
TRIED_ADDRESS = (
    "INSERT INTO addresses (url_key, url, how, captured_at) VALUES (?, ?, ?, ?) ON CONFLICT(url_key) DO NOTHING"
)
_JUDGE_ADDRESSES = "UPDATE addresses SET verdict = ? WHERE url_key IN (?, ?)"


def begin_crawl(
    conn: sqlite3.Connection, *, command: str, urls: Sequence[str], pid: int, host: str, started: datetime
) -> int:
    """Write down that a crawl began; give its id."""
    with transaction(conn):
        cursor = conn.execute(
            "INSERT INTO crawls (command, urls, pid, host, started) VALUES (?, ?, ?, ?, ?)",
            (to_text(command), to_json(list(urls)), pid, to_text(host), to_utc_text(started)),
        )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def end_crawl(
    conn: sqlite3.Connection,
    crawl_id: int,
    *,
    ended: datetime,
    outcome: str,
    exit_code: int,
    counts: Mapping[str, int],
) -> None:
    """Write down how a crawl ended."""
    columns = ", ".join(f"{name} = ?" for name in COUNTED)
    with transaction(conn):
        conn.execute(
            f"UPDATE crawls SET ended = ?, outcome = ?, exit_code = ?, counts = ?, {columns} WHERE id = ?",  # noqa: S608
            (
                to_utc_text(ended),
                to_text(outcome),
                exit_code,
                to_json(dict(counts)),
                *(counts.get(name, 0) for name in COUNTED),
                crawl_id,
            ),
        )


def follows_unfinished(conn: sqlite3.Connection, crawl_id: int) -> bool:
    """Ask whether the run before this one did not finish."""
    row = conn.execute("SELECT outcome FROM crawls WHERE id < ? ORDER BY id DESC LIMIT 1", (crawl_id,)).fetchone()
    return row is not None and row[0] != "finished"


def running_crawl(conn: sqlite3.Connection) -> Crawl | None:
    """Give the newest crawl without an end: it runs, or was cut off."""
    row = conn.execute(
        "SELECT id, pid, host, started, command FROM crawls WHERE ended IS NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    crawl_id, pid, host, started, command = row
    return Crawl(crawl_id, pid, host, to_moment(started), command)


def record_redirects(conn: sqlite3.Connection, redirects: Mapping[str, str], moment: datetime) -> None:
    """Write down addresses that lead to known articles without having been read themselves."""
    when = to_utc_text(moment)
    with transaction(conn):
        conn.executemany(
            """INSERT INTO addresses (url_key, url, article_id, how, verdict, captured_at)
            SELECT ?, ?, article_id, 'requested', 'article', ? FROM addresses
            WHERE url_key = ? AND article_id IS NOT NULL ON CONFLICT(url_key) DO NOTHING""",
            [(url_key(url), to_text(url), when, url_key(target)) for url, target in redirects.items()],
        )


def finished_sites(conn: sqlite3.Connection) -> frozenset[str]:
    """Give the sites that an earlier crawl saw to their end, having begun at their front page."""
    found: set[str] = set()
    for (urls,) in conn.execute("SELECT DISTINCT urls FROM crawls WHERE outcome = 'finished' AND exit_code IN (0, 1)"):
        found.update(site_of(url) for url in json.loads(urls) if urlsplit(url).path in ("", "/"))
    return frozenset(found)


def store_capture(
    conn: sqlite3.Connection, payloads: Payloads, capture: Capture, *, crawl_id: int | None, source: str
) -> int:
    """Keep a fetched page; give its id once it is committed. The same bytes are kept once."""
    key = to_text(url_key(capture.target_uri))
    target = to_text(capture.target_uri)
    requested = to_text(capture.requested_uri)
    moment = to_utc_text(capture.moment)
    digest = capture.payload_digest
    seen = [(key, target, "fetched", moment)]
    if capture.requested_uri != capture.target_uri:
        requested_key = to_text(url_key(capture.requested_uri))
        if requested_key != key:
            seen.append((requested_key, requested, "requested", moment))
    with transaction(conn):
        payloads.keep(capture.payload, digest, site=site_of(target))
        cursor = conn.execute(
            INSERT_CAPTURE,
            (
                crawl_id,
                key,
                target,
                requested,
                moment,
                capture.status,
                to_text(source),
                digest,
                len(capture.payload),
                to_json(capture.headers),
                *kept_exchange(conn, capture.exchange),
            ),
        )
        # An error in a page's place says nothing new of it, least of all that it was seen today.
        conn.executemany(SEEN_ADDRESS if 200 <= capture.status < 300 else TRIED_ADDRESS, seen)
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def store_revisit(
    conn: sqlite3.Connection,
    errand: Errand,
    *,
    crawl_id: int | None,
    moment: datetime,
    headers: Sequence[tuple[str, str]],
    exchange: Exchange,
) -> bool:
    """Write down a page that is as it was; see :meth:`Archive.store_revisit`."""
    when = to_utc_text(moment)
    key, own = (to_text(url_key(url)) for url in (errand.url, errand.address))
    with transaction(conn):
        before = conn.execute(
            "SELECT article_id, target_uri, verdict, payload_digest, payload_length, claims_id FROM captures "
            "WHERE url_key IN (?, ?) AND status = 200 ORDER BY id DESC LIMIT 1",
            (key, own),
        ).fetchone()
        if before is None:
            return False
        article_id, target, verdict, digest, length, claims_id = before
        conn.execute(
            """INSERT INTO captures (crawl_id, article_id, url_key, target_uri, requested_uri, moment, status, verdict,
            reason, source, payload_digest, payload_length, headers,
            request_id, request_conditions, ip_address, protocol, claims_id)
            VALUES (?, ?, ?, ?, ?, ?, 304, ?, 'unchanged', ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                *(crawl_id, article_id, key, target, to_text(errand.address), when, verdict),
                *(errand.role.value, digest, length, to_json(list(headers)), *kept_exchange(conn, exchange)),
                claims_id,
            ),
        )
        # What its source says of its last change has been looked into.
        conn.execute(
            "UPDATE addresses SET captured_at = ?, "
            "lastmod = coalesce((SELECT lastmod FROM frontier WHERE id = ?), lastmod) WHERE url_key IN (?, ?)",
            (when, errand.id, key, own),
        )
        versions.returned(conn, article_id, when)
        conn.execute("UPDATE articles SET last_seen = ? WHERE id = ?", (when, article_id))
    return True


def mark_gone(conn: sqlite3.Connection, url: str, moment: datetime) -> bool:
    """Write down since when an article is gone; see :meth:`Archive.mark_gone`."""
    with transaction(conn):
        return (
            conn.execute(
                "UPDATE articles SET gone_since = ? WHERE gone_since IS NULL AND id = "
                "(SELECT article_id FROM addresses WHERE url_key = ?)",
                (to_utc_text(moment), to_text(url_key(url))),
            ).rowcount
            > 0
        )


def judge_capture(conn: sqlite3.Connection, capture_id: int, verdict: str, reason: str) -> None:
    """Write down what a page turned out to be, on the capture and on its addresses."""
    with transaction(conn):
        conn.execute(
            "UPDATE captures SET verdict = ?, reason = ? WHERE id = ?", (to_text(verdict), to_text(reason), capture_id)
        )
        row = conn.execute("SELECT url_key, requested_uri FROM captures WHERE id = ?", (capture_id,)).fetchone()
        if row is not None:
            conn.execute(_JUDGE_ADDRESSES, (to_text(verdict), row[0], to_text(url_key(row[1]))))


def known_addresses(conn: sqlite3.Connection) -> Iterator[Address]:
    """Give every address seen, in no order."""
    for key, article_id, verdict, captured_at, lastmod, how in conn.execute(
        "SELECT url_key, article_id, verdict, captured_at, lastmod, how FROM addresses"
    ):
        yield Address(key, article_id, verdict, to_moment(captured_at), to_moment_or_none(lastmod), how)


def capture_payload(conn: sqlite3.Connection, payloads: Payloads, capture_id: int) -> bytes | None:
    """Give a page's bytes as they came, or None where there is no such capture; raises PayloadDamagedError."""
    row = conn.execute("SELECT payload_digest FROM captures WHERE id = ?", (capture_id,)).fetchone()
    if row is None:
        return None
    try:
        return payloads.read(row[0])
    except PayloadDamagedError as error:
        raise PayloadDamagedError(f"the page of capture {capture_id} {error}") from error


def capture(conn: sqlite3.Connection, capture_id: int, payload: bytes) -> Capture:
    """Give a stored page whose bytes were read already."""
    target, requested, moment, status, digest, headers = conn.execute(
        "SELECT target_uri, requested_uri, moment, status, payload_digest, headers FROM captures WHERE id = ?",
        (capture_id,),
    ).fetchone()
    return Capture(
        target_uri=target,
        requested_uri=requested,
        moment=to_moment(moment),
        status=status,
        headers=tuple((name, value) for name, value in json.loads(headers)),
        payload=payload,
        payload_digest=digest,
        exchange=exchange_of(conn, capture_id),
    )


def captures_of(conn: sqlite3.Connection, article_id: int) -> list[dict[str, object]]:
    """List the captures of an article, oldest first."""
    names = ("id", "target_uri", "requested_uri", "moment", "status", "verdict", "payload_digest", "payload_length")
    rows = conn.execute(
        f"SELECT {', '.join(names)} FROM captures WHERE article_id = ? ORDER BY id",  # noqa: S608
        (article_id,),
    )
    return [dict(zip(names, row, strict=True)) for row in rows]
