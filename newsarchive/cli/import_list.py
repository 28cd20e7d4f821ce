"""A list of addresses for ``newsarchive import``: each is fetched, as a crawl of that page alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.contact import contact_for_crawl
from newsarchive.cli.profiles import load
from newsarchive.cli.seeds import load_seeds
from newsarchive.errors import ArchiveMissing, UsageError
from newsarchive.imports.choosing import is_of_site
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: How the names of lists end; ``-`` is standard input.
_ENDINGS = (".csv", ".tsv", ".txt", ".toml")
#: Addresses looked up at a time.
_CHUNK = 1000


def is_list(path: Path) -> bool:
    """Ask whether a word names a list of addresses."""
    return str(path) == "-" or path.name.lower().endswith(_ENDINGS)


def import_lists(paths: Sequence[Path], site: str, words: dict[str, Any]) -> int:
    """Fetch what lists of addresses name and the archive does not have yet; give the exit code."""
    from newsarchive.crawl.job import CrawlOptions
    from newsarchive.crawl.run import run

    if words["since"] or words["until"]:
        raise UsageError("--since and --until are days of captures; the pages of a list are fetched today")
    archive: Path = words["archive"]
    quiet: bool = words["quiet"]
    named = [seed.url for path in paths for seed in load_seeds(path, words["column"], _tell)]
    chosen = {url_key(url): url for url in named if not site or is_of_site(url, site)}
    known = _known(archive, list(chosen.values()))
    urls = tuple(url for key, url in chosen.items() if key not in known)
    if not quiet and (left := len(chosen) - len(urls)):
        _tell(f"{left} of {len(chosen)} addresses are in the archive")
    if words["dry_run"]:
        click.echo("\n".join(urls))
    if words["dry_run"] or not urls:
        return 0
    may_ask = all(str(path) != "-" for path in paths)
    contact = contact_for_crawl(words["contact"], _tell, may_ask=may_ask, quiet=quiet)
    options = CrawlOptions(
        urls=urls,
        archive=archive,
        delay=words["delay"],
        contact=contact,
        readers=words["readers"],
        comments=words["comments"],
        sites=load(words["profiles"]),
        pages_only=True,
    )
    is_live = sys.stderr.isatty() and not quiet
    outcome = run(options, emit=click.echo, warn=_tell, watch=_live if is_live else None)
    if not quiet or outcome.exit_code:
        _tell(outcome.to_line())
    return outcome.exit_code


def _known(path: Path, urls: Sequence[str]) -> frozenset[str]:
    """Give the keys of the addresses that lead to an article of the archive."""
    from newsarchive.archive import Archive

    found: set[str] = set()
    try:
        archive = Archive.open(path, read_only=True)
    except ArchiveMissing:
        return frozenset()
    with archive:
        frontier = archive.frontier(0)
        for start in range(0, len(urls), _CHUNK):
            entries = frontier.entries(urls[start : start + _CHUNK])
            found.update(key for key, entry in entries.items() if entry.article_id is not None)
    return frozenset(found)


def _live(tally: Any) -> Any:
    from newsarchive.crawl.progress import live

    return live(tally)


def _tell(line: str) -> None:
    click.echo(line, err=True)
