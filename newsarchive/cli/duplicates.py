"""``newsarchive duplicates``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.bar import bar
from newsarchive.cli.words import archive_option, since_option, site_option, until_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from newsarchive.archive import Archive, SyndicationGroup


@click.command(short_help="Group copies of one text, and list them.")
@archive_option
@site_option
@since_option
@until_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many groups.")
@click.option("--anew", is_flag=True, help="Drop all groups first, and compare every article.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@click.option("-q", "--quiet", is_flag=True, help="Group, and list nothing.")
def duplicates(
    archive: Path,
    site: str | None,
    since: date | None,
    until: date | None,
    limit: int,
    anew: bool,
    form: str,
    quiet: bool,
) -> int:
    """Group articles that tell one text, as agency copy does on many sites, and list the largest groups.

    The earliest article of a group comes first. A crawl and an import group what they stored by themselves.

    Example: newsarchive duplicates -a demo.db --since 2026
    """
    from newsarchive.archive import Archive

    with Archive.open(archive) as opened:
        _group(opened, anew=anew, quiet=quiet)
        found = [] if quiet else opened.syndication_groups(site=site, since=since, until=until, limit=limit)
    if form == "jsonl":
        for group in found:
            click.echo(json.dumps(_record(group), ensure_ascii=False))
    elif not quiet:
        _print(found)
    return 0


def _group(opened: Archive, *, anew: bool, quiet: bool) -> None:
    with bar("comparing", None if anew else opened.ungrouped(), quiet=quiet) as drawn:
        opened.group_duplicates(anew=anew, progress=drawn.advance)


def _record(group: SyndicationGroup) -> dict[str, Any]:
    return {
        "group": group.id,
        "articles": [
            {
                "id": copy.article_id,
                "site": copy.site,
                "url": copy.url,
                "headline": copy.headline,
                "date_published": copy.date_published.isoformat() if copy.date_published else None,
                "likeness": copy.likeness,
            }
            for copy in group.copies
        ],
    }


def _print(groups: Sequence[SyndicationGroup]) -> None:
    if not groups:
        click.echo("no article here is a copy of another")
    for group in groups:
        sites = len({copy.site for copy in group.copies})
        click.echo(f"group {group.id}: {len(group.copies)} articles on {sites} site{'s' if sites > 1 else ''}")
        for copy in group.copies:
            day = copy.date_published.date().isoformat() if copy.date_published else "no date   "
            click.echo(f"  {copy.article_id:>6}  {day}  {copy.likeness:>4.0%}  {copy.site}  {copy.headline}")
