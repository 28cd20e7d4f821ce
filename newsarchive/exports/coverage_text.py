"""What the archive has of a site, and what it lacks, as lines for people and as rows for spreadsheets."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsarchive.archive import Coverage, Hole, Month

#: Kinds of source in the order they are shown; others come behind.
KINDS = ("sitemap", "news-sitemap", "api", "feed", "archive", "listing", "front", "related", "given", "unknown")
#: Why something is not stored, in words, in the order it is shown.
WORDS = {
    "queued": "still queued",
    "robots": "disallowed by robots.txt",
    "gone": "gone",
    "failed": "failed",
    "not-an-article": "no articles",
    "out-of-period": "out of period",
    "trap": "taken for a trap",
    "translation": "in another language",
    "profile": "left out by the site's profile",
    "off-site": "on other sites",
    "erased": "erased",
    "budget": "over the budget",
}
#: Empty months in a row that are told in one line.
_RUN = 3
#: Lines of a report beside its months and holes.
_AROUND = 6
_LEGEND = "  +n: last changed in that month; when they were published, no source says"


def to_lines(coverage: Coverage, *, most: int | None = None) -> list[str]:
    """Give the report for one site; ``most`` is about how many lines it may have: then years stand for months."""
    undated = _undated(coverage)
    if not coverage.months:
        period = f" from {coverage.since} to {coverage.until}" if coverage.since and coverage.until else ""
        return [f"{coverage.site}: no dated article{period}", *undated]
    lines = [f"{coverage.site}: {coverage.articles} articles from {coverage.since} to {coverage.until}"]
    months: Sequence[Month] = coverage.months
    told = coverage.holes if most is None else coverage.holes[: most // 4]
    if most is not None and len(months) + len(told) + _AROUND > most:
        months = by_year(months)
    lines += _table(months)
    lines += [f"  {_hole(hole)}" for hole in told]
    if len(coverage.holes) > len(told):
        lines.append(f"  … and {len(coverage.holes) - len(told)} more holes")
    if not coverage.holes:
        lines.append("  no holes")
    return lines + undated


def by_year(months: Iterable[Month]) -> list[Month]:
    """Add months up to years."""
    from newsarchive.archive import Month

    years: dict[str, list[Month]] = {}
    for month in months:
        years.setdefault(month.month[:4], []).append(month)

    def summed(found: list[Month], name: str) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for month in found:
            counts.update(getattr(month, name))
        return dict(counts)

    names = ("stored", "named", "missing", "named_by_change", "missing_by_change")
    return [Month(month=year, **{name: summed(found, name) for name in names}) for year, found in years.items()]


def reasons(missing: Mapping[str, int]) -> str:
    """Say in words why something is not stored: ``12 disallowed by robots.txt, 30 gone``."""
    ordered = sorted(missing.items(), key=lambda entry: (-entry[1], entry[0]))
    return ", ".join(f"{count} {WORDS.get(why, why)}" for why, count in ordered)


def write_csv(coverages: Iterable[Coverage], out: TextIO) -> None:
    """Write a row a site and month; open a file with ``newline=""``.

    Columns are ``site``, ``month``, ``stored``, ``hole`` (``empty``, ``thin`` or nothing), then ``stored_…``,
    ``named_…`` and ``named_by_change_…`` for each kind of source and ``missing_…`` and ``missing_by_change_…`` for each
    reason that occurs.
    """
    found = list(coverages)
    groups = ("stored", "named", "named_by_change", "missing", "missing_by_change")
    columns = [
        (group, name)
        for group in groups
        for name in _ordered({name for one in found for month in one.months for name in getattr(month, group)})
    ]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["site", "month", "stored", "hole", *(f"{group}_{name}" for group, name in columns)])
    for one in found:
        for month in one.months:
            hole = next((hole for hole in one.holes if hole.first <= month.month <= hole.last), None)
            kind = "" if hole is None else "thin" if hole.articles else "empty"
            counts = (getattr(month, group).get(name, 0) for group, name in columns)
            writer.writerow([one.site, month.month, month.articles, kind, *counts])


def _table(months: Sequence[Month]) -> list[str]:
    kinds = _ordered({kind for month in months for kind in (*month.named, *month.named_by_change)})
    lines = [("month", "stored", *kinds, "not stored")]
    empty: list[Month] = []
    for month in months:
        if month.articles or month.named or month.named_by_change:
            lines += _empty(empty, len(kinds))
            empty = []
            lines.append(_row(month, kinds))
        else:
            empty.append(month)
    lines += _empty(empty, len(kinds))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = []
    for first, *counts, last in lines:
        words = [first.ljust(widths[0]), *(word.rjust(width) for word, width in zip(counts, widths[1:-1], strict=True))]
        texts.append(("  " + "  ".join((*words, last))).rstrip())
    if any(month.named_by_change for month in months):
        texts.append(_LEGEND)
    return texts


def _row(month: Month, kinds: Sequence[str]) -> tuple[str, ...]:
    cells = []
    for kind in kinds:
        changed = month.named_by_change.get(kind, 0)
        cells.append(f"{month.named.get(kind, 0)}" + (f" +{changed}" if changed else ""))
    missing = [reasons(month.missing)] if month.missing else []
    if month.missing_by_change:
        missing.append(f"+ {reasons(month.missing_by_change)}")
    return (month.month, str(month.articles), *cells, " ".join(missing))


def _empty(months: Sequence[Month], kinds: int) -> list[tuple[str, ...]]:
    if len(months) < _RUN:
        return [(month.month, "0", *(["0"] * kinds), "") for month in months]
    return [(f"{months[0].month} – {months[-1].month}", "0", *(["0"] * kinds), "")]


def _hole(hole: Hole) -> str:
    name = hole.first if hole.first == hole.last else f"{hole.first} – {hole.last}"
    count = "no article" if not hole.articles else "1 article" if hole.articles == 1 else f"{hole.articles} articles"
    usual = f" (months around it have {hole.usual:g})" if hole.usual else ""
    return f"hole {name}: {count}{usual}: {_why(hole)}"


def _why(hole: Hole) -> str:
    told = [reasons(hole.missing)] if hole.missing else []
    if hole.missing_by_change:
        told.append(f"last changed then: {reasons(hole.missing_by_change)}")
    if told:
        return "; ".join(told)
    return "no source lists more" if hole.articles else "no source lists it"


def _undated(coverage: Coverage) -> list[str]:
    lines = []
    if coverage.undated:
        lines.append(f"  {coverage.undated} articles state no date")
    if coverage.missing_undated:
        lines.append(f"  not stored, and of no known date: {reasons(coverage.missing_undated)}")
    return lines


def _ordered(names: Iterable[str]) -> list[str]:
    order = (*KINDS, *WORDS)
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))
