"""Comments, where they are asked for: in a table of their own, under pseudonyms."""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from typing import TYPE_CHECKING

from newsarchive.archive.connection import transaction
from newsarchive.archive.rows import to_text, to_text_or_none, to_utc_text_or_none

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from newsarchive.model import Comment

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_COLUMNS = ("position", "parent", "pseudonym", "date_created", "date_created_utc", "date_created_raw", "text")


def store_comments(conn: sqlite3.Connection, article_id: int, comments: Sequence[Comment]) -> None:
    """Put the comments of an article in the place of those that are kept; see :meth:`Archive.store_comments`."""
    with transaction(conn):
        salt = _salt(conn) if comments else b""
        names = {_normal(comment.author): pseudonym_of(comment.author, salt) for comment in comments}
        names.pop("", None)
        mentioned = _mentions(names)
        rows = [
            (
                position,
                comment.parent,
                names.get(_normal(comment.author)),
                comment.date_created.isoformat() if comment.date_created else None,
                to_utc_text_or_none(comment.date_created),
                to_text_or_none(comment.date_created_raw),
                to_text(_without_names(comment.text, names, mentioned)),
            )
            for position, comment in enumerate(comments)
        ]
        stored = conn.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM comments WHERE article_id = ? ORDER BY position",  # noqa: S608
            (article_id,),
        ).fetchall()
        if stored == rows:
            return
        conn.execute("DELETE FROM comments WHERE article_id = ?", (article_id,))
        conn.executemany(
            f"INSERT INTO comments (article_id, {', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [(article_id, *row) for row in rows],
        )


def pseudonym_of(name: str, salt: bytes) -> str:
    """Give what stands for a name in an archive: the same for one name, however it is spaced, and nowhere else."""
    return hmac.digest(salt, _normal(name).encode("utf-8", "replace"), "sha256").hex()[:16]


def _normal(name: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()


def _salt(conn: sqlite3.Connection) -> bytes:
    """Give the salt of the archive, made when its first comment comes."""
    row = conn.execute("SELECT salt FROM comment_salt").fetchone()
    if row is None:
        salt = secrets.token_bytes(32)
        conn.execute("INSERT INTO comment_salt (id, salt) VALUES (1, ?)", (salt,))
        return salt
    return bytes(row[0])


def _mentions(names: dict[str, str]) -> re.Pattern[str] | None:
    """Make an expression of all that a text may call a commenter, behind an @: the longest names first."""
    called = sorted({tuple(found) for name in names if (found := _WORD.findall(name))}, key=lambda n: -sum(map(len, n)))
    words = "|".join(r"[ _.-]*".join(map(re.escape, name)) for name in called)
    return re.compile(rf"@({words})(?!\w)", re.IGNORECASE) if called else None


def _without_names(text: str, names: dict[str, str], mentioned: re.Pattern[str] | None) -> str:
    """Put pseudonyms in the place of commenters that a text names with an @; addresses of e-mail go."""
    text = _EMAIL.sub("(e-mail)", text)
    if mentioned is None or "@" not in text:
        return text
    short = {_letters(name): pseudonym for name, pseudonym in names.items()}
    return mentioned.sub(lambda found: "@" + short.get(_letters(_normal(found[1])), "…"), text)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name)
