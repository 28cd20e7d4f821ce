"""The headline: what the page shows and what it says of itself, agreed on and cleaned of the site's name."""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.extraction.blocks import Walk
from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.heading import agreement, read_heading, site_name_shown
from newsarchive.extraction.meta import Head
from newsarchive.extraction.page import Page
from newsarchive.extraction.text import unescaped
from newsarchive.extraction.titles import letters, without_section, without_site
from newsarchive.extraction.view import View
from newsarchive.model import BlockKind
from newsarchive.normalize.urls import parts_of

_MIN = 5
_WHOLE = 12
#: How many blocks behind the h1 the heading may stand that the page shows as its headline, and how long it is.
_UNDER = 4
_LONG = 25
#: How many blocks above the text the heading of a page may stand that declares no headline.
_ABOVE = 2
_EDITED = ("json-ld", "og:title")


@dataclass(frozen=True, slots=True)
class Title:
    """One thing that may be the headline.

    ``source`` says where it stands: ``json-ld``, ``og:title``, ``headline`` (microdata), ``twitter:title`` (or a
    meta like it), ``title``, ``heading``, ``heading under`` (behind an h1 for search engines), ``heading above`` (the
    text). ``raw`` is as found, ``text`` without the site's name, kicker and trailing marks.
    """

    source: str
    raw: str
    text: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline, "" where the page has none, and what it was chosen from.

    ``shown`` is the page's heading, ``declared`` what the page calls itself, the best source first; ``chosen`` is one
    of them or a heading beside the text.
    """

    text: str
    chosen: Title | None
    shown: Title | None
    declared: tuple[Title, ...]


def read_headline(walk: Walk, head: Head, block: int | None, page: Page, start: int) -> Headline:
    """Read the headline; ``block`` shows it, at block ``start`` the text begins."""
    site = site_name_shown(walk, page)
    names = _site_names(head) + ([site] if site else [])
    declared, shown = _declared(head, names, page), _shown(walk, block)
    chosen = _choose(walk, declared, shown, block, start, names)
    text = chosen.text if chosen is not None else ""
    if "|" in text:
        text = without_section(text, head.structured.section, parts_of(page.url).path)
    return Headline(unescaped(text) if "&" in text else text, chosen, shown, tuple(declared))


def headline_candidates(view: View) -> list[Title]:
    """Give all that may be the headline, the one chosen first, then the declared ones in the order they are asked."""
    read = read_headline(view.walk, view.head, view.headline_at, view.page, view.body.start)
    others = [title for title in (read.shown, *read.declared) if title is not None and title != read.chosen]
    return [read.chosen, *others] if read.chosen is not None else others


def _choose(
    walk: Walk, declared: list[Title], shown: Title | None, block: int | None, start: int, names: list[str]
) -> Title | None:
    under = _heading_under(walk, block, declared)
    if under is not None:
        return under
    if shown is not None and _is_believed(walk, shown, declared, block or 0, names):
        return _declared_part(shown, declared) or shown
    if not any(title.source in _EDITED for title in declared):
        above = _heading_above(walk, start)
        if above is not None:
            return above
    useful = [t for t in declared if len(t.text) >= _MIN and not any(fold(n) == fold(t.text) for n in names)]
    if useful:
        return _least(useful)
    return shown or (declared[0] if declared else None)


def _shown(walk: Walk, block: int | None) -> Title | None:
    return (
        Title("heading", walk.blocks[block].text, read_heading(walk.blocks[block]).text) if block is not None else None
    )


def _declared(head: Head, names: list[str], page: Page) -> list[Title]:
    """Give what the page calls itself, the best source first."""
    found = (
        ("json-ld", head.structured.headline),
        ("og:title", head.first("og:title")),
        ("headline", head.first("headline")),
        ("twitter:title", head.first("twitter:title", "dc.title", "title")),
        ("title", head.title),
    )
    said = dict.fromkeys(text for _, text in found if text)  # the same words, as a rule
    plain = {text: without_site(text, names, page.url) for text in said}
    return [Title(source, text, plain[text]) for source, text in found if text]


def _is_believed(walk: Walk, shown: Title, declared: list[Title], block: int, names: list[str]) -> bool:
    """Ask whether the heading shown is the headline: what the page declares agrees with it, or it can stand alone."""
    text = fold(shown.text)
    if len(shown.text) >= _WHOLE and any(_is_end_of(text, fold(title.raw)) for title in declared):
        return True
    agreed = max((agreement(text, fold(title.text)) for title in declared), default=0.0)
    if walk.blocks[block].level != 1:
        return agreed >= 0.6
    return not declared or agreed >= 0.34 or (len(text.split()) >= 4 and not any(fold(n) == text for n in names))


def _heading_under(walk: Walk, block: int | None, declared: list[Title]) -> Title | None:
    """Give the heading right behind the h1 that the page itself names its headline.

    Some sites write an h1 for search engines and show the editors' headline under it, or set the headline in two
    headings; JSON-LD and OpenGraph say so. Or the h1 is the page's whole title, and the headline stands under it.
    """
    if block is None or walk.blocks[block].level != 1:
        return None
    first = walk.blocks[block].text
    edited = [title for title in declared if title.source in _EDITED]
    for under in walk.blocks[block + 1 : block + 1 + _UNDER]:
        if under.kind is not BlockKind.HEADING:
            continue
        both = letters(first + under.text)
        whole = next((title for title in edited if letters(title.text) == both), None)
        if whole is not None and under.level == 1:
            return whole
        text = fold(under.text)
        if len(text) < _LONG:
            continue
        if fold(first).startswith(f"{text} | "):
            return Title("heading under", under.text, under.text)
        if text not in fold(first) and any(_ends_with(fold(title.text), text) for title in edited):
            return Title("heading under", under.text, under.text)
    return None


def _ends_with(title: str, text: str) -> bool:
    return title == text or title.endswith(f": {text}")


def _heading_above(walk: Walk, start: int) -> Title | None:
    for above in reversed(walk.blocks[max(0, start - _ABOVE) : start + 1]):
        if above.kind is BlockKind.HEADING and len(above.text.split()) > 2:
            return Title("heading above", above.text, above.text)
    return None


def _is_end_of(text: str, title: str) -> bool:
    return 2 * len(text) >= len(title) and (title.startswith(text) or title.endswith(text))


def _declared_part(shown: Title, declared: list[Title]) -> Title | None:
    """Where a heading holds a kicker too, give the declared title: its end, or the same letters with a mark between."""
    whole, part = letters(shown.raw), letters(shown.text)
    if whole != part:
        same = declared[0] if declared and declared[0].source == "json-ld" else None
        if same is None or letters(same.text) != whole or any(letters(t.text) == part for t in declared):
            return None
        return same
    if any(_is_end_of(fold(shown.text), fold(title.raw)) for title in declared) and len(shown.text) >= _WHOLE:
        # A heading that the title repeats is not cut, whatever marks stand in it.
        return None
    for title in declared:
        own = letters(title.text)
        if len(own) >= 15 and whole.endswith(own) and len(whole) > len(own):
            return title
        if (
            own == whole
            and len(title.text) > len(shown.text)
            and any(m in title.text and m not in shown.text for m in _MARKS)
        ):
            return title
    return None


_MARKS = (": ", " – ", " - ", " | ")


def _least(titles: list[Title]) -> Title:
    """Give the first title, or another that it only lengthens by a section: all before its last mark."""
    first = titles[0]
    return next((t for t in titles[1:] if _lengthens(first.text, t.text)), first)


def _lengthens(title: str, part: str) -> bool:
    return len(part) >= _WHOLE and title.startswith(part) and title[len(part) :].lstrip()[:1] in tuple("-–—|:ㅣ·•/")


def _site_names(head: Head) -> list[str]:
    return [
        n
        for n in (
            head.first("og:site_name", "application-name", "apple-mobile-web-app-title"),
            head.structured.publisher,
        )
        if n
    ]
