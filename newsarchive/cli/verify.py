"""``newsarchive verify``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from newsarchive.cli.bar import bar
from newsarchive.cli.words import archive_option
from newsarchive.normalize.counts import many

if TYPE_CHECKING:
    from pathlib import Path

    from newsarchive.archive import Verified


@click.command(short_help="Look for damage in the archive.")
@archive_option
@click.option("--quick", is_flag=True, help="Look at the file's structure only, not at every page and text.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well.")
def verify(archive: Path, quick: bool, form: str, quiet: bool) -> int:
    """Look for damage in the archive: recompute every digest, compare the index with the texts, follow every reference.

    It only reads, beside a running crawl, too. One line a damaged row: the table, the row, what is wrong, what is lost
    and what to do. Exit code 1 where there is damage, 3 where the file cannot be read as an archive at all.

    Example: newsarchive verify -a demo.db
    """
    from newsarchive.archive import Archive

    with Archive.open(archive, read_only=True) as opened, bar("opening", quiet=quiet) as drawn:
        found = opened.verify(quick=quick, progress=lambda what, done, total: drawn.update(done, total, what))
    if form == "json":
        click.echo(json.dumps(_to_dict(found), ensure_ascii=False, indent=2))
    else:
        _print(found, quiet)
    return 1 if found.damage else 0


def _print(found: Verified, quiet: bool) -> None:
    for one in found.damage:
        where = f"{one.table} {one.row}".rstrip()
        click.echo(" ".join(f"{where}: {one.problem}; {one.remedy}".split()))
    if quiet and not found.damage:
        return
    read = f"{many(found.articles, 'article')}, {many(found.versions, 'earlier version')}, "
    read += f"{many(found.captures, 'capture')}, {many(found.payloads, 'page')}"
    count = len(found.damage)
    told = f"damaged, {many(count, 'finding')} in" if count else "whole:"
    click.echo(f"{found.path}: {told} {read}{' (pages and texts were not read)' if found.is_quick else ''}")
    if found.unsealed and not found.is_quick:
        click.echo(
            f"{many(found.unsealed, 'article')} without a checksum of its text: an older newsarchive stored that"
        )


def _to_dict(found: Verified) -> dict[str, object]:
    import dataclasses

    return dataclasses.asdict(found)
