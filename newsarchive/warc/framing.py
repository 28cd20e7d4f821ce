"""Where the records of a WARC file begin and end, whatever happened to the file.

FastWARC ends at the first damaged byte; here every record that is whole comes through, and each that is not is told
with its place. In a file whose records are packed one by one the next begins at the next gzip header behind which
``WARC/`` is found: a record that nobody wants is not unpacked, and one that is torn costs itself alone.
"""

from __future__ import annotations

import os
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping
    from pathlib import Path

#: A record whose block is larger is no page: it is passed over, and never in memory.
MAX_BLOCK = 64 * 1024 * 1024
#: More than any record's own header.
_MAX_HEAD = 64 * 1024
_CHUNK = 32 * 1024
_WINDOW = 1024 * 1024
_GZIP = b"\x1f\x8b\x08"
_ZSTD, _ZSTD_DICTIONARY, _LZ4 = b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18", b"\x04\x22\x4d\x18"
_MAGIC = b"WARC/"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_VERSION = re.compile(rb"WARC/[01]\.\d+[ \t]*\r?\n")
_FIELD = re.compile(rb"^([^:\s]+)[ \t]*:[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
_FOLDED = re.compile(rb"\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be used: ``offset`` is a byte of the file at or before it.

    One that is ``kept`` is used all the same.
    """

    path: Path
    offset: int
    reason: str
    kept: bool = False

    def __str__(self) -> str:
        return f"{self.path}: byte {self.offset}: {self.reason}; {'taken all the same' if self.kept else 'skipped'}"


@dataclass(frozen=True, slots=True)
class Frame:
    """A record as it stands in the file: ``fields`` by name in small letters, ``block`` as it came.

    ``head`` is the record's own header with the empty line after it. Reading can begin again at ``restart``, a byte of
    the file; ``end`` is how far the file was read.
    """

    offset: int
    restart: int
    end: int
    head: bytes
    fields: Mapping[str, str]
    block: bytes


class _TornError(Exception):
    """The record cannot be read; the message says why."""


class _Flow(Protocol):
    """Bytes as they were before they were packed; ``position`` is how far the file itself was read."""

    position: int

    def read(self, size: int) -> bytes:
        """Give up to ``size`` bytes, none at the end; raises _TornError."""


class _File:
    """Bytes of a file by their place; a part of it is kept."""

    def __init__(self, file: BinaryIO) -> None:
        self._descriptor = file.fileno()
        self._start = 0
        self._window = b""

    def at(self, place: int, size: int) -> bytes:
        """Give up to ``size`` bytes from a place on, at least one unless it is the end."""
        index = place - self._start
        if not 0 <= index < len(self._window) or (
            index + size > len(self._window) and len(self._window) == _WINDOW and size <= _CHUNK
        ):
            self._start, self._window, index = place, os.pread(self._descriptor, _WINDOW, place), 0
        return self._window[index : index + size]

    def find(self, what: bytes, place: int) -> int:
        """Give where ``what`` is next, -1 where it is not."""
        while True:
            index = place - self._start
            if not 0 <= index <= len(self._window) - len(what):
                self._start, self._window, index = place, os.pread(self._descriptor, _WINDOW, place), 0
            if (found := self._window.find(what, index)) >= 0:
                return self._start + found
            if len(self._window) < _WINDOW:
                return -1
            place = self._start + len(self._window) - len(what) + 1


class _Plain:
    def __init__(self, file: _File, place: int) -> None:
        self._file = file
        self.position = place

    def read(self, size: int) -> bytes:
        data = self._file.at(self.position, size)
        self.position += len(data)
        return data


class _Member:
    """One member of a gzip file."""

    def __init__(self, file: _File, place: int) -> None:
        self._file = file
        self._engine = zlib.decompressobj(31)
        self._left = b""
        self.position = place
        self.is_over = False

    def read(self, size: int) -> bytes:
        engine = self._engine
        while not self.is_over:
            data = self._left or self._file.at(self.position, _CHUNK)
            try:
                found = engine.decompress(data, size)
            except zlib.error as error:
                raise _TornError(f"cannot be unpacked ({error})") from None
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
            self.position += len(data) - len(rest)
            self._left, self.is_over = rest, engine.eof
            if found:
                return found
            if not data:
                raise _TornError("the file ends in the middle of it")
        return b""


class _Library:
    """Zstandard and LZ4, by FastWARC."""

    def __init__(self, file: BinaryIO, kind: bytes) -> None:
        from fastwarc.stream_io import Lz4Reader, ZstdReader

        self._file = file
        self._reader = (Lz4Reader if kind == _LZ4 else ZstdReader)(file)
        self.position = 0

    def read(self, size: int) -> bytes:
        try:
            data = self._reader.read(size)
        except (OSError, EOFError, ValueError) as error:
            raise _TornError(f"cannot be unpacked ({error})") from None
        self.position = self._file.tell()
        return data


class _Buffer:
    """A flow, and what was read of it since the present record began."""

    def __init__(self, flow: _Flow) -> None:
        self._flow = flow
        self._bytes = bytearray()
        self._start = 0
        #: How many bytes were dropped.
        self.done = 0
        self.torn: _TornError | None = None

    def __len__(self) -> int:
        return len(self._bytes) - self._start

    def fill(self, size: int) -> bool:
        """Have ``size`` bytes at hand; tell whether there are as many."""
        while len(self) < size and self.torn is None:
            try:
                data = self._flow.read(max(_CHUNK, size - len(self)))
            except _TornError as error:
                self.torn = error
                break
            if not data:
                break
            self._bytes += data
        return len(self) >= size

    def part(self, start: int, end: int) -> bytes:
        """Give a part of what is at hand."""
        return bytes(memoryview(self._bytes)[self._start + start : self._start + end])

    def drop(self, size: int) -> None:
        """Have done with so many bytes."""
        size = min(size, len(self))
        self._start += size
        self.done += size
        if self._start > _WINDOW or self._start >= len(self._bytes):
            del self._bytes[: self._start]
            self._start = 0

    def pass_over(self, size: int) -> bool:
        """Drop so many bytes, never all of them in memory; tell whether there were as many."""
        while size:
            step = min(size, _WINDOW)
            is_there = self.fill(step)
            self.drop(step)
            if not is_there:
                return False
            size -= step
        return True

    def head(self) -> bytes | None:
        """Give a record's own header with the empty line after it, None where none begins here."""
        size = 1024
        while True:
            is_more = self.fill(size)
            found = self.part(0, min(size, len(self)))
            if not _VERSION.match(found):
                return None
            if end := _HEAD_END.search(found):
                # Where bytes are missing the header of the next record may have become part of this one's.
                return None if _VERSION.search(found, 1, end.end()) else found[: end.end()]
            if not is_more or size >= _MAX_HEAD:
                return None
            size *= 4

    def find_next(self) -> bool:
        """Drop what stands before the next record; tell whether there is one."""
        start = 1
        while True:
            if match := _VERSION.search(self.part(0, len(self)), start):
                self.drop(match.start())
                return True
            # The line before may end in what is kept.
            if len(self) > _CHUNK:
                self.drop(len(self) - 16)
                start = 0
            if not self.fill(len(self) + 1):
                self.drop(len(self))
                return False


class Frames:
    """The records of a file in their order.

    ``wants`` is asked with the fields of each; one that it does not want is passed over. ``broken`` is told of each
    that cannot be used. ``start`` is where to begin, the ``restart`` of a frame. Raises OSError where the file cannot
    be read.
    """

    def __init__(
        self,
        path: Path,
        *,
        wants: Callable[[Mapping[str, str]], bool],
        broken: Callable[[Broken], None],
        start: int = 0,
    ) -> None:
        self._path = path
        self._wants = wants
        self._broken = broken
        #: Whether each record is a member of its own, once that is known.
        self._is_split: bool | None = None
        #: How far the file was read.
        self.position = start
        #: How many records there were; how many of them nobody wanted, or are larger than any page.
        self.records = 0
        self.unwanted = 0
        self.too_large = 0

    def __iter__(self) -> Iterator[Frame]:
        with self._path.open("rb") as opened:
            file = _File(opened)
            magic = file.at(0, 64)
            if magic[:4] in (_ZSTD, _ZSTD_DICTIONARY, _LZ4):
                yield from self._of(_Library(opened, magic[:4]), 0)
            elif magic[:3] == _GZIP or (not _VERSION.match(magic) and self._find(file, 0) < self._path.stat().st_size):
                yield from self._of_members(file)
            else:
                yield from self._of(_Plain(file, self.position), self.position, is_plain=True)

    def _of_members(self, file: _File) -> Iterator[Frame]:
        while file.at(self.position, 1):
            here = self.position
            if file.at(here, 3) != _GZIP:
                self._tell(here, "no record begins here")
                self.position = self._find(file, here)
                continue
            member, before = _Member(file, here), self.records
            is_whole = yield from self._of(member, here, is_member=True)
            if not is_whole:
                # What is behind may begin before the byte at which unpacking failed.
                self.position = self._find(file, here + 1)
            elif not member.is_over:
                self.position = self._find(file, member.position)
            else:
                self.position = member.position
                if self._is_split is not False and self.records > before:
                    self._is_split = self.records == before + 1

    def _find(self, file: _File, place: int) -> int:
        """Give where the next member begins that begins with a record, the end of the file where there is none."""
        while (place := file.find(_GZIP, place)) >= 0:
            try:
                if zlib.decompressobj(31).decompress(file.at(place, 512), len(_MAGIC)) == _MAGIC:
                    return place
            except zlib.error:
                pass
            place += 1
        return self._path.stat().st_size

    def _of(
        self, flow: _Flow, place: int, *, is_plain: bool = False, is_member: bool = False
    ) -> Generator[Frame, None, bool]:
        """Give the records of a flow; return whether it was read to its end, or left because nobody wants the rest."""
        buffer = _Buffer(flow)
        is_first = True
        while True:
            while buffer.fill(1) and buffer.part(0, 1) in b"\r\n":
                buffer.drop(1)
            if not buffer.fill(1):
                if buffer.torn is not None:
                    self._tell(place, str(buffer.torn))
                return buffer.torn is None
            here = place + buffer.done if is_plain else place
            try:
                frame = self._record(buffer, here, place if not is_plain else here, is_alone=is_member and is_first)
            except _TornError as error:
                self._tell(here, str(error))
                if (is_member and is_first and self._is_split is not False) or not buffer.find_next():
                    return False
                continue
            if frame is None and is_member and self._is_split:
                return True
            is_first = False
            if frame is not None:
                self.position = frame.end if is_plain else flow.position
                yield frame

    def _record(self, buffer: _Buffer, here: int, restart: int, *, is_alone: bool) -> Frame | None:
        """Give the next record, None where it is not wanted; raises _TornError."""
        head = buffer.head()
        if head is None:
            raise buffer.torn or _TornError("no record begins here")
        fields = to_fields(head)
        text = fields.get("content-length", "")
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            raise _TornError("its header does not say how long it is")
        length = int(text)
        size = len(head) + length
        self.records += 1
        is_wanted = self._wants(fields)
        if not is_wanted or length > MAX_BLOCK:
            self.unwanted += not is_wanted
            self.too_large += is_wanted
            if is_alone and self._is_split:
                return None
        if length > MAX_BLOCK:
            if not buffer.pass_over(size):
                raise buffer.torn or _TornError("the file ends in the middle of it")
            return None
        if not buffer.fill(size):
            raise buffer.torn or _TornError("it is shorter than it says")
        # One byte more than the two empty lines: with it the checksum of a record's own member is looked at.
        buffer.fill(size + 5)
        if is_alone and self._is_split is not False and buffer.torn is not None:
            raise buffer.torn
        behind = buffer.part(size, size + 4)
        if behind not in (b"\r\n\r\n", b"") and not behind.startswith((b"\n\n", _MAGIC[:4])):
            raise _TornError("it is not as long as it says")
        frame = None
        if is_wanted:
            end = here + size
            frame = Frame(here, restart, end, head, fields, buffer.part(len(head), size))
        buffer.drop(size)
        return frame

    def _tell(self, offset: int, reason: str) -> None:
        self._broken(Broken(self._path, offset, reason))


def to_fields(head: bytes) -> dict[str, str]:
    """Read the fields of a record's header; names in small letters, of two of a name the first."""
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(_FOLDED.sub(b" ", head)):
        fields.setdefault(name.decode("latin-1").lower(), value.decode("utf-8", "replace"))
    return fields
