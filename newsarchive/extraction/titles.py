"""Titles as metadata give them, with the site's name cut off."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from newsarchive.extraction.boilerplate import fold
from newsarchive.normalize.urls import site_of

_SUFFIX = re.compile(r"\s+[|–—\-•·»:/<~⋆]+\s+|\s*[|»]\s*|\s+::\s+")
#: Chinese, Japanese and Korean titles bear the site's name behind a mark without spaces.
_CJK_SUFFIX = re.compile(
    r"[-_–—|｜ㅣ](?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af。！？!?”」』）)…].)(?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
)
_WORDS = re.compile(r"\w+")
#: Characters of a title that are looked at.
_LONGEST = 2000
_MARKS = " |–—-•·»:/<~⋆_｜ㅣ"


def letters(text: str) -> str:
    """Give the letters and digits of a text alone, folded: what is left of a title however it is punctuated."""
    return "".join(_WORDS.findall(text)).casefold()


def without_site(text: str, names: list[str], url: str = "") -> str:
    """Cut the site's name off the end (or start) of a title; without a known name, a short end behind a bar or dash."""
    text = text[:_LONGEST]
    while True:
        parts = _SUFFIX.split(text)
        if len(parts) < 2:
            return _without_cjk_site(text, names)
        folded = [fold(n) for n in names]
        last = fold(parts[-1])
        if not (
            any(last == n or (len(n) > 3 and (n in last or last in n) and len(last) > 3) for n in folded)
            or is_host(last, url)
        ):
            break
        text = text[: text.rfind(parts[-1])].rstrip(_MARKS)
        if len(parts) == 2:
            return text
        names = names or [parts[-1]]
    first = fold(parts[0])
    if any(first == n for n in folded) or is_host(first, url):
        return text[len(parts[0]) :].lstrip(_MARKS)
    if not names and len(parts[-1].split()) <= 4 and len(text) - len(parts[-1]) > 20:
        return text[: text.rfind(parts[-1])].rstrip(_MARKS)
    return text


def _without_cjk_site(text: str, names: list[str]) -> str:
    for mark in () if text.isascii() else reversed(list(_CJK_SUFFIX.finditer(text))):
        end = text[mark.end() :]
        known = any(fold(n) == fold(end) for n in names)
        if not known:
            return text[: mark.start()] if not names and len(end) <= 6 and mark.start() > 2 * len(end) else text
        text = text[: mark.start()]
    return text


def without_section(text: str, section: str | None, path: str) -> str:
    """Cut the section's name off the end of a title, behind a bar: ``… | Opinion`` at ``/opinion/…``."""
    stem, _, last = text.rpartition("|")
    name = letters(last)
    known = name == letters(section or "") or _plain(name) in (letters(step) for step in path.split("/"))
    return stem.rstrip(_MARKS) if len(name) > 2 and len(stem) > 20 and known else text


def _plain(text: str) -> str:
    """Drop the accents, as addresses do."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def is_host(name: str, url: str) -> bool:
    """Ask whether a name is the address's own: ``Daily Echo`` of dailyecho.example, ``ECHO.DE`` of www.echo.de."""
    own = letters(name)
    return len(own) > 2 and own in _names_of(site_of(url) if url else "")


@lru_cache(maxsize=64)
def _names_of(site: str) -> tuple[str, str, str]:
    return letters(site.split(".", 1)[0]), letters(site), letters(f"www{site}")
