"""``newsarchive audit``."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.words import Day, archive_option, site_option

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from newsarchive.archive import Audit, RobotsFile
    from newsarchive.crawl.rules import Rules

#: Columns of a day's requests: the head of the table, the name everywhere else.
_DAY = {
    "requests": "requests",
    "2xx": "pages",
    "304": "not_modified",
    "3xx": "redirects",
    "4xx": "refused",
    "429/503": "too_many",
    "5xx": "errors",
    "no answer": "unanswered",
}
_TOLD = {
    "rules": "it has rules",
    "none": "there is none, so all is allowed",
    "closed": "it could not be had, so nothing is allowed",
}


@click.command(short_help="Say how crawls treated the sites.")
@archive_option
@site_option
@click.option("--since", type=Day(), help="First day wanted: 2024-05-17, 2024-05 or 2024.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def audit(archive: Path, site: str | None, since: date | None, form: str) -> int:
    """Say how crawls treated the sites, for an ethics board or the owner of a site.

    Requests a host a day, by what was answered; what each robots.txt said, and how many addresses it kept from being
    fetched; which hosts asked for a rest; what pages say against mining and archiving. Days are those of UTC. As CSV
    the requests alone.

    Example: newsarchive audit -a demo.db
    """
    from newsarchive.archive import Archive

    with Archive.open(archive, read_only=True) as opened:
        found = opened.audit(since=since, host=site)
    if form == "json":
        click.echo(json.dumps(_to_dict(found), ensure_ascii=False, indent=2))
    elif form == "csv":
        _write_csv(found)
    else:
        _print(found)
    return 0


def _print(found: Audit) -> None:
    _print_days(found)
    click.echo("\nrobots.txt")
    for file in found.robots:
        _print_robots(file, found.disallowed.get(file.origin, 0))
    if not found.robots:
        click.echo("  none was asked for")
    click.echo("\nrests asked for")
    now = datetime.now(UTC)
    for rest in found.rests:
        verb = "rests" if rest.resting_until > now else "rested"
        click.echo(f"  {rest.host:<30} {verb} until {_minute(rest.resting_until)}{rest.why and f': {rest.why}'}")
    if not found.rests:
        click.echo("  none")
    click.echo("\nopt-outs seen on pages")
    for one in found.opt_outs:
        seen = f"{one.first_seen.date()} – {one.last_seen.date()}"
        click.echo(f"  {one.host:<30} {one.signal}: {one.value}; read {_times(one.pages)}, {seen}, such as {one.url}")
    if not found.opt_outs:
        click.echo("  none")
    if found.erased:
        click.echo("\naddresses erased, and not asked for again")
        for host, count in sorted(found.erased.items()):
            click.echo(f"  {host:<30} {count}")


def _print_days(found: Audit) -> None:
    if not found.days:
        click.echo("no request was counted")
        return
    head = ("host", "day", *_DAY, "MB")
    lines = [
        (day.host, str(day.day), *(str(getattr(day, name)) for name in _DAY.values()), f"{day.bytes / 1e6:.2f}")
        for day in found.days
    ]
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    click.echo("requests")
    for line in (head, *lines):
        names = [word.ljust(width) for word, width in zip(line[:2], widths[:2], strict=True)]
        counts = [word.rjust(width) for word, width in zip(line[2:], widths[2:], strict=True)]
        click.echo("  " + "  ".join((*names, *counts)))


def _print_robots(file: RobotsFile, disallowed: int) -> None:
    from newsarchive.crawl.pace import asked_delay
    from newsarchive.crawl.rules import Rules

    rules = Rules(file)
    answered = f"answered {file.status}" if file.status else "no answer"
    click.echo(f"  {file.origin}: {_TOLD[file.verdict]} (asked {_minute(file.fetched_at)}, {answered})")
    if file.verdict == "closed":
        click.echo(f"    {file.detail}")
    asked = []
    if file.crawl_delay is not None:
        asked.append(f"Crawl-delay {file.crawl_delay:g} s")
    if file.request_rate is not None:
        asked.append("Request-rate {}/{} s".format(*file.request_rate))
    if asked:
        kept = asked_delay(file.crawl_delay, file.request_rate)
        click.echo(f"    asks for {', '.join(asked)}; kept: {kept:g} s between requests")
    click.echo(f"    addresses not fetched because of it: {disallowed}")
    if rules.shuts_out:
        click.echo(f"    shuts out of the AI crawlers: {_named(rules)}")
    for line in rules.usage:
        click.echo(f"    says {line}")


def _named(rules: Rules) -> str:
    return "all, as every other by default" if rules.shuts_out == ("*",) else ", ".join(rules.shuts_out)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _write_csv(found: Audit) -> None:
    names = ["host", "day", *_DAY.values(), "bytes"]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(day, name) for name in names] for day in found.days)


def _to_dict(found: Audit) -> dict[str, Any]:
    from newsarchive.crawl.pace import asked_delay
    from newsarchive.crawl.rules import Rules

    def robots(file: RobotsFile) -> dict[str, Any]:
        rules = Rules(file)
        return {
            **_plain(file),
            "kept_delay": asked_delay(file.crawl_delay, file.request_rate),
            "addresses_disallowed": found.disallowed.get(file.origin, 0),
            "shuts_out": rules.shuts_out,
            "usage": rules.usage,
        }

    return {
        "requests": [_plain(day) for day in found.days],
        "robots": [robots(file) for file in found.robots],
        "rests": [_plain(rest) for rest in found.rests],
        "erased": dict(found.erased),
        "opt_outs": [_plain(one) for one in found.opt_outs],
    }


def _plain(value: Any) -> dict[str, Any]:
    return {
        name: part.isoformat() if hasattr(part, "isoformat") else part
        for name, part in dataclasses.asdict(value).items()
    }
