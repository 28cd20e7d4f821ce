"""Grow the forest that judges blocks (newsarchive/extraction/forest.json) from labelled pages.

    python benchmarks/train_body.py GOLD_DIR [GOLD_DIR …] [--write]

A gold directory holds pages.jsonl (id, url, domain, source, encoding, gold: {body, with, without, optional})
and html/<id>.html.gz. Without --write it only cross-validates: five parts by domain, so that no page is
judged by a forest that saw its site, and prints body F1 (4-word shingles, the F1 of mean precision and mean
recall) of the rules alone, of the forest on unseen domains, and of one grown on all pages; the table of
stated against measured probability; and the standard error of the difference between seen and unseen.

Needs ``pip install lightgbm numpy scikit-learn``: for growing only, never to run newsarchive. What is
written holds thresholds and weights, no word of a page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import statistics
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np
from sklearn.model_selection import GroupKFold

from newsarchive.errors import NotAnArticle
from newsarchive.extraction.body import find_body
from newsarchive.extraction.exclusion import mark_small_parts
from newsarchive.extraction.features import FEATURES
from newsarchive.extraction.forest import LEAVES
from newsarchive.extraction.heading import headline_block
from newsarchive.extraction.meta import read_head
from newsarchive.extraction.page import parse
from newsarchive.extraction.walker import walk
from newsarchive.extraction.weighing import COMES_BACK, STAYS, measure, open_to_doubt

WORD = re.compile(r"\w+")
FOREST = Path(__file__).parents[1] / "newsarchive" / "extraction" / "forest.json"
#: What a label of a source is worth: labels made block by block and by publishers' own selectors weigh most.
SOURCE_WEIGHT = {"fr": 3.0, "fundus": 2.0, "trafilatura": 0.7}
#: Pages whose gold the rules alone meet by less are not learned from: most of those labels stop half-way.
LEARNABLE = 0.75
ROUNDS = 1000
TREES, RATE = 64, 0.12
PARAMS = {
    "objective": "binary", "num_leaves": LEAVES, "learning_rate": RATE, "min_data_in_leaf": 80, "lambda_l2": 20.0,
    "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "verbose": -1, "num_threads": 1, "seed": 1,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip


@dataclass(slots=True)
class Sample:
    """A page: every block's text and whether the rules keep it, a row and a label for those that are weighed."""

    id: str
    domain: str
    source: str
    texts: list[str]
    kept: list[bool]
    indexes: list[int]
    rows: np.ndarray
    labels: list[int | None]
    weights: np.ndarray
    golds: list[str]
    must: list[str]
    must_not: list[str]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words."""
    words = WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)) if words)


def matched(gold: str, body: str) -> tuple[float, float]:
    """Precision and recall of a body's shingles."""
    want, have = shingles(gold), shingles(body)
    hits = sum((want & have).values())
    return hits / (sum(have.values()) or 1), hits / (sum(want.values()) or 1)


def f1(precision: float, recall: float) -> float:
    """Give the harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def squeezed(text: str) -> str:
    """Give the letters and digits, lower case."""
    return re.sub(r"\W+", "", text).casefold()


def as_texts(value: object) -> list[str]:
    """Give the strings of a string, a list or a list of lists."""
    if isinstance(value, list):
        return [text for item in value for text in as_texts(item)]
    return [value] if isinstance(value, str) and value else []


def label(text: str, gold: dict[str, object], wanted: set[tuple[str, ...]], lines: set[str]) -> int | None:
    """Say whether a block is text: 1, 0, or None where the gold says neither."""
    words = WORD.findall(text)
    if gold.get("body"):
        if len(words) >= 4:
            found = list(shingles(text))
            return int(sum(s in wanted for s in found) > 0.5 * len(found))
        return int(" ".join(words) in lines) if words else None
    letters = squeezed(text)
    answer = None
    for name, value in (("with", 1), ("without", 0)):
        for snippet in map(squeezed, as_texts(gold.get(name))):
            if snippet and (snippet in letters or (len(letters) > 20 and letters in snippet)):
                answer = value
    return answer


def read(directory: Path) -> list[Sample]:
    """Read the pages of a gold directory as samples, judged by the rules."""
    samples = []
    for line in (directory / "pages.jsonl").open(encoding="utf-8"):
        record = json.loads(line)
        gold = record["gold"]
        if not (gold.get("body") or gold.get("with") or gold.get("without")):
            continue
        raw = gzip.decompress((directory / "html" / f"{record['id']}.html.gz").read_bytes())
        try:
            page = parse(raw.decode(record.get("encoding") or "utf-8", "replace"), record["url"])
        except NotAnArticle:
            continue
        head = read_head(page)
        seen = walk(page)
        headline = headline_block(seen, head, page)
        if headline is not None:
            mark_small_parts(seen, headline)
        body = find_body(seen, headline)
        if body.container is not None and body.verdicts:
            samples.append(sample(record, gold, measure(seen, body, headline, head)))
    return samples


def sample(record, gold, measured) -> Sample:  # type: ignore[no-untyped-def]
    """Make the sample of a page that was judged by the rules."""
    texts = [block.text for block in measured.blocks]
    body = gold.get("body") or ""
    wanted = set(shingles(body))
    lines = {" ".join(WORD.findall(line)) for line in body.split("\n")}
    optional = {squeezed(t) for t in as_texts([gold.get("optional"), gold.get("optional_text")])}
    indexes, rows, labels = [], [], []
    for index in open_to_doubt(measured):
        indexes.append(index)
        rows.append(measured.row(index))
        known = squeezed(texts[index]) not in optional
        labels.append(label(texts[index], gold, wanted, lines) if known else None)
    sizes = [len(WORD.findall(texts[i])) for i in indexes]
    total = sum(size for size, answer in zip(sizes, labels, strict=True) if answer) or 200
    weight = SOURCE_WEIGHT.get(record["source"], 1.0)
    # Where the gold has only snippets, each block that is one counts once.
    weights = np.array([1.0 if not body else weight * (10 * min(1.0, size / total) + 0.15) for size in sizes])
    golds = [body] if body else []
    if optional and body:
        golds.append("\n\n".join(p for p in body.split("\n\n") if squeezed(p) not in optional))
    kept = [measured.body.verdicts[i].kept for i in range(len(texts))]
    matrix = np.array(rows, dtype=float).reshape(len(rows), len(FEATURES))
    snippets = [list(map(squeezed, as_texts(gold.get(name)))) for name in ("with", "without")]
    about = (record["id"], record["domain"], record["source"])
    return Sample(*about, texts, kept, indexes, matrix, labels, weights, golds, *snippets)


def body_of(page: Sample, scores: np.ndarray | None) -> str:
    """Give the body the rules, or the scores, would keep."""
    kept = list(page.kept)
    if scores is not None:
        for index, score in zip(page.indexes, scores, strict=True):
            kept[index] = score >= (STAYS if page.kept[index] else COMES_BACK)
    return "\n\n".join(text for text, is_kept in zip(page.texts, kept, strict=True) if is_kept)


def best(page: Sample, body: str) -> tuple[float, float]:
    """Give precision and recall against the version of the gold that is met best."""
    return max((matched(gold, body) for gold in page.golds), key=lambda m: f1(*m))


def report(title: str, samples: list[Sample], scores: dict[str, np.ndarray] | None) -> dict[str, float]:
    """Print the scores by source; give the F1 of every page."""
    groups: dict[str, list[tuple[float, float]]] = {}
    exact: Counter[str] = Counter()
    pages = {}
    must: list[bool] = []
    must_not: list[bool] = []
    for page in samples:
        body = body_of(page, scores[page.id] if scores else None)
        letters = squeezed(body)
        must += [snippet in letters for snippet in page.must]
        must_not += [snippet not in letters for snippet in page.must_not]
        if not page.golds:
            continue
        found = best(page, body)
        pages[page.id] = f1(*found)
        for group in ("all", page.source):
            groups.setdefault(group, []).append(found)
            exact[group] += any(WORD.findall(gold) == WORD.findall(body) for gold in page.golds)
    print(f"\n{title}")
    print(
        f"  must-have snippets found {statistics.mean(must):.4f}, must-not-have absent {statistics.mean(must_not):.4f}"
    )
    for group, found in sorted(groups.items()):
        precision, recall = (statistics.mean(part) for part in zip(*found, strict=True))
        print(f"  {group:<12} {len(found):5} pages  F1 {f1(precision, recall):.4f}  P {precision:.4f}  R {recall:.4f}"
              f"  exact {exact[group] / len(found):.3f}")  # fmt: skip
    return pages


def grow(samples: list[Sample]) -> lightgbm.Booster:
    """Grow a forest on samples."""
    rows, labels, weights = [], [], []
    for page in samples:
        if page.golds and f1(*best(page, body_of(page, None))) < LEARNABLE:
            continue
        known = [i for i, answer in enumerate(page.labels) if answer is not None]
        if known:
            rows.append(page.rows[known])
            labels += [page.labels[i] for i in known]
            weights.append(page.weights[known])
    data = lightgbm.Dataset(np.vstack(rows), label=np.array(labels), weight=np.concatenate(weights))
    return lightgbm.train(PARAMS, data, TREES)


def judged(booster: lightgbm.Booster, page: Sample) -> np.ndarray:
    """Give the probabilities a forest states for the rows of a sample."""
    return booster.predict(page.rows) if len(page.rows) else np.array([])


def calibration(samples: list[Sample], scores: dict[str, np.ndarray]) -> None:
    """Print stated against measured probability."""
    bins: dict[int, list[int]] = {}
    for page in samples:
        if page.golds:
            for score, answer in zip(scores[page.id], page.labels, strict=True):
                if answer is not None:
                    bins.setdefault(min(9, int(score * 10)), []).append(answer)
    print("\nstated probability against measured, unseen domains")
    for number, answers in sorted(bins.items()):
        share = statistics.mean(answers)
        print(f"  {number / 10:.1f}-{(number + 1) / 10:.1f}  {len(answers):6} blocks  {share:.3f} are text")


def interval(samples: list[Sample], found: dict[str, float]) -> tuple[float, float]:
    """Bounds of the mean page F1 between which 95 % of the bootstrap samples of domains fall."""
    by_domain: dict[str, list[float]] = {}
    for page in samples:
        if page.id in found:
            by_domain.setdefault(page.domain, []).append(found[page.id])
    domains = list(by_domain.values())
    rng = np.random.default_rng(0)
    means = []
    for _ in range(ROUNDS):
        drawn = [f for number in rng.integers(0, len(domains), len(domains)) for f in domains[number]]
        means.append(statistics.mean(drawn))
    means.sort()
    return means[int(0.025 * ROUNDS)], means[int(0.975 * ROUNDS)]


def written(booster: lightgbm.Booster) -> dict[str, object]:
    """Give a forest as forest.json holds it."""
    trees = []
    for info in booster.dump_model()["tree_info"]:
        splits: list[list[float]] = []
        leaves: list[float] = []
        gather(info["tree_structure"], splits, leaves)
        trees.append({"splits": splits, "leaves": leaves})
    return {"features": list(FEATURES), "trees": trees}


def gather(node: dict, splits: list[list[float]], leaves: list[float]) -> None:
    """Collect the splits and leaves of a tree, from the left."""
    if "split_feature" not in node:
        leaves.append(round(node["leaf_value"], 5))
        return
    first = len(leaves)
    gather(node["left_child"], splits, leaves)
    # Seven digits tell two measured values apart; the threshold stays on the left one's side.
    splits.append([node["split_feature"], float(f"{node['threshold']:.7g}"), first, len(leaves)])
    gather(node["right_child"], splits, leaves)


def main() -> int:
    """Measure, and write the forest where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help=f"grow on all pages and write {FOREST.name}")
    args = parser.parse_args()
    samples = [page for directory in args.gold for page in read(directory)]
    report("the rules alone", samples, None)
    scores: dict[str, np.ndarray] = {}
    domains = [page.domain for page in samples]
    for train, test in GroupKFold(5, shuffle=True, random_state=0).split(samples, groups=domains):
        booster = grow([samples[i] for i in train])
        scores |= {samples[i].id: judged(booster, samples[i]) for i in test}
    unseen = report("the forest, on domains it did not see", samples, scores)
    calibration(samples, scores)
    booster = grow(samples)
    seen = report("the forest, on the pages it was grown on", samples, {p.id: judged(booster, p) for p in samples})
    gaps = [seen[page] - unseen[page] for page in seen]
    error = statistics.stdev(gaps) / math.sqrt(len(gaps))
    low, high = interval(samples, unseen)
    print(f"\nmean page F1 on unseen domains {statistics.mean(unseen.values()):.4f}, 95 % of {ROUNDS} bootstraps over"
          f" domains: {low:.4f} to {high:.4f}")  # fmt: skip
    print(f"seen - unseen, mean over {len(gaps)} pages: {statistics.mean(gaps):.4f} +- {error:.4f}")
    if args.write:
        FOREST.write_text(json.dumps(written(booster), separators=(",", ":")) + "\n", "ascii")
        print(f"{FOREST}: {FOREST.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
