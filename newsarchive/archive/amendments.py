"""What reading a stored page anew changes in its article's row: the reading is another, the page and its place are not.

An address stays what it is, and so does what only a source once said where that is no longer known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from newsarchive.archive.articles import (
    _UPDATE,
    _columns,
    _distinct,
    _names_of,
    _store_links_and_images,
    _store_names,
)
from newsarchive.archive.connection import transaction
from newsarchive.archive.rows import COLUMNS, to_json, to_moment, to_text, to_text_or_none
from newsarchive.archive.versions import PUBLISHED, SAID_ELSEWHERE

if TYPE_CHECKING:
    import sqlite3

    from newsarchive.model import Article, Candidate

#: Where a row was read from and by what: columns that differ where nothing that was read does.
_PROVENANCE = ("extractor", "profile_digest", "payload_digest")
_KNOWN = tuple(dict.fromkeys(("site_id", "url_key", "capture_id", "last_seen", "payload_digest", *COLUMNS)))
_SELECT = f"SELECT {', '.join(_KNOWN)} FROM articles WHERE id = ?"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Difference:
    """What reading an article's page anew would change.

    ``fields`` are names of :data:`newsarchive.model.ARTICLE_FIELDS`, none where it was read the same;
    ``is_told_anew`` says whether its row names another extractor, profile or payload than it would then.
    """

    fields: tuple[str, ...]
    is_told_anew: bool


def difference(
    conn: sqlite3.Connection, article_id: int, article: Article, told: Candidate | None, bearing: int | None
) -> Difference:
    """Compare a reading with the row it would amend; see :meth:`Archive.difference`."""
    known = _known(conn, article_id)
    if known is None:
        return Difference((), is_told_anew=False)
    article = _amended(conn, article_id, known, article, told)
    values = _values(known, article)
    fields = [name for name in COLUMNS if name not in _PROVENANCE and values[name] != known[name]]
    fields += [
        f"{what}s"
        for what, names in (("author", article.authors), ("tag", article.tags))
        if _names_of(conn, what, article_id) != _distinct(names)
    ]
    fields += _other_lists(conn, article_id, article)
    row = conn.execute("SELECT bearing FROM impressions WHERE article_id = ?", (article_id,)).fetchone()
    told_anew = (
        _payload_digest(conn, known) != known["payload_digest"]
        or any(values[name] != known[name] for name in ("extractor", "profile_digest"))
        or (row is not None and row[0] != bearing)
    )
    return Difference(tuple(fields), is_told_anew=told_anew)


def amend_article(
    conn: sqlite3.Connection, article_id: int, article: Article, bearing: int | None, told: Candidate | None
) -> bool:
    """Write what was read anew out of the same capture; see :meth:`Archive.amend_article`."""
    with transaction(conn):
        known = _known(conn, article_id)
        if known is None:
            return False
        article = _amended(conn, article_id, known, article, told)
        values = _values(known, article)
        conn.execute(_UPDATE, {**values, "id": article_id})
        _store_names(conn, article_id, article, fresh=False)
        _store_links_and_images(conn, article_id, article, fresh=False)
        set_bearing(conn, article_id, bearing)
        return any(values[name] != known[name] for name in ("body", "blocks"))


def confirm_article(
    conn: sqlite3.Connection, article_id: int, *, extractor: str, profile_digest: str, bearing: int | None
) -> None:
    """Write down that a row is what the present extractor reads, too; see :meth:`Archive.confirm_article`."""
    with transaction(conn):
        conn.execute(
            "UPDATE articles SET extractor = ?, profile_digest = ?, payload_digest = coalesce("
            "(SELECT c.payload_digest FROM captures c WHERE c.id = capture_id), '') WHERE id = ?",
            (to_text(extractor), to_text(profile_digest), article_id),
        )
        set_bearing(conn, article_id, bearing)


def set_bearing(conn: sqlite3.Connection, article_id: int, bearing: int | None) -> None:
    """Number what was known of the site when an article was read, inside the caller's transaction."""
    conn.execute("UPDATE impressions SET bearing = ? WHERE article_id = ?", (bearing, article_id))


def _known(conn: sqlite3.Connection, article_id: int) -> dict[str, Any] | None:
    row = conn.execute(_SELECT, (article_id,)).fetchone()
    return None if row is None else dict(zip(_KNOWN, row, strict=True))


def _amended(
    conn: sqlite3.Connection, article_id: int, known: dict[str, Any], article: Article, told: Candidate | None
) -> Article:
    """Give the article as it is to be stored: with its addresses, and what only a source said that is known no more."""
    kept: dict[str, Any] = {name: known[name] for name in ("url", "canonical_url")}
    if known["date_published_source"] in SAID_ELSEWHERE and (told is None or told.published is None):
        kept |= {name: known[name] for name in PUBLISHED}
        kept["date_published"] = to_moment(known["date_published"])
    if not article.authors and told is None and known["authors_confidence"] is None:
        kept["authors"] = _names_of(conn, "author", article_id)
    return replace(article, **kept)


def _values(known: dict[str, Any], article: Article) -> dict[str, Any]:
    values = _columns(article, known["site_id"], known["url_key"], known["capture_id"], known["last_seen"])
    # As SQLite gives it back.
    free = values["is_accessible_for_free"]
    return {**values, "is_accessible_for_free": None if free is None else int(free)}


def _payload_digest(conn: sqlite3.Connection, known: dict[str, Any]) -> str:
    row = conn.execute("SELECT payload_digest FROM captures WHERE id = ?", (known["capture_id"],)).fetchone()
    return "" if row is None else str(row[0])


def _other_lists(conn: sqlite3.Connection, article_id: int, article: Article) -> list[str]:
    links = [
        (link.position, link.kind.value, to_text(link.url), to_text(link.text), to_text_or_none(link.rel))
        for link in article.links
    ]
    images = [
        (place, to_text(image.url), to_text_or_none(image.caption), to_text_or_none(image.credit))
        for place, image in enumerate(article.images)
    ]
    found = []
    for table, columns, rows in (
        ("links", "position, kind, url, text, rel", links),
        ("images", "position, url, caption, credit", images),
    ):
        stored = conn.execute(
            f"SELECT {columns} FROM {table} WHERE article_id = ? ORDER BY id",  # noqa: S608
            (article_id,),
        ).fetchall()
        if stored != rows:
            found.append(table)
    return found


#: What a version holds of what its page said.
_OF_VERSION = (
    *("headline", "date_published", "date_published_utc", "date_published_raw", "date_published_precision"),
    *("date_published_source", "date_modified", "date_modified_utc", "description", "body", "blocks"),
)
_FIND_VERSION = f"""
SELECT {", ".join((*_OF_VERSION, "authors", "extractor", "profile_digest"))} FROM versions
WHERE article_id = ? AND number = ?"""  # noqa: S608


def version_difference(
    conn: sqlite3.Connection, article_id: int, number: int, article: Article, told: Candidate | None
) -> Difference:
    """Compare a reading with the older version it would amend; see :meth:`Archive.version_difference`."""
    found = _of_version(conn, article_id, number, article, told)
    if found is None:
        return Difference((), is_told_anew=False)
    known, values = found
    names = (*(name for name in _OF_VERSION if name in COLUMNS), "authors")
    told_anew = any(values[name] != known[name] for name in ("extractor", "profile_digest"))
    return Difference(tuple(name for name in names if values[name] != known[name]), is_told_anew=told_anew)


def amend_version(
    conn: sqlite3.Connection, article_id: int, number: int, article: Article, told: Candidate | None
) -> None:
    """Write what was read anew of an older version of an article; see :meth:`Archive.amend_version`."""
    with transaction(conn):
        found = _of_version(conn, article_id, number, article, told)
        if found is not None:
            values = found[1]
            conn.execute(
                f"UPDATE versions SET {', '.join(f'{name} = :{name}' for name in values)} "  # noqa: S608
                "WHERE article_id = :article AND number = :number",
                {**values, "article": article_id, "number": number},
            )


def _of_version(
    conn: sqlite3.Connection, article_id: int, number: int, article: Article, told: Candidate | None
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Give what is stored of a version, and what would be."""
    row = conn.execute(_FIND_VERSION, (article_id, number)).fetchone()
    if row is None:
        return None
    known = dict(zip((*_OF_VERSION, "authors", "extractor", "profile_digest"), row, strict=True))
    columns = _columns(article, 0, "", 0, "")
    values = {name: columns[name] for name in (*_OF_VERSION, "extractor", "profile_digest")}
    values["authors"] = to_json(_distinct(article.authors))
    if known["date_published_source"] in SAID_ELSEWHERE and (told is None or told.published is None):
        values |= {name: known[name] for name in _OF_VERSION if name.startswith("date_published")}
    return known, values
