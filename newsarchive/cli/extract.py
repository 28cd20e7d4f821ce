"""``newsarchive extract``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from newsarchive.cli.contact import contact_of, contact_option
from newsarchive.cli.profiles import load, sites_option
from newsarchive.errors import NotAnArticle, UsageError


@click.command(short_help="Read one page and print its article.")
@click.argument("page", metavar="FILE|URL|-")
@click.option("--url", help="The address the page came from, where PAGE is a file.")
@click.option("--format", "form", type=click.Choice(["json", "text", "markdown"]), default="json", show_default=True)
@click.option(
    "--explain",
    is_flag=True,
    help="Print each block of the page with the rule that decided, each field with its source.",
)
@click.option("--json", "as_json", is_flag=True, help="With --explain: print it as JSON.")
@click.option(
    "-o",
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --explain: write the page to this file with the verdicts coloured in.",
)
@sites_option
@contact_option
def extract(page: str, url: str | None, form: str, contact: str | None, sites: Path | None, **how: Any) -> int:
    """Read one page, from a file, from the web or from standard input, and print its article.

    Example: newsarchive extract page.html --url https://example.org/story --format text
    """
    from newsarchive.exports import text
    from newsarchive.extraction import read
    from newsarchive.extraction.meta import own_address
    from newsarchive.extraction.page import parse

    if not how["explain"] and (how["as_json"] or how["html"]):
        raise UsageError("--json and --html need --explain")
    profiles = load(sites)
    payload, address, charset = read_payload(page, url, contact)
    try:
        address = address or own_address(parse(payload, "", charset))
        parsed = parse(payload, address, charset)
        site = profiles.find(address)
        if how["explain"]:
            from newsarchive.cli.explaining import tell

            tell(parsed, site, as_json=how["as_json"], html=how["html"])
            return 0
        article = read(parsed, site=site)
    except NotAnArticle as error:
        raise NotAnArticle(error.reason, error.detail, page) from None
    click.echo({"json": text.to_json, "text": text.to_text, "markdown": text.to_markdown}[form](article))
    return 0


def read_payload(page: str, url: str | None, contact: str | None) -> tuple[bytes, str, str | None]:
    """Give the page's bytes, its address and its charset where the web told it."""
    if page.startswith(("http://", "https://")):
        from newsarchive.crawl.fetch import fetch

        fetched = fetch(page, contact=contact_of(contact, lambda line: click.echo(line, err=True)))
        return fetched.payload, url or fetched.url, fetched.charset
    if page == "-":
        return sys.stdin.buffer.read(), url or "", None
    try:
        return Path(page).read_bytes(), url or "", None
    except OSError as error:
        raise UsageError(
            f"{page}: {error.strerror or error}; give a file, an address or - for standard input"
        ) from None
