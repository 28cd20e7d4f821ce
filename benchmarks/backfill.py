"""A window of time out of years: how many articles are fetched for those that lie in it.

    python benchmarks/backfill.py BED_DIR --since 2024-05 --until 2024-06 [--reset "COMMAND"] [--source NAME]...

Crawls a bed at full speed with --since and --until, once with all sources and once with each that can tell or limit
dates (api, archive, sitemap, listing), and prints a line for each: the articles that lie in the window by the
bed's truth, how many of them are in the archive, how many from outside are, requests for articles by the server's
log and in all. At most 1.15 article requests for each article in the window are allowed. COMMAND puts the bed back as
it was before each crawl. Exit code 1 where an article of the window is missing or too much was fetched.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from bed import exported
from crawls import crawl, table
from visits import Bed

SOURCES = ("all", "api", "archive", "sitemap", "listing")
HEAD = (
    "sources",
    "in window",
    "archived",
    "outside",
    "asked for",
    "asked",
    "ratio",
    "requests",
    "seconds",
    "exit code",
)
ALLOWED = 1.15


def last_day(text: str) -> str:
    """Give what a day sorts up to: 2024-05 ends after every day of May."""
    return text + "~"


def main() -> int:
    """Crawl the window with each source, print the table, give 1 where a claim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bed", type=Path)
    parser.add_argument("--since", required=True)
    parser.add_argument("--until", required=True)
    parser.add_argument("--reset", type=shlex.split)
    parser.add_argument("--source", action="append")
    words = parser.parse_args()
    bed = Bed.read(words.bed)
    window = {
        row["url"]
        for row in bed.articles.values()
        if row["expect"] == "archived" and words.since <= row["published"] < last_day(words.until)
    }
    if not window:
        parser.error("no article of the bed lies in that window")
    rows: list[list[object]] = [list(HEAD)]
    missed = []
    for source in words.source or SOURCES:
        if words.reset:
            subprocess.run(words.reset, check=True, stderr=subprocess.DEVNULL)
        skip = bed.lines()
        options = [] if source == "all" else ["--source", source]
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "backfill.db"
            run = crawl(
                [bed.url, "--concurrency", "8", "--since", words.since, "--until", words.until, *options], archive
            )
            visits = bed.visits(skip)
            truths = [bed.article(str(row["url"])) for row in exported(archive)] if archive.exists() else []
        kept = {row["url"] for row in truths if row}
        asked = [row["url"] for visit in visits if (row := bed.article(visit.target))]
        ratio = len(asked) / len(window)
        outside = len(kept - window) + sum(row is None for row in truths)
        counts = [len(window), len(kept & window), outside, len(set(asked)), len(asked)]
        rows.append([source, *counts, ratio, len(visits), round(run.seconds, 1), run.exit_code])
        if lost := window - kept:
            missed.append(f"{source}: {len(lost)} articles of the window are missing, such as {min(lost)}")
        if outside:
            missed.append(f"{source}: {outside} articles from outside the window are in the archive")
        if ratio > ALLOWED:
            missed.append(f"{source}: {ratio:.2f} requests for each article of the window; {ALLOWED} are allowed")
        print(table(rows), end="\n\n", flush=True)
    print(*(f"MISSED: {line}" for line in missed), sep="\n") if missed else print("as claimed")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
