"""What came into a text and what went out of it, word by word."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from newsarchive.normalize.typography import is_same_text, plain

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
        for tag, i1, i2, j1, j2 in _aligned(keys, other_keys):
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
    if is_same_text(before, after):
        yield True, before, after
        return
    old, new = _paragraphs(before), _paragraphs(after)
    for tag, i1, i2, j1, j2 in _aligned(_keys(old), _keys(new)):
        yield tag == "equal", "".join(old[i1:i2]), "".join(new[j1:j2])


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Give the opcodes of difflib. It does not find the shortest way: what both begin and end with is set aside."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    end, other_end = len(old) - tail, len(new) - tail
    codes = [("equal", 0, head, 0, head)] if head else []
    matcher = SequenceMatcher(None, old[head:end], new[head:other_end])
    codes += [(tag, i1 + head, i2 + head, j1 + head, j2 + head) for tag, i1, i2, j1, j2 in matcher.get_opcodes()]
    if tail:
        codes.append(("equal", end, len(old), other_end, len(new)))
    return codes


def _slid(
    codes: Sequence[tuple[str, int, int, int, int]], old: Sequence[str], new: Sequence[str]
) -> list[tuple[str, int, int, int, int]]:
    """Let what came or went begin with its paragraph where it may: between two full stops either can be the new one."""
    slid = list(codes)
    for at in range(1, len(slid) - 1):
        tag, i1, i2, j1, j2 = slid[at]
        run = old[i1:i2] if tag == "delete" else new[j1:j2] if tag == "insert" else ()
        # The key of an empty line is "".
        shift = run.index("") if "" in run else 0
        _, k1, k2, l1, l2 = slid[at + 1]
        if 0 < shift <= k2 - k1 and list(run[:shift]) == list(old[k1 : k1 + shift]):
            tag_before, h1, _, g1, _ = slid[at - 1]
            slid[at - 1] = (tag_before, h1, i1 + shift, g1, j1 + shift)
            slid[at] = (tag, i1 + shift, i2 + shift, j1 + shift, j2 + shift)
            slid[at + 1] = ("equal", k1 + shift, k2, l1 + shift, l2)
    return slid


def _paragraphs(text: str) -> list[str]:
    """Divide a text; each paragraph keeps the empty line before it."""
    return [part for part in _PARAGRAPH.split(text) if part]


def _keys(texts: Iterable[str]) -> list[str]:
    return [plain(text) for text in texts]


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = (_TOKEN.findall(text) for text in (before, after))
    codes = []
    if len(old) + len(new) <= _LONGEST:
        keys, others = _keys(old), _keys(new)
        codes = _slid(_aligned(keys, others), keys, others)
    stayed = sum(i2 - i1 for tag, i1, i2, _, _ in codes if tag == "equal")
    if stayed < _LITTLE * min(len(old), len(new)):
        codes = [("replace", 0, len(old), 0, len(new))]
    for tag, i1, i2, j1, j2 in codes:
        if tag != "equal":
            yield from _replaced(old[i1:i2], new[j1:j2])
        elif j2 > j1:
            yield Piece("same", "".join(new[j1:j2]))


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    went, came = "".join(old), "".join(new)
    if went.strip():
        yield Piece("removed", went)
    if came:
        yield Piece("added" if came.strip() else "same", came)


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    for kind, run in groupby(pieces, key=lambda piece: piece.kind):
        yield Piece(kind, "".join(piece.text for piece in run))
