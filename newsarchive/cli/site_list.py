"""``newsarchive sites list``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsarchive.cli.profiles import default_folder, load, sites_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command("list", short_help="List the site profiles.")
@sites_option
def command(sites: Path | None) -> int:
    """List the site profiles: the domains of each, its name, how many tests it has, its file.

    Example: newsarchive sites list --sites profiles
    """
    found = load(sites)
    if not found:
        click.echo(f"no profiles in {sites or default_folder()}", err=True)
    for site in found.all:
        count = len(site.tests)
        tests = "1 test" if count == 1 else f"{count} tests"
        click.echo(f"{', '.join(site.domains):<30} {site.name or '-':<28} {tests:<9} {site.source}")
    return 0
