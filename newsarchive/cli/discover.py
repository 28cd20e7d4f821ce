"""``newsarchive discover``."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from newsarchive.cli.contact import contact_for_crawl, contact_option
from newsarchive.cli.words import archive_option
from newsarchive.errors import UsageError
from newsarchive.normalize.urls import checked_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from newsarchive.crawl.discovering import Discovery
    from newsarchive.discover.offers import Offer

#: Sources of one kind that the table shows.
_SHOWN = 8


@click.command(short_help="Say by which sources a site names its articles.")
@click.argument("url", required=False)
@click.option("--demo", is_flag=True, help="Ask the built-in demo newspaper, served on this machine.")
@archive_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option(
    "--max-pages", type=click.IntRange(min=1), default=60, show_default=True, help="Stop after this many pages."
)
@click.option(
    "--delay", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between requests to a host."
)
@contact_option
def discover(url: str | None, **words: Any) -> int:
    """Say by which sources a site names its articles, and which of them a crawl would use.

    Asks the front page, sitemaps, feeds, the posts API, an archive page and some sections as a crawl would, robots.txt
    first, but no article. Nothing is written; the archive, if there is one, only tells what is known already.

    Example: newsarchive discover --demo
    """
    if words["demo"]:
        if url is not None:
            raise UsageError("--demo has an address of its own; leave out the other")
        from newsarchive.demo.server import Server

        with Server() as server:
            return _discover(server.url, {**words, "delay": 0.0, "contact": words["contact"] or "the demo"})
    if url is None:
        raise UsageError("no address; give that of a site's front page, such as https://example.org")
    front = _front_of(checked_url(url))
    contact = contact_for_crawl(words["contact"], _tell, may_ask=True, quiet=False)
    return _discover(front, {**words, "contact": contact})


def _discover(front: str, words: Mapping[str, Any]) -> int:
    from newsarchive.crawl.job import CrawlOptions
    from newsarchive.crawl.run import run

    options = CrawlOptions(
        urls=(front,),
        dry_run=True,
        sources_only=True,
        readers=0,
        **{name: words[name] for name in ("archive", "max_pages", "delay", "contact")},
    )
    outcome = run(options, emit=_tell, warn=_tell)
    found = outcome.discovery
    assert found is not None
    if words["form"] == "json":
        click.echo(json.dumps({**found.to_dict(), "ended": outcome.reason}, ensure_ascii=False, indent=2))
    else:
        _print(found, words["archive"])
        if outcome.reason != "finished":
            click.echo(f"\n{outcome.reason}: the rest was not read")
    return outcome.exit_code


def _front_of(url: str) -> str:
    """Give the front page of an address's host: sources are those of a site."""
    parts = urlsplit(url)
    front = f"{parts.scheme}://{parts.netloc}/"
    if parts.path.strip("/") or parts.query:
        _tell(f"{url}: sources are those of a whole site; its front page is asked, {front}")
        return front
    return url


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _print(found: Discovery, archive: Path) -> None:
    more = "" if found.is_whole else " at least"
    known = f", {found.known} of them in {archive}" if found.known else ""
    click.echo(f"{found.url}: {found.articles} articles{more}, named by all sources together{known}")
    click.echo(f"robots.txt: {found.robots}")
    click.echo("\nwhat there is")
    _print_table([offer for offer in found.offers if offer.url])
    used = [offer for offer in found.offers if offer.is_used]
    click.echo("\nwhat a crawl uses, in this order")
    for place, (kind, group) in enumerate(groupby(used, lambda offer: offer.kind), 1):
        told = list(group)
        click.echo(f"  {place}. {kind}{_times(told)}: {told[0].why}")
    unused = [offer for offer in found.offers if not offer.is_used]
    if unused:
        click.echo("\nand what it does not use")
        for offer in unused[: 2 * _SHOWN]:
            click.echo(f"  {offer.kind}{offer.url and f' {offer.url}'}: {offer.why}")
        _print_rest(len(unused) - 2 * _SHOWN)
    click.echo(f"\n{found.pages} pages were fetched to learn this")


def _print_table(found: Sequence[Offer]) -> None:
    head = ("source", "lists", "articles", "oldest", "newest", "answer", "address")
    lines: list[tuple[str, ...]] = []
    left: dict[str, int] = {}
    for kind, group in groupby(found, lambda offer: offer.kind):
        offers = list(group)
        left[str(kind)] = len(offers) - _SHOWN
        lines += [
            (
                *(str(kind), offer.lists or "–", str(offer.articles) if offer.lists else "–"),
                *(_day(offer.oldest), _day(offer.newest), offer.answer, offer.url),
            )
            for offer in offers[:_SHOWN]
        ]
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    for line in (head, *lines):
        words = [
            word.rjust(width) if name == "articles" else word.ljust(width)
            for name, word, width in zip(head, line, widths, strict=True)
        ]
        click.echo(("  " + "  ".join(words)).rstrip())
    for kind, count in left.items():
        _print_rest(count, f" of the kind {kind}")


def _print_rest(count: int, what: str = "") -> None:
    if count > 0:
        click.echo(f"  … and {count} more{what}")


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "–"


def _times(offers: Sequence[Offer]) -> str:
    return f" ({len(offers)} of them)" if len(offers) > 1 else ""
