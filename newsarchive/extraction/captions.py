"""Captions without a name of their own: text that shares a box for a picture with the picture."""

from __future__ import annotations

import re

from newsarchive.extraction.blocks import Node, Picture, Walk
from newsarchive.extraction.zone_words import Zone

_PICTURE = re.compile(r"image|img|pictur|photo|foto|bild(?!ung)|figure|(?<![a-z])pic(?![a-z])|picbox")
#: Boxes of a picture beside text are the story's.
_TEXT = re.compile(r"text|content|body|copy|prose|grid|row")
_MOST_BLOCKS = 2
_LONGEST = 450
#: Containers around a block that are looked at.
_CLIMB = 4


def note_captions(walk: Walk) -> None:
    """Mark as captions the one or two short blocks that stand in a container named for a picture, with a picture."""
    count = len(walk.blocks)
    for picture in walk.pictures:
        for index in (picture.position - 1, picture.position):  # what stands before it and after it
            if 0 <= index < count:
                box = _box_around(walk.blocks[index].node)
                if box is not None and box.element in picture.element.iterancestors():
                    _note(walk, box, picture)


def _box_around(node: Node | None) -> Node | None:
    """Give the container named for a picture in which a block of ``node`` stands with at most one more."""
    for _ in range(_CLIMB):
        if node is None or node.end - node.start > _MOST_BLOCKS:
            return None
        names = f"{node.made[1] or ''} {node.element.get('id') or ''}".lower()
        if _PICTURE.search(names):
            return None if _TEXT.search(names) else node
        node = node.parent
    return None


def _note(walk: Walk, box: Node, picture: Picture) -> None:
    blocks = walk.blocks[box.start : box.end]
    if any(len(block.text) > _LONGEST or block.links for block in blocks):
        return
    for block in blocks:
        if not block.zone & Zone.CAPTION:
            block.zone |= Zone.CAPTION
            picture.captions.append(block.element)
