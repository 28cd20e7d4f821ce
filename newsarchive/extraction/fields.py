"""The rest of the record: a table of readers for each field, asked in order, the first answer taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from newsarchive.extraction.blocks import footer_blocks
from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.text import text_of
from newsarchive.extraction.view import View, first, is_near
from newsarchive.extraction.zone_words import Zone
from newsarchive.normalize.languages import to_language
from newsarchive.normalize.urls import is_same_site, to_absolute

_HOME = frozenset(
    {
        *("accueil", "home", "home page", "homepage", "startseite", "inicio", "início", "start", "front page", "une"),
        *("à la une", "a la une", "main", "news", "actualités", "article", "articles", "blog", "index", "portada"),
        *("главная", "vous êtes ici"),
    }
)
_KICKER = re.compile(r"surtitre|kicker|eyebrow|overline|topline")
_NO_SECTION = frozenset(
    {"uncategorized", "non classé", "non classe", "sans catégorie", "allgemein", "sin categoría", "sem categoria"}
)
_LISTING_PATH = re.compile(
    r"^/(?:category|categorie|rubrique|section|tag|tags|author|auteur|topic|topics|archives?|feed)s?(?:/|$)",
    re.IGNORECASE,
)
_SECTION_PAGE = re.compile(r"/(?:category|categories|categorie|rubriques?|sections?)/[^/?#]+/?$", re.IGNORECASE)
_TAG_LABEL = re.compile(
    r"(?:mots?[- ]cl[ée]s?|[ée]tiquettes?|tags?|keywords?|th[èe]mes?|schlagw[oö]rter|etiquetas)\s*(?::\s*|$)",
    re.IGNORECASE,
)
_PATH_MARK = re.compile(r"\s[›>»/→]\s")
_INDEX_FILE = re.compile(r"(?<=/)index\.(?:html?|php)$", re.IGNORECASE)
_SCHEMA_TYPE = re.compile(r"schema\.org/(\w*(?:Article|Posting|Report|Review))\b")


def _section_linked(view: View) -> str | None:
    for element, rel, position in view.walk.tag_links:
        if "category" in rel and is_near(view, position):
            return text_of(element) or None
    return _section_marked(view, kickers=False)


def _section_kicker(view: View) -> str | None:
    return _section_marked(view, kickers=True)


def _section_marked(view: View, *, kickers: bool) -> str | None:
    """Give the text of an element called category, or of a kicker: those say as often a topic as a section."""
    for mark in view.walk.marks:
        if not mark.zone & Zone.SECTION or not is_near(view, mark.position):
            continue
        if bool(_KICKER.search((mark.element.get("class") or "").lower())) is not kickers:
            continue
        links = [text_of(a) for a in mark.element.iter("a")]
        text = links[0] if links else text_of(mark.element)
        if 2 < len(text) < 40 and not any(c.isdigit() for c in text):
            return text
    return None


def _section_page(view: View) -> str | None:
    """Give the words of a link to a section's page in the lines around the headline or in the story's footer."""
    at = view.headline_at if view.headline_at is not None else view.body.start
    blocks = view.walk.blocks
    near = range(max(0, at - 2), min(len(blocks), max(view.body.start + 1, at + 8)))
    for index in [*near, *footer_blocks(view.walk, view.headline_at, view.body.start)]:
        verdict = view.body.verdicts.get(index)
        if (verdict is not None and verdict.kept) or len(blocks[index].text) > 120:
            continue
        for link in blocks[index].links:
            text: str = link.text
            if _SECTION_PAGE.search(link.href.removesuffix(".html")) and 2 < len(text) < 40:
                return text
    return None


def _section_crumbs(view: View) -> str | None:
    crumbs = list(view.head.structured.breadcrumbs) or _breadcrumbs(view)
    title = fold(view.walk.blocks[view.headline_at].text) if view.headline_at is not None else ""
    steps = [
        c
        for c in crumbs
        if fold(c) not in _HOME
        and fold(c) != title
        and not (title and title.startswith(fold(c).rstrip(".… ")[:40]) and len(c) > 25)
    ]
    return steps[-1] if steps and len(steps[-1]) < 60 else None


def _breadcrumbs(view: View) -> list[str]:
    for dropped in view.walk.dropped:
        names = " ".join(dropped.element.get(name) or "" for name in ("class", "id", "aria-label")).lower()
        if any(word in names for word in ("breadcrumb", "ariane", "crumb", "chemin", "hierarchie")):
            texts = [text_of(a) for a in dropped.element.iter("a")]
            return [t for t in texts if t]
    for dropped in view.walk.dropped:
        if dropped.zone & Zone.NAVIGATION and dropped.position <= (view.headline_at or 0):
            texts = [text_of(a) for a in dropped.element.iter("a")]
            if 2 <= len(texts) <= 5 and fold(texts[0]) in _HOME and _PATH_MARK.search(text_of(dropped.element)):
                return [t for t in texts if t]
    for block in view.walk.blocks[: view.headline_at or 0]:
        if len(block.links) >= 2 and fold(block.links[0].text) in _HOME and block.link_chars >= 0.5 * len(block.text):
            return [link.text for link in block.links]
    return []


_SECTION: tuple[Callable[[View], str | None], ...] = (
    lambda v: v.head.structured.section,
    lambda v: v.head.first(
        "article:section", "og:article:section", "parsely-section", "cxenseparse:section", "sailthru.section"
    ),
    _section_linked,
    _section_crumbs,
    _section_page,
    _section_kicker,
)


def read_section(view: View) -> str | None:
    """Give the section the article stands in."""
    for reader in _SECTION:
        value = reader(view)
        if value and fold(value) not in _NO_SECTION and not value.startswith("http"):
            return value
    return None


def read_tags(view: View, section: str | None) -> list[str]:
    """Give the article's tags in order, each once, without its section."""
    walk, body = view.walk, view.body
    shown = [
        text_of(e)
        for e, rel, position in walk.tag_links
        if "tag" in rel.split()
        and "category" not in rel
        and position >= body.start - 12
        and position <= body.end + 8
        and not _is_section_link(e)
    ]
    for dropped in walk.dropped:
        if (
            dropped.zone & Zone.TAGS
            and not dropped.zone & (Zone.RELATED | Zone.COMMENTS)
            and body.start - 12 <= dropped.position <= body.end + 8
        ):
            anchors = list(dropped.element.iter("a"))
            if len(anchors) <= 25:
                shown += [
                    text_of(a) for a in anchors if "category" not in (a.get("rel") or "") and not _is_section_link(a)
                ]
    metas: list[str] = list(view.head.article_tags)
    metas = [t for raw in metas for t in (raw.split(",") if len(metas) == 1 else [raw])]
    raw = view.head.first("news_keywords", "sailthru.tags", "parsely-tags")
    for source in (
        shown,
        _labelled_tags(view),
        metas,
        list(view.head.structured.keywords),
        raw.split(",") if raw else [],
    ):
        tags: dict[str, str] = {}
        for tag in source:
            text = tag.strip(" #,;")
            if text and len(text) < 60 and fold(text) != fold(section or ""):
                tags.setdefault(fold(text), text)
        if tags:
            return list(tags.values())
    return []


def _labelled_tags(view: View) -> list[str]:
    """Give the links behind a label like "Mots-clés :", or in a box headed so."""
    walk, body = view.walk, view.body
    blocks = walk.blocks
    for index in range(max(0, body.start - 12), min(len(blocks), body.end + 12)):
        block, verdict = blocks[index], body.verdicts.get(index)
        label = _TAG_LABEL.match(block.text) if verdict is None or not verdict.kept else None
        if label is None:
            continue
        rest = len(block.text) - label.end()
        if block.links and block.link_chars >= 0.6 * rest:
            return [link.text for link in block.links]
        if rest == 0:
            tags: list[str] = []
            for entry in blocks[index + 1 : index + 26]:
                if not entry.links or entry.link_chars < 0.8 * len(entry.text) or len(entry.text) > 60:
                    break
                tags += [link.text for link in entry.links]
            return tags
    for dropped in walk.dropped:
        if dropped.position < body.start or dropped.zone & (Zone.RELATED | Zone.COMMENTS | Zone.POPULAR):
            continue
        for heading in dropped.element.iter("h2", "h3", "h4", "h5"):
            box, title = heading.getparent(), _TAG_LABEL.match(text_of(heading))
            anchors = list(box.iter("a")) if box is not None and title and title.end() == len(text_of(heading)) else []
            if 0 < len(anchors) <= 15 and all("tag" in (a.get("rel") or "").split() for a in anchors):
                return [text_of(a) for a in anchors]
    return []


def _is_section_link(element: object) -> bool:
    parent = element.getparent()  # type: ignore[attr-defined]
    for _ in range(2):
        if parent is None:
            return False
        names = parent.get("class") or ""
        if "taxonomy-category" in names or "cat-links" in names or "categories" in names:
            return True
        parent = parent.getparent()
    return False


def read_canonical(view: View) -> str:
    """Give the address the article should be known by: the one it names, where that can be believed, else its own."""
    url = view.page.url
    head = view.head
    for raw in (head.links.get("canonical"), head.first("og:url"), head.structured.url):
        if not raw:
            continue
        named = to_absolute(raw, view.page.base_url)
        if not named or not is_same_site(named, url):
            continue
        path = urlsplit(named).path
        own = urlsplit(url)
        is_front = path in ("", "/") and not urlsplit(named).query
        if is_front and (own.path not in ("", "/") or own.query):
            continue
        if _LISTING_PATH.match(path) and not _LISTING_PATH.match(own.path):
            continue
        if raw != head.links.get("canonical") and _INDEX_FILE.sub("", named) == url:
            continue
        return named
    return url


_LANGUAGE: tuple[Callable[[View], str | None], ...] = (
    lambda v: to_language(v.head.structured.language),
    lambda v: to_language(v.head.language),
    lambda v: to_language(v.head.first("og:locale", "content-language", "language", "dc.language", "inlanguage")),
)


def read_language(view: View) -> str | None:
    """Give the declared language as a BCP 47 tag."""
    return first(_LANGUAGE, view)


def _microdata_type(view: View) -> str | None:
    node = view.body.container
    element = node.element if node is not None else None
    while element is not None:
        match = _SCHEMA_TYPE.search(element.get("itemtype") or "")
        if match:
            return match.group(1)
        element = element.getparent()
    return None


_TYPE: tuple[Callable[[View], str | None], ...] = (
    lambda v: v.head.structured.type,
    _microdata_type,
    lambda v: "article" if (v.head.first("og:type") or "").lower() in ("article", "news", "og:article") else None,
)


def read_type(view: View) -> str | None:
    """Give what the page calls itself."""
    return first(_TYPE, view)


def read_description(view: View) -> str | None:
    """Give the page's own summary."""
    return (
        view.head.first("og:description", "description", "twitter:description", "dc.description")
        or view.head.structured.description
    )


def read_site_name(view: View) -> str | None:
    """Give the name of the site."""
    return view.head.first("og:site_name") or view.head.structured.publisher or view.head.first("application-name")
