"""``newsarchive coverage``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.words import archive_option, no_such_site, since_option, until_option
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from newsarchive.archive import Archive, Coverage

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Say what is missing, month by month, and why.")
@click.argument("site", required=False)
@archive_option
@since_option
@until_option
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--plot", type=_FILE, metavar="FILE", help="Draw it into this file, .svg or .png.")
def coverage(
    site: str | None, archive: Path, since: date | None, until: date | None, form: str, plot: Path | None
) -> int:
    """Say what the archive has of a site month by month, what its sources named, and what is missing and why.

    Without --since and --until from the oldest article to the newest; without SITE all sites.

    Example: newsarchive coverage -a demo.db
    """
    from newsarchive.archive import Archive
    from newsarchive.exports import coverage_plot
    from newsarchive.exports.coverage_text import to_lines, write_csv

    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}")
    if plot is not None:
        coverage_plot.check(plot)
    with Archive.open(archive, read_only=True) as opened:
        found = _found(opened, site, since, until)
    if plot is not None:
        if len(found) != 1:
            raise UsageError(f"a plot shows one site; name one of {', '.join(one.site for one in found) or 'none'}")
        coverage_plot.draw(found[0], plot)
    if form == "json":
        click.echo(json.dumps([one.to_dict() for one in found], ensure_ascii=False, indent=2))
    elif form == "csv":
        write_csv(found, sys.stdout)
    else:
        for one in found:
            click.echo("\n".join(to_lines(one)))
    return 0


def _found(opened: Archive, site: str | None, since: date | None, until: date | None) -> list[Coverage]:
    domains = opened.domains()
    if site is None:
        return [opened.coverage(domain, since=since, until=until) for domain in domains]
    found = opened.coverage(site, since=since, until=until)
    if found.site not in domains and not found.articles and not found.is_known:
        raise no_such_site(opened, found.site)
    return [found]
