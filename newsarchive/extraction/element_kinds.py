"""What each element of HTML is to the walk: a container, a line, part of a line, or nothing to read."""

from __future__ import annotations

INLINE, BLOCK, LEAF, SKIP, DROP, BREAK, ANCHOR, IMAGE, TABLE, SOFT, RULE = range(11)

_TAGS: dict[str, int] = {}
for _kind, _names in {
    BLOCK: "div section article main body html center td th tr tbody thead tfoot ul ol dl details summary hgroup "
    "blockquote address amp-story-page amp-carousel fieldset legend search figure picture header",
    LEAF: "p h1 h2 h3 h4 h5 h6 li dt dd pre figcaption caption",
    SKIP: "script style svg iframe embed canvas input textarea datalist head link meta title math marquee progress "
    "meter amp-ad amp-embed amp-sidebar amp-iframe amp-video amp-youtube amp-twitter amp-facebook amp-social-share "
    "amp-instagram amp-analytics amp-consent amp-user-notification amp-lightbox amp-sticky-ad amp-auto-ads amp-audio",
    DROP: "template object video audio map button select dialog nav noscript rt menu",
    BREAK: "br",
    ANCHOR: "a",
    IMAGE: "img amp-img amp-anim",
    TABLE: "table",
    SOFT: "footer aside form",
    RULE: "hr",
}.items():
    for _name in _names.split():
        _TAGS[_name] = _kind
#: The common ones of those that are entered.
ENTERED = {name: kind for name, kind in _TAGS.items() if kind not in (SKIP, DROP, BREAK, IMAGE)}
ENTERED.update(dict.fromkeys(("span", "strong", "b", "em", "i", "time", "small", "font", "u", "label"), INLINE))
_BLOCKISH = ("article", "section", "block", "content", "body", "island", "container", "row", "layout", "page", "story")


def kind_of(tag: str) -> int:
    """Give the kind of an element; one that HTML does not know is a container if its name says so."""
    kind = _TAGS.get(tag)
    if kind is None:
        kind = BLOCK if "-" in tag and any(part in tag for part in _BLOCKISH) else INLINE
    return kind
