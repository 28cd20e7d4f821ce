"""An import of one file, watched from inside: what its stages take, its processes' CPU and memory, its estimates.

    python benchmarks/importing.py FILE ARCHIVE SITE READERS

writes one line of JSON; SITE is - for all.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.archive import Archive
from newsarchive.imports.choosing import Choice
from newsarchive.imports.estimate import Progress
from newsarchive.imports.files import found
from newsarchive.imports.run import run
from newsarchive.sites import Sites

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 0.25


class Looking:
    """Looks at an import now and then, as its display does."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = threading.Event()
        #: Seconds since the start, the stage, the estimate of what is left, and seconds of CPU of the main process.
        self.seen: list[tuple[float, str, float | None, float]] = []
        #: The most megabytes that all processes together had, what they share counted once.
        self.megabytes = 0.0

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Look until it is over."""
        thread = threading.Thread(target=self._look)
        thread.start()
        try:
            yield
        finally:
            self._done.set()
            thread.join()

    def _look(self) -> None:
        started = time.monotonic()
        while not self._done.wait(_SECONDS):
            now = time.monotonic()
            left = self._progress.seconds_left(now)
            self.seen.append((now - started, _stage(self._progress), left, time.process_time()))
            if len(self.seen) % 4 == 0:
                self.megabytes = max(self.megabytes, _megabytes())


def _stage(progress: Progress) -> str:
    """Name the stage that runs."""
    names = ("compared", "settled", "pages")
    return next((name for name in names if getattr(progress, name).since is not None), "files")


def _megabytes() -> float:
    own = Path(f"/proc/{os.getpid()}")
    children = (own / f"task/{os.getpid()}/children").read_text().split()
    return sum(_proportional(Path("/proc") / one) for one in (own.name, *children))


def _proportional(process: Path) -> float:
    with contextlib.suppress(OSError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def watched(path: Path, archive: Path, site: str, readers: int) -> dict[str, Any]:
    """Import a file and give what was seen."""
    progress = Progress()
    looking = Looking(progress)
    started = time.monotonic()
    with Archive.open(archive, create=True) as opened:
        imported = run(
            opened,
            found([path]),
            Choice(site=site),
            Sites(),
            tell=lambda line: print(line, file=sys.stderr),
            progress=progress,
            watch=looking.looking(),
            processes=readers,
        )
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": time.monotonic() - started,
        "articles": imported.counts["new"],
        "cpu": own.ru_utime + own.ru_stime,
        "workers": workers.ru_utime + workers.ru_stime,
        "megabytes": looking.megabytes,
        "seen": looking.seen,
    }


def main() -> int:
    """Import and tell."""
    path, archive, site, readers = sys.argv[1:]
    print(json.dumps(watched(Path(path), Path(archive), "" if site == "-" else site, int(readers))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
