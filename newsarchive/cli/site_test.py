"""``newsarchive sites test``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.profiles import load, sites_option
from newsarchive.errors import ArchiveError, ArticleNotFound, BadProfile, NotAnArticle, UsageError

if TYPE_CHECKING:
    from newsarchive.sites import PageTest, Site, Sites


@click.command("test", short_help="Read the test pages of profiles and compare.")
@click.argument("names", nargs=-1, metavar="[SITE]...")
@sites_option
def command(names: tuple[str, ...], sites: Path | None) -> int:
    """Read the test pages of each profile and compare what comes out with what the profile expects.

    SITE is a domain, an address or a profile's file. A line a test; exit code 1 where one fails, and
    where a key of a profile finds nothing on any of its pages.

    Example: newsarchive sites test --sites profiles
    """
    failed = 0
    for site in _chosen(names, sites):
        failed += _report(site)
    return 1 if failed else 0


def _chosen(names: tuple[str, ...], folder: Path | None) -> list[Site]:
    from newsarchive.sites import read_site

    chosen: list[Site] = []
    found: Sites | None = None
    for name in names:
        if name.endswith(".toml"):
            chosen.append(read_site(Path(name)))
            continue
        found = found or load(folder)
        site = found.find(name if "://" in name else f"https://{name}")
        if site is None:
            raise UsageError(f"{name}: no profile has this domain")
        chosen.append(site)
    if not names:
        chosen = list(load(folder).all)
        if not chosen:
            raise UsageError("there are no profiles; name a folder of them with --sites")
    return chosen


def _report(site: Site) -> int:
    """Print a line for each test of a profile; give how many failed."""
    title = ", ".join(site.domains)
    if not site.tests:
        click.echo(f"none  {title}: no tests; add [[tests]] to {site.source}")
        return 0
    failed = 0
    silent: set[str] | None = None
    for test in site.tests:
        wrong, notes = _run(site, test)
        click.echo(f"{'FAIL' if wrong else 'ok  '}  {title}: {test.page or test.url}")
        for line in wrong:
            click.echo(f"        {line}")
        failed += bool(wrong)
        if notes is not None:
            for key in sorted(notes):
                click.echo(f"        note: {key} finds nothing here; read as without a profile")
            silent = notes if silent is None else silent & notes
    for key in sorted(silent or ()):
        click.echo(f"FAIL  {title}: {key} finds nothing on any of its pages")
    return failed + len(silent or ())


def _run(site: Site, test: PageTest) -> tuple[list[str], set[str] | None]:
    """Read one page; give what is wrong, and the keys of the profile that found nothing (None: not asked)."""
    from newsarchive.extraction import read
    from newsarchive.extraction.page import parse
    from newsarchive.extraction.profile import told_by, unread_dates
    from newsarchive.sites.expectations import differences

    notes: set[str] | None = None
    try:
        page = parse(_payload(site, test), test.url)
        told = told_by(site, page)
        notes = {*told.silent, *unread_dates(told)}
        article = read(page, site=site)
    except NotAnArticle as error:
        if test.refused == error.reason:
            return [], notes
        return [f"is refused ({error.reason}): {error.detail}"], notes
    except (BadProfile, ArchiveError, ArticleNotFound) as error:
        return [str(error)], None
    if test.refused is not None:
        return [f"is read as an article, not refused ({test.refused})"], notes
    wrong = differences(test, article)
    if not site.covers(test.url):
        wrong.append(f"{test.url} is none of the profile's domains")
    return wrong, notes


def _payload(site: Site, test: PageTest) -> bytes:
    """Give the bytes of a test's page, from beside the profile or out of an archive."""
    beside = Path(site.source).parent
    if test.page is not None:
        try:
            return (beside / test.page).read_bytes()
        except OSError as error:
            raise BadProfile(str(beside / test.page), error.strerror or str(error)) from None
    from newsarchive.archive import Archive

    with Archive.open(beside / (test.archive or ""), read_only=True) as archive:
        return archive.capture_payload(archive.article(test.url)["capture_id"])
