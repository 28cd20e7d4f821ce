"""The heading that shows the headline: which block it is, and its words without kicker and trailing marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from newsarchive.extraction.blocks import RawBlock, Walk
from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.meta import Head
from newsarchive.extraction.page import Page
from newsarchive.extraction.text import sane, text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind
from newsarchive.normalize.urls import parts_of, to_absolute

_WORDS = re.compile(r"\w+")
_MIN = 5
#: Characters of a declared title, or of a heading beside one, that are looked at.
_LONGEST = 2000
#: What a heading's level is worth, and what it is worth at most that the page declares the same words.
_BY_LEVEL = {1: 3.0, 2: 1.0, 3: 0.5}
_AGREED = 3.0
#: A paragraph of this many characters is prose; headings behind some of them are the story's own.
_PROSE = 150
#: What newsrooms call the short line that stands over the headline inside the same heading, in many languages.
_KICKER = re.compile(
    r"kicker|(?:over|roof|top|upper|pre)[-_]?line|dachzeile|spitzmarke|vorzeile|obertitel|surtitre|"
    r"(?:top|super|over|pre|upper)[-_]?(?:title|titel|headline)|antet[ií]tul|occhiello|eyebrow|volanta|cintillo|"
    r"sub[-_]?(?:title|titel|head|line)|title[-_]?header|label|topic|category|categor[ií]a|rubri[ck]|section|descriptor",
    re.IGNORECASE,
)
_TAIL = re.compile(r"date|time|author|byline|comment|count|badge|meta|views|pagination", re.IGNORECASE)
_JOINT = re.compile(r"[\s:|/–—·•-]+")
_ANY_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading read part by part: its own ``text``, the ``kicker`` over it ("" for none)."""

    text: str
    kicker: str = ""


def headline_block(walk: Walk, head: Head, page: Page) -> int | None:
    """Find the block that shows the headline: the h1 that agrees with what the page declares, else the first h1."""
    named = (head.structured.headline, head.first("og:title", "twitter:title"), head.title)
    declared = [fold(d[:_LONGEST]) for d in named if d]
    titles = list(dict.fromkeys(declared))
    best: tuple[float, int] | None = None
    prose = 0
    for index, block in enumerate(walk.blocks):
        if block.kind is not BlockKind.HEADING:
            prose += len(block.text) > _PROSE
            continue
        own = _own_score(block)
        # Most headings are beaten whatever they say.
        if (best is not None and own + _AGREED <= best[0]) or len(block.text) < _MIN or is_site_name(block, page):
            continue
        score = _heading_score(block, own, titles, prose)
        if score > 0 and (best is None or score > best[0]):
            best = (score, index)
    if best is None:
        return None
    text = fold(walk.blocks[best[1]].text)
    if text in declared[:-1] or text in fold(head.structured.headline or ""):
        return best[1]
    return _story_beside(walk, best[1], fold(head.title or ""), page)


def site_name_shown(walk: Walk, page: Page) -> str | None:
    """Give the text of a heading that is nothing but a link to the front page: the site's name."""
    headings = (b for b in walk.blocks[:12] if b.kind is BlockKind.HEADING)
    return next((b.text for b in headings if is_site_name(b, page)), None)


def is_site_name(block: RawBlock, page: Page) -> bool:
    """Ask whether a heading is nothing but a link to the site's front page, on another page."""
    if not block.links or block.link_chars < 0.9 * len(block.text) or _is_front(page.url):
        return False
    return all(_is_front(to_absolute(link.href, page.base_url) or page.url) for link in block.links)


def _is_front(url: str) -> bool:
    parts = parts_of(url)
    return parts.path in ("", "/", "/index.html", "/index.php") and not parts.query


def _story_beside(walk: Walk, best: int, title: str, page: Page) -> int:
    """Give the heading that is the rest of the page's title, where the best one is only its shorter end: the site."""
    shown = walk.blocks[best]
    text = fold(shown.text)
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
        if block.kind is not BlockKind.HEADING or len(block.text) < 12 or is_site_name(block, page):
            continue
        other = fold(block.text)
        if len(other) > len(text) and (rest.startswith(other) or rest.endswith(other)):
            # Title, subtitle, and the site's name behind both: the second heading is only the subtitle.
            is_subtitle = title.startswith(text) and not rest.endswith(other) and index == best + 1
            return best if is_subtitle and shown.level == 1 else index
    return best


def _own_score(block: RawBlock) -> float:
    """Weigh a heading by how it is made, whatever it says."""
    score = _BY_LEVEL.get(block.level or 6, 0.1)
    if block.zone & Zone.HEADLINE:
        score += 0.6
    if block.link_chars and block.link_chars >= 0.9 * len(block.text):
        score -= 1.2
    if block.zone & Zone.TITLE_BAR:
        score -= 1.0
    return score


def _heading_score(block: RawBlock, score: float, declared: list[str], prose: int) -> float:
    """Weigh a heading whose own ``score`` is known by what the page declares; at most ``_AGREED`` is added."""
    text = fold(block.text)
    agreed = 1.0 if text in declared else max((agreement(text, d) for d in declared), default=0.0)
    if (block.level or 6) > 1 and agreed < 0.9:
        # Behind so many paragraphs it is a heading of the story, whatever words it shares with the title.
        score -= min(2.5, 0.8 * prose)
    if declared and agreed < 0.5:
        return score - 2.2
    return score + _AGREED * agreed


def agreement(text: str, declared: str) -> float:
    """Say how far a heading and a declared title are the same: 1 equal, .9 one begins the other, else shared words."""
    if text == declared:
        return 1.0
    if len(text) >= 12 and (declared.startswith(text) or declared.endswith(text)):
        return 0.9
    one, other = _words_of(text[:_LONGEST]), _words_of(declared)
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)


@lru_cache(maxsize=16)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text))


def read_heading(block: RawBlock) -> Heading:
    """Read a heading part by part: a kicker before the headline and a date or a count behind it are not of it."""
    if not len(block.element) or block.kind is not BlockKind.HEADING:
        return Heading(block.text)
    parts = _parts(block.element)
    end = len(parts)
    while end > 1 and _is_tail(parts[end - 1]):
        end -= 1
    start = 1 if _is_kicker(parts[:end]) else 0
    while start and start < end - 1 and not _ANY_WORD.search(parts[start].text):
        start += 1
    if start == 0 and end == len(parts) and not any(map(_is_glued, parts, parts[1:])):
        return Heading(block.text)
    text = sane(" ".join(part.text for part in parts[start:end])).lstrip(":–—-|· ")
    if len(text) < _MIN:
        return Heading(block.text)
    return Heading(text, parts[0].text.strip(" :–—-|·/") if start else "")


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a heading: a child element that says something, or the text between (None).

    ``is_set_apart``: a line break follows.
    """

    element: etree._Element | None
    text: str
    is_set_apart: bool = False


def _parts(element: etree._Element) -> list[_Part]:
    while True:
        children = [c for c in element if isinstance(c.tag, str) and c.tag not in ("style", "script", "svg")]
        loose = (element.text or "") + "".join(c.tail or "" for c in element)
        if len(children) != 1 or loose.strip():
            break
        element = children[0]
    start = sane(element.text or "")
    parts = [_Part(None, start)] if start else []
    for child in children:
        text = text_of(child)
        if text:
            after = child.getnext()
            parts.append(_Part(child, text, after is not None and after.tag == "br" and not (child.tail or "").strip()))
        tail = child.tail
        if tail and not tail.isspace():
            parts.append(_Part(None, sane(tail)))
    return parts


def _names(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def _is_kicker(parts: list[_Part]) -> bool:
    """Ask whether the first of a heading's parts stands over the headline: named so, a date, or small and set off."""
    if len(parts) < 2:
        return False
    first = parts[0]
    if first.element is None or not _ANY_WORD.search(first.text):
        return False
    if first.element.tag == "time" or _KICKER.search(_names(first.element)):
        return True
    if first.element.tag == "small":
        return first.is_set_apart
    # One element, a lone mark that only a screen reader says, another element.
    return len(parts) == 3 and None not in [p.element for p in parts] and bool(_JOINT.fullmatch(parts[1].text))


def _is_tail(part: _Part) -> bool:
    if part.element is None:
        return False
    if part.element.tag == "time" or part.text.isdigit():
        return True
    has_digit = any(c.isdigit() for c in part.text)
    return has_digit and (part.element.tag == "small" or bool(_TAIL.search(_names(part.element))))


def _is_glued(one: _Part, other: _Part) -> bool:
    """Ask whether two lines of a heading, set apart by style alone, run into each other in the source."""
    if one.element is None or not _ANY_WORD.search(one.text):
        return False
    is_line = len(one.text) > 8 and len(other.text) > 8 and one.element.tag == "span"
    return is_line and not one.element.tail and (other.element is None or other.element.tag == "span")
