"""``newsarchive reextract``."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.bar import bar
from newsarchive.cli.profiles import load, sites_option
from newsarchive.cli.words import archive_option, check_site, since_option, site_option, until_option
from newsarchive.normalize.counts import many

if TYPE_CHECKING:
    from datetime import date

    from newsarchive.archive import Archive
    from newsarchive.reading.reextraction import Compared, Reextraction, Scope
    from newsarchive.sites import Sites


@click.command(short_help="Read the pages of the archive again, without the network.")
@archive_option
@site_option
@since_option
@until_option
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--anew", is_flag=True, help="Begin anew where an earlier run was cut off.")
@click.option("--comments", is_flag=True, help="Then read the comments below articles, too, under pseudonyms.")
@click.option(
    "--readers",
    "processes",
    type=click.IntRange(min=1),
    help="Processes that read pages; as many as there are cores.",
)
@sites_option
@click.option("-q", "--quiet", is_flag=True, help="Only what went wrong.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to say it."
)
def reextract(
    archive: Path,
    site: str | None,
    since: date | None,
    until: date | None,
    dry_run: bool,
    yes: bool,
    anew: bool,
    comments: bool,
    processes: int | None,
    sites: Path | None,
    quiet: bool,
    format_: str,
) -> int:
    """Read the pages the archive has again: with the present extractor, profiles and memory of sites.

    First it reads and says how many articles would change, then it writes; on a terminal it asks
    before. Older versions are read again, too, and pages that were no article. The page is the same:
    no version comes of it. Cut off and called again with the same words it goes on where it was.

    Example: newsarchive reextract -a demo.db --dry-run
    """
    from newsarchive.archive import Archive
    from newsarchive.archive.lock import check, hold
    from newsarchive.reading.processes import processors
    from newsarchive.reading.reextraction import Reextraction, Scope

    scope = Scope(site=site, since=since, until=until)
    profiles = load(sites)
    count = processes or processors()
    with contextlib.ExitStack() as stack:
        if dry_run:
            opened = stack.enter_context(Archive.open(archive, read_only=True))
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsarchive-")))
            by = folder / "readings.db"
        else:
            check(archive)
            stack.enter_context(hold(archive))
            opened = stack.enter_context(Archive.open(archive))
            by = archive.with_name(f"{archive.name}.reextract")
        opened.check_pages()
        check_site(opened, site)
        run = stack.enter_context(Reextraction(opened, profiles, scope, by=by, processes=count, anew=anew))
        try:
            code = _carried_out(run, dry_run=dry_run, asks=not yes, quiet=quiet, as_json=format_ == "json")
        except KeyboardInterrupt:
            if not dry_run:
                click.echo("\ninterrupted; the same command goes on where this one was", err=True)
            raise
        if comments and not dry_run:
            _read_comments(opened, profiles, scope, quiet=quiet)
        return code


def _read_comments(opened: Archive, profiles: Sites, scope: Scope, *, quiet: bool) -> None:
    """Read what readers wrote below articles in the captures, and say of how many there was something."""
    from newsarchive.reading.comments import reread_comments

    with bar("comments", opened.info().articles, quiet=quiet) as drawn:
        found = reread_comments(
            opened, profiles, site=scope.site, since=scope.since, until=scope.until, progress=drawn.advance
        )
    if not quiet:
        click.echo(f"comments below {many(found, 'article')}", err=True)


def renewed(opened: Archive, site: str, profiles: Sites) -> Compared:
    """Read the articles of a site again and write what changed; the archive's lock is the caller's."""
    from newsarchive.reading.processes import processors
    from newsarchive.reading.reextraction import Reextraction, Scope

    by = opened.path.with_name(f"{opened.path.name}.reextract")
    with Reextraction(opened, profiles, Scope(site=site), by=by, processes=processors(), anew=True) as run:
        with bar("reading", run.total()) as drawn:
            compared = run.read(drawn.advance)
        run.write()
    return compared


def _carried_out(run: Reextraction, *, dry_run: bool, asks: bool, quiet: bool, as_json: bool) -> int:
    if run.is_resumed and not quiet:
        click.echo("going on with the run that was cut off", err=True)
    with bar("reading", run.total(), quiet=quiet) as drawn:
        compared = run.read(drawn.advance)
    for line in compared.troubles:
        click.echo(line, err=True)
    if as_json:
        click.echo(json.dumps({**compared.to_dict(), "written": not dry_run}, ensure_ascii=False))
    elif not quiet:
        _print(compared, dry_run=dry_run)
    code = 1 if compared.unreadable else 0
    if dry_run:
        return code
    writes = compared.changed + compared.new + compared.versions_changed
    if writes and asks and sys.stdin.isatty() and sys.stderr.isatty() and not click.confirm("Write it?", err=True):
        run.discard()
        return code
    with bar("writing", writes + compared.confirmed, quiet=quiet) as drawn:
        run.write(drawn.advance)
    return code


def _print(compared: Compared, *, dry_run: bool) -> None:
    verb = "would change" if dry_run else "change"
    fields = ", ".join(f"{name} {count}" for name, count in _told(compared.fields).items())
    click.echo(
        f"{many(compared.articles, 'article')} read again: {compared.changed} {verb}{f' ({fields})' if fields else ''}"
    )
    if compared.versions:
        click.echo(f"{many(compared.versions, 'older version')} read again: {compared.versions_changed} {verb}")
    if compared.confirmed:
        click.echo(f"{compared.confirmed} are the same, read by another extractor or profile than before")
    if compared.new:
        click.echo(f"{many(compared.new, 'page')} that gave no article before: articles now")
    if compared.refused:
        click.echo(f"{many(compared.refused, 'article')} whose page would be refused now, left as before:")
        for line in compared.refusals:
            click.echo(f"  {line}")
    if compared.unreadable:
        click.echo(f"{many(compared.unreadable, 'capture')} could not be read")


def _told(fields: dict[str, int]) -> dict[str, int]:
    """Leave out what only goes with a field that is told: where a date was found, blocks of a body, confidences."""
    shown = {name: count for name, count in fields.items() if "_" not in name or not name.startswith("date_")}
    shown |= {name: count for name, count in fields.items() if name in ("date_published", "date_modified")}
    if "body" in shown:
        shown.pop("blocks", None)
    confidences = [shown.pop(name) for name in list(shown) if name.endswith("confidence")]
    return {**shown, **({"confidence": max(confidences)} if confidences else {})}
