"""Dates as sources state them, with their proof."""

from __future__ import annotations

from datetime import UTC, datetime

from newsarchive.model import Moment, Precision
from newsarchive.normalize.dates import other_order, read_machine, read_text


def moment(raw: str | None, source: str) -> Moment | None:
    """Read a machine-readable date of a feed, sitemap or teaser, or give None where it is no date."""
    reading = read_machine(raw) if raw else None
    if raw is None or reading is None:
        return None
    return Moment(value=reading.value, raw=raw.strip(), precision=reading.precision, source=source)


def day_written(text: str, source: str) -> Moment | None:
    """Read the day people see in ``text``, or give None where it is none or may be one of two (03/04/2024)."""
    reading = read_text(text)
    if reading is None:
        return None
    other = other_order(text)
    if other is not None and "/" in text and other.value.date() != reading.value.date():
        return None
    day = datetime(reading.value.year, reading.value.month, reading.value.day, tzinfo=UTC)
    return Moment(value=day, raw=text, precision=Precision.DAY, source=source)
