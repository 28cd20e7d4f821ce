"""The article's pictures with their captions and credits."""

from __future__ import annotations

import re

from lxml import etree

from newsarchive.extraction.blocks import Walk
from newsarchive.extraction.body import Body
from newsarchive.extraction.page import Page
from newsarchive.extraction.text import text_of
from newsarchive.model import Image
from newsarchive.normalize.urls import to_absolute

_CREDIT = re.compile(
    r"(?:^|[\s(\[–—|/-])(?P<credit>(?:©|\(c\)|crédits?|credits?|photos?|ph\.?|foto|bild|image)\s*(?::|©|\(c\)|by\b|par\b|de\b)?\s*\S.*)$",
    re.IGNORECASE,
)
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-srcset", "srcset")
_DECORATION = re.compile(
    r"(?:avatar|gravatar|logo|icon|pixel|spacer|blank|banner|banniere|/ads?/|emoji|sprite|1x1|loading)", re.IGNORECASE
)


def read_images(page: Page, walk: Walk, body: Body, declared: tuple[str, ...]) -> list[Image]:
    """Give the pictures in and just above the text; the ``declared`` ones (og:image …) where the page shows none."""
    images: dict[str, Image] = {}
    start = max(0, body.start - 14)
    for picture in walk.pictures:
        if not start <= picture.position <= body.end:
            continue
        url = _address(picture.element, page)
        if not url or _DECORATION.search(url):
            continue
        caption, credit = _caption([text_of(c) for c in picture.captions])
        known = images.get(url)
        if known is None or (caption and not known.caption):
            images[url] = Image(url=url, caption=caption, credit=credit)
    if not images:
        for raw in declared:
            url = to_absolute(raw, page.base_url)
            if url:
                images.setdefault(url, Image(url=url))
    return list(images.values())


def _address(element: etree._Element, page: Page) -> str:
    for name in _SOURCES:
        value = element.get(name)
        if value and not value.startswith("data:"):
            url = to_absolute(
                value.split(",")[0].split()[0] if "srcset" in name and value.split() else value, page.base_url
            )
            if url:
                return url
    return ""


def _caption(texts: list[str]) -> tuple[str | None, str | None]:
    text = " ".join(dict.fromkeys(t for t in texts if t))
    if not text:
        return None, None
    match = _CREDIT.search(text)
    return text, match.group("credit").strip(" )]") if match else None
