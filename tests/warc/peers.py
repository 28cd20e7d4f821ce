"""WARC files as other programs see them."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Found:
    """A record as warcio reads it: its named fields, the lines of its HTTP headers, the bytes behind them."""

    kind: str
    fields: dict[str, str]
    status: str
    headers: list[tuple[str, str]]
    content: bytes

    @property
    def target(self) -> str:
        return self.fields.get("WARC-Target-URI", "")


def checked(path: Path) -> list[Found]:
    """Have warcio check every digest of a file, and give its records."""
    assert Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            http = record.http_headers
            found.append(
                Found(
                    record.rec_type,
                    dict(record.rec_headers.headers),
                    http.statusline if http else "",
                    list(http.headers) if http else [],
                    record.content_stream().read() if record.rec_type == "request" else record.raw_stream.read(),
                )
            )
            assert record.rec_headers.protocol == "WARC/1.1"
    return found


def fields(content: bytes) -> dict[str, str]:
    """Read the lines of an application/warc-fields block."""
    return dict(line.split(": ", 1) for line in content.decode().splitlines())
