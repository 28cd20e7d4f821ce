"""What the archive has of a site month by month, what its sources named beside that, and where there are holes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from newsarchive.archive.search import to_domain, where

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Months on either side that a month is compared with.
NEIGHBOURS = 3
#: A month is thin with fewer articles than this share of the median of its neighbours, if that is LEAST or more.
THIN, LEAST = 0.5, 4

_STORED = """
SELECT substr(a.date_published, 1, 7), coalesce(
        (SELECT f.source FROM addresses d JOIN frontier f ON f.key = d.url_key
            WHERE d.article_id = a.id AND f.role = 'article' ORDER BY f.id LIMIT 1),
        iif(c.source = 'start', 'given', 'unknown')), count(*)
FROM articles a JOIN sites s ON s.id = a.site_id LEFT JOIN captures c ON c.id = a.capture_id
WHERE true{condition} GROUP BY 1, 2"""
# The day of what is not stored is that of its source's own calendar, where the source names one; else that of UTC.
_NAMED = """
SELECT coalesce(-a.id, f.id), f.sources,
    coalesce(substr(a.date_published, 1, 10), substr(json_extract(nullif(f.facts, ''), '$.published[0]'), 1, 10),
        substr(f.published, 1, 10)),
    substr(f.lastmod, 1, 10),
    CASE WHEN a.id IS NOT NULL THEN ''
        WHEN f.state IN ('queued', 'leased', 'held', 'later') THEN 'queued'
        WHEN f.reason = 'listing' THEN 'not-an-article'
        WHEN f.state = 'done' THEN iif(f.reason = 'translation', f.reason, 'not-an-article')
        WHEN f.state = 'failed' AND f.reason <> 'gone' THEN 'failed'
        ELSE f.reason END
FROM frontier f LEFT JOIN addresses d ON d.url_key = f.key LEFT JOIN articles a ON a.id = d.article_id
WHERE f.site = ? AND f.role = 'article'
    AND NOT (a.id IS NULL AND f.state = 'skipped' AND f.reason IN ('canonical', 'duplicate'))"""
_EXTENT = """
SELECT min(substr(date_published, 1, 10)), max(substr(date_published, 1, 10))
FROM articles a JOIN sites s ON s.id = a.site_id WHERE s.domain = ?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month (``2024-05``) of a site.

    ``stored`` counts articles by the kind of source that named them first, by the month their page states. ``named``
    counts what each kind of source named, stored or not, and ``missing`` what is not stored, by why: ``robots``,
    ``gone`` (404 or 410), ``failed``, ``not-an-article``, ``queued``, ``out-of-period``, ``trap`` or another reason of
    the table ``frontier``. ``named_by_change`` and ``missing_by_change`` are the same of addresses of which only the
    last change is known: when they were published, nobody said.
    """

    month: str
    stored: Mapping[str, int] = field(default_factory=dict)
    named: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)
    named_by_change: Mapping[str, int] = field(default_factory=dict)
    missing_by_change: Mapping[str, int] = field(default_factory=dict)

    @property
    def articles(self) -> int:
        """How many are stored."""
        return sum(self.stored.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Months, from ``first`` to ``last``, with no article, or one with markedly fewer than those around it.

    ``usual`` is the median of its neighbours. ``missing`` has by why what sources named of these months and is not
    stored, ``missing_by_change`` what was last changed in them and has no other date.
    """

    first: str
    last: str
    articles: int
    usual: float
    missing: Mapping[str, int]
    missing_by_change: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the archive has of a site from ``since`` to ``until``, both included; None where it has nothing dated.

    ``undated`` counts articles whose page states no date; ``missing_undated`` what is not stored and has no date at
    all, by why.
    """

    site: str
    since: date | None
    until: date | None
    months: tuple[Month, ...]
    holes: tuple[Hole, ...]
    undated: int
    missing_undated: Mapping[str, int]

    @property
    def articles(self) -> int:
        """How many are stored in the period."""
        return sum(month.articles for month in self.months)

    @property
    def is_known(self) -> bool:
        """Whether any source named an address of the site, stored or not."""
        return bool(self.missing_undated or any(month.named or month.named_by_change for month in self.months))

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "site": self.site,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "articles": self.articles,
            "months": [{**asdict(month), "articles": month.articles} for month in self.months],
            "holes": [asdict(hole) for hole in self.holes],
            "undated": self.undated,
            "missing_undated": dict(self.missing_undated),
        }


def coverage(conn: sqlite3.Connection, site: str, *, since: date | None, until: date | None) -> Coverage:
    """Count what is stored of a site and what is not; see :meth:`Archive.coverage`."""
    domain = to_domain(site)
    first, last = _extent(conn, domain, since, until)
    stored, undated = _stored(conn, domain, first, last)
    named, missing_undated = _named(conn, domain, first, last)
    months = []
    for name in _months(first, last):
        by_date, by_change = named.get((name, True)), named.get((name, False))
        months.append(
            Month(
                month=name,
                stored=_sorted(stored.get(name, {})),
                named=_sorted(by_date.kinds if by_date else {}),
                missing=_sorted(by_date.missing if by_date else {}),
                named_by_change=_sorted(by_change.kinds if by_change else {}),
                missing_by_change=_sorted(by_change.missing if by_change else {}),
            )
        )
    return Coverage(
        site=domain,
        since=first,
        until=last,
        months=tuple(months),
        holes=tuple(holes(months, since=since, until=until)),
        undated=undated,
        missing_undated=_sorted(missing_undated),
    )


def _extent(
    conn: sqlite3.Connection, domain: str, since: date | None, until: date | None
) -> tuple[date | None, date | None]:
    """Give the first and last day to count: those given, else those of the site's oldest and newest article."""
    oldest, newest = conn.execute(_EXTENT, (domain,)).fetchone()
    (crawled,) = conn.execute("SELECT max(substr(started, 1, 10)) FROM crawls").fetchone()
    first = since or _day(oldest)
    last = _day(newest)
    if until is not None:
        # Days that had not come yet when the site was last crawled are no holes.
        latest = max(filter(None, (_day(crawled), last)), default=until)
        last = min(until, latest)
    if first is None or last is None or first > last:
        return (None, None) if since is None or until is None else (since, max(since, last or until))
    return first, last


def _stored(
    conn: sqlite3.Connection, domain: str, first: date | None, last: date | None
) -> tuple[dict[str, Counter[str]], int]:
    within = where(site=domain, since=first, until=last)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    if first is not None:
        for month, source, count in conn.execute(_STORED.format(condition=within.condition), within.values):
            if month is not None:
                found[month][source] += count
    within = where(site=domain, since=None, until=None)
    (undated,) = conn.execute(
        f"SELECT count(*) FROM articles a WHERE a.date_published_utc IS NULL{within.condition}",  # noqa: S608
        within.values,
    ).fetchone()
    return found, undated


@dataclass(slots=True)
class _Named:
    kinds: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)


def _named(
    conn: sqlite3.Connection, domain: str, first: date | None, last: date | None
) -> tuple[dict[tuple[str, bool], _Named], Counter[str]]:
    """Count what sources named by month and by whether that is the month of its publication."""
    found: dict[tuple[str, bool], _Named] = defaultdict(_Named)
    undated: Counter[str] = Counter()
    seen: set[tuple[int, str]] = set()
    since, until = (first.isoformat(), last.isoformat()) if first and last else ("~", "")
    for identity, sources, published, changed, why in conn.execute(_NAMED, (domain,)):
        day = published or changed
        if day is None:
            undated.update([why] if why else [])
            continue
        if not since <= day <= until:
            continue
        month = found[day[:7], published is not None]
        for kind in sources.split():
            # An article that has several addresses is named once by a kind.
            if (identity, kind) not in seen:
                seen.add((identity, kind))
                month.kinds[kind] += 1
        if why:
            month.missing[why] += 1
    return found, undated


def holes(months: Sequence[Month], *, since: date | None, until: date | None) -> Iterator[Hole]:
    """Find months without an article between months with some, and such with markedly fewer than their neighbours.

    Where the period was given, its ends count as if there were articles beyond them. Markedly fewer: less than half
    of the median of the three months on either side, that median being four or more. The first and the last month
    are compared only where the period has all of their days.
    """
    counts = [month.articles for month in months]
    filled = [place for place, count in enumerate(counts) if count]
    begin = 0 if since else min(filled, default=len(counts))
    end = len(counts) if until else max(filled, default=-1) + 1
    place = begin
    while place < end:
        after = place + 1
        usual = _usual(counts, place)
        if not counts[place]:
            while after < end and not counts[after]:
                after += 1
            yield _hole(months[place:after], _usual(counts, place, after - 1))
        elif usual >= LEAST and counts[place] < THIN * usual and _is_full(months, place, since, until):
            yield _hole(months[place:after], usual)
        place = after


def _usual(counts: Sequence[int], first: int, last: int | None = None) -> float:
    """Give the median of the months around some, empty ones included."""
    last = first if last is None else last
    around = [*counts[max(first - NEIGHBOURS, 0) : first], *counts[last + 1 : last + 1 + NEIGHBOURS]]
    return float(median(around)) if around else 0.0


def _is_full(months: Sequence[Month], place: int, since: date | None, until: date | None) -> bool:
    """Ask whether all days of a month are counted, as far as one can tell."""
    if place == 0 and (since is None or since.day != 1):
        return False
    return not (place == len(months) - 1 and (until is None or (until + timedelta(days=1)).day != 1))


def _hole(months: Sequence[Month], usual: float) -> Hole:
    missing: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for month in months:
        missing.update(month.missing)
        changed.update(month.missing_by_change)
    return Hole(
        first=months[0].month,
        last=months[-1].month,
        articles=sum(month.articles for month in months),
        usual=usual,
        missing=_sorted(missing),
        missing_by_change=_sorted(changed),
    )


def _months(first: date | None, last: date | None) -> Iterable[str]:
    if first is None or last is None:
        return
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    """Give counts with the largest first."""
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
