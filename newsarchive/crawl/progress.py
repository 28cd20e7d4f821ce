"""What each site has given: live on a terminal while a crawl runs, and as a table when it has ended."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from newsarchive.crawl.job import SiteState
from newsarchive.normalize.periods import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderResult

    from newsarchive.crawl.job import Outcome, Tally

#: Rows shown while it runs; more sites than that are summed up in one line.
MAX_ROWS = 20
#: Rows of the table at the end.
MAX_LINES = 40
#: Of the rows shown while it runs, those that sites with failures may claim from sites that work.
_FAILING = 5
#: Lines beside the rows: the header, what is summed up, the sums, and room for the next warning.
_AROUND = 5
_FIGURES = ("pages", "new", "changed", "unchanged", "failed")
_ORDER = tuple(SiteState)
_WIDEST = 40

Row = tuple[str, "Counter[str]"]


class _Display:
    """Renders the tally anew each time rich asks."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._started = time.monotonic()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        now = time.monotonic()
        tally = self._tally
        # The display runs in a thread of its own: it looks at a copy.
        sites = list(tally.sites.items())
        states = {site: tally.state_of(site, now) for site, _ in sites}
        height = console.size.height
        shown = _liveliest(sites, states, max(1, min(MAX_ROWS, height - _AROUND)))
        table = Table(box=None, pad_edge=False)
        for name in ("site", "state", *_FIGURES, "queue"):
            table.add_column(name, justify="left" if name in ("site", "state") else "right", no_wrap=True)
        for site, count in shown:
            state = str(states[site])
            if states[site] is SiteState.RESTING:
                state += f" {format_duration(max(1.0, tally.resting.get(site, now) - now))}"
            table.add_row(_cut(site), state, *_figures(count), str(max(tally.queues[site], 0)))
        yield Group(table, Text(_others(sites, shown, states)), Text(self._sums(now), style="bold"))

    def _sums(self, now: float) -> str:
        elapsed = now - self._started
        pages = self._tally.counts["pages"]
        rate = f" ({pages / elapsed:.1f} pages/s)" if elapsed else ""
        return (
            f"{pages} pages{rate} · {self._tally.stored} articles stored · "
            f"{max(self._tally.queued, 0)} in the queue · {_clock(elapsed)}"
        )


def _liveliest(sites: Sequence[Row], states: Mapping[str, SiteState], room: int) -> list[Row]:
    """Give the rows to be seen: sites at work, those with the most pages first, and some of those with failures."""

    def rank(row: Row) -> tuple[int, int, str]:
        return _ORDER.index(states[row[0]]), -row[1]["pages"], row[0]

    if len(sites) <= room:
        return sorted(sites, key=rank)
    failing = sorted((row for row in sites if row[1]["failed"]), key=lambda row: (-row[1]["failed"], rank(row)))
    kept = failing[: min(_FAILING, room // 2)]
    names = {site for site, _ in kept}
    others = sorted((row for row in sites if row[0] not in names), key=rank)
    return sorted([*kept, *others[: room - len(kept)]], key=rank)


def _others(sites: Sequence[Row], shown: Sequence[Row], states: Mapping[str, SiteState]) -> str:
    """Sum up the sites without a row: how many of them are in which state."""
    names = {site for site, _ in shown}
    left = Counter(states[site] for site, _ in sites if site not in names)
    if not left:
        return ""
    told = " · ".join(f"{left[state]} {state}" for state in _ORDER if left[state])
    return f"… and {left.total()} more sites: {told}"


def _figures(count: Counter[str]) -> list[str]:
    # An article that was not asked for again is as unchanged as one that was.
    return [str(count[name] + (count["known"] if name == "unchanged" else 0)) for name in _FIGURES]


def _cut(site: str) -> str:
    return site if len(site) <= _WIDEST else f"{site[: _WIDEST - 1]}…"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


@contextlib.contextmanager
def live(tally: Tally) -> Iterator[None]:
    """Show the tally on stderr while the block runs; lines written meanwhile scroll above it."""
    console = Console(stderr=True)
    with Live(_Display(tally), console=console, refresh_per_second=4, transient=True):
        yield


def site_lines(outcome: Outcome, room: int = MAX_LINES) -> list[str]:
    """Give a plain table of the run's sites, at most ``room`` lines long.

    What wants a look stands first: sites with failures, then those that gave no article; the rest by what they gave.
    Sites beyond that are summed up in the last line.
    """

    def rank(row: Row) -> tuple[int, int, str]:
        site, count = row
        given = sum(count[name] for name in ("new", "changed", "unchanged", "known"))
        wants_a_look = 0 if count["failed"] or outcome.state_of(site) is SiteState.FAILED else 1 if not given else 2
        return wants_a_look, -count["failed"] or -count["new"] - count["changed"], site

    rows = sorted(outcome.tally.sites.items(), key=rank)
    kept, rest = (rows, []) if len(rows) < room else (rows[: room - 2], rows[room - 2 :])
    table = [["site", "state", *_FIGURES]]
    table += [[_cut(site), str(outcome.state_of(site)), *_figures(count)] for site, count in kept]
    if rest:
        total: Counter[str] = Counter()
        for _, count in rest:
            total.update(count)
        table.append([f"… {len(rest)} more", "", *_figures(total)])
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(_aligned(at, cell, widths[at]) for at, cell in enumerate(row)) for row in table]


def _aligned(at: int, cell: str, width: int) -> str:
    return cell.ljust(width) if at < 2 else cell.rjust(width)
