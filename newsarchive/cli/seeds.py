"""The list of sites of ``newsarchive crawl --sites``: read from a file or from standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsarchive.sites.seeds import Seed

#: More than any list of sites; a wrong file, such as an archive, is not read into memory.
_MAX_BYTES = 64 * 1024 * 1024


def load_seeds(path: Path, column: str | None, tell: Callable[[str], None]) -> tuple[Seed, ...]:
    """Read a list of sites, ``-`` from standard input; tell of each row that cannot be used. Raises UsageError."""
    from newsarchive.sites.seeds import read_seeds

    source = "standard input" if str(path) == "-" else str(path)
    try:
        if str(path) == "-":
            payload = sys.stdin.buffer.read(_MAX_BYTES + 1)
        else:
            with path.open("rb") as file:
                payload = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{source}: cannot be read ({error.strerror}); give a list of sites") from None
    if len(payload) > _MAX_BYTES:
        raise UsageError(f"{source}: is too large for a list of sites")
    found = read_seeds(payload, source, column)
    for line in found.warnings:
        tell(line)
    return found.seeds
