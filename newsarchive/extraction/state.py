"""The article a page holds only for its program: in JSON-LD, in a framework's state, in a template.

What is found is written as simple HTML and goes through the same walk and the same rules as any page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.meta import Head
from newsarchive.extraction.page import Page
from newsarchive.extraction.rich_text import is_element, to_html
from newsarchive.extraction.script_values import values_in
from newsarchive.extraction.stored_text import is_address, is_foreign, prose_length, text_to_html
from newsarchive.extraction.text import unescaped_once

Json = Any

_MIN_TEXT = 250
_MAX_OBJECTS = 400_000
_MAX_DEPTH = 60
_CANDIDATES = 12
#: Characters of templates written out; they may stand in each other.
_MAX_COPIED = 2_000_000
#: Prose beyond this is no sign more that an object is the one looked for.
_ENOUGH = 2500
#: By rank of :meth:`_Wanted.rank`; 0 is markup without a name.
_TRUST = (0.3, 0.5, 0.9, 1.0)
_TITLE_KEY = re.compile(r"title|headline|heading|titre$|titel$|titulo$|titolo$|^name$|tytul$", re.IGNORECASE)
_ADDRESS_KEY = re.compile(r"url|slug|path|link|permalink|canonical|href|uri|^id$|^_id$|articleid", re.IGNORECASE)
_BODY_KEY = re.compile(
    r"^(?:article|main|post|story|content|document|page|rich)?_?(?:body|contents?|text|html|story|elements|blocks|paragraphs|"
    r"components|markup|document|corps|texte|inhalt|cuerpo|texto|testo)(?:_?(?:html|text|blocks|elements|parts|raw|data))?$",
    re.IGNORECASE,
)
_DATE_KEYS = (
    *("datepublished", "publishedat", "publisheddate", "publicationdate", "firstpublished", "firstpublishedat"),
    *("publishdate", "published", "publishedon", "displaydate", "firstpublishdate", "publishat", "pubdate", "date"),
)
_CHANGE_KEYS = (
    *("datemodified", "modifiedat", "updatedat", "lastmodified", "modified", "updated", "lastupdated"),
    *("modifieddate", "updateddate", "lastupdateddate", "lastpublisheddate", "changedat", "dateupdated"),
)
_SIGNED_KEYS = ("authors", "author", "byline", "bylines", "credits", "writers", "contributors", "auteur", "auteurs")
_SECTION_KEYS = ("articlesection", "section", "category", "primarysection", "rubrique", "ressort", "maincategory")
_TAG = re.compile(r"<[^<>]*>")
_WORDS = re.compile(r"[^\W_]+")
_SITE_END = re.compile(r"\s[|–—\-•·»:]\s")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class StateArticle:
    """An article as a page's data tell it; texts as found, ``html`` a page of its own for the walk."""

    html: str
    headline: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None


def read_state(page: Page, head: Head, shown: str = "") -> StateArticle | None:
    """Give the article that the data of a page hold, None where they hold none of this page's.

    An object is this page's article when it says the page's title or its address. JSON-LD's
    ``articleBody`` gives way to such an object that holds the same text in paragraphs. Templates and
    text areas come last, and only where they hold what the page shows (``shown``) or describes: they
    hold consent forms and dialogs, too.
    """
    wanted = _Wanted(page, head)
    told = head.structured.body or ""
    found = sorted(
        (f for value in values_in(page) for f in _articles(value, wanted)),
        key=lambda f: (f.trust * min(f.size, _ENOUGH), f.size),
        reverse=True,
    )
    for article in found[:3]:
        html = to_html(article.body) if article.size >= 0.8 * len(told) else ""
        if len(html) >= _MIN_TEXT and _holds(html, told):
            return _written(article.holder, html, wanted)
    if len(told) >= _MIN_TEXT:
        return _written(None, text_to_html(told), wanted)
    hints = {_letters(hint)[:24] for hint in (shown, head.first("og:description", "description")) if hint}
    copied = _copies(page, [*hints, *wanted.titles])
    return _written(None, copied, wanted) if copied else None


def read_whole(page: Page, head: Head, shown: str) -> StateArticle | None:
    """Give the text of JSON-LD where the text ``shown`` is only its beginning, None where it is not.

    Publishers state there what only subscribers see. Twice the text and its opening words are asked
    for: an ``articleBody`` that says everything twice, or another page's, is none.
    """
    told = head.structured.body or ""
    if len(told) < 2 * len(shown) + 400:
        return None
    letters, opening = _letters(unescaped_once(told)), _letters(shown)[:40]
    if len(opening) < 24 or letters.count(opening) != 1 or len(letters) < 2 * len(_letters(shown)):
        return None
    return _written(None, text_to_html(told), _Wanted(page, head))


class _Wanted:
    """What this page calls itself, to know its object by."""

    def __init__(self, page: Page, head: Head) -> None:
        raw = [head.structured.headline, head.first("og:title"), head.first("twitter:title"), head.title]
        self.title = next((t for t in raw if t), "")
        self.titles = {t for t in (_letters(r) for r in raw if r) if len(t) >= 8}
        self.titles |= {_letters(_SITE_END.split(r)[0]) for r in raw if r and len(_SITE_END.split(r)[0]) >= 20}
        named = (page.url, head.links.get("canonical"), head.first("og:url"), head.structured.url)
        self.tails = {t for t in (_tail(address) for address in named if address) if len(t) >= 5}

    def rank(self, node: dict[str, Json]) -> int:
        """Count the ways in which an object says that it is the page's article, up to 3: title 2, address 1."""
        titled = addressed = False
        for key, value in node.items():
            names = _names_what(key)
            if not titled and names == "title":
                texts = value.values() if isinstance(value, dict) and len(value) < 12 else (value,)
                titled = any(isinstance(t, str) and 5 < len(t) < 500 and _letters(t) in self.titles for t in texts)
            elif not addressed and names == "address" and isinstance(value, str) and len(value) < 600:
                addressed = _tail(value) in self.tails
        return 2 * titled + addressed


@lru_cache(maxsize=4096)
def _names_what(key: str) -> str:
    """Say what a key names: ``title``, ``address``, or nothing of use."""
    return "title" if _TITLE_KEY.search(key) else "address" if _ADDRESS_KEY.search(key) else ""


@lru_cache(maxsize=4096)
def _is_body(key: str) -> bool:
    return bool(_BODY_KEY.search(key))


def _letters(text: str) -> str:
    return "".join(_WORDS.findall(fold(_TAG.sub("", text) if "<" in text else text)))


def _tail(address: str) -> str:
    try:
        path = unquote(urlsplit(address).path).rstrip("/")
    except ValueError:
        return ""
    return path.rsplit("/", 1)[-1].rsplit(".htm", 1)[0].rsplit(".php", 1)[0].casefold()


@dataclass(frozen=True, slots=True)
class _Found:
    """What may be the page's article: how far to trust that, its object, its text as stored, characters of prose."""

    trust: float
    holder: dict[str, Json] | None
    body: Json
    size: int


def _holds(html: str, told: str) -> bool:
    """Ask whether a text holds most of what JSON-LD says the article's text is; anything does where that is short."""
    letters, parts = _letters(unescaped_once(html)), _letters(unescaped_once(told))
    if len(parts) < _MIN_TEXT:
        return True
    probes = [parts[at : at + 24] for at in range(0, len(parts) - 24, max(24, len(parts) // 20))]
    return 2 * sum(probe in letters for probe in probes) >= len(probes)


def _articles(value: Json, wanted: _Wanted) -> Iterator[_Found]:
    """Give the objects of a value that may be the page's article."""
    found: list[tuple[int, int, dict[str, Json]]] = []
    above: dict[int, Json] = {}
    stack = [value]
    seen = {id(value)}
    elements: list[Json] = []
    while stack and len(seen) < _MAX_OBJECTS:
        node = stack.pop()
        if isinstance(node, dict):
            rank = wanted.rank(node)
            if rank:
                found.append((rank, -len(found), node))
            held = list(node.values())
        else:
            held = node
            if is_element(node) and node[1] in ("article", "main", "body", "html"):
                elements.append(node)
        for item in reversed(held):
            if isinstance(item, (dict, list)) and id(item) not in seen:
                seen.add(id(item))
                above[id(item)] = node
                stack.append(item)
    scale = _Scale(wanted)
    found.sort(key=lambda f: f[:2], reverse=True)
    for rank, _, node in found[:_CANDIDATES]:
        holder: Json = node
        # A title often stands in an object beside the text: the containers around it are asked, too.
        own = scale.weigh(scale.body_in(holder))
        for step in range(4):
            body = scale.body_in(holder)
            size = scale.weigh(body)
            if size >= _MIN_TEXT:
                yield _Found(_TRUST[rank] * (0.5 if own >= 2 * _MIN_TEXT else 0.8) ** step, node, body, size)
            holder = above.get(id(holder))
            if holder is None or holder is value:
                break
    for element in elements[:4]:
        size = scale.weigh(element)
        if size >= _MIN_TEXT:
            yield _Found(_TRUST[0], None, element, size)


class _Scale:
    """Weighs stored texts in characters of prose, each object once."""

    def __init__(self, wanted: _Wanted) -> None:
        self.known: dict[int, int] = {}
        self.wanted = wanted

    def weigh(self, value: Json, key: str = "body", depth: int = 0) -> int:
        if isinstance(value, str) and len(value) < 80:
            return prose_length(value, key)
        if not isinstance(value, (dict, list, str)) or depth > _MAX_DEPTH:
            return 0
        known = self.known.get(id(value))
        if known is not None:
            return known
        self.known[id(value)] = 0  # what stands inside itself weighs nothing
        if isinstance(value, str):
            total = prose_length(value, key)
        elif isinstance(value, list):
            total = 0 if _is_deck(value) else sum(self.weigh(item, key, depth + 1) for item in value)
        elif _is_titled(value) and not self.wanted.rank(value):
            total = 0  # another article
        else:
            total = sum(self.weigh(item, name, depth + 1) for name, item in value.items() if not is_foreign(name))
        self.known[id(value)] = total
        return total

    def _part(self, key: str, value: Json) -> tuple[float, int, str]:
        """Give weight, how well paragraphs are told apart, and name of a part of an object."""
        told = 2 if isinstance(value, list) else int(isinstance(value, str) and "<p" in value[:2000])
        return self.weigh(value, key) * (2.5 if _is_body(key) else 1), told, key

    def body_in(self, holder: Json) -> Json:
        """Go down from an article's object to the value that is its text: one string, or one list of parts."""
        current, key = holder, "body"
        for _ in range(_MAX_DEPTH):
            if isinstance(current, dict):
                parts = [self._part(k, v) for k, v in current.items() if not is_foreign(k)]
                best = max(parts, default=None)
                if best is None or not best[0]:
                    return current
                # The same text is often kept twice, as markup and bare: markup tells the paragraphs.
                best = max((p for p in parts if p[0] >= 0.9 * best[0]), key=lambda p: (p[1], p[0]))
                current, key = current[best[2]], best[2]
            elif isinstance(current, list) and not is_element(current):
                weights = [self.weigh(item, key) for item in current]
                top = max(weights, default=0)
                if not top or top < 0.95 * sum(weights):
                    return current
                current = current[weights.index(top)]
                if isinstance(current, str):
                    return current
            else:
                return current
        return current


def _is_deck(items: list[Json]) -> bool:
    """Ask whether a list is one of other articles: objects that each have a title and an address."""
    objects = [item for item in items[:12] if isinstance(item, dict)]
    if len(objects) < 2 or is_element(items):
        return False
    return 2 * sum(_is_titled(item) for item in objects) > len(objects)


def _is_titled(node: dict[str, Json]) -> bool:
    """Ask whether an object says a title and an address."""
    said = {_names_what(key) for key, value in node.items() if value and key not in ("id", "_id")}
    return {"title", "address"} <= said


def _copies(page: Page, hints: list[str]) -> str:
    """Give the markup with most prose among templates, text areas and the like that holds one of the ``hints``."""
    best, size, left = "", 2 * _MIN_TEXT, _MAX_COPIED
    for element in page.tree.iter("textarea", "template", "noscript", "xmp", "script"):
        if element.tag == "script":
            kind = (element.get("type") or "").lower()
            if "template" not in kind and kind not in ("text/html", "text/plain"):
                continue
        markup = element.text or ""
        if len(element) and left > 0:
            markup += "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
        left -= len(markup)
        prose = prose_length(markup, "body") if "<p" in markup else 0
        if prose > size and any(len(hint) >= 12 and hint in _letters(unescaped_once(markup)) for hint in hints):
            best, size = markup, prose
    return best


def _written(holder: dict[str, Json] | None, text: str, wanted: _Wanted) -> StateArticle:
    """Write what was found as a page: headline, by-line and dates where its readers look for them, then the text."""
    node = holder or {}
    titles = (value for key, value in node.items() if isinstance(value, str) and _names_what(key) == "title")
    headline = next((title for title in titles if _letters(title) in wanted.titles), None)
    plain = {key.lower().replace("_", "").replace("-", ""): value for key, value in node.items()}
    published, modified = _date(plain, _DATE_KEYS), _date(plain, _CHANGE_KEYS)
    authors = tuple(dict.fromkeys(n for key in _SIGNED_KEYS if key in plain for n in _names(plain[key], 0)))[:8]
    section = next((n for key in _SECTION_KEYS if key in plain for n in _names(plain[key], 0)), None)
    title = _TAG.sub("", headline or "") or wanted.title
    by = "".join(f'<span itemprop="author">{escape(name)}</span> ' for name in authors)
    by += f'<time itemprop="datePublished" datetime="{escape(published)}"></time>' if published else ""
    by += f'<time itemprop="dateModified" datetime="{escape(modified)}"></time>' if modified else ""
    kicker = f'<span itemprop="articleSection">{escape(section)}</span>' if section else ""
    whole = (
        f"<html><body><main><article>{kicker}<h1>{escape(title)}</h1><div>{by}</div>"
        f'<div itemprop="articleBody">{text}</div></article></main></body></html>'
    )
    return StateArticle(whole, headline, published, modified, authors, section)


def _date(plain: dict[str, Json], keys: tuple[str, ...]) -> str | None:
    return next((v for k in keys if isinstance(v := plain.get(k), str) and len(v) < 40 and _ISO.match(v)), None)


def _names(value: Json, depth: int) -> list[str]:
    if isinstance(value, str):
        return [value] if 2 < len(value) < 80 and not is_address(value) and not value.isdigit() else []
    if isinstance(value, list) and depth < 4:
        return [name for item in value[:12] for name in _names(item, depth + 1)]
    if isinstance(value, dict) and depth < 4:
        for key in ("name", "fullName", "displayName", "title", "by", "author", "authors"):
            if value.get(key):
                return _names(value[key], depth + 1)
        first, last = value.get("firstName"), value.get("lastName")
        return [f"{first} {last}"] if isinstance(first, str) and isinstance(last, str) else []
    return []
