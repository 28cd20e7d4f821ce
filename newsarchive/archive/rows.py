"""How values stand in columns: text SQLite takes, instants that sort, blocks as places in the body."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newsarchive.model import ARTICLE_FIELDS, Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.model import Article

#: The fields of an article that are columns of its row; of the others there are many to an article, in tables of
#: their own.
COLUMNS = tuple(name for name in ARTICLE_FIELDS if name not in ("authors", "tags", "images", "links"))
_ENCODER = json.JSONEncoder(separators=(",", ":"))
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def to_text(text: str) -> str:
    """Give the text as SQLite can keep it: U+FFFD stands for a NUL or half a surrogate pair, as in HTML.

    SQLite's functions stop at a NUL, and lone surrogates are no UTF-8.
    """
    if "\0" not in text:
        if text.isascii():
            return text
        # Ten times as fast as looking for what must not be there, which hardly ever is.
        try:
            text.encode()
        except UnicodeEncodeError:
            pass
        else:
            return text
    return _UNSTORABLE.sub("\ufffd", text)


def to_text_or_none(text: str | None) -> str | None:
    """Give :func:`to_text` of what is there."""
    return None if text is None else to_text(text)


def to_utc_text(moment: datetime) -> str:
    """Give an aware instant as ``2026-11-22T07:30:00Z``: fixed width, so it sorts as text."""
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        # Year 1 or 9999 with an offset: a nonsense date that must not cost the article.
        moment = moment.replace(tzinfo=UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def to_utc_text_or_none(moment: datetime | None) -> str | None:
    """Give :func:`to_utc_text` of what is there."""
    return None if moment is None else to_utc_text(moment)


def to_moment(text: str) -> datetime:
    """Read an instant back; its offset is the one it was stored with."""
    return datetime.fromisoformat(text)


def to_moment_or_none(text: str | None) -> datetime | None:
    """Give :func:`to_moment` of what is there."""
    return None if text is None else datetime.fromisoformat(text)


def to_json(value: object) -> str:
    """Give JSON without needless spaces; ASCII only, so any text survives."""
    return _ENCODER.encode(value)


def to_columns(article: Article) -> dict[str, Any]:
    """Give the values of :data:`COLUMNS` by their names."""
    values: dict[str, Any] = {name: _to_column(getattr(article, name)) for name in COLUMNS}
    return {**values, "blocks": pack_blocks(article.blocks, values["body"])}


def _to_column(value: object) -> object:
    if isinstance(value, str):
        return to_text(value)
    return value.isoformat() if isinstance(value, datetime) else value


def pack_blocks(blocks: Sequence[Block], body: str) -> str:
    """Describe blocks by their place in ``body``, so that its text is not stored twice."""
    packed: list[dict[str, Any]] = []
    at = 0
    for block in blocks:
        text = to_text(block.text)
        entry: dict[str, Any] = {"kind": block.kind.value}
        if block.level is not None:
            entry["level"] = block.level
        start = body.find(text, at)
        if start < 0:
            entry["text"] = text
        else:
            entry["start"] = start
            entry["length"] = len(text)
            at = start + len(text)
        packed.append(entry)
    return to_json(packed)


def unpack_blocks(packed: str, body: str) -> list[Block]:
    """Undo :func:`pack_blocks`."""
    blocks = []
    for entry in json.loads(packed):
        text = entry["text"] if "text" in entry else body[entry["start"] : entry["start"] + entry["length"]]
        blocks.append(Block(kind=BlockKind(entry["kind"]), text=text, level=entry.get("level")))
    return blocks
