"""How alike two texts are, and how to find those that may be without comparing all with all.

A text is taken as the set of its runs of :data:`RUN` words, case, accents and typography aside. Those that may be alike
are found by MinHash (Broder, "On the resemblance and containment of documents", 1997) in bands (Leskovec, Rajaraman,
Ullman, "Mining of Massive Datasets", chapter 3): two texts meet where one band of their signatures is the same. What
meets is then compared exactly, so that a band is never the reason for a group.

The bounds are measured, see ``benchmarks/duplicates.py``.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Words a run: three bring together what is told in the same phrases, five part what was edited lightly.
RUN = 4
#: Rows a band and bands a signature: of texts that share half their runs 99 % meet, of those that share a third 77 %.
ROWS, BANDS = 3, 40
#: Shorter texts say too little: a notice of three lines is like many.
FEWEST_RUNS = 30
#: The share of the shorter text's runs that must be in the longer one.
CONTAINED = 0.55
#: The shorter text must have this share of the longer one's runs: a review that quotes a story whole is no copy of it.
LENGTHS = 0.3
#: Of the shorter text's numbers, where it has a few, this share must be in the longer one: a form that is filled in
#: anew each day (weather, results, prices) keeps its words and changes its numbers, a copy keeps both.
NUMBERS, FEW_NUMBERS = 0.5, 3

_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
#: A letter or digit that is no ASCII; and ASCII with a space for all that is no letter or digit.
_OTHER_LETTER = re.compile(r"[^\W\x00-\x7f]")
_SPACED = bytes(code if chr(code).isalnum() else 0x20 for code in range(128)) + b" " * 128
# Which functions a signature is made of; another number is another signature.
_SEED = 0x4E575341
_HASH_BYTES = 6


@dataclass(frozen=True)
class Fingerprint:
    """What of a text is compared: its runs of words, its numbers, and the bands by which it is found."""

    runs: frozenset[str]
    numbers: frozenset[str]

    @cached_property
    def bands(self) -> tuple[int, ...]:
        """The bands of its signature, none where the text is too short; who is only compared needs none."""
        return _bands(self.runs) if len(self.runs) >= FEWEST_RUNS else ()


def words(text: str) -> list[str]:
    """Give the words of a text, case and accents aside, a number as it stands."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = _ACCENTS.sub("", plain)
    if _OTHER_LETTER.search(plain) is None:
        # Half the time, and the same words.
        return plain.encode("ascii", "replace").translate(_SPACED).decode("ascii").split()
    return _WORD.findall(plain)


def fingerprint(text: str) -> Fingerprint:
    """Take the fingerprint of a text."""
    said = words(text)
    runs = frozenset(map(" ".join, zip(*(said[at:] for at in range(RUN)), strict=False)))
    # Most words begin with a plain letter.
    numbers = frozenset([word for word in set(said) if not "a" <= word < "{" and word[0].isdigit()])
    return Fingerprint(runs, numbers)


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """Give the share (0-1) of the shorter text's runs that the longer one has; 0 where length or numbers say no."""
    fewer, more = sorted((one, other), key=lambda text: len(text.runs))
    if len(fewer.runs) < FEWEST_RUNS or len(fewer.runs) < LENGTHS * len(more.runs):
        return 0.0
    if len(fewer.numbers) >= FEW_NUMBERS and len(fewer.numbers & more.numbers) < NUMBERS * len(fewer.numbers):
        return 0.0
    return len(fewer.runs & more.runs) / len(fewer.runs)


def pack(bands: Sequence[int]) -> bytes:
    """Give bands as they are stored beside an article."""
    return struct.pack(f">{len(bands)}q", *bands)


def unpack(stored: bytes) -> tuple[int, ...]:
    """Undo :func:`pack`."""
    return struct.unpack(f">{len(stored) // 8}q", stored)


def _bands(runs: Iterable[str]) -> tuple[int, ...]:
    # Only who groups pays for this import.
    from rensa import RMinHash

    signature = RMinHash(num_perm=ROWS * BANDS, seed=_SEED)
    # In any order: the least of all is the same.
    signature.update(list(runs))
    rows = struct.pack(f">{ROWS * BANDS}I", *signature.digest())
    size = 4 * ROWS
    return tuple(_hash(bytes((band,)) + rows[band * size : (band + 1) * size]) for band in range(BANDS))


def _hash(content: bytes) -> int:
    """Give six bytes as a number: as short as it can be without meeting by chance, and the same on every machine."""
    return int.from_bytes(blake2b(content, digest_size=_HASH_BYTES).digest(), "big")
