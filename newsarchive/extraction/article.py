"""A parsed page made an Article: the walk, the body, every field, the refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from newsarchive.errors import NotAnArticle
from newsarchive.extraction.blocks import Node, RawBlock, Walk
from newsarchive.extraction.body import Body, find_body
from newsarchive.extraction.confidence import evidence_of, stated
from newsarchive.extraction.dating import read_dates
from newsarchive.extraction.exclusion import mark_small_parts
from newsarchive.extraction.fields import (
    read_access,
    read_canonical,
    read_description,
    read_language,
    read_section,
    read_site_name,
    read_type,
)
from newsarchive.extraction.heading import headline_block
from newsarchive.extraction.headline import read_headline
from newsarchive.extraction.images import read_images
from newsarchive.extraction.links import read_links
from newsarchive.extraction.memory import completed, impression_of, known_container, mark
from newsarchive.extraction.meta import Head, read_head
from newsarchive.extraction.page import Page, parse
from newsarchive.extraction.signing import read_authors
from newsarchive.extraction.state import read_state, read_whole
from newsarchive.extraction.tags import read_tags
from newsarchive.extraction.verdict import refuse
from newsarchive.extraction.view import View
from newsarchive.extraction.walker import walk
from newsarchive.extraction.weighing import weigh_again
from newsarchive.model import Article, Block, BlockKind, Candidate, Impression, SiteMemory
from newsarchive.normalize.urls import to_absolute, url_key
from newsarchive.version import __version__

if TYPE_CHECKING:
    from newsarchive.extraction.profile import Told
    from newsarchive.sites import Site

_POOR = 250
#: A shorter text may be a teaser of one that stands in the page's data only.
_THIN = 600


def extract(
    html: str | bytes,
    url: str,
    *,
    charset: str | None = None,
    candidate: Candidate | None = None,
    on: datetime | None = None,
    site: Site | None = None,
    memory: SiteMemory | None = None,
) -> Article:
    """Read the article out of a page.

    ``html`` is text, or bytes with the ``charset`` label of their Content-Type header. ``candidate``
    is what the source of the address said of it, used where the page is silent. ``on``, the moment
    the page was fetched, is needed for dates like "il y a 2 heures". ``site`` is the profile of the
    page's site, which overrules the generic readers; ``memory`` is what other pages of the site have
    taught. Raises :class:`NotAnArticle`. Pure: the same arguments give the same Article.
    """
    return read(parse(html, url, charset), candidate=candidate, on=on, site=site, memory=memory)


def read(
    page: Page,
    *,
    candidate: Candidate | None = None,
    on: datetime | None = None,
    site: Site | None = None,
    memory: SiteMemory | None = None,
) -> Article:
    """Read the article out of a parsed page; see :func:`extract`."""
    view, article = _seen_and_read(page, candidate, on, site, memory)
    view.walk.release()
    return article


def read_and_note(
    page: Page,
    *,
    candidate: Candidate | None = None,
    on: datetime | None = None,
    site: Site | None = None,
    memory: SiteMemory | None = None,
) -> tuple[Article, Impression]:
    """Read the article out of a parsed page, and give what the page leaves behind for the memory of its site."""
    view, article = _seen_and_read(page, candidate, on, site, memory)
    noted = impression_of(url_key(page.url), view.walk, view.unaided, view.headline_at)
    view.walk.release()
    return article, noted


def _seen_and_read(
    page: Page, candidate: Candidate | None, on: datetime | None, site: Site | None, memory: SiteMemory | None
) -> tuple[View, Article]:
    told: Told | None = None
    if site is not None:
        from newsarchive.extraction.profile import told_by

        told = told_by(site, page)
    view = look(told.page if told else page, told, memory)
    try:
        article = read_view(view, candidate=candidate, on=on, told=told)
    except NotAnArticle:
        view.walk.release()
        raise
    if site is None or told is None:
        return view, article
    return view, replace(told.over(article, on), profile_digest=site.canonical_digest)


def read_view(
    view: View, *, candidate: Candidate | None = None, on: datetime | None = None, told: Told | None = None
) -> Article:
    """Read the article out of a page that was looked at; see :func:`extract`. ``told`` has a profile's say."""
    page, head, body, seen = view.page, view.head, view.body, view.walk
    title = read_headline(seen, head, view.headline_at, page, body.start)
    headline = (
        (told.values["headline"][0] if told and "headline" in told.values else "")
        or title.text
        or (candidate.headline if candidate and candidate.headline else "")
    )
    declared = read_type(view)
    try:
        # What is known of the site says which words are the article's, never whether there is an article.
        refuse(view if body is view.unaided else replace(view, body=view.unaided), headline, declared)
    except NotAnArticle as refusal:
        if told is None or not told.forgives(refusal, body):
            raise
    if not headline:
        raise NotAnArticle("empty", "the page has no headline", page.url)
    language = read_language(view)
    dates = read_dates(head, seen, body, view.headline_at, url=page.url, language=language, candidate=candidate, on=on)
    published, modified = dates.published, dates.modified
    signing = read_authors(view, candidate.authors if candidate else ())
    sure = stated(evidence_of(view, title, dates, signing, told.named if told else ()))
    blocks = [to_block(b) for b in body.kept]
    section = read_section(view)
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
        authors=signing.names,
        article_section=section,
        tags=read_tags(view) or _told_tags(candidate, section),
        in_language=language,
        description=read_description(view),
        blocks=blocks,
        images=read_images(page, seen, body, _declared_images(head), view.headline_at),
        links=read_links(page, seen, body),
        site_name=read_site_name(view),
        is_accessible_for_free=read_access(view),
        declared_type=declared,
        amp_url=_address(head.links.get("amphtml"), page),
        shortlink=_address(head.links.get("shortlink"), page),
        extractor=f"newsarchive/{__version__}",
        confidence=sure.get("article"),
        headline_confidence=sure.get("headline"),
        body_confidence=sure.get("body"),
        date_published_confidence=sure.get("date_published"),
        authors_confidence=sure.get("authors"),
    )


def _told_tags(candidate: Candidate | None, section: str | None) -> list[str]:
    """Give the tags that the page's source names; many feeds write the section among them."""
    told = candidate.tags if candidate else ()
    return [tag for tag in told if tag.casefold() != (section or "").casefold()]


def impression(html: str | bytes, url: str, *, charset: str | None = None) -> Impression:
    """Give what a page leaves behind for the memory of its site; arguments and errors as for :func:`extract`.

    ``learn(impression(html, url) for …)`` makes the memory that :func:`extract` takes.
    """
    return read_and_note(parse(html, url, charset))[1]


def look(page: Page, told: Told | None = None, memory: SiteMemory | None = None) -> View:
    """Walk a page and find its body; where that is next to nothing, with fewer rules, then in the page's data."""
    head = read_head(page)
    seen, body, headline = _find(page, head, told, relaxed=False)
    if body.chars < _POOR:
        again = _find(page, head, told, relaxed=True)
        if again[1].chars > 2 * body.chars + 100:
            seen.release()
            seen, body, headline = again
        else:
            again[0].release()
    shown = " ".join(block.text for block in body.kept) if body.chars < _THIN or head.structured.body else ""
    # What a page says is for subscribers only is not looked for behind what it shows to all.
    is_closed = head.structured.is_free is False and body.chars > 0
    if (shown or body.chars < _THIN) and not is_closed:
        stored = (read_state if body.chars < _THIN else read_whole)(page, head, shown)
        if stored is not None:
            other = _find(parse(stored.html, page.url), head, None, relaxed=False)
            if other[1].chars > 2 * body.chars + 100:
                seen.release()
                seen, body, headline = other
            else:
                other[0].release()
    view = View(page, head, seen, body, headline, body)
    return view if memory is None else replace(view, body=_remembered(view, memory, told))


def _find(page: Page, head: Head, told: Told | None, *, relaxed: bool) -> tuple[Walk, Body, int | None]:
    seen = walk(page, relaxed=relaxed)
    headline = told.headline_at(seen) if told else None
    if headline is None:
        headline = headline_block(seen, head, page)
    if headline is not None:
        mark_small_parts(seen, headline)
    return seen, _judged(seen, headline, head, told), headline


def _judged(seen: Walk, headline: int | None, head: Head, told: Told | None, known: Node | None = None) -> Body:
    """Find the body by the rules, the forest and a profile; ``known`` is the container that the site's memory knows."""
    named = told.container(seen) if told else None
    body = find_body(seen, headline, known=named or known, spills=named is None)
    if named is None:
        weigh_again(seen, body, headline, head)
    if told:
        told.judge(seen, body)
    return body


def _remembered(view: View, memory: SiteMemory, told: Told | None) -> Body:
    """Find the body once more where the memory of the site has something to say about the one that was found."""
    seen, body, headline = view.walk, view.body, view.headline_at
    if body.container is None or (told and told.container(seen) is not None):
        return body
    known = known_container(seen, body, memory)
    marked = mark(seen, body, headline, memory)
    if not marked and known is None:
        return body
    return completed(seen, body, _judged(seen, headline, view.head, told, known))


def to_block(block: RawBlock) -> Block:
    """Give a kept block as the model has it."""
    return Block(kind=block.kind, text=block.text, level=block.level if block.kind is BlockKind.HEADING else None)


def _declared_images(head: Head) -> tuple[str, ...]:
    image = head.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")
    return ((image,) if image else ()) + head.structured.images


def _address(raw: str | None, page: Page) -> str | None:
    return to_absolute(raw, page.base_url) or None if raw else None
