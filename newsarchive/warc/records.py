"""What was fetched, as WARC records.

Source: ISO 28500:2017, WARC 1.1 (https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/).

**A fetch** is a ``response`` (or a ``revisit``, where the bytes are in a record before), the ``request`` it answers
where its headers were kept, and a ``metadata`` record; the last two name the first in WARC-Concurrent-To. Digests are
SHA-1 in base 32, which is what tools of the field look up.

**Header lines that are not true of the payload as it is written** stand under their name with ``X-Crawler-`` before
it: Transfer-Encoding always; Content-Encoding and Content-Length where the payload was unpacked, as in an export from
an archive. Common Crawl's files do likewise. :func:`restored` undoes it; it also drops a line that stands there both
ways, for such a writer has put a true one beside the one it set aside. A payload is packed only where a line
Content-Encoding stands under its own name: whoever reads unpacks first, drops that line (as a crawl's captures lack
it), and then restores the others.

**The metadata record** is ``application/warc-fields``: lines ``name: value`` in UTF-8, no value with a line break,
each name at most once, all of them optional. It is what a capture is beside HTTP (:class:`Facts`):

========================  ============================================================================================
``capture``               the id it had in the archive it comes from; captures come in the order of their ids
``crawl``                 the id of the crawl that fetched it there
``via``                   the address first asked for (``requested_uri``), where redirects led on from it
``role``                  what it was fetched for (``captures.source``): start, sitemap, feed, api, listing, article, …
``verdict``, ``reason``   what it was judged to be
``article``               the canonical address of the article it led to
``version``               the number of that article's version that was read from it
``lastmod``               what its source said of its last change, ISO 8601
``sources``               the kinds of source that named it, apart by spaces, the first that did first
``told``                  what they said of it: a JSON object with ``headline``, ``published`` ([value, raw, precision,
                          source]), ``authors``, ``tags``, each only where it was told, and not where the article
                          shows that it was read without
``target``                the address itself, where WARC-Target-URI had to quote it
``headers``               the header lines of a capture that has others than the record: JSON, [[name, value], …]
``digest``                ``sha256:`` and hex digits of the payload as the archive keeps it: unpacked
========================  ============================================================================================

**A page that a browser ran** is the ``response`` with the document, and behind its metadata record a ``conversion``,
what the document became: the payload of the capture. Its header lines stand in the metadata record.

**A page that was not modified** is a ``revisit`` without a block, as the standard has it: pywb would answer 304 to
whoever looks at it then, and show nothing, were the header lines there. So they stand in its metadata record.

The first file of an export begins with its ``warcinfo``. Behind it stands, where addresses were erased, a metadata
record with WARC-Target-URI :data:`ERASED`, its lines ``erased: MOMENT ADDRESS REASON`` in the order in which they were.
Whoever imports it does not take in what stands there.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsarchive.model import Capture

Headers = tuple[tuple[str, str], ...]

#: Set before the name of a header line that is not true of the payload as it is written.
SET_ASIDE = "X-Crawler-"
#: The target of the record that lists what was erased.
ERASED = "metadata:erased"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

#: Ids of records are made of what the record is, so that the same archive gives the same file.
_NAMESPACE = uuid.UUID("5c1d1f6e-2f0b-5d7e-9a53-2f4f6f0a7a11")
_ENCODED = frozenset({"content-encoding", "content-length"})
#: What may stand around a header's value.
_BLANK = " \t"
_BREAKS = re.compile(r"[\r\n\0]+")
#: What an address may be written with; ``%`` too, for what is quoted stays as it is.
_PLAIN = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Record:
    """A record before it is written: its named fields in order, without Content-Length, and its block."""

    headers: Headers
    block: bytes

    def __getitem__(self, name: str) -> str:
        """Give the value of a named field, "" where it is not there."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a fetch is beside HTTP; the meaning of each is in the table above. What is not known is empty."""

    capture: int | None = None
    crawl: int | None = None
    via: str = ""
    role: str = ""
    verdict: str = ""
    reason: str = ""
    article: str = ""
    version: int | None = None
    lastmod: str = ""
    sources: str = ""
    told: Mapping[str, object] = field(default_factory=dict)
    target: str = ""
    headers: Headers = ()
    digest: str = ""


_NUMBERS = frozenset({"capture", "crawl", "version"})
_JSON = frozenset({"told", "headers"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """The record whose payload a revisit stands for; ``record_id`` and ``payload_digest`` "" where they are not known.

    ``payload_digest`` is that of the record, as :func:`payload_digest` gives it.
    """

    target_uri: str
    moment: datetime
    record_id: str = ""
    payload_digest: str = ""


def records_of(
    capture: Capture, facts: Facts, *, is_unpacked: bool, referred: Referred | None = None
) -> tuple[Record, ...]:
    """Give the records of a fetch: response or revisit first, then request and metadata where there is anything to say.

    ``is_unpacked`` tells whether the capture's payload is the one after Content-Encoding was undone. With ``referred``
    it is a revisit, and the payload is not written: because the server said so (status 304) or because the payload is
    that of another record.
    """
    target = to_uri(capture.target_uri)
    if target != capture.target_uri:
        facts = replace(facts, target=capture.target_uri)
    if referred is not None and capture.status == 304:
        facts = replace(facts, headers=capture.headers)
    answer = _answer(capture, facts, target, is_unpacked, referred)
    found = [answer]
    about = (("WARC-Target-URI", target), ("WARC-Concurrent-To", answer["WARC-Record-ID"]))
    if capture.exchange.request_headers:
        found.append(
            _record(
                "request",
                _id("request", answer["WARC-Record-ID"]),
                capture.moment,
                about,
                "application/http; msgtype=request",
                to_request_block(target, capture.exchange.request_headers),
            )
        )
    if block := to_fields(facts):
        identity = _id("metadata", answer["WARC-Record-ID"])
        found.append(_record("metadata", identity, capture.moment, about, "application/warc-fields", block))
    return tuple(found)


def warcinfo(filename: str, moment: datetime, about: Mapping[str, str]) -> Record:
    """Give the record that opens a file; ``about`` are its fields (software, operator, robots, isPartOf, …)."""
    told = {
        **about,
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    return _record(
        "warcinfo",
        _id("warcinfo", filename, json.dumps(told, sort_keys=True)),
        moment,
        (("WARC-Filename", filename),),
        "application/warc-fields",
        _lines(told.items()),
    )


def erased(entries: Iterable[tuple[datetime, str, str]], moment: datetime) -> Record:
    """Give the record that lists what was erased: (when, address, why) of each."""
    block = _lines(("erased", f"{_date(when)} {to_uri(url)} {why}") for when, url, why in entries)
    target = (("WARC-Target-URI", ERASED),)
    return _record("metadata", _id("erased", block.hex()), moment, target, "application/warc-fields", block)


def from_erased(block: bytes) -> list[tuple[datetime, str, str]]:
    """Read the block of such a record; lines that name no moment, or no address on the web, are left out."""
    found = []
    for line in block.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(": ")
        moment, _, rest = value.partition(" ")
        url, _, why = rest.partition(" ")
        try:
            when = datetime.fromisoformat(moment)
        except ValueError:
            continue
        if name == "erased" and when.tzinfo is not None and url.startswith(("http://", "https://")):
            # A host's name is folded otherwise than a path: "café.example" is known as "xn--caf-dma.example".
            scheme, _, rest = url.partition("://")
            host, slash, path = rest.partition("/")
            found.append((when, f"{scheme}://{unquote(host)}{slash}{path}", why))
    return found


def conversion(capture: Capture, original: Record, media_type: str) -> Record:
    """Give the record of what a page became in a browser, beside the response that the browser was given."""
    target = to_uri(capture.target_uri)
    headers = (
        ("WARC-Target-URI", target),
        ("WARC-Refers-To", original["WARC-Record-ID"]),
        ("WARC-Payload-Digest", payload_digest(capture.payload)),
    )
    identity = _id("conversion", original["WARC-Record-ID"])
    return _record("conversion", identity, capture.moment, headers, media_type, capture.payload)


def response_id(target_uri: str, moment: datetime, digest: str, capture: int | None) -> str:
    """Give the id of the response or revisit that a capture becomes: the same whenever it is written."""
    return _id("response", target_uri, moment.astimezone(UTC).isoformat(), digest, str(capture))


def payload_digest(payload: bytes) -> str:
    """Give the digest of a payload as WARC files state it: ``sha1:`` and base 32."""
    return f"sha1:{base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode('ascii')}"


def to_uri(address: str) -> str:
    """Give an address as a record's field can hold it: what no URI may have in it is quoted."""
    return quote(address.encode("utf-8", "surrogatepass"), safe=_PLAIN)


def to_fields(facts: Facts) -> bytes:
    """Give the block of a metadata record, b"" where there is nothing to say."""
    told: list[tuple[str, str]] = []
    for entry in fields(Facts):
        value = getattr(facts, entry.name)
        if entry.name in _JSON:
            value = json.dumps(value, sort_keys=True) if value else ""
        if value not in ("", None):
            told.append((entry.name, str(value)))
    return _lines(told)


def from_fields(block: bytes) -> Facts:
    """Read the block of a metadata record.

    Fields of others are left out, and values that are no number, or no JSON, where they should be.
    """
    found: dict[str, object] = {}
    known = {entry.name for entry in fields(Facts)}
    for line in block.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(": ")
        if not colon or name not in known:
            continue
        if name in _NUMBERS:
            if value.isascii() and value.isdigit():
                found[name] = int(value)
        elif name in _JSON:
            if (said := _from_json(name, value)) is not None:
                found[name] = said
        else:
            found[name] = value
    return Facts(**found)  # type: ignore[arg-type]


def _from_json(name: str, value: str) -> dict[str, object] | Headers | None:
    """Read a field of JSON, None where it is none or of another shape."""
    try:
        said = json.loads(value)
    except (ValueError, RecursionError):
        return None
    if name == "told":
        return said if isinstance(said, dict) else None
    is_list = isinstance(said, list) and all(isinstance(line, list) and len(line) == 2 for line in said)
    return tuple((str(key), str(text)) for key, text in said) if is_list else None


def to_response_block(capture: Capture, *, is_unpacked: bool, has_payload: bool = True) -> bytes:
    """Give a response as HTTP writes it; names of lines that are not true of it are set aside."""
    status = f"{capture.exchange.protocol or 'HTTP/1.1'} {capture.status} {_phrase(capture.status)}"
    headers = set_aside(capture.headers, len(capture.payload), is_unpacked=is_unpacked)
    return _head(status, headers) + (capture.payload if has_payload else b"")


def to_request_block(target: str, headers: Sequence[tuple[str, str]]) -> bytes:
    """Give a request for an address as HTTP writes it."""
    parts = urlsplit(target)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    host = parts.netloc.rpartition("@")[2]
    return _head(f"GET {path} HTTP/1.1", [*headers, ("Host", host)])


def read_head(block: bytes) -> tuple[str, Headers, int]:
    """Give the first line of an HTTP message, its headers, and where its body begins.

    Names and values are read as Latin-1; a line that begins with a space goes on from the one before. What is no
    header line is left out.
    """
    ends = [(found, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (found := block.find(mark)) >= 0]
    end, width = min(ends, default=(len(block), 0))
    first, *lines = block[:end].decode("latin-1").replace("\r\n", "\n").split("\n")
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip(_BLANK)}")
            continue
        name, colon, value = line.partition(":")
        if colon and name.strip(_BLANK):
            headers.append((name.strip(_BLANK), value.strip(_BLANK)))
    return first, tuple(headers), end + width


def set_aside(headers: Headers, length: int, *, is_unpacked: bool) -> Headers:
    """Give header lines with those that are not true of a payload of that length under another name."""
    untrue = {"transfer-encoding"}
    if is_unpacked:
        lengths = {value for name, value in headers if name.lower() == "content-length"}
        is_encoded = any(name.lower() == "content-encoding" for name, _ in headers)
        untrue |= _ENCODED if is_encoded or lengths != {str(length)} else frozenset()
    return tuple(
        (f"{SET_ASIDE}{name}", value)
        if name.lower() in untrue or name.lower().startswith(SET_ASIDE.lower())
        else (name, value)
        for name, value in headers
    )


def restored(headers: Headers) -> Headers:
    """Give header lines as the server sent them: undoes :func:`set_aside`."""
    width = len(SET_ASIDE)
    aside = {name[width:].lower() for name, _ in headers if name.lower().startswith(SET_ASIDE.lower())}
    return tuple(
        (name[width:], value) if name.lower().startswith(SET_ASIDE.lower()) else (name, value)
        for name, value in headers
        if name.lower() not in aside or name.lower().startswith(SET_ASIDE.lower())
    )


def _answer(capture: Capture, facts: Facts, target: str, is_unpacked: bool, referred: Referred | None) -> Record:
    identity = response_id(capture.target_uri, capture.moment, capture.payload_digest, facts.capture)
    headers = [("WARC-Target-URI", target)]
    if capture.exchange.ip_address:
        headers.append(("WARC-IP-Address", capture.exchange.ip_address))
    kind = "response"
    if referred is None:
        headers.append(("WARC-Payload-Digest", payload_digest(capture.payload)))
    else:
        kind = "revisit"
        headers.append(("WARC-Profile", NOT_MODIFIED if capture.status == 304 else IDENTICAL))
        headers.append(("WARC-Refers-To-Target-URI", to_uri(referred.target_uri)))
        headers.append(("WARC-Refers-To-Date", _date(referred.moment)))
        if referred.record_id:
            headers.append(("WARC-Refers-To", referred.record_id))
        if referred.payload_digest:
            headers.append(("WARC-Payload-Digest", referred.payload_digest))
    block = b""
    if referred is None or capture.status != 304:
        block = to_response_block(capture, is_unpacked=is_unpacked, has_payload=referred is None)
    return _record(kind, identity, capture.moment, headers, "application/http; msgtype=response", block)


def _record(
    kind: str, identity: str, moment: datetime, headers: Sequence[tuple[str, str]], media_type: str, block: bytes
) -> Record:
    return Record(
        (
            ("WARC-Type", kind),
            ("WARC-Record-ID", identity),
            ("WARC-Date", _date(moment)),
            *headers,
            ("WARC-Block-Digest", payload_digest(block)),
            ("Content-Type", media_type),
        ),
        block,
    )


def _id(*what: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, json.dumps(what))}>"


def _date(moment: datetime) -> str:
    """Give an instant to the second: finer ones are WARC 1.1, too, but lost on tools that index."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _head(first: str, headers: Sequence[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{_BREAKS.sub(' ', name)}: {_BREAKS.sub(' ', value)}" for name, value in headers)]
    return b"".join(_to_bytes(line) + b"\r\n" for line in lines) + b"\r\n"


def _to_bytes(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "replace")


def _lines(pairs: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {_BREAKS.sub(' ', value)}\r\n" for name, value in pairs).encode("utf-8", "replace")
