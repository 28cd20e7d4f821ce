"""Captions without a name of their own: text that shares a box for a picture with the picture."""

from __future__ import annotations

import re

from newsarchive.extraction.blocks import Node, Picture, Walk
from newsarchive.extraction.zone_words import Zone

_PICTURE = re.compile(r"image|img|pictur|photo|foto|bild(?!ung)|figure|(?<![a-z])pic(?![a-z])|picbox", re.IGNORECASE)
#: Boxes of a picture beside text are the story's.
_TEXT = re.compile(r"text|content|body|copy|prose|grid|row", re.IGNORECASE)
_MOST_BLOCKS = 2
_LONGEST = 450
#: Elements around a picture that are looked at.
_CLIMB = 4


def note_captions(walk: Walk) -> None:
    """Mark as captions the one or two short blocks that stand in a container named for a picture, beside a picture."""
    nodes: dict[object, Node] = {}
    for picture in walk.pictures:
        element = picture.element.getparent()
        for _ in range(_CLIMB):
            if element is None:
                break
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if _PICTURE.search(names) and not _TEXT.search(names):
                nodes = nodes or {node.element: node for node in walk.nodes}
                if element in nodes:
                    _note(walk, nodes[element], picture)
                break
            element = element.getparent()


def _note(walk: Walk, node: Node, picture: Picture) -> None:
    blocks = walk.blocks[node.start : node.end]
    if len(blocks) > _MOST_BLOCKS or any(len(block.text) > _LONGEST or block.links for block in blocks):
        return
    for block in blocks:
        if not block.zone & Zone.CAPTION:
            block.zone |= Zone.CAPTION
            picture.captions.append(block.element)
