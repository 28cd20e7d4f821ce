"""Storing what was read out of a page: one row an article, whatever address led to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsarchive.archive import duplicates, history, identity, memory, tombstones, versions
from newsarchive.archive.connection import transaction
from newsarchive.archive.fixity import text_crc
from newsarchive.archive.lists import store_lists
from newsarchive.archive.rows import (
    COLUMNS,
    to_columns,
    to_text,
    to_text_or_none,
    to_utc_text,
    to_utc_text_or_none,
)
from newsarchive.archive.values import Outcome, Stored
from newsarchive.normalize.urls import site_of, url_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from datetime import datetime

    from newsarchive.archive.identity import Identity, Keys, Known
    from newsarchive.archive.versions import State
    from newsarchive.model import Article, Impression

#: The columns of an article that reading it anew may change: what its page says, and the archive's own.
_COLUMNS = (
    *("site_id", "url_key", "capture_id", "last_seen"),
    *("date_published_utc", "date_modified_utc"),
    *COLUMNS,
    "text_crc",
)
# What it was read from is the capture's, not the page's.
_PAYLOAD = "coalesce((SELECT c.payload_digest FROM captures c WHERE c.id = :capture_id), '')"
_INSERT = f"""
INSERT INTO articles ({", ".join(_COLUMNS)}, payload_digest, first_seen)
VALUES ({", ".join(f":{name}" for name in _COLUMNS)}, {_PAYLOAD}, :last_seen)"""  # noqa: S608
_UPDATE = f"""
UPDATE articles SET {", ".join(f"{name} = :{name}" for name in _COLUMNS)}, payload_digest = {_PAYLOAD}
WHERE id = :id"""  # noqa: S608

# An address leads to the article read there last.
_OWN_ADDRESS = """
INSERT INTO addresses (url_key, url, article_id, how, verdict, captured_at, lastmod)
VALUES (?, ?, ?, ?, 'article', ?, ?)
ON CONFLICT(url_key) DO UPDATE SET article_id = excluded.article_id, verdict = 'article',
    captured_at = max(captured_at, excluded.captured_at), lastmod = coalesce(excluded.lastmod, lastmod)"""
# An address a page merely names is never taken from another article.
_NAMED_ADDRESS = _OWN_ADDRESS + " WHERE article_id IS NULL OR article_id = excluded.article_id"


def store_article(
    conn: sqlite3.Connection,
    article: Article,
    *,
    capture_id: int,
    crawl_id: int | None,
    moment: datetime,
    lastmod: datetime | None,
    impression: Impression | None = None,
    bearing: int | None = None,
    reread: Callable[[int], Article | None] | None = None,
) -> Stored:
    """Store an article in one transaction; see :meth:`Archive.store_article`."""
    seen = to_utc_text(moment)
    keys = identity.Keys.of(article)
    with transaction(conn):
        named = (article.url, article.canonical_url, article.amp_url, article.shortlink)
        if tombstones.is_erased(conn, named):
            tombstones.discard_capture(conn, capture_id, named)
            return Stored(0, Outcome.ERASED)
        article = tombstones.without_erased(conn, article)
        who = identity.resolve(conn, article, keys)
        if who.displaced is not None:
            who = _give_way(conn, who, who.displaced)
        if who.known is not None and who.absorbed is not None:
            _absorb(conn, who.known.id, who.absorbed.id)
        if not who.canonical_believed or to_text(url_key(article.canonical_url)) != keys.canonical:
            article = replace(article, canonical_url=article.url)
        stored = _store(conn, article, who, capture_id, seen, reread)
        _store_addresses(conn, article, keys, who, stored.article_id, capture_id, (seen, to_utc_text_or_none(lastmod)))
        if impression is not None and _is_read_from(conn, stored.article_id, capture_id):
            memory.store_impression(conn, stored.article_id, impression, bearing)
        conn.execute(
            "UPDATE captures SET article_id = ?, verdict = 'article', reason = ?, crawl_id = coalesce(crawl_id, ?) "
            "WHERE id = ?",
            (stored.article_id, stored.outcome.value, crawl_id, capture_id),
        )
    return stored


def _store(
    conn: sqlite3.Connection,
    article: Article,
    who: Identity,
    capture_id: int,
    seen: str,
    reread: Callable[[int], Article | None] | None,
) -> Stored:
    known = who.known
    if known is None:
        values = columns_of(article, _site(conn, article), who.key, capture_id, seen)
        article_id = conn.execute(_INSERT, values).lastrowid
        assert article_id is not None
        store_lists(conn, article_id, article, fresh=True)
        return Stored(article_id, Outcome.NEW)
    if identity.is_twin(article.url, who.key) and not identity.is_same_page(article, known):
        # The first page to give an article keeps it until the canonical one comes.
        return Stored(known.id, Outcome.DUPLICATE)
    state = versions.present(conn, known.id)
    if seen < state["last_seen"]:
        # An import brings pages in any order; what is newer stands.
        is_edited = history.sight(conn, known.id, article, capture_id, seen, reread)
        return Stored(known.id, Outcome.CHANGED if is_edited else Outcome.UNCHANGED)
    article, is_edited = _supersede(conn, article, known, state, seen, reread)
    key = who.key if who.key == known.url_key or _is_free(conn, who.key) else known.url_key
    values = columns_of(article, _site(conn, article), key, capture_id, seen)
    conn.execute(_UPDATE, {**values, "id": known.id})
    versions.returned(conn, known.id, seen)
    store_lists(conn, known.id, article, fresh=False)
    return Stored(known.id, Outcome.CHANGED if is_edited else Outcome.UNCHANGED)


def _is_read_from(conn: sqlite3.Connection, article_id: int, capture_id: int) -> bool:
    row = conn.execute("SELECT capture_id FROM articles WHERE id = ?", (article_id,)).fetchone()
    return bool(row[0] == capture_id)


def _supersede(
    conn: sqlite3.Connection,
    article: Article,
    known: Known,
    state: State,
    seen: str,
    reread: Callable[[int], Article | None] | None,
) -> tuple[Article, bool]:
    """Keep what is stored as a version where the page was edited; give what to store now, and whether it was.

    A reading may be another although the page is the same: the extractor, the profile or the memory of the site has
    changed. So where the two differ, the stored page is read again as the new one was; what then differs is an edit.
    """
    stored = versions.to_article(state)
    article = versions.with_told(article, stored)
    if known.is_twin and not identity.is_same_page(article, known):
        # Another page of the article was read until now: what differs is how the two are made.
        return article, False
    is_edited = bool(versions.edited(stored, article))
    # A date that was told once hides what the page says of it.
    if not is_edited and not (versions.is_told(stored) and not versions.is_told(article)):
        return article, False
    again = reread(known.capture_id) if reread is not None else None
    if again is not None:
        if not again.authors:
            # It was no word of the page that gave them.
            again = replace(again, authors=stored.authors)
            article = article if article.authors else replace(article, authors=stored.authors)
        if versions.is_told(again):
            again = versions.dated_as(again, stored)
        elif "date_published" not in versions.edited(again, article):
            again = versions.with_told(again, stored)
        is_edited = bool(versions.edited(again, article))
        state = versions.read_anew(state, again)
    if not is_edited:
        return article, False
    versions.supersede(conn, known.id, state, article, seen)
    return article, True


def _give_way(conn: sqlite3.Connection, who: Identity, displaced: Known) -> Identity:
    """Put a row that claimed this page's address back under the address it was read from."""
    if not _is_free(conn, displaced.own_key):
        return identity.Identity(displaced, who.key, who.canonical_believed)
    conn.execute("UPDATE articles SET url_key = ?, canonical_url = url WHERE id = ?", (displaced.own_key, displaced.id))
    return who


def _absorb(conn: sqlite3.Connection, article_id: int, second_id: int) -> None:
    """Make two rows of one article one; the pages the second was read from stay, with the first."""
    history.absorb(conn, article_id, second_id)
    duplicates.remove(conn, second_id)
    conn.execute(
        "UPDATE comments SET article_id = ?1 WHERE article_id = ?2 "
        "AND NOT EXISTS (SELECT 1 FROM comments WHERE article_id = ?1)",
        (article_id, second_id),
    )
    conn.execute("UPDATE captures SET article_id = ? WHERE article_id = ?", (article_id, second_id))
    conn.execute("UPDATE addresses SET article_id = ? WHERE article_id = ?", (article_id, second_id))
    conn.execute("DELETE FROM articles WHERE id = ?", (second_id,))


def _is_free(conn: sqlite3.Connection, key: str) -> bool:
    return conn.execute("SELECT 1 FROM articles WHERE url_key = ?", (key,)).fetchone() is None


def columns_of(article: Article, site_id: int, key: str, capture_id: int, seen: str) -> dict[str, Any]:
    """Give the values of an article's columns that reading it anew may change, by name."""
    values = to_columns(article)
    return {
        **values,
        "text_crc": text_crc(values),
        "site_id": site_id,
        "url_key": key,
        "capture_id": capture_id,
        "last_seen": seen,
        "date_published_utc": to_utc_text_or_none(article.date_published),
        "date_modified_utc": to_utc_text_or_none(article.date_modified),
    }


def _site(conn: sqlite3.Connection, article: Article) -> int:
    """Give the id of the article's site, written down when it is new; its name is the first one a page gives."""
    domain = to_text(site_of(article.canonical_url) or site_of(article.url))
    row = conn.execute("SELECT id, name FROM sites WHERE domain = ?", (domain,)).fetchone()
    if row is None:
        site_id = conn.execute(
            "INSERT INTO sites (domain, name) VALUES (?, ?)", (domain, to_text_or_none(article.site_name))
        ).lastrowid
        assert site_id is not None
        return site_id
    if row[1] is None and article.site_name:
        conn.execute("UPDATE sites SET name = ? WHERE id = ?", (to_text(article.site_name), row[0]))
    return int(row[0])


def _store_addresses(
    conn: sqlite3.Connection,
    article: Article,
    keys: Keys,
    who: Identity,
    article_id: int,
    capture_id: int,
    when: tuple[str, str | None],
) -> None:
    """Make every address of the article lead to it: its own, those it names, and the one first asked for."""
    own = [(keys.own, to_text(article.url), article_id, "fetched", *when)]
    if who.canonical_believed and keys.canonical != keys.own:
        own.append((keys.canonical, to_text(article.canonical_url), article_id, "canonical", *when))
    row = conn.execute("SELECT target_uri, requested_uri FROM captures WHERE id = ?", (capture_id,)).fetchone()
    if row is not None:
        for uri, how in zip(row, ("fetched", "requested"), strict=True):
            key = to_text(url_key(uri))
            # A front page that leads to an article today leads to another one tomorrow.
            if not identity.is_front(key) and not any(key == known[0] for known in own):
                own.append((key, uri, article_id, how, *when))
    conn.executemany(_OWN_ADDRESS, own)
    named = [
        (key, to_text(url or ""), article_id, how, *when)
        for key, url, how in (
            (keys.amp, article.amp_url, "amp"),
            (keys.shortlink, article.shortlink, "shortlink"),
        )
        if key is not None and not any(key == known[0] for known in own)
    ]
    if named:
        conn.executemany(_NAMED_ADDRESS, named)
