"""Boxes and lists of related articles in the tree: what announces them, and the stories they link to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml import etree

from newsarchive.extraction.blocks import is_longer
from newsarchive.extraction.boilerplate import (
    callout_of,
    is_ad_label,
    is_end_heading,
    is_other_list,
    is_related_heading,
)
from newsarchive.extraction.link_shapes import is_title
from newsarchive.extraction.text import sane, text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.extraction.zones import zone_of

#: Parts of a box that are not its list.
_NOT_ITS_LIST = (
    Zone.POPULAR | Zone.COMMENTS | Zone.TAGS | Zone.SHARE | Zone.AUTHOR_BOX | Zone.OVERLAY | Zone.NEWSLETTER | Zone.AD
)
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "form", "button", "iframe", "select"})
_HEADS = ("h2", "h3", "h4", "h5", "h6")
_LEVELS = {f"h{n}": n for n in range(1, 7)}
#: Names of boxes, looser than the walk's: asked only of what is no part of the text already.
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:related|similar(?:es)?|connexes?|(?:a-?)?lire-?aussi|read-?also|also-?read|see-?also|meme-?sujet|"
    r"verwandte?\w*|relacionad[oa]s?|correlat[io]|gerelateerd\w*|powiazan\w*|ilgili\w*|benzer\w*|terkait)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
#: One of these stands in every such name.
_STEMS = (
    *("related", "similar", "connexe", "aussi", "also", "sujet", "verwandt", "relacionad", "correlat", "gerelateerd"),
    *("powiazan", "ilgili", "benzer", "terkait"),
)
_NAMING = ("class", "id", "data-testid", "data-component")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: Bounds that no page for people reaches: links of one list, elements looked at for one.
_MOST_LINKS = 240
_MOST_ELEMENTS = 4000
_MOST_STEPS = 600
#: Characters of an element's names that are read.
_LONG_NAMES = 2000
_STRETCHES = 3

Found = tuple[etree._Element, str]


def is_named_related(element: etree._Element) -> bool:
    """Ask whether an element's class, id or test id calls it a box of related articles."""
    names = " ".join([name for key in _NAMING if (name := element.get(key))])
    return bool(names) and _names_related(names[:_LONG_NAMES])


@lru_cache(maxsize=2048)
def _names_related(names: str) -> bool:
    is_likely = any(map(names.lower().__contains__, _STEMS))
    return is_likely and _NAMED.search(_CAMEL.sub("-", names)) is not None


def announcement(element: etree._Element, *, is_named: bool = True) -> tuple[str, bool | None]:
    """Give the first words of a box before its first title, and whether they announce related articles.

    None means that they announce nothing: no words, or words that say neither yes nor no. Of a box not
    ``is_named`` as one of related articles only the plainest words that say no are known.
    """
    heard = ""
    for text in _first_words(element):
        if is_ad_label(text):
            continue
        heard = heard or text
        if is_related_heading(text):
            return text, True
        called = callout_of(text)
        if called is not None and called[1]:
            return text, True
        if is_other_list(text) if is_named else is_end_heading(text):
            return text, False
    return heard, None


def _first_words(element: etree._Element) -> Iterator[str]:
    """Give the first stretches of text below an element, up to its first link that bears a title."""
    given = 0
    for event, part in islice(etree.iterwalk(element, events=("start", "end")), _MOST_STEPS):
        tag = part.tag
        if tag.__class__ is not str or tag in _SILENT:
            continue
        if event == "end":
            raw = part.tail if part is not element else None
        elif tag in _HEADS:
            raw = text_of(part, 400)
        elif tag == "a" and is_title(words := text_of(part, 400)):
            called = callout_of(words)
            if called is not None and called[1]:
                yield words[:100]  # "Lire aussi : …" stands in the link as often as before it
            return
        else:
            raw = part.text
        if not raw or raw.isspace():
            continue
        text = sane(raw[:400])
        if len(text) >= 3:
            yield text[:100]
            given += 1
            if given >= _STRETCHES:
                return


def stories_in(element: etree._Element) -> list[Found]:
    """Give the links of a box, each with the title it bears, in reading order; to one address once."""
    return _merged(_links_of(element, [_MOST_ELEMENTS], 0)[0])


def stories_behind(heading: etree._Element, *, top: etree._Element | None) -> list[Found]:
    """Give the links of the list a heading announces: what follows it, as far as it is of one kind.

    Looks at what stands behind the heading, then behind its parents; never above ``top``, the element that
    holds both the heading and the article's text.
    """
    budget = [_MOST_ELEMENTS]
    level = _LEVELS.get(str(heading.tag), 3)
    node: etree._Element | None = heading
    if len(heading) and heading.tag not in _LEVELS:
        # The words may stand in the element that holds the list, before its first part or between two.
        spoken = next((child for child in heading if child.tail and is_related_heading(sane(child.tail[:100]))), None)
        if spoken is not None:
            return _merged(_of_siblings(spoken, level, budget, is_wide=True))
        if heading.text and is_related_heading(sane(heading.text[:100])):
            found = [link for child in heading for link in _links_of(child, budget, level)[0]]
            if found:
                return _merged(found)
        node = next((part for part in heading.iter() if part.text and is_related_heading(sane(part.text[:100]))), node)
    for _ in range(7):
        if node is None or node is top or node.tag in ("body", "main", "html"):
            break
        parent = node.getparent()
        found = _of_siblings(node, level, budget, is_wide=parent is top or parent is None)
        if found:
            return _merged(found)
        node = parent
    return []


def _of_siblings(node: etree._Element, level: int, budget: list[int], *, is_wide: bool) -> list[Found]:
    found: list[Found] = []
    kind: tuple[str, str | None] | None = None
    without = 0
    for sibling in node.itersiblings():
        if sibling.tag.__class__ is not str or sibling.tag in ("script", "style", "noscript", "template", "hr", "br"):
            continue
        if kind is not None and (sibling.tag != kind[0] or (is_wide and sibling.get("class") != kind[1])):
            break
        links, is_closed = _links_of(sibling, budget, level)
        if links and kind is None:
            kind = (str(sibling.tag), sibling.get("class"))
        found += links
        without = 0 if links else without + 1
        if is_closed or without > 2 or len(found) > _MOST_LINKS:
            break
    return found


def _links_of(element: etree._Element, budget: list[int], level: int) -> tuple[list[Found], bool]:
    """Collect links below an element up to a heading that begins something else; say whether there was one."""
    found: list[Found] = []
    stack = [element]
    while stack and budget[0] > 0 and len(found) <= _MOST_LINKS:
        part = stack.pop()
        tag = part.tag
        if tag.__class__ is not str or tag in _SILENT:
            continue
        budget[0] -= 1
        if tag == "a":
            if part.get("href"):
                found.append((part, _words(part)))
            continue
        if part is not element or level:
            names, ident = part.get("class"), part.get("id")
            if (names or ident) and _is_no_list(part, zone_of(f"{names or ''} {ident or ''}")):
                continue
            if level and _begins_else(part, level, started=bool(found)):
                return found, True
        stack.extend(reversed(part))
    return found, False


def _is_no_list(part: etree._Element, zone: int) -> bool:
    if not zone & _NOT_ITS_LIST:
        return False
    # Cards are named by what they show, too: "article trending".
    return part.tag not in ("article", "li") or bool(zone & (Zone.AD | Zone.COMMENTS | Zone.SHARE))


def _begins_else(part: etree._Element, level: int, *, started: bool) -> bool:
    own = part.text
    rank = _LEVELS.get(str(part.tag))
    if rank is None and not (own and 2 < len(own.strip()) < 80):
        return False
    if rank is None:
        text = sane(own or "")
    elif is_longer(part, 200):
        return False
    else:
        text = text_of(part, 100)[:100]
    if not text:
        return False
    if is_end_heading(text) or (started and is_related_heading(text)):
        return True
    if rank is None or rank > level or next(part.iter("a"), None) is not None:
        return False
    parent = part.getparent()
    # A title beside its card's empty link is no heading.
    return parent is None or all(child.tag != "a" for child in parent)


def _words(anchor: etree._Element) -> str:
    """Give the title a link bears: its heading, its text, what it is called, or the heading beside it."""
    heading = next(anchor.iter("h1", *_HEADS), None)
    text = text_of(heading if heading is not None else anchor)
    if text:
        return text
    called = sane(anchor.get("title") or anchor.get("aria-label") or "")
    if called:
        return called
    image = next(anchor.iter("img"), None)
    parent = anchor.getparent()
    for card in (parent, parent.getparent() if parent is not None else None):
        if card is None or sum(1 for _ in islice(card.iter("a"), 4)) > 3:
            break
        heading = next(card.iter(*_HEADS), None)
        if heading is not None:
            return text_of(heading)
        for named in card.iter("div", "span", "p"):
            text = sane(named.text or "")
            if is_title(text):
                return text
    return sane(image.get("alt") or "") if image is not None else ""


def _merged(found: list[Found]) -> list[Found]:
    """Tell every address once, with the best words any of its links bears."""
    best: dict[str, Found] = {}
    for anchor, text in found:
        href = anchor.get("href", "")
        earlier = best.get(href)
        if earlier is None:
            best[href] = (anchor, text)
        elif not is_title(earlier[1]) and len(text) > len(earlier[1]):
            best[href] = (earlier[0], text)
    return list(best.values())


def headings_in(element: etree._Element) -> list[etree._Element]:
    """Give the headings below a box that announce related articles beyond doubt."""
    return [
        part
        for part in element.iter(*_HEADS, "p", "strong", "span", "div")
        if (text := part.text)
        and 5 < len(text) < 80
        and not text.isspace()
        and is_related_heading(text)
        and ((called := callout_of(text)) is None or called[1])
    ]
