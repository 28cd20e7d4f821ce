"""Copies of one text: the same agency copy on many sites, a story told twice, grouped and kept as rows.

Articles are compared once, when they are new or their text changed. ``fingerprints`` says which were,
``likeness_bands`` finds those that may be alike, and only what is alike word for word
(:mod:`newsarchive.archive.likeness`) is grouped. An article joins the group of the one it is most like; two groups
become one only where the earliest articles of both are alike, and who is like fewer than half of a group leaves it: a
review of the press holds the short copies of all the stories it quotes.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from newsarchive.archive.connection import transaction
from newsarchive.archive.likeness import CONTAINED, Fingerprint, fingerprint, likeness, pack, unpack
from newsarchive.archive.rows import to_moment_or_none
from newsarchive.archive.search import where
from newsarchive.archive.values import Copy, SyndicationGroup

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

#: Articles a transaction.
BATCH = 200
#: Of a larger group so many are compared with each other to find who does not belong.
MOST_IN_COUNCIL = 16
#: Articles that share most bands with one, compared with it word by word.
MOST_COMPARED = 12
#: So many that are not alike, one after the other, and those that share fewer bands are not looked at.
MOST_IN_VAIN = 4
#: A band that so many articles have is that of a form that is filled in (a weather report); the newest are looked at.
MOST_IN_A_BAND = 60
#: Fingerprints that are kept in memory; one has some fifty kilobytes.
MOST_REMEMBERED = 512

# Articles are compared in the order in which they were stored: those behind the last one wait, and those whose text is
# another since.
_WAITING = """
SELECT a.id, a.body, f.bands FROM fingerprints f JOIN articles a ON a.id = f.article_id WHERE f.is_stale
UNION ALL SELECT * FROM (SELECT id, body, NULL FROM articles
    WHERE id > coalesce((SELECT max(article_id) FROM fingerprints), 0) ORDER BY id LIMIT ?1)
LIMIT ?1"""
_COUNT_WAITING = """
SELECT (SELECT count(*) FROM fingerprints WHERE is_stale)
    + (SELECT count(*) FROM articles WHERE id > coalesce((SELECT max(article_id) FROM fingerprints), 0))"""
_IN_BAND = "SELECT article_id FROM likeness_bands WHERE band = ? ORDER BY article_id DESC LIMIT ?"
#: The earliest of a group: what its page says, else when it was first seen; of two of one moment the one stored first.
_EARLIEST = """
UPDATE syndication_groups SET earliest_article_id = (
    SELECT a.id FROM syndicated_articles m JOIN articles a ON a.id = m.article_id
    WHERE m.group_id = syndication_groups.id
    ORDER BY coalesce(a.date_published_utc, a.first_seen), a.first_seen, a.id LIMIT 1)
WHERE id = ?"""


@dataclass(frozen=True, slots=True)
class _Match:
    article_id: int
    likeness: float
    group_id: int | None


def ungrouped(conn: sqlite3.Connection) -> int:
    """Count the articles that were not compared with the others yet."""
    return int(conn.execute(_COUNT_WAITING).fetchone()[0])


def group(conn: sqlite3.Connection, *, most: int | None, progress: Callable[[int], None]) -> int:
    """Compare what was not compared yet, or ``most`` of it; give how many articles were.

    ``progress`` is told the number of each batch.

    A batch is a transaction: what was interrupted goes on where it was.
    """
    done = 0
    grouping = _Grouping(conn)
    while most is None or done < most:
        with transaction(conn):
            rows = conn.execute(_WAITING, (BATCH,)).fetchall()
            for article_id, body, bands in rows:
                grouping.take(article_id, body, unpack(bands) if bands is not None else None)
            grouping.close()
        if not rows:
            break
        done += len(rows)
        progress(len(rows))
    return done


def forget(conn: sqlite3.Connection) -> None:
    """Drop all groups and all that they were found by."""
    with transaction(conn):
        for table in ("syndicated_articles", "syndication_groups", "likeness_bands", "fingerprints"):
            conn.execute(f"DELETE FROM {table}")  # noqa: S608


def recognize(conn: sqlite3.Connection, article_id: int, bands: bytes) -> None:
    """Take note of the packed bands of an article's new text: by the same ones it was compared, and need not be again.

    Texts of which every row of a signature is the same have nearly all their runs in common.
    """
    conn.execute("UPDATE fingerprints SET is_stale = 0 WHERE article_id = ? AND bands = ?", (article_id, bands))


def remove(conn: sqlite3.Connection, article_id: int) -> None:
    """Take an article out of its group and drop what it is found by, as part of the caller's transaction."""
    row = conn.execute("SELECT bands FROM fingerprints WHERE article_id = ?", (article_id,)).fetchone()
    if row is not None:
        conn.executemany(
            "DELETE FROM likeness_bands WHERE band = ? AND article_id = ?",
            [(band, article_id) for band in unpack(row[0])],
        )
        conn.execute("DELETE FROM fingerprints WHERE article_id = ?", (article_id,))
    left = conn.execute(
        "DELETE FROM syndicated_articles WHERE article_id = ? RETURNING group_id", (article_id,)
    ).fetchall()
    for (group_id,) in left:
        _tidy(conn, group_id)


def groups(
    conn: sqlite3.Connection, *, site: str | None, since: date | None, until: date | None, limit: int
) -> Iterator[SyndicationGroup]:
    """Give groups, the largest first, then the newest; see :meth:`Archive.syndication_groups`."""
    within = where(site=site, since=since, until=until)
    found = conn.execute(
        f"""SELECT m.group_id, count(*) AS articles, max(coalesce(b.date_published_utc, b.first_seen)) AS newest
FROM syndicated_articles m JOIN articles b ON b.id = m.article_id
WHERE m.group_id IN (SELECT x.group_id FROM syndicated_articles x JOIN articles a ON a.id = x.article_id
    WHERE true{within.condition})
GROUP BY m.group_id ORDER BY articles DESC, newest DESC LIMIT :limit""",  # noqa: S608
        {**within.values, "limit": limit},
    ).fetchall()
    for group_id, *_ in found:
        copies = tuple(
            Copy(article_id, domain, url, headline, to_moment_or_none(published), share)
            for article_id, domain, url, headline, published, share in conn.execute(
                """SELECT a.id, s.domain, a.canonical_url, a.headline, a.date_published, m.likeness
                FROM syndicated_articles m JOIN articles a ON a.id = m.article_id JOIN sites s ON s.id = a.site_id
                JOIN syndication_groups g ON g.id = m.group_id WHERE m.group_id = ?
                ORDER BY a.id <> g.earliest_article_id, coalesce(a.date_published_utc, a.first_seen), a.id""",
                (group_id,),
            )
        )
        yield SyndicationGroup(group_id, copies)


class _Grouping:
    """Puts articles where they belong, one after the other; groups it touched are set right by :meth:`close`."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._touched: set[int] = set()
        #: Of the newest looked at.
        self._fingerprints: OrderedDict[int, Fingerprint] = OrderedDict()

    def take(self, article_id: int, body: str, old_bands: Sequence[int] | None) -> None:
        """Compare one article with those that were compared before, and put it into their group."""
        if old_bands is not None:
            remove(self._conn, article_id)
        own = fingerprint(body)
        self._remember(article_id, own)
        matches = self._matches(article_id, own)
        self._conn.execute("INSERT INTO fingerprints (article_id, bands) VALUES (?, ?)", (article_id, pack(own.bands)))
        self._conn.executemany(
            "INSERT OR IGNORE INTO likeness_bands (band, article_id) VALUES (?, ?)",
            [(band, article_id) for band in own.bands],
        )
        if matches:
            self._join(article_id, matches)

    def close(self) -> None:
        """Name the earliest article of every group that was touched."""
        for group_id in self._touched:
            self._expel(group_id)
            _tidy(self._conn, group_id)
        self._touched.clear()

    def _expel(self, group_id: int) -> None:
        """Send away who is like fewer than half of the others."""
        members = [
            article_id
            for (article_id,) in self._conn.execute(
                "SELECT article_id FROM syndicated_articles WHERE group_id = ? ORDER BY article_id DESC LIMIT ?",
                (group_id, MOST_IN_COUNCIL),
            )
        ]
        alike = Counter(
            article_id
            for pair in combinations(members, 2)
            if likeness(*map(self._fingerprint_of, pair)) >= CONTAINED
            for article_id in pair
        )
        self._conn.executemany(
            "DELETE FROM syndicated_articles WHERE article_id = ?",
            [(article_id,) for article_id in members if 2 * alike[article_id] < len(members) - 1],
        )

    def _remember(self, article_id: int, text: Fingerprint) -> None:
        self._fingerprints[article_id] = text
        self._fingerprints.move_to_end(article_id)
        if len(self._fingerprints) > MOST_REMEMBERED:
            self._fingerprints.popitem(last=False)

    def _fingerprint_of(self, article_id: int) -> Fingerprint:
        found = self._fingerprints.get(article_id)
        if found is None:
            row = self._conn.execute("SELECT body FROM articles WHERE id = ?", (article_id,)).fetchone()
            found = fingerprint(row[0] if row is not None else "")
        self._remember(article_id, found)
        return found

    def _matches(self, article_id: int, own: Fingerprint) -> list[_Match]:
        """Give the articles that are alike, the most alike first."""
        shared: Counter[int] = Counter()
        for band in own.bands:
            found_there = self._conn.execute(_IN_BAND, (band, MOST_IN_A_BAND)).fetchall()
            if found_there:
                shared.update([other for (other,) in found_there])
        shared.pop(article_id, None)
        found: list[_Match] = []
        in_vain = 0
        for other, _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_COMPARED]:
            share = likeness(own, self._fingerprint_of(other))
            if share >= CONTAINED:
                found.append(_Match(other, share, self._group_of(other)))
                in_vain = 0
            elif (in_vain := in_vain + 1) >= MOST_IN_VAIN:
                break
        return sorted(found, key=lambda match: (-match.likeness, match.article_id))

    def _group_of(self, article_id: int) -> int | None:
        row = self._conn.execute(
            "SELECT group_id FROM syndicated_articles WHERE article_id = ?", (article_id,)
        ).fetchone()
        return None if row is None else row[0]

    def _join(self, article_id: int, matches: Sequence[_Match]) -> None:
        best = matches[0]
        group_id = best.group_id
        if group_id is None:
            group_id = self._conn.execute(
                "INSERT INTO syndication_groups (earliest_article_id) VALUES (?)", (best.article_id,)
            ).lastrowid
            assert group_id is not None
            self._add(group_id, best.article_id, 1.0)
        self._touched.add(group_id)
        self._add(group_id, article_id, best.likeness)
        for match in matches[1:]:
            if match.group_id is None and self._group_of(match.article_id) is None:
                self._add(group_id, match.article_id, match.likeness)
            elif match.group_id not in (None, group_id):
                self._unite(group_id, match.group_id)

    def _add(self, group_id: int, article_id: int, share: float) -> None:
        self._conn.execute(
            "INSERT INTO syndicated_articles (article_id, group_id, likeness) VALUES (?, ?, ?)",
            (article_id, group_id, round(share, 3)),
        )

    def _unite(self, group_id: int, other_id: int | None) -> None:
        """Make two groups one where their earliest articles are alike."""
        earliest = [
            row[0]
            for row in self._conn.execute(
                "SELECT earliest_article_id FROM syndication_groups WHERE id IN (?, ?)", (group_id, other_id)
            )
        ]
        if len(earliest) < 2 or None in earliest:
            return
        if likeness(*(self._fingerprint_of(article_id) for article_id in earliest)) < CONTAINED:
            return
        self._conn.execute("UPDATE syndicated_articles SET group_id = ? WHERE group_id = ?", (group_id, other_id))
        self._conn.execute("DELETE FROM syndication_groups WHERE id = ?", (other_id,))
        self._touched.discard(other_id or 0)


def _tidy(conn: sqlite3.Connection, group_id: int) -> None:
    """Name the earliest article of a group; a group of one is none."""
    (count,) = conn.execute("SELECT count(*) FROM syndicated_articles WHERE group_id = ?", (group_id,)).fetchone()
    if count < 2:
        conn.execute("DELETE FROM syndicated_articles WHERE group_id = ?", (group_id,))
        conn.execute("DELETE FROM syndication_groups WHERE id = ?", (group_id,))
    else:
        conn.execute(_EARLIEST, (group_id,))
