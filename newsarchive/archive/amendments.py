"""What reading a stored page anew changes in its article's row: the reading is another, the page and its place are not.

An address stays what it is, and so does what only a source once said where that is no longer known.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from newsarchive.archive import duplicates, likeness
from newsarchive.archive.articles import columns_of
from newsarchive.archive.connection import transaction
from newsarchive.archive.fixity import text_crc
from newsarchive.archive.lists import (
    LISTS,
    distinct,
    image_rows,
    link_rows,
    names_of,
    replace_names,
    replace_rows,
    rows_of,
)
from newsarchive.archive.rows import COLUMNS, to_json, to_moment
from newsarchive.archive.tombstones import without_erased
from newsarchive.archive.versions import PUBLISHED, SAID_ELSEWHERE

if TYPE_CHECKING:
    import sqlite3

    from newsarchive.model import Article, Candidate

#: What a row was read from and by: columns that differ where nothing that was read does.
_PROVENANCE = ("extractor", "profile_digest", "payload_digest")
_CHANGEABLE = (*COLUMNS, "date_published_utc", "date_modified_utc", "payload_digest", "text_crc")
_KNOWN = ("site_id", "url_key", "capture_id", "last_seen", *_CHANGEABLE)
_SELECT = f"SELECT {', '.join(_KNOWN)} FROM articles WHERE id = ?"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Amendment:
    """What reading an article's page anew changes, and nothing else: columns of its row by name, and whole lists.

    ``lists`` has, of authors, tags, links and images, those that differ: names, or rows as they are stored.
    ``is_other_bearing`` says that something else is known of its site than when it was read. ``bands`` are those of
    another text, by which its copies are found (:mod:`newsarchive.archive.likeness`), packed; None where none is.
    """

    columns: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    is_other_bearing: bool = False
    bands: bytes | None = None

    def __bool__(self) -> bool:
        return bool(self.columns or self.lists or self.is_other_bearing)

    @property
    def fields(self) -> tuple[str, ...]:
        """Which of :data:`newsarchive.model.ARTICLE_FIELDS` change; not that another extractor read the same."""
        return (*(name for name in self.columns if name in COLUMNS and name not in _PROVENANCE), *self.lists)

    def pack(self) -> bytes:
        """Give it as bytes; :meth:`unpack` undoes it."""
        bands = None if self.bands is None else self.bands.hex()
        return zlib.compress(to_json([self.columns, self.lists, bands]).encode(), level=1)

    @classmethod
    def unpack(cls, packed: bytes) -> Amendment:
        """Undo :meth:`pack`."""
        columns, lists, bands = json.loads(zlib.decompress(packed))
        return cls(columns, lists, bands=None if bands is None else bytes.fromhex(bands))


def difference(
    conn: sqlite3.Connection, article_id: int, article: Article, told: Candidate | None, bearing: int | None
) -> Amendment:
    """Compare a reading with the row it would amend; see :meth:`Archive.difference`."""
    row = conn.execute(_SELECT, (article_id,)).fetchone()
    if row is None:
        return Amendment()
    known = dict(zip(_KNOWN, row, strict=True))
    article = _amended(conn, article_id, known, article, told)
    values = columns_of(article, known["site_id"], known["url_key"], known["capture_id"], known["last_seen"])
    values["payload_digest"] = _payload_digest(conn, known)
    columns = {name: values[name] for name in _CHANGEABLE if values[name] != known[name]}
    found: dict[str, list[Any]] = {
        "authors": distinct(article.authors),
        "tags": distinct(article.tags),
        "links": link_rows(article),
        "images": image_rows(article),
    }
    lists = {name: rows for name, rows in found.items() if _stored(conn, article_id, name) != rows}
    before = conn.execute("SELECT bearing FROM impressions WHERE article_id = ?", (article_id,)).fetchone()
    is_other_bearing = before is not None and before[0] != bearing
    bands = likeness.pack(likeness.fingerprint(values["body"]).bands) if "body" in columns else None
    return Amendment(columns, lists, is_other_bearing, bands)


def amend(conn: sqlite3.Connection, article_id: int, amendment: Amendment, bearing: int | None) -> None:
    """Write what reading an article anew changes; see :meth:`Archive.amend`."""
    with transaction(conn):
        if conn.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone() is None:
            return
        if amendment.columns:
            # Only these: the indexes of the others are left alone.
            names = ", ".join(f"{name} = :{name}" for name in amendment.columns)
            conn.execute(f"UPDATE articles SET {names} WHERE id = :id", {**amendment.columns, "id": article_id})  # noqa: S608
        if amendment.bands is not None:
            duplicates.recognize(conn, article_id, amendment.bands)
        for name, rows in amendment.lists.items():
            if name in LISTS:
                replace_rows(conn, article_id, name, rows, fresh=False)
            else:
                replace_names(conn, article_id, name.removesuffix("s"), rows, fresh=False)
        conn.execute(
            "UPDATE impressions SET bearing = ? WHERE article_id = ? AND bearing IS NOT ?",
            (bearing, article_id, bearing),
        )


def amend_article(
    conn: sqlite3.Connection, article_id: int, article: Article, bearing: int | None, told: Candidate | None
) -> bool:
    """Write what was read anew out of the same capture; see :meth:`Archive.amend_article`."""
    with transaction(conn):
        amendment = difference(conn, article_id, article, told, bearing)
        amend(conn, article_id, amendment, bearing)
        return not amendment.columns.keys().isdisjoint(("body", "blocks"))


def _amended(
    conn: sqlite3.Connection, article_id: int, known: dict[str, Any], article: Article, told: Candidate | None
) -> Article:
    """Give the article as it is to be stored: with its addresses, and what only a source said that is known no more."""
    kept: dict[str, Any] = {name: known[name] for name in ("url", "canonical_url")}
    if known["date_published_source"] in SAID_ELSEWHERE and (told is None or told.published is None):
        kept |= {name: known[name] for name in PUBLISHED}
        kept["date_published"] = to_moment(known["date_published"])
    if not article.authors and told is None and known["authors_confidence"] is None:
        kept["authors"] = names_of(conn, "author", article_id)
    if not article.tags and told is None:
        kept["tags"] = names_of(conn, "tag", article_id)
    return without_erased(conn, replace(article, **kept))


def _payload_digest(conn: sqlite3.Connection, known: dict[str, Any]) -> str:
    row = conn.execute("SELECT payload_digest FROM captures WHERE id = ?", (known["capture_id"],)).fetchone()
    return "" if row is None else str(row[0])


def _stored(conn: sqlite3.Connection, article_id: int, name: str) -> list[Any]:
    return rows_of(conn, article_id, name) if name in LISTS else names_of(conn, name.removesuffix("s"), article_id)


#: What a version holds of what its page said, and what it was read by.
_READ_OF_VERSION = (
    *("headline", "date_published", "date_published_utc", "date_published_raw", "date_published_precision"),
    *("date_published_source", "date_modified", "date_modified_utc", "description", "body", "blocks"),
    *("extractor", "profile_digest"),
)
_OF_VERSION = (*_READ_OF_VERSION, "text_crc")
_FIND_VERSION = f"SELECT {', '.join(_OF_VERSION)}, authors FROM versions WHERE article_id = ? AND capture_id = ?"  # noqa: S608


def version_difference(
    conn: sqlite3.Connection, article_id: int, capture_id: int, article: Article, told: Candidate | None
) -> Amendment:
    """Compare a reading with the older version it would amend; see :meth:`Archive.version_difference`."""
    row = conn.execute(_FIND_VERSION, (article_id, capture_id)).fetchone()
    if row is None:
        return Amendment()
    known = dict(zip((*_OF_VERSION, "authors"), row, strict=True))
    columns = columns_of(article, 0, "", 0, "")
    values = {name: columns[name] for name in _READ_OF_VERSION}
    # What sources tell now they did not tell then.
    is_told = told is None or told.published is None or article.date_published_source in SAID_ELSEWHERE
    if known["date_published_source"] in SAID_ELSEWHERE and is_told:
        values |= {name: known[name] for name in _OF_VERSION if name.startswith("date_published")}
    values["text_crc"] = text_crc(values)
    names = distinct(article.authors)
    authors = {} if json.loads(known["authors"]) == names else {"authors": names}
    return Amendment({name: values[name] for name in _OF_VERSION if values[name] != known[name]}, authors)


def amend_version(conn: sqlite3.Connection, article_id: int, capture_id: int, amendment: Amendment) -> None:
    """Write what reading an older version of an article anew changes; see :meth:`Archive.amend_version`."""
    values = dict(amendment.columns)
    if "authors" in amendment.lists:
        values["authors"] = to_json(amendment.lists["authors"])
    if values:
        names = ", ".join(f"{name} = :{name}" for name in values)
        with transaction(conn):
            conn.execute(
                f"UPDATE versions SET {names} WHERE article_id = :article AND capture_id = :capture",  # noqa: S608
                {**values, "article": article_id, "capture": capture_id},
            )
