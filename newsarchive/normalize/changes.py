"""What came into a text and what went out of it, word by word."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from newsarchive.normalize.typography import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Kind = Literal["same", "removed", "added"]

#: Where Chinese and Japanese are written there are no spaces: each sign is a word.
_ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Marks that belong to the letter before them are no \w.
_MARKS = (
    "\u00ad\u200b-\u200d\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff\u0e30-\u0e4e\u1000-\u109f"
    "\u1780-\u17dd"
)
_TOKEN = re.compile(
    rf"\n\n+|[ \t\n\r]*(?:[{_ALONE}]|[^\W{_ALONE}](?:[^\W{_ALONE}]|[{_MARKS}])*|\.\.+|--+|''+|[^\w\s])|\s+"
)
_PARAGRAPH = re.compile(r"(?=\n\n(?!\n))")
_WORD = re.compile(r"\w")
#: Where less of two passages than this is the same, one stands for the other as a whole.
_LITTLE = 0.3
#: Longer passages (in words, both together) are not aligned word by word: it would take seconds.
_LONGEST = 12_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went or came; ``text`` with the space before it, as it stands in its version."""

    kind: Kind
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """Tell how one text became another: pieces in order, what was taken out before what was put in its place.

    Without the removed pieces it is ``after``; typography makes no difference, nor does the division into paragraphs.
    """
    return list(_merged(_pieces(before, after)))


def count_words(before: str, after: str) -> tuple[int, int]:
    """Count the words that came and those that went."""
    came: list[str] = []
    went: list[str] = []
    for is_same, old, new in _passages(before, after):
        if is_same:
            continue
        words, others = (_TOKEN.findall(text) for text in (old, new))
        keys, other_keys = _keys(words), _keys(others)
        if len(words) + len(others) > _LONGEST:
            went += (Counter(keys) - Counter(other_keys)).elements()
            came += (Counter(other_keys) - Counter(keys)).elements()
            continue
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, keys, other_keys).get_opcodes():
            if tag != "equal":
                went += words[i1:i2]
                came += others[j1:j2]
    return tuple(sum(1 for token in tokens if _WORD.search(token)) for tokens in (came, went))  # type: ignore[return-value]


def _pieces(before: str, after: str) -> Iterator[Piece]:
    for is_same, old, new in _passages(before, after):
        if is_same:
            yield Piece("same", new)
        else:
            yield from _words(old, new)


def _passages(before: str, after: str) -> Iterator[tuple[bool, str, str]]:
    """Align two texts by their paragraphs: give passages that are the same, and those that took another's place."""
    old, new = _paragraphs(before), _paragraphs(after)
    matcher = SequenceMatcher(None, _keys(old), _keys(new))
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield tag == "equal", "".join(old[i1:i2]), "".join(new[j1:j2])


def _paragraphs(text: str) -> list[str]:
    """Divide a text; each paragraph keeps the empty line before it."""
    return [part for part in _PARAGRAPH.split(text) if part]


def _keys(texts: Iterable[str]) -> list[str]:
    return [plain(text) for text in texts]


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = (_TOKEN.findall(text) for text in (before, after))
    codes = []
    if len(old) + len(new) <= _LONGEST:
        codes = SequenceMatcher(None, _keys(old), _keys(new)).get_opcodes()
    stayed = sum(i2 - i1 for tag, i1, i2, _, _ in codes if tag == "equal")
    if stayed < _LITTLE * min(len(old), len(new)):
        codes = [("replace", 0, len(old), 0, len(new))]
    for tag, i1, i2, j1, j2 in codes:
        if tag == "equal":
            yield Piece("same", "".join(new[j1:j2]))
        else:
            yield from _replaced(old[i1:i2], new[j1:j2])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    went, came = "".join(old), "".join(new)
    if went.strip():
        yield Piece("removed", went)
    if came:
        yield Piece("added" if came.strip() else "same", came)


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    for kind, run in groupby(pieces, key=lambda piece: piece.kind):
        yield Piece(kind, "".join(piece.text for piece in run))
