"""The characters expressions begin with: whatever an expression matches, its first character is among them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction.boilerplate import furniture, lists, phrases
from newsarchive.extraction.openings import ANY, Table, beginnings, literal_of


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("share", {"s"}),
        ("(?:re)?join", {"r", "j"}),
        (r"\d+ minutes", {"0"}),
        ("7 days", {"0"}),
        (r"\(?(?:agency|wire)\)?", {"(", "a", "w"}),
        ("(?:last |first)? ?seen", {"l", "f", " ", "s"}),
        ("[eé]crit|[^x]", {"e", "é", ANY}),
        (".{2,40} is ours", {ANY}),
        (r"\bword", {ANY}),
        ("(?:a|b[|)]|c)d", {"a", "b", "c"}),
        ("x{0,2}y", {"x", ANY}),
        ("(?:|empty)", {ANY, "e"}),
    ],
)
def test_first_letters(words: str, begins: set[str]) -> None:
    assert beginnings(words, 1) == begins


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("share", {"sha"}),
        ("(?:re)?join", {"rej", "joi"}),
        ("[àa] lire", {"à l", "a l"}),
        ("a+b", {"a"}),
        (r"no?\b", {"n", "no"}),
        (r"top-?\d+", {"top"}),
        (r"x\d+|x7", {"x"}),
        (r"\d+ minutes", {"0"}),
        ("(?:d'|de )?(?:un|le)", {"d'u", "d'l", "de ", "un", "le"}),
        (".{2,40} is ours", {ANY}),
    ],
)
def test_three_characters_of_a_beginning(words: str, begins: set[str]) -> None:
    assert beginnings(words, 3) == begins


@pytest.mark.parametrize(
    ("words", "literal"),
    [
        (".{2,40} is an? (?:paper|site)", " is a"),
        ("[a-z .]{4,40} can be reached (?:at|by)", " can be reached "),
        (r".{1,12}words{2}?\.", "word"),
        ("(?:a|b).c+d?", "c"),
        (".a|bc", ""),
        ("(?:only|groups)", ""),
    ],
)
def test_literal_of(words: str, literal: str) -> None:
    assert literal_of(words) == literal


_ALL = [
    pattern
    for table in (furniture.FURNITURE, phrases.MACHINERY, lists.CLOSING_NOTES)
    for patterns in table.values()
    for pattern in patterns
]


@given(st.one_of(st.text(max_size=40), *(st.from_regex(pattern) for pattern in _ALL[::23])))
def test_a_table_says_what_one_expression_would(text: str) -> None:
    folded = text.lower()
    assert _TABLE.matches(folded) == (_ONE.match(folded) is not None)


_TABLE = Table(_ALL)
_ONE = re.compile("|".join(_ALL))
