from __future__ import annotations

from itertools import product

import pytest

from newsarchive.extraction import extract
from newsarchive.extraction.explain import explain
from newsarchive.model import BlockKind, LinkKind
from tests.extraction.making import PROSE, URL, page, paragraphs


def body_of(markup: str) -> list[str]:
    return extract(page(markup), URL).body.split("\n\n")


NOISE = [
    "<p>Publicité</p>",
    "<p>- Publicité -</p>",
    "<p>- Publicité-</p>",
    "<p><strong>PUBLICITÉ</strong></p>",
    "<p>(Publicité)</p>",
    "<div>Advertisement</div>",
    '<div class="code-block code-block-2"><p>Publicité</p><a href="/clic"><img src="b.png"></a></div>',
    '<div class="td-a-rec"><span>– Publicité –</span></div>',
    '<div class="sharedaddy"><h3>Partager :</h3><ul><li><a href="https://f.example/s">Facebook</a></li></ul></div>',
    '<div class="newsletter-box"><h3>Lettre d’information</h3><p>Recevez nos titres, gratuitement.</p></div>',
    "<p>Recevez chaque matin l’essentiel de l’actualité</p>",
    '<div id="cookie-notice"><p>Nous utilisons des cookies pour mesurer l’audience de ce site.</p></div>',
    "<aside><h4>En bref</h4><p>Une brève qui n’a rien à voir avec ce que nous racontons ici.</p></aside>",
    '<figure><img src="a.jpg"><figcaption>Le pont, mardi. © DR</figcaption></figure>',
    '<div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">Le pont, mardi.</p></div>',
    '<blockquote class="twitter-tweet"><p>Trois kilomètres de file, du jamais vu !</p>— Une voyageuse</blockquote>',
    '<blockquote class="instagram-media"><p>Une publication partagée par le port.</p></blockquote>',
    '<p class="post-tags">Étiquettes : <a href="/t/pont" rel="tag">Pont</a></p>',
    "<p><a href='/autre'>Le bac tombe encore en panne à Wara</a></p>",
    '<div class="author-bio"><p>Journaliste depuis dix ans, elle couvre les transports pour L’Écho.</p></div>',
    "<script>var texte = 'jamais';</script><style>p { color: red }</style><noscript><p>Activez</p></noscript>",
    '<p class="has-text-align-center">Temps de lecture : 3 min</p>',
]


@pytest.mark.parametrize("markup", NOISE)
def test_noise_between_paragraphs_is_dropped(markup: str) -> None:
    assert body_of(paragraphs(markup)) == PROSE


CALLOUTS = [
    "A LIRE AUSSI : {a}",
    "À lire aussi : {a}",
    "LIRE AUSSI – {a}",
    "Lire aussi {a}",
    "<span>Lire aussi</span>{a}",
    "Lire également : {a}",
    "Sur le même sujet : {a}",
    "Voir aussi : {a}",
    "► {a}",
    ">> {a}",
    "Read also: {a}",
    "Lesen Sie auch: {a}",
    "Baca juga: {a}",
]
LINK = '<a href="/societe/le-bac?utm_source=site" rel="nofollow">Le bac tombe encore en panne à Wara</a>'


@pytest.mark.parametrize("words", CALLOUTS)
@pytest.mark.parametrize("frame", ["<p>{}</p>", "<p><strong>{}</strong></p>", "<div><em>{}</em></div>", "<h4>{}</h4>"])
def test_a_callout_is_a_related_link_and_no_text(words: str, frame: str) -> None:
    article = extract(page(paragraphs(frame.format(words.format(a=LINK)))), URL)
    assert article.body.split("\n\n") == PROSE
    [link] = article.links
    assert (link.kind, link.url, link.rel) == (
        LinkKind.RELATED,
        "https://echo.example/societe/le-bac?utm_source=site",
        "nofollow",
    )


def test_a_callout_over_a_list() -> None:
    markup = "<p><strong>À lire aussi</strong></p><ul>" + "".join(
        f'<li><a href="/a{n}">Un titre assez long pour en être un, {n}</a></li>' for n in range(3)
    )
    article = extract(page(paragraphs(markup + "</ul>")), URL)
    assert article.body.split("\n\n") == PROSE
    assert [link.url for link in article.links] == [f"https://echo.example/a{n}" for n in range(3)]


KEPT = [
    "Le reste de l’enveloppe, soit 878 millions, ira à la publicité, aux affiches et à la location.",
    "La maire invite les lecteurs à lire aussi les annexes du rapport, disponibles au guichet.",
    "Les abonnés au réseau d’eau paieront 1 450 francs par mois à partir du 23 juillet.",
    "Lire, disait-il, c’est partir sans payer sa place, et revenir plus lourd qu’au départ.",
    "Partager le pain et la route, voilà ce qui tient un village debout, selon le doyen.",
    "Le 12 mars 2024, la dalle cédait sous un convoi de ciment parti de la capitale.",
]


@pytest.mark.parametrize("sentence", KEPT)
def test_prose_that_mentions_such_words_stays(sentence: str) -> None:
    assert body_of(paragraphs(f"<p>{sentence}</p>")) == [PROSE[0], sentence, *PROSE[1:]]


RIGHT = '<p style="text-align:right"><em>{}</em></p>'


@pytest.mark.parametrize(
    ("line", "frame"),
    [
        *product(["Awa KONÉ", "Rakieta K. (stagiaire)"], ["<p>{}</p>", RIGHT, "<h6>{}</h6>"]),
        # As a heading it would head nothing.
        *product(["Avec AFP"], ["<p>{}</p>", RIGHT]),
    ],
)
def test_a_signature_stays(line: str, frame: str) -> None:
    assert body_of(paragraphs() + frame.format(line)) == [*PROSE, line]


def test_no_character_that_a_terminal_would_obey_gets_into_a_body() -> None:
    body = body_of(paragraphs("<p>Un mot&#27;]0;x&#7; de passe, un&#155;31m autre et un\u200b dernier, à la fin.</p>"))
    assert "Un mot]0;x de passe" in body[1]
    assert all(line.isprintable() for line in body)


def test_kinds_of_blocks() -> None:
    markup = (
        "<h2>Un chantier</h2><blockquote><p>On ne perdra plus deux jours à chaque voyage.</p></blockquote>"
        "<ul><li>un péage à 500 francs ;</li><li>une fermeture la nuit.</li></ul>"
        "<table><tr><th>Jour</th><th>Camions</th></tr><tr><td>Lundi</td><td>1 204</td></tr></table>"
    )
    article = extract(page(paragraphs(markup)), URL)
    assert [(b.kind, b.level, b.text) for b in article.blocks[1:6]] == [
        (BlockKind.HEADING, 2, "Un chantier"),
        (BlockKind.QUOTE, None, "On ne perdra plus deux jours à chaque voyage."),
        (BlockKind.LIST_ITEM, None, "un péage à 500 francs ;"),
        (BlockKind.LIST_ITEM, None, "une fermeture la nuit."),
        (BlockKind.TABLE, None, "Jour\tCamions\nLundi\t1 204"),
    ]
    assert "Jour\nCamions\nLundi\n1 204" in article.body


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<p>Un <b>deux</b>, trois<i>-quatre</i> et tout le reste de la phrase.</p>",
            "Un deux, trois-quatre et tout le reste de la phrase.",
        ),
        (
            "<p>Une ligne<br>puis une autre, dans le même paragraphe.</p>",
            "Une ligne puis une autre, dans le même paragraphe.",
        ),
        ("<p>Dix&nbsp;mille&#8239;francs\u00ad et\u200b pas un de plus.</p>", "Dix mille francs et pas un de plus."),
        ("<p>A &amp; B, c&rsquo;est la même chose, dit-elle.</p>", "A & B, c’est la même chose, dit-elle."),
        ("<p>\n  Du texte   mis\n  en page.  Fin de la phrase.\n</p>", "Du texte mis en page. Fin de la phrase."),
    ],
)
def test_words_are_neither_glued_nor_split(markup: str, text: str) -> None:
    assert body_of(paragraphs(markup))[1] == text


def test_two_breaks_part_paragraphs() -> None:
    assert body_of("<div>" + "<br><br>".join(PROSE) + "</div>") == PROSE


def test_every_link_is_told_once() -> None:
    """Blocks once shared one list of links: every link of the page came back with every block."""
    markup = '<p>Un premier <a href="/un">document officiel</a> et <a href="#note">une note</a> de bas de page.</p>'
    article = extract(
        page(paragraphs(markup, '<p>Puis <a href="https://ailleurs.example/deux">un autre</a>, plus loin.</p>')), URL
    )
    assert [(link.url, link.text, link.kind, link.position) for link in article.links] == [
        ("https://echo.example/un", "document officiel", LinkKind.INLINE, 0),
        ("https://ailleurs.example/deux", "un autre", LinkKind.INLINE, 1),
    ]


BROKEN = {
    "early end of the document": f"<p>{PROSE[0]}</p></body></html><p>{PROSE[1]}</p><p>{PROSE[2]}</p>" + "<!-- -->" * 40,
    "stray end tags": f"<p>{PROSE[0]}</div></span><p>{PROSE[1]}<p>{PROSE[2]}</div>",
    "paragraphs left open": "".join(f"<p>{p}" for p in PROSE),
    "text in a template": f"<template>{'<p>' * 0}" + "".join(f"<p>{p} {p} {p}</p>" for p in PROSE) + "</template>",
    "a menu button left open": '<button class="menu">' + "".join(f"<p>{p} {p} {p}</p>" for p in PROSE),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_pages_keep_their_text(name: str) -> None:
    body = extract(page(BROKEN[name]), URL).body
    assert all(p in body for p in PROSE)
    assert "droits réservés" not in body


def test_a_lead_above_the_container_comes_first_and_once() -> None:
    lead = "Fermé depuis mars, l'ouvrage supporte de nouveau les gros porteurs, selon la mairie."
    html = page(paragraphs()).replace(
        '<div class="entry-content">',
        f'<p class="chapo">{lead}</p><p class="chapo mobile">{lead}</p><div class="entry-content">',
    )
    assert extract(html, URL).body.split("\n\n") == [lead, *PROSE]


def test_everything_has_a_verdict() -> None:
    decisions = explain(page(paragraphs("<p>Publicité</p>")), URL).decisions
    rules = {d.text: (d.is_kept, d.rule) for d in decisions}
    assert rules["Publicité"] == (False, "ad label")
    assert all(rules[p] == (True, "text") for p in PROSE)
    assert any(rule.startswith("zone: aside") for _, rule in rules.values())


def test_captions_and_credits_go_to_the_images() -> None:
    article = extract(
        page(paragraphs('<figure><img src="/p.jpg"><figcaption>Le pont. Photo : A. K.</figcaption></figure>')), URL
    )
    [image] = article.images
    assert (image.url, image.caption, image.credit) == (
        "https://echo.example/p.jpg",
        "Le pont. Photo : A. K.",
        "Photo : A. K.",
    )


CREDITS = [
    ("Le pont. © DR", "© DR"),
    ("Le pont, mardi (photo : K. N. E.)", "photo : K. N. E."),
    ("Le pont. Photo L’Écho/Régine Vial", "Photo L’Écho/Régine Vial"),
    ("Le pont / Crédit photo : Awa Koné", "Crédit photo : Awa Koné"),
    ("The bridge. Picture: Ada Quill", "Picture: Ada Quill"),
    ("The bridge. Photograph by Ada Quill", "Photograph by Ada Quill"),
    ("Die Brücke. Foto: Arno Gehrke/dpa", "Foto: Arno Gehrke/dpa"),
    ("다리가 다시 열렸다. 사진=윤서진", "사진=윤서진"),
    ("大桥恢复通车。林晓舟 摄", "林晓舟 摄"),
    ("Мост открыт. Фото: Илья Ветлугин", "Фото: Илья Ветлугин"),
    ("Une photo de famille devant le pont", None),
    ("L’image d’un pont qui tient, dit la mairie", None),
    ("The picture that nobody took", None),
    ("Le pont de Wara", None),
]


@pytest.mark.parametrize(("caption", "credit"), CREDITS)
def test_the_credit_in_a_caption(caption: str, credit: str | None) -> None:
    markup = f'<figure><img src="/p.jpg"><figcaption>{caption}</figcaption></figure>'
    [image] = extract(page(paragraphs(markup)), URL).images
    assert (image.caption, image.credit) == (caption, credit)


TITLE = "Le pont rouvre aux camions"


@pytest.mark.parametrize("part", ["article", "main", "section"])
def test_a_page_without_a_body_tag(part: str) -> None:
    html = f"<!doctype html><html lang=fr><title>{TITLE}</title><{part}><h1>{TITLE}</h1>{paragraphs()}</{part}>"
    assert [b.text for b in extract(html, URL).blocks] == PROSE


def test_a_first_sentence_with_a_date_is_no_by_line() -> None:
    first = "On 5 March 2026 the mayor cut the ribbon."
    article = extract(page(f"<p>{first}</p>{paragraphs()}"), URL)
    assert [b.text for b in article.blocks] == [first, *PROSE]
    assert article.date_published is None
