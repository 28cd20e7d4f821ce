"""Hostile pages: whatever comes in, an Article or NotAnArticle comes out, for work that grows as the page does."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract
from newsarchive.extraction.page import parse
from newsarchive.extraction.text import text_of, unescaped
from newsarchive.extraction.zone_words import RULES
from newsarchive.extraction.zones import zone_of
from newsarchive.model import Article
from newsarchive.normalize.urls import to_absolute
from tests.extraction.making import PROSE, URL, page, paragraphs
from tests.extraction.monsters import CLASSES, MONSTERS, TAGS

GOLDEN = sorted((Path(__file__).parent.parent / "pages").glob("*/page.html"))
GROWING = [
    *("open <div>", "open <form>", "open <p>", "open <td>", "empty <footer>", "empty <form>", "<nav> with a word"),
    *(
        "class author",
        "class byline",
        "class related-posts",
        "long class author-box",
        "class tags",
        "nested class date",
    ),
    *("paragraphs", "br", "links", "link lists", "headings with links", "teasers", "whole posts", "images", "captions"),
    *("related headings", "related headings with links", "related headings behind", "read also", "end headings"),
    *("tag labels", "tag links", "authors", "by-lines", "times", "dates in text", "cells", "tables", "nested tables"),
    *("forms", "forms in divs", "footers", "asides", "navs", "distinct classes", "metas", "author metas", "bases"),
    *("templates left open", "state of assignments", "flight pushes in single quotes", "JSON body and paragraphs"),
    *("pictures in one link", "pictures in links", "pictures of one picture", "runs of cards", "related cards"),
    *("related headings in a box", "time words", "times behind", "kickers", "h1", "elements in one by-line"),
    *("JSON-LD scripts", "JSON-LD articles", "JSON authors", "bars in the title", "nested headings in an aside"),
]


def survived(html: str | bytes, url: str = URL, **given: Any) -> Article | None:
    """Extract a page; None where it is no article. Whatever comes out can be stored."""
    try:
        article = extract(html, url, **given)
    except NotAnArticle:
        return None
    repr(article).encode("utf-8")
    for text in (article.headline, article.body, *article.authors, *article.tags, article.article_section or ""):
        text.encode("utf-8")
    return article


@pytest.mark.parametrize("kind", MONSTERS)
def test_monsters_of_every_kind_are_survived(kind: str) -> None:
    survived(MONSTERS[kind](6_000))


def steps(run: Callable[[], object]) -> int:
    """Count the calls and lines Python goes through: work, whatever the machine is doing beside it."""
    count = 0

    def tracer(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal count
        count += 1
        return tracer

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("kind", GROWING)
def test_work_grows_as_the_page_does(kind: str) -> None:
    pages = [MONSTERS[kind](size) for size in (32_000, 64_000, 128_000)]
    survived(pages[0])  # tables that are built once
    small, middle, large = (steps(lambda html=html: survived(html)) for html in pages)  # type: ignore[misc]
    # Twice the page is twice the work: 2 where it is linear, 4 where it is not.
    assert large - middle <= 2.5 * (middle - small) + 2_000


def test_a_class_is_never_taken_apart_in_every_way() -> None:
    assert zone_of("related" + "a" * 40 + "!") == zone_of("cookies" + "a" * 40 + "!") == 0
    ambiguous = re.compile(r"\(\?:(?!-[^?*])[^()]*[*+]\)[*+]")
    assert [word for _, table in RULES for word in table.split() if ambiguous.search(word) and "+-)" not in word] == []


def test_long_classes_are_cut_and_short_ones_are_not() -> None:
    assert zone_of("related-posts " + "x " * 10_000) == zone_of("related-posts")
    assert zone_of("x " * 100 + "related-posts") == zone_of("related-posts") != 0


def test_a_set_of_sources_that_begins_with_a_comma() -> None:
    article = extract(page(paragraphs('<img srcset=", , /a.jpg 2x"><img srcset="/b.jpg 2x, /c.jpg">')), URL)
    # HTML, "parse a srcset attribute": white space and commas before an address are skipped.
    assert [image.url for image in article.images] == ["https://echo.example/a.jpg", "https://echo.example/b.jpg"]


@pytest.mark.parametrize(
    "url", ["http://[", "http://[::1", "//", "http://a:99999/", "", "http://\u2100.com/x", "a" * 30_000]
)
def test_a_page_whose_address_is_none(url: str) -> None:
    article = survived(page(paragraphs('<p>Lire aussi : <a href="/b">Le bac tombe encore en panne</a></p>')), url)
    assert article is None or article.body.split("\n\n") == PROSE


def test_references_no_number_can_hold() -> None:
    assert unescaped("a &#" + "1" * 5_000 + "; b &amp;#" + "2" * 5_000 + "; c") == "a \ufffd b \ufffd c"
    assert unescaped("&#x" + "f" * 5_000 + "; l&#0000039;été") == "\ufffd l'été"


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


def nested(depth: int, inner: object) -> object:
    for _ in range(depth):
        inner = [inner]
    return inner


@pytest.mark.parametrize(
    "value",
    [
        [{"@type": "NewsArticle", "author": {"@id": "#a"}}, {"@type": "Person", "@id": "#a", "name": {"@id": "#a"}}],
        [{"@type": "NewsArticle", "url": {"@id": "#a"}}, {"@type": "WebPage", "@id": "#a", "url": {"@id": "#a"}}],
        {"@type": "NewsArticle", "author": nested(400, "Awa Koné")},
        {"@type": "NewsArticle", "keywords": nested(400, "port"), "articleSection": nested(400, "port")},
        {"@type": "NewsArticle", "headline": nested(400, "port"), "image": nested(400, "/port.jpg")},
        {"@type": "NewsArticle", "url": nested(400, "https://echo.example/")},
        {"@type": ["NewsArticle", None, 3, {}], "author": 3, "keywords": {"a": 1}, "image": {"url": None}},
        {"@type": "NewsArticle", "datePublished": {"@value": 3}, "isAccessibleForFree": [], "publisher": [[]]},
        {"@graph": {"@graph": [[{"@graph": {"@type": "NewsArticle", "mainEntityOfPage": {"@id": 1}}}]]}},
        json.dumps(json.dumps({"@graph": [{"@type": "NewsArticle"}]})),
        '{"@type": "NewsArticle", "headline": ' + "1" * 5_000 + "}",
        '{"@type": "NewsArticle", "wordCount": NaN, "headline": -Infinity}',
        "[" * 100_000,
        '{"@graph":' * 100_000,
        '{"@type": "NewsArticle", "headline": "Le pont',
        "\0{]",
    ],
)
def test_structured_data_that_makes_no_sense(value: object) -> None:
    article = survived(page(paragraphs(), head=ld(value)))
    assert article is not None
    assert article.body.split("\n\n") == PROSE


def test_half_a_character_out_of_json_is_dropped() -> None:
    head = ld('{"@type": "NewsArticle", "author": "Awa \\ud83d Kon\\u00e9", "keywords": ["port\\udc00"]}')
    article = survived(page(paragraphs(), head=head))
    assert article is not None
    assert (article.authors, article.tags) == (["Awa Koné"], ["port"])


def test_a_title_that_names_its_site_a_thousand_times() -> None:
    head = '<meta property="og:site_name" content="Écho">'
    article = survived(page(paragraphs(), head=head, headline="Le pont rouvre aux camions" + " | Écho" * 1_500))
    assert article is not None
    assert article.headline.startswith("Le pont rouvre aux camions")


def test_comments_before_the_doctype() -> None:
    html = page(paragraphs())
    assert survived("<?xml version='1.0'?>\n<!-- a --><!-- b -->" + html) == survived(html)
    assert survived("<?xml version='1.0'?>" + "<!---->" * 400 + "<x>") is None


def test_nothing_is_lost_below_fifty_thousand_levels() -> None:
    for tag in ("div", "font", "section", "b"):
        for html in (
            page(f"<{tag}>" * 50_000 + paragraphs()),
            page(f"<{tag}>" * 50_000 + paragraphs() + f"</{tag}>" * 50_000),
        ):
            article = survived(html)
            assert article is not None
            assert all(sentence in article.body for sentence in PROSE)


def test_an_element_of_a_hundred_thousand_attributes() -> None:
    flood = "".join(f" data-{n}='{n}'" for n in range(100_000))
    article = survived(
        page(f'<div class="texte" {flood}>{paragraphs()}</div><img alt="x{"a" * 20_000}" src="/port.jpg">')
    )
    assert article is not None
    assert article.body.split("\n\n") == PROSE
    assert [image.url for image in article.images] == ["https://echo.example/port.jpg"]


@pytest.mark.parametrize("opened", ["<template><p>", '<div hidden id="S:%d"><template id="B:%d">', "<noscript><div>"])
def test_parts_left_open_a_thousand_times_end_no_walk(opened: str) -> None:
    html = page(
        paragraphs() + "".join(opened.replace("%d", str(n)) + f"Mot {n}. " for n in range(1_000)) + PROSE[0] * 20
    )
    assert survived(html) is not None


def test_text_of_deep_trees_and_of_long_ones() -> None:
    tree = parse(page("<b>" * 1_500 + "mot" + "</b>" * 1_500), URL).tree
    assert text_of(next(tree.iter("article"))) == "Le pont rouvre aux camions mot"
    tree = parse(page("<p>Un mot <i>et</i>\n un autre</p>" * 1_000), URL).tree
    whole = text_of(tree)
    for limit in (1, 10, 300, 5_000, 10**6):
        part = text_of(tree, limit)
        assert whole.startswith(part)
        assert part == whole or len(part) > limit


def test_an_address_without_end_is_none() -> None:
    assert to_absolute("/a" * 20_000, URL) == ""
    assert to_absolute("/a" * 500, URL) == "https://echo.example" + "/a" * 500


ATTRIBUTES = st.sampled_from(
    [f'class="{name}"' for name in CLASSES.split()]
    + [f'itemprop="{name}"' for name in ("author", "datePublished", "articleBody", "name", "headline", "caption")]
    + [f'href="{href}"' for href in ("/a", " java script:x", "http://[", "#", "//", "http://a:x/", "\\", "mailto:a@b")]
    + ['datetime="2024-13-45T99:99"', 'datetime="1e999"', 'content="9999999999"', "hidden", 'style="display: none"']
    + ['rel="tag"', 'rel="author"', 'srcset=","', 'src="data:,"', 'role="navigation"', 'type="email"', "class", 'id=""']
)
WORDS = st.sampled_from(
    ["Publié le 31/02/2024 à 25h61", "Par Awa Koné", "Lire aussi :", "Mots-clés :", "Publicité", "il y a 3 heures", "",
     "Commentaires", "Sur le même sujet", "\u0660\u0661/\u0660\u0662/\u0662\u0660\u0662\u0664", "²/³/2024", *PROSE]
)  # fmt: skip


def _element(tag: str, attributes: list[str], inner: list[str], *, is_closed: bool) -> str:
    end = f"</{tag}>" if is_closed else ""
    return f"<{tag} {' '.join(attributes)}>{''.join(inner)}{end}"


TREES = st.recursive(
    st.one_of(WORDS, st.text(max_size=20)),
    lambda inner: st.builds(
        _element,
        st.sampled_from([*TAGS.split(), "br", "img", "figcaption", "script", "h1", "meta", "tr", "input", "textarea"]),
        st.lists(ATTRIBUTES, max_size=3),
        st.lists(inner, max_size=6),
        is_closed=st.booleans(),
    ),
    max_leaves=40,
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=200, deadline=None)
@given(st.one_of(TREES, TREES.map(page), TREES.map(lambda tree: page(paragraphs(tree)))), st.booleans())
def test_random_trees_break_nothing(html: str, as_bytes: bool) -> None:
    survived(html.encode("utf-8", "replace") if as_bytes else html)


CHARSETS = st.one_of(
    st.none(),
    st.sampled_from(["utf-8", "latin-1", "utf-16", "utf-7", "gb2312", "shift_jis", "hex", "x" * 99, "utf-8\0", "'"]),
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100, deadline=None)
@given(
    st.sampled_from(GOLDEN),
    st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 300), st.binary(max_size=12)), max_size=8),
    CHARSETS,
)
def test_golden_pages_cut_and_flipped_break_nothing(
    path: Path, changes: list[tuple[int, int, bytes]], charset: str | None
) -> None:
    payload = path.read_bytes()
    for at, length, instead in changes:
        start = at % (len(payload) + 1)
        payload = payload[:start] + instead + payload[start + length :]
    survived(payload, charset=charset)
    survived(payload.decode("utf-8", "surrogateescape"))
