"""The body of a recorded answer to the payload an archive keeps: what was done to it for its way is undone.

What the headers say is not always so: some recorders keep the body unpacked under the headers of the packed one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import sys
import zlib

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: A page that is larger once unpacked is none.
MAX_PAYLOAD = 64 * 1024 * 1024
_STEP = 256 * 1024
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class BadBodyError(ValueError):
    """The body cannot be unpacked; the message says why."""


def unchunked(body: bytes, transfer_encoding: str) -> bytes:
    """Undo a chunked Transfer-Encoding, where there is one; a body that is not in chunks is given as it is."""
    if "chunked" not in transfer_encoding.lower():
        return body
    from fastwarc.stream_io import ChunkedReader

    size, _, _ = body[:64].partition(b"\n")
    try:
        int(size.split(b";")[0].strip(), 16)
    except ValueError:
        return body
    reader = ChunkedReader(io.BytesIO(body))
    try:
        return _drained(reader.read)
    except (OSError, EOFError, ValueError) as error:
        raise BadBodyError(f"its chunks break off ({error})") from None


def unpacked(body: bytes, content_encoding: str) -> bytes:
    """Undo a Content-Encoding (gzip, deflate, br, zstd, several); raises BadBodyError."""
    for name in reversed([word.strip().lower() for word in content_encoding.split(",")]):
        if not body:
            return body
        if name in ("gzip", "x-gzip"):
            # Without its first bytes it was unpacked before it was written down.
            body = _inflated(body, 31) if body.startswith(_GZIP) else body
        elif name == "deflate":
            body = _deflated(body)
        elif name == "br":
            body = _unbrotlied(body)
        elif name == "zstd":
            body = _unzstd(body) if body.startswith(_ZSTD) else body
    return body


def _inflated(body: bytes, bits: int) -> bytes:
    found: list[bytes] = []
    size = 0
    while body:
        engine = zlib.decompressobj(bits)
        data = body
        while not engine.eof:
            try:
                part = engine.decompress(data, _STEP)
            except zlib.error as error:
                if found and not size:
                    break
                raise BadBodyError(f"its payload cannot be unpacked ({error})") from None
            found.append(part)
            size += len(part)
            data = engine.unconsumed_tail
            if size > MAX_PAYLOAD:
                raise BadBodyError("its payload is larger than any page")
            if not engine.eof and not part and not data:
                raise BadBodyError("its payload breaks off")
        body = engine.unused_data
        if not body.startswith(_GZIP):
            break
    return b"".join(found)


def _deflated(body: bytes) -> bytes:
    for bits in (15, -15):
        try:
            return _inflated(body, bits)
        except BadBodyError as error:
            trouble = error
    if _is_text(body):
        return body
    raise trouble


def _unbrotlied(body: bytes) -> bytes:
    from fastwarc.stream_io import BrotliReader

    try:
        return _drained(BrotliReader(io.BytesIO(body)).read)
    except (OSError, EOFError, ValueError) as error:
        # Brotli has no first bytes of its own: what begins like a page is one.
        if _is_text(body):
            return body
        raise BadBodyError(f"its payload cannot be unpacked ({error})") from None


def _unzstd(body: bytes) -> bytes:
    try:
        with zstd.ZstdFile(io.BytesIO(body)) as file:
            return _drained(file.read)
    except (zstd.ZstdError, EOFError) as error:
        raise BadBodyError(f"its payload cannot be unpacked ({error})") from None


def _drained(read: object) -> bytes:
    assert callable(read)
    found: list[bytes] = []
    size = 0
    while part := read(_STEP):
        found.append(part)
        size += len(part)
        if size > MAX_PAYLOAD:
            raise BadBodyError("its payload is larger than any page")
    return b"".join(found)


def _is_text(body: bytes) -> bool:
    return body.lstrip()[:1] in (b"<", b"{", b"[") and b"\0" not in body[:512]


def to_digest(written: str) -> tuple[str, bytes] | None:
    """Read a digest as a WARC has it, ``sha1:`` and base32 or hex; None where it is of no kind that is known."""
    name, _, value = written.strip().partition(":")
    name = name.strip().lower().replace("-", "")
    if name not in ("sha1", "sha256", "sha512", "md5") or not value.isascii():
        return None
    size = hashlib.new(name, usedforsecurity=False).digest_size
    value = value.strip()
    try:
        if len(value) == 2 * size:
            return name, bytes.fromhex(value)
        found = base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except (ValueError, binascii.Error):
        return None
    return (name, found) if len(found) == size else None


def matches(digest: tuple[str, bytes], *bodies: bytes) -> bool:
    """Ask whether a digest is that of one of some bodies."""
    name, value = digest
    # Most are the same: comparing two costs less than a sum of either.
    distinct = [body for index, body in enumerate(bodies) if body not in bodies[:index]]
    return any(hashlib.new(name, body, usedforsecurity=False).digest() == value for body in distinct)
