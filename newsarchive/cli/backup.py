"""``newsarchive backup``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.bar import bar
from newsarchive.cli.words import archive_option

if TYPE_CHECKING:
    pass


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

    with bar("copying", quiet=quiet, in_bytes=True) as drawn:
        made = copy(archive, file, replace=force, progress=lambda done, most: drawn.update(done, max(done, most)))
    if not quiet:
        counts = f"{many(made.articles, 'article')}, {many(made.captures, 'capture')}"
        click.echo(f"{made.path}: {counts}, {made.size / 1e6:.1f} MB", err=True)
    return 0
