"""The second judgement on every block: what the rules said is one of the things weighed.

Rules see one block and its zone; the forest in :mod:`.forest` sees what the blocks around it are like, too.
What a rule names beyond doubt (an advertisement's label, a call to another article) is not weighed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from newsarchive.extraction.blocks import RawBlock, Walk
from newsarchive.extraction.body import Body, Verdict, settle
from newsarchive.extraction.declared import declared_text
from newsarchive.extraction.features import PARTS, Measure, Place, of_text, wrapped
from newsarchive.extraction.forest import Forest, Part, shipped
from newsarchive.extraction.meta import Head
from newsarchive.model import BlockKind

_FINAL = frozenset(
    {
        *("ad label", "ornament", "related heading", "call-out", "call-out list", "call-out: pointed at"),
        *("of a related article", "footer", "furniture", "said before", "machinery", "call-out: nothing but a link"),
        *("by-line above the text", "end heading", "after an end heading", "headline again"),
        "above the headline",
    }
)
#: The probability from which a block stays, and the one from which one comes back that the rules dropped. A sentence
#: lost weighs more than a line too many.
STAYS, COMES_BACK = 0.25, 0.55


def is_final(verdict: Verdict, block: RawBlock) -> bool:
    """Ask whether a verdict is never overruled. A heading in a zone for by-lines may well be one of the story's."""
    if block.pages or verdict.rule in _FINAL:
        return True
    if verdict.rule == "caption":
        return block.element.tag in ("figcaption", "caption")
    return verdict.rule == "by-line, date or section" and block.kind is not BlockKind.HEADING


def place_of(body: Body, headline: int | None) -> Place:
    """Say where the rules found the text."""
    return Place(
        start=body.start,
        end=body.end,
        headline=headline,
        rules={index: verdict.rule for index, verdict in body.verdicts.items()},
        kept=frozenset(index for index, verdict in body.verdicts.items() if verdict.kept),
    )


def measure(walk: Walk, body: Body, headline: int | None, head: Head) -> Measure:
    """Measure the blocks of a page that were judged by the rules."""
    about = head.first("og:description", "description") or ""
    return Measure(walk, place_of(body, headline), about, declared_text(head))


def weigh_again(walk: Walk, body: Body, headline: int | None, head: Head) -> None:
    """Judge the blocks in and around the text again, by the forest; verdicts get their ``score``."""
    if body.container is None or not body.verdicts:
        return
    measured = measure(walk, body, headline, head)
    asked = [
        index
        for index in range(measured.first, measured.last)
        if not is_final(body.verdicts[index], walk.blocks[index])
    ]
    for index, score in zip(asked, _chances(measured, asked), strict=True):
        verdict = body.verdicts[index]
        kept = score >= (STAYS if verdict.kept else COMES_BACK)
        rule = verdict.rule if kept == verdict.kept else "weighed"
        body.verdicts[index] = Verdict(kept=kept, rule=rule, score=score)
    settle(walk, body)


def _chances(measured: Measure, asked: list[int]) -> Iterator[float]:
    """Give the probability that it is text for each of some blocks, what they share asked about once."""
    forest, parts = _asking()
    page, of_node, of_make = parts["page"], parts["node"], parts["make"]
    shared = forest.everything if page is None else page.standing(measured.page())
    nodes: dict[int, int] = {}
    makes: dict[object, int] = {}
    few = [(part, read(measured)) for name, read in _FEW if (part := parts[name])]
    many = [(part, read(measured)) for name, read in _MANY if (part := parts[name])]
    for index in asked:
        block = measured.blocks[index]
        standing = nodes.get(id(block.node), -1)
        if standing < 0:
            standing = shared if of_node is None else shared & of_node.standing(measured.node(block.node))
            nodes[id(block.node)] = standing
        made = measured.made_at(index)
        if of_make is not None:
            left = makes.get(made, -1)
            if left < 0:
                left = makes[made] = of_make.standing(measured.make(made))
            standing &= left
        for part, values in few:
            standing &= part.remembered(values(index))
        for part, values in many:
            standing &= part.standing(values(index))
        yield forest.probability(standing)


_Values = Callable[[int], tuple[float, ...]]
#: The parts of a block's own, those whose values come again and those whose do not.
_FEW: tuple[tuple[str, Callable[[Measure], _Values]], ...] = (
    ("judged", lambda m: m.judged),
    ("alike", lambda m: m.alike),
    ("wrapped", lambda m: lambda index: wrapped(m.blocks[index])),
)
_MANY: tuple[tuple[str, Callable[[Measure], _Values]], ...] = (
    ("text", lambda m: lambda index: of_text(m.blocks[index])),
    ("place", lambda m: m.placed),
    ("around", lambda m: m.around),
)


@lru_cache(maxsize=1)
def _asking() -> tuple[Forest, dict[str, Part | None]]:
    forest = shipped()
    return forest, {name: forest.part(names) for name, names in PARTS.items()}
