"""Opening the file, telling what it is, and turning SQLite's errors into ours."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from newsarchive.archive import migrations
from newsarchive.errors import (
    ArchiveError,
    ArchiveFull,
    ArchiveMissing,
    ArchiveNotWritable,
    ArchiveTooNew,
    ArchiveTooOld,
    NotAnArchive,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: How long a statement waits for another process's write to end, in seconds.
BUSY_SECONDS = 10.0
#: What a connection keeps of the file in memory, in KiB: a page of every index that a new article has its place in,
#: at a million articles.
_CACHE_KIB = 64 * 1024
#: The log is written back when it has this many pages: what many articles changed is written once.
_LOG_PAGES = 8000

_SMALLEST_PAGE = 512
_DAMAGED = "is damaged or no SQLite database"
_READ_ONLY = "cannot be written: the file, its folder or the disk is read-only"
_BY_CODE: dict[int, tuple[type[ArchiveError], str]] = {
    sqlite3.SQLITE_FULL: (ArchiveFull, "the disk is full; what was stored before is safe"),
    sqlite3.SQLITE_IOERR: (ArchiveFull, "the disk failed to read or write; what was stored before is safe"),
    sqlite3.SQLITE_READONLY: (ArchiveNotWritable, _READ_ONLY),
    sqlite3.SQLITE_CANTOPEN: (ArchiveNotWritable, "cannot be opened: check the permissions of file and folder"),
    sqlite3.SQLITE_PERM: (ArchiveNotWritable, "cannot be opened: permission denied"),
    sqlite3.SQLITE_CORRUPT: (NotAnArchive, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (NotAnArchive, _DAMAGED),
    sqlite3.SQLITE_BUSY: (ArchiveError, "is locked by another process that keeps writing; try again later"),
    sqlite3.SQLITE_LOCKED: (ArchiveError, "is locked by another process that keeps writing; try again later"),
    sqlite3.SQLITE_TOOBIG: (ArchiveError, "a value is larger than SQLite can store"),
}


def to_archive_error(error: sqlite3.Error, path: Path) -> ArchiveError:
    """Name the situation behind an error of SQLite."""
    # Extended codes keep the family in their low byte. Python's own errors carry no code.
    code = getattr(error, "sqlite_errorcode", None)
    kind, message = _BY_CODE.get(code & 0xFF if code is not None else -1, (ArchiveError, ""))
    return kind(str(path), message or f"SQLite refused: {error}")


@contextmanager
def mapped(path: Path) -> Iterator[None]:
    """Let no ``sqlite3.Error`` out: every room above sees errors of :mod:`newsarchive.errors`."""
    try:
        yield
    except sqlite3.Error as error:
        raise to_archive_error(error, path) from error
    except UnicodeDecodeError as error:
        # A text that is none any more, or SQLite's own words about a damaged name.
        raise NotAnArchive(str(path), _DAMAGED) from error


#: How many steps of SQLite's machine lie between two looks at what else there is to do; a row takes a few.
_STEPS = 1000


@contextmanager
def interruptible(conn: sqlite3.Connection, look: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Let Ctrl-C end a statement that takes long, and ``look`` be called while it runs. Raises KeyboardInterrupt."""

    def step() -> int:
        # Python asks for signals here; what they raise ends the statement and is lost.
        look()
        return 0

    conn.set_progress_handler(step, _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from error
        raise
    finally:
        conn.set_progress_handler(None, 0)


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. Takes the write lock at once, so that nothing read inside grows stale before it is written.

    Inside another one it is part of that.
    """
    is_inner = conn.in_transaction
    if is_inner:
        yield
        return
    try:
        conn.execute("BEGIN IMMEDIATE")
        yield
        conn.execute("COMMIT")
    except BaseException:
        # A full disk may have rolled back already.
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(conn: sqlite3.Connection) -> Iterator[None]:
    """Read the file as it is at one moment, whatever others commit meanwhile. Inside a transaction it is part of it."""
    is_inner = conn.in_transaction
    if is_inner:
        yield
        return
    conn.execute("BEGIN")
    try:
        yield
    finally:
        if conn.in_transaction:
            conn.execute("COMMIT")


@contextmanager
def overwriting(conn: sqlite3.Connection) -> Iterator[None]:
    """Overwrite what is deleted inside with zeros, at once; goes around a transaction."""
    (before,) = conn.execute("PRAGMA secure_delete").fetchone()
    conn.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        conn.execute(f"PRAGMA secure_delete = {'FAST' if before == 2 else before}")


def scrub(conn: sqlite3.Connection) -> bool:
    """Write the file anew without its free space, and empty the write-ahead log: what was deleted is gone for good.

    Outside a transaction. It takes as long as writing the whole file does, and for a while as much space again. Give
    False where another process reads what was before: then the log has it until that one is done.
    """
    conn.execute("VACUUM")
    (is_busy, _, _) = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def connect(path: Path, *, create: bool, read_only: bool) -> sqlite3.Connection:
    """Open the archive at ``path``, at this version's schema; raises the errors :meth:`Archive.open` names."""
    _look(path, create=create and not read_only)
    with mapped(path):
        conn = _connect_read_only(path) if read_only else _connect_writable(path, create=create)
        try:
            _check(conn, path, empty_is_fine=create and not read_only)
            conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            if read_only:
                _refuse_older(conn, path)
            else:
                _prepare(conn)
        except BaseException:
            conn.close()
            raise
    return conn


def connect_as_is(path: Path) -> sqlite3.Connection:
    """Open the archive at ``path`` for reading, of an older schema, too; raises as :func:`connect`."""
    _look(path, create=False)
    with mapped(path):
        conn = _connect_read_only(path)
        try:
            _check(conn, path, empty_is_fine=False)
        except BaseException:
            conn.close()
            raise
    return conn


def connect_scratch() -> sqlite3.Connection:
    """Give an empty archive that is kept in memory and ends with its connection."""
    conn = _open("file::memory:")
    with transaction(conn):
        migrations.apply(conn)
    return conn


def _look(path: Path, *, create: bool) -> None:
    """Settle what the file system alone can tell, in words a person understands."""
    try:
        if path.is_dir():
            raise NotAnArchive(str(path), "is a folder, not an archive")
        if not path.exists():
            if not create:
                raise ArchiveMissing(str(path), "no such archive")
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise NotAnArchive(str(path), "is a device or a pipe, not an archive")
        elif (size := path.stat().st_size) == 0 and not create:
            raise NotAnArchive(str(path), "is an empty file, not an archive")
        elif 0 < size < _SMALLEST_PAGE:
            # SQLite takes it for an empty file and would write over it.
            raise NotAnArchive(str(path), _DAMAGED)
    except OSError as error:
        problem = (error.strerror or str(error)).lower()
        if create:
            raise ArchiveNotWritable(str(path), f"cannot be created: {problem}") from error
        raise ArchiveError(str(path), f"cannot be read: {problem}") from error


def _uri(path: Path, options: str) -> str:
    return f"file:{quote(str(path.absolute()), errors='surrogateescape')}?{options}"


def _open(uri: str) -> sqlite3.Connection:
    conn = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    conn.execute("PRAGMA foreign_keys = ON")
    return conn


def _connect_writable(path: Path, *, create: bool) -> sqlite3.Connection:
    return _open(_uri(path, "mode=rwc" if create else "mode=rw"))


def _connect_read_only(path: Path) -> sqlite3.Connection:
    conn = _open(_uri(path, "mode=ro"))
    try:
        conn.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        conn.close()
        # A file in WAL mode needs its shared memory beside it. Where the folder cannot be written nobody writes the
        # file either, so it may be read as one that never changes.
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise ArchiveError(
                str(path), f"has newer pages in {log.name} and its folder cannot be written; copy both files elsewhere"
            ) from error
        return _open(_uri(path, "immutable=1"))
    return conn


def _check(conn: sqlite3.Connection, path: Path, *, empty_is_fine: bool) -> None:
    """Refuse every file that is not ours, before one byte of it is changed."""
    # One reading transaction: another process may be making this very archive.
    conn.execute("BEGIN")
    try:
        (application_id,) = conn.execute("PRAGMA application_id").fetchone()
        (pages,) = conn.execute("PRAGMA page_count").fetchone()
        applied = migrations.applied(conn)
    finally:
        conn.execute("ROLLBACK")
    if application_id != migrations.APPLICATION_ID and (pages or not empty_is_fine):
        raise NotAnArchive(str(path), "is a SQLite database, but not of newsarchive")
    known = {name for name, _ in migrations.MIGRATIONS}
    if unknown := [name for name in applied if name not in known]:
        raise ArchiveTooNew(
            str(path), f"was written by a newer newsarchive (schema {unknown[-1]}); upgrade newsarchive to open it"
        )


def _refuse_older(conn: sqlite3.Connection, path: Path) -> None:
    if len(migrations.applied(conn)) < len(migrations.MIGRATIONS):
        raise ArchiveTooOld(
            str(path), "has an older schema and cannot be brought up to date while opened for reading; a crawl does it"
        )


def _use_wal(conn: sqlite3.Connection) -> None:
    """Switch to a write-ahead log: the one statement SQLite gives up at once where another process is in its way."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            conn.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _prepare(conn: sqlite3.Connection) -> None:
    """Bring a file open for writing to this version, and make sure it can be written."""
    # SQLite opens a file it may not write for reading without a word; taking the write lock tells.
    with transaction(conn):
        if len(migrations.applied(conn)) < len(migrations.MIGRATIONS):
            conn.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
            migrations.apply(conn)
    _use_wal(conn)
    # In WAL mode NORMAL keeps every commit through a killed process; only a power cut may cost the newest ones,
    # and never the file.
    conn.execute("PRAGMA synchronous = NORMAL")
    # What is deleted is overwritten where that costs no write of its own; erasing sees to the rest.
    conn.execute("PRAGMA secure_delete = FAST")
    conn.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
    # One large write does not leave a log of its size behind for good.
    conn.execute(f"PRAGMA journal_size_limit = {4 * _LOG_PAGES * 4096}")
