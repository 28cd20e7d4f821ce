"""How hosts were treated: their robots.txt, their rests, what was asked of them each day.

And what their pages say against being mined: :mod:`newsarchive.extraction.rights` reads it.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.archive.connection import transaction
from newsarchive.archive.rows import to_moment, to_text, to_utc_text
from newsarchive.archive.tombstones import tombstones
from newsarchive.archive.values import Audit, HostRest, OptOut, RequestDay, RobotsFile
from newsarchive.normalize.urls import host_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

_STORE_ROBOTS = """
INSERT INTO robots_files (origin, fetched_at, status, verdict, detail, text) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT(origin) DO UPDATE SET fetched_at = excluded.fetched_at, status = excluded.status,
    verdict = excluded.verdict, detail = excluded.detail, text = excluded.text"""
_STORE_PACE = """
INSERT INTO hosts (host, crawl_delay, request_rate) VALUES (?, ?, ?)
ON CONFLICT(host) DO UPDATE SET crawl_delay = excluded.crawl_delay, request_rate = excluded.request_rate"""
_STORE_REST = """
INSERT INTO hosts (host, resting_until, penalty, why) VALUES (?, ?, ?, ?)
ON CONFLICT(host) DO UPDATE SET resting_until = excluded.resting_until, penalty = excluded.penalty,
    why = excluded.why"""
_COUNT_REQUESTS = """
INSERT INTO request_days (host, day, status, requests, bytes) VALUES (?, ?, ?, ?, ?)
ON CONFLICT(host, day, status) DO UPDATE SET requests = requests + excluded.requests, bytes = bytes + excluded.bytes"""
_NOTE_OPT_OUT = """
INSERT INTO opt_outs (host, signal, value, url, pages, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT(host, signal, value) DO UPDATE SET pages = pages + excluded.pages,
    url = iif(excluded.last_seen >= last_seen, excluded.url, url),
    first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)"""

# An origin and a host of one file: what stands behind "://".
_ROBOTS = """
SELECT r.origin, r.fetched_at, r.status, r.verdict, r.detail, h.crawl_delay, h.request_rate, r.text
FROM robots_files r LEFT JOIN hosts h ON h.host = substr(r.origin, instr(r.origin, '://') + 3)"""
_DAYS = """
SELECT host, day, sum(requests),
    sum(iif(status BETWEEN 200 AND 299, requests, 0)),
    sum(iif(status = 304, requests, 0)),
    sum(iif(status BETWEEN 300 AND 399 AND status <> 304, requests, 0)),
    sum(iif(status BETWEEN 400 AND 499 AND status <> 429, requests, 0)),
    sum(iif(status IN (429, 503), requests, 0)),
    sum(iif(status >= 500 AND status <> 503, requests, 0)),
    sum(iif(status < 200, requests, 0)),
    sum(bytes)
FROM request_days WHERE day >= ? GROUP BY host, day ORDER BY host, day"""
# The ninth character is behind the "//" of https and in the host of http: in both the next slash ends the origin.
_DISALLOWED = """
SELECT lower(substr(url, 1, 7 + instr(substr(url, 9) || '/', '/'))), count(*) FROM frontier
WHERE state = 'skipped' AND reason = 'robots' GROUP BY 1"""
_RESTS = """
SELECT host, resting_until, penalty, why FROM hosts
WHERE resting_until >= ? OR (? = '' AND resting_until IS NOT NULL) ORDER BY host"""
_OPT_OUTS = """
SELECT host, signal, value, url, pages, first_seen, last_seen FROM opt_outs
WHERE last_seen >= ? ORDER BY host, signal, pages DESC, value"""


def robots_file(conn: sqlite3.Connection, origin: str) -> RobotsFile | None:
    """Give the newest copy of an origin's robots.txt."""
    row = conn.execute(f"{_ROBOTS} WHERE r.origin = ?", (to_text(origin),)).fetchone()
    return None if row is None else _to_robots_file(row)


def store_robots(conn: sqlite3.Connection, file: RobotsFile) -> None:
    """Keep a copy in the place of the one there was, and the pace it asks for with its host."""
    origin, rate = to_text(file.origin), file.request_rate
    with transaction(conn):
        conn.execute(
            _STORE_ROBOTS,
            (
                *(origin, to_utc_text(file.fetched_at), file.status),
                *(file.verdict, to_text(file.detail), to_text(file.text)),
            ),
        )
        asked = f"{rate[0]}/{rate[1]}" if rate else None
        conn.execute(_STORE_PACE, (origin.partition("://")[2], file.crawl_delay, asked))


def store_rest(conn: sqlite3.Connection, rest: HostRest) -> None:
    """Write down that a host is to be left alone, in the place of what was known of that."""
    values = (to_text(rest.host), to_utc_text(rest.resting_until), rest.penalty, to_text(rest.why))
    with transaction(conn):
        conn.execute(_STORE_REST, values)


def host_rests(conn: sqlite3.Connection, after: datetime | None = None) -> list[HostRest]:
    """Give the hosts that rest, or rested, until ``after`` or later."""
    moment = to_utc_text(after) if after else ""
    return [
        HostRest(host=host, resting_until=to_moment(until), penalty=penalty, why=why)
        for host, until, penalty, why in conn.execute(_RESTS, (moment, moment))
    ]


def count_requests(conn: sqlite3.Connection, counts: Iterable[tuple[str, date, int, int, int]]) -> None:
    """Add to the counts of host, day, status: so many requests, so many bytes."""
    values = [
        (to_text(host), day.isoformat()[:10], status, requests, size) for host, day, status, requests, size in counts
    ]
    with transaction(conn):
        conn.executemany(_COUNT_REQUESTS, values)


def note_opt_outs(conn: sqlite3.Connection, seen: Iterable[OptOut]) -> None:
    """Add what pages said to what was known of their hosts."""
    values = [
        (
            *(to_text(one.host), to_text(one.signal), to_text(one.value), to_text(one.url), one.pages),
            *(to_utc_text(one.first_seen), to_utc_text(one.last_seen)),
        )
        for one in seen
    ]
    with transaction(conn):
        conn.executemany(_NOTE_OPT_OUT, values)


def audit(conn: sqlite3.Connection, *, since: date | None, host: str | None) -> Audit:
    """Tell how the crawls behaved: towards every host, or one and those below it."""
    day = since.isoformat() if since else ""
    return Audit(
        days=tuple(
            RequestDay(
                host=row[0],
                day=date.fromisoformat(row[1]),
                requests=row[2],
                pages=row[3],
                not_modified=row[4],
                redirects=row[5],
                refused=row[6],
                too_many=row[7],
                errors=row[8],
                unanswered=row[9],
                bytes=row[10],
            )
            for row in conn.execute(_DAYS, (day,))
            if _is_of(row[0], host)
        ),
        robots=tuple(
            _to_robots_file(row)
            for row in conn.execute(f"{_ROBOTS} ORDER BY substr(r.origin, instr(r.origin, '://')), r.origin")
            if _is_of(row[0], host)
        ),
        disallowed={origin: count for origin, count in conn.execute(_DISALLOWED) if _is_of(origin, host)},
        rests=tuple(rest for rest in host_rests(conn) if _is_of(rest.host, host)),
        opt_outs=tuple(
            OptOut(
                **dict(zip(("host", "signal", "value", "url", "pages"), row, strict=False)),
                first_seen=to_moment(row[5]),
                last_seen=to_moment(row[6]),
            )
            for row in conn.execute(_OPT_OUTS, (day,))
            if _is_of(row[0], host)
        ),
        erased={
            name: count
            for name, count in Counter(host_of(stone.url) for stone in tombstones(conn)).items()
            if _is_of(name, host)
        },
    )


def _is_of(origin: str, host: str | None) -> bool:
    """Ask whether a host, or an origin, is the one asked for or below it; one that names a port must be that one."""
    if host is None:
        return True
    wanted, found = _netloc(host), _netloc(origin)
    return any(name == wanted or name.endswith("." + wanted) for name in (found, found.rpartition(":")[0]))


def _netloc(text: str) -> str:
    return urlsplit(text if "://" in text else f"//{text}").netloc.lower()


def _to_robots_file(row: tuple[str, str, int, str, str, float | None, str | None, str]) -> RobotsFile:
    origin, fetched_at, status, verdict, detail, crawl_delay, rate, text = row
    requests, _, seconds = (rate or "").partition("/")
    return RobotsFile(
        origin=origin,
        fetched_at=to_moment(fetched_at),
        status=status,
        verdict=verdict,  # type: ignore[arg-type]  # the table holds what store_robots wrote
        detail=detail,
        crawl_delay=crawl_delay,
        request_rate=(int(requests), int(seconds)) if rate else None,
        text=text,
    )
