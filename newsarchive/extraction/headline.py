"""The headline: what the page shows and what it says of itself, agreed on and cleaned of the site's name."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newsarchive.extraction.blocks import RawBlock, Walk
from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.meta import Head
from newsarchive.extraction.page import Page
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind
from newsarchive.normalize.urls import to_absolute

_SUFFIX = re.compile(r"\s+[|–—\-•·»:/<~⋆]+\s+|\s*[|»]\s*|\s+::\s+")
_WORDS = re.compile(r"\w+")
_NO_WORD = re.compile(r"\W+")
_MIN = 5
_WHOLE = 12


def headline_block(walk: Walk, head: Head, page: Page) -> int | None:
    """Find the block that shows the headline: the h1 that agrees with what the page declares, else the first h1."""
    declared = [fold(d) for d in (head.structured.headline, head.first("og:title", "twitter:title"), head.title) if d]
    best: tuple[float, int] | None = None
    for index, block in enumerate(walk.blocks):
        if block.kind is not BlockKind.HEADING or len(block.text) < _MIN or _is_site_name(block, page):
            continue
        score = _heading_score(block, declared)
        if score > 0 and (best is None or score > best[0]):
            best = (score, index)
    if best is None:
        return None
    return _story_beside(walk, best[1], fold(head.title or ""), page)


def site_name_shown(walk: Walk, page: Page) -> str | None:
    """Give the text of a heading that is nothing but a link to the front page: the site's name."""
    headings = (b for b in walk.blocks[:12] if b.kind is BlockKind.HEADING)
    return next((b.text for b in headings if _is_site_name(b, page)), None)


def _is_site_name(block: RawBlock, page: Page) -> bool:
    """Ask whether a heading is nothing but a link to the site's front page, on another page."""
    if not block.links or block.link_chars < 0.9 * len(block.text) or _is_front(page.url):
        return False
    return all(_is_front(to_absolute(link.href, page.base_url) or page.url) for link in block.links)


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/", "/index.html", "/index.php") and not parts.query


def _story_beside(walk: Walk, best: int, title: str, page: Page) -> int:
    """Give the heading that is the rest of the page's title, where the best one is only its shorter end: the site."""
    text = fold(walk.blocks[best].text)
    if title.startswith(text):
        rest = fold(title[len(text) :])
    elif title.endswith(text):
        rest = fold(title[: -len(text)])
    else:
        return best
    if len(rest) <= len(text):
        return best
    for index in range(best + 1, len(walk.blocks)):
        block = walk.blocks[index]
        if block.kind is not BlockKind.HEADING or len(block.text) < 12 or _is_site_name(block, page):
            continue
        other = fold(block.text)
        if len(other) > len(text) and (rest.startswith(other) or rest.endswith(other)):
            return index
    return best


def _heading_score(block: RawBlock, declared: list[str]) -> float:
    text = fold(block.text)
    level = block.level or 6
    score = {1: 3.0, 2: 1.0, 3: 0.5}.get(level, 0.1)
    if block.zone & Zone.HEADLINE:
        score += 0.6
    if block.link_chars and block.link_chars >= 0.9 * len(block.text):
        score -= 1.2
    if block.zone & Zone.TITLE_BAR:
        score -= 1.0
    agreed = max((_agreement(text, d) for d in declared), default=0.0)
    if declared and agreed < 0.5:
        return score - 2.2
    return score + 3 * agreed


def _agreement(text: str, declared: str) -> float:
    """Say how far a heading and a declared title are the same: 1 equal, .9 one begins the other, else shared words."""
    if text == declared:
        return 1.0
    if len(text) >= 12 and (declared.startswith(text) or declared.endswith(text)):
        return 0.9
    one, other = set(_WORDS.findall(text)), set(_WORDS.findall(declared))
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)


def read_headline(walk: Walk, head: Head, block: int | None, page: Page) -> str:
    """Give the headline, "" where the page has none."""
    shown = walk.blocks[block].text if block is not None else ""
    site = site_name_shown(walk, page)
    names = _site_names(head) + ([site] if site else [])
    raw = [
        text
        for text in (
            head.structured.headline,
            head.first("og:title"),
            head.first("twitter:title", "dc.title", "title"),
            head.title,
        )
        if text
    ]
    declared = [_without_site(text, names) for text in raw]
    if len(shown) >= _WHOLE and any(_is_end_of(fold(shown), fold(text)) for text in raw):
        # A heading that the title repeats is not cut, whatever marks stand in it.
        return shown
    if shown and walk.blocks[block or 0].level == 1:
        folded = fold(shown)
        whole = _declared_part(shown, declared)
        if whole:
            return whole
        if not declared or any(_agreement(folded, fold(d)) >= 0.34 for d in declared):
            return shown
        if len(shown.split()) >= 4 and not any(fold(n) == folded for n in names):
            return shown
    if shown and any(_agreement(fold(shown), fold(d)) >= 0.6 for d in declared):
        return shown
    candidates = [d for d in declared if len(d) >= _MIN and not any(fold(n) == fold(d) for n in names)]
    return candidates[0] if candidates else shown or (declared[0] if declared else "")


def _is_end_of(text: str, title: str) -> bool:
    return 2 * len(text) >= len(title) and (title.startswith(text) or title.endswith(text))


def _declared_part(shown: str, declared: list[str]) -> str:
    """Where a heading holds a kicker too, give the declared title: its end, or the same letters with a mark between."""
    letters = _NO_WORD.sub("", shown).casefold()
    for text in declared:
        own = _NO_WORD.sub("", text).casefold()
        if len(own) >= 15 and letters.endswith(own) and len(letters) > len(own):
            return text
        if (
            own == letters
            and len(text) > len(shown)
            and any(mark in text and mark not in shown for mark in (": ", " – ", " - ", " | "))
        ):
            return text
    return ""


def _site_names(head: Head) -> list[str]:
    return [
        n
        for n in (
            head.first("og:site_name", "application-name", "apple-mobile-web-app-title"),
            head.structured.publisher,
        )
        if n
    ]


def _without_site(text: str, names: list[str]) -> str:
    """Cut the site's name off the end (or start) of a title; without a known name, a short end behind a bar or dash."""
    parts = _SUFFIX.split(text)
    if len(parts) < 2:
        return text
    folded = [fold(n) for n in names]
    last = fold(parts[-1])
    if any(last == n or (len(n) > 3 and (n in last or last in n) and len(last) > 3) for n in folded):
        cut = text.rfind(parts[-1])
        stem = _SUFFIX.sub(lambda m: m.group(), text[:cut]).rstrip(" |–—-•·»:/<~⋆")
        return _without_site(stem, names) if len(parts) > 2 else stem
    first = fold(parts[0])
    if any(first == n for n in folded):
        return text[len(parts[0]) :].lstrip(" |–—-•·»:/<~⋆")
    if not names and len(parts[-1].split()) <= 4 and len(text) - len(parts[-1]) > 20:
        return text[: text.rfind(parts[-1])].rstrip(" |–—-•·»:/<~⋆")
    return text
