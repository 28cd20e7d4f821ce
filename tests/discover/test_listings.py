"""Front pages and sections as the content management systems print them."""

from __future__ import annotations

from datetime import UTC, datetime

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.archives import scheme_of
from newsarchive.discover.listings import Listing, alternates, read

A = "https://journal.fr"
LONG = "Le maire démissionne après douze ans de mandat"
OTHER = "La halle rouvre ses portes samedi matin"


def listing(body: str, url: str = A + "/") -> Listing:
    tree = lxml.html.document_fromstring(f"<html><head></head><body>{body}</body></html>")
    return read(tree, url)


def urls(found: Listing) -> list[str]:
    return [candidate.url.removeprefix(A) for candidate in found.articles]


def pages(found: Listing) -> list[str]:
    return [page.removeprefix(A) for page in found.pages]


# ---------------------------------------------------------------------- systems
def test_a_classic_wordpress_theme() -> None:
    found = listing(
        f"""<header><nav class="main-navigation"><ul class="menu"><li><a href="/category/sport/">Sport</a></li><li><a
        href="/politique/">Politique</a></li></ul></nav></header><main><article id="post-1" class="post"><h2
        class="entry-title">
        <a href="/2024/05/17/maire/" rel="bookmark">{LONG}</a></h2><div class="entry-meta"><time class="entry-date"
        datetime="2024-05-17T08:30:00+02:00">17 mai</time> par <a href="/author/clemence/">Clémence
        Aubertin</a></div><p>Texte… <a
        class="more-link" href="/2024/05/17/maire/">Lire la suite</a></p><a
        href="/tag/budget/">budget</a></article></main>
        <nav class="navigation pagination"><div class="nav-links"><span class="page-numbers current">1</span><a
        class="page-numbers"
        href="/page/2/">2</a><a class="page-numbers" href="/page/60/">60</a><a class="next page-numbers"
        href="/page/2/">Suivant</a>
        </div></nav><aside class="widget"><a href="/2023/01/">janvier 2023</a></aside>"""
    )
    assert urls(found) == ["/2024/05/17/maire/"]
    assert found.articles[0].headline == LONG
    assert found.articles[0].published
    assert found.articles[0].published.value == datetime(2024, 5, 17, 6, 30, tzinfo=UTC)
    assert pages(found) == ["/page/2/", "/page/60/"]
    assert sorted(found.sections) == [A + "/category/sport/", A + "/politique/"]


def test_a_wordpress_block_theme() -> None:
    found = listing(
        f"""<main class="wp-block-group"><ul class="wp-block-post-template"><li class="wp-block-post"><figure
        class="wp-block-post-featured-image"><a href="/maire/"><img src="/m.jpg" alt=""></a></figure><h2
        class="wp-block-post-title">
        <a href="/maire/">{LONG}</a></h2><div class="wp-block-post-date"><time datetime="2024-05-17T08:30:00+02:00"><a
        href="/maire/">17 mai 2024</a></time></div></li></ul><nav class="wp-block-query-pagination"><a
        class="wp-block-query-pagination-next" href="/page/2/">Page suivante</a></nav></main>"""
    )
    assert urls(found) == ["/maire/"]
    assert found.articles[0].headline == LONG
    assert found.articles[0].published
    assert pages(found) == ["/page/2/"]


def test_spip() -> None:
    found = listing(
        f"""<ul class="liste-items"><li class="item"><h3 class="h2-like entry-title"><a href="Le-maire-demissionne"
        rel="bookmark">{LONG}</a></h3><p class="info-publi"><abbr class="published">17 mai 2024</abbr></p></li></ul>
        <nav class="pagination"><ul class="pagination-items"><li><strong class="on">1</strong></li><li><a
        href="spip.php?rubrique2&amp;debut_articles=10#pagination_articles" class="lien_pagination">2</a></li><li><a
        href="spip.php?rubrique2&amp;debut_articles=90#pagination_articles">10</a></li></ul></nav>
        <div class="menu_rubriques"><ul><li><a href="spip.php?rubrique3">Le sport local</a></li></ul></div>""",
        A + "/spip.php?rubrique2",
    )
    assert urls(found) == ["/Le-maire-demissionne"]
    assert pages(found) == ["/spip.php?rubrique2&debut_articles=10", "/spip.php?rubrique2&debut_articles=90"]
    assert found.sections == (A + "/spip.php?rubrique3",)


def test_a_page_called_a_section_is_no_menu() -> None:
    found = listing(
        f"""<body class="page_rubrique"><ul class="liste"><li><a href="/article12.html">{LONG}</a></li><li><a
        href="/partenaires.html">Nos partenaires</a></li></ul><ul><li><a
        href="/spip.php?page=archives&amp;annee=2024&amp;mois=05">05/2024</a></li></ul></body>"""
    )
    assert urls(found) == ["/article12.html"]
    assert found.sections == ()
    assert found.archives == (A + "/spip.php?page=archives&annee=2024&mois=05",)


def test_months_in_a_menu_are_archive_pages_and_no_sections() -> None:
    found = listing('<nav><a href="/spip.php?page=archives&amp;annee=2024&amp;mois=05">mai 2024</a></nav>')
    assert found.sections == ()
    assert found.archives == (A + "/spip.php?page=archives&annee=2024&mois=05",)


def test_the_name_of_a_section_over_its_stories_is_no_headline() -> None:
    found = listing(
        f"""<ul id="menu"><li><a href="/faits-divers/">Faits divers</a></li><li><a href="/maire/">Le maire</a></li></ul>
        <h2><a href="/faits-divers/">Faits divers</a></h2><h2><a href="/rubrique12.html">Le monde rural</a></h2>
        <h3><a href="/faits-divers/article/le-maire">{LONG}</a></h3>
        <h3><a href="/maire/">Le maire démissionne</a></h3>"""
    )
    assert urls(found) == ["/faits-divers/article/le-maire", "/maire/"]
    assert sorted(found.sections) == [A + "/faits-divers/", A + "/rubrique12.html"]


def test_drupal() -> None:
    found = listing(
        f"""<div class="view-content"><div class="views-row"><article class="node node--type-article"><h2><a
        href="/node/12"
        rel="bookmark"><span>{LONG}</span></a></h2></article></div></div><nav class="pager" role="navigation"><ul
        class="pager__items"><li class="pager__item is-active"><a href="?page=0" title="Page courante">1</a></li><li
        class="pager__item"><a href="?page=1">2</a></li><li class="pager__item pager__item--next"><a href="?page=1"
        rel="next">Suivant ›</a></li><li class="pager__item--last"><a href="?page=40">Dernier »</a></li></ul></nav>""",
        A + "/actualites",
    )
    assert urls(found) == ["/node/12"]
    assert {"/actualites?page=1", "/actualites?page=40"} <= set(pages(found))


def test_joomla() -> None:
    found = listing(
        f"""<div class="com-content-category-blog"><div class="items-row"><div class="page-header"><h2><a
        href="/index.php/politique/12-maire">{LONG}</a></h2></div></div></div><div
        class="com-content-category-blog__pagination">
        <ul class="pagination"><li class="page-item"><a class="page-link"
        href="/index.php/politique?start=10">2</a></li></ul></div>""",
        A + "/index.php/politique",
    )
    assert urls(found) == ["/index.php/politique/12-maire"]
    assert pages(found) == ["/index.php/politique?start=10"]


@pytest.mark.parametrize(
    "words", ["Charger plus", "Load more", "Voir plus d’articles", "Articles plus anciens", "Older posts"]
)
def test_load_more_is_a_later_page(words: str) -> None:
    found = listing(f'<h2><a href="/a/">{LONG}</a></h2><div class="pagination"><a href="/suite/abc">{words}</a></div>')
    assert pages(found) == ["/suite/abc"]


def test_a_link_of_rel_next_is_a_later_page_whatever_it_says() -> None:
    assert pages(listing('<p><a rel="next" href="/archives/b">→</a></p>')) == ["/archives/b"]


def test_the_head_declares_the_next_page_and_old_wordpress_the_next_story() -> None:
    def declared(link: str) -> list[str]:
        tree = lxml.html.document_fromstring(f"<html><head>{link}</head><body><p>x</p></body></html>")
        return pages(read(tree, A + "/sport/"))

    assert declared('<link rel="next" href="/sport/suite?cursor=abc">') == ["/sport/suite?cursor=abc"]
    assert declared('<link rel="next" title="La halle rouvre" href="/2024/05/18/halle/">') == []
    assert declared('<link rel="next" href="/sport/">') == []
    assert declared('<link rel="next" href="https://autre.fr/page/2/">') == []


@pytest.mark.parametrize(
    ("button", "page"),
    [
        (
            '<button class="load-more" data-next-page-url="/ajax/une?offset=20&amp;utm_source=x">Plus</button>',
            "/ajax/une?offset=20",
        ),
        ('<div class="feed" data-next="/sport?cursor=abc"></div>', "/sport?cursor=abc"),
        ('<a href="#" data-next-url="https://journal.fr/suite/abc">Voir plus</a>', "/suite/abc"),
        ('<section data-infinite-scroll-url="?cursor=abc"></section>', "/?cursor=abc"),
        ('<button data-url="/fragments/une/2">Voir plus d’articles</button>', "/fragments/une/2"),
        ('<span data-href="/suite/2">Afficher plus</span>', "/suite/2"),
        ('<form><button formaction="/suite/2">Load more stories</button></form>', "/suite/2"),
        ('<form><input type="submit" formaction="/suite/2" value="Charger plus"></form>', "/suite/2"),
    ],
)
def test_the_address_behind_a_button_is_a_later_page(button: str, page: str) -> None:
    assert pages(listing(f'<h2><a href="/a/">{LONG}</a></h2>{button}')) == [page]


@pytest.mark.parametrize(
    "button",
    [
        '<button data-url="/partager?u=1">Partager</button>',
        '<button data-next="2">Voir plus</button>',
        '<button data-next="slide">›</button>',
        '<div data-next="#panel"></div>',
        '<div data-next-url="/page/{page}/"></div>',
        '<div data-next-url="javascript:more()"></div>',
        '<div data-next-url="/photo.jpg"></div>',
        '<button data-next-url="https://autre.fr/2">Voir plus</button>',
        f'<div data-url="/tout"><p>{LONG * 2}</p>Voir plus</div>',
    ],
)
def test_other_buttons_lead_to_no_page(button: str) -> None:
    assert pages(listing(f'<h2><a href="/a/">{LONG}</a></h2>{button}')) == []


@pytest.mark.parametrize(
    "words",
    [
        "Voir plus",
        "Toute l’actualité",
        "Voir tous les articles",
        "Plus d’infos",
        "See all stories",
        "Alle Artikel anzeigen",
    ],
)
def test_a_link_to_more_of_the_same_outside_a_pager_is_a_section_and_no_story(words: str) -> None:
    found = listing(f'<section><h2><a href="/a/">{LONG}</a></h2><p><a href="/le-fil/">{words} »</a></p></section>')
    assert (urls(found), found.sections) == (["/a/"], (A + "/le-fil/",))
    again = listing(f'<section><h2><a href="/a/">{LONG}</a></h2><p><a href="/a/">{words}</a></p></section>')
    assert (urls(again), again.sections) == (["/a/"], ())


# ---------------------------------------------------------------------- other sources of the site
def test_the_links_of_an_archive_whether_a_list_or_a_choice() -> None:
    found = listing(
        f"""<h2><a href="/2024/05/17/maire/">{LONG}</a></h2><aside><ul><li><a href="/2024/05/">mai 2024</a></li><li><a
        href="/2024/04/">avril 2024</a></li></ul><select name="archive-dropdown"><option value="">Mois</option><option
        value="https://journal.fr/2024/03/">mars 2024</option><option value="/sport/">Sport</option></select><a
        href="https://autre.fr/2024/02/">ailleurs</a></aside>"""
    )
    assert sorted(found.archives) == [A + "/2024/03/", A + "/2024/04/", A + "/2024/05/"]
    scheme = scheme_of(found.archives)
    assert scheme
    assert scheme.template == A + "/{year}/{month:02}/"
    assert urls(found) == ["/2024/05/17/maire/"]


def test_the_page_of_a_month_is_none_of_its_own_archive_and_its_later_pages_are_pages() -> None:
    found = listing(
        """<a href="/2024/05/">mai</a><a href="/2024/04/">avril</a><div class="nav-links"><a
        href="/2024/05/page/2/">2</a></div>""",
        A + "/2024/05/",
    )
    assert (found.archives, pages(found)) == ((A + "/2024/04/",), ["/2024/05/page/2/"])


def test_a_story_of_the_day_under_a_headline_is_a_story() -> None:
    found = listing('<h2><a href="/news/2024-05-17/">Le point du 17 mai</a></h2>')
    assert (urls(found), found.archives) == (["/news/2024-05-17/"], ())


def test_a_page_declares_its_languages_and_its_api() -> None:
    tree = lxml.html.document_fromstring(
        """<html><head><link rel="https://api.w.org/" href="/wp-json/"><link rel="alternate" hreflang="fr-FR"
        href="/a/"><link rel="alternate" hreflang="EN" href="/en/a/"><link rel="alternate" hreflang="en"
        type="application/rss+xml" href="/en/feed/"><link rel="alternate" hreflang="x-default" href="/a/"></head><body>
        <a rel="alternate" hreflang="de" href="/de/a/">Deutsch</a><a hreflang="es" href="https://autre.es/">allí</a></body></html>"""
    )
    languages = (("fr-fr", A + "/a/"), ("en", A + "/en/a/"), ("x-default", A + "/a/"), ("de", A + "/de/a/"))
    assert alternates(tree, A + "/a/") == languages
    found = read(tree, A + "/a/")
    assert found.alternates == (("en", A + "/en/a/"), ("de", A + "/de/a/"))
    assert found.api == A + "/wp-json/"
    assert read(tree, A + "/").alternates == languages


# ---------------------------------------------------------------------- what is no headline
def test_links_in_the_sentences_of_a_full_text_listing_are_no_headlines() -> None:
    found = listing(
        f"""<article><h2><a href="/a/">{LONG}</a></h2><p>Le conseil avait déjà voté, comme nous le disions dans <a
        href="/vieux/">notre article de la semaine dernière</a>, et le <a href="/autre/"><em>budget de la
        commune voisine</em></a> a
        suivi sans que personne ne trouve rien à redire à ce propos.</p></article>"""
    )
    assert urls(found) == ["/a/"]


def test_a_paragraph_that_is_a_link_is_a_headline() -> None:
    assert urls(listing(f'<p><a href="/a/">{LONG}</a></p><p>Hier : <a href="/b/">{OTHER}</a></p>')) == ["/a/", "/b/"]


@pytest.mark.parametrize("tag", ["footer", "nav", "header"])
def test_the_frame_of_the_page_holds_no_short_headlines(tag: str) -> None:
    found = listing(f'<{tag}><ul><li><a href="/mentions/">Mentions légales du journal</a></li></ul></{tag}>')
    assert urls(found) == []


def test_an_aside_of_the_most_read_is_a_list_of_articles() -> None:
    assert urls(listing(f'<aside><ol><li><a href="/a/">{LONG}</a></li></ol></aside>')) == ["/a/"]


def test_other_sites_files_forms_and_the_page_itself_are_left_out() -> None:
    found = listing(
        f"""<h2><a href="https://autre.fr/a/">{LONG}</a></h2><h2><a href="/rapport.pdf">{LONG}</a></h2><h2><a
        href="/">{LONG}</a></h2>
        <h2><a href="/?s=maire">{LONG}</a></h2><h2><a href="mailto:a@b.fr">{LONG}</a></h2><h2><a
        href="#haut">{LONG}</a></h2>
        <h2><a href="/sport/">{OTHER}</a></h2>""",
        A + "/sport/",
    )
    assert urls(found) == []


def test_scripts_and_templates_are_not_read() -> None:
    found = listing(
        f'<template><h2><a href="/a/">{LONG}</a></h2></template><noscript><h2><a href="/b/">{LONG}</a></h2></noscript>'
    )
    assert urls(found) == []


# ---------------------------------------------------------------------- dates and names
def test_a_date_belongs_to_the_headline_of_its_own_item() -> None:
    found = listing(
        f"""<article><time datetime="2024-05-17T08:30:00Z">x</time><h2><a href="/a/">{LONG}</a></h2><p><a
        href="/c/">Notre enquête
        sur la mairie et ses comptes</a></p></article><article><h2><a href="/b/">{OTHER}</a></h2></article><time
        datetime="2020-01-01T00:00:00Z">Édition du jour</time>"""
    )
    days = {candidate.url.removeprefix(A): candidate.published for candidate in found.articles}
    assert days["/a/"]
    assert days["/a/"].value == datetime(2024, 5, 17, 8, 30, tzinfo=UTC)
    assert days["/a/"].source == "listing"
    assert days["/b/"] is None
    assert days.get("/c/") is None


def test_an_article_teased_twice_is_one_with_its_headline() -> None:
    found = listing(
        f"""<a href="/a/?utm_source=une">Lire la suite de cet article passionnant</a><h2><a
        href="/a/">{LONG}</a></h2><p><a
        href="/a/#comments">Trois réactions de nos lectrices et lecteurs</a></p>"""
    )
    assert [(c.url, c.headline) for c in found.articles] == [(A + "/a/", LONG)]


@pytest.mark.parametrize(
    "headline",
    ["市长在任十二年后宣布辞职引发热议", "市長が十二年の任期を終えて辞任を発表", "นายกเทศมนตรีลาออกหลังดำรงตำแหน่งสิบสองปี"],
)
def test_headlines_without_spaces_are_headlines(headline: str) -> None:
    found = listing(f'<ul><li><a href="/a/">{headline}</a></li><li><a href="/sport/">体育</a></li></ul>')
    assert urls(found) == ["/a/"]


def test_feeds_are_those_of_articles_on_this_site() -> None:
    tree = lxml.html.document_fromstring(
        """<html><head><link rel="alternate" type="application/rss+xml" title="J" href="/feed/"><link rel="alternate"
        type="application/rss+xml" title="J » Flux des commentaires" href="/comments/feed/"><link rel="alternate"
        type="application/json+oembed" href="/oembed"><link rel="alternate" hreflang="en" href="/en/"><link
        rel="alternate"
        type="application/atom+xml" href="https://autre.fr/atom.xml"></head><body><a
        href="/spip.php?page=backend">RSS</a></body></html>"""
    )
    assert read(tree, A + "/").feeds == (A + "/feed/", A + "/spip.php?page=backend")


def test_relative_addresses_begin_at_the_base() -> None:
    tree = lxml.html.document_fromstring(f'<html><body><h2><a href="a/">{LONG}</a></h2></body></html>')
    assert read(tree, A + "/x/y/", A + "/base/").articles[0].url == A + "/base/a/"


@given(st.text(max_size=200), st.text(max_size=30))
def test_no_page_is_too_odd(text: str, href: str) -> None:
    tree = lxml.html.document_fromstring(f"<html><body><a>x</a>{text.replace(chr(0), '')}</body></html>")
    anchor = tree.find(".//a")
    assert anchor is not None
    try:
        for name in ("href", "data-next-url", "hreflang"):
            anchor.set(name, href)
        anchor.set("rel", "alternate")
    except ValueError:
        return
    found = read(tree, A + "/")
    assert all(page.startswith("http") for page in (*found.pages, *found.sections, *found.feeds, *found.archives))
    assert all(language and page.startswith("http") for language, page in found.alternates)
