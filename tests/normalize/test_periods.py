"""Days and lengths of time as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.normalize.periods import format_duration, parse_day, parse_duration


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-05-17", (2024, 5, 17), (2024, 5, 17)),
        ("2024-5-7", (2024, 5, 7), (2024, 5, 7)),
        ("2024-05", (2024, 5, 1), (2024, 5, 31)),
        ("2024-12", (2024, 12, 1), (2024, 12, 31)),
        ("2024-01", (2024, 1, 1), (2024, 1, 31)),
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("2024-02-29", (2024, 2, 29), (2024, 2, 29)),
        (" 2024-12-31 ", (2024, 12, 31), (2024, 12, 31)),
    ],
)
def test_a_day_a_month_and_a_year_have_a_beginning_and_an_end(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert parse_day(text) == date(*first)
    assert parse_day(text, is_end=True) == date(*last)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 31)))
def test_a_day_is_its_own_beginning_and_end(day: date) -> None:
    assert parse_day(day.isoformat()) == parse_day(day.isoformat(), is_end=True) == day


@given(st.integers(1, 9999), st.integers(1, 12))
def test_the_day_after_a_month_begins_the_next(year: int, month: int) -> None:
    text = f"{year:04}-{month:02}"
    assert (parse_day(text, is_end=True).toordinal() - parse_day(text).toordinal()) in (27, 28, 29, 30)
    assert parse_day(text, is_end=True).month == month


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2023-02-29",
        "2024-13",
        "2024-00",
        "0000",
        "17/05/2024",
        "20240517",
        "2024-05-17T10:00",
        "-1",
        "٢٠٢٤-x",
    ],
)
@pytest.mark.parametrize("is_end", [False, True])
def test_anything_else_is_told(text: str, is_end: bool) -> None:
    with pytest.raises(UsageError, match="is no day"):
        parse_day(text, is_end=is_end)


@given(st.text(max_size=12), st.booleans())
def test_no_text_ends_in_another_error(text: str, is_end: bool) -> None:
    for parse in (lambda: parse_day(text, is_end=is_end), lambda: parse_duration(text)):
        with suppress(UsageError):
            parse()


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31"])
def test_the_last_day_there_is_can_be_told(text: str) -> None:
    assert parse_day(text).year == 9999
    assert parse_day(text, is_end=True) == date(9999, 12, 31)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("90s", 90),
        ("50m", 3000),
        ("2h", 7200),
        ("1h30m", 5400),
        ("1d", 86400),
        ("1D2H3M4S", 93784),
        (" 5m ", 300),
    ],
)
def test_lengths_of_time(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", " ", "soon", "1.5h", "-3", "5 minutes", "m", "3m2h"])
def test_no_length_of_time(text: str) -> None:
    with pytest.raises(UsageError, match="is no length of time"):
        parse_duration(text)


@given(st.integers(0, 10**9))
def test_what_is_written_is_read_as_it_was(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@pytest.mark.parametrize(("seconds", "text"), [(0, "0s"), (90.9, "1m30s"), (5400, "1h30m"), (86400, "1d")])
def test_a_length_of_time_is_written_short(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text
