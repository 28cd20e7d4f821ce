"""What there is to weigh about a block, as numbers: its words, its element, its place, its neighbours.

The scorer in :mod:`.forest` was trained on these numbers; changing one means training anew
(``benchmarks/train_body.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import log1p

from newsarchive.extraction.blocks import Node, RawBlock, Walk
from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.declared import Declared
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind

#: The rules that may have judged a block, in the order of their numbers.
RULES = (
    *("text", "lead", "outside the container", "caption", "footer", "by-line, date or section", "ad label", "ornament"),
    *("related heading", "call-out", "end heading", "machinery", "furniture", "by-line above the text"),
    *("a word above the text", "headline again", "call-out: pointed at", "call-out: nothing but a link"),
    *("nothing but links", "mostly links", "call-out list", "of a related article", "after an end heading"),
    *("said before", "heading of nothing", "above the headline"),
)
FEATURES = (
    *("rule", "kept", "is_paragraph", "level", "is_div", "is_list_item", "is_pre"),
    *("is_caption", "is_aside", "is_hidden"),
    *("length", "words", "word_length", "link_share", "links", "ends_sentence", "starts_lower", "starts_digit"),
    *("digits", "capitals", "commas", "asks", "has_at"),
    *("behind", "place", "from_headline", "prose_before", "prose_after", "prose", "blocks"),
    *("made_share", "home_made_share", "home_share", "parent_share", "made_count", "depth", "climb"),
    *("home_links", "home_blocks", "home_prose", "parent_links", "parent_blocks", "parent_prose"),
    *("grandparent_links", "grandparent_blocks", "home_twins", "parent_twins", "has_picture"),
    *("length_before", "links_before", "kept_before", "length_after", "links_after", "made_alike_after", "kept_after"),
    *("since_heading", "to_heading", "run_after", "run_before"),
    *("named_beside", "housed_beside", "named_prose"),
    *("is_emphasis", "is_strong", "is_link", "is_description", "times_said", "declared", "declared_share"),
)
#: Words in the names of elements that hold what stands beside a story, and of those that hold one.
_BESIDE_WORDS = re.compile(
    r"teaser|promo|box|widget|info|bio|author|poll|quiz|vote|video|player|audio|podcast|embed|card|gallery|slide|swip|"
    r"carousel|tip|note|disclaim|newsletter|cta|banner|aside|side|modul|related|more|next|share|social|comment|tag|meta|"
    r"foot|header|credit|source|copyright|legal|consent|cookie|login|subscri|paywall|rating|price|shop|product|button|"
    r"label|crumb|toc|nav|menu|link|list|item|image|photo|picture|caption|media|quote|map|chart|form|sponsor|partner|"
    r"date|time|byline|topic|categ|kicker|overline|eyebrow|contact|event|weather|game|score|faq|accordion|expand|collaps"
)
_PROSE_WORDS = re.compile(
    r"text|body|content|article|story|paragraph|prose|rich|copy|entry|post|main|lead|intro|summary"
)
#: The same numbers by what they hang on: those of a page, of a container, of how an element is made, of a block's
#: judgement come again and again and are asked about once.
PARTS: dict[str, tuple[str, ...]] = {
    "page": ("prose", "blocks", "declared_share"),
    "node": (
        *("home_made_share", "home_share", "parent_share", "depth", "climb", "home_links", "home_blocks", "home_prose"),
        *("parent_links", "parent_blocks", "parent_prose", "grandparent_links", "grandparent_blocks"),
        *("home_twins", "parent_twins", "has_picture", "housed_beside"),
    ),
    "make": ("made_share", "made_count", "named_beside", "named_prose"),
    "judged": (
        *("rule", "kept", "is_paragraph", "level", "is_div", "is_list_item", "is_pre"),
        *("is_caption", "is_aside", "is_hidden"),
    ),
    "text": (
        *("length", "words", "word_length", "link_share", "links", "ends_sentence", "starts_lower", "starts_digit"),
        *("digits", "capitals", "commas", "asks", "has_at"),
    ),
    "place": (
        *("behind", "place", "from_headline", "prose_before", "prose_after"),
        *("since_heading", "to_heading", "run_after", "run_before"),
    ),
    "around": ("length_before", "links_before", "length_after", "links_after"),
    "alike": (
        *("kept_before", "made_alike_after", "kept_after"),
        *("is_link", "is_description", "times_said", "declared"),
    ),
    "wrapped": ("is_emphasis", "is_strong"),
}
_NUMBER = {rule: float(number) for number, rule in enumerate(RULES)}
_PARAGRAPH, _LIST_ITEM, _HEADING = BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING
_ENDS = frozenset(".!?…。！？»”\"'")
#: How far around the container the story may reach, in blocks.
_ABOVE, _BESIDE, _BEHIND = 40, 3, 25
_WIDEST = 400


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rules found the text: container from ``start`` to ``end``, the heading's index, each block's rule."""

    start: int
    end: int
    headline: int | None
    rules: dict[int, str]
    kept: frozenset[int]


def stretch(place: Place, count: int) -> tuple[int, int]:
    """Give the first block and the end of the stretch that may hold the story, of a page of ``count`` blocks."""
    if place.headline is not None and place.headline < place.start:
        first = max(place.headline + 1, place.start - _ABOVE)
    else:
        first = max(0, place.start - _BESIDE)
    return first, min(count, place.end + _BEHIND)


class Measure:
    """A page's blocks as rows of numbers: each part of :data:`PARTS` by itself, or all of a row."""

    def __init__(self, walk: Walk, place: Place, description: str, declared: Declared | None) -> None:
        self.walk, self.place = walk, place
        blocks = self.blocks = walk.blocks
        self.first, self.last = stretch(place, len(blocks))
        low, high = max(0, self.first - 6), min(len(blocks), self.last + 7)
        self.low = low
        self.near = blocks[low:high]
        self.worths = [b.worth for b in self.near]
        self.made = [_make_of(b) for b in self.near]
        self.homes: dict[int, object] = {}
        self._count()
        self.said = Counter([b.text for b in self.near])
        self.pictures = frozenset(p.position for p in walk.pictures)
        self.about = fold(description[:60])[:40] if len(description) > 20 else ""
        self.makes: dict[int, Counter[object]] = {}
        self.stats: dict[int, tuple[float, float, float]] = {}
        self._declare(declared)
        self._find_headings()

    def _count(self) -> None:
        """Add up the prose of the container by how its elements are made and where they stand."""
        by_make: dict[object, float] = {}
        by_home: dict[object, float] = {}
        by_node: dict[int, float] = {}
        by_parent: dict[int, float] = {}
        made: Counter[object] = Counter()
        before = 0.0
        self.before: list[float] = []
        main: Node | None = None
        start, end = self.place.start - self.low, self.place.end - self.low
        for offset, (block, gain) in enumerate(zip(self.near, self.worths, strict=True)):
            self.before.append(before)
            if not start <= offset < end:
                continue
            before += gain
            make, node = self.made[offset], block.node
            home = self._home_of(node)
            made[make] += 1
            by_make[make] = by_make.get(make, 0.0) + gain
            by_home[home] = by_home.get(home, 0.0) + gain
            key = id(node)
            by_node[key] = by_node.get(key, 0.0) + gain
            if main is None or by_node[key] > by_node[id(main)]:
                main = node
            if node.parent is not None:
                key = id(node.parent)
                by_parent[key] = by_parent.get(key, 0.0) + gain
        self.before.append(before)
        self.prose = before or 1.0
        self.by_make, self.by_home, self.made_count = by_make, by_home, made
        self.by_node, self.by_parent = by_node, by_parent
        self.main_depth = main.depth if main is not None else 0
        self.chain: set[int] = set()
        while main is not None:
            self.chain.add(id(main))
            main = main.parent

    def _home_of(self, node: Node) -> object:
        """Say how a container and the one around it are made: tags and classes."""
        home = self.homes.get(id(node))
        if home is None:
            parent = node.parent
            home = self.homes[id(node)] = (node.made, parent.made if parent is not None else None)
        return home

    def _declare(self, declared: Declared | None) -> None:
        self.holds: dict[int, float] = {}
        self.declared_share = -1.0
        if declared is None:
            return
        held = total = 0
        for index in range(self.first, self.last):
            text = self.blocks[index].text
            is_held = declared.holds(text)
            self.holds[index] = float(is_held)
            if index in self.place.kept:
                total += len(text)
                held += len(text) if is_held else 0
        self.declared_share = held / (total or 1)

    def _find_headings(self) -> None:
        """Count for every block of the stretch how many blocks lie between it and the headings around it."""
        since = -1
        self.since_heading: list[float] = []
        for index in range(self.first, self.last):
            self.since_heading.append(index - since if since >= 0 else 99.0)
            if self.blocks[index].kind is _HEADING:
                since = index
        found: list[float] = []
        ahead = 999.0
        for block in reversed(self.blocks[self.first + 1 : self.last + 1]):
            ahead = 0.0 if block.kind is _HEADING else ahead + 1
            found.append(ahead)
        if self.last == len(self.blocks):
            found.insert(0, 999.0)
        self.to_heading = found[::-1]

    def rows(self) -> list[list[float]]:
        """Give a row of :data:`FEATURES` for every block of the stretch, in order."""
        order = [name for part in PARTS.values() for name in part]
        places = [order.index(name) for name in FEATURES]
        rows = []
        for index in range(self.first, self.last):
            values = [value for part in PARTS for value in self.part(part, index)]
            rows.append([values[place] for place in places])
        return rows

    def part(self, name: str, index: int) -> tuple[float, ...]:
        """Give the numbers of a part of :data:`PARTS` for the block at ``index``."""
        readers: dict[str, Callable[[int], tuple[float, ...]]] = {
            "page": lambda _: self.page(),
            "node": lambda at: self.node(self.blocks[at].node),
            "make": lambda at: self.make(self.made_at(at)),
            "judged": self.judged,
            "text": lambda at: of_text(self.blocks[at]),
            "place": self.placed,
            "around": self.around,
            "alike": self.alike,
            "wrapped": lambda at: wrapped(self.blocks[at]),
        }
        return readers[name](index)

    def made_at(self, index: int) -> tuple[object, str | None]:
        """Say how the element of a block is made: its tag and class."""
        return self.made[index - self.low]

    def page(self) -> tuple[float, ...]:
        """Give the numbers that all blocks of the page share."""
        return log1p(self.prose), log1p(self.place.end - self.place.start), self.declared_share

    def make(self, made: tuple[object, str | None]) -> tuple[float, ...]:
        """Give the numbers of the elements made in one way."""
        return self.by_make.get(made, 0.0) / self.prose, float(self.made_count.get(made, 0)), *_words_in(made[1])

    def node(self, node: Node) -> tuple[float, ...]:
        """Give the numbers of a container and of those around it."""
        parent = node.parent
        climb = 0
        above: Node | None = node
        while above is not None and id(above) not in self.chain:
            above = above.parent
            climb += 1
        prose = self.prose
        return (
            self.by_home.get(self._home_of(node), 0.0) / prose,
            self.by_node.get(id(node), 0.0) / prose,
            (self.by_parent.get(id(parent), 0.0) if parent is not None else 0.0) / prose,
            float(node.depth - self.main_depth),
            float(climb),
            *self._held(node),
            *self._held(parent),
            *self._held(parent.parent if parent is not None else None)[:2],
            self._twins(node),
            self._twins(parent),
            float(node.end - node.start <= 3 and any(p in self.pictures for p in range(node.start, node.end + 1))),
            self._housed_beside(node),
        )

    def _housed_beside(self, node: Node) -> float:
        """Count the words for what stands beside a story in the names of the containers around a block."""
        found = 0.0
        above: Node | None = node
        for _ in range(4):
            if above is None or id(above) in self.chain:
                break
            found += _words_in(above.element.get("class"))[0]
            above = above.parent
        return found

    def _held(self, node: Node | None) -> tuple[float, float, float]:
        """Give a container's share of link text, the logarithm of its number of blocks, its share of the prose."""
        if node is None:
            return 0.0, 0.0, 0.0
        found = self.stats.get(id(node))
        if found is None:
            end = min(max(node.end, node.start + 1), node.start + _WIDEST)
            inner = self.blocks[node.start : end]
            chars = sum([len(b.text) for b in inner])
            found = (
                sum([b.link_chars for b in inner]) / (chars or 1),
                log1p(end - node.start),
                node.good / self.prose,
            )
            self.stats[id(node)] = found
        return found

    def _twins(self, node: Node | None) -> float:
        """Count the containers beside one that are made like it, itself included."""
        if node is None or node.parent is None:
            return 0.0
        parent = node.parent
        found = self.makes.get(id(parent))
        if found is None:
            found = self.makes[id(parent)] = Counter([child.made for child in parent.children[:_WIDEST]])
        return float(found[node.made])

    def judged(self, index: int) -> tuple[float, ...]:
        """Give the numbers of what the rules said of a block, and of its element's kind."""
        block = self.blocks[index]
        tag, zone = block.element.tag, block.zone
        return (
            _NUMBER.get(self.place.rules.get(index, "outside the container"), -1.0),
            float(index in self.place.kept),
            float(block.kind is _PARAGRAPH),
            float(block.level or 0),
            float(tag == "div"),
            float(tag == "li"),
            float(tag == "pre"),
            float(bool(zone & Zone.CAPTION)),
            float(bool(zone & Zone.ASIDE)),
            float(bool(zone & Zone.HIDDEN)),
        )

    def placed(self, index: int) -> tuple[float, ...]:
        """Give the numbers of where a block stands."""
        place, at, offset = self.place, index - self.low, index - self.first
        return (
            float(max(0, index - place.end + 1)),
            (index - place.start) / max(1, place.end - place.start),
            float(index - place.headline) if place.headline is not None else -50.0,
            self.before[at] / self.prose,
            (self.prose - self.before[at + 1]) / self.prose,
            self.since_heading[offset],
            self.to_heading[offset],
            log1p(sum(self.worths[at + 1 : at + 6])),
            log1p(sum(self.worths[max(0, at - 5) : at])),
        )

    def around(self, index: int) -> tuple[float, ...]:
        """Give the numbers of the blocks before and after one."""
        blocks = self.blocks
        before = blocks[index - 1] if index else None
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        return (
            log1p(len(before.text)) if before else 0.0,
            before.link_chars / len(before.text) if before else 0.0,
            log1p(len(after.text)) if after else 0.0,
            after.link_chars / len(after.text) if after else 0.0,
        )

    def alike(self, index: int) -> tuple[float, ...]:
        """Give the numbers of what is like a block, or said of it elsewhere."""
        block, kept, at = self.blocks[index], self.place.kept, index - self.low
        text = block.text
        return (
            float(index - 2 in kept),
            float(index + 1 < len(self.blocks) and self.made[at + 1] == self.made[at]),
            float(index + 2 in kept),
            float(bool(block.links) and block.link_chars >= 0.95 * len(text)),
            float(bool(self.about) and fold(text[:80])[:40] == self.about),
            float(self.said[text]),
            self.holds.get(index, -1.0),
        )


def wrapped(block: RawBlock) -> tuple[float, ...]:
    """Give the numbers of the one element a block's whole text stands in."""
    element = block.element
    only = None
    if len(element) == 1 and not (element.text and element.text.strip()):
        child = element[0]
        only = child.tag if not (child.tail and child.tail.strip()) else None
    return float(only in ("em", "i", "cite")), float(only in ("strong", "b"))


@lru_cache(maxsize=8192)
def _words_in(names: str | None) -> tuple[float, float]:
    """Count the different words for what stands beside a story, and for a story, in the classes of an element."""
    if not names:
        return 0.0, 0.0
    text = names[:200].lower()
    return float(len(set(_BESIDE_WORDS.findall(text)))), float(len(set(_PROSE_WORDS.findall(text))))


def _make_of(block: RawBlock) -> tuple[object, str | None]:
    element = block.element
    return block.node.made if element is block.node.element else (element.tag, element.get("class"))


#: The characters of Latin-1 that str.isdigit and str.isupper say yes to.
_DIGITS = bytes(code for code in range(256) if chr(code).isdigit())
_CAPITALS = bytes(code for code in range(256) if chr(code).isupper())
_BEYOND = re.compile("[^\x00-\xff]+")


def _digits_and_capitals(text: str) -> tuple[int, int]:
    """Count the digits and the capital letters: most text is Latin-1 but for dashes and quotes, and bytes are quick."""
    raw = text.encode("latin-1", "ignore")
    size = len(raw)
    digits, capitals = size - len(raw.translate(None, _DIGITS)), size - len(raw.translate(None, _CAPITALS))
    if size != len(text):
        rest = "".join(_BEYOND.findall(text))
        digits += sum(map(str.isdigit, rest))
        capitals += sum(map(str.isupper, rest))
    return digits, capitals


def of_text(block: RawBlock) -> tuple[float, ...]:
    """Give the numbers of a block's words."""
    text = block.text
    length = len(text)
    words = text.count(" ") + 1
    head = text[:300]
    size = len(head)
    digits, capitals = _digits_and_capitals(head)
    return (
        log1p(length),
        log1p(words),
        length / words,
        block.link_chars / length,
        float(len(block.links)),
        float(text[-1] in _ENDS),
        float(text[0].islower()),
        float(text[0].isdigit()),
        digits / size,
        capitals / size,
        head.count(",") / size * 100,
        float("?" in text),
        float("@" in text),
    )
