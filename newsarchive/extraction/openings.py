"""With which characters a regular expression can begin: tables of hundreds are asked by the first letter of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

#: Stands for any character.
ANY = ""
_DIGIT = "0"


def openings(words: str) -> set[str]:
    """Give the characters that what a regular expression matches can begin with; :data:`ANY` where it is hard to say.

    All digits are one, "0". No flags are looked at: expressions are for folded text.
    """
    found: set[str] = set()
    for part in _split(words):
        found |= _of_sequence(part)
    return found


def _split(words: str) -> list[str]:
    """Split a regular expression at the bars outside its groups and sets."""
    parts, depth, start, at = [], 0, 0, 0
    while at < len(words):
        char = words[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = _end_of_set(words, at)
        elif char == "|" and not depth:
            parts.append(words[start:at])
            start = at + 1
        else:
            depth += (char == "(") - (char == ")")
        at += 1
    return [*parts, words[start:]]


def _end_of_set(words: str, at: int) -> int:
    at += 2 if words[at + 1 : at + 2] == "^" else 1
    at += words[at : at + 1] == "]"
    while words[at] != "]":
        at += 2 if words[at] == "\\" else 1
    return at


def _end_of_group(words: str) -> int:
    depth = at = 0
    while True:
        char = words[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = _end_of_set(words, at)
        else:
            depth += (char == "(") - (char == ")")
            if not depth:
                return at
        at += 1


def _of_sequence(part: str) -> set[str]:
    if part.startswith("(?:"):
        end = _end_of_group(part)
        first, rest = openings(part[3:end]), part[end + 1 :]
    elif part.startswith("["):
        end = _end_of_set(part, 0)
        first, rest = _of_set(part[1:end]), part[end + 1 :]
    elif part.startswith("\\"):
        first, rest = _of_escape(part[1:2]), part[2:]
    else:
        first, rest = {part[0] if part and part[0] not in ".^$(" else ANY}, part[1:]
    first = {_DIGIT if char.isdecimal() else char for char in first}
    if rest[:1] in ("?", "*"):
        return first | _of_sequence(rest[2:] if rest[1:2] in ("?", "+") else rest[1:])
    return first | {ANY} if rest.startswith("{") and not rest[1:2].strip("0,") else first


def _of_set(members: str) -> set[str]:
    return {ANY} if members[0] == "^" or "\\" in members or "-" in members else set(members)


def _of_escape(char: str) -> set[str]:
    if char == "d":
        return {_DIGIT}
    return {ANY} if char.isalnum() or not char else {char}


class Table:
    """Many regular expressions, to be matched at the start of a text: those that cannot begin like it are not asked."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = [(pattern, openings(pattern)) for pattern in patterns]
        self._known = frozenset().union(*(begins for _, begins in self._patterns)) - {ANY}
        self._from = lru_cache(maxsize=None)(self._compiled)

    def matches(self, text: str) -> bool:
        """Ask whether any of the expressions matches the start of ``text``."""
        letter = text[:1]
        if letter.isdecimal():
            letter = _DIGIT
        pattern = self._from(letter if letter in self._known else ANY)
        return pattern is not None and pattern.match(text) is not None

    def _compiled(self, letter: str) -> re.Pattern[str] | None:
        words = [pattern for pattern, begins in self._patterns if letter in begins or ANY in begins]
        return re.compile("|".join(words)) if words else None
