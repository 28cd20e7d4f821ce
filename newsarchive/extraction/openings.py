"""With which characters a regular expression can begin: tables of hundreds are asked by the first letter of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

#: Stands for any character.
ANY = ""
_DIGIT = "0"
#: Characters at the start of a text that tell which expressions of a table can match it.
_LOOKED_AT = 3
_SPECIAL = frozenset(".^$([\\?*+")
_QUANTIFIERS = frozenset("?*{")


def beginnings(words: str, length: int) -> set[str]:
    """Give the first ``length`` characters that what a regular expression matches can begin with.

    Behind a shorter one anything may stand; :data:`ANY` where it is hard to say. A digit, "0" for all of them, is told
    as the first character only. No flags are looked at: expressions are for folded text.
    """
    return {begin[:1] + begin[1:].partition(_DIGIT)[0] for begin, _ in _of_any(words, length)}


#: A beginning, and whether it is told to its end: what stands behind the part of the expression may follow then.
_Begin = tuple[str, bool]


def _of_any(words: str, length: int) -> set[_Begin]:
    return set().union(*(_of_sequence(part, length) for part in _split(words)))


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


def _of_sequence(part: str, length: int) -> set[_Begin]:
    if not part or not length:
        return {("", not part)}
    first, rest = _first_of(part, length)
    skipped: set[_Begin] = set()
    mark = rest[:1]
    if mark in ("?", "*"):
        rest = rest[2:] if rest[1:2] in ("?", "+") else rest[1:]
        skipped = _of_sequence(rest, length)
    elif mark == "{" and not rest[1:2].strip("0,"):
        skipped = {(ANY, False)}
    if mark in ("*", "+", "{"):
        first = {(begin, False) for begin, _ in first}
    found = skipped
    for begin, is_whole in first:
        if is_whole and len(begin) < length:
            found |= {(begin + more, to_end) for more, to_end in _of_sequence(rest, length - len(begin))}
        else:
            found.add((begin, False))
    return found


def _first_of(part: str, length: int) -> tuple[set[_Begin], str]:
    """Give what the first part of a sequence (a group, a set, a character) begins with, and the rest of it."""
    if part.startswith("(?:"):
        end = _end_of_group(part)
        return _of_any(part[3:end], length), part[end + 1 :]
    if part.startswith("["):
        end = _end_of_set(part, 0)
        chars, rest = _of_set(part[1:end]), part[end + 1 :]
    elif part.startswith("\\"):
        chars, rest = _of_escape(part[1:2]), part[2:]
    else:
        chars, rest = {part[0] if part[0] not in ".^$(" else ANY}, part[1:]
    return {(_DIGIT, False) if char.isdecimal() else (char, char != ANY) for char in chars}, rest


def _of_set(members: str) -> set[str]:
    return {ANY} if members[0] == "^" or "\\" in members or "-" in members else set(members)


def _of_escape(char: str) -> set[str]:
    if char == "d":
        return {_DIGIT}
    return {ANY} if char.isalnum() or not char else {char}


class Table:
    """Many regular expressions, to be matched at the start of a text: those that cannot begin like it are not asked."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = [(pattern, beginnings(pattern, _LOOKED_AT)) for pattern in patterns]
        self._known = frozenset().union(*(begins for _, begins in self._patterns)) - {ANY}
        self._from = lru_cache(maxsize=None)(self._compiled)
        # An expression that may begin with anything is asked where the plain words in it are said.
        self._of_any = [
            (literal_of(pattern), re.compile(pattern)) for pattern, begins in self._patterns if ANY in begins
        ]

    def matches(self, text: str) -> bool:
        """Ask whether any of the expressions matches the start of ``text``."""
        for literal, pattern in self._of_any:
            if literal in text and pattern.match(text) is not None:
                return True
        known = self._known
        begin = text[:_LOOKED_AT] if not text[:1].isdecimal() else _DIGIT
        while begin and begin not in known:
            begin = begin[:-1]
        return begin != "" and self._from(begin).match(text) is not None

    def _compiled(self, begin: str) -> re.Pattern[str]:
        """Compile the expressions for texts that begin so; of what is known of their beginnings, it is the longest."""
        shorter = {begin[:length] for length in range(1, len(begin) + 1)}
        return re.compile("|".join(pattern for pattern, begins in self._patterns if shorter & begins))


def literal_of(pattern: str) -> str:
    """Give the longest stretch of plain characters that stands in whatever a regular expression matches, if any."""
    stretches, at = [""], 0
    while at < len(pattern) and len(_split(pattern)) == 1:
        char = pattern[at]
        if char == "(":
            end = at + _end_of_group(pattern[at:]) + 1
        elif char == "[":
            end = _end_of_set(pattern, at) + 1
        else:
            end = at + (2 if char == "\\" else 1)
        if char in _SPECIAL or pattern[end : end + 1] in _QUANTIFIERS:
            stretches.append("")
        else:
            stretches[-1] += char
        at = pattern.index("}", end) + 1 if pattern[end : end + 1] == "{" else end
    return max(stretches, key=len)
