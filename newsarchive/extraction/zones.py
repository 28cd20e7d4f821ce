"""What the class, id, role and itemprop of an element say about the part of a page it holds.

The words stand in :mod:`.zone_words`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.extraction.openings import ANY, openings
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
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[_\-:./]+")
_ODD = re.compile(r"[_:./]|--")
_HASH = re.compile(r"-+(?=[a-z]*\d)[a-z0-9]{4,8}$")
#: A post's own wrapper carries the names of its tags and categories as classes; they say nothing of its parts.
_POST_CLASS = re.compile(r"(?:^|\s)(?:hentry|type-\w+|status-publish|post-\d+|node-\d+)(?=\s|$)")
_STATE = re.compile(
    r"(?:has|no|with|without|show|showing|hide|is|not|js|can|enable|logged|wf|wp-container|elementor|et-pb|vc|tdi|"
    r"col|row|u|md|lg|sm|xs|xl|mt|mb|pt|pb)-(?!hidden$|type-|style-post-terms-1|content$|tags$|date$|nav\w*$|display$)"
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


@lru_cache(maxsize=256)
def _rules_from(letter: str, *, loose: bool) -> tuple[re.Pattern[str], tuple[tuple[int, re.Pattern[str]], ...]] | None:
    """Compile the words that begin with a letter: all of them in one expression, and zone by zone.

    Nine names in ten mean nothing, and the one expression says so. ``loose`` leaves only the zones whose words may
    stand behind a short prefix.
    """
    first = "0" if letter.isdecimal() else letter
    rules: list[tuple[int, str]] = []
    for zone, table in RULES:
        words = [word for word in table.split() if {ANY, first} & openings(word)]
        if words and (not loose or zone & _LOOSE_PREFIX):
            rules.append((zone, "|".join(words)))
    if not rules:
        return None
    one = re.compile(f"(?:{'|'.join(words for _, words in rules)})$")
    return one, tuple((zone, re.compile(rf"(?:{words})$")) for zone, words in rules)


def _zone_of_name(name: str) -> int:
    """Give the zones whose words match a whole name, or for some of them what stands behind a prefix of 1-4 letters."""
    found = Zone.NONE
    rules = _rules_from(name[0], loose=False)
    if rules is not None and rules[0].match(name):
        for zone, words in rules[1]:
            if words.match(name):
                found |= zone
    dash = name.find("-", 1, 5)
    if dash > 0 and name[:dash].isascii() and name[:dash].isalpha() and dash + 1 < len(name):
        rules = _rules_from(name[dash + 1], loose=True)
        if rules is not None and rules[0].match(name, dash + 1):
            for zone, words in rules[1]:
                if words.match(name, dash + 1):
                    found |= zone
    return found


@lru_cache(maxsize=65536)
def _zone_of_token(token: str) -> int:
    name = token if token.islower() else _CAMEL.sub("-", token).lower()
    if _ODD.search(name):
        name = _SEPARATORS.sub("-", name)
    name = name.strip("-")
    if not name or len(name) > 60 or _STATE.match(name):
        return Zone.NONE
    found = _zone_of_name(name)
    tail = len(name) - name.rfind("-") - 1
    if 4 <= tail <= 8 and not name[-tail:].isalpha():
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
