"""Dates as machines and people write them, made aware moments; nothing here reads the clock.

Own patterns come first, dateparser (slow: about a millisecond a call) only where nothing cheaper
answers, and only with a language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache

from newsarchive.model import Precision
from newsarchive.normalize.languages import primary_of
from newsarchive.normalize.months import MONTHS, ZONES, fold

_FIRST_YEAR, _LAST_YEAR = 1970, 2100

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:\s*[Tt]\s*|\s+|\s*,\s*|\s+[aà]\s+|\s*[A-Z]{3,4}(?=\d))(\d{1,2})[:hH](\d{2})(?:[:m](\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(Z\b|UTC\b|GMT\b|[+\-−]\d{2}:?\d{2}\b|[+\-−]\d{2}\b)?"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(?:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$")
_EPOCH = re.compile(r"^1?\d{9}(?:\d{3})?$")
_YEAR_FIRST = re.compile(r"(?<![\d/.\-])(\d{4})([/.\-])\s?(\d{1,2})\2\s?(\d{1,2})(?![\d/])")
_NUMERIC = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/])")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:er|re|st|nd|rd|th|ste|[.ºª°e])?[\s\-/]*(?:de\s+|of\s+|d['’]\s*|do\s+)?"
    r"([^\W\d_]{3,14})[.,]?[\s\-/]*(?:de\s+|del\s+|do\s+)?,?\s*(\d{4})(?!\d)"
)
_MONTH_DAY = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,14})[.,]?\s*(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})(?!\d)")
_YEAR_MONTH_DAY = re.compile(r"(?<!\d)(\d{4})\.?\s+(?:m\.\s+)?([^\W\d_]{3,14})\.?\s+(\d{1,2})(?!\d)")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})")
_WHOLE_YEAR = re.compile(r"\d{4}")
_TIME = re.compile(
    r"(?<![\d:])(\d{1,2})\s?(?:[:hH.点時시]|heures?|uhr)\s?[:]?(?:(\d{2})(?![\d]))?(?::\d{2})?\s*(?:mins?|mn|分|분)?"
    r"\s*([ap]\.?\s?m\b\.?)?(?:\s*\(?([A-Z]{1,4}\b(?![a-z])|[+\-]\d{2}:?\d{2}))?",
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(r"(?<!\d)(\d{1,2})[:hH](\d{2})(?:\s*([ap]\.?m\.?))?\D{1,12}$", re.IGNORECASE)
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/\-_.]?(0[1-9]|1[0-2]|[1-9])[/\-_.]?(0[1-9]|[12]\d|3[01])(?=[/\-_.]|$)")
_URL_DASHED = re.compile(r"(?<!\d)((?:19|20)\d{2})[\-_](0[1-9]|1[0-2])[\-_](0[1-9]|[12]\d|3[01])(?!\d)")
_URL_DAY_FIRST = re.compile(r"[/\-_](0[1-9]|[12]\d|3[01])[\-_./](0[1-9]|1[0-2])[\-_./]((?:19|20)\d{2})(?=[/\-_.]|$)")
_RELATIVE = re.compile(
    r"\b(?:il y a|hace|vor|há|fa|ago|yesterday|today|hier|gestern|ayer|aujourd|heute|hoy|ieri|oggi|ontem)\b",
    re.IGNORECASE,
)
_MONTH_FIRST_REGIONS = frozenset({"en", "en-US", "en-PH", "en-LR"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A date understood: aware ``value``, how exact it is, and whether its offset was stated or assumed."""

    value: datetime
    precision: Precision
    has_offset: bool

    @property
    def is_local(self) -> bool:
        """Ask whether it is a clock's time whose place is not known."""
        return not self.has_offset and self.precision is Precision.MINUTE

    def placed(self, zone: tzinfo) -> Reading:
        """Give the same date, a local time taken to be in ``zone``."""
        if zone is UTC or not self.is_local:
            return self
        return Reading(self.value.replace(tzinfo=zone), self.precision, has_offset=False)


def _zone(raw: str | None) -> tzinfo | None:
    if not raw:
        return None
    raw = raw.strip().replace("−", "-")
    if raw[0] in "+-":
        digits = raw[1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:4] or 0)
        if minutes >= 24 * 60:
            return None
        return timezone(timedelta(minutes=-minutes if raw[0] == "-" else minutes))
    offset = ZONES.get(raw.lower())
    return None if offset is None else timezone(timedelta(minutes=offset))


def _reading(
    day: tuple[int, int, int], clock: tuple[int, int, int] | None = None, zone: tzinfo | None = None
) -> Reading | None:
    if not _FIRST_YEAR <= day[0] <= _LAST_YEAR:
        return None
    try:
        if clock is None:
            return Reading(datetime(*day, tzinfo=UTC), Precision.DAY, has_offset=False)
        value = datetime(*day, *clock, tzinfo=zone or UTC)
    except ValueError:
        return None
    return Reading(value, Precision.MINUTE, has_offset=zone is not None)


def read_machine(raw: str, *, assumed: tzinfo = UTC) -> Reading | None:
    """Read a date meant for machines: ISO 8601 in its many spellings, RFC 2822, compact digits, Unix time.

    ``assumed`` is the offset of a time that states none. None where ``raw`` is no such date.
    """
    raw = raw.strip()
    found = _machine(raw) if 8 <= len(raw) <= 60 else None
    return found.placed(assumed) if found else None


@lru_cache(maxsize=512)
def _machine(raw: str) -> Reading | None:
    """Read a date meant for machines, local times in UTC: a page says the same one again and again."""
    match = _ISO.match(raw)
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        clock = (int(hour), int(minute), int(second or 0)) if hour else None
        found = _reading((int(year), int(month), int(day)), clock, _zone(zone))
        midnight = clock == (0, 0, 0) and not zone
        return _reading((int(year), int(month), int(day))) if midnight and found else found
    match = _COMPACT.match(raw)
    if match:
        year, month, day, hour, minute, zone = match.groups()
        clock = (int(hour), int(minute), 0) if hour else None
        found = _reading((int(year), int(month), int(day)), clock, _zone(zone))
        if found:
            return found
    if _EPOCH.match(raw):
        seconds = int(raw) / (1000 if len(raw) > 11 else 1)
        return Reading(datetime.fromtimestamp(int(seconds), UTC), Precision.MINUTE, has_offset=True)
    if raw[0].isalpha() or raw[:2].strip().isdigit():
        try:
            value = parsedate_to_datetime(raw)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        if _FIRST_YEAR <= value.year <= _LAST_YEAR:
            stated = value.tzinfo is not None
            return Reading(value if stated else value.replace(tzinfo=UTC), Precision.MINUTE, has_offset=stated)
    return None


def _year(digits: str) -> int:
    year = int(digits)
    return year + 2000 if len(digits) == 2 else year


def _numeric_day(match: re.Match[str], language: str | None) -> tuple[int, int, int] | None:
    first, separator, second, year = match.groups()
    one, two = int(first), int(second)
    month_first = (language in _MONTH_FIRST_REGIONS and separator == "/" and two != 0) or two > 12
    if one > 12:
        month_first = False
    day, month = (two, one) if month_first else (one, two)
    return (_year(year), month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _named_days(text: str) -> list[tuple[int, int, tuple[int, int, int]]]:
    found = []
    for pattern, order in ((_DAY_MONTH, (2, 1, 0)), (_MONTH_DAY, (2, 0, 1)), (_YEAR_MONTH_DAY, (0, 1, 2))):
        for match in pattern.finditer(text):
            groups = match.groups()
            month = MONTHS.get(fold(groups[order[1]]))
            if month:
                found.append((match.start(), match.end(), (int(groups[order[0]]), month, int(groups[order[2]]))))
                break
    return found


def _first_day(text: str, language: str | None) -> tuple[int, int, tuple[int, int, int]] | None:
    """Give the first calendar day written in ``text`` with its start and end."""
    found: list[tuple[int, int, tuple[int, int, int]]] = []
    if _WHOLE_YEAR.search(text):
        found = _named_days(text)
        for match in (_YEAR_FIRST.search(text), _CJK.search(text) if "年" in text or "년" in text else None):
            if match:
                groups = match.groups()
                found.append((match.start(), match.end(), (int(groups[0]), int(groups[-2]), int(groups[-1]))))
    match = _NUMERIC.search(text)
    day = _numeric_day(match, language) if match else None
    if match and day:
        found.append((match.start(), match.end(), day))
    return min(found, default=None)


def _clock(text: str) -> tuple[tuple[int, int, int], tzinfo | None] | None:
    match = _TIME.search(text)
    if match is None or (match.group(2) is None and not re.search(r"[hH点時시]", match.group())):
        return None
    hour, minute, half, zone = match.groups()
    value = int(hour)
    if half:
        value = value % 12 + (12 if half[0] in "pP" else 0)
    if value > 23 or int(minute or 0) > 59:
        return None
    return (value, int(minute or 0), 0), _zone(zone) if zone and (zone[0] in "+-" or zone.isupper()) else None


def read_text(
    text: str, *, language: str | None = None, on: datetime | None = None, assumed: tzinfo = UTC
) -> Reading | None:
    """Read the first date people would see in ``text`` ("Publié le 15/04/2022 à 13h05min").

    ``language`` (BCP 47) decides 03/04/2024; ``on``, the moment the page was fetched, is needed for "il y a 2 heures".
    A time that states no offset is taken to be in ``assumed``.
    """
    text = " ".join(text.split())
    iso = _ISO.search(text) if "-" in text else None
    if iso and iso.group(4):
        return read_machine(iso.group(), assumed=assumed)
    found = _first_day(text, language)
    if found is None:
        return _relative(text, language, on)
    start, end, day = found
    after = text[end : end + 32]
    clock = _clock(after)
    if clock is None:
        before = _TIME_BEFORE.search(text[max(0, start - 24) : start])
        clock = _clock(before.group()) if before else None
    zone = clock[1] if clock else None
    reading = _reading(day, clock[0] if clock else None, zone) or _reading(day)
    return reading.placed(assumed) if reading else None


_OPENING = re.compile(
    r"\W{0,2}(?:(?:pressemitteilung|medienmitteilung|pressemeldung|meldung|communiqué(?: de presse)?|press release|"
    r"nota de prensa|comunicato(?: stampa)?)\W*)?(?:[^\W\d][\w .'’/-]{1,28},\s*)?"
    r"(?:(?:den|le|am|vom|on|el|du|of|del)\s+)?(?:[^\W\d]{2,12}[.,]?\s+)?$",
    re.IGNORECASE,
)
_OPENED = re.compile(r"\s*(?:[)\]]|[-–—|:•·]|[.,]?\s*$|\.\s|,?\s*[„\"“«]|\s*\([^\W\d_])")
_FIRST_DATELINE = 1994


def read_dateline(text: str, *, language: str | None = None, assumed: tzinfo = UTC) -> tuple[Reading, str] | None:
    """Read the date a text opens with ("29.11.2022 – …", "Berlin, 3. Mai 2021 (dpa) – …") with the words as found.

    None where the date is part of a sentence ("Le 12 mars 2024, la dalle …").
    """
    head = text[:90]
    found = _first_day(head, language)
    if found is None:
        return None
    start, end, day = found
    opened = _OPENED.match(head, end) if day[0] >= _FIRST_DATELINE and _OPENING.match(head[:start]) else None
    if opened is None or (start > 2 and head[end:].lstrip()[:1] in (".", ",") and len(text) > 60):
        return None
    reading = read_text(head[: end + 12], language=language, assumed=assumed)
    return (reading, head[:end].strip()) if reading else None


def other_order(raw: str, *, assumed: tzinfo = UTC) -> Reading | None:
    """Read a date that can be read in two ways (03/04/2024) with its month first; None where ``raw`` is none."""
    match = _NUMERIC.search(raw)
    if match is None:
        return None
    first, _, second, year = match.groups()
    if int(first) > 12 or int(second) > 12 or first == second:
        return None
    return read_text(f"{_year(year)}-{int(first):02}-{int(second):02}{raw[match.end() :]}", assumed=assumed)


def is_relative(text: str) -> bool:
    """Ask whether a date as found depends on when it was read: "il y a 2 heures"."""
    return _RELATIVE.search(text) is not None


def _relative(text: str, language: str | None, on: datetime | None) -> Reading | None:
    if on is None or language is None or len(text) > 60 or not _RELATIVE.search(text):
        return None
    import dateparser

    try:
        value = dateparser.parse(
            text,
            languages=[primary_of(language)],
            settings={"RELATIVE_BASE": on.astimezone(UTC).replace(tzinfo=None), "PARSERS": ["relative-time"]},
        )
    except (ValueError, OverflowError):
        return None
    if value is None:
        return None
    exact = bool(re.search(r"\d\s*(?:h|m|s|std|st)", text, re.IGNORECASE))
    if not exact:
        value = value.replace(hour=0, minute=0, second=0, microsecond=0)
    return Reading(value.replace(tzinfo=UTC), Precision.MINUTE if exact else Precision.DAY, has_offset=exact)


def read_url(url: str) -> tuple[Reading, str] | None:
    """Read the day out of an address (``/2023/11/10/``) with the digits as found, or None."""
    for pattern in (_URL_DAY, _URL_DASHED):
        match = pattern.search(url)
        if match:
            year, month, day = match.groups()
            reading = _reading((int(year), int(month), int(day)))
            if reading:
                return reading, match.group().strip("/")
    match = _URL_DAY_FIRST.search(url)
    if match:
        day, month, year = match.groups()
        reading = _reading((int(year), int(month), int(day)))
        if reading:
            return reading, match.group().strip("/-_")
    return None
