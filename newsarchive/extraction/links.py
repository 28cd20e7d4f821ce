"""The article's links: call-outs and its own related block, and the links in its prose."""

from __future__ import annotations

import re

from lxml import etree

from newsarchive.extraction.blocks import Dropped, Node, RawBlock, RawLink, Walk
from newsarchive.extraction.body import Body
from newsarchive.extraction.boilerplate import callout_of, is_ad_label, is_end_heading, is_related_heading
from newsarchive.extraction.page import Page
from newsarchive.extraction.text import text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.extraction.zones import zone_of
from newsarchive.model import BlockKind, Link, LinkKind
from newsarchive.normalize.urls import is_same_site, to_absolute, url_key

_FOREIGN = Zone.POPULAR | Zone.COMMENTS | Zone.TAGS | Zone.SHARE | Zone.AUTHOR_BOX | Zone.OVERLAY | Zone.NEWSLETTER
_NOT_STORY = re.compile(
    r"(?:/(?:author|auteur|autor|auteurs|authors|tag|tags|category|categorie|categories|feed|amp|login|wp-login|mot|rubrique|search|about|contact|profil|user)s?/|"
    r"[?&](?:replytocom|share|print)=|sharer|/intent/|mailto:|wa\.me|#)",
    re.IGNORECASE,
)


def read_links(page: Page, walk: Walk, body: Body) -> list[Link]:
    """Give the article's links in reading order, related and inline counted together."""
    found: list[tuple[int, int, LinkKind, str, str, str | None]] = []
    order = 0
    for index, block in enumerate(walk.blocks):
        verdict = body.verdicts.get(index)
        if verdict is None or not block.links:
            continue
        if verdict.kept:
            kind = LinkKind.INLINE
        elif verdict.rule.startswith("call-out"):
            kind = LinkKind.RELATED
        else:
            continue
        for link in block.links:
            if verdict.rule == "call-out list" and not _is_title(link.text):
                continue
            order += 1
            found.append((index, order, kind, link.href, link.text, link.rel))
    for dropped in walk.dropped:
        if _is_own_related(dropped, body):
            for anchor, text in _titles(dropped.element):
                order += 1
                found.append(
                    (dropped.position, order, LinkKind.RELATED, anchor.get("href", ""), text, anchor.get("rel"))
                )
    for index, link in _announced_behind(walk, body):
        order += 1
        found.append((index, order, LinkKind.RELATED, link.href, link.text, link.rel))
    found.sort(key=lambda f: (f[0], f[1]))
    return _numbered(page, found)


def _numbered(page: Page, found: list[tuple[int, int, LinkKind, str, str, str | None]]) -> list[Link]:
    links: list[Link] = []
    related: dict[str, int] = {}
    own = url_key(page.url)
    for _, _, kind, href, text, rel in found:
        url = to_absolute(href, page.base_url)
        if not url:
            continue
        key = url_key(url)
        if kind is LinkKind.RELATED:
            if key == own or not is_same_site(url, page.url):
                continue
            if key in related:
                earlier = links[related[key]]
                if not earlier.text and text:
                    links[related[key]] = Link(
                        url=earlier.url, text=text, kind=kind, position=earlier.position, rel=earlier.rel
                    )
                continue
            related[key] = len(links)
        links.append(Link(url=url, text=text, kind=kind, position=len(links), rel=rel))
    return links


def _titles(element: etree._Element) -> list[tuple[etree._Element, str]]:
    """Give the links below an element that bear a title; short ones (sections, places) only where all are short."""
    anchors = [(a, text_of(a)) for a in element.iter("a") if a.get("href") and not _NOT_STORY.search(a.get("href", ""))]
    titled = [(a, t) for a, t in anchors if _is_title(t)]
    return titled or [(a, t) for a, t in anchors if t]


def _is_title(text: str) -> bool:
    return len(text) >= 15 and (" " in text or len(text) >= 30 or not text.isascii())


def _announced_behind(walk: Walk, body: Body) -> list[tuple[int, RawLink]]:
    """Give the links under headings like "Sur le même sujet" that stand behind the text."""
    found: list[tuple[int, RawLink]] = []
    heading: RawBlock | None = None
    short = scope = 0
    for index in range(body.end, len(walk.blocks)):
        block = walk.blocks[index]
        if heading is not None and index >= scope:
            heading = None
        linked = block.link_chars >= 0.6 * len(block.text)
        if is_related_heading(block.text):
            heading, short, scope = block, 0, _scope_of(walk, block, index)
            continue
        if heading is None:
            continue
        if is_end_heading(block.text) or (
            block.kind is BlockKind.HEADING and not linked and (block.level or 6) <= (heading.level or 3)
        ):
            heading = None
            continue
        short = 0 if linked else short + 1
        if short > 5:
            heading = None
            continue
        found += [(index, link) for link in block.links if _is_title(link.text) and not _NOT_STORY.search(link.href)]
    return found


def _scope_of(walk: Walk, heading: RawBlock, at: int) -> int:
    """Give the end of the smallest container around a heading that holds titles behind it."""
    node: Node | None = heading.node
    for _ in range(5):
        if node is None:
            break
        titles = (link for block in walk.blocks[at + 1 : node.end] for link in block.links if _is_title(link.text))
        if next(titles, None) is not None:
            return node.end
        node = node.parent
    return at


def _is_own_related(dropped: Dropped, body: Body) -> bool:
    """Ask whether an element not entered, in or behind the text, is named or announced as its related articles."""
    if body.container is None or dropped.position < body.start:
        return False
    inside = dropped.position < body.end
    zone = dropped.zone
    element = dropped.element
    if not inside and (_named(element) & Zone.ASIDE or (zone & Zone.NAVIGATION and element.tag != "footer")):
        return False
    heading = _heading_of(element)
    if heading and is_end_heading(heading) and not is_related_heading(heading):
        return False
    announced = bool(heading) and (is_related_heading(heading) or callout_of(heading) is not None)
    if zone & _FOREIGN and not announced:
        return False
    return announced or bool(zone & Zone.RELATED)


def _named(element: etree._Element) -> int:
    return zone_of(f"{element.get('class') or ''} {element.get('id') or ''}")


def _heading_of(element: etree._Element) -> str:
    for child in element.iter("h2", "h3", "h4", "h5", "h6", "strong", "b", "p", "span", "div"):
        if (child.text and child.text.strip()) or child.tag[0] == "h":
            text = text_of(child)[:80]
            if text and not is_ad_label(text):
                return text
    return ""
