"""Asking in the words of a reader: our own reading of a query, which FTS5 can never misread."""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from newsarchive.archive.rows import to_json, to_moment_or_none, to_text, to_utc_text
from newsarchive.archive.values import Hit
from newsarchive.normalize.urls import site_of

if TYPE_CHECKING:
    import sqlite3

#: Weight of a word in headline, description and body.
_WEIGHTS = "bm25(10.0, 4.0, 1.0)"
#: Where more articles match, those stored last are weighed against each other, and the others left out.
MOST_WEIGHED = 2_000
#: Of so many articles the date is looked up match by match; of fewer, the numbers are read from an index first.
_MANY = 30_000
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
    within = where(site=site, since=since, until=until)
    if text.strip() and not (query.wanted or query.unwanted):
        return []
    rows = _ranked(conn, query, within, limit, marks) if query.wanted else _newest(conn, query, within, limit)
    return [
        Hit(article_id, url, headline, to_moment_or_none(published), domain, " ".join(snippet.split()))
        for article_id, url, headline, published, domain, snippet in rows
    ]


def _ranked(
    conn: sqlite3.Connection, query: Query, within: Filter, limit: int, marks: tuple[str, str]
) -> list[tuple[Any, ...]]:
    values = {
        **within.values,
        "match": f"({query.wanted}) NOT ({query.unwanted})" if query.unwanted else query.wanted,
        "most": max(MOST_WEIGHED, limit),
        "before": to_text(marks[0]),
        "after": to_text(marks[1]),
    }
    filtered = "CROSS JOIN articles a ON a.id = articles_fts.rowid" if within.condition else ""
    few = _few(conn, within) if within.condition else ""
    # FTS5 gives matches by their number, the last first, for next to nothing; to weigh one costs thirty times as much.
    weighed = conn.execute(
        f"""SELECT articles_fts.rank, -articles_fts.rowid FROM articles_fts {filtered}
WHERE articles_fts MATCH :match AND articles_fts.rank MATCH '{_WEIGHTS}'{few}{within.condition}
ORDER BY articles_fts.rowid DESC LIMIT :most""",  # noqa: S608
        values,
    )
    best = [-number for _, number in heapq.nsmallest(limit, weighed)]
    if not best:
        return []
    if "*" in values["match"]:
        # To look each up would gather all words of a beginning each time: one pass over the matches between them.
        place = "BETWEEN :first AND :last AND +articles_fts.rowid IN (SELECT value FROM json_each(:best))"
        source = "articles_fts"
    else:
        place = "= best.value"
        source = "json_each(:best) best CROSS JOIN articles_fts"
    shown = conn.execute(
        f"""SELECT a.id, a.canonical_url, a.headline, a.date_published, s.domain,
    snippet(articles_fts, -1, :before, :after, '…', {_SNIPPET_TOKENS})
FROM {source} CROSS JOIN articles a ON a.id = articles_fts.rowid JOIN sites s ON s.id = a.site_id
WHERE articles_fts MATCH :match AND articles_fts.rowid {place}""",  # noqa: S608
        {**values, "first": min(best), "last": max(best), "best": to_json(best)},
    )
    by_number = {row[0]: row for row in shown}
    return [by_number[number] for number in best if number in by_number]


def _few(conn: sqlite3.Connection, within: Filter) -> str:
    """Give a condition that spares the look at every match where few articles are asked about, "" where many are."""
    few = f"SELECT id FROM articles WHERE true{within.indexed}"  # noqa: S608
    (count,) = conn.execute(f"SELECT count(*) FROM ({few} LIMIT {_MANY})", within.values).fetchone()  # noqa: S608
    return f" AND +articles_fts.rowid IN ({few})" if count < _MANY else ""


def _newest(conn: sqlite3.Connection, query: Query, within: Filter, limit: int) -> list[tuple[Any, ...]]:
    condition = within.condition
    if query.unwanted:
        condition += " AND a.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :unwanted)"
    return conn.execute(
        f"""SELECT a.id, a.canonical_url, a.headline, a.date_published, s.domain,
    coalesce(nullif(a.description, ''), substr(a.body, 1, {_OPENING_CHARACTERS}))
FROM articles a JOIN sites s ON s.id = a.site_id
WHERE true{condition}
ORDER BY a.date_published_utc DESC, a.id DESC LIMIT :limit""",  # noqa: S608
        {**within.values, "unwanted": query.unwanted, "limit": limit},
    ).fetchall()


@dataclass(frozen=True, slots=True)
class Filter:
    """What articles are asked about: conditions on ``articles a``, each led by AND, and their values by name.

    ``indexed`` are those that an index alone can answer, without the name ``a``; they hold for some more articles.
    """

    condition: str
    indexed: str
    values: dict[str, Any]


def where(*, site: str | None, since: date | None, until: date | None) -> Filter:
    """Give the conditions for a site and a time.

    A day is compared with the day the page states, both ends included; an instant with the instant.
    """
    indexed: list[str] = []
    exact: list[str] = []
    values: dict[str, Any] = {}
    if site is not None:
        indexed.append("site_id = (SELECT id FROM sites WHERE domain = :site)")
        values["site"] = to_domain(site)
    if since is not None:
        indexed.append("date_published_utc >= :since_utc")
        if isinstance(since, datetime):
            values["since_utc"] = to_utc_text(since)
        else:
            # The day of the page begins up to 14 hours before that of UTC.
            values["since_utc"] = _beside(since, -1)
            exact.append("date_published >= :since")
            values["since"] = since.isoformat()
    if until is not None:
        if isinstance(until, datetime):
            indexed.append("date_published_utc <= :until_utc")
            values["until_utc"] = to_utc_text(until)
        else:
            indexed.append("date_published_utc < :until_utc")
            values["until_utc"] = _beside(until, 2)
            # "T24" follows every time of the day.
            exact.append("date_published < :until")
            values["until"] = f"{until.isoformat()}T24"
    return Filter(
        condition="".join(f" AND a.{one}" for one in (*indexed, *exact)),
        indexed="".join(f" AND {one}" for one in indexed),
        values=values,
    )


def _beside(day: date, days: int) -> str:
    """Give the day that comes so many days after, as text that sorts among instants; the last day there is has none."""
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return "0000" if days < 0 else "9999-12-31T99"


def to_domain(site: str) -> str:
    """Give the domain sites are known by for what a person calls one: a host, or an address on it."""
    site = to_text(site.strip())
    return to_text(site_of(site if "://" in site else f"https://{site}")) or site
