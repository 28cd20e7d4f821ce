"""A copy of a page in which a site's profile is plain to see: removed parts empty, the body one box without names.

The walk leaves out what bears the names or tags of boilerplate; in the copy, what a profile calls the text bears none.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

_NAMES = ("class", "id", "role", "style", "hidden", "itemprop", "property")
#: Elements that the walk may not enter, whatever stands in them; and those that may be a page's grid.
_BOXES = frozenset(
    {"aside", "nav", "footer", "form", "header", "button", "dialog", "noscript", "menu", "template", "object", "map"}
)
_NO_TEXT = frozenset({"script", "style", "noscript", "template"})
_LAYOUT = frozenset({"table", "tbody", "thead", "tr", "td", "th", "figure", "fieldset"})


@dataclass(frozen=True, slots=True)
class PlainCopy:
    """A copied ``tree`` with its ``body`` and ``kept`` elements.

    ``removed`` leads from the emptied elements of the copy to the originals; ``twins`` from originals to copies.
    """

    tree: etree._Element
    body: etree._Element | None
    kept: frozenset[etree._Element]
    removed: dict[etree._Element, etree._Element]
    twins: dict[etree._Element, etree._Element]

    def twin(self, element: etree._Element) -> etree._Element | None:
        """Give the copy of an element, None where it went with a part that was removed."""
        twin = self.twins[element]
        return twin if twin is self.tree or self.tree in twin.iterancestors() else None


def plain_copy(
    tree: etree._Element,
    *,
    body: list[etree._Element],
    removed: list[etree._Element],
    kept: Collection[etree._Element],
) -> PlainCopy:
    """Copy a tree. What holds the ``body`` is never removed; of body elements within each other the outer counts."""
    copied = deepcopy(tree)
    twins = dict(zip(tree.iter(), copied.iter(), strict=True))
    held = {tree, *body, *_around(body)}
    removed = [element for element in removed if element not in held]
    for element in removed:
        twins[element].clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs do not know it
    # A part that went with a bigger one is no longer in the tree.
    alive = set(copied.iter())
    left = frozenset(twin for e in kept if (twin := twins[e]) in alive)
    for element in outermost(copied, left):
        for part in element.iter():
            _make_plain(part, _BOXES)
    for ancestor in _around(left):
        _make_plain(ancestor, _BOXES | _LAYOUT)
    outer = outermost(copied, [twin for e in body if (twin := twins[e]) in alive])
    return PlainCopy(
        tree=copied,
        body=_boxed(outer) if outer else None,
        kept=left,
        removed={twin: element for element in removed if (twin := twins[element]) in alive},
        twins=twins,
    )


def outermost(tree: etree._Element, elements: Collection[etree._Element]) -> list[etree._Element]:
    """Give those of some elements of a tree that stand in no other of them, in the order of the page."""
    if not elements:
        return []
    chosen, inside = set(elements), set()
    outer: list[etree._Element] = []
    for element in tree.iter():
        parent = element.getparent()
        if parent is not None and (parent in inside or parent in chosen):
            inside.add(element)
        elif element in chosen:
            outer.append(element)
    return outer


def _around(elements: Collection[etree._Element]) -> set[etree._Element]:
    """Give all that elements stand in."""
    around: set[etree._Element] = set()
    for element in elements:
        for ancestor in element.iterancestors():
            if ancestor in around:
                break
            around.add(ancestor)
    return around


def with_text(tree: etree._Element) -> set[etree._Element]:
    """Give the elements of a tree that hold text, their own or that of an element in them."""
    found: set[etree._Element] = set()
    for element in tree.iter():
        own: etree._Element | None = None
        if element.text and not element.text.isspace() and element.tag not in _NO_TEXT:
            own = element
        elif element.tail and not element.tail.isspace():
            own = element.getparent()
        while own is not None and own not in found:
            found.add(own)
            own = own.getparent()
    return found


def _boxed(elements: list[etree._Element]) -> etree._Element:
    """Put elements into one new box where the first of them stands; what they stand in loses its names."""
    first = elements[0]
    parent = first.getparent()
    if parent is None or first.tag == "body":
        return first
    box = etree.Element("div")
    parent.insert(parent.index(first), box)
    for element in elements:
        _leave_tail(element)
        box.append(element)
        _make_plain(element, _BOXES | _LAYOUT)
    for ancestor in box.iterancestors():
        _make_plain(ancestor, _BOXES | _LAYOUT)
    return box


def _leave_tail(element: etree._Element) -> None:
    """Hand the text behind an element over to what stands before it."""
    tail, element.tail = element.tail, None
    if not tail:
        return
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail


def _make_plain(element: etree._Element, foreign: frozenset[str]) -> None:
    """Take from an element what could make the walk leave it out: its names, and a tag that is one of ``foreign``."""
    if element.tag in ("html", "body"):
        return
    for name in _NAMES:
        if element.get(name) is not None:
            del element.attrib[name]
    if element.tag in foreign:
        element.tag = "div"
