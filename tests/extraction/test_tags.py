from __future__ import annotations

import pytest

from newsarchive.extraction import extract
from tests.extraction.making import PROSE, URL, page, paragraphs
from tests.extraction.test_fields import ld, read


def test_the_declared_tags_come_before_the_links_of_a_template() -> None:
    markup = '<div class="tags"><a href="/tag/meteo/">Météo</a><a href="/tag/jeux/">Jeux</a></div>'
    assert read(markup, head=ld(keywords=["Wara", "Ponts"])).tags == ["Wara", "Ponts"]
    assert read(markup).tags == ["Météo", "Jeux"]


def test_a_tag_that_is_the_section_too_stays_a_tag() -> None:
    head = '<meta property="article:section" content="Société"><meta property="article:tag" content="Société, Ponts">'
    article = read(head=head)
    assert (article.article_section, article.tags) == ("Société", ["Société", "Ponts"])


@pytest.mark.parametrize(
    "markup",
    [
        '<ul><li><a href="/motcle/wara">Wara</a></li><li><a href="/motcle/ponts">Ponts</a></li></ul>',
        '<nav class="related-topics"><a href="/themen/wara/">Wara</a> <a href="/themen/ponts/">Ponts</a></nav>',
        '<p><a href="/search/label/wara">Wara</a>, <a href="/search/label/ponts">Ponts</a></p>',
    ],
)
def test_links_to_the_pages_of_tags_are_tags(markup: str) -> None:
    assert read(markup).tags == ["Wara", "Ponts"]


def test_a_link_to_a_tag_in_the_prose_is_none() -> None:
    assert read(f'<p>{PROSE[0]} Lire le dossier <a href="/tag/wara">Wara</a> de la rédaction.</p>').tags == []


def test_a_list_of_tags_and_other_links_is_a_menu() -> None:
    assert read('<ul><li><a href="/tag/wara">Wara</a> <a href="/abonnement">S\'abonner</a></li></ul>').tags == []


def test_the_number_of_articles_is_no_part_of_a_tag() -> None:
    markup = (
        '<div class="tags"><a href="/t/wara">Wara <span>(17)</span></a><a href="/t/g7"><b>G7</b><i>204</i></a>'
        '<a href="/t/2024">2024</a><a href="/t/p">Ponts (3)</a></div>'
    )
    assert read(markup).tags == ["Wara", "G7", "2024", "Ponts"]


def test_the_words_of_machines_and_menus_are_no_tags() -> None:
    keywords = [
        *("Wara", "8f0b1c2d-12ab-4cde-9f00-0123456789ab", "204060801", "category: news", "entity tokens: wara"),
        *("echo.example", "Alle Themen", "Thèmes :", "#Ponts", "wara"),
    ]
    assert read(head=ld(keywords=keywords)).tags == ["Wara", "Ponts"]


def test_keywords_count_where_the_text_bears_them_out() -> None:
    assert read(head='<meta name="keywords" content="pont, camions, poutres, voirie">').tags == [
        *("pont", "camions", "poutres", "voirie")
    ]
    assert read(head='<meta name="keywords" content="actualités, info, vidéo, direct, camions">').tags == []


def test_a_line_of_the_site_is_not_asked_for_tags() -> None:
    html = page(paragraphs()).replace("<footer>", '<footer><p><a href="/tag/wara">Wara</a></p>')
    assert extract(html, URL).tags == []
