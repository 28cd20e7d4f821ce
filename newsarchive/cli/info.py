"""``newsarchive info``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.words import archive_option
from newsarchive.normalize.counts import many

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from newsarchive.archive import Info, Published


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
        published = opened.published()
    if form == "json":
        click.echo(json.dumps(_to_dict(found, published), ensure_ascii=False, indent=2))
    else:
        _print(found, published)
    return 0


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "?"


def _print(found: Info, published: Published | None) -> None:
    click.echo(f"{found.path}: {found.size / 1e6:.1f} MB, schema {found.schema}")
    if published is not None:
        _print_published(published)
    click.echo(f"articles  {found.articles} from {_day(found.oldest)} to {_day(found.newest)}")
    if published is None:
        _print_captures(found)
    for site in found.sites:
        click.echo(f"  {site.domain:<30} {site.articles:>7} articles  {_day(site.oldest)} – {_day(site.newest)}")
    if found.coverage:
        click.echo("coverage of fields")
        for name, share in found.coverage.items():
            click.echo(f"  {name:<30} {share:>7.1%}")


def _print_published(published: Published) -> None:
    """Say what the file is a copy of."""
    days = f"from {published.since or 'the first day'} to {published.until or 'the last'}"
    limits = ([f"of {published.site}"] if published.site else []) + (
        [days] if published.since or published.until else []
    )
    click.echo(
        f"a copy to be shared, made on {_day(published.published_at)} with {published.made_by}"
        + (f", {', '.join(limits)}" if limits else "")
    )
    told = f"quotes    {published.quote_words} words of each text at most"
    click.echo(told + (f"; none of {published.unquoted} articles, which reserve it" if published.unquoted else ""))
    click.echo(f"licence   {published.licence or 'none given'}")


def _print_captures(found: Info) -> None:
    click.echo(
        f"captures  {found.captures}, {found.payload_bytes / 1e6:.1f} MB of pages uncompressed; "
        f"{many(found.crawls, 'crawl')}"
    )


def _to_dict(found: Info, published: Published | None) -> dict[str, Any]:
    import dataclasses

    def plain(value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else value

    record = dataclasses.asdict(found)
    record["sites"] = [{name: plain(value) for name, value in site.items()} for site in record["sites"]]
    told = {name: plain(value) for name, value in record.items()}
    if published is not None:
        told["published"] = {name: plain(value) for name, value in dataclasses.asdict(published).items()}
    return told
