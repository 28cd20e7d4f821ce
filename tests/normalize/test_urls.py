from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.normalize.urls import (
    checked_url,
    host_of,
    is_same_page,
    is_same_site,
    site_of,
    to_absolute,
    url_key,
    without_tracking,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.x.example/a/", "https://x.example/a"),
        ("https://x.example/a?utm_source=n&b=1", "https://x.example/a?b=1"),
        ("https://x.example/a/amp/", "https://x.example/a/"),
        ("https://x.example/a.amp.html", "https://x.example/a.html"),
        ("https://m.x.example/a/index.php", "https://x.example/a"),
        ("https://x.example/a?b=2&a=1", "https://x.example/a?a=1&b=2"),
        ("https://x.example/%C3%A9t%C3%A9", "https://x.example/été"),
    ],
)
def test_two_addresses_of_one_page_share_a_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("https://x.example/A", "https://x.example/a"), ("https://x.example/?p=1", "https://x.example/?p=2")],
)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60))
def test_a_key_is_its_own_key(path: str) -> None:
    key = url_key(f"https://x.example/{path.replace('?', '').replace('#', '')}")
    assert url_key(f"https://{key}") == key


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/b", "https://x.example/b"),
        ("b", "https://x.example/a/b"),
        ("#top", ""),
        ("javascript:void(0)", ""),
        ("mailto:a@b.example", ""),
        ("//y.example/c#d", "https://y.example/c"),
        ("http://[bad", ""),
    ],
)
def test_addresses_are_made_absolute(href: str, url: str) -> None:
    assert to_absolute(href, "https://x.example/a/") == url


def test_tracking_goes_and_the_rest_stays_as_written() -> None:
    assert without_tracking("https://x.example/a?b=%20&utm_source=x&fbclid=1") == "https://x.example/a?b=%20"


def test_sites() -> None:
    assert is_same_site("https://www.x.co.uk/a", "http://m.x.co.uk/")
    assert is_same_site("http://127.0.0.1:8081/a", "http://127.0.0.1:8081/b")
    assert not is_same_site("http://127.0.0.1:8081/a", "http://127.0.0.1:8082/a")


def test_blogs_of_one_host_are_sites_of_their_own() -> None:
    assert not is_same_site("https://un.blogspot.com/", "https://autre.blogspot.com/")


def test_a_host_in_unicode_and_in_punycode_is_one() -> None:
    assert is_same_site("https://café.fr/a", "https://xn--caf-dma.fr/b")
    assert url_key("https://café.fr/a") == url_key("https://xn--caf-dma.fr/a")


@pytest.mark.parametrize("href", ["http://x.example:abc/s.xml", "http://x.example:99999/s.xml"])
def test_a_port_that_is_none_makes_no_address(href: str) -> None:
    assert to_absolute(href, "https://x.example/") == ""


def test_a_story_called_by_a_number_is_no_session() -> None:
    story = "http://x.example/modules.php?name=News&file=article&sid=12"
    assert without_tracking(story) == story
    assert url_key(story) != url_key(story.replace("12", "13"))
    assert url_key("http://x.example/a?sid=d41d8cd9") == url_key("http://x.example/a")


_SPELLINGS = (
    "https://x.example/news/long-story",
    "http://www.x.example/news/long-story/?utm_source=feed#top",
    "https://m.x.example:443//news/long%2Dstory/index.html",
    "https://X.example/news/long-story/amp",
    "https://x.example/news/long-story.amp.html",
    "https://x.example/news/long-story.html",
    "https://x.example/news/lo\nng-story",
    "https://x.example/news;jsessionid=7/long-story",
    "https://x.example/news/other-long-story",
    "https://x.example/news/Long-Story",
    "https://x.example/?p=7",
    "https://x.example/index.php?p=7",
    "https://x.example/été?a=1&b",
    "https://x.example/%C3%A9t%C3%A9?b&a=1",
    "https://x.example",
    "no address",
)


@pytest.mark.parametrize("one", _SPELLINGS)
def test_two_addresses_are_of_one_page_where_their_keys_are(one: str) -> None:
    for other in _SPELLINGS:
        assert is_same_page(one, other) == (url_key(one) == url_key(other)), other


def test_a_host_written_with_a_port_is_the_site_it_is_without() -> None:
    assert is_same_site("https://x.co.uk:8443/a", "https://x.co.uk/b")
    assert is_same_site("https://X.example./a", "https://x.example")
    assert not is_same_site("no address", "no address")


@pytest.mark.parametrize("url", ["\ud800", "https://a.fr/caf\udce9", "https://a.fr/?q=\udfff", "https://\ud800.fr/x"])
def test_half_a_character_in_an_address_is_the_one_that_stands_for_none(url: str) -> None:
    assert url_key(url) == url_key("".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in url))
    assert not any("\ud800" <= char <= "\udfff" for char in url_key(url))


@given(
    st.sampled_from(["x.example", "www.X.example", "m.x.example.", "127.0.0.1", "localhost", "amp.x.co.uk"]),
    st.sampled_from(["", ":80", ":443", ":8081", ":0080", ":0", ":65535", ":99999", ":", ":٣"]),
    st.text(alphabet="/ab.?&=#:;@%-é", max_size=12).map(lambda text: f"/{text}" if text[:1] not in ("", "?") else text),
)
def test_what_is_read_the_quick_way_is_what_is_read_the_long_way(host: str, port: str, rest: str) -> None:
    url = f"https://{host}{port}{rest}"
    # A blank in front is no part of an address, but none is read quickly that has one.
    assert url_key(url) == url_key(f" {url}").removeprefix(" ")
    assert (site_of(url), host_of(url)) == (site_of(f" {url}"), host_of(f" {url}"))
    assert is_same_site(url, f" {url}") == is_same_site(f" {url}", f" {url}")


@given(st.text(st.characters(), max_size=30))
def test_any_text_has_a_key(url: str) -> None:
    assert isinstance(url_key(url), str)
    assert isinstance(url_key(f"https://a.fr/{url}"), str)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" example.org ", "https://example.org"),
        ("http://example.org:8080/a?b=1", "http://example.org:8080/a?b=1"),
        ("localhost:8000", "https://localhost:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("https://été.example/", "https://été.example/"),
        ("example.org./", "https://example.org./"),
    ],
)
def test_what_somebody_typed_is_an_address(text: str, url: str) -> None:
    assert checked_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "n/a",
        "Le Courrier",
        "example",
        "example.org,Le Courrier",
        "example.org;fr",
        "example..org",
        ".org",
        "https://example.org/a b",
        "https://exa\nmple.org",
        "desk@example.org",
        "ftp://example.org",
        "https://example.org:port/",
        "https://[::1",
        "https://",
        f"https://example.org/{'a' * 30_000}",
    ],
)
def test_what_is_no_address_is_told_in_a_line(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        checked_url(text)
    assert len(str(raised.value)) < 300
    assert "\n" not in str(raised.value)


@given(st.text(max_size=40))
def test_no_text_ends_in_another_error_than_ours(text: str) -> None:
    with suppress(UsageError):
        assert urlsplit(checked_url(text)).hostname
