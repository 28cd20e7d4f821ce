"""What was edited is a version more; what was not is none."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.archive import Archive, Outcome
from newsarchive.model import Candidate, Moment, Precision, Source

from .conftest import NOON, make_article, make_capture

URL = "https://a.fr/1"
TEXT = "Le maire a dit « non » à l’œuvre…\n\nLe conseil vote jeudi - dit-on - à 10 h 30."
DAY = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


class Press:
    """A page that is fetched hour by hour."""

    def __init__(self, archive):
        self.archive = archive
        self.hours = 0

    def fetch(self, article, *, reread=None):
        moment = NOON + timedelta(hours=self.hours)
        self.hours += 1
        payload = f"<html>{self.hours}".encode()
        capture_id = self.archive.store_capture(make_capture(article.url, payload, moment=moment), crawl_id=None)
        return self.archive.store_article(
            article, capture_id=capture_id, crawl_id=None, moment=moment, reread=reread
        ).outcome

    def publish(self, headline="Un titre", body=TEXT, url=URL, **fields):
        return self.fetch(make_article(url, headline, body, **fields))

    def rows(self, table, columns):
        return self.archive._conn.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()


@pytest.fixture
def press(archive):
    return Press(archive)


def test_an_edit_keeps_what_was_there_whole(press):
    first = make_article(
        URL, "Le titre", TEXT, authors=["Ana", "Bo"], date_published=DAY, description="Chapeau", extractor="x/1"
    )
    assert press.fetch(first) is Outcome.NEW
    assert press.fetch(first) is Outcome.UNCHANGED
    assert press.rows("versions", "*") == press.rows("edits", "*") == []
    second = replace(first, headline="Le grand titre", body=TEXT.replace("non", "oui, bien sûr"), authors=["Ana"])
    assert press.fetch(second) is Outcome.CHANGED
    assert press.rows(
        "versions", "article_id, number, first_seen, last_seen, capture_id, headline, body, authors, description"
    ) == [
        (1, 1, "2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z", 2, "Le titre", TEXT, '["Ana","Bo"]', "Chapeau"),
    ]
    assert press.rows(
        "edits", "version, moment, headline, body, date_published, authors, words_added, words_removed"
    ) == [(2, "2026-11-22T14:00:00Z", 1, 1, 0, 1, 4, 1)]
    assert press.rows("articles", "version, version_seen, first_seen") == [
        (2, "2026-11-22T14:00:00Z", "2026-11-22T12:00:00Z")
    ]
    (digest,) = press.rows("versions", "payload_digest")[0]
    assert digest == press.archive.capture(2).payload_digest


def test_back_and_forth_is_three_versions(press):
    for headline in ("A", "B", "B", "A", "A"):
        press.publish(headline)
    assert press.rows("versions", "number, headline") == [(1, "A"), (2, "B")]
    assert press.rows("articles", "version, headline") == [(3, "A")]
    assert press.rows("edits", "version, words_added, words_removed") == [(2, 1, 1), (3, 1, 1)]


#: What may be done to a text without changing a word of it.
TYPOGRAPHY = {
    "quotes": lambda text: text.translate(str.maketrans({"«": "“", "»": "”"})),
    "straight quotes": lambda text: text.replace("« ", '"').replace(" »", '"'),
    "apostrophes": lambda text: text.replace("’", "'"),
    "dashes": lambda text: text.replace(" - ", " — "),
    "ellipsis": lambda text: text.replace("…", "..."),
    "ligatures": lambda text: text.replace("œ", "oe"),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "no-break spaces": lambda text: text.replace(" ", "\u202f"),
    "spaces and lines": lambda text: text.replace(" ", " \n\u2003"),
    "soft hyphens": lambda text: text.replace("on", "o\u00adn"),
    "nothing seen": lambda text: "\ufeff" + text.replace("i", "i\u200b"),
    "no space before signs": lambda text: text.replace(" !", "!").replace(" :", ":"),
    "space before signs": lambda text: text.replace("!", "\u00a0!").replace(":", "\u00a0:"),
}
WORDS = st.sampled_from("Le maire dit «_non_» à l’œuvre … ! : deux-points ’ - — été ÉTÉ 10 % fin. “oui” ﬁn".split())  # noqa: SIM905
TEXTS = st.lists(WORDS, min_size=1, max_size=25).map(lambda words: " ".join(words).replace("_", " "))


@pytest.mark.parametrize("change", TYPOGRAPHY.values(), ids=TYPOGRAPHY)
def test_typography_is_no_edit(press, change):
    press.publish("L’été : « oui » !", TEXT, authors=["Zoé d’Œ"])
    assert press.publish(change("L’été : « oui » !"), change(TEXT), authors=[change("Zoé d’Œ")]) is Outcome.UNCHANGED
    assert press.rows("articles", "version, body") == [(1, change(TEXT))], "the newest setting is kept all the same"


@settings(max_examples=150, deadline=None)
@given(headline=TEXTS, body=TEXTS, changes=st.lists(st.sampled_from(sorted(TYPOGRAPHY)), max_size=4))
def test_any_typography_of_any_text_is_no_edit(headline, body, changes):
    with Archive.scratch() as archive:
        press = Press(archive)
        press.publish(headline, body)
        for name in changes:
            headline, body = TYPOGRAPHY[name](headline), TYPOGRAPHY[name](body)
        assert press.publish(headline, body) is Outcome.UNCHANGED
        assert press.rows("versions", "*") == []


@settings(max_examples=150, deadline=None)
@given(
    body=TEXTS,
    at=st.integers(0, 30),
    word=st.sampled_from(["voté", "42", "中", "да"]),
    changes=st.lists(st.sampled_from(sorted(TYPOGRAPHY)), max_size=3),
    is_headline=st.booleans(),
)
def test_any_word_makes_one_version(body, at, word, changes, is_headline):
    words = body.split(" ")
    after = " ".join([*words[:at], word, *words[at:]])
    for name in changes:
        after = TYPOGRAPHY[name](after)
    with Archive.scratch() as archive:
        press = Press(archive)
        texts = [(body, TEXT), (after, TEXT)] if is_headline else [("Titre", body), ("Titre", after)]
        press.publish(*texts[0])
        assert press.publish(*texts[1]) is Outcome.CHANGED
        assert press.publish(*texts[1]) is Outcome.UNCHANGED
        assert press.rows("versions", "number, headline, body") == [(1, *texts[0])]
        assert press.rows("edits", "headline, body, words_added, words_removed") == [
            (int(is_headline), int(not is_headline), 1, 0)
        ]


def test_what_another_source_told_is_no_edit(press):
    told = {"date_published_precision": Precision.MINUTE, "date_published_raw": "x"}
    press.publish(date_published=DAY, date_published_source="feed", **told)
    assert press.publish() is Outcome.UNCHANGED
    assert press.rows("articles", "date_published, date_published_source") == [(DAY.isoformat(), "feed")]
    other = {**told, "date_published": DAY + timedelta(hours=2)}
    assert press.publish(**other, date_published_source="sitemap") is Outcome.UNCHANGED, "another witness"
    assert press.publish(**other, date_published_source="json-ld") is Outcome.UNCHANGED
    later = {**told, "date_published": DAY + timedelta(hours=5)}
    assert press.publish(**later, date_published_source="json-ld") is Outcome.CHANGED


def test_a_feed_may_tell_another_time_for_every_update_but_a_list_of_posts_may_not(press):
    for source, outcome in (("feed", Outcome.UNCHANGED), ("api", Outcome.CHANGED)):
        url = f"https://a.fr/{source}"
        press.publish(url=url, date_published=DAY, date_published_source=source)
        other = make_article(
            url, "Un titre", TEXT, date_published=DAY - timedelta(hours=9), date_published_source=source
        )
        # The page itself is silent.
        assert press.fetch(other, reread=lambda _, url=url: make_article(url, "Un titre", TEXT)) is outcome
        assert press.archive.article(url)["date_published"] == other.date_published.isoformat()


def test_the_page_changed_its_day_behind_a_date_that_was_told(press):
    told = {"date_published": DAY, "date_published_source": "feed", "date_published_precision": Precision.MINUTE}
    first, second = (
        {"date_published": day, "date_published_source": "text", "date_published_precision": Precision.DAY}
        for day in (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC))
    )
    press.publish(**told)
    page = make_article(URL, "Un titre", TEXT, **first)
    assert press.fetch(page, reread=lambda _: page) is Outcome.UNCHANGED
    after = make_article(URL, "Un titre", TEXT, **second)
    assert press.fetch(after, reread=lambda _: page) is Outcome.CHANGED
    assert press.rows("edits", "version, headline, body, date_published, authors") == [(2, 0, 0, 1, 0)]


def test_a_day_on_the_page_does_not_undo_the_minute_a_feed_told(press):
    press.publish(date_published=DAY, date_published_source="feed", date_published_precision=Precision.MINUTE)
    day = DAY.replace(hour=0, minute=0)
    press.publish(date_published=day, date_published_source="time-tag", date_published_precision=Precision.DAY)
    assert press.rows("articles", "version, date_published") == [(1, DAY.isoformat())]


@pytest.mark.parametrize(
    "fields",
    [{"date_published_source": "modified"}, {"date_published_raw": "il y a 2 heures", "date_published_source": "text"}],
    ids=["the last change", "relative"],
)
def test_a_date_that_moves_by_itself_is_no_edit(press, fields):
    press.publish(date_published=DAY, **fields)
    assert press.publish(date_published=DAY + timedelta(hours=1), **fields) is Outcome.UNCHANGED


def test_what_is_read_otherwise_now_is_no_edit(press):
    """The stored page read again says what the new one says: not the page changed."""
    asked = []

    def reread(capture_id):
        asked.append(capture_id)
        return make_article(URL, "Un titre", "Le texte sans la réclame.")

    press.publish("Un titre", "Le texte sans la réclame. Abonnez-vous !")
    after = make_article(URL, "Un titre", "Le texte sans la réclame.")
    assert press.fetch(after, reread=reread) is Outcome.UNCHANGED
    assert asked == [1]
    assert press.fetch(after, reread=reread) is Outcome.UNCHANGED
    assert asked == [1], "asked only where a difference is suspected"
    assert press.rows("articles", "version, body") == [(1, "Le texte sans la réclame.")]


def test_a_version_is_kept_as_it_is_read_when_it_is_superseded(press):
    again = make_article(URL, "Un titre", "Le texte.", extractor="new")
    press.publish("Un titre", "Le texte. Abonnez-vous !", extractor="old", authors=["Ana"])
    after = make_article(URL, "Un titre", "Le texte, bien plus long.", extractor="new")
    assert press.fetch(after, reread=lambda _: again) is Outcome.CHANGED
    assert press.rows("versions", "body, extractor, authors") == [("Le texte.", "new", '["Ana"]')]
    assert press.rows("edits", "body, authors, words_added, words_removed") == [(1, 0, 3, 0)]
    assert press.archive.article(URL)["authors"] == ["Ana"], "no word of the page had given them"


def test_a_stored_page_that_cannot_be_read_hides_no_edit(press):
    press.publish("Un titre")
    assert press.fetch(make_article(URL, "Un autre titre", TEXT), reread=lambda _: None) is Outcome.CHANGED


def test_a_second_row_of_an_article_brings_its_versions_along(press):
    canonical = "https://a.fr/budget"
    press.publish("Budget", TEXT, url="https://a.fr/?p=9")
    press.publish("Budget voté", TEXT, url="https://a.fr/?p=9")
    press.publish("Budget voté", TEXT, url=canonical)
    press.publish("Budget voté hier", TEXT, url=canonical)
    press.publish("Budget voté hier", TEXT, url="https://a.fr/?p=9", canonical_url=canonical)
    assert press.rows("versions", "number, headline, last_seen") == [
        (1, "Budget", "2026-11-22T12:00:00Z"),
        (2, "Budget voté", "2026-11-22T14:00:00Z"),
    ]
    assert press.rows("articles", "headline, version, first_seen") == [("Budget voté hier", 3, "2026-11-22T12:00:00Z")]
    assert press.rows("edits", "version, words_added") == [(2, 1), (3, 1)]


def test_gone_and_back(press):
    press.publish("A")
    press.publish("B")
    for day in (1, 2):
        gone = NOON + timedelta(days=day)
        assert press.archive.mark_gone(URL, moment=gone)
        assert not press.archive.mark_gone(URL, moment=gone + timedelta(hours=1))
        assert press.rows("articles", "version, headline, gone_since") == [(2, "B", f"2026-11-{22 + day}T12:00:00Z")]
        press.hours = 24 * day + 3
        press.publish("B")
    assert press.rows("articles", "version, gone_since") == [(2, None)]
    assert press.rows("versions", "headline") == [("A",)]
    assert press.rows("absences", "gone_since, returned") == [
        ("2026-11-23T12:00:00Z", "2026-11-23T15:00:00Z"),
        ("2026-11-24T12:00:00Z", "2026-11-24T15:00:00Z"),
    ]


def test_an_article_that_is_erased_takes_its_versions_along(press):
    press.publish("A")
    press.publish("B")
    press.archive._conn.execute("UPDATE captures SET article_id = NULL")
    press.archive._conn.execute("DELETE FROM addresses")
    press.archive._conn.execute("DELETE FROM articles")
    assert press.rows("versions", "*") == press.rows("edits", "*") == []


@settings(max_examples=200, deadline=None)
@given(said=st.lists(st.sampled_from("ABC"), min_size=1, max_size=7), data=st.data())
def test_pages_may_come_in_any_order(said, data):
    """An import brings old pages after new ones: the history is the one that a crawl would have made."""
    histories = []
    for order in (range(len(said)), data.draw(st.permutations(range(len(said))))):
        with Archive.scratch() as archive:
            press = Press(archive)
            for hour in order:
                press.hours = hour
                press.publish(f"Titre {said[hour]}")
            versions = press.archive.versions(1)
            histories.append(
                [(v.number, v.headline, v.first_seen, v.last_seen, v.edited, v.words_added) for v in versions]
            )
            pages = [press.archive.capture(v.capture_id).moment for v in versions]
            assert all(v.first_seen <= page <= v.last_seen for v, page in zip(versions, pages, strict=True))
            assert versions[-1].is_present
            assert [row[0] for row in press.rows("edits", "version")] == [v.number for v in versions[1:]]
    assert histories[0] == histories[1]
    changes = sum(one != other for one, other in pairwise(said))
    assert len(histories[0]) == 1 + changes


def test_an_older_page_is_compared_as_it_would_be_read_now(press):
    press.hours = 5
    press.publish(body="Le texte.")
    press.hours = 1
    older = make_article(URL, "Un titre", "Le texte, avec la réclame.")
    assert press.fetch(older, reread=lambda _: older) is Outcome.UNCHANGED
    assert press.rows("articles", "version, first_seen, last_seen, capture_id, body") == [
        (1, "2026-11-22T13:00:00Z", "2026-11-22T17:00:00Z", 1, "Le texte.")
    ]


def test_a_page_from_before_it_was_gone_does_not_bring_it_back(press):
    press.publish("A")
    press.archive.mark_gone(URL, moment=NOON + timedelta(days=2))
    press.hours = 24
    press.publish("B")
    assert press.rows("articles", "headline, version, gone_since") == [("B", 2, "2026-11-24T12:00:00Z")]
    assert press.rows("absences", "*") == []


def test_a_version_read_anew_keeps_the_date_that_was_told_then(press):
    for hours in (0, 3):
        then = DAY + timedelta(hours=hours)
        press.publish(date_published=then, date_published_source="api")
    now = make_article(URL, "Un titre", TEXT, date_published=then, date_published_source="api")
    moment = Moment(value=then, raw="x", precision=Precision.MINUTE, source="api")
    told = Candidate(url=URL, source=Source.API, published=moment)
    again = press.archive.version_difference(1, 1, now, told=told)
    assert "date_published" not in again.columns
    press.archive.amend_version(1, 1, again)
    press.archive.settle_versions()
    assert [v.date_published for v in press.archive.versions(1)] == [DAY.isoformat(), then.isoformat()]


def test_versions_that_say_the_same_when_read_anew_become_one(press):
    for body in ("Un. Réclame", "Un.", "Deux."):
        press.publish(body=body)
    again = press.archive.version_difference(1, 1, make_article(URL, "Un titre", "Un."))
    press.archive.amend_version(1, 1, again)
    press.archive.settle_versions()
    assert [(v.number, v.body, v.edited, v.words_added) for v in press.archive.versions(1)] == [
        (1, "Un.", (), 0),
        (2, "Deux.", ("body",), 1),
    ]
    assert press.rows("articles", "version, version_seen") == [(2, "2026-11-22T14:00:00Z")]
    assert press.rows("versions", "first_seen, last_seen") == [("2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z")]


def test_a_version_read_anew_is_known_by_its_capture_whatever_its_number_is_by_now(press):
    for body in ("Un. Réclame", "Un.", "Deux, avec la réclame.", "Trois."):
        press.publish(body=body)
    first = press.archive.version_difference(1, 1, make_article(URL, "Un titre", "Un."))
    third = press.archive.version_difference(1, 3, make_article(URL, "Un titre", "Deux."))
    press.archive.amend_version(1, 1, first)
    press.archive.settle_versions()
    press.archive.amend_version(1, 3, third)
    assert [(v.number, v.body) for v in press.archive.versions(1)] == [(1, "Un."), (2, "Deux."), (3, "Trois.")]


def test_versions_that_become_one_were_seen_as_long_as_both(press):
    for body in ("Un. Réclame", "Un.", "Deux."):
        press.publish(body=body)
    # As where two rows turn out to be one article: what was seen first was seen last, too.
    press.archive._conn.execute("UPDATE versions SET last_seen = '2026-11-23T12:00:00Z' WHERE number = 1")
    again = press.archive.version_difference(1, 1, make_article(URL, "Un titre", "Un."))
    press.archive.amend_version(1, 1, again)
    press.archive.settle_versions()
    assert press.rows("versions", "number, last_seen") == [(1, "2026-11-23T12:00:00Z")]
