"""robots.txt as RFC 9309 has it.

Scrapy's own middleware lets everything pass when robots.txt answers 5xx, times out or redirects
to another host; section 2.3.1 of the RFC says: 4xx means no rules, an unreachable file means
everything is disallowed, up to five redirects are followed wherever they lead, and a copy is
good for a day.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newsarchive.crawl.refusals import Refused, reason_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger("newsarchive.robots")

#: RFC 9309 section 2.5: parse at least this much.
MAX_BYTES = 500 * 1024
#: RFC 9309 section 2.3.1.2: follow at least five redirects.
MAX_REDIRECTS = 5
#: RFC 9309 section 2.4: seconds a copy may be used.
MAX_AGE = 24 * 3600
_PRIORITY = 100_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt said; without a ``parser`` its absence decides for every address."""

    parser: Protego | None
    allows_all: bool
    detail: str
    fetched: float

    def allows(self, url: str, agent: str) -> bool:
        """Ask whether ``agent`` may fetch ``url``."""
        return bool(self.parser.can_fetch(url, agent)) if self.parser else self.allows_all


class RobotsMiddleware:
    """Ask each host's robots.txt before anything else is asked of it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = crawler.settings.get("ROBOTSTXT_USER_AGENT") or "newsarchive"
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Build for a crawler, as Scrapy asks."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise :class:`Refused` with reason ``robots``."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self.rules(request.url)
        if not rules.allows(request.url, self._agent):
            raise Refused("robots", rules.detail)

    async def rules(self, url: str) -> Rules:
        """Give the rules for an address, fetching its host's robots.txt at most once a day."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        task = self._rules.get(origin)
        if task is None or (task.done() and (task.exception() or time.monotonic() - task.result().fetched > MAX_AGE)):
            task = asyncio.ensure_future(self._fetch(origin))
            self._rules[origin] = task
        return await asyncio.shield(task)

    def refusal(self, url: str) -> str:
        """Give why an address may not be fetched, as far as its host's rules are known already; "" where it may."""
        parts = urlsplit(url)
        task = self._rules.get(f"{parts.scheme}://{parts.netloc}")
        if task is None or not task.done() or task.exception():
            return ""
        rules = task.result()
        return "" if rules.allows(url, self._agent) else rules.detail

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """Give the sitemaps that the host's robots.txt names, as far as it was fetched."""
        parts = urlsplit(url)
        task = self._rules.get(f"{parts.scheme}://{parts.netloc}")
        if task is None or not task.done() or task.exception():
            return ()
        parser = task.result().parser
        return tuple(parser.sitemaps) if parser else ()

    async def _fetch(self, origin: str) -> Rules:
        address = f"{origin}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            request = Request(
                address,
                callback=NO_CALLBACK,
                priority=_PRIORITY,
                meta={"dont_obey_robotstxt": True, "dont_redirect": True, "is_robots": True},
            )
            assert self._crawler.engine
            try:
                response = await self._crawler.engine.download_async(request)
            except Exception as error:  # whatever the network did, the file is unreachable
                return _closed(f"robots.txt could not be fetched ({reason_of(error)[1]}), so nothing else is")
            location = response.headers.get("Location")
            if 300 <= response.status < 400 and location:
                address = urljoin(address, location.decode("latin-1"))
                continue
            return self._judged(response)
        return Rules(None, allows_all=True, detail="robots.txt redirects too often", fetched=time.monotonic())

    def _judged(self, response: Response) -> Rules:
        now = time.monotonic()
        if response.status == 429 or response.status >= 500:
            return _closed(f"robots.txt answers {response.status}, so nothing else is fetched (RFC 9309)")
        if response.status >= 400:
            return Rules(None, allows_all=True, detail=f"robots.txt answers {response.status}", fetched=now)
        text = response.body[:MAX_BYTES].decode("utf-8", "replace")
        return Rules(Protego.parse(text), allows_all=True, detail="robots.txt disallows it", fetched=now)


def _closed(detail: str) -> Rules:
    return Rules(None, allows_all=False, detail=detail, fetched=time.monotonic())
