"""The live display of a crawl on a terminal: what each site has given so far."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.crawl.job import Tally

#: Rows shown; more sites than that are summed up in one line.
MAX_ROWS = 20


class _Display:
    """Renders the tally anew each time rich asks."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._started = time.monotonic()

    def __rich__(self) -> Group:
        elapsed = time.monotonic() - self._started
        counts = self._tally.counts
        table = Table(box=None, pad_edge=False)
        for name in ("site", "pages", "pages/s", "new", "changed", "unchanged", "failed"):
            table.add_column(name, justify="left" if name == "site" else "right")
        for site, count in list(self._tally.sites.items())[:MAX_ROWS]:
            rate = f"{count['pages'] / elapsed:.1f}" if elapsed else ""
            figures = (str(count[name]) for name in ("new", "changed", "unchanged", "failed"))
            table.add_row(site, str(count["pages"]), rate, *figures)
        more = len(self._tally.sites) - MAX_ROWS
        line = (
            f"{counts['pages']} pages · {self._tally.stored} articles stored · "
            f"{max(self._tally.queued, 0)} in the queue · {_clock(elapsed)}"
        )
        return Group(table, Text(f"… and {more} more sites") if more > 0 else Text(""), Text(line, style="bold"))


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
