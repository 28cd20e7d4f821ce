"""WARC files of anybody: read whole, and damaged in every way."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import zlib
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter, Lz4Writer, ZstdWriter
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.warc import framing
from newsarchive.warc.framing import Broken
from newsarchive.warc.reader import Answer, Answers

PAGES = {f"https://example.org/{number}": f"<html><p>{number} {number**number}".encode() for number in range(6)}


def record(
    uri: str,
    body: bytes,
    *headers: str,
    kind: str = "response",
    date: str = "2024-05-17T08:00:00Z",
    code: str = "200 OK",
) -> bytes:
    """Make a record by hand; ``headers`` are those of HTTP but for those that begin with WARC-."""
    own = "".join(f"{line}\r\n" for line in headers if line.startswith(("WARC-", "X-WARC")))
    lines = "".join(f"{line}\r\n" for line in headers if not line.startswith("WARC-"))
    block = f"HTTP/1.1 {code}\r\n{lines}\r\n".encode("latin-1") + body
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: {date}\r\n{own}"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


RECORDS = [record(uri, body, "Content-Type: text/html") for uri, body in PAGES.items()]
MEMBERS = [gzip.compress(one, mtime=0) for one in RECORDS]


def read(path: Path, data: bytes, **how: object) -> tuple[list[Answer], list[Broken]]:
    path.write_bytes(data)
    broken: list[Broken] = []
    return list(Answers(path, broken=broken.append, **how)), broken  # type: ignore[arg-type]


def addresses(answers: list[Answer]) -> list[str]:
    return [answer.capture.target_uri for answer in answers]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.warc.gz"


def packed(writer: type, data: bytes) -> bytes:
    out = io.BytesIO()
    packing = writer(out)
    packing.write(data)
    packing.close()
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"".join(MEMBERS),
        b"".join(RECORDS),
        gzip.compress(b"".join(RECORDS)),
        gzip.compress(b"".join(RECORDS[:3])) + b"".join(MEMBERS[3:]),
        b"".join(packed(ZstdWriter, one) for one in RECORDS),
        b"".join(packed(Lz4Writer, one) for one in RECORDS),
    ],
    ids=["member each", "plain", "one member", "both", "zstd", "lz4"],
)
def test_every_record_of_every_packing_is_read(path: Path, data: bytes) -> None:
    answers, broken = read(path, data)
    assert {one.capture.target_uri: one.capture.payload for one in answers} == PAGES
    assert broken == []


def test_what_is_not_wanted_is_passed_over(path: Path) -> None:
    for data in (b"".join(MEMBERS), b"".join(RECORDS), gzip.compress(b"".join(RECORDS))):
        answers, broken = read(path, data, wants=lambda uri, moment: uri[-1] in "25")
        assert addresses(answers) == ["https://example.org/2", "https://example.org/5"]
        assert broken == []


def test_reading_begins_again_where_an_answer_says(path: Path) -> None:
    for data in (b"".join(MEMBERS), b"".join(RECORDS)):
        answers, _ = read(path, data)
        again, broken = read(path, data, start=answers[3].restart)
        assert addresses(again) == addresses(answers)[3:]
        assert broken == []


def spans(parts: list[bytes]) -> list[tuple[int, int]]:
    places, start = [], 0
    for part in parts:
        places.append((start, start + len(part)))
        start += len(part)
    return places


@settings(max_examples=300, deadline=None)
@given(
    is_packed=st.booleans(),
    place=st.floats(0, 1, exclude_max=True),
    length=st.integers(1, 400),
    kind=st.sampled_from(["flip", "cut", "zero", "insert"]),
    flip=st.integers(1, 255),
)
def test_damage_costs_the_records_it_touches_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, is_packed: bool, place: float, length: int, kind: str, flip: int
) -> None:
    parts = MEMBERS if is_packed else RECORDS
    data = bytearray(b"".join(parts))
    at = int(place * len(data))
    touched = range(at, at + 1)
    if kind == "flip":
        data[at] ^= flip
    elif kind == "insert":
        data[at:at] = bytes([flip]) * length
        touched = range(max(0, at - 1), at + 1)
    else:
        end = min(at + length, len(data))
        touched = range(at, end)
        data[at:end] = b"" if kind == "cut" else bytes(end - at)
    whole = [
        uri
        for uri, (start, end) in zip(PAGES, spans(parts), strict=True)
        if end <= touched.start or touched.stop <= start
    ]
    path = tmp_path_factory.getbasetemp() / "damaged.warc.gz"
    answers, broken = read(path, bytes(data))
    found = {(answer.capture.target_uri, answer.capture.payload) for answer in answers}
    assert {(uri, PAGES[uri]) for uri in whole} <= found
    for one in broken:
        assert 0 <= one.offset <= len(data)
        assert str(path) in str(one)


@settings(max_examples=100, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(gzip.compress)), before=st.booleans())
def test_any_bytes_are_read_without_an_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, before: bool
) -> None:
    # The first bytes of a file tell how it is packed.
    assume(before or data[:4] not in (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18", b"\x04\x22\x4d\x18"))
    path = tmp_path_factory.getbasetemp() / "any.warc.gz"
    answers, _ = read(path, MEMBERS[0] + data if before else data + MEMBERS[0])
    assert "https://example.org/0" in addresses(answers)


def test_a_file_that_ends_too_early_says_so(path: Path) -> None:
    for parts in (MEMBERS, RECORDS):
        answers, broken = read(path, b"".join(parts)[:-20])
        assert addresses(answers) == list(PAGES)[:5]
        assert [one.offset for one in broken] == [spans(parts)[5][0]]


def test_a_wrong_length_costs_one_record(path: Path) -> None:
    for wrong in (b"Content-Length: 30", b"Content-Length: 900", b"Content-Length: many", b"Content-Size: 50"):
        torn = re.sub(rb"Content-Length: \d+", wrong, RECORDS[2], count=1)
        for parts in ([*RECORDS[:2], torn, *RECORDS[3:]], [*MEMBERS[:2], gzip.compress(torn), *MEMBERS[3:]]):
            answers, broken = read(path, b"".join(parts))
            assert addresses(answers) == [uri for uri in PAGES if not uri.endswith("/2")]
            assert [one.offset for one in broken] == [spans(parts)[2][0]]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", lambda body: packed(BrotliWriter, body)),
        ("zstd", lambda body: packed(ZstdWriter, body)),
        ("gzip", lambda body: body),
        ("br", lambda body: body),
        ("zstd", lambda body: body),
        ("identity", lambda body: body),
    ],
)
@pytest.mark.parametrize("is_chunked", [False, True])
def test_what_was_done_for_the_way_is_undone(path: Path, name: str, pack: object, is_chunked: bool) -> None:
    body = b"<html><p>" + b"words, words " * 40
    sent = pack(body)  # type: ignore[operator]
    lines = [f"Content-Encoding: {name}", "Content-Type: text/html"]
    if is_chunked:
        sent = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (sent[:9], sent[9:])) + b"0\r\n\r\n"
        lines.append("Transfer-Encoding: chunked")
    answers, broken = read(path, record("https://example.org/", sent, *lines))
    assert [one.capture.payload for one in answers] == [body]
    assert answers[0].capture.payload_digest == f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert broken == []


def test_a_header_of_chunks_without_chunks_is_no_trouble(path: Path) -> None:
    answers, broken = read(path, record("https://example.org/", b"<html><p>whole", "Transfer-Encoding: chunked"))
    assert [one.capture.payload for one in answers] == [b"<html><p>whole"]
    assert broken == []


def test_a_body_that_cannot_be_unpacked_is_told(path: Path) -> None:
    torn = gzip.compress(b"<html>" + b"x" * 5000)[:-12]
    answers, broken = read(path, record("https://example.org/", torn, "Content-Encoding: gzip") + RECORDS[1])
    assert addresses(answers) == ["https://example.org/1"]
    assert len(broken) == 1


@pytest.mark.parametrize("name", ["sha1", "sha256", "md5"])
@pytest.mark.parametrize("form", ["base32", "hex"])
def test_a_payload_digest_is_looked_at(path: Path, name: str, form: str) -> None:
    body = b"<html><p>words"
    for text, is_right in ((body, True), (b"other", False)):
        value = hashlib.new(name, text).digest()
        written = value.hex() if form == "hex" else base64.b32encode(value).decode().rstrip("=")
        answers, broken = read(path, record("https://example.org/", body, f"WARC-Payload-Digest: {name}:{written}"))
        assert (len(answers), len(broken)) == ((1, 0) if is_right else (0, 1))


def test_a_right_block_is_taken_whatever_its_payload_digest(path: Path) -> None:
    one = RECORDS[0]
    block = one.partition(b"\r\n\r\n")[2][:-4]
    value = base64.b32encode(hashlib.sha1(block).digest()).decode()
    lines = f"WARC-Block-Digest: sha1:{value}\r\nWARC-Payload-Digest: sha1:{'A' * 32}\r\n".encode()
    answers, broken = read(path, one.replace(b"Content-Type: application", lines + b"Content-Type: application", 1))
    assert len(answers) == 1
    assert [one.kept for one in broken] == [True]
    torn = one.replace(b"Content-Type: application", lines + b"Content-Type: application", 1).replace(b"<p>", b"<b>")
    answers, broken = read(path, torn)
    assert answers == []
    assert "block digest" in broken[0].reason


def test_a_page_cut_short_when_it_was_recorded_is_none(path: Path) -> None:
    path.write_bytes(record("https://example.org/", b"<html>", "WARC-Truncated: length") + RECORDS[1])
    found = Answers(path)
    assert addresses(list(found)) == ["https://example.org/1"]
    assert found.counts["truncated"] == 1


def test_what_is_larger_than_any_page_is_passed_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "MAX_BLOCK", 1000)
    large = record("https://example.org/large", b"x" * 5000)
    for data in (RECORDS[0] + large + RECORDS[1], MEMBERS[0] + gzip.compress(large) + MEMBERS[1]):
        path.write_bytes(data)
        found = Answers(path)
        assert addresses(list(found)) == ["https://example.org/0", "https://example.org/1"]
        assert found.too_large == 1


def test_files_of_other_tools(path: Path) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)

        def write(uri: str, status: str, body: bytes, *headers: tuple[str, str], **extra: str) -> None:
            writer.write_record(
                writer.create_warc_record(
                    uri,
                    "response",
                    payload=io.BytesIO(body),
                    http_headers=StatusAndHeaders(status, list(headers), protocol="HTTP/1.1"),
                    warc_headers_dict={"WARC-Date": "2024-05-17T08:00:00Z", **extra},
                )
            )

        writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "another"}))
        write("<https://example.org/wget>", "200 OK", b"<html>", ("Content-Type", "text/html"))
        write(
            "https://example.org/cc",
            "200 OK",
            b"<html>",
            ("X-Crawler-Content-Encoding", "gzip"),
            ("X-Crawler-Content-Length", "99"),
            ("Content-Length", "6"),
        )
        write("https://example.org/old", "301 Moved", b"", ("Location", "/new"))
        write("https://example.org/new", "200 OK", b"<html>new")
        revisit = writer.create_revisit_record(
            "https://example.org/again",
            "sha1:AAAA",
            "https://example.org/new",
            "2024-05-17T08:00:00Z",
            http_headers=StatusAndHeaders("200 OK", [], protocol="HTTP/1.1"),
        )
        writer.write_record(revisit)
    answers, broken = read(path, path.read_bytes())
    found = {one.capture.target_uri: one for one in answers}
    assert broken == []
    assert "https://example.org/wget" in found
    assert found["https://example.org/cc"].capture.headers == (("Content-Encoding", "gzip"), ("Content-Length", "99"))
    assert found["https://example.org/old"].location == "https://example.org/new"
    assert found["https://example.org/new"].capture.requested_uri == "https://example.org/old"
    again = found["https://example.org/again"].revisit
    assert again is not None
    assert (again.uri, again.is_not_modified) == ("https://example.org/new", False)


def test_a_record_that_says_too_little_is_told(path: Path) -> None:
    nameless = RECORDS[0].replace(b"WARC-Target-URI: https://example.org/0\r\n", b"")
    dateless = RECORDS[1].replace(b"2024-05-17T08:00:00Z", b"some day")
    headless = re.sub(rb"HTTP/1.1 200 OK", b"THIS IS NO HTTP", RECORDS[2])
    answers, broken = read(path, nameless + dateless + headless + RECORDS[3])
    assert addresses(answers) == ["https://example.org/3"]
    assert len(broken) == 3
