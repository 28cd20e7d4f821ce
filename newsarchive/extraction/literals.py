"""JavaScript literals read as Python values, those too that are no JSON: bare keys, single quotes, shared names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Json = Any

_MAX_DEPTH = 120
_DECODER = json.JSONDecoder(strict=False)
_FUNCTION = re.compile(r"\(?\s*function\s*\((?P<names>[\w$,\s]*)\)\s*\{\s*")
_STATEMENT = re.compile(r"""(?P<name>[\w$]+)(?:\.(?P<key>[\w$]+)|\[["']?(?P<index>[^\]"'\n]+)["']?\])\s*=(?!=)\s*""")
_RETURN = re.compile(r"\s*return\b\s*")


def read_literal(text: str, at: int, *, as_json: bool = True) -> tuple[Json, int]:
    """Read the literal that begins at a position: the value and where it ends; None and where it breaks off.

    ``as_json`` tries the fast reader first. Its errors count the lines before them, so that many of them
    in one long text would cost the square of its length.
    """
    found = read_json(text, at) if as_json else None
    if found is not None:
        return found
    reader = _Reader(text, at)
    try:
        return reader.read(), reader.at
    except (ValueError, IndexError, RecursionError):
        return None, reader.at


def read_json(text: str, at: int) -> tuple[Json, int] | None:
    """Read the JSON object or array that begins at a position: the value and where it ends, None where none is."""
    try:
        return _DECODER.raw_decode(text, at) if text[at] in "{[" else None
    except (ValueError, IndexError, RecursionError):
        return None


class _Name(str):
    """A parameter of the function around a literal, until the arguments are known."""

    __slots__ = ()


_SPACE = re.compile(r"(?:\s+|/\*.*?\*/|//[^\n]*\n)*", re.DOTALL)
_STRING = {
    '"': re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL),
    "'": re.compile(r"'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL),
    "`": re.compile(r"`([^`\\]*(?:\\.[^`\\]*)*)`", re.DOTALL),
}
_NUMBER = re.compile(r"[-+]?(?:0x[0-9a-fA-F]+|\d*\.?\d+(?:[eE][-+]?\d+)?)")
_WORD = re.compile(r"(?:void\s+0|![01]|[A-Za-z_$][\w$.]*)")
_CALL = re.compile(r"(?:new\s+)?(?:Date|Map|Set|Array|Object\.freeze|Object\.create|Object)\(")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": ""}
_WORDS = {"true": True, "!0": True, "false": False, "!1": False}


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else ""
    return _ESCAPES.get(match[4], match[4])


class _Reader:
    """Reads one JavaScript literal; raises ValueError, IndexError or RecursionError at what is none."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at

    def read(self) -> Json:
        """Read a literal, or a function that returns one and is called with literals."""
        function = _FUNCTION.match(self.text, self.at)
        if function is None:
            return self._value(0)
        self.at = function.end()
        # Objects that stand in several places are filled by statements before the value is returned.
        filled: list[tuple[str, str, Json]] = []
        while statement := _STATEMENT.match(self.text, self.at):
            self.at = statement.end()
            filled.append((statement["name"], statement["key"] or statement["index"], self._value(0)))
            if self._space() == ";":
                self.at += 1
        returned = _RETURN.match(self.text, self.at)
        if returned is None:
            raise ValueError
        self.at = returned.end()
        value = self._value(0)
        self.at = self.text.index("(", self.text.index("}", self.at)) + 1
        arguments = self._items(")", 0)
        names = [name.strip() for name in function["names"].split(",")]
        return _named(value, dict(zip(names, arguments, strict=False)), filled)

    def _space(self) -> str:
        self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
        return self.text[self.at]

    def _value(self, depth: int) -> Json:
        if depth > _MAX_DEPTH:
            raise RecursionError
        char = self._space()
        if char == "{":
            return self._object(depth)
        if char == "[":
            self.at += 1
            return self._items("]", depth)
        if char in _STRING:
            return self._string(char)
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return number.group() if "x" in number.group() else float(number.group())
        call = _CALL.match(self.text, self.at)
        if call:
            self.at = call.end()
            arguments = self._items(")", depth)
            if arguments and "create" in call.group() and isinstance(arguments[-1], dict):
                return {k: v.get("value") if isinstance(v, dict) else v for k, v in arguments[-1].items()}
            return next(iter(arguments), None)
        word = _WORD.match(self.text, self.at)
        if word is None:
            raise ValueError
        self.at = word.end()
        if self.text[self.at : self.at + 1] in ("(", "=") or word.group() == "function":
            raise ValueError  # a program, not a literal
        return _WORDS.get(word.group(), _Name(word.group()))

    def _string(self, quote: str) -> str:
        found = _STRING[quote].match(self.text, self.at)
        if found is None:
            raise ValueError
        self.at = found.end()
        raw = found[1]
        if "\\" not in raw:
            return raw
        # Surrogate pairs are written as two escapes.
        return _ESCAPE.sub(_unescape, raw).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _items(self, end: str, depth: int) -> list[Json]:
        items: list[Json] = []
        while self._space() != end:
            if self.text[self.at] == ",":
                self.at += 1
                continue
            items.append(self._value(depth + 1))
            if self._space() not in (",", end):
                raise ValueError
        self.at += 1
        return items

    def _object(self, depth: int) -> dict[str, Json]:
        self.at += 1
        members: dict[str, Json] = {}
        while (char := self._space()) != "}":
            if char == ",":
                self.at += 1
                continue
            if char in _STRING:
                key = self._string(char)
            else:
                word = _WORD.match(self.text, self.at) or _NUMBER.match(self.text, self.at)
                if word is None:
                    raise ValueError
                key, self.at = word.group(), word.end()
            if self._space() != ":":
                raise ValueError
            self.at += 1
            members[key] = self._value(depth + 1)
            if self._space() not in (",", "}"):
                raise ValueError
        self.at += 1
        return members


def places(value: Json) -> Iterator[tuple[Json, Any, Json]]:
    """Give every place in a value, once: the container, the key or index, what stands there."""
    seen: set[int] = set()
    stack = [value]
    while stack:
        holder = stack.pop()
        if id(holder) in seen:
            continue
        seen.add(id(holder))
        for key, item in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
            yield holder, key, item
            if isinstance(item, (dict, list)):
                stack.append(item)


def _named(value: Json, names: dict[str, Json], filled: list[tuple[str, str, Json]]) -> Json:
    for name, key, part in filled:
        shared = names.get(name)
        if isinstance(shared, dict):
            shared[key] = part
        elif isinstance(shared, list):
            shared.append(part)
    whole = [value, *names.values()]
    for holder, key, item in places(whole):
        if isinstance(item, _Name):
            holder[key] = names.get(item)
    return whole[0]
