"""Captures become records, and whoever reads them has the capture again."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model import Capture, Exchange
from newsarchive.normalize.urls import url_key
from newsarchive.warc.records import (
    Facts,
    Referred,
    erased,
    from_erased,
    from_fields,
    payload_digest,
    read_head,
    records_of,
    restored,
    set_aside,
    to_fields,
    to_uri,
    warcinfo,
)
from newsarchive.warc.writer import to_member

from .peers import checked, fields

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
URL = "https://example.org/a?b=c"
#: What HTTP lets a header be: a token, and any bytes but line breaks, with nothing blank around them.
NAMES = st.text("abcXYZ-019!#$%&'*+.^_`|~", min_size=1, max_size=20)
VALUES = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=30).map(
    lambda text: text.strip(" \t")
)
HEADERS = st.lists(
    st.tuples(
        NAMES
        | st.sampled_from(["Content-Length", "content-encoding", "Transfer-Encoding", "X-Crawler-Content-Length"]),
        VALUES | st.sampled_from(["gzip", "0", "3"]),
    ),
    max_size=8,
).map(tuple)


def make(url=URL, payload=b"<html>", **given):
    return Capture(
        **{
            "target_uri": url,
            "requested_uri": url,
            "moment": NOON,
            "status": 200,
            "headers": (("Content-Type", "text/html"),),
            "payload": payload,
            "payload_digest": f"sha256:{hashlib.sha256(payload).hexdigest()}",
            **given,
        }
    )


@given(headers=HEADERS, length=st.integers(0, 5), is_unpacked=st.booleans())
def test_what_is_set_aside_comes_back(headers, length, is_unpacked):
    aside = set_aside(headers, length, is_unpacked=is_unpacked)
    assert restored(aside) == headers
    assert not any(name.lower() == "transfer-encoding" for name, _ in aside)
    if is_unpacked:
        assert not any(name.lower() == "content-encoding" for name, _ in aside)
        assert all(value == str(length) for name, value in aside if name.lower() == "content-length")


@given(
    headers=HEADERS,
    payload=st.binary(max_size=200),
    url=st.text(min_size=1, max_size=40).map(lambda text: f"https://example.org/{text}"),
    status=st.integers(100, 599).filter(lambda status: status != 304),
)
def test_a_capture_comes_back_from_its_records(tmp_path_factory, headers, payload, url, status):
    capture = make(url, payload, headers=headers, status=status)
    path = tmp_path_factory.mktemp("warc") / "a.warc.gz"
    records = records_of(capture, Facts(capture=7), is_unpacked=True)
    path.write_bytes(b"".join(map(to_member, records)))
    answer, about = checked(path)
    first, read, begin = read_head(records[0].block)
    assert (first.split()[1], restored(read)) == (str(status), headers)
    assert records[0].block[begin:] == payload == answer.content
    facts = from_fields(about.content)
    lines = ("\r", "\n", "\0")
    if not any(mark in url for mark in lines) and url.isprintable():
        assert (facts.target or answer.target) == url
    assert facts.capture == 7
    assert answer.target.isascii()
    assert " " not in answer.target


@given(
    st.builds(
        Facts,
        capture=st.none() | st.integers(0, 2**63),
        via=st.sampled_from(["", "https://é.example/à b"]),
        role=st.sampled_from(["", "article"]),
        reason=st.text("abc: é", max_size=9).map(str.strip),
        version=st.none() | st.integers(1, 9),
        headers=HEADERS,
        told=st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.lists(st.text(max_size=5), max_size=2)),
    )
)
def test_facts_come_back(facts):
    assert from_fields(to_fields(facts)) == facts


@given(st.binary(max_size=200))
def test_no_block_of_a_stranger_is_too_odd_to_be_read(block):
    from_fields(block)
    _, headers, begin = read_head(block)
    restored(headers)
    assert 0 <= begin <= len(block)


def test_fields_of_others_and_broken_ones_are_left_out():
    block = b"via: https://a.fr/\r\nhopsFromSeed: L\r\ncapture: one\r\ntold: {\r\nheaders: [1]\r\nrole: feed\r\n"
    assert from_fields(block) == Facts(via="https://a.fr/", role="feed")


def test_a_request_is_written_as_it_was_sent(tmp_path):
    capture = make(
        exchange=Exchange(request_headers=(("User-Agent", "me"),), ip_address="192.0.2.1", protocol="HTTP/1.0")
    )
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(map(to_member, records_of(capture, Facts(), is_unpacked=True))))
    answer, request = checked(path)
    assert answer.status == "200 OK"
    assert answer.fields["WARC-IP-Address"] == "192.0.2.1"
    assert request.kind == "request"
    assert request.fields["WARC-Concurrent-To"] == answer.fields["WARC-Record-ID"]
    assert request.headers == [("User-Agent", "me"), ("Host", "example.org")]
    assert records_of(capture, Facts(), is_unpacked=True)[1].block.startswith(b"GET /a?b=c HTTP/1.1\r\n")


@pytest.mark.parametrize(("status", "profile"), [(200, "identical-payload-digest"), (304, "server-not-modified")])
def test_a_revisit_names_what_it_stands_for(tmp_path, status, profile):
    before = make("https://example.org/first")
    first = records_of(before, Facts(), is_unpacked=True)[0]
    referred = Referred(
        target_uri=before.target_uri,
        moment=NOON,
        record_id=first["WARC-Record-ID"],
        payload_digest=first["WARC-Payload-Digest"],
    )
    again = records_of(make(status=status), Facts(), is_unpacked=True, referred=referred)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(map(to_member, (first, *again))))
    response, revisit, *about = checked(path)
    assert [from_fields(record.content).headers for record in about] == ([before.headers] if status == 304 else [])
    assert revisit.kind == "revisit"
    assert revisit.fields["WARC-Profile"].endswith(profile)
    assert revisit.fields["WARC-Refers-To"] == response.fields["WARC-Record-ID"]
    assert revisit.fields["WARC-Refers-To-Date"] == response.fields["WARC-Date"]
    assert revisit.fields["WARC-Refers-To-Target-URI"] == "https://example.org/first"
    assert revisit.fields["WARC-Payload-Digest"] == payload_digest(b"<html>")
    assert revisit.content == b""


def test_ids_are_those_of_what_is_written():
    one, other = (
        records_of(make(payload=payload), Facts(role="article"), is_unpacked=True) for payload in (b"1", b"2")
    )
    assert one == records_of(make(payload=b"1"), Facts(role="article"), is_unpacked=True)
    ids = [record["WARC-Record-ID"] for record in (*one, *other)]
    assert len(set(ids)) == len(ids)


def test_the_first_record_says_by_what_and_how(tmp_path):
    path = tmp_path / "a.warc.gz"
    told = {"software": "newsarchive/1", "operator": "a@example.org"}
    gone = erased([(NOON, "https://example.org/é", "asked\nfor")], NOON)
    path.write_bytes(to_member(warcinfo("a.warc.gz", NOON, told)) + to_member(gone))
    info, listed = checked(path)
    assert fields(info.content).items() >= told.items()
    assert fields(info.content)["format"] == "WARC File Format 1.1"
    assert info.fields["WARC-Filename"] == "a.warc.gz"
    assert fields(listed.content) == {"erased": "2026-11-22T12:00:00Z https://example.org/%C3%A9 asked for"}


def test_what_is_quoted_stays_as_it_is():
    assert to_uri("https://example.org/%C3%A9?a=b%20c#d") == "https://example.org/%C3%A9?a=b%20c#d"


def test_the_list_of_what_was_erased_is_read_as_it_was_written():
    urls = ("https://café.example/é|x y", "http://a.fr", "http://a.fr/%20b?c=d")
    entries = [(NOON, url, "asked for, «\u00a0twice\u00a0»") for url in urls]
    read = from_erased(erased(entries, NOON).block)
    assert [(when, url_key(url), why) for when, url, why in read] == [
        (when, url_key(url), why) for when, url, why in entries
    ]
    assert from_erased(erased([(NOON, "https://a.fr/b", "")], NOON).block) == [(NOON, "https://a.fr/b", "")]
    assert from_erased(b"erased: 2026-11-24T12:00:00Z ftp://a.fr/ x\r\nerased: yesterday https://a.fr/ x\r\n\xff") == []
