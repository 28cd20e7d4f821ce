"""A small forest of decision trees that says how likely a block is part of the story.

The trees were grown by ``benchmarks/train_body.py`` and ship as ``forest.json``. They are asked all at
once, feature by feature, as in C. Lucchese et al., "QuickScorer: a Fast Algorithm to Rank Documents with
Additive Ensembles of Regression Trees" (SIGIR 2015): every split that a value fails strikes out the leaves
on its left; the first leaf left standing in each tree is the one a walk down the tree would reach.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from math import exp
from operator import getitem
from typing import Any

#: Leaves a tree may have: one byte of the mask a tree.
LEAVES = 8


class Forest:
    """Trees of at most :data:`LEAVES` leaves over rows of numbers; made of what ``forest.json`` holds.

    ``grown`` is ``{"features": [names], "trees": [{"splits": [[feature, threshold, first, end], …], "leaves":
    [values]}, …]}``: a row goes left where its feature is at most the threshold, and ``first`` to ``end``
    are the leaves on the left of the split. :attr:`everything` are all leaves of all trees, standing.
    """

    def __init__(self, grown: dict[str, Any]) -> None:
        self.features: tuple[str, ...] = tuple(grown["features"])
        trees = grown["trees"]
        self._size = len(trees)
        self.everything = (1 << LEAVES * self._size) - 1
        self._tables = [[_first_standing(mask, tree["leaves"]) for mask in range(1 << LEAVES)] for tree in trees]
        failed: dict[int, list[tuple[float, int]]] = {}
        for number, tree in enumerate(trees):
            for feature, threshold, first, end in tree["splits"]:
                struck = ((1 << end - first) - 1) << first + LEAVES * number
                failed.setdefault(feature, []).append((threshold, self.everything & ~struck))
        self._asked: dict[str, tuple[list[float], list[int]]] = {}
        for feature, splits in failed.items():
            splits.sort(key=lambda s: s[0])
            masks = [self.everything]
            for _, mask in splits:
                masks.append(masks[-1] & mask)
            self._asked[self.features[feature]] = ([threshold for threshold, _ in splits], masks)

    def part(self, names: Sequence[str]) -> Part:
        """Give what asks about some of the features by themselves."""
        asked = [(place, *self._asked[name]) for place, name in enumerate(names) if name in self._asked]
        return Part(self.everything, asked)

    def probability(self, standing: int) -> float:
        """Give the probability, 0 to 1, where ``standing`` are the leaves that every part left standing."""
        score = sum(map(getitem, self._tables, standing.to_bytes(self._size, "little")))
        return 1.0 / (1.0 + exp(-score)) if score > -60.0 else 0.0


class Part:
    """The splits of a forest that ask about some of the features."""

    __slots__ = ("_asked", "_full")

    def __init__(self, full: int, asked: list[tuple[int, list[float], list[int]]]) -> None:
        self._full, self._asked = full, asked

    def standing(self, values: Sequence[float]) -> int:
        """Give the leaves that the numbers of this part leave standing, a bit each."""
        standing = self._full
        for place, thresholds, masks in self._asked:
            standing &= masks[bisect_left(thresholds, values[place])]
        return standing


def _first_standing(mask: int, leaves: list[float]) -> float:
    for number, value in enumerate(leaves):
        if mask >> number & 1:
            return value
    return 0.0


@lru_cache(maxsize=1)
def shipped() -> Forest:
    """Give the forest that ships with the package; read once."""
    return Forest(json.loads(files(__package__).joinpath("forest.json").read_text("ascii")))
