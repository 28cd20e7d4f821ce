"""``newsarchive compact``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsarchive.cli.bar import bar
from newsarchive.cli.words import archive_option

if TYPE_CHECKING:
    from pathlib import Path


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
        size = archive.stat().st_size
        pages = before = after = 0
        with bar("packing", quiet=quiet) as drawn:
            for step in opened.repack():
                pages, before, after = step.done, step.before, step.after
                drawn.update(step.done, step.total)
        opened.scrub()
        now = archive.stat().st_size
    if not quiet:
        click.echo(f"pages     {pages} packed anew, {before / 1e6:.1f} MB → {after / 1e6:.1f} MB")
        click.echo(f"file      {size / 1e6:.1f} MB → {now / 1e6:.1f} MB")
    return 0
