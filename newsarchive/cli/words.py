"""The words several commands share: which archive, which days, how long."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.errors import UsageError
from newsarchive.normalize.periods import parse_day, parse_duration
from newsarchive.normalize.sizes import parse_size

if TYPE_CHECKING:
    from newsarchive.archive import Archive

#: How many of the sites of an archive are named where another one is asked for.
_MOST_NAMED = 5
#: The kinds of source that name a site's articles.
SOURCES = ("sitemap", "api", "feed", "archive", "listing")

archive_option = click.option(
    "-a",
    "--archive",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("data/archive.db"),
    envvar="NEWSARCHIVE_ARCHIVE",
    show_default=True,
    show_envvar=True,
    help="The archive: one SQLite file.",
)


class Day(click.ParamType[date]):
    """A day, or the first day of a month or year; with ``is_end`` the last."""

    name = "day"

    def __init__(self, *, is_end: bool = False) -> None:
        self._is_end = is_end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the word; raises click's usage error."""
        if isinstance(value, date):
            return value
        try:
            return parse_day(value, is_end=self._is_end)
        except UsageError as error:
            self.fail(str(error), param, ctx)


class Duration(click.ParamType[float]):
    """A length of time, in seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the word; raises click's usage error."""
        if isinstance(value, int | float):
            return float(value)
        try:
            return parse_duration(value)
        except UsageError as error:
            self.fail(str(error), param, ctx)


class Size(click.ParamType[int]):
    """A number of bytes, one at least."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the word; raises click's usage error."""
        try:
            size = value if isinstance(value, int) else parse_size(value)
        except UsageError as error:
            self.fail(str(error), param, ctx)
        if size < 1:
            self.fail(f"{value!r} leaves nothing to fetch", param, ctx)
        return size


since_option = click.option("--since", type=Day(), help="First day wanted: 2024-05-17, 2024-05 or 2024.")
until_option = click.option("--until", type=Day(is_end=True), help="Last day wanted, month or year included.")
site_option = click.option("--site", help="Only this site, such as example.org.")


def check_site(opened: Archive, site: str | None) -> None:
    """Raise UsageError where an archive has no article of a site; it names some that it has. None is all sites."""
    if site is None or opened.remembered_site(site) is not None:
        return
    raise no_such_site(opened, site)


def no_such_site(opened: Archive, site: str) -> UsageError:
    """Give the error for a site that an archive does not have."""
    domains = opened.domains()
    more = f" and {len(domains) - _MOST_NAMED} more" if len(domains) > _MOST_NAMED else ""
    named = ", ".join(domains[:_MOST_NAMED]) or "none yet"
    return UsageError(f"{opened.path}: no site {site!r}; it has {named}{more}")
