"""What of a page is not walked: parts that look foreign, unless they hold the headline or most of the prose."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from newsarchive.extraction.blocks import Mark, Walk, is_longer, is_panel, is_text, prose_in
from newsarchive.extraction.elements import is_small
from newsarchive.extraction.zone_words import Zone
from newsarchive.extraction.zones import CERTAIN, DROPPED

#: Elements that parsers let run on when their end tag is missing, or that templates put the text in.
_LEFT_OPEN = frozenset(
    {"nav", "button", "menu", "map", "select", "template", "dialog", "object", "video", "audio", "noscript"}
)


class Exclusion:
    """Decides which elements below ``root`` are left out; ``relaxed`` leaves out only what is certain."""

    def __init__(self, root: etree._Element, *, relaxed: bool) -> None:
        self.relaxed = relaxed
        # One search for both: what most elements are asked for is looked up.
        noted = list(root.iter("form", "h1", "main"))
        self.signups = _signup_boxes(part for part in noted if part.tag == "form")
        self.titled = _with_all_above(part for part in noted if part.tag != "form")
        self._headed: tuple[etree._Element, bool] | None = None

    def is_foreign(self, element: etree._Element, zone: int, tag: str, *, is_line: bool) -> bool:
        """Decide whether a zone that looks foreign is one: never where it holds the headline or most of the prose."""
        if tag in ("html", "body", "main"):
            return False
        if self.relaxed and not zone & (CERTAIN | Zone.NAVIGATION | Zone.RELATED):
            return False
        if zone & Zone.BODY and not zone & (CERTAIN | Zone.RELATED):
            return False
        if tag == "h1" or element in self.titled:
            return False
        if zone & (CERTAIN | Zone.SHARE) or (zone & Zone.EMBED and tag == "blockquote"):
            return True
        if is_line and zone & (Zone.AUTHOR_BOX | Zone.NEWSLETTER | Zone.AD | Zone.SHARE):
            return True
        if zone & DROPPED == Zone.HIDDEN and (is_text(element) or is_panel(element)):
            return False  # what else is hidden shows elsewhere
        prose = prose_in(element)
        if prose < (400 if tag == "article" else 900):
            return True
        return bool(zone & Zone.RELATED) and prose < 120 * sum(1 for _ in element.iter("a"))

    def is_story_part(self, element: etree._Element, tag: str) -> bool:
        """Ask whether a footer, an aside or a form holds the headline or most of the prose."""
        if tag == "aside":
            return element in self.titled
        return element in self.titled or prose_in(element) > 900

    def is_story_footer(self, element: etree._Element) -> bool:
        """Ask whether a footer closes a part of the page rather than the page."""
        parent = element.getparent()
        if parent is None or parent.getparent() is None:
            return False
        return parent.tag in ("article", "section", "main") or self._has_heading(parent)

    def _has_heading(self, parent: etree._Element) -> bool:
        # Asked once a parent, not once a footer: there may be a million of them side by side.
        if self._headed is None or self._headed[0] is not parent:
            self._headed = (parent, next(parent.iterchildren("h1", "h2"), None) is not None)
        return self._headed[1]


def mark_small_parts(seen: Walk, headline: int) -> None:
    """Note the small parts dropped right behind the headline: by-lines hide in share bars, asides and footers."""
    foreign = Zone.COMMENTS | Zone.RELATED | Zone.POPULAR | Zone.EMBED | Zone.AD | Zone.OVERLAY
    for part in seen.dropped:
        if headline < part.position <= headline + 5 and not part.zone & foreign and not is_longer(part.element, 250):
            zone = part.zone | Zone.BYLINE | Zone.FOOTER
            seen.marks.append(Mark(part.element, zone, part.position, part.node))


def is_broken_open(element: etree._Element, tag: str) -> bool:
    """Ask whether an element that never holds text holds the story, because it was left open or misused."""
    if tag not in _LEFT_OPEN or not len(element):
        return False
    return next(element.iter("main", "h1"), None) is not None if tag == "nav" else prose_in(element) > 600


def _signup_boxes(forms: Iterable[etree._Element]) -> set[etree._Element]:
    """Find the boxes that ask for an e-mail address: each the largest around its form that says little else."""
    boxes: set[etree._Element] = set()
    for form in forms:
        asks = any((field.get("type") or "").lower() == "email" for field in form.iter("input"))
        if not asks or next(form.iter("textarea"), None) is not None:
            continue  # with room for a text it is the form of a comment
        box = form
        while True:
            parent = box.getparent()
            if parent is None or parent.tag not in ("div", "section", "aside") or not is_small(parent):
                break
            if is_longer(parent, 300) or next(parent.iter("h1", "time", "blockquote", "figure"), None) is not None:
                break
            box = parent
        if not is_longer(box, 300):
            boxes.add(box)
    return boxes


def _with_all_above(elements: Iterable[etree._Element]) -> set[etree._Element]:
    """Give elements and all that they stand in."""
    found: set[etree._Element] = set()
    for element in elements:
        above: etree._Element | None = element
        while above is not None and above not in found:
            found.add(above)
            above = above.getparent()
    return found
