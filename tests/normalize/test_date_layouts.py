"""Dates in a layout stated beforehand."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model import Precision
from newsarchive.normalize.date_layouts import checked_layout, read_layout

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("text", "layout", "iso"),
    [
        ("05/03/2026 14:25", "%d/%m/%Y %H:%M", "2026-03-05T14:25:00+01:00"),
        ("07-05-2026 9:05 PM", "%m-%d-%Y %I:%M %p", "2026-07-05T21:05:00+02:00"),
        ("lundi 5  août 2024 à 14h25", "%A %d %B %Y à %Hh%M", "2024-08-05T14:25:00+02:00"),
        ("5. März 2026 08.00", "%d. %B %Y %H.%M", "2026-03-05T08:00:00+01:00"),
        ("12 févr. 2026 08:00", "%d %b %Y %H:%M", "2026-02-12T08:00:00+01:00"),
        ("2026-03-05 14:25 +0400", "%Y-%m-%d %H:%M %z", "2026-03-05T14:25:00+04:00"),
    ],
)
def test_a_layout_is_followed(text: str, layout: str, iso: str) -> None:
    reading = read_layout(text, checked_layout(layout), assumed=PARIS)
    assert reading
    assert reading.value.isoformat() == iso
    assert reading.precision is Precision.MINUTE
    assert reading.has_offset is ("%z" in layout)


def test_a_layout_without_a_clock_gives_a_day() -> None:
    reading = read_layout("04.03.24", "%d.%m.%y", assumed=PARIS)
    assert reading
    assert (reading.value.isoformat(), reading.precision) == ("2024-03-04T00:00:00+00:00", Precision.DAY)


@pytest.mark.parametrize("text", ["", "5 mars", "2026", "31/02/2026", "05/03/2026 and more", "05/03/1026"])
def test_another_text_is_no_date(text: str) -> None:
    assert read_layout(text, "%d/%m/%Y") is None


@pytest.mark.parametrize("layout", ["%d/%m", "%H:%M", "%Y-%m-%d %q", "%d %m %Y %A", "%d %d %m %Y", "%d/%m/%Y %"])
def test_layouts_that_cannot_give_a_day_are_refused(layout: str) -> None:
    with pytest.raises(ValueError, match=r"must have|letter|elsewhere|twice"):
        checked_layout(layout)


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    read_layout(text, "%A %d %B %Y à %Hh%M %z", assumed=PARIS)
