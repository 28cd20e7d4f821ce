"""The second judgement on every block: what the rules said is one of the things weighed.

Rules see one block and its zone; the forest in :mod:`.forest` sees what the blocks around it are like, too.
What a rule names beyond doubt (an advertisement's label, a call to another article) is not weighed again.
"""

from __future__ import annotations

from functools import lru_cache

from newsarchive.extraction.blocks import Node, RawBlock, Walk
from newsarchive.extraction.body import Body, Verdict, settle
from newsarchive.extraction.features import OF_BLOCK, OF_JUDGEMENT, OF_NODE, OF_PAGE, Judgement, Measure
from newsarchive.extraction.forest import Forest, Part, shipped
from newsarchive.extraction.meta import Head
from newsarchive.extraction.zone_words import Zone
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
STAYS, COMES_BACK = 0.25, 0.6
_PARAGRAPH = 80


def is_final(verdict: Verdict, block: RawBlock) -> bool:
    """Ask whether a verdict is never overruled. A heading in a zone for by-lines may well be one of the story's."""
    if block.pages or verdict.rule in _FINAL:
        return True
    if verdict.rule == "caption":
        return block.element.tag in ("figcaption", "caption")
    return verdict.rule == "by-line, date or section" and block.kind is not BlockKind.HEADING


def open_to_doubt(measured: Measure) -> list[int]:
    """Give the blocks to be weighed: in and around the text, not final, and not what is kept of the story's heart.

    The heart is the container that holds more prose than any other, with those around it: of 31,800 blocks in one
    that the rules kept on labelled pages, a forest took away four, and was no better for having been asked. Nor is a
    paragraph doubted that stands directly in what the page itself names its body, as far as that reaches: an end tag
    too many puts the rest of a story elsewhere. Above the first paragraph all is in doubt: dates and reviewers stand
    there.
    """
    verdicts, blocks = measured.body.verdicts, measured.blocks
    stretch = range(measured.first, measured.last)
    begun = next((index for index in stretch if blocks[index].worth >= _PARAGRAPH), measured.last)
    return [
        index
        for index in stretch
        if not is_final(verdicts[index], blocks[index])
        and not (index >= begun and verdicts[index].kept and _is_beyond_doubt(blocks[index], measured.heart))
    ]


def _is_beyond_doubt(block: RawBlock, heart: frozenset[Node]) -> bool:
    length, node = len(block.text), block.node
    return 2 * block.link_chars < length and (node in heart or (node.zone & Zone.BODY > 0 and length >= _PARAGRAPH))


def measure(walk: Walk, body: Body, headline: int | None, head: Head) -> Measure:
    """Measure the blocks of a page that was judged by the rules."""
    return Measure(walk, body, headline, head.first("og:description", "description") or "")


def weigh_again(walk: Walk, body: Body, headline: int | None, head: Head) -> None:
    """Judge the blocks in and around the text again, by the forest; verdicts get their ``score``."""
    if body.container is None or not body.verdicts:
        return
    measured = measure(walk, body, headline, head)
    asked = open_to_doubt(measured)
    if not asked:
        return
    for index, score in zip(asked, _chances(measured, asked), strict=True):
        verdict = body.verdicts[index]
        kept = score >= (STAYS if verdict.kept else COMES_BACK)
        rule = verdict.rule if kept == verdict.kept else "weighed"
        body.verdicts[index] = Verdict(kept=kept, rule=rule, score=score)
    settle(walk, body)


def _chances(measured: Measure, asked: list[int]) -> list[float]:
    """Give the probability that it is text for each of some blocks, what they share asked about once."""
    forest, of_page, of_node, of_judgement, of_block = _asking()
    shared = of_page.standing(measured.of_page())
    nodes: dict[Node, int] = {}
    judgements: dict[Judgement, int] = {}
    chances = []
    for index in asked:
        node, judgement = measured.blocks[index].node, measured.judgement(index)
        housed = nodes.get(node, -1)
        if housed < 0:
            housed = nodes[node] = shared & of_node.standing(measured.of_node(node))
        judged = judgements.get(judgement, -1)
        if judged < 0:
            judged = judgements[judgement] = of_judgement.standing(judgement.numbers())
        chances.append(forest.probability(housed & judged & of_block.standing(measured.of_block(index))))
    return chances


@lru_cache(maxsize=1)
def _asking() -> tuple[Forest, Part, Part, Part, Part]:
    forest = shipped()
    return forest, forest.part(OF_PAGE), forest.part(OF_NODE), forest.part(OF_JUDGEMENT), forest.part(OF_BLOCK)
