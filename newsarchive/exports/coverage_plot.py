"""What the archive has of a site, and what it lacks, as a picture: a bar a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.errors import ArchiveNotWritable, UsageError
from newsarchive.exports.coverage_text import KINDS, WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from newsarchive.archive import Coverage

FORMATS = (".svg", ".png")
#: Colours that are told apart by most eyes, and in grey (Okabe and Ito).
_STORED = ("#0072b2", "#56b4e9", "#009e73", "#e69f00", "#cc79a7", "#f0e442", "#999999", "#000000")
_MISSING = "#d55e00"
_HATCHES = ("///", "xxx", "...", "\\\\\\", "+++", "ooo", "---", "|||")
#: Inches; months whose names are written below the axis.
_WIDTH, _HEIGHT, _NAMES = 10.0, 4.5, 24


def check(path: Path) -> None:
    """Ask whether a plot can be drawn into a file. Raises UsageError, which says what to do."""
    if path.suffix.lower() not in FORMATS:
        raise UsageError(f"{path}: a plot is written as {' or '.join(FORMATS)}")
    try:
        import matplotlib  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError("plots need matplotlib: pip install 'newsarchive[plots]'") from error


def draw(coverage: Coverage, path: Path) -> None:
    """Draw what is stored, by the source that named it first, and on top of it what is missing, by why.

    The same coverage gives the same file. Raises UsageError where matplotlib is missing, the file's name ends neither
    in .svg nor in .png, or there is nothing to draw; ArchiveNotWritable where it cannot be written.
    """
    check(path)
    if not coverage.months:
        raise UsageError(f"{coverage.site}: no dated article, nothing to draw")
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    _bars(axes, coverage)
    metadata = {"Date": None} if path.suffix.lower() == ".svg" else {"Software": None}
    try:
        with matplotlib.rc_context({"svg.hashsalt": "newsarchive", "hatch.linewidth": 0.6}):
            figure.savefig(path, metadata=metadata, dpi=120)
    except OSError as error:
        raise ArchiveNotWritable(str(path), f"the plot cannot be written ({error.strerror})") from error


def _bars(axes: Any, coverage: Coverage) -> None:
    names = [month.month for month in coverage.months]
    bottom = [0] * len(names)

    def stack(counts: Sequence[int], label: str, **style: Any) -> None:
        # A bar without height would still have an edge.
        places = [place for place, count in enumerate(counts) if count]
        heights, feet = [counts[place] for place in places], [bottom[place] for place in places]
        axes.bar(places, heights, bottom=feet, width=0.9, label=label, **style)
        bottom[:] = [below + count for below, count in zip(bottom, counts, strict=True)]

    for n, kind in enumerate(_occurring([month.stored for month in coverage.months], KINDS)):
        stack(
            [month.stored.get(kind, 0) for month in coverage.months],
            f"stored, named first by {kind}",
            color=_STORED[n % len(_STORED)],
        )
    missing = [_added(month.missing, month.missing_by_change) for month in coverage.months]
    for n, why in enumerate(_occurring(missing, tuple(WORDS))):
        stack(
            [counts.get(why, 0) for counts in missing],
            f"missing: {WORDS.get(why, why)}",
            color="white",
            edgecolor=_MISSING,
            hatch=_HATCHES[n % len(_HATCHES)],
        )
    step = max(1, -(-len(names) // _NAMES))
    axes.set_xticks(range(0, len(names), step), names[::step], rotation=60, ha="right", fontsize=8)
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_ylabel("articles a month")
    axes.set_title(f"{coverage.site}: {coverage.articles} articles, {coverage.since} – {coverage.until}")
    axes.spines[["top", "right"]].set_visible(False)
    if any(bottom):
        axes.legend(fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in (*one, *other)}


def _occurring(counts: Sequence[Mapping[str, int]], order: Sequence[str]) -> list[str]:
    """Give the names that occur, the known ones first and in their order."""
    found = {name for one in counts for name, count in one.items() if count}
    return [*(name for name in order if name in found), *sorted(found.difference(order))]
