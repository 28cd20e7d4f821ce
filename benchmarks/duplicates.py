"""Copies of one text on many sites: which pairs are grouped that are copies, and which that are not.

    python benchmarks/duplicates.py [--stories FILE.jsonl]... [--count N]

The labelled set is made of our own stories (the demo newspaper; with ``--stories`` those of a test bed, too: JSON Lines
with ``title`` and ``body``, a list of paragraphs). Of each, what newsrooms do to agency copy is done:

* copies: the same text under another headline; with the agency's name and a lead of one's own; cut to its first half,
  to its first third; every tenth word another; two paragraphs of one's own in between; other typography;
* no copies: a follow-up that repeats the two longest paragraphs of an older story as background; a review of the press
  that quotes three stories in part; forms filled in anew each day (weather, results); and every pair of two stories.

All are stored in one archive, in random order, and grouped as a crawl groups them. A pair is right where both are of
one story. Prints recall by kind and precision of all pairs, for the bound in use and others; exit code 1 where the
precision of the bound in use is below 0.98 or its recall below 0.9.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from newsarchive.archive import Archive, duplicates
from newsarchive.demo import truth
from newsarchive.model import Article, Block, BlockKind, Capture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PRECISION, RECALL = 0.98, 0.9
BOUNDS = (0.4, 0.5, 0.55, 0.6, 0.7)
SITES = 12
BEGAN = datetime(2026, 3, 1, 6, tzinfo=UTC)

OWN_LEAD = "Notre rédaction avait annoncé cette information hier soir déjà ; voici ce que l’agence en écrit ce matin."
OWN_PARAGRAPHS = (
    "Joint par téléphone, un responsable local n’a pas souhaité commenter, mais il promet une réunion avant l’été.",
    "Dans nos colonnes, plusieurs lecteurs demandaient des précisions sur ce dossier, ouvert depuis deux ans déjà.",
)
WEATHER = (
    "Le temps sera {a} ce {d} sur toute la région, avec un vent de {n} kilomètres à l’heure qui faiblira le soir. "
    "Les températures iront de {m} degrés au lever du jour à {x} degrés l’après-midi. "
    "Sur le littoral, la mer sera {b}, et les pêcheurs sont invités à rester prudents jusqu’à {h} heures. "
    "La nuit suivante restera {c}, sans pluie notable, et le soleil se lèvera à {h} heures {n}."
)
RESULTS = (
    "{A} a battu {B} par {m} buts à {n}, {d}, devant {x} spectateurs. {C} a ouvert la marque à la {h}e minute. "
    "{B} a égalisé avant la pause par {D}, puis {A} a repris l’avantage sur un coup franc de {E}. "
    "Au classement, {A} compte {x} points et occupe la place {m} ; {B} reste à la place {n} avec {h} points. "
    "La prochaine journée opposera {A} à {F}, et {B} recevra {G}."
)
NAMES = [
    first + last
    for first in ("Sar", "Dor", "Vel", "Mar", "Tiz", "Bou", "Kel", "Nim")
    for last in ("velle", "gny", "rac", "say", "mond")
]


def stories(files: Sequence[Path], count: int) -> list[list[str]]:
    """Give the stories as lists of paragraphs, those of the demo newspaper first."""
    found = [row["body"] for row in truth("http://127.0.0.1:8765") if row["expect"] == "archived"]
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["expect"] == "archived":
                found.append(row["body"])
    told = [paragraphs for paragraphs in found if len(" ".join(paragraphs).split()) >= 120]
    return told[:count]


def copies(paragraphs: list[str], dice: random.Random, words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Give the copies that newsrooms make of a story, each with the name of its kind."""
    size = len(paragraphs)
    yield "same text", paragraphs
    yield "agency lead", [OWN_LEAD, f"(AFP) — {paragraphs[0]}", *paragraphs[1:]]
    yield "first half", _cut(paragraphs, 0.5)
    yield "first third", _cut(paragraphs, 1 / 3)
    yield (
        "tenth word",
        [" ".join(dice.choice(words) if dice.random() < 0.1 else word for word in text.split()) for text in paragraphs],
    )
    yield "own paragraphs", [*paragraphs[: size // 2], *OWN_PARAGRAPHS, *paragraphs[size // 2 :]]
    yield "typography", [text.replace("’", "'").replace("« ", '"').replace(" »", '"').upper() for text in paragraphs]


def _cut(paragraphs: list[str], share: float) -> list[str]:
    wanted = share * len(" ".join(paragraphs).split())
    kept: list[str] = []
    for text in paragraphs:
        kept.append(text)
        if len(" ".join(kept).split()) >= wanted:
            break
    return kept


def others(told: list[list[str]], fresh: list[list[str]], dice: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Give texts that share much with ``told`` and are no copies; ``fresh`` stories are told nowhere else."""
    for news in fresh:
        yield "follow-up", [*news, *sorted(dice.choice(told), key=len)[-2:]]
        parts = [text for story in dice.sample(told, 3) for text in story[:2]]
        yield "press review", ["Ce que disent les journaux de ce matin :", *parts]
        yield "weather", [WEATHER.format(**_values(dice))]
        yield "results", [RESULTS.format(**_values(dice))]


def _values(dice: random.Random) -> dict[str, str]:
    values = {letter: dice.choice(NAMES) for letter in "ABCDEFG"}
    numbers = {letter: str(dice.randrange(2, 60)) for letter in "nmxh"}
    looks = {letter: dice.choice(("sec", "lourd", "calme", "agité", "couvert", "clair", "frais")) for letter in "abc"}
    return values | numbers | looks | {"d": dice.choice(("lundi", "mardi", "jeudi", "samedi"))}


def labelled(told: list[list[str]], seed: int = 5) -> list[tuple[str, str, list[str]]]:
    """Give all texts as (story, kind, paragraphs), in random order; what copies nothing is a story of its own."""
    dice = random.Random(seed)
    words = [word for paragraphs in told for text in paragraphs for word in text.split()]
    told, fresh = told[len(told) // 5 :], told[: len(told) // 5]
    rows = []
    for number, paragraphs in enumerate(told):
        rows.append((f"story {number}", "original", paragraphs))
        rows += [(f"story {number}", kind, text) for kind, text in copies(paragraphs, dice, words)]
    rows += [(f"other {number}", kind, text) for number, (kind, text) in enumerate(others(told, fresh, dice))]
    dice.shuffle(rows)
    return rows


def store(archive: Archive, rows: Sequence[tuple[str, str, list[str]]]) -> None:
    """Store every text as an article, on one site after the other."""
    for number, (_, _, paragraphs) in enumerate(rows, start=1):
        url = f"https://site-{number % SITES}.example/{number}"
        moment = BEGAN + timedelta(minutes=number)
        capture = Capture(
            target_uri=url,
            requested_uri=url,
            moment=moment,
            status=200,
            headers=(),
            payload=b"<p>",
            payload_digest="sha256:0",
        )
        article = Article(
            url=url,
            canonical_url=url,
            headline=f"Titre {number}",
            body="\n\n".join(paragraphs),
            date_published=moment,
            blocks=[Block(kind=BlockKind.PARAGRAPH, text=text) for text in paragraphs],
            extractor="benchmark",
        )
        archive.store_article(
            article, capture_id=archive.store_capture(capture, crawl_id=None), crawl_id=None, moment=moment
        )


def pairs(archive: Archive) -> set[tuple[int, int]]:
    """Give every two articles that are in one group."""
    found = set()
    for group in archive.syndication_groups(limit=10**9):
        found.update(combinations(sorted(copy.article_id for copy in group.copies), 2))
    return found


def judge(rows: Sequence[tuple[str, str, list[str]]], found: set[tuple[int, int]]) -> tuple[float, float, str]:
    """Give precision and recall of pairs, and a line on the kinds: recall of copies, wrong pairs of others."""
    by_story = defaultdict(list)
    for number, (story, _, _) in enumerate(rows, start=1):
        by_story[story].append(number)
    true = {pair for numbers in by_story.values() for pair in combinations(numbers, 2)}
    right = found & true
    kinds: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for pair in true:
        for number in pair:
            kinds[rows[number - 1][1]] += 1
            reached[rows[number - 1][1]] += pair in right
    for pair in found - true:
        wrong[" + ".join(sorted(rows[number - 1][1] for number in pair))] += 1
    told = ", ".join(f"{kind} {reached[kind] / count:.2f}" for kind, count in sorted(kinds.items()))
    if wrong:
        told += f"; wrong: {', '.join(f'{kind} {count}' for kind, count in wrong.most_common(4))}"
    return len(right) / len(found) if found else 1.0, len(right) / len(true), told


def main() -> int:
    """Measure, print, and give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=Path, action="append", default=[], help="stories of a test bed: truth.jsonl")
    parser.add_argument("--count", type=int, default=400, help="at most so many stories")
    words = parser.parse_args()
    told = stories(words.stories, words.count)
    rows = labelled(told)
    print(f"{len(told)} stories, {len(rows)} texts, {len(rows) * (len(rows) - 1) // 2} pairs")
    in_use = duplicates.CONTAINED
    passed = False
    with TemporaryDirectory() as folder, Archive.open(Path(folder) / "a.db", create=True) as archive:
        store(archive, rows)
        for bound in BOUNDS:
            duplicates.CONTAINED = bound
            began = time.process_time()
            archive.group_duplicates(anew=True)
            cost = (time.process_time() - began) / len(rows)
            precision, recall, kinds = judge(rows, pairs(archive))
            mark = "in use" if bound == in_use else ""
            print(f"{bound:.2f}  precision {precision:.4f}  recall {recall:.4f}  {cost * 1e3:.2f} ms a text  {mark}")
            print(f"     {kinds}")
            if bound == in_use:
                passed = precision >= PRECISION and recall >= RECALL
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
