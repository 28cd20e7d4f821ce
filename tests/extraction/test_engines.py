"""Pages as the themes of other publishing engines write them: facts in footers, titles in h2, decks with excerpts."""

# ruff: noqa: E501

from __future__ import annotations

from datetime import datetime

import pytest

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract
from newsarchive.model import Article, LinkKind
from tests.extraction.making import PROSE, URL, paragraphs

TITLE = "Le marché de Tanséga : à l'aube, l'espoir renaît"
OTHER = "Pourquoi le barrage divise les riverains de Koulpéla"
SITE = "La Gazette de Bangoro"


def read(
    story: str, *, title: str = TITLE, above: str = "", below: str = "", head: str = "", url: str = URL
) -> Article:
    html = (
        f'<html lang="fr"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{above}<main><article>{story}</article></main>{below}</body></html>"
    )
    return extract(html, url)


def related(article: Article) -> list[str]:
    return [link.text for link in article.links if link.kind is LinkKind.RELATED]


LOGOS = [f'<h1><a href="/">{SITE}</a></h1>', f'<hgroup><h1><a href="../">{SITE}</a></h1></hgroup>', f"<h1>{SITE}</h1>"]
TITLES = [f"{SITE} - {TITLE}", f"{TITLE} | Économie | {SITE}", f"{SITE} » {TITLE}", TITLE]
HEADINGS = [f"<h2>{TITLE}</h2>", f'<h2><a href="{URL}" rel="bookmark">{TITLE}</a></h2>']


@pytest.mark.parametrize("logo", LOGOS)
@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("heading", HEADINGS)
def test_the_headline_where_the_h1_is_the_name_of_the_site(logo: str, title: str, heading: str) -> None:
    article = read(f"<header>{heading}</header>{paragraphs()}", title=title, above=f"<div>{logo}</div>")
    assert article.headline == TITLE
    assert [b.text for b in article.blocks] == PROSE


def test_a_heading_that_links_to_its_own_page_is_no_site_name() -> None:
    assert (
        read(f'<h1><a href=".">{TITLE}</a></h1>{paragraphs()}', url="https://echo.example/le-marche/").headline == TITLE
    )


SIGNED = "Séverin d'Almaré"
FOOTER = """<footer><p>Published: <time datetime="2024-05-06T07:08:09+02:00">Mon 06 May 2024</time></p>
<p>Last updated: <time datetime="2024-05-08T10:00:00+02:00">Wed 08 May 2024</time></p>
<address>By <a href="../author/awa-sanoghin.html">Awa Sanoghin</a></address>
<p>Category: <a href="../category/societe.html">Société</a></p>
<p>Tags: <a href="../tag/eau.html">Eau</a> <a href="../tag/marche.html">Marché</a></p></footer>"""


def test_facts_in_the_footer_of_the_story() -> None:
    article = read(f"<h1>{TITLE}</h1>{paragraphs()}{FOOTER}")
    assert article.date_published == datetime.fromisoformat("2024-05-06T07:08:09+02:00")
    assert article.date_modified == datetime.fromisoformat("2024-05-08T10:00:00+02:00")
    assert (article.authors, article.article_section, article.tags) == (["Awa Sanoghin"], "Société", ["Eau", "Marché"])
    assert [b.text for b in article.blocks] == PROSE
    assert related(article) == []


def test_a_deck_right_above_the_footer_of_the_story() -> None:
    deck = f'<h3>Articles similaires</h3><ul><li><a href="/autre">{OTHER}</a></li></ul>'
    article = read(f"<h1>{TITLE}</h1>{paragraphs()}{deck}{FOOTER.replace('Awa Sanoghin', SIGNED)}")
    assert article.date_published == datetime.fromisoformat("2024-05-06T07:08:09+02:00")
    assert article.authors == [SIGNED]
    assert related(article) == [OTHER]


def test_dates_of_microformats_above_the_text() -> None:
    above = """<footer class="post-info"><abbr class="published" title="2024-05-06T07:08:09+02:00">Published: Mon 06 May 2024
    </abbr><br><abbr class="modified" title="2024-05-08T10:00:00+02:00">Updated: Wed 08 May 2024</abbr></footer>"""
    article = read(f"<h1>{TITLE}</h1><div class='entry-content'>{above}{paragraphs()}</div>")
    assert article.date_published == datetime.fromisoformat("2024-05-06T07:08:09+02:00")
    assert article.date_modified == datetime.fromisoformat("2024-05-08T10:00:00+02:00")


def test_a_date_in_rdfa_is_exact_to_the_second() -> None:
    by = (
        '<div class="submitted"><span property="dc:date dc:created" content="2024-05-06T07:08:09+02:00">'
        'Soumis par <a href="/user/3">Awa</a> le lun, 06/05/2024 - 07:08</span></div>'
    )
    assert read(f"<h1>{TITLE}</h1>{by}{paragraphs()}").date_published == datetime.fromisoformat(
        "2024-05-06T07:08:09+02:00"
    )


TEASERS = [
    f'<div class="similaire"><h4><a href="/autre">{OTHER}</a></h4><time>20 octobre 2023</time></div>',
    f'<ul><li><a href="/autre">{OTHER}</a> <span class="date">20 octobre 2023</span></li></ul>',
    (
        f'<article><h3><a href="/autre">{OTHER}</a></h3><p>Le barrage retient son souffle…</p>'
        '<span class="date">20 octobre 2023</span></article>'
    ),
]


@pytest.mark.parametrize("teaser", TEASERS)
@pytest.mark.parametrize("inside", [True, False])
def test_the_date_of_a_teaser_is_not_the_article_s(teaser: str, inside: bool) -> None:
    deck = f"<div><h3>Articles similaires</h3>{teaser}</div>"
    story = f"<h1>{TITLE}</h1><p>Par Awa Sanoghin, 24 août 2023 à 11:51</p><div>{paragraphs()}{deck if inside else ''}</div>"
    article = read(story + ("" if inside else deck))
    assert article.date_published == datetime.fromisoformat("2023-08-24T11:51:00+00:00")
    assert read(f"<h1>{TITLE}</h1><div>{paragraphs()}</div>{deck}").date_published is None
    assert related(article) == [OTHER]
    assert [b.text for b in article.blocks] == PROSE


DECKS = [
    f'<div><h2>Articles liés</h2><div><a href="/autre">{OTHER}</a><p>Le barrage retient son souffle : une phase décisive.</p></div></div>',
    (
        f'<div><div>Lire aussi</div><div class="grille"><article><h3><a href="/autre">{OTHER}</a></h3>'
        "<p>Le barrage retient son souffle : une phase décisive, selon un ingénieur.</p></article></div></div>"
    ),
]


@pytest.mark.parametrize("deck", DECKS)
def test_a_deck_with_excerpts_inside_the_text_s_container(deck: str) -> None:
    article = read(f'<h1>{TITLE}</h1><div class="texte">{paragraphs()}{deck}</div>')
    assert [b.text for b in article.blocks] == PROSE
    assert related(article) == [OTHER]


TAG_BOXES = [
    '<p>Étiquettes : <a href="/mot/1">Eau</a>, <a href="/mot/2">Décentralisation</a></p>',
    '<div class="mots"><h4>Mots-clés</h4><ul><li><a href="/mot/1">Eau</a></li><li><a href="/mot/2">Décentralisation</a></li></ul></div>',
]


@pytest.mark.parametrize("box", TAG_BOXES)
def test_tags_behind_a_label(box: str) -> None:
    deck = f'<div><h3>Lire aussi</h3><ul><li><a href="/autre">{OTHER}</a></li></ul></div>'
    article = read(f"<h1>{TITLE}</h1><div>{paragraphs()}</div>{deck}{box}")
    assert article.tags == ["Eau", "Décentralisation"]
    assert related(article) == [OTHER]


def test_tags_in_a_box_of_the_aside() -> None:
    aside = (
        f'<aside><div class="menu"><h2>Dans la même rubrique</h2><ul><li><a href="/autre">{OTHER}</a></li></ul></div>'
        '<div class="menu"><h2>Mots-clés</h2><ul><li><a href="spip.php?mot14" rel="tag">Patrimoine</a></li></ul></div></aside>'
    )
    assert read(f"<h1>{TITLE}</h1><div class='texte'>{paragraphs()}</div>", below=aside).tags == ["Patrimoine"]


def test_two_authors_in_two_elements() -> None:
    names = ("Awa Sanoghin", "Édith Bélemvou")
    cards = " et ".join(
        f'<span class="vcard author"><a class="url fn" href="/u{i}">{n}</a></span>' for i, n in enumerate(names)
    )
    article = read(f"<h1>{TITLE}</h1><p><time datetime='2024-05-06'>6 mai 2024</time>, par {cards}</p>{paragraphs()}")
    assert article.authors == list(names)


@pytest.mark.parametrize("words", ["Par Awa Sanoghin", "À propos de Awa Sanoghin", "Awa Sanoghin"])
def test_an_author_named_only_in_the_box_about_her(words: str) -> None:
    box = (
        f'<footer class="entry-footer"><p>Publié le <time datetime="2024-05-06">6 mai 2024</time></p><div class="author-bio">'
        f"<h2>{words}</h2><p>Suit l'actualité régionale pour la rédaction depuis plusieurs années.</p></div></footer>"
    )
    assert read(f"<h1>{TITLE}</h1>{paragraphs('<p><strong>Médard MAÏGARI</strong></p>')}{box}").authors == [
        "Awa Sanoghin"
    ]


def test_a_path_above_the_headline_tells_the_section() -> None:
    above = '<nav class="fil"><a href="/">Accueil</a> › <a href="/politique/">Politique</a></nav>'
    assert read(f"{above}<h1>{TITLE}</h1>{paragraphs()}").article_section == "Politique"


@pytest.mark.parametrize("own", [TITLE, f"{TITLE[:30]} (…)"])
def test_a_path_that_ends_with_the_story_itself_tells_the_section(own: str) -> None:
    above = (
        '<p class="arbo"><a href="/">Accueil</a> &gt; <a href="spip.php?rubrique3">Société</a> &gt; '
        f'<a href="spip.php?rubrique14">Justice</a> &gt; <strong class="on">{own}</strong></p>'
    )
    assert read(f"{above}<h1>{TITLE}</h1>{paragraphs()}").article_section == "Justice"


def test_a_sentence_that_begins_with_the_front_page_is_no_path() -> None:
    above = (
        '<p><a href="/">Accueil</a> : la rédaction est ouverte tous les jours sauf le lundi, de huit à midi, <a '
        'href="/venir">au marché</a> ou bien, depuis la rentrée, par téléphone et par courriel.</p>'
    )
    assert read(f"{above}<h1>{TITLE}</h1>{paragraphs()}").article_section is None


def test_a_box_that_asks_for_an_address_is_no_text() -> None:
    box = (
        '<div class="encart"><p class="titre">La lettre du matin</p><p>L’essentiel du pays, chaque jour à 7 heures.</p>'
        '<form method="post"><input type="email" name="courriel"><button>Je m’abonne</button></form></div>'
    )
    assert [b.text for b in read(f"<h1>{TITLE}</h1><div>{paragraphs(box)}</div>").blocks] == PROSE


def test_og_url_with_the_index_file_of_the_own_folder() -> None:
    url = "https://echo.example/2024/05/06/le-marche/"
    head = f'<meta property="og:url" content="{url}index.html">'
    assert read(f"<h1>{TITLE}</h1>{paragraphs()}", head=head, url=url).canonical_url == url


def test_a_list_of_posts_with_h1_headings_is_an_index() -> None:
    posts = "".join(
        f'<article class="h-entry"><header><h1><a href="/posts/{i}/">{OTHER} ({i})</a></h1>'
        f'<p><time datetime="2024-05-0{i}T10:00:00Z" itemprop="datePublished">mai</time></p></header><p>{PROSE[0]}</p></article>'
        for i in range(1, 9)
    )
    html = f"<html><head><title>{SITE} (7)</title></head><body><main>{posts}</main></body></html>"
    with pytest.raises(NotAnArticle) as refusal:
        extract(html, "https://echo.example/index-7.html")
    assert refusal.value.reason == "index"


@pytest.mark.parametrize("heading", ["À propos", "Contact", "Mentions légales"])
def test_a_page_about_the_site_is_no_article_whatever_it_declares(heading: str) -> None:
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-05-06T07:08:09Z">'
    with pytest.raises(NotAnArticle):
        read(f"<h1>{heading}</h1>{paragraphs()}", title=f"{heading} | {SITE}", head=head)
