"""HTML to Article: ``extract(html, url)``; see house rules in the project's documentation.

Nothing here touches the network, the clock or the disk, and nothing is remembered from one page to the next.
"""

from __future__ import annotations

from newsarchive.extraction.article import extract, impression, read, read_and_note
from newsarchive.extraction.memory import learn

__all__ = ["extract", "impression", "learn", "read", "read_and_note"]
