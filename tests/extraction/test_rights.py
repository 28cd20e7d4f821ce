"""What a page says against its use is found where it is said, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction.page import parse
from newsarchive.extraction.rights import Signal, signals


def found(head: str = "", *headers: tuple[str, str]) -> list[tuple[str, str]]:
    tree = parse(f"<html><head><title>T</title>{head}</head><body><p>Texte.</p></body></html>", "https://a.fr/").tree
    return [(one.name, one.value) for one in signals(tree, headers)]


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


def header(value: str) -> list[str]:
    return [value for _, value in found("", ("X-Robots-Tag", value))]


def test_an_ordinary_page_says_nothing() -> None:
    head = meta("robots", "index, follow, max-snippet:-1, max-image-preview:large") + meta("description", "noarchive")
    assert found(head, ("Content-Type", "text/html"), ("X-Robots-Tag", "all"), ("Content-Usage", "train-ai=y")) == []


def test_a_reservation_is_read_from_header_and_meta_with_its_policy() -> None:
    policy = "https://a.fr/policy.json"
    reserved = [("tdm-reservation", "1"), ("tdm-policy", policy)]
    assert found("", ("TDM-Reservation", "1"), ("TDM-Policy", policy)) == reserved
    assert found(meta("tdm-reservation", "1") + meta("TDM-Policy", policy)) == reserved
    assert found(meta("tdm-policy", policy), ("tdm-reservation", " 1 ")) == reserved


def test_the_page_itself_has_the_last_word_on_its_reservation() -> None:
    assert found(meta("tdm-reservation", "0"), ("tdm-reservation", "1")) == []
    assert found(meta("tdm-reservation", "1"), ("tdm-reservation", "0")) == [("tdm-reservation", "1")]
    assert found("", ("tdm-policy", "https://a.fr/p")) == []
    assert found(meta("tdm-reservation", "yes")) == []
    assert found(meta("tdm-reservation", "yes"), ("tdm-reservation", "1")) == [("tdm-reservation", "1")]
    assert found("", ("tdm-reservation", "1"), ("tdm-policy", "\x1b[31m")) == [("tdm-reservation", "1")]


def test_robots_directives_in_headers_with_and_without_an_agent() -> None:
    assert header("noarchive") == ["noarchive"]
    assert header("NOINDEX, NoSnippet") == ["noindex", "nosnippet"]
    assert header("googlebot: noindex, noarchive") == ["googlebot: noindex", "googlebot: noarchive"]
    assert header("nosnippet, GPTBot: noai, noimageai") == ["nosnippet", "gptbot: noai", "gptbot: noimageai"]
    assert header("unavailable_after: 25 Jun 2027 15:00:00 PST, noarchive") == ["noarchive"]
    assert header("unavailable_after: Friday, 25-Jun-27 15:00:00 UTC") == []
    assert header("max-snippet: 0, none") == ["none"]
    assert header(":, ::, noarchive:noarchive") == ["noarchive: noarchive"]


def test_an_agent_named_in_one_header_is_none_of_the_next() -> None:
    assert found("", ("X-Robots-Tag", "otherbot: noindex"), ("x-robots-tag", "noarchive")) == [
        ("x-robots-tag", "otherbot: noindex"),
        ("x-robots-tag", "noarchive"),
    ]


def test_robots_metas_of_all_and_of_one_agent() -> None:
    assert found(meta("ROBOTS", "index, NOARCHIVE") + meta("googlebot", "nosnippet")) == [
        ("meta robots", "noarchive"),
        ("meta robots", "googlebot: nosnippet"),
    ]
    assert found(meta("googlebot-news", "noindex")) == [("meta robots", "googlebot-news: noindex")]
    assert found(meta("CCBot", "noai") * 3) == [("meta robots", "ccbot: noai")]


@pytest.mark.parametrize("value", ["train-ai=n", "search=y, train-ai=n;x=1", "TRAIN-AI = n", "train-ai=?0"])
def test_uses_that_are_denied(value: str) -> None:
    assert found("", ("Content-Usage", value)) == [("content-usage", "train-ai=n")]


def test_a_file_that_is_no_html_speaks_by_its_headers() -> None:
    assert signals(None, [("X-Robots-Tag", "noarchive")]) == (Signal("x-robots-tag", "noarchive"),)


def test_a_page_that_says_too_much_is_not_listened_to_for_ever() -> None:
    assert len(found("".join(meta("robots", f"a{n}: noarchive") for n in range(500)))) == 40


@given(st.lists(st.tuples(st.sampled_from(["X-Robots-Tag", "TDM-Policy", "Content-Usage"]), st.text(max_size=80))))
def test_no_header_breaks_it_and_nothing_unprintable_comes_out(headers: list[tuple[str, str]]) -> None:
    for one in signals(None, [("tdm-reservation", "1"), *headers]):
        assert one.value.isprintable()
