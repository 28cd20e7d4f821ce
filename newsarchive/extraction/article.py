"""A parsed page made an Article: the walk, the body, every field, the refusal."""

from __future__ import annotations

from datetime import datetime

from newsarchive.errors import NotAnArticle
from newsarchive.extraction.blocks import RawBlock, Walk
from newsarchive.extraction.body import Body, find_body
from newsarchive.extraction.dating import read_dates
from newsarchive.extraction.fields import (
    read_canonical,
    read_description,
    read_language,
    read_section,
    read_site_name,
    read_tags,
    read_type,
)
from newsarchive.extraction.headline import headline_block, read_headline
from newsarchive.extraction.images import read_images
from newsarchive.extraction.links import read_links
from newsarchive.extraction.meta import Head, read_head
from newsarchive.extraction.page import Page, parse
from newsarchive.extraction.signing import read_authors
from newsarchive.extraction.verdict import refuse
from newsarchive.extraction.view import View
from newsarchive.extraction.walker import mark_small_parts, walk
from newsarchive.model import Article, Block, BlockKind, Candidate
from newsarchive.normalize.urls import to_absolute
from newsarchive.version import __version__

_POOR = 250


def extract(
    html: str | bytes,
    url: str,
    *,
    charset: str | None = None,
    candidate: Candidate | None = None,
    on: datetime | None = None,
) -> Article:
    """Read the article out of a page.

    ``html`` is text, or bytes with the ``charset`` label of their Content-Type header. ``candidate``
    is what the source of the address said of it, used where the page is silent. ``on``, the moment
    the page was fetched, is needed for dates like "il y a 2 heures". Raises :class:`NotAnArticle`.
    Pure: the same arguments give the same Article.
    """
    return read(parse(html, url, charset), candidate=candidate, on=on)


def read(page: Page, *, candidate: Candidate | None = None, on: datetime | None = None) -> Article:
    """Read the article out of a parsed page; see :func:`extract`."""
    view = look(page)
    head, body, seen = view.head, view.body, view.walk
    headline = read_headline(seen, head, view.headline_at, page) or (
        candidate.headline if candidate and candidate.headline else ""
    )
    declared = read_type(view)
    refuse(view, headline, declared)
    if not headline:
        raise NotAnArticle("empty", "the page has no headline", page.url)
    language = read_language(view)
    dates = read_dates(head, seen, body, view.headline_at, url=page.url, language=language, candidate=candidate, on=on)
    published, modified = dates.published, dates.modified
    section = read_section(view)
    blocks = [to_block(b) for b in body.kept]
    return Article(
        url=page.url,
        canonical_url=read_canonical(view),
        headline=headline,
        body="\n\n".join(b.text.replace("\t", "\n") for b in blocks),
        date_published=published.value if published else None,
        date_published_raw=published.raw if published else None,
        date_published_precision=published.precision if published else None,
        date_published_source=published.source if published else None,
        date_modified=modified.value if modified else None,
        date_modified_raw=modified.raw if modified else None,
        date_modified_precision=modified.precision if modified else None,
        date_modified_source=modified.source if modified else None,
        authors=read_authors(view, candidate.authors if candidate else ()),
        article_section=section,
        tags=read_tags(view, section),
        in_language=language,
        description=read_description(view),
        blocks=blocks,
        images=read_images(page, seen, body, _declared_images(head)),
        links=read_links(page, seen, body),
        site_name=read_site_name(view),
        is_accessible_for_free=head.structured.is_free,
        declared_type=declared,
        amp_url=_address(head.links.get("amphtml"), page),
        shortlink=_address(head.links.get("shortlink"), page),
        extractor=f"newsarchive/{__version__}",
    )


def look(page: Page) -> View:
    """Walk a page and find its body, a second time with fewer rules where the first found next to nothing."""
    head = read_head(page)
    seen, body, headline = _find(page, head, relaxed=False)
    if body.chars < _POOR:
        again = _find(page, head, relaxed=True)
        if again[1].chars > 2 * body.chars + 100:
            seen, body, headline = again
    return View(page, head, seen, body, headline)


def _find(page: Page, head: Head, *, relaxed: bool) -> tuple[Walk, Body, int | None]:
    seen = walk(page, relaxed=relaxed)
    headline = headline_block(seen, head, page)
    if headline is not None:
        mark_small_parts(seen, headline)
    return seen, find_body(seen, headline), headline


def to_block(block: RawBlock) -> Block:
    """Give a kept block as the model has it."""
    return Block(kind=block.kind, text=block.text, level=block.level if block.kind is BlockKind.HEADING else None)


def _declared_images(head: Head) -> tuple[str, ...]:
    image = head.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")
    return ((image,) if image else ()) + head.structured.images


def _address(raw: str | None, page: Page) -> str | None:
    return to_absolute(raw, page.base_url) or None if raw else None
