"""``newsarchive crawl``."""

from __future__ import annotations

import contextlib
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.contact import contact_for_crawl, contact_option
from newsarchive.cli.profiles import load, profiles_option
from newsarchive.cli.seeds import load_seeds
from newsarchive.cli.words import SOURCES, Duration, Size, archive_option, since_option, until_option
from newsarchive.errors import UsageError
from newsarchive.normalize.urls import checked_url, site_of, url_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from newsarchive.crawl.job import Outcome

_FILE = click.Path(dir_okay=False, path_type=Path)
_LIST = click.Path(path_type=Path, allow_dash=True)
_COUNT = click.IntRange(min=1)
#: Lines of a site's coverage at the end of a crawl.
_MOST_LINES = 40
#: Words that are options of a crawl as they are.
_PASSED = (
    "archive",
    "since",
    "until",
    "sources",
    "render",
    "comments",
    "max_articles",
    "max_pages",
    "max_bytes",
    "max_time",
    "host_max_pages",
    "host_max_bytes",
    "host_max_time",
    "delay",
    "concurrency",
    "dry_run",
    "contact",
    "readers",
    "summary",
    "warc",
)


@click.command(short_help="Crawl sites into the archive.")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--sites", type=_LIST, metavar="FILE", help="A list of sites: TOML, CSV, an address a line; - for stdin.")
@click.option("--column", metavar="NAME", help="The column of the list that has the addresses.")
@click.option("--demo", is_flag=True, help="Crawl the built-in demo newspaper, served on this machine.")
@archive_option
@since_option
@until_option
@click.option(
    "--source", "sources", type=click.Choice(SOURCES), multiple=True, help="Use only this kind of source; repeatable."
)
@click.option("--render", is_flag=True, help="Read pages that scripts write in a browser.")
@click.option("--comments", is_flag=True, help="Keep readers' comments, too, under pseudonyms.")
@profiles_option
@click.option("--max-articles", type=_COUNT, help="Stop after this many articles.")
@click.option("--max-pages", type=_COUNT, help="Stop after this many pages, lists and sitemaps among them.")
@click.option("--max-bytes", type=Size(), help="Stop after this much data: 200M, 1.5G.")
@click.option("--max-time", type=Duration(), help="Stop after this time: 90s, 50m, 1h30m.")
@click.option("--host-max-pages", type=_COUNT, help="Leave a host after this many pages.")
@click.option("--host-max-bytes", type=Size(), help="Leave a host after this much data.")
@click.option("--host-max-time", type=Duration(), help="Leave a host this time after its first request.")
@click.option(
    "--delay", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between requests to a host."
)
@click.option(
    "--concurrency", type=click.IntRange(1, 64), default=1, show_default=True, help="Requests at a time to a host."
)
@contact_option
@click.option("--readers", type=click.IntRange(0, 64), help="Processes that read pages beside the fetching one.")
@click.option(
    "--dry-run", is_flag=True, help="Print the addresses of the articles that would be fetched; store nothing."
)
@click.option(
    "--warc",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write all that came over the wire into WARC files in this folder, too.",
)
@click.option("--summary", type=_FILE, help="Write the run's figures to this file as JSON.")
@click.option(
    "--show", type=click.IntRange(min=0), default=0, metavar="N", help="Print the N newest articles at the end."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well.")
@click.option("-v", "--verbose", count=True, help="Say more; twice for everything Scrapy logs.")
def crawl(urls: tuple[str, ...], **words: Any) -> int:
    """Crawl sites into the archive.

    A front page stands for its whole site; a section, feed or sitemap for the articles it names;
    an article's address for that article. With --sites a list of addresses is crawled.

    Example: newsarchive crawl --demo -a demo.db --show 3
    """
    if words["column"] is not None and words["sites"] is None:
        raise UsageError("--column is for the list of --sites")
    if words["sites"] is not None and words["sites"].is_dir():
        _take_as_profiles(words)
    if words["demo"]:
        if urls or words["sites"] is not None:
            raise UsageError("--demo has an address of its own; leave out the others")
        return _crawl_demo(words)
    # Nobody is asked where the list comes by standard input, or where there is nothing to crawl.
    may_ask = str(words["sites"]) != "-" and bool(urls or words["sites"])
    words["contact"] = contact_for_crawl(words["contact"], _tell, may_ask=may_ask, quiet=words["quiet"])
    return _crawl(urls, words)


def _take_as_profiles(words: dict[str, Any]) -> None:
    """Read ``--sites DIR`` as it was meant before there were lists: the folder of profiles."""
    context = click.get_current_context()
    if context.get_parameter_source("profiles") is click.core.ParameterSource.COMMANDLINE:
        raise UsageError(f"{words['sites']}: is a folder; --sites takes a list of sites to crawl")
    words["profiles"], words["sites"] = words["sites"], None


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
    profiles = load(words["profiles"])
    seeds = load_seeds(words["sites"], words["column"], _tell) if words["sites"] is not None else ()
    listed = {url_key(seed.url) for seed in seeds}
    # What the list says of an address holds for it where it is given as a word, too.
    given = (checked_url(url) for url in urls)
    urls = (*(url for url in given if url_key(url) not in listed), *(seed.url for seed in seeds))
    options = CrawlOptions(urls=urls, seeds=seeds, sites=profiles, **{name: words[name] for name in _PASSED})
    is_live = sys.stderr.isatty() and not quiet
    outcome = run(options, emit=_emit, warn=_tell, watch=_live if is_live else None)
    if not (quiet or words["dry_run"]) and len({site_of(url) for url in urls}) > 1:
        _tell_sites(outcome)
    if not quiet or outcome.exit_code:
        _tell(_line(outcome))
    if not quiet:
        _tell_coverage(outcome)
    if words["show"] and not words["dry_run"]:
        _show_newest(words["archive"], words["show"], words["since"])
    return outcome.exit_code


def _tell_sites(outcome: Outcome) -> None:
    from newsarchive.crawl.progress import site_lines

    for line in site_lines(outcome):
        _tell(line)


def _tell_coverage(outcome: Outcome) -> None:
    from newsarchive.exports.coverage_text import to_lines

    for covered in outcome.coverage:
        for line in to_lines(covered, most=_MOST_LINES):
            _tell(line)


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
