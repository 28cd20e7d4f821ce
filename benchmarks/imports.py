"""Importing a WARC file as large as those of CC-NEWS: passing over what nobody wants, all cores, how long it says.

    python benchmarks/imports.py [--megabytes 1000] [--hosts 10] [--wanted 1] [--folder DIR] [--rounds 3]

A file of so many megabytes is made (a gzip member a record, response records only, as CC-NEWS has them): articles of
newspapers of our own, each page padded to the weight of a real one with a script of random words, most of which is
the same on all pages of its newspaper, as templates are. Then, in turns:

* the floor: fastwarc goes through the file alone, and looks at no record;
* what an import reads of it where WANTED of the hosts are asked for, and where all are: payloads unpacked, digests
  looked at, nothing stored.

Then imports of all hosts and of one, in one process (0 readers) and with one and two that read pages (and one that
reads the file): seconds in all and of each stage, seconds of CPU of the process that stores and of the others, the most
megabytes that all of them had, and the time as a share of that of one process. At last one that is killed after a fifth
of its time and goes on.

The estimate of the time left is looked at all the while: how much it was of the truth when so much of the time had
passed. Exit code 1 where passing over is slower than the floor, where an import needs more than 500 MB, or where an
estimate is off by more than a quarter when a quarter of the time has passed, or half, or three quarters.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import b32encode
from hashlib import sha1
from pathlib import Path
from typing import Any

from crawls import environment, table
from fastwarc.warc import ArchiveIterator
from newspapers import NAMES, WHAT, WHO, Newspaper, Papers

from newsarchive.warc.reader import Answers

MOST_MEGABYTES = 500
#: When the estimate is looked at, as shares of the time.
MOMENTS = (0.1, 0.25, 0.5, 0.75, 0.9)
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


def started(path: Path, archive: Path, site: str, readers: int) -> subprocess.Popen[str]:
    """Start an import that is watched."""
    script = Path(__file__).with_name("importing.py")
    line = [sys.executable, str(script), str(path), str(archive), site or "-", str(readers)]
    return subprocess.Popen(line, env=environment(), stdout=subprocess.PIPE, text=True)


def imported(path: Path, archive: Path, site: str, readers: int, *, killed_after: float = 0) -> dict[str, Any]:
    """Import into a new archive; give what was seen, of the second run where the first is killed after some seconds."""
    for left in archive.parent.glob(f"{archive.name}*"):
        left.unlink()
    if killed_after:
        with started(path, archive, site, readers) as first:
            time.sleep(killed_after)
            first.kill()
    with started(path, archive, site, readers) as running:
        said, _ = running.communicate()
    if running.returncode:
        raise SystemExit(f"exit code {running.returncode} of an import")
    seen: dict[str, Any] = json.loads(said)
    return seen


def stages(seen: dict[str, Any]) -> list[float]:
    """Give the seconds of the first pass, the second, and what is behind it."""
    begun: dict[str, float] = {}
    for moment, stage, *_ in seen["seen"]:
        begun.setdefault(stage, moment)
    end = seen["seen"][-1][0]
    pages = begun.get("pages", end)
    rest = min((begun[stage] for stage in ("settled", "compared") if stage in begun), default=end)
    return [pages, rest - pages, end - rest]


def shares(seen: dict[str, Any]) -> list[float]:
    """Give the estimates at MOMENTS, as shares of the truth."""
    found = []
    for share in MOMENTS:
        moment, _, left, _ = min(seen["seen"], key=lambda one: abs(one[0] - share * seen["seconds"]))
        found.append((left or 0.0) / (seen["seconds"] - moment))
    return found


def import_all(path: Path, archive: Path) -> tuple[float, bool]:
    """Import in all ways and print; give the most megabytes, and whether the estimates were right."""
    rows, said, most = [], [], 0.0
    for name, site in (("all hosts", ""), ("one host", "paper-0.example")):
        alone = 0.0
        for readers in (0, 1, 2):
            seen = imported(path, archive, site, readers)
            seconds, megabytes = seen["seconds"], seen["megabytes"]
            alone = alone or seconds
            most = max(most, megabytes)
            times = (*stages(seen), seen["cpu"], seen["workers"], megabytes, seconds / alone)
            rows.append((f"{name}, {readers} readers", seen["articles"], seconds, *times))
            if readers != 1:
                said.append((f"{name}, {readers} readers", *shares(seen)))
        if not site:
            whole = seconds
    seen = imported(path, archive, "", 2, killed_after=whole / 5)
    said.append(("all hosts, 2 readers, resumed", *shares(seen)))
    head = ("import", "articles", "seconds", "files", "pages", "rest", "CPU", "others' CPU", "MB", "x 0 readers")
    print(table([head, *rows]))
    print(table([("estimate / truth", *(f"at {share:.0%}" for share in MOMENTS)), *said]))
    judged = [share for _, *all_of_it in said for share in all_of_it[1:4]]
    return most, all(0.75 <= share <= 1.25 for share in judged)


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--hosts", type=int, default=10)
    parser.add_argument("--wanted", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = words.folder or Path(scratch)
        path = folder / f"papers-{words.megabytes}-{words.hosts}.warc.gz"
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
        most, is_true = import_all(path, folder / "imported.db")
    slower = cpu[f"{words.wanted} hosts of {words.hosts}"] > lowest
    return int(slower or most > MOST_MEGABYTES or not is_true)


if __name__ == "__main__":
    sys.exit(main())
