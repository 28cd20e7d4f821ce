"""Who signs the article: readers in order of trust; sites and logins only where no person is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from newsarchive.extraction.blocks import footer_blocks
from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.text import text_of
from newsarchive.extraction.view import View, is_near
from newsarchive.extraction.zone_words import Zone
from newsarchive.normalize.names import clean_name, is_login, is_signature, to_names

_BYLINE_START = re.compile(
    r"^(?:par|by|von|por|di|da|av|door|écrit par|rédigé par|posted by|written by|publié par|"
    r"auteure?s?\s*:|autor\s*:|author\s*:)[\s:]+(?=\S)",
    re.IGNORECASE,
)
_PAR = re.compile(
    r"(?:^|[\s|•·,–—-])(?:publié|écrit|rédigé|posté|posted|written|published)?\s*\b(?:par|by|von|por)\s*:?\s+(?P<names>[^\d|•·]{3,80})",
    re.IGNORECASE,
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|auteure?s?|autore?n?s?|autores|profiles?|profils?|people|person|journalistes?|journalists?|redacteurs?|staff|writers?|contributors?|by|team|newsteam|reporters?|membres?|users?|signatures?)/[^/]+|[?&]author=|/@[\w.-]+$",
    re.IGNORECASE,
)
_ABOUT_WHOM = re.compile(r"(?:[àa] propos de|about|über|acerca de|sobre)\s+(?!l['’]|the\b|us\b|nous\b)", re.IGNORECASE)
_MAX_WORDS = 6
#: Characters from which a link is a title, which may well name somebody ("…, par X"), rather than a name.
_TITLE = 30


def _short(names: list[str]) -> list[str]:
    return [n for n in names if len(n.split()) <= _MAX_WORDS]


def _json_ld(view: View) -> list[str]:
    told = view.head.structured
    if all(name in told.newsrooms for name in told.authors):
        return []
    names: list[str] = []
    for name in told.authors:  # the name of an agency is never two names
        names += [name] if name in told.newsrooms else to_names(name)
    return list(dict.fromkeys(names))


def _metas(view: View) -> list[str]:
    head = view.head
    raws = [a for a in head.article_authors if not a.startswith(("http", "/"))]
    for name in (
        "article:author_name",
        "parsely-author",
        "sailthru.author",
        "byl",
        "cxenseparse:author",
        "dc.creator",
        "dcterms.creator",
        "citation_author",
        "article.author",
        "authors",
    ):
        if head.metas.get(name):
            raws.append(head.metas[name])
            break
    names = to_names(raws)
    label = (head.metas.get("twitter:label1") or "").lower()
    if not names and any(
        word in label for word in ("écrit", "written", "verfasst", "escrito", "scritto", "par", "geschreven")
    ):
        names = to_names(head.metas.get("twitter:data1") or "")
    return names


def _rel(view: View) -> list[str]:
    found = [text_of(e) for e, rel, position in view.walk.tag_links if "author" in rel and is_near(view, position)]
    return to_names(found[:4])


def _linked(view: View) -> list[str]:
    """Links to the pages of authors, in the blocks around the headline."""
    at = view.headline_at if view.headline_at is not None else view.body.start
    names: list[str] = []
    near = range(max(0, at - 2), min(len(view.walk.blocks), max(view.body.start + 3, at + 8)))
    for index in [*near, *footer_blocks(view.walk, view.headline_at, view.body.start)]:
        block = view.walk.blocks[index]
        verdict = view.body.verdicts.get(index)
        if len(block.text) > 200 or (verdict is not None and verdict.kept):
            continue
        names += [link.text for link in block.links if _AUTHOR_PAGE.search(link.href)]
    return _short(to_names(names))


def _shown(view: View) -> list[str]:
    """Names in elements called author, nearest to the headline first."""
    at = view.headline_at if view.headline_at is not None else view.body.start
    marks = [
        m
        for m in view.walk.marks
        if m.zone & Zone.AUTHOR and is_near(view, m.position) and _is_trusted(m.zone, m.position, at)
    ]
    marks.sort(key=lambda m: abs(m.position - at))
    for mark in marks:
        text = text_of(mark.element)
        if len(text) > 200:
            continue
        prop = mark.element.get("itemprop")
        content = mark.element.get("content") if prop else None
        named = next((text_of(e) for e in mark.element.iter() if e.get("itemprop") == "name"), None)
        linked = [
            text_of(a)
            for a in mark.element.iter("a")
            if _AUTHOR_PAGE.search(a.get("href") or "") or "author" in (a.get("rel") or "")
        ]
        names = _short(to_names(named or content or [t for t in linked if clean_name(t)] or _after_par(text)))
        if names:
            beside = [m.element for m in marks if m is not mark and m.element.getparent() is mark.element.getparent()]
            others = [to_names(text_of(e)) for e in beside if e.get("class") == mark.element.get("class")]
            return list(dict.fromkeys([*names, *(n for found in others if len(found) == 1 for n in _short(found))]))
    return []


def _is_trusted(zone: int, position: int, at: int) -> bool:
    return not zone & Zone.FOOTER or (-2 <= position - at <= 5 and not zone & Zone.SHARE)


def _after_par(text: str) -> str:
    match = _PAR.search(text)
    return match.group("names") if match else text


def _bylines(view: View) -> list[str]:
    at = view.headline_at if view.headline_at is not None else view.body.start
    for mark in view.walk.marks:
        if (
            not mark.zone & Zone.BYLINE
            or not is_near(view, mark.position)
            or not _is_trusted(mark.zone, mark.position, at)
        ):
            continue
        text = text_of(mark.element)
        match = _PAR.search(text) if len(text) < 250 else None
        names = _short(to_names(match.group("names"))) if match else []
        if names:
            return names
    return []


def _lines(view: View) -> list[str]:
    """Lines around the headline that begin with "Par", and lines behind the text that do."""
    at = view.headline_at if view.headline_at is not None else view.body.start
    blocks = view.walk.blocks
    for index in [
        *range(max(0, at - 3), min(len(blocks), max(at + 8, view.body.start + 4))),
        *footer_blocks(view.walk, view.headline_at, view.body.start),
        *range(view.body.end - 2, min(len(blocks), view.body.end + 3)),
    ]:
        if index < 0 or any(len(link.text) >= _TITLE for link in blocks[index].links):
            continue
        verdict = view.body.verdicts.get(index)
        text = blocks[index].text
        if (verdict is None or not verdict.kept) and len(text) < 120:
            match = _BYLINE_START.match(text)
            line = text[match.end() :] if match else _dated_name(text)
            names = _short(to_names(line)) if line else []
            if names:
                return names
    return []


def _dated_name(text: str) -> str:
    """Give what follows "par" in a line with a date ("Le 28/06/2016 à 16:40 par …")."""
    match = _PAR.search(text) if any(c.isdigit() for c in text) else None
    return match.group("names") if match else ""


def _boxed(view: View) -> list[str]:
    """The heading of the box about the author that closes the story ("Par X", "À propos de X", a name alone)."""
    for part in view.walk.dropped:
        if not part.zone & Zone.AUTHOR_BOX or not view.body.start < part.position <= view.body.end + 6:
            continue
        for heading in part.element.iter("h2", "h3", "h4", "h5", "h6", "strong"):
            text = text_of(heading)
            match = _BYLINE_START.match(text) or _ABOUT_WHOM.match(text)
            names = _short(to_names(text[match.end() :])) if match else to_names(text) if is_signature(text) else []
            if names:
                return names
    return []


def _signature(view: View) -> list[str]:
    """A name alone at the end of the text."""
    for block in view.body.kept[:-3:-1]:
        if is_signature(block.text) and not block.links:
            return to_names(block.text)
    return []


_READERS: tuple[Callable[[View], list[str]], ...] = (
    _json_ld,
    _metas,
    _rel,
    _linked,
    _shown,
    _bylines,
    _lines,
    _boxed,
)


def read_authors(view: View, known: tuple[str, ...] = ()) -> list[str]:
    """Give the names the page signs with.

    ``known``, what the source of the address said, is used where the page names nobody, or only some of them.
    """
    weak: list[str] = list(view.head.structured.newsrooms)
    names: list[str] = []
    for reader in _READERS:
        found = reader(view)
        names = [n for n in found if not is_login(n) and not _is_site(n, view)]
        if names:
            break
        weak = weak or found
    names = names or weak
    if len(known) > len(names) and {n.casefold() for n in names} <= {k.casefold() for k in known}:
        return list(known)
    return names or _signature(view)


def _is_site(name: str, view: View) -> bool:
    """Ask whether a name is the site's own."""
    host = (urlsplit(view.page.url).hostname or "").removeprefix("www.")
    own = {fold(n) for n in (view.head.first("og:site_name"), view.head.structured.publisher) if n}
    folded = fold(name)
    return (
        folded in own
        or folded == host
        or folded.replace(" ", "") == host.rsplit(".", 1)[0].replace("-", "").replace(".", "")
    )
