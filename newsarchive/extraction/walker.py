"""One walk over the tree: the page as blocks in reading order, with what was seen on the way.

Zones whose text is never the article's are not entered; they are noted, so that their links can be
read and the decision explained.
"""

from __future__ import annotations

from lxml import etree

from newsarchive.extraction.blocks import (
    Dropped,
    Mark,
    Node,
    Picture,
    RawBlock,
    Walk,
    is_big_line,
    is_longer,
)
from newsarchive.extraction.captions import note_captions
from newsarchive.extraction.data_tables import data_in
from newsarchive.extraction.element_kinds import (
    ANCHOR,
    BLOCK,
    BREAK,
    DROP,
    ENTERED,
    IMAGE,
    INLINE,
    LEAF,
    RULE,
    SKIP,
    SOFT,
    TABLE,
    kind_of,
)
from newsarchive.extraction.elements import children_of, is_small
from newsarchive.extraction.exclusion import Exclusion, is_broken_open
from newsarchive.extraction.live import set_hours
from newsarchive.extraction.open_block import OpenBlock
from newsarchive.extraction.page import Page
from newsarchive.extraction.spoken import alt_of, hidden_address, is_in_brackets
from newsarchive.extraction.streamed import Streamed
from newsarchive.extraction.text import text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.extraction.zones import DROPPED, zones_told
from newsarchive.model import BlockKind

_LEVELS = {f"h{n}": n for n in range(1, 7)}
#: Four calls a level: well under Python's limit, far above what pages nest on purpose.
_MAX_DEPTH = 140
#: Zones of short parts; a wrapper of the whole story that bears such a name is none of them.
_LABELS = Zone.BYLINE | Zone.AUTHOR | Zone.DATE | Zone.UPDATED | Zone.CAPTION | Zone.HEADLINE | Zone.TITLE_BAR
_PARAGRAPH, _LIST_ITEM, _QUOTE, _HEADING = BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.HEADING
_SET_APART = Zone.INITIAL | Zone.ENCODED
#: In place of zones: the element is not entered.
_LEFT_OUT = -1
#: Inline elements that say something by what they are.
_TELLING = frozenset({"cite", "time", "font"})
#: What text is that stands right in an element; in a quotation no less a quotation.
_TEXT_IN = {"blockquote": _QUOTE, "ul": _LIST_ITEM, "ol": _LIST_ITEM} | dict.fromkeys(
    ("table", "td", "article", "section", "li", "figure", "picture"), _PARAGRAPH
)
_PARTS = ("article", "main", "section", "header", "h1", "p")


def walk(page: Page, *, relaxed: bool = False) -> Walk:
    """Walk a page once. ``relaxed`` drops only what is certain, for pages where the rules took the text itself."""
    walker = _Walker(page, relaxed=relaxed)
    body = page.tree if page.tree.tag == "body" else next(page.tree.iterchildren("body"), None)
    if body is None:
        body = next(page.tree.iter("body"), None)
    if body is None:
        # Without a body tag the parser takes an article or main, which it does not know, for a part of the head.
        head = page.tree.find("head")
        body = head if head is not None and next(head.iter(*_PARTS), None) is not None else page.tree
    walker.enter(body)
    set_hours(walker.seen)
    note_captions(walker.seen)
    return walker.seen


class _Walker(OpenBlock):
    __slots__ = ("depth", "exclusion", "figure", "signups", "streamed")

    def __init__(self, page: Page, *, relaxed: bool) -> None:
        super().__init__(page.tree)
        self.depth = 0
        self.figure: Picture | None = None
        self.exclusion = Exclusion(page.tree, relaxed=relaxed)
        self.signups = self.exclusion.signups
        self.streamed = Streamed(page.tree)

    def enter(self, element: etree._Element) -> None:
        """Walk the container ``element`` and close what is open after it."""
        self.node = Node(element, None, Zone.NONE, 0)
        self.seen.nodes.append(self.node)
        self.element = element
        self._children(element)
        self.flush()
        self.node.end = len(self.seen.blocks)

    def _children(self, element: etree._Element) -> None:
        text = element.text
        if text and (self.pieces or not text.isspace()):
            self.add_text(text)
        if not len(element):
            return
        self.depth += 1
        is_deep = self.depth > _MAX_DEPTH
        for child in children_of(element):
            # Asked here, too, what _visit asks: a call fewer for nearly every element.
            tag = child.tag
            kind = ENTERED.get(tag)
            if kind is None or is_deep:
                self._visit(child)
            else:
                self._part(child, tag, kind)
            tail = child.tail
            if tail and (self.pieces or not tail.isspace()):
                self.add_text(tail)
        self.depth -= 1

    def _visit(self, element: etree._Element) -> None:
        tag = element.tag
        if tag.__class__ is not str:
            return
        kind = kind_of(tag)
        if kind == SKIP:
            return
        if kind == DROP:
            self._unwanted(element, tag)
        elif kind == BREAK:
            self.break_line()
        elif kind == IMAGE:
            self._image(element)
        elif self.depth > _MAX_DEPTH:
            self.add_text(text_of(element))
        else:
            self._part(element, tag, kind)

    def _unwanted(self, element: etree._Element, tag: str) -> None:
        """Pass by an element that holds no text of the page, unless it does."""
        if tag == "template":
            part = self.streamed.part_for(element)
            if part is not None:
                self._open(part)
                return
        if tag == "rt":
            if is_in_brackets(element):
                self._children(element)
        elif tag == "button" and self._heads_panel(self.element):
            self._children(element)
        elif is_broken_open(element, tag):
            self._open(element)
        elif tag == "nav":
            self.flush()
            self._drop(element, Zone.NAVIGATION)

    def _heads_panel(self, heading: etree._Element) -> bool:
        """Ask whether a heading that is one button is that of a panel with text, which opens at a click."""
        if self.kind is not _HEADING or not is_small(heading, 30) or text_of(heading):
            return False
        panel = heading.getnext()
        return panel is not None and is_longer(panel, 20)

    def _open(self, element: etree._Element) -> None:
        if self.depth > _MAX_DEPTH:
            self.add_text(text_of(element))
        else:
            self._block(element, element.tag, BLOCK, Zone.NONE)

    def _part(self, element: etree._Element, tag: str, kind: int) -> None:
        """Enter an element, unless its name says that it is no part of an article."""
        if self.signups and element in self.signups:
            self.flush()
            self._drop(element, Zone.NEWSLETTER)
            return
        told = element.items()
        zone = zones_told(told) if told else Zone.NONE
        if zone or kind == SOFT:
            zone = self._judged(element, tag, kind, zone)
            if zone == _LEFT_OUT:
                return
        if kind == ANCHOR:
            self._anchor(element)
        elif kind != INLINE:
            self._block(element, tag, kind, zone)
        elif zone or tag in _TELLING:
            self._inline(element, tag, zone)
        else:
            self._children(element)

    def _judged(self, element: etree._Element, tag: str, kind: int, zone: int) -> int:
        """Give the zones of an element to enter, noted; others are dropped, or read, here."""
        if zone & Zone.HIDDEN and element in self.streamed.placed:
            return _LEFT_OUT
        if kind == SOFT:
            if tag == "footer" and (zone & Zone.BYLINE or self.exclusion.is_story_footer(element)):
                zone |= Zone.FOOTER
            elif not self.exclusion.is_story_part(element, tag):
                self.flush()
                self._drop(element, zone & DROPPED or (Zone.NAVIGATION if tag != "aside" else Zone.ASIDE))
                return _LEFT_OUT
        if zone & _SET_APART and self._set_apart(element, kind, zone):
            return _LEFT_OUT
        zone &= ~_SET_APART
        if zone & DROPPED and self.exclusion.is_foreign(element, zone, tag, is_line=kind == LEAF):
            if kind not in (INLINE, ANCHOR):
                self.flush()
            self._drop(element, zone)
            return _LEFT_OUT
        if zone:
            zone &= ~Zone.TAGS  # what holds prose is no list of tags
            self.seen.marks.append(Mark(element, zone, len(self.seen.blocks), self.node))
        return zone

    def _set_apart(self, element: etree._Element, kind: int, zone: int) -> bool:
        return self._initial(element, kind) if zone & Zone.INITIAL else self._address(element)

    def _initial(self, element: etree._Element, kind: int) -> bool:
        """Read a letter set apart from its word: it floats, the white space around it is not seen."""
        letter = text_of(element)
        if not 0 < len(letter) <= 2:
            return False
        if kind == INLINE:
            self.add_text(letter)
        else:
            self.flush()
            self.initial = letter
        return True

    def _address(self, element: etree._Element) -> bool:
        """Read an e-mail address that robots shall not see."""
        address = hidden_address(element)
        self.add_text(address)
        return bool(address)

    def _inline(self, element: etree._Element, tag: str, zone: int) -> None:
        if tag == "font" and is_big_line(element):
            self._block(element, "h2", LEAF, zone)
            return
        if zone & _LABELS and len(element) and is_longer(element, 300):
            zone &= ~_LABELS
        if tag == "cite" and self._names_speaker(element):
            self.flush()
            self._drop(element, Zone.CAPTION)
            return
        if tag == "time":
            self.seen.marks.append(Mark(element, zone | Zone.DATE, len(self.seen.blocks), self.node))
        before, self.zone = self.zone, self.zone | (zone & ~(Zone.BODY | Zone.SECTION))
        self._children(element)
        self.zone = before

    def _names_speaker(self, cite: etree._Element) -> bool:
        """Ask whether a cite stands below the words of a quotation, on a line of its own."""
        quoted = self.kind is _QUOTE and self.node.start < len(self.seen.blocks)
        return quoted and not "".join(self.pieces).strip() and not is_longer(cite, 80)

    def _drop(self, element: etree._Element, zone: int) -> None:
        position = len(self.seen.blocks)
        self.seen.dropped.append(Dropped(element, zone, position, self.node))
        if element.tag != "nav" and not zone & (
            Zone.COMMENTS | Zone.RELATED | Zone.POPULAR | Zone.ASIDE | Zone.EMBED | Zone.AD | Zone.OVERLAY
        ):
            for anchor in element.iter("a"):
                rel = anchor.get("rel")
                if rel and ("tag" in rel or "category" in rel):
                    self.seen.tag_links.append((anchor, rel, position))

    def _image(self, element: etree._Element) -> None:
        words = alt_of(element)
        if words:
            self.add_text(words)
            return
        picture = Picture(element, len(self.seen.blocks))
        self.seen.pictures.append(picture)
        self.figure = picture

    def _anchor(self, element: etree._Element) -> None:
        href = element.get("href")
        rel = element.get("rel")
        if rel and ("tag" in rel or "category" in rel or "author" in rel):
            self.seen.tag_links.append((element, rel, len(self.seen.blocks)))
        if not href or self.anchor is not None:
            self._children(element)
            return
        self.anchor = (href, rel)
        self.anchor_at = len(self.pieces)
        self._children(element)
        self.note_link()
        self.anchor = None

    def _block(self, element: etree._Element, tag: str, kind: int, zone: int) -> None:
        if self.pieces:
            self.flush()
        before = (self.kind, self.level, self.zone, self.element, self.node)
        if zone & _LABELS and kind != LEAF and is_longer(element, 300):
            zone &= ~_LABELS
        self.zone |= zone & ~(Zone.BODY | Zone.SECTION)
        self.element = element
        if tag == "li" and len(element) and next(element.iter("h2", "h3", "h4"), None) is not None:
            kind = BLOCK  # a part of its own, set as a list
        if kind == LEAF:
            self._leaf(element, tag)
        elif (kind == TABLE and self._table(element)) or kind == RULE:
            pass
        else:
            self.node = Node(element, self.node, zone, len(self.seen.blocks))
            self.seen.nodes.append(self.node)
            if tag == "figure":
                self.figure = None  # a caption in it speaks of no picture before it
            text_in = _TEXT_IN.get(tag)
            if text_in and (text_in is not _PARAGRAPH or self.kind is not _QUOTE):
                self.kind = text_in
            self._children(element)
            if self.pieces:
                self.flush()
            self.node.end = len(self.seen.blocks)
            if tag == "figure" and self.figure is not None and self.figure.captions:
                self.figure = None
        self.kind, self.level, self.zone, self.element, self.node = before

    def _leaf(self, element: etree._Element, tag: str) -> None:
        if tag == "figcaption" or tag == "caption" or self.zone & Zone.CAPTION:
            self.zone |= Zone.CAPTION
            if self.figure is not None:
                self.figure.captions.append(element)
        level = _LEVELS.get(tag)
        if level:
            self.kind, self.level = _HEADING, level
        elif tag in ("li", "dd", "dt"):
            self.kind = _LIST_ITEM
        elif self.kind is _HEADING:
            self.kind = _PARAGRAPH
        self.lines = tag == "pre"
        self._children(element)
        self.flush()
        self.lines = False

    def _table(self, element: etree._Element) -> bool:
        """Take a table of data as one block; tables that lay out a page are walked like any container."""
        text = data_in(element)
        if not text:
            return False
        for caption in element.iterchildren("caption"):
            self.seen.dropped.append(Dropped(caption, Zone.CAPTION, len(self.seen.blocks), self.node))
        self.seen.blocks.append(RawBlock(text, BlockKind.TABLE, None, self.node, self.zone, element))
        return True
