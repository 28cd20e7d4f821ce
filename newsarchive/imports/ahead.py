"""A WARC file read ahead, by a process of its own: while that unpacks records and looks at digests, this one stores."""

from __future__ import annotations

import contextlib
import signal
import time
from collections import Counter
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from newsarchive.errors import NewsArchiveError
from newsarchive.imports.warc_files import BATCH, BATCH_BYTES
from newsarchive.warc.reader import Answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from multiprocessing.connection import Connection
    from pathlib import Path
    from typing import Self

    from newsarchive.warc.framing import Broken
    from newsarchive.warc.reader import Answer

    Wants = Callable[[str, datetime], bool]
    Entries = list[tuple[datetime, str, str]]

#: After so many seconds what was read is handed over, else when it is what is written at once: with less, this process
#: would wait while the other one writes.
_SECONDS = 0.25


class Ahead:
    """A process that reads WARC files, one at a time, at most two heaps of answers ahead.

    Make it before everything that has threads, the workers of an intake among them.
    """

    def __init__(self) -> None:
        context = get_context("fork")
        self._end, other = context.Pipe()
        self._process = context.Process(target=_read_ahead, args=(other, self._end))
        self._process.start()
        other.close()

    @property
    def pid(self) -> int | None:
        """The id of the process."""
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, whatever it is at: it keeps nothing. Does nothing the second time."""
        self._process.kill()
        self._process.join()
        self._end.close()

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
        return Coming(self._end, path, (wants, start), {"broken": broken, "erased": erased, "passed": passed})


class Coming:
    """The answers of a file as they come from the process that reads it, with the counts of those who read it here."""

    def __init__(
        self, end: Connection, path: Path, words: tuple[Wants, int], tell: dict[str, Callable[[Any], None]]
    ) -> None:
        self._end = end
        self._path = path
        self._words = words
        self._tell = tell
        self.position = words[1]
        #: Known at the end.
        self.records = 0
        self.too_large = 0
        self.counts: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Answer]:
        """Give the answers; raises OSError where the file cannot be read, NewsArchiveError where its reader died."""
        for what, position, said in self._told_of():
            self.position = position
            if what == "answer":
                yield said
            elif what == "end":
                self.records, self.too_large, self.counts = said
                return
            elif what == "failed":
                raise said
            else:
                self._tell[what](said)

    def _told_of(self) -> Iterator[tuple[str, int, Any]]:
        try:
            self._end.send((self._path, *self._words))
            while True:
                heap = self._end.recv()
                yield from heap
        except (EOFError, ConnectionError):
            raise NewsArchiveError(
                f"{self._path}: the process that read it was ended, for its memory most likely; "
                "the same command goes on where it was"
            ) from None


def _read_ahead(end: Connection, other: Connection) -> None:
    # Ctrl-C reaches the whole process group; whoever stores decides when this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # With this end closed here only the process that stores, and its workers, which end with it, hold one: reading ends
    # when it does, however it does.
    other.close()
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            path, wants, start = end.recv()
            _Sender(end).read(path, wants, start)


class _Sender:
    """Tells of a file in the order in which whoever reads it would be told here."""

    def __init__(self, end: Connection) -> None:
        self._end = end
        self._heap: list[tuple[str, int, Any]] = []
        self._size = 0
        self._sent = time.monotonic()
        self._answers: Answers | None = None

    def read(self, path: Path, wants: Wants, start: int) -> None:
        answers = self._answers = Answers(
            path,
            wants=wants,
            broken=lambda broken: self._add("broken", broken),
            erased=lambda entries: self._add("erased", entries),
            passed=self._passed,
            start=start,
        )
        try:
            for answer in answers:
                self._size += len(answer.capture.payload)
                self._add("answer", answer)
        except Exception as error:
            self._add("failed", error)
        else:
            self._add("end", (answers.records, answers.too_large, answers.counts))
        self._send()

    def _passed(self, position: int) -> None:
        if time.monotonic() - self._sent >= _SECONDS:
            self._add("passed", position)

    def _add(self, what: str, said: object) -> None:
        assert self._answers is not None
        self._heap.append((what, self._answers.position, said))
        is_due = time.monotonic() - self._sent >= _SECONDS
        if is_due or self._size >= BATCH_BYTES or len(self._heap) >= BATCH:
            self._send()

    def _send(self) -> None:
        heap, self._heap, self._size = self._heap, [], 0
        self._end.send(heap)
        self._sent = time.monotonic()
