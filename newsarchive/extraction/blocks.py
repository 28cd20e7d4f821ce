"""The page as blocks in reading order, with what was seen on the way: the values, and how elements are measured."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind


class Node:
    """A container on the way from the root to a block."""

    __slots__ = ("children", "element", "end", "good", "parent", "start", "zone")

    def __init__(self, element: etree._Element, parent: Node | None, zone: int, start: int) -> None:
        self.element = element
        self.parent = parent
        self.zone = zone
        self.start = start
        self.end = start
        self.good = 0.0
        self.children: list[Node] = []
        if parent is not None:
            parent.children.append(self)


@dataclass(slots=True)
class RawLink:
    """A link as met: address as pasted, words, rel."""

    href: str
    text: str
    rel: str | None


@dataclass(slots=True)
class RawBlock:
    """A stretch of text between two block boundaries; ``zone`` holds what every element around it was named."""

    text: str
    kind: BlockKind
    level: int | None
    node: Node
    zone: int
    element: etree._Element
    links: list[RawLink] = field(default_factory=list)
    link_chars: int = 0


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


def holds_headline(element: etree._Element) -> bool:
    """Ask whether the page's main heading or main part stands below an element."""
    return next(element.iter("h1", "main"), None) is not None


def is_longer(element: etree._Element, limit: int) -> bool:
    """Ask whether the text below an element has more than ``limit`` characters."""
    total = 0
    for text in element.itertext():
        total += len(text.strip())
        if total > limit:
            return True
    return False


def prose_in(element: etree._Element) -> int:
    """Count the characters of paragraphs below an element, as far as they stand directly in p."""
    total = 0
    for paragraph in element.iter("p"):
        total += len(paragraph.text or "")
        for child in paragraph:
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
