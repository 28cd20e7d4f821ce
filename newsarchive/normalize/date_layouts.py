"""Dates in a layout that is known beforehand, as a site's profile states it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

from newsarchive.model import Precision
from newsarchive.normalize.dates import Reading
from newsarchive.normalize.months import MONTHS, fold

_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_LETTERS = frozenset("AbBdHImMpSyYz%f")
_WEEKDAY = re.compile(r"[^\W\d_]+\.?")
_WORD = re.compile(r"[^\W\d_]{3,}\.?")
_DIRECTIVE = re.compile(r"%(.?)")


def checked_layout(layout: str) -> str:
    """Give a layout as it is; raises ValueError where it cannot give a day.

    Letters are those of strptime (``%d/%m/%Y %H:%M``). ``%B`` is a month's name, long or short, in any language
    that :data:`.MONTHS` knows; ``%A``, which may only stand first, is any word: the day of the week.
    """
    letters = _DIRECTIVE.findall(layout)
    unknown = next((letter for letter in letters if letter not in _LETTERS or not letter), None)
    if unknown is not None:
        raise ValueError(f"has the letter %{unknown}, which is none of {' '.join(sorted(_LETTERS))}")
    if "d" not in letters or not {"m", "b", "B"} & {*letters} or not {"y", "Y"} & {*letters}:
        raise ValueError("must have day (%d), month (%m or %B) and year (%Y)")
    if "A" in letters and not layout.lstrip().startswith("%A"):
        raise ValueError("has %A, the day of the week, elsewhere than at its start")
    if len(letters) != len({*letters}):
        raise ValueError("has a letter twice")
    return layout


def read_layout(text: str, layout: str, *, assumed: tzinfo = UTC) -> Reading | None:
    """Read a date in a layout :func:`checked_layout` let pass; None where the text has another one.

    A time without offset is taken to be in ``assumed``.
    """
    text = " ".join(text.split())[:100]
    layout = " ".join(layout.split()).replace("%b", "%B")
    if layout.startswith("%A"):
        text, layout = _WEEKDAY.sub("", text, count=1), layout.removeprefix("%A")
    if "%B" in layout:
        text = _WORD.sub(_in_english, text)
    try:
        value = datetime.strptime(text, layout)  # noqa: DTZ007 - the zone is given below
    except (ValueError, OverflowError):
        return None
    if not 1970 <= value.year <= 2100:
        return None
    has_clock = "%H" in layout or "%I" in layout
    if not has_clock:
        return Reading(datetime(value.year, value.month, value.day, tzinfo=UTC), Precision.DAY, has_offset=False)
    stated = value.tzinfo is not None
    return Reading(value if stated else value.replace(tzinfo=assumed), Precision.MINUTE, has_offset=stated)


def _in_english(match: re.Match[str]) -> str:
    word = match.group().rstrip(".")
    month = MONTHS.get(fold(word))
    return _NAMES[month - 1] if month else match.group()
