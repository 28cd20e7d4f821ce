"""Which container of the page holds the article, and where its text ends."""

from __future__ import annotations

import re

from newsarchive.extraction.blocks import Node, RawBlock, Walk
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind

#: Blocks shorter than this are labels as likely as prose.
SHORT = 80
#: Zones of what is said about the article, not in it.
META_ZONES = Zone.BYLINE | Zone.AUTHOR | Zone.DATE | Zone.UPDATED | Zone.SECTION | Zone.TAGS
_NO_PROSE = META_ZONES | Zone.CAPTION | Zone.FOOTER
_DOUBTFUL = Zone.HIDDEN | Zone.ASIDE
_PARAGRAPH, _HEADING, _LIST_ITEM, _TABLE = (
    BlockKind.PARAGRAPH,
    BlockKind.HEADING,
    BlockKind.LIST_ITEM,
    BlockKind.TABLE,
)
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE})
_WITHIN = frozenset({"blockquote", "ul", "ol", "figure"})
#: The end of a sentence, at the end or in the middle of a block.
SENTENCE = re.compile(r"[.!?…。！？؟»”\"]['\"”»)\]]{0,9}\s*$|[.!?]\s+\w")


def weigh(walk: Walk) -> None:
    """Add the worth of every block to the containers around it."""
    for node in walk.nodes:
        node.good = 0.0
    for block in walk.blocks:
        # What is hidden is often the same text once more, for another size of screen.
        gain = block.worth = worth(block)
        if gain and block.zone & _DOUBTFUL:
            gain *= 0.4
        above: Node | None = block.node if gain else None
        while above is not None:
            above.good += gain
            above = above.parent


def worth(block: RawBlock) -> float:
    """Weigh a block: characters of prose, nothing for links, labels, headings and what many pages say."""
    kind = block.kind
    if block.pages or block.zone & _NO_PROSE or kind is _HEADING:
        return 0.0
    chars, linked = len(block.text), block.link_chars
    if linked * 2 > chars:
        return 0.0
    length = int((chars - linked) * block.density)
    if kind is _TABLE:
        return min(length, 200) * 0.2
    if length < 20:
        return 0.0
    if length < SHORT and not SENTENCE.search(block.text):
        return length * (0.3 if kind is _PARAGRAPH else 0.15)
    return length * (1.0 if kind is not _LIST_ITEM else 0.6)


def container_of(walk: Walk, headline: int | None) -> Node | None:
    """Choose the container that holds the article; None where the page has no block.

    One that is named a story's body wins where it holds a fair share of the prose; else the
    smallest one that still holds most of it. A text in several parts that are made alike is one.
    """
    chosen = _chosen(walk, headline)
    return _with_parts_alike(walk, chosen) if chosen is not None and chosen.good > 0 else chosen


def _chosen(walk: Walk, headline: int | None) -> Node | None:
    root = walk.nodes[0] if walk.nodes else None
    if root is None or root.good <= 0:
        return root
    root = _scope(walk, root, headline)
    named = [n for n in walk.nodes if n.zone & Zone.BODY and n.good > 0 and _is_below(n, root)]
    if named:
        best = max(named, key=lambda n: n.good)
        after = headline is None or best.end > headline
        good = best.good + spilled_end(walk, best)[1]
        if after and (good >= 0.4 * root.good or (good >= 600 and good >= 0.25 * root.good)):
            inner = [n for n in named if n.good >= 0.85 * best.good]
            chosen = inner[-1] if inner else best
            return _widened(chosen, root)
    return _descend(root, headline)


def _scope(walk: Walk, root: Node, headline: int | None) -> Node:
    """Narrow the search to the one article element that holds the headline, on pages that go on with the next story."""
    if headline is None:
        return root
    node: Node | None = walk.blocks[headline].node
    while node is not None:
        if node.element.tag == "article" and node.good >= 600 and node.good >= 0.1 * root.good:
            others = sum(
                n.good >= 0.5 * node.good
                for n in walk.nodes
                if n.element.tag == "article" and not _is_below(n, node) and not _is_below(node, n)
            )
            return node if others or node.good >= 0.6 * root.good else root
        node = node.parent
    return root


def _is_below(node: Node | None, above: Node) -> bool:
    while node is not None:
        if node is above:
            return True
        node = node.parent
    return False


def _widened(node: Node, root: Node) -> Node:
    """Go up while the parent adds much prose that stands beside the named container (a body cut in parts)."""
    current = node
    while current.parent is not None and current.parent is not root:
        parent = current.parent
        if parent.zone & Zone.BODY and parent.good > current.good * 1.15:
            current = parent
            continue
        named = sum(n.good for n in parent.children if n.zone & Zone.BODY)
        if named > current.good * 1.15:
            current = parent
            continue
        break
    return current


def _with_parts_alike(walk: Walk, container: Node) -> Node:
    """Go up to the container that holds the other parts of a text whose parts are made alike."""
    own: dict[Node, float] = {}
    for block in walk.blocks[container.start : container.end]:
        home = _home_of(block)
        own[home] = own.get(home, 0.0) + block.worth
    main = max(own, key=own.__getitem__)
    made = _names_of(main)
    if not made:
        return container
    current, grown = container, container
    for _ in range(7):
        if current.parent is None or current.parent.element.tag in ("body", "html"):
            break
        current = current.parent
        alike = other = 0.0
        around = [
            (index, walk.blocks[index])
            for index in (*range(current.start, grown.start), *range(grown.end, current.end))
        ]
        if any(_is_title_of_another(block, index < grown.start) for index, block in around):
            break
        for _, block in around:
            gain = block.worth
            if not gain:
                continue
            home = _home_of(block)
            names = _names_of(home)
            same = home.element.tag == main.element.tag and 2 * len(names & made) >= len(names | made)
            alike += gain if same else 0.0
            other += 0.0 if same else gain
        if alike >= 150 and alike >= 0.1 * grown.good and other <= 0.5 * alike:
            grown = current
    return grown


def _is_title_of_another(block: RawBlock, is_above: bool) -> bool:
    """Ask whether a heading is the title of another story: a link, or a second main heading below the text."""
    if block.kind is not _HEADING:
        return False
    return (block.level == 1 and not is_above) or (bool(block.links) and block.link_chars >= 0.8 * len(block.text))


def _home_of(block: RawBlock) -> Node:
    """Give the container a block stands in, over lists and quotations."""
    node = block.node
    while node.element.tag in _WITHIN and node.parent is not None:
        node = node.parent
    return node


def _names_of(node: Node) -> frozenset[str]:
    return frozenset((node.element.get("class") or "").split())


def _heads_prose(walk: Walk, index: int, home: Node) -> bool:
    """Ask whether a block is a heading without link, and long prose follows it in the same container."""
    block = walk.blocks[index]
    after = walk.blocks[index + 1] if index + 1 < len(walk.blocks) else None
    if block.kind is not _HEADING or block.links or after is None or after.node is not home:
        return False
    return worth(after) >= SHORT


def spilled_end(walk: Walk, container: Node) -> tuple[int, float]:
    """Follow a text that runs on behind its container, where a stray end tag closed it: the new end, what it adds."""
    around: list[Node] = []
    node = container.parent
    while node is not None and len(around) < 6:
        around.append(node)
        node = node.parent
    end, added = container.end, 0.0
    for index in range(container.end, len(walk.blocks)):
        block = walk.blocks[index]
        home = _home_of(block)
        if home in around and block.zone & Zone.CAPTION:
            continue
        if (
            home not in around
            or block.zone
            or (not added and block.kind not in _PROSE and not _heads_prose(walk, index, home))
        ):
            break
        gain = block.worth if len(block.text) >= SHORT else 0.0
        added += gain
        if gain or block.kind is _PARAGRAPH:
            end = index + 1
    return (end, added) if added >= 250 else (container.end, 0.0)


def _descend(root: Node, headline: int | None) -> Node:
    """Go down to the smallest container that still holds most of the prose."""
    current = root
    while True:
        best = max(current.children, key=lambda n: n.good, default=None)
        if best is None or best.good <= 0:
            return current
        share = best.good / current.good
        if share >= 0.72 or (share >= 0.5 and headline is not None and best.start <= headline < best.end):
            current = best
            continue
        return current
