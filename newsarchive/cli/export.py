"""``newsarchive export``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli.words import archive_option, since_option, site_option, until_option
from newsarchive.errors import ArchiveNotWritable

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from newsarchive.exports import Format


@click.command(short_help="Write articles as CSV or JSON Lines.")
@archive_option
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), required=True, help="One article a row or line.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="The file to write; standard output without it.")
@site_option
@since_option
@until_option
def export(
    archive: Path, form: Format, output: str | None, site: str | None, since: date | None, until: date | None
) -> int:
    """Write the archive's articles, whole, as CSV or JSON Lines.

    Example: newsarchive export -a demo.db --format jsonl -o articles.jsonl
    """
    from pathlib import Path

    from newsarchive import exports
    from newsarchive.archive import Archive

    with Archive.open(archive, read_only=True) as opened:
        records = opened.articles(site=site, since=since, until=until)
        if output is None:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            exports.write(records, sys.stdout, form)
            sys.stdout.flush()
            return 0
        target = Path(output)
        try:
            with target.open("w", encoding="utf-8", newline="") as out:
                count = exports.write(records, out, form)
        except OSError as error:
            raise ArchiveNotWritable(output, f"cannot be written ({error.strerror})") from error
    click.echo(f"{count} articles written to {output}", err=True)
    return 0
