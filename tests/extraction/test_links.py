"""The article's links: what announces a list, where it ends, whose it is, and what is a link of the prose."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.extraction import extract
from newsarchive.extraction import related as boxes
from newsarchive.extraction.article import look
from newsarchive.extraction.boilerplate import is_closing_note, is_other_list, is_related_heading
from newsarchive.extraction.link_shapes import is_elsewhere, is_title, looks_like_story
from newsarchive.extraction.links import link_candidates
from newsarchive.extraction.page import parse
from newsarchive.model import Article, LinkKind
from tests.extraction.making import PROSE, URL, page, paragraphs

SITE = "https://echo.example"
TITLES = [
    "Le bac de Wara tombe encore en panne",
    "Trois ponts attendent leurs poutres depuis un an",
    "Sur la piste du nord, les camions font la queue",
]
STORIES = [
    (f"/societe/{n}-{title.lower().replace(' ', '-').replace(',', '')}", title) for n, title in enumerate(TITLES, 1)
]
ITEMS = "".join(f'<li><a href="{href}">{title}</a></li>' for href, title in STORIES)
LIST = f"<ul>{ITEMS}</ul>"


def around(story: str, *, above: str = "", below: str = "", beside: str = "") -> Article:
    """Read a page whose story stands in its own container, with markup above it, below it and in a column beside it."""
    html = (
        '<html lang="fr"><head><meta charset="utf-8"><title>Le pont rouvre aux camions</title></head><body>'
        f'<main><article><h1>Le pont rouvre aux camions</h1>{above}<div class="entry-content">{story}</div>{below}'
        f"</article></main>{beside}<footer><p>Plan du site et mentions légales de la maison.</p></footer></body></html>"
    )
    return extract(html, URL)


def related(article: Article) -> list[tuple[str, str]]:
    return [(link.url.removeprefix(SITE), link.text) for link in article.links if link.kind is LinkKind.RELATED]


def inline(article: Article) -> list[str]:
    return [link.url for link in article.links if link.kind is LinkKind.INLINE]


HEADINGS = [
    "Sur le même sujet",
    "Plus d’articles sur le même thème",
    "À lire aussi sur la Wara",
    "Contenu relatif",
    "Related stories",
    "Weitere Artikel zum Thema",
    "Noticias relacionadas",
    "Benzer haberler",
    "関連ニュース",
    "相关阅读",
    "관련 기사",
    "مواضيع ذات صلة",
    "Читайте также",
    "Související články",
]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(
    "frame",
    [
        "<h3>{h}</h3>{l}",
        "<div class='k1'><p>{h}</p>{l}</div>",
        "<section><div class='t'><h2>{h}</h2></div><div class='c'>{l}</div></section>",
        "<section>{h}{l}</section>",
        "<section><x-head>{h}</x-head>{l}</section>",
        "<aside><h4>{h}</h4>{l}</aside>",
    ],
)
def test_a_list_behind_the_text_under_a_heading_that_announces_it(heading: str, frame: str) -> None:
    assert related(around(paragraphs(), below=frame.format(h=heading, l=LIST))) == STORIES


def test_a_list_between_the_headline_and_the_text() -> None:
    assert related(around(paragraphs(), above=f"<div><h2>À lire également</h2>{LIST}</div>")) == STORIES


def test_cards_whose_link_holds_no_words() -> None:
    cards = "".join(f'<article><a href="{href}"></a><div><h4>{title}</h4></div></article>' for href, title in STORIES)
    assert related(around(paragraphs(), below=f"<div><h3>Articles connexes</h3><div>{cards}</div></div>")) == STORIES


def test_a_card_that_links_to_its_story_three_times_is_one_link_with_its_title() -> None:
    href, title = STORIES[0]
    card = f'<div><a href="/societe">Société</a><a href="{href}"><img alt=""></a><h4><a href="{href}">{title}</a></h4>'
    card += f'<a href="{href}">12.03.2024</a></div>'
    assert related(around(paragraphs(), below=f"<div><h3>Articles connexes</h3>{card}</div>")) == [(href, title)]


@pytest.mark.parametrize(
    "heading", ["Les plus lus", "Meistgelesen", "Latest news", "En ce moment", "人気記事", "En çok okunan"]
)
@pytest.mark.parametrize("frame", ["<h3>{h}</h3>{l}", '<div class="related-posts"><h3>{h}</h3>{l}</div>'])
def test_a_list_of_the_site_is_not_the_articles_own(heading: str, frame: str) -> None:
    assert is_other_list(heading)
    assert related(around(paragraphs(), below=frame.format(h=heading, l=LIST))) == []


def test_a_list_ends_where_another_begins() -> None:
    item = '<li><a href="/politique/9-un-tout-autre-titre-du-jour">Un tout autre titre</a></li>'
    other = f"<h3>Les plus lus</h3><ul>{item}</ul>"
    assert related(around(paragraphs(), below=f"<h3>Sur le même sujet</h3>{LIST}{other}")) == STORIES
    assert related(around(paragraphs(), below=f"<div><h3>Sur le même sujet</h3>{LIST}{other}</div>")) == STORIES


def test_what_a_list_holds_beside_stories() -> None:
    more = (
        '<li><a href="/tag/les-ponts-de-la-wara">Les ponts de la Wara</a></li>'
        '<li><a href="/auteur/ibra-maiga-journaliste-au-desk">Ibra Maïga, journaliste</a></li>'
        '<li><a href="/abonnement/choisir-une-offre">Choisir une offre d’abonnement maintenant</a></li>'
        '<li><a href="https://regie.example/a/12345-des-volets-a-prix">Des volets à prix coûtant chez vous</a></li>'
        f'<li><a href="{URL}">Le pont rouvre aux camions</a></li>'
    )
    assert related(around(paragraphs(), below=f"<h3>Sur le même sujet</h3><ul>{ITEMS}{more}</ul>")) == STORIES


def test_a_box_in_the_column_is_read_where_a_heading_in_it_announces_the_articles_own() -> None:
    column = f'<aside class="sidebar"><h3>Ibra Maïga</h3><p>Journaliste.</p><h3>Articles liés</h3>{LIST}</aside>'
    assert related(around(paragraphs(), below=column)) == STORIES
    assert related(around(paragraphs(), below=column.replace("Articles liés", "Nos dossiers"))) == []


def test_a_box_named_related_in_the_text_needs_no_words() -> None:
    box = f'<div class="widget widget--type-related">{LIST}</div>'
    article = around(paragraphs(box))
    assert (related(article), article.body.split("\n\n")) == (STORIES, PROSE)


def test_a_card_between_two_paragraphs_is_a_callout() -> None:
    href, title = STORIES[0]
    article = around(paragraphs(f'<div><h3><a href="{href}">{title}</a></h3></div>'))
    assert related(article) == [(href, title)]
    assert inline(article) == []


@pytest.mark.parametrize(
    ("titles", "taken"),
    [
        (
            [
                "Le pont de Wara en chiffres et en dates",
                "Qui paiera pour les camions ?",
                "Les camions changent de route",
            ],
            True,
        ),
        (["Un match nul au stade des Lilas hier", "La recette des beignets", "Les camions changent de route"], False),
    ],
)
def test_a_row_of_titles_behind_the_text_that_nothing_announces(titles: list[str], taken: bool) -> None:
    row = "".join(f'<h3><a href="/2024/05/0{n}/a-{n}">{title}</a></h3>' for n, title in enumerate(titles))
    assert bool(related(around(paragraphs() + row))) is taken


def test_a_feed_of_titles_each_with_its_hour_is_one_row_and_not_the_articles() -> None:
    row = "".join(
        f'<div><a href="/2024/05/0{n}/sport-{n}">Le stade des Lilas attend la foule, {n}</a><p>Hier à {n} h</p></div>'
        for n in range(1, 8)
    )
    assert related(around(paragraphs() + row)) == []


def test_links_of_the_prose() -> None:
    story = paragraphs(
        f'<p>Le <a href="/rapports/bilan 2024.pdf#page=3">rapport</a> cite <a href="//pont.example/">un site</a>, '
        f'<a href="{URL}#note">une note</a>, <a href="#bas">le bas</a>, <a href="mailto:a@b.example">une adresse</a>, '
        '<a href="/auteur/ibra-maiga/">son auteur</a>, <a href="/img/pont.jpg">une photo</a> et '
        '<a href="https://www.facebook.com/sharer/sharer.php?u=x">un partage</a> sans rien dire de neuf.</p>'
    )
    assert inline(around(story)) == [f"{SITE}/rapports/bilan 2024.pdf", "https://pont.example/"]


def test_the_links_of_a_closing_note_are_none_of_the_prose() -> None:
    link = '<a href="https://revue.example/n12">le numéro 12 de la revue Passerelle</a>'
    note = f"<p>Cet article a été publié dans {link}.</p>"
    article = around(paragraphs() + note)
    assert inline(article) == []
    assert (
        inline(around(paragraphs(note.replace("Cet article a été publié dans", "La foule en parle encore dans")))) != []
    )


def test_positions_count_both_kinds_in_reading_order() -> None:
    (one, first), (two, second), _ = STORIES
    extra = '<p>Voir <a href="/cartes/piste-du-nord">la carte</a> de la piste qui longe le fleuve jusqu’à Wara.</p>'
    article = around(
        paragraphs(f'<p>Lire aussi : <a href="{one}">{first}</a></p>', extra),
        below=f'<h3>À lire aussi</h3><ul><li><a href="{two}">{second}</a></li></ul>',
    )
    assert [(link.position, link.kind.value, link.text) for link in article.links] == [
        (0, "related", first),
        (1, "inline", "la carte"),
        (2, "related", second),
    ]


def test_the_base_element_counts() -> None:
    html = page(
        paragraphs('<p>Lire aussi : <a href="le-bac-de-wara">Le bac de Wara tombe encore en panne</a></p>'),
        head='<base href="/afrique/">',
    )
    assert related(extract(html, URL)) == [("/afrique/le-bac-de-wara", TITLES[0])]


def test_candidates_say_why() -> None:
    html = page(
        paragraphs('<p>Le <a href="/auteur/x/">reporter</a> a compté les poutres une à une.</p>'),
    ).replace(
        "</article>", f'<h3>Sur le même sujet</h3>{LIST}<div class="tags"><a href="/tag/pont">Pont</a></div></article>'
    )
    seen = look(parse(html, URL))
    candidates = {c.url.removeprefix(SITE): c for c in link_candidates(seen.page, seen.walk, seen.body)}
    taken = candidates[STORIES[0][0]]
    assert (taken.kind, taken.rule, taken.heading) == (LinkKind.RELATED, "announced", "Sur le même sujet")
    assert (candidates["/auteur/x/"].kind, candidates["/auteur/x/"].rule) == (
        None,
        "in the prose: a share, author or picture link",
    )
    assert (candidates["/tag/pont"].kind, candidates["/tag/pont"].rule) == (None, "zone: tags")
    links = {(link.url, link.kind) for link in extract(html, URL).links}
    assert links == {(c.url, c.kind) for c in candidates.values() if c.kind}


@pytest.mark.parametrize(
    ("url", "text", "is_story"),
    [
        ("https://a.example/2024/05/03/pont", "", True),
        ("https://a.example/pont-123456", "", True),
        ("https://a.example/articles/AQ6N46R3Q6.html", "", True),
        ("https://a.example/?p=412", "", True),
        ("https://a.example/le-pont-rouvre-enfin", "", True),
        ("https://a.example/pont", "Le pont rouvre enfin aux camions", True),
        ("https://a.example/pont", "桥梁重新开放给所有卡车通行了吗", True),
        ("https://a.example/societe", "Société", False),
        ("https://a.example/", "Le pont rouvre enfin aux camions", False),
        ("https://a.example/tag/le-pont-de-la-wara-123456", "Le pont de la Wara", False),
        ("https://a.example/topics/le-pont-de-la-wara", "Le pont de la Wara en direct", False),
        ("https://shop.example.com/le-livre-du-pont-12345", "Le livre du pont de la Wara", False),
        ("https://a.example/media/le-pont-de-la-wara.jpg", "Le pont de la Wara", False),
        ("https://a.example/recherche?q=pont+de+la+wara+123456", "Le pont de la Wara", False),
    ],
)
def test_shapes(url: str, text: str, is_story: bool) -> None:
    assert looks_like_story(url, text) is is_story


@pytest.mark.parametrize(
    "prose",
    [
        "Related by blood, the two men never spoke of it again until the trial.",
        "Lire aussi vite que possible, voilà ce qu'on leur demandait chaque matin.",
        "Source de vie, le fleuve nourrit trois provinces.",
        "This story begins in a harbour, on a night without wind.",
        "Cet article de la loi sera retiré, dit le ministre.",
        "Der Artikel der Verfassung wurde zweimal gelesen.",
    ],
)
def test_prose_is_neither_heading_nor_note(prose: str) -> None:
    assert not is_related_heading(prose)
    assert not is_closing_note(prose)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.text(string.printable, max_size=60), st.text(max_size=60)), max_size=6),
    st.sampled_from(HEADINGS),
)
def test_whatever_links_say_the_answer_is_absolute_and_numbered(pairs: list[tuple[str, str]], heading: str) -> None:
    markup = "".join(
        f'<li><a href="{href.replace(chr(34), "").replace("<", "")}">{text.replace("<", "")}</a></li>'
        for href, text in pairs
    )
    article = around(paragraphs(), below=f"<h3>{heading}</h3><ul>{markup}</ul>")
    assert [link.position for link in article.links] == list(range(len(article.links)))
    for link in article.links:
        assert link.url.startswith(("http://", "https://"))
        assert "#" not in link.url
        assert not is_elsewhere(link.url)
        assert is_title(link.text) or looks_like_story(link.url, link.text)


def test_a_page_of_announcements_costs_no_more_than_its_length() -> None:
    deep = "<div>" * 60 + "<p>Lire aussi</p>" * 3000 + "</div>" * 60
    assert related(around(paragraphs(), below=deep)) == []


@given(st.from_regex(boxes._NAMED, alphabet=st.characters(codec="ascii")))
def test_one_of_the_stems_stands_in_every_name_of_a_related_box(names: str) -> None:
    assert any(stem in names.lower() for stem in boxes._STEMS)
