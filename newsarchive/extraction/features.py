"""What there is to weigh about a block, as numbers: its words, its element, its place, its containers.

The scorer in :mod:`.forest` was trained on these numbers; changing one means training anew
(``benchmarks/train_body.py``). They are the two dozen that tell: forests grown on three times as many were no
better on sites they had not seen.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import accumulate
from math import log1p
from typing import NamedTuple

from newsarchive.extraction.blocks import Node, RawBlock, Walk
from newsarchive.extraction.body import Body
from newsarchive.extraction.boilerplate import fold
from newsarchive.model import BlockKind

#: The rules that may have judged a block, in the order of their numbers.
RULES = (
    *("text", "lead", "outside the container", "caption", "footer", "by-line, date or section", "ad label", "ornament"),
    *("related heading", "call-out", "end heading", "machinery", "furniture", "by-line above the text"),
    *("a word above the text", "headline again", "call-out: pointed at", "call-out: nothing but a link"),
    *("nothing but links", "mostly links", "call-out list", "of a related article", "after an end heading"),
    *("said before", "heading of nothing", "above the headline"),
)
#: The numbers by what they hang on. Those of a page, of a container, of a way of being judged come again and again and
#: are asked about once.
OF_PAGE = ("prose", "blocks")
OF_NODE = ("home_made_share", "depth", "climb", "home_links", "home_blocks", "home_prose", "housed_beside")
OF_JUDGEMENT = ("rule", "kept", "is_paragraph", "is_list_item", "is_div")
OF_BLOCK = (
    *("length", "capitals", "made_count", "is_description"),
    *("from_headline", "place", "prose_before", "prose_after", "run_before"),
)
FEATURES = (*OF_PAGE, *OF_NODE, *OF_JUDGEMENT, *OF_BLOCK)
#: Words in the names of elements that hold what stands beside a story.
_BESIDE_WORDS = re.compile(
    r"teaser|promo|box|widget|info|bio|author|poll|quiz|vote|video|player|audio|podcast|embed|card|gallery|slide|swip|"
    r"carousel|tip|note|disclaim|newsletter|cta|banner|aside|side|modul|related|more|next|share|social|comment|tag|meta|"
    r"foot|header|credit|source|copyright|legal|consent|cookie|login|subscri|paywall|rating|price|shop|product|button|"
    r"label|crumb|toc|nav|menu|link|list|item|image|photo|picture|caption|media|quote|map|chart|form|sponsor|partner|"
    r"date|time|byline|topic|categ|kicker|overline|eyebrow|contact|event|weather|game|score"
)
_NUMBER = {rule: float(number) for number, rule in enumerate(RULES)}
_PARAGRAPH, _LIST_ITEM = BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
#: How far around the container the story may reach, in blocks. Of what stands further behind, nothing came back.
_ABOVE, _BESIDE, _BEHIND = 40, 3, 4
#: Blocks before one that are looked at for prose.
_RUN = 5
_WIDEST = 400


class Judgement(NamedTuple):
    """What the rules said of a block, and of what kind it is: few different ones stand on a page."""

    rule: str
    kept: bool
    kind: BlockKind
    tag: str

    def numbers(self) -> tuple[float, ...]:
        """Give the numbers of :data:`OF_JUDGEMENT`."""
        return (
            _NUMBER.get(self.rule, -1.0),
            float(self.kept),
            float(self.kind is _PARAGRAPH),
            float(self.kind is _LIST_ITEM),
            float(self.tag == "div"),
        )


def stretch(body: Body, headline: int | None, count: int) -> tuple[int, int]:
    """Give the first block and the end of the stretch that may hold the story, of a page of ``count`` blocks."""
    if headline is not None and headline < body.start:
        first = max(headline + 1, body.start - _ABOVE)
    else:
        first = max(0, body.start - _BESIDE)
    return first, min(count, body.end + _BEHIND)


class Measure:
    """The blocks of a page that was judged by the rules, as rows of numbers: each part by itself, or all of a row."""

    def __init__(self, walk: Walk, body: Body, headline: int | None, description: str) -> None:
        self.body, self.headline = body, headline
        blocks = self.blocks = walk.blocks
        self.first, self.last = stretch(body, headline, len(blocks))
        self._low = max(0, self.first - _RUN)
        self._sums = [0.0, *accumulate([block.worth for block in blocks[self._low : self.last]])]
        self._about = fold(description[:60])[:40] if len(description) > 20 else ""
        self._count(blocks[body.start : body.end])

    def _count(self, inside: list[RawBlock]) -> None:
        """Add up the prose of the container by where it stands and how its elements are made."""
        by_node: dict[Node, float] = {}
        for block in inside:
            node = block.node
            by_node[node] = by_node.get(node, 0.0) + block.worth
        self._made_count = Counter(map(_make_of, inside))
        by_home = self._by_home = dict[object, float]()
        for node, prose in by_node.items():
            home = _home_of(node)
            by_home[home] = by_home.get(home, 0.0) + prose
        self._prose = sum(by_node.values()) or 1.0
        main = max(by_node, key=by_node.__getitem__, default=None)
        self._main_depth = main.depth if main is not None else 0
        heart: set[Node] = set()
        while main is not None:
            heart.add(main)
            main = main.parent
        #: The container that holds more prose than any other, and those around it.
        self.heart = frozenset(heart)

    def row(self, index: int) -> tuple[float, ...]:
        """Give the numbers of :data:`FEATURES` for the block at ``index``."""
        node, judgement = self.blocks[index].node, self.judgement(index)
        return (*self.of_page(), *self.of_node(node), *judgement.numbers(), *self.of_block(index))

    def of_page(self) -> tuple[float, ...]:
        """Give the numbers of :data:`OF_PAGE`."""
        return log1p(self._prose), log1p(self.body.end - self.body.start)

    def of_node(self, node: Node) -> tuple[float, ...]:
        """Give the numbers of :data:`OF_NODE` for a container."""
        climb = 0
        beside = 0
        above: Node | None = node
        while above is not None and above not in self.heart:
            if climb < 4:
                beside += _words_beside(above.made[1])
            above = above.parent
            climb += 1
        return (
            self._by_home.get(_home_of(node), 0.0) / self._prose,
            float(node.depth - self._main_depth),
            float(climb),
            *self._held(node),
            float(beside),
        )

    def _held(self, node: Node) -> tuple[float, float, float]:
        """Give a container's share of link text, the logarithm of its number of blocks, its share of the prose."""
        inner = self.blocks[node.start : min(max(node.end, node.start + 1), node.start + _WIDEST)]
        chars = sum([len(block.text) for block in inner])
        links = sum([block.link_chars for block in inner])
        return links / (chars or 1), log1p(node.end - node.start), node.good / self._prose

    def judgement(self, index: int) -> Judgement:
        """Give what the rules said of a block."""
        block, verdict = self.blocks[index], self.body.verdicts[index]
        return Judgement(verdict.rule, verdict.kept, block.kind, block.element.tag)

    def of_block(self, index: int) -> tuple[float, ...]:
        """Give the numbers of :data:`OF_BLOCK` for the block at ``index``."""
        block, start, end = self.blocks[index], self.body.start, self.body.end
        text = block.text
        return (
            log1p(len(text)),
            _share_of_capitals(text),
            float(self._made_count[_make_of(block)]),
            float(bool(self._about) and fold(text[:80])[:40] == self._about),
            float(index - self.headline) if self.headline is not None else -50.0,
            (index - start) / max(1, end - start),
            self._between(start, index) / self._prose,
            self._between(index + 1, end) / self._prose,
            log1p(max(0.0, self._between(max(0, index - _RUN), index))),
        )

    def _between(self, start: int, end: int) -> float:
        """Add up the prose of a stretch of blocks, 0 for one that ends before it begins."""
        if end <= start:
            return 0.0
        sums, low = self._sums, self._low
        return sums[min(end - low, len(sums) - 1)] - sums[max(0, start - low)]


def _home_of(node: Node) -> object:
    """Say how a container and the one around it are made: tags and classes."""
    parent = node.parent
    return node.made, parent.made if parent is not None else None


def _make_of(block: RawBlock) -> tuple[object, str | None]:
    """Say how the element of a block is made: its tag and class."""
    element = block.element
    return block.node.made if element is block.node.element else (element.tag, element.get("class"))


@lru_cache(maxsize=8192)
def _words_beside(names: str | None) -> int:
    """Count the different words for what stands beside a story in the classes of an element."""
    return len(set(_BESIDE_WORDS.findall(names[:200].lower()))) if names else 0


_CAPITALS = bytes(code for code in range(256) if chr(code).isupper())
_BEYOND = re.compile("[^\x00-\xff]+")


def _share_of_capitals(text: str) -> float:
    """Measure how much of a text's beginning is capital letters: most text is Latin-1, and bytes are quick."""
    head = text[:300]
    raw = head.encode("latin-1", "ignore")
    found = len(raw) - len(raw.translate(None, _CAPITALS))
    if len(raw) != len(head):
        found += sum(map(str.isupper, "".join(_BEYOND.findall(head))))
    return found / len(head)
