"""WordPress's REST API: where it is, what is asked of it, what its answers say."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from newsarchive.discover.posts_api import address, declared, declared_by_header, read, totals, usual_roots
from newsarchive.model import Precision, Source

A = "https://journal.fr"
ROOT = A + "/wp-json/"
URL = ROOT + "wp/v2/posts"
POST = {
    "date": "2024-05-17T08:30:12",
    "date_gmt": "2024-05-17T06:30:12",
    "modified_gmt": "2024-05-18T07:00:00",
    "link": "https://journal.fr/politique/le-maire/",
    "title": {"rendered": "Le maire &amp; l&rsquo;<em>école</em>&nbsp;: suite"},
}


def answer(*posts: object) -> bytes:
    return json.dumps(list(posts)).encode()


def asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


# ---------------------------------------------------------------------- where it is
def test_the_root_is_the_one_a_page_declares() -> None:
    page = document_fromstring(
        '<html><head><link rel="https://api.w.org/" href="/wp-json/"></head><body></body></html>'
    )
    assert declared(page, A + "/sport/") == ROOT
    assert declared(document_fromstring("<html><head><link rel='next' href='/2/'></head></html>"), A) == ""


@pytest.mark.parametrize(
    ("header", "root"),
    [
        ('<https://journal.fr/wp-json/>; rel="https://api.w.org/"', ROOT),
        ("<https://journal.fr/wp-json/>; rel=https://api.w.org/", ROOT),
        (
            '<https://journal.fr/a,b>; rel=preload; as=style, </?rest_route=/>; title="x, y"; rel="nofollow https://api.w.org/"',
            A + "/?rest_route=/",
        ),
        ('<https://journal.fr/wp-json/>; rel="alternate"', ""),
        ("", ""),
        ("<<<>>>;;rel", ""),
    ],
)
def test_the_root_is_the_one_a_header_declares(header: str, root: str) -> None:
    assert declared_by_header(header, A + "/") == root


def test_where_nothing_declares_it_there_are_two_places() -> None:
    assert usual_roots(A + "/sport/") == (ROOT, A + "/?rest_route=/")


# ---------------------------------------------------------------------- what is asked
@pytest.mark.parametrize(
    ("root", "place", "route"),
    [
        (ROOT, A + "/wp-json/wp/v2/posts", None),
        (A + "/wp-json", A + "/wp-json/wp/v2/posts", None),
        (A + "/blog/wp-json/?lang=fr", A + "/blog/wp-json/wp/v2/posts", None),
        (A + "/?rest_route=/", A + "/", "/wp/v2/posts"),
        (A + "/index.php?rest_route=%2F", A + "/index.php", "/wp/v2/posts"),
    ],
)
def test_the_address_of_a_page_with_permalinks_and_without(root: str, place: str, route: str | None) -> None:
    url = address(root, page=3)
    query = asked(url)
    assert url.partition("?")[0] == place
    assert query.get("rest_route") == route
    assert (query["page"], query["per_page"], query["orderby"], query["order"]) == ("3", "100", "date", "desc")
    assert set(query["_fields"].split(",")) == {"link", "date", "date_gmt", "modified_gmt", "title"}
    assert ("lang" in query) == ("lang" in root)


@given(
    st.dates(date(1990, 1, 2), date(2099, 12, 30)),
    st.dates(date(1990, 1, 2), date(2099, 12, 30)),
    st.integers(-14, 14),
    st.integers(0, 24 * 3600 - 1),
)
def test_no_post_of_the_period_is_outside_its_bounds_wherever_the_site_is(
    since: date, until: date, offset: int, second: int
) -> None:
    query = asked(address(ROOT, since=since, until=until))
    after, before = datetime.fromisoformat(query["after"]), datetime.fromisoformat(query["before"])
    for day in (since, until):
        local = datetime.combine(day, datetime.min.time()) + timedelta(hours=offset, seconds=second)
        assert day != since or local > after
        assert day != until or local < before


def test_an_open_period_and_the_ends_of_the_calendar() -> None:
    assert not {"after", "before"} & set(asked(address(ROOT)))
    assert not {"after", "before"} & set(asked(address(ROOT, since=date.min, until=date.max)))


def test_what_changed_is_asked_by_its_last_change() -> None:
    since = datetime(2024, 5, 17, 10, tzinfo=UTC)
    query = asked(address(ROOT, modified_after=since))
    assert query["orderby"] == "modified"
    assert datetime.fromisoformat(query["modified_after"]) == since - timedelta(days=1)


# ---------------------------------------------------------------------- what is answered
def test_a_post_gives_address_headline_instant_and_last_change() -> None:
    page = read(answer(POST), URL)
    assert page.is_api
    (post,) = page.candidates
    assert (post.url, post.headline, post.source) == (POST["link"], "Le maire & l’école : suite", Source.API)
    assert post.published
    assert post.published.value == datetime(2024, 5, 17, 6, 30, 12, tzinfo=UTC)
    assert post.published.value.utcoffset() == timedelta(hours=2), "both clocks together tell the site's offset"
    assert (post.published.precision, post.published.source) == (Precision.MINUTE, "api")
    assert post.lastmod == datetime(2024, 5, 18, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date_", "gmt", "value", "precision"),
    [
        ("2024-05-17T08:30:00", "2024-05-17T08:30:00", "2024-05-17T08:30:00+00:00", Precision.MINUTE),
        ("2024-05-16T22:30:00", "2024-05-17T04:00:00", "2024-05-16T22:30:00-05:30", Precision.MINUTE),
        ("2024-05-19T08:30:00", "2024-05-17T08:30:00", "2024-05-17T08:30:00+00:00", Precision.MINUTE),
        ("2024-05-17T08:37:11", "2024-05-17T08:30:00", "2024-05-17T08:30:00+00:00", Precision.MINUTE),
        (None, "2024-05-17T08:30:00", "2024-05-17T08:30:00+00:00", Precision.MINUTE),
        ("2024-05-17T08:30:00", "0000-00-00T00:00:00", "2024-05-17", Precision.DAY),
        ("2024-05-17T08:30:00", None, "2024-05-17", Precision.DAY),
    ],
)
def test_two_clocks_one_clock_and_clocks_that_do_not_agree(
    date_: str | None, gmt: str | None, value: str, precision: Precision
) -> None:
    published = read(answer({**POST, "date": date_, "date_gmt": gmt}), URL).candidates[0].published
    assert published
    assert published.value.isoformat().startswith(value)
    assert published.precision is precision


def test_an_empty_list_is_an_answer_and_an_error_is_none() -> None:
    assert read(b"[]", URL).is_api
    refused = read(b'{"code":"rest_post_invalid_page_number","message":"x","data":{"status":400}}', URL)
    assert (refused.is_api, refused.candidates, refused.refusal) == (False, (), "rest_post_invalid_page_number")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"{}",
        b'{"code": 5}',
        b"[1, 2]",
        b'[{"name": "x"}]',
        b"<!doctype html><html><body>Not found</body></html>",
        b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_list_of_posts_is_no_api(payload: bytes) -> None:
    assert read(payload, URL) == read(b"false", URL)
    assert not read(payload, URL).is_api


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n", b"<br />\n<b>Notice</b>: Undefined [0] in {x} on line 3\n"])
def test_what_php_prints_before_the_answer_costs_nothing(before: bytes) -> None:
    assert len(read(before + answer(POST), URL).candidates) == 1


def test_a_post_without_an_address_is_left_and_one_without_a_title_is_not() -> None:
    page = read(answer({**POST, "link": None}, {**POST, "title": None, "link": "/?p=3"}, "x"), URL)
    assert [(c.url, c.headline) for c in page.candidates] == [(A + "/?p=3", None)]


@pytest.mark.parametrize(
    ("headers", "counts"),
    [
        ({"X-WP-Total": "1203", "X-WP-TotalPages": "13"}, (1203, 13)),
        ({"x-wp-total": " 0 ", "x-wp-totalpages": "0", "Server": "x"}, (0, 0)),
        ({"X-WP-Total": "1203"}, None),
        ({"X-WP-Total": "many", "X-WP-TotalPages": "²"}, None),
        ({}, None),
    ],
)
def test_the_counts_stand_in_the_headers(headers: dict[str, str], counts: tuple[int, int] | None) -> None:
    assert totals(headers) == counts


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*POST, "rendered"]), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(list(POST)), VALUES), st.binary(max_size=40), st.integers(0, 300))
def test_garbage_never_raises(post: dict[str, object], noise: bytes, at: int) -> None:
    body = answer({**POST, **post})
    for payload in (body, body[:at] + noise + body[at:], noise):
        assert all(c.url.startswith("http") for c in read(payload, URL).candidates)
    declared_by_header(noise.decode("latin-1"), A)
