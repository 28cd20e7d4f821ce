"""What a page's head says: metas, links, title, language, JSON-LD, collected in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field

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
#: Characters of a meta or title that are read, and from which a meta's name is none.
_LONGEST = 20_000
_LONG_NAME = 200
_MANY = {"article:tag", "article:author", "author"}


def read_head(page: Page) -> Head:
    """Collect the metadata of a page; metas and JSON-LD count wherever they stand."""
    metas: dict[str, str] = {}
    many: dict[str, list[str]] = {name: [] for name in _MANY}
    links: dict[str, str] = {}
    scripts: list[str] = []
    title = ""
    for element in page.tree.iter("meta", "link", "title", "script"):
        tag = element.tag
        if tag == "meta":
            name = (
                element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
            )
            content = element.get("content")
            if name and content and len(name) < _LONG_NAME:
                name = name.strip().lower()
                value = unescaped(content[:_LONGEST])
                if value:
                    metas.setdefault(name, value)
                    if name in many:
                        many[name].append(value)
        elif tag == "link":
            rel, href = element.get("rel"), element.get("href")
            if rel and href:
                for name in rel.lower().split():
                    if name in _RELS:
                        links.setdefault(name, href.strip())
        elif tag == "title":
            parent = element.getparent()
            if not title and (parent is None or parent.tag in ("head", "html", "body")):
                title = text_of(element, _LONGEST)[:_LONGEST]
        elif "ld+json" in (element.get("type") or ""):
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
    )
