"""The second crawl, and the third after edits: what is asked for again, and what is reported.

    python benchmarks/incremental.py BED_DIR --reset "COMMAND" [--new 5] [--edited 3] [--deleted 2] [--seed N]

Crawls a WordPress bed, crawls it again at once (no article may be asked for), then adds, edits and
deletes posts through WordPress itself (bed_edits.php), and crawls once more: exactly these are to be reported, with at
most three article requests for each and the listings. COMMAND empties the bed's page cache, which would hide the
edits, and its log. At the end the bed's tables are put back as they were. Exit code 1 where a claim is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawls import Ran, crawl, table
from visits import Bed, Visit, address_key

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).with_name("bed_edits.php")
#: Article requests allowed for each post that was added, edited or deleted.
ALLOWED = 3


@contextlib.contextmanager
def edited(bed: Bed, php: str, counts: tuple[int, int, int], seed: str) -> Iterator[dict[str, list[str]]]:
    """Add, edit and delete posts, give their addresses by what was done, and undo it at the end."""
    usual = {row["id"]: row for row in bed.articles.values() if row["expect"] == "archived" and not row["special"]}
    new, some, gone = counts
    chosen = random.Random(seed).sample(sorted(usual), some + gone)
    command = [php, str(SCRIPT), str(bed.folder / "www"), bed.url]
    try:
        numbers = [",".join(map(str, chosen[:some])), ",".join(map(str, chosen[some:]))]
        run = subprocess.run([*command, "do", str(new), *numbers], stdout=subprocess.PIPE, text=True, check=True)
        yield {
            "new": json.loads(run.stdout.splitlines()[-1]),
            "edited": [usual[number]["url"] for number in chosen[:some]],
            "deleted": [usual[number]["url"] for number in chosen[some:]],
        }
    finally:
        subprocess.run([*command, "undo"], check=True)


def counted(name: str, bed: Bed, run: Ran, visits: list[Visit], also: set[str]) -> tuple[list[object], list[str]]:
    """Give a crawl's row of the table, and the articles it asked for; ``also`` are keys the truth does not know."""
    articles, kinds = [], bed.kinds(visits)
    for visit in visits:
        if bed.article(visit.target):
            articles.append(visit.target)
        elif address_key(bed.url + visit.target) in also:
            articles.append(visit.target)
            kinds[bed.kind(visit.target)] -= 1
    told = run.summary
    reported = [told.get(word, "-") for word in ("new", "changed", "gone", "failed")]
    row = [name, *reported, len(visits), len(articles), kinds["listing"], kinds["source"], round(run.seconds, 1)]
    return [*row, run.exit_code], articles


def main() -> int:
    """Crawl three times, print what came of it, give 1 where a claim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bed", type=Path)
    parser.add_argument("--reset", type=shlex.split, required=True)
    parser.add_argument("--new", type=int, default=5)
    parser.add_argument("--edited", type=int, default=3)
    parser.add_argument("--deleted", type=int, default=2)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--php", default="php")
    words = parser.parse_args()
    bed = Bed.read(words.bed)
    wanted = (words.new, words.edited, words.deleted)
    head = (
        "crawl",
        "new",
        "changed",
        "gone",
        "failed",
        "requests",
        "articles",
        "listings",
        "sources",
        "s",
        "exit code",
    )
    rows: list[list[object]] = [list(head)]
    missed: list[str] = []

    def turn(name: str, archive: Path, also: set[str]) -> list[str]:
        skip = bed.lines()
        run = crawl([bed.url, "--concurrency", "8"], archive)
        row, articles = counted(name, bed, run, bed.visits(skip), also)
        rows.append(row)
        if run.exit_code not in (0, 1):
            missed.append(f"the {name} crawl ended with exit code {run.exit_code}")
        return articles

    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "incremental.db"
        subprocess.run(words.reset, check=True, stderr=subprocess.DEVNULL)
        turn("first", archive, set())
        if again := turn("second", archive, set()):
            missed.append(f"the second crawl asked for {len(again)} articles, such as {sorted(set(again))[:5]}")
        try:
            with edited(bed, words.php, wanted, words.seed) as posts:
                subprocess.run(words.reset, check=True, stderr=subprocess.DEVNULL)
                asked = turn("third", archive, {address_key(url) for url in posts["new"]})
        finally:
            subprocess.run(words.reset, check=True, stderr=subprocess.DEVNULL)
    if tuple(rows[-1][1:4]) != wanted:
        reported = "/".join(map(str, rows[-1][1:4]))
        missed.append(f"the third crawl reports new/changed/gone {reported} instead of {'/'.join(map(str, wanted))}")
    if len(asked) > ALLOWED * sum(wanted):
        missed.append(f"the third crawl asked {len(asked)} times for articles; {ALLOWED * sum(wanted)} are allowed")
    paths = {urlsplit(target).path.rstrip("/") for target in asked}
    print(table(rows))
    for what, urls in posts.items():
        seen = sum(urlsplit(url).path.rstrip("/") in paths for url in urls)
        print(f"{what}: {seen} of {len(urls)} asked for in the third crawl")
    print(*(f"MISSED: {line}" for line in missed), sep="\n") if missed else print("as claimed")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
