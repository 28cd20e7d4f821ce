"""What passes between us and a host: its pace kept, its Retry-After obeyed, every request counted, failures retried."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, ResponseDataLossError, StopDownload

from newsarchive.crawl.pace import Pace, retry_after
from newsarchive.crawl.refusals import Refused
from newsarchive.crawl.scheduler import MAX_WAIT
from newsarchive.normalize.urls import host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawl.job import Job

logger = logging.getLogger("newsarchive.politeness")

#: An answer that drips in at less than this many bytes a second, for this many seconds, never ends.
DRIP_RATE = 100.0
DRIP_SECONDS = 8.0


_ANSWERED = (ResponseDataLossError, DownloadCancelledError, StopDownload)


class PaceMiddleware:
    """Tell the pace what each host is asked and answers. Stands next to the network, where nothing passes unseen."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._own = Pace(0.0, 64)
        self._stopping = asyncio.Event()
        crawler.signals.connect(self.stop_waiting, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PaceMiddleware:
        """Build for a crawler, as Scrapy asks."""
        return cls(crawler)

    def stop_waiting(self) -> None:
        """Wake every request that waits for a host: the run is being stopped."""
        self._stopping.set()

    @property
    def _job(self) -> Job | None:
        return getattr(self._crawler.spider, "job", None)

    async def process_request(self, request: Request) -> None:
        """Note that a request leaves; one that no scheduler of ours held back waits here while its host rests."""
        job = self._job
        pace = job.pace if job else self._own
        host = host_of(request.url)
        while (wait := pace.resting_until(host) - time.monotonic()) > 0:
            if wait > MAX_WAIT or job is not None:
                raise Refused("resting", "the host wants to be left alone")
            try:
                await asyncio.wait_for(self._stopping.wait(), wait)
            except TimeoutError:
                continue
            raise Refused("stopped", "the run was stopped while the host wanted to be left alone")
        # While it waited for the host's robots.txt that was a request, too.
        while (last := pace.last(host)) > request.meta.get("began", last):
            wait = pace.earliest(host) - time.monotonic()
            if wait <= 0:
                break
            await asyncio.sleep(wait)
        request.meta["sent"] = time.monotonic()
        pace.sent(host, time.monotonic())

    def process_response(self, request: Request, response: Response) -> Response:
        """Take the answer into account, then pass it on."""
        if "from_capture" not in request.meta:
            asked = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
            self._ended(request, response.status, len(response.body), asked)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Take it into account that there was no answer; a request that was never sent gives back its turn."""
        if isinstance(exception, Refused) and "sent" not in request.meta:
            job = self._job
            if job is not None and "errand" in request.meta:
                job.pace.withdrew(host_of(request.url))
            return
        # What broke off, or was too long, was an answer all the same: no sign of a host in trouble.
        self._ended(request, 0 if isinstance(exception, _ANSWERED) else None, 0, None)

    def _ended(self, request: Request, status: int | None, size: int, asked: float | None) -> None:
        job, now, host = self._job, time.monotonic(), host_of(request.url)
        latency = now - request.meta.pop("sent", now)
        pace = job.pace if job else self._own
        is_other = pace.ended(host, now, latency, status, asked, slot="errand" in request.meta)
        if job is not None:
            job.conduct.asked(host, status, size, is_other=is_other)


class PolitenessMiddleware(RetryMiddleware):
    """Retry what may pass."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        crawler.signals.connect(self._drips, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PolitenessMiddleware:
        """Build for a crawler, as Scrapy asks."""
        return cls(crawler)

    @staticmethod
    def _drips(data: bytes, request: Request) -> None:
        """End an answer that would hold its host's one slot for ever without ever timing out."""
        began, received = request.meta.get("received", (0.0, 0))
        now = time.monotonic()
        request.meta["received"] = (began or now, received + len(data))
        if began and now - began > DRIP_SECONDS and received < DRIP_RATE * (now - began):
            raise StopDownload(fail=True)

    def process_request(self, request: Request) -> None:
        """Forget how the answer before came in: a retry and a redirect carry on the meta of the request before them."""
        request.meta.pop("received", None)

    def process_response(  # type: ignore[override]  # Scrapy warns of the parameter its own signature still has
        self, request: Request, response: Response
    ) -> Request | Response:
        """Try again what was too much for the host; its pace sees to it that it is left alone before."""
        if request.meta.get("is_robots") and response.status >= 500:
            request.meta["max_retry_times"] = 1
        if request.meta.get("is_robots") and response.status in (429, 503):
            return response
        result: Any = super().process_response(request, response)
        return result  # type: ignore[no-any-return]

    def process_exception(  # type: ignore[override]  # as above
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        """Try again what the network broke; a page that takes for ever only once more."""
        if isinstance(exception, DownloadTimeoutError) or request.meta.get("is_robots"):
            request.meta["max_retry_times"] = 1
        return super().process_exception(request, exception)
