"""Days and durations as people type them on a command line."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from newsarchive.errors import UsageError

_DAY = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_DURATION = re.compile(r"^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s?)?$")


def parse_day(text: str, *, is_end: bool = False) -> date:
    """Read ``2024``, ``2024-05`` or ``2024-05-17`` as its first day, or with ``is_end`` as its last.

    Raises UsageError.
    """
    match = _DAY.match(text.strip())
    year, month, day = match.groups() if match else ("0", None, None)
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise UsageError(f"{text!r} is no day; write it as 2024-05-17, 2024-05 or 2024") from None
    if day or not is_end:
        return first
    last_month = first.month if month else 12
    return first.replace(month=last_month, day=monthrange(first.year, last_month)[1])


def parse_duration(text: str) -> float:
    """Read ``90s``, ``50m``, ``2h``, ``1h30m`` or plain seconds, in seconds. Raises UsageError."""
    match = _DURATION.match(text.strip().lower())
    if not text.strip() or match is None:
        raise UsageError(f"{text!r} is no length of time; write it as 90s, 50m or 1h30m")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + seconds)


def format_duration(seconds: float) -> str:
    """Give whole seconds as :func:`parse_duration` reads them: ``1h30m``, ``90s`` as ``1m30s``, ``0s``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"), (rest, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0s"
