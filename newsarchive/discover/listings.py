"""Front pages, sections and their later pages: which links are articles, which lead to more of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from newsarchive.discover import addresses
from newsarchive.discover.moments import moment
from newsarchive.model import Candidate, Moment, Source
from newsarchive.normalize.urls import is_same_site, to_absolute, url_key, without_tracking

_CHROME = frozenset({"nav", "header", "footer", "menu"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ITEMS = frozenset({"article", "li", "tr", "dd"})
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_MENU_CLASS = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|breadcrumbs?|rubriques?|sections?|categories)(?:[-_ ]|$)",
    re.IGNORECASE,
)
_PAGER_CLASS = re.compile(r"pag(?:e[-_]?num|ination|er\b|ing|es\b)|nav-links|older|next", re.IGNORECASE)
_NEXT_TEXT = re.compile(
    r"^[\s«»‹›<>→←⟨⟩⟪⟫〈〉❮❯]*"
    r"(?:(?:page |articles? |publications? )?suivante?s?|next(?: page)?|older(?: posts| entries)?|"
    r"(?:articles|publications|entrées|billets) plus ancien(?:ne)?s|plus ancien(?:ne)?s|plus d.articles|"
    r"voir plus(?: d.articles)?|charger plus|load more|more posts|weiter|ältere beiträge|siguiente|próxima|seguinte|"
    r"dernière(?: page)?|last|fin)?[\s»›>→⟩⟫〉❯]*$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a listing offers.

    ``articles`` in page order with the headline and date the teaser shows; ``sections`` and
    ``pages`` (later pages of this listing) are addresses; ``feeds`` those declared or linked.
    """

    articles: tuple[Candidate, ...]
    sections: tuple[str, ...]
    pages: tuple[str, ...]
    feeds: tuple[str, ...]


@dataclass(slots=True)
class _Item:
    """A teaser while it is being read: the machine-readable dates seen inside it."""

    dates: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Anchor:
    element: HtmlElement
    url: str
    in_chrome: bool
    in_menu: bool
    in_heading: bool
    in_pager: bool
    item: _Item | None


def read(tree: HtmlElement, url: str, base_url: str | None = None) -> Listing:
    """Read the links of a parsed page; ``base_url`` is where relative addresses start (default ``url``)."""
    base = base_url or url
    own = url_key(url)
    articles: dict[str, Candidate] = {}
    sections: dict[str, str] = {}
    pages: dict[str, str] = {}
    for anchor in _anchors(tree, base):
        if not is_same_site(anchor.url, url):
            continue
        key = url_key(anchor.url)
        text = " ".join("".join(anchor.element.itertext()).split())
        if _is_page(anchor, text, url):
            if key != own:
                pages.setdefault(key, anchor.url)
        elif key == own or addresses.is_never_wanted(anchor.url) or addresses.is_front(anchor.url):
            continue
        elif addresses.is_section(anchor.url) and not anchor.in_heading:
            sections.setdefault(key, anchor.url)
        elif addresses.is_side_listing(anchor.url):
            continue
        elif _is_headline(anchor, text):
            _remember(articles, key, anchor, text)
        elif _is_menu_entry(anchor, text):
            sections.setdefault(key, anchor.url)
    for key in articles:
        sections.pop(key, None)
    return Listing(
        articles=tuple(articles.values()),
        sections=tuple(sections.values()),
        pages=tuple(pages.values()),
        feeds=_feeds(tree, base),
    )


def _anchors(tree: HtmlElement, base: str) -> Iterator[_Anchor]:
    """Walk the tree once; every link with what stands around it."""
    stack: list[tuple[HtmlElement, bool, bool, bool, bool, _Item | None]] = [(tree, False, False, False, False, None)]
    found: list[_Anchor] = []
    while stack:
        element, chrome, menu, heading, pager, item = stack.pop()
        tag: Any = element.tag
        if not isinstance(tag, str) or tag in _SILENT:
            continue
        if tag in _CHROME:
            chrome = True
            menu = menu or tag in ("nav", "menu")
        if tag in _HEADINGS:
            heading = True
        if tag in _ITEMS:
            item = _Item()
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if names != " ":
            menu = menu or bool(_MENU_CLASS.search(names))
            pager = pager or bool(_PAGER_CLASS.search(names))
        if tag == "time" and item is not None and element.get("datetime"):
            item.dates.append(element.get("datetime") or "")
        if tag == "a" and element.get("href"):
            address = to_absolute(element.get("href") or "", base)
            if address:
                found.append(_Anchor(element, without_tracking(address), chrome, menu, heading, pager, item))
        stack.extend((child, chrome, menu, heading, pager, item) for child in reversed(element))
    yield from found


def _is_page(anchor: _Anchor, text: str, url: str) -> bool:
    rel = (anchor.element.get("rel") or "").split()
    if addresses.is_asset(anchor.url) or ("nofollow" in rel and not anchor.in_pager):
        return False
    if "next" in rel and not _is_headline(anchor, text):
        # With a headline it is the next story, not the next page.
        return True
    says_page = bool(text) and bool(_NEXT_TEXT.match(text) or text.isdigit())
    if says_page and addresses.is_numbered_beside(anchor.url, url):
        return True
    page = addresses.page_of(anchor.url)
    if page is not None:
        own = addresses.page_of(url)
        here = own[0] if own else addresses.page_of(_with_page(url))
        return page[0] == (here if isinstance(here, str) else here[0] if here else "")
    return anchor.in_pager and not anchor.in_heading and says_page


def _with_page(url: str) -> str:
    """Give the listing's address as if it were its own first page, so that patterns compare."""
    return f"{url}{'&' if '?' in url else '?'}page=1"


def _is_inline(anchor: _Anchor, text: str) -> bool:
    """Ask whether the link is a few words of a sentence."""
    parent = anchor.element.getparent()
    while parent is not None and parent.tag in ("strong", "em", "b", "i", "span"):
        parent = parent.getparent()
    if parent is None or parent.tag != "p":
        return False
    return len(text) < 0.6 * len(" ".join("".join(parent.itertext()).split()))


def _is_headline(anchor: _Anchor, text: str) -> bool:
    words = len(_WORDS.findall(text))
    if anchor.in_heading and not anchor.in_chrome:
        return words >= 2
    if anchor.in_chrome:
        return words >= 6 and len(text) >= 35
    if words >= 4 and len(text) >= 22:
        return not _is_inline(anchor, text)
    # CJK and Thai headlines have no spaces between their words.
    return len(text) >= 12 and not text.isascii() and words <= 3 and any(ord(c) >= 0x0E00 for c in text)


def _is_menu_entry(anchor: _Anchor, text: str) -> bool:
    if not (anchor.in_menu or anchor.in_chrome) or not text or len(text) > 40 or len(text.split()) > 5:
        return False
    path = anchor.url.split("?", 1)[0].rstrip("/")
    return path.count("/") - 2 <= 3


def _remember(articles: dict[str, Candidate], key: str, anchor: _Anchor, text: str) -> None:
    known = articles.get(key)
    # Only the headline's own item has the headline's date; a teaser may link to other stories, too.
    dated = _teaser_date(anchor.item) if anchor.in_heading else None
    better = known is None or (anchor.in_heading and len(text) >= len(known.headline or ""))
    headline = text if better else (known.headline if known else text)
    published = dated or (known.published if known else None)
    address = known.url if known else anchor.url
    articles[key] = Candidate(url=address, source=Source.LISTING, headline=headline, published=published)


def _teaser_date(item: _Item | None) -> Moment | None:
    if item is None or not item.dates:
        return None
    return moment(item.dates[0], "listing")


def _feeds(tree: HtmlElement, base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for link in tree.iter("link"):
        kind = (link.get("type") or "").lower()
        if "alternate" in (link.get("rel") or "").lower().split() and (
            "rss" in kind or "atom" in kind or "feed+json" in kind
        ):
            address = to_absolute(link.get("href") or "", base)
            title = (link.get("title") or "").lower()
            if address and addresses.is_feed_of_articles(address, title) and is_same_site(address, base):
                found.setdefault(address)
    for anchor in tree.iter("a"):
        href = anchor.get("href")
        if href and len(found) < 20:
            address = to_absolute(href, base)
            if address and addresses.is_feed(address) and is_same_site(address, base):
                found.setdefault(address)
    return tuple(found)
