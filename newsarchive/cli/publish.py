"""``newsarchive publish``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.words import archive_option, check_site, since_option, site_option, until_option
from newsarchive.errors import UsageError
from newsarchive.normalize.counts import many

if TYPE_CHECKING:
    from datetime import date


@click.command(short_help="Write a copy that can be shared.")
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@archive_option
@site_option
@since_option
@until_option
@click.option(
    "--quote-words",
    type=click.IntRange(0, 100),
    default=25,
    show_default=True,
    help="Words of each text that are quoted.",
)
@click.option("--licence", metavar="TEXT", help="The terms on which you give it away; kept in the copy.")
@click.option("--force", is_flag=True, help="Write over an older copy; over nothing else.")
def publish(
    target: Path,
    archive: Path,
    site: str | None,
    since: date | None,
    until: date | None,
    quote_words: int,
    licence: str | None,
    force: bool,
) -> int:
    """Write a copy that can be shared: headlines, dates, authors, tags, links, and a short quote of each text.

    No texts, no stored pages, no comments, nothing of how sites were crawled. Articles whose pages reserve text and
    data mining, or ask not to be quoted, come without a quote. search, show, export and info read it as any archive.

    Example: newsarchive publish shared.db -a demo.db --licence "CC BY 4.0"
    """
    from newsarchive.archive import Archive
    from newsarchive.archive.publishing import is_copy

    if target.exists():
        if archive.exists() and target.samefile(archive):
            raise UsageError(f"{target}: is the archive itself")
        if not force:
            raise UsageError(f"{target}: is there already; --force replaces it")
        if not is_copy(target):
            raise UsageError(f"{target}: is no copy to be shared and is not written over; name another file")
    with Archive.open(archive, read_only=True) as opened:
        check_site(opened, site)
        made = opened.publish(
            target,
            moment=datetime.now(UTC),
            quote_words=quote_words,
            licence=licence,
            site=site,
            since=since,
            until=until,
        )
    without = f", {made.unquoted} without a quote: their pages reserve it" if made.unquoted else ""
    click.echo(f"{many(made.articles, 'article')} in {target}{without}; {target.stat().st_size / 1e6:.1f} MB", err=True)
    return 0
