"""One run at a time an archive: a lock of the operating system, which no killed run leaves behind."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from newsarchive.archive.archive import Archive
from newsarchive.errors import AlreadyRunning, ArchiveNotWritable, ArchiveTooOld

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def hold(archive: Path) -> Iterator[None]:
    """Hold ``archive`` for the length of a run.

    The lock file beside the archive stays when the run ends; only the kernel's lock on it counts.
    Raises AlreadyRunning, naming the holder, or ArchiveNotWritable.
    """
    path = archive.with_name(archive.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=0)
        lock.acquire()
    except Timeout:
        raise AlreadyRunning(f"{archive}: {_holder(path)} is writing to it; try again when it has ended") from None
    except OSError as error:
        raise ArchiveNotWritable(str(archive), f"cannot be written ({error.strerror or error})") from error
    try:
        with contextlib.suppress(OSError):
            path.write_text(json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}))
        yield
    finally:
        lock.release()


def check(archive: Path) -> None:
    """Refuse a file that is something else than an archive, before a lock is laid beside it; an older one will do.

    Raises the errors of :meth:`newsarchive.archive.Archive.open`.
    """
    with contextlib.suppress(ArchiveTooOld):
        Archive.open(archive, read_only=True).close()


def _holder(path: Path) -> str:
    try:
        told = json.loads(path.read_text())
        return f"process {int(told['pid'])}, running since {told['since']},"
    except (OSError, ValueError, KeyError, TypeError):
        return "another run"
