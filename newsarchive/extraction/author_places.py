"""Where a page names who signs: what it tells machines, links to authors, by-lines, boxes, signatures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from newsarchive.extraction.blocks import Mark, RawBlock, footer_blocks
from newsarchive.extraction.text import sane, text_of
from newsarchive.extraction.view import View, is_near
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind
from newsarchive.normalize.name_words import AGENCIES, DIGIT
from newsarchive.normalize.names import (
    clean_name,
    holds_date,
    is_login,
    is_person,
    is_signature,
    names_beside_date,
    to_names,
)

_BYLINE_START = re.compile(
    r"^(?:par|by|von|vom|por|di|da|av|af|door|écrit par|rédigé par|posted by|written by|publié par|"
    r"propos recueillis par|geschrieben von|verfasst von|eingestellt von|texte? (?:par|von|by)|autorin/autor|"
    r"auteure?s?\s*:|autor(?:in|en|es)?\s*:|authors?\s*:|texte?\s*:|text und fotos?\s*:|автор\s*:|"
    r"yazar\s*:|penulis\s*:|tekst\s*:|作者[：:]|記者[：:]|文[：:])"
    r"(?:(?<=[:：])\s*|[\s:]+)(?=\S)",
    re.IGNORECASE,
)
#: A label in a line of its own, the names in the next; and one that is part of its line.
_LABEL = re.compile(
    r"(?:by|par|von|written by|text(?:e)?|autor(?:in|en|es|a)?|auteure?s?|authors?|autore|автор|penulis)\s*:?$",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"autorin/autor|[^\W\d]+(?: [^\W\d]+)?\s*[:：]", re.IGNORECASE)
_PAR = re.compile(
    r"(?:^|[\s|•·,–—-])(?:publié|écrit|rédigé|posté|posted|written|published)?\s*\b(?:par|by|von(?!\s+de[rn]?\s)|por)"
    r"\s*:?\s+(?P<names>[^|•·]{3,80})",
    re.IGNORECASE,
)
#: Chinese lines of facts name the author behind a label, without a space in the name.
_AUTHOR_FACT = re.compile(r"(?:作者|记者|記者|撰文)\s*[:：]\s*(?P<names>[\u4e00-\u9fff]{2,4})(?=[\s|]|$)")
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|auteure?s?|autore?n?s?|autores|profiles?|profils?|people|person|journalistes?|journalists?|redacteurs?|"
    r"staff|writers?|contributors?|by|team|newsteam|reporters?|membres?|users?|signatures?)/[^/]+|[?&]author=|"
    r"/@[\w.-]+$|[/-](?:auteure?|author|autor)-[\w-]+",
    re.IGNORECASE,
)
_NO_AUTHOR_PAGE = re.compile(
    r"log-?(?:in|out)|sign-?(?:in|up|out)|register|abmeld|anmeld|connexion|edit$", re.IGNORECASE
)
_CHECKED = re.compile(
    r"(?:review\w*|check\w*|edited|editor|relu|corrigé|photos?|fotos?|illustration\w*|übersetz\w+|translat\w+)"
    r"(?:\s+(?:by|von|par))?\W*$",
    re.IGNORECASE,
)
_AGENCY_LINE = re.compile(r"[A-Z]{2,8}(?:/[A-Z]{2,8})*$")
_ABOUT_WHOM = re.compile(
    r"(?:[àa] propos de|about(?: the author)?(?=\W)|über(?: (?:den autor|die autorin))?|acerca de|sobre)"
    r"[\s:–-]+(?!l['’]|the\b|us\b|nous\b)",
    re.IGNORECASE,
)
_METAS = (
    *(
        "article:author_name",
        "articleauthor",
        "article-author",
        "og:article:author",
        "parsely-author",
        "sailthru.author",
    ),
    *("byl", "cxenseparse:author", "dc.creator", "dcterms.creator", "citation_author", "article.author", "authors"),
)
_WRITTEN = ("écrit", "written", "verfasst", "escrito", "scritto", "par", "geschreven")
_EMPHASIS = frozenset({"em", "i", "strong", "b"})
_MAX_WORDS = 6
#: Elements called author near the headline, or parts of a box about one, that are looked at.
_MOST_MARKS = 100
#: Characters from which a link is a title, which may well name somebody ("…, par X"), rather than a name.
_TITLE = 30


@dataclass(frozen=True, slots=True)
class Signed:
    """What one source says: the words as found, and the names in them, cleaned and split."""

    raw: tuple[str, ...]
    names: list[str]


def _short(names: list[str]) -> list[str]:
    return [n for n in names if len(n.split()) <= _MAX_WORDS]


def _signed(*raw: str) -> Signed:
    return Signed(raw, _short(to_names(list(raw))))


_NOBODY = Signed((), [])


def _json_ld(view: View) -> Signed:
    told = view.head.structured
    if all(name in told.newsrooms and not is_person(name) for name in told.authors):
        return _NOBODY
    names: list[str] = []
    for name in told.authors:  # the name of an agency is never two names
        names += [name] if name in told.newsrooms else to_names(name)
    return Signed(told.authors, list(dict.fromkeys(names)))


def metas_authors(view: View) -> Signed:
    """Read the metas that name an author; never those of cards, which name the site."""
    head = view.head
    raws = [a for a in head.article_authors if not a.startswith(("http", "/"))]
    raws += [head.metas[name] for name in _METAS if head.metas.get(name)][:1]
    whole = [raw for raw in raws if raw in head.structured.newsrooms]
    names = whole or to_names(raws)
    label = (head.metas.get("twitter:label1") or "").lower()
    if not names and any(word in label for word in _WRITTEN):
        raws = [head.metas.get("twitter:data1") or ""]
        names = to_names(raws)
    return Signed(tuple(raws), names)


def _rel(view: View) -> Signed:
    near = (e for e, rel, position in view.walk.tag_links if "author" in rel and is_near(view, position))
    found = [text_of(element) for element in islice(near, 4)]
    return Signed(tuple(found), to_names(found))


def _start(view: View) -> int:
    return view.headline_at if view.headline_at is not None else view.body.start


def _is_kept(view: View, index: int) -> bool:
    verdict = view.body.verdicts.get(index)
    return verdict is not None and verdict.kept


def _linked(view: View) -> Signed:
    """Links to the pages of authors, in the blocks around the headline."""
    at = _start(view)
    found: list[str] = []
    near = range(max(0, at - 2), min(len(view.walk.blocks), max(view.body.start + 3, at + 8)))
    for index in [*near, *footer_blocks(view.walk, view.headline_at, view.body.start)]:
        block = view.walk.blocks[index]
        if len(block.text) > 200 or _is_kept(view, index):
            continue
        links = [k for k in block.links if _AUTHOR_PAGE.search(k.href) and not _NO_AUTHOR_PAGE.search(k.href)]
        found += [link.text for link in links if not _is_checker(block.text, link.text)]
    return _signed(*found)


def _is_checker(text: str, name: str) -> bool:
    """Ask whether a name in a line is that of somebody who only checked or illustrated the story."""
    at = text.find(name)
    return _CHECKED.search(text[max(0, at - 24) : at]) is not None


def _shown(view: View) -> Signed:
    """Names in elements called author, nearest to the headline first."""
    at = _start(view)
    marks = [
        m
        for m in view.walk.marks
        if m.zone & Zone.AUTHOR and is_near(view, m.position) and _is_trusted(m.zone, m.position, at)
    ]
    marks.sort(key=lambda m: abs(m.position - at))
    marks = marks[:_MOST_MARKS]
    first = _NOBODY
    for mark in marks:
        text = text_of(mark.element, 200)
        names = _in_mark(mark, text) if len(text) <= 200 else []
        if names:
            beside = [m.element for m in marks if m is not mark and m.element.getparent() is mark.element.getparent()]
            others = [to_names(text_of(e, 200)) for e in beside if e.get("class") == mark.element.get("class")]
            names += [found[0] for found in others if len(found) == 1 and is_person(found[0])]
            signed = Signed((text,), list(dict.fromkeys(names)))
            if any(map(is_person, names)) or (not first.names and _is_answer(names)):
                return signed
            first = first if first.names else signed
    return first


def _is_answer(names: list[str]) -> bool:
    """Ask whether names may be logins or first names; words that are no name are, as a rule, several."""
    return any(" " not in name for name in names)


def _in_mark(mark: Mark, text: str) -> list[str]:
    """Give the names an element called author tells: by microdata, by links to authors' pages, or by its words."""
    element = mark.element
    content = element.get("content") if element.get("itemprop") else None
    named = next((text_of(e) for e in element.iter() if e.get("itemprop") == "name"), None)
    linked = [
        text_of(a)
        for a in element.iter("a")
        if _AUTHOR_PAGE.search(a.get("href") or "") or "author" in (a.get("rel") or "")
    ]
    return _short(to_names(named or content or [t for t in linked if clean_name(t)] or _by_parts(element, text)))


def _by_parts(element: etree._Element, text: str) -> str | list[str]:
    """Give the texts of an element's parts where one is a person's name alone, else the whole, from "par" on."""
    if len(element):
        parts = [sane(str(part)) for part in element.itertext() if part.strip()]
        found = to_names(parts) if len(parts) > 1 else []
        if any(is_person(name) for name in found):
            return [name for name in found if is_person(name)]
    return _after_par(text)


def _is_trusted(zone: int, position: int, at: int) -> bool:
    return not zone & Zone.FOOTER or (-2 <= position - at <= 5 and not zone & Zone.SHARE)


def _after_par(text: str) -> str:
    match = _PAR.search(text)
    return match.group("names") if match else text


def _bylines(view: View) -> Signed:
    at = _start(view)
    for mark in view.walk.marks:
        if not mark.zone & Zone.BYLINE or not is_near(view, mark.position):
            continue
        if not _is_trusted(mark.zone, mark.position, at):
            continue
        text = text_of(mark.element, 250)
        match = _PAR.search(text) if len(text) < 250 else None
        names = _short(to_names(match.group("names"))) if match else []
        if names and not names[0][0].islower():
            return Signed((text,), names)
    return _NOBODY


def _near_lines(view: View) -> Iterator[tuple[int, RawBlock]]:
    """Give the lines around the headline, in the story's footer and at the end of the text; none that is a title."""
    at, above = _start(view), 3 if view.headline_at is not None else 6
    blocks = view.walk.blocks
    for index in [
        *range(max(0, at - above), min(len(blocks), max(at + 8, view.body.start + 4))),
        *footer_blocks(view.walk, view.headline_at, view.body.start),
        *range(max(0, view.body.end - 3), min(len(blocks), view.body.end + 6)),
    ]:
        block = blocks[index]
        if len(block.text) < 120 and not any(len(link.text) >= _TITLE for link in block.links):
            yield index, block


def _lines(view: View) -> Signed:
    """Lines around the headline that begin with "Par", and lines behind the text that do."""
    blocks, first = view.walk.blocks, _NOBODY
    for index, block in _near_lines(view):
        text = block.text
        match = _BYLINE_START.match(text)
        line = text[match.end() :] if match else ""
        is_label = match is None and _LABEL.match(text) is not None
        if is_label and index + 1 < len(blocks) and len(blocks[index + 1].text) < 80:
            line = blocks[index + 1].text
        if is_label or _is_kept(view, index):  # a paragraph that is a by-line and nothing else
            names = to_names(line) if line else []
            if names and len(text) < 80 and all(map(is_person, names)) and line[-1] not in ".!?":
                return Signed((text,), names)
            continue
        if index > view.body.end + 2 and (match is None or not _LABELLED.match(text)):
            continue
        line = line or _dated_name(text)
        if not line:
            continue
        names = _short(to_names(line))
        if any(map(is_person, names)) or (not first.names and _is_answer(names)):
            return Signed((text,), names)
        if names and not first.names:
            first = Signed((text,), names)
    return first


def _dated_name(text: str) -> str:
    """Give what follows "par" in a line with a date ("Le 28/06/2016 à 16:40 par …", "2009年03月14日 作者：…")."""
    match = _PAR.search(text) or _AUTHOR_FACT.search(text) if DIGIT.search(text) else None
    return match.group("names") if match else ""


def _beside_date(view: View) -> Signed:
    """A person's name in a line with a date, or in the line above or below one, between headline and text."""
    at, blocks = _start(view), view.walk.blocks
    for index in range(max(0, at - 2), min(len(blocks), max(at + 6, view.body.start + 1))):
        text = blocks[index].text
        if index == view.headline_at or len(text) > 80 or blocks[index].zone & Zone.CAPTION:
            continue
        names = names_beside_date(text)
        if names:
            return Signed((text,), names)
        bare = text.strip(" |,")
        if blocks[index].links or len(bare) >= 40 or not is_person(bare):
            continue
        around = (*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2])
        if any(len(block.text) < 60 and holds_date(block.text) for block in around):
            return _signed(bare)
    return _NOBODY


def _boxed(view: View) -> Signed:
    """The heading of the box about the author that closes the story ("Par X", "À propos de X", a name alone)."""
    for part in view.walk.dropped:
        if not part.zone & Zone.AUTHOR_BOX or not view.body.start < part.position <= view.body.end + 6:
            continue
        for heading in islice(part.element.iter("h2", "h3", "h4", "h5", "h6", "strong", "span", "div"), _MOST_MARKS):
            text = text_of(heading, 80)
            if len(text) > 80:
                continue
            match = _BYLINE_START.match(text) or _ABOUT_WHOM.match(text)
            names = _short(to_names(text[match.end() :])) if match else to_names(text) if is_signature(text) else []
            if names:
                return Signed((text,), names)
    return _NOBODY


def _in_graph(view: View) -> Signed:
    """The only person JSON-LD speaks of, where it does not say whose the article is."""
    people = [name for name in view.head.structured.people if not is_login(name)]
    return _signed(people[0]) if len(people) == 1 else _NOBODY


def _signature(view: View) -> Signed:
    """A name alone, set apart from the prose, at the end or at the start of the text."""
    kept = view.body.kept
    for block in view.walk.blocks[max(0, view.body.end - 2) : view.body.end + 1]:
        bare = block.text.strip("().- ")
        if _AGENCY_LINE.match(bare) and AGENCIES & set(bare.lower().split("/")):
            return Signed((block.text,), [bare])
    for block in (*kept[:-3:-1], *kept[:3]):
        text = block.text
        if block.links or len(text) > 60:
            continue
        if block is kept[-1] and block.kind is BlockKind.HEADING and is_person(text):
            return _signed(text)
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        if _is_set_apart(block.element) and (is_signature(text) or is_person(text) or "/" in text):
            names = to_names(text)
            if names and all(is_person(re.sub(r"\s*\(.*\)$", "", name)) for name in names):
                return Signed((text,), names)
    return _NOBODY


def _is_set_apart(element: etree._Element) -> bool:
    """Ask whether all of a block's words stand in emphasis, or at its right edge."""
    if "right" in (element.get("style") or "") + (element.get("align") or "") + (element.get("class") or ""):
        return True
    child = element
    while len(child) == 1 and not (child.text or "").strip() and not (child[0].tail or "").strip():
        child = child[0]
        if child.tag in _EMPHASIS:
            return True
    return False


#: Every source with its reader, the most trusted first.
READERS: tuple[tuple[str, Callable[[View], Signed]], ...] = (
    ("json-ld", _json_ld),
    ("meta", metas_authors),
    ("rel", _rel),
    ("link", _linked),
    ("class", _shown),
    ("by-line", _bylines),
    ("line", _lines),
    ("box", _boxed),
    ("date-line", _beside_date),
    ("signature", _signature),
    ("graph", _in_graph),
)
