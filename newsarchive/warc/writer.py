"""WARC files: a gzip member a record, whole files under their name, those being written under ``NAME.open``.

A group of records is written in one call and in the file when the call is over: what is killed leaves whole records and
at most one torn one, which :func:`repair` cuts off.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import os
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.errors import ArchiveFull, ArchiveNotWritable, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from newsarchive.errors import ArchiveError
    from newsarchive.warc.records import Record

SUFFIX = ".warc.gz"
#: A file that is not whole bears this behind its name.
OPEN = ".open"
#: Bytes after which a file is closed and the next begun: what the field's tools are used to.
MOST_BYTES = 1_000_000_000
#: Level 6 is as small as 9 within one in a hundred, and twice as fast (benchmarks/warc.py).
GZIP_LEVEL = 6
_CHUNK = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
_ODD = re.compile(r"[^A-Za-z0-9.]+")


class WarcWriter:
    """Writes records into one file after the other.

    ``name`` gives the path of the file of a number, from 0 on; ``info`` the records that open it, from its name. A file
    is begun when there is something to write into it, and closed where it has ``most_bytes``, None for never.
    Raises ArchiveNotWritable and ArchiveFull: what was written before is whole.
    """

    def __init__(
        self,
        name: Callable[[int], Path],
        info: Callable[[str], Iterable[Record]],
        *,
        most_bytes: int | None = MOST_BYTES,
    ) -> None:
        self._name = name
        self._info = info
        self._most = most_bytes
        self._serial = 0
        self._path: Path | None = None
        self._file: io.FileIO | None = None
        self._length = 0
        self.written: list[Path] = []

    def write(self, records: Iterable[Record]) -> None:
        """Write records that belong together, all into the same file."""
        if self._file is not None and self._most is not None and self._length >= self._most:
            self.close()
        file = self._begun() if self._file is None else self._file
        self._append(file, b"".join(map(to_member, records)))

    def close(self) -> None:
        """Give the file being written its name, once it is on the disk; does nothing where there is none."""
        file, path = self._file, self._path
        if file is None or path is None:
            return
        self._file = None
        with _told(path), file:
            os.fsync(file.fileno())
            _open_name(path).rename(path)
            _sync_folder(path.parent)
        self.written.append(path)

    def discard(self) -> None:
        """Drop the file being written: it would be a part of a whole that nobody gets."""
        file, path = self._file, self._path
        if file is not None and path is not None:
            self._file = None
            file.close()
            with contextlib.suppress(OSError):
                _open_name(path).unlink()

    def _begun(self) -> io.FileIO:
        self._path = path = self._name(self._serial)
        self._serial += 1
        with _told(path):
            # Held by whoever writes it: what nobody holds was left by a run that was killed.
            file = io.FileIO(_open_name(path), "a")
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.truncate(0)
        self._file = file
        self._length = 0
        self._append(file, b"".join(map(to_member, self._info(path.name))))
        return file

    def _append(self, file: io.FileIO, data: bytes) -> None:
        assert self._path is not None
        rest = memoryview(data)
        try:
            with _told(self._path):
                while rest:
                    rest = rest[file.write(rest) :]
        except BaseException:
            # The part of a record that went in before the disk was full is taken out again.
            with contextlib.suppress(OSError):
                file.truncate(self._length)
            raise
        self._length += len(data)


def to_member(record: Record) -> bytes:
    """Give a record as it stands in a file: one gzip member."""
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import WarcRecord

    made = WarcRecord()
    headers = made.headers
    headers.status_line = "WARC/1.1"
    for name, value in record.headers:
        headers.append(name, value)
    made.set_bytes_content(record.block)
    out = io.BytesIO()
    writer = GzipWriter(out, GZIP_LEVEL)
    made.write(writer)
    # Without it the record's end stays in the writer, and all of a file would be one member.
    writer.finish()
    return out.getvalue()


def crawl_names(folder: Path, prefix: str, moment: datetime, host: str) -> Callable[[int], Path]:
    """Name the files of a crawl ``PREFIX-YYYYMMDDhhmmssmmm-NNNNN-HOST.warc.gz``, as crawlers do."""
    stamp = f"{moment:%Y%m%d%H%M%S}{moment.microsecond // 1000:03}"
    where = _ODD.sub("-", host).strip("-.") or "localhost"
    return lambda serial: folder / f"{prefix}-{stamp}-{serial:05}-{where}{SUFFIX}"


def export_names(target: Path, prefix: str) -> tuple[Callable[[int], Path], int | None]:
    """Name the files of an export, and say after how many bytes one is closed.

    A ``target`` that is a folder gets ``PREFIX-NNNNN.warc.gz`` of a gigabyte each; else it is the one file. Raises
    UsageError where it bears another suffix than .warc.gz.
    """
    if target.is_dir():
        return (lambda serial: target / f"{prefix}-{serial:05}{SUFFIX}"), MOST_BYTES
    if not target.name.endswith(SUFFIX):
        raise UsageError(f"{target}: name a file that ends in {SUFFIX}, or a folder that exists")
    return (lambda serial: target), None  # noqa: ARG005 - there is but one


def check_folder(folder: Path) -> None:
    """Make the folder where it is missing, and ask whether files can be made in it. Raises ArchiveNotWritable."""
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def repair(folder: Path) -> list[Path]:
    """Close the files that killed runs left open in a folder: cut off the torn record, and give them their names.

    One without a whole record is dropped; one that somebody writes is left alone. Give the paths of the others.
    """
    closed = []
    for left in sorted(folder.glob(f"*{SUFFIX}{OPEN}")):
        path = left.with_name(left.name.removesuffix(OPEN))
        with _told(left), left.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            whole = _whole_length(file)
            if not whole:
                left.unlink()
                continue
            file.truncate(whole)
            os.fsync(file.fileno())
            left.rename(path)
            _sync_folder(folder)
        closed.append(path)
    return closed


def _whole_length(file: io.BufferedRandom) -> int:
    """Give how many bytes of a file are whole gzip members."""
    whole = position = 0
    member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    while data := file.read(_CHUNK):
        while data:
            try:
                member.decompress(data)
            except zlib.error:
                return whole
            if not member.eof:
                position += len(data)
                break
            position += len(data) - len(member.unused_data)
            whole, data = position, member.unused_data
            member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    return whole


def _open_name(path: Path) -> Path:
    return path.with_name(path.name + OPEN)


def _sync_folder(folder: Path) -> None:
    """Make a renaming last: it stands in the folder, not in the file."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say what is wrong in one line."""
    try:
        yield
    except OSError as error:
        raise _to_error(error, path) from error


def _to_error(error: OSError, path: Path) -> ArchiveError:
    if error.errno in _FULL:
        return ArchiveFull(str(path), f"{error.strerror}: the WARC file is whole up to its last record")
    if isinstance(error, BlockingIOError):
        return ArchiveNotWritable(str(path), "is being written by another run")
    return ArchiveNotWritable(str(path), f"cannot be written ({error.strerror or error})")
