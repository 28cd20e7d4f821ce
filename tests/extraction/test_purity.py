"""Extraction is a function of its arguments: no network, no clock, no disk, no memory, no surprise."""

from __future__ import annotations

import builtins
import contextlib
import gc
import os
import socket
import subprocess
import sys
import time
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract, read
from newsarchive.extraction.blocks import Node
from newsarchive.extraction.page import encoding_of, parse
from newsarchive.model import Article
from tests.extraction.making import URL, page, paragraphs


def outcome(html: str | bytes, url: str = URL) -> Article | tuple[str, str]:
    try:
        return extract(html, url)
    except NotAnArticle as error:
        return error.reason, error.detail


TAGS = (
    "<p> </p> <div> </div> <h1> </h1> <a|href='/x'> </a> <br> <br><br> <table><tr><td> </table> <ul><li> </ul> "
    "<blockquote> <article> </article> <main> <aside> <form> <template> <span|class='author'> "
    "<time|datetime='2024-01-01'> <figure><img|src='a'><figcaption> </figure> </body> </html> <!-- --> <script> "
    "</script> &nbsp; &amp; &#0; <svg> </svg> <base|href='http://['> <select>"
)
MARKUP = st.lists(
    st.one_of(st.sampled_from([tag.replace("|", " ") for tag in TAGS.split()]), st.text(max_size=30)), max_size=60
).map("".join)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(st.one_of(st.text(max_size=300), MARKUP, MARKUP.map(lambda m: page(paragraphs() + m))))
def test_no_text_breaks_it_and_the_same_text_gives_the_same(html: str) -> None:
    assert outcome(html) == outcome(html)


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=20)))
def test_no_bytes_break_it(payload: bytes, charset: str | None) -> None:
    encoding_of(payload, f"text/html; charset={charset}" if charset else None)
    with contextlib.suppress(NotAnArticle):
        extract(payload, URL, charset=charset)


@given(st.text(max_size=80))
def test_no_address_breaks_it(url: str) -> None:
    outcome(page(paragraphs()), url)


def test_deep_nesting_is_survived() -> None:
    assert outcome("<html><body>" + "<div>" * 5000 + "texte " * 200 + "</div>" * 5000)
    assert outcome("<html><body>" + "<font>" * 20000 + "texte " * 200)


def test_one_page_parsed_once_gives_the_same_article() -> None:
    parsed = parse(page(paragraphs()), URL)
    assert read(parsed) == read(parsed) == extract(page(paragraphs()), URL)


def test_nothing_is_remembered_from_page_to_page() -> None:
    alone = outcome(page(paragraphs()))
    outcome(page("<p>Publicité</p>", headline="Tout autre chose"))
    outcome(b"\xff\xfe")
    assert outcome(page(paragraphs())) == alone


@pytest.mark.parametrize("body", [paragraphs(), ""])
def test_a_page_read_or_refused_is_gone(body: str) -> None:
    """It does not wait for the collector."""
    html = page(body)
    gc.collect()
    gc.disable()
    try:
        before = containers()
        assert isinstance(outcome(html), Article) == bool(body)
        assert containers() == before
    finally:
        gc.enable()


def containers() -> int:
    """Count the containers of all pages in memory."""
    return sum(isinstance(thing, Node) for thing in gc.get_objects())


def test_neither_network_nor_clock_nor_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    html = page(paragraphs("<p>Lire aussi : <a href='/b'>Le bac tombe encore en panne</a></p>"))
    wanted = extract(html, URL)

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("extraction touched the world")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(time, "time", refuse)
    assert extract(html, URL) == wanted


def test_importing_it_is_light() -> None:
    code = (
        "import sys, newsarchive.extraction;"
        "print([m for m in ('scrapy', 'twisted', 'sqlite3', 'dateparser', 'parsel', 'aiohttp') if m in sys.modules])"
    )
    # What measures the tests' coverage in other processes would load modules of its own.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
