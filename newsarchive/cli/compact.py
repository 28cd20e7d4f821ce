"""``newsarchive compact``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli.words import archive_option

if TYPE_CHECKING:
    from pathlib import Path

    from newsarchive.archive import Archive


@click.command(short_help="Make an older archive smaller.")
@archive_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def compact(archive: Path, quiet: bool) -> int:
    """Pack the pages of an older archive as new ones are, and give the room back to the disk.

    Pages stay what they are, byte for byte. Interrupted, it goes on where it was. For a while it
    needs as much free space as the archive takes.

    Example: newsarchive compact -a demo.db
    """
    from newsarchive.archive import Archive
    from newsarchive.archive.lock import check, hold

    check(archive)
    with hold(archive), Archive.open(archive) as opened:
        size = opened.info().size
        pages, before, after = _pack(opened, shown=not quiet and sys.stderr.isatty())
        opened.scrub()
        now = opened.info().size
    if not quiet:
        click.echo(f"pages     {pages} packed anew, {before / 1e6:.1f} MB → {after / 1e6:.1f} MB")
        click.echo(f"file      {size / 1e6:.1f} MB → {now / 1e6:.1f} MB")
    return 0


def _pack(opened: Archive, *, shown: bool) -> tuple[int, int, int]:
    """Pack, with progress on the terminal; give how many pages, and their bytes before and after."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    done = before = after = 0
    columns = (TextColumn("packing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not shown) as bar:
        task = bar.add_task("packing", total=None)
        for step in opened.repack():
            done, before, after = step.done, step.before, step.after
            bar.update(task, completed=done, total=step.total)
    return done, before, after
