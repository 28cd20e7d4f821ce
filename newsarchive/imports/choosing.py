"""Which of what others kept is wanted: by host and day before it is unpacked, by what it is after that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.normalize.urls import host_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from newsarchive.model import Capture

#: What an article, or what names articles, comes as. What says nothing of itself is looked at.
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_LISTS = ("xml", "json", "gzip", "octet-stream")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is wanted: captures of a ``site`` and those below it, fetched from ``since`` to ``until`` (UTC days)."""

    site: str = ""
    since: date | None = None
    until: date | None = None

    def wants(self, uri: str, moment: datetime) -> bool:
        """Ask whether a capture is wanted."""
        day = moment.date()
        if (self.since is not None and day < self.since) or (self.until is not None and day > self.until):
            return False
        return self.is_of_it(uri)

    def is_of_it(self, uri: str) -> bool:
        """Ask whether an address is of what is wanted, whenever it was fetched."""
        if not self.site:
            return True
        # Most addresses are told by this alone.
        if self.site not in uri.lower():
            return False
        return is_of_site(uri, self.site)

    def __str__(self) -> str:
        return f"{self.site} {self.since or ''} {self.until or ''}".strip()


def is_of_site(uri: str, site: str) -> bool:
    """Ask whether an address is of a host, or of one below it, whatever its port."""
    host = host_of(uri).partition(":")[0]
    return host == site or host.endswith(f".{site}")


def is_aside(uri: str) -> bool:
    """Ask whether an address is no page by its name: what crawlers fetch for themselves."""
    return urlsplit(uri).path == "/robots.txt"


def may_be_page(capture: Capture) -> bool:
    """Ask whether a capture may be a page, or something that names pages; pictures and scripts are not."""
    kind = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
    kind = kind.partition(";")[0].strip().lower()
    if not kind or kind in _PAGES:
        return True
    if kind.endswith("javascript"):
        return False
    return any(kind.endswith(ending) for ending in _LISTS) and "svg" not in kind
