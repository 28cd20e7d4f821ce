"""The versions of an article put in order: two rows that are one, pages that came out of their order, pages read anew.

A history is the states of an article as they were seen, oldest first; the last is its row.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsarchive.archive.rows import to_moment
from newsarchive.archive.values import Version
from newsarchive.archive.versions import COLUMNS, FIELDS, edited, insert, note_edit, present, read_anew, to_article

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

    from newsarchive.archive.versions import State
    from newsarchive.model import Article

_PAST = f"SELECT {', '.join(COLUMNS)} FROM versions WHERE article_id = ? ORDER BY number"  # noqa: S608
_EDITS = f"SELECT version, words_added, words_removed, {', '.join(FIELDS)} FROM edits WHERE article_id = ?"  # noqa: S608
# Captures of an article's page that it was, or could have been, read from.
_AROUND = """
SELECT id, moment FROM captures WHERE article_id = ? AND id <> ? AND verdict = 'article' AND moment {} ?
ORDER BY moment {} LIMIT 1"""


def absorb(conn: sqlite3.Connection, article_id: int, second_id: int) -> None:
    """Take over the versions of a second row of the same article, which is about to go.

    What that row says now is another page's word for what the article says; only what it said before is history.
    """
    past = states(conn, second_id)[:-1]
    if past:
        own = states(conn, article_id)
        rewrite(conn, article_id, sorted([*past, *own[:-1]], key=lambda state: state["first_seen"]), own[-1])
    conn.execute(
        "UPDATE articles SET first_seen = min(first_seen, (SELECT first_seen FROM articles WHERE id = ?)) WHERE id = ?",
        (second_id, article_id),
    )


def states(conn: sqlite3.Connection, article_id: int) -> list[State]:
    """Give every version of an article, the present one last."""
    past = [dict(zip(COLUMNS, row, strict=True)) for row in conn.execute(_PAST, (article_id,))]
    return [*past, present(conn, article_id)]


def history(conn: sqlite3.Connection, article_id: int) -> list[Version]:
    """Give every version of an article for people, the present one last."""
    edits = {
        version: (tuple(name for name, is_edited in zip(FIELDS, flags, strict=True) if is_edited), added, removed)
        for version, added, removed, *flags in conn.execute(_EDITS, (article_id,))
    }
    names = ("number", "headline", "date_published", "date_modified", "description", "body", "capture_id", "extractor")
    found = states(conn, article_id)
    versions = []
    for state in found:
        fields, added, removed = edits.get(state["number"], ((), 0, 0))
        versions.append(
            Version(
                **{name: state[name] for name in names},
                is_present=state is found[-1],
                first_seen=to_moment(state["first_seen"]),
                last_seen=to_moment(state["last_seen"]),
                authors=tuple(json.loads(state["authors"])),
                edited=fields,
                words_added=added,
                words_removed=removed,
            )
        )
    return versions


def sight(
    conn: sqlite3.Connection,
    article_id: int,
    article: Article,
    capture_id: int,
    seen: str,
    reread: Callable[[int], Article | None] | None,
) -> bool:
    """Put what a page said at a moment that is past into the history; tell whether it makes a version.

    ``reread`` is that of :meth:`Archive.store_article`.
    """
    found = states(conn, article_id)
    blank = {**found[-1], "first_seen": seen, "last_seen": seen, "capture_id": capture_id, "payload_digest": ""}
    new = read_anew(blank, article)

    def says_it(state: State) -> bool:
        if not edited(to_article(state), article):
            return True
        again = reread(state["capture_id"]) if reread is not None else None
        return again is not None and not edited(again, article)

    at = sum(1 for state in found if state["first_seen"] <= seen)
    before, after = found[at - 1] if at else None, found[at] if at < len(found) else None
    if before is not None and says_it(before):
        before["last_seen"] = max(before["last_seen"], seen)
        is_new = False
    elif before is not None and seen <= before["last_seen"]:
        found[at - 1 : at] = _split(conn, article_id, before, new, found[-1]["number"])
        is_new = True
    elif after is not None and says_it(after):
        after["first_seen"] = seen
        is_new = False
    else:
        found.insert(at, new)
        is_new = True
    rewrite(conn, article_id, found[:-1], found[-1])
    return is_new


def _split(conn: sqlite3.Connection, article_id: int, state: State, new: State, number: int) -> list[State]:
    """Give what was said, something else for a moment, and the same again: each seen until and since its captures.

    ``number`` is that of the present version, which stays with the page it was read from.
    """
    around = (article_id, new["capture_id"], new["first_seen"])
    earlier = conn.execute(_AROUND.format("<", "DESC"), around).fetchone()
    later = conn.execute(_AROUND.format(">", "ASC"), around).fetchone()
    first, last = dict(state), dict(state)
    if earlier is not None:
        first |= {"capture_id": earlier[0], "payload_digest": "", "last_seen": earlier[1]}
    if later is not None:
        last["first_seen"] = later[1]
        if state["number"] != number:
            last |= {"capture_id": later[0], "payload_digest": ""}
    return [first, new, last]


def settle(conn: sqlite3.Connection, article_id: int) -> None:
    """Say anew what made each version, its pages having been read anew; two that say the same by now become one."""
    found = states(conn, article_id)
    rewrite(conn, article_id, found[:-1], found[-1])


def edited_articles(conn: sqlite3.Connection, among: Iterable[int] | None = None) -> list[int]:
    """Give the articles that have older versions, all or those of ``among``."""
    if among is None:
        return [number for (number,) in conn.execute("SELECT id FROM articles WHERE version > 1 ORDER BY id")]
    sql = "SELECT 1 FROM articles WHERE id = ? AND version > 1"
    return [number for number in among if conn.execute(sql, (number,)).fetchone()]


def older(conn: sqlite3.Connection, article_id: int) -> list[tuple[int, int]]:
    """Give the older versions of an article: number, and the capture it was read from."""
    return conn.execute(
        "SELECT number, capture_id FROM versions WHERE article_id = ? ORDER BY number", (article_id,)
    ).fetchall()


def rewrite(conn: sqlite3.Connection, article_id: int, past: list[State], last: State) -> None:
    """Put a history in the place of the one there is; of neighbours that say the same one is left.

    ``last`` is the present version: of it only when it was seen is written.
    """
    kept: list[State] = []
    for state in [*past, last]:
        found = dict(state)
        if kept and not edited(to_article(kept[-1]), to_article(state)):
            same = kept.pop()
            found["first_seen"] = min(same["first_seen"], state["first_seen"])
            found["last_seen"] = max(same["last_seen"], state["last_seen"])
        kept.append(found)
    conn.execute("DELETE FROM versions WHERE article_id = ?", (article_id,))
    conn.execute("DELETE FROM edits WHERE article_id = ?", (article_id,))
    for number, state in enumerate(kept, start=1):
        if number > 1:
            before = to_article(kept[number - 2])
            note_edit(conn, article_id, number, state["first_seen"], before, to_article(state))
        if number < len(kept):
            insert(conn, article_id, {**state, "number": number})
    since = kept[-1]["first_seen"] if len(kept) > 1 else None
    conn.execute(
        "UPDATE articles SET version = ?, version_seen = ?, first_seen = min(first_seen, ?), "
        "last_seen = max(last_seen, ?) WHERE id = ?",
        (len(kept), since, kept[0]["first_seen"], kept[-1]["last_seen"], article_id),
    )
