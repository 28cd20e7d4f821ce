"""``newsarchive import``."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.contact import contact_option
from newsarchive.cli.import_list import import_lists, is_list
from newsarchive.cli.profiles import profiles_option
from newsarchive.cli.words import Day, archive_option, site_option
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from newsarchive.imports.choosing import Choice
    from newsarchive.imports.estimate import Progress
    from newsarchive.imports.files import Source
    from newsarchive.imports.run import Imported


@click.command("import", short_help="Bring in WARC files, saved pages, or a list of addresses.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path, allow_dash=True))
@archive_option
@site_option
@click.option("--since", type=Day(), help="First day (UTC) of the captures wanted: 2024-05-17, 2024-05 or 2024.")
@click.option("--until", type=Day(is_end=True), help="Last day of the captures wanted.")
@profiles_option
@click.option("--readers", type=click.IntRange(0, 64), help="Processes that read pages; as many as there are cores.")
@click.option("--column", metavar="NAME", help="The column of a list that has the addresses.")
@click.option("--delay", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between requests.")
@contact_option
@click.option("--comments", is_flag=True, help="Keep readers' comments, too, under pseudonyms.")
@click.option("--dry-run", is_flag=True, help="Say what would be imported; store nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well.")
def command(paths: tuple[Path, ...], **words: Any) -> int:
    """Bring what others kept into the archive: WARC files (.warc, .gz, .zst, .lz4) and folders of them.

    Pages become articles as in a crawl. An import that was cut off goes on where it was when it is asked for again;
    what is in the archive is not imported twice. Saved pages (.html) need a rel=canonical or og:url, or a note where
    they were saved from.

    A list of addresses (.csv, .tsv, .txt, .toml, - for standard input) is fetched, each page alone, as politely as a
    crawl; what is in the archive is not asked for.

    Example: newsarchive export -a demo.db --format warc -o demo.warc.gz && newsarchive import demo.warc.gz -a copy.db
    """
    from newsarchive.imports.choosing import Choice
    from newsarchive.imports.files import found

    site = _host(words["site"])
    lists = [path for path in paths if is_list(path)]
    if lists and len(lists) < len(paths):
        raise UsageError("lists of addresses are fetched, files are read: import them one after the other")
    if lists:
        return import_lists(lists, site, words)
    if words["column"] is not None:
        raise UsageError("--column is for a list of addresses")
    choice = Choice(site=site, since=words["since"], until=words["until"])
    sources = found(paths)
    if words["dry_run"]:
        return _dry_run(sources, choice, quiet=words["quiet"])
    return _import(sources, choice, words)


def _host(site: str | None) -> str:
    """Give the host that is wanted, "" for all. Raises UsageError."""
    from newsarchive.normalize.urls import host_of

    if not site:
        return ""
    host = host_of(site if "//" in site else f"//{site}").partition(":")[0]
    if not host:
        raise UsageError(f"{site!r} is no site; give one such as example.org")
    return host


def _dry_run(sources: list[Source], choice: Choice, *, quiet: bool) -> int:
    from newsarchive.imports.estimate import Progress
    from newsarchive.imports.run import dry_run

    progress = Progress()
    with _shown(progress, quiet=quiet):
        imported = dry_run(sources, choice, _tell, progress)
    _tell(imported.to_line())
    return imported.exit_code


def _import(sources: list[Source], choice: Choice, words: dict[str, Any]) -> int:
    from newsarchive.archive import Archive
    from newsarchive.archive.lock import check, hold
    from newsarchive.cli.profiles import load
    from newsarchive.imports.estimate import Progress
    from newsarchive.imports.run import run

    path: Path = words["archive"]
    profiles = load(words["profiles"])
    progress = Progress()
    if path.exists() and path.stat().st_size:
        check(path)
    ended = _Ended(progress)
    try:
        with hold(path), Archive.open(path, create=True) as archive, ended:
            imported: Imported = run(
                archive,
                sources,
                choice,
                profiles,
                tell=_tell,
                progress=progress,
                watch=_shown(progress, quiet=words["quiet"]),
                processes=words["readers"],
                comments=words["comments"],
            )
    except KeyboardInterrupt:
        _tell("interrupted; the same command goes on where it was")
        return ended.exit_code
    if not words["quiet"] or imported.exit_code:
        _tell(imported.to_line())
    return imported.exit_code


class _Ended:
    """Lets a signal end an import where nothing is under way, and a second one at once."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._before: dict[int, Any] = {}
        self.exit_code = 130

    def __enter__(self) -> None:
        self._before = {number: signal.signal(number, self._end) for number in (signal.SIGINT, signal.SIGTERM)}

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signature of handlers
        self.exit_code = 128 + number
        if self._progress.is_stopped:
            raise KeyboardInterrupt
        self._progress.is_stopped = True


def _tell(line: str) -> None:
    click.echo(line, err=True)


@contextlib.contextmanager
def _shown(progress: Progress, *, quiet: bool) -> Iterator[None]:
    """Show how far an import is, on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.live import Live

    with Live(_Display(progress), console=Console(stderr=True), refresh_per_second=4, transient=True):
        yield


class _Display:
    """Renders the progress anew each time rich asks."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __rich__(self) -> Any:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        from newsarchive.normalize.periods import format_duration

        progress, now = self._progress, time.monotonic()
        left, what = progress.seconds_left(now), self._what()
        if left is not None:
            what += f" · about {format_duration(max(1, round(left)))} left"
        # A bar ends no line: behind it there is no room for words.
        return Group(Text(what), ProgressBar(total=1.0, completed=progress.share(now), width=60))

    def _what(self) -> str:
        progress = self._progress
        if progress.compared.since is not None:
            return f"comparing texts: {progress.compared.done} of {progress.compared.in_all}"
        if progress.settled.since is not None:
            return f"reading again what is known better now: {progress.settled.done} of {progress.settled.in_all}"
        if progress.pages.since is not None:
            return f"reading pages: {progress.pages.done} of {progress.pages.in_all}"
        if not progress.name:
            return "looking at the files"
        done, in_all = (number / 1e6 for number in (progress.files.done, progress.files.in_all))
        return f"{progress.name}: {done:.1f} of {in_all:.1f} MB · {progress.captures_new} captures"
