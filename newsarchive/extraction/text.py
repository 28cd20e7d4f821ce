"""Raw text of a page made sane: one kind of space, nothing invisible."""

from __future__ import annotations

import re

from lxml import etree

# Soft hyphens, zero-width and direction marks; and control characters, which a terminal would obey.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\ufffc]")
_TAGS = re.compile(r"<[^<>]+>")
_MAX_DEPTH = 100
_SKIPPED = ("script", "style", "noscript", "svg", "template", "button", "select", "textarea")


def sane(raw: str) -> str:
    """Fold every white space (no-break and thin ones too) to single spaces; drop invisible characters."""
    folded = " ".join(raw.split())
    # Marks between two spaces leave a double one behind.
    return folded if folded.isprintable() else " ".join(_INVISIBLE.sub("", folded).split())


def unescaped(raw: str) -> str:
    """Give text out of metadata as a reader would see it: entities decoded (also twice encoded ones), tags dropped."""
    if "&" in raw:
        from html import unescape

        raw = unescape(raw)
        if "&" in raw and ";" in raw:
            raw = unescape(raw)
    if "<" in raw:
        raw = _TAGS.sub(" ", raw)
    return sane(raw)


def text_of(element: etree._Element) -> str:
    """Give the text of an element and all below it, scripts and controls left out."""
    pieces: list[str] = []
    _gather(element, pieces, 0)
    return sane("".join(pieces))


def _gather(element: etree._Element, pieces: list[str], depth: int) -> None:
    if depth > _MAX_DEPTH:
        pieces.extend(str(text) for text in element.itertext())
        return
    if element.text:
        pieces.append(element.text)
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag not in _SKIPPED:
            if tag not in _INLINE:
                pieces.append(" ")
            _gather(child, pieces, depth + 1)
            if tag not in _INLINE:
                pieces.append(" ")
        if child.tail:
            pieces.append(child.tail)


_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "var",
        "wbr",
        "time",
        "acronym",
        "big",
        "del",
        "tt",
        "label",
    }
)
