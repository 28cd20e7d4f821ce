"""What tells whether a stored text is still the one that was stored."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The columns of an article, and of a version of it, that its checksum is made of. Never to be changed: every row
#: stored before would count as damaged.
TEXTS = ("headline", "date_published", "date_modified", "description", "body", "blocks")


def text_crc(values: Mapping[str, object]) -> int:
    """Give the CRC-32 of :data:`TEXTS` as they stand in their columns, joined by NUL, which no stored text has."""
    return zlib.crc32("\0".join(str(values[name] or "") for name in TEXTS).encode("utf-8", "surrogatepass"))
