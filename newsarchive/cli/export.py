"""``newsarchive export``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli.words import archive_option, check_site, since_option, site_option, until_option
from newsarchive.errors import ArchiveNotWritable, UsageError
from newsarchive.normalize.counts import many

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from typing import Literal

    from newsarchive.exports import Format


@click.command(short_help="Write articles as CSV or JSON Lines, captures as WARC.")
@archive_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "warc"]),
    required=True,
    help="One article a row or line; or the pages as they were fetched.",
)
@click.option(
    "-o", "--output", type=click.Path(), help="The file to write; standard output without it. For WARC a folder, too."
)
@site_option
@since_option
@until_option
def export(
    archive: Path,
    form: Format | Literal["warc"],
    output: str | None,
    site: str | None,
    since: date | None,
    until: date | None,
) -> int:
    """Write the archive's articles, whole, as CSV or JSON Lines, or its captures as WARC files.

    Days are those on which articles were published; for WARC those (UTC) on which pages were fetched.

    Example: newsarchive export -a demo.db --format jsonl -o articles.jsonl
    """
    from pathlib import Path

    from newsarchive import exports
    from newsarchive.archive import Archive

    if form == "warc":
        return _export_warc(archive, output, site, since, until)
    with Archive.open(archive, read_only=True) as opened:
        check_site(opened, site)
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
    click.echo(f"{many(count, 'article')} written to {output}", err=True)
    return 0


def _export_warc(archive: Path, output: str | None, site: str | None, since: date | None, until: date | None) -> int:
    from datetime import UTC, datetime
    from pathlib import Path

    from newsarchive.archive import Archive
    from newsarchive.exports.warc import write_warc

    if output is None:
        raise UsageError("WARC is written into files: name one with -o FILE.warc.gz, or a folder that exists")
    with Archive.open(archive, read_only=True) as opened:
        opened.check_pages()
        written = write_warc(
            opened.holdings(site=site, since=since, until=until),
            Path(output),
            name=archive.stem,
            about={"isPartOf": archive.stem, "robots": "obey"},
            moment=datetime.now(UTC),
            gone=[(stone.erased_at, stone.url, stone.reason) for stone in opened.tombstones(site=site)],
        )
    for damage in written.damage:
        click.echo(f"left out: {damage}", err=True)
    files = f"{len(written.files)} files in {output}" if len(written.files) > 1 else str(written.files[0])
    click.echo(f"{many(written.captures, 'capture')} written to {files}", err=True)
    return 1 if written.damage else 0
