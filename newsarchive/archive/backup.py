"""A copy of an archive that is whole, made while others write to it.

``VACUUM INTO`` makes it: it reads in one transaction, so what a crawl commits meanwhile neither gets into the copy nor
makes it begin again, as it does with SQLite's backup by pages; it reads rows and not pages, so a damaged page is met
and not copied; and nothing that was erased is left in the copy's free pages. It costs more processor time than
copying pages would.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from newsarchive.archive import migrations
from newsarchive.archive.connection import connect_as_is, interruptible, mapped, to_archive_error
from newsarchive.archive.values import Copied
from newsarchive.errors import ArchiveError, ArchiveNotWritable, NotAnArchive, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    #: How many bytes of the copy are written, and how many it will be at most.
    Progress = Callable[[int, int], None]

#: Counted before and after, and in the copy.
_COUNTED = ("articles", "captures", "payloads", "links")
_HEADER = 100


def backup(path: Path, target: Path, *, replace: bool = False, progress: Progress | None = None) -> Copied:
    """Copy the archive at ``path``, of this or an older schema, into the file ``target``.

    The copy is written beside ``target`` as ``TARGET.partial``, checked, and renamed once it is on the disk: whatever
    happens there is the old file or the new one, whole. ``replace`` allows to put it in the place of an older copy.

    Raises the errors of :meth:`newsarchive.archive.Archive.open`, UsageError where ``target`` may not be written over,
    ArchiveNotWritable where it cannot, ArchiveFull where there is no room, ArchiveError where it is being written.
    """
    _look(path, target, replace=replace)
    with closing(connect_as_is(path)) as conn, written_beside(target) as partial:
        before = _counts(conn, path)
        _copy(conn, path, partial, progress)
        _check(partial, before, _counts(conn, path))
    return Copied(
        path=str(target), size=target.stat().st_size, articles=before["articles"], captures=before["captures"]
    )


def _look(path: Path, target: Path, *, replace: bool) -> None:
    """Refuse a target before anything is written. Raises the errors of :func:`backup`."""
    if target.is_dir():
        raise UsageError(f"{target}: is a folder; name the file to write in it")
    if not target.exists():
        return
    if path.exists() and target.samefile(path):
        raise UsageError(f"{target}: is the archive itself; name another file")
    if not target.is_file() or not is_archive(target):
        raise UsageError(f"{target}: is no archive and is not written over; name another file")
    if not replace:
        raise UsageError(f"{target}: is there already; --force writes over it")


def is_archive(path: Path) -> bool:
    """Tell by its first bytes whether a file is an archive, damaged or not."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    return header.startswith(b"SQLite format 3\0") and header[68:72] == migrations.APPLICATION_ID.to_bytes(4, "big")


@contextlib.contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """Give an empty file ``TARGET.partial`` to write; once it is whole it takes the place of ``target``.

    Raises ArchiveNotWritable, and ArchiveError where another process writes it, or has ``target`` open.
    """
    if not target.parent.is_dir():
        raise ArchiveNotWritable(str(target), "cannot be written: there is no such folder")
    partial = target.with_name(f"{target.name}.partial")
    with _held(partial):
        yield partial
        _flush(partial)
        if target.exists():
            _retire(target)
        partial.replace(target)
        _flush(target.parent)


@contextlib.contextmanager
def _held(partial: Path) -> Iterator[None]:
    """Make the empty file that will be the copy, and keep other backups from it; nothing of it stays if it fails.

    What a killed backup left is removed: the lock on it went with its process.
    """
    try:
        handle = os.open(partial, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ArchiveNotWritable(
            str(partial), f"cannot be written: {(error.strerror or str(error)).lower()}"
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ArchiveError(str(partial), "another process is writing it; try again when it has ended") from None
        try:
            os.ftruncate(handle, 0)
            _drop_logs(partial)
            yield
        except BaseException:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise
        finally:
            # A copy that was killed in the middle has a journal, too.
            _drop_logs(partial)
    finally:
        os.close(handle)


def _drop_logs(partial: Path) -> None:
    for end in ("-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            partial.with_name(partial.name + end).unlink(missing_ok=True)


def _copy(conn: sqlite3.Connection, path: Path, partial: Path, progress: Progress | None) -> None:
    most = path.stat().st_size

    def look() -> None:
        if progress is not None:
            progress(partial.stat().st_size, most)

    try:
        with interruptible(conn, look):
            conn.execute("VACUUM INTO ?", (str(partial.absolute()),))
    except sqlite3.Error as error:
        # What is damaged is the archive; what is full or cannot be written is the copy.
        is_damage = getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        if is_damage:
            raise NotAnArchive(str(path), "is damaged, no copy was made; newsarchive verify says where") from error
        told = to_archive_error(error, partial)
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise type(told)(
                str(partial), "the disk is full or fails; no copy was made, the archive is as it was"
            ) from error
        raise told from error


def _counts(conn: sqlite3.Connection, path: Path) -> dict[str, int]:
    with mapped(path):
        (tables,) = conn.execute("SELECT group_concat(name) FROM sqlite_master WHERE type = 'table'").fetchone()
        known = set((tables or "").split(","))
        return {
            name: conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for name in _COUNTED
            if name in known
        }


def _check(partial: Path, before: dict[str, int], after: dict[str, int]) -> None:
    """Look at the copy before it takes a name: SQLite finds it whole, and no row is missing. Raises NotAnArchive."""
    with mapped(partial), closing(connect_as_is(partial)) as copy:
        told = [row[0] for row in copy.execute("PRAGMA quick_check(1)")]
        counts = _counts(copy, partial)
    if told != ["ok"]:
        raise NotAnArchive(str(partial), f"the copy is not whole ({told[0]}); is the disk sound?")
    for name, count in counts.items():
        low, high = sorted((before[name], after[name]))
        if not low <= count <= high:
            raise NotAnArchive(str(partial), f"the copy has {count} {name} and the archive {high}; is the disk sound?")


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk. Raises ArchiveNotWritable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        raise ArchiveNotWritable(str(path), f"cannot be brought to the disk: {error.strerror}") from error
    finally:
        os.close(handle)


def _retire(target: Path) -> None:
    """Make sure nobody has an older copy open, and no log of it is left that the new one would take for its own."""
    try:
        with closing(sqlite3.connect(target, timeout=1.0, isolation_level=None)) as old:
            (mode,) = old.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise ArchiveError(str(target), f"cannot be replaced ({error}); move it away first") from error
        mode = "wal"
    if mode != "delete":
        raise ArchiveError(str(target), "cannot be replaced: another process has it open")
