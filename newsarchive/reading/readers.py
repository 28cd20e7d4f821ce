"""Who reads pages: processes beside the one that fetches, or that one itself."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from newsarchive.reading.pages import read_page
from newsarchive.reading.processes import Processes

if TYPE_CHECKING:
    from newsarchive.reading.pages import Reading, Unread


class Reader:
    """Reads pages in ``processes`` worker processes, or in this one where it is 0."""

    def __init__(self, processes: int = 0) -> None:
        self._processes = Processes(processes) if processes else None

    @property
    def is_beside(self) -> bool:
        """Whether other processes read."""
        return self._processes is not None

    async def read(self, unread: Unread) -> Reading:
        """Read a page; see :func:`read_page`. Raises BrokenProcessPool for a page that ends its reader twice."""
        processes = self._processes
        if processes is None:
            return read_page(unread)
        generation = processes.generation
        try:
            return await asyncio.wrap_future(processes.submit(read_page, unread))
        except BrokenProcessPool:
            # A reader was killed, for its memory most likely, and perhaps by this very page: it must not be
            # read in the process that fetches. New readers try once more; others that waited may have made them.
            if generation is processes.generation:
                processes.replace()
            return await asyncio.wrap_future(processes.submit(read_page, unread))

    def close(self) -> None:
        """End the worker processes."""
        if self._processes is not None:
            self._processes.close()


def readers_for(delay: float, asked: int | None) -> int:
    """Decide how many processes read: none at a polite pace, one beside the fetching one at full speed."""
    if asked is not None:
        return asked
    return 1 if delay < 0.05 and (os.cpu_count() or 1) > 1 else 0
