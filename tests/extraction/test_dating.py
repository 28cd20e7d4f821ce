"""How the candidates for a date are found and weighed, on small pages."""

from __future__ import annotations

import pytest

from newsarchive.extraction import extract
from newsarchive.extraction.article import look
from newsarchive.extraction.dating import date_candidates
from newsarchive.extraction.page import parse
from newsarchive.model import Article, Precision
from tests.extraction.making import URL, page, paragraphs
from tests.extraction.test_fields import ld


def read(markup: str = "", *, head: str = "", above: str = "", below: str = "", url: str = URL) -> Article:
    html = page(paragraphs() + markup, head=head)
    html = html.replace('<div class="entry-content">', above + '<div class="entry-content">')
    return extract(html.replace("</article>", below + "</article>"), url)


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


PUBLISHED = "article:published_time"

SHOWN_AND_TOLD = [
    # the day most kinds of sources tell
    (
        ld(datePublished="2023-05-02T08:00:00Z") + meta(PUBLISHED, "2023-05-02T08:00:00Z"),
        "12 janvier 2023",
        "2023-05-02",
    ),
    (ld(datePublished="2021-05-02T08:00:00Z") + meta(PUBLISHED, "2023-05-02T08:00:00Z"), "2 mai 2023", "2023-05-02"),
    # of equals, a day shown before the one told to machines
    (ld(datePublished="2023-05-02T08:00:00Z"), "12 janvier 2023", "2023-01-12"),
    (ld(datePublished="2023-05-02T08:00:00Z"), "9 mai 2023", "2023-05-02"),
    # what only most sites mean as publication gives way to what is shown
    (meta("date", "2023-05-02T08:00:00Z"), "9 mai 2023", "2023-05-09"),
]


@pytest.mark.parametrize(("head", "shown", "day"), SHOWN_AND_TOLD)
def test_the_shown_date_and_the_told_one(head: str, shown: str, day: str) -> None:
    article = read(head=head, above=f'<p class="date">{shown}</p>')
    assert article.date_published is not None
    assert article.date_published.date().isoformat() == day


def test_the_minute_comes_from_whoever_tells_it() -> None:
    article = read(head=ld(datePublished="2023-05-02"), above='<p class="date">2 mai 2023 à 08h15</p>')
    assert article.date_published is not None
    assert (article.date_published.isoformat(), article.date_published_precision) == (
        "2023-05-02T08:15:00+00:00",
        Precision.MINUTE,
    )


OFFSETS = [
    (meta("DC.date", "2023-05-03T01:30:00+03:00"), ""),
    (meta("sailthru.date", "2023-05-03 01:30:00"), ""),
    ("", '<p class="date">3 mai 2023 à 01h30</p>'),
]


@pytest.mark.parametrize(("head", "above"), OFFSETS)
def test_an_instant_in_utc_takes_the_offset_another_candidate_tells(head: str, above: str) -> None:
    article = read(head=ld(datePublished="2023-05-02T22:30:00Z") + head, above=above)
    assert article.date_published is not None
    assert article.date_published.isoformat() == "2023-05-03T01:30:00+03:00"


def test_an_instant_in_utc_stands_on_the_day_its_address_tells() -> None:
    head = ld(datePublished="2023-05-02T02:30:00Z")
    article = read(head=head, url="https://echo.example/2023/05/01/le-pont/")
    assert article.date_published is not None
    assert article.date_published.date().isoformat() == "2023-05-01"
    assert article.date_published.timestamp() == 1682994600


def test_a_date_in_two_readings_is_read_as_the_page_shows_it() -> None:
    article = read(head=meta("date", "11/01/2023 12:43"), below="<p>Mis en ligne le 1er novembre 2023</p>")
    assert article.date_published is not None
    assert article.date_published.isoformat() == "2023-11-01T12:43:00+00:00"


PLACES = [
    {"above": '<aside><time datetime="2023-05-02">mardi</time></aside>'},
    {"above": '<div class="footer"><span>02.05.2023</span> Communiqué</div>'},
    {"above": '<div class="date"><b>mai</b><span>02</span><span>2023</span></div>'},
    {"above": "<p>02/05/2023</p>"},
    {"below": "<div>Cet article a été publié le 2 mai 2023 par Awa Koné dans Société</div>"},
    {"below": '<footer class="entry-footer">Publié le 2 mai 2023 dans Société</footer>'},
    {"head": '<script>window.state = {"story": {"publishedAt": "2023-05-02T00:00:00Z"}}</script>'},
    {"head": '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-05-02", }}</script>'},
    {"url": "https://echo.example/societe/02-05-2023"},
    {"markup": "<p>Publié le 2 mai 2023</p>"},
]


@pytest.mark.parametrize("parts", PLACES, ids=lambda parts: next(iter(parts.items()))[1][:40])
def test_where_a_page_may_tell_its_day(parts: dict[str, str]) -> None:
    article = read(**parts)
    assert article.date_published is not None
    assert article.date_published.date().isoformat() == "2023-05-02"


@pytest.mark.parametrize(
    ("opening", "is_date"),
    [
        ("2 mai 2023 – La barrière s'est levée à l'aube sur le pont de Wara.", True),
        ("(2 mai 2023) La barrière s'est levée à l'aube sur le pont de Wara.", True),
        ("Wara, 2 mai 2023 – La barrière s'est levée à l'aube sur le pont.", True),
        ("Le 2 mai 2023, la barrière s'est levée à l'aube sur le pont de Wara.", False),
        ("Depuis le 2 mai 2023 – la barrière se lève à l'aube sur le pont de Wara.", False),
        ("2 mai 1987 – La barrière s'est levée à l'aube sur le pont de Wara.", False),
    ],
)
def test_the_date_line_a_text_opens_with(opening: str, is_date: bool) -> None:
    html = page(f"<p>{opening} Trois kilomètres de camions se sont ébranlés.</p>" + paragraphs())
    found = extract(html, URL).date_published
    assert (found.date().isoformat() if found else None) == ("2023-05-02" if is_date else None)


@pytest.mark.parametrize(
    "markup",
    [
        "<figure><img src='a.jpg'><figcaption>Les camions à la barrière, 2 mai 2023</figcaption></figure>",
        "<p>Les chauffeurs attendent devant la barrière du pont de Wara, 2 mai 2023</p>",
    ],
)
def test_the_date_of_a_picture_is_none_of_the_story(markup: str) -> None:
    assert read(above=markup).date_published is None


def test_stories_in_the_data_of_a_page_do_not_date_it() -> None:
    others = '{"title": "Un autre", "publishedAt": "2023-05-02"}, {"title": "Encore", "publishedAt": "2023-06-07"}'
    assert read(head=f"<script>var teasers = [{others}]</script>").date_published is None
    own = '{"title": "Le pont rouvre aux camions", "publishedAt": "2023-04-01T06:00:00Z"}'
    article = read(head=f"<script>var stories = [{own}, {others}]</script>")
    assert (article.date_published_source, str(article.date_published)) == ("script", "2023-04-01 06:00:00+00:00")


def test_the_candidates_of_both_dates_are_told() -> None:
    head = ld(datePublished="2023-05-02T08:00:00Z", dateModified="2023-05-04T08:00:00Z") + meta(PUBLISHED, "2023-05-02")
    html = page(paragraphs(), head=head).replace("<h1>", '<p class="date">1er mars 2022</p><h1>')
    view = look(parse(html, URL))
    listed = date_candidates(view.head, view.walk, view.body, view.headline_at, url=URL, language="fr", on=None)
    told = [(c.field, c.moment.source, c.moment.raw, c.is_winner) for c in listed]
    assert told[:3] == [
        ("date_published", "json-ld", "2023-05-02T08:00:00Z", True),
        ("date_published", "meta", "2023-05-02", False),
        ("date_published", "text", "1er mars 2022", False),
    ]
    assert ("date_modified", "json-ld", "2023-05-04T08:00:00Z", True) in told
    assert [c.is_winner for c in listed if c.field == "date_published"].count(True) == 1
