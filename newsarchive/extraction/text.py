"""Raw text of a page made sane: one kind of space, nothing invisible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from newsarchive.extraction.elements import children_of
from newsarchive.extraction.spoken import SPOKEN, is_in_brackets, spoken_by

# Soft hyphens, zero-width and direction marks, letters of icon fonts; control characters, which terminals obey; and
# halves of characters out of JSON, which nothing can write down.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffc\ud800-\udfff\ue000-\uf8ff]"
    # Joiners join the letters of many scripts, and emoji; behind a space or a Latin letter there is nothing to join.
    "|(?<![^\\s\x00-\u024f])[\u200c\u200d]+|\u200c+(?!\\S)"
)
_TAGS = re.compile(r"<[^<>]+>")
#: A reference to a character that is none and never will be: Python refuses to read a number of 4,301 digits.
_LONG_REFERENCE = re.compile(r"&#[0-9]{100,};?")
_SKIPPED = frozenset({"script", "style", "noscript", "svg", "template", "button", "select", "textarea"})


def sane(raw: str) -> str:
    """Fold every white space (no-break and thin ones too) to single spaces; drop what no reader sees."""
    text = raw.strip()
    if text.isprintable():  # no other space in it than the plain one
        return text if "  " not in text else " ".join(text.split())
    text = " ".join(text.split())
    # Marks between two spaces leave a double one behind.
    return text if text.isprintable() else " ".join(_INVISIBLE.sub("", text).split())


def unescaped(raw: str) -> str:
    """Give text out of metadata as a reader would see it: entities decoded (also twice encoded ones), tags dropped."""
    if "&" in raw:
        raw = unescaped_once(raw)
        if "&" in raw and ";" in raw:
            raw = unescaped_once(raw)
    if "<" in raw:
        raw = _TAGS.sub(" ", raw)
    return sane(raw)


def unescaped_once(raw: str) -> str:
    """Decode the entities of a text, also those that name no character (:func:`html.unescape` raises at some)."""
    try:
        return unescape(raw)
    except ValueError:
        return unescape(_LONG_REFERENCE.sub("\ufffd", raw))


def text_of(element: etree._Element, limit: int = 0) -> str:
    """Give the text of an element and all below it, scripts and controls left out.

    With ``limit``, reading may stop once there are more characters than that: for callers to whom a text longer
    than ``limit`` is all the same.
    """
    if not len(element):
        text = element.text
        return sane(text) if text else ""
    return sane("".join(_pieces(element, limit)))


def _pieces(element: etree._Element, limit: int) -> list[str]:
    """Gather the texts below an element, a space around each block; no recursion, however deep it is."""
    pieces = [element.text or ""]
    ends: list[tuple[Iterator[etree._Element], etree._Element, bool]] = []
    children = iter(children_of(element))
    look = 32  # pieces from which it is worth the while to see whether they are enough
    while True:
        for child in children:
            tag = child.tag
            if tag.__class__ is str and tag not in _SKIPPED and (tag != "rt" or is_in_brackets(child)):
                is_inline = tag in _INLINE
                if not is_inline:
                    pieces.append(" ")
                pieces.append(child.text or "" if tag not in SPOKEN else spoken_by(child, tag))
                if len(child):
                    ends.append((children, child, is_inline))
                    children = iter(children_of(child))
                    break
                if not is_inline:
                    pieces.append(" ")
            pieces.append(child.tail or "")
        else:
            if not ends:
                return pieces
            children, child, is_inline = ends.pop()
            pieces.append((child.tail or "") if is_inline else f" {child.tail or ''}")
        if limit and len(pieces) > look:
            if len(sane("".join(pieces))) > limit:
                return pieces
            look *= 2


_INLINE = frozenset(
    {
        "a",
        "img",
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
        "rb",
        "rp",
        "rt",
        "ruby",
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
