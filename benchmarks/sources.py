"""Each source alone: whether the bed's crawl is complete, and how many requests it takes.

    python benchmarks/sources.py BED_DIR [--reset "COMMAND"] [--compare PATH/compare.py] [--source NAME]... [--keep DIR]

Crawls the bed at full speed into a fresh archive with each source alone (sitemap, api, feed,
archive, listing) and prints a line for each: articles found, missing and too many by the bed's truth, and
requests by the server's own log. COMMAND puts the bed back as it was before each crawl: first-request failures,
page cache, log; without it the log is read from where it stood. Where a bed has no log, the requests are those
the archive counted. Listings are all pages that are neither articles nor read by machines, so traps count there.
Exit code 1 where an article is missing or one too many.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from bed import compared
from crawls import Ran, crawl, table
from visits import Bed

SOURCES = ("sitemap", "api", "feed", "archive", "listing")
HEAD = ("source", "found", "missing", "too many", "requests", "articles", "listings", "sources", "seconds", "exit code")
TOO_MANY = re.compile(r"^ +(\d+) (?:archived but must not be|double)$", re.MULTILINE)


def verdict(bed: Path, archive: Path, compare: Path) -> tuple[int, int, int]:
    """Count articles found, missing, and too many: forbidden, unknown to the truth, or twice."""
    _, told = compared(bed, archive, compare, "0", quiet=True)
    head = re.search(r"(\d+) to archive, (\d+) forbidden pages, (\d+) unknown addresses", told)
    if head is None:
        raise SystemExit(f"compare.py does not say how many articles there are:\n{told}")
    wanted, forbidden, unknown = map(int, head.groups())
    lost = re.search(r"^ +(\d+) missing$", told, re.MULTILINE)
    missing = int(lost[1]) if lost else 0
    return wanted - missing, missing, forbidden + unknown + sum(int(count) for count in TOO_MANY.findall(told))


def requests(bed: Bed, archive: Path, skip: int) -> list[object]:
    """Count requests in all, and for articles, listings and sources where the server has a log."""
    if bed.log.exists():
        kinds = bed.kinds(bed.visits(skip))
        return [kinds.total(), kinds["article"], kinds["listing"], kinds["source"]]
    with contextlib.closing(sqlite3.connect(archive)) as db:
        (total,) = db.execute("SELECT sum(requests) FROM request_days").fetchone()
    return [total, "-", "-", "-"]


def main() -> int:
    """Crawl with each source, print the table, give 1 where a crawl is not complete."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bed", type=Path)
    parser.add_argument("--reset", type=shlex.split)
    parser.add_argument("--compare", type=Path, default=Path("../shared/testbeds/lib/compare.py"))
    parser.add_argument("--source", action="append", choices=(*SOURCES, "all"))
    parser.add_argument("--keep", type=Path, help="an existing folder for the archives")
    words = parser.parse_args()
    bed = Bed.read(words.bed)
    rows: list[list[object]] = [list(HEAD)]
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        for source in words.source or SOURCES:
            if words.reset:
                subprocess.run(words.reset, check=True, stderr=subprocess.DEVNULL)
            skip = bed.lines() if bed.log.exists() else 0
            archive = (words.keep or Path(temporary)) / f"{source}.db"
            archive.unlink(missing_ok=True)
            alone = [] if source == "all" else ["--source", source]
            run: Ran = crawl([bed.url, "--concurrency", "8", *alone], archive)
            cells: list[object] = ["-"] * 7
            if archive.exists():
                found, missing, many = verdict(words.bed, archive, words.compare)
                cells = [found, missing, many, *requests(bed, archive, skip)]
            failed |= cells[1:3] != [0, 0]
            rows.append([source, *cells, round(run.seconds, 1), run.exit_code])
            print(table(rows), end="\n\n", flush=True)
    print("every source alone finds every article" if not failed else "MISSED: articles are missing or too many")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
