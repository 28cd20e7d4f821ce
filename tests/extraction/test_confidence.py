"""What is stated of how sure a field is: between nought and one, higher where more agrees, nothing where nothing is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import confidence, extract
from newsarchive.extraction.confidence import Model
from newsarchive.model import Article, Candidate, Moment, Precision, Source
from newsarchive.sites import parse_site
from tests.extraction.making import URL, page, paragraphs
from tests.extraction.test_purity import MARKUP

TITLE = "Le pont rouvre aux camions"
FITTED = json.loads(files("newsarchive.extraction").joinpath("confidence.json").read_text("ascii"))


def head(title: str = TITLE, published: str = "2026-03-05T14:25:00+01:00", author: str = "Awa Sané") -> str:
    said = {"@type": "NewsArticle", "headline": title, "datePublished": published, "author": {"name": author}}
    return (
        f'<meta property="og:title" content="{title}">'
        f'<script type="application/ld+json">{json.dumps(said, ensure_ascii=False)}</script>'
    )


BYLINE = '<p class="byline">Par Awa Sané, publié le 5 mars 2026 à 14h25</p>'


def read(body: str = BYLINE + paragraphs(), **said: str) -> Article:
    return extract(page(body, head=head(**said)), URL)


def sure(value: float | None) -> float:
    assert value is not None
    return value


def test_what_is_fitted_has_a_weight_for_every_sign_and_rises() -> None:
    names = {"body": confidence.BODY, "headline": confidence.HEADLINE, "date_published": confidence.DATE}
    assert FITTED.keys() == {*names, "authors"}
    for field, signs in {**names, "authors": confidence.AUTHORS}.items():
        assert tuple(FITTED[field]["weights"]) == signs
        scores, shares = zip(*FITTED[field]["measured"], strict=True)
        assert list(scores) == sorted(set(scores))
        assert list(shares) == sorted(set(shares))
        assert 0.0 < shares[0] < shares[-1] < 1.0


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=30))
def test_a_higher_score_never_states_less(scores: list[float]) -> None:
    model = Model({"bias": 0.25, "weights": {"sign": 1.5}, "measured": FITTED["headline"]["measured"]})
    stated = [model.state([score]) for score in sorted(scores)]
    assert stated == sorted(stated)
    shares = [share for _, share in FITTED["headline"]["measured"]]
    assert round(shares[0], 2) <= stated[0] <= stated[-1] <= round(shares[-1], 2)


def test_between_two_measured_scores_lies_a_line() -> None:
    model = Model({"bias": 0.0, "weights": {"a": 1.0, "b": 2.0}, "measured": [[0.0, 0.5], [2.0, 0.9]]})
    assert [model.state(row) for row in ([0, 0], [1, 0], [0, 1], [-9, 0], [9, 9])] == [0.5, 0.7, 0.9, 0.5, 0.9]


def test_a_headline_that_the_page_declares_otherwise_is_less_sure() -> None:
    assert sure(read().headline_confidence) > sure(read(title="Trafic : ce qui change ce matin").headline_confidence)


def test_a_date_that_another_contradicts_is_less_sure() -> None:
    assert sure(read().date_published_confidence) > sure(
        read(published="2024-01-19T08:00:00+01:00").date_published_confidence
    )


def test_authors_that_nobody_else_names_are_less_sure() -> None:
    other = read(body=paragraphs(), author="Awa Sané, Paul Ngom, Rita Bel")
    assert sure(read().authors_confidence) > sure(other.authors_confidence)


def test_an_article_is_no_surer_than_its_parts() -> None:
    article = read()
    parts = [article.headline_confidence, article.body_confidence, article.date_published_confidence]
    assert sure(article.confidence) == pytest.approx(sure(parts[0]) * sure(parts[1]) * sure(parts[2]), abs=0.005)


def test_nothing_is_stated_of_what_the_page_does_not_tell() -> None:
    bare = extract(page(paragraphs()), URL)
    assert (bare.date_published, bare.date_published_confidence) == (None, None)
    assert (bare.authors, bare.authors_confidence) == ([], None)
    assert bare.confidence is not None
    moment = Moment(value=datetime(2026, 3, 5, tzinfo=UTC), raw="x", precision=Precision.DAY, source="feed")
    told = Candidate(url=URL, source=Source.FEED, published=moment, authors=("Awa Sané",))
    fed = extract(page(paragraphs()), URL, candidate=told)
    assert (fed.date_published_source, fed.authors) == ("feed", ["Awa Sané"])
    assert (fed.date_published_confidence, fed.authors_confidence) == (None, None)


def test_nothing_is_stated_of_what_a_profile_names() -> None:
    text = "domains='echo.example'\nheadline='h1'\n[body]\nselect='article'\n[date_published]\nselect='.byline'"
    site = parse_site(text.encode(), "x.toml")
    article = extract(page(BYLINE + paragraphs(), head=head()), URL, site=site)
    stated = (article.headline_confidence, article.body_confidence, article.date_published_confidence)
    assert stated == (None, None, None)
    assert article.authors_confidence is not None
    assert article.confidence is None


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=80)
@given(MARKUP)
def test_whatever_the_page_it_is_a_probability(markup: str) -> None:
    try:
        article = extract(page(paragraphs(markup), head=head()), URL)
    except NotAnArticle:
        return
    for name in ("confidence", "headline_confidence", "body_confidence", "date_published_confidence"):
        value = getattr(article, name)
        assert value is not None
        assert 0.0 < value < 1.0
        assert value == round(value, 2)
