"""How likely each field is right: a few signs of each, weighed by what they meant on labelled pages.

schema.org has no name for this. A confidence is a probability: of a hundred fields stated at 0.9 some ninety are what
a careful reader of the page would have written down. ``benchmarks/train_confidence.py`` fits the weights in
``confidence.json`` (logistic regressions, and what their scores meant on domains they had not seen) and says what
counts as right. Nothing is read from the page for it: the signs are left over from reading the fields.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from math import log, prod, sqrt
from operator import mul
from typing import Any

from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.date_choice import Found, Trust, is_same
from newsarchive.extraction.dating import Dates
from newsarchive.extraction.headline import Headline
from newsarchive.extraction.signing import Signing
from newsarchive.extraction.view import View
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind, Moment, Precision
from newsarchive.normalize.names import is_person

#: Characters from which a block's own score counts, and under which a block is a short one.
_WORDS, _SHORT = 20, 60
#: Where somebody may be named who signs: so many blocks around the headline and the end of the text.
_BESIDE = 6
#: Authors that are looked at; so many sign nothing.
_MANY = 20

#: What must be right for an article to be.
_TOGETHER = ("body", "headline", "date_published")

#: The signs of each field, in the order of its evidence.
BODY = (
    *("doubtful kept", "doubtful dropped", "weakest kept", "strongest dropped", "characters", "blocks", "short blocks"),
    *("weighed otherwise", "linked", "listed", "prose elsewhere", "prose dropped", "named container"),
    *("text declared", "lengths differ", "end in doubt"),
)
HEADLINE = (
    *("agreeing", "shown", "heading under", "json-ld agrees", "og:title agrees", "json-ld differs"),
    *("og:title differs", "marks"),
)
DATE = (
    *("declared", "shown", "guessed", "kinds that agree", "kinds that differ", "days apart", "day only"),
    *("address agrees", "json-ld", "last change"),
)
AUTHORS = (
    *("json-ld", "meta", "link", "newsroom", "names", "all persons", "said by another", "another differs", "shown"),
    "longest",
)


def body_evidence(view: View) -> list[float]:
    """Give the signs of :data:`BODY`."""
    body, blocks, verdicts = view.body, view.walk.blocks, view.body.verdicts
    doubt = missed = lost = 0.0
    weakest, strongest, last = 1.0, 0.0, 1.0
    chars = kept = short = linked = listed = changed = 0
    for index in range(max(0, body.start - 12), min(len(blocks), body.end + 12)):
        block, verdict = blocks[index], verdicts[index]
        length, score = len(block.text), verdict.score
        changed += verdict.rule == "weighed"
        if verdict.kept:
            chars += length
            kept += 1
            short += length < _SHORT
            linked += block.link_chars
            listed += length if block.kind is BlockKind.LIST_ITEM else 0
            last = 1.0 if score is None else score
            doubt += length * (1.0 - last)
            weakest = min(weakest, last) if length >= _WORDS else weakest
        elif score is not None:
            missed += length * score
            lost += length - block.link_chars if length > _SHORT else 0
            strongest = max(strongest, score) if length >= _WORDS else strongest
    root = view.walk.nodes[0].good if view.walk.nodes else 0.0
    container, told = body.container, view.head.structured.body
    inside = container.good if container is not None else 0.0
    some, count = chars or 1, kept or 1
    return [
        _spread(doubt / some),
        _spread(missed / some),
        1.0 - weakest,
        strongest,
        log(chars + 50) - 7.5,
        log(kept + 1) - 2.5,
        short / count,
        _spread(changed / count),
        _spread(linked / some),
        listed / some,
        1.0 - min(1.0, inside / root) if root > 0 else 1.0,
        _spread(lost / some),
        float(container is not None and bool(container.zone & Zone.BODY)),
        float(bool(told)),
        min(1.0, abs(log((len(told) + 50) / (chars + 50)))) if told else 0.0,
        1.0 - last,
    ]


def _spread(share: float) -> float:
    """Spread small shares: one in a hundred is half as far from none as four in a hundred; more than half is much."""
    return sqrt(min(0.5, max(0.0, share)))


def headline_evidence(headline: Headline) -> list[float]:
    """Give the signs of :data:`HEADLINE`."""
    text = fold(headline.text)
    said = {title.source: fold(title.text) for title in headline.declared}
    edited, social = said.get("json-ld"), said.get("og:title")
    return [
        sum(one == text for one in said.values()) / (len(said) or 1),
        float(headline.shown is not None and fold(headline.shown.text) == text),
        float(headline.chosen is not None and headline.chosen.source == "heading under"),
        float(edited == text),
        float(social == text),
        float(edited is not None and edited != text),
        float(social is not None and social != text),
        float(any(mark in headline.text for mark in (" | ", " - ", " – ", ": "))),
    ]


def date_evidence(published: Moment, found: Sequence[Found]) -> list[float]:
    """Give the signs of :data:`DATE`; ``found`` are the candidates that ``published`` was chosen from."""
    own = [one for one in found if one.moment.source == published.source]
    mine = next((one for one in own if one.moment.raw == published.raw), own[0] if own else found[0])
    same: list[Found] = []
    others: list[Found] = []
    for one in found:
        (same if is_same(mine, one) else others).append(one)
    day = published.value.date()
    apart = max((abs((one.moment.value.date() - day).days) for one in others), default=0)
    return [
        float(mine.trust is Trust.DECLARED),
        float(mine.trust is Trust.SHOWN),
        float(mine.trust >= Trust.GUESSED),
        min(3, len({(one.moment.source, one.trust) for one in same})) / 3.0,
        min(2, len({(one.moment.source, one.trust) for one in others})) / 2.0,
        min(8.0, log(1.0 + apart)) / 8.0,
        float(published.precision is Precision.DAY),
        float(any(one.moment.source == "url" for one in same)),
        float(any(one.moment.source == "json-ld" for one in same)),
        float(published.source == "modified"),
    ]


def authors_evidence(view: View, signing: Signing) -> list[float]:
    """Give the signs of :data:`AUTHORS`."""
    source, names = signing.source, signing.names[:_MANY]
    told = (view.head.structured.authors if source != "json-ld" else view.head.article_authors)[:_MANY]
    said = " ".join(fold(name) for name in told if not name.startswith(("http", "/")))
    is_said = [fold(name) in said for name in names]
    return [
        float(source == "json-ld"),
        float(source == "meta"),
        float(source in ("rel", "link")),
        float(source == "newsroom"),
        min(4, len(names) - 1) / 2.0,
        float(all(is_person(name) for name in names)),
        float(all(is_said)),
        float(bool(said) and not any(is_said)),
        float(_are_shown(view, names)),
        float(max(len(name.split()) for name in names) > 3),
    ]


def _are_shown(view: View, names: Sequence[str]) -> bool:
    """Ask whether short lines beside the headline or at the end of the text name all of them."""
    blocks, body = view.walk.blocks, view.body
    at = view.headline_at if view.headline_at is not None else body.start
    above = blocks[max(0, at - 2) : max(at, body.start) + _BESIDE]
    lines = " ".join(b.text for b in (*above, *blocks[max(0, body.end - 3) : body.end]) if len(b.text) < 200).casefold()
    return all(name.casefold() in lines for name in names)


class Model:
    """A logistic regression, and what its scores turned out to mean.

    ``fitted`` is an entry of ``confidence.json``: ``bias``, ``weights`` by sign, and ``measured``, pairs of a score
    and the share of pages around it whose field was right, both rising. Between them lies a line, beyond them nothing.
    """

    def __init__(self, fitted: dict[str, Any]) -> None:
        self._bias: float = fitted["bias"]
        self._weights = tuple(fitted["weights"].values())
        self._scores: tuple[float, ...]
        self._shares: tuple[float, ...]
        self._scores, self._shares = zip(*fitted["measured"], strict=True)

    def state(self, evidence: Sequence[float]) -> float:
        """Give the probability, 0 to 1, rounded to hundredths."""
        score: float = self._bias + sum(map(mul, self._weights, evidence))
        scores, shares = self._scores, self._shares
        above = bisect_left(scores, score)
        if above in (0, len(scores)):
            return round(shares[min(above, len(scores) - 1)], 2)
        part = (score - scores[above - 1]) / (scores[above] - scores[above - 1])
        return round(shares[above - 1] + part * (shares[above] - shares[above - 1]), 2)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Model]:
    fitted = json.loads(files(__package__).joinpath("confidence.json").read_text("ascii"))
    return {field: Model(model) for field, model in fitted.items()}


def evidence_of(
    view: View, headline: Headline, dates: Dates, signing: Signing, named: Collection[str] = ()
) -> dict[str, list[float]]:
    """Give the signs of each field that the page itself told; none for those ``named`` by the profile of its site."""
    published = dates.published
    evidence: dict[str, list[float]] = {}
    if "body" not in named:
        evidence["body"] = body_evidence(view)
    if headline.text and "headline" not in named:
        evidence["headline"] = headline_evidence(headline)
    is_own = published is not None and any(one.moment.source == published.source for one in dates.found)
    if published is not None and is_own and "date_published" not in named:
        evidence["date_published"] = date_evidence(published, dates.found)
    if signing.names and signing.source != "known" and "authors" not in named:
        evidence["authors"] = authors_evidence(view, signing)
    return evidence


def stated(evidence: dict[str, list[float]]) -> dict[str, float]:
    """Give the confidence of each field there is evidence of, and of the ``article``, 0 to 1 in hundredths."""
    models = _shipped()
    sure = {field: models[field].state(row) for field, row in evidence.items()}
    whole = together(sure)
    return sure if whole is None else {**sure, "article": whole}


def together(sure: Mapping[str, float]) -> float | None:
    """Give how likely body, headline and date, as far as they are stated, are right at once."""
    known = [sure[field] for field in _TOGETHER if field in sure]
    return round(prod(known), 2) if known else None
