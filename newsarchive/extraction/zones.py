"""What the class, id, role and itemprop of an element say about the part of a page it holds.

The words stand in :mod:`.zone_words`.
"""

from __future__ import annotations

import re
from functools import lru_cache

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

_COMPILED = tuple(
    (zone, re.compile(rf"(?:{words})$"), re.compile(rf"(?:[a-z]{{1,4}}-)?(?:{words})$"))
    for zone, words in ((zone, "|".join(table.split())) for zone, table in RULES)
)
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


@lru_cache(maxsize=16384)
def _zone_of_token(token: str) -> int:
    name = _SEPARATORS.sub("-", _CAMEL.sub("-", token)).lower().strip("-")
    if not name or len(name) > 60 or _STATE.match(name):
        return Zone.NONE
    bare = _HASH.sub("", name)
    found = Zone.NONE
    for zone, strict, loose in _COMPILED:
        pattern = loose if zone & _LOOSE_PREFIX else strict
        if pattern.match(name) or (bare != name and pattern.match(bare)):
            found |= zone
    return found


@lru_cache(maxsize=8192)
def zone_of(names: str) -> int:
    """Give the zones the class and id of an element (joined by a space) name; the same string, the same answer."""
    if _POST_CLASS.search(names):
        return Zone.NONE
    found = Zone.NONE
    for token in names.split():
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
