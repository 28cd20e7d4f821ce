"""Which blocks are the article: the container that holds its text, and the blocks in it that are the text.

Every block gets a verdict with the rule that decided, kept ones too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from newsarchive.extraction.blocks import Node, RawBlock, Walk
from newsarchive.extraction.boilerplate import (
    callout_of,
    fold,
    is_ad_label,
    is_end_heading,
    is_furniture,
    is_machinery,
    is_related_heading,
    without_tail,
)
from newsarchive.extraction.container import META_ZONES, SENTENCE, SHORT, container_of, spilled_end, weigh
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind
from newsarchive.normalize.dates import read_text
from newsarchive.normalize.names import is_signature

#: Marks set before a call to another article.
_POINTERS = ("►", "▶", ">>", "»", "→", "➔", "➡", "☛", "👉", "⇒", "▸")
_BYLINE_TEXT = re.compile(
    r"^(?:par|by|von|por|di|da|door|av|écrit par|rédigé par|publié par|posted by|written by|auteure?|author|autor)"
    r"\s*:?\s+\S.{0,70}$",
    re.IGNORECASE,
)
_HEADING, _PARAGRAPH, _QUOTE, _TABLE = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.TABLE
_WORD = re.compile(r"\w+")
#: Words of a label that announces what follows it; more are a sentence.
_LABEL = 4
_NO_PARAGRAPH = frozenset({_QUOTE, _TABLE})
#: Pull quotes are few; a page of quotations has none.
_MOST_QUOTES = 20
#: Blocks of a box of related articles.
_WIDEST_DECK = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a block: kept or not, the rule that decided, and the probability that it is text, if weighed."""

    kept: bool
    rule: str
    score: float | None = None


@lru_cache(maxsize=256)
def _verdict(rule: str) -> Verdict:
    """Give the verdict of a rule: few of them, on every block of every page; "" is text."""
    return Verdict(kept=not rule, rule=rule or "text")


@dataclass(slots=True)
class Body:
    """The article found in a walk: kept blocks in order, a verdict for every block."""

    container: Node | None
    kept: list[RawBlock] = field(default_factory=list)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    start: int = 0
    end: int = 0

    @property
    def chars(self) -> int:
        """Length of the kept text, in characters of an alphabet."""
        return sum([len(b.text) if b.density == 1.0 else round(len(b.text) * b.density) for b in self.kept])


def find_body(walk: Walk, headline: int | None, *, known: Node | None = None, spills: bool = True) -> Body:
    """Find the article in a walk; ``headline`` is the index of the block that is the page's heading, if any.

    ``known`` is the container that is known to be the article's body; without it, the likeliest is chosen.
    Where ``spills``, a text that runs on behind its container's end is followed.
    """
    weigh(walk)
    container = known or container_of(walk, headline)
    if container is None:
        return Body(None)
    end = spilled_end(walk, container)[0] if spills else container.end
    body = Body(container, start=container.start, end=end)
    _judge(walk, body, headline)
    return body


def _judge(walk: Walk, body: Body, headline: int | None) -> None:
    blocks = walk.blocks
    headline_text = fold(blocks[headline].text) if headline is not None else ""
    first = body.start
    above = (
        sum([b.worth for b in blocks[body.start : headline]]) if headline is not None and headline < body.end else 0.0
    )
    if (
        headline is not None
        and body.start <= headline < body.end
        and above < (0.3 if blocks[headline].level == 1 else 0.03) * (body.container.good if body.container else 0)
    ):
        first = headline + 1
        for index in range(body.start, headline + 1):
            body.verdicts[index] = _verdict("above the headline")
    lead, outside = Verdict(kept=True, rule="lead"), _verdict("outside the container")
    # Two blocks above the headline are asked, and those between it and the container.
    asked = min(body.start, max(0, headline - 2)) if headline is not None else body.start
    body.verdicts.update(dict.fromkeys(range(asked), outside))
    for index in range(asked, body.start):
        block = blocks[index]
        if _is_lead(block, index, headline, headline_text):
            body.verdicts[index] = lead
            continue
        is_below = headline is not None and index > headline and len(block.text) < 160
        is_byline = is_below and _is_byline_text(block, headline_text)
        body.verdicts[index] = _verdict("by-line above the text") if is_byline else outside
    _judge_inside(blocks, body, first, headline_text)
    body.verdicts.update(dict.fromkeys(range(body.end, len(blocks)), outside))
    settle(walk, body)


def settle(walk: Walk, body: Body) -> None:
    """Drop what stands in the text twice and headings left without text; name what is kept."""
    _drop_doubles(walk.blocks, body)
    _drop_pull_quotes(walk.blocks, body)
    _drop_loose_headings(walk.blocks, body)
    body.kept = [b for i, b in enumerate(walk.blocks) if body.verdicts[i].kept]
    for block in body.kept[-2:]:
        block.text = without_tail(block.text)


def _is_lead(block: RawBlock, index: int, headline: int | None, headline_text: str) -> bool:
    """Ask whether a block above the container is the standfirst."""
    if headline is None or block.pages or block.zone & (META_ZONES | Zone.CAPTION):
        return False
    right_above = headline - index in (1, 2) and block.zone & Zone.LEAD and SENTENCE.search(block.text)
    if index <= headline and not right_above:
        return False
    text = block.text
    if block.link_chars * 2 > len(text) or is_ad_label(text) or fold(text) == headline_text:
        return False
    if is_machinery(text) or is_furniture(text):
        return False
    if block.zone & Zone.LEAD:
        return len(text) >= 30
    return len(text) >= 100 and bool(SENTENCE.search(text)) and block.kind in (_PARAGRAPH, _HEADING)


def _judge_inside(blocks: list[RawBlock], body: Body, first: int, headline_text: str) -> None:
    pending: tuple[Node, int] | None = None  # a related heading and what follows it
    ended: tuple[Node, int | None] | None = None  # an end heading: its container, its level
    prose_seen = False
    deck = first  # where a deck of related articles that has excerpts ends
    left = _prose_left(blocks, first, body.end)
    for index in range(first, body.end):
        block = blocks[index]
        if index < deck:
            titled = _is_linked(block)
            body.verdicts[index] = _verdict("call-out list" if titled else "of a related article")
            continue
        if ended is not None and _is_beyond(block, ended[0]):
            ended = None
        if ended is not None and not (
            block.kind is _HEADING and not is_end_heading(block.text) and left[index] > 400 and ended[1]
        ):
            body.verdicts[index] = _verdict("after an end heading")
            continue
        ended = None
        after = blocks[index + 1] if index + 1 < body.end else None
        context = _Context(
            headline=headline_text,
            prose_seen=prose_seen,
            left=left[index],
            after=after,
        )
        rule = _rule(block, context)
        if pending is not None and pending[0] is not body.container and _is_beyond(block, pending[0]):
            pending = None
        if pending is not None:
            if _follows_callout(block) and rule not in ("end heading", "related heading"):
                body.verdicts[index] = _verdict("call-out list")
                continue
            pending = None
        if rule == "end heading":
            if left[index] < 0.35 * (left[first] or 1) or (
                block.kind is _HEADING and left[index] < 0.6 * (left[first] or 1)
            ):
                ended = (block.node, block.level)
            body.verdicts[index] = _verdict(rule)
            continue
        if rule == "related heading":
            pending = (_box_of(block.node, index, body), index)
            deck = _deck_end(blocks, index, body)
        if not rule and len(block.text) * block.density >= SHORT:
            prose_seen = True
        body.verdicts[index] = _verdict(rule)


def _box_of(node: Node, heading: int, body: Body) -> Node:
    """Give the smallest container around a heading that holds more than the heading."""
    while node is not body.container and node.parent is not None and node.end <= heading + 1:
        node = node.parent
    return node


def _deck_end(blocks: list[RawBlock], heading: int, body: Body) -> int:
    """Give where a box ends that holds nothing but a related heading and teasers, 0 where there is no such box."""
    node = _box_of(blocks[heading].node, heading, body)
    if node is body.container or node.end > body.end or node.end - node.start > _WIDEST_DECK:
        return 0
    if any(block.worth for block in blocks[node.start : heading]):
        return 0
    teasers = blocks[heading + 1 : node.end]
    titles = sum(_is_linked(block) for block in teasers)
    others = [block for block in teasers if not _is_linked(block)]
    if not titles or not any(_is_linked(block) for block in teasers[:2]) or len(others) > 2 * titles + 1:
        return 0
    return node.end if all(len(block.text) < 400 for block in others) else 0


def _prose_left(blocks: list[RawBlock], first: int, end: int) -> list[float]:
    left = [0.0] * (max(end, len(blocks)) + 1)
    for index in range(end - 1, first - 1, -1):
        left[index] = left[index + 1] + blocks[index].worth
    return left


def _is_beyond(block: RawBlock, node: Node) -> bool:
    """Ask whether a block stands outside the container in which an end heading stood."""
    current: Node | None = block.node
    while current is not None:
        if current is node:
            return False
        current = current.parent
    return True


def _is_linked(block: RawBlock) -> bool:
    return bool(block.links) and block.link_chars >= 0.6 * len(block.text)


def _follows_callout(block: RawBlock) -> bool:
    if block.zone & Zone.FOOTER:
        return False
    if block.links and block.link_chars >= 0.6 * len(block.text) and len(block.text) < 400:
        return True
    return len(block.text) < 40 and block.kind is not _HEADING and not SENTENCE.search(block.text)


class _Context(NamedTuple):
    """What stands around a block: prose before it, prose left behind it, the block right after it."""

    headline: str
    prose_seen: bool
    left: float
    after: RawBlock | None


def _rule(block: RawBlock, context: _Context) -> str:
    """Name the rule that takes a block out of the article, "" where none does."""
    return (
        (_zone_rule(block) if block.zone else "")
        or (_phrase_rule(block, context) if len(block.text) < 400 else "")
        or ("furniture" if is_furniture(block.text) else "")
        or ("" if context.prose_seen else _opening_rule(block, context.headline))
        or ("headline again" if block.kind is _HEADING and fold(block.text) == context.headline else "")
        or (_link_rule(block, context) if block.links else "")
        or (f"on {block.pages} pages of this site" if block.pages else "")
    )


def _zone_rule(block: RawBlock) -> str:
    zone = block.zone
    if zone & Zone.CAPTION:
        return "caption"
    if zone & Zone.FOOTER:
        return "footer"
    if zone & META_ZONES and len(block.text) < 250 and not zone & Zone.LEAD:
        return "by-line, date or section"
    return ""


def _phrase_rule(block: RawBlock, context: _Context) -> str:
    text = block.text
    if is_ad_label(text):
        return "ad label"
    if not text[0].isalnum() and not any(map(str.isalnum, text)):
        return "ornament"
    called = _callout_rule(block, context.after)
    if called:
        return called
    if (block.kind is _HEADING or len(text) < 50) and is_end_heading(text):
        return "end heading"
    in_prose = len(text) > 160 and context.prose_seen and block.kind is _PARAGRAPH and context.left > 0
    return "machinery" if not in_prose and is_machinery(text) else ""


def _opening_rule(block: RawBlock, headline: str) -> str:
    """Rules for what stands above the first paragraph."""
    text = block.text
    if len(text) < 160 and _is_byline_text(block, headline):
        return "by-line above the text"
    lone = len(text) < 30 and len(text.split()) <= 3 and text[-1] not in ".!?…:。！？…：」”"
    return "a word above the text" if lone and headline and block.kind is _PARAGRAPH else ""


def _link_rule(block: RawBlock, context: _Context) -> str:
    length, kind = len(block.text), block.kind
    if block.text.startswith(_POINTERS) and len(block.links) == 1 and block.link_chars >= 0.7 * length:
        return "call-out: pointed at"
    if block.link_chars >= 0.9 * length and kind is not _QUOTE:
        if kind is _HEADING and context.after is not None and context.after.worth >= 60 and len(block.links) == 1:
            return ""
        if context.prose_seen and length >= 25 and kind is _PARAGRAPH and len(block.links) == 1:
            return "call-out: nothing but a link"
        return "nothing but links"
    return "mostly links" if len(block.links) >= 4 and block.link_chars > 0.7 * length else ""


def _callout_rule(block: RawBlock, after: RawBlock | None) -> str:
    if after is not None and _is_linked(after) and is_related_heading(block.text):
        return "related heading"
    if len(block.links) == 1 and block.text.endswith(block.links[0].text):
        before = block.text[: -len(block.links[0].text)]
        if before and is_related_heading(before):
            return "call-out"  # also where no space stands between the two
    found = callout_of(block.text)
    if found is None:
        return ""
    words, sure = found
    text = block.text
    bare = len(fold(text)) <= len(words) + 2
    if bare:
        return "related heading" if is_related_heading(text) or (sure and not SENTENCE.search(text)) else ""
    rest = max(1, len(text) - len(words))
    if block.links and block.link_chars >= 0.6 * rest:
        return "call-out"
    if block.links and sure and block.link_chars >= 0.35 * rest and len(text) < 250:
        return "call-out"
    behind = fold(text[:80])[len(words) : len(words) + 3].lstrip()
    if sure and behind[:1] in (":", "|", "–", "—", "-", ">", "»", "►") and len(text) < 250:
        return "call-out"
    return ""


def _is_byline_text(block: RawBlock, headline_text: str) -> bool:
    text = block.text
    if fold(text) == headline_text or _BYLINE_TEXT.match(text):
        return True
    if text[-1] == "." and sum(word.isalpha() for word in text.split()) > 5:
        return False  # a sentence with a date in it
    if len(text) < 90 and any(c.isdigit() for c in text) and not SENTENCE.search(text.rstrip(".")):
        reading = read_text(text)
        if reading is not None:
            letters = sum(c.isalpha() for c in text)
            return letters < 45
    return False


def _drop_doubles(blocks: list[RawBlock], body: Body) -> None:
    """Keep a paragraph once: leads doubled for small screens, texts repeated by templates."""
    seen: dict[str, int] = {}
    for index, block in enumerate(blocks):
        if not body.verdicts[index].kept or len(block.text) < 60 or block.kind is _TABLE:
            continue
        key = block.text
        if key in seen and (index - seen[key] <= 2 or seen[key] < body.start or len(key) >= 100):
            body.verdicts[index] = _verdict("said before")
        seen[key] = index


def _drop_pull_quotes(blocks: list[RawBlock], body: Body) -> None:
    """Drop the quotations set apart whose words stand in a paragraph, too."""
    quotes = [
        i
        for i, block in enumerate(blocks)
        if block.kind is _QUOTE and 20 <= len(block.text) < 400 and body.verdicts[i].kept
    ]
    if not quotes or len(quotes) > _MOST_QUOTES:
        return
    told = [
        block.text.lower()
        for i, block in enumerate(blocks)
        if block.kind not in _NO_PARAGRAPH and body.verdicts[i].kept
    ]
    for index in quotes:
        words = _WORD.findall(blocks[index].text.lower())
        # Its longest word says of nearly every paragraph that the quotation does not stand there.
        longest, said = max(words, key=len, default=""), " ".join(words)
        if not said or any(said in " ".join(_WORD.findall(text)) for text in told if longest in text):
            body.verdicts[index] = _verdict("said before")


def _drop_loose_headings(blocks: list[RawBlock], body: Body) -> None:
    """Drop headings at the end of the text that head nothing, and a label that announces nothing."""
    labels = 0
    for index in range(len(blocks) - 1, -1, -1):
        if not body.verdicts[index].kept:
            continue
        text = blocks[index].text
        if not labels and text[-1] == ":" and len(_WORD.findall(text[:SHORT])) <= _LABEL:
            labels += 1
        elif blocks[index].kind is not _HEADING or len(text) > 140 or is_signature(text):
            return
        body.verdicts[index] = _verdict("heading of nothing")
