"""The article's pictures with their captions and credits."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from newsarchive.extraction.blocks import Picture, Walk
from newsarchive.extraction.body import Body
from newsarchive.extraction.credits import read_caption
from newsarchive.extraction.page import Page
from newsarchive.extraction.text import text_of
from newsarchive.model import Image
from newsarchive.normalize.urls import is_same_site, parts_of, to_absolute

_LAZY = ("data-src", "data-lazy-src", "data-original", "data-img-url", "data-url")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_DECORATION = re.compile(
    r"avatar|(?<![a-z])logos?(?![a-z])|(?<![a-z])icons?(?![a-z])|(?<![a-z])pixel|spacer|(?<![a-z])blank|banner|banniere|"
    r"/ads?/|emoji|sprite|(?<!\d)1x1|loading|/plugins/|/themes?/[^/]+/(?:images?|img|assets|dist)/|button|captcha",
    re.IGNORECASE,
)
#: One of these words stands, in small letters, in whatever the expression of that name finds: they are asked first.
_DECORATION_WORDS = (
    *("avatar", "logo", "icon", "pixel", "spacer", "blank", "banner", "banniere", "/ad", "emoji", "sprite", "1x1"),
    *("loading", "/plugins/", "/theme", "button", "captcha"),
)
_PLACEHOLDER_WORDS = ("data:", "placeholder", "lazy", "transparent", "w=", "1px")
_FURNITURE_WORDS = ("avatar", "author", "auteur", "logo", "icon", "social", "emoji", "badge")
_PLACEHOLDER = re.compile(r"^data:|placeholder|lazy|transparent|[?&]w=\d{1,2}(?:&|$)|(?<!\d)1px", re.IGNORECASE)
_FURNITURE = re.compile(r"avatar|author|auteur|(?<!spip_)logo|icon|social|emoji|badge", re.IGNORECASE)
_PICTURE_FILE = re.compile(
    r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)|attachment|/(?:images?|photos?|pics?)/", re.IGNORECASE
)
#: WordPress and others write the size into the name: ``pont-650x431.jpg``.
_SIZE = re.compile(
    r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}(?:[?#]|$))|[?#](?<=\.jpg.|\.png.|\.gif.|jpeg.|webp.|avif.).*$", re.IGNORECASE
)
_SMALL, _LARGE = 100, 500
#: Sources of one picture that are looked at.
_MOST_SOURCES = 20


def read_images(page: Page, walk: Walk, body: Body, declared: tuple[str, ...], headline: int | None) -> list[Image]:
    """Give the pictures in and just above the text; the ``declared`` ones (og:image …) where the page shows none.

    A picture in several sizes is given once, where it first stands.
    """
    images: dict[str, Image] = {}
    around = _Around(walk)
    start = max(0, body.start - 14, headline - 3 if headline is not None and headline <= body.start else 0)
    for picture in walk.pictures:
        if not start <= picture.position <= body.end or _is_furniture(picture, page, around):
            continue
        url = _address(picture.element, page)
        if not url or _finds(_DECORATION, _DECORATION_WORDS, url):
            continue
        caption, credit = read_caption(picture.captions)
        key = _SIZE.sub("", url).split("//", 1)[-1]
        known = images.get(key)
        if known is None:
            images[key] = Image(url=url, caption=caption, credit=credit)
        elif caption and not known.caption:
            images[key] = Image(url=known.url, caption=caption, credit=credit)
    if not images:
        for raw in declared:
            url = to_absolute(raw, page.base_url)
            if url:
                images.setdefault(url, Image(url=url))
    return list(images.values())


class _Around:
    """What stands around the pictures of a page, asked once: thousands may share a link or a place."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._targets: dict[int, frozenset[str]] = {}
        self._spoken: dict[etree._Element, bool] = {}

    def is_linked(self, position: int, href: str) -> bool:
        """Ask whether a block around a position links to an address."""
        if position not in self._targets:
            beside = self._walk.blocks[max(0, position - 1) : position + 3]
            self._targets[position] = frozenset(link.href for block in beside for link in block.links)
        return href in self._targets[position]

    def is_spoken(self, anchor: etree._Element) -> bool:
        """Ask whether a link holds words."""
        if anchor not in self._spoken:
            self._spoken[anchor] = bool(text_of(anchor, 1))
        return self._spoken[anchor]


def _is_furniture(picture: Picture, page: Page, around: _Around) -> bool:
    """Ask whether a picture is the page's, not the story's: a logo, a button, the teaser of another story."""
    element = picture.element
    sides = [int(side) for name in ("width", "height") if (side := (element.get(name) or "").strip()).isdecimal()]
    if any(side < _SMALL for side in sides) or _finds(_FURNITURE, _FURNITURE_WORDS, element.get("class") or ""):
        return True
    if picture.captions or (sides and sides[0] >= _LARGE):
        return False
    anchor = next(element.iterancestors("a"), None)
    href = anchor.get("href") if anchor is not None else None
    if anchor is None or not href or href.startswith("#") or _PICTURE_FILE.search(href):
        return False
    target = to_absolute(href, page.base_url)
    if not target or target == page.url:
        return False
    # A teaser says what it leads to, in the same link or in one beside it; what leads off the site is an ad or a badge.
    return (
        parts_of(target).path in ("", "/")
        or not is_same_site(target, page.url)
        or around.is_spoken(anchor)
        or around.is_linked(picture.position, href)
    )


def _finds(pattern: re.Pattern[str], words: tuple[str, ...], text: str) -> bool:
    return any(map(text.lower().__contains__, words)) and pattern.search(text) is not None


def _address(element: etree._Element, page: Page) -> str:
    """Give the address of a picture, of its largest file where ``src`` only holds the place."""
    src = element.get("src") or ""
    if src and not _finds(_PLACEHOLDER, _PLACEHOLDER_WORDS, src):
        return to_absolute(src, page.base_url)
    found = [element.get(name) or "" for name in _LAZY]
    found += [_largest(element.get(name)) for name in _SETS]
    whole = next(element.iterancestors("picture"), None)
    if whole is not None:
        found += [
            _largest(source.get(name)) for source in islice(whole.iter("source"), _MOST_SOURCES) for name in _SETS
        ]
    for value in (*found, src):
        url = to_absolute(value, page.base_url) if value and not value.startswith("data:") else ""
        if url:
            return url
    return ""


def _largest(srcset: str | None) -> str:
    """Give the widest address of a srcset, the first where no widths are given."""
    best: tuple[float, str] = (-1.0, "")
    for candidate in re.split(r",\s+", srcset.strip()) if srcset else []:
        url, _, size = candidate.strip(", \t\r\n\f").partition(" ")
        try:
            width = float(size.strip(" wx,") or 0)
        except ValueError:
            width = 0.0
        if url and width > best[0]:
            best = (width, url.strip(","))
    return best[1]
