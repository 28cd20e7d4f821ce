"""Who is found to sign, on small pages."""

from __future__ import annotations

import pytest

from newsarchive.extraction import extract
from newsarchive.extraction.article import look
from newsarchive.extraction.page import parse
from newsarchive.extraction.signing import author_candidates
from tests.extraction.making import URL, page, paragraphs
from tests.extraction.test_fields import ld


def names(markup: str = "", *, head: str = "", above: str = "", below: str = "") -> list[str]:
    html = page(paragraphs() + markup, head=head)
    html = html.replace('<div class="entry-content">', above + '<div class="entry-content">')
    return extract(html.replace("</article>", below + "</article>"), URL).authors


def by(name: str) -> str:
    return f'<meta name="author" content="{name}">'


SHOWN = [
    ('<div class="author"><span>Awa Koné</span><span>Reporter senior</span></div>', ["Awa Koné"]),
    ('<p class="byline">Par Awa Koné<span>Mis à jour</span> le 3 mai 2023</p>', ["Awa Koné"]),
    ("<h5>Auteur :</h5><div>Awa Koné</div><h5>Lecture :</h5><div>4 min</div>", ["Awa Koné"]),
    ("<p>11.12.2023 - Awa Koné</p>", ["Awa Koné"]),
    ("<div>Awa Koné</div><div>11 décembre 2023</div>", ["Awa Koné"]),
    (
        '<p class="meta"><a href="/profil/awa">Awa Koné</a> — relu par <a href="/profil/paul">Paul Bado</a></p>',
        ["Awa Koné"],
    ),
    ('<p class="meta"><a href="/profil/login">Connexion</a></p>', []),
    ("<p>Mexico | 11 décembre 2023</p>", []),
]


@pytest.mark.parametrize(("above", "wanted"), SHOWN)
def test_names_shown_above_the_text(above: str, wanted: list[str]) -> None:
    assert names(above=above) == wanted


BEHIND = [
    ("<p><em>Awa Koné</em></p>", ["Awa Koné"]),
    ("<p><strong>Awa Koné/Paul Bado</strong></p>", ["Awa Koné", "Paul Bado"]),
    ('<p style="text-align:right"><b>AFP/APS</b></p>', ["AFP/APS"]),
    ("<p>Pour aller plus loin</p>", []),
    ("<h3>Le mot de la fin</h3>", []),
    ("<p>Awa Koné</p>", []),
]


@pytest.mark.parametrize(("markup", "wanted"), BEHIND)
def test_signatures_are_set_apart(markup: str, wanted: list[str]) -> None:
    assert names(markup) == wanted


TOLD_AND_SHOWN = [
    # a login gives way to a signature, and so does the site
    (by("akone"), "<p><em>Awa Koné</em></p>", "", ["Awa Koné"]),
    (by("L'Écho") + '<meta property="og:site_name" content="L\'Écho">', "<p><em>Awa Koné</em></p>", "", ["Awa Koné"]),
    # a newsroom is better than nobody
    (ld(author={"@type": "Organization", "name": "Rédaction de L'Écho"}), "", "", ["Rédaction de L'Écho"]),
    # an organization by type, a person by name
    (ld(author={"@type": ["Person", "Organization"], "name": "Awa Koné"}), "", "", ["Awa Koné"]),
    # the account that posted the story, while two places of the page show who wrote it
    (
        by("Luc Somda"),
        "",
        '<p class="author">Par <a href="/auteurs/awa">Awa Koné</a></p>',
        ["Awa Koné"],
    ),
    # one that only checks it shows beside whom is told
    (by("Awa Koné"), "", '<p class="author">Awa Koné, Luc Somda</p>', ["Awa Koné"]),
    (ld() + ld(**{"@type": "Person", "name": "Awa Koné"}), "", "", ["Awa Koné"]),
]


@pytest.mark.parametrize(("head", "markup", "above", "wanted"), TOLD_AND_SHOWN)
def test_what_is_told_and_what_is_shown(head: str, markup: str, above: str, wanted: list[str]) -> None:
    assert names(markup, head=head, above=above) == wanted


def test_every_source_is_told_with_its_words() -> None:
    html = page(paragraphs(), head=ld(author="Awa Koné, journaliste")).replace(
        "</h1>", '</h1><p class="author">Par Awa Koné</p>'
    )
    told = [(c.source, c.raw, c.names, c.is_winner) for c in author_candidates(look(parse(html, URL)))]
    assert told[0] == ("json-ld", ("Awa Koné, journaliste",), ("Awa Koné",), True)
    assert ("class", ("Par Awa Koné",), ("Awa Koné",), False) in told
