"""How far a command has come, drawn on a terminal; elsewhere nothing is."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress


class Bar:
    """A bar that is moved; without a terminal it moves nothing."""

    def __init__(self, drawn: Progress | None = None) -> None:
        self._drawn = drawn

    def advance(self, count: int = 1) -> None:
        """Move it by so many more."""
        if self._drawn is not None:
            self._drawn.advance(self._drawn.task_ids[0], count)

    def update(self, done: int, total: int, what: str | None = None) -> None:
        """Move it to ``done`` of ``total``, 0 where nobody knows how many; ``what`` is being gone through by now."""
        if self._drawn is not None:
            self._drawn.update(self._drawn.task_ids[0], completed=done, total=total or None, description=what)


@contextlib.contextmanager
def bar(what: str, total: int | None = None, *, quiet: bool = False, in_bytes: bool = False) -> Iterator[Bar]:
    """Draw a bar with the time left on standard error while the block lasts, where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield Bar()
        return
    from rich import progress
    from rich.console import Console

    counted = progress.DownloadColumn() if in_bytes else progress.MofNCompleteColumn()
    columns = (progress.TextColumn("{task.description:<12}"), progress.BarColumn(), counted)
    with progress.Progress(
        *columns,
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        speed_estimate_period=60,
    ) as drawn:
        drawn.add_task(what, total=total)
        yield Bar(drawn)
