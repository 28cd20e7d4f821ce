"""Who reads pages: processes beside the one that fetches or writes, or that one itself."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING

from newsarchive.reading.pages import read_page

if TYPE_CHECKING:
    from newsarchive.reading.pages import Reading, Unread


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
