"""The rest of the record: a table of readers for each field, asked in order, the first answer taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import islice

from newsarchive.extraction.blocks import footer_blocks
from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.heading import site_name_shown
from newsarchive.extraction.text import text_of
from newsarchive.extraction.view import View, is_near
from newsarchive.extraction.zone_words import Zone
from newsarchive.normalize.languages import to_language, told_language
from newsarchive.normalize.urls import is_same_site, parts_of, to_absolute

#: A source by name, and how it is read.
Reader = tuple[str, Callable[[View], str | None]]

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
_PATH_MARK = re.compile(r"\s[›>»/→]\s")
_PATH_EDGES = "›>»/→|-–…(). "
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
        link = next(mark.element.iter("a"), None)
        text = text_of(mark.element if link is None else link, 40)
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
        get = dropped.element.get
        names = f"{get('class') or ''} {get('id') or ''} {get('aria-label') or ''}".lower()
        if "crumb" in names or "ariane" in names or "chemin" in names or "hierarchie" in names:
            texts = [text_of(a) for a in dropped.element.iter("a")]
            return [t for t in texts if t]
    for dropped in view.walk.dropped:
        if dropped.zone & Zone.NAVIGATION and dropped.position <= (view.headline_at or 0):
            texts = [text_of(a) for a in islice(dropped.element.iter("a"), 6)]
            if 2 <= len(texts) <= 5 and fold(texts[0]) in _HOME and _PATH_MARK.search(text_of(dropped.element)):
                return [t for t in texts if t]
    title = fold(view.walk.blocks[view.headline_at].text) if view.headline_at is not None else ""
    for block in view.walk.blocks[: view.headline_at or 0]:
        if len(block.links) < 2 or fold(block.links[0].text) not in _HOME:
            continue
        # The path may end with the story itself, cut short, perhaps; that is no link.
        own = block.text.rpartition(block.links[-1].text)[2]
        own = own if title and title.startswith(fold(own).strip(_PATH_EDGES)[:40]) else ""
        if block.link_chars >= 0.5 * (len(block.text) - len(own)):
            return [link.text for link in block.links]
    return []


SECTION: tuple[Reader, ...] = (
    ("json-ld", lambda v: v.head.structured.section),
    (
        "meta",
        lambda v: v.head.first(
            "article:section", "og:article:section", "parsely-section", "cxenseparse:section", "sailthru.section"
        ),
    ),
    ("category link", _section_linked),
    ("breadcrumb", _section_crumbs),
    ("section page", _section_page),
    ("kicker", _section_kicker),
)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LETTER = re.compile(r"[^\W\d_]")


def read_section(view: View) -> str | None:
    """Give the section the article stands in, as the page writes it."""
    title = fold(view.walk.blocks[view.headline_at].text) if view.headline_at is not None else ""
    for _, reader in SECTION:
        value = reader(view)
        if not value or fold(value) in _NO_SECTION or fold(value) == title:
            continue
        if value.startswith("http") or not _LETTER.search(value):
            continue
        return _written(value, view) if _SLUG.fullmatch(value) else value
    return None


def _written(slug: str, view: View) -> str:
    """Give the words for a section's name out of an address, where another reader or a link has them, else the name."""
    for _, reader in SECTION:
        value = reader(view)
        if value and value != slug and value[0].isalpha() and _slug(value) == slug.replace("_", "-"):
            return value
    for link in view.page.tree.iter("a"):
        # The menu names the section whose page it leads to.
        if slug in (link.get("href") or "") and _slug(name := text_of(link)) == slug.replace("_", "-"):
            return name
    return slug


def _slug(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return "-".join(re.findall(r"[a-z0-9]+", plain))


CANONICAL: tuple[Reader, ...] = (
    ("link", lambda v: v.head.links.get("canonical")),
    ("og:url", lambda v: v.head.first("og:url")),
    ("json-ld", lambda v: v.head.structured.url),
)


def read_canonical(view: View) -> str:
    """Give the address the article should be known by: the one it names, where that can be believed, else its own."""
    url = view.page.url
    head = view.head
    for _, reader in CANONICAL:
        raw = reader(view)
        if not raw:
            continue
        named = to_absolute(raw, view.page.base_url)
        if not named or not is_same_site(named, url):
            continue
        path = parts_of(named).path
        own = parts_of(url)
        is_front = path in ("", "/") and not parts_of(named).query
        if is_front and (own.path not in ("", "/") or own.query):
            continue
        if _LISTING_PATH.match(path) and not _LISTING_PATH.match(own.path):
            continue
        if raw != head.links.get("canonical") and _INDEX_FILE.sub("", named) == url:
            continue
        # Templates of before HTTPS name http: to this day.
        return url if own.scheme == "https" and named == f"http{url[5:]}" else named
    return url


LANGUAGE: tuple[Reader, ...] = (
    ("json-ld", lambda v: to_language(v.head.structured.language)),
    ("html", lambda v: to_language(v.head.language)),
    ("og:locale", lambda v: to_language(v.head.first("og:locale"))),
    ("meta", lambda v: to_language(v.head.first("content-language", "language", "dc.language", "inlanguage"))),
)
#: So many characters of the text tell its language.
_SAMPLE = 600


def read_language(view: View) -> str | None:
    """Give the language as a BCP 47 tag: declared and borne out by the text, or told by the text alone."""
    declared = [tag for tag in (reader(view) for _, reader in LANGUAGE) if tag]
    sample: list[str] = []
    length = 0
    for block in view.body.kept:
        sample.append(block.text)
        length += len(block.text)
        if length > _SAMPLE:
            break
    return told_language(declared, " ".join(sample)[:_SAMPLE])


def _microdata_type(view: View) -> str | None:
    node = view.body.container
    element = node.element if node is not None else None
    while element is not None:
        match = _SCHEMA_TYPE.search(element.get("itemtype") or "")
        if match:
            return match.group(1)
        element = element.getparent()
    return None


TYPE: tuple[Reader, ...] = (
    ("json-ld", lambda v: v.head.structured.type),
    ("microdata", _microdata_type),
    (
        "og:type",
        lambda v: "article" if (v.head.first("og:type") or "").lower() in ("article", "news", "og:article") else None,
    ),
)
DESCRIPTION: tuple[Reader, ...] = (
    ("og:description", lambda v: v.head.first("og:description")),
    ("meta", lambda v: v.head.first("description", "twitter:description", "dc.description")),
    ("json-ld", lambda v: v.head.structured.description),
)


def _site_in_title(view: View) -> str | None:
    """Give the end of the page's title that its headline leaves, where that is short: the site's name."""
    title = view.head.title
    shown = view.walk.blocks[view.headline_at].text if view.headline_at is not None else ""
    if len(shown) < _LONG or not title.startswith(shown):
        return None
    name = _MARK.split(title[len(shown) :])[-1].strip(" «»|–—-·•:")
    return name if 2 < len(name) < _SHORT and _LETTER.search(name) else None


_MARK = re.compile(r"\s[-–—|·•:]\s|\s*[|»]\s*")
_SHORT, _LONG = 40, 12
SITE_NAME: tuple[Reader, ...] = (
    ("og:site_name", lambda v: _name(v.head.first("og:site_name"))),
    ("json-ld", lambda v: v.head.structured.publisher),
    ("application-name", lambda v: v.head.first("application-name")),
    ("heading", lambda v: site_name_shown(v.walk, v.page)),
    ("title", _site_in_title),
)


def _name(raw: str | None) -> str | None:
    """Give a name; of an address in its place, the host."""
    if raw and raw.startswith(("http://", "https://")):
        return (parts_of(raw).hostname or "").removeprefix("www.") or None
    return raw


def _asked(readers: tuple[Reader, ...], view: View) -> str | None:
    return next((value for value in (reader(view) for _, reader in readers) if value), None)


def read_type(view: View) -> str | None:
    """Give what the page calls itself."""
    return _asked(TYPE, view)


def read_description(view: View) -> str | None:
    """Give the page's own summary."""
    return _asked(DESCRIPTION, view)


def read_site_name(view: View) -> str | None:
    """Give the name of the site."""
    return _asked(SITE_NAME, view)


_TIERS = {"free": True, "open": True, "locked": False, "paid": False, "premium": False, "subscriber": False}


def read_access(view: View) -> bool | None:
    """Give whether the page says that it can be read free of charge; None where it does not say, or metered."""
    told = view.head.structured.is_free
    if told is not None:
        return told
    raw = view.head.first("isaccessibleforfree", "article:content_tier", "og:article:content_tier") or ""
    return {"true": True, "false": False, **_TIERS}.get(raw.strip().lower())


FIELDS: dict[str, tuple[Reader, ...]] = {
    "article_section": SECTION,
    "canonical_url": CANONICAL,
    "declared_type": TYPE,
    "description": DESCRIPTION,
    "in_language": LANGUAGE,
    "site_name": SITE_NAME,
}


def field_candidates(view: View) -> dict[str, list[tuple[str, str]]]:
    """Give what each source says of each field, in the order they are asked, as (source, value); for people to see."""
    return {
        field: [(source, value) for source, reader in readers if (value := reader(view))]
        for field, readers in FIELDS.items()
    }
