"""Which story of a listing a date belongs to, and what is a date of publication."""

from __future__ import annotations

from datetime import UTC, datetime

import lxml.html
import pytest

from newsarchive.discover.listings import read
from newsarchive.model import Candidate, Precision

LONG = "Le maire démissionne après douze ans de mandat"
OTHER = "La halle rouvre ses portes samedi matin"


def stories(body: str, language: str = "fr") -> dict[str, Candidate]:
    tree = lxml.html.document_fromstring(f'<html lang="{language}"><body>{body}</body></html>')
    return {
        c.url.removeprefix("https://journal.fr"): c for c in read(tree, "https://journal.fr/rubrique3.html").articles
    }


def days(body: str, language: str = "fr") -> dict[str, str]:
    return {
        url: f"{candidate.published.value:%Y-%m-%d}"
        for url, candidate in stories(body, language).items()
        if candidate.published
    }


def teaser(date: str) -> str:
    return (
        f'<li><strong><a href="/a">{LONG}</a></strong><br>{date}<div class="intro">Le 4 mai 2020, le pont…</div></li>'
    )


@pytest.mark.parametrize(
    "date",
    [
        "<small>28 avril 2025, par Awa Sanoghin</small>",
        "<small>lundi 28 avril 2025</small>",
        '<abbr class="published" title="2025-04-28T08:24:00Z">28 avril</abbr>',
        '<p class="info-publi">Publié le lundi 28 avril 2025 à 8 h 24</p>',
        '<span class="post-date">28/04/2025</span>',
        '<span class="date">28.4.2025 · 10:00</span>',
        "<time>28 avril 2025</time>",
        '<meta itemprop="datePublished" class="published" content="2025-04-28">',
    ],
)
def test_the_date_of_a_teaser_in_words_or_for_machines(date: str) -> None:
    assert days(f"<ul>{teaser(date)}</ul>") == {"/a": "2025-04-28"}


@pytest.mark.parametrize(
    "date",
    [
        "<small>28 avril</small>",  # of which year?
        "<small>3 commentaires</small>",
        '<span class="date">Mis à jour le 28 avril 2025</span>',
        '<time class="updated" datetime="2025-04-28">lundi</time>',
        "fermée depuis le <span>28 avril 2025</span>",
        "<span>28 avril 2025</span> : le pont est fermé",
        f"<small>Depuis le 28 avril 2025 {'les travaux avancent ' * 5}</small>",
    ],
)
def test_what_is_no_date_of_publication(date: str) -> None:
    assert days(f"<ul>{teaser(date)}</ul>") == {}


def test_a_day_is_a_day_and_a_stated_moment_a_moment() -> None:
    (told,) = stories(f"<ul>{teaser('<small>28 avril 2025 à 23h30</small>')}</ul>").values()
    assert told.published
    assert (told.published.value, told.published.precision) == (datetime(2025, 4, 28, tzinfo=UTC), Precision.DAY)
    (told,) = stories(f"<ul>{teaser('<abbr class=published title=2025-04-28T08:24:00Z>lundi</abbr>')}</ul>").values()
    assert told.published
    assert told.published.precision is Precision.MINUTE


@pytest.mark.parametrize(("language", "expected"), [("fr", {"/a": "2025-04-03"}), ("en", {}), ("", {})])
def test_day_or_month_first_is_told_by_the_language_or_not_at_all(language: str, expected: dict[str, str]) -> None:
    assert days(f"<ul>{teaser('<small>03/04/2025</small>')}</ul>", language) == expected


def test_a_date_over_several_stories_is_of_none() -> None:
    both = f'<p><a href="/a">{LONG}</a></p><p><a href="/b">{OTHER}</a></p>'
    assert days(f'<div><p class="date">28 avril 2025</p>{both}</div>') == {}
    assert days(f'<div class="une"><h3><a href="/a">{LONG}</a></h3><p class="date">28 avril 2025</p></div>{both}') == {
        "/a": "2025-04-28"
    }


def test_links_to_one_story_are_one() -> None:
    more = '<a href="/a">Lire la suite</a> <a href="/auteur3.html">Awa Sanoghin</a>'
    assert days(f'<div><h3><a href="/a">{LONG}</a></h3><p class="date">28 avril 2025</p>{more}</div>') == {
        "/a": "2025-04-28"
    }


def test_the_date_of_today_in_the_frame_is_of_no_story() -> None:
    alone = f'<div><h2><a href="/a">{LONG}</a></h2></div>'
    assert days(f'<header><p class="date">lundi 23 novembre 2026</p></header>{alone}') == {}
    assert days(f'<p class="date">lundi 23 novembre 2026</p>{alone}') == {}


def test_a_teaser_may_have_a_footer_of_its_own() -> None:
    dated = '<footer><abbr class="published" title="2025-04-28T08:24:00Z">28 avril</abbr></footer>'
    assert days(f'<article><h2><a href="/a">{LONG}</a></h2>{dated}</article>') == {"/a": "2025-04-28"}
    assert days(f'<p><a href="/a">{LONG}</a></p>{dated}') == {}


def test_the_day_at_the_head_of_a_page_is_not_its_only_story_s() -> None:
    today = '<div class="top"><span class="date">mardi 4 juin 2026</span></div>'
    story = f'<div class="list"><h2><a href="/a">{LONG}</a></h2></div>'
    assert days(f'<div id="page">{today}{story}</div>') == {}
    own = f'<div class="list"><h2><a href="/a">{LONG}</a></h2><span class="date">4 juin 2026</span></div>'
    assert days(f'<div id="page">{own}</div>') == {"/a": "2026-06-04"}
