"""Live reports: the hour over each entry is a heading of its own, like the entry's title."""

from __future__ import annotations

import re
from collections import defaultdict

from newsarchive.extraction.blocks import Node, Walk
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind

_HOUR = re.compile(
    r"(?:[01]?\d|2[0-3])\s?(?:[:.：]\s?[0-5]\d(?::[0-5]\d)?|h\s?(?:[0-5]\d)?|[時시]\s?(?:[0-5]?\d[分분])?)"
    r"(?:\s?(?:uhr|h|[ap]\.?m\.?|gmt|bst|utc|cest|cet|e[sd]?t|p[sd]t))?$",
    re.IGNORECASE,
)
_LONGEST = 14
_DEFAULT_LEVEL = 2


def set_hours(walk: Walk) -> None:
    """Make headings of the hours that open the entries of a live report, at the level of the entries' titles."""
    blocks = walk.blocks
    opened: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if len(block.text) <= _LONGEST and block.text[0].isdigit() and _HOUR.match(block.text):
            entry = _entry_of(walk, index)
            if entry is not None:
                made = (str(entry.element.tag), entry.element.get("class") or "")
                opened[made].append((index, entry.end))
    for hours in opened.values():
        if len(hours) < 2:
            continue
        titles = [_title_level(walk, index, end) for index, end in hours]
        usual = next(filter(None, titles), _DEFAULT_LEVEL)
        for (index, _), level in zip(hours, titles, strict=True):
            block = blocks[index]
            block.kind, block.level, block.zone = BlockKind.HEADING, level or usual, Zone.NONE


def _entry_of(walk: Walk, index: int) -> Node | None:
    """Give the container that an hour opens and that holds text behind it."""
    node: Node | None = walk.blocks[index].node
    for _ in range(4):
        if node is None or node.start != index or node.element.tag in ("body", "main"):
            return None
        if any(len(b.text) >= 40 and 2 * b.link_chars < len(b.text) for b in walk.blocks[index + 1 : node.end]):
            return node
        node = node.parent
    return None


def _title_level(walk: Walk, index: int, end: int) -> int | None:
    return next((b.level for b in walk.blocks[index + 1 : min(end, index + 3)] if b.level), None)
