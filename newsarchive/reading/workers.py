"""Work spread over processes, its results in order: a few at a time under way, a worker that dies is replaced."""

from __future__ import annotations

from collections import deque
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from newsarchive.reading.processes import Processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from typing import Any, Self

Task = TypeVar("Task")
Result = TypeVar("Result")

#: Tasks that are handed to a process at once, and such heaps that are under way for each process.
HEAP, UNDER_WAY = 8, 4


class Killed(Exception):  # noqa: N818 - named for the situation
    """A task ended the process that worked on it, alone and a second time: for its memory, most likely."""


_work: Callable[[Any, Any], Any] | None = None


def _begin(make: Callable[..., Callable[[Any, Any], Any]], *words: Any) -> None:
    global _work  # noqa: PLW0603 - a process of its own, which does nothing else
    _work = make(*words)


def _carry_out(tasks: Sequence[Any], beside: Any) -> list[Any]:
    assert _work is not None
    return [_work(task, beside) for task in tasks]


def heaps(items: Iterable[Task], size: int) -> Iterator[list[Task]]:
    """Give items in lists of ``size``, the last one shorter."""
    source = iter(items)
    while heap := list(islice(source, size)):
        yield heap


class Workers(Generic[Task, Result]):
    """Carries out tasks in ``processes`` worker processes, or in this one where it is 0.

    ``make(*words)`` is called once in each process and gives what carries out a task:
    ``work(task, beside)``. All of it is pickled, but ``make`` and ``words`` only cross a fork.
    """

    def __init__(self, processes: int, make: Callable[..., Callable[[Task, Any], Result]], *words: Any) -> None:
        self._most = processes * UNDER_WAY
        self._processes = Processes(processes, _begin, make, *words) if processes else None
        self._own = None if processes else make(*words)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def carry_out(
        self, tasks: Iterable[Task], beside: Callable[[Sequence[Task]], Any] = lambda _: None
    ) -> Iterator[tuple[Task, Result | Killed]]:
        """Give each task with its result, in their order; ``beside`` gives what a heap of tasks shares.

        Tasks are taken as there is room for them: what is taken from an endless iterable is bounded. Raises what a
        task raised.
        """
        source = iter(tasks)
        if self._own is not None:
            for task in source:
                yield task, self._own(task, beside([task]))
            return
        under_way: deque[tuple[list[Task], Any, Future[list[Result]]]] = deque()
        while True:
            while len(under_way) < self._most:
                heap = list(islice(source, HEAP))
                if not heap:
                    break
                shared = beside(heap)
                under_way.append((heap, shared, self._submit(heap, shared)))
            if not under_way:
                return
            yield from self._finished(under_way)

    def _submit(self, heap: list[Task], shared: Any) -> Future[list[Result]]:
        assert self._processes is not None
        try:
            return self._processes.submit(_carry_out, heap, shared)
        except BrokenProcessPool:
            # Those under way find out by themselves.
            self._processes.replace()
            return self._processes.submit(_carry_out, heap, shared)

    def _finished(
        self, under_way: deque[tuple[list[Task], Any, Future[list[Result]]]]
    ) -> Iterator[tuple[Task, Result | Killed]]:
        heap, shared, future = under_way.popleft()
        try:
            yield from zip(heap, future.result(), strict=True)
        except BrokenProcessPool:
            # One of those that were under way ended its process, and with it the pool: which of them tells one by one.
            done = {id(other): late.result() for other, _, late in under_way if _has_result(late)}
            order = [(other, beside) for other, beside, _ in under_way]
            under_way.clear()
            self._replace()
            for other, beside in [(heap, shared), *order]:
                if id(other) in done:
                    yield from zip(other, done[id(other)], strict=True)
                    continue
                for task in other:
                    yield task, self._alone(task, beside)

    def _alone(self, task: Task, shared: Any) -> Result | Killed:
        try:
            return self._submit([task], shared).result()[0]
        except BrokenProcessPool:
            self._replace()
            return Killed()

    def _replace(self) -> None:
        assert self._processes is not None
        self._processes.replace()

    def close(self) -> None:
        """End the worker processes."""
        if self._processes is not None:
            self._processes.close()


def _has_result(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
