"""``newsarchive crawl``."""

from __future__ import annotations

import contextlib
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.profiles import load, sites_option
from newsarchive.cli.words import Duration, archive_option, since_option, until_option
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from newsarchive.crawl.job import Outcome

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Crawl sites into the archive.")
@click.argument("urls", nargs=-1, metavar="URL...")
@archive_option
@since_option
@until_option
@click.option("--max-articles", type=click.IntRange(min=1), help="Stop after this many articles.")
@click.option("--max-time", type=Duration(), help="Stop after this time: 90s, 50m, 1h30m.")
@click.option(
    "--delay", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between requests to a host."
)
@click.option(
    "--concurrency", type=click.IntRange(1, 64), default=1, show_default=True, help="Requests at a time to a host."
)
@click.option(
    "--contact", envvar="NEWSARCHIVE_CONTACT", show_envvar=True, help="Your address, sent to the sites you crawl."
)
@click.option(
    "--dry-run", is_flag=True, help="Print the addresses of the articles that would be fetched; store nothing."
)
@click.option("--summary", type=_FILE, help="Write the run's figures to this file as JSON.")
@click.option(
    "--show", type=click.IntRange(min=0), default=0, metavar="N", help="Print the N newest articles at the end."
)
@click.option("--demo", is_flag=True, help="Crawl the built-in demo newspaper, served on this machine.")
@sites_option
@click.option("--readers", type=click.IntRange(0, 64), help="Processes that read pages beside the fetching one.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well.")
@click.option("-v", "--verbose", count=True, help="Say more; twice for everything Scrapy logs.")
def crawl(urls: tuple[str, ...], **words: Any) -> int:
    """Crawl sites into the archive.

    A front page stands for its whole site; a section, feed or sitemap for the articles it names;
    an article's address for that article.

    Example: newsarchive crawl --demo -a demo.db --show 3
    """
    if words["demo"]:
        if urls:
            raise UsageError("--demo has an address of its own; leave out the others")
        return _crawl_demo(words)
    return _crawl(urls, words)


def _crawl_demo(words: dict[str, Any]) -> int:
    from newsarchive.demo.server import Server

    archive: Path = words["archive"]
    with Server(state=archive.with_name(f"{archive.name}.demo")) as server:
        # It is our own machine: nobody is spared by waiting.
        words["delay"] = 0.0
        words["contact"] = words["contact"] or "the demo"
        return _crawl((server.url,), words)


def _crawl(urls: tuple[str, ...], words: dict[str, Any]) -> int:
    from newsarchive.crawl.job import CrawlOptions
    from newsarchive.crawl.run import run

    quiet: bool = words["quiet"]
    _log(words["verbose"])
    if not words["contact"] and not quiet:
        _tell("no contact set: give sites a way to reach you with --contact or $NEWSARCHIVE_CONTACT")
    names = (
        "archive",
        "since",
        "until",
        "max_articles",
        "max_time",
        "delay",
        "concurrency",
        "dry_run",
        "contact",
        "readers",
        "summary",
    )
    options = CrawlOptions(urls=urls, sites=load(words["sites"]), **{name: words[name] for name in names})
    is_live = sys.stderr.isatty() and not quiet
    outcome = run(options, emit=_emit, warn=_tell, watch=_live if is_live else None)
    if not quiet or outcome.exit_code:
        _tell(_line(outcome))
    if words["show"] and not words["dry_run"]:
        _show_newest(words["archive"], words["show"], words["since"])
    return outcome.exit_code


def _line(outcome: Outcome) -> str:
    if outcome.exit_code == 4:
        return f"nothing could be fetched; {outcome.to_line()}"
    return outcome.to_line()


def _emit(line: str) -> None:
    try:
        click.echo(line)
    except BrokenPipeError:
        from newsarchive.cli import close_output

        close_output()


def _tell(line: str) -> None:
    click.echo(line, err=True)


@contextlib.contextmanager
def _live(tally: Any) -> Iterator[None]:
    from newsarchive.crawl.progress import live

    with live(tally):
        yield


def _log(verbose: int) -> None:
    """Set up the log: Scrapy's is for those who ask; what everybody needs to know is said in one line each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    # Scrapy sets the levels of its own loggers, so the handler has the last word.
    handler.setLevel({0: logging.CRITICAL, 1: logging.INFO}.get(verbose, logging.DEBUG))
    if verbose == 1:
        handler.addFilter(logging.Filter("newsarchive"))
    logging.getLogger().addHandler(handler)
    if verbose:
        logging.getLogger("newsarchive").setLevel(logging.DEBUG)


def _show_newest(path: Path, count: int, since: date | None) -> None:
    from newsarchive.archive import Archive
    from newsarchive.exports.text import to_card

    with Archive.open(path, read_only=True) as archive:
        for record in archive.articles(newest_first=True, limit=count, since=since):
            click.echo(to_card(record))
            click.echo()
