"""What the memory of a site gains, and what it costs.

    python benchmarks/bench_memory.py [--gold DIR]... [--archive FILE --bed BED_DIR]

Every set of pages of one site is read without a memory and with the one learned from all of the set; bodies are
compared with the truth word by word: ``F1`` over shingles of four words, mean over pages, and the share of pages whose
body is exact.

Without words: the demo newspaper's articles as its visitors see them, and the same with what a site adds to its pages
in wrappers that say nothing: a notice in the text and another under it, and on some pages a column of letters beside
it, each letter on one page only. ``--gold``: the sites with three pages or more in folders of gold pages (pages.jsonl,
html/), pages without a labelled body learned from, too; may be repeated, all together make the sites. ``--archive`` and
``--bed``: the articles of a crawled test bed, out of their captures, with the memory the archive has.

The cost is CPU time of this thread beside that of reading the same pages, the median of rounds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsarchive.archive import Archive
from newsarchive.demo import truth
from newsarchive.demo.pages import article_page
from newsarchive.demo.stories import load_stories
from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract
from newsarchive.extraction.article import look, read_view
from newsarchive.extraction.memory import bearing, impression_of, learn
from newsarchive.extraction.page import parse
from newsarchive.model import BlockKind, Impression, SiteMemory
from newsarchive.normalize.urls import site_of, url_key

WORD = re.compile(r"\w+")
BASE = "http://demo.example"
NOTICES = (
    "Ce récit appartient à celles et ceux qui le vivent : écrivez à la maison, chaque lettre reçoit une réponse.",
    "Le journal du dimanche est porté à vélo dans onze quartiers, et par la poste partout ailleurs.",
)
LETTERS = (
    "Depuis le balcon de la rue numéro {n} on voit la rivière, et je me demande qui la regarde encore le soir.",
    "Mon grand-père tenait le bac du kilomètre {n} ; il aurait bien ri de vos histoires de pont et de péage.",
    "Vous oubliez les {n} familles du plateau, qui attendent l’autocar sous la pluie et n’écrivent à personne.",
)


@dataclass(frozen=True)
class Page:
    """A page of a site; ``bodies`` are the texts that are right, none where nobody knows; some leave out tables."""

    html: str | bytes
    url: str
    bodies: tuple[str, ...] = ()
    has_tables: bool = True


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words."""
    words = WORD.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words[at : at + 4])


def f1(right: str, got: str) -> float:
    """Compare two texts by their shingles."""
    one, other = shingles(right), shingles(got)
    common = sum((one & other).values())
    return 2 * common / (one.total() + other.total()) if common else 0.0


def impression(page: Page) -> Impression | None:
    """Give what a page leaves behind, None where it is no article."""
    try:
        view = look(parse(page.html, page.url))
        read_view(view)
    except NotAnArticle:
        return None
    return impression_of(url_key(page.url), view.walk, view.unaided, view.headline_at)


def body(page: Page, memory: SiteMemory | None) -> str:
    """Read a page's body, "" where it is no article."""
    try:
        article = extract(page.html, page.url, memory=memory)
    except NotAnArticle:
        return ""
    return "\n\n".join(b.text for b in article.blocks if page.has_tables or b.kind is not BlockKind.TABLE)


def compare(title: str, sites: list[tuple[list[Page], SiteMemory | None]]) -> None:
    """Score the pages whose body is known without and with what is learned from each site's pages, and print it."""
    scores: dict[str, list[tuple[float, bool]]] = {"without": [], "with": []}
    changed = worse = 0
    for pages, known in sites:
        memory = known or learn(filter(None, map(impression, pages)))
        for page in pages:
            if not page.bodies:
                continue
            got = {"without": body(page, None), "with": body(page, memory)}
            for name, text in got.items():
                best = max(f1(right, text) for right in page.bodies)
                exact = any(WORD.findall(right) == WORD.findall(text) for right in page.bodies)
                scores[name].append((best, exact))
            changed += got["with"] != got["without"]
            worse += scores["with"][-1][0] < scores["without"][-1][0]
    print(
        f"{title}: {len(scores['with'])} bodies of {len(sites)} sites, {changed} read otherwise, {worse} of them worse"
    )
    for name, results in scores.items():
        mean = statistics.mean(score for score, _ in results)
        print(f"  {name:<8} memory   F1 {mean:.4f}   exact {sum(exact for _, exact in results) / len(results):.3f}")


def demo(*, dressed: bool) -> list[Page]:
    """Give the demo newspaper's articles; ``dressed`` with what sites put around a text, in wrappers without a name."""
    right = {row["url"]: row for row in truth(BASE) if row["expect"] == "archived"}
    pages = []
    for number, story in enumerate(story for story in load_stories() if BASE + story.path in right):
        html = article_page(story, BASE)
        row = right[BASE + story.path]
        if dressed:
            html = html.replace('<div class="texte">', '<div class="rangee"><div class="colonne">', 1)
            start = html.index('<div class="colonne">')
            first = html.index("</p>", start) + 4
            html = f"{html[:first]}<div><div><p>{NOTICES[0]}</p></div></div>{html[first:]}"
            last = _end_of_text(html, start)
            letters = "".join(f"<p>{letter.format(n=number * 7 + n)}</p>" for n in range(4) for letter in LETTERS)
            beside = f'<div class="bord">{letters}</div>' if number % 8 == 0 else ""
            html = f"{html[:last]}<p>{NOTICES[1]}</p></div>{beside}{html[last:]}"
        pages.append(Page(html, BASE + story.path, ("\n\n".join(row["body"]),), has_tables=False))
    return pages


def _end_of_text(html: str, start: int) -> int:
    """Give where the end tag of the element at ``start`` stands."""
    depth = 0
    for tag in re.compile(r"<(/?)div\b").finditer(html, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    raise ValueError("an element without an end")


def gold(folders: list[Path]) -> list[list[Page]]:
    """Give the pages of gold folders by site, of sites with three or more."""
    sites: defaultdict[str, list[Page]] = defaultdict(list)
    for folder in folders:
        for line in (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines():
            row: dict[str, Any] = json.loads(line)
            raw = gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())
            html = raw.decode(row.get("encoding") or "utf-8", "replace")
            labels = row.get("gold") or {}
            right = labels.get("body")
            optional = {
                text for item in labels.get("optional") or () for text in ([item] if isinstance(item, str) else item)
            }
            bodies = () if not right else (right, "\n\n".join(p for p in right.split("\n\n") if p not in optional))
            url = re.sub(r"^https?://web\.archive\.org/web/\w+/", "", row["url"])
            sites[site_of(url)].append(Page(html, url, bodies))
    return [pages for _, pages in sorted(sites.items()) if len(pages) >= 3]


def bed(path: Path, folder: Path) -> tuple[list[Page], SiteMemory | None]:
    """Give the articles of a crawled test bed out of their captures, and what the archive remembers of their site."""
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    right = {url_key(row["url"]): row for row in rows}
    with Archive.open(path, read_only=True) as archive:
        site = archive.info().sites[0].domain
        pages = []
        for article_id, capture_id in archive.pages_of(site):
            row = right.get(url_key(archive.article(article_id)["canonical_url"]))
            capture = archive.capture(capture_id)
            text = "\n\n".join(row["body"]) if row else ""
            pages.append(Page(capture.payload, capture.target_uri, (text,) if row else (), has_tables=False))
        return pages, archive.site_memory(site)


def cost(pages: list[Page], rounds: int) -> None:
    """Print what reading the pages costs, and what learning and remembering add to it."""
    memory = learn(filter(None, map(impression, pages)))
    spent: defaultdict[str, list[float]] = defaultdict(list)
    clock = time.thread_time
    for _ in range(rounds):
        times: Counter[str] = Counter()
        for page in pages:
            parsed = parse(page.html, page.url)
            start = clock()
            view = look(parse(page.html, page.url))
            read_view(view)
            read = clock()
            left = impression_of(url_key(page.url), view.walk, view.unaided, view.headline_at)
            bearing(memory, pickle.loads(pickle.dumps(left)))
            learned = clock()
            look(parsed)
            looked = clock()
            look(parsed, memory=pickle.loads(pickle.dumps(memory)))
            remembered = clock()
            times["to read a page"] += read - start
            times["+ an impression taken, handed over, judged"] += learned - read
            times["+ a memory handed over and used"] += (remembered - looked) - (looked - learned)
        for name, seconds in times.items():
            spent[name].append(seconds / len(pages) * 1000)
    base = statistics.median(spent["to read a page"])
    for name, each in spent.items():
        print(f"  {name:<44} {statistics.median(each):7.3f} ms  {statistics.median(each) / base:>6.1%}")
    impressions = [one for one in map(impression, pages) if one]
    start = clock()
    learn(impressions)
    print(f"  {f'a memory learned of {len(impressions)} impressions':<44} {(clock() - start) * 1000:7.3f} ms")


def main() -> int:
    """Print every comparison asked for, then the cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, action="append", default=[])
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--bed", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    words = parser.parse_args()
    compare("demo newspaper", [(demo(dressed=False), None)])
    dressed = demo(dressed=True)
    compare("demo newspaper, dressed", [(dressed, None)])
    costly = dressed
    if words.gold:
        compare("gold pages", [(pages, None) for pages in gold(words.gold)])
    if words.archive and words.bed:
        costly, memory = bed(words.archive, words.bed)
        compare("test bed", [(costly, memory)])
    print("cost")
    cost(costly, words.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
