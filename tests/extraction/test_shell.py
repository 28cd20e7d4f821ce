"""Which pages need JavaScript before there is anything to read, and which only look like it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract
from newsarchive.extraction.page import parse
from newsarchive.extraction.shell import is_shell, needs_script
from tests.extraction.making import PROSE, URL, page, paragraphs

ASKS = "<noscript>Vous devez activer JavaScript pour lire ce site.</noscript>"
BUNDLE = '<script src="/static/js/main.4f2a.js"></script>'
MENU = "".join(f'<li><a href="/r{n}/">Une rubrique du journal, la {n}e</a></li>' for n in range(40))
LEGAL = "<footer><p>" + "Tous droits réservés, mentions légales et plan du site. " * 12 + "</p></footer>"


def shell(body: str, head: str = "") -> str:
    return f'<!doctype html><html lang="fr"><head><title>L\'Écho</title>{head}</head><body>{body}</body></html>'


SHELLS = {
    "react": shell(f'{ASKS}<div id="root"></div>{BUNDLE}'),
    "vue, no notice": shell(f'<div id="app"></div>{BUNDLE}'),
    "vue, the notice inside": shell(f'<div id="app"><strong>Please enable JavaScript.</strong></div>{BUNDLE}'),
    "angular": shell('<app-root></app-root><script src="/polyfills.js" type="module"></script>'),
    "next": shell(f'<div id="__next"></div>{BUNDLE}'),
    "nuxt, loading": shell(f'<div id="__nuxt"><div class="loader">Chargement…</div></div>{BUNDLE}'),
    "a skeleton": shell(f'<div id="app">{"<div class=line></div>" * 60}</div>{BUNDLE}'),
    "a frame around it": shell(f'<nav><ul>{MENU}</ul></nav><main id="root"></main>{LEGAL}{BUNDLE}'),
    "a notice alone": shell(f"{ASKS}<main></main>{BUNDLE}"),
    "an inline program": shell(f'<div id="app"></div><script>{"let a = 1;" * 80}</script>'),
    "it calls itself an article": shell(
        f'{ASKS}<div id="root">Chargement…</div>{BUNDLE}',
        '<meta property="og:type" content="article"><meta property="og:title" content="Le pont rouvre">',
    ),
}
OTHERS = {
    "an article": page(paragraphs()),
    "an article that asks for JavaScript, for its comments": page(paragraphs() + ASKS + BUNDLE),
    "an article in its mount": shell(f'{ASKS}<div id="root"><h1>Le pont rouvre</h1>{paragraphs()}</div>{BUNDLE}'),
    "an empty mount beside an article": page(paragraphs() + '<div id="app"></div>' + BUNDLE),
    "an empty page": shell("<div id=root></div>"),
    "a counter's pixel": shell(f'<noscript><img src="/p.gif"></noscript><p>Brève.</p>{BUNDLE}'),
    "a guard against robots": shell(
        f"<h1>echo.example</h1><noscript>Enable JavaScript and cookies to continue</noscript>{BUNDLE}"
    ),
    "no body": "<html><head><title>x</title></head></html>",
}


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_is_known(name: str) -> None:
    assert needs_script(parse(SHELLS[name], URL))


@pytest.mark.parametrize("name", OTHERS)
def test_what_can_be_read_is_no_shell(name: str) -> None:
    assert not is_shell(parse(OTHERS[name], URL))


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_is_refused_by_its_name(name: str) -> None:
    for url in (URL, "https://echo.example/"):
        with pytest.raises(NotAnArticle) as caught:
            extract(SHELLS[name], url)
        assert caught.value.reason == "needs-script"


def test_a_shell_whose_data_hold_the_article_needs_no_browser() -> None:
    story = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Le pont rouvre aux camions",
        "articleBody": "\n\n".join(PROSE),
    }
    html = shell(
        f'{ASKS}<div id="root"></div>{BUNDLE}', f'<script type="application/ld+json">{json.dumps(story)}</script>'
    )
    assert is_shell(parse(html, URL))
    assert not needs_script(parse(html, URL))
    assert PROSE[1] in extract(html, URL).body


def test_an_error_page_stays_one() -> None:
    html = shell(f"<h1>Page introuvable</h1>{ASKS}{BUNDLE}").replace("L'Écho", "Page introuvable")
    with pytest.raises(NotAnArticle) as caught:
        extract(html, URL)
    assert caught.value.reason == "error-page"


@given(st.text(max_size=300), st.integers(0, 600))
def test_prose_in_any_place_of_a_page_makes_it_none(text: str, depth: int) -> None:
    prose = "<p>" + " ".join(PROSE * 2) + "</p>"
    quoted = text.replace("<", "").replace("&", "")
    html = shell(f'{ASKS}<div id="root"></div>{"<div>" * (depth % 200)}<p>{quoted}</p>{prose}{BUNDLE}')
    assert not is_shell(parse(html, URL))


def test_mounts_in_each_other_with_much_in_them_are_none() -> None:
    html = shell('<div id="app">' * 200 + "<i></i>" * 20_000 + BUNDLE)
    assert not is_shell(parse(html, URL))
