"""All there is to read the dates of one page from, and how one is read: what both readers of dates share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property

from lxml import etree

from newsarchive.extraction.blocks import Mark, Walk
from newsarchive.extraction.body import Body
from newsarchive.extraction.date_choice import Found, Trust, make_found
from newsarchive.extraction.date_places import lines_around, shown_dates
from newsarchive.extraction.date_words import MODIFIED_METAS, PUBLISHED_METAS, PUBLISHED_WORDS, RDFA, UPDATED_WORDS
from newsarchive.extraction.meta import Head
from newsarchive.extraction.text import text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import Precision
from newsarchive.normalize.dates import Reading, read_machine, read_text

HAS_DIGIT = re.compile(r"\d")
_CLOCKS = (
    "datetime",
    "content",
    "title",
    "data-datetime",
    "data-date",
    "data-timestamp",
    "data-time",
    "data-published",
)
#: Characters of an element's text from which it dates nothing.
_LONGEST = 300


@dataclass(frozen=True)
class Scene:
    """All there is to read the dates of one page from."""

    head: Head
    walk: Walk
    body: Body
    headline: int | None
    shown: list[Mark]
    url: str
    language: str | None
    on: datetime | None
    marked: etree._Element | None
    _texts: dict[etree._Element, str] = field(default_factory=dict)

    def words(self, element: etree._Element) -> str:
        """Give the text of an element that may hold a date; one of more than 300 characters is cut anywhere."""
        text = self._texts.get(element)
        if text is None:
            text = self._texts[element] = text_of(element, _LONGEST)
        return text

    @cached_property
    def lines(self) -> list[str]:
        """The lines around the headline that may hold a date."""
        return list(lines_around(self.walk, self.body, self.headline))

    def text(self, text: str) -> Reading | None:
        """Read a date out of words people see."""
        return self.placed(read_text(text, language=self.language, on=self.on))

    def placed(self, reading: Reading | None) -> Reading | None:
        """Put a time that states no offset where the page's other dates are."""
        return reading.placed(self.zone) if reading is not None and reading.is_local else reading

    @cached_property
    def zone(self) -> tzinfo:
        """The offset some machine-readable date of the page states; UTC where none does."""
        metas, told = self.head.metas, self.head.structured
        raws: list[str | None] = [told.published, told.modified]
        raws += [metas.get(name) for name in (*PUBLISHED_METAS[:4], *MODIFIED_METAS[:2])]
        raws += [m.element.get("datetime") or m.element.get("content") for m in self.shown[:6]]
        for raw in raws:
            reading = read_machine(raw) if raw else None
            if reading is not None and reading.has_offset and reading.value.utcoffset():
                return reading.value.tzinfo or UTC
        return UTC


def scene_of(
    head: Head, walk: Walk, body: Body, headline: int | None, url: str, language: str | None, on: datetime | None
) -> Scene:
    """Look for the date elements of a page: what both dates are read from."""
    shown = shown_dates(walk, body, headline)
    return Scene(head, walk, body, headline, shown, url, language, on, marked_as(shown, "datePublished"))


def said(raw: str | None, source: str, trust: Trust, scene: Scene) -> Found | None:
    """Read a date meant for machines, or written where one is expected."""
    if not raw or not HAS_DIGIT.search(raw):
        return None
    reading = scene.placed(read_machine(raw) or (read_text(raw, language=scene.language) if len(raw) < 80 else None))
    return make_found(reading, raw, source, trust) if reading else None


def marked_as(shown: list[Mark], prop: str) -> etree._Element | None:
    """Give the element that microdata or RDFa calls so and that holds a date."""
    for mark in shown:
        element = mark.element
        is_named = prop in (element.get("itemprop") or "") or RDFA[prop].search(element.get("property") or "")
        if is_named and (
            any(HAS_DIGIT.search(element.get(name) or "") for name in _CLOCKS)
            or HAS_DIGIT.search(text_of(element, _LONGEST))
        ):
            return element
    return None


def read_element(element: etree._Element, source: str, scene: Scene, trust: Trust = Trust.SHOWN) -> Found | None:
    """Read the date of an element: what it tells machines, else its words."""
    for name in _CLOCKS:
        raw = element.get(name)
        found = said(raw, source, trust, scene) if raw else None
        if found:
            return _sharpened(found, element, scene)
    text = scene.words(element)
    if text and len(text) < 200:
        reading = scene.text(text)
        if reading:
            return make_found(reading, text, source, trust)
    return None


def _sharpened(found: Found, element: etree._Element, scene: Scene) -> Found:
    """Take the minute from the words of an element that gives machines the day, and the day those say is earlier."""
    text = scene.words(element)
    is_minute = found.moment.precision is Precision.MINUTE
    if not 0 < len(text) < 120 or not HAS_DIGIT.search(text) or (is_minute and not PUBLISHED_WORDS.search(text)):
        return found
    reading = scene.text(text)
    if reading is None:
        return found
    day, shown = found.moment.value.date(), reading.value.date()
    if shown == day and not is_minute and reading.precision is Precision.MINUTE:
        return make_found(reading, text, found.moment.source, found.trust)
    if day - shown > timedelta(days=1) and PUBLISHED_WORDS.search(text):
        return make_found(reading, text, found.moment.source, found.trust)
    return found


def is_clock(element: etree._Element) -> bool:
    """Ask whether an element is made to hold a date."""
    return element.tag in ("time", "abbr") or element.get("datetime") is not None


def is_update(mark: Mark) -> bool:
    """Ask whether an element, or the word before it, says that its date is that of a change."""
    if mark.zone & Zone.UPDATED and not mark.zone & (Zone.DATE & ~Zone.UPDATED):
        return True
    names = f"{mark.element.get('class') or ''} {mark.element.get('itemprop') or ''}".lower()
    if ("updated" in names and "published" not in names) or "modif" in names:
        return True
    before = mark.element.getprevious()
    lead = (before.tail or text_of(before)[-40:]) if before is not None else ""
    parent = mark.element.getparent()
    if parent is not None and before is None:
        lead = (parent.text or "")[-40:]
    return bool(UPDATED_WORDS.search(lead[-40:])) and not PUBLISHED_WORDS.search(lead[-40:])
