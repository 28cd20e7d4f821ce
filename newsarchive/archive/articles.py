"""Storing what was read out of a page: one row an article, whatever address led to it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsarchive.archive import identity, memory
from newsarchive.archive.connection import transaction
from newsarchive.archive.rows import (
    COLUMNS,
    to_columns,
    to_moment,
    to_text,
    to_text_or_none,
    to_utc_text,
    to_utc_text_or_none,
)
from newsarchive.archive.values import Outcome, Stored
from newsarchive.model import Precision
from newsarchive.normalize.urls import site_of, url_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from newsarchive.archive.identity import Identity, Keys, Known
    from newsarchive.model import Article, Impression

#: The columns of an article that reading it anew may change: what its page says, and the archive's own.
_COLUMNS = (
    *("site_id", "url_key", "capture_id", "last_seen"),
    *("date_published_utc", "date_modified_utc"),
    *COLUMNS,
)
_INSERT = f"""
INSERT INTO articles ({", ".join(_COLUMNS)}, first_seen)
VALUES ({", ".join(f":{name}" for name in _COLUMNS)}, :last_seen)"""  # noqa: S608
_UPDATE = f"UPDATE articles SET {', '.join(f'{name} = :{name}' for name in _COLUMNS)} WHERE id = :id"  # noqa: S608

# An address leads to the article read there last.
_OWN_ADDRESS = """
INSERT INTO addresses (url_key, url, article_id, how, verdict, captured_at, lastmod)
VALUES (?, ?, ?, ?, 'article', ?, ?)
ON CONFLICT(url_key) DO UPDATE SET article_id = excluded.article_id, verdict = 'article',
    captured_at = excluded.captured_at, lastmod = coalesce(excluded.lastmod, lastmod)"""
# An address a page merely names is never taken from another article.
_NAMED_ADDRESS = _OWN_ADDRESS + " WHERE article_id IS NULL OR article_id = excluded.article_id"

_SPACES = re.compile(r"\s+")
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "\u00ad": None})


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
) -> Stored:
    """Store an article in one transaction; see :meth:`Archive.store_article`."""
    seen = to_utc_text(moment)
    keys = identity.Keys.of(article)
    with transaction(conn):
        who = identity.resolve(conn, article, keys)
        if who.displaced is not None:
            who = _give_way(conn, who, who.displaced)
        if who.known is not None and who.absorbed is not None:
            _absorb(conn, who.known.id, who.absorbed.id)
        if not who.canonical_believed or to_text(url_key(article.canonical_url)) != keys.canonical:
            article = replace(article, canonical_url=article.url)
        stored = _store(conn, article, who, capture_id, seen)
        _store_addresses(conn, article, keys, who, stored.article_id, capture_id, (seen, to_utc_text_or_none(lastmod)))
        if impression is not None and stored.outcome is not Outcome.DUPLICATE:
            memory.store_impression(conn, stored.article_id, impression, bearing)
        conn.execute(
            "UPDATE captures SET article_id = ?, verdict = 'article', reason = ?, crawl_id = coalesce(crawl_id, ?) "
            "WHERE id = ?",
            (stored.article_id, stored.outcome.value, crawl_id, capture_id),
        )
    return stored


def _store(conn: sqlite3.Connection, article: Article, who: Identity, capture_id: int, seen: str) -> Stored:
    known = who.known
    if known is None:
        values = _columns(article, _site(conn, article), who.key, capture_id, seen)
        article_id = conn.execute(_INSERT, values).lastrowid
        assert article_id is not None
        _store_names(conn, article_id, article, fresh=True)
        _store_links_and_images(conn, article_id, article, fresh=True)
        return Stored(article_id, Outcome.NEW)
    if identity.is_twin(article.url, who.key) and not identity.is_same_page(article, known):
        # The first page to give an article keeps it until the canonical one comes.
        return Stored(known.id, Outcome.DUPLICATE)
    outcome = Outcome.CHANGED if _is_changed(conn, article, known) else Outcome.UNCHANGED
    key = who.key if who.key == known.url_key or _is_free(conn, who.key) else known.url_key
    values = _columns(article, _site(conn, article), key, capture_id, seen)
    conn.execute(_UPDATE, {**values, "id": known.id})
    conn.execute("UPDATE articles SET gone_since = NULL WHERE id = ? AND gone_since IS NOT NULL", (known.id,))
    _store_names(conn, known.id, article, fresh=False)
    _store_links_and_images(conn, known.id, article, fresh=False)
    return Stored(known.id, outcome)


#: Dates that a page did not say itself are not lost because it is read again.
_SAID_ELSEWHERE = ("api", "feed", "sitemap", "news-sitemap", "listing", "amp")


#: The date of publication, and what is stored beside it.
_PUBLISHED = tuple(name for name in COLUMNS if name.startswith("date_published"))
_KNOWN = ("site_id", "url_key", "capture_id", "last_seen", "url", "canonical_url", "body", "blocks", *_PUBLISHED)
_SELECT = f"SELECT {', '.join(_KNOWN)} FROM articles WHERE id = ?"  # noqa: S608


def amend_article(conn: sqlite3.Connection, article_id: int, article: Article, bearing: int) -> bool:
    """Write what was read anew out of the same capture; see :meth:`Archive.amend_article`."""
    with transaction(conn):
        row = conn.execute(_SELECT, (article_id,)).fetchone()
        if row is None:
            return False
        known = dict(zip(_KNOWN, row, strict=True))
        kept = {name: known[name] for name in ("url", "canonical_url")}
        if known["date_published"] is not None and (
            known["date_published_source"] in _SAID_ELSEWHERE or article.date_published is None
        ):
            kept |= {name: known[name] for name in _PUBLISHED}
            kept["date_published"] = to_moment(known["date_published"])
        if not article.authors:
            kept["authors"] = _names_of(conn, "author", article_id)
        article = replace(article, **kept)
        values = _columns(article, known["site_id"], known["url_key"], known["capture_id"], known["last_seen"])
        conn.execute(_UPDATE, {**values, "id": article_id})
        _store_names(conn, article_id, article, fresh=False)
        _store_links_and_images(conn, article_id, article, fresh=False)
        conn.execute("UPDATE impressions SET bearing = ? WHERE article_id = ?", (bearing, article_id))
        return any(values[name] != known[name] for name in ("body", "blocks"))


def _give_way(conn: sqlite3.Connection, who: Identity, displaced: Known) -> Identity:
    """Put a row that claimed this page's address back under the address it was read from."""
    if not _is_free(conn, displaced.own_key):
        return identity.Identity(displaced, who.key, who.canonical_believed)
    conn.execute("UPDATE articles SET url_key = ?, canonical_url = url WHERE id = ?", (displaced.own_key, displaced.id))
    return who


def _absorb(conn: sqlite3.Connection, article_id: int, second_id: int) -> None:
    """Make two rows of one article one; the pages the second was read from stay, with the first."""
    conn.execute("UPDATE captures SET article_id = ? WHERE article_id = ?", (article_id, second_id))
    conn.execute("UPDATE addresses SET article_id = ? WHERE article_id = ?", (article_id, second_id))
    conn.execute("DELETE FROM articles WHERE id = ?", (second_id,))


def _is_free(conn: sqlite3.Connection, key: str) -> bool:
    return conn.execute("SELECT 1 FROM articles WHERE url_key = ?", (key,)).fetchone() is None


def _is_changed(conn: sqlite3.Connection, article: Article, known: Known) -> bool:
    """Ask whether a reader would call it an edit: of headline, text, date or authors, spacing aside."""
    if not (_is_same_text(article.headline, known.headline) and _is_same_text(article.body, known.body)):
        return True
    if _is_other_date(article, known):
        return True
    names = _names_of(conn, "author", known.id)
    return sorted(map(_plain, _distinct(article.authors))) != sorted(map(_plain, names))


def _is_same_text(one: str, other: str) -> bool:
    return one == other or _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", to_text(text).translate(_TYPOGRAPHY)).strip().casefold()


def _is_other_date(article: Article, known: Known) -> bool:
    if article.date_published is None or known.date_published is None:
        return (article.date_published is None) != (known.date_published is None)
    before = to_moment(known.date_published)
    if article.date_published == before:
        return False
    # Known to the day on one side: the other may be any minute of that day.
    is_day = Precision.DAY in (article.date_published_precision, known.date_published_precision)
    return not (is_day and article.date_published.date() == before.date())


def _columns(article: Article, site_id: int, key: str, capture_id: int, seen: str) -> dict[str, Any]:
    """Give the values of :data:`_COLUMNS`."""
    return {
        **to_columns(article),
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


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(to_text, names))))


def _names_of(conn: sqlite3.Connection, what: str, article_id: int) -> list[str]:
    return [
        name
        for (name,) in conn.execute(
            f"SELECT n.name FROM article_{what}s x JOIN {what}s n ON n.id = x.{what}_id "  # noqa: S608
            "WHERE x.article_id = ? ORDER BY x.position",
            (article_id,),
        )
    ]


def _store_names(conn: sqlite3.Connection, article_id: int, article: Article, *, fresh: bool) -> None:
    """Store authors and tags in the page's order, each name once."""
    for what, names in (("author", _distinct(article.authors)), ("tag", _distinct(article.tags))):
        if not fresh:
            if _names_of(conn, what, article_id) == names:
                continue
            conn.execute(f"DELETE FROM article_{what}s WHERE article_id = ?", (article_id,))  # noqa: S608
        if names:
            conn.executemany(
                f"INSERT INTO article_{what}s (article_id, position, {what}_id) VALUES (?, ?, ?)",  # noqa: S608
                [(article_id, position, _name_id(conn, what, name)) for position, name in enumerate(names)],
            )


def _name_id(conn: sqlite3.Connection, what: str, name: str) -> int:
    """Give the number of an author or a tag, written down when it is new."""
    # Most are known; and an insert that reads its values from a table would write the full-text index each time.
    row = conn.execute(f"SELECT id FROM {what}s WHERE name = ?", (name,)).fetchone()  # noqa: S608
    if row is None:
        row = conn.execute(f"INSERT INTO {what}s (name) VALUES (?) RETURNING id", (name,)).fetchone()  # noqa: S608
    return int(row[0])


def _store_links_and_images(conn: sqlite3.Connection, article_id: int, article: Article, *, fresh: bool) -> None:
    links = [
        (link.position, link.kind.value, to_text(link.url), to_text(link.text), to_text_or_none(link.rel))
        for link in article.links
    ]
    if fresh or _replace(conn, article_id, "links", ("position", "kind", "url", "text", "rel"), links):
        conn.executemany(
            "INSERT INTO links (article_id, position, kind, url, text, rel, url_key) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(article_id, *link, to_text(url_key(link[2]))) for link in links],
        )
    images = [
        (position, to_text(image.url), to_text_or_none(image.caption), to_text_or_none(image.credit))
        for position, image in enumerate(article.images)
    ]
    if fresh or _replace(conn, article_id, "images", ("position", "url", "caption", "credit"), images):
        conn.executemany(
            "INSERT INTO images (article_id, position, url, caption, credit) VALUES (?, ?, ?, ?, ?)",
            [(article_id, *image) for image in images],
        )


def _replace(
    conn: sqlite3.Connection, article_id: int, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> bool:
    """Clear an article's rows of ``table`` unless they are ``rows`` already; tell whether they must be written."""
    stored = conn.execute(
        f"SELECT {', '.join(columns)} FROM {table} WHERE article_id = ? ORDER BY id",  # noqa: S608
        (article_id,),
    ).fetchall()
    if stored == list(rows):
        return False
    if stored:
        conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608
    return True


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
