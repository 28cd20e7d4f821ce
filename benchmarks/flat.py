"""One crawl of 100,000 pages: does its memory stay flat.

    python benchmarks/flat.py [--pages 100000] [--hosts 100] [--csv FILE] [--plot FILE]

Newspapers of our own, a thousand articles each, crawled at once without a delay. Resident memory of the crawl (its
process, and its children's beside it) is read from /proc every second and set beside the pages that the
server had given by then. Printed are memory at 10, 50 and 100 % of the pages, and pages a second; --csv writes every
sample (seconds, pages, MB of the crawl, MB of its children), --plot draws them (needs matplotlib: PNG or SVG by the
file's name). What pages share between processes counts in each. Exit code 1 where the last tenth takes more than
1.15 of what the second tenth took.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import importlib.util
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect
from dataclasses import dataclass
from pathlib import Path

from crawls import command, environment
from newspapers import Papers, loopback, opened

GROWTH = 1.15
#: Seconds between samples.
STEP = 1.0
MB = 1e6


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory in MB after ``seconds`` and ``pages`` answers: the crawling process's, its children's together."""

    seconds: float
    pages: int
    own: float
    children: float

    @property
    def total(self) -> float:
        """MB of all processes."""
        return self.own + self.children


def resident(pid: int) -> tuple[float, float]:
    """Give the MB a process holds, and those of its descendants together (proc_pid_statm(5): the second number)."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name stands in brackets and may hold blanks; state and parent come after it.
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(stat.parent.name))
    family = [pid]
    for member in family:
        family += parents.get(member, [])
    return _held(pid), sum(_held(member) for member in family[1:])


def _held(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB
    except (OSError, IndexError):
        return 0.0


def sampled(line: list[str], printed: Path) -> tuple[int, list[tuple[float, float, float]]]:
    """Run a crawl; give its exit code and, every second, the clock and the memory of crawl and children."""
    samples = []
    with printed.open("w") as out:
        process = subprocess.Popen(line, stdout=out, stderr=subprocess.STDOUT, env=environment())
        try:
            while process.poll() is None:
                own, children = resident(process.pid)
                if own:
                    samples.append((time.monotonic(), own, children))
                time.sleep(STEP)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    return process.returncode, samples


def plot(samples: list[Sample], file: Path) -> None:
    """Draw memory over pages."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    # Text stays text, and two runs differ in nothing but their figures.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "newsarchive"})
    figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
    pages = [sample.pages for sample in samples]
    axes.plot(pages, [sample.total for sample in samples], label="all processes")
    axes.plot(pages, [sample.own for sample in samples], label="the crawling process")
    axes.set(xlabel="pages fetched", ylabel="resident memory, MB", xlim=(0, None), ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)


def main() -> int:
    """Crawl, print memory and speed, give 1 where memory grew or pages are missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--plot", type=Path)
    words = parser.parse_args()
    if words.plot and not importlib.util.find_spec("matplotlib"):
        parser.error("--plot needs matplotlib: pip install matplotlib")
    papers = Papers(hosts=loopback(words.hosts), articles=words.pages // words.hosts)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with opened(papers, folder) as served:
            line = command([*served.listed(folder / "sites.txt"), "--quiet"], folder / "flat.db")
            begun = time.monotonic()
            code, raw = sampled(line, folder / "printed")
            moments = [visit.at for visit in served.visits()]
        stored, size = kept(folder / "flat.db")
        if code:
            print(*(folder / "printed").read_text(errors="replace").splitlines()[-15:], sep="\n")
    samples = [Sample(at - begun, bisect(moments, at), own, children) for at, own, children in raw]
    if words.csv:
        with words.csv.open("w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["seconds", "pages", "crawl_mb", "children_mb"])
            writer.writerows([f"{s.seconds:.1f}", s.pages, f"{s.own:.1f}", f"{s.children:.1f}"] for s in samples)
    if words.plot:
        plot(samples, words.plot)
    wanted = papers.articles * len(papers.hosts)
    if code or stored != wanted:
        print(f"MISSED: exit code {code}, {stored} articles of {wanted}")
        return 1
    print(f"{stored} articles, {size:.0f} MB of archive")
    return told(samples, moments)


def kept(archive: Path) -> tuple[int, float]:
    """Count an archive's articles, and its MB."""
    if not archive.exists():
        return 0, 0.0
    with contextlib.closing(sqlite3.connect(archive)) as db:
        (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
    return count, archive.stat().st_size / MB


def told(samples: list[Sample], moments: list[float]) -> int:
    """Print memory and speed; give 1 where memory grew."""
    total = len(moments)
    span = moments[-1] - moments[0]
    print(f"{total} pages in {span:.0f} s: {total / span:.1f} pages/s")
    for share in (0.1, 0.5, 1.0):
        sample = next((s for s in samples if s.pages >= share * total), samples[-1])
        print(f"at {share:4.0%} of the pages: {sample.own:6.1f} MB, with its children {sample.total:6.1f} MB")
    print(f"most: {max(sample.total for sample in samples):.1f} MB")
    tenths = [[s.total for s in samples if low <= s.pages / total <= low + 0.1] for low in (0.1, 0.9)]
    if not all(tenths):
        print("MISSED: too few samples; crawl more pages")
        return 1
    first, last = (statistics.median(tenth) for tenth in tenths)
    print(f"the last tenth takes {last / first:.2f} x what the second tenth took (allowed {GROWTH})")
    if last > GROWTH * first:
        print("MISSED: memory grows with the pages")
        return 1
    print("as claimed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
