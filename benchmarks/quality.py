"""Measure the extractor on the project's own golden pages, field by field, and hold what was reached.

    python benchmarks/quality.py                 # every field, beside the peers that are installed
    python benchmarks/quality.py --worst 5       # the pages where most is missed, and what
    python benchmarks/quality.py --check         # exit code 1 where a score is below its floor
    python benchmarks/quality.py --raise         # lift the floors to what is reached; none is ever lowered

The pages stand in tests/pages (CONTRIBUTING.md says in which shape), the floors in quality_floors.toml beside this
script. Every score goes from 0 to 1 and counts only pages whose article.json states the field:

    body_f1      F1 of the mean precision and the mean recall over shingles of four words, with repeats counted; in
                 scripts without spaces every character is a word
    body_exact   share of pages whose whole body is the same, character for character
    kinds        share of pages whose blocks are the same, each with its kind and a heading's level
    headline, section, language   share of pages that agree, case, quotes and dashes folded
    date, modified   share with the same calendar day;  time: published within 60 seconds, where the page states a time
    authors, tags, related, inline, images   F1 over all of them on all pages; an image is its address, caption, credit
    refused_p, refused_r   of the pages refused, how many are no articles; of those that are none, how many were refused
    reason       share of the refused pages that are refused for the right reason
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import unquote, urlsplit

PAGES = Path(__file__).parent.parent / "tests" / "pages"
FLOORS = Path(__file__).parent / "quality_floors.toml"
#: One word, or one character of a script that sets no spaces.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]|[^\W\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+"
)
_FOLDED = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-"})
_SHINGLE = 4
_LISTS = ("authors", "tags", "related", "inline", "images")
MEASURES = (
    *("body_f1", "body_exact", "kinds", "headline", "date", "time", "modified"),
    *(*_LISTS, "section", "language", "refused_p", "refused_r", "reason"),
)

Counts = tuple[int, int, int]
#: What an extractor says of a page: a field it does not know is missing, a page it refuses is {"refused": reason}.
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden page: its bytes, where they came from, and what is true of them."""

    name: str
    html: bytes
    url: str
    charset: str | None
    refused: str | None
    truth: Said

    def text(self) -> str:
        """Give the page as text, for extractors that decode nothing."""
        declared = re.search(rb"charset=[\"']?([\w-]+)", self.html[:2048])
        return self.html.decode(self.charset or (declared.group(1).decode() if declared else "utf-8"), "replace")


def golden(folder: Path) -> Golden:
    """Read a golden page and its labels from its folder."""
    label = json.loads((folder / "article.json").read_text("utf-8"))
    truth = dict(label.get("expect", {}))
    if "blocks" in truth:
        truth["body"] = [block[1].replace("\t", "\n") for block in truth["blocks"]]
    if "body" in truth:
        truth["body"] = "\n\n".join(truth["body"])
    names = {"date_published": "date", "date_modified": "modified", "article_section": "section"}
    truth = {names.get(name, name.removeprefix("in_")): value for name, value in truth.items()}
    if truth.get("date") and truth.get("date_published_precision") != "day":
        truth |= {} if "T00:00:00" in truth["date"] else {"time": truth["date"]}
    html = (folder / "page.html").read_bytes()
    return Golden(folder.name, html, label["url"], label.get("charset"), label.get("refused"), truth)


# Extractors: each is given a page and gives what it says of it.


def newsarchive() -> Callable[[Golden], Said]:
    """Give the extractor of this project."""
    from newsarchive.errors import NotAnArticle
    from newsarchive.extraction import extract

    def run(page: Golden) -> Said:
        try:
            article = extract(page.html, page.url, charset=page.charset)
        except NotAnArticle as error:
            return {"refused": error.reason}
        images = [{"url": i.url, "caption": i.caption, "credit": i.credit} for i in article.images]
        return {
            "body": article.body,
            "blocks": [[b.kind, b.text, *([b.level] if b.level else [])] for b in article.blocks],
            "headline": article.headline,
            "date": article.date_published and article.date_published.isoformat(),
            "modified": article.date_modified and article.date_modified.isoformat(),
            "authors": article.authors,
            "tags": article.tags,
            "section": article.article_section,
            "language": article.in_language,
            "related": [link.url for link in article.links if link.kind == "related"],
            "inline": [link.url for link in article.links if link.kind == "inline"],
            "images": [{name: part for name, part in image.items() if part} for image in images],
        }

    return run


def trafilatura() -> Callable[[Golden], Said]:
    """Give trafilatura, with metadata and without comments."""
    import trafilatura

    def run(page: Golden) -> Said:
        read = trafilatura.bare_extraction(page.text(), url=page.url, with_metadata=True, include_comments=False)
        if read is None:
            return {"refused": ""}
        authors = [name for name in (read.author or "").split("; ") if name]
        told = {"body": read.text, "headline": read.title, "date": read.date, "authors": authors}
        return told | {"tags": read.tags or []}

    return run


def newspaper4k() -> Callable[[Golden], Said]:
    """Give newspaper4k."""
    from newspaper import Article

    def run(page: Golden) -> Said:
        article = Article(page.url, fetch_images=False)
        article.download(input_html=page.text())
        article.parse()
        date = article.publish_date
        told = {"body": article.text, "headline": article.title, "authors": article.authors}
        day = date.isoformat() if isinstance(date, datetime) else date
        return told | {"date": day, "tags": list(article.tags or ())}

    return run


def readability() -> Callable[[Golden], Said]:
    """Give readability-lxml."""
    import lxml.html
    from readability import Document

    def run(page: Golden) -> Said:
        document = Document(page.text(), url=page.url)
        tree = lxml.html.fromstring(document.summary(html_partial=True))
        body = "\n\n".join(text.strip() for text in tree.itertext() if text.strip())
        return {"body": body, "headline": document.short_title()}

    return run


PEERS = {"trafilatura": trafilatura, "newspaper": newspaper4k, "readability": readability}


# Comparing.


def words(text: str) -> list[str]:
    """Give the words of a text."""
    return _WORD.findall(text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words in a text; a shorter text is one run."""
    found = words(text)
    return Counter(tuple(found[n : n + _SHINGLE]) for n in range(max(1, len(found) - _SHINGLE + 1)) if found)


def fold(text: str | None) -> str:
    """Fold what typography may change: case, quotes, dashes, white space."""
    return " ".join((text or "").translate(_FOLDED).casefold().split()).replace('" ', '"').replace(' "', '"')


def overlap(wanted: Counter[Any], got: Counter[Any]) -> Counts:
    """Count what both have, what only ``got`` has, what only ``wanted`` has."""
    both = (wanted & got).total()
    return both, got.total() - both, wanted.total() - both


def f1(counts: Iterable[Counts]) -> float:
    """Give the F1 over all of ``counts``; 1 where nothing was wanted and nothing given."""
    hits, extra, missed = (sum(column) for column in zip(*counts, strict=True))
    return 2 * hits / (2 * hits + extra + missed) if hits + extra + missed else 1.0


def body_f1(counts: Iterable[Counts]) -> float:
    """Give the F1 of mean precision and mean recall; a page without a word given has no precision."""
    told = list(counts)
    precision = mean([hits / (hits + extra) for hits, extra, _ in told if hits + extra] or [0.0])
    recall = mean([hits / (hits + missed) for hits, _, missed in told])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _key(name: str, item: Any) -> Any:
    if name == "images":
        return (_address(item["url"]), fold(item.get("caption")), fold(item.get("credit")))
    return _address(item) if name in ("related", "inline") else fold(item)


def _address(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc.removeprefix('www.')}{unquote(parts.path).rstrip('/')}?{parts.query}"


def _agrees(name: str, wanted: Any, said: Any) -> bool:
    if said is None or wanted is None:
        return said is wanted
    if name in ("date", "modified"):
        return str(said)[:10] == str(wanted)[:10]
    if name == "time":
        try:
            return abs((datetime.fromisoformat(said) - datetime.fromisoformat(wanted)).total_seconds()) <= 60
        except (TypeError, ValueError):
            return False  # a day alone, or a moment without its offset
    return fold(str(said)) == fold(str(wanted))


def compare(page: Golden, said: Said) -> dict[str, Counts]:
    """Give what was hit, given too much and missed in each field of a page, as far as the extractor has the field."""
    refused = "refused" in said
    if page.refused is not None:
        told: dict[str, Counts] = {"refused": (1, 0, 0) if refused else (0, 0, 1)}
        if said.get("refused"):
            told["reason"] = _hit(said["refused"] == page.refused)
        return told
    told = {"refused": (0, 1, 0)} if refused else {}
    said = {} if refused else {**said, **({"time": said["date"]} if "date" in said else {})}
    has = page.truth.keys() if refused else page.truth.keys() & said.keys()
    if "body" in has:
        told["body_f1"] = overlap(shingles(page.truth["body"]), shingles(said.get("body") or ""))
        told["body_exact"] = _hit(page.truth["body"] == said.get("body"))
    if "blocks" in has:
        told["kinds"] = _hit(page.truth["blocks"] == said.get("blocks"))
    for name in has & set(_LISTS):
        wanted, got = (
            Counter(_key(name, item) for item in items or ()) for items in (page.truth[name], said.get(name))
        )
        told[name] = overlap(wanted, got)
    for name in has & {"headline", "date", "time", "modified", "section", "language"}:
        told[name] = _hit(_agrees(name, page.truth[name], said.get(name)))
    return told


def _hit(is_hit: bool) -> Counts:
    return (1, 0, 0) if is_hit else (0, 1, 1)


# Running and telling.


@dataclass
class Run:
    """What one extractor did on all pages: its counts by page, and what it raised."""

    pages: dict[str, dict[str, Counts]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def scores(self) -> dict[str, float]:
        """Give every measure that some page allows, of the fields that the extractor has at all."""
        known = {name for told in self.pages.values() if "refused" not in told for name in told}
        columns: dict[str, list[Counts]] = {}
        for told in self.pages.values():
            for name, counts in told.items():
                if name in known or name in ("refused", "reason") or not known:
                    columns.setdefault(name, []).append(counts)
        refused = columns.pop("refused", [])
        scores = {name: (body_f1 if name == "body_f1" else f1)(counts) for name, counts in columns.items()}
        hits, extra, missed = (sum(column) for column in zip(*refused, strict=True)) if refused else (0, 0, 0)
        if hits + missed:
            scores |= {"refused_p": hits / (hits + extra) if hits + extra else 1.0, "refused_r": hits / (hits + missed)}
        return {name: scores[name] for name in MEASURES if name in scores}


def measure(run: Callable[[Golden], Said], pages: list[Golden]) -> Run:
    """Run an extractor over pages; one that raises has refused the page for no reason."""
    result = Run()
    for page in pages:
        try:
            said = run(page)
        except Exception as error:  # peers raise what they like
            said = {"refused": ""}
            result.failed[page.name] = f"{type(error).__name__}: {error}"
        result.pages[page.name] = compare(page, said)
    return result


def read_floors(path: Path = FLOORS) -> dict[str, float]:
    """Read the floors; none where there is no file."""
    return tomllib.loads(path.read_text("utf-8"))["floors"] if path.exists() else {}


def fallen(scores: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Tell the scores that are below their floor, and the floors that nothing was measured for."""
    below = [
        f"{name}: {scores[name]:.4f} is below its floor {floor:.4f}"
        for name, floor in floors.items()
        if name in scores and scores[name] < floor
    ]
    return below + [f"{name}: has a floor but was not measured" for name in floors if name not in scores]


def raised(scores: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    """Lift every floor to its score, cut to four digits; a floor above its score stays."""
    cut = {name: int(score * 10_000) / 10_000 for name, score in scores.items()}
    return {name: max(cut.get(name, 0.0), floors.get(name, 0.0)) for name in MEASURES if name in cut or name in floors}


def write_floors(floors: dict[str, float], path: Path = FLOORS) -> None:
    """Write the floors as TOML."""
    head = "# Reached by benchmarks/quality.py on tests/pages: `--raise` lifts these, nothing lowers them.\n[floors]\n"
    path.write_text(head + "".join(f"{name} = {floor:.4f}\n" for name, floor in floors.items()), "utf-8")


def show(runs: dict[str, Run], floors: dict[str, float]) -> None:
    """Print the scores of all extractors side by side."""
    scores = {name: run.scores() for name, run in runs.items()}
    print(f"{'':<12}" + "".join(f"{name:>13}" for name in scores) + f"{'floor':>10}")
    for measured in MEASURES:
        cells = (f"{told[measured]:>13.4f}" if measured in told else f"{'–':>13}" for told in scores.values())
        print(f"{measured:<12}{''.join(cells)}" + (f"{floors[measured]:>10.4f}" if measured in floors else ""))
    print(f"{'exceptions':<12}" + "".join(f"{len(run.failed):>13}" for run in runs.values()))


def show_worst(run: Run, count: int) -> None:
    """Print the pages where most is missed, with the score of each field that is not whole."""
    marks = {}
    for name, told in run.pages.items():
        parts = {measured: f1([counts]) for measured, counts in told.items()}
        marks[name] = (mean(parts.values()), {measured: mark for measured, mark in parts.items() if mark < 1})
    for name, (mark, parts) in sorted(marks.items(), key=lambda item: item[1][0])[:count]:
        print(f"{mark:.3f}  {name}  " + ", ".join(f"{measured} {part:.2f}" for measured, part in sorted(parts.items())))


def main(argv: list[str] | None = None) -> int:
    """Measure and tell; 1 where ``--check`` finds a score below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="exit with 1 where a score is below its floor")
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift the floors to what is reached")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show the N pages where most is missed")
    parser.add_argument("--alone", action="store_true", help="leave the peers out")
    options = parser.parse_args(argv)

    pages = [golden(folder) for folder in sorted(PAGES.iterdir()) if (folder / "article.json").exists()]
    runs = {"newsarchive": measure(newsarchive(), pages)}
    for name, make in {} if options.alone or options.check else PEERS.items():
        if importlib.util.find_spec(name) is None:
            print(f"{name} is not installed: left out")
        else:
            runs[name] = measure(make(), pages)
    own, floors = runs["newsarchive"].scores(), read_floors()
    articles = sum(page.refused is None for page in pages)
    print(f"{articles} articles and {len(pages) - articles} pages that are none")
    if options.lift:
        floors = raised(own, floors)
        write_floors(floors)
    show(runs, floors)
    show_worst(runs["newsarchive"], options.worst)
    below = fallen(own, floors) if options.check else []
    for line in below:
        print(line, file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
