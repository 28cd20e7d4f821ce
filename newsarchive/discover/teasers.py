"""The dates that teasers show, for machines or in words, and which story of a listing each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lxml.html import HtmlElement

from newsarchive.discover.moments import moment
from newsarchive.model import Moment, Precision
from newsarchive.normalize.dates import other_order, read_text

_TAGS = frozenset({"time", "small", "abbr"})
_NAME = re.compile(
    r"(?:^|[-_ ])(?:dates?|datum|fecha|published|publication|publie|pubdate|posted|info-publi)(?:[-_ ]|$)",
    re.IGNORECASE,
)
_CHANGED_NAME = re.compile(r"updated|modified|maj(?:[-_ ]|$)", re.IGNORECASE)
_CHANGED = re.compile(r"mis(?:e|es)? à jour|maj\b|modifi|updat|actuali[sz]|aktualisiert|geändert", re.IGNORECASE)
_DIGITS = re.compile(r"(?:19|20)\d\d|\d[/.-]\d\d?[/.-]\d\d")
#: The longest line that is a date and, perhaps, a name.
_LONGEST = 90
#: How many elements around a date are searched for the story it belongs to.
_REACH = 5
_WHOLES = frozenset({"html", "body", "main"})


def shown(element: HtmlElement, names: str, language: str) -> Moment | None:
    """Give the date of publication that an element called ``names`` states, None where it is no line with one.

    ``language`` decides 03/04/2024; where it cannot be told which of the two is the month, it is no date. A time
    whose place is not known is left out: the day is what a reader sees.
    """
    if element.tag not in _TAGS and not (names and _NAME.search(names)):
        return None
    if _CHANGED_NAME.search(names) and "publi" not in names.lower():
        return None
    for attribute in ("datetime", "title", "content"):
        if stated := moment(element.get(attribute), "listing"):
            return stated
    text = " ".join("".join(element.itertext()).split())
    if not 6 <= len(text) <= _LONGEST or not _DIGITS.search(text) or _CHANGED.search(text):
        return None
    if other_order(text) is not None and (not language or language.startswith("en")):
        return None
    reading = read_text(text, language=language or None)
    if reading is None:
        return None
    told = Moment(value=reading.value, raw=text, precision=reading.precision, source="listing")
    if reading.has_offset:
        return told
    return replace(told, value=reading.value.replace(hour=0, minute=0, second=0), precision=Precision.DAY)


def belonging(
    dates: Iterable[tuple[HtmlElement, Moment]], stories: Iterable[tuple[HtmlElement, str]]
) -> dict[str, Moment]:
    """Give the date of each story, by its key: that which stands in a part of the page with no other story.

    ``stories`` are the links to them, several to one perhaps.
    """
    owners: dict[Any, str] = {}
    for link, key in stories:
        for part in _around(link):
            owners[part] = key if owners.get(part, key) == key else ""
    found: dict[str, Moment] = {}
    for element, told in dates:
        key = next((owners[part] for part in _around(element) if part in owners), "")
        if key:
            found.setdefault(key, told)
    return found


def _around(element: HtmlElement) -> list[HtmlElement]:
    parts: list[HtmlElement] = []
    part: Any = element
    while part is not None and part.tag not in _WHOLES and len(parts) <= _REACH:
        parts.append(part)
        part = part.getparent()
    return parts
