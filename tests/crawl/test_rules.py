"""What a robots.txt says: judged by status, read by line, believed for so long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.crawl.rules import MAX_AGE, MAX_BYTES, MAX_CLOSED, Rules, closed, is_believed, judged

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORIGIN = "https://example.org"


def rules(text: str | bytes, status: int = 200) -> Rules:
    return Rules(judged(ORIGIN, status, text if isinstance(text, bytes) else text.encode(), NOON))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 499, 301, 304])
def test_a_file_that_is_not_there_allows_everything(status: int) -> None:
    found = rules("User-agent: *\nDisallow: /\n", status)
    assert found.file.verdict == "none"
    assert str(status) in found.file.detail or status < 400
    assert found.refusal(ORIGIN + "/a") is None


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 599])
def test_a_file_that_cannot_be_had_closes_the_host(status: int) -> None:
    found = rules("", status)
    assert found.file.verdict == "closed"
    assert found.refusal(ORIGIN + "/a") == f"robots.txt answers {status}, so nothing else is fetched (RFC 9309)"
    assert (found.crawl_delay, found.request_rate, found.sitemaps, found.shuts_out) == (None, None, (), ())


def test_no_answer_closes_the_host_with_its_reason() -> None:
    found = Rules(closed(ORIGIN, "no answer, so nothing else is fetched", NOON))
    assert found.file.status == 0
    assert found.refusal(ORIGIN + "/") == "no answer, so nothing else is fetched"


def test_the_pace_for_our_name_outranks_that_for_all() -> None:
    text = (
        "User-agent: *\nCrawl-delay: 30\nRequest-rate: 1/1m\n\n"
        "User-agent: newsarchive\nCrawl-delay: 2.5\nRequest-rate: 3/20\n"
    )
    found = rules(text)
    assert (found.crawl_delay, found.request_rate) == (2.5, (3, 20))
    assert (found.file.crawl_delay, found.file.request_rate) == (2.5, (3, 20))
    others = Rules(found.file, "otherbot")
    assert (others.crawl_delay, others.request_rate) == (30, (1, 60))


@pytest.mark.parametrize("delay", ["-1", "soon", "nan", "inf", ""])
def test_a_crawl_delay_that_is_none_is_none(delay: str) -> None:
    assert rules(f"User-agent: *\nCrawl-delay: {delay}\n").crawl_delay is None


def test_a_byte_order_mark_does_not_cost_the_first_line() -> None:
    assert rules(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\n").refusal(ORIGIN + "/a") == "robots.txt disallows it"


def test_half_a_mebibyte_is_read_and_no_half_line() -> None:
    head = "User-agent: *\nDisallow: /first\n"
    filler = "#" * 98 + "\n"
    count = (MAX_BYTES - len(head)) // len(filler)
    body = head + filler * count
    body += "Disallow: /" + "x" * (MAX_BYTES - len(body) - 11)
    assert len(body) == MAX_BYTES
    found = rules(body + "yz\nDisallow: /last\n")
    assert found.refusal(ORIGIN + "/first")
    assert found.refusal(ORIGIN + "/last") is None
    assert "Disallow: /x" not in found.file.text
    assert len(found.file.text) <= MAX_BYTES
    assert rules(body).file.text.endswith("x"), "a file that ends there is whole"


def test_which_ai_crawlers_are_shut_out() -> None:
    some = rules("User-agent: *\nDisallow: /prive/\n\nUser-agent: GPTBot\nUser-agent: ccbot\nDisallow: /\n")
    assert some.shuts_out == ("CCBot", "GPTBot")
    assert rules("User-agent: GPTBot\nDisallow: /archives/\n").shuts_out == ()
    assert rules("User-agent: *\nDisallow: /\n").shuts_out == ("*",)
    assert rules("").shuts_out == ()


def test_what_it_says_of_the_use_of_pages() -> None:
    text = (
        "User-Agent: *\nContent-Usage: train-ai=n # please\ncontent-signal: ai-train=no, search=yes\r\n"
        "Allow: /\nContent-Usage: train-ai=n\n# Content-Usage: all=n\nContent-Usage: a\x1b[31mb\n"
    )
    assert rules(text).usage == (
        "content-usage: train-ai=n",
        "content-signal: ai-train=no, search=yes",
        "content-usage: a",
    )
    assert rules(text, 404).usage == ()


@pytest.mark.parametrize(("status", "longest"), [(200, MAX_AGE), (404, MAX_AGE), (503, MAX_CLOSED)])
def test_a_copy_is_believed_for_so_long(status: int, longest: timedelta) -> None:
    file = judged(ORIGIN, status, b"", NOON)
    second = timedelta(seconds=1)
    assert is_believed(file, NOON, in_this_run=True)
    assert is_believed(file, NOON + longest - second, in_this_run=True)
    assert not is_believed(file, NOON + longest, in_this_run=True)
    assert not is_believed(file, NOON - second, in_this_run=True), "the clock went back: nobody knows how old it is"
    assert is_believed(file, NOON + second, in_this_run=False) == (status != 503)


@given(st.integers(100, 599), st.binary(max_size=300))
def test_no_file_breaks_it(status: int, body: bytes) -> None:
    found = Rules(judged(ORIGIN, status, body, NOON))
    found.refusal(ORIGIN + "/a?b=c")
    assert isinstance(found.shuts_out, tuple)
    assert all(line.isprintable() or "\ufffd" in line or not line.isascii() for line in found.usage)
