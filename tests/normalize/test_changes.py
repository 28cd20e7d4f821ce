"""What came into a text and what went out of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.normalize.changes import Piece, changes, count_words
from newsarchive.normalize.typography import is_same_text, plain

TEXTS = st.lists(st.sampled_from(["Le", "maire", ".", ",", "\n\n", "oui", "non", "«", "…"]), max_size=25).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts(before, after):
    pieces = changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    rest = "".join(piece.text for piece in pieces if piece.kind != "added")
    assert plain(rest).replace(" ", "") == plain(before).replace(" ", "")
    if plain(before) == plain(after):
        assert count_words(before, after) == (0, 0)
        assert {piece.kind for piece in pieces} <= {"same"}
    else:
        assert any(piece.kind != "same" for piece in pieces)


@settings(max_examples=300, deadline=None)
@given(st.text(), st.text())
def test_any_text(before, after):
    assert "".join(piece.text for piece in changes(before, after) if piece.kind != "removed") == after
    assert is_same_text(before, before)
    count_words(before, after)


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ("Le maire dit non.", "Le maire a dit oui.", (2, 1)),
        ("Le Le Le", "Le voté Le Le", (1, 0)),
        ("Un texte.", "Un texte!", (0, 0)),
        ("東京は雨", "東京は晴れ", (2, 1)),
        ("हिन्दी समाचार", "हिन्दी ताज़ा समाचार", (1, 0)),
        ("", "Deux mots", (2, 0)),
    ],
)
def test_words_are_counted(before, after, counts):
    assert count_words(before, after) == counts


def test_a_paragraph_that_came_begins_with_itself():
    assert changes("Un mot de plus.", "Un mot de plus.\n\nTrois.")[-1] == Piece("added", "\n\nTrois.")


def test_what_has_next_to_nothing_in_common_is_no_patchwork():
    pieces = changes("Le maire a dit non à la réforme.", "Des voix se lèvent contre le projet de tramway.")
    assert [piece.kind for piece in pieces] == ["removed", "added"]


def test_a_long_text_is_compared_in_time():
    words = [f"mot{number % 700}" for number in range(60_000)]
    before, after = " ".join(words), " ".join(reversed(words))
    assert [piece.kind for piece in changes(before, after)] == ["removed", "added"]
    assert count_words(before, after) == (0, 0), "the same words in another order"
