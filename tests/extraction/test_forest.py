"""The forest asked part by part says what a walk down each of its trees says."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction.features import FEATURES, OF_BLOCK, OF_JUDGEMENT, OF_NODE, OF_PAGE
from newsarchive.extraction.forest import LEAVES, Forest, shipped
from newsarchive.extraction.weighing import open_to_doubt
from tests.extraction.making import PROSE, URL, page, paragraphs

NAMES = ("a", "b", "c", "d")
VALUES = st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0, 7.0])


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """A tree as the trainer writes it: a split of a stretch of leaves, then one of each half."""
    splits: list[list[float]] = []
    open_stretches = [(0, draw(st.integers(1, LEAVES)))]
    count = open_stretches[0][1]
    while open_stretches:
        first, end = open_stretches.pop()
        if end - first < 2:
            continue
        middle = draw(st.integers(first + 1, end - 1))
        splits.append([draw(st.integers(0, len(NAMES) - 1)), draw(VALUES), first, middle])
        open_stretches += [(first, middle), (middle, end)]
    return {"splits": splits, "leaves": draw(st.lists(st.floats(-2, 2), min_size=count, max_size=count))}


def walked(tree: dict[str, Any], row: list[float]) -> float:
    first, end = 0, len(tree["leaves"])
    while end - first > 1:
        # The split of a stretch is the one that begins with it and reaches furthest within it.
        middle, feature, threshold = max((m, f, t) for f, t, b, m in tree["splits"] if b == first and m < end)
        if row[feature] <= threshold:
            end = middle
        else:
            first = middle
    leaf: float = tree["leaves"][first]
    return leaf


@given(st.lists(trees(), min_size=1, max_size=5), st.lists(VALUES, min_size=4, max_size=4), st.permutations(NAMES))
def test_parts_say_what_a_walk_down_the_trees_says(
    grown: list[dict[str, Any]], row: list[float], order: list[str]
) -> None:
    forest = Forest({"features": list(NAMES), "trees": grown})
    standing = forest.everything
    for names in (order[:1], order[1:]):
        standing &= forest.part(names).standing([row[NAMES.index(name)] for name in names])
    score = sum(walked(tree, row) for tree in grown)
    assert forest.probability(standing) == pytest.approx(1 / (1 + exp(-score)))


def test_every_feature_stands_in_one_part() -> None:
    assert sorted((*OF_PAGE, *OF_NODE, *OF_JUDGEMENT, *OF_BLOCK)) == sorted(FEATURES)
    assert len(set(FEATURES)) == len(FEATURES)
    assert set(shipped().features) <= set(FEATURES)


def test_a_block_is_weighed_by_its_whole_row() -> None:
    from newsarchive.extraction.article import look
    from newsarchive.extraction.body import find_body
    from newsarchive.extraction.page import parse
    from newsarchive.extraction.weighing import measure

    aside = (
        '<div class="more"><p>Le bac, lui, reste à quai</p><ul><li><a href="/b">Le bac tombe en panne</a></ul></div>'
    )
    view = look(parse(page(paragraphs(aside) + f"<h2>Et après ?</h2><p>{PROSE[0]}</p>"), URL))
    measured = measure(view.walk, find_body(view.walk, view.headline_at), view.headline_at, view.head)
    whole = shipped().part(FEATURES)
    asked = open_to_doubt(measured)
    assert len(asked) >= 2
    for index in range(measured.first, measured.last):
        row, score = measured.row(index), view.body.verdicts[index].score
        assert len(row) == len(FEATURES)
        assert score == (shipped().probability(whole.standing(row)) if index in asked else None)


def test_what_stands_in_the_heart_of_the_story_is_not_weighed() -> None:
    from newsarchive.extraction.article import look
    from newsarchive.extraction.page import parse

    view = look(parse(page(paragraphs("<p>Le bac tombe en panne</p>")), URL))
    at = next(index for index, block in enumerate(view.walk.blocks) if block.text == "Le bac tombe en panne")
    assert view.body.verdicts[at].kept
    assert view.body.verdicts[at].score is None


def test_a_story_whose_container_ends_too_early_is_whole() -> None:
    from newsarchive.extraction.article import look
    from newsarchive.extraction.page import parse

    long = " ".join(PROSE[:2])
    early = f"<p>{long}</p><p>{PROSE[2]}</p>"
    rest = "".join(f"<p>{text} {other}</p>" for text in PROSE for other in PROSE)
    html = page(f'{early}</div></span><div class="rest">{rest}</div>')
    view = look(parse(html, URL))
    assert [block.text for block in view.body.kept][:2] == [long, PROSE[2]]
    at = next(index for index, block in enumerate(view.walk.blocks) if block.text == long)
    assert view.body.verdicts[at].score is None, "a paragraph in what is named the body was doubted"


@pytest.mark.parametrize("names", ["disclosure", "editorial-disclosure", "site-author-tooltip__bio", "disclaimer-text"])
def test_what_a_site_says_of_its_interests_and_authors_is_no_text(names: str) -> None:
    from newsarchive.extraction.article import extract

    note = f'<div class="{names}"><p>Nos choix sont faits sans les annonceurs, qui ne les lisent pas.</p></div>'
    assert "annonceurs" not in extract(page(paragraphs(note)), URL).body
