"""What an article has several of, in rows of tables of their own: authors, tags, links, images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsarchive.archive.rows import to_text, to_text_or_none
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from newsarchive.model import Article

#: The columns of links and images, but for the article they are of.
LISTS = {
    "links": ("position", "kind", "url", "text", "rel", "url_key"),
    "images": ("position", "url", "caption", "credit"),
}


def store_lists(conn: sqlite3.Connection, article_id: int, article: Article, *, fresh: bool) -> None:
    """Store authors, tags, links and images in the page's order; what is stored already is left alone."""
    for what, names in (("author", distinct(article.authors)), ("tag", distinct(article.tags))):
        if names if fresh else names != names_of(conn, what, article_id):
            replace_names(conn, article_id, what, names, fresh=fresh)
    for table, rows in (("links", link_rows(article)), ("images", image_rows(article))):
        if rows if fresh else rows != rows_of(conn, article_id, table):
            replace_rows(conn, article_id, table, rows, fresh=fresh)


def distinct(names: Iterable[str]) -> list[str]:
    """Give names as they are stored: each once, none empty."""
    return list(dict.fromkeys(filter(None, map(to_text, names))))


def names_of(conn: sqlite3.Connection, what: str, article_id: int) -> list[str]:
    """Give the names of an article's authors or tags (``what`` is ``author`` or ``tag``) in their order."""
    return [
        name
        for (name,) in conn.execute(
            f"SELECT n.name FROM article_{what}s x JOIN {what}s n ON n.id = x.{what}_id "  # noqa: S608
            "WHERE x.article_id = ? ORDER BY x.position",
            (article_id,),
        )
    ]


def link_rows(article: Article) -> list[tuple[Any, ...]]:
    """Give an article's links as rows of :data:`LISTS`."""
    return [
        (
            *(link.position, link.kind.value, to_text(link.url), to_text(link.text), to_text_or_none(link.rel)),
            to_text(url_key(to_text(link.url))),
        )
        for link in article.links
    ]


def image_rows(article: Article) -> list[tuple[Any, ...]]:
    """Give an article's images as rows of :data:`LISTS`."""
    return [
        (position, to_text(image.url), to_text_or_none(image.caption), to_text_or_none(image.credit))
        for position, image in enumerate(article.images)
    ]


def rows_of(conn: sqlite3.Connection, article_id: int, table: str) -> list[tuple[Any, ...]]:
    """Give the stored rows of an article, of a table of :data:`LISTS`."""
    return conn.execute(
        f"SELECT {', '.join(LISTS[table])} FROM {table} WHERE article_id = ? ORDER BY id",  # noqa: S608
        (article_id,),
    ).fetchall()


def replace_names(conn: sqlite3.Connection, article_id: int, what: str, names: Sequence[str], *, fresh: bool) -> None:
    """Put names in the place of an article's authors or tags; ``fresh`` where it has none yet."""
    if not fresh:
        conn.execute(f"DELETE FROM article_{what}s WHERE article_id = ?", (article_id,))  # noqa: S608
    conn.executemany(
        f"INSERT INTO article_{what}s (article_id, position, {what}_id) VALUES (?, ?, ?)",  # noqa: S608
        [(article_id, position, _name_id(conn, what, name)) for position, name in enumerate(names)],
    )


def replace_rows(
    conn: sqlite3.Connection, article_id: int, table: str, rows: Sequence[Sequence[Any]], *, fresh: bool
) -> None:
    """Put rows in the place of those an article has in a table of :data:`LISTS`; ``fresh`` where it has none yet."""
    if not fresh:
        conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608
    columns = LISTS[table]
    conn.executemany(
        f"INSERT INTO {table} (article_id, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})",  # noqa: S608
        [(article_id, *row) for row in rows],
    )


def _name_id(conn: sqlite3.Connection, what: str, name: str) -> int:
    """Give the number of an author or a tag, written down when it is new."""
    # Most are known; and an insert that reads its values from a table would write the full-text index each time.
    row = conn.execute(f"SELECT id FROM {what}s WHERE name = ?", (name,)).fetchone()  # noqa: S608
    if row is None:
        row = conn.execute(f"INSERT INTO {what}s (name) VALUES (?) RETURNING id", (name,)).fetchone()  # noqa: S608
    return int(row[0])
