"""Comments are read by what their markup says, whatever system wrote it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction import extract
from newsarchive.extraction.comments import read_comments
from newsarchive.extraction.page import parse
from newsarchive.model import Comment

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def read(markup: str, **fields: Any) -> tuple[Comment, ...]:
    page = f"<html><body><article><h1>Titre</h1><p>Le texte.</p></article>{markup}</body></html>"
    return read_comments(parse(page, "https://example.org/a"), language="fr", on=NOON, **fields)


def told(comments: tuple[Comment, ...]) -> list[tuple[str, str, str | None, int | None]]:
    return [
        (one.author, one.text, one.date_created.isoformat() if one.date_created else None, one.parent)
        for one in comments
    ]


WORDPRESS = """<div id="comments" class="comments-area"><h2 class="comments-title">3 comments</h2>
<ol class="comment-list">
<li id="comment-1" class="comment even depth-1 parent"><article id="div-comment-1" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><img class="avatar" src="/a.png" alt="x"><b class="fn">
<a href="https://perso.example/" rel="external nofollow" class="url">Anna B.</a>
</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="#comment-1"><time datetime="2026-03-01T08:00:00+01:00">1 March</time></a></div>
</footer><div class="comment-content"><p>Premier <em>mot</em>.</p><p>Second.</p></div>
<div class="reply"><a class="comment-reply-link">Reply</a></div></article>
<ol class="children"><li id="comment-2" class="comment odd depth-2"><article id="div-comment-2" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard">
<b class="fn">Karim</b> <span class="says">dit :</span></div>
</footer><div class="comment-content"><p>Je réponds.</p></div></article></li></ol></li>
<li class="pingback" id="comment-3"><p>Pingback: elsewhere</p></li>
<li id="comment-4" class="comment"><article id="div-comment-4" class="comment-body"><footer>
<b class="fn">Zoé</b></footer>
<p class="comment-awaiting-moderation">Your comment is awaiting moderation.</p>
<div class="comment-content"><p>Troisième.</p></div></article></li></ol>
<div id="respond" class="comment-respond"><form><p class="comment-form-comment"><textarea>x</textarea></p>
</form></div></div>
<ul id="recentcomments"><li class="recentcomments">Paul on Another story</li></ul>"""


def test_wordpress() -> None:
    assert told(read(WORDPRESS)) == [
        ("Anna B.", "Premier mot.\n\nSecond.", "2026-03-01T08:00:00+01:00", None),
        ("Karim", "Je réponds.", None, 0),
        ("Zoé", "Troisième.", None, None),
    ]


def test_older_wordpress_without_an_element_for_the_text() -> None:
    markup = """<ol class="commentlist"><li class="comment" id="comment-7"><div id="div-comment-7" class="comment-body">
    <div class="comment-author vcard"><cite class="fn">Léa</cite> <span class="says">dit&nbsp;:</span></div>
    <div class="comment-meta commentmetadata"><a href="#c">12 mars 2011 à 14 h 05 min</a></div>
    <p>Un avis.</p><p>Et un autre.</p><div class="reply"><a>Répondre</a></div></div>
    <ul class="children"><li class="comment" id="comment-8"><div id="div-comment-8" class="comment-body">
    <div class="comment-author vcard"><cite class="fn">Max</cite></div><p>Non.</p></div></li></ul></li></ol>"""
    assert told(read(markup, zone=timezone(timedelta(hours=1)))) == [
        ("Léa", "Un avis.\n\nEt un autre.", "2011-03-12T14:05:00+01:00", None),
        ("Max", "Non.", None, 0),
    ]


def test_block_themes() -> None:
    markup = """<ol class="wp-block-comment-template"><li id="comment-5" class="comment even">
<div class="wp-block-columns">
    <div class="wp-block-comment-author-name"><a rel="external nofollow ugc" href="https://x.example">Ines</a></div>
    <div class="wp-block-comment-date"><time datetime="2025-01-02T03:04:05+00:00">2 janvier</time></div>
    <div class="wp-block-comment-content"><p>Bien dit.</p></div>
    <div class="wp-block-comment-reply-link"><a class="comment-reply-link">Répondre</a></div></div></li></ol>"""
    assert told(read(markup)) == [("Ines", "Bien dit.", "2025-01-02T03:04:05+00:00", None)]


def test_spip() -> None:
    markup = """<div class="comments" id="forum"><h2>2 Messages</h2><ul class="forum">
    <li class="forum-fil"><div class="forum-message" id="forum12"><div class="forum-chapo"><strong class="forum-titre">
    <a href="#forum12">Le pont</a></strong><small class="date">Le 3 mars 2012 à 10:05</small>,
    <span class="sep">, </span>par <span class="auteur">Odile</span></div>
    <div class="forum-texte"><p>Enfin !</p></div><p class="repondre"><a>Répondre à ce message</a></p></div>
    <ul><li class="forum-fil"><div class="forum-message" id="forum13"><div class="forum-chapo">
    <small class="date">Le 4 mars 2012 à 11:00</small> par <span class="auteur">Luc</span></div>
    <div class="forum-texte"><p>Pas trop tôt.</p></div></div></li></ul></li></ul></div>"""
    assert told(read(markup)) == [
        ("Odile", "Enfin !", "2012-03-03T10:05:00+00:00", None),
        ("Luc", "Pas trop tôt.", "2012-03-04T11:00:00+00:00", 0),
    ]


def test_spip_of_other_names() -> None:
    markup = """<ul class="comments-list"><li class="comment-item"><p class="comment-meta"><abbr class="dtreviewed"
    title="2020-05-06T07:08:09Z"><small class="published">6 mai</small></abbr> <span class="comment-author vcard">par
    <span class="fn n">Rosa</span></span></p><div class="comment-content"><p>Merci.</p></div></li></ul>"""
    assert told(read(markup)) == [("Rosa", "Merci.", "2020-05-06T07:08:09+00:00", None)]


def test_microdata() -> None:
    markup = """<section><div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
    <span itemprop="author" itemscope><span itemprop="name">Eva</span></span>
    <meta itemprop="dateCreated" content="2024-02-03T04:05:00+02:00"><div itemprop="text">So ist es.</div>
</div></section>"""
    assert told(read(markup)) == [("Eva", "So ist es.", "2024-02-03T04:05:00+02:00", None)]


def test_articles_in_a_part_for_comments() -> None:
    markup = """<section class="reader-comments"><h2>Avis</h2><article><header><span class="author">par Théo</span>
    <time datetime="2023-01-01">1er janvier</time></header><p>Un.</p>
    <article><header><span class="author">Mia</span></header><p>Deux.</p></article></article></section>"""
    assert told(read(markup)) == [("Théo", "Un.", "2023-01-01T00:00:00+00:00", None), ("Mia", "Deux.", None, 0)]


def test_json_ld_where_the_page_shows_fewer() -> None:
    document = {
        "@type": "NewsArticle",
        "comment": [
            {
                "@type": "Comment",
                "text": "Oui &amp; non",
                "author": {"@type": "Person", "name": "Ada"},
                "dateCreated": "2026-01-01T10:00:00Z",
                "comment": {"@type": "Comment", "text": "Pourquoi ?", "author": "Bo"},
            }
        ],
    }
    markup = f'<script type="application/ld+json">{json.dumps(document)}</script>'
    assert told(read(markup)) == [
        ("Ada", "Oui & non", "2026-01-01T10:00:00+00:00", None),
        ("Bo", "Pourquoi ?", None, 0),
    ]


def test_names_that_nothing_calls_one_do_not_stay_in_the_text() -> None:
    markup = """<div class="commentaire"><p class="dates"><b>Odile du Port</b>
    <time datetime="2026-03-01">1er mars</time></p><p>Merci à tous.</p>
    <p class="dates"><a href="#repondre">Répondre</a></p></div>
    <div class="commentaire"><p>Raclette38</p><p>Où sont les bottes ?</p>
    <p><a href="?replytocom=3">Répondre</a></p></div>
    <div class="commentaire"><h2>Laisser un commentaire</h2><form><textarea></textarea></form></div>"""
    assert told(read(markup)) == [
        ("Odile du Port", "Merci à tous.", "2026-03-01T00:00:00+00:00", None),
        ("Raclette38", "Où sont les bottes ?", None, None),
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "",
        '<div id="comments"><h2>No comments</h2></div>',
        '<div class="comments"><a href="#respond">2 comments</a></div>',
        '<div class="related"><article><p>Another story</p></article></div>',
        '<ul class="wp-block-latest-comments"><li class="wp-block-latest-comments__comment">x</li></ul>',
        '<script type="application/ld+json">{"comment": [</script>',
    ],
)
def test_what_is_none(markup: str) -> None:
    assert read(markup) == ()


def test_the_body_is_read_without_them() -> None:
    paragraphs = "".join(
        f"<p>Le pont numéro {n} a été ouvert lundi matin devant une foule dense.</p>" for n in range(5)
    )
    page = f"<html><body><article><h1>Les ponts</h1>{paragraphs}</article>{WORDPRESS}</body></html>"
    assert "Je réponds" not in extract(page, "https://example.org/a").body


def test_deep_and_endless_pages_are_read_to_their_end() -> None:
    deep = '<li class="comment"><p>x</p><ol>' * 3000
    assert len(read(f"<ol>{deep}")) > 100
    many = '<li class="comment"><p>y</p></li>' * 6000
    assert len(read(f"<ol>{many}</ol>")) == 5000


@given(st.text(alphabet="<>/ap liv=\"'cometnxd-", max_size=300))
def test_any_markup_gives_comments_whose_parents_stand_before_them(markup: str) -> None:
    found = read(f'<ol class="commentlist"><li class="comment">{markup}')
    for place, comment in enumerate(found):
        assert comment.text
        assert comment.parent is None or comment.parent < place
