"""What a page's head says: metas, links, title, language, JSON-LD, collected in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from newsarchive.extraction.page import Page
from newsarchive.extraction.structured import Structured, read_json_ld
from newsarchive.extraction.text import text_of, unescaped
from newsarchive.normalize.urls import to_absolute


@dataclass(frozen=True, slots=True)
class Head:
    """Metadata of a page: first value of each meta (lower-case name), lists where several count."""

    title: str = ""
    language: str | None = None
    metas: dict[str, str] = field(default_factory=dict)
    article_tags: tuple[str, ...] = ()
    article_authors: tuple[str, ...] = ()
    links: dict[str, str] = field(default_factory=dict)
    structured: Structured = field(default_factory=Structured)
    #: A form asks for the password of a protected post, as WordPress writes it.
    asks_password: bool = False

    def first(self, *names: str) -> str | None:
        """Give the first of these metas that says something."""
        for name in names:
            value = self.metas.get(name)
            if value:
                return value
        return None


def own_address(page: Page) -> str:
    """Give the address a page states as its own (canonical link, OpenGraph, JSON-LD), or "" where it states none.

    For a page that comes without one, such as a file; a page from the web is known by where it was found.
    """
    head = read_head(page)
    named = (head.links.get("canonical"), head.first("og:url"), head.structured.url)
    return next((address for raw in named if raw and (address := to_absolute(raw, ""))), "")


_RELS = frozenset({"canonical", "amphtml", "shortlink", "author"})
#: Characters of a meta or title that are read, and from which a meta's name, or a link's rel, is none.
_LONGEST = 20_000
_LONG_NAME = 200
_MANY = {"article:tag", "article:author", "author"}


@lru_cache(maxsize=256)
def _known_rels(rel: str) -> tuple[str, ...]:
    """Give the words of a link's rel that say something of the page: none for style sheets, icons and the like."""
    return tuple(name for name in rel.lower().split() if name in _RELS)


def read_head(page: Page) -> Head:
    """Collect the metadata of a page; metas and JSON-LD count wherever they stand."""
    metas: dict[str, str] = {}
    many: dict[str, list[str]] = {name: [] for name in _MANY}
    links: dict[str, str] = {}
    scripts: list[str] = []
    title = ""
    asks_password = False
    for element in page.tree.iter("meta", "link", "title", "script", "form"):
        tag, get = element.tag, element.get
        if tag == "meta":
            name = get("property") or get("name") or get("itemprop") or get("http-equiv")
            content = get("content")
            if name and content and len(name) < _LONG_NAME:
                name = name.strip().lower()
                value = unescaped(content[:_LONGEST])
                if value:
                    metas.setdefault(name, value)
                    if name in many:
                        many[name].append(value)
        elif tag == "link":
            rel = get("rel")
            for name in _known_rels(rel) if rel and len(rel) < _LONG_NAME else ():
                href = get("href")
                if href:
                    links.setdefault(name, href.strip())
        elif tag == "title":
            parent = element.getparent()
            if not title and (parent is None or parent.tag in ("head", "html", "body")):
                title = text_of(element, _LONGEST)[:_LONGEST]
        elif tag == "form":
            asks_password |= "post-password-form" in (get("class") or "") or "postpass" in (get("action") or "")
        elif "ld+json" in (get("type") or ""):
            scripts.append(element.text or "")
    root = page.tree
    return Head(
        title=unescaped(title),
        language=root.get("lang") or root.get("xml:lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        metas=metas,
        article_tags=tuple(dict.fromkeys(many["article:tag"])),
        article_authors=tuple(dict.fromkeys([*many["article:author"], *many["author"]])),
        links=links,
        structured=read_json_ld(scripts, page.url) if scripts else Structured(),
        asks_password=asks_password,
    )
