"""``newsarchive backup``."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.words import archive_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.archive.backup import Progress


@click.command(short_help="Copy the archive, whole, even while a crawl writes.")
@click.argument("file", type=click.Path(path_type=Path))
@archive_option
@click.option("--force", is_flag=True, help="Write over an older copy; over nothing else.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well.")
def backup(file: Path, archive: Path, force: bool, quiet: bool) -> int:
    """Copy the archive into FILE, whole as it is at this moment, even while a crawl writes.

    FILE appears when the copy is complete, checked and on the disk; until then it is called FILE.partial.

    Example: newsarchive backup copy.db -a demo.db
    """
    from newsarchive.archive.backup import backup as copy
    from newsarchive.normalize.counts import many

    with _shown(quiet) as progress:
        made = copy(archive, file, replace=force, progress=progress)
    if not quiet:
        counts = f"{many(made.articles, 'article')}, {many(made.captures, 'capture')}"
        click.echo(f"{made.path}: {counts}, {made.size / 1e6:.1f} MB", err=True)
    return 0


@contextlib.contextmanager
def _shown(quiet: bool) -> Iterator[Progress | None]:
    """Draw a bar on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("copying"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("copying", total=None)
        yield lambda done, most: bar.update(task, completed=done, total=max(done, most))
