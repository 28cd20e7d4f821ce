from __future__ import annotations

import pickle

import pytest

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract
from tests.extraction.making import PROSE, URL, page, paragraphs

EXCERPT = "Une barrière se lève, une file s'ébranle, et la ville retrouve ses camions après huit mois…"


def teasers(count: int, frame: str = "article") -> str:
    return "".join(
        f'<{frame} class="post-{n} post type-post hentry">'
        f'<h2 class="entry-title"><a href="/s/{n}">Un titre qui tient sa ligne, numéro {n}</a></h2>'
        f"<p>{EXCERPT}</p></{frame}>"
        for n in range(count)
    )


def listing(body: str, body_class: str = "", title: str = "Société") -> str:
    return (
        f'<html lang="fr"><head><title>{title} – L\'Écho</title></head><body class="{body_class}">'
        f"<main><h1>{title}</h1>{body}</main></body></html>"
    )


def whole_posts(count: int) -> str:
    return listing(
        "".join(
            '<article class="h-entry" itemscope itemtype="http://schema.org/Article"><header>'
            f'<h1 class="p-name"><a href="/posts/s-{n}/" class="u-url">Un titre qui tient sa ligne, {n}</a></h1>'
            f'<time datetime="2024-05-{n + 10}T08:00:00Z" itemprop="datePublished">{n + 10}.05.2024</time></header>'
            f'<div class="e-content">{paragraphs()}</div></article>'
            for n in range(count)
        )
    ).replace("<h1>Société</h1>", "")


REFUSED = {
    "a section": (
        "index",
        "https://echo.example/category/societe/",
        listing(teasers(6), "archive category category-societe"),
    ),
    "a section without classes": ("index", "https://echo.example/rubrique/societe", listing(teasers(6, "div"))),
    "a second page": ("index", "https://echo.example/societe/page/2/", listing(teasers(4))),
    "a search": ("index", "https://echo.example/?s=pont", listing(teasers(3), "search search-results")),
    "a front page": ("index", "https://echo.example/", listing(teasers(5), "home blog")),
    "an empty front page": ("index", "https://echo.example/", listing("<p>" + EXCERPT * 9 + "</p>")),
    "whole posts": (
        "index",
        "https://echo.example/blog/",
        listing(
            "".join(
                f'<article><h2><a href="/s/{n}">Un titre qui tient, {n}</a></h2>{paragraphs()}{paragraphs()}</article>'
                for n in range(4)
            )
        ),
    ),
    "whole posts that each declare themselves": (
        "index",
        "https://echo.example/index-7.html",
        whole_posts(3),
    ),
    "the one post of a last page": (
        "index",
        "https://echo.example/sport-4.html",
        whole_posts(1).replace("</head>", '<link rel="canonical" href="https://echo.example/sport-4.html"></head>'),
    ),
    "all headlines there are": (
        "index",
        "https://echo.example/archives.html",
        listing(
            "<dl>"
            + "".join(
                f'<dt>mar. {n + 1:02} mai 2024</dt><dd><a href="/s-{n}.html">Un titre qui tient sa ligne, {n}</a></dd>'
                for n in range(9)
            )
            + "</dl>"
        ),
    ),
    "the headlines of a month": (
        "index",
        "https://echo.example/textes/2024/mai.html",
        listing("".join(f'<p>12 mai <a href="/s-{n}.html">{EXCERPT[:60]} {n}</a></p>' for n in range(3))),
    ),
    "block theme": (
        "index",
        "https://echo.example/2024/",
        listing("<ul>" + teasers(5, "li").replace("hentry", "wp-block-post") + "</ul>", "archive date"),
    ),
    "whole posts in containers": (
        "index",
        "https://echo.example/2024/03/",
        listing(
            "".join(
                f'<div><h2><a href="/s/{n}">Un titre qui tient, {n}</a></h2>'
                f'<div class="entry-content">{paragraphs() * (n + 1)}</div></div>'
                for n in range(4)
            ),
            "archive date",
        ),
    ),
    "a list that holds a protected post": (
        "index",
        "https://echo.example/category/societe/",
        listing(teasers(6) + '<form class="post-password-form"></form>', "archive category"),
    ),
    "not found": (
        "error-page",
        URL,
        page(
            "<p>La page que vous cherchez a peut-être été déplacée, essayez une recherche.</p>",
            headline="Page introuvable",
        ),
    ),
    "404": ("error-page", URL, page(paragraphs(), body_class="error404")),
    "english 404": ("error-page", URL, listing(f"<p>{EXCERPT}</p>", title="Oops! That page can’t be found.")),
    "login": (
        "login",
        URL,
        page(
            "<p>Identifiez-vous pour poursuivre la lecture de cet article dans l'espace des abonnés.</p>",
            headline="Connexion",
        ),
    ),
    "password": (
        "protected",
        URL,
        page(
            '<form action="/wp-login.php?action=postpass" class="post-password-form" method="post">'
            "<p>Cette publication est protégée par un mot de passe.</p></form>"
        ),
    ),
    "password in words": (
        "protected",
        URL,
        page("<p>Cet article est protégé par un mot de passe. Pour le lire, saisissez-le ci-dessous.</p>"),
    ),
    "a calendar": (
        "index",
        "https://echo.example/?cal=2026-07",
        listing("<p>Aucun événement prévu</p><p>" + EXCERPT + "</p>", title="Agenda"),
    ),
    "a folder": (
        "index",
        "https://echo.example/piege/",
        "<html><body><h1>Index of /piege/</h1><ul>"
        + "".join(f'<li><a href="{n}/">{n}/</a></li>' for n in range(5))
        + "</ul></body></html>",
    ),
    "a search that found nothing": (
        "index",
        "https://echo.example/recherche?mot=pont",
        page(
            "<p>Aucun résultat ne correspond à votre recherche, essayez avec d’autres mots.</p>", headline="Recherche"
        ),
    ),
    "a wall that asks for consent": (
        "consent",
        URL,
        page(
            "<h2>Votre choix</h2><p>Avec votre accord, nos 212 partenaires et nous stockons des cookies sur votre "
            "appareil et lisons des données personnelles comme vos visites, pour mesurer l’audience de ce site.</p>"
            "<p>Ou bien abonnez-vous : la lecture est alors sans publicité et sans suivi.</p>",
            headline="L'Écho vous demande",
        ),
    ),
    "a wall that asks for consent in German": (
        "consent",
        URL,
        page(
            "<p>Mit Ihrer Zustimmung verwenden wir und unsere Partner Cookies und ähnliche Technologien, um Inhalte zu "
            "messen. Sie können Ihre Einwilligung jederzeit widerrufen.</p>",
            headline="Weiter mit Werbung",
        ),
    ),
    "nothing": ("empty", URL, page("")),
    "a redirect": (
        "empty",
        URL,
        (
            '<html><head><meta http-equiv="refresh" content="0;url=/x"><title>Redirection</title></head>'
            "<body><p>Un instant…</p></body></html>"
        ),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_article_is_refused(name: str) -> None:
    reason, url, html = REFUSED[name]
    with pytest.raises(NotAnArticle) as error:
        extract(html, url)
    assert error.value.reason == reason or (
        reason == "empty" and error.value.reason in ("empty", "error-page", "index")
    )
    assert pickle.loads(pickle.dumps(error.value)).reason == error.value.reason


TAKEN = {
    "an article on a theme with many related articles": page(
        paragraphs() + paragraphs().replace("La ", "Et la "), body_class="post-template-default single single-post"
    ).replace("</article>", "</article>" + teasers(8)),
    "a story about a page that cannot be found": page(
        paragraphs() * 9, headline="Introuvable, le manuscrit de Wara ressurgit"
    ),
    "a short story": page(f"<p>{PROSE[0]}</p>"),
    "a story about cookies and consent": page(
        paragraphs(
            "<p>Le juge a tranché : sans votre accord, pas de cookies, et les partenaires du site n’auront plus vos "
            "données personnelles, a rappelé l’avocate de l’association.</p>"
        ),
    ),
    "a short story above a wall": page(
        f"<p>{PROSE[0]} {PROSE[1]}</p><p>Avec votre accord, nos partenaires utilisent des cookies sur ce site.</p>"
    ),
    "a post whose headline is its permanent link": whole_posts(1).replace("/posts/s-0/", URL),
    "a post under another address that does not say so": whole_posts(1),
    "a story that ends on a list of links": page(
        paragraphs()
        + "<ul>"
        + "".join(f'<li><a href="/s-{n}.html">{EXCERPT[:60]}</a></li>' for n in range(5))
        + "</ul>"
    ),
    "an address without a path": page(paragraphs()),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_an_article_is_taken(name: str) -> None:
    url = "https://echo.example/?p=12" if "address" in name else URL
    assert PROSE[0] in extract(TAKEN[name], url).body


def test_a_list_of_the_newest_with_the_page_itself_stands_beside_a_story() -> None:
    lines = [
        f'<dt>mar. 12 mai 2024 à 12 h {n}</dt><dd><a href="{url}">{EXCERPT[:60]} {n}</a></dd>'
        for n, url in enumerate(["/s-1", "/s-2", "/s-3", "/s-4", URL])
    ]
    newest = listing(f"<dl>{''.join(lines)}</dl>", title="Le pont rouvre")
    assert extract(newest, URL).headline
    with pytest.raises(NotAnArticle):
        extract(newest, "https://echo.example/archives.html")


def test_a_page_without_an_address_is_read() -> None:
    assert extract(page(paragraphs()), "").headline == "Le pont rouvre aux camions"
