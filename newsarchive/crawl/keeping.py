"""What is kept: every response as a capture before anybody reads it, then the article read out of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newsarchive.archive import Outcome
from newsarchive.crawl.refusals import Refused
from newsarchive.errors import ArchiveError
from newsarchive.extraction.memory import bearing
from newsarchive.model import Article, Capture, Impression, SiteMemory
from newsarchive.normalize.urls import site_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawl.job import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What an article's page leaves behind for the memory of its site, and the memory it was read with."""

    impression: Impression
    memory: SiteMemory | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleItem:
    """An article on its way to the archive, with the capture it was read from."""

    article: Article
    capture_id: int
    moment: datetime
    lastmod: datetime | None
    trace: Trace | None = None


def _job(crawler: Crawler) -> Job | None:
    return getattr(crawler.spider, "job", None)


def to_capture(response: Response, moment: datetime) -> Capture:
    """Turn a response into the capture that is stored."""
    request = response.request
    first = (request.meta.get("redirect_urls") or [request.url])[0] if request else response.url
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Capture(
        target_uri=response.url,
        requested_uri=first,
        moment=moment,
        status=response.status,
        headers=headers,
        payload=response.body,
        payload_digest=f"sha256:{hashlib.sha256(response.body).hexdigest()}",
    )


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
        moment = datetime.now(UTC)
        job.tally.page(response.url, response.status, len(response.body))
        response.meta["moment"] = moment
        if job.archive is not None:
            capture = to_capture(response, moment)
            role = str(response.meta.get("role", ""))
            try:
                capture_id = job.archive.store_capture(capture, crawl_id=job.crawl_id, source=role)
            except ArchiveError as error:
                job.halt(error)
                raise Refused("stopped", str(error)) from error
            response.meta["capture_id"] = capture_id


def store(job: Job, item: ArticleItem) -> None:
    """Store an article and count what became of it; an archive that cannot take it ends the crawl."""
    if job.archive is None or job.trouble is not None:
        return
    trace = item.trace
    try:
        stored = job.archive.store_article(
            item.article,
            capture_id=item.capture_id,
            crawl_id=job.crawl_id,
            moment=item.moment,
            lastmod=item.lastmod,
            impression=trace.impression if trace else None,
            bearing=bearing(trace.memory, trace.impression) if trace else None,
        )
        if trace is not None and stored.outcome is not Outcome.DUPLICATE:
            job.memories.stored(site_of(item.article.canonical_url) or site_of(item.article.url))
    except ArchiveError as error:
        job.halt(error)
        return
    job.tally.add(str(stored.outcome), item.article.url)


class ArticlePipeline:
    """Store articles; count what became of them."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArticlePipeline:
        """Build for a crawler, as Scrapy asks."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Store an :class:`ArticleItem`; anything else passes through."""
        job = _job(self._crawler)
        if job is not None and isinstance(item, ArticleItem):
            store(job, item)
        return item
