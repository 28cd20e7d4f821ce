"""What of a text is only typography: the same words, set in another way."""

from __future__ import annotations

import re
import unicodedata

_QUOTES = "'\"`´΄῾’‘‚‛“”„‟«»‹›′″‴‵‶‷ʼʻʽˈʹʺ′〝〞〟「」『』＂＇\u1fef\u1ffd"
_DASHES = "-‐‑‒–—―−⁃⸺⸻﹘﹣－"
#: Soft hyphens, joiners, marks of direction, byte order marks, selectors of glyphs: nobody sees them.
_UNSEEN = (0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_SIGNS: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _QUOTES), "'"),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys((*_UNSEEN, *range(0xFE00, 0xFE10))),
    ord("œ"): "oe",
    ord("Œ"): "OE",
    ord("æ"): "ae",
    ord("Æ"): "AE",
    ord("×"): "x",
}
_RUNS = re.compile(r"(['-])\1+")
# Which spaces stand before a colon or inside quotation marks is a matter of language and fashion.
_AROUND_SIGNS = re.compile(r"\s*([^\w\s])\s*")
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Give the words and signs of a text alone, to be compared.

    Capitals, quotation marks, apostrophes, dashes, ellipses, ligatures, spaces, composed and decomposed letters, and
    what nobody sees, make no difference; a sign of punctuation more or less does.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SIGNS))
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    # What folding has made of one sign may be several: … is ... now, and ″ was two primes.
    text = _AROUND_SIGNS.sub(r"\1", text.translate(_SIGNS))
    return _SPACES.sub(" ", _RUNS.sub(r"\1", text)).strip()


def is_same_text(one: str, other: str) -> bool:
    """Ask whether two texts differ in typography at most; see :func:`plain`."""
    return one == other or plain(one) == plain(other)
