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
    RawLink,
    Walk,
    holds_headline,
    is_longer,
    prose_in,
)
from newsarchive.extraction.page import Page
from newsarchive.extraction.text import sane, text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.extraction.zones import CERTAIN, DROPPED, zone_of, zone_of_itemprop, zone_of_role
from newsarchive.model import BlockKind

_INLINE, _BLOCK, _LEAF, _DROP, _BREAK, _ANCHOR, _IMAGE, _TABLE, _FIGURE, _SOFT, _HEADER, _RULE = range(12)

_TAGS: dict[str, int] = {}
for _kind, _names in {
    _BLOCK: "div section article main body html center td th tr tbody thead tfoot ul ol dl details summary hgroup "
    "blockquote address amp-story-page amp-carousel fieldset legend search",
    _LEAF: "p h1 h2 h3 h4 h5 h6 li dt dd pre figcaption caption",
    _DROP: "script style template svg iframe object embed video audio canvas map button select input textarea datalist "
    "dialog nav noscript head link meta title math menu marquee progress meter amp-ad amp-embed amp-sidebar amp-iframe "
    "amp-video amp-youtube amp-twitter amp-facebook amp-social-share amp-instagram amp-analytics amp-consent "
    "amp-user-notification amp-lightbox amp-sticky-ad amp-auto-ads amp-audio",
    _BREAK: "br",
    _ANCHOR: "a",
    _IMAGE: "img amp-img source amp-anim",
    _TABLE: "table",
    _FIGURE: "figure picture",
    _SOFT: "footer aside form",
    _HEADER: "header",
    _RULE: "hr",
}.items():
    for _name in _names.split():
        _TAGS[_name] = _kind

_LEVELS = {f"h{n}": n for n in range(1, 7)}
_BLOCKISH = ("article", "section", "block", "content", "body", "island", "container", "row", "layout", "page", "story")
#: Four calls a level: well under Python's limit, far above what pages nest on purpose.
_MAX_DEPTH = 140
#: Zones of short parts; a wrapper of the whole story that bears such a name is none of them.
_LABELS = Zone.BYLINE | Zone.AUTHOR | Zone.DATE | Zone.UPDATED | Zone.CAPTION | Zone.HEADLINE | Zone.TITLE_BAR
_PARAGRAPH, _LIST_ITEM, _QUOTE, _HEADING = BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.HEADING


#: Elements that parsers let run on when their end tag is missing, or that templates put the text in.
_LEFT_OPEN = frozenset(
    {"nav", "button", "menu", "map", "select", "template", "dialog", "object", "video", "audio", "noscript"}
)


def walk(page: Page, *, relaxed: bool = False) -> Walk:
    """Walk a page once. ``relaxed`` drops only what is certain, for pages where the rules took the text itself."""
    walker = _Walker(page, relaxed=relaxed)
    body = page.tree if page.tree.tag == "body" else next(page.tree.iter("body"), page.tree)
    walker.enter(body)
    return walker.seen


def mark_small_parts(seen: Walk, headline: int) -> None:
    """Note the small parts dropped right behind the headline: by-lines hide in share bars, asides and footers."""
    foreign = Zone.COMMENTS | Zone.RELATED | Zone.POPULAR | Zone.EMBED | Zone.AD | Zone.OVERLAY
    for part in seen.dropped:
        if headline < part.position <= headline + 5 and not part.zone & foreign and not is_longer(part.element, 250):
            zone = part.zone | Zone.BYLINE | Zone.FOOTER
            seen.marks.append(Mark(part.element, zone, part.position, part.node))


def signup_boxes(root: etree._Element) -> set[etree._Element]:
    """Find the boxes that ask for an e-mail address: each the largest around its form that says little else."""
    boxes: set[etree._Element] = set()
    for form in root.iter("form"):
        asks = any((field.get("type") or "").lower() == "email" for field in form.iter("input"))
        if not asks or next(form.iter("textarea"), None) is not None:
            continue  # with room for a text it is the form of a comment
        box = form
        while True:
            parent = box.getparent()
            if parent is None or parent.tag not in ("div", "section", "aside") or is_longer(parent, 300):
                break
            if next(parent.iter("h1", "time", "blockquote", "figure"), None) is not None:
                break
            box = parent
        if not is_longer(box, 300):
            boxes.add(box)
    return boxes


class _Walker:
    def __init__(self, page: Page, *, relaxed: bool) -> None:
        self.seen = Walk()
        self.relaxed = relaxed
        self.pieces: list[str] = []
        self.links: list[RawLink] = []
        self.link_chars = 0
        self.anchor: tuple[str, str | None] | None = None
        self.anchor_at = 0
        self.node: Node = Node(page.tree, None, Zone.NONE, 0)
        self.kind: BlockKind = _PARAGRAPH
        self.level: int | None = None
        self.zone = Zone.NONE
        self.element = page.tree
        self.depth = 0
        self.broke = False
        self.figure: Picture | None = None
        self.signups: set[etree._Element] = set()

    def enter(self, element: etree._Element) -> None:
        """Walk the container ``element`` and close what is open after it."""
        self.node = Node(element, None, Zone.NONE, 0)
        self.seen.nodes.append(self.node)
        self.element = element
        self.signups = signup_boxes(element)
        self._children(element)
        self._flush()
        self.node.end = len(self.seen.blocks)

    # The text of the block being read is closed at every boundary.
    def _flush(self) -> None:
        pieces = self.pieces
        if not pieces:
            return
        if self.anchor is not None:
            self._close_anchor()
            self.anchor_at = 0
        text = sane("".join(pieces))
        self.pieces = []
        self.broke = False
        if text:
            self.seen.blocks.append(
                RawBlock(
                    text,
                    self.kind,
                    self.level,
                    self.node,
                    self.zone,
                    self.element,
                    self.links,
                    self.link_chars,
                )
            )
        self.links = []
        self.link_chars = 0

    def _close_anchor(self) -> None:
        if self.anchor is not None:
            text = sane("".join(self.pieces[self.anchor_at :]))
            if text:
                self.links.append(RawLink(self.anchor[0], text, self.anchor[1]))
                self.link_chars += len(text)

    def _text(self, text: str) -> None:
        if self.broke and not text.isspace():
            self.broke = False
        self.pieces.append(text)

    def _children(self, element: etree._Element) -> None:
        text = element.text
        if text:
            self._text(text)
        self.depth += 1
        for child in element:
            self._visit(child)
            tail = child.tail
            if tail:
                self._text(tail)
        self.depth -= 1

    def _visit(self, element: etree._Element) -> None:
        tag = element.tag
        if tag.__class__ is not str:
            return
        kind = _TAGS.get(tag)
        if kind is None:
            kind = _BLOCK if "-" in tag and any(part in tag for part in _BLOCKISH) else _INLINE
        if kind == _DROP:
            if not self._is_broken_open(element, tag):
                if tag == "nav":
                    self._flush()
                    self._drop(element, Zone.NAVIGATION)
                return
            self._block(element, tag, _BLOCK, Zone.NONE)
        elif kind == _BREAK:
            self._break()
        elif kind == _IMAGE:
            self._image(element)
        elif self.depth > _MAX_DEPTH:
            self._text(text_of(element))
        else:
            self._part(element, tag, kind)

    def _part(self, element: etree._Element, tag: str, kind: int) -> None:
        """Enter an element, unless its name says that it is no part of an article."""
        if element in self.signups:
            self._flush()
            self._drop(element, Zone.NEWSLETTER)
            return
        zone = self._zone(element)
        if kind == _SOFT:
            if tag == "footer" and (zone & Zone.BYLINE or self._is_story_footer(element)):
                zone |= Zone.FOOTER
            elif not self._is_kept_soft(element, tag):
                self._flush()
                self._drop(element, zone & DROPPED or (Zone.NAVIGATION if tag != "aside" else Zone.ASIDE))
                return
        if zone:
            if zone & DROPPED and self._is_dropped(element, zone, tag):
                if kind not in (_INLINE, _ANCHOR):
                    self._flush()
                self._drop(element, zone)
                return
            self.seen.marks.append(Mark(element, zone, len(self.seen.blocks), self.node))
        if kind == _INLINE:
            self._inline(element, tag, zone)
        elif kind == _ANCHOR:
            self._anchor(element)
        else:
            self._block(element, tag, kind, zone)

    def _inline(self, element: etree._Element, tag: str, zone: int) -> None:
        if zone & _LABELS and len(element) and is_longer(element, 300):
            zone &= ~_LABELS
        if tag == "time":
            self.seen.marks.append(Mark(element, zone | Zone.DATE, len(self.seen.blocks), self.node))
        before, self.zone = self.zone, self.zone | (zone & ~(Zone.BODY | Zone.SECTION))
        self._children(element)
        self.zone = before

    def _zone(self, element: etree._Element) -> int:
        names, ident = element.get("class"), element.get("id")
        zone = zone_of(f"{names} {ident}" if names and ident else names or ident) if names or ident else Zone.NONE
        prop = element.get("itemprop") or element.get("property")
        if prop:
            zone |= zone_of_itemprop(prop)
        role = element.get("role")
        if role:
            zone |= zone_of_role(role)
        style = element.get("style")
        if style and "none" in style and "display:none" in style.replace(" ", ""):
            zone |= Zone.HIDDEN
        if element.get("hidden") is not None:
            zone |= Zone.HIDDEN
        return zone

    def _is_dropped(self, element: etree._Element, zone: int, tag: str) -> bool:
        """Decide whether a zone that looks foreign is one: never where it holds the headline or most of the prose."""
        if tag in ("html", "body", "main"):
            return False
        if self.relaxed and not zone & (CERTAIN | Zone.NAVIGATION | Zone.RELATED):
            return False
        if zone & Zone.BODY and not zone & (CERTAIN | Zone.RELATED):
            return False
        if tag == "h1" or holds_headline(element):
            return False
        if zone & (CERTAIN | Zone.SHARE) or (zone & Zone.EMBED and tag == "blockquote"):
            return True
        if _TAGS.get(tag) == _LEAF and zone & (Zone.AUTHOR_BOX | Zone.NEWSLETTER | Zone.AD | Zone.SHARE):
            return True
        prose = prose_in(element)
        if prose < (400 if tag == "article" else 900):
            return True
        return bool(zone & Zone.RELATED) and prose < 120 * sum(1 for _ in element.iter("a"))

    def _is_broken_open(self, element: etree._Element, tag: str) -> bool:
        """Ask whether an element that never holds text holds the story, because it was left open or misused."""
        if tag not in _LEFT_OPEN or not len(element):
            return False
        return next(element.iter("main", "h1"), None) is not None if tag == "nav" else prose_in(element) > 600

    def _is_kept_soft(self, element: etree._Element, tag: str) -> bool:
        if tag == "aside":
            return holds_headline(element)
        return holds_headline(element) or prose_in(element) > 900

    def _is_story_footer(self, element: etree._Element) -> bool:
        parent = element.getparent()
        if parent is None or parent.getparent() is None:
            return False
        return parent.tag in ("article", "section", "main") or any(child.tag in ("h1", "h2") for child in parent)

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

    def _break(self) -> None:
        if self.broke:
            self._flush()
        else:
            self.broke = True
            self.pieces.append(" ")
            self.broke = True

    def _image(self, element: etree._Element) -> None:
        if element.tag != "source":
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
        self._close_anchor()
        self.anchor = None

    def _block(self, element: etree._Element, tag: str, kind: int, zone: int) -> None:
        self._flush()
        before = (self.kind, self.level, self.zone, self.element, self.node)
        if zone & _LABELS and kind != _LEAF and is_longer(element, 300):
            zone &= ~_LABELS
        self.zone |= zone & ~(Zone.BODY | Zone.SECTION)
        self.element = element
        if kind == _LEAF:
            self._leaf(element, tag)
        elif (kind == _TABLE and self._data_table(element)) or kind == _RULE:
            pass
        else:
            self.node = Node(element, self.node, zone, len(self.seen.blocks))
            self.seen.nodes.append(self.node)
            if tag == "blockquote":
                self.kind = _QUOTE
            elif tag in ("ul", "ol"):
                self.kind = _LIST_ITEM
            elif tag in ("table", "td", "article", "section") or kind == _FIGURE:
                self.kind = _PARAGRAPH if self.kind is not _QUOTE else _QUOTE
            self._children(element)
            self._flush()
            self.node.end = len(self.seen.blocks)
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
        self._children(element)
        self._flush()

    def _data_table(self, element: etree._Element) -> bool:
        """Read a table of data as one block; tables that lay out a page are walked like any container."""
        rows: list[str] = []
        cells = longest = total = 0
        for row in element.iter("tr"):
            texts = []
            for cell in row:
                if cell.tag in ("td", "th"):
                    text = text_of(cell)
                    texts.append(text)
                    cells += 1
                    total += len(text)
                    longest = max(longest, len(text))
            if any(texts):
                rows.append("\t".join(texts))
        if len(rows) < 2 or cells < 4 or longest > 400 or total > 200 * cells:
            return False
        if next(element.iter("p", "h1", "h2", "ul", "form"), None) is not None and longest > 200:
            return False
        if element.find(".//table") is not None:
            return False
        captions = [c for c in element if c.tag == "caption"]
        for caption in captions:
            self.seen.dropped.append(Dropped(caption, Zone.CAPTION, len(self.seen.blocks), self.node))
        self.seen.blocks.append(RawBlock("\n".join(rows), BlockKind.TABLE, None, self.node, self.zone, element))
        return True
