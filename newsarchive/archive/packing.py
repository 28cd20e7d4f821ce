"""An article as bytes, to be put by until it is stored: JSON, compressed; nothing in it can be carried out."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import Any

from newsarchive.archive.errands import pack_facts, to_candidate
from newsarchive.archive.rows import to_utc_text_or_none
from newsarchive.model import ARTICLE_FIELDS, Article, Block, BlockKind, Candidate, Image, Link, LinkKind, Precision

_DATES = ("date_published", "date_modified")


def pack_article(article: Article) -> bytes:
    """Pack an article; :func:`unpack_article` gives an equal one."""
    values = {name: getattr(article, name) for name in ARTICLE_FIELDS}
    return zlib.compress(json.dumps(values, separators=(",", ":"), default=_plain).encode(), level=1)


def unpack_article(packed: bytes) -> Article:
    """Undo :func:`pack_article`."""
    values = json.loads(zlib.decompress(packed))
    for name in _DATES:
        if values[name] is not None:
            values[name] = datetime.fromisoformat(values[name])
            values[f"{name}_precision"] = Precision(values[f"{name}_precision"])
    values["blocks"] = [Block(kind=BlockKind(kind), text=text, level=level) for kind, text, level in values["blocks"]]
    values["images"] = [Image(url=url, caption=caption, credit=credit) for url, caption, credit in values["images"]]
    values["links"] = [
        Link(url=url, text=text, kind=LinkKind(kind), position=position, rel=rel)
        for url, text, kind, position, rel in values["links"]
    ]
    return Article(**values)


def pack_told(told: Candidate | None) -> str | None:
    """Pack what sources said of an article."""
    if told is None:
        return None
    return json.dumps([told.url, told.source, to_utc_text_or_none(told.lastmod), pack_facts(told)])


def unpack_told(packed: str | None) -> Candidate | None:
    """Undo :func:`pack_told`; the last change is known to the second, in UTC."""
    return None if packed is None else to_candidate(*json.loads(packed))


def _plain(value: Any) -> object:
    if isinstance(value, Block):
        return [value.kind, value.text, value.level]
    if isinstance(value, Image):
        return [value.url, value.caption, value.credit]
    if isinstance(value, Link):
        return [value.url, value.text, value.kind, value.position, value.rel]
    assert isinstance(value, datetime)
    return value.isoformat()
