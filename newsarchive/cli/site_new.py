"""``newsarchive sites new``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.contact import contact_option
from newsarchive.cli.profiles import default_folder, sites_option
from newsarchive.errors import ArchiveNotWritable, NotAnArticle, UsageError

if TYPE_CHECKING:
    from newsarchive.model import Article

_SHOWN = 90


@click.command("new", short_help="Write the beginning of a profile for a page's site.")
@click.argument("page", metavar="FILE|URL")
@click.option("--url", help="The address the page came from, where PAGE is a file.")
@sites_option
@contact_option
def command(page: str, url: str | None, sites: Path | None, contact: str | None) -> int:
    """Write a profile for the site of a page, with every key explained, and the page beside it as its first test.

    What the page gives without a profile stands in the test: put right what is wrong in it, then add keys until
    `newsarchive sites test` agrees. A file that is there is never written over.

    Example: newsarchive sites new page.html --url https://example.org/story --sites profiles
    """
    from newsarchive.cli.extract import read_payload
    from newsarchive.extraction import read
    from newsarchive.extraction.meta import own_address
    from newsarchive.extraction.page import parse
    from newsarchive.normalize.urls import site_of

    payload, address, charset = read_payload(page, url, contact)
    article: Article | None = None
    refused = ""
    try:
        address = address or own_address(parse(payload, "", charset))
        article = read(parse(payload, address, charset))
    except NotAnArticle as error:
        refused = error.reason
    domain = site_of(address)
    if not domain:
        raise UsageError(f"{page}: the page states no address; give it with --url")
    folder = sites or default_folder()
    stem = domain.replace(":", "-")
    profile, saved = folder / f"{stem}.toml", folder / "pages" / f"{stem}-1.html"
    for path in (profile, saved):
        if path.exists():
            raise UsageError(f"{path}: is there already; nothing was written")
    try:
        saved.parent.mkdir(parents=True, exist_ok=True)
        saved.write_bytes(payload)
        profile.write_text(_profile(domain, address, f"pages/{saved.name}", article, refused), encoding="utf-8")
    except OSError as error:
        raise ArchiveNotWritable(str(profile), f"the profile cannot be written ({error.strerror})") from None
    click.echo(f"{profile}\n{saved}")
    return 0


def _profile(domain: str, url: str, page: str, article: Article | None, refused: str) -> str:
    return _HEAD.format(
        domain=_toml(domain),
        name=_toml(article.site_name if article and article.site_name else domain),
        language=_toml(article.in_language if article and article.in_language else "en"),
    ) + _test(url, page, article, refused)


def _test(url: str, page: str, article: Article | None, refused: str) -> str:
    lines = ["", "# What this page is to give; below is what it gives without a profile.", "[[tests]]"]
    lines += [f"page = {_toml(page)}", f"url = {_toml(url)}"]
    if article is None:
        lines.append(f"refused = {_toml(refused)}    # it is taken for no article")
        return "\n".join(lines) + "\n"
    lines.append(f"headline = {_toml(article.headline)}")
    for name in ("date_published", "date_modified"):
        moment = getattr(article, name)
        if moment is not None:
            day_only = getattr(article, f"{name}_precision") == "day"
            lines.append(f"{name} = {moment.date().isoformat() if day_only else moment.isoformat()}")
    lines.append(f"authors = [{', '.join(map(_toml, article.authors))}]")
    first, last = article.blocks[:1], article.blocks[-1:]
    lines += [f"body_starts = {_toml(block.text[:_SHOWN])}" for block in first if block.kind != "table"]
    lines += [f"body_ends = {_toml(block.text[-_SHOWN:].lstrip())}" for block in last if block.kind != "table"]
    lines += ["body_contains = []", "body_absent = []"]
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    import json

    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped, too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_HEAD = """\
# A site profile: what newsarchive is to read differently on this site. Every key may be left out but domains.
# A selector is CSS ("h1.title") or XPath ("//h1[@class='title']"); of a list, the first that finds something
# counts. What finds nothing is read as without a profile. Try it: newsarchive sites test {domain}

domains = [{domain}]        # subdomains are meant, too
name = {name}
language = {language}
# timezone = "Europe/Paris"       # of times that state no offset
# remove = [".share", "#ad-1"]    # parts that are none of the page
# related = ".read-also"          # boxes of related links; they leave the text, too
# render = true                   # pages are empty until a browser runs them: crawl --render
# render_hosts = ["cdn.example"]  # where else than at the site its scripts are

# headline = "h1.title"
# description = ".standfirst"
# article_section = ".kicker"
# tags = ".tags a"

# [authors]
# select = ".byline"
# pattern = 'Words: (.+)'         # the first group is what counts

# [date_published]
# select = "meta[name=published]"
# attribute = "content"
# format = "%d/%m/%Y %H:%M"       # letters of strptime; %B is a month's name in any language

# [body]
# select = ["div.story", "div.text"]
# keep = [".infobox"]             # stays in the body, whatever it looks like
# labels = ["Sponsored content"]  # blocks to leave out, as written
# drop = ['^Follow us on']        # the same as patterns

# [addresses]
# article = ['/[0-9]{{4}}/']        # articles, even where the page looks like a list
# never = ['/video/']             # never articles
"""
