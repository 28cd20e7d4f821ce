"""Who reads pages: processes beside the one that fetches or writes, or that one itself."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import socket
import threading
import traceback
from collections import deque
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from newsarchive.reading.pages import read_page

if TYPE_CHECKING:
    from newsarchive.reading.pages import Reading, Unread

#: How many pages a process is given at once, so that it never waits for the next one, and up to which size (bytes).
_AHEAD, _SMALL = 2, 100_000
#: What may lie between two processes, in bytes.
_BUFFER = 4 * _SMALL


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


@dataclass(slots=True)
class _Page:
    """A page on its way to a reader, packed, and what waits for its reading; ``tries`` counts readers it ended."""

    packed: bytes
    reading: asyncio.Future[Reading]
    tries: int = 0


class _Hand:
    """A process that reads pages, one after the other; ``pages`` are those it was given, in their order."""

    def __init__(self, lifeline: tuple[int, int]) -> None:
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            # Whoever writes to one that reads later must never have to wait for it, as both might.
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        self.connection, other = Connection(ours.detach()), Connection(theirs.detach())
        self.process = get_context("fork").Process(target=_read_pages, args=(other, *lifeline), daemon=True)
        self.process.start()
        other.close()
        self.pages: deque[_Page] = deque()

    def has_room(self, page: _Page) -> bool:
        return not self.pages or (len(self.pages) < _AHEAD and len(page.packed) <= _SMALL)

    def give(self, page: _Page) -> None:
        self.pages.append(page)
        # One that is dead is known by what comes from it.
        with suppress(OSError):
            self.connection.send_bytes(page.packed)

    def end(self) -> None:
        with suppress(OSError):
            self.connection.send_bytes(b"")
        self.process.join()
        self.connection.close()


def _read_pages(connection: Connection, lifeline: int, held: int) -> None:
    """Read the pages that come until an empty one does: a process of its own."""
    _begin_reader(lifeline, held)
    while packed := connection.recv_bytes():
        found: Reading | Exception
        try:
            # Our own words, from the process that made this one.
            found = read_page(pickle.loads(packed))  # noqa: S301
        except Exception as error:  # it is the crawl's to tell
            found = RuntimeError(f"{error!r}\n{traceback.format_exc()}")
        connection.send_bytes(pickle.dumps(found, pickle.HIGHEST_PROTOCOL))


class Reader:
    """Reads pages in ``processes`` worker processes, or in this one where it is 0.

    A pool of :mod:`concurrent.futures` does the same with two threads, which take more of the processor than all that
    is sent back and forth.
    """

    def __init__(self, processes: int = 0) -> None:
        self._lifeline = os.pipe() if processes else None
        # Forked before any thread or event loop exists.
        self._hands = [self._hand() for _ in range(processes)]
        self._waiting: deque[_Page] = deque()

    @property
    def is_beside(self) -> bool:
        """Ask whether other processes read."""
        return bool(self._hands)

    def _hand(self) -> _Hand:
        assert self._lifeline
        return _Hand(self._lifeline)

    async def read(self, unread: Unread) -> Reading:
        """Read a page; see :func:`read_page`. Raises BrokenProcessPool for a page that ends its reader twice."""
        if not self._hands:
            return read_page(unread)
        packed = pickle.dumps(unread, pickle.HIGHEST_PROTOCOL)
        page = _Page(packed, asyncio.get_running_loop().create_future())
        self._waiting.append(page)
        self._hand_out()
        return await page.reading

    def close(self) -> None:
        """End the worker processes."""
        for hand in self._hands:
            hand.end()
        self._hands = []
        for end in self._lifeline or ():
            os.close(end)
        self._lifeline = None

    def _hand_out(self) -> None:
        """Give what waits to those who have least to do."""
        while self._waiting:
            hand = min(self._hands, key=lambda hand: len(hand.pages))
            if not hand.has_room(self._waiting[0]):
                return
            if not hand.pages:
                asyncio.get_running_loop().add_reader(hand.connection.fileno(), self._take, hand)
            hand.give(self._waiting.popleft())

    def _take(self, hand: _Hand) -> None:
        """Take in what a hand has read of the first page it was given."""
        try:
            found = pickle.loads(hand.connection.recv_bytes())  # noqa: S301
        except (EOFError, OSError):
            self._replace(hand)
            return
        page = hand.pages.popleft()
        if not hand.pages:
            asyncio.get_running_loop().remove_reader(hand.connection.fileno())
        self._hand_out()
        if page.reading.done():
            return
        if isinstance(found, Exception):
            page.reading.set_exception(found)
        else:
            page.reading.set_result(found)

    def _replace(self, hand: _Hand) -> None:
        """Make another process in the place of one that was killed, for its memory most likely.

        Perhaps by the very page it was reading: that must not be read in the process that fetches. It is tried once
        more.
        """
        asyncio.get_running_loop().remove_reader(hand.connection.fileno())
        hand.end()
        self._hands[self._hands.index(hand)] = self._hand()
        hand.pages[0].tries += 1
        if hand.pages[0].tries > 1:
            reading = hand.pages.popleft().reading
            if not reading.done():
                reading.set_exception(BrokenProcessPool("a page ended the process that read it, twice"))
        self._waiting.extendleft(reversed(hand.pages))
        self._hand_out()


def readers_for(delay: float, asked: int | None) -> int:
    """Decide how many processes read: none at a polite pace, one beside the fetching one at full speed."""
    if asked is not None:
        return asked
    return 1 if delay < 0.05 and (os.cpu_count() or 1) > 1 else 0
