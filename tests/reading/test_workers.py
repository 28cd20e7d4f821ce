"""Work spread over processes: in order, bounded, and whatever happens to a process."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from newsarchive.reading.workers import HEAP, UNDER_WAY, Killed, Workers, heaps


def doubling(deadly: int) -> Callable[[int, int], int]:
    def work(task: int, beside: int) -> int:
        if task == deadly:
            os._exit(3)
        if task == -1:
            raise ValueError("no such thing")
        return 2 * task + beside

    return work


@pytest.mark.parametrize("processes", [0, 1, 3])
def test_results_come_in_the_order_of_their_tasks(processes: int) -> None:
    with Workers(processes, doubling, -2) as workers:
        found = list(workers.carry_out(range(200), lambda heap: 1))
    assert found == [(task, 2 * task + 1) for task in range(200)]


def test_no_more_is_taken_than_is_under_way() -> None:
    taken = 0

    def tasks():
        nonlocal taken
        while True:
            taken += 1
            yield taken

    with Workers(2, doubling, -2) as workers:
        results = workers.carry_out(tasks(), lambda heap: 0)
        for _ in range(50):
            next(results)
        assert taken <= 50 + HEAP * (2 * UNDER_WAY + 1)


def test_a_task_that_ends_its_process_is_told_and_all_others_are_carried_out() -> None:
    with Workers(2, doubling, 77) as workers:
        found = dict(workers.carry_out(range(200), lambda heap: 0))
        assert isinstance(found.pop(77), Killed)
        assert found == {task: 2 * task for task in range(200) if task != 77}
        assert list(workers.carry_out([4], lambda heap: 0)) == [(4, 8)]


def test_what_a_task_raises_is_raised() -> None:
    with Workers(1, doubling, -2) as workers, pytest.raises(ValueError, match="no such thing"):
        list(workers.carry_out([1, -1, 2], lambda heap: 0))


def test_heaps_have_their_size() -> None:
    assert list(heaps(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(heaps((), 2)) == []
