"""Every decision is told: on blocks, on fields, on a page of its own that can do no harm."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract
from newsarchive.extraction.explain import Explanation, explain
from newsarchive.extraction.explained_page import to_html
from newsarchive.sites import parse_site
from tests.extraction.making import PROSE, URL, page, paragraphs
from tests.extraction.test_purity import MARKUP

HEAD = (
    '<meta property="og:title" content="Le pont rouvre aux camions - L\'Écho">'
    '<meta property="article:published_time" content="2026-03-05T14:25:00+01:00">'
)
BODY = (
    '<p class="byline">Par Awa Sané, publié le 5 mars 2026 à 14h25</p>'
    + paragraphs("<p>Publicité</p>", '<p>Lire aussi : <a href="/b">Le bac du soir est à sec</a></p>')
    + '<form class="newsletter"><p>Recevez notre lettre</p><input type="email"><button>Oui</button></form>'
)


def told(body: str = BODY, head: str = HEAD) -> Explanation:
    return explain(page(body, head=head), URL)


def test_the_decisions_are_those_of_the_article() -> None:
    explanation = told()
    article = extract(page(BODY, head=HEAD), URL)
    assert explanation.article == article
    assert [d.text for d in explanation.decisions if d.is_kept] == [block.text for block in article.blocks]
    kinds = {d.text: d.kind for d in explanation.decisions}
    assert kinds["Le pont rouvre aux camions"] == "headline"
    assert kinds[PROSE[0]] == "text"
    assert kinds["Lire aussi : Le bac du soir est à sec"] == "call-out"
    assert kinds["Publicité"] == "other"
    assert kinds["Par Awa Sané, publié le 5 mars 2026 à 14h25"] == "by-line"
    assert all(d.rule for d in explanation.decisions)


def test_a_field_has_its_candidates_and_the_winner_is_what_was_read() -> None:
    explanation = told()
    fields = {trace.field: trace for trace in explanation.fields}
    article = explanation.article
    assert article
    for name, trace in fields.items():
        value = getattr(article, name)
        if not value:
            assert trace.winner is None
            continue
        assert trace.winner is not None
        won = trace.candidates[trace.winner]
        said = ", ".join(value) if isinstance(value, list) else str(getattr(value, "isoformat", lambda v=value: v)())
        assert won.value == said, name
        assert trace.confidence == getattr(article, f"{name}_confidence", None)
    dates = fields["date_published"]
    assert [(o.source, o.raw) for o in dates.candidates][dates.winner or 0] == ("meta", "2026-03-05T14:25:00+01:00")
    assert "text" in [offer.source for offer in dates.candidates]
    assert "Le pont rouvre aux camions | L'Écho" in [offer.raw for offer in fields["headline"].candidates]
    assert fields["authors"].confidence is not None


def test_a_link_has_the_reason_why_it_is_one() -> None:
    nav = '<nav><a href="/sport">Sport</a></nav>'
    explanation = told(BODY + nav)
    article = explanation.article
    assert article
    links = {link.url.rsplit("/", 1)[-1]: link for link in explanation.links}
    assert (links["b"].kind, links["sport"].kind) == ("related", None)
    assert all(link.rule for link in explanation.links)
    assert [(x.kind, x.url) for x in explanation.links if x.kind] == [(x.kind, x.url) for x in article.links]


def test_a_date_taken_with_the_minute_of_another_is_told_by_its_proof() -> None:
    head = '<meta property="article:published_time" content="2026-03-05">'
    explanation = told(head=head)
    article = explanation.article
    dates = next(trace for trace in explanation.fields if trace.field == "date_published")
    assert article
    assert dates.winner is not None
    won = dates.candidates[dates.winner]
    assert (won.source, won.raw) == (article.date_published_source, article.date_published_raw)
    assert article.date_published_source == "text"


def test_a_page_that_is_refused_is_explained_all_the_same() -> None:
    explanation = explain("<title>Rien</title><body><h1>Rien du tout</h1><p>Deux mots</p></body>", URL)
    assert explanation.article is None
    assert (explanation.refusal or "").startswith("empty")
    assert [d.text for d in explanation.decisions] == ["Rien du tout", "Deux mots"]
    assert "Not an article (empty" in to_html(explanation)
    with pytest.raises(NotAnArticle):
        explain("", URL)


def test_a_profile_is_seen_in_the_explanation() -> None:
    text = "domains='echo.example'\nremove='.newsletter'\nheadline='h1'\n[body]\ndrop='^Les ingénieurs'"
    explanation = explain(page(BODY, head=HEAD), URL, site=parse_site(text.encode(), "x.toml"))
    rules = {d.text: d.rule for d in explanation.decisions}
    assert rules[PROSE[1]] == "profile: drop"
    assert rules["Recevez notre lettre"] == "profile: removed"
    assert list(rules).index("Recevez notre lettre") > list(rules).index(PROSE[2])
    assert (explanation.fields[0].candidates[0].source, explanation.fields[0].winner) == ("profile", 0)
    html = to_html(explanation)
    assert 'data-why="profile: removed"' in html
    assert "Recevez notre lettre" in html


# ---------------------------------------------------------------------- the page
def drawn(html: str) -> etree._Element:
    return etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8"))


def marked(html: str, kind: str) -> list[str]:
    found = drawn(html).xpath(f"//div[@class='sheet']//*[contains(concat(' ', @class, ' '), ' {kind} ')]")
    return [" ".join("".join(element.itertext()).split()) for element in found]


def test_the_page_is_drawn_with_every_block_in_its_colour() -> None:
    html = to_html(told())
    assert [text for text in marked(html, "yes") if text in PROSE] == PROSE
    assert marked(html, "headline") == ["Le pont rouvre aux camions"]
    assert marked(html, "call-out") == ["Lire aussi : Le bac du soir est à sec"]
    assert any("Recevez notre lettre" in text for text in marked(html, "part"))


def test_bare_text_between_breaks_is_boxed_run_by_run() -> None:
    body = f"{PROSE[0]}<br><br>{PROSE[1]} <b>Et</b> puis.<br/><br/>Publicité<p>{PROSE[2]}</p>"
    html = to_html(told(body))
    assert marked(html, "yes") == [PROSE[0], f"{PROSE[1]} Et puis.", PROSE[2]]
    assert marked(html, "other")[-3:] != []
    assert "Publicité" in marked(html, "no")


HOSTILE = (
    '<p onclick="x()" style="position:fixed">Un <script>alert(1)</script><b>&lt;script&gt;mot&lt;/script&gt;</b></p>'
    '<a href="javascript:alert(1)">clic</a>'
    '<a href=\'/ok"><i>\'>sûr</a><img src="https://x.example/p.png" onerror="y()">'
    '<iframe src="https://x.example/"></iframe><form action="https://x.example/"><input name="q"></form>'
    '<link rel="stylesheet" href="https://x.example/s.css"><style>body{display:none}</style><meta http-equiv="refresh">'
    '<svg><script>z()</script></svg><base href="https://x.example/"><object data="u"></object><video src="v"></video>'
    '<div id="panel" class="panel">faux</div>'
)


def is_harmless(html: str) -> bool:
    root = drawn(html)
    for element in root.iter():
        assert element.tag not in ("script", "link", "iframe", "form", "input", "img", "svg", "object", "video", "base")
        assert not [n for n in element.attrib if n.startswith("on") or n in ("style", "src", "action", "id", "srcset")]
        assert (element.get("href") or "https://").startswith(("http://", "https://"))
    assert len(root.findall(".//style")) == 1
    assert len(root.xpath("//*[@class='panel']")) == 1
    return True


def test_nothing_of_a_hostile_page_runs_or_loads() -> None:
    html = to_html(
        told(paragraphs(HOSTILE), head='<meta name="author" content="&lt;script&gt;alert(2)&lt;/script&gt;">')
    )
    assert is_harmless(html)
    assert "&lt;script&gt;mot&lt;/script&gt;" in html
    assert "default-src 'none'" in html
    assert "onclick" not in html


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=80)
@given(st.one_of(MARKUP, st.text(max_size=200)), st.text(max_size=60))
def test_any_page_is_drawn_and_harmless(markup: str, url: str) -> None:
    explanation = explain(page(paragraphs(HOSTILE) + markup, headline=url), url)
    html = to_html(explanation)
    assert is_harmless(html)
    assert html == to_html(explain(page(paragraphs(HOSTILE) + markup, headline=url), url))


def test_the_style_is_the_one_the_policy_allows() -> None:
    import base64
    import hashlib

    html = to_html(told())
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in html


def test_a_deep_page_is_drawn() -> None:
    assert is_harmless(to_html(told("<div><span>" * 2000 + paragraphs())))
