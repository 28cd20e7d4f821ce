"""Crawl a newspaper full of traps: are all its articles found, and what was wasted on the rest.

    python benchmarks/traps.py [--sitemap yes|no|both] [--articles 450] [--sessions-everywhere] [--limit 5000] [--show]

The newspaper (tests/site/maze.py) runs on this machine and answers as a proxy for its made-up
hosts; `newsarchive crawl` fetches it at full speed. Wasted is a request that is neither the first
of a real article, nor robots.txt, a sitemap, a feed or the front page, nor a listing that names a
real article nobody had named. A crawl that does not end is stopped after ``--limit`` requests.
Exit code 1 where a real article is missing, more than a tenth is wasted, or the crawl did not end.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsarchive.normalize.urls import url_key
from tests.site.maze import Maze

WASTE = 0.10


def crawl(maze: Maze, archive: Path, limit: int) -> tuple[int | None, float]:
    """Crawl the newspaper into an archive; give the exit code (None: it did not end) and the seconds."""
    command = [sys.executable, "-m", "newsarchive", "crawl", maze.front, "-a", str(archive), "--delay", "0"]
    command += ["--concurrency", "4", "--contact", "bench@example.org", "-q"]
    start = time.monotonic()
    with subprocess.Popen(command, env={**os.environ, **maze.proxy}, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            if len(maze.log) > limit:
                process.kill()
                process.wait()
                return None, time.monotonic() - start
            time.sleep(0.2)
    return process.returncode, time.monotonic() - start


def stored(archive: Path) -> list[tuple[str, str]]:
    """Give the canonical address and headline of the archive's articles."""
    run = subprocess.run(
        [sys.executable, "-m", "newsarchive", "export", "-a", str(archive), "--format", "jsonl"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    return [(row["canonical_url"], row["headline"]) for row in rows]


def measure(words: argparse.Namespace, *, with_sitemap: bool) -> bool:
    """Crawl one variant and print what came of it; tell whether all is well."""
    maze = Maze(with_sitemap=with_sitemap, count=words.articles, sessions_everywhere=words.sessions_everywhere)
    with tempfile.TemporaryDirectory() as folder, maze:
        archive = Path(folder) / "maze.db"
        code, seconds = crawl(maze, archive, words.limit)
        rows = stored(archive)
    keys = {url_key(url) for url, _ in rows}
    missing = [s for s in maze.stories if url_key(f"http://{maze.host}{s.path}") not in keys]
    headlines = {story.french.headline for story in maze.stories}
    others = [url for url, headline in rows if headline not in headlines]
    what = Counter(entry.what for entry in maze.log)
    kinds = Counter(entry.trap for entry in maze.log if entry.what == "waste")
    share = what["waste"] / max(len(maze.log), 1)
    name, all_of_them = "with" if with_sitemap else "without", len(maze.stories)
    ended = "none: it did not end" if code is None else code
    print(f"{name} sitemap: articles {all_of_them - len(missing)}/{all_of_them}", end=" ")
    print(f"(+ {len(others)} that are none of them, {len(rows) - len(others)} rows)", end="")
    print(f"; {len(maze.log)} requests in {seconds:.0f} s; exit code {ended}")
    print(f"  needed: {what['article']} articles, {what['listing']} listings, {what['source']} front page and sources")
    print(f"  wasted: {what['waste']} = {share:.1%}")
    for kind, n in kinds.most_common():
        print(f"    {n:5} {kind}")
    for story in missing[:10]:
        print(f"  missing: {story.path}")
    if words.show:
        for entry in maze.log:
            print(f"    {entry.what:8} {entry.trap:20} {entry.target}")
    return not missing and share <= WASTE and code is not None


def main() -> int:
    """Measure the variants asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sitemap", choices=("yes", "no", "both"), default="both")
    parser.add_argument("--articles", type=int, default=450)
    parser.add_argument("--sessions-everywhere", action="store_true", help="every link of every page carries a session")
    parser.add_argument("--limit", type=int, default=5000, help="requests after which a crawl has no end")
    parser.add_argument("--show", action="store_true", help="print every request and what it was good for")
    words = parser.parse_args()
    variants = {"yes": (True,), "no": (False,), "both": (False, True)}[words.sitemap]
    verdicts = [measure(words, with_sitemap=variant) for variant in variants]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
