"""The article's links: call-outs and its own related block, and the links in its prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from newsarchive.extraction.blocks import Dropped, RawBlock, Walk
from newsarchive.extraction.body import Body, Verdict
from newsarchive.extraction.boilerplate import is_closing_note, is_related_heading
from newsarchive.extraction.link_shapes import is_elsewhere, is_image, is_title, looks_like_story
from newsarchive.extraction.page import Page
from newsarchive.extraction.related import announcement, headings_in, is_named_related, stories_behind, stories_in
from newsarchive.extraction.text import text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.extraction.zones import zone_names, zone_of
from newsarchive.model import BlockKind, Link, LinkKind
from newsarchive.normalize.urls import is_same_page, is_same_site, to_absolute, url_key

_FOREIGN = Zone.POPULAR | Zone.COMMENTS | Zone.TAGS | Zone.SHARE | Zone.AUTHOR_BOX | Zone.OVERLAY | Zone.NEWSLETTER
#: Zones whose boxes may hold a list of related articles below another heading.
_MIXED = Zone.ASIDE | Zone.AUTHOR_BOX | Zone.HIDDEN
#: From here on titles in a row, unannounced, have to share a word with the article.
_RUN = 3
_MOST_CARDS = 8
_STEM = 5
#: Shorter blocks between titles ("2 hours ago") do not part one row from the next.
_PARAGRAPH = 40
_WORD = re.compile(r"\w+")
_MOST_HEADINGS = 30
#: The foot of the whole site, which links to what it sells as if it were the article's own.
_FOOT = re.compile(r"(?:main|site|page|global)[_-]?foot|^foot", re.IGNORECASE)
_CREDIT = re.compile(r"\b(?:foto|fotos|photo|photos|bild|image|crédit|credit|©)s?\s?:", re.IGNORECASE)
#: Rules that take a block out of the text for its links.
_OF_LINKS = ("call-out", "nothing but links", "heading of nothing")
_RELATED, _INLINE = LinkKind.RELATED, LinkKind.INLINE


@dataclass(frozen=True, slots=True)
class LinkCandidate:
    """A link looked at: its absolute ``url`` ("" where it has none), ``text``, and what became of it.

    ``kind`` is None where it was not taken; ``rule`` says why, ``heading`` what stood over it.
    """

    url: str
    text: str
    kind: LinkKind | None
    rule: str
    heading: str = ""


class _Met(NamedTuple):
    """A link as met: where, what it would be, and how sure that is.

    ``is_said``: words before the link itself call to it; then its address need not look like a story's.
    """

    at: int
    kind: LinkKind | None
    href: str
    text: str
    rel: str | None
    rule: str
    heading: str = ""
    is_said: bool = False
    is_box: bool = False


def read_links(page: Page, walk: Walk, body: Body) -> list[Link]:
    """Give the article's links in reading order, related and inline counted together."""
    links: list[Link] = []
    told: dict[str, int] = {}
    for met in _in_order(page, walk, body):
        url = to_absolute(met.href, page.base_url)
        kind = met.kind
        if not url or kind is None or _objection(met, url, page):
            continue
        if kind is _RELATED:
            key = url_key(url)
            if key in told:
                earlier = links[told[key]]
                if not is_title(earlier.text) and len(met.text) > len(earlier.text):
                    links[told[key]] = Link(
                        url=earlier.url, text=met.text, kind=kind, position=earlier.position, rel=earlier.rel
                    )
                continue
            told[key] = len(links)
        links.append(Link(url=url, text=met.text, kind=kind, position=len(links), rel=met.rel))
    return links


def link_candidates(page: Page, walk: Walk, body: Body) -> list[LinkCandidate]:
    """Give every link of a page that was looked at, in reading order, with why it was taken or not.

    Beside what :func:`read_links` weighs, the links of parts that no rule asked about are listed, too.
    """
    told: set[str] = set()
    seen: set[str] = set()
    candidates: list[LinkCandidate] = []
    for met in _in_order(page, walk, body):
        url = to_absolute(met.href, page.base_url)
        reason = _objection(met, url, page) if url else "no address of a page"
        if not reason and met.kind is _RELATED:
            reason = "told before" if url_key(url) in told else ""
            told.add(url_key(url))
        seen.add(met.href)
        kind = None if reason else met.kind
        candidates.append(
            LinkCandidate(url, met.text, kind, f"{met.rule}: {reason}" if reason else met.rule, met.heading)
        )
    candidates += [
        LinkCandidate(to_absolute(met.href, page.base_url), met.text, None, met.rule, met.heading)
        for met in _never_asked(walk, body)
        if met.href not in seen
    ]
    return candidates


def _in_order(page: Page, walk: Walk, body: Body) -> list[_Met]:
    met = [*_in_blocks(page, walk, body), *_in_parts(walk, body), *_under_headings(walk, body)]
    met.sort(key=lambda m: m.at)
    return met


def _objection(met: _Met, url: str, page: Page) -> str:
    """Say why a link is not taken, "" where nothing speaks against it."""
    if is_same_page(url, page.url):
        return "the article's own address"
    if met.kind is _INLINE:
        return "a share, author or picture link" if is_image(url) or _is_no_prose_link(url) else ""
    if not is_same_site(url, page.url) and not (met.is_said and met.is_box):
        return "of another site"
    if is_elsewhere(url) if met.is_said else not looks_like_story(url, met.text):
        return "not the address of a story"
    if ":" in met.text and _CREDIT.search(met.text):
        return "not the address of a story"
    return ""


def _is_no_prose_link(url: str) -> bool:
    return is_elsewhere(url) and "/tag" not in url and "/categor" not in url and "/about" not in url


def _in_blocks(page: Page, walk: Walk, body: Body) -> Iterator[_Met]:
    """Meet the links of blocks that are the text, a call-out, or a card in the text."""
    cards: dict[int, list[_Met]] = {}  # by how many blocks of text stand before them
    prose = 0
    for index, block in enumerate(walk.blocks):
        verdict = body.verdicts.get(index)
        if verdict is None:
            continue
        if block.links and (verdict.kept or verdict.rule.startswith(_OF_LINKS)):
            if _is_card(block, verdict, prose):
                card = _met(block, index, "call-out: nothing but a link")
                if looks_like_story(to_absolute(card.href, page.base_url), ""):
                    cards.setdefault(prose, []).append(card)
                    continue
            yield from _in_block(block, index, verdict)
        prose += verdict.kept and len(block.text) >= _PARAGRAPH
    topic: set[str] | None = None
    for before, run in cards.items():
        if len(run) > _MOST_CARDS:
            continue
        if not (before < prose and len(run) < _RUN) and topic is None:
            topic = _topic(walk, body)
        if (before < prose and len(run) < _RUN) or _is_on_topic(run, topic or set()):
            yield from run


def _in_block(block: RawBlock, index: int, verdict: Verdict) -> Iterator[_Met]:
    if verdict.kept:
        if not is_closing_note(block.text):
            for link in block.links:
                yield _Met(index, _INLINE, link.href, link.text, link.rel, "in the prose")
    elif verdict.rule.startswith("call-out") and verdict.rule != "call-out: nothing but a link":
        is_said = verdict.rule in ("call-out", "call-out: pointed at")
        for link in block.links:
            if is_said or is_title(link.text):
                yield _Met(index, _RELATED, link.href, link.text, link.rel, verdict.rule, is_said=is_said)


def _topic(walk: Walk, body: Body) -> set[str]:
    headline = next((block.text for block in walk.blocks if block.level == 1), "")
    return _stems(headline) | _stems(" ".join(block.text for block in body.kept[:1])[:400])


def _is_on_topic(run: list[_Met], topic: set[str]) -> bool:
    """Ask whether half the titles of a row share a word with the headline or the first paragraph.

    A row of titles that nothing announces is as often the site's news of the day.
    """
    return bool(topic) and 2 * sum(not topic.isdisjoint(_stems(met.text)) for met in run) >= len(run)


def _stems(text: str) -> set[str]:
    """Give the beginnings of the long words of a text, and pairs of signs where words are not set apart."""
    stems: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if ord(word[0]) >= 0x2E80:
            stems.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) >= _STEM:
            stems.add(word[:_STEM])
    return stems


def _met(block: RawBlock, index: int, rule: str) -> _Met:
    link = block.links[0]
    return _Met(index, _RELATED, link.href, link.text, link.rel, rule)


def _is_card(block: RawBlock, verdict: Verdict, prose: int) -> bool:
    """Ask whether a block in the text is nothing but the title of another story."""
    if verdict.rule == "call-out: nothing but a link":
        return len(block.links) == 1 and is_title(block.text)
    if not prose or not (verdict.kept or verdict.rule in ("nothing but links", "heading of nothing")):
        return False
    if len(block.links) != 1 or block.link_chars < 0.9 * len(block.text) or not is_title(block.text):
        return False
    return not verdict.kept or block.kind is BlockKind.HEADING


def _in_parts(walk: Walk, body: Body) -> Iterator[_Met]:
    """Meet the links of boxes that were not entered and are named or announced as related articles."""
    if body.container is None:
        return
    for dropped in walk.dropped:
        if dropped.position < body.start:
            continue
        rule, heading = _own_related(dropped, body)
        if rule:
            found = stories_in(dropped.element)
            announced = rule.startswith("announced")
            inside = dropped.position < body.end
            yield from _listed(
                found, dropped.position, rule, heading, is_announced=announced, is_said=announced and inside
            )
        elif dropped.zone & _MIXED and dropped.element.tag not in ("nav", "footer"):
            for part in headings_in(dropped.element)[:3]:
                found = stories_behind(part, top=dropped.element)
                yield from _listed(found, dropped.position, "announced in a part not entered", text_of(part, 200))


def _listed(
    found: list[tuple[etree._Element, str]],
    index: int,
    rule: str,
    heading: str,
    *,
    is_announced: bool = True,
    is_said: bool = False,
) -> Iterator[_Met]:
    titled = [(anchor, text) for anchor, text in found if is_announced or is_title(text)] or found
    for anchor, text in titled:
        yield _Met(
            index,
            _RELATED,
            anchor.get("href", ""),
            text,
            anchor.get("rel"),
            rule,
            heading,
            is_said=is_said and len(titled) <= 2,
            is_box=True,
        )


def _own_related(dropped: Dropped, body: Body) -> tuple[str, str]:
    """Name the rule that makes an element not entered the article's related block ("" for none), and its heading."""
    inside = dropped.position < body.end
    zone = dropped.zone
    element = dropped.element
    if zone & Zone.COMMENTS and not zone & Zone.RELATED:
        return "", ""
    if not inside and zone & Zone.NAVIGATION and element.tag != "footer":
        return "", ""
    if element.tag != "a" and next(element.iter("a"), None) is None:
        return "", ""
    named = bool(zone & Zone.RELATED) or is_named_related(element)
    if not inside:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if (not named and zone_of(names) & Zone.ASIDE) or ("foot" in names.lower() and _FOOT.search(names)):
            return "", ""
    heading, announced = announcement(element, is_named=named)
    if announced is False:
        return "", heading
    if announced:
        return "announced part", heading
    if zone & _FOREIGN or not named:
        return "", heading
    return "part named related", heading


def _under_headings(walk: Walk, body: Body) -> Iterator[_Met]:
    """Meet the links under headings like "Sur le même sujet" that stand before or behind the text."""
    if body.container is None:
        return
    top = body.container.element.getparent()
    blocks = walk.blocks
    headline = next((i for i in range(body.start - 1, -1, -1) if blocks[i].level == 1), body.start)
    asked = 0
    for index in (*range(headline + 1, body.start), *range(body.end, len(blocks))):
        block = blocks[index]
        if len(block.text) < 80 and is_related_heading(block.text):
            asked += 1
            if asked > _MOST_HEADINGS:
                return
            yield from _listed(stories_behind(block.element, top=top), index, "announced", block.text)


def _never_asked(walk: Walk, body: Body) -> Iterator[_Met]:
    """Give the links of everything that no rule asks about, for people who want to know why they are missing."""
    for index, block in enumerate(walk.blocks):
        verdict = body.verdicts.get(index)
        for link in block.links:
            yield _Met(index, None, link.href, link.text, link.rel, verdict.rule if verdict else "no text found")
    for dropped in walk.dropped:
        rule = f"zone: {', '.join(zone_names(dropped.zone))}"
        heading = announcement(dropped.element)[0]
        for anchor, text in stories_in(dropped.element):
            yield _Met(dropped.position, None, anchor.get("href", ""), text, anchor.get("rel"), rule, heading)
