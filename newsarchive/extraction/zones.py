"""What the class, id, role and itemprop of an element say about the part of a page it holds.

The words stand in :mod:`.zone_words`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from newsarchive.extraction.openings import ANY, beginnings, literal_of
from newsarchive.extraction.zone_words import RULES, Zone

#: Zones whose text is never the article's, dropped as they are met.
DROPPED = (
    Zone.COMMENTS
    | Zone.RELATED
    | Zone.SHARE
    | Zone.AD
    | Zone.NAVIGATION
    | Zone.ASIDE
    | Zone.NEWSLETTER
    | Zone.AUTHOR_BOX
    | Zone.EMBED
    | Zone.POPULAR
    | Zone.OVERLAY
    | Zone.HIDDEN
    | Zone.TAGS
)
#: Of these, the ones dropped even where they hold much prose.
CERTAIN = Zone.COMMENTS

_LOOSE_PREFIX = (
    Zone.BODY
    | Zone.LEAD
    | Zone.BYLINE
    | Zone.AUTHOR
    | Zone.DATE
    | Zone.CAPTION
    | Zone.RELATED
    | Zone.NEWSLETTER
    | Zone.SHARE
    | Zone.TAGS
    | Zone.COMMENTS
    | Zone.SECTION
)
_ALL = -1
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[_\-:./]+")
_HASH = re.compile(r"-+(?=[a-z]*\d)[a-z0-9]{4,8}$")
#: A post's own wrapper carries the names of its tags and categories as classes; they say nothing of its parts.
_POST_CLASS = re.compile(r"(?:^|\s)(?:hentry|type-\w+|status-publish|post-\d+|node-\d+)(?=\s|$)")
#: Names that begin so tell a state or a measure.
_STATES = frozenset(
    {
        *("has", "no", "with", "without", "show", "showing", "hide", "is", "not", "js", "can", "enable", "logged"),
        *("wf", "wp", "elementor", "et", "vc", "tdi", "col", "row", "u"),
        *("md", "lg", "sm", "xs", "xl", "mt", "mb", "pt", "pb"),
    }
)
_STATE = re.compile(
    r"(?:wp-container|et-pb|(?!wp-|et-)[a-z]+)-"
    r"(?!hidden$|type-|style-post-terms-1|content$|tags$|date$|nav\w*$|display$)"
)

_ITEMPROP = {
    "articleBody": Zone.BODY,
    "articlebody": Zone.BODY,
    "author": Zone.AUTHOR,
    "creator": Zone.AUTHOR,
    "datePublished": Zone.DATE,
    "dateCreated": Zone.DATE,
    "dateModified": Zone.UPDATED,
    "dc:date": Zone.DATE,
    "dc:created": Zone.DATE,
    "dc:issued": Zone.DATE,
    "dc:modified": Zone.UPDATED,
    "headline": Zone.HEADLINE,
    "caption": Zone.CAPTION,
    "comment": Zone.COMMENTS,
    "articleSection": Zone.SECTION,
    "alternativeHeadline": Zone.NONE,
    "description": Zone.NONE,
}
_ROLE = {
    "navigation": Zone.NAVIGATION,
    "search": Zone.NAVIGATION,
    "banner": Zone.TITLE_BAR,
    "contentinfo": Zone.NAVIGATION,
    "complementary": Zone.ASIDE,
    "dialog": Zone.OVERLAY,
    "alertdialog": Zone.OVERLAY,
    "menu": Zone.NAVIGATION,
    "menubar": Zone.NAVIGATION,
    "toolbar": Zone.SHARE,
    "tooltip": Zone.OVERLAY,
}


#: Of a group of words: one expression of all, which says no to nine names in ten, and the words of each zone.
_Rules = tuple[re.Pattern[str], tuple[tuple[int, str], ...]]


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[int, str, frozenset[str]], ...]:
    """Give every word with its zone and the two letters it can begin with."""
    return tuple((zone, word, frozenset(beginnings(word, 2))) for zone, table in RULES for word in table.split())


@lru_cache(maxsize=1)
def _words_anywhere() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """Give the words that may stand behind any others, each with the letters that always stand in it."""
    return tuple((literal_of(word), zone, re.compile(rf"{word}$")) for zone, word, begins in _words() if ANY in begins)


@lru_cache(maxsize=4096)
def _rules_for(begin: str, zones: int) -> _Rules | None:
    """Compile the words of some zones for names that begin with two letters."""
    begins = {begin, begin[0]} if not begin[0].isdecimal() else {"0"}
    rules: dict[int, list[str]] = {}
    for zone, word, known in _words():
        if zone & zones and known & begins:
            rules.setdefault(zone, []).append(word)
    if not rules:
        return None
    one = re.compile(f"(?:{'|'.join(chain.from_iterable(rules.values()))})$")
    return one, tuple((zone, "|".join(words)) for zone, words in rules.items())


@lru_cache(maxsize=4096)
def _whole(words: str) -> re.Pattern[str]:
    return re.compile(f"(?:{words})$")


def _zone_of_name(name: str) -> int:
    """Give the zones whose words match a whole name, or for some of them what stands behind a prefix of 1-4 letters."""
    found = _zones_of_words(name, 0, _ALL)
    for literal, zone, words in _words_anywhere():
        if literal in name and words.match(name):
            found |= zone
    dash = name.find("-", 1, 5)
    if 0 < dash < len(name) - 1 and name[:dash].isascii() and name[:dash].isalpha():
        found |= _zones_of_words(name, dash + 1, _LOOSE_PREFIX)
    return found


def _zones_of_words(name: str, start: int, zones: int) -> int:
    rules = _rules_for(name[start : start + 2], zones)
    found = Zone.NONE
    if rules is not None and rules[0].match(name, start):
        for zone, words in rules[1]:
            if _whole(words).match(name, start):
                found |= zone
    return found


@lru_cache(maxsize=65536)
def _zone_of_token(token: str) -> int:
    name = token if token.islower() else _CAMEL.sub("-", token).lower()
    bare = name.replace("-", "")
    if not bare.isalnum() or "--" in name:
        name = _SEPARATORS.sub("-", name)
    name = name.strip("-")
    if not name or len(name) > 60:
        return Zone.NONE
    dash = name.find("-")
    if dash > 0 and name[:dash] in _STATES and _STATE.match(name):
        return Zone.NONE
    found = _zone_of_name(name)
    tail = len(name) - name.rfind("-") - 1
    if 4 <= tail <= 8 and dash > 0 and not name[-tail:].isalpha():
        bare = _HASH.sub("", name)
        if bare and bare != name:
            found |= _zone_of_name(bare)
    return found


#: Classes past this many characters say nothing more; nor would a cache of such strings be small.
_LONG = 2000


def zone_of(names: str) -> int:
    """Give the zones the class and id of an element (joined by a space) name; the same string, the same answer."""
    return _zone_of(names) if len(names) <= _LONG else _zone_of(names[:_LONG])


@lru_cache(maxsize=8192)
def _zone_of(names: str) -> int:
    if (
        "post-" in names or "type-" in names or "hentry" in names or "node-" in names or "status-" in names
    ) and _POST_CLASS.search(names):
        return Zone.NONE
    tokens = names.split()
    if "widget" in tokens and "Blog" in tokens:
        return Zone.NONE  # Blogger calls the story's own column so
    found = Zone.NONE
    for token in tokens:
        found |= _zone_of_token(token)
    return found


def zones_told(told: Sequence[tuple[Any, Any]]) -> int:
    """Give the zones the attributes of an element (names and values) name."""
    if len(told) == 1:  # most of them
        name, value = told[0]
        if name == "class":
            return zone_of(value)
        if name == "href":
            return Zone.NONE
    attributes = dict(told)
    names, ident = attributes.get("class"), attributes.get("id")
    zone = zone_of(f"{names} {ident}" if names and ident else names or ident or "") if names or ident else Zone.NONE
    prop = attributes.get("itemprop") or attributes.get("property")
    if prop:
        zone |= zone_of_itemprop(prop)
    if "role" in attributes:
        zone |= zone_of_role(attributes["role"])
    style = attributes.get("style")
    if style and "none" in style and "display:none" in style.replace(" ", ""):
        zone |= Zone.HIDDEN
    if "hidden" in attributes:
        zone |= Zone.HIDDEN
    return zone


def zone_of_itemprop(name: str) -> int:
    """Give the zone a microdata property names."""
    zone = Zone.NONE
    for part in name.split():
        zone |= _ITEMPROP.get(part.removeprefix("schema:"), Zone.NONE)
    return zone


def zone_names(zone: int) -> list[str]:
    """Name the zones of a set, for people."""
    return [name.lower() for name, bit in vars(Zone).items() if isinstance(bit, int) and bit and zone & bit]


def zone_of_role(role: str) -> int:
    """Give the zone an ARIA role names."""
    return _ROLE.get(role.strip().lower(), Zone.NONE)
