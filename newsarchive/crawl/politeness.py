"""Slowing down when a host asks for it: Retry-After obeyed for the whole host, waits that grow."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError, StopDownload

from newsarchive.crawl.refusals import Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger("newsarchive.politeness")

#: An answer that drips in at less than this many bytes a second, for this many seconds, never ends.
DRIP_RATE = 100.0
DRIP_SECONDS = 8.0
#: Seconds: what a host may ask for before its page is given up for this run, and the first wait where it names none.
MAX_WAIT = 300.0
FIRST_WAIT = 2.0


class PolitenessMiddleware(RetryMiddleware):
    """Retry what may pass; hold back a whole host that answers 429 or 503."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._resume: dict[str, float] = {}
        self._stopping = asyncio.Event()
        crawler.signals.connect(self.stop_waiting, signals.spider_closed)
        crawler.signals.connect(self._drips, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PolitenessMiddleware:
        """Build for a crawler, as Scrapy asks."""
        return cls(crawler)

    def stop_waiting(self) -> None:
        """Wake every request that waits for a host: the run is being stopped."""
        self._stopping.set()

    @staticmethod
    def _drips(data: bytes, request: Request) -> None:
        """End an answer that would hold its host's one slot for ever without ever timing out."""
        began, received = request.meta.get("received", (0.0, 0))
        now = time.monotonic()
        request.meta["received"] = (began or now, received + len(data))
        if began and now - began > DRIP_SECONDS and received < DRIP_RATE * (now - began):
            raise StopDownload(fail=True)

    async def process_request(self, request: Request) -> None:
        """Hold the request while its host wants to be left alone."""
        # A retry and a redirect carry on the meta of the request before them.
        request.meta.pop("received", None)
        host = urlsplit(request.url).netloc
        while (wait := self._resume.get(host, 0.0) - time.monotonic()) > 0:
            if wait > MAX_WAIT:
                raise Refused("resting", "the host wants to be left alone for longer than this run would wait")
            try:
                await asyncio.wait_for(self._stopping.wait(), wait)
            except TimeoutError:
                continue
            raise Refused("stopped", "the run was stopped while the host wanted to be left alone")

    def process_response(  # type: ignore[override]  # Scrapy warns of the parameter its own signature still has
        self, request: Request, response: Response
    ) -> Request | Response:
        """Try again what was too much for the host, after the wait it asks for."""
        if response.status in (429, 503):
            times = request.meta.get("retry_times", 0)
            wait = _retry_after(response)
            if wait is None:
                wait = FIRST_WAIT * 2**times
            host = urlsplit(request.url).netloc
            self._resume[host] = max(self._resume.get(host, 0.0), time.monotonic() + wait)
            if wait > MAX_WAIT:
                return response
            logger.info("%s answers %d; left alone for %.0f s", host, response.status, wait)
        if request.meta.get("is_robots") and response.status >= 500:
            request.meta["max_retry_times"] = 1
        return super().process_response(request, response)

    def process_exception(  # type: ignore[override]  # as above
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        """Try again what the network broke; a page that takes for ever only once more."""
        if isinstance(exception, DownloadTimeoutError) or request.meta.get("is_robots"):
            request.meta["max_retry_times"] = 1
        return super().process_exception(request, exception)


def _retry_after(response: Response) -> float | None:
    """Seconds of a Retry-After header (RFC 9110 section 10.2.3: seconds or a date), or None."""
    raw = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if raw.isdigit():
        return float(raw)
    try:
        until = parsedate_to_datetime(raw)
    except (TypeError, ValueError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
