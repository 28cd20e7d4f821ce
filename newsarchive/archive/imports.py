"""What an import keeps: how far each file was read, captures that others made, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.archive import captures, tombstones, versions
from newsarchive.archive.connection import transaction
from newsarchive.archive.exchanges import kept_exchange
from newsarchive.archive.rows import to_json, to_moment, to_text, to_utc_text
from newsarchive.normalize.urls import site_of, url_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from newsarchive.archive.payloads import Payloads
    from newsarchive.model import Capture

#: How the command of a run begins that is an import.
COMMAND = "import "
_IS_IMPORT = f"crawl_id IN (SELECT id FROM crawls WHERE command LIKE '{COMMAND}%')"  # noqa: S608
#: In the place of an id: the archive has such a capture; what stands there was erased from it.
KNOWN, ERASED = 0, -1
#: Rows looked at at a time.
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that is being imported: reading goes on at ``place``, a byte of it, unless it ``is_finished``."""

    id: int
    place: int
    is_finished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A capture to be brought in, and what it was fetched for ("" where nobody says).

    Where ``payload_digest`` is given the payload is one that the archive has: the capture's own is empty. A ``verdict``
    is given where it needs no reading.
    """

    capture: Capture
    source: str = ""
    payload_digest: str = ""
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnreadCapture:
    """A capture that was brought in and that nobody has read yet."""

    id: int
    target_uri: str
    source: str


def begin_file(
    conn: sqlite3.Connection, path: str, size: int, fingerprint: str, chosen: str, moment: datetime
) -> ImportedFile:
    """Begin with a file, or go on with it; see :meth:`Archive.begin_file`."""
    with transaction(conn):
        conn.execute(
            "INSERT INTO imported_files (path, size, fingerprint, chosen, begun) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT(fingerprint, chosen) DO UPDATE SET path = excluded.path",
            (to_text(path), size, fingerprint, to_text(chosen), to_utc_text(moment)),
        )
        found = conn.execute(
            "SELECT id, place, finished FROM imported_files WHERE fingerprint = ? AND chosen = ?", (fingerprint, chosen)
        ).fetchone()
    return ImportedFile(found[0], found[1], found[2] is not None)


def end_file(conn: sqlite3.Connection, file_id: int, moment: datetime, *, is_whole: bool) -> None:
    """Write down that a file was read to its end; see :meth:`Archive.end_file`."""
    with transaction(conn):
        if is_whole:
            conn.execute("UPDATE imported_files SET finished = ? WHERE id = ?", (to_utc_text(moment), file_id))
        else:
            conn.execute("UPDATE imported_files SET place = 0 WHERE id = ?", (file_id,))


def bring_in(
    conn: sqlite3.Connection,
    payloads: Payloads,
    brought: Sequence[Brought],
    *,
    crawl_id: int,
    redirects: Mapping[str, tuple[str, datetime]],
    file: tuple[int, int] | None,
) -> list[int]:
    """Keep captures in one transaction with how far their file was read; see :meth:`Archive.bring_in`."""
    with transaction(conn):
        ids = [_bring_in(conn, payloads, one, crawl_id) for one in brought]
        conn.executemany(
            "INSERT INTO imported_redirects (url_key, url, target, moment) VALUES (?, ?, ?, ?) "
            "ON CONFLICT(url_key) DO UPDATE SET target = excluded.target, moment = excluded.moment "
            "WHERE excluded.moment >= moment",
            [
                (to_text(url_key(url)), to_text(url), to_text(target), to_utc_text(moment))
                for url, (target, moment) in redirects.items()
            ],
        )
        if file is not None:
            conn.execute("UPDATE imported_files SET place = ? WHERE id = ?", (file[1], file[0]))
    return ids


def _bring_in(conn: sqlite3.Connection, payloads: Payloads, brought: Brought, crawl_id: int) -> int:
    """Keep one capture; give its id, :data:`KNOWN` where the archive has it, :data:`ERASED` where it was erased."""
    capture = brought.capture
    if tombstones.is_erased(conn, (capture.target_uri, capture.requested_uri)):
        return ERASED
    key, moment = to_text(url_key(capture.target_uri)), to_utc_text(capture.moment)
    digest = brought.payload_digest or capture.payload_digest
    if conn.execute(
        "SELECT 1 FROM captures WHERE url_key = ? AND moment = ? AND status = ? AND payload_digest = ? "
        "AND target_uri = ? AND requested_uri = ? AND source = ?",
        (
            *(key, moment, capture.status, digest, to_text(capture.target_uri)),
            *(to_text(capture.requested_uri), to_text(brought.source)),
        ),
    ).fetchone():
        return KNOWN
    if brought.payload_digest:
        capture_id = _refer(conn, capture, brought, crawl_id, key, moment)
    else:
        capture_id = captures.store_capture(conn, payloads, capture, crawl_id=crawl_id, source=brought.source)
    if brought.verdict:
        captures.judge_capture(conn, capture_id, brought.verdict, brought.reason)
    return capture_id


def _refer(conn: sqlite3.Connection, capture: Capture, brought: Brought, crawl_id: int, key: str, moment: str) -> int:
    """Keep a capture whose payload is another's, which the archive has."""
    (length,) = conn.execute("SELECT length FROM payloads WHERE digest = ?", (brought.payload_digest,)).fetchone()
    capture_id = conn.execute(
        captures.INSERT_CAPTURE,
        (
            *(crawl_id, key, to_text(capture.target_uri), to_text(capture.requested_uri), moment, capture.status),
            *(to_text(brought.source), brought.payload_digest, length, to_json(capture.headers)),
            *kept_exchange(conn, capture.exchange),
        ),
    ).lastrowid
    assert capture_id is not None
    if capture.status != 304:
        seen = [(key, to_text(capture.target_uri), "fetched", moment)]
        requested = to_text(url_key(capture.requested_uri))
        if requested != key:
            seen.append((requested, to_text(capture.requested_uri), "requested", moment))
        is_page = 200 <= capture.status < 300
        conn.executemany(captures.SEEN_ADDRESS if is_page else captures.TRIED_ADDRESS, seen)
    return capture_id


def payload_at(conn: sqlite3.Connection, url: str, moment: datetime | None, *, before: datetime | None) -> str:
    """Give the digest of the payload captured at an address; see :meth:`Archive.payload_at`."""
    key = to_text(url_key(url))
    when, last = (to_utc_text(value) if value else None for value in (moment, before))
    row = None
    if when is not None:
        row = conn.execute(
            "SELECT payload_digest FROM captures WHERE url_key = ? AND moment = ? AND status <> 304 ORDER BY id DESC",
            (key, when),
        ).fetchone()
    if row is None and last is not None:
        row = conn.execute(
            "SELECT payload_digest FROM captures WHERE url_key = ? AND moment <= ? AND status = 200 "
            "ORDER BY moment DESC, id DESC",
            (key, last),
        ).fetchone()
    return row[0] if row else ""


def has_payload(conn: sqlite3.Connection, digest: str) -> bool:
    """Ask whether there is a payload of that digest."""
    return conn.execute("SELECT 1 FROM payloads WHERE digest = ?", (digest,)).fetchone() is not None


def count_unread(conn: sqlite3.Connection) -> int:
    """Count the captures that were brought in and that nobody has read yet."""
    (count,) = conn.execute(
        f"SELECT count(*) FROM captures WHERE verdict = '' AND status BETWEEN 200 AND 299 AND {_IS_IMPORT}"  # noqa: S608
    ).fetchone()
    return int(count)


def unread(conn: sqlite3.Connection) -> Iterator[UnreadCapture]:
    """Give the captures that were brought in and that nobody has read yet, the oldest first."""
    last = ("", 0)
    while True:
        rows = conn.execute(
            "SELECT id, target_uri, source, moment FROM captures WHERE verdict = '' "  # noqa: S608
            f"AND status BETWEEN 200 AND 299 AND (moment, id) > (?, ?) AND {_IS_IMPORT} ORDER BY moment, id LIMIT ?",
            (*last, _CHUNK),
        ).fetchall()
        if not rows:
            return
        last = (rows[-1][3], rows[-1][0])
        for capture_id, target, source, _ in rows:
            yield UnreadCapture(capture_id, target, source)


def settle(conn: sqlite3.Connection) -> int:
    """Write down what follows for articles from captures that are no pages; see :meth:`Archive.settle_import`."""
    with transaction(conn):
        _settle_revisits(conn)
        gone = _settle_failures(conn)
        _settle_redirects(conn)
        # What its sources named and was brought in is not to be fetched.
        conn.execute(
            "UPDATE frontier SET state = 'done', reason = a.verdict, status = 200, fetched_at = a.captured_at "
            "FROM addresses a WHERE a.url_key = frontier.key AND a.verdict <> '' AND frontier.role = 'article' "
            "AND frontier.state = 'queued' AND frontier.run = 0"
        )
    return gone


def _settle_revisits(conn: sqlite3.Connection) -> None:
    """Give what was "not modified" (304) the article and the verdict of the capture that stands for it."""
    rows = conn.execute(
        f"SELECT id, url_key, moment FROM captures WHERE verdict = '' AND status = 304 AND {_IS_IMPORT} "  # noqa: S608
        "ORDER BY moment, id"
    ).fetchall()
    for capture_id, key, moment in rows:
        before = conn.execute(
            "SELECT article_id, verdict, claims_id FROM captures WHERE url_key = ? AND moment <= ? AND status = 200 "
            "ORDER BY moment DESC, id DESC",
            (key, moment),
        ).fetchone()
        if before is None:
            continue
        article_id, verdict, claims_id = before
        conn.execute(
            "UPDATE captures SET article_id = ?, verdict = ?, reason = 'unchanged', claims_id = ? WHERE id = ?",
            (article_id, verdict, claims_id, capture_id),
        )
        conn.execute("UPDATE addresses SET captured_at = max(captured_at, ?) WHERE url_key = ?", (moment, key))
        versions.returned(conn, article_id, moment)
        conn.execute("UPDATE articles SET last_seen = max(last_seen, ?) WHERE id = ?", (moment, article_id))


def _settle_failures(conn: sqlite3.Connection) -> int:
    """Judge answers that are no pages, and mark the articles that are gone; give how many are."""
    rows = conn.execute(
        f"SELECT id, url_key, moment, status FROM captures WHERE verdict = '' AND status >= 400 AND {_IS_IMPORT} "  # noqa: S608
        "ORDER BY moment, id"
    ).fetchall()
    gone = 0
    for capture_id, key, moment, status in rows:
        conn.execute("UPDATE captures SET verdict = 'failed', reason = ? WHERE id = ?", (_reason(status), capture_id))
        # What was read there before, or since, stands.
        conn.execute(
            "UPDATE addresses SET verdict = 'failed' WHERE url_key = ? AND captured_at <= ? AND "
            "(verdict = '' OR captured_at = ?)",
            (key, moment, moment),
        )
        if status in (404, 410):
            seen = conn.execute(
                "SELECT a.url, a.last_seen, a.id FROM articles a JOIN addresses d ON d.article_id = a.id "
                "WHERE d.url_key = ?",
                (key,),
            ).fetchone()
            if seen is not None and seen[1] <= moment:
                gone += captures.mark_gone(conn, seen[0], to_moment(moment))
            elif seen is not None:
                _note_absence(conn, seen[2], moment)
    return gone


def _note_absence(conn: sqlite3.Connection, article_id: int, moment: str) -> None:
    """Write down that an article was gone for a while: it was read before, and has been since."""
    before, after = (
        conn.execute(
            f"SELECT {which}(moment) FROM captures WHERE article_id = ? AND verdict = 'article' AND moment {side} ?",  # noqa: S608
            (article_id, moment),
        ).fetchone()[0]
        for which, side in (("max", "<"), ("min", ">"))
    )
    known = "SELECT 1 FROM absences WHERE article_id = ? AND returned = ?"
    if before is None or after is None or conn.execute(known, (article_id, after)).fetchone() is not None:
        # It was not known yet; or it is the second answer of one absence.
        return
    conn.execute(
        "INSERT INTO absences (article_id, gone_since, returned) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (article_id, moment, after),
    )


def _reason(status: int) -> str:
    """Give the word that a crawl has for such an answer."""
    if status in (404, 410):
        return "gone"
    return "forbidden" if status in (401, 403, 451) else f"http-{status}"


def _settle_redirects(conn: sqlite3.Connection) -> None:
    """Let addresses that redirect lead to the article that is read behind them, however many there are in between."""
    rows = conn.execute("SELECT url_key, url, target, moment FROM imported_redirects").fetchall()
    targets = {key: target for key, _, target, _ in rows}
    between = {to_text(url_key(target)) for target in targets.values()}
    for key, url, target, moment in rows:
        if key in between:
            # Nobody asked for it but one that redirects there.
            continue
        passed = {key}
        while (following := to_text(url_key(target))) in targets and following not in passed:
            passed.add(following)
            target = targets[following]  # noqa: PLW2901 - where it leads in the end
        captures.record_redirects(conn, {url: target}, to_moment(moment))
    conn.execute(
        "DELETE FROM imported_redirects WHERE url_key IN (SELECT url_key FROM addresses WHERE article_id IS NOT NULL)"
    )


def seed_of(conn: sqlite3.Connection, site: str, url: str, run: int, moment: datetime) -> int:
    """Give the id of a site's seed, for what its sources named; written down where there is none."""
    row = conn.execute("SELECT id FROM seeds WHERE site = ? ORDER BY id LIMIT 1", (to_text(site),)).fetchone()
    if row is not None:
        return int(row[0])
    now = to_utc_text(moment)
    with transaction(conn):
        seed_id = conn.execute(
            "INSERT INTO seeds (url, site, sweep, begun, touched, finished) VALUES (?, ?, ?, ?, '', ?)",
            (to_text(url), to_text(site or site_of(url)), run, now, now),
        ).lastrowid
    assert seed_id is not None
    return seed_id
