"""Sizes of data as people type them on a command line."""

from __future__ import annotations

import re
from decimal import Decimal

from newsarchive.errors import UsageError

# Powers of 1000 as of SI, of 1024 where the unit says so (IEC 80000-13: KiB).
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s*([kmgt]?)(i?)(b?)", re.ASCII | re.IGNORECASE)
_POWERS = ("", "k", "m", "g", "t")


def parse_size(text: str) -> int:
    """Read ``200M``, ``1.5G``, ``500k``, ``512 MiB`` or plain bytes, in bytes. Raises UsageError."""
    match = _SIZE.fullmatch(text.strip())
    if match is None or (match[3] and not (match[2] and match[4])):
        raise UsageError(f"{text!r} is no size; write it as 200M, 1.5G or 500k")
    unit = (1024 if match[3] else 1000) ** _POWERS.index(match[2].lower())
    return int(Decimal(match[1]) * unit)


def format_size(count: int) -> str:
    """Give a number of bytes as :func:`parse_size` reads it, exactly: ``1.5G``, ``200M``, ``1234.567k``, ``512``."""
    for power in range(len(_POWERS) - 1, 0, -1):
        whole, rest = divmod(count, 1000**power)
        if whole and rest % 1000 ** (power - 1) == 0:
            fraction = f"{rest // 1000 ** (power - 1):03}".rstrip("0")
            return f"{whole}{'.' if fraction else ''}{fraction}{_POWERS[power].upper() if power > 1 else 'k'}"
    return str(count)
