"""Whether a stored list (a front page, a feed, an API's answer) shows an article: its words, its headline, its address.

Markup, entities, JSON's escapes and typography are nothing to it: words are compared, in a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

#: So many words in a row are a quotation; a headline of fewer than LEAST is no headline to look for.
RUN, LEAST = 8, 3

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list shows: its ``words``, apart by single spaces, and its ``markup``, unescaped, in lower case."""

    words: str
    markup: str


def shown(payload: bytes) -> Shown:
    """Read a list's bytes."""
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        text = payload.decode("cp1252", "replace")
    if "\\" in text:
        text = _ESCAPED.sub(_unescaped, text)
    # What a feed carries as escaped HTML has entities of its own.
    markup = unescape(unescape(text)).casefold()
    return Shown(f" {' '.join(_WORD.findall(_TAG.sub(' ', markup)))} ", markup)


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return " " if match[2] in "nrtbf" else match[2]


def runs(text: str) -> list[str]:
    """Cut a text into rows of words to look for; whoever quotes twice as many in a row quotes one of them whole."""
    found = _WORD.findall(text.casefold())
    if len(found) < RUN:
        return [f" {' '.join(found)} "] if len(found) >= LEAST else []
    # The last words are a row, too.
    starts = [*range(0, len(found) - RUN + 1, RUN), len(found) - RUN]
    return list(dict.fromkeys(f" {' '.join(found[start : start + RUN])} " for start in starts))


def headline_words(headline: str) -> str:
    """Give a headline as :class:`Shown` has words; "" for one that is too short to tell it by."""
    found = _WORD.findall(headline.casefold())
    return f" {' '.join(found)} " if len(found) >= LEAST else ""


def is_named(urls: Iterable[str], markup: str) -> bool:
    """Ask whether markup mentions one of the addresses, whatever stands before its path."""
    return any((needle := _needle(url)) is not None and needle.search(markup) is not None for url in urls)


@lru_cache(maxsize=256)
def _needle(url: str) -> re.Pattern[str] | None:
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if not path and not parts.query:
        return None
    tail = f"{path or '/'}{'?' + parts.query if parts.query else ''}".casefold()
    return re.compile(rf"{re.escape(tail)}(?![\w-])")
