"""The addresses of what was erased: what stands there is not asked for, not kept and not stored again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsarchive.archive import payloads
from newsarchive.archive.connection import overwriting, transaction
from newsarchive.archive.identity import is_front
from newsarchive.archive.rows import to_moment, to_text, to_utc_text
from newsarchive.archive.values import Tombstone
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from newsarchive.model import Article

_CHUNK = 400
#: Whether an article is known by an address, or a page of it is stored that may become one.
_IS_HERE = (
    "SELECT 1 FROM addresses WHERE url_key = :key AND article_id IS NOT NULL UNION ALL "
    "SELECT 1 FROM captures WHERE url_key = :key AND status BETWEEN 200 AND 299"
)


def tombstones(conn: sqlite3.Connection) -> list[Tombstone]:
    """Give all, the oldest first."""
    return [
        Tombstone(url=url, reason=reason, erased_at=to_moment(moment))
        for url, reason, moment in conn.execute(
            "SELECT url, reason, erased_at FROM tombstones ORDER BY erased_at, url_key"
        )
    ]


def erased_keys(conn: sqlite3.Connection, keys: Iterable[str]) -> set[str]:
    """Give those of some keys under which something was erased."""
    if conn.execute("SELECT 1 FROM tombstones LIMIT 1").fetchone() is None:
        # Almost always, and asked for every article: the keys need not even be made.
        return set()
    wanted = list(dict.fromkeys(keys))
    found: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        marks = ", ".join("?" * len(part))
        found.update(
            key
            for (key,) in conn.execute(f"SELECT url_key FROM tombstones WHERE url_key IN ({marks})", part)  # noqa: S608
        )
    return found


def is_erased(conn: sqlite3.Connection, urls: Iterable[str | None]) -> bool:
    """Ask whether something was erased at one of these addresses."""
    return bool(erased_keys(conn, (to_text(url_key(url)) for url in urls if url)))


def without_erased(conn: sqlite3.Connection, article: Article) -> Article:
    """Give an article without the words of its links to what was erased: they are its headline, as a rule."""
    erased = erased_keys(conn, (_key(link.url) for link in article.links))
    if not erased:
        return article
    links = [replace(link, text="") if _key(link.url) in erased else link for link in article.links]
    return replace(article, links=links)


def _key(url: str) -> str:
    return to_text(url_key(to_text(url)))


def bury(conn: sqlite3.Connection, urls: Mapping[str, str], reason: str, moment: str) -> None:
    """Write down that what is at these addresses, by key, was erased; a front page never is."""
    conn.executemany(
        "INSERT INTO tombstones (url_key, url, reason, erased_at) VALUES (?, ?, ?, ?) ON CONFLICT(url_key) DO NOTHING",
        [(key, to_text(url), to_text(reason), moment) for key, url in urls.items() if not is_front(key)],
    )


def join(conn: sqlite3.Connection, urls: Iterable[str | None]) -> None:
    """Add addresses of an erased article that were not known when it was erased: at least one of them was."""
    keys = {to_text(url_key(url)): url for url in urls if url}
    marks = ", ".join("?" * len(keys))
    row = conn.execute(
        f"SELECT reason, erased_at FROM tombstones WHERE url_key IN ({marks}) ORDER BY erased_at",  # noqa: S608
        tuple(keys),
    ).fetchone()
    if row is not None:
        bury(conn, keys, *row)


def take_over(conn: sqlite3.Connection, stones: Iterable[Tombstone]) -> tuple[int, list[Tombstone]]:
    """Lay the tombstones of another archive; see :meth:`Archive.take_over`."""
    laid, here = 0, []
    with transaction(conn):
        for stone in stones:
            key = to_text(url_key(stone.url))
            if not key or is_front(key) or erased_keys(conn, (key,)):
                continue
            if conn.execute(_IS_HERE, {"key": key}).fetchone():
                here.append(stone)
                continue
            bury(conn, {key: stone.url}, stone.reason, to_utc_text(stone.erased_at))
            forget_address(conn, key)
            laid += 1
    return laid, here


def forget_address(conn: sqlite3.Connection, key: str) -> None:
    """Forget what others say of an address, and do not ask for it."""
    conn.execute("DELETE FROM addresses WHERE url_key = ?", (key,))
    conn.execute("UPDATE links SET text = '' WHERE url_key = ? AND text <> ''", (key,))
    conn.execute(
        "UPDATE frontier SET state = 'skipped', reason = 'erased', detail = '', facts = '', passed = '', "
        "published = NULL, lastmod = NULL, etag = NULL, last_modified = NULL, digest = NULL, due = NULL, "
        "capture_id = NULL WHERE key = ?",
        (key,),
    )


def discard_capture(conn: sqlite3.Connection, capture_id: int, urls: Iterable[str | None]) -> None:
    """Take away a capture that turned out to be of an erased article, its bytes and addresses with it."""
    urls = tuple(urls)
    with overwriting(conn), transaction(conn):
        row = conn.execute("SELECT target_uri, requested_uri FROM captures WHERE id = ?", (capture_id,)).fetchone()
        join(conn, (*urls, *(row or ())))
        drop_captures(conn, [capture_id])
        conn.executemany(
            "DELETE FROM addresses WHERE url_key = ? AND article_id IS NULL",
            [(to_text(url_key(url)),) for url in (*urls, *(row or ())) if url],
        )


def drop_captures(conn: sqlite3.Connection, ids: Iterable[int]) -> int:
    """Delete captures, and the payloads that no other capture needs; give the bytes these had unpacked."""
    freed = 0
    for capture_id in ids:
        row = conn.execute("SELECT payload_digest FROM captures WHERE id = ?", (capture_id,)).fetchone()
        if row is None:
            continue
        conn.execute("UPDATE frontier SET capture_id = NULL WHERE capture_id = ?", (capture_id,))
        conn.execute("DELETE FROM captures WHERE id = ?", (capture_id,))
        freed += _forget_payload(conn, row[0])
    return freed


def _forget_payload(conn: sqlite3.Connection, digest: str) -> int:
    """Delete a payload unless a capture still has it."""
    row = conn.execute("SELECT length FROM payloads WHERE digest = ?", (digest,)).fetchone()
    return int(row[0]) if payloads.forget(conn, digest).removed and row else 0
