"""Reading a page: extraction and listing in one parse, here or in a process beside the fetching one."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

from newsarchive import extraction
from newsarchive.discover import listings
from newsarchive.discover.listings import Listing
from newsarchive.errors import NotAnArticle
from newsarchive.extraction.page import parse
from newsarchive.extraction.rights import Signal, signals
from newsarchive.model import Article, Candidate, Impression, SiteMemory

if TYPE_CHECKING:
    from datetime import datetime

    from newsarchive.sites import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page turned out to be: an ``article`` or a ``refusal`` with its reason, and its links where asked for.

    ``impression`` is what an article's page leaves behind for the memory of its site; ``signals`` is what it says
    against being mined, archived or shown. ``language`` is what the page calls its own, ``alternates`` are its
    addresses in others as it names them.
    """

    article: Article | None
    refusal: NotAnArticle | None
    listing: Listing | None
    impression: Impression | None = None
    signals: tuple[Signal, ...] = ()
    language: str = ""
    alternates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A page as it was fetched, on its way to a reader.

    ``on`` is when it was fetched, ``candidate`` what its sources said of it. ``with_links`` asks for
    its links in any case; else they are read only where the page turns out to be a listing. ``site``
    is the profile of its site, ``memory`` what is known of the site, ``headers`` are those of the answer.
    """

    payload: bytes
    url: str
    charset: str | None
    candidate: Candidate | None
    on: datetime
    with_links: bool
    site: Site | None = None
    memory: SiteMemory | None = None
    headers: tuple[tuple[str, str], ...] = ()


def read_page(unread: Unread) -> Reading:
    """Parse a page once and read the article out of it, and its links where they are wanted."""
    article: Article | None = None
    refusal: NotAnArticle | None = None
    try:
        page = parse(unread.payload, unread.url, unread.charset)
    except NotAnArticle as error:
        # Bytes that are no HTML, whatever their Content-Type says: there are no links in them, either.
        return Reading(article=None, refusal=error, listing=None, signals=signals(None, unread.headers))
    impression: Impression | None = None
    try:
        article, impression = extraction.read_and_note(
            page, candidate=unread.candidate, on=unread.on, site=unread.site, memory=unread.memory
        )
    except NotAnArticle as error:
        refusal = error
    wanted = unread.with_links or (refusal is not None and refusal.reason == "index")
    links = listings.read(page.tree, unread.url, page.base_url) if wanted else None
    said = signals(page.tree, unread.headers)
    return Reading(
        article=article,
        refusal=refusal,
        listing=links,
        impression=impression,
        signals=said,
        language=(page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower(),
        alternates=listings.alternates(page.tree, page.base_url or unread.url) if article is not None else (),
    )


def _begin_reader(lifeline: int, held: int) -> None:
    # Ctrl-C reaches the whole process group; the crawl decides when its readers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # With this end closed here the crawling process alone holds one: the pipe ends when it does, however it does.
    os.close(held)

    def end_with_the_crawl() -> None:
        os.read(lifeline, 1)
        os._exit(1)

    threading.Thread(target=end_with_the_crawl, daemon=True).start()


class Reader:
    """Reads pages in ``processes`` worker processes, or in this one where it is 0."""

    def __init__(self, processes: int = 0) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._pipe: tuple[int, int] | None = None
        if processes:
            self._pipe = os.pipe()
            self._pool = self._workers()
            # Forked before any thread or event loop exists.
            self._pool.submit(os.getpid).result()

    def _workers(self) -> ProcessPoolExecutor:
        assert self._pipe
        return ProcessPoolExecutor(
            self._processes, mp_context=get_context("fork"), initializer=_begin_reader, initargs=self._pipe
        )

    async def read(self, unread: Unread) -> Reading:
        """Read a page; see :func:`read_page`. Raises BrokenProcessPool for a page that ends its reader twice."""
        pool = self._pool
        if pool is None:
            return read_page(unread)
        try:
            return await asyncio.wrap_future(pool.submit(read_page, unread))
        except BrokenProcessPool:
            # A reader was killed, for its memory most likely, and perhaps by this very page: it must not be
            # read in the process that fetches. New readers try once more.
            if pool is self._pool or self._pool is None:
                self._pool = self._workers()
            return await asyncio.wrap_future(self._pool.submit(read_page, unread))

    def close(self) -> None:
        """End the worker processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
        for end in self._pipe or ():
            os.close(end)
        self._pipe = None


def readers_for(delay: float, asked: int | None) -> int:
    """Decide how many processes read: none at a polite pace, one beside the fetching one at full speed."""
    if asked is not None:
        return asked
    return 1 if delay < 0.05 and (os.cpu_count() or 1) > 1 else 0
