"""The bytes of pages: each distinct payload once, packed with a dictionary made of other pages of its site.

Pages of one site share their template, and a page packed with a few others at hand is a seventh of what gzip makes of
it. A dictionary is the bytes of one to four pages of one site and one kind of content (``html``, ``xml``, ``json``),
one behind the other. It is a copy: it stays readable when the pages it was made of change or go.

Which pages: the first of its kind founds a dictionary, and so does one that no dictionary of its site helps, as after a
change of template; there are at most :data:`LIVE` to choose from, the rest are kept for those packed with them. A
dictionary that was used some times is followed by one with the page at hand added, and after a thousand uses by one
with its oldest page left out: so what hangs on one page stays few. All that decides it is in the file, or was seen in
the order in which pages came.

Dictionaries trained over a hundred pages pack better still, but hold scraps of each of them: none could be erased.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.archive.connection import snapshot, transaction
from newsarchive.archive.rows import to_json
from newsarchive.normalize.urls import site_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

#: With a dictionary: 0.4 ms a page; 5 costs half as much and takes 4 % more.
LEVEL = 9
#: Without one: 0.2 ms a page; higher levels cost far more than they save.
PLAIN_LEVEL = 3
#: How long a dictionary may be, in bytes, and of how many pages it may consist.
LONGEST, PAGES = 256_000, 4
#: After how many uses a dictionary of one, two, three, four pages is followed by the next.
USES = (8, 32, 128, 1000)
#: How many dictionaries of a site and kind a page may choose from.
LIVE = 4
#: Packed to this share of what it is without a dictionary, a page looks no further; above the second, none fits it.
ENOUGH, POOR = 0.4, 0.6
#: Where all places are taken, so many pages that none fits make a new dictionary take one.
PATIENCE = 16
#: A page shorter than this founds no dictionary.
SHORTEST = 1000
#: What prepared dictionaries may weigh in memory, in bytes; each weighs about twelve times its length.
MEMORY, WEIGHT = 64_000_000, 12
#: So many compressors are kept; each has tables of a few megabytes.
PACKERS = 4

_LIVE = "SELECT id, pages FROM dictionaries WHERE site = ? AND kind = ? AND retired = 0 ORDER BY id DESC"
_ROW = "SELECT encoding, dictionary_id, content FROM payloads WHERE digest = ?"
_PACKING: dict[int, int] = {zstd.CompressionParameter.dict_id_flag: 0, zstd.CompressionParameter.checksum_flag: 0}


class PayloadDamagedError(ValueError):
    """A payload, or the dictionary it was packed with, is not what its digest says."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting a payload came to: was it there, and how many others were packed anew without it."""

    removed: bool
    repacked: int


@dataclass(frozen=True, slots=True)
class Repacked:
    """How far packing older payloads with dictionaries has come: ``before`` and ``after`` are bytes, of those done."""

    done: int
    total: int
    before: int
    after: int


@dataclass(slots=True)
class _Dictionary:
    """A dictionary at hand; ``plain`` is to which share of its length a page of it is packed without one."""

    id: int
    pages: tuple[tuple[str, int], ...]
    text: bytes
    prepared: zstd.ZstdDict
    plain: float

    def without(self, digest: str) -> tuple[tuple[tuple[str, int], ...], bytes]:
        """Give the pages but one, and their text."""
        kept = [(page, text) for page, text in zip(self.pages, self._texts(), strict=True) if page[0] != digest]
        return tuple(page for page, _ in kept), b"".join(text for _, text in kept)

    def _texts(self) -> Iterator[bytes]:
        at = 0
        for _, length in self.pages:
            yield self.text[at : at + length]
            at += length


def kind_of(payload: bytes) -> str:
    """Tell by its first bytes what a payload is: ``html``, ``xml``, ``json``, or "" for what no dictionary helps."""
    head = payload[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"{", b"[")):
        return "json"
    if b"\0" in head or b"<" not in head:
        return ""
    return "xml" if head.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset")) and b"<html" not in head else "html"


def is_intact(payload: bytes, digest: str) -> bool:
    """Tell whether the bytes are those of a digest such as ``sha256:…``."""
    name, _, expected = digest.partition(":")
    return name in hashlib.algorithms_available and hashlib.new(name, payload).hexdigest() == expected


class Payloads:
    """The payloads of an archive, with the dictionaries last used at hand; for one connection.

    ``level`` is that of zstd for packing with a dictionary.
    """

    def __init__(self, conn: sqlite3.Connection, *, level: int = LEVEL) -> None:
        self._conn = conn
        self._level = level
        # By id and pages: another process may have put a dictionary without one of its pages in the place of this.
        self._at_hand: OrderedDict[tuple[int, str], _Dictionary] = OrderedDict()
        self._weight = 0
        self._packers: OrderedDict[tuple[int, tuple[tuple[str, int], ...]], zstd.ZstdCompressor] = OrderedDict()
        self._uses: dict[int, int] = {}
        self._turn = 0
        self._used_last: dict[int, int] = {}
        self._poor: Counter[tuple[str, str]] = Counter()

    def keep(self, payload: bytes, digest: str, *, site: str) -> None:
        """Store a payload unless it is there, inside the transaction of the caller."""
        if self._conn.execute("SELECT 1 FROM payloads WHERE digest = ?", (digest,)).fetchone() is not None:
            return
        dictionary_id, content = self.pack(payload, digest, site=site)
        self._conn.execute(
            "INSERT INTO payloads (digest, encoding, length, content, dictionary_id) VALUES (?, 'zstd', ?, ?, ?)",
            (digest, len(payload), content, dictionary_id),
        )

    def read(self, digest: str) -> bytes | None:
        """Give a payload, checked against its digest; None where there is none. Raises PayloadDamagedError."""
        # Whoever erases meanwhile puts another dictionary in the place of its own, and packs it anew.
        with snapshot(self._conn):
            row = self._conn.execute(_ROW, (digest,)).fetchone()
            if row is None:
                return None
            encoding, dictionary_id, content = row
            with_what = None if dictionary_id is None else self._dictionary(dictionary_id).prepared
        if encoding == "zstd":
            try:
                content = zstd.decompress(content, with_what)
            except zstd.ZstdError as error:
                raise PayloadDamagedError(f"cannot be unpacked: {error}") from error
        payload = bytes(content)
        if not is_intact(payload, digest):
            raise PayloadDamagedError(f"is damaged: it does not match its digest {digest}")
        return payload

    def check_dictionary(self, dictionary_id: int) -> None:
        """Ask whether a dictionary is the pages it was made of. Raises PayloadDamagedError."""
        self._dictionary(dictionary_id)

    def pack(self, payload: bytes, digest: str, *, site: str) -> tuple[int | None, bytes]:
        """Pack a payload; give the dictionary it needs, and the bytes. Inside a transaction: it may found one."""
        kind = kind_of(payload)
        if not kind:
            return None, zstd.compress(payload, PLAIN_LEVEL)
        live = self._live(site, kind)
        best, content = self._best(payload, live)

        def may_found() -> bool:
            return SHORTEST <= len(payload) <= LONGEST and is_intact(payload, digest)

        if best is None or len(content) > POOR * best.plain * len(payload):
            plain = zstd.compress(payload, PLAIN_LEVEL)
            if best is None or len(content) > POOR * len(plain):
                self._poor[site, kind] += 1
                if (len(live) < LIVE or self._poor[site, kind] >= PATIENCE) and may_found():
                    self._poor[site, kind] = 0
                    if len(live) >= LIVE:
                        self._retire(live[-1][0])
                    best = self._found(site, kind, ((digest, len(payload)),), payload)
                    return best.id, self._packed(payload, best)
            if best is None or len(plain) <= len(content):
                return None, plain
        if self._count_use(best.id) >= USES[len(best.pages) - 1] and may_found():
            best = self._follow(best, site, kind, payload, digest)
            content = self._packed(payload, best)
        return best.id, content

    def forget(self, digest: str) -> Forgotten:
        """Remove a payload that no capture needs, and its text from every dictionary; see :func:`forget`."""
        with transaction(self._conn):
            if self._conn.execute("SELECT 1 FROM captures WHERE payload_digest = ? LIMIT 1", (digest,)).fetchone():
                return Forgotten(removed=False, repacked=0)
            # Not what hangs on it is looked up, but what holds it: a payload may be in dictionaries it does not use.
            holding = self._conn.execute(
                "SELECT id FROM dictionaries WHERE EXISTS "
                "(SELECT 1 FROM json_each(dictionaries.pages) WHERE json_extract(value, '$[0]') = ?) ORDER BY id",
                (digest,),
            ).fetchall()
            removed = self._conn.execute("DELETE FROM payloads WHERE digest = ?", (digest,)).rowcount > 0
            repacked = sum(self._replace(dictionary_id, digest) for (dictionary_id,) in holding)
        return Forgotten(removed=removed or bool(holding), repacked=repacked)

    def repack(self, batch: int = 100) -> Iterator[Repacked]:
        """Pack what was packed without a dictionary, a transaction a batch; a damaged payload is left as it is."""
        total, last = self._conn.execute(
            "SELECT count(*), coalesce(max(rowid), 0) FROM payloads WHERE dictionary_id IS NULL"
        ).fetchone()
        done = before = after = at = 0
        while True:
            with transaction(self._conn):
                rows = self._conn.execute(
                    "SELECT rowid, digest, length(content), "
                    "(SELECT target_uri FROM captures WHERE payload_digest = digest ORDER BY id LIMIT 1) "
                    "FROM payloads WHERE dictionary_id IS NULL AND rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?",
                    (at, last, batch),
                ).fetchall()
                for rowid, digest, size, target in rows:
                    at = rowid
                    before += size
                    after += self._repack(digest, size, target)
            if not rows:
                return
            done += len(rows)
            yield Repacked(done, total, before, after)

    def _repack(self, digest: str, size: int, target: str | None) -> int:
        try:
            payload = self.read(digest)
        except PayloadDamagedError:
            return size
        if payload is None or target is None:
            return size
        dictionary_id, content = self.pack(payload, digest, site=site_of(target))
        if dictionary_id is None and len(content) >= size:
            return size
        self._conn.execute(
            "UPDATE payloads SET encoding = 'zstd', content = ?, dictionary_id = ? WHERE digest = ?",
            (content, dictionary_id, digest),
        )
        return len(content)

    def _live(self, site: str, kind: str) -> list[tuple[int, str]]:
        """Give id and pages of what a page may be packed with, what was used last first."""
        rows: list[tuple[int, str]] = self._conn.execute(_LIVE, (site, kind)).fetchall()
        return sorted(rows, key=lambda row: self._used_last.get(row[0], 0), reverse=True)

    def _best(self, payload: bytes, live: Iterable[tuple[int, str]]) -> tuple[_Dictionary | None, bytes]:
        best, content = None, b""
        for dictionary_id, pages in live:
            try:
                dictionary = self._dictionary(dictionary_id, pages)
            except PayloadDamagedError:
                # It is for those who look for damage; nothing more is to hang on it.
                self._retire(dictionary_id)
                continue
            packed = self._packed(payload, dictionary)
            if best is None or len(packed) < len(content):
                best, content = dictionary, packed
            if len(packed) <= ENOUGH * dictionary.plain * len(payload):
                break
        return best, content

    def _packed(self, payload: bytes, dictionary: _Dictionary) -> bytes:
        """Pack with a dictionary; what does it takes megabytes and as long to make as to use, so some are kept."""
        key = (dictionary.id, dictionary.pages)
        packer = self._packers.get(key)
        if packer is None:
            options = {**_PACKING, zstd.CompressionParameter.compression_level: self._level}
            packer = zstd.ZstdCompressor(options=options, zstd_dict=dictionary.prepared.as_digested_dict)
            self._packers[key] = packer
            if len(self._packers) > PACKERS:
                self._packers.popitem(last=False)
        else:
            self._packers.move_to_end(key)
        return packer.compress(payload, packer.FLUSH_FRAME)

    def _count_use(self, dictionary_id: int) -> int:
        """Count one more use; give how many there were before."""
        self._turn += 1
        self._used_last[dictionary_id] = self._turn
        uses = self._uses.get(dictionary_id)
        if uses is None:
            (uses,) = self._conn.execute(
                "SELECT count(*) FROM payloads WHERE dictionary_id = ?", (dictionary_id,)
            ).fetchone()
        self._uses[dictionary_id] = uses + 1
        return int(uses)

    def _follow(self, best: _Dictionary, site: str, kind: str, payload: bytes, digest: str) -> _Dictionary:
        """Found a dictionary of the newest pages of another and one more, in its place."""
        pages, text = best.pages, best.text
        while pages and (len(pages) >= PAGES or len(text) + len(payload) > LONGEST):
            text = text[pages[0][1] :]
            pages = pages[1:]
        self._retire(best.id)
        return self._found(site, kind, (*pages, (digest, len(payload))), text + payload)

    def _found(self, site: str, kind: str, pages: tuple[tuple[str, int], ...], text: bytes) -> _Dictionary:
        packed = to_json(pages)
        dictionary_id = self._conn.execute(
            "INSERT INTO dictionaries (site, kind, pages, length, content) VALUES (?, ?, ?, ?, ?)",
            (site, kind, packed, len(text), zstd.compress(text, 9)),
        ).lastrowid
        assert dictionary_id is not None
        self._uses[dictionary_id] = 0
        self._count_use(dictionary_id)
        return self._prepare(dictionary_id, packed, text)

    def _retire(self, dictionary_id: int) -> None:
        self._conn.execute("UPDATE dictionaries SET retired = 1 WHERE id = ?", (dictionary_id,))

    def _dictionary(self, dictionary_id: int, pages: str | None = None) -> _Dictionary:
        """Give a dictionary, from memory where it is the same still; raises PayloadDamagedError."""
        if pages is None:
            row = self._conn.execute("SELECT pages FROM dictionaries WHERE id = ?", (dictionary_id,)).fetchone()
            if row is None:
                raise PayloadDamagedError(f"cannot be unpacked: its dictionary {dictionary_id} is missing")
            pages = str(row[0])
        found = self._at_hand.get((dictionary_id, pages))
        if found is not None:
            self._at_hand.move_to_end((dictionary_id, pages))
            return found
        (content,) = self._conn.execute("SELECT content FROM dictionaries WHERE id = ?", (dictionary_id,)).fetchone()
        try:
            dictionary = self._prepare(dictionary_id, pages, zstd.decompress(content), trusted=False)
        except (zstd.ZstdError, ValueError, TypeError, LookupError) as error:
            raise PayloadDamagedError(f"cannot be unpacked: its dictionary {dictionary_id} is damaged") from error
        return dictionary

    def _prepare(self, dictionary_id: int, pages: str, text: bytes, *, trusted: bool = True) -> _Dictionary:
        made_of = tuple((str(digest), int(length)) for digest, length in json.loads(pages))
        # Shorter than eight bytes is none to zstd.
        dictionary = _Dictionary(dictionary_id, made_of, text, zstd.ZstdDict(text, is_raw=True), 1.0)
        at = 0
        for digest, length in made_of:
            if not trusted and not is_intact(text[at : at + length], digest):
                raise PayloadDamagedError(digest)
            at += length
        newest = text[-made_of[-1][1] :]
        dictionary.plain = len(zstd.compress(newest, PLAIN_LEVEL)) / len(newest)
        self._at_hand[dictionary_id, pages] = dictionary
        self._weight += WEIGHT * len(text)
        while self._weight > MEMORY and len(self._at_hand) > 1:
            _, dropped = self._at_hand.popitem(last=False)
            self._weight -= WEIGHT * len(dropped.text)
        return dictionary

    def _replace(self, dictionary_id: int, digest: str) -> int:
        """Take one page out of a dictionary, and pack anew what hangs on it; give how many payloads that were."""
        try:
            old = self._dictionary(dictionary_id)
        except PayloadDamagedError:
            # What hangs on it cannot be read any more, with it or without: the text goes all the same.
            self._conn.execute("UPDATE dictionaries SET content = x'', pages = '[]', retired = 1 WHERE id = ?",
                               (dictionary_id,))  # fmt: skip
            return 0
        hanging = self._conn.execute(
            "SELECT digest FROM payloads WHERE dictionary_id = ? ORDER BY rowid", (dictionary_id,)
        ).fetchall()
        pages, text = old.without(digest)
        unpacked: dict[str, bytes] = {}
        for (name,) in hanging:
            try:
                payload = self.read(name)
            except PayloadDamagedError:
                continue
            assert payload is not None
            # Another page takes the place of the one that goes, or the rest would be packed worse each time.
            is_wanted = len(pages) < len(old.pages) and not any(name == page for page, _ in pages)
            if is_wanted and len(payload) >= SHORTEST and len(text) + len(payload) <= LONGEST:
                pages, text = ((name, len(payload)), *pages), payload + text
            unpacked[name] = zstd.compress(payload, 1)
        return self._put_in_place(dictionary_id, pages, text, unpacked, whole=len(unpacked) == len(hanging))

    def _put_in_place(
        self,
        dictionary_id: int,
        pages: Sequence[tuple[str, int]],
        text: bytes,
        unpacked: dict[str, bytes],
        *,
        whole: bool,
    ) -> int:
        """Give a dictionary other pages, or take it away, and pack with it what hung on it before."""
        new = None
        if pages:
            packed = to_json(pages)
            self._conn.execute(
                "UPDATE dictionaries SET pages = ?, length = ?, content = ? WHERE id = ?",
                (packed, len(text), zstd.compress(text, 9), dictionary_id),
            )
            new = self._prepare(dictionary_id, packed, text)
        for name, content in unpacked.items():
            payload = zstd.decompress(content)
            self._conn.execute(
                "UPDATE payloads SET content = ?, dictionary_id = ? WHERE digest = ?",
                (
                    zstd.compress(payload, PLAIN_LEVEL) if new is None else self._packed(payload, new),
                    None if new is None else dictionary_id,
                    name,
                ),
            )
        if new is None and whole:
            self._conn.execute("DELETE FROM dictionaries WHERE id = ?", (dictionary_id,))
        elif new is None:
            # Something damaged hangs on it: the row stays, its text does not.
            self._conn.execute("UPDATE dictionaries SET content = x'', length = 0, pages = '[]', retired = 1 "
                               "WHERE id = ?", (dictionary_id,))  # fmt: skip
        return len(unpacked)


def forget(conn: sqlite3.Connection, digest: str) -> Forgotten:
    """Remove a payload that no capture needs any more, in one transaction or as part of the caller's.

    Where its bytes are part of dictionaries, these are made anew without them and what hangs on them is packed anew
    first, so every other capture stays readable. A payload that a capture needs stays: remove the captures before.

    What SQLite had written of it before may lie in free space of the file still, and in the write-ahead log:
    :func:`newsarchive.archive.connection.scrub` after the commit sweeps both.
    """
    return Payloads(conn).forget(digest)
