"""``newsarchive sites memory``."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli.profiles import load, sites_option
from newsarchive.cli.words import archive_option, check_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from newsarchive.archive import Archive, RememberedSite
    from newsarchive.sites import Sites

#: How much of a text and of a container's name a line shows.
_WIDTH = 100


@click.command("memory", short_help="Show, or make anew, what is remembered of a site.")
@click.argument("names", nargs=-1, metavar="[SITE]...")
@archive_option
@click.option("--rebuild", is_flag=True, help="Learn it anew from the pages the archive has.")
@click.option("--reextract", is_flag=True, help="Then read all of the site's articles again with it.")
@sites_option
@click.option("--json", "as_json", is_flag=True, help="As JSON, one site a line.")
def command(
    names: tuple[str, ...], archive: Path, rebuild: bool, reextract: bool, sites: Path | None, as_json: bool
) -> int:
    """Show what the archive has learned from the pages of a site, or of each of its sites.

    Texts that return on many of its pages, which are taken for none of any article's, and what the
    container of an article's body is called there. A crawl learns it by itself.

    Example: newsarchive sites memory -a demo.db
    """
    from newsarchive.archive import Archive
    from newsarchive.archive.lock import check, hold

    if not (rebuild or reextract):
        with Archive.open(archive, read_only=True) as opened:
            for site in _checked(opened, names):
                _show(opened, site, as_json)
        return 0
    profiles = load(sites)
    check(archive)
    with hold(archive), Archive.open(archive) as opened:
        for site in _checked(opened, names):
            changed = _renew(opened, site, profiles if reextract else None, rebuild=rebuild)
            _show(opened, site, as_json)
            if changed is not None:
                click.echo(f"read again with it: {changed} articles have another text", err=True)
    return 0


def _checked(opened: Archive, sites: tuple[str, ...]) -> Sequence[str]:
    """Give the sites asked for, all where none is named. Raises UsageError for one that the archive does not have."""
    known = opened.domains()
    for site in sites:
        check_site(opened, site)
    return sites or known


def _renew(opened: Archive, site: str, profiles: Sites | None, *, rebuild: bool) -> int | None:
    """Learn a site anew and, given profiles, read its articles again; give how many have another text."""
    from newsarchive.cli.reextract import renewed
    from newsarchive.reading import memories

    if rebuild:
        with _progress("learning") as tick:
            memories.rebuild(opened, site, progress=tick)
    if profiles is None:
        return None
    fields = renewed(opened, site, profiles).fields
    return max(fields.get("body", 0), fields.get("blocks", 0))


def _show(opened: Archive, site: str, as_json: bool) -> None:
    found = opened.remembered_site(site)
    assert found is not None
    if as_json:
        click.echo(json.dumps(_to_dict(found), ensure_ascii=False))
    else:
        _print(found)


@contextlib.contextmanager
def _progress(what: str) -> Iterator[Callable[[], None]]:
    """Count pages on the terminal, where there is one."""
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % 20 == 0 and sys.stderr.isatty():
            click.echo(f"\r{what}: {done} pages", nl=False, err=True)

    yield tick
    if done >= 20 and sys.stderr.isatty():
        click.echo(err=True)


def _print(found: RememberedSite) -> None:
    if not found.pages:
        click.echo(f"{found.domain}: nothing remembered yet of its {found.articles} articles; --rebuild learns it")
        return
    click.echo(f"{found.domain}: learned from {found.pages} of {found.articles} articles")
    click.echo(f"texts that return: {len(found.blocks)}")
    for block in found.blocks:
        seen = f"{block.first_seen.date()} – {block.last_seen.date()}"
        click.echo(f"  {block.pages:>5} {block.pages / found.pages:>4.0%}  {seen}  {_cut(block.text)}")
    click.echo(f"containers of the body: {len(found.containers)}")
    for one in found.containers:
        seen = f"{one.first_seen.date()} – {one.last_seen.date()}"
        click.echo(f"  {one.pages:>5} {one.pages / found.pages:>4.0%}  {seen}  {_cut(one.signature)}")


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _WIDTH else words[: _WIDTH - 1] + "…"


def _to_dict(found: RememberedSite) -> dict[str, object]:
    return {
        "site": found.domain,
        "articles": found.articles,
        "pages": found.pages,
        "blocks": [
            {
                "text": block.text,
                "pages": block.pages,
                "first_seen": block.first_seen.isoformat(),
                "last_seen": block.last_seen.isoformat(),
            }
            for block in found.blocks
        ],
        "containers": [
            {
                "signature": one.signature,
                "pages": one.pages,
                "first_seen": one.first_seen.isoformat(),
                "last_seen": one.last_seen.isoformat(),
            }
            for one in found.containers
        ],
    }
