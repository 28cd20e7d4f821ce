from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsarchive.extraction import extract
from newsarchive.extraction.article import look
from newsarchive.extraction.fields import field_candidates
from newsarchive.extraction.page import parse
from newsarchive.model import Article, Candidate, Moment, Precision, Source
from tests.extraction.making import PROSE, URL, page, paragraphs


def read(
    markup: str = "", *, head: str = "", above: str = "", headline: str = "Le pont rouvre aux camions", **kwargs: object
) -> Article:
    html = page(paragraphs() + markup, head=head, headline=headline)
    html = html.replace('<div class="entry-content">', above + '<div class="entry-content">')
    return extract(html, URL, **kwargs)  # type: ignore[arg-type]


def ld(**fields: object) -> str:
    told = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})
    return f'<script type="application/ld+json">{told}</script>'


def crumbs(*names: str) -> str:
    steps = [{"@type": "ListItem", "position": n, "name": name} for n, name in enumerate(names)]
    told = json.dumps({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps})
    return f'<script type="application/ld+json">{told}</script>'


DATES = [
    (ld(datePublished="2024-05-06T07:08:09+02:00"), "", "2024-05-06T07:08:09+02:00", "json-ld"),
    (ld(datePublished="4 septembre 2023"), "", "2023-09-04T00:00:00+00:00", "json-ld"),
    (
        '<meta property="article:published_time" content="2024-05-06T07:08:09Z">',
        "",
        "2024-05-06T07:08:09+00:00",
        "meta",
    ),
    ('<meta name="DC.date.issued" content="2024-05-06">', "", "2024-05-06T00:00:00+00:00", "meta"),
    ("", '<time datetime="2024-05-06T07:08:00+01:00">hier</time>', "2024-05-06T07:08:00+01:00", "time-tag"),
    (
        "",
        '<span itemprop="datePublished" content="2024-05-06T07:08:00Z">6 mai</span>',
        "2024-05-06T07:08:00+00:00",
        "microdata",
    ),
    ("", '<p class="date">Publié le 15/04/2022 à 13h05min</p>', "2022-04-15T13:05:00+00:00", "text"),
    ("", "<div>Le vendredi 10 novembre 2023, par la rédaction</div>", "2023-11-10T00:00:00+00:00", "text"),
    ("", '<p class="meta">Mis à jour le 12/04/2022 - Publié le 10/04/2022</p>', "2022-04-10T00:00:00+00:00", "text"),
]


@pytest.mark.parametrize(("head", "above", "value", "source"), DATES)
def test_dates_and_their_proof(head: str, above: str, value: str, source: str) -> None:
    article = read(head=head, above=above)
    assert article.date_published is not None
    assert (article.date_published.isoformat(), article.date_published_source) == (value, source)
    assert article.date_published_raw


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Le 12 mars 2024, la dalle cédait sous un convoi de ciment parti de la capitale.</p>",
        '<p>Samedi <time datetime="2024-03-12">12 mars</time>, la dalle cédait sous un convoi de ciment.</p>',
        '<div class="related"><a href="/b">Un titre</a> <time datetime="2020-01-01">1er janvier 2020</time></div>',
        '<div class="comments"><p>Bravo !</p><time datetime="2020-01-01">1er janvier 2020</time></div>',
    ],
)
def test_a_date_of_the_story_or_of_others_is_no_date_of_publication(markup: str) -> None:
    assert read(markup).date_published is None


def test_the_clock_of_the_site_is_no_date_of_publication() -> None:
    html = (
        page(paragraphs())
        .replace("<body", '<body data-x="1"')
        .replace("<header>", '<header><div class="date">dimanche 22 novembre 2026</div>')
    )
    assert extract(html, URL).date_published is None


def test_an_update_alone_dates_the_story_and_says_so() -> None:
    article = read(above='<p class="meta">Mis à jour le 12/04/2022</p>')
    assert article.date_modified == datetime(2022, 4, 12, tzinfo=UTC)
    assert (article.date_published, article.date_published_source) == (article.date_modified, "modified")


def test_an_update_alone_gives_way_to_the_candidate() -> None:
    article = read(above='<p class="meta">Mis à jour le 20/04/2022</p>', candidate=CANDIDATE)
    assert (article.date_published, article.date_published_source) == (FEED.value, "feed")


def test_a_naive_date_takes_the_offset_its_sibling_states() -> None:
    article = read(head=ld(datePublished="2024-05-06T07:08:09", dateModified="2024-05-07T07:08:09+02:00"))
    assert article.date_published is not None
    assert article.date_published.isoformat() == "2024-05-06T07:08:09+02:00"


def test_the_date_in_the_address() -> None:
    article = extract(page(paragraphs()), "https://echo.example/2023/11/10/le-pont/")
    assert (article.date_published, article.date_published_source) == (datetime(2023, 11, 10, tzinfo=UTC), "url")


FEED = Moment(
    value=datetime(2022, 4, 15, 11, 5, tzinfo=UTC), raw="Fri, 15 Apr 2022", precision=Precision.MINUTE, source="feed"
)
CANDIDATE = Candidate(url=URL, source=Source.FEED, published=FEED, authors=("Awa Koné", "Paul Bado"), headline="Du fil")


@pytest.mark.parametrize("above", ["", '<p class="date">15 avril 2022</p>', '<p class="date">15/04/2022 à 13h05</p>'])
def test_the_candidate_is_asked_where_the_page_is_silent_or_vague(above: str) -> None:
    article = read(above=above, candidate=CANDIDATE)
    assert (article.date_published, article.date_published_source) == (FEED.value, "feed")


def test_the_page_is_believed_before_the_candidate() -> None:
    head = ld(datePublished="2022-04-20T08:00:00Z", author={"@type": "Person", "name": "Léa Somda"})
    article = read(head=head, candidate=CANDIDATE)
    assert article.date_published == datetime(2022, 4, 20, 8, tzinfo=UTC)
    assert article.authors == ["Léa Somda"]


def test_the_candidates_tags_are_those_of_a_page_that_names_none() -> None:
    told = replace(CANDIDATE, tags=("budget", "mairie"))
    assert read(candidate=told).tags == ["budget", "mairie"]
    assert read(head='<meta name="news_keywords" content="pont">', candidate=told).tags == ["pont"]
    assert read(head='<meta property="article:section" content="Budget">', candidate=told).tags == ["mairie"]


def test_a_source_that_tells_only_the_last_change_fills_in_for_no_better_date() -> None:
    told = replace(CANDIDATE, published=replace(FEED, source="modified"))
    assert read(above='<p class="date">14 avril 2022</p>', candidate=told).date_published_source == "text"
    article = read(candidate=told)
    assert (article.date_published, article.tells_publication) == (FEED.value, False)


AUTHORS = [
    (ld(author="Awa Koné"), "", ["Awa Koné"]),
    (ld(author=[{"name": "Awa Koné"}, {"name": "Paul Bado"}]), "", ["Awa Koné", "Paul Bado"]),
    (ld(author={"@type": "Organization", "name": "Mali et Niger 1ère"}), "", ["Mali et Niger 1ère"]),
    (
        ld(author={"@type": "Organization", "name": "L'Écho"}, publisher={"name": "L'Écho"}),
        '<p class="auteur">Par Awa Koné</p>',
        ["Awa Koné"],
    ),
    (
        ld(author=[{"@type": "Organization", "name": "La Rédaction"}, {"name": "Paul Bado"}]),
        "",
        ["La Rédaction", "Paul Bado"],
    ),
    ('<meta name="author" content="Awa Koné">', "", ["Awa Koné"]),
    ("", '<a rel="author" href="/a/awa">Awa Koné</a>', ["Awa Koné"]),
    ("", '<div>Par <a href="/auteurs/awa-kone">Awa Koné</a>, le 3 mai</div>', ["Awa Koné"]),
    ("", '<span class="byline">Par <b>Awa Koné</b> et Paul Bado</span>', ["Awa Koné", "Paul Bado"]),
    ("", "<p>Le 28/06/2016 à 16:40 par Awa Koné</p>", ["Awa Koné"]),
    ("", "", []),
]


@pytest.mark.parametrize(("head", "above", "names"), AUTHORS)
def test_authors(head: str, above: str, names: list[str]) -> None:
    assert read(head=head, above=above).authors == names


def test_an_author_behind_a_reference() -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": "Le pont rouvre aux camions",
                "author": {"@id": "#awa"},
                "articleSection": ["Société", "Une"],
            },
            {"@type": "Person", "@id": "#awa", "name": "Awa Koné"},
            {"@type": "WebSite", "name": "L'Écho"},
        ],
    }
    article = read(head=f'<script type="application/ld+json">{json.dumps(graph)}</script>')
    assert (article.authors, article.article_section, article.site_name) == (["Awa Koné"], "Société", "L'Écho")


def test_a_signature_signs_where_nobody_else_does() -> None:
    assert read("<p><em>Awa KONÉ</em></p>").authors == ["Awa KONÉ"]
    assert read("<p><em>Awa KONÉ</em></p>", candidate=CANDIDATE).authors == list(CANDIDATE.authors)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="/societe/le-pont-de-wara">', "https://echo.example/societe/le-pont-de-wara"),
        ('<link rel="canonical" href="https://echo.example/">', URL),
        ('<link rel="canonical" href="https://ailleurs.example/societe/le-pont">', URL),
        ('<link rel="canonical" href="https://echo.example/category/societe/">', URL),
        (
            '<meta property="og:url" content="https://www.echo.example/societe/le-pont">',
            "https://www.echo.example/societe/le-pont",
        ),
        (ld(url="https://echo.example/societe/le-pont-de-wara"), "https://echo.example/societe/le-pont-de-wara"),
        ("", URL),
    ],
)
def test_the_canonical_address(head: str, url: str) -> None:
    assert read(head=head).canonical_url == url


@pytest.mark.parametrize(
    "head",
    [
        (
            '<meta property="og:title" content="Le pont rouvre aux camions | L\'Écho">'
            '<meta property="og:site_name" content="L\'Écho">'
        ),
        ld(headline="Le pont rouvre aux camions"),
        "",
    ],
)
def test_the_headline_bears_no_site_name(head: str) -> None:
    assert read(head=head).headline == "Le pont rouvre aux camions"


def test_a_kicker_in_the_heading_is_no_part_of_the_headline() -> None:
    headline = "<span>Transports</span><span>Le pont rouvre aux camions</span>"
    html = page(paragraphs(), head=ld(headline="Le pont rouvre aux camions")).replace(
        "<h1>Le pont rouvre aux camions</h1>", f"<h1>{headline}</h1>"
    )
    assert extract(html, URL).headline == "Le pont rouvre aux camions"


def test_entities_in_metadata_are_read() -> None:
    head = '<meta name="description" content="L&amp;#8217;ouvrage &amp;amp; la file">' + ld(
        keywords="eau, ponts &amp; routes, eau"
    )
    article = read(head=head)
    assert (article.description, article.tags) == ("L’ouvrage & la file", ["eau", "ponts & routes"])


def test_section_and_tags_of_links() -> None:
    article = read(
        '<footer class="entry-footer"><a href="/c/societe" rel="category tag">Société</a> '
        '<a href="/t/eau" rel="tag">Eau</a> '
        '<a href="/t/pont" rel="tag">Pont</a></footer>'
    )
    assert (article.article_section, article.tags) == ("Société", ["Eau", "Pont"])


def test_what_else_the_page_declares() -> None:
    head = ld(isAccessibleForFree="False", inLanguage="fr_fr") + (
        '<link rel="amphtml" href="/societe/le-pont/amp/"><link rel="shortlink" href="https://echo.example/?p=1">'
    )
    article = read(head=head)
    assert article.is_accessible_for_free is False
    assert (article.in_language, article.declared_type) == ("fr-FR", "NewsArticle")
    assert (article.amp_url, article.shortlink) == (
        "https://echo.example/societe/le-pont/amp/",
        "https://echo.example/?p=1",
    )
    assert article.extractor.startswith("newsarchive/")


SECTION = '<meta property="article:section" content="{}">'


@pytest.mark.parametrize(
    ("head", "section"),
    [
        (SECTION.format("sante-publique") + crumbs("Accueil", "Santé publique"), "Santé publique"),
        (SECTION.format("sante-publique") + crumbs("Accueil", "/sante-publique/"), "sante-publique"),
        (SECTION.format("1337") + crumbs("Accueil", "Société"), "Société"),
        (SECTION.format("Le pont rouvre aux camions"), None),
    ],
)
def test_a_section_is_a_name_for_people(head: str, section: str | None) -> None:
    assert read(head=head).article_section == section


def test_the_menu_writes_out_the_section_that_a_generator_names_by_its_folder() -> None:
    assert read(head=SECTION.format("societe")).article_section == "Société"
    assert read(head=SECTION.format("sport")).article_section == "sport"


@pytest.mark.parametrize(
    ("head", "free"),
    [
        ('<meta property="article:content_tier" content="free">', True),
        ('<meta property="article:content_tier" content="locked">', False),
        ('<meta property="article:content_tier" content="metered">', None),
        ('<meta itemprop="isAccessibleForFree" content="False">', False),
        (ld(isAccessibleForFree="https://schema.org/False"), False),
        (ld(isAccessibleForFree="no"), False),
        (ld(isAccessibleForFree=True), True),
        ("", None),
    ],
)
def test_what_a_page_says_of_its_price(head: str, free: bool | None) -> None:
    assert read(head=head).is_accessible_for_free is free


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content="https://www.echo.example/">', "echo.example"),
        ('<meta property="og:site_name" content="Écho du fleuve">', "Écho du fleuve"),
        ("", "L'Écho"),
    ],
)
def test_the_name_of_the_site(head: str, name: str) -> None:
    assert read(head=head).site_name == name


def test_a_link_of_two_relations_and_an_address_of_before_https() -> None:
    article = read(
        head='<link rel="alternate amphtml" href="/amp/le-pont">'
        '<link rel="canonical" href="http://echo.example/societe/le-pont">'
    )
    assert (article.amp_url, article.canonical_url) == ("https://echo.example/amp/le-pont", URL)


def test_the_language_of_the_text_is_believed_before_a_template() -> None:
    html = page(paragraphs()).replace('lang="fr"', 'lang="en-US"')
    assert extract(html, URL).in_language == "fr"
    assert extract(page(paragraphs()).replace('lang="fr"', ""), URL).in_language == "fr"


def test_what_each_source_says_of_a_field() -> None:
    html = page(paragraphs(), head=ld(inLanguage="fr-ML", articleSection="Société"))
    told = field_candidates(look(parse(html, URL)))
    assert told["in_language"] == [("json-ld", "fr-ML"), ("html", "fr")]
    assert told["article_section"] == [("json-ld", "Société")]
    assert told["description"] == []


def test_broken_json_ld_is_passed_over() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>' + ld(author="Awa Koné")
    assert read(head=head).authors == ["Awa Koné"]


def test_the_prose_of_the_frame_is_the_prose_of_the_tests() -> None:
    assert read().body.split("\n\n") == PROSE
