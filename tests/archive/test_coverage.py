"""What is counted by month is what the archive holds, and holes are told with their likely reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive import Archive, Month
from newsarchive.archive.coverage import LEAST, holes
from newsarchive.model import (
    Article,
    Block,
    BlockKind,
    Candidate,
    Capture,
    Filing,
    Moment,
    Precision,
    Role,
    Source,
    State,
    Step,
)
from newsarchive.normalize.urls import site_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
BASE = "https://example.org"


class Book:
    """An archive, and a crawl of one site that writes into it."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.run = archive.begin_crawl(command="crawl", urls=[BASE], pid=1, host="here", started=NOW)
        self.frontier = archive.frontier(self.run)
        self.sweep = self.frontier.begin(BASE, "", "", NOW)
        step = Step(url=f"{BASE}/sitemap.xml", role=Role.SITEMAP, priority=9, source=Source.SITEMAP)
        self.frontier.ask([step], self.sweep.id, self.run, site_of(BASE))
        source = self.frontier.lease("example.org")
        assert source is not None
        self.source = source

    def name(
        self,
        path: str,
        published: str | None = None,
        *,
        changed: str | None = None,
        source: Source = Source.SITEMAP,
        state: State = State.QUEUED,
        reason: str = "",
        sources: tuple[str, ...] = (),
    ) -> None:
        """Have a source name an address; what is ``done`` or ``failed`` was fetched."""
        moment = None
        if published:
            value = datetime.fromisoformat(published)
            moment = Moment(value=value, raw=published, precision=Precision.MINUTE, source="sitemap")
        facts = Candidate(
            url=BASE + path,
            source=source,
            published=moment,
            lastmod=datetime.fromisoformat(changed) if changed else None,
        )
        filed = state if state in (State.QUEUED, State.LATER, State.SKIPPED) else State.QUEUED
        self.frontier.file([Filing(facts=facts, state=filed, reason=reason, priority=1, sources=sources)], self.source)
        if state not in (State.QUEUED, State.LATER, State.SKIPPED):
            errand = self.frontier.lease("example.org")
            while errand is not None and errand.url != BASE + path:
                errand = self.frontier.lease("example.org")
            assert errand is not None
            self.frontier.close(errand, state, reason, moment=NOW, status=200)

    def store(self, path: str, published: str | None, *, source: str = "article") -> None:
        """Store an article."""
        url = BASE + path
        capture = Capture(
            target_uri=url,
            requested_uri=url,
            moment=NOW,
            status=200,
            headers=(),
            payload=path.encode(),
            payload_digest=f"sha256:{path.encode().hex():0>64}",
        )
        capture_id = self.archive.store_capture(capture, crawl_id=self.run, source=source)
        article = Article(
            url=url,
            canonical_url=url,
            headline=f"Le titre {path}",
            date_published=datetime.fromisoformat(published) if published else None,
            body=f"Le texte {path}",
            blocks=(Block(kind=BlockKind.PARAGRAPH, text=f"Le texte {path}"),),
            extractor="test",
        )
        self.archive.store_article(article, capture_id=capture_id, crawl_id=self.run, moment=NOW)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        yield Book(archive)


def months(book: Book, **period: date) -> dict[str, Month]:
    return {month.month: month for month in book.archive.coverage(BASE, **period).months}


def test_an_article_counts_in_the_month_its_page_states_under_the_source_that_named_it_first(book: Book) -> None:
    # In UTC it is still January.
    book.name("/a", "2026-02-01T00:30:00+02:00", state=State.DONE, reason="article", sources=("feed", "sitemap"))
    book.store("/a", "2026-02-01T00:30:00+02:00")
    book.store("/b", "2026-02-03T10:00:00+02:00", source="start")
    book.store("/c", "2026-02-04T10:00:00+02:00")
    book.store("/d", None)
    found = book.archive.coverage(BASE)
    assert [month.month for month in found.months] == ["2026-02"]
    assert found.months[0].stored == {"sitemap": 1, "given": 1, "unknown": 1}
    assert found.months[0].named == {"feed": 1, "sitemap": 1}
    assert (found.articles, found.undated) == (3, 1)


def test_what_is_missing_is_told_by_why_and_a_change_is_no_publication(book: Book) -> None:
    day = "2026-02-{:02}T10:00:00+02:00".format
    book.store("/kept", day(1))
    book.store("/last", day(28))
    book.name("/robots", day(2), state=State.SKIPPED, reason="robots")
    book.name("/gone", day(3), state=State.FAILED, reason="gone")
    book.name("/broken", day(4), state=State.FAILED, reason="http-500")
    book.name("/quiz", day(5), state=State.DONE, reason="not-an-article")
    book.name("/trap", day(6), state=State.SKIPPED, reason="trap")
    book.name("/twice", day(7), state=State.SKIPPED, reason="duplicate")
    book.name("/changed", changed=day(8), state=State.FAILED, reason="gone")
    book.name("/undated", state=State.SKIPPED, reason="robots")
    book.name("/waits", day(9))
    book.name("/before", "2026-01-31T10:00:00+02:00")
    found = book.archive.coverage(BASE)
    (month,) = found.months
    assert month.missing == {"robots": 1, "gone": 1, "failed": 1, "not-an-article": 1, "trap": 1, "queued": 1}
    assert month.missing_by_change == {"gone": 1}
    assert month.named == {"sitemap": 6}
    assert month.named_by_change == {"sitemap": 1}
    assert found.missing_undated == {"robots": 1}


def test_a_day_missing_is_that_of_its_source_and_not_that_of_utc(book: Book) -> None:
    book.store("/a", "2026-01-20T10:00:00+02:00")
    book.store("/b", "2026-03-20T10:00:00+02:00")
    book.name("/night", "2026-03-01T00:30:00+02:00", state=State.SKIPPED, reason="robots")
    assert months(book)["2026-03"].missing == {"robots": 1}


def test_an_article_under_two_addresses_is_named_once(book: Book) -> None:
    book.name("/a", "2026-02-01T10:00:00+02:00", state=State.DONE, reason="article")
    book.store("/a", "2026-02-01T10:00:00+02:00")
    book.name("/a-former", "2026-02-01T10:00:00+02:00", state=State.DONE, reason="article")
    book.archive.record_redirects({f"{BASE}/a-former": f"{BASE}/a"}, moment=NOW)
    assert months(book)["2026-02"].named == {"sitemap": 1}


def test_a_period_is_held_to_by_the_day(book: Book) -> None:
    for day in (9, 10, 20, 21):
        book.store(f"/kept-{day}", f"2026-02-{day:02}T23:59:00+02:00")
        book.name(f"/lost-{day}", f"2026-02-{day:02}T23:59:00+02:00", state=State.SKIPPED, reason="robots")
    month = months(book, since=date(2026, 2, 10), until=date(2026, 2, 20))["2026-02"]
    assert (month.articles, month.missing) == (2, {"robots": 2})


def test_days_that_had_not_come_when_the_site_was_crawled_are_no_hole(book: Book) -> None:
    book.store("/a", "2026-10-20T10:00:00+02:00")
    found = book.archive.coverage(BASE, since=date(2026, 9, 1), until=date(2030, 12, 31))
    assert [month.month for month in found.months] == ["2026-09", "2026-10", "2026-11"]
    assert [(hole.first, hole.last) for hole in found.holes] == [("2026-09", "2026-09"), ("2026-11", "2026-11")]


def test_a_site_that_nobody_knows_has_nothing(book: Book) -> None:
    found = book.archive.coverage("https://example.com")
    assert (found.months, found.holes, found.since, found.is_known) == ((), (), None, False)


def test_holes_are_told_with_what_sources_named_of_them(book: Book) -> None:
    for month, count in zip((1, 2, 3, 4, 5, 6), (6, 6, 0, 6, 2, 6), strict=True):
        for n in range(count):
            book.store(f"/{month}/{n}", f"2026-{month:02}-{n + 1:02}T10:00:00+02:00")
    for n in range(3):
        book.name(f"/lost/{n}", f"2026-03-{n + 1:02}T10:00:00+02:00", state=State.SKIPPED, reason="robots")
    book.name("/gone", "2026-03-09T10:00:00+02:00", state=State.FAILED, reason="gone")
    empty, thin = book.archive.coverage(BASE).holes
    assert (empty.first, empty.last, empty.articles, empty.usual) == ("2026-03", "2026-03", 0, 6.0)
    assert empty.missing == {"robots": 3, "gone": 1}
    assert (thin.first, thin.articles, thin.missing) == ("2026-05", 2, {})


def of(counts: list[int]) -> list[Month]:
    first = date(2020, 1, 1)
    names = [(first + timedelta(days=31 * n)).strftime("%Y-%m") for n in range(len(counts))]
    assert len(set(names)) == len(names)
    return [
        Month(month=name, stored={"sitemap": count} if count else {}) for name, count in zip(names, counts, strict=True)
    ]


@given(st.lists(st.integers(0, 40), max_size=40))
def test_every_empty_month_between_two_with_articles_is_in_exactly_one_hole(counts: list[int]) -> None:
    made = of(counts)
    found = list(holes(made, since=None, until=None))
    filled = [n for n, count in enumerate(counts) if count]
    for n, month in enumerate(made):
        within = [hole for hole in found if hole.first <= month.month <= hole.last]
        assert len(within) <= 1
        if not counts[n]:
            assert bool(within) == (bool(filled) and filled[0] < n < filled[-1])
        elif within:
            assert within[0].first == within[0].last
            assert counts[n] < within[0].usual / 2
            assert within[0].usual >= LEAST


@given(st.integers(1, 1000), st.integers(1, 40))
def test_a_steady_site_has_no_holes(count: int, length: int) -> None:
    assert not list(holes(of([count] * length), since=date(2020, 1, 1), until=None))


def test_half_a_month_at_either_end_is_not_called_thin() -> None:
    made = of([1, 8, 8, 8, 1])
    assert not list(holes(made, since=None, until=None))
    assert len(list(holes(made, since=date(2020, 1, 1), until=date(2020, 5, 31)))) == 2
    assert not list(holes(made, since=date(2020, 1, 15), until=date(2020, 5, 15)))
