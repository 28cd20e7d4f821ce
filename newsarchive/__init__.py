"""newsarchive: crawl news sites into a SQLite archive that can be searched, exported and trusted.

>>> from newsarchive import extract
>>> article = extract(html, url="https://example.org/story")   # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from newsarchive.errors import NewsArchiveError, NotAnArticle
from newsarchive.model import Article, Block, Image, Link
from newsarchive.version import __version__

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.extraction import extract

__all__ = [
    "Archive",
    "Article",
    "Block",
    "Image",
    "Link",
    "NewsArchiveError",
    "NotAnArticle",
    "__version__",
    "extract",
]

_LAZY = {"extract": "newsarchive.extraction", "Archive": "newsarchive.archive"}


def __getattr__(name: str) -> object:
    """Import the parts that cost time only when they are asked for (PEP 562)."""
    if name in _LAZY:
        value = getattr(import_module(_LAZY[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
