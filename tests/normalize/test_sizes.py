"""Sizes as people type them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.normalize.sizes import format_size, parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("512", 512),
        ("512b", 512),
        ("500k", 500_000),
        ("200M", 200_000_000),
        ("200 MB", 200_000_000),
        (" 1.5G ", 1_500_000_000),
        ("2t", 2_000_000_000_000),
        ("1KiB", 1024),
        ("1.5 GiB", 1_610_612_736),
        ("0.1M", 100_000),
        ("1.2345k", 1234),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", " ", "-1", "1,5G", "much", "G", "1.M", "1 P", "1ki", "1i", "1e6", "٣M", "1_000"])
def test_no_size(text: str) -> None:
    with pytest.raises(UsageError, match="is no size; write it as 200M"):
        parse_size(text)


@given(st.text(max_size=12))
def test_no_text_ends_in_another_error(text: str) -> None:
    with suppress(UsageError):
        assert parse_size(text) >= 0


@given(st.integers(0, 10**15 - 1))
def test_what_is_written_is_read_as_it_was(size: int) -> None:
    assert parse_size(format_size(size)) == size


@pytest.mark.parametrize(("size", "text"), [(1_500_000_000, "1.5G"), (200_000_000, "200M"), (1_234_567, "1234.567k")])
def test_a_size_is_written_short(size: int, text: str) -> None:
    assert format_size(size) == text
