"""What an article said before: each state that another took the place of, whole, and what made the difference.

An edit is a change that a reader would call one: of headline, text, date or authors. Typography is none, nor what
only another source told, nor that another page of the article (AMP, ``?p=ID``) was read.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsarchive.archive.fixity import text_crc
from newsarchive.archive.rows import to_columns, to_json, to_moment, to_text, to_utc_text_or_none
from newsarchive.model import Article, Precision
from newsarchive.normalize.changes import count_words
from newsarchive.normalize.dates import is_relative
from newsarchive.normalize.typography import is_same_text, plain

if TYPE_CHECKING:
    import sqlite3

#: The fields whose change makes a version, as ``edits`` has them.
FIELDS = ("headline", "body", "date_published", "authors")
#: Dates that a page did not say itself are not lost because it is read again, and their change is no edit of the page.
SAID_ELSEWHERE = ("api", "feed", "sitemap", "news-sitemap", "listing", "amp")
#: The date of publication, and what is stored beside it.
PUBLISHED = (
    *("date_published", "date_published_raw", "date_published_precision", "date_published_source"),
    "date_published_confidence",
)

#: What of an article's row is kept of a version, but for its authors, its place and its times.
_STATE = (
    *("capture_id", "payload_digest", "extractor", "profile_digest", "headline"),
    *("date_published", "date_published_utc", "date_published_raw", "date_published_precision"),
    *("date_published_source", "date_modified", "date_modified_utc", "description", "body", "blocks", "text_crc"),
)
#: The columns of a version, but for the article it is one of.
COLUMNS = ("number", "first_seen", "last_seen", *_STATE, "authors")
_PRESENT = f"""
SELECT version, coalesce(version_seen, first_seen), last_seen, {", ".join(_STATE)},
    (SELECT json_group_array(name) FROM (
        SELECT u.name FROM article_authors x JOIN authors u ON u.id = x.author_id
        WHERE x.article_id = a.id ORDER BY x.position))
FROM articles a WHERE id = ?"""  # noqa: S608
_INSERT = f"""
INSERT INTO versions (article_id, {", ".join(COLUMNS)})
VALUES (:article_id, {", ".join(f":{name}" for name in COLUMNS)})"""  # noqa: S608

#: A version as it is stored, by the names of its columns.
State = dict[str, Any]


def present(conn: sqlite3.Connection, article_id: int) -> State:
    """Give what the archive has of an article as a version of it, its newest."""
    row = conn.execute(_PRESENT, (article_id,)).fetchone()
    return dict(zip(COLUMNS, row, strict=True))


def to_article(state: State) -> Article:
    """Give what of a version matters to compare it."""
    return Article(
        url="",
        canonical_url="",
        headline=state["headline"],
        body=state["body"],
        date_published=to_moment(state["date_published"]) if state["date_published"] else None,
        date_published_raw=state["date_published_raw"],
        date_published_precision=state["date_published_precision"],
        date_published_source=state["date_published_source"],
        authors=json.loads(state["authors"]),
    )


def is_told(article: Article) -> bool:
    """Ask whether another source told the date, not the page."""
    return article.date_published_source in SAID_ELSEWHERE


def with_told(article: Article, stored: Article) -> Article:
    """Give a page as it was read, with the date that another source had told of it where that says more."""
    if stored.date_published is None or not is_told(stored):
        return article
    if article.date_published is not None and article.tells_publication:
        is_day = article.date_published_precision == Precision.DAY and stored.date_published_precision != Precision.DAY
        apart = abs((article.date_published - stored.date_published).total_seconds())
        if is_told(article) or not is_day or apart >= 2 * 86400:
            return article
    return dated_as(article, stored)


def dated_as(article: Article, stored: Article) -> Article:
    """Give an article with the date of publication of another reading of it."""
    return replace(article, **{name: getattr(stored, name) for name in PUBLISHED})


def edited(before: Article, after: Article) -> tuple[str, ...]:
    """Name the :data:`FIELDS` in which two states of a page differ for a reader."""
    differs = {
        "headline": not is_same_text(to_text(after.headline), before.headline),
        "body": not is_same_text(to_text(after.body), before.body),
        "date_published": _is_other_date(before, after),
        "authors": _names(before) != _names(after),
    }
    return tuple(name for name in FIELDS if differs[name])


def _names(article: Article) -> set[str]:
    return {name for author in article.authors if (name := plain(to_text(author)))}


def _is_other_date(one: Article, other: Article) -> bool:
    if one.date_published == other.date_published:
        return False
    if one.date_published is None or other.date_published is None:
        known = other if one.date_published is None else one
        return known.tells_publication and not is_told(known)
    if not (one.tells_publication and other.tells_publication):
        # The moment of the last change moves with every save.
        return False
    told = {article.date_published_source for article in (one, other) if is_told(article)}
    if told and (told != {"api"} or not (is_told(one) and is_told(other))):
        # Two witnesses disagree, or a feed has another time for every update: no word of the page changed. A list of
        # posts is the site's own word.
        return False
    if any(is_relative(article.date_published_raw or "") for article in (one, other)):
        # "2 hours ago" is true for an hour.
        return False
    # Known to the day on one side: the other may be any minute of that day.
    is_day = Precision.DAY in (one.date_published_precision, other.date_published_precision)
    return not (is_day and one.date_published.date() == other.date_published.date())


def read_anew(state: State, article: Article) -> State:
    """Give a version with what its page says as it is read now; what is known of its capture stays."""
    columns = to_columns(article)
    values = {
        **columns,
        "text_crc": text_crc(columns),
        "date_published_utc": to_utc_text_or_none(article.date_published),
        "date_modified_utc": to_utc_text_or_none(article.date_modified),
        "authors": to_json([to_text(name) for name in article.authors]),
    }
    kept = ("capture_id", "payload_digest")
    return {**state, **{name: values[name] for name in COLUMNS if name in values and name not in kept}}


def supersede(conn: sqlite3.Connection, article_id: int, state: State, article: Article, moment: str) -> None:
    """Keep the present version of an article as one of the past: ``article`` is about to take its place."""
    number = state["number"]
    insert(conn, article_id, state)
    note_edit(conn, article_id, number + 1, moment, to_article(state), article)
    conn.execute("UPDATE articles SET version = ?, version_seen = ? WHERE id = ?", (number + 1, moment, article_id))


def insert(conn: sqlite3.Connection, article_id: int, state: State) -> None:
    """Keep a version that another took the place of."""
    if not state["payload_digest"]:
        row = conn.execute("SELECT payload_digest FROM captures WHERE id = ?", (state["capture_id"],)).fetchone()
        state = {**state, "payload_digest": row[0]}
    conn.execute(_INSERT, {**state, "article_id": article_id})


def note_edit(
    conn: sqlite3.Connection, article_id: int, number: int, moment: str, before: Article, after: Article
) -> None:
    """Write down what made a version of the one before."""
    fields = edited(before, after)
    headline = count_words(before.headline, to_text(after.headline)) if "headline" in fields else (0, 0)
    body = count_words(before.body, to_text(after.body)) if "body" in fields else (0, 0)
    conn.execute(
        f"INSERT INTO edits (article_id, version, moment, {', '.join(FIELDS)}, words_added, words_removed) "  # noqa: S608
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(article_id, number, moment),
            *(int(name in fields) for name in FIELDS),
            *(headline[at] + body[at] for at in (0, 1)),
        ),
    )


def returned(conn: sqlite3.Connection, article_id: int, moment: str) -> None:
    """Write down that an article is there; where it was gone, from when to when."""
    conn.execute(
        "INSERT INTO absences (article_id, gone_since, returned) SELECT id, gone_since, ? FROM articles "
        "WHERE id = ? AND gone_since <= ? ON CONFLICT DO NOTHING",
        (moment, article_id, moment),
    )
    conn.execute("UPDATE articles SET gone_since = NULL WHERE id = ? AND gone_since <= ?", (article_id, moment))
