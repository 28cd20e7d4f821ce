"""The moment of publication in the data a page carries for its own scripts, and in JSON-LD too broken to parse."""

from __future__ import annotations

import re

from lxml import etree

from newsarchive.extraction.date_words import STATE_KEYS

#: By first letter, and what may not stand before it only then: most of a script is then passed at the pace of a search.
_NAMES = "|".join(
    rf"{letter}(?<!\w{letter})(?:{'|'.join(key[1:] for key in STATE_KEYS if key[0] == letter)})"
    for letter in sorted({key[0] for key in STATE_KEYS})
)
_PAIR = re.compile(rf"""({_NAMES})\b\\{{0,3}}["']?\s*[:=]\s*\\{{0,3}}["']?([\dA-Z][^"'\\,;}}<]{{7,39}})""")
#: Characters of one page's scripts that are searched; state blobs beyond that hold other stories.
_MOST = 800_000
_LONGEST_TITLE = 40


def dates_in_scripts(tree: etree._Element, headline: str) -> list[str]:
    """Give the raw dates of publication found in scripts, the likeliest to be this article's first.

    Where the data names several moments, those nearest to the article's ``headline`` come first, and
    without it there nothing is given: which of them is the article's cannot be told.
    """
    found: list[tuple[int, int, str]] = []
    title = headline[:_LONGEST_TITLE]
    left = _MOST
    for script in tree.iter("script"):
        text = script.text
        if not text or len(text) > left:
            continue
        left -= len(text)
        pairs = list(_PAIR.finditer(text))
        if not pairs:
            continue
        at = text.find(title) if len(title) > 8 else -1
        for pair in pairs[:200]:
            rank = STATE_KEYS.index(pair[1])
            found.append((abs(pair.start() - at) if at >= 0 else _MOST, rank, pair[2].strip()))
    days = {raw[:10] for _, _, raw in found}
    if len(days) > 1:
        found = [f for f in found if f[0] < _MOST]
        found.sort(key=lambda f: f[0])
    else:
        found.sort(key=lambda f: f[1])
    return [raw for _, _, raw in found[:6]]
