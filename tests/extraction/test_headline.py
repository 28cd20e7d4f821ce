from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction import extract
from newsarchive.extraction.article import look
from newsarchive.extraction.headline import headline_candidates
from newsarchive.extraction.page import parse
from newsarchive.extraction.titles import is_host, without_section, without_site
from tests.extraction.making import PROSE, URL, paragraphs
from tests.extraction.test_fields import ld

HEADLINE = "Le pont de Wara rouvre aux camions"


def story(headings: str, *, title: str = f"{HEADLINE} | L'Écho", head: str = "", below: str = "") -> str:
    return (
        f'<html lang="fr"><head><title>{title}</title>{head}</head><body><header><a href="/">L\'Écho</a></header>'
        f'<main><article>{headings}<div class="entry-content">{paragraphs()}{below}</div></article></main></body>'
    )


def headline(headings: str, *, url: str = URL, **kwargs: str) -> str:
    return extract(story(headings, **kwargs), url).headline


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


SEARCH = "Pont de Wara : réouverture, dates et itinéraires"
SHOWN = "À Wara, les camions retrouvent enfin le chemin du port"


@pytest.mark.parametrize(
    "head", [ld(headline=SHOWN), og(SHOWN), ld(headline=SEARCH) + og(f"Après neuf mois : {SHOWN}")]
)
def test_the_editors_headline_stands_under_an_h1_for_search_engines(head: str) -> None:
    headings = f"<h1>{SEARCH}</h1><p>Société</p><h2>{SHOWN}</h2>"
    assert headline(headings, title=f"{SEARCH} | L'Écho", head=head) == SHOWN


def test_a_heading_nobody_declares_is_no_headline() -> None:
    headings = f"<h1>{SEARCH}</h1><h2>{SHOWN}</h2>"
    assert headline(headings, title=f"{SEARCH} | L'Écho", head=ld(headline=SEARCH)) == SEARCH


def test_the_end_of_the_h1_is_no_headline_of_its_own() -> None:
    headings = f"<h1>Wara : {SHOWN}</h1><h2>{SHOWN}</h2>"
    assert headline(headings, title=f"Wara : {SHOWN}", head=ld(headline=f"Wara : {SHOWN}")) == f"Wara : {SHOWN}"


@pytest.mark.parametrize(
    "inner",
    [
        f'<span class="article__kicker">Transports</span> {HEADLINE}',
        f'<span class="dachzeile">Transports</span><span class="headline">{HEADLINE}</span>',
        f'<span class="x1">Transports</span><span class="vh">:</span><span class="x2">{HEADLINE}</span>',
        f"<small>Transports</small><br>{HEADLINE}",
        f'<time datetime="2024-03-03">3 mars</time> {HEADLINE}',
        f"{HEADLINE} <small>03.03.2024</small>",
        f'{HEADLINE} <span class="comment-count">17</span>',
        f'<a href="/le-pont">{HEADLINE}</a> <span class="title-date">/ mars 2024</span>',
    ],
)
def test_kicker_date_and_count_in_the_heading_are_no_part_of_the_headline(inner: str) -> None:
    assert headline(f"<h1>{inner}</h1>") == HEADLINE


def test_a_kicker_the_page_itself_takes_into_its_headline_stays() -> None:
    whole = f"Transports : {HEADLINE}"
    inner = f'<span class="kicker">Transports</span><span class="title">{HEADLINE}</span>'
    assert headline(f"<h1>{inner}</h1>", title=f"{whole} | L'Écho", head=ld(headline=whole)) == whole
    assert headline(f"<h1>{inner}</h1>", title=f"{whole} | L'Écho", head=ld(headline=whole) + og(HEADLINE)) == HEADLINE


def test_words_in_italics_are_no_kicker() -> None:
    assert headline("<h1><em>Wara</em> : le pont rouvre aux <i>camions</i></h1>", title="Wara") == (
        "Wara : le pont rouvre aux camions"
    )


def test_lines_set_apart_by_style_alone_do_not_run_into_each_other() -> None:
    inner = '<span class="l1">Le pont de Wara</span><span class="l2">rouvre aux camions</span>'
    assert headline(f"<h1>{inner}</h1>") == HEADLINE


def test_a_headline_set_in_two_headings() -> None:
    whole = "Wara et son pont : la longue attente"
    headings = "<h1>Wara et son pont</h1><h1>La longue attente</h1>"
    assert headline(headings, title=whole, head=ld(headline=whole)) == whole


def test_an_h1_that_is_the_whole_title_of_the_page() -> None:
    title = f"{HEADLINE} | Dossiers du fleuve | L'Écho"
    assert headline(f"<h1>{title}</h1><h2>{HEADLINE}</h2>", title=title) == HEADLINE


def test_a_heading_of_the_story_does_not_beat_the_h1_above_it() -> None:
    body = f"<h2>Pont de Wara : quelles dates ?</h2><p>{PROSE[1] * 2}</p>"
    prose = "".join(f"<p>{p * 2}</p>" for p in PROSE)
    page = story("<h1>Tout savoir sur la réouverture</h1>", title="Pont de Wara : les dates", below=prose + body)
    assert extract(page, URL).headline == "Tout savoir sur la réouverture"


def test_a_subtitle_is_no_headline() -> None:
    title = "Vu du fleuve - Ce que les piles du pont disent de la ville : L'Écho"
    headings = "<h1>Vu du fleuve</h1><h2>Ce que les piles du pont disent de la ville</h2>"
    assert headline(headings, title=title) == "Vu du fleuve"


def test_an_exact_h1_is_not_taken_for_the_name_of_the_site() -> None:
    title = "Wara, et après ? - Ce que les piles du pont disent de la ville"
    headings = "<h1>Wara, et après ?</h1>"
    below = "<h2>Ce que les piles du pont disent de la ville</h2>"
    assert headline(headings, title=title, head=og("Wara, et après ?"), below=below) == "Wara, et après ?"


def test_a_page_that_declares_no_headline_has_it_above_its_text() -> None:
    headings = f"<h2>{HEADLINE}</h2>"
    assert headline(headings, title="Actualités - Société - L'Écho") == HEADLINE
    assert headline("<h2>Lire</h2>", title=HEADLINE) == HEADLINE


def test_entities_escaped_twice_in_a_heading() -> None:
    assert headline("<h1>Ponts &amp;amp; chauss&amp;eacute;es rouverts à Wara</h1>", title="Ponts") == (
        "Ponts & chaussées rouverts à Wara"
    )


def test_the_section_behind_a_bar_is_no_part_of_the_headline() -> None:
    page = story(f"<h1>{HEADLINE} | Société</h1>", title=f"{HEADLINE} | Société")
    assert extract(page, "https://echo.example/societe/le-pont").headline == HEADLINE
    assert without_section(f"{HEADLINE} | Wara", None, "/societe/le-pont") == f"{HEADLINE} | Wara"


@pytest.mark.parametrize(
    ("title", "names", "url", "text"),
    [
        (f"{HEADLINE} | Wara-Echo.example", [], "https://www.wara-echo.example/a", HEADLINE),
        (f"{HEADLINE} - Wara Echo", ["L'Autre"], "https://www.waraecho.example/a", HEADLINE),
        (f"WaraEcho: {HEADLINE}", [], "https://waraecho.example/a", f"WaraEcho: {HEADLINE}"),
        (f"WaraEcho | {HEADLINE} à l'aube, et la ville respire", [], "https://waraecho.example/a", None),
        ("瓦拉大桥今晨重新开放，货车排起长龙-回声报", [], URL, "瓦拉大桥今晨重新开放，货车排起长龙"),
        (
            "와라 대교 재개통, 화물차 행렬ㅣ메아리일보",
            ["메아리일보"],
            URL,
            "와라 대교 재개통, 화물차 행렬",
        ),
        ("Aller-retour à Wara", [], URL, "Aller-retour à Wara"),
    ],
)
def test_the_name_of_the_site_is_cut_off(title: str, names: list[str], url: str, text: str | None) -> None:
    assert without_site(title, names, url) == (text or f"{HEADLINE} à l'aube, et la ville respire")


def test_a_host_is_known_by_its_name() -> None:
    assert is_host("Wara Echo", "https://www.wara-echo.example/x")
    assert not is_host("Wara", "https://www.wara-echo.example/x")
    assert not is_host("Wara", "")


def test_candidates_are_given_with_their_sources_the_chosen_one_first() -> None:
    page = story(f"<h1>{SEARCH}</h1><h2>{SHOWN}</h2>", title=f"{SEARCH} | L'Écho", head=ld(headline=SHOWN))
    found = headline_candidates(look(parse(page, URL)))
    assert [(c.source, c.text) for c in found] == [
        ("heading under", SHOWN),
        ("heading", SEARCH),
        ("json-ld", SHOWN),
        ("title", SEARCH),
    ]
    assert found[-1].raw == f"{SEARCH} | L'Écho"


@given(
    st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3), st.sampled_from([URL, "", "https://a.example/"])
)
def test_cutting_gives_a_part_of_the_title(title: str, names: list[str], url: str) -> None:
    assert without_site(title, names, url) in title
