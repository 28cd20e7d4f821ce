"""Dates as sources state them, with their proof."""

from __future__ import annotations

from newsarchive.model import Moment
from newsarchive.normalize.dates import read_machine


def moment(raw: str | None, source: str) -> Moment | None:
    """Read a machine-readable date of a feed, sitemap or teaser, or give None where it is no date."""
    reading = read_machine(raw) if raw else None
    if raw is None or reading is None:
        return None
    return Moment(value=reading.value, raw=raw.strip(), precision=reading.precision, source=source)
