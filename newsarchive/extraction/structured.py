"""What a page says of itself in JSON-LD, as plain values."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from newsarchive.extraction.text import unescaped

_ARTICLE_TYPES = re.compile(
    r"(?:^|[/#:])(?:\w*Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|Report|Review|ReportageNews|Recipe)$"
)
_ARTICLE_ENDS = ("Article", "Posting", "Report", "Review", "ReportageNews", "Recipe")
_PAGE_TYPES = frozenset({"WebPage", "ItemPage", "AboutPage", "ContactPage", "FAQPage", "CollectionPage", "ProfilePage"})
_CONTROL = re.compile(r"[\x00-\x1f]+")
_WRAPPED = re.compile(r"^\s*(?://\s*)?<!\[CDATA\[|^\s*<!--|(?://\s*)?\]\]>\s*$|-->\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BETWEEN_WORDS = re.compile(r"[,;|]")
#: Reads JSON with line breaks in its strings, as people paste them.
_DECODER = json.JSONDecoder(strict=False)

Json = Any
#: An object with its types.
_Typed = tuple[dict[str, Json], list[str]]


@dataclass(frozen=True, slots=True)
class Structured:
    """The article a page's JSON-LD describes, and what stands around it; all as found, cleaned of entities."""

    type: str | None = None
    page_types: tuple[str, ...] = ()
    headline: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    newsrooms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    section: str | None = None
    keywords: tuple[str, ...] = ()
    language: str | None = None
    description: str | None = None
    publisher: str | None = None
    is_free: bool | None = None
    url: str | None = None
    images: tuple[str, ...] = ()
    breadcrumbs: tuple[str, ...] = ()
    articles: int = 0
    #: ``articleBody`` as found: plain text or HTML.
    body: str | None = None


def _loads(raw: str) -> Json:
    raw = raw.strip()
    if raw[:1] not in ("{", "[") or raw[-1:] not in ("}", "]"):
        raw = _WRAPPED.sub("", _WRAPPED.sub("", raw)).strip().rstrip(";")
    try:
        return _DECODER.decode(raw)
    except RecursionError:
        return None  # nobody nests that deep what is meant to be read
    except ValueError:
        pass
    try:
        return _DECODER.decode(_TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", raw)))
    except (ValueError, RecursionError):
        return None


def _types(node: dict[str, Json]) -> list[str]:
    kind = node.get("@type")
    if isinstance(kind, str):
        return [_last_part(kind)]
    return [_last_part(k) for k in kind if isinstance(k, str)] if isinstance(kind, list) else []


def _last_part(name: str) -> str:
    return name if name.isalpha() else name.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _is_article(kind: str) -> bool:
    return kind.endswith(_ARTICLE_ENDS) and _ARTICLE_TYPES.search(kind) is not None


def _flatten(value: Json, into: list[dict[str, Json]], depth: int = 0) -> None:
    """Collect the objects of a document: top level, lists, @graph, mainEntity."""
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value[:200]:
            _flatten(item, into, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            into.append(value)
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "liveBlogUpdate"):
            inner = value.get(key)
            if isinstance(inner, (dict, list)) and not (key == "itemListElement" and "BreadcrumbList" in _types(value)):
                if key in ("itemListElement", "liveBlogUpdate"):
                    continue
                _flatten(inner, into, depth + 1)


#: Levels of lists and objects below which no value is looked for; references may also lead in circles.
_DEPTH = 8
#: Characters of a value that are read.
_LONGEST = 20_000


def _text(value: Json, depth: int = _DEPTH) -> str | None:
    if isinstance(value, str):
        return unescaped(value[:_LONGEST]) or None
    if depth and isinstance(value, list):
        return next((t for item in value if (t := _text(item, depth - 1))), None)
    if depth and isinstance(value, dict):
        return _text(value.get("name") or value.get("@value") or value.get("text"), depth - 1)
    return None


def _all_texts(value: Json, depth: int = _DEPTH) -> list[str]:
    if isinstance(value, list):
        return [t for item in value for t in _all_texts(item, depth - 1)] if depth else []
    text = _text(value)
    return [text] if text else []


def _names(value: Json, by_id: dict[str, dict[str, Json]], depth: int = _DEPTH) -> list[str]:
    if not depth:
        return []
    if isinstance(value, list):
        return [name for item in value for name in _names(item, by_id, depth - 1)]
    if isinstance(value, dict):
        if "name" not in value and isinstance(value.get("@id"), str):
            value = by_id.get(value["@id"], {})
        name = value.get("name") if isinstance(value, dict) else None
        if isinstance(name, (list, dict)):
            return _names(name, by_id, depth - 1)
        value = name or " ".join(
            str(value[k]) for k in ("givenName", "familyName") if isinstance(value, dict) and value.get(k)
        )
    if isinstance(value, str) and value.strip() and not value.startswith(("http://", "https://", "#")):
        return [unescaped(value)]
    return []


def _is_organization(value: Json, by_id: dict[str, dict[str, Json]]) -> bool:
    if isinstance(value, dict) and "@type" not in value and isinstance(value.get("@id"), str):
        value = by_id.get(value["@id"], value)
    return isinstance(value, dict) and any("Organization" in t for t in _types(value))


def _urls(value: Json, by_id: dict[str, dict[str, Json]], depth: int = _DEPTH) -> list[str]:
    if isinstance(value, str):
        return [value]
    if not depth:
        return []
    if isinstance(value, list):
        return [u for item in value for u in _urls(item, by_id, depth - 1)]
    if isinstance(value, dict):
        if "url" not in value and isinstance(value.get("@id"), str) and value["@id"] in by_id:
            value = by_id[value["@id"]]
        return _urls(value.get("url") or value.get("contentUrl"), by_id, depth - 1) if value else []
    return []


def _keywords(value: Json, depth: int = _DEPTH) -> list[str]:
    if isinstance(value, str):
        parts = _BETWEEN_WORDS.split(unescaped(value))
        return [p.strip() for p in parts if p.strip()]
    if not depth:
        return []
    if isinstance(value, list):
        return [
            k
            for item in value
            for k in (_keywords(item, depth - 1) if not isinstance(item, str) else [unescaped(item)])
            if k
        ]
    text = _text(value)
    return [text] if text else []


def _crumbs(nodes: list[_Typed]) -> tuple[str, ...]:
    for node, kinds in nodes:
        if "BreadcrumbList" in kinds and isinstance(node.get("itemListElement"), list):
            steps = [s for s in node["itemListElement"] if isinstance(s, dict)]
            return tuple(t for t in (_text(s.get("name") or s.get("item")) for s in steps) if t)
    return ()


def _is_free(value: Json) -> bool | None:
    if isinstance(value, bool):
        return value
    return _TRUTHS.get(value.strip().lower().rsplit("/", 1)[-1]) if isinstance(value, str) else None


_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


def _best(articles: list[dict[str, Json]], url: str) -> dict[str, Json]:
    """Choose the object that describes this page: the one with its address, else the fullest."""
    if len(articles) == 1:
        return articles[0]
    tail = url.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]

    def weight(node: dict[str, Json]) -> tuple[bool, int]:
        try:
            where = json.dumps([node.get("url"), node.get("@id"), node.get("mainEntityOfPage")], default=str)
        except RecursionError:
            where = ""
        keys = ("headline", "datePublished", "author", "articleBody", "image", "publisher")
        return bool(tail) and tail in where, sum(k in node for k in keys)

    return max(articles, key=weight)


def read_json_ld(scripts: list[str], url: str) -> Structured:
    """Read the JSON-LD of a page (the texts of its script elements), broken documents skipped."""
    found: list[dict[str, Json]] = []
    for raw in scripts:
        if raw and len(raw) < 2_000_000:
            _flatten(_loads(raw), found)
    if not found:
        return Structured()
    nodes = [(n, _types(n)) for n in found]
    articles = [n for n, kinds in nodes if any(map(_is_article, kinds))]
    pages = [(n, kinds) for n, kinds in nodes if not _PAGE_TYPES.isdisjoint(kinds)]
    page_types = tuple(kind for _, kinds in pages for kind in kinds)
    page = pages[0][0] if pages else {}
    if not articles:
        return Structured(
            page_types=page_types,
            published=_date(page.get("datePublished")),
            modified=_date(page.get("dateModified")),
            language=_text(page.get("inLanguage")),
            description=_text(page.get("description")),
            publisher=_publisher(nodes),
            breadcrumbs=_crumbs(nodes),
        )
    node = _best(articles, url)
    by_id = {n["@id"]: n for n in found if isinstance(n.get("@id"), str) and len(n) > 1}
    signed = node.get("author") or node.get("creator") or node.get("contributor")
    names = _names(signed, by_id)
    newsrooms = _names(
        [s for s in (signed if isinstance(signed, list) else [signed]) if _is_organization(s, by_id)], by_id
    )
    return Structured(
        type=next(filter(_is_article, _types(node))),
        page_types=page_types,
        headline=_text(node.get("headline")) or _text(node.get("name")),
        published=_date(node.get("datePublished") or page.get("datePublished") or node.get("dateCreated")),
        modified=_date(node.get("dateModified") or page.get("dateModified")),
        authors=tuple(dict.fromkeys(names)),
        newsrooms=tuple(dict.fromkeys(newsrooms)),
        people=tuple(dict.fromkeys(name for n, kinds in nodes if "Person" in kinds for name in _names(n, by_id))),
        section=next(iter(_all_texts(node.get("articleSection"))), None),
        keywords=tuple(dict.fromkeys(_keywords(node.get("keywords")))),
        language=_text(node.get("inLanguage")) or _text(page.get("inLanguage")),
        description=_text(node.get("description")),
        publisher=next(iter(_names(node.get("publisher"), by_id)), None) or _publisher(nodes),
        is_free=_is_free(node.get("isAccessibleForFree")),
        url=next((u for u in (*_urls(node.get("url"), by_id), *_page_url(node)) if u.startswith("http")), None),
        images=tuple(_urls(node.get("image"), by_id)[:4]),
        breadcrumbs=_crumbs(nodes),
        articles=len(articles),
        body=_raw_text(node.get("articleBody")),
    )


def _date(value: Json) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() or None if isinstance(value, str) else None


def _raw_text(value: Json) -> str | None:
    if isinstance(value, list):
        value = "\n\n".join(item for item in value if isinstance(item, str))
    return value or None if isinstance(value, str) else None


def _page_url(node: dict[str, Json]) -> list[str]:
    entity = node.get("mainEntityOfPage")
    if isinstance(entity, dict):
        entity = entity.get("@id") or entity.get("url")
    return [entity] if isinstance(entity, str) else []


def _publisher(nodes: list[_Typed]) -> str | None:
    for wanted in ("NewsMediaOrganization", "Organization", "WebSite"):
        for node, kinds in nodes:
            if wanted in kinds:
                return _text(node.get("name"))
    return None
