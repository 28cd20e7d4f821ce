"""Crawl speed beside a bare Scrapy spider that fetches the same addresses and keeps nothing.

    python benchmarks/bench_crawl.py [URL] [--rounds 3] [--concurrency 8] [--readers N] [--limit N]

Without URL the built-in demo newspaper is crawled, which is too small for a figure worth quoting;
with a warmed test bed the ratios mean something. Each round runs, in turn, `newsarchive crawl`
with delays off and a bare spider with Scrapy's default settings over the addresses that the crawl
fetched (its captures). CPU is measured from outside, children and start-up included; pages a second
from the first answer to the last. The ratio of medians is the figure; absolute times are the
machine's mood.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BARE = """
import sys
import time
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    times = []

    async def start(self):
        for url in open(sys.argv[1]).read().split():
            yield scrapy.Request(url, dont_filter=True, errback=lambda failure: None)

    def parse(self, response):
        Bare.times.append(time.monotonic())

process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR"})
process.crawl(Bare)
process.start()
print(len(Bare.times), Bare.times[-1] - Bare.times[0])
"""


@dataclass(frozen=True)
class Cost:
    """What a run cost: ``pages`` fetched, ``cpu`` and ``wall`` seconds, ``span`` from the first answer to the last."""

    pages: int
    cpu: float
    wall: float
    span: float

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a page."""
        return 1000 * self.cpu / self.pages

    def __str__(self) -> str:
        return (
            f"{self.pages:6} pages  {self.cpu_ms:6.2f} CPU ms/page  {self.rate:7.1f} pages/s  {self.wall:5.1f} s in all"
        )

    @property
    def rate(self) -> float:
        """Pages a second while pages came: start-up, and waiting for a page that never ends, left out."""
        return self.pages / self.span


def timed(command: list[str]) -> tuple[str, float, float]:
    """Run a command; give its output, its CPU seconds with those of its children, its wall seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return run.stdout, cpu, wall


def crawl(url: str, folder: Path, options: list[str]) -> tuple[Cost, list[str]]:
    """Crawl into a fresh archive; give the cost and the addresses fetched with 200."""
    archive = folder / f"bench-{time.monotonic_ns()}.db"
    summary = folder / "summary.json"
    command = [sys.executable, "-m", "newsarchive", "crawl", url, "-a", str(archive), "-q", "--summary", str(summary)]
    _, cpu, wall = timed([*command, "--delay", "0", "--contact", "bench@example.org", *options])
    told = json.loads(summary.read_text())
    import sqlite3

    with contextlib.closing(sqlite3.connect(archive)) as db:
        urls = [row[0] for row in db.execute("SELECT target_uri FROM captures WHERE status = 200 ORDER BY id")]
    archive.unlink()
    return Cost(told["pages"], cpu, wall, told["fetch_seconds"]), urls


def bare(urls: list[str], folder: Path) -> Cost:
    """Fetch the same addresses with a bare spider."""
    script, listed = folder / "bare.py", folder / "urls.txt"
    script.write_text(BARE)
    listed.write_text("\n".join(urls))
    out, cpu, wall = timed([sys.executable, str(script), str(listed)])
    pages, span = out.split()[-2:]
    return Cost(int(pages), cpu, wall, float(span))


@contextlib.contextmanager
def newspaper(url: str | None) -> Iterator[str]:
    """Give the address to crawl: the one named, or the demo newspaper's in a process of its own."""
    if url:
        yield url
        return
    command = [sys.executable, "-m", "newsarchive", "demo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().split()[0]
        finally:
            server.terminate()


def main() -> None:
    """Run the rounds and print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--concurrency", default="8")
    parser.add_argument("--readers")
    parser.add_argument("--limit")
    words = parser.parse_args()
    options = ["--concurrency", words.concurrency]
    options += ["--readers", words.readers] if words.readers else []
    options += ["--max-articles", words.limit] if words.limit else []
    os.environ.pop("SCRAPY_SETTINGS_MODULE", None)
    # An installed program is compiled once, as the bare spider's Scrapy is.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    ours: list[Cost] = []
    floor: list[Cost] = []
    with tempfile.TemporaryDirectory() as folder, newspaper(words.url) as url:
        for _ in range(words.rounds):
            cost, urls = crawl(url, Path(folder), options)
            ours.append(cost)
            floor.append(bare(urls, Path(folder)))
            for name, run in (("newsarchive", cost), ("bare spider", floor[-1])):
                print(f"{name:12} {run}", flush=True)
    cpu = statistics.median(run.cpu_ms for run in ours) / statistics.median(run.cpu_ms for run in floor)
    rate = statistics.median(run.rate for run in ours) / statistics.median(run.rate for run in floor)
    print(f"CPU per page {cpu:.2f} x the bare spider's (goal <= 3.5); pages/s {rate:.2f} x (goal >= 0.4)")


if __name__ == "__main__":
    main()
