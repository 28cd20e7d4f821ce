"""How long an import will take: what is left, at the pace of what is done, in both of its passes."""

from __future__ import annotations

from dataclasses import dataclass

#: What reading a page takes a process, in seconds, before one was read.
_PAGE_SECONDS = 0.02


@dataclass(slots=True)
class Progress:
    """How far an import is. The first pass goes through the bytes of its files, the second through captures.

    Whoever sets ``is_stopped`` ends the import at the next capture, by a KeyboardInterrupt where nothing is under way.
    ``started`` and ``reading_since`` are moments of one clock, in seconds; ``skipped`` are bytes that an earlier run
    read. The display looks at it while the import changes it.
    """

    bytes_in_all: int = 0
    bytes_done: int = 0
    skipped: int = 0
    unread_before: int = 0
    captures_new: int = 0
    pages_read: int = 0
    pages_in_all: int = 0
    processes: int = 1
    started: float = 0.0
    reading_since: float | None = None
    name: str = ""
    is_stopped: bool = False

    def check(self) -> None:
        """Raise KeyboardInterrupt where the import is to end."""
        if self.is_stopped:
            raise KeyboardInterrupt

    def seconds_left(self, now: float) -> float | None:
        """Estimate the time left; None before anything is known."""
        if self.reading_since is not None:
            done, left = self.pages_read, self.pages_in_all - self.pages_read
            if not done:
                return left * _PAGE_SECONDS / max(1, self.processes) if left else None
            return left * (now - self.reading_since) / done
        done = self.bytes_done - self.skipped
        if done <= 0:
            return None
        left = max(0, self.bytes_in_all - self.bytes_done)
        of_files = left * (now - self.started) / done
        pages = self.unread_before + self.captures_new * (1 + left / done)
        return of_files + pages * _PAGE_SECONDS / max(1, self.processes)

    def share(self, now: float) -> float:
        """Give how much of all the time it takes has passed, 0 to 1."""
        left = self.seconds_left(now)
        passed = now - self.started
        return 0.0 if left is None or passed + left <= 0 else passed / (passed + left)
