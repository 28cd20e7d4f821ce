"""Importing a WARC file as large as those of CC-NEWS: passing over what nobody wants, and reading pages.

    python benchmarks/imports.py [--megabytes 1000] [--hosts 100] [--wanted 2] [--folder DIR] [--rounds 3]

A file of so many megabytes is made (a gzip member a record, response records only, as CC-NEWS has them): articles of
newspapers of our own, each page padded to the weight of a real one with a script of random words, most of which is
the same on all pages of its newspaper, as templates are. Then, in turns:

* the floor: fastwarc goes through the file alone, and looks at no record;
* what an import reads of it where WANTED of the hosts are asked for, and where all are: payloads unpacked, digests
  looked at, nothing stored.

Then an import of one host, with one process that reads pages and with two, in turns: articles a second, CPU
milliseconds an article (its readers' included), and the most memory a process of it had. Exit code 1 where passing over
is slower than the floor, or where an import needs more than 500 MB.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b32encode
from hashlib import sha1
from pathlib import Path

from crawls import environment, table
from fastwarc.warc import ArchiveIterator
from newspapers import NAMES, WHAT, WHO, Newspaper, Papers

from newsarchive.warc.reader import Answers

MOST_MEGABYTES = 500
_DAY = "2024-05-17"
#: Bytes of padding that all pages of a newspaper share, and that each has for itself.
_SHARED, _OWN = 80_000, 10_000


def make(path: Path, megabytes: int, hosts: int) -> int:
    """Write the file, and give how many pages are in it."""
    draw = random.Random(7)
    words = [*WHO, *WHAT, *NAMES, *(f"{draw.randrange(16**6):x}" for _ in range(4000))]
    soup = " ".join(draw.choices(words, k=3_000_000)).encode()
    names = [f"paper-{number}.example" for number in range(hosts)]
    papers = [Newspaper(Papers(hosts=names, articles=10**6), name, 80) for name in names]
    shared = [_part(soup, _SHARED, draw) for _ in names]
    count = 0
    with path.open("wb") as out:
        while out.tell() < megabytes * 10**6:
            paper = papers[count % hosts]
            number = count // hosts
            words_of_it = shared[count % hosts] + _part(soup, _OWN, draw)
            padding = b"<script>var words = '" + words_of_it + b"'</script></body>"
            body = paper.article(number).encode().replace(b"</body>", padding)
            out.write(gzip.compress(_record(f"https://{paper.host}{paper.path(number)}", body, count), 6, mtime=0))
            count += 1
    return count


def _part(soup: bytes, size: int, draw: random.Random) -> bytes:
    start = draw.randrange(len(soup) - size)
    return soup[start : start + size]


def _record(uri: str, body: bytes, number: int) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Crawler-Content-Encoding: gzip\r\n"
    block += b"Content-Length: %d\r\n\r\n" % len(body) + body
    seconds = number % 86400
    moment = f"{_DAY}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\nWARC-Target-URI: {uri}\r\n"
        f"WARC-Date: {moment}\r\nWARC-Payload-Digest: {_digest(body)}\r\nWARC-Block-Digest: {_digest(block)}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _digest(data: bytes) -> str:
    return f"sha1:{b32encode(sha1(data).digest()).decode()}"


def floor(path: Path) -> int:
    """Go through the file by fastwarc alone."""
    return sum(1 for _ in ArchiveIterator(str(path), parse_http=False))


def read(path: Path, wanted: int | None) -> int:
    """Read what an import reads, of the first hosts or of all; give how many answers that were."""
    names = frozenset(f"paper-{number}.example" for number in range(wanted or 0))
    wants = (lambda uri, _: uri.split("/", 3)[2] in names) if wanted else (lambda _uri, _moment: True)
    return sum(1 for _ in Answers(path, wants=wants))


def imported(path: Path, folder: Path, host: str, processes: int) -> tuple[float, int, float, float]:
    """Import one host; give seconds, articles, seconds of CPU, and the most megabytes that a process had."""
    archive = folder / f"{host}-{processes}.db"
    for left in folder.glob(f"{archive.name}*"):
        left.unlink()
    line = [sys.executable, "-m", "newsarchive", "import", str(path), "-a", str(archive), "--site", host]
    started = time.perf_counter()
    running = subprocess.Popen(
        [*line, "--readers", str(processes)], env=environment(), stderr=subprocess.PIPE, text=True
    )
    assert running.stderr
    said = running.stderr.read()
    _, status, usage = os.wait4(running.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(said)
    new = int(said.partition("articles: ")[2].partition(" new")[0])
    return time.perf_counter() - started, new, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--wanted", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = words.folder or Path(scratch)
        path = folder / f"papers-{words.megabytes}.warc.gz"
        if not path.exists():
            make(path, words.megabytes, words.hosts)
        size = path.stat().st_size / 1e6
        kinds = {
            "fastwarc alone": lambda: floor(path),
            f"{words.wanted} hosts of {words.hosts}": lambda: read(path, words.wanted),
            "all hosts": lambda: read(path, None),
        }
        spent: dict[str, list[float]] = {name: [] for name in kinds}
        counts = {}
        for _ in range(words.rounds):
            for name, work in kinds.items():
                started = time.process_time()
                counts[name] = work()
                spent[name].append(time.process_time() - started)
        cpu = {name: statistics.median(seconds) for name, seconds in spent.items()}
        lowest = cpu["fastwarc alone"]
        rows = [(name, counts[name], size / cpu[name], cpu[name] / lowest) for name in kinds]
        print(f"{size:.0f} MB\n" + table([("read", "records", "MB/s of CPU", "x the floor's time"), *rows]))
        imports, most = [], 0.0
        for processes in (1, 2, 1, 2):
            seconds, new, spent_in_all, megabytes = imported(path, folder, "paper-0.example", processes)
            imports.append((f"{processes} readers", new, seconds, new / seconds, 1000 * spent_in_all / new, megabytes))
            most = max(most, megabytes)
        print(table([("import of one host", "articles", "seconds", "articles/s", "CPU ms", "MB"), *imports]))
    return int(cpu[f"{words.wanted} hosts of {words.hosts}"] > lowest or most > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
