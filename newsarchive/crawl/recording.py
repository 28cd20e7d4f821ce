"""What came over the wire, as WARC files: every answer with its request, before anybody unpacks or judges it.

Redirects, errors and robots.txt are answers, too; what failed is none. Scrapy has undone Transfer-Encoding.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newsarchive.crawl.keeping import headers_of, to_capture
from newsarchive.crawl.refusals import Refused
from newsarchive.errors import ArchiveError
from newsarchive.version import __version__
from newsarchive.warc.records import Facts, Referred, conversion, records_of, warcinfo
from newsarchive.warc.writer import MOST_BYTES, WarcWriter, check_folder, crawl_names, repair

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawl.job import Job
    from newsarchive.model import Errand

#: Payloads remembered, so that one that comes again is a revisit.
_REMEMBERED = 50_000
#: The wire's answer of a page that a browser was given: ``meta`` of its request.
DOCUMENT = "wire_document"


class Recorder:
    """The WARC files of a crawl in a ``folder``; ``about`` is told in the warcinfo of each.

    Files that killed runs left open there are closed first, each told to ``warn``. Raises ArchiveNotWritable.
    """

    def __init__(
        self, folder: Path, *, about: dict[str, str], began: datetime, host: str, warn: Callable[[str], None]
    ) -> None:
        check_folder(folder)
        for path in repair(folder):
            warn(f"{path}: closed; a run that was killed left it open")
        told = {"software": f"newsarchive/{__version__}", "robots": "obey", "hostname": host} | about
        self._writer = WarcWriter(
            crawl_names(folder, "newsarchive", began, host),
            lambda name: (warcinfo(name, datetime.now(UTC), told),),
            most_bytes=MOST_BYTES,
        )
        self._seen: OrderedDict[str, Referred] = OrderedDict()

    def record(self, request: Request, response: Response, moment: datetime) -> None:
        """Write an answer. Raises ArchiveFull and ArchiveNotWritable."""
        wire: Response = request.meta.pop(DOCUMENT, response)
        capture = to_capture(wire.replace(request=request), moment)
        facts = _facts(request, capture.requested_uri)
        if wire is not response:
            facts = replace(facts, headers=headers_of(response))
        records = records_of(capture, facts, is_unpacked=False)
        digest = records[0]["WARC-Payload-Digest"]
        referred = self._referred(request, response, moment, digest)
        if referred is not None:
            records = records_of(capture, facts, is_unpacked=False, referred=referred)
        elif capture.payload and _is_for_good(request, response.status):
            self._remember(
                Referred(
                    target_uri=capture.target_uri,
                    moment=moment,
                    record_id=records[0]["WARC-Record-ID"],
                    payload_digest=digest,
                )
            )
        if wire is not response:
            became = to_capture(response.replace(request=request), moment)
            records = (*records, conversion(became, records[0], "text/html; charset=utf-8"))
        self._writer.write(records)

    def close(self) -> None:
        """Finish the last file. Raises ArchiveFull and ArchiveNotWritable."""
        self._writer.close()

    def _referred(self, request: Request, response: Response, moment: datetime, digest: str) -> Referred | None:
        if response.status == 304:
            errand: Errand | None = request.meta.get("errand")
            fetched = errand.fetched if errand is not None else None
            return Referred(target_uri=request.url, moment=fetched or moment)
        return self._seen.get(digest) if response.body else None

    def _remember(self, record: Referred) -> None:
        self._seen[record.payload_digest] = record
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)


class RecordingMiddleware:
    """Write answers down as they come over the wire, where the crawl has a recorder.

    Stands behind the pace and before everything that changes an answer.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RecordingMiddleware:
        """Build for a crawler, as Scrapy asks."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the response as it is; raises :class:`Refused` where it cannot be written down."""
        if "from_capture" not in request.meta:
            request.meta["came"] = datetime.now(UTC)
            record(self._crawler, request, response, request.meta["came"])
        return response


def record(crawler: Crawler, request: Request, response: Response, moment: datetime) -> None:
    """Write an answer down, where the crawl has a recorder; the crawl ends where that fails. Raises Refused."""
    job: Job | None = getattr(crawler.spider, "job", None)
    if job is None or job.recorder is None or job.trouble is not None:
        return
    try:
        job.recorder.record(request, response, moment)
    except ArchiveError as error:
        job.halt(error)
        raise Refused("stopped", str(error)) from error


def _is_for_good(request: Request, status: int) -> bool:
    """Ask whether an answer is a capture of the crawl; only such a one is what a revisit stands for.

    Whoever makes an archive of the files leaves the others out: redirects, robots.txt, what is asked for again.
    """
    if request.meta.get("is_robots") or "errand" not in request.meta:
        return False
    return 200 <= status < 300 or (400 <= status < 500 and status not in (408, 429))


def _facts(request: Request, first: str) -> Facts:
    errand: Errand | None = request.meta.get("errand")
    role: Any = request.meta.get("role", "")
    if request.meta.get("is_robots"):
        role = "robots"
    return Facts(
        via=first if first != request.url else "",
        role=str(role),
        sources=" ".join(errand.sources) if errand is not None else "",
    )
