"""The dates that teasers show, for machines or in words, and which story of a listing each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
#: A line that is a date: a word or two, the day of the week, the day with its year, a time.
_DAY_LINE = re.compile(
    r"\W*(?:[^\W\d]+[^\w\d]+){0,3}(?:\d{1,2}(?:er|st|nd|rd|th|\.|º)?\W+[^\W\d]{3,10}\W+\d{4}|"
    r"[^\W\d]{3,10}\W+\d{1,2}(?:st|nd|rd|th)?\W+\d{4}|\d{4}-\d\d-\d\d|\d{1,2}(?P<gap>[./])\d{1,2}(?P=gap)\d{4})"
    r"(?:\W+[^\W\d]{0,3}\W*\d{1,2}\s?[:h]\s?\d{0,2})?\W*$",
    re.IGNORECASE,
)
#: The longest line that is a date alone, and the longest that is one and, perhaps, a name.
_LONGEST_DAY, _LONGEST = 60, 90
#: How many elements around a date are searched for the story it belongs to.
_REACH = 5
_ITEMS = frozenset({"article", "li", "tr", "dd", "dl"})
_INLINE = frozenset({"span", "b", "i", "em", "strong", "font"})
_WORDS = re.compile(r"[^\W\d_]{2}")
_WHOLES = frozenset({"html", "body", "main"})


def is_of_change(names: str) -> bool:
    """Ask whether an element called ``names`` says when something was changed, not when it was published."""
    return bool(_CHANGED_NAME.search(names)) and "publi" not in names.lower()


def shown(element: HtmlElement, names: str, language: str) -> tuple[HtmlElement, Moment] | None:
    """Give the date of publication that an element called ``names`` states, with the element it stands in or behind.

    None where it is no line with one.

    By its tag or its name an element says that it is a date; by neither, where a line of its own text is nothing else.
    ``language`` decides 03/04/2024; where it cannot be told which of the two is the month, it is no date. A time
    whose place is not known is left out: the day is what a reader sees.
    """
    if element.tag not in _TAGS and not (names and _NAME.search(names)):
        return next(((at, told) for at, line in _day_lines(element) if (told := _read(line, language))), None)
    if is_of_change(names):
        return None
    for attribute in ("datetime", "title", "content"):
        if stated := moment(element.get(attribute), "listing"):
            return element, stated
    told = _read(" ".join("".join(element.itertext()).split()), language)
    return (element, told) if told else None


def _day_lines(element: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Give the pieces of an element's own text that are days and nothing else; what is behind a link is that link's."""
    pieces = [(element, element.text), *((child if child.tag == "a" else element, child.tail) for child in element)]
    for at, piece in pieces:
        if piece and 8 <= len(piece) <= 4 * _LONGEST_DAY:
            text = " ".join(piece.split())
            if len(text) <= _LONGEST_DAY and _DAY_LINE.match(text) and not _is_in_sentence(element):
                yield at, text


def _is_in_sentence(element: HtmlElement) -> bool:
    """Ask whether there are words right before or behind an element of a line."""
    if element.tag not in _INLINE:
        return False
    before, parent = element.getprevious(), element.getparent()
    said = before.tail if before is not None else parent.text if parent is not None else ""
    return any(_WORDS.search(text or "") for text in (said, element.tail))


def _read(text: str, language: str) -> Moment | None:
    if not 6 <= len(text) <= _LONGEST or not _DIGITS.search(text) or _CHANGED.search(text):
        return None
    if "." not in text and other_order(text) is not None and (not language or language.startswith("en")):
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

    ``stories`` are the links to them, several to one perhaps. Of a page with a single story all parts have no other:
    there a date is the page's own, today's perhaps, unless it stands close to the story.
    """
    owners: dict[Any, str] = {}
    stories = list(stories)
    is_alone = len({key for _, key in stories}) < 2
    for link, key in stories:
        for part in _around(link):
            owners[part] = key if owners.get(part, key) == key else ""
    found: dict[str, Moment] = {}
    for element, told in dates:
        # A list of terms and their descriptions: the day before its story.
        following = element.getnext() if element.tag == "dt" else None
        parts = _around(element) if following is None or following.tag != "dd" else [following]
        if element.tag == "a":
            parts = [element]
        elif is_alone:
            parts = _close(parts)
        key = next((owners[part] for part in parts if part in owners), "")
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


def _close(parts: list[HtmlElement]) -> list[HtmlElement]:
    """Give an element's own item, or else what it stands in right away."""
    item = next((number for number, part in enumerate(parts) if part.tag in _ITEMS), 1)
    return parts[: item + 1]
