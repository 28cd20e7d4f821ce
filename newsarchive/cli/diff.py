"""``newsarchive diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsarchive.cli.words import archive_option
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_STYLES = {"removed": {"fg": "red", "strikethrough": True}, "added": {"fg": "green", "bold": True}}


@click.command(short_help="Show what was changed in an article.")
@click.argument("key", metavar="URL|ID")
@archive_option
@click.option("--from", "first", type=click.IntRange(min=1), help="A version; without it the one before.")
@click.option("--to", "last", type=click.IntRange(min=1), help="Another; without it the newest.")
@click.option("--list", "is_list", is_flag=True, help="Name the versions: when they were seen, what was edited.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(key: str, archive: Path, first: int | None, last: int | None, is_list: bool, form: str) -> int:
    """Show word by word what was changed in an article, known by its number or by any of its addresses.

    What was taken out is red, what was put in green; [-out-] and {+in+} where there are no colours (NO_COLOR).

    Example: newsarchive diff 1 -a demo.db --list
    """
    import json

    from newsarchive.archive import Archive
    from newsarchive.exports.versions import marked, to_json, to_list, to_record, to_text, version_of

    with Archive.open(archive, read_only=True) as opened:
        versions = opened.versions(key)
    if is_list:
        records = [to_record(version) for version in versions]
        click.echo(to_list(versions) if form == "text" else json.dumps(records, ensure_ascii=False, indent=2))
        return 0
    after = version_of(versions, last or len(versions), key)
    if first is None and after.number == 1:
        raise UsageError(
            f"article {key} has one version only: there is nothing to compare"
            if len(versions) == 1
            else "--to 1 needs --from: nothing was before the first version"
        )
    before = version_of(versions, first or after.number - 1, key)
    if before is after:
        raise UsageError(f"--from and --to are both version {after.number}")
    if form == "json":
        click.echo(json.dumps(to_json(before, after), ensure_ascii=False, indent=2))
    else:
        click.echo(to_text(before, after, _coloured if _has_colours() else marked))
    return 0


def _has_colours() -> bool:
    import os
    import sys

    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _coloured(kind: str, text: str) -> str:
    return click.style(text, **_STYLES[kind]) if kind in _STYLES else text  # type: ignore[arg-type]
