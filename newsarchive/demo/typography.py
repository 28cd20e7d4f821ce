"""French typography: what is typed plainly in the articles' files becomes what a newspaper prints."""

from __future__ import annotations

import re
from datetime import date, datetime

_NBSP = "\u00a0"
_BEFORE = re.compile(r" (?=[:;!?»%€](?:\s|$|[].,)*]))")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def typeset(text: str) -> str:
    """Put no-break spaces and curly apostrophes where French printing wants them."""
    text = text.replace("'", "\u2019").replace("« ", "«" + _NBSP)
    text = _BEFORE.sub(_NBSP, text)
    return _THOUSANDS.sub(_NBSP, text)


def month_name(moment: date) -> str:
    """Name month and year: ``juillet 2026``."""
    return f"{_MONTHS[moment.month - 1]} {moment.year}"


def day(moment: date) -> str:
    """Write a day: ``12 mars 2026``, the first of a month as ``1er``."""
    return f"{'1er' if moment.day == 1 else moment.day} {month_name(moment)}"


def moment(at: datetime, *, weekday: bool = False) -> str:
    """Write a moment: ``12 mars 2026 à 18h05``, with the name of the day where asked."""
    named = f"{_DAYS[at.weekday()]} " if weekday else ""
    return f"{named}{day(at)} à {at.hour}h{at.minute:02}"
