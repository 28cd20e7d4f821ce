"""``newsarchive search``."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli.words import archive_option, since_option, site_option, until_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from newsarchive.archive import Hit

_COLUMNS = ("id", "date_published", "site", "headline", "url", "snippet")


@click.command(short_help="Find articles by their words.")
@click.argument("query", nargs=-1, required=True)
@archive_option
@site_option
@since_option
@until_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most this many.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
def search(
    query: tuple[str, ...],
    archive: Path,
    site: str | None,
    since: date | None,
    until: date | None,
    limit: int,
    form: str,
) -> int:
    """Find articles whose headline, description or body has all the words, the best first.

    Accents and case do not count; "a phrase" in quotes, word* for a beginning, -word to leave out.

    Example: newsarchive search -a demo.db "l'économie" --since 2026 --limit 5
    """
    from newsarchive.archive import Archive

    marks = ("\x1b[1m", "\x1b[0m") if form == "table" and sys.stdout.isatty() else ("[", "]")
    with Archive.open(archive, read_only=True) as opened:
        hits = opened.search(" ".join(query), site=site, since=since, until=until, limit=limit, marks=marks)
    if form == "table":
        _table(hits)
    elif form == "jsonl":
        for hit in hits:
            click.echo(json.dumps(_record(hit), ensure_ascii=False))
    else:
        writer = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_record(hit) for hit in hits)
    return 0


def _record(hit: Hit) -> dict[str, object]:
    date = hit.date_published.isoformat() if hit.date_published else None
    return {
        "id": hit.id,
        "date_published": date,
        "site": hit.site,
        "headline": hit.headline,
        "url": hit.url,
        "snippet": hit.snippet,
    }


def _table(hits: Sequence[Hit]) -> None:
    if not hits:
        click.echo("no article has all these words", err=True)
    for hit in hits:
        day = hit.date_published.date().isoformat() if hit.date_published else "no date   "
        click.echo(f"{hit.id:>6}  {day}  {hit.headline}")
        click.echo(f"        {hit.url}")
        click.echo(f"        {' '.join(hit.snippet.split())}")
