"""Copies of one text are one group, whoever tells it first; what is merely like it is not."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.archive.amendments import Amendment
from newsarchive.archive.likeness import BANDS, CONTAINED, fingerprint, likeness, pack, unpack, words
from newsarchive.model import Comment

from .conftest import NOON, make_article

WORDS = [
    first + last for first in ("ba", "co", "di", "fu", "ga", "me", "ro", "tu") for last in ("lin", "ret", "sac", "von")
]


def paragraphs(seed: int, count: int = 6) -> list[str]:
    dice = random.Random(seed)
    return [
        " ".join(dice.choice(WORDS) + str(dice.randrange(40)) for _ in range(40)).capitalize() for _ in range(count)
    ]


def told(texts: list[str]) -> str:
    return "\n\n".join(texts)


def groups_of(archive) -> list[list[int]]:
    return sorted([copy.article_id for copy in group.copies] for group in archive.syndication_groups())


def story(archive, group: int = 0) -> list[str]:
    return [copy.site for copy in archive.syndication_groups()[group].copies]


@pytest.fixture
def agency(desk):
    """Publish a text on a site, so many hours after noon."""

    def publish(site: str, texts: list[str], hours: float = 0, **fields):
        published = NOON + timedelta(hours=hours)
        url = f"https://{site}/{hours}"
        return desk.publish(url, f"Titre de {site}", told(texts), date_published=published, **fields).article_id

    return publish


def test_copies_are_one_group_with_the_earliest_first(archive, agency):
    text = paragraphs(1)
    late, first = agency("late.fr", ["Notre envoyé raconte.", *text], 5), agency("first.fr", text, 1)
    cut, other = agency("cut.fr", text[:3], 2), agency("other.fr", paragraphs(2), 0)
    assert archive.ungrouped() == 4
    assert archive.group_duplicates() == 4
    assert archive.ungrouped() == 0
    assert groups_of(archive) == [[first, cut, late]] != [[other]]
    assert story(archive) == ["first.fr", "cut.fr", "late.fr"]


def test_the_order_in_which_they_came_does_not_matter(archive, agency):
    text = paragraphs(1)
    for hours, site in ((3, "c.fr"), (1, "a.fr"), (2, "b.fr")):
        agency(site, text, hours)
        archive.group_duplicates()
    assert story(archive) == ["a.fr", "b.fr", "c.fr"]


def test_a_story_of_its_own_is_in_no_group_and_counts_as_one(archive, agency):
    text = paragraphs(1)
    for site, texts in (("a.fr", text), ("b.fr", text), ("c.fr", paragraphs(2))):
        agency(site, texts)
    archive.group_duplicates()
    count = "SELECT count(*), count(DISTINCT story), sum(is_earliest) FROM stories"
    assert archive._conn.execute(count).fetchone() == (3, 2, 2)


def test_two_paragraphs_of_background_make_no_copy(archive, agency):
    text = paragraphs(1)
    agency("a.fr", text)
    agency("b.fr", [*paragraphs(2), *text[:2]])
    archive.group_duplicates()
    assert groups_of(archive) == []


def test_a_form_that_is_filled_in_anew_is_no_copy(archive, agency):
    form = " ".join(f"{word} au lever du jour et {{}} degrés ensuite sur la plaine {word}" for word in WORDS[:12])
    for day in range(4):
        agency(f"{day}.fr", [form.format(*range(day * 20, day * 20 + 12))])
    archive.group_duplicates()
    assert groups_of(archive) == []


def test_a_review_of_the_press_ties_nothing_together(archive, agency):
    stories = [paragraphs(seed) for seed in range(3)]
    for hours, text in enumerate(stories):
        for length in (6, 5, 2):
            agency(f"s{hours}-{length}.fr", text[:length], hours)
    review = agency("review.fr", [text for story in stories for text in story[:2]], 9)
    archive.group_duplicates()
    found = groups_of(archive)
    assert [len(group) for group in found] == [3, 3, 3]
    assert not any(review in group for group in found)


def test_short_notices_are_compared_with_nothing(archive, agency):
    for site in ("a.fr", "b.fr"):
        agency(site, ["La rédaction vous souhaite de bonnes fêtes et revient lundi."])
    archive.group_duplicates()
    assert groups_of(archive) == []


def test_a_text_that_became_another_leaves_its_group(archive, agency, desk):
    text = paragraphs(1)
    agency("a.fr", text)
    agency("b.fr", text)
    archive.group_duplicates()
    assert len(groups_of(archive)) == 1
    desk.publish("https://b.fr/0", "Titre", told(paragraphs(3)), date_published=NOON)
    assert archive.ungrouped() == 1
    archive.group_duplicates()
    assert groups_of(archive) == []
    assert archive._conn.execute("SELECT count(*) FROM syndication_groups").fetchone() == (0,)
    rows = archive._conn.execute("SELECT count(*) FROM likeness_bands").fetchone()
    assert rows == (2 * BANDS,)


def test_a_text_that_is_read_anew_is_compared_only_where_it_is_another(archive, agency):
    text = paragraphs(1)
    url = "https://a.fr/0"
    agency("a.fr", text)
    agency("b.fr", text)
    archive.group_duplicates()
    grouped = groups_of(archive)
    # Spoiled by an older reading, and read again; then read as another text.
    for body, waiting in ((told(text[:1]), 1), (told(text), 0), (told(paragraphs(3)), 1)):
        article = make_article(url, "Titre", body, date_published=NOON)
        amendment = Amendment.unpack(archive.difference(1, article, bearing=None).pack())
        archive.amend(1, amendment, bearing=None)
        assert archive.ungrouped() == waiting
    assert groups_of(archive) == grouped
    archive.group_duplicates()
    assert groups_of(archive) == []


def test_made_anew_the_groups_are_the_same(archive, agency):
    for seed in range(4):
        for copy in range(3):
            agency(f"s{seed}-{copy}.fr", paragraphs(seed)[: 6 - copy], copy)
    archive.group_duplicates()
    before = groups_of(archive)
    assert len(before) == 4
    assert archive.group_duplicates(anew=True) == 12
    assert groups_of(archive) == before


def test_what_is_too_much_at_once_waits_for_the_next_time(archive, agency, monkeypatch):
    monkeypatch.setattr("newsarchive.archive.duplicates.BATCH", 2)
    for site in "abcde":
        agency(f"{site}.fr", paragraphs(1))
    assert archive.group_duplicates(most=3) == 4
    assert archive.group_duplicates(most=3) == 1
    assert archive.ungrouped() == 0
    assert [len(group) for group in groups_of(archive)] == [5]


def test_groups_are_found_by_site_and_day(archive, agency):
    for seed, site in ((1, "a.fr"), (2, "b.fr")):
        agency(site, paragraphs(seed), 0)
        agency("c.fr", paragraphs(seed), seed * 48)
    archive.group_duplicates()
    assert len(archive.syndication_groups()) == 2
    assert [copy.site for copy in archive.syndication_groups(site="a.fr")[0].copies] == ["a.fr", "c.fr"]
    assert len(archive.syndication_groups(since=(NOON + timedelta(days=3)).date())) == 1
    assert archive.syndication_groups(site="nowhere.fr") == []


def test_a_damaged_run_goes_on_where_it_was(archive, agency, monkeypatch):
    monkeypatch.setattr("newsarchive.archive.duplicates.BATCH", 2)
    for site in "abcde":
        agency(f"{site}.fr", paragraphs(1))
    calls = []

    def interrupt(count):
        calls.append(count)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.group_duplicates(progress=interrupt)
    assert archive.ungrouped() == 1
    archive.group_duplicates()
    assert [len(group) for group in groups_of(archive)] == [5]


@given(
    st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join),
)
@settings(max_examples=60)
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    first, second = fingerprint(one), fingerprint(other)
    assert 0 <= likeness(first, second) == likeness(second, first) <= 1
    assert unpack(pack(first.bands)) == first.bands
    assert likeness(first, first) in (0.0, 1.0)


@given(st.integers(0, 10**6))
@settings(max_examples=30)
def test_typography_and_case_are_no_difference(seed):
    text = told(paragraphs(seed)).replace(" ", " l’", 3).replace(" ", " « cœur » ", 2)
    other = text.upper().replace("’", "'").replace("«", '"').replace("»", '"').replace("Œ", "OE").replace("\n\n", " ")
    assert likeness(fingerprint(text), fingerprint(other)) == 1.0 > CONTAINED


def test_two_rows_that_become_one_leave_their_group_in_order(archive, desk, agency):
    texts = paragraphs(1)
    agency("earliest.fr", texts, -3)
    canonical = "https://a.fr/politique/budget"
    lone = {"date_published": NOON}
    one = desk.publish(canonical, "Budget voté", told(paragraphs(9)), **lone).article_id
    second = desk.publish("https://a.fr/p/12", "Budget voté", told(texts), **lone).article_id
    archive.store_comments(second, [Comment(text="Bravo", author="Ann")])
    archive.group_duplicates()
    assert groups_of(archive) == [[1, second]]
    same = desk.publish("https://a.fr/p/12", "Budget voté", told(paragraphs(9)), canonical_url=canonical, **lone)
    assert same.article_id == one
    assert archive._conn.execute("SELECT id FROM articles ORDER BY id").fetchall() == [(1,), (one,)]
    assert archive._conn.execute("SELECT article_id, text FROM comments").fetchall() == [(one, "Bravo")]
    assert archive._conn.execute("SELECT count(*) FROM syndication_groups").fetchone() == (0,)
    assert archive._conn.execute("SELECT DISTINCT article_id FROM likeness_bands ORDER BY 1").fetchall() == [
        (1,),
        (one,),
    ]


@given(st.text())
def test_words_are_the_same_beside_letters_of_another_script(text):
    # A Greek word keeps a text from being taken apart as ASCII.
    assert [*words(text), "και"] == words(f"{text} και")
