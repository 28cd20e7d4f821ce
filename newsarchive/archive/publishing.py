"""A copy of an archive that can be given to others: what is known of articles, their links, a short quote of each.

It is an archive of its own, of the same schema: what reads one reads the other. What may not be passed on (texts,
pages, comments) or is nobody else's business (how it was crawled) never comes into the file.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from newsarchive.archive.backup import written_beside
from newsarchive.archive.connection import connect, connect_as_is, mapped, transaction
from newsarchive.archive.fixity import TEXTS, text_crc
from newsarchive.archive.rows import pack_blocks, to_moment, to_utc_text
from newsarchive.archive.search import where
from newsarchive.archive.values import Published
from newsarchive.errors import ArchiveError
from newsarchive.model import Block, BlockKind
from newsarchive.version import __version__

if TYPE_CHECKING:
    import sqlite3
    from datetime import date, datetime
    from pathlib import Path

_WORD = re.compile(r"\S+")
#: Columns of articles and of versions that are made anew, by what stands in their place in the copy.
_MADE_ANEW = {
    "capture_id": "1",
    "description": "quoted(a.description, a.id)",
    "body": "quoted(a.body, a.id)",
    "blocks": "quoted_blocks(a.body, a.id)",
}
_MADE_ANEW_IN_VERSIONS = {"capture_id": "1", "description": "NULL", "body": "''", "blocks": "'[]'"}
for _made, _row in ((_MADE_ANEW, "a"), (_MADE_ANEW_IN_VERSIONS, "v")):
    _made["text_crc"] = f"text_crc({', '.join(_made.get(name, f'{_row}.{name}') for name in TEXTS)})"
# Every row of an article needs a capture: one without a page stands for all.
_STAND_IN = """
INSERT INTO captures (id, url_key, target_uri, requested_uri, moment, status, verdict, reason, payload_digest,
    payload_length, headers) VALUES (1, '', '', '', ?, 0, 'published', 'pages are not passed on', ?, 0, '[]')"""
# Asked of any capture of an article: who reserved once has not been asked since.
_UNQUOTED = """
SELECT DISTINCT c.article_id FROM source.claims k JOIN source.captures c ON c.claims_id = k.id
WHERE c.article_id IS NOT NULL AND (k.is_reserved OR EXISTS (
    SELECT 1 FROM json_each(k.said) e WHERE json_extract(e.value, '$[1]') IN ('nosnippet', 'none')))"""
_COPIED = {
    "sites": "id IN (SELECT site_id FROM articles)",
    "addresses": "article_id IN (SELECT id FROM articles)",
    "article_authors": "article_id IN (SELECT id FROM articles)",
    "article_tags": "article_id IN (SELECT id FROM articles)",
    "authors": "id IN (SELECT author_id FROM article_authors)",
    "tags": "id IN (SELECT tag_id FROM article_tags)",
    "links": "article_id IN (SELECT id FROM articles)",
    "edits": "article_id IN (SELECT id FROM articles)",
    "absences": "article_id IN (SELECT id FROM articles)",
    "syndicated_articles": "article_id IN (SELECT id FROM articles)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Of which articles a copy is made, how many words of each are quoted, and on which terms it is given away."""

    quote_words: int
    licence: str | None
    site: str | None
    since: date | None
    until: date | None


def quoted(text: str | None, words: int) -> str | None:
    """Give the first words of a text, with … where there are more."""
    if text is None:
        return None
    end = 0
    for count, match in enumerate(_WORD.finditer(text)):
        if count == words:
            return text[:end] + " …" if words else ""
        end = match.end()
    return text[:end]


def publish(source: Path, target: Path, wanted: Wanted, *, moment: datetime) -> Published:
    """Write the copy; see :meth:`Archive.publish`."""
    with (
        written_beside(target) as partial,
        closing(connect(partial, create=True, read_only=False)) as conn,
        mapped(partial),
    ):
        made = _fill(conn, source, wanted, moment)
        # One file, without a log beside it, that can be read where nothing can be written.
        conn.execute("PRAGMA journal_mode = DELETE")
    return made


def _fill(conn: sqlite3.Connection, source: Path, wanted: Wanted, moment: datetime) -> Published:
    conn.execute("ATTACH DATABASE ? AS source", (f"file:{quote(str(source.absolute()))}?mode=ro",))
    unquoted: frozenset[int] = frozenset()

    def quote_of(text: str | None, article_id: int) -> str | None:
        if article_id in unquoted:
            return "" if text is not None else None
        return quoted(text, wanted.quote_words)

    def blocks_of(text: str, article_id: int) -> str:
        body = quote_of(text, article_id) or ""
        return pack_blocks([Block(kind=BlockKind.PARAGRAPH, text=body)] if body else [], body)

    def crc_of(*texts: str | None) -> int:
        return text_crc(dict(zip(TEXTS, texts, strict=True)))

    conn.create_function("text_crc", len(TEXTS), crc_of, deterministic=True)
    conn.create_function("quoted", 2, quote_of, deterministic=True)
    conn.create_function("quoted_blocks", 2, blocks_of, deterministic=True)
    with transaction(conn):
        unquoted = frozenset(number for (number,) in conn.execute(_UNQUOTED))
        nothing = f"sha256:{hashlib.sha256().hexdigest()}"
        conn.execute(
            "INSERT INTO payloads (digest, encoding, length, content) VALUES (?, 'identity', 0, x'')", (nothing,)
        )
        conn.execute(_STAND_IN, (to_utc_text(moment), nothing))
        conn.execute("PRAGMA defer_foreign_keys = ON")
        _copy_articles(conn, wanted)
        for table, condition in _COPIED.items():
            listed = ", ".join(_columns(conn, table))
            conn.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM source.{table} WHERE {condition}")  # noqa: S608
        # The copy cannot find copies of one text anew.
        conn.execute(
            "INSERT INTO syndication_groups (id, earliest_article_id) "
            "SELECT g.id, a.id FROM source.syndication_groups g LEFT JOIN articles a ON a.id = g.earliest_article_id "
            "WHERE g.id IN (SELECT group_id FROM syndicated_articles)"
        )
        names = _columns(conn, "versions")
        made = ", ".join(_MADE_ANEW_IN_VERSIONS.get(name, f"v.{name}") for name in names)
        conn.execute(
            f"INSERT INTO versions ({', '.join(names)}) SELECT {made} FROM source.versions v "  # noqa: S608
            "WHERE v.article_id IN (SELECT id FROM articles)"
        )
        numbers = [number for (number,) in conn.execute("SELECT id FROM articles")]
        conn.execute(
            "INSERT INTO published VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(to_utc_text(moment), f"newsarchive/{__version__}", wanted.licence, wanted.site),
                *(day.isoformat() if day else None for day in (wanted.since, wanted.until)),
                *(wanted.quote_words, len(numbers), len(unquoted.intersection(numbers))),
            ),
        )
        conn.execute("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
    made_copy = published(conn)
    assert made_copy is not None
    conn.execute("DETACH DATABASE source")
    return made_copy


def _copy_articles(conn: sqlite3.Connection, wanted: Wanted) -> None:
    within = where(site=wanted.site, since=wanted.since, until=wanted.until)
    # The copy has no sites yet.
    condition = within.condition.replace("FROM sites", "FROM source.sites")
    names = _columns(conn, "articles")
    made = ", ".join(_MADE_ANEW.get(name, f"a.{name}") for name in names)
    conn.execute(
        f"INSERT INTO articles ({', '.join(names)}) SELECT {made} "  # noqa: S608
        f"FROM source.articles a JOIN source.sites s ON s.id = a.site_id WHERE true{condition} ORDER BY a.id",
        within.values,
    )


def _columns(conn: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in conn.execute("SELECT name FROM pragma_table_info(?, 'main')", (table,))]


def published(conn: sqlite3.Connection) -> Published | None:
    """Tell what the file is a copy of; see :meth:`Archive.published`."""
    row = conn.execute(
        "SELECT published_at, made_by, licence, site, since, until, quote_words, articles, unquoted FROM published"
    ).fetchone()
    if row is None:
        return None
    names = ("made_by", "licence", "site", "since", "until", "quote_words", "articles", "unquoted")
    return Published(published_at=to_moment(row[0]), **dict(zip(names, row[1:], strict=True)))


def is_copy(path: Path) -> bool:
    """Ask whether a file is such a copy, of this schema or another."""
    try:
        with closing(connect_as_is(path)) as conn, mapped(path):
            return published(conn) is not None
    except ArchiveError:
        return False
