"""Contacts as they can stand in a header."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.normalize.contacts import checked_contact


@pytest.mark.parametrize(
    "text",
    ["desk@example.org", "https://example.org/crawl", "Corpus lab, +https://example.org; a.b+c@mail.example.org"],
)
def test_an_address_is_a_contact(text: str) -> None:
    assert checked_contact(f" {text} ") == text


@pytest.mark.parametrize(
    "text", ["", "x", "me", "example.org", "a@b", "@example.org", "ftp://example.org", f"a@example.org {'x' * 200}"]
)
def test_what_reaches_nobody_is_none(text: str) -> None:
    with pytest.raises(UsageError, match="is no contact; give an address such as desk@"):
        checked_contact(text)


@pytest.mark.parametrize(
    "text", ["a@example.org\nX: y", "a@example.org\rb", "a@example.org\x00", "a@example.org)", "é@b.fr"]
)
def test_what_would_break_the_header_is_none(text: str) -> None:
    with pytest.raises(UsageError, match="sent in a header"):
        checked_contact(text)


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_contact_ends_the_comment_or_the_line(before: str, after: str) -> None:
    with suppress(UsageError):
        contact = checked_contact(f"{before}a@example.org{after}")
        assert not set(contact) & set("()\\\r\n\0")
        assert contact.isascii()
