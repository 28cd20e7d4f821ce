"""Where a page shows dates that may be the article's: around the headline, above and behind the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from newsarchive.extraction.blocks import Dropped, Mark, Node, Walk, footer_blocks, is_in_footer_of, is_longer
from newsarchive.extraction.body import Body
from newsarchive.extraction.date_words import PUBLISHED_WORDS, TODAY, UPDATED_WORDS
from newsarchive.extraction.text import text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind

_NEAR = 16
#: Date elements near the headline that are read.
_MOST = 200
#: Containers a headline and its date may stand in, each, below the one that holds both.
_DEEP = 9
#: Characters from which a link is the title of another story rather than a name.
_TITLE = 25
#: Characters up to which a line, or a part that was not entered, may be a by-line.
_SMALL = 250
_BY = re.compile(r"(?:written|posted|published|écrit|publié|geschrieben)?\s*(?:by|par|von|por)\b", re.IGNORECASE)
_HAS_DIGIT = re.compile(r"\d")
#: Characters at the start of a line in which the word must stand that dates the story.
_START = 24
_DATED = Zone.DATE | Zone.UPDATED | Zone.BYLINE
_FOREIGN = Zone.COMMENTS | Zone.RELATED | Zone.POPULAR | Zone.EMBED | Zone.AD | Zone.OVERLAY | Zone.NEWSLETTER


def shown_dates(walk: Walk, body: Body, headline: int | None) -> list[Mark]:
    """Give the date elements around the article's headline and text, nearest to the headline first."""
    at = headline if headline is not None else body.start
    home = walk.blocks[headline].node if headline is not None else None
    near: list[tuple[int, int, Mark]] = []
    for mark in walk.marks:
        if not mark.zone & _DATED:
            continue
        distance = mark.position - at
        if mark.position > body.end + 6 or distance < -_NEAR or TODAY.search(mark.element.get("class") or ""):
            continue
        if not _is_of_article(mark, walk, body, headline, home):
            continue
        inside = body.start < mark.position < body.end and mark.position - body.start > 3
        is_said = mark.element.tag == "time" or mark.element.get("itemprop")
        if inside and not is_said and not PUBLISHED_WORDS.match(text_of(mark.element, _START)):
            continue
        if _is_in_story(mark, walk, body):
            continue
        rank = distance if distance >= 0 else -2 * distance + 1
        rank += (200 if mark.position >= body.end and body.end > at else 0) + (60 if inside else 0)
        near.append((rank, len(near), mark))
    near.sort(key=lambda n: n[:2])
    return [n[2] for n in near[:_MOST]]


def _is_of_article(mark: Mark, walk: Walk, body: Body, headline: int | None, home: Node | None) -> bool:
    at = headline if headline is not None else body.start
    distance = mark.position - at
    if mark.zone & Zone.FOOTER and not (0 < distance <= 4 or is_in_footer_of(mark.element, home)):
        return False
    if (
        mark.position > body.start + 1
        and is_of_teaser(walk, mark.position, headline)
        and not is_in_footer_of(mark.element, home)
    ):
        return False
    return not (distance < 0 and headline is not None and not is_beside(mark.node, walk.blocks[headline].node))


def is_of_teaser(walk: Walk, position: int, headline: int | None) -> bool:
    """Ask whether what stands at a position belongs to a teaser: a title that leads elsewhere in it or right above."""
    home = walk.blocks[position].node if position < len(walk.blocks) else None
    for index in range(position, max(position - 4, -1), -1):
        if index == headline:
            return False
        if index >= len(walk.blocks):
            continue
        block = walk.blocks[index]
        if index < position - 1 and block.node is not home:
            continue
        longest = max([len(link.text) for link in block.links], default=0) if block.links else 0
        if (
            longest >= _TITLE
            and (longest >= 0.5 * len(block.text) or block.kind is BlockKind.LIST_ITEM)
            and not _BY.match(block.text)
        ):
            return True
    return False


def is_beside(near: Node, node: Node | None) -> bool:
    """Ask whether what stands above the headline belongs to it, not to the bar of the site that shows today."""
    bar: Node | None = near
    while bar is not None and bar.element.tag != "header":
        bar = bar.parent
    for _ in range(_DEEP):
        if node is None or node.element.tag in ("body", "html"):
            return False
        home: Node | None = near
        for _ in range(_DEEP):
            if home is node:
                return bar is None or bar is node or _holds(bar, node)
            home = home.parent if home is not None else None
        node = node.parent
    return False


def _holds(outer: Node, inner: Node | None) -> bool:
    while inner is not None:
        if inner is outer:
            return True
        inner = inner.parent
    return False


def _is_in_story(mark: Mark, walk: Walk, body: Body) -> bool:
    """Ask whether a date stands in a paragraph of the story: then it tells of the story, not of its publication."""
    verdict = body.verdicts.get(mark.position)
    if verdict is None or not verdict.kept:
        return False
    home = walk.blocks[mark.position]
    if is_label(home.text):
        return False
    element: etree._Element | None = mark.element
    for _ in range(6):
        if element is home.element:
            return mark.element is not home.element
        element = element.getparent() if element is not None else None
    return False


def is_label(text: str) -> bool:
    """Ask whether a line begins with a word that dates the story ("Updated …", "Erschienen am …")."""
    if len(text) > 90 or not _HAS_DIGIT.search(text):
        return False
    start = text[:_START]
    return PUBLISHED_WORDS.search(start) is not None or UPDATED_WORDS.search(start) is not None


def labelled_lines(walk: Walk, body: Body) -> Iterator[str]:
    """Give the lines in and right behind the text that begin with a word that dates the story."""
    label = ""
    for block in walk.blocks[body.start : body.end + 6]:
        text = block.text
        if label and len(text) < 40 and _HAS_DIGIT.search(text):
            yield f"{label} {text}"
        elif is_label(text) and not block.zone & (_FOREIGN | Zone.CAPTION):
            yield text
        is_word = len(text) < 40 and text[-1] == ":" and (PUBLISHED_WORDS.search(text) or UPDATED_WORDS.search(text))
        label = text if is_word else ""


def lines_below(walk: Walk, body: Body, headline: int | None) -> Iterator[str]:
    """Give the short lines with digits between the headline and the text."""
    if headline is None or headline >= body.end:
        return
    for index in range(headline + 1, min(headline + 9, max(body.start + 2, headline + 4), len(walk.blocks))):
        block, verdict = walk.blocks[index], body.verdicts.get(index)
        if (verdict is not None and verdict.kept) or len(block.text) > 70 or block.zone & Zone.CAPTION:
            continue
        if _HAS_DIGIT.search(block.text) and not is_of_teaser(walk, index, headline):
            yield block.text


def lines_around(walk: Walk, body: Body, headline: int | None) -> Iterator[str]:
    """Give the lines with digits around the headline, above the text and behind it, the likeliest to tell first.

    None has more than 250 characters.
    """
    if headline is not None and headline >= body.end:
        headline = None  # the heading of something behind the text
    at = headline if headline is not None else body.start
    blocks, count = walk.blocks, len(walk.blocks)
    title = blocks[headline].node if headline is not None else None
    around = dict.fromkeys(
        [
            *range(at + 1 if headline is not None else at, min(at + 9, count)),
            *range(at - 1, max(at - 6, -1), -1),
            *range(body.start - 1, max(body.start - 4, -1), -1),
            *range(body.end, min(body.end + 5, count)),
            *footer_blocks(walk, headline, body.start),
        ]
    )
    for index in around:
        block, verdict = blocks[index], body.verdicts.get(index)
        if (verdict is not None and verdict.kept) or not _may_date(block.text):
            continue
        if index < at and title is not None and not is_beside(block.node, title):
            continue
        if block.zone & Zone.CAPTION and not block.text[:1].isdigit():
            continue
        if not block.zone & Zone.FOOTER and index > body.start + 1 and is_of_teaser(walk, index, headline):
            continue
        yield block.text
    for part in _small_parts(walk, body, headline):
        text = text_of(part.element)
        if _may_date(text):
            yield text


def _may_date(text: str) -> bool:
    return len(text) <= _SMALL and _HAS_DIGIT.search(text) is not None


def _small_parts(walk: Walk, body: Body, headline: int | None) -> Iterator[Dropped]:
    """Give the small parts beside the headline or right behind the text that were not entered."""
    at = headline if headline is not None else body.start
    for part in walk.dropped:
        near = at - 2 <= part.position <= at + 5 or body.start - 1 <= part.position <= body.start + 1
        if not near and not body.end <= part.position <= body.end + 1:
            continue
        if part.element.tag == "nav" or part.zone & _FOREIGN or is_longer(part.element, _SMALL):
            continue
        yield part


def times_in_parts(walk: Walk, body: Body, headline: int | None) -> Iterator[etree._Element]:
    """Give the only time element of each part beside the headline that was not entered, such as an aside."""
    at = headline if headline is not None else body.start
    for part in walk.dropped:
        near = at - 2 <= part.position <= at + 5 or body.start - 1 <= part.position <= body.start + 1
        if not near or part.zone & _FOREIGN or is_longer(part.element, 2 * _SMALL):
            continue
        times = list(islice(part.element.iter("time"), 2))
        if len(times) == 1:
            yield times[0]
