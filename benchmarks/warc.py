"""Writing WARC files: what a record costs, by whom it is written, against packing the bytes alone.

    python benchmarks/warc.py ARCHIVE [--pages 400] [--rounds 3]

Captures come from an archive, such as one of a test bed. Each is written as response, request and metadata
by ours (fastwarc, a gzip member a record, digests included), by the same with another level, and by warcio (level 9,
which it does not let one choose). The floor is zlib, level 6, over the payloads alone.
Printed are CPU milliseconds a page, MB of payload a second, size against the floor's, and time against the floor's, of
the median round; the kinds take turns within a round. Every file is read by warcio at the end: exit code 1 where a
digest is wrong, where ours takes more than 1.25 of the floor's time or is more than 1.1 of its size.
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import tempfile
import time
import zlib
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.archive import Archive
from newsarchive.model import Capture, Exchange
from newsarchive.warc import writer as ours
from newsarchive.warc.records import Facts, Record, records_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST_TIME, MOST_SIZE = 1.25, 1.1
_SENT = (("User-Agent", "newsarchive (bench@example.org)"), ("Accept", "text/html"), ("Accept-Encoding", "gzip"))


def captured(archive: Path, most: int) -> list[Capture]:
    """Give captures with a payload each, no two alike, as if all had been asked for alike."""
    exchange = Exchange(request_headers=_SENT, ip_address="192.0.2.1")
    with Archive.open(archive, read_only=True) as opened:
        held = (found.capture for found in opened.holdings() if found.capture.payload and found.original is None)
        return [replace(capture, exchange=exchange) for capture in islice(held, most)]


def grouped(captures: Iterable[Capture]) -> list[tuple[Record, ...]]:
    """Give the records of each capture."""
    return [
        records_of(capture, Facts(capture=number, role="article"), is_unpacked=True)
        for number, capture in enumerate(captures)
    ]


def by_fastwarc(level: int) -> Callable[[list[Capture]], bytes]:
    """Write as ours does, at a level."""

    def written(captures: list[Capture]) -> bytes:
        ours.GZIP_LEVEL = level
        return b"".join(ours.to_member(record) for group in grouped(captures) for record in group)

    return written


def by_warcio(captures: list[Capture]) -> bytes:
    """Write the same records with warcio, which makes digests itself."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for group in grouped(captures):
        for record in group:
            kind = record["WARC-Type"]
            http = None
            block = record.block
            if kind != "metadata":
                head, _, block = block.partition(b"\r\n\r\n")
                first, *lines = head.decode("latin-1").split("\r\n")
                pairs = [tuple(line.split(": ", 1)) for line in lines]
                status = first.partition(" ")
                http = StatusAndHeaders(status[2] if kind == "response" else first, pairs, protocol=status[0])
                if kind == "request":
                    http = StatusAndHeaders(first.split(" ", 1)[1], pairs, protocol="GET", is_http_request=True)
            writer.write_record(
                writer.create_warc_record(
                    record["WARC-Target-URI"],
                    kind,
                    payload=io.BytesIO(block),
                    http_headers=http,
                    warc_content_type=record["Content-Type"],
                )
            )
    return out.getvalue()


def by_zlib(captures: list[Capture]) -> bytes:
    """Pack the payloads alone."""
    found = []
    for capture in captures:
        packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        found.append(packer.compress(capture.payload) + packer.flush())
    return b"".join(found)


KINDS: dict[str, Callable[[list[Capture]], bytes]] = {
    "zlib 6 (floor)": by_zlib,
    "fastwarc 1": by_fastwarc(1),
    "fastwarc 6 (ours)": by_fastwarc(6),
    "fastwarc 9": by_fastwarc(9),
    "warcio 9": by_warcio,
}


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    words = parser.parse_args()
    captures = captured(words.archive, words.pages)
    payload = sum(len(capture.payload) for capture in captures)
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    sizes: dict[str, int] = {}
    for _ in range(words.rounds):
        for kind, write in KINDS.items():
            began = time.process_time()
            data = write(captures)
            times[kind].append(time.process_time() - began)
            sizes[kind] = len(data)
            if kind != "zlib 6 (floor)":
                check(data)
    floor, least = statistics.median(times["zlib 6 (floor)"]), sizes["zlib 6 (floor)"]
    print(f"{len(captures)} pages, {payload / 1e6:.1f} MB")
    for kind in KINDS:
        taken = statistics.median(times[kind])
        print(
            f"{kind:18} {1000 * taken / len(captures):6.2f} ms/page {payload / taken / 1e6:6.0f} MB/s "
            f"size {sizes[kind] / least:5.2f} x  time {taken / floor:5.2f} x"
        )
    ratio, size = statistics.median(times["fastwarc 6 (ours)"]) / floor, sizes["fastwarc 6 (ours)"] / least
    print(f"ours {ratio:.2f} x the floor's time (goal <= {MOST_TIME}), {size:.2f} x its size (goal <= {MOST_SIZE})")
    return 0 if ratio <= MOST_TIME and size <= MOST_SIZE else 1


def check(data: bytes) -> None:
    """Have warcio look at every digest."""
    with tempfile.NamedTemporaryFile(suffix=".warc.gz") as file:
        file.write(data)
        file.flush()
        if Checker(SimpleNamespace(inputs=[file.name], verbose=False)).process_all():
            raise SystemExit("a digest is wrong")


if __name__ == "__main__":
    sys.exit(main())
