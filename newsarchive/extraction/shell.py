"""Is the page only the frame of a program, which needs JavaScript before there is anything to read.

What is looked for is what frameworks serve (React, Vue, Angular, Svelte and their kits): an empty element for
the program to fill, a script to fill it, hardly any words beside, and often a line that asks for JavaScript.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from newsarchive.extraction.meta import read_head
from newsarchive.extraction.page import Page
from newsarchive.extraction.state import read_state

#: What is never shown to a reader, or not to one whose browser runs the program.
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "math"})
#: What a server writes around a program: menus and legal notices are no sign that there is a text.
_FRAME = frozenset({"a", "nav", "header", "footer", "button", "form", "select", "label", "dialog"})
#: What programs are told to fill.
_MOUNT = re.compile(
    r"(?:js[-_])?(?:react[-_]?)?(?:root|app|application|main-?app|mount)(?:[-_](?:root|app|container|content|mount|shell))?"
    r"|__next|__nuxt|___gatsby|svelte|q-app|app-?shell|single-spa-application.*|ember-application|page-?root|spa",
    re.IGNORECASE,
)
_JAVASCRIPT = re.compile(r"\bjava ?scripts?\b|\bjs\b|جافا ?سكريبت|джаваскрипт", re.IGNORECASE)
#: A guard against robots asks for cookies in the same breath; it is not for a browser of ours to get past it.
_GUARD = re.compile(r"cookie|\bray id\b|captcha|\bhuman\b", re.IGNORECASE)

#: Characters: the longest line that only asks for JavaScript, …
_NOTICE = 400
#: … what a mount may hold of "Loading", "Chargement en cours", …
_LOADING = 120
#: … and the text a page may have outside links and menus and yet be a shell: with an empty mount, with a notice alone.
_BESIDE_MOUNT, _BESIDE_NOTICE = 300, 150
#: An inline script of this length is a program.
_PROGRAM = 400
_ENOUGH = 2000
#: Elements called like a mount that are looked into, and the parts one may have: no page makes this slow.
_MAX_MOUNTS, _MAX_PARTS = 12, 400


@dataclass(slots=True)
class _Seen:
    """What one pass over a page found: characters of text outside its frame, notices, mounts, programs."""

    told: int = 0
    asks: bool = False
    is_guarded: bool = False
    mounts: int = 0
    programs: int = 0
    looked_at: int = 0


def is_shell(page: Page) -> bool:
    """Ask whether a page shows nothing but the frame of a program, whatever its scripts hold."""
    body = next(page.tree.iterchildren("body"), None)
    if body is None:
        return False
    seen = _seen(body)
    if seen.told <= _BESIDE_MOUNT:
        _look_at_scripts(page.tree, seen)
    if not seen.programs or seen.is_guarded:
        return False
    if seen.mounts and seen.told <= _BESIDE_MOUNT:
        return True
    return seen.asks and seen.told <= _BESIDE_NOTICE


def needs_script(page: Page) -> bool:
    """Ask whether a page must be run by a browser to be read: a shell whose data hold no article either."""
    return is_shell(page) and read_state(page, read_head(page)) is None


def _seen(body: etree._Element) -> _Seen:
    """Go through a body once, no recursion, however deep it is."""
    seen = _Seen()
    within = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if event == "start":
            if tag in _FRAME:
                within += 1
            if tag not in _SILENT:
                _count(element.text, seen, framed=within > 0)
                if seen.looked_at < _MAX_MOUNTS and _is_named_mount(element, tag):
                    seen.looked_at += 1
                    seen.mounts += _is_empty(element)
        else:
            if tag in _FRAME:
                within -= 1
            if element is not body:
                parent = element.getparent()
                if parent is None or parent.tag not in _SILENT:
                    _count(element.tail, seen, framed=within > 0)
        if seen.told > _ENOUGH:
            break
    return seen


def _count(text: str | None, seen: _Seen, *, framed: bool) -> None:
    words = " ".join(text.split()) if text else ""
    if not words:
        return
    if len(words) < _NOTICE and _JAVASCRIPT.search(words):
        seen.asks = True
        seen.is_guarded |= _GUARD.search(words) is not None
    elif not framed:
        seen.told += len(words)


def _is_named_mount(element: etree._Element, tag: str) -> bool:
    """Ask whether an element is called like one for a program to fill."""
    if "ng-version" in element.attrib or "data-reactroot" in element.attrib or "data-v-app" in element.attrib:
        return True
    if "-" in tag and tag.endswith(("-root", "-app", "-shell")):
        return True
    names = (element.get("id") or "").split() + (element.get("class") or "").split()[:4]
    return any(len(name) < 60 and _MOUNT.fullmatch(name) for name in names)


def _is_empty(mount: etree._Element) -> bool:
    """Ask whether there is next to nothing in an element yet: a picture of a page, a word that it is coming."""
    length = 0
    for count, piece in enumerate(mount.iter()):
        if count > _MAX_PARTS:
            return False
        parent = piece.getparent()
        is_silent = piece.tag in _SILENT
        if not is_silent and piece.text and not _JAVASCRIPT.search(piece.text):
            length += len(piece.text.strip())
        if piece is not mount and piece.tail and (parent is None or parent.tag not in _SILENT):
            length += len(piece.tail.strip())
        if length > _LOADING:
            return False
    return True


def _look_at_scripts(tree: etree._Element, seen: _Seen) -> None:
    """Count the programs of a page, and take note of what it says to browsers that run none."""
    for element in tree.iter("script", "noscript"):
        if element.tag == "noscript":
            words = " ".join("".join(map(str, element.itertext())).split())
            if 0 < len(words) < _NOTICE and _JAVASCRIPT.search(words):
                seen.asks = True
                seen.is_guarded |= _GUARD.search(words) is not None
        elif (element.get("type") or "module").lower() in ("module", "text/javascript", "application/javascript"):
            seen.programs += bool(element.get("src")) or len(element.text or "") >= _PROGRAM
