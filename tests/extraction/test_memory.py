"""The memory of a site: what returns on its pages is none of any article's, and nothing else is lost."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract, memory
from newsarchive.extraction.article import look
from newsarchive.extraction.explain import explain
from newsarchive.extraction.memory import bearing, fingerprint, fingerprints, impression_of, learn, signature
from newsarchive.extraction.page import parse
from newsarchive.model import Impression, SiteMemory
from tests.extraction.making import page
from tests.extraction.test_purity import MARKUP

NOTICE = "Ce journal est imprimé la nuit par onze personnes, et il arrive au village avant le premier autocar."
URL = "https://echo.example/{}/"

_SUBJECTS = ("Le maire", "La directrice", "Un éleveur", "Le comité", "La fanfare", "Une lycéenne", "La préfète")
_VERBS = ("refuse", "annonce", "reporte", "raconte", "défend", "prépare", "découvre", "conteste")
_THINGS = ("le barrage", "la foire", "une étude", "le vieux moulin", "la collecte", "un bus", "la digue")


def sentence(number: int) -> str:
    """Give one sentence a number, and no other number the same."""
    dice = random.Random(number)
    return (
        f"{dice.choice(_SUBJECTS)} {dice.choice(_VERBS)} {dice.choice(_THINGS)}, dossier {number}, "
        f"après {dice.randrange(2, 90)} jours de débats dans la salle des fêtes de Wara."
    )


def story(number: int, *extra: str, at: int = 2, sentences: int = 6) -> str:
    """Write a page of sentences that no other page has, ``extra`` markup among them."""
    parts = [f"<p>{sentence(number * 100 + n)}</p>" for n in range(sentences)]
    return page("".join([*parts[:at], *extra, *parts[at:]]), headline=f"La chronique numéro {number} du canton")


def impression(number: int, html: str) -> Impression:
    view = look(parse(html, URL.format(number)))
    return impression_of(URL.format(number), view.walk, view.unaided, view.headline_at)


def learned(pages: dict[int, str]) -> SiteMemory:
    return learn(impression(number, html) for number, html in pages.items())


def body(number: int, html: str, known: SiteMemory | None = None) -> list[str]:
    return extract(html, URL.format(number), memory=known).body.split("\n\n")


def alone(number: int, sentences: int = 6) -> list[str]:
    return [sentence(number * 100 + n) for n in range(sentences)]


WRAPPERS = [
    "<p>{}</p>",
    "<div><p>{}</p></div>",
    "<div class='zq'><div><span>{}</span></div></div>",
    "<blockquote><p>{}</p></blockquote>",
    "<ul><li>{}</li></ul>",
    "<h3>{}</h3>",
    "<section>{}</section>",
    "<p><strong>{}</strong></p>",
]


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("at", [0, 2, 6])
def test_what_returns_is_dropped_whatever_its_wrapper(wrapper: str, at: int) -> None:
    pages = {n: story(n, wrapper.format(NOTICE), at=at) for n in range(8)}
    known = learned(pages)
    if (wrapper, at) != ("<h3>{}</h3>", 6):  # a heading that heads nothing is dropped on any page
        assert NOTICE in body(3, pages[3])
    for number, html in pages.items():
        assert body(number, html, known) == alone(number)


def test_the_rule_says_on_how_many_pages() -> None:
    pages = {n: story(n, f"<p>{NOTICE}</p>") for n in range(8)}
    found = explain(pages[0], URL.format(0), memory=learned(pages))
    assert [(d.is_kept, d.rule) for d in found.decisions if d.text == NOTICE] == [(False, "on 8 pages of this site")]


@pytest.mark.parametrize(("times", "stays"), [(1, True), (2, True), (3, False)])
def test_it_takes_three_pages(times: int, stays: bool) -> None:
    pages = {n: story(n, f"<p>{NOTICE}</p>" if n < times else "") for n in range(6)}
    assert (NOTICE in body(0, pages[0], learned(pages))) is stays


def test_a_paragraph_an_agency_repeats_in_one_affair_stays() -> None:
    pages = {n: story(n, f"<p>{NOTICE}</p>" if n % 12 == 0 else "") for n in range(60)}
    assert not learned(pages).blocks
    # A small paper may be full of one affair.
    few = {n: story(n, f"<p>{NOTICE}</p>" if n % 4 == 0 else "") for n in range(16)}
    assert not learned(few).blocks


def of_an_author(*, at: int = 6, times: int = 6, sentences: int = 6) -> dict[int, str]:
    """Give a site of 120 pages, some of them with a few words on their author."""
    return {n: story(n, f"<p>{NOTICE}</p>" if n < times else "", at=at, sentences=sentences) for n in range(120)}


def test_what_always_stands_at_the_end_takes_fewer_pages() -> None:
    pages = of_an_author()
    assert body(0, pages[0], learned(pages)) == alone(0)


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(of_an_author(times=4), id="too few"),
        pytest.param(of_an_author(at=2), id="in the text"),
        pytest.param(of_an_author() | {0: of_an_author(at=1)[0]}, id="once in the text"),
        pytest.param(
            {n: html.replace("<p>", f"<p>{NOTICE}</p><p>", n < 6) for n, html in of_an_author().items()},
            id="at the beginning, too",
        ),
        pytest.param(of_an_author(at=3, sentences=3), id="of a short text everything is its end"),
    ],
)
def test_what_stands_elsewhere_too_does_not(pages: dict[int, str]) -> None:
    known = learned(pages)
    assert not known.blocks
    assert body(0, pages[0], known) == body(0, pages[0])


def test_the_same_article_under_many_addresses_is_one_page() -> None:
    pages = {n: story(1 if n < 9 else n, f"<p>{NOTICE}</p>" if n < 9 else "") for n in range(14)}
    known = learned(pages)
    assert not known.blocks
    assert known.pages == 6
    assert body(0, pages[0], known) == body(0, pages[0])
    nearly = {n: story(1, f"<p>{sentence(9000 + n)}</p>") if n < 9 else story(n) for n in range(14)}
    assert not learned(nearly).blocks


def test_pages_that_say_little_of_their_own_teach_nothing() -> None:
    filler = "".join(f"<p>{sentence(70_000 + n)}</p>" for n in range(6))
    pages = {n: story(n, filler, sentences=1, at=1) for n in range(40)}
    known = learned(pages)
    assert not known.blocks
    assert body(0, pages[0], known) == body(0, pages[0])


def test_a_page_seen_twice_counts_once() -> None:
    twice = [impression(n, story(n, f"<p>{NOTICE}</p>" if n < 2 else "")) for n in (0, 1, 2, 3, 0, 1, 0, 1)]
    assert not learn(twice).blocks


def test_labels_and_signatures_stay_unless_most_pages_bear_them() -> None:
    marks = "<h3>Les faits et leur suite</h3>{}<p>Awa Koné</p>"
    some = {n: story(n, marks.format(f"<p>{sentence(5000 + n)}</p>") if n % 5 == 0 else "") for n in range(30)}
    assert body(0, some[0], learned(some)) == body(0, some[0])
    all_of_them = {n: story(n, "<p>Le canton chaque matin</p>", "<p>Awa Koné</p>", at=6) for n in range(30)}
    assert body(0, all_of_them[0], learned(all_of_them)) == [*alone(0), "Awa Koné"]


def test_the_heading_of_a_box_goes_with_its_text() -> None:
    box = f"<section><h3>Comment nous comptons</h3><p>{NOTICE}</p></section>"
    pages = {n: story(n, box if n % 6 == 0 else "") for n in range(60)}
    known = learned(pages)
    assert len(known.blocks) == 2
    assert body(0, pages[0], known) == alone(0)


def test_a_headline_like_a_text_that_returns_is_the_headline() -> None:
    pages = {n: story(n, f"<p>{NOTICE}</p>") for n in range(8)}
    about = page("".join(f"<p>{text}</p>" for text in alone(50)), headline=NOTICE)
    article = extract(about, URL.format(50), memory=learned(pages))
    assert article.headline == NOTICE
    assert article.body.split("\n\n") == alone(50)


def test_a_box_that_outweighs_a_short_story_is_not_taken_for_it() -> None:
    box = "<div>" + "".join(f"<p>{sentence(80_000 + n)}</p>" for n in range(9)) + "</div>"

    def laid_out(number: int, sentences: int) -> str:
        text = "".join(f"<p>{text}</p>" for text in alone(number, sentences))
        return page(f"{box}<div class='kolom'>{text}</div>", headline=f"Le canton, {number}").replace(
            "entry-content", "zq"
        )

    pages = {n: laid_out(n, 30) for n in range(1, 30)}
    short = laid_out(99, 2)
    assert sentence(80_000) in body(99, short)
    assert body(99, short, learned(pages)) == alone(99, 2)


def test_a_container_found_alike_on_many_pages_is_trusted_over_a_guess() -> None:
    def laid_out(number: int, letters: int) -> str:
        text = "".join(f"<p>{text}</p>" for text in alone(number))
        beside = "".join(f"<p>{sentence(60_000 + number * 50 + n)}</p>" for n in range(letters))
        columns = f'<div class="rangee"><div class="kolom">{text}</div><div class="bord">{beside}</div></div>'
        return page(columns, headline=f"Le canton, {number}").replace("entry-content", "zq")

    pages = {n: laid_out(n, 8 if n % 10 == 0 else 0) for n in range(1, 31)}
    known = learned(pages)
    assert list(known.containers) == ["div.kolom"]
    assert body(10, pages[10]) != alone(10)
    assert body(10, pages[10], known) == alone(10)
    assert body(11, pages[11], known) == body(11, pages[11]) == alone(11)


def test_a_page_without_the_known_container_is_read_as_it_is() -> None:
    known = SiteMemory(pages=30, blocks={}, containers={"div.kolom": 30})
    html = story(1)
    assert body(1, html, known) == alone(1)
    split = page(
        "".join(f'<div class="kolom"><p>{text}</p></div>' for text in alone(1) * 3), headline="Le canton en morceaux"
    ).replace("entry-content", "zq")
    assert body(1, split, known) == body(1, split)


def test_what_stood_after_or_above_a_text_that_returns_stays() -> None:
    pages = {n: story(n, f"<h3>Le détail, page {n}</h3><p>{NOTICE}</p>", at=6) for n in range(8)}
    assert body(0, pages[0], learned(pages)) == [*alone(0), "Le détail, page 0"]
    # So much less text is left once the notices are gone that this heading would end the article.
    notices = "".join(f"<p>{sentence(40_000 + n)}</p>" for n in range(5))
    heading = f"<h3>Commentaires</h3><p>{sentence(41_000)}</p>"
    ended = {n: story(n, heading if n == 3 else "", notices, at=4) for n in range(8)}
    known = learned(ended)
    assert set(body(3, ended[3])) - set(body(3, ended[3], known)) <= {sentence(40_000 + n) for n in range(5)}


def test_what_is_known_never_decides_whether_there_is_an_article() -> None:
    pages = {n: story(n, f"<p>{NOTICE}</p>") for n in range(8)}
    film = page(f"<p>{NOTICE}</p>", headline="Le film de la semaine")
    assert extract(film, URL.format(99)).body == NOTICE
    article = extract(film, URL.format(99), memory=learned(pages))
    assert (article.headline, article.body) == ("Le film de la semaine", "")


def test_an_impression_does_not_depend_on_a_memory() -> None:
    pages = {n: story(n, f"<div><p>{NOTICE}</p></div>") for n in range(8)}
    known = learned(pages)
    for number, html in pages.items():
        view = look(parse(html, URL.format(number)), memory=known)
        again = impression_of(URL.format(number), view.walk, view.unaided, view.headline_at)
        assert again == impression(number, html)


def test_a_memory_that_bears_on_a_page_alike_reads_it_alike() -> None:
    pages = {n: story(n, f"<p>{NOTICE}</p>" if n < 8 else "") for n in range(10)}
    known = learned(pages)
    with_it, without = impression(0, pages[0]), impression(9, pages[9])
    assert bearing(None, with_it) == bearing(known, without) == 0
    assert bearing(known, with_it) == bearing(replace(known, pages=99), with_it) != 0
    elsewhere = replace(known, containers={"div.ailleurs": 8})
    assert bearing(elsewhere, without) not in (0, bearing(known, with_it))


def test_it_travels() -> None:
    known = learned({n: story(n, f"<p>{NOTICE}</p>") for n in range(8)})
    assert pickle.loads(pickle.dumps(known)) == known
    assert known.blocks
    assert known.containers


def test_it_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    long = page("".join(f"<p>{sentence(n)}</p>" for n in range(2000)))
    assert len(list(fingerprints(impression(0, long)))) == memory.MOST_BLOCKS
    monkeypatch.setattr(memory, "MOST_TEXTS", 2)
    notices = "".join(f"<p>{sentence(90_000 + n)}</p>" for n in range(4))
    assert len(learned({n: story(n, notices, sentences=12) for n in range(9)}).blocks) == 2


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ('<div class="post-12 texte category-sport">', '<div class="texte post-3">', "div.texte"),
        ('<div id="corps-18"><div class="a7">', '<div class="is-new"><div>', "article > div > div"),
        ('<div id="corps">', '<div id="corps" class="no-pub">', "div#corps"),
    ],
)
def test_a_container_is_named_without_what_varies(one: str, other: str, name: str) -> None:
    for markup in (one, other):
        tree = parse(f"<html><body><article>{markup}<p>x</p></div></article></body></html>", URL).tree
        assert signature(list(tree.iter("div"))[-1]) == name


def test_a_container_without_a_name_anywhere_has_none() -> None:
    tree = parse("<html><body><div><div><div><div><div><p>x</p></div></div></div></div></div></body></html>", URL).tree
    assert signature(list(tree.iter("div"))[-1]) == ""


# A site: each page is a list of parts, a number a sentence; 4 and 5 are another one on every page, the others return.
_PARTS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(WRAPPERS)), max_size=5)
SITES = st.lists(_PARTS, min_size=1, max_size=14)


def built(site: list[list[tuple[int, str]]]) -> dict[int, str]:
    return {
        number: story(
            number,
            *(
                wrapper.format(sentence(500_000 + (part if part < 4 else 100 * number + 10 + at)))
                for at, (part, wrapper) in enumerate(parts)
            ),
            at=number % 7,
        )
        for number, parts in enumerate(site)
    }


@settings(max_examples=60)
@given(SITES)
def test_no_sentence_that_is_on_fewer_than_three_pages_is_ever_removed(site: list[list[tuple[int, str]]]) -> None:
    pages = built(site)
    known = learned(pages)
    bodies = {number: body(number, html) for number, html in pages.items()}
    for number, html in pages.items():
        for text in set(bodies[number]) - set(body(number, html, known)):
            assert sum(text in html for html in pages.values()) >= memory.FEWEST


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.lists(MARKUP, min_size=1, max_size=4))
def test_no_page_breaks_it(markups: list[str]) -> None:
    pages = {n: story(n % 2, markup) for n, markup in enumerate(markups)}
    known = SiteMemory(
        pages=9, blocks={fingerprint(text): 9 for text in alone(1)}, containers={"article": 9, "main": 3}
    )
    for number, html in pages.items():
        alike = []
        for _ in range(2):
            try:
                alike.append(extract(html, URL.format(number), memory=known))
            except NotAnArticle as error:
                alike.append(error.reason)
        assert alike[0] == alike[1]


@settings(max_examples=40)
@given(SITES, st.randoms(use_true_random=False))
def test_the_order_of_pages_does_not_matter(site: list[list[tuple[int, str]]], dice: random.Random) -> None:
    left = [impression(number, html) for number, html in built(site).items()]
    shuffled = left + left[: len(left) // 2]
    dice.shuffle(shuffled)
    one, other = learn(left), learn(shuffled)
    assert one == other
    assert list(one.blocks) == list(other.blocks)
    assert list(one.containers) == list(other.containers)
