"""Processes beside the one that fetches or writes: they end when it does, and are replaced where one of them dies."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

Result = TypeVar("Result")


def processors() -> int:
    """Count the processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # pragma: no cover - not on every system
        return os.cpu_count() or 1


def _begin(lifeline: int, held: int, begin: Callable[..., None] | None, words: tuple[Any, ...]) -> None:
    # Ctrl-C reaches the whole process group; the run decides when its processes end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # With this end closed here the process of the run alone holds one: the pipe ends when it does, however it does.
    os.close(held)

    def end_with_the_run() -> None:
        os.read(lifeline, 1)
        os._exit(1)

    threading.Thread(target=end_with_the_run, daemon=True).start()
    if begin is not None:
        begin(*words)


class Processes:
    """``count`` processes, each of which calls ``begin(*words)`` first.

    They are forked at once: make them before any thread, event loop or display exists. A fork takes along what its
    process has open, a connection to an archive, too: a process opens one of its own and leaves that alone. It ends
    with the one that made it, whose locks on the file hold as long.
    """

    def __init__(self, count: int, begin: Callable[..., None] | None = None, *words: Any) -> None:
        self._count = count
        self._begin = begin
        self._words = words
        self._pipe: tuple[int, int] | None = os.pipe()
        self._pool = self._forked()

    def _forked(self) -> ProcessPoolExecutor:
        assert self._pipe is not None
        pool = ProcessPoolExecutor(
            self._count,
            mp_context=get_context("fork"),
            initializer=_begin,
            initargs=(*self._pipe, self._begin, self._words),
        )
        # The first task forks them all.
        pool.submit(os.getpid).result()
        return pool

    @property
    def generation(self) -> object:
        """What is another after :meth:`replace`."""
        return self._pool

    def submit(self, work: Callable[..., Result], *words: Any) -> Future[Result]:
        """Have something done; the future, or this call, raises BrokenProcessPool where a process died meanwhile."""
        return self._pool.submit(work, *words)

    def replace(self) -> None:
        """Put new processes in the place of those that are left: one of them died."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._forked()

    def close(self) -> None:
        """End the processes; does nothing the second time."""
        if self._pipe is None:
            return
        self._pool.shutdown(wait=True, cancel_futures=True)
        for end in self._pipe:
            os.close(end)
        self._pipe = None
