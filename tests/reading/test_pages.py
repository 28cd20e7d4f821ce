"""Readers: pages read in another process, which may be killed at any moment."""

from __future__ import annotations

import asyncio
import os
import signal
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from newsarchive.reading.pages import Unread
from newsarchive.reading.readers import Reader, readers_for
from tests.site import article, listing

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADLINE = "Le pont rouvre après les travaux"


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader(1)
    yield made
    made.close()


def unread(text: str, *, with_links: bool = False) -> Unread:
    return Unread(
        payload=text.encode(),
        url="https://gazette.example/pont/",
        charset="utf-8",
        candidate=None,
        on=datetime(2026, 5, 4, 12, tzinfo=UTC),
        with_links=with_links,
    )


def workers(reader: Reader) -> list[int]:
    return [hand.process.pid for hand in reader._hands if hand.process.pid]


def test_another_process_reads_what_this_one_would(reader: Reader) -> None:
    page = unread(article(HEADLINE))
    reading = asyncio.run(reader.read(page))
    assert reading == asyncio.run(Reader().read(page))
    assert reading.article
    assert reading.article.headline == HEADLINE
    assert reading.listing is None


def test_links_come_with_a_listing_and_with_any_page_where_they_are_asked_for(reader: Reader) -> None:
    front = listing(*((f"/a{n}/", f"{HEADLINE}, acte {n}") for n in range(6)))
    reading = asyncio.run(reader.read(unread(front)))
    assert reading.refusal
    assert reading.listing
    assert len(reading.listing.articles) == 6
    assert asyncio.run(reader.read(unread(article(HEADLINE), with_links=True))).listing


def test_a_killed_reader_costs_no_page(reader: Reader) -> None:
    (victim,) = workers(reader)
    os.kill(victim, signal.SIGKILL)
    reading = asyncio.run(reader.read(unread(article(HEADLINE))))
    assert reading.article
    assert victim not in workers(reader)


def test_many_pages_come_back_to_who_asked_for_them(reader: Reader) -> None:
    async def read_all() -> list[str]:
        comments = ("<!-- court -->", f"<!-- {'long ' * 60_000} -->")
        pages = [article(f"{HEADLINE}, acte {number}", extra=comments[number % 2]) for number in range(10)]
        readings = await asyncio.gather(*(reader.read(unread(page)) for page in pages))
        return [reading.article.headline for reading in readings if reading.article]

    assert asyncio.run(read_all()) == [f"{HEADLINE}, acte {number}" for number in range(10)]


def test_a_reader_that_is_killed_at_work_costs_none_of_its_pages(reader: Reader) -> None:
    async def read_on() -> list[bool]:
        readings = [asyncio.ensure_future(reader.read(unread(article(HEADLINE)))) for _ in range(5)]
        await asyncio.sleep(0)
        os.kill(workers(reader)[0], signal.SIGKILL)
        return [bool((await reading).article) for reading in readings]

    assert asyncio.run(read_on()) == [True] * 5


def test_what_breaks_in_a_reader_is_told_where_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr("newsarchive.reading.pages.parse", broken)
    made = Reader(1)
    with pytest.raises(RuntimeError, match="a bug of ours"):
        asyncio.run(made.read(unread(article(HEADLINE))))
    made.close()


def test_a_page_that_ends_every_reader_is_given_up_and_ends_nothing_else(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Workers forked from here on inherit a parser that dies of this page, as of memory or a bug in C.
    monkeypatch.setattr("newsarchive.reading.pages.parse", lambda *_: os._exit(9))
    reader.close()
    deadly = Reader(1)
    with pytest.raises(BrokenProcessPool):
        asyncio.run(deadly.read(unread(article(HEADLINE))))
    deadly.close()


@pytest.mark.parametrize(("delay", "asked", "expected"), [(1.0, None, 0), (0.0, 0, 0), (0.0, 3, 3), (1.0, 2, 2)])
def test_readers_are_for_those_in_a_hurry(delay: float, asked: int | None, expected: int) -> None:
    assert readers_for(delay, asked) == expected
