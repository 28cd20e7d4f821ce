"""Changes of pages that are read at the same moment: written together, each for itself where one of them fails."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.connection import transaction
from newsarchive.crawl.together import MOST, Together

if TYPE_CHECKING:
    from collections.abc import Iterator


class Shelf:
    """A table of names, and how many transactions wrote it."""

    def __init__(self) -> None:
        self.conn = sqlite3.connect(":memory:", isolation_level=None)
        self.conn.execute("CREATE TABLE shelf (name TEXT)")
        self.count = 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.count += 1
        with transaction(self.conn):
            yield

    def put(self, name: str) -> None:
        self.conn.execute("INSERT INTO shelf VALUES (?)", (name,))
        if name.startswith("bad"):
            raise ValueError(name)

    def names(self) -> list[str]:
        return [name for (name,) in self.conn.execute("SELECT name FROM shelf ORDER BY name")]


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = Shelf()
    yield made
    made.conn.close()


async def _put(shelf: Shelf, names: list[str]) -> list[BaseException | None]:
    together = Together(shelf.transaction)

    async def put(name: str) -> None:
        await together.carry_out(lambda: shelf.put(name))
        assert not shelf.conn.in_transaction
        assert name in shelf.names()

    return await asyncio.gather(*(put(name) for name in names), return_exceptions=True)


def test_what_comes_at_the_same_moment_is_one_transaction(shelf: Shelf) -> None:
    assert asyncio.run(_put(shelf, ["a", "b", "c"])) == [None, None, None]
    assert shelf.names() == ["a", "b", "c"]
    assert shelf.count == 1


def test_no_more_than_stated_go_into_one(shelf: Shelf) -> None:
    names = [f"{number:03}" for number in range(2 * MOST + 1)]
    asyncio.run(_put(shelf, names))
    assert shelf.names() == names
    assert shelf.count == 3


def test_one_that_fails_takes_nothing_else_with_it(shelf: Shelf) -> None:
    first, error, last = asyncio.run(_put(shelf, ["a", "bad", "c"]))
    assert (first, last) == (None, None)
    assert isinstance(error, ValueError)
    assert shelf.names() == ["a", "c"]


def test_each_is_told_of_its_own_failure_alone(shelf: Shelf) -> None:
    told = asyncio.run(_put(shelf, ["bad 1", "bad 2"]))
    assert [str(error) for error in told] == ["bad 1", "bad 2"]
    assert shelf.names() == []
