"""robots.txt as RFC 9309 has it.

Scrapy's own middleware lets everything pass when robots.txt answers 5xx, times out or redirects
to another host; section 2.3.1 of the RFC says: 4xx means no rules, an unreachable file means
everything is disallowed, up to five redirects are followed wherever they lead, and a copy is
good for a day. That day outlasts a run: copies are kept in the archive.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newsarchive.crawl.pace import retry_after
from newsarchive.crawl.refusals import Refused, reason_of
from newsarchive.crawl.rules import AGENT, Rules, closed, is_believed, judged
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.archive import Archive, RobotsFile
    from newsarchive.crawl.job import Job

#: RFC 9309 section 2.3.1.2: follow at least five redirects.
MAX_REDIRECTS = 5
#: So often a host may ask to be left alone when it is asked for its robots.txt, before it counts as closed.
MAX_RESTS = 3
_PRIORITY = 100_000
#: What ends a request for robots.txt without being an answer to it.
_NO_ANSWER = frozenset({"resting", "stopped"})


class Shelf(Protocol):
    """Where copies are kept from one run to the next; an Archive is one."""

    def robots_file(self, origin: str) -> RobotsFile | None:
        """Give the copy of an origin's robots.txt."""

    def store_robots(self, file: RobotsFile) -> None:
        """Keep a copy in the place of the one there was."""


class RobotsMiddleware:
    """Ask each host's robots.txt before anything else is asked of it.

    ``shelf`` keeps copies; None keeps them for this run alone. ``now`` gives the moment, aware. Whoever sets ``heard``
    is called with host and rules each time a host's rules are known, anew or from the shelf.
    """

    def __init__(
        self, crawler: Crawler, shelf: Shelf | None = None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._crawler = crawler
        self._shelf = shelf
        self._now = now
        self._agent = crawler.settings.get("ROBOTSTXT_USER_AGENT") or AGENT
        self._rules: dict[str, asyncio.Task[Rules]] = {}
        self._rests: Counter[str] = Counter()
        self.heard: Callable[[str, Rules], None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Build for a crawler, as Scrapy asks; copies are kept in the archive of its spider's job."""
        job: Job | None = getattr(crawler.spider, "job", None)
        return cls(crawler, None if job is None else _JobShelf(job))

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise :class:`Refused`.

        Its reason is ``robots`` where the file says no; ``resting`` where the host wants to be left alone before it
        tells: the request may come again when that time is over.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self.rules(request.url)
        refusal = rules.refusal(request.url)
        if refusal is not None:
            raise Refused("robots", refusal)

    async def rules(self, url: str) -> Rules:
        """Give the rules for an address, fetching its host's robots.txt at most once a day.

        Raises :class:`Refused` (``resting``, ``stopped``) where they cannot be known yet.
        """
        origin = _origin_of(url)
        task = self._rules.get(origin)
        if task is None or self._is_over(task):
            task = asyncio.ensure_future(self._settled(origin))
            # Asked for here, so that nobody calls it lost where every request that waited for it is gone.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._rules[origin] = task
        return await asyncio.shield(task)

    def refusal(self, url: str) -> str:
        """Give why an address may not be fetched, as far as its host's rules are known already; "" where it may."""
        task = self._rules.get(_origin_of(url))
        if task is None or not task.done() or self._is_over(task):
            return ""
        return task.result().refusal(url) or ""

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """Give the sitemaps that the host's robots.txt names, as far as it is known."""
        task = self._rules.get(_origin_of(url))
        if task is None or not task.done() or task.cancelled() or task.exception():
            return ()
        return task.result().sitemaps

    def _is_over(self, task: asyncio.Task[Rules]) -> bool:
        if not task.done():
            return False
        if task.cancelled() or task.exception():
            return True
        return not is_believed(task.result().file, self._now(), in_this_run=True)

    async def _settled(self, origin: str) -> Rules:
        file = self._shelf.robots_file(origin) if self._shelf else None
        if file is None or not is_believed(file, self._now(), in_this_run=False):
            file = await self._fetch(origin)
            if self._shelf:
                self._shelf.store_robots(file)
        rules = Rules(file, self._agent)
        if self.heard:
            self.heard(urlsplit(origin).netloc, rules)
        return rules

    async def _fetch(self, origin: str) -> RobotsFile:
        address = f"{origin}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            try:
                response = await self._answer(origin, address)
            except Refused as error:
                if error.reason in _NO_ANSWER:
                    raise
                return closed(origin, _unreachable(error), self._now())
            except Exception as error:  # whatever the network did, the file is unreachable
                return closed(origin, _unreachable(error), self._now())
            location = response.headers.get("Location")
            if not (300 <= response.status < 400 and location):
                break
            address = urljoin(address, location.decode("latin-1"))
        return judged(origin, response.status, response.body, self._now(), self._agent)

    async def _answer(self, origin: str, address: str) -> Response:
        """Ask for the file; a host that asks for a rest gets it, three times. Raises :class:`Refused`."""
        assert self._crawler.engine
        while True:
            request = Request(
                address,
                callback=NO_CALLBACK,
                priority=_PRIORITY,
                meta={"dont_obey_robotstxt": True, "dont_redirect": True, "is_robots": True},
            )
            response = await self._crawler.engine.download_async(request)
            wait = None
            if response.status in (429, 503):
                told = response.headers.get("Retry-After") or b""
                wait = retry_after(told.decode("latin-1"), self._now())
            self._rests[origin] += 1
            if wait is None or self._rests[origin] > MAX_RESTS:
                del self._rests[origin]
                return response
            if wait > 0:
                raise Refused("resting", f"robots.txt answers {response.status} and asks for {wait:.0f} s of rest")


def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _unreachable(error: Exception) -> str:
    return f"robots.txt could not be fetched ({reason_of(error)[1]}), so nothing else is"


class _JobShelf:
    """The archive of a crawl; a dry run has none, and keeps its copies for itself."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def robots_file(self, origin: str) -> RobotsFile | None:
        with self._trouble_halts() as archive:
            return archive.robots_file(origin) if archive else None

    def store_robots(self, file: RobotsFile) -> None:
        with self._trouble_halts() as archive:
            if archive:
                archive.store_robots(file)

    @contextmanager
    def _trouble_halts(self) -> Iterator[Archive | None]:
        """Give the archive; where it fails the crawl ends, and the request that asked is refused."""
        try:
            yield None if self._job.trouble else self._job.archive
        except ArchiveError as error:
            self._job.halt(error)
            raise Refused("stopped", str(error)) from error
