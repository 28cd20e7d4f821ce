"""Front pages, sections and their later pages: which links are articles, which lead to more of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

from lxml.html import HtmlElement

from newsarchive.discover import addresses, posts_api, teasers
from newsarchive.discover.archives import is_overview, period_of
from newsarchive.discover.moments import moment
from newsarchive.model import Candidate, Moment, Source
from newsarchive.normalize.urls import is_same_site, to_absolute, url_key, without_tracking

_CHROME = frozenset({"nav", "header", "footer", "menu"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ITEMS = frozenset({"article", "li", "tr", "dd"})
_WHOLES = frozenset({"html", "body", "main"})
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_MENU_CLASS = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|breadcrumbs?|rubriques?|sections?|categories)(?:[-_ ]|$)",
    re.IGNORECASE,
)
_PAGER_CLASS = re.compile(
    r"pag(?:e[-_]?num|ination|er\b|ing|es\b)|nav-links|older|next|(?:load|show)[-_]?more|infinite[-_]?scroll",
    re.IGNORECASE,
)
_NEXT_TEXT = re.compile(
    r"^[\s«»‹›<>→←⟨⟩⟪⟫〈〉❮❯]*"
    r"(?:(?:page |articles? |publications? )?suivante?s?|next(?: page)?|older(?: posts| entries)?|"
    r"(?:articles|publications|entrées|billets|messages) plus ancien(?:ne)?s|plus ancien(?:ne)?s|plus d.articles|"
    r"voir plus(?: d.articles)?|charger plus|load more|more posts|weiter|ältere beiträge|siguiente|próxima|seguinte|"
    r"dernière(?: page)?|last|fin)?[\s»›>→⟩⟫〉❯]*$",
    re.IGNORECASE,
)
_STORIES = (
    r"(?:articles?|actualit[ée]s?|actus?|infos?|informations?|publications?|nouvelles|brèves|contenus?|résultats)"
)
#: Words of links and buttons that lead to more of the same, in the languages of the other lists here.
_MORE_TEXT = re.compile(
    r"^\W*(?:"
    rf"(?:voir|afficher|charger) (?:plus|tout(?:es?)?|tous)(?: (?:d.|de |des |les |l.|nos )?(?:autres )?{_STORIES})?|"
    rf"(?:plus d.|tous (?:les |nos )|toutes? (?:les |l.|nos ))(?:autres )?{_STORIES}|"
    r"(?:load|show|view|see|browse) (?:more|all)(?: (?:articles?|posts|stories|news|results|entries))?|"
    r"(?:more|all|older) (?:articles|posts|stories|news|entries)|"
    r"(?:mehr|weitere|alle)(?: (?:artikel|beiträge|nachrichten|meldungen))(?: (?:laden|anzeigen))?|"
    r"(?:mehr|weitere|alle) (?:laden|anzeigen)|"
    r"(?:ver|cargar|mostrar|carregar) (?:más|todos|todas|mais)(?: (?:artículos|noticias|entradas|notícias|artigos))?|"
    r"(?:más|todas las|mais|todas as) (?:noticias|notícias)|"
    r"(?:vedi|mostra|carica) (?:altri|altre|tutti|tutte)(?: (?:articoli|notizie))?"
    r")\W*$",
    re.IGNORECASE,
)
#: What a link says that leads to the story of a teaser, whose headline is no link.
_READ_ON = re.compile(
    r"^\W*(?:(?:lire|voir|découvrir) (?:la suite|plus|l.article(?: complet)?|l.intégralité)|"
    r"(?:la )?suite|en savoir plus|"
    r"(?:continue |keep )?reading|(?:continue |read )(?:more|on|the (?:rest|article|story)|article)|"
    r"(?:full|read) (?:article|story)|weiter ?lesen|mehr(?: lesen)?|(?:leer|leia|ler|saiba) (?:más|mais)|"
    r"seguir leyendo|continua(?:re)? (?:a )?legger[e]|leggi (?:tutto|di più))?\W*$",
    re.IGNORECASE,
)
#: How far up from such a link its teaser may begin.
_TEASER_HEIGHT = 4
# Attributes that scripts read the address of the next page from; the others bear one of anything.
_NEXT_DATA = re.compile(
    r"data-(?:next|(?:load-?)?more|infinite(?:-?scroll)?)(?:-?page)?(?:-?(?:url|href|link|path|src))?", re.IGNORECASE
)
_ANY_DATA = frozenset({"data-url", "data-href", "data-link", "data-ajax-url", "data-path", "data-action", "formaction"})
_BUTTONS = frozenset({"a", "button", "div", "section", "span", "ul", "ol", "nav", "main", "input"})
_ADDRESS = re.compile(r"(?:https?://|/|\?|\.{1,2}/|[\w-]+(?:/|\.\w{3,4}\?|\?))[^\s{}<>]*")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a listing offers.

    ``articles`` in page order with the headline and date the teaser shows; ``sections`` and
    ``pages`` (later pages of this listing) are addresses; ``feeds`` those declared or linked. ``archives``
    are the links to pages by year, month or day, ``overviews`` those to the archive as a whole,
    ``alternates`` the page in its languages as (hreflang in
    lower case, address); ``api`` is the root of the site's WordPress API where it declares one, else "".
    """

    articles: tuple[Candidate, ...]
    sections: tuple[str, ...]
    pages: tuple[str, ...]
    feeds: tuple[str, ...]
    archives: tuple[str, ...] = ()
    overviews: tuple[str, ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()
    api: str = ""


@dataclass(slots=True)
class _Item:
    """A teaser while it is being read: its element and the machine-readable dates seen inside it."""

    element: HtmlElement
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


@dataclass(slots=True)
class _Found:
    """What a walk comes by: anchors, the addresses behind buttons and in lists to choose from, the dates shown."""

    anchors: list[_Anchor] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    dates: list[tuple[HtmlElement, Moment]] = field(default_factory=list)


def read(tree: HtmlElement, url: str, base_url: str | None = None) -> Listing:
    """Read the links of a parsed page; ``base_url`` is where relative addresses start (default ``url``)."""
    base = base_url or url
    own = url_key(url)
    pattern = _pattern(url)
    found = _walked(tree, base)
    texts = [" ".join("".join(anchor.element.itertext()).split()) for anchor in found.anchors]
    menu = {
        (url_key(anchor.url), text)
        for anchor, text in zip(found.anchors, texts, strict=True)
        if (anchor.in_menu or anchor.in_chrome) and not anchor.in_heading
    }
    articles: dict[str, Candidate] = {}
    sections: dict[str, str] = {}
    declared = [*_declared_next(tree, base), *found.buttons]
    pages = {url_key(page): page for page in declared if is_same_site(page, url) and url_key(page) != own}
    dated = {url_key(option): option for option in found.options if is_same_site(option, url)}
    for anchor, text in zip(found.anchors, texts, strict=True):
        if not is_same_site(anchor.url, url):
            continue
        key = url_key(anchor.url)
        if _is_page(anchor, text, url, pattern):
            if key != own:
                pages.setdefault(key, anchor.url)
            continue
        if key == own:
            continue
        if period_of(anchor.url) and not (anchor.in_heading and _is_headline(anchor, text)):
            # A month is no section: it is asked for as one of the archive.
            dated.setdefault(key, anchor.url)
            continue
        if addresses.is_never_wanted(anchor.url) or addresses.is_front(anchor.url):
            continue
        if addresses.is_section(anchor.url) and not anchor.in_heading:
            sections.setdefault(key, anchor.url)
        elif addresses.is_side_listing(anchor.url):
            continue
        elif _MORE_TEXT.match(text) or _is_section_heading(anchor, text, menu):
            sections.setdefault(key, anchor.url)
        elif _is_headline(anchor, text):
            _remember(articles, key, anchor, text)
        elif _is_menu_entry(anchor, text):
            sections.setdefault(key, anchor.url)
    _name_silent(articles, found.anchors, own, url)
    _date(articles, found)
    for key in articles:
        sections.pop(key, None)
    dated.pop(own, None)
    return Listing(
        articles=tuple(articles.values()),
        sections=tuple(sections.values()),
        pages=tuple(pages.values()),
        feeds=_feeds(tree, found.anchors, base),
        archives=tuple(dated.values()),
        overviews=_overviews(found.anchors, own, url),
        alternates=tuple(each for each in alternates(tree, base) if url_key(each[1]) != own),
        api=posts_api.declared(tree, base),
    )


def alternates(tree: HtmlElement, base: str) -> tuple[tuple[str, str], ...]:
    """Give the page in its languages, as it declares them (``rel=alternate hreflang``): (hreflang, address), each once.

    The page itself is often among them, ``x-default`` is what readers of no such language are shown.
    """
    found: dict[tuple[str, str], None] = {}
    for link in tree.iter("link", "a"):
        language = (link.get("hreflang") or "").strip().lower()
        # A link in the text may say its target's language, too; only an alternate is this page.
        if language and "alternate" in (link.get("rel") or "").lower().split() and not _is_feed_link(link):
            address = to_absolute(link.get("href") or "", base)
            if address:
                found.setdefault((language, address))
    return tuple(found)


def _walked(tree: HtmlElement, base: str) -> _Found:
    """Walk the tree once; every link with what stands around it."""
    language = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower()
    stack: list[tuple[HtmlElement, bool, bool, bool, bool, _Item | None]] = [(tree, False, False, False, False, None)]
    found = _Found()
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
            item = _Item(element)
        # What the whole page is called says nothing of its parts: <body class="page_rubrique">.
        names = "" if tag in _WHOLES else f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        if names:
            menu = menu or bool(_MENU_CLASS.search(names))
            pager = pager or bool(_PAGER_CLASS.search(names))
        # A teaser may have a header and a footer of its own.
        if (item is not None or not chrome) and (shown := teasers.shown(element, names, language)):
            found.dates.append(shown)
        if tag == "time" and item is not None and element.get("datetime") and not teasers.is_of_change(names):
            item.dates.append(element.get("datetime") or "")
        if tag == "a" and element.get("href"):
            address = to_absolute(element.get("href") or "", base)
            if address:
                found.anchors.append(_Anchor(element, without_tracking(address), chrome, menu, heading, pager, item))
        if tag == "option":
            address = to_absolute(element.get("value") or "", base)
            if address and period_of(address):
                found.options.append(address)
        elif tag in _BUTTONS and (address := _behind_button(element, base)):
            found.buttons.append(address)
        stack.extend((child, chrome, menu, heading, pager, item) for child in reversed(element))
    return found


def _behind_button(element: HtmlElement, base: str) -> str:
    """Give the address that a script or form would load more of the listing from, or ""."""
    for name, value in element.items():
        is_next = name.startswith("data-") and _NEXT_DATA.fullmatch(name)
        if not (is_next or name in _ANY_DATA) or not _ADDRESS.fullmatch(value.strip()):
            continue
        if not is_next:
            text = " ".join("".join(element.itertext()).split()) or element.get("value") or ""
            if len(text) > 60 or not _MORE_TEXT.match(text):
                continue
        address = to_absolute(value, base)
        if address and not addresses.is_asset(address):
            return without_tracking(address)
    return ""


def _declared_next(tree: HtmlElement, base: str) -> list[str]:
    """Give what the head declares as the next page; with a title it is the next story."""
    return [
        address
        for link in tree.iter("link")
        if "next" in (link.get("rel") or "").lower().split()
        and not link.get("title")
        and (address := to_absolute(link.get("href") or "", base))
    ]


def _pattern(url: str) -> str:
    """Give the pattern that the later pages of a listing share."""
    page = addresses.page_of(url) or addresses.page_of(f"{url}{'&' if '?' in url else '?'}page=1")
    return page[0] if page else ""


def _is_page(anchor: _Anchor, text: str, url: str, pattern: str) -> bool:
    rel = (anchor.element.get("rel") or "").split()
    if addresses.is_asset(anchor.url) or ("nofollow" in rel and not anchor.in_pager):
        return False
    if "next" in rel and not _is_headline(anchor, text):
        # With a headline it is the next story, not the next page.
        return True
    says_page = bool(text) and bool(text.isdigit() or _NEXT_TEXT.match(text) or _MORE_TEXT.match(text))
    if says_page and addresses.is_numbered_beside(anchor.url, url):
        return True
    page = addresses.page_of(anchor.url)
    if page is not None:
        return page[0] == pattern
    return anchor.in_pager and not anchor.in_heading and says_page


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
    if words >= 4 and len(text) >= 22 and not _READ_ON.match(text):
        return not _is_inline(anchor, text)
    # CJK and Thai headlines have no spaces between their words.
    return len(text) >= 12 and not text.isascii() and words <= 3 and any(ord(c) >= 0x0E00 and c.isalpha() for c in text)


def _is_section_heading(anchor: _Anchor, text: str, menu: set[tuple[str, str]]) -> bool:
    """Ask whether a heading is the name of a section over what it has: short, and a section's address or menu entry."""
    if not anchor.in_heading or not 0 < len(_WORDS.findall(text)) <= 3:
        return False
    return addresses.is_section(anchor.url) or (url_key(anchor.url), text) in menu


def _is_menu_entry(anchor: _Anchor, text: str) -> bool:
    if not (anchor.in_menu or anchor.in_chrome) or not text or len(text) > 40 or len(text.split()) > 5:
        return False
    path = anchor.url.split("?", 1)[0].rstrip("/")
    return path.count("/") - 2 <= 3


def _overviews(anchors: list[_Anchor], own: str, url: str) -> tuple[str, ...]:
    found = {url_key(a.url): a.url for a in anchors if is_overview(a.url) and is_same_site(a.url, url)}
    found.pop(own, None)
    return tuple(found.values())


def _name_silent(articles: dict[str, Candidate], anchors: list[_Anchor], own: str, url: str) -> None:
    """Add the stories behind links without words of their own: laid over a teaser, or at its end ("Read more")."""
    for anchor in anchors:
        if anchor.in_chrome or anchor.in_menu or anchor.in_pager or not is_same_site(anchor.url, url):
            continue
        text = " ".join("".join(anchor.element.itertext()).split())
        key = url_key(anchor.url)
        if key in articles or key == own or not _READ_ON.match(text) or period_of(anchor.url):
            continue
        if addresses.is_aside(anchor.url) or addresses.is_section(anchor.url) or addresses.is_later_page(anchor.url):
            continue
        label = anchor.element.get("aria-label") or anchor.element.get("title") or ""
        headline = " ".join((_headline_beside(anchor.element) or label).split())
        if len(_WORDS.findall(headline)) >= 4:
            dated = _teaser_date(anchor.item)
            articles[key] = Candidate(url=anchor.url, source=Source.LISTING, headline=headline, published=dated)


def _headline_beside(link: HtmlElement) -> str:
    """Give the one heading of the teaser that a link stands in, "" where there is none, or one that is a link."""
    teaser: Any = link
    for _ in range(_TEASER_HEIGHT):
        teaser = teaser.getparent()
        if teaser is None or teaser.tag in ("body", "main"):
            return ""
        headings = list(islice(teaser.iter(*_HEADINGS), 2))
        if headings:
            is_linked = next(chain(headings[0].iter("a"), headings[0].iterancestors("a")), None) is not None
            return "" if len(headings) > 1 or is_linked else "".join(headings[0].itertext())
    return ""


def _remember(articles: dict[str, Candidate], key: str, anchor: _Anchor, text: str) -> None:
    known = articles.get(key)
    # Only the headline's own item has the headline's date; a teaser may link to other stories, too.
    dated = _teaser_date(anchor.item) if anchor.in_heading or _is_sole_link(anchor) else None
    better = known is None or (anchor.in_heading and len(text) >= len(known.headline or ""))
    headline = text if better else (known.headline if known else text)
    published = dated or (known.published if known else None)
    address = known.url if known else anchor.url
    articles[key] = Candidate(url=address, source=Source.LISTING, headline=headline, published=published)


def _is_sole_link(anchor: _Anchor) -> bool:
    return anchor.item is not None and len(list(islice(anchor.item.element.iter("a"), 2))) == 1


def _date(articles: dict[str, Candidate], found: _Found) -> None:
    """Give the articles that bear no date of their own item the one that stands beside them alone."""
    stories = [(anchor.element, key) for anchor in found.anchors if (key := url_key(anchor.url)) in articles]
    for key, shown in teasers.belonging(found.dates, stories).items():
        if articles[key].published is None:
            articles[key] = replace(articles[key], published=shown)


def _teaser_date(item: _Item | None) -> Moment | None:
    if item is None or not item.dates:
        return None
    return moment(item.dates[0], "listing")


def _is_feed_link(link: HtmlElement) -> bool:
    kind = (link.get("type") or "").lower()
    return "rss" in kind or "atom" in kind or "feed+json" in kind


def _feeds(tree: HtmlElement, anchors: list[_Anchor], base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for link in tree.iter("link"):
        if "alternate" in (link.get("rel") or "").lower().split() and _is_feed_link(link):
            address = to_absolute(link.get("href") or "", base)
            title = (link.get("title") or "").lower()
            if address and addresses.is_feed_of_articles(address, title) and is_same_site(address, base):
                found.setdefault(address)
    for anchor in anchors:
        if len(found) < 20 and addresses.is_feed(anchor.url) and is_same_site(anchor.url, base):
            found.setdefault(anchor.url)
    return tuple(found)
