"""Extraction speed beside a bare parse and beside trafilatura, on the same pages in the same run.

    python benchmarks/bench_extract.py [GOLD_DIR] [--pages 600] [--rounds 5]

GOLD_DIR holds pages.jsonl (id, url, encoding) and html/<id>.html.gz, sub-directories of the same shape included;
without it the project's own golden pages (tests/pages) are taken, which are few and small. Every page is handed over
as text. Page by page, the order turning, each contender gets the page: lxml.html.fromstring alone,
newsarchive.extract with every field, and trafilatura.bare_extraction(with_metadata=True, include_comments=False)
where it is installed. A round goes over all pages; pages a second of each contender, and the ratios of medians with the
lowest and highest round, are printed. Machines differ and are noisy: the ratios are the figure.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import html as lxml_html

from newsarchive import extract
from newsarchive.errors import NotAnArticle

OWN = Path(__file__).parent.parent / "tests" / "pages"
GOALS = {"trafilatura": 6.0, "lxml": 0.35}
Contender = Callable[[str, str], object]


def gold_pages(root: Path) -> Iterator[tuple[str, str]]:
    """Yield text and address of every page of a gold directory and of those below it."""
    for index in sorted(root.glob("**/pages.jsonl")):
        for line in index.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            path = index.parent / "html" / f"{record['id']}.html.gz"
            if path.exists():
                payload = gzip.decompress(path.read_bytes())
                yield payload.decode(record.get("encoding") or "utf-8", "replace"), record["url"]


def own_pages() -> Iterator[tuple[str, str]]:
    """Yield the golden pages of the project's tests."""
    for path in sorted(OWN.glob("*/page.html")):
        wanted = json.loads((path.parent / "article.json").read_text(encoding="utf-8"))
        yield path.read_text(encoding="utf-8", errors="replace"), wanted.get("url") or "https://x.example/story"


def contenders() -> dict[str, Contender]:
    """Give what can be compared here: name -> function of text and address."""

    def bare(html: str, _: str) -> object:
        try:
            return lxml_html.fromstring(html)
        except ValueError:  # text that declares its encoding
            return lxml_html.fromstring(html.encode("utf-8"))

    def ours(html: str, url: str) -> object:
        try:
            return extract(html, url)
        except NotAnArticle:
            return None

    found: dict[str, Contender] = {"lxml": bare, "newsarchive": ours}
    try:
        import trafilatura
    except ImportError:
        print("trafilatura is not installed here: left out")
        return found
    found["trafilatura"] = lambda html, url: trafilatura.bare_extraction(
        html, url=url, with_metadata=True, include_comments=False
    )
    return found


def one_round(pages: list[tuple[str, str]], rivals: dict[str, Contender], turn: int) -> dict[str, float]:
    """Hand every page to every contender; seconds of CPU each took for all of them."""
    names = list(rivals)
    spent = dict.fromkeys(names, 0.0)
    for number, (html, url) in enumerate(pages):
        shift = (number + turn) % len(names)
        for name in names[shift:] + names[:shift]:
            run = rivals[name]
            started = time.process_time()
            run(html, url)
            spent[name] += time.process_time() - started
    return spent


def main() -> int:
    """Run the rounds and print the ratios; 1 where a goal is missed on gold pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", nargs="?", type=Path)
    parser.add_argument("--pages", type=int, default=600, help="at most so many, spread over the set")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    pages = list(gold_pages(asked.gold) if asked.gold else own_pages())
    pages = pages[:: max(1, -(-len(pages) // asked.pages))] if asked.gold else pages * 20
    if not pages:
        print("no pages")
        return 2
    rivals = contenders()
    one_round(pages[:20], rivals, 0)  # imports, tables, caches
    rounds = []
    for turn in range(asked.rounds):
        gc.collect()
        rounds.append(one_round(pages, rivals, turn))
    size = sum(len(html) for html, _ in pages) / len(pages) / 1000
    print(f"{len(pages)} pages of {size:.0f},000 characters, {asked.rounds} rounds, CPU time of one core")
    for name in rivals:
        rates = sorted(len(pages) / spent[name] for spent in rounds)
        print(f"{name:12} {statistics.median(rates):8.1f} pages/s   ({rates[0]:.1f} to {rates[-1]:.1f})")
    missed = False
    for name, goal in GOALS.items():
        if name in rivals:
            ratios = sorted(spent[name] / spent["newsarchive"] for spent in rounds)
            ratio = statistics.median(ratios)
            missed = missed or ratio < goal
            spread = f"({ratios[0]:.3f} to {ratios[-1]:.3f})"
            print(f"newsarchive's pages/s are {ratio:.3f} x those of {name} {spread}; goal >= {goal}")
    return 1 if missed and asked.gold else 0


if __name__ == "__main__":
    sys.exit(main())
