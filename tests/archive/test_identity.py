"""One article is one row, whatever address led to it."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.archive import Archive, Outcome
from newsarchive.archive.identity import is_another_story, is_front, is_twin
from newsarchive.model import Image, Link, LinkKind, Precision

from .conftest import Desk

STORY = "La mairie de Lille a voté hier soir un budget en hausse de deux pour cent, malgré les protestations. " * 5
OTHER = (
    "Un orage violent s'est abattu sur Nice dans la nuit, des caves sont inondées et un pont est fermé au trafic. " * 5
)
CANONICAL = "https://www.a.fr/politique/budget-vote"


def count(desk, table="articles"):
    return desk.archive._conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


TWINS = {
    "trailing slash": {"url": "https://www.a.fr/politique/budget-vote/"},
    "tracking": {"url": "https://www.a.fr/politique/budget-vote?utm_source=x&fbclid=1"},
    "http, no www": {"url": "http://a.fr/politique/budget-vote"},
    "fragment": {"url": CANONICAL + "#commentaires"},
    "amp path": {"url": CANONICAL + "/amp/"},
    "amp parameter": {"url": CANONICAL + "?amp=1"},
    "?p=ID": {"url": "https://www.a.fr/?p=123"},
    "print": {"url": "https://www.a.fr/print/123"},
    "redirect": {"url": CANONICAL, "requested": "https://a.fr/123"},
}


@pytest.mark.parametrize("first", [True, False], ids=["canonical first", "twin first"])
@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_twins_are_one_row(desk, twin, first):
    pages = [{"url": CANONICAL}, twin]
    if not first:
        pages.reverse()
    one, two = (
        desk.publish(page["url"], "Budget voté", STORY, canonical_url=CANONICAL, requested=page.get("requested"))
        for page in pages
    )
    assert one.outcome is Outcome.NEW
    assert two.outcome in (Outcome.UNCHANGED, Outcome.DUPLICATE)
    assert two.article_id == one.article_id
    assert count(desk) == 1
    for page in pages:
        assert desk.archive.article(page["url"])["id"] == one.article_id
        assert desk.archive.article(page.get("requested", CANONICAL))["id"] == one.article_id
    assert len(desk.archive.article(one.article_id)["captures"]) == 2


@pytest.mark.parametrize("address", ["https://www.a.fr/?p=123", "https://www.a.fr/politique/budget-vote/amp"])
def test_a_twin_never_overwrites_the_canonical_page(desk, address):
    desk.publish(CANONICAL, "Budget voté", STORY)
    twin = desk.publish(address, "Budget voté", STORY[:200], canonical_url=CANONICAL)
    assert twin.outcome is Outcome.DUPLICATE
    record = desk.archive.article(address)
    assert (record["body"], record["url"]) == (STORY, CANONICAL)


@pytest.mark.parametrize("address", ["https://www.a.fr/?p=123", "https://www.a.fr/politique/budget-vote/amp"])
def test_the_canonical_page_overwrites_a_twin(desk, address):
    desk.publish(address, "Budget voté", STORY[:200], canonical_url=CANONICAL)
    # Another page of the article was read: that is no edit.
    assert desk.publish(CANONICAL, "Budget voté", STORY).outcome is Outcome.UNCHANGED
    record = desk.archive.article(address)
    assert (record["body"], record["url"]) == (STORY, CANONICAL)
    assert desk.publish(CANONICAL, "Budget voté", STORY).outcome is Outcome.UNCHANGED


def test_a_twin_is_kept_up_to_date_while_it_is_the_source(desk):
    desk.publish("https://a.fr/?p=1", "Budget", STORY, canonical_url=CANONICAL)
    assert desk.publish("https://a.fr/?p=1", "Budget", STORY, canonical_url=CANONICAL).outcome is Outcome.UNCHANGED
    assert desk.publish("https://a.fr/?p=1", "Budget !", STORY, canonical_url=CANONICAL).outcome is Outcome.CHANGED
    assert desk.publish("https://a.fr/print/1", "Budget", STORY, canonical_url=CANONICAL).outcome is Outcome.DUPLICATE
    assert desk.archive.article(CANONICAL)["headline"] == "Budget !"


def test_amp_and_shortlink_lead_to_the_article(desk):
    stored = desk.publish(CANONICAL, amp_url="https://amp.a.fr/x/1.html", shortlink="https://a.fr/?p=9")
    for address in ("https://amp.a.fr/x/1.html", "https://www.a.fr/?p=9"):
        assert desk.archive.article(address)["id"] == stored.article_id
    # Their pages say nothing of a canonical one: the article's page told what they are.
    for address in ("https://a.fr/x/1.html", "https://a.fr/?p=9", "https://amp.a.fr/x/1.html"):
        again = desk.publish(address, body="Le texte, abrégé.")
        assert (again.article_id, again.outcome) == (stored.article_id, Outcome.DUPLICATE)
    record = desk.archive.article(stored.article_id)
    assert (record["url"], record["canonical_url"], record["body"]) == (CANONICAL, CANONICAL, "Le texte.")
    assert count(desk) == 1


def test_an_article_that_moved_is_known_by_its_shortlink(desk):
    first = desk.publish("https://a.fr/ancien-titre", "Budget voté", STORY, shortlink="https://a.fr/?p=9")
    second = desk.publish(CANONICAL, "Budget voté", STORY, shortlink="https://a.fr/?p=9")
    assert (second.article_id, second.outcome) == (first.article_id, Outcome.UNCHANGED)
    for address in ("https://a.fr/ancien-titre", CANONICAL):
        assert desk.archive.article(address)["canonical_url"] == CANONICAL


def test_an_article_that_moved_back(desk):
    desk.publish(CANONICAL, "Budget voté", STORY, requested="https://a.fr/ancien")
    moved = desk.publish("https://a.fr/ancien", "Budget voté", STORY + "Fin.", requested=CANONICAL)
    assert moved.outcome is Outcome.CHANGED
    assert desk.archive.article(CANONICAL)["body"].endswith("Fin.")
    assert count(desk) == 1


def test_a_shortlink_found_first_becomes_the_canonical_row(desk):
    first = desk.publish("https://a.fr/?p=9", "Budget voté", STORY)
    second = desk.publish(CANONICAL, "Budget voté", STORY, shortlink="https://a.fr/?p=9")
    assert (second.article_id, second.outcome) == (first.article_id, Outcome.UNCHANGED)
    assert desk.archive.article(CANONICAL)["canonical_url"] == CANONICAL
    assert desk.publish("https://a.fr/?p=9", "Budget voté", STORY).article_id == first.article_id
    assert count(desk) == 1


def test_two_rows_become_one_when_a_page_tells_they_are(desk):
    first = desk.publish("https://a.fr/?p=9", "Budget voté", STORY)
    second = desk.publish(CANONICAL, "Budget voté", STORY)
    assert first.article_id != second.article_id
    third = desk.publish("https://a.fr/?p=9", "Budget voté", STORY, canonical_url=CANONICAL)
    assert (third.article_id, third.outcome) == (second.article_id, Outcome.DUPLICATE)
    assert count(desk) == 1
    assert len(desk.archive.article("https://a.fr/?p=9")["captures"]) == 3
    assert len(desk.archive.search("lille")) == 1


def test_a_lying_canonical_steals_nothing(desk):
    first = desk.publish(CANONICAL, "Budget voté", STORY)
    second = desk.publish("https://www.a.fr/orage", "Orage à Nice", OTHER, canonical_url=CANONICAL)
    assert second.outcome is Outcome.NEW
    assert desk.archive.article(CANONICAL)["id"] == first.article_id
    record = desk.archive.article("https://www.a.fr/orage")
    assert (record["id"], record["headline"]) == (second.article_id, "Orage à Nice")
    assert record["canonical_url"] == "https://www.a.fr/orage"
    again = desk.publish("https://www.a.fr/orage", "Orage à Nice", OTHER, canonical_url=CANONICAL)
    assert (again.article_id, again.outcome) == (second.article_id, Outcome.UNCHANGED)
    assert count(desk) == 2


def test_the_page_a_liar_pointed_at_gets_its_address_back(desk):
    liar = desk.publish("https://www.a.fr/orage", "Orage à Nice", OTHER, canonical_url=CANONICAL)
    page = desk.publish(CANONICAL, "Budget voté", STORY)
    assert page.outcome is Outcome.NEW
    assert desk.archive.article(CANONICAL)["headline"] == "Budget voté"
    assert desk.archive.article("https://www.a.fr/orage")["id"] == liar.article_id
    again = desk.publish("https://www.a.fr/orage", "Orage à Nice", OTHER, canonical_url=CANONICAL)
    assert (again.article_id, again.outcome) == (liar.article_id, Outcome.UNCHANGED)
    assert count(desk) == 2


def test_every_page_claims_the_front_page(desk):
    for number, (headline, body) in enumerate([("Budget voté", STORY), ("Orage à Nice", OTHER)]):
        stored = desk.publish(
            f"https://a.fr/{number}", headline, body, canonical_url="https://a.fr/", shortlink="https://a.fr"
        )
        assert stored.outcome is Outcome.NEW
        assert desk.archive.article(f"https://a.fr/{number}")["canonical_url"] == f"https://a.fr/{number}"
    assert count(desk) == 2


def test_a_page_rewritten_from_top_to_bottom_is_changed(desk):
    first = desk.publish(CANONICAL, "Budget voté", STORY)
    second = desk.publish(CANONICAL, "Orage à Nice", OTHER)
    assert (second.article_id, second.outcome) == (first.article_id, Outcome.CHANGED)
    assert desk.archive.search("lille") == []
    assert len(desk.archive.search("nice")) == 1


def test_a_page_that_names_a_canonical_only_later(desk):
    first = desk.publish("https://a.fr/x?id=1", "Budget voté", STORY)
    second = desk.publish("https://a.fr/x?id=1", "Budget voté", STORY, canonical_url=CANONICAL)
    third = desk.publish(CANONICAL, "Budget voté", STORY)
    assert {first.article_id, second.article_id, third.article_id} == {first.article_id}
    assert count(desk) == 1


def test_an_address_that_redirected_and_later_holds_another_story(desk):
    first = desk.publish(CANONICAL, "Budget voté", STORY, requested="https://a.fr/une")
    second = desk.publish("https://a.fr/une", "Orage à Nice", OTHER)
    assert second.outcome is Outcome.NEW
    assert desk.archive.article(CANONICAL)["id"] == first.article_id
    assert desk.archive.article("https://a.fr/une")["id"] == second.article_id


def test_a_front_page_that_redirects_stays_a_front_page(desk):
    desk.publish(CANONICAL, "Budget voté", STORY, requested="https://a.fr/")
    front = {address.url_key: address for address in desk.archive.known_addresses()}["a.fr/"]
    assert (front.article_id, front.how) == (None, "requested")


def test_a_row_whose_address_leads_elsewhere_now(desk):
    desk.publish("https://a.fr/x", "Orage à Nice", OTHER)
    desk.publish(CANONICAL, "Budget voté", STORY)
    desk.publish("https://a.fr/x", "Budget voté", STORY, canonical_url=CANONICAL)
    third = desk.publish("https://a.fr/x", "Match nul", "Lens et Lorient se sont quittés dos à dos samedi " * 9)
    assert desk.archive.article("https://a.fr/x")["id"] == third.article_id
    assert desk.archive.article(CANONICAL)["headline"] == "Budget voté"


def test_pages_of_one_article_are_one_row(desk):
    desk.publish(CANONICAL, "Budget voté", STORY)
    second = desk.publish(CANONICAL + "?page=2", "Budget voté", OTHER, canonical_url=CANONICAL)
    assert second.outcome is Outcome.DUPLICATE


def test_a_canonical_on_another_site_that_is_not_believed(desk):
    desk.publish(CANONICAL, "Budget voté", STORY)
    desk.publish("https://b.be/orage", "Orage à Nice", OTHER, canonical_url=CANONICAL)
    assert desk.archive.article("https://b.be/orage")["site"] == "b.be"


DAY = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
EDITS = {
    "nothing": ({}, Outcome.UNCHANGED),
    "headline": ({"headline": "Budget revoté"}, Outcome.CHANGED),
    "headline typography": ({"headline": "L'été  à  Lille "}, Outcome.UNCHANGED),
    "body": ({"body": STORY + " Et encore."}, Outcome.CHANGED),
    "body spacing": ({"body": STORY.replace(" ", "\u00a0\n")}, Outcome.UNCHANGED),
    "date": ({"date_published": DAY + timedelta(hours=1)}, Outcome.CHANGED),
    "date gone": ({"date_published": None}, Outcome.CHANGED),
    "same instant elsewhere": ({"date_published": DAY.astimezone(timezone(timedelta(hours=1)))}, Outcome.UNCHANGED),
    "day only": (
        {"date_published": DAY.replace(hour=0, minute=0), "date_published_precision": Precision.DAY},
        Outcome.UNCHANGED,
    ),
    "another day": (
        {"date_published": datetime(2026, 11, 23, tzinfo=UTC), "date_published_precision": Precision.DAY},
        Outcome.CHANGED,
    ),
    "authors": ({"authors": ["Ana"]}, Outcome.CHANGED),
    "authors in another order": ({"authors": ["Bo", "Ana", "Ana"]}, Outcome.UNCHANGED),
    "a related link": (
        {"links": [Link(url="https://a.fr/z", text="z", kind=LinkKind.RELATED, position=0)]},
        Outcome.UNCHANGED,
    ),
    "tags, images, section": (
        {"tags": ["b", "a"], "images": [Image(url="https://a.fr/i.jpg")], "article_section": "Sport"},
        Outcome.UNCHANGED,
    ),
    "date modified": ({"date_modified": DAY}, Outcome.UNCHANGED),
}


@pytest.mark.parametrize(("edit", "outcome"), EDITS.values(), ids=EDITS)
def test_what_is_a_change(desk, page, edit, outcome):
    first = {
        "headline": "L’été à Lille",
        "body": STORY,
        "date_published": DAY,
        "date_published_precision": Precision.MINUTE,
        "authors": ["Ana", "Bo"],
        "tags": ["a"],
        "links": [Link(url="https://a.fr/y", text="y", kind=LinkKind.RELATED, position=0)],
    }
    stored = desk.file(page(CANONICAL, **first))
    second = page(CANONICAL, **(first | edit))
    assert desk.file(second).outcome is outcome
    # Change or not, the row says what the page says now.
    record = desk.archive.article(stored.article_id)
    assert record["headline"] == second.headline
    assert record["authors"] == list(dict.fromkeys(second.authors))
    assert record["tags"] == second.tags
    assert [link["url"] for link in record["links"]] == [link.url for link in second.links]
    assert record["date_modified"] == (second.date_modified and second.date_modified.isoformat())


def test_a_second_crawl_adds_nothing(desk, page):
    articles = [
        page(
            f"https://a.fr/{number}",
            f"Titre {number}",
            STORY,
            authors=["Ana", "Bo"],
            tags=["a", "b"],
            links=[Link(url="https://a.fr/0", text="", kind=LinkKind.INLINE, position=0)],
            images=[Image(url="https://a.fr/i.jpg")],
            shortlink=f"https://a.fr/?p={number}",
        )
        for number in range(5)
    ]
    tables = (
        "sites",
        "articles",
        "authors",
        "article_authors",
        "tags",
        "article_tags",
        "links",
        "images",
        "addresses",
        "payloads",
    )

    def everything():
        return {table: desk.archive._conn.execute(f"SELECT * FROM {table}").fetchall() for table in tables}

    for article in articles:
        assert desk.file(article).outcome is Outcome.NEW
    before = everything()
    ids = [article["capture_id"] for article in desk.archive.articles()]
    for article in articles:
        assert desk.file(article).outcome is Outcome.UNCHANGED
    after = everything()
    assert [article["capture_id"] for article in desk.archive.articles()] == [number + 5 for number in ids]
    # Which capture an article was read from last is all that differs.
    assert len(before.pop("articles")) == len(after.pop("articles")) == 5
    assert before == after


ADDRESSES = st.sampled_from(
    [CANONICAL, CANONICAL + "/amp", *(f"https://a.fr/{name}" for name in ("", "?p=1", "x", "y"))]
)
STORIES = st.sampled_from(
    [("Budget voté", STORY), ("Orage à Nice", OTHER), ("Budget voté !", STORY), ("", ""), ("Nul", STORY)]
)
PAGES = st.fixed_dictionaries(
    {"url": ADDRESSES, "canonical_url": ADDRESSES, "story": STORIES},
    optional={"shortlink": ADDRESSES, "amp_url": ADDRESSES, "requested": ADDRESSES},
)


def test_a_twin_of_another_story_found_by_its_key_alone_stays_what_it_was(desk):
    """The address of the row with the page's key has led elsewhere since; what it says is still asked."""
    front = "https://a.fr/"
    desk.publish(front, "Budget voté", STORY, canonical_url=CANONICAL)
    desk.publish("https://a.fr/?p=1", "Budget voté", STORY, canonical_url=front, shortlink=front, requested=CANONICAL)
    twin = {"canonical_url": CANONICAL}
    stored = desk.publish(CANONICAL + "/amp", "Orage à Nice", OTHER, **twin)
    again = desk.publish(CANONICAL + "/amp", "Orage à Nice", OTHER, **twin)
    assert again.article_id == stored.article_id


@settings(max_examples=120, deadline=None)
@given(st.lists(PAGES, min_size=1, max_size=8))
def test_whatever_pages_claim(pages):
    """No claim breaks the archive: a page read leads to an article, and read again it is not a new one."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder, "a"), create=True) as archive:
        desk = Desk(archive)
        for claims in pages:
            fields = dict(claims)
            headline, body = fields.pop("story")
            stored = desk.publish(fields.pop("url"), headline, body, **fields)
            assert archive.article(claims["url"])["id"] == stored.article_id
            again = desk.publish(claims["url"], headline, body, **fields)
            assert again.article_id == stored.article_id
            assert again.outcome in (Outcome.UNCHANGED, Outcome.DUPLICATE)
        conn = archive._conn
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
        assert conn.execute("SELECT count(*) FROM captures WHERE article_id IS NULL").fetchone() == (0,)
        conn.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")


@pytest.mark.parametrize(
    ("url", "key", "twin"),
    [
        ("https://a.fr/x", "a.fr/x", False),
        ("https://a.fr/x?utm_campaign=amp", "a.fr/x", False),
        ("https://a.fr/champ/x", "a.fr/champ/x", False),
        ("https://a.fr/x/amp", "a.fr/x", True),
        ("https://a.fr/x/amp/", "a.fr/x", True),
        ("https://a.fr/x.amp.html", "a.fr/x.html", True),
        ("https://amp.a.fr/x", "a.fr/x", True),
        ("https://a.fr/x?outputType=amp", "a.fr/x", True),
        ("https://a.fr/?p=1", "a.fr/x", True),
    ],
)
def test_is_twin(url, key, twin):
    assert is_twin(url, key) is twin


@pytest.mark.parametrize(
    ("key", "front"), [("a.fr/", True), ("a.fr/x", False), ("a.fr/?p=1", False), ("a.fr:81/", True)]
)
def test_is_front(key, front):
    assert is_front(key) is front


@pytest.mark.parametrize(
    ("one", "other", "another"),
    [
        (("Budget voté", STORY), ("Budget voté", OTHER), False),
        (("Budget voté", STORY), ("Orage", STORY), False),
        (("Budget voté", STORY), ("Orage", STORY[:300]), False),
        (("Budget voté", STORY), ("Orage", ""), False),
        (("Budget voté", STORY), ("Le budget voté à Lille", OTHER), False),
        (("Budget voté", STORY), ("Orage à Nice", OTHER), True),
        (("Budget voté", STORY), ("Budget en hausse à Nice", OTHER), True),
        (("Le maire de Lille", STORY), ("Le port de Nice", OTHER), True),
        (("", ""), ("", ""), False),
        (("", STORY), ("", OTHER), False),
    ],
)
def test_another_story(one, other, another):
    assert is_another_story(*one, *other) is another
    assert is_another_story(*other, *one) is another


def test_an_address_that_redirects_to_an_article_is_known_from_then_on(desk):
    article_id = desk.publish("https://a.fr/pont/").article_id
    desk.archive.record_redirects(
        {
            "https://a.fr/?p=7": "https://a.fr/pont/",
            "https://a.fr/?p=8": "https://a.fr/never-seen/",
            "https://a.fr/pont/": "https://a.fr/elsewhere/",
        },
        moment=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )
    known = {address.url_key: address for address in desk.archive.known_addresses()}
    assert desk.archive.article("https://a.fr/?p=7")["id"] == article_id
    assert "a.fr/?p=8" not in known
    assert (known["a.fr/pont"].article_id, known["a.fr/pont"].how) == (article_id, "fetched")
