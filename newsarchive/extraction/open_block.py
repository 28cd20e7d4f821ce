"""The block being read: its text and links, until the next boundary closes it."""

from __future__ import annotations

from lxml import etree

from newsarchive.extraction.blocks import Node, RawBlock, RawLink, Walk, density, is_sentence
from newsarchive.extraction.text import sane
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind

_PARAGRAPH, _HEADING = BlockKind.PARAGRAPH, BlockKind.HEADING


class OpenBlock:
    """Where the walk stands (container, zones, kind of text), what it read there, and the blocks it has closed."""

    __slots__ = (
        *("seen", "node", "element", "zone", "kind", "level", "lines"),
        *("pieces", "initial", "broke", "links", "link_chars", "anchor", "anchor_at"),
    )

    def __init__(self, root: etree._Element) -> None:
        self.seen = Walk()
        self.node: Node = Node(root, None, Zone.NONE, 0)
        self.element = root
        self.zone = Zone.NONE
        self.kind: BlockKind = _PARAGRAPH
        self.level: int | None = None
        #: Whether its lines count, as in preformatted text.
        self.lines = False
        self.pieces: list[str] = []
        #: A big letter that stands before it.
        self.initial = ""
        self.broke = False
        self.links: list[RawLink] = []
        self.link_chars = 0
        #: Address and rel of the anchor that is open, and the number of pieces before it.
        self.anchor: tuple[str, str | None] | None = None
        self.anchor_at = 0

    def flush(self) -> None:
        """Close the block, at every boundary: what was read since the last one is a block of its own."""
        pieces = self.pieces
        if not pieces:
            return
        if self.anchor is not None:
            self.note_link()
            self.anchor_at = 0
        raw = "".join(pieces)
        text = sane(raw) if not self.lines else "\n".join(filter(None, map(sane, raw.splitlines())))
        self.pieces = []
        self.broke = False
        if text:
            if self.initial:
                text, self.initial = self.initial + text, ""
            kind, level = self.kind, self.level
            if kind is _HEADING and level != 1 and is_sentence(text, lead=bool(self.zone & Zone.LEAD)):
                kind, level = _PARAGRAPH, None
            self.seen.blocks.append(
                RawBlock(
                    text,
                    kind,
                    level,
                    self.node,
                    self.zone,
                    self.element,
                    self.links,
                    self.link_chars,
                    density(text),
                )
            )
        self.links = []
        self.link_chars = 0

    def note_link(self) -> None:
        """Note what was read of the anchor that is open as a link."""
        if self.anchor is not None:
            text = sane("".join(self.pieces[self.anchor_at :]))
            if text:
                self.links.append(RawLink(self.anchor[0], text, self.anchor[1]))
                self.link_chars += len(text)

    def add_text(self, text: str) -> None:
        """Read on; of white space only what may stand between words."""
        if not text.isspace():
            self.broke = False
            self.pieces.append(text)
        elif self.pieces:  # at the start of a block it would be cut off again
            self.pieces.append("\n" if self.lines and "\n" in text else " ")

    def break_line(self) -> None:
        """Read a line break: two of them are the end of a block."""
        if self.broke:
            self.flush()
        else:
            self.broke = True
            self.pieces.append(" ")
