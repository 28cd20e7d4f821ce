"""``newsarchive info``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.words import archive_option

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from newsarchive.archive import Info


@click.command(short_help="Say what is in the archive.")
@archive_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def info(archive: Path, form: str) -> int:
    """Say what is in the archive: sites, articles, period, and how many articles have each field.

    Example: newsarchive info -a demo.db
    """
    from newsarchive.archive import Archive

    with Archive.open(archive, read_only=True) as opened:
        found = opened.info()
    if form == "json":
        click.echo(json.dumps(_to_dict(found), ensure_ascii=False, indent=2))
    else:
        _print(found)
    return 0


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "?"


def _print(found: Info) -> None:
    click.echo(f"{found.path}: {found.size / 1e6:.1f} MB, schema {found.schema}")
    click.echo(f"articles  {found.articles} from {_day(found.oldest)} to {_day(found.newest)}")
    click.echo(
        f"captures  {found.captures}, {found.payload_bytes / 1e6:.1f} MB of pages uncompressed; {found.crawls} crawls"
    )
    for site in found.sites:
        click.echo(f"  {site.domain:<30} {site.articles:>7} articles  {_day(site.oldest)} – {_day(site.newest)}")
    if found.coverage:
        click.echo("coverage of fields")
        for name, share in found.coverage.items():
            click.echo(f"  {name:<30} {share:>7.1%}")


def _to_dict(found: Info) -> dict[str, Any]:
    import dataclasses

    def plain(value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else value

    record = dataclasses.asdict(found)
    record["sites"] = [{name: plain(value) for name, value in site.items()} for site in record["sites"]]
    return {name: plain(value) for name, value in record.items()}
