"""The page as blocks in reading order, with what was seen on the way: the values, and how elements are measured."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from newsarchive.extraction.elements import children_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind

_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
#: Where these stand: one range is sooner asked for than four.
_FAR = re.compile("[\u3040-\ufaff]")
_BIG = frozenset({"5", "6", "7", "+2", "+3", "+4"})
_NEXT_SENTENCE = re.compile(r"[^\W\d_]{3}[.!…]\s+\w")


class Node:
    """A container on the way from the root to a block."""

    __slots__ = ("_made", "children", "depth", "element", "end", "good", "parent", "start", "zone")

    def __init__(self, element: etree._Element, parent: Node | None, zone: int, start: int) -> None:
        self.element = element
        self.parent = parent
        self.zone = zone
        self.start = start
        self.end = start
        self.good = 0.0
        self.depth: int = parent.depth + 1 if parent is not None else 1
        self.children: list[Node] = []
        if parent is not None:
            parent.children.append(self)
        self._made: tuple[str, str | None] | None = None

    @property
    def made(self) -> tuple[str, str | None]:
        """How the element is made: its tag and class."""
        if self._made is None:
            self._made = (self.element.tag, self.element.get("class"))
        return self._made


@dataclass(slots=True)
class RawLink:
    """A link as met: address as pasted, words, rel."""

    href: str
    text: str
    rel: str | None


@dataclass(slots=True)
class RawBlock:
    """A stretch of text between two block boundaries; ``zone`` holds what every element around it was named.

    ``pages`` is on how many pages of the site its text stands, where that is known and makes it none of the article's.
    ``worth`` is what :func:`newsarchive.extraction.container.worth` gave when the page was last weighed.
    """

    text: str
    kind: BlockKind
    level: int | None
    node: Node
    zone: int
    element: etree._Element
    links: list[RawLink] = field(default_factory=list)
    link_chars: int = 0
    #: How many characters of an alphabet say what one character here says, on average.
    density: float = 1.0
    pages: int = 0
    worth: float = 0.0


@dataclass(slots=True)
class Mark:
    """An element of note met outside dropped zones: its zone flags and how many blocks stood before it."""

    element: etree._Element
    zone: int
    position: int
    node: Node


@dataclass(slots=True)
class Dropped:
    """An element not entered, and the zone that decided; ``position`` as in :class:`Mark`."""

    element: etree._Element
    zone: int
    position: int
    node: Node


@dataclass(slots=True)
class Picture:
    """An image met, with the elements that may caption it."""

    element: etree._Element
    position: int
    captions: list[etree._Element] = field(default_factory=list)


@dataclass(slots=True)
class Walk:
    """Everything one walk over a page saw."""

    blocks: list[RawBlock] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    tag_links: list[tuple[etree._Element, str, int]] = field(default_factory=list)

    def release(self) -> None:
        """Cut the containers from each other: a tree that points both ways keeps the whole page until it is found."""
        for node in self.nodes:
            node.parent = None


def density(text: str) -> float:
    """Tell how much more a character of a text says than one of an alphabet: a Chinese one 2.5, a Hangul one 2."""
    if text.isascii() or _FAR.search(text) is None:
        return 1.0
    length = len(text)
    dense, hangul = length - len(_DENSE.sub("", text)), length - len(_HANGUL.sub("", text))
    return 1.0 + (1.5 * dense - 0.5 * hangul) / length


def is_longer(element: etree._Element, limit: int) -> bool:
    """Ask whether the text below an element has more than ``limit`` characters."""
    if not len(element):
        own = element.text
        return own is not None and len(own) > limit and len(own.strip()) > limit
    total = len((element.text or "").strip())
    # Not by itertext, which takes twice as long; a page is parsed without its comments.
    for part in element.iterdescendants():
        if total > limit:
            return True
        if text := part.text:
            total += len(text.strip())
        if text := part.tail:
            total += len(text.strip())
    return total > limit


def is_big_line(font: etree._Element) -> bool:
    """Ask whether a font element sets a line of its own in big letters: headings before there were styles."""
    size = font.get("size") or ""
    if size not in _BIG or (font.tail and font.tail.strip()) or font.find("br") is not None or not is_longer(font, 14):
        return False
    before, after = font.getprevious(), font.getnext()
    alone = before.tag == "br" and not (before.tail or "").strip() if before is not None else not _opens(font)
    return alone and (after is None or after.tag in ("br", "p")) and not is_longer(font, 200)


def _opens(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and bool((parent.text or "").strip())


def is_sentence(heading: str, *, lead: bool) -> bool:
    """Ask whether text set as a heading is a paragraph: it is long and ends like one, or is named a standfirst."""
    length = len(heading) * density(heading)
    if length < 80 or heading[-1] == "?":
        return False
    return heading[-1] in ".!…。" or (length >= 100 and (lead or _NEXT_SENTENCE.search(heading) is not None))


def is_panel(element: etree._Element) -> bool:
    """Ask whether an element is text that opens at a click on the heading before it."""
    heading = element.getprevious()
    if heading is None or not any(part.get("aria-expanded") for part in heading.iter("button", "a", "h2", "h3", "h4")):
        return False
    if next(heading.iter("h2", "h3", "h4", "h5", "h6", "dt"), None) is None:
        return False
    linked = sum(len(text) for anchor in element.iter("a") for text in anchor.itertext())
    return is_longer(element, 2 * linked + 20) and next(element.iter("form", "input"), None) is None


def is_text(element: etree._Element) -> bool:
    """Ask whether an element holds sentences rather than links and labels."""
    linked = sum(len(text.strip()) for anchor in element.iter("a") for text in anchor.itertext())
    return is_longer(element, 2 * linked + 150) and next(element.iter("form", "input"), None) is None


def prose_in(element: etree._Element) -> int:
    """Count the characters of paragraphs below an element, as far as they stand directly in p."""
    total = 0
    for paragraph in element.iter("p"):
        total += len(paragraph.text or "")
        if len(paragraph):
            for child in children_of(paragraph):
                total += len(child.tail or "")
    return total


def is_in_footer_of(element: etree._Element, node: Node | None) -> bool:
    """Ask whether an element stands in a footer that closes a part of the page in which ``node`` stands, too."""
    footer: etree._Element | None = element
    while footer is not None and footer.tag != "footer":
        footer = footer.getparent()
    story = footer.getparent() if footer is not None else None
    while node is not None and node.element is not story:
        node = node.parent
    return node is not None and node.element.tag not in ("body", "html")


def footer_blocks(walk: Walk, headline: int | None, start: int) -> list[int]:
    """Give the blocks from ``start`` on that stand in the story's own footer."""
    if headline is None:
        return []
    home = walk.blocks[headline].node
    return [
        index
        for index in range(start, len(walk.blocks))
        if walk.blocks[index].zone & Zone.FOOTER and is_in_footer_of(walk.blocks[index].element, home)
    ]
