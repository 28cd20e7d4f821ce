"""Asking in the words of a reader: our own reading of a query, which FTS5 can never misread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from newsarchive.archive.rows import to_moment_or_none, to_text, to_utc_text
from newsarchive.archive.values import Hit
from newsarchive.normalize.urls import site_of

if TYPE_CHECKING:
    import sqlite3

#: Weight of a word in headline, description and body.
_WEIGHTS = "bm25(10.0, 4.0, 1.0)"
_SNIPPET_TOKENS = 24
_OPENING_CHARACTERS = 200
#: More words than this say nothing more, and FTS5 has limits of its own.
_MOST_TERMS = 48

_APOSTROPHES = "'’‘ʼ`´′"
# French, Italian and Catalan; a word that only looks like one (aujourd'hui, O'Brien) is not among them.
_ELISION = re.compile(
    r"(?:[ldjnscmt]|qu|jusqu|lorsqu|puisqu|quoiqu|gl|un|dell|nell|all|sull|dall|coll|quest|quell|bell)"
    rf"[{_APOSTROPHES}](?=\w|$)",
    re.IGNORECASE,
)
_TERM = re.compile(r'(?P<minus>(?<!\S)[-−])?(?:["“”«](?P<phrase>[^"“”»]*)["“”»]?|(?P<word>[^\s"“”«»]+))')
_LIGATURES = (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae"))
_PAIRS = (("oe", "œ"), ("ae", "æ"))


@dataclass(frozen=True, slots=True)
class Query:
    """A query in FTS5's words: what must match, and what must not; "" for nothing."""

    wanted: str
    unwanted: str


def read_query(text: str) -> Query:
    """Read what a person typed.

    Words must all occur; ``"a phrase"`` occurs as it stands; ``-word`` and ``-"a phrase"`` must not
    occur; ``word*`` begins a word. Elisions (``l'``, ``qu'``, ``dell'``) are dropped, ``œ`` and
    ``oe``, ``æ`` and ``ae`` are the same. Everything else is text: no operator, no error.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for match in _TERM.finditer(to_text(text)):
        term = _to_term(match["phrase"], match["word"])
        if term:
            (unwanted if match["minus"] else wanted).append(term)
        if len(wanted) + len(unwanted) >= _MOST_TERMS:
            break
    return Query(" AND ".join(wanted), " OR ".join(unwanted))


def _to_term(phrase: str | None, word: str | None) -> str:
    """Give one term with its spellings, or "" where there is no letter or digit in it."""
    if phrase is not None:
        words, star = phrase, ""
    else:
        assert word is not None
        words = word.rstrip("*")
        star = " *" if words != word and words and words[-1].isalnum() else ""
        while elision := _ELISION.match(words):
            words = words[elision.end() :]
    if not any(character.isalnum() for character in words):
        return ""
    spellings = [f'"{spelling}"{star}' for spelling in _spellings(words)]
    return spellings[0] if len(spellings) == 1 else f"({' OR '.join(spellings)})"


def _spellings(words: str) -> list[str]:
    """Give the words with every ligature apart, and with every pair of letters joined: the index knows both."""
    apart = words
    for joined, pair in _LIGATURES:
        apart = apart.replace(joined, pair)
    together = words
    for pair, joined in _PAIRS:
        together = re.sub(pair, joined, together, flags=re.IGNORECASE)
    return list(dict.fromkeys((words, apart, together)))


def search(
    conn: sqlite3.Connection,
    text: str,
    *,
    site: str | None,
    since: date | None,
    until: date | None,
    limit: int,
    marks: tuple[str, str],
) -> list[Hit]:
    """Find articles, the best first, or the newest first where nothing is asked for; see :meth:`Archive.search`."""
    query = read_query(text)
    condition, values = where(site=site, since=since, until=until)
    if text.strip() and not (query.wanted or query.unwanted):
        return []
    if query.wanted:
        rows = _ranked(conn, query, condition, values, limit, marks)
    else:
        rows = _newest(conn, query, condition, values, limit)
    return [
        Hit(article_id, url, headline, to_moment_or_none(published), domain, " ".join(snippet.split()))
        for article_id, url, headline, published, domain, snippet in rows
    ]


def _ranked(
    conn: sqlite3.Connection, query: Query, condition: str, values: list[Any], limit: int, marks: tuple[str, str]
) -> list[tuple[Any, ...]]:
    match = f"({query.wanted}) NOT ({query.unwanted})" if query.unwanted else query.wanted
    return conn.execute(
        f"""SELECT a.id, a.canonical_url, a.headline, a.date_published, s.domain,
    snippet(articles_fts, -1, ?, ?, '…', {_SNIPPET_TOKENS})
FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid JOIN sites s ON s.id = a.site_id
WHERE articles_fts MATCH ? AND articles_fts.rank MATCH '{_WEIGHTS}'{condition}
ORDER BY articles_fts.rank, a.id DESC LIMIT ?""",  # noqa: S608
        (*map(to_text, marks), match, *values, limit),
    ).fetchall()


def _newest(
    conn: sqlite3.Connection, query: Query, condition: str, values: list[Any], limit: int
) -> list[tuple[Any, ...]]:
    if query.unwanted:
        condition += " AND a.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
        values = [*values, query.unwanted]
    return conn.execute(
        f"""SELECT a.id, a.canonical_url, a.headline, a.date_published, s.domain,
    coalesce(nullif(a.description, ''), substr(a.body, 1, {_OPENING_CHARACTERS}))
FROM articles a JOIN sites s ON s.id = a.site_id
WHERE true{condition}
ORDER BY a.date_published_utc DESC, a.id DESC LIMIT ?""",  # noqa: S608
        (*values, limit),
    ).fetchall()


def where(*, site: str | None, since: date | None, until: date | None) -> tuple[str, list[Any]]:
    """Give the conditions on ``articles a JOIN sites s``, each led by AND, and their values.

    A day is compared with the day the page states, both ends included; an instant with the instant.
    """
    condition = ""
    values: list[Any] = []
    if site is not None:
        condition += " AND s.domain = ?"
        values.append(to_domain(site))
    if since is not None:
        if isinstance(since, datetime):
            condition += " AND a.date_published_utc >= ?"
            values.append(to_utc_text(since))
        else:
            condition += " AND a.date_published >= ?"
            values.append(since.isoformat())
    if until is not None:
        if isinstance(until, datetime):
            condition += " AND a.date_published_utc <= ?"
            values.append(to_utc_text(until))
        else:
            # "T24" follows every time of the day.
            condition += " AND a.date_published < ?"
            values.append(f"{until.isoformat()}T24")
    return condition, values


def to_domain(site: str) -> str:
    """Give the domain sites are known by for what a person calls one: a host, or an address on it."""
    site = to_text(site.strip())
    return to_text(site_of(site if "://" in site else f"https://{site}")) or site
