"""Erasing articles: their text wherever the file has it, and a tombstone for each of their addresses.

What goes is what was read out of their pages and the pages themselves. What stays is what others say: the pages of
other articles, whose links to them are kept as addresses (who links to whom is the other's own statement) without their
words, which as a rule are the headline. Lists that quote the text go; lists that only name it go where that is asked
for, for they are sources of many other articles.
"""

from __future__ import annotations

import glob
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsarchive.archive import captures, duplicates, quoting, reading
from newsarchive.archive.connection import overwriting, transaction
from newsarchive.archive.identity import is_front
from newsarchive.archive.payloads import PayloadDamagedError, Payloads
from newsarchive.archive.rows import to_json, to_text, to_utc_text
from newsarchive.archive.tombstones import bury, drop_captures, forget_address
from newsarchive.archive.values import Erasure
from newsarchive.errors import ArticleNotFound
from newsarchive.normalize.urls import site_of, url_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

#: Bytes of zeros written at a time over pages that are free.
_WIPED_AT_ONCE = 64 * 1024 * 1024


@dataclass(slots=True)
class _Doomed:
    """What is to be erased: addresses by key, articles, captures, and what tells its text in lists."""

    urls: dict[str, str] = field(default_factory=dict)
    articles: list[int] = field(default_factory=list)
    captures: set[int] = field(default_factory=set)
    headlines: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    sites: set[str] = field(default_factory=set)
    quoting: set[int] = field(default_factory=set)
    naming: set[int] = field(default_factory=set)
    unreadable: int = 0


def erase(
    conn: sqlite3.Connection,
    path: Path,
    keys: Sequence[str | int],
    *,
    reason: str,
    moment: datetime,
    lists: bool,
    dry_run: bool,
) -> Erasure:
    """Erase articles in one transaction; see :meth:`Archive.erase`."""
    doomed = _Doomed()
    for key in keys:
        _doom(conn, path, key, doomed)
    _look_through_lists(conn, doomed)
    found = _counted(conn, doomed)
    if dry_run:
        return found
    # What a re-extraction that was cut off has put by is text, too; it begins anew.
    for part in path.parent.glob(f"{glob.escape(path.name)}.reextract*"):
        part.unlink(missing_ok=True)
    with overwriting(conn), transaction(conn):
        freed = _carry_out(conn, doomed, reason, to_utc_text(moment), lists=lists)
        _wipe(conn)
    # What was written lately stands in the log until it is emptied, too.
    busy = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return replace(found, payload_bytes=freed, is_swept=not busy)


# ---------------------------------------------------------------------- what is to go
def _doom(conn: sqlite3.Connection, path: Path, key: str | int, doomed: _Doomed) -> None:
    """Find all that belongs to what a number or an address names; raises ArticleNotFound."""
    article_id = reading.find(conn, key)
    urls: dict[str, str] = {}
    if article_id in doomed.articles:
        return
    if article_id is not None:
        doomed.articles.append(article_id)
        rows = conn.execute("SELECT url_key, url FROM addresses WHERE article_id = ?", (article_id,)).fetchall()
        urls.update(rows)
        own, url, canonical, headline, site = conn.execute(
            "SELECT a.url_key, a.url, a.canonical_url, a.headline, s.domain "
            "FROM articles a JOIN sites s ON s.id = a.site_id WHERE a.id = ?",
            (article_id,),
        ).fetchone()
        urls |= {own: canonical, to_text(url_key(url)): url}
        doomed.headlines.append(headline)
        doomed.sites.add(site)
        _read_texts(conn, article_id, doomed)
    elif isinstance(key, str) and not key.isdigit():
        url = key.strip() if "://" in key else f"https://{key.strip()}"
        urls[to_text(url_key(url))] = to_text(url)
        if not _is_known(conn, next(iter(urls))):
            raise ArticleNotFound(str(path), str(key))
        doomed.sites.add(site_of(url))
    else:
        raise ArticleNotFound(str(path), str(key))
    urls = {key: url for key, url in urls.items() if not is_front(key)}
    _follow(conn, urls, article_id)
    doomed.urls |= urls
    doomed.captures |= _captures_of(conn, urls, article_id)


def _is_known(conn: sqlite3.Connection, key: str) -> bool:
    return any(
        conn.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", (key,)).fetchone() is not None  # noqa: S608
        for table, column in (
            ("addresses", "url_key"),
            ("captures", "url_key"),
            ("frontier", "key"),
            ("tombstones", "url_key"),
        )
    )


def _follow(conn: sqlite3.Connection, urls: dict[str, str], article_id: int | None) -> None:
    """Add the addresses at which pages of it were captured, and those that redirected there."""
    for row in conn.execute(
        "SELECT target_uri, requested_uri FROM captures WHERE article_id = ? "  # noqa: S608
        f"OR url_key IN ({', '.join('?' * len(urls))})",
        (article_id, *urls),
    ):
        for url in row:
            key = to_text(url_key(url))
            other = conn.execute(
                "SELECT 1 FROM addresses WHERE url_key = ? AND article_id IS NOT NULL AND article_id IS NOT ?",
                (key, article_id),
            ).fetchone()
            if not is_front(key) and other is None:
                urls.setdefault(key, url)


def _captures_of(conn: sqlite3.Connection, urls: dict[str, str], article_id: int | None) -> set[int]:
    """Give the captures of its pages, whatever became of them; what another article was read from is another's."""
    marks = ", ".join("?" * len(urls))
    return {
        capture_id
        for (capture_id,) in conn.execute(
            "SELECT id FROM captures c WHERE (article_id = ? OR (article_id IS NULL AND (url_key IN "  # noqa: S608
            f"({marks}))) OR url_key IN ({marks})) "
            "AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.capture_id = c.id AND a.id IS NOT ?) "
            "AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.capture_id = c.id AND v.article_id IS NOT ?)",
            (article_id, *urls, *urls, article_id, article_id),
        )
    }


def _read_texts(conn: sqlite3.Connection, article_id: int, doomed: _Doomed) -> None:
    for table, column in (("articles", "id"), ("versions", "article_id")):
        for headline, *texts in conn.execute(
            f"SELECT headline, description, body FROM {table} WHERE {column} = ?",  # noqa: S608
            (article_id,),
        ):
            if headline not in doomed.headlines:
                doomed.headlines.append(headline)
            doomed.texts += filter(None, texts)


# ---------------------------------------------------------------------- lists
def _look_through_lists(conn: sqlite3.Connection, doomed: _Doomed) -> None:
    """Find the captures of lists that quote, or name, what is to go: those of its sites that are of no article."""
    payloads = Payloads(conn)
    rows = [row for text in doomed.texts for row in quoting.runs(text)]
    headlines = [words for headline in doomed.headlines if (words := quoting.headline_words(headline))]
    own: dict[str, bool] = {}
    by_digest: dict[str, list[tuple[int, str]]] = {}
    for capture_id, digest, target, verdict in conn.execute(
        "SELECT id, payload_digest, target_uri, verdict FROM captures WHERE article_id IS NULL"
    ):
        if capture_id not in doomed.captures and site_of(target) in doomed.sites:
            by_digest.setdefault(digest, []).append((capture_id, verdict))
    for found in by_digest.values():
        try:
            payload = captures.capture_payload(conn, payloads, found[0][0])
        except PayloadDamagedError:
            doomed.unreadable += len(found)
            continue
        told = quoting.shown(payload or b"")
        ids = [capture_id for capture_id, _ in found]
        if any(row in told.words and _is_only_here(conn, row, doomed, own) for row in rows):
            doomed.quoting.update(ids)
        elif any(words in told.words for words in headlines) or (
            # The addresses of a sitemap alone tell nothing that a tombstone does not.
            found[0][1] != "sitemap" and quoting.is_named(doomed.urls.values(), told.markup)
        ):
            doomed.naming.update(ids)


def _is_only_here(conn: sqlite3.Connection, row: str, doomed: _Doomed, own: dict[str, bool]) -> bool:
    """Ask whether a row of words stands in no article that stays: a phrase that many have quotes none of them."""
    if row not in own:
        ids = ", ".join(map(str, doomed.articles))
        own[row] = (
            conn.execute(
                f"SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? AND rowid NOT IN ({ids}) LIMIT 1",  # noqa: S608
                (f'"{row.strip()}"',),
            ).fetchone()
            is None
        )
    return own[row]


def _counted(conn: sqlite3.Connection, doomed: _Doomed) -> Erasure:
    def count(table: str) -> int:
        return sum(
            int(conn.execute(f"SELECT count(*) FROM {table} WHERE article_id = ?", (number,)).fetchone()[0])  # noqa: S608
            for number in doomed.articles
        )

    return Erasure(
        urls=tuple(doomed.urls.values()),
        headlines=tuple(doomed.headlines),
        articles=len(doomed.articles),
        versions=count("versions"),
        comments=count("comments"),
        captures=len(doomed.captures),
        payload_bytes=_bytes_of(conn, doomed.captures | doomed.quoting),
        lists=len(doomed.quoting),
        naming=len(doomed.naming),
        unreadable=doomed.unreadable,
        linking=len(_linking(conn, doomed)),
        copies=len(_copies(conn, doomed)),
        sites=tuple(sorted(doomed.sites)),
    )


def _bytes_of(conn: sqlite3.Connection, ids: Iterable[int]) -> int:
    lengths = {
        digest: length
        for capture_id in ids
        for digest, length in conn.execute(
            "SELECT payload_digest, payload_length FROM captures WHERE id = ?", (capture_id,)
        )
    }
    return sum(lengths.values())


def _linking(conn: sqlite3.Connection, doomed: _Doomed) -> set[int]:
    found: set[int] = set()
    for key in doomed.urls:
        found.update(number for (number,) in conn.execute("SELECT article_id FROM links WHERE url_key = ?", (key,)))
    return found - set(doomed.articles)


def _copies(conn: sqlite3.Connection, doomed: _Doomed) -> set[int]:
    found: set[int] = set()
    for number in doomed.articles:
        found.update(
            other
            for (other,) in conn.execute(
                "SELECT o.article_id FROM syndicated_articles m JOIN syndicated_articles o ON o.group_id = m.group_id "
                "WHERE m.article_id = ?",
                (number,),
            )
        )
    return found - set(doomed.articles)


# ---------------------------------------------------------------------- the deed
def _carry_out(conn: sqlite3.Connection, doomed: _Doomed, reason: str, moment: str, *, lists: bool) -> int:
    """Take everything away, and lay the tombstones; give the bytes of payloads that went, unpacked."""
    bury(conn, doomed.urls, reason, moment)
    for key in doomed.urls:
        forget_address(conn, key)
    _forget_calls(conn, doomed.urls)
    gone = doomed.captures | doomed.quoting | (doomed.naming if lists else set())
    for number in doomed.articles:
        conn.execute("UPDATE captures SET article_id = NULL WHERE article_id = ?", (number,))
        conn.execute("DELETE FROM addresses WHERE article_id = ?", (number,))
        duplicates.remove(conn, number)
        # Versions, edits, links, images, comments, its impression and the rest of its own go with it; so do its words
        # in the index.
        conn.execute("DELETE FROM articles WHERE id = ?", (number,))
    freed = drop_captures(conn, gone)
    for what in ("author", "tag"):
        # An earlier reading of it may have left names that no article has by now.
        conn.execute(
            f"DELETE FROM {what}s WHERE NOT EXISTS "  # noqa: S608
            f"(SELECT 1 FROM article_{what}s x WHERE x.{what}_id = {what}s.id)"
        )
    _forget_memory(conn, doomed.sites)
    if doomed.articles:
        # A word that is deleted stays in the index, marked, until all its parts are made one.
        conn.execute("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
    return freed


def _forget_calls(conn: sqlite3.Connection, urls: dict[str, str]) -> None:
    """Take its addresses out of what was typed to crawl them."""
    for crawl_id, command, given in conn.execute("SELECT id, command, urls FROM crawls").fetchall():
        addresses = json.loads(given)
        gone = [url for url in addresses if to_text(url_key(url)) in urls]
        if gone:
            for url in gone:
                command = command.replace(url, "(erased)")  # noqa: PLW2901
            kept = [url for url in addresses if url not in gone]
            conn.execute("UPDATE crawls SET command = ?, urls = ? WHERE id = ?", (command, to_json(kept), crawl_id))


def _forget_memory(conn: sqlite3.Connection, sites: Iterable[str]) -> None:
    """Drop the texts that a site's memory shows: they are looked up anew in the pages that are left."""
    for site in sites:
        row = conn.execute("SELECT id FROM sites WHERE domain = ?", (site,)).fetchone()
        if row is None:
            continue
        conn.execute("UPDATE site_blocks SET text = '' WHERE site_id = ? AND text <> ''", row)
        if conn.execute("SELECT 1 FROM impressions WHERE site_id = ?", row).fetchone() is None:
            for table in ("site_blocks", "site_containers", "site_memories"):
                conn.execute(f"DELETE FROM {table} WHERE site_id = ?", row)  # noqa: S608


def _wipe(conn: sqlite3.Connection) -> None:
    """Write zeros over the pages of the file that are free: what was deleted or rewritten before may stand there."""
    (pages,) = conn.execute("PRAGMA freelist_count").fetchone()
    (size,) = conn.execute("PRAGMA page_size").fetchone()
    if not pages:
        return
    conn.execute("CREATE TABLE wiped (zeros BLOB)")
    left = pages * size
    while left > 0:
        conn.execute("INSERT INTO wiped VALUES (zeroblob(?))", (min(left, _WIPED_AT_ONCE),))
        left -= _WIPED_AT_ONCE
    conn.execute("DROP TABLE wiped")
