"""The files that an import reads: those of a folder, and what tells one from every other."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: How the names of WARC files end; those still being written are not whole.
WARC = (".warc", ".warc.gz", ".warc.zst", ".warc.lz4")
#: How the names of saved pages end.
PAGES = (".html", ".htm", ".xhtml")
_ENDS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be imported, with its size in bytes."""

    path: Path
    size: int

    @property
    def is_page(self) -> bool:
        """Whether it is a saved page, not a WARC file."""
        return self.path.name.lower().endswith(PAGES)


def is_importable(path: Path) -> bool:
    """Ask whether a name is that of a file that can be imported."""
    return path.name.lower().endswith((*WARC, *PAGES))


def found(paths: Iterable[Path]) -> list[Source]:
    """Give the files to import: those named, and all of the folders named, in the order of their names.

    Raises UsageError for one that cannot be read, or for a folder without any.
    """
    sources: dict[Path, Source] = {}
    for path in paths:
        inside = [path]
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if is_importable(one) and one.is_file())
            if not inside:
                raise UsageError(f"{path}: no WARC file in this folder ({', '.join(WARC)}), and no saved page")
        for one in inside:
            try:
                with one.open("rb") as file:
                    size = os.fstat(file.fileno()).st_size
            except OSError as error:
                raise UsageError(f"{one}: cannot be read ({error.strerror})") from None
            sources.setdefault(one.resolve(), Source(one, size))
    return list(sources.values())


def fingerprint(source: Source) -> str:
    """Give what tells a file from every other, whatever its name: its size, its beginning and its end."""
    digest = hashlib.sha256(str(source.size).encode())
    with source.path.open("rb") as file:
        digest.update(file.read(_ENDS))
        file.seek(max(0, source.size - _ENDS))
        digest.update(file.read(_ENDS))
    return digest.hexdigest()
