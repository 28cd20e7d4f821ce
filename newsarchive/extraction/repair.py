"""Markup no parser takes, cut down to what one does: elements of 1,000 attributes, trees 2,000 levels deep.

libxml2 looks through all attributes of an element to add one, and leaves a page where its tree gets too deep, with
all that stands behind. Both are seen at next to no cost, so that only pages that need it are mended.
"""

from __future__ import annotations

import re

from lxml import etree

_LONG_TAG = 16_384
_MAX_ATTRIBUTES = 200
_ATTRIBUTE = re.compile(rb"""[\s/]+[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?)?""")
_NAME = re.compile(rb"<[a-zA-Z][^\s/>]*+")
#: libxml2 gives up at 2,048.
_CUT_AT = 2000
_MAX_DEPTH = 500
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9-]*+)[^<>]*+>")
#: Elements that hold nothing, or that end where the next one begins: they add no level.
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody thead tfoot "
    b"option a form html head body script style".split()
)


def without_floods(source: bytes) -> bytes:
    """Cut the attributes of an element after the first 200, where its tag is longer than 16 kB."""
    kept: list[bytes] = []
    done = at = 0
    while at + _LONG_TAG <= len(source):
        last = source.rfind(b">", at, at + _LONG_TAG)
        if last >= 0:
            at = last + 1
            continue
        end = source.find(b">", at + _LONG_TAG)
        end = len(source) if end < 0 else end
        tag = source.find(b"<", at, end)
        name = _NAME.match(source, tag, end) if tag >= 0 else None
        if name is not None:
            for number, attribute in enumerate(_ATTRIBUTE.finditer(source, name.end(), end)):
                if number == _MAX_ATTRIBUTES:
                    kept.append(source[done : attribute.start()])
                    done = end
                    break
        at = end + 1
    return b"".join([*kept, source[done:]]) if kept else source


def is_cut_short(tree: etree._Element) -> bool:
    """Ask whether the parser gave a page up because its tree got too deep: the open elements then are its last ones."""
    element = tree
    for _ in range(_CUT_AT):
        if not len(element):
            return False
        element = element[-1]
    return True


def flattened(source: bytes) -> bytes:
    """Take out the tags below 500 levels, start and end; the text stays."""
    depth = 0
    dropped: dict[bytes, int] = {}

    def tag_or_nothing(match: re.Match[bytes]) -> bytes:
        nonlocal depth
        name = match.group(2).lower()
        if name in _FLAT:
            return match.group()
        if match.group(1):
            if dropped.get(name):
                dropped[name] -= 1
                return b" "
            depth = max(0, depth - 1)
        elif depth >= _MAX_DEPTH:
            dropped[name] = dropped.get(name, 0) + 1
            return b" "
        else:
            depth += 1
        return match.group()

    return _TAG.sub(tag_or_nothing, source)
