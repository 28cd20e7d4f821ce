"""Phrases by language, compiled once at import into matchers.

The data stand in :mod:`.phrases`, :mod:`.lists` and :mod:`.furniture`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.extraction.boilerplate.furniture import FURNITURE
from newsarchive.extraction.boilerplate.lists import CLOSING_NOTES, OTHER_LISTS, RELATED_PATTERNS
from newsarchive.extraction.boilerplate.phrases import (
    AD_LABELS,
    CALLOUTS,
    END_HEADINGS,
    ERROR_TITLES,
    MACHINERY,
    RELATED_HEADINGS,
    TAILS,
    WEAK_CALLOUTS,
)
from newsarchive.extraction.openings import Table

__all__ = [
    "callout_of",
    "fold",
    "is_ad_label",
    "is_closing_note",
    "is_end_heading",
    "is_error_title",
    "is_furniture",
    "is_machinery",
    "is_other_list",
    "is_related_heading",
    "without_tail",
]

_EDGES = " \t-–—_*•·:|()[]►▶»>→<«…▼↓+#✔☛👉⇒➡🔴️✅➤➔▸◆■●★."


def fold(text: str) -> str:
    """Fold for comparison: lower case, straight apostrophes, no marks around."""
    return _short_folded(text) if len(text) < _LABEL else _folded(text)


#: Shorter texts are asked about again and again by rule after rule.
_LABEL = 80


def _folded(text: str) -> str:
    lowered = text.lower()
    return (lowered if text.isascii() else _straight(lowered)).strip(_EDGES)


_short_folded = lru_cache(maxsize=1024)(_folded)


def _straight(text: str) -> str:
    if text.isascii():
        return text
    return text.replace("’", "'").replace("‘", "'").replace("´", "'").replace("\xa0", " ").replace("i̇", "i")


def _all(table: dict[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(fold(phrase) for phrases in table.values() for phrase in phrases)


def _starts(phrases: frozenset[str]) -> str:
    return "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))


_ADS = _all(AD_LABELS)
_RELATED = _all(RELATED_HEADINGS) | {p for p in _all(CALLOUTS) if p not in WEAK_CALLOUTS}
_END = _all(END_HEADINGS) - _all(RELATED_HEADINGS)
_CALLOUTS = _all(CALLOUTS)
_CALLOUT = re.compile(
    rf"(?P<words>{_starts(_CALLOUTS)})(?P<after>\s*(?:[:;\-–—|>»→►▶…\[(]|\bsur\b|\bdans\b|\bin\b|\bpar\b|$)?)"
)
#: No call is shorter than this.
_CALL = min(map(len, _CALLOUTS))
_CALL_BEGINS = frozenset(words[:_CALL] for words in _CALLOUTS)
_MACHINERY = Table(p for patterns in MACHINERY.values() for p in patterns)
_RELATED_LIKE = Table(f"(?:{p})$" for patterns in RELATED_PATTERNS.values() for p in patterns)
_OTHER_LIST = re.compile("|".join(p for patterns in OTHER_LISTS.values() for p in patterns))
_FURNITURE = Table(p for patterns in FURNITURE.values() for p in patterns)
_NOTES = Table(p for patterns in CLOSING_NOTES.values() for p in patterns)
_TAIL = re.compile(rf"(?:{'|'.join(TAILS)})[\s.]*$", re.IGNORECASE)
_ERRORS = re.compile(rf"^(?:{'|'.join(ERROR_TITLES)})(?:\s*[|\-–—:!.…].*)?[\s!.?]*$")


def is_ad_label(text: str) -> bool:
    """Ask whether the whole block is a label for advertising ("- Publicité -")."""
    return len(text) < 60 and fold(text) in _ADS


def callout_of(text: str) -> tuple[str, bool] | None:
    """Give the words that call to another article at the start of ``text``, and whether they say so beyond doubt.

    Beyond doubt means: not common words of prose, or followed by a colon, a dash or the end.
    """
    folded = fold(text[:80])
    match = _CALLOUT.match(folded) if folded[:_CALL] in _CALL_BEGINS else None
    if match is None:
        return None
    words, after = match.group("words"), match.group("after").strip()
    if not after:
        rest = folded[match.end() :]
        if rest and rest[0].isalnum() and not folded[match.end("words") : match.end("words") + 1].isspace():
            return None
    return words, bool(after) or words not in WEAK_CALLOUTS


def is_related_heading(text: str) -> bool:
    """Ask whether a heading announces the article's own related articles."""
    if len(text) >= 70:
        return False
    folded = fold(text)
    return folded in _RELATED or (folded not in _END and _RELATED_LIKE.matches(folded))


def is_end_heading(text: str) -> bool:
    """Ask whether a heading announces something that is not the article: comments, sharing, most read."""
    return len(text) < 80 and fold(text) in _END


def is_machinery(text: str) -> bool:
    """Ask whether a short block starts like the machinery of a site: sharing, subscribing, copyright."""
    return len(text) < 400 and _MACHINERY.matches(fold(text[:120]))


def is_other_list(text: str) -> bool:
    """Ask whether a heading announces a list of the site: most read, latest, of a section, not the article's own."""
    return len(text) < 80 and (fold(text) in _END or _OTHER_LIST.search(fold(text)) is not None)


def is_closing_note(text: str) -> bool:
    """Ask whether a block says where a text comes from, who wrote it or under which licence it stands."""
    return len(text) < 500 and _NOTES.matches(fold(text[:120]))


def is_furniture(text: str) -> bool:
    """Ask whether a whole block is what a site says to its readers: subscribe, consent, donate, follow us."""
    return 4 < len(text) < 900 and _FURNITURE.matches(fold(text[:260]))


def without_tail(text: str) -> str:
    """Give a paragraph without what a site sets right behind its last word: who reserves which rights."""
    found = _TAIL.search(text, max(40, len(text) - 80)) if len(text) > 60 else None
    return text[: found.start()].rstrip() if found else text


def is_error_title(text: str) -> bool:
    """Ask whether a heading or title is that of an error page."""
    return len(text) < 120 and _ERRORS.match(_straight(text.lower()).strip()) is not None
