"""``newsarchive erase``."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from newsarchive.cli.words import archive_option
from newsarchive.errors import UsageError
from newsarchive.normalize.counts import many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsarchive.archive import Archive, Erasure


@click.command(short_help="Remove articles for good.")
@click.argument("keys", nargs=-1, metavar="[URL|ID]...")
@archive_option
@click.option("--reason", help="Why, for whoever asks later; it is kept with the addresses.")
@click.option("--lists", is_flag=True, help="Remove front pages, feeds and the like that name them, too.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.option("--list", "as_list", is_flag=True, help="List the addresses of what was erased.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def erase(
    keys: tuple[str, ...],
    archive: Path,
    reason: str | None,
    lists: bool,
    dry_run: bool,
    yes: bool,
    as_list: bool,
    form: str,
) -> int:
    """Remove articles for good: text, versions, comments, stored pages, and their words in the index.

    Their addresses stay, with the reason, so that no crawl and no import brings them back. Stored lists that quote the
    text go with it; those that only show the headline or the address do with --lists. Other articles stay whole.

    Example: newsarchive erase 3 -a demo.db --reason "asked for by the family" --dry-run
    """
    from newsarchive.archive import Archive
    from newsarchive.archive.lock import check, hold

    if as_list:
        if keys:
            raise UsageError("--list shows all that was erased; leave out the addresses")
        with Archive.open(archive, read_only=True) as opened:
            _show_tombstones(opened, form)
        return 0
    if not keys:
        raise UsageError("nothing to erase; give an address or a number")
    if dry_run:
        with Archive.open(archive, read_only=True) as opened:
            _show(_erase(opened, keys, reason or "", lists=lists, dry_run=True), form, lists=lists, is_done=False)
        return 0
    if not (reason or "").strip():
        raise UsageError("--reason is needed: it says, years from now, why something is not there")
    assert reason is not None
    if not yes and not sys.stdin.isatty():
        raise UsageError("there is nobody to ask; --dry-run says what would go, --yes does it")
    check(archive)
    with hold(archive), Archive.open(archive) as opened:
        if not yes:
            _show(_erase(opened, keys, reason, lists=lists, dry_run=True), "text", lists=lists, is_done=False)
            click.confirm("Erase it? It cannot be undone", abort=True, err=True)
        done = _erase(opened, keys, reason, lists=lists, dry_run=False)
        _learn_anew(opened, done)
    _show(done, form, lists=lists, is_done=True)
    if not done.is_swept:
        click.echo(
            f"{archive}: another process is reading it, so its write-ahead log still has what was erased; "
            "run the same command once more when that has ended",
            err=True,
        )
        return 1
    return 0


def _erase(opened: Archive, keys: Sequence[str], reason: str, *, lists: bool, dry_run: bool) -> Erasure:
    # A number may name one article twice, or an address of it.
    wanted = list(dict.fromkeys(int(key) if key.isascii() and key.isdigit() else key for key in keys))
    return opened.erase(wanted, reason=reason.strip(), moment=datetime.now(UTC), lists=lists, dry_run=dry_run)


def _learn_anew(opened: Archive, done: Erasure) -> None:
    """Make the memories of the sites out of the pages that are left."""
    from newsarchive.reading.memories import remember

    for site in done.sites:
        if found := opened.impressions(site):
            remember(opened, site, found)


def _show(found: Erasure, form: str, *, lists: bool, is_done: bool) -> None:
    if form == "json":
        import dataclasses

        told = {**dataclasses.asdict(found), "with_lists": lists, "erased": is_done}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo("erased" if is_done else "to be erased")
    for headline in found.headlines if not is_done else ():
        click.echo(f"  {headline}")
    for url in found.urls:
        click.echo(f"  {url}")
    counts = f"{many(found.articles, 'article')}, {many(found.versions, 'earlier version')}, "
    counts += many(found.comments, "comment")
    gone = found.captures + found.lists + (found.naming if lists else 0)
    click.echo(f"  {counts}; {many(gone, 'capture')}, {found.payload_bytes / 1e6:.1f} MB of pages")
    if found.lists:
        click.echo(f"  front pages, feeds and the like among these captures that quote the text: {found.lists}")
    if found.naming and not lists:
        click.echo(f"  lists that show its headline or address, and stay: {found.naming}; --lists takes them, too")
    if found.unreadable:
        click.echo(f"  lists that are damaged, so that nobody can tell whether they quote it: {found.unreadable}")
    if found.linking:
        click.echo(f"  other articles that link to it: {found.linking}; their own pages stay as they are")
    if found.copies:
        click.echo(f"  other articles that carry the same text, and stay: {found.copies}; `duplicates` names them")


def _show_tombstones(opened: Archive, form: str) -> None:
    stones = opened.tombstones()
    if form == "json":
        told = [{"url": one.url, "reason": one.reason, "erased_at": one.erased_at.isoformat()} for one in stones]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in stones:
        click.echo(f"{one.erased_at.date()}  {one.url}  {one.reason}")
    if not stones:
        click.echo("nothing was erased", err=True)
