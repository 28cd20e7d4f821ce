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
#: The end of a sentence, at the end or in the middle of a block.
SENTENCE = re.compile(r"[.!?…。！？؟»”\"]['\"”»)\]]*\s*$|[.!?]\s+\w")


def weigh(walk: Walk) -> None:
    """Add the worth of every block to the containers around it."""
    for block in walk.blocks:
        gain = worth(block)
        node: Node | None = block.node if gain else None
        while node is not None:
            node.good += gain
            node = node.parent


def worth(block: RawBlock) -> float:
    """Weigh a block: characters of prose, nothing for links, labels and headings."""
    if block.zone & (META_ZONES | Zone.CAPTION | Zone.FOOTER) or block.kind is BlockKind.HEADING:
        return 0.0
    length = len(block.text) - block.link_chars
    if block.link_chars * 2 > len(block.text):
        return 0.0
    if block.kind is BlockKind.TABLE:
        return min(length, 200) * 0.2
    if length < 20:
        return 0.0
    if length < SHORT and not SENTENCE.search(block.text):
        return length * (0.3 if block.kind is BlockKind.PARAGRAPH else 0.15)
    return length * (1.0 if block.kind is not BlockKind.LIST_ITEM else 0.6)


def container_of(walk: Walk, headline: int | None) -> Node | None:
    """Choose the container that holds the article; None where the page has no block.

    One that is named a story's body wins where it holds a fair share of the prose; else the
    smallest one that still holds most of it.
    """
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
        home = block.node
        while home.element.tag in ("blockquote", "ul", "ol", "figure") and home.parent is not None:
            home = home.parent
        if home in around and block.zone & Zone.CAPTION:
            continue
        if (
            home not in around
            or block.zone
            or (not added and block.kind is not BlockKind.PARAGRAPH and block.kind is not BlockKind.QUOTE)
        ):
            break
        gain = worth(block) if len(block.text) >= SHORT else 0.0
        added += gain
        if gain or block.kind is BlockKind.PARAGRAPH:
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
