"""What is kept: every response as a capture before anybody reads it, then the article read out of it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from newsarchive.archive import Outcome
from newsarchive.crawl.refusals import Refused
from newsarchive.errors import ArchiveError, Erased, NotAnArchive
from newsarchive.model import Capture, Exchange
from newsarchive.normalize.urls import site_of
from newsarchive.reading import storing
from newsarchive.reading.memories import Told
from newsarchive.reading.said import is_silent

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawl.job import Job
    from newsarchive.model import Errand
    from newsarchive.reading.storing import ArticleItem


def _job(crawler: Crawler) -> Job | None:
    return getattr(crawler.spider, "job", None)


def headers_of(message: Response | Request) -> tuple[tuple[str, str], ...]:
    """Give the headers of a response or request as text, a pair a line of them."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
    )


def exchange_of(response: Response, request: Request | None) -> Exchange:
    """Give how a response was asked for."""
    return Exchange(
        request_headers=headers_of(request) if request is not None else (),
        ip_address=str(response.ip_address or ""),
        protocol=response.protocol or "",
    )


def to_capture(response: Response, moment: datetime) -> Capture:
    """Turn a response into the capture that is stored."""
    request = response.request
    first = (request.meta.get("redirect_urls") or [request.url])[0] if request else response.url
    return Capture(
        target_uri=response.url,
        requested_uri=first,
        moment=moment,
        status=response.status,
        headers=headers_of(response),
        payload=response.body,
        payload_digest=f"sha256:{hashlib.sha256(response.body).hexdigest()}",
        exchange=exchange_of(response, request),
    )


class StoredPageMiddleware:
    """Answer with the capture of a run that was cut off before it could be read: the site is not asked twice."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StoredPageMiddleware:
        """Build for a crawler, as Scrapy asks."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Give the page that is stored already, if one is."""
        errand: Errand | None = request.meta.get("errand")
        job = _job(self._crawler)
        if errand is None or errand.capture_id is None or job is None or job.archive is None:
            return None
        try:
            capture = job.archive.capture(errand.capture_id)
        except NotAnArchive:
            # The stored page is damaged; the site still has it.
            return None
        except ArchiveError as error:
            job.halt(error)
            raise Refused("stopped", str(error)) from error
        request.meta["from_capture"] = errand.capture_id
        request.meta["moment"] = capture.moment
        # It is stored unpacked.
        headers = Headers([(name, value) for name, value in capture.headers if name.lower() != "content-encoding"])
        kind = responsetypes.from_args(headers=headers, url=capture.target_uri, body=capture.payload)
        return kind(capture.target_uri, status=capture.status, headers=headers, body=capture.payload)


class CaptureMiddleware:
    """Store each response the moment it reaches the spider's side, whatever its status."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CaptureMiddleware:
        """Build for a crawler, as Scrapy asks."""
        return cls(crawler)

    def process_spider_input(self, response: Response) -> None:
        """Keep the response; its capture's id and moment travel on in ``response.meta``."""
        job = _job(self._crawler)
        if job is None:
            return
        if "from_capture" in response.meta:
            response.meta["capture_id"] = response.meta["from_capture"]
            return
        moment = response.meta.get("came") or datetime.now(UTC)
        job.tally.page(response.url, response.status, len(response.body))
        response.meta["moment"] = moment
        errand: Errand | None = response.meta.get("errand")
        # "Not modified" has no payload: it is written down as a revisit once it is known of what.
        if job.archive is not None and response.status != 304:
            capture = to_capture(response, moment)
            response.meta["payload_digest"] = capture.payload_digest
            try:
                with job.frontier.transaction():
                    capture_id = job.archive.store_capture(
                        capture, crawl_id=job.crawl_id, source=str(response.meta.get("role", ""))
                    )
                    if errand is not None:
                        job.frontier.captured(errand, capture_id)
            except Erased as error:
                raise Refused("erased", str(error)) from error
            except ArchiveError as error:
                job.halt(error)
                raise Refused("stopped", str(error)) from error
            response.meta["capture_id"] = capture_id


def store(job: Job, item: ArticleItem) -> Outcome | None:
    """Store an article and give what became of it; None where there is no archive. Raises the archive's errors."""
    if job.archive is None:
        return None
    stored = storing.store(job.archive, item, job.options.sites, crawl_id=job.crawl_id)
    if item.trace is not None and stored.outcome not in (Outcome.DUPLICATE, Outcome.ERASED):
        told = Told(stored.article_id, item.capture_id, item.article.url, item.trace.told)
        job.memories.stored(
            site_of(item.article.canonical_url) or site_of(item.article.url),
            told if is_silent(item.article) else None,
        )
    return stored.outcome
