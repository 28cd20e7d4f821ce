"""Fit what is stated of how sure each field is (newsarchive/extraction/confidence.json) to labelled pages.

    python benchmarks/train_confidence.py GOLD_DIR [GOLD_DIR …] [--write]

GOLD_DIR as for train_body.py, gold: {body, with, without, optional, title, date, authors}. What counts as right: a
body with F1 (4-word shingles) of at least 0.95, or with all of the snippets it must and none of those it must not
have where no body is labelled; a headline that is equal but for case, quotes and white space; the day of the date;
the same set of authors. An article is right with its body, its headline and, where one is stated, its date.

Prints, for each field, bins of stated confidence against the measured share of right ones: five parts by domain, so
that neither the weights nor the forest behind the body's evidence saw the site of the page they state something of.
Needs ``pip install lightgbm numpy scikit-learn``: for fitting only, never to run newsarchive.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import train_body
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import confidence, weighing
from newsarchive.extraction.article import look, read_view
from newsarchive.extraction.confidence import Model
from newsarchive.extraction.dating import read_dates
from newsarchive.extraction.fields import read_language
from newsarchive.extraction.forest import Forest
from newsarchive.extraction.headline import read_headline
from newsarchive.extraction.page import parse
from newsarchive.extraction.signing import read_authors
from newsarchive.extraction.view import View
from newsarchive.model import Article

WEIGHTS = Path(confidence.__file__).with_name("confidence.json")
FIELDS = {
    "body": confidence.BODY,
    "headline": confidence.HEADLINE,
    "date_published": confidence.DATE,
    "authors": confidence.AUTHORS,
}
GOOD = 0.95
#: Weights are kept small (ridge): a few dozen wrong pages are all there is to learn from.
PENALTY = 0.05
#: Wrong pages in a bin of what was measured: a quarter of all, but no more and no fewer than these.
WRONG = (5, 15)
BINS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
#: Neighbours are put together until this many pages are in a bin: a few pages measure nothing.
FEWEST = 40
PARTS = 5
FOLDED = str.maketrans({**dict.fromkeys("‘’´`ʼ", "'"), **dict.fromkeys('“”«»„"', '"'), **dict.fromkeys("‐‑‒–—", "-")})


@dataclass(slots=True)
class Sample:
    """A page: its domain, the evidence of each field that states something, and whether that is right, if labelled."""

    domain: str
    rows: dict[str, list[float]]
    right: dict[str, bool]


def folded(text: str) -> str:
    """Fold case, quotes, dashes and white space."""
    plain = unicodedata.normalize("NFKC", unescape(text)).casefold().translate(FOLDED)
    return " ".join(plain.split()).strip(" .\"'")


def is_same_day(gold: str, got: datetime) -> bool:
    """Ask whether a date is on the labelled day, in the time zone of either."""
    if len(gold) == 10:
        return date.fromisoformat(gold) == got.date()
    said = datetime.fromisoformat(gold)
    if said.tzinfo is None:
        return said.date() == got.date()
    return said.astimezone(got.tzinfo).date() == got.date() or said.date() == got.astimezone(said.tzinfo).date()


def is_good_body(gold: dict[str, Any], body: str) -> bool | None:
    """Ask whether a body is right; None where nothing of it is labelled."""
    if gold.get("body"):
        optional = {train_body.squeezed(t) for t in train_body.as_texts([gold.get("optional")])}
        loose = {train_body.squeezed(t) for t in train_body.as_texts([gold.get("optional_text")])} - {""}
        required = {train_body.squeezed(t) for t in gold["body"].split("\n")}
        body = "\n".join(line for line in body.split("\n") if train_body.squeezed(line) not in loose - required)
        short = "\n\n".join(p for p in gold["body"].split("\n\n") if train_body.squeezed(p) not in optional)
        return max(train_body.f1(*train_body.matched(text, body)) for text in (gold["body"], short)) >= GOOD
    if not (gold.get("with") or gold.get("without")):
        return None
    letters = train_body.squeezed(body)
    wanted = all(train_body.squeezed(text) in letters for text in gold.get("with") or [])
    return wanted and not any(train_body.squeezed(text) in letters for text in gold.get("without") or [])


def judged(record: dict[str, Any], article: Article) -> dict[str, bool]:
    """Say of each labelled field that states something whether it is right."""
    gold, right = record["gold"], {}
    good = is_good_body(gold, article.body)
    if good is not None:
        right["body"] = good
    if "meta" in (record.get("altered") or ()):  # the stored page lost what these are read from
        return right
    if gold.get("title"):
        titles = [gold["title"], *train_body.as_texts(gold.get("title_alt"))]
        right["headline"] = folded(article.headline) in {folded(title) for title in titles}
    if gold.get("date") and article.date_published:
        days = [gold["date"], *train_body.as_texts(gold.get("date_alt"))]
        right["date_published"] = any(is_same_day(day, article.date_published) for day in days)
    if gold.get("authors") is not None and article.authors:
        wanted = {folded(name) for name in gold["authors"]}
        free = {folded(name) for name in train_body.as_texts(gold.get("authors_alt"))}
        right["authors"] = {folded(name) for name in article.authors} - (free - wanted) == wanted
    return right


def pages(directories: list[Path]) -> Iterator[tuple[dict[str, Any], str]]:
    """Give every record with its page."""
    for directory in directories:
        for line in (directory / "pages.jsonl").open(encoding="utf-8"):
            record = json.loads(line)
            raw = gzip.decompress((directory / "html" / f"{record['id']}.html.gz").read_bytes())
            yield record, raw.decode(record.get("encoding") or "utf-8", "replace")


def evidence(view: View) -> dict[str, list[float]]:
    """Gather the evidence of a page as extraction does."""
    headline = read_headline(view.walk, view.head, view.headline_at, view.page, view.body.start)
    dates = read_dates(
        view.head, view.walk, view.body, view.headline_at,
        url=view.page.url, language=read_language(view), candidate=None, on=None,
    )  # fmt: skip
    return confidence.evidence_of(view, headline, dates, read_authors(view))


def gather(directories: list[Path]) -> list[Sample]:
    """Read every page with a forest that was grown without its domain."""
    grown = [page for directory in directories for page in train_body.read(directory)]
    domains = sorted({record["domain"] for record, _ in pages(directories)})
    samples = []
    for number in range(PARTS):
        held = set(domains[number::PARTS])
        booster = train_body.grow([page for page in grown if page.domain not in held])
        forest = Forest(train_body.written(booster))
        weighing.shipped = lambda forest=forest: forest  # type: ignore[attr-defined]
        for record, html in pages(directories):
            if record["domain"] not in held:
                continue
            try:
                view = look(parse(html, record["url"]))
                article = read_view(view)
            except NotAnArticle:
                continue
            samples.append(Sample(record["domain"], evidence(view), judged(record, article)))
    return samples


def fit(rows: np.ndarray, right: np.ndarray, groups: list[str], names: tuple[str, ...]) -> dict[str, Any]:
    """Fit one field: weights of its signs as they come, and what scores turned out to mean on unseen domains."""
    scores = np.zeros(len(right))
    for train, test in GroupKFold(PARTS, shuffle=True, random_state=1).split(rows, groups=groups):
        bias, weights = regress(rows[train], right[train])
        scores[test] = bias + rows[test] @ weights
    bias, weights = regress(rows, right)
    return {
        "bias": round(bias, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "measured": [[round(score, 3), round(share, 3)] for score, share in measured(scores, right)],
    }


def regress(rows: np.ndarray, right: np.ndarray) -> tuple[float, np.ndarray]:
    """Give bias and weights, for signs as they come."""
    mean, spread = rows.mean(0), rows.std(0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=PENALTY, max_iter=5000).fit((rows - mean) / spread, right)
    weights = model.coef_[0] / spread
    return float(model.intercept_[0] - weights @ mean), weights


def measured(scores: np.ndarray, right: np.ndarray) -> list[tuple[float, float]]:
    """Give mean scores and the share that was right, both rising: neighbours that fall are put together.

    A bin closes when it has enough wrong pages, so that the bins are as fine as what is measured allows. The shares are
    Laplace's (rule of succession): nothing is certain because it was so a few dozen times.
    """
    wrong = min(WRONG[1], max(WRONG[0], int(len(right) - right.sum()) // 4))
    bins: list[list[int]] = [[]]
    for index in np.argsort(scores, kind="stable"):
        bins[-1].append(int(index))
        if len(bins[-1]) - right[bins[-1]].sum() >= wrong and len(bins[-1]) >= FEWEST:
            bins.append([])
    if len(bins) > 1 and len(bins[-1]) < FEWEST:
        bins[-2:] = [bins[-2] + bins[-1]]

    def share(members: list[int]) -> float:
        return float((right[members].sum() + 1) / (len(members) + 2))

    pooled: list[list[int]] = []
    for members in bins:
        pooled.append(members)
        while len(pooled) > 1 and share(pooled[-2]) >= share(pooled[-1]):
            pooled[-2:] = [pooled[-2] + pooled[-1]]
    return [(float(scores[members].mean()), share(members)) for members in pooled]


def labelled(samples: list[Sample], field: str) -> list[Sample]:
    """Give the samples of which it is known whether the field is right."""
    return [page for page in samples if field in page.right and field in page.rows]


def fitted(samples: list[Sample]) -> dict[str, dict[str, Any]]:
    """Fit every field: what confidence.json holds."""
    models = {}
    for field, names in FIELDS.items():
        known = labelled(samples, field)
        rows = np.array([page.rows[field] for page in known])
        right = np.array([page.right[field] for page in known])
        models[field] = fit(rows, right, [page.domain for page in known], names)
    return models


def table(field: str, stated: list[float], right: list[bool]) -> None:
    """Print bins of stated confidence beside the share that was right."""
    values, answers = np.array(stated), np.array(right)
    print(f"\n{field}: {len(right)} pages, {answers.mean():.3f} right, AUC {roc_auc_score(answers, values):.3f}")
    waiting: list[int] = []
    start = BINS[0]
    bins: list[tuple[float, float, list[int]]] = []
    for low, high in pairwise(BINS):
        start = low if not waiting else start
        waiting += [int(i) for i in np.flatnonzero((values >= low) & (values < high))]
        if len(waiting) >= FEWEST:
            bins.append((start, high, waiting))
            waiting = []
    if waiting and bins:
        low, _, members = bins.pop()
        bins.append((low, BINS[-1], members + waiting))
    for low, high, members in bins:
        print(f"  {low:.2f}-{min(1.0, high):.2f}  {len(members):5} pages  stated {values[members].mean():.3f}"
              f"  right {answers[members].mean():.3f}")  # fmt: skip


def main() -> int:
    """Measure by parts, and write what all pages together give."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help=f"fit to all pages and write {WEIGHTS.name}")
    args = parser.parse_args()
    samples = gather(args.gold)
    results: dict[str, tuple[list[float], list[bool]]] = {field: ([], []) for field in (*FIELDS, "article")}
    groups = [page.domain for page in samples]
    for train, test in GroupKFold(PARTS, shuffle=True, random_state=0).split(samples, groups=groups):
        models = {name: Model(model) for name, model in fitted([samples[i] for i in train]).items()}
        for page in (samples[i] for i in test):
            stated = {field: models[field].state(row) for field, row in page.rows.items()}
            for field in FIELDS:
                if field in stated and field in page.right:
                    results[field][0].append(stated[field])
                    results[field][1].append(page.right[field])
            parts = [field for field in ("body", "headline", "date_published") if field in stated]
            if all(field in page.right for field in parts):
                results["article"][0].append(confidence.together(stated) or 0.0)
                results["article"][1].append(all(page.right[field] for field in parts))
    for field, (stated_of, right_of) in results.items():
        table(field, stated_of, right_of)
    if args.write:
        WEIGHTS.write_text(json.dumps(fitted(samples), indent=1) + "\n", "ascii")
        print(f"\n{WEIGHTS}: {WEIGHTS.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
