"""A WARC file as a stream of answers: responses, resources and revisits, each a capture with what is said of it.

Reads what others write, too: their payloads packed or not under the same headers, addresses in angle brackets, digests
in base32 or hex, records in any order, request and metadata records before or after what they belong to. Digests
are looked at; a record that is damaged is told of and left out. A page that was cut short when it was recorded
(WARC-Truncated) is no page.

Redirects are no captures: the answer they lead to has the address first asked for as its ``requested_uri``.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from newsarchive.model import Capture, Exchange
from newsarchive.normalize.urls import url_key
from newsarchive.warc.bodies import BadBodyError, matches, to_digest, unchunked, unpacked
from newsarchive.warc.framing import Broken, Frames
from newsarchive.warc.records import ERASED, Facts, Headers, from_erased, from_fields, read_head, restored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from newsarchive.warc.framing import Frame

#: How some replay tools rename the lines of the original.
_ARCHIVED = re.compile(r"^x-archive-orig-", re.IGNORECASE)
_ANSWERS = ("response", "revisit", "resource")
_BESIDE = ("metadata", "request")
#: What a page became in a browser.
_BECAME = "conversion"
_REDIRECTS = (301, 302, 303, 307, 308)
#: So many redirects and requests wait for what they belong to.
_MOST_WAITING = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """What a revisit record stands for: an answer recorded before.

    ``is_not_modified`` where the site said so (304), else the payload was the same. ``uri`` and ``date`` are those of
    the record it refers to, ``digest`` that of the payload as the WARC has it; "" and None where it does not say.
    """

    is_not_modified: bool
    uri: str
    date: datetime | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of a site as it was recorded.

    ``capture`` has an empty payload where ``revisit`` says which other's it is. ``digest`` is that of the payload in
    the words of the WARC, "" where it has none; ``facts`` are those of its metadata record. ``location`` is where it
    redirects to, "" where it does not. Reading can begin again at ``restart``.
    """

    capture: Capture
    record_id: str
    offset: int
    restart: int
    end: int
    digest: str = ""
    revisit: Revisit | None = None
    facts: Facts = Facts()  # noqa: RUF009 - frozen
    location: str = ""


class Answers:
    """The answers in a file, in their order; ``counts`` tells what else there was.

    ``wants`` is asked with the address and the moment of each before it is unpacked. ``broken`` is told of each record
    that cannot be used, ``erased`` of (when, address, why) of what a list of the file says was erased, ``passed`` how
    far the file was read at each record. Raises OSError where the file cannot be read.
    """

    def __init__(
        self,
        path: Path,
        *,
        wants: Callable[[str, datetime], bool] = lambda uri, moment: True,  # noqa: ARG005
        broken: Callable[[Broken], None] = lambda broken: None,  # noqa: ARG005
        erased: Callable[[list[tuple[datetime, str, str]]], None] = lambda entries: None,  # noqa: ARG005
        passed: Callable[[int], None] = lambda position: None,  # noqa: ARG005
        start: int = 0,
    ) -> None:
        self._path = path
        self._wants = wants
        self._erased = erased
        self._passed = passed
        self._broken = broken
        self._frames = Frames(path, wants=self._is_wanted, broken=self._tell, start=start)
        self._beside: OrderedDict[str, Facts | Headers] = OrderedDict()
        self._redirects: OrderedDict[str, tuple[str, datetime]] = OrderedDict()
        #: ``broken``, ``truncated``, and ``unwanted`` answers by the record.
        self.counts: Counter[str] = Counter()

    @property
    def position(self) -> int:
        """How many bytes of the file were read."""
        return self._frames.position

    @property
    def too_large(self) -> int:
        """How many records are larger than any page."""
        return self._frames.too_large

    @property
    def records(self) -> int:
        """How many records there were, of every kind."""
        return self._frames.records

    def __iter__(self) -> Iterator[Answer]:
        held: Answer | None = None
        for frame in self._frames:
            kind = frame.fields.get("warc-type", "").lower()
            if kind in _BESIDE:
                held = self._put_beside(frame, kind, held)
                continue
            if kind == _BECAME:
                held = self._become(frame, held)
                continue
            answer = self._answer(frame, kind)
            if answer is None:
                continue
            if held is not None:
                yield held
            held = answer
        if held is not None:
            yield held

    # ------------------------------------------------------------------ which
    def _is_wanted(self, fields: Mapping[str, str]) -> bool:
        self._passed(self.position)
        kind = fields.get("warc-type", "").lower()
        if kind == _BECAME:
            # Others convert pages to text, or pictures to other pictures.
            return fields.get("content-type", "").startswith("text/html") and self._wants_of(fields)
        if kind not in _ANSWERS and kind not in _BESIDE:
            return False
        if kind == "request" and not fields.get("warc-concurrent-to"):
            return False
        if _is_list_of_erased(kind, fields):
            return True
        uri, moment = _uri(fields), _moment(fields.get("warc-date", ""))
        if not uri or moment is None:
            # Told of when it is looked at.
            return kind in _ANSWERS
        if _scheme(uri) not in ("http", "https"):
            return False
        if self._wants(uri, moment):
            return True
        if kind in _ANSWERS:
            self.counts["unwanted"] += 1
        return False

    def _wants_of(self, fields: Mapping[str, str]) -> bool:
        uri, moment = _uri(fields), _moment(fields.get("warc-date", ""))
        return bool(uri) and moment is not None and self._wants(uri, moment)

    def _become(self, frame: Frame, held: Answer | None) -> Answer | None:
        """Give the answer before with the page it became in a browser, where the record is of that."""
        if held is None or not held.facts.headers or frame.fields.get("warc-refers-to", "") != held.record_id:
            return held
        digest = to_digest(frame.fields.get("warc-block-digest", ""))
        if digest is not None and not matches(digest, frame.block):
            self._refuse(frame, "it is not what its block digest says")
            return held
        payload = frame.block
        capture = replace(
            held.capture,
            headers=held.facts.headers,
            payload=payload,
            payload_digest=f"sha256:{hashlib.sha256(payload).hexdigest()}",
        )
        return replace(held, capture=capture, revisit=None, digest=frame.fields.get("warc-payload-digest", ""))

    def _tell(self, broken: Broken) -> None:
        self.counts["broken"] += 1
        self._broken(broken)

    def _refuse(self, frame: Frame, reason: str) -> None:
        self._tell(Broken(self._path, frame.offset, reason))

    # ------------------------------------------------------------------ beside the answers
    def _put_beside(self, frame: Frame, kind: str, held: Answer | None) -> Answer | None:
        """Keep what a request or metadata record says, with the answer it belongs to or until that comes."""
        if _is_list_of_erased(kind, frame.fields):
            digest = to_digest(frame.fields.get("warc-block-digest", ""))
            if digest is not None and not matches(digest, frame.block):
                self._refuse(frame, "it is not what its block digest says")
            else:
                self._erased(from_erased(frame.block))
            return held
        said: Facts | Headers
        if kind == "metadata":
            said = from_fields(frame.block)
        else:
            said = tuple((name, value) for name, value in read_head(frame.block)[1] if name.lower() != "host")
        of = frame.fields.get("warc-concurrent-to") or frame.fields.get("warc-refers-to") or ""
        if held is not None and of == held.record_id:
            return _with(held, said)
        for name in filter(None, (of, _own(frame))):
            self._beside[f"{kind} {name}"] = said
            while len(self._beside) > _MOST_WAITING:
                self._beside.popitem(last=False)
        return held

    # ------------------------------------------------------------------ the answers
    def _answer(self, frame: Frame, kind: str) -> Answer | None:
        fields = frame.fields
        uri, moment = _uri(fields), _moment(fields.get("warc-date", ""))
        if not uri or moment is None:
            self._refuse(frame, "it does not say which address it is of, or when")
            return None
        if fields.get("warc-truncated"):
            self.counts["truncated"] += 1
            return None
        block_digest = to_digest(fields.get("warc-block-digest", ""))
        if block_digest is not None and not matches(block_digest, frame.block):
            self._refuse(frame, "it is not what its block digest says")
            return None
        try:
            answer = self._of_block(frame, kind, uri, moment, is_sure=block_digest is not None)
        except BadBodyError as error:
            self._refuse(frame, str(error))
            return None
        names = filter(None, (answer.record_id, fields.get("warc-concurrent-to", "")))
        for name in names:
            for what in _BESIDE:
                if (said := self._beside.pop(f"{what} {name}", None)) is not None:
                    answer = _with(answer, said)
        return self._followed(answer)

    def _of_block(self, frame: Frame, kind: str, uri: str, moment: datetime, *, is_sure: bool) -> Answer:
        fields = frame.fields
        digest = fields.get("warc-payload-digest", "")
        headers: Headers
        status, protocol, headers, body = 200, "", (("Content-Type", fields.get("content-type", "")),), frame.block
        if kind != "resource":
            status, protocol, headers, body = _http(frame)
        revisit = None
        if kind == "revisit":
            is_not_modified = "not-modified" in fields.get("warc-profile", "") or status == 304
            revisit = Revisit(
                is_not_modified=is_not_modified,
                uri=_bare(fields.get("warc-refers-to-target-uri", "")),
                date=_moment(fields.get("warc-refers-to-date", "")),
                digest=digest,
            )
            status = status or (304 if is_not_modified else 200)
            payload = b""
        else:
            payload = self._payload(frame, headers, body, is_sure=is_sure)
        return Answer(
            capture=Capture(
                target_uri=uri,
                requested_uri=uri,
                moment=moment,
                status=status,
                headers=_as_sent(headers),
                payload=payload,
                payload_digest=f"sha256:{hashlib.sha256(payload).hexdigest()}",
                exchange=Exchange(ip_address=fields.get("warc-ip-address", ""), protocol=protocol),
            ),
            record_id=_own(frame),
            offset=frame.offset,
            restart=frame.restart,
            end=frame.end,
            digest=digest,
            revisit=revisit,
            location=_location(uri, headers) if status in _REDIRECTS else "",
        )

    def _payload(self, frame: Frame, headers: Headers, body: bytes, *, is_sure: bool) -> bytes:
        """Give the payload, its digest looked at; recorders do not agree which form of the body the digest is of."""
        whole = unchunked(body, _value(headers, "transfer-encoding"))
        payload = unpacked(whole, _value(headers, "content-encoding"))
        digest = to_digest(frame.fields.get("warc-payload-digest", ""))
        if digest is not None and not matches(digest, body, whole, payload):
            if not is_sure:
                raise BadBodyError("it is not what its payload digest says")
            self.counts["other-digest"] += 1
            self._broken(
                Broken(
                    self._path, frame.offset, "its payload digest is another's, its block digest is right", kept=True
                )
            )
        return payload

    def _followed(self, answer: Answer) -> Answer:
        """Give an answer with the address that led to it, where a redirect to it was recorded just before."""
        capture = answer.capture
        first, asked = self._redirects.pop(url_key(capture.target_uri), ("", capture.moment))
        if not first or abs((capture.moment - asked).total_seconds()) > 300:
            first = capture.target_uri
        if answer.location:
            self._redirects[url_key(answer.location)] = (first, capture.moment)
            while len(self._redirects) > _MOST_WAITING:
                self._redirects.popitem(last=False)
        if first != capture.target_uri:
            return replace(answer, capture=replace(capture, requested_uri=first))
        return answer


def _with(answer: Answer, said: Facts | Headers) -> Answer:
    """Give an answer with what its request or metadata record says."""
    if isinstance(said, tuple):
        exchange = replace(answer.capture.exchange, request_headers=said)
        return replace(answer, capture=replace(answer.capture, exchange=exchange))
    capture = answer.capture
    target = said.target or capture.target_uri
    requested = said.via or (capture.requested_uri if capture.requested_uri != capture.target_uri else target)
    headers = capture.headers
    if answer.revisit is not None and not headers:
        headers = said.headers
    capture = replace(capture, target_uri=target, requested_uri=requested, headers=headers)
    return replace(answer, capture=capture, facts=said)


def _as_sent(headers: Headers) -> Headers:
    """Give the lines of a header as the site sent them, but for the encoding that was undone."""
    lines = restored(tuple((name, value) for name, value in headers if name.lower() != "content-encoding"))
    return tuple((_ARCHIVED.sub("", name), value) for name, value in lines)


def _is_list_of_erased(kind: str, fields: Mapping[str, str]) -> bool:
    return kind == "metadata" and _uri(fields) == ERASED


def _own(frame: Frame) -> str:
    return frame.fields.get("warc-record-id", "")


def _bare(uri: str) -> str:
    """Give an address without the brackets that some recorders put around it."""
    uri = uri.strip()
    return uri[1:-1] if uri[:1] == "<" and uri[-1:] == ">" else uri


def _uri(fields: Mapping[str, str]) -> str:
    return _bare(fields.get("warc-target-uri", ""))


def _scheme(uri: str) -> str:
    """Give the scheme of an address in small letters, "" where it is none."""
    return uri.partition(":")[0].lower()


def _moment(text: str) -> datetime | None:
    """Read a WARC-Date, which is UTC with or without a fraction; None where it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        return None


def _http(frame: Frame) -> tuple[int, str, Headers, bytes]:
    """Split the block of an answer into status, protocol, headers and body."""
    if not frame.block and frame.fields.get("warc-type", "").lower() == "revisit":
        return 0, "", (), b""
    first, headers, begin = read_head(frame.block)
    protocol, _, rest = first.partition(" ")
    status = rest.strip()[:3]
    if not protocol.upper().startswith("HTTP/") or not (status.isascii() and status.isdigit() and len(status) == 3):
        raise BadBodyError("it is no answer by HTTP")
    return int(status), protocol, headers, frame.block[begin:]


def _value(headers: Headers, wanted: str) -> str:
    return ", ".join(value for name, value in headers if name.lower() == wanted)


def _location(uri: str, headers: Headers) -> str:
    try:
        target = urljoin(uri, _value(headers, "location").strip())
        return target if urlsplit(target).hostname else ""
    except ValueError:
        return ""
