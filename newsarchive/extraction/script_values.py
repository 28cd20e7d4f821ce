"""The values a page keeps in its scripts for its own program: JSON, JavaScript literals, and how frameworks pack them.

Formats: Next.js ``__NEXT_DATA__`` and the React "flight" rows of its app router, Nuxt's function form and
its devalue arrays, Apollo's cache of references, and any value assigned to a name (``window.STATE = {…}``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from newsarchive.extraction.literals import places, read_json, read_literal
from newsarchive.extraction.page import Page

Json = Any

#: Characters of script text read on one page; what stands beyond is left alone.
MAX_CHARS = 20_000_000
_SHORTEST = 200
_MAX_FAILURES = 40
_DECODER = json.JSONDecoder(strict=False)
_ASSIGNED = re.compile(
    # Each way begins with a letter of its own, what stands before it comes second: a search is quick to pass the rest.
    r"""(?:=(?<=[\w$\])"'\s]=)>?|\.push\(|return\b(?<!\wreturn))\s*\(?\s*"""
    r"""(?P<parse>JSON\.parse\(\s*(?P<uri>decodeURIComponent\(\s*)?)?(?=[{\["']|function\b)"""
)
_PUSHED = re.compile(r"__next_f\s*(?:\|\|\s*\[\]\s*\)\s*)?\.push\(\s*")
_HEX = frozenset(b"0123456789abcdef")
_REFERENCE = re.compile(r"\$(?:[L@QWFBKi]?)([0-9a-f]+)((?::[\w$-]+)*)$")


def values_in(page: Page) -> Iterator[Json]:
    """Give the values in the scripts of a page, those of known frameworks first; broken ones are skipped.

    Values are plain Python ones; references inside them are replaced by what they refer to, so that one
    object may stand in several places, and, in a malicious page, inside itself.
    """
    named: list[Json] = []
    flight: list[str] = []
    others: list[tuple[str, str]] = []
    left = MAX_CHARS
    for script in page.tree.iter("script"):
        text = script.text
        if not text or len(text) > left:
            continue
        kind = (script.get("type") or "").lower()
        if "ld+json" in kind or "template" in kind or kind == "text/html":
            continue
        if "__next_f" in text[:400]:
            flight.append(text)
        elif len(text) < _SHORTEST:
            continue
        elif (script.get("id") or "").startswith("__N"):
            value = _document(text)
            if value is not None:
                named.append(value)
        else:
            others.append((kind, text))
        left -= len(text)
    yield from named
    if flight:
        yield _flight(flight)
    for kind, text in others:
        if "json" in kind:
            value = _document(text)
            if value is not None:
                yield value
        elif kind in ("", "text/javascript", "application/javascript", "module"):
            yield from _assigned(text)


def _loads(raw: str) -> Json:
    try:
        return _DECODER.decode(raw)
    except (ValueError, RecursionError):
        return None


def _document(raw: str) -> Json:
    value = _loads(raw.strip().removeprefix("<!--").removesuffix("-->").strip())
    if isinstance(value, list) and len(value) > 2 and _is_packed(value):
        return _linked(_unpacked(value))
    return _linked(value)


def _assigned(text: str) -> Iterator[Json]:
    """Give what a program assigns, pushes or returns, as far as it is written out as a literal."""
    at = wasted = misses = 0
    while wasted < 2 * len(text):
        found = _ASSIGNED.search(text, at)
        if found is None:
            return
        at = found.end()
        if text[at] in "\"'" and not found["parse"]:
            continue
        # Objects that are no JSON are counted, too: see read_literal.
        found_json = read_json(text, at) if misses < _MAX_FAILURES else None
        misses += found_json is None
        value, end = found_json or read_literal(text, at, as_json=False)
        if value is None or end - at < _SHORTEST:
            # What breaks off late counts, or bait would make this quadratic.
            wasted += end - at
            continue
        at = end
        if found["parse"] and isinstance(value, str):
            value = _loads(unquote(value) if found["uri"] else value)
        if isinstance(value, (dict, list)):
            yield _linked(value)


def _linked(value: Json, hops: int = 0) -> Json:
    """Open documents kept as strings, and put what an Apollo cache refers to in the place of the references."""
    if not isinstance(value, (dict, list)):
        return value
    known: dict[str, Json] = {}
    references: list[tuple[Json, Any, str]] = []
    for holder, key, item in places(value):
        if isinstance(item, str):
            if hops < 2 and len(item) > _SHORTEST and item[:1] in "{[" and item[-1] in "}]":
                inner = _linked(_loads(item), hops + 1)
                holder[key] = item if inner is None else inner
        elif isinstance(item, dict):
            name = item.get("__ref") or (item.get("id") if item.get("type") == "id" else None)
            if isinstance(name, str) and len(item) <= 4:
                references.append((holder, key, name))
            elif isinstance(key, str) and "__typename" in item:
                known.setdefault(key, item)
    for holder, key, name in references:
        if name in known:
            holder[key] = known[name]
    return value


def _is_packed(values: list[Json]) -> bool:
    """Ask whether a list is a devalue one: its members name their parts by index."""
    first = values[0]
    inner = first.values() if isinstance(first, dict) else first if isinstance(first, list) else ()
    indices = [i for i in inner if not isinstance(i, str)]
    return bool(indices) and all(isinstance(i, int) and -7 < i < len(values) for i in indices)


def _unpacked(values: list[Json]) -> Json:
    """Unpack a devalue list (the ``devalue`` package's ``stringify``): index 0 is the root, negatives are no values."""
    made: list[Json] = []
    for value in values:
        if isinstance(value, dict):
            made.append({})
        elif isinstance(value, list) and not (value and isinstance(value[0], str)):
            made.append([])
        elif isinstance(value, list):
            # ["Reactive", 4], ["Date", "2024-…"], ["Set", 1, 2], ["Map", 1, 2]: a name and what it wraps.
            made.append([] if len(value) != 2 else None)
        else:
            made.append(value)

    def at(index: Json, hops: int = 0) -> Json:
        if not isinstance(index, int) or not 0 <= index < len(values):
            return index if isinstance(index, str) else None
        raw = values[index]
        wraps = isinstance(raw, list) and len(raw) == 2 and isinstance(raw[0], str)
        return at(raw[1], hops + 1) if wraps and hops < 20 else made[index]

    for raw, value in zip(values, made, strict=True):
        if isinstance(raw, dict):
            value.update((key, at(index)) for key, index in raw.items())
        elif isinstance(raw, list) and isinstance(value, list):
            value.extend(at(index) for index in raw if not isinstance(index, str))
    return at(0)


def _flight(scripts: list[str]) -> Json:
    """Read the rows a React server sends: what each holds, references to other rows replaced."""
    pieces: list[str] = []
    for text in scripts:
        at = failures = misses = 0
        while failures < _MAX_FAILURES and (found := _PUSHED.search(text, at)):
            found_json = read_json(text, found.end()) if misses < _MAX_FAILURES else None
            misses += found_json is None
            value, at = found_json or read_literal(text, found.end(), as_json=False)
            failures += value is None
            at = max(at, found.end())
            if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
                pieces.append(value[1])
    # A character outside the basic plane may be cut in two between pushes.
    stream = "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    rows = _rows(stream.encode("utf-8"))
    found_rows: Json = list(rows.values())
    for holder, key, item in places(found_rows):
        if isinstance(item, str) and item.startswith("$"):
            holder[key] = _referred(item, rows)
    return _linked(found_rows)


def _rows(stream: bytes) -> dict[str, Json]:
    """Cut the stream in rows: ``id:json`` up to the line's end, ``id:T<bytes in hex>,text`` without one."""
    rows: dict[str, Json] = {}
    at = 0
    while at < len(stream):
        colon = stream.find(b":", at)
        if colon < 0:
            break
        start = colon
        while start > at and stream[start - 1] in _HEX:
            start -= 1
        name = stream[start:colon].decode()
        at = colon + 1
        if stream[at : at + 1] == b"T":
            comma = stream.find(b",", at, at + 12)
            try:
                end = comma + 1 + int(stream[at + 1 : comma], 16)
            except ValueError:
                continue
            rows[name] = stream[comma + 1 : end].decode("utf-8", "replace")
            at = end
            continue
        end = stream.find(b"\n", at)
        end = len(stream) if end < 0 else end
        if stream[at : at + 1] in b'[{"':
            value = _loads(stream[at:end].decode("utf-8", "replace"))
            if value is not None:
                rows[name] = value
        at = end + 1
    return rows


def _referred(text: str, rows: dict[str, Json]) -> Json:
    if text.startswith("$$"):
        return text[1:]
    if text.startswith("$D"):
        return text[2:]
    found = _REFERENCE.match(text)
    if found is None:
        # "$" alone marks an element, "$undefined", "$Sreact.fragment" and the like say nothing.
        return text if text == "$" else None
    value = rows.get(found[1])
    for step in found[2].split(":")[1:]:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and len(value) == 4 and value[0] == "$" and step in ("props", "type", "key"):
            value = value[("type", "key", "props").index(step) + 1]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value
