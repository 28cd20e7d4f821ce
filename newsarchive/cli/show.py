"""``newsarchive show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsarchive.cli.words import archive_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Print one article of the archive.")
@click.argument("key", metavar="URL|ID")
@archive_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--version", "number", type=click.IntRange(min=1), help="As it was: this version, counted from 1.")
def show(key: str, archive: Path, form: str, number: int | None) -> int:
    """Print one article, by its number or by any of its addresses.

    Example: newsarchive show 1 -a demo.db
    """
    import json

    from newsarchive.archive import Archive
    from newsarchive.exports.text import to_page
    from newsarchive.exports.versions import as_it_was, version_of

    with Archive.open(archive, read_only=True) as opened:
        record = opened.article(key)
        if number is not None and number != record["version"]:
            record = as_it_was(record, version_of(opened.versions(key), number, key))
    click.echo(to_page(record) if form == "text" else json.dumps(record, ensure_ascii=False, indent=2))
    return 0
