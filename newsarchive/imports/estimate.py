"""How long an import will take: what is left of each of its stages, at the pace it has, or is guessed to have.

Files are read, then pages, then pages once more whose site was not known well enough when they were read, and at last
texts are compared. The pace of a stage that runs is measured; that of one to come follows from what was measured of
others: storing a capture tells what storing an article will take, and a few pages are read for nothing but the clock.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

#: What storing an article, looking at it again, and comparing its text take, by what storing its capture took: as
#: benchmarks/imports.py had it, and much the same on a faster machine. A text is compared with more where there are
#: more: eight times as many cost twice as much each, the last number being that of so many.
_STORING, _SETTLING, _COMPARING, _OF_TEXTS = 0.5, 0.15, 0.45, 2400
#: What reading a page in another process takes, by what reading it takes alone.
_HANDING = 1.2
#: What storing a capture takes, in seconds, before one was stored, and reading a page before one was read.
_KEEPING, _READING = 0.002, 0.005
#: A guess counts as so much of a stage, until more of it was measured.
_TRUST = 0.1
#: Moments that are remembered of a stage. Its pace is that of the last third: it changes as an archive grows.
_MARKS = 200


@dataclass(slots=True)
class Stage:
    """A part of the work: ``done`` of ``in_all`` items, of which ``skipped`` were done before it began at ``since``.

    Moments are of one clock, in seconds.
    """

    in_all: int = 0
    done: int = 0
    skipped: int = 0
    since: float | None = None
    is_over: bool = False
    _marks: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=_MARKS))

    def begin(self, now: float, in_all: int) -> None:
        """Begin with so many items."""
        self.since, self.in_all = now, in_all
        self._marks.append((self.skipped, now))

    def reach(self, done: int, now: float) -> None:
        """Take note that so many are done."""
        self.done = done
        if self._marks and done - self._marks[-1][0] >= self.in_all / _MARKS:
            self._marks.append((done, now))

    def skip(self, items: int) -> None:
        """Take note of items that were done before: they took no time."""
        self.skipped += items
        self.done += items
        self._marks = deque(((done + items, at) for done, at in self._marks), maxlen=_MARKS)

    def end(self) -> None:
        """Have done with it, whatever it came to."""
        self.done, self.is_over = self.in_all, True

    def left(self, now: float, guess: float | None = None) -> float | None:
        """Estimate the seconds left; ``guess`` is what an item takes as far as others know. None where nobody does."""
        items = self.in_all - self.done
        if self.is_over or items <= 0:
            return 0.0
        measured, seconds = self._latest(now)
        trust = 0.0 if guess is None else max(1.0, _TRUST * self.in_all)
        if measured + trust <= 0:
            return None
        return items * (seconds + trust * (guess or 0.0)) / (measured + trust)

    def _latest(self, now: float) -> tuple[int, float]:
        """Give how many items were done lately, and in which time."""
        # The display looks at it from a thread of its own.
        marks = tuple(self._marks)
        if not marks:
            return 0, 0.0
        own = self.done - self.skipped
        first = next((mark for mark in reversed(marks) if 3 * (self.done - mark[0]) >= own), marks[0])
        return max(0, self.done - first[0]), max(0.0, now - first[1])


@dataclass(slots=True)
class Progress:
    """How far an import is: ``files`` in bytes, ``pages`` read, articles ``settled`` and texts ``compared``.

    ``unread_before`` are captures that an import before this one left, ``captures_new`` those of this one. ``kept``
    are captures that were stored so far in ``keeping`` seconds; ``reading`` is what a page takes a process that reads
    it, in seconds, ``processes`` of them on so many ``cores``, 0 for the one that stores.

    Whoever sets ``is_stopped`` ends the import at the next capture, by a KeyboardInterrupt where nothing is under way.
    The display looks at it while the import changes it.
    """

    files: Stage = field(default_factory=Stage)
    pages: Stage = field(default_factory=Stage)
    settled: Stage = field(default_factory=Stage)
    compared: Stage = field(default_factory=Stage)
    unread_before: int = 0
    captures_new: int = 0
    kept: int = 0
    keeping: float = 0.0
    reading: float = _READING
    processes: int = 0
    cores: int = 1
    started: float = 0.0
    name: str = ""
    is_stopped: bool = False

    def check(self) -> None:
        """Raise KeyboardInterrupt where the import is to end."""
        if self.is_stopped:
            raise KeyboardInterrupt

    def seconds_left(self, now: float) -> float | None:
        """Estimate the time left; None before anything is known."""
        of_files = self.files.left(now) if self.files.since is not None else None
        if of_files is None:
            return None
        keeping = self.keeping / self.kept if self.kept else _KEEPING
        return of_files + self._of_pages(now, keeping) + self._of_rest(now, keeping)

    def share(self, now: float) -> float:
        """Give how much of all the time it takes has passed, 0 to 1."""
        left = self.seconds_left(now)
        passed = max(0.0, now - self.started)
        return 0.0 if left is None or passed + left <= 0 else passed / (passed + left)

    def _of_pages(self, now: float, keeping: float) -> float:
        if self.pages.is_over:
            return 0.0
        storing = _STORING * keeping
        if not self.processes:
            pace = storing + self.reading
        else:
            # Who reads and who stores wait for each other, or for a core.
            reading, at_once = _HANDING * self.reading, min(self.cores, self.processes + 1)
            pace = max(storing, reading / self.processes, (storing + reading) / at_once)
        if self.pages.since is None:
            return self._expected() * pace
        return self.pages.left(now, pace) or 0.0

    def _of_rest(self, now: float, keeping: float) -> float:
        found = 0.0
        expected = self._expected() if self.pages.since is None else self.pages.in_all
        comparing = _COMPARING * (max(1.0, expected) / _OF_TEXTS) ** (1 / 3)
        for stage, share in ((self.settled, _SETTLING), (self.compared, comparing)):
            if stage.since is not None:
                expected = stage.in_all
                found += stage.left(now, share * keeping) or 0.0
            elif not stage.is_over:
                found += expected * share * keeping
        return found

    def _expected(self) -> float:
        """Give how many pages there will be to read, by what the files gave so far."""
        done = self.files.done - self.files.skipped
        left = max(0, self.files.in_all - self.files.done)
        return self.unread_before + self.captures_new * (1 + (left / done if done > 0 else 0))
