"""A WARC file read ahead, by a process of its own: while that unpacks records and looks at digests, this one stores."""

from __future__ import annotations

import time
from collections import Counter, deque
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from newsarchive.errors import NewsArchiveError
from newsarchive.imports.warc_files import BATCH, BATCH_BYTES
from newsarchive.reading.processes import Processes
from newsarchive.warc.reader import Answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from datetime import datetime
    from pathlib import Path
    from typing import Self

    from newsarchive.warc.framing import Broken
    from newsarchive.warc.reader import Answer

    Wants = Callable[[str, datetime], bool]
    Entries = list[tuple[datetime, str, str]]
    #: What is told, how far the file was read then, and what of it.
    Heap = list[tuple[str, int, Any]]

#: After so many seconds what was read is handed over, else when it is what is written at once: with less, this process
#: would wait while the other one writes.
_SECONDS = 0.25
#: Heaps of answers that are read ahead.
_HEAPS = 2


class Ahead:
    """A process that reads WARC files, one at a time, at most two heaps of answers ahead.

    Make it before everything that has threads, the workers of an intake among them.
    """

    def __init__(self) -> None:
        #: How far the file was read, by a process that has nothing to hand over.
        self._place = get_context("fork").RawValue("q", 0)
        self._processes = Processes(1, _begin, self._place)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process; does nothing the second time."""
        self._processes.close()

    def answers(
        self,
        path: Path,
        *,
        wants: Wants,
        broken: Callable[[Broken], None],
        erased: Callable[[Entries], None],
        passed: Callable[[int], None],
        start: int,
    ) -> Coming:
        """Give what :class:`newsarchive.warc.reader.Answers` gives; ``wants`` crosses to the process that reads."""
        tell: dict[str, Callable[[Any], None]] = {"broken": broken, "erased": erased, "passed": passed}
        return Coming(self._processes, self._place, (path, wants, start), tell)


class Coming:
    """The answers of a file as they come from the process that reads it, with the counts of those who read it here."""

    def __init__(
        self, processes: Processes, place: Any, words: tuple[Path, Wants, int], tell: dict[str, Callable[[Any], None]]
    ) -> None:
        self._processes = processes
        self._place = place
        self._words = words
        self._tell = tell
        self.position = words[2]
        #: Known at the end.
        self.records = 0
        self.too_large = 0
        self.counts: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Answer]:
        """Give the answers; raises OSError where the file cannot be read, NewsArchiveError where its reader died."""
        try:
            for what, position, said in self._told_of():
                self.position = position
                if what == "answer":
                    yield said
                elif what == "end":
                    self.records, self.too_large, self.counts = said
                else:
                    self._tell[what](said)
        except BrokenProcessPool:
            raise NewsArchiveError(
                f"{self._words[0]}: the process that read it was ended, for its memory most likely; "
                "the same command goes on where it was"
            ) from None

    def _told_of(self) -> Iterator[tuple[str, int, Any]]:
        self._processes.submit(_open, *self._words).result()
        coming = deque(self._processes.submit(_next) for _ in range(_HEAPS))
        while heap := self._waited_for(coming.popleft()):
            coming.append(self._processes.submit(_next))
            yield from heap

    def _waited_for(self, coming: Future[Heap]) -> Heap:
        while True:
            try:
                return coming.result(_SECONDS)
            except TimeoutError:
                if coming.done():
                    raise
                self._tell["passed"](self._place.value)


# ---------------------------------------------------------------------- the process that reads
_place: Any = None
_heaps: Iterator[Heap] = iter(())


def _begin(place: Any) -> None:
    global _place  # noqa: PLW0603 - a process of its own, which does nothing else
    _place = place


def _open(path: Path, wants: Wants, start: int) -> None:
    global _heaps  # noqa: PLW0603
    _place.value = start
    _heaps = _read(path, wants, start)


def _next() -> Heap:
    return next(_heaps, [])


def _read(path: Path, wants: Wants, start: int) -> Iterator[Heap]:
    """Tell of a file in the order in which whoever reads it would be told here. Raises OSError behind all it told."""
    heap: Heap = []
    answers: Answers

    def passed(position: int) -> None:
        _place.value = position

    answers = Answers(
        path,
        wants=wants,
        broken=lambda broken: heap.append(("broken", answers.position, broken)),
        erased=lambda entries: heap.append(("erased", answers.position, entries)),
        passed=passed,
        start=start,
    )
    size, since = 0, time.monotonic()
    trouble: OSError | None = None
    try:
        for answer in answers:
            heap.append(("answer", answers.position, answer))
            size += len(answer.capture.payload)
            if len(heap) >= BATCH or size >= BATCH_BYTES or time.monotonic() - since >= _SECONDS:
                yield heap[:]
                heap.clear()
                size, since = 0, time.monotonic()
    except OSError as error:
        trouble = error
    if trouble is None:
        heap.append(("end", answers.position, (answers.records, answers.too_large, answers.counts)))
    if heap:
        yield heap
    if trouble is not None:
        raise trouble
