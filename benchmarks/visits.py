"""What a server saw of a crawl, and what of it was articles.

A test bed's log is nginx's ``combined``; our own newspapers write seconds, host, status and target.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COMBINED = re.compile(r'^\S+ \S+ \S+ \[([^\]]+)\] "(\S+) (\S+)[^"]*" (\d{3}) (\S+) "[^"]*" "([^"]*)"')
#: nginx writes its log every two seconds.
FLUSHED = 2.5
#: Addresses that machines read: robots.txt, sitemaps, feeds, APIs of the usual engines.
SOURCE = re.compile(
    r"robots\.txt$|\.xml(\.gz)?$|\.rss$|/(feed|rss|atom|rdf)(/|$|\?)|wp-json|/api/|[?&](feed|format|rest_route|page=backend)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: ``at`` in seconds of the log's clock, ``target`` its path and query."""

    at: float
    host: str
    status: int
    target: str


def read_own(log: Path) -> list[Visit]:
    """Read what our newspapers wrote; a line that is not whole yet is left."""
    visits = []
    for line in log.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            at, host, status, target = line.rstrip("\n").split("\t", 3)
            visits.append(Visit(float(at), host, int(status), target))
    return visits


@dataclass(frozen=True, slots=True)
class Bed:
    """A test bed: ``articles`` are its truth by address key, every address of an article one key."""

    folder: Path
    url: str
    articles: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> Bed:
        """Read site.json and truth.jsonl."""
        site = json.loads((folder / "site.json").read_text(encoding="utf-8"))
        articles = {}
        with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                for url in (row["url"], *row.get("alt_urls", ())):
                    articles[address_key(url)] = row
        return cls(folder, site["url"], articles)

    @property
    def log(self) -> Path:
        """The server's access log, which need not be there."""
        return self.folder / "run" / "access.log"

    def visits(self, skip: int = 0) -> list[Visit]:
        """Give the requests of crawlers, the first ``skip`` lines of the log left out; waits until it is written."""
        time.sleep(FLUSHED)
        visits = []
        for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines()[skip:]:
            match = COMBINED.match(line)
            # What a bed's own script asks for, to see whether the server is up, is nobody's crawl.
            if match and not match[6].startswith("curl/"):
                at = datetime.strptime(match[1], "%d/%b/%Y:%H:%M:%S %z").timestamp()
                visits.append(Visit(at, urlsplit(self.url).netloc, int(match[4]), match[3]))
        return visits

    def lines(self) -> int:
        """Count the log's lines so far; waits until it is written."""
        time.sleep(FLUSHED)
        return len(self.log.read_text(encoding="utf-8", errors="replace").splitlines())

    def article(self, target: str) -> dict[str, Any] | None:
        """Give the article at an address or target, or None."""
        return self.articles.get(address_key(urljoin(self.url, target)))

    def kind(self, target: str) -> str:
        """Name what a target is: ``article``, ``source`` (what machines read), ``listing`` (every other page)."""
        if self.article(target):
            return "article"
        return "source" if SOURCE.search(target) else "listing"

    def kinds(self, visits: Iterable[Visit]) -> Counter[str]:
        """Count visits by kind."""
        return Counter(self.kind(visit.target) for visit in visits)


def address_key(url: str) -> str:
    """Give what an article's addresses are compared by: compare.py's own rule."""
    parts = urlsplit(url)
    query = "&".join(x for x in parts.query.split("&") if x and not x.startswith(("utm_", "sid=")))
    return parts.netloc + (parts.path.rstrip("/") or "/") + (f"?{query}" if query else "")
