"""Budgets of a run: pages, bytes and seconds, in all and for each host."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from newsarchive.normalize.periods import format_duration
from newsarchive.normalize.sizes import format_size
from newsarchive.normalize.urls import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What may be spent: ``pages`` asked for, ``bytes`` of answers, ``seconds`` from the first request on.

    None is no limit.
    """

    pages: int | None = None
    bytes: int | None = None
    seconds: float | None = None

    def tightened(self, other: Budget) -> Budget:
        """Give the budget that keeps to both."""
        return Budget(
            pages=_less(self.pages, other.pages),
            bytes=_less(self.bytes, other.bytes),
            seconds=_less(self.seconds, other.seconds),
        )


def _less(one: N | None, other: N | None) -> N | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


@dataclass(slots=True)
class _Spent:
    first: float
    pages: int = 0
    bytes: int = 0

    def is_over(self, budget: Budget, now: float) -> str:
        """Give what was to be spent and is, in words, or "" while something is left."""
        if budget.pages is not None and self.pages >= budget.pages:
            return "1 page" if budget.pages == 1 else f"{budget.pages} pages"
        if budget.bytes is not None and self.bytes >= budget.bytes:
            return f"{format_size(budget.bytes)}B"
        if budget.seconds is not None and now - self.first >= budget.seconds:
            return format_duration(budget.seconds)
        return ""


class Budgets:
    """Counts what a run spends and says whose budget is used up.

    ``per_host`` holds for each host alone; ``sites`` names sites
    (:func:`~newsarchive.normalize.urls.site_of`) whose hosts have another one in place of it.
    ``now`` is a moment of any clock that only goes forward, in seconds. Each call costs the same,
    however many hosts there are.

    A page is spent when it is asked for, with ``pages=1``: then the number is kept exactly, whatever is in flight.
    Bytes are spent as answers come; the last answer may go beyond.
    """

    def __init__(
        self,
        total: Budget = Budget(),
        per_host: Budget = Budget(),
        sites: Mapping[str, Budget] = MappingProxyType({}),
    ) -> None:
        self.total = total
        self.per_host = per_host
        self._sites = dict(sites)
        self._spent: dict[str, _Spent] = {}
        self._all: _Spent | None = None

    def spend(self, host: str, *, pages: int = 0, bytes: int = 0, now: float) -> None:  # noqa: A002 - the word for it
        """Count what a host was asked for or has answered; its time begins with the first call."""
        if self._all is None:
            self._all = _Spent(first=now)
        spent = self._spent.get(host)
        if spent is None:
            spent = self._spent[host] = _Spent(first=now)
        for one in (spent, self._all):
            one.pages += pages
            one.bytes += bytes

    def of(self, host: str) -> Budget:
        """Give the budget of a host."""
        # A site that is called by its bare name answers under www. more often than not.
        return self._sites.get(site_of(f"https://{host}"), self.per_host) if self._sites else self.per_host

    def is_spent(self, host: str, now: float) -> str:
        """Say which part of a host's budget is used up, such as ``200 pages``, or "" while it may be asked."""
        spent = self._spent.get(host) or _Spent(first=now)
        return spent.is_over(self.of(host), now)

    def is_all_spent(self, now: float) -> str:
        """Say which part of the whole run's budget is used up, or ""."""
        return (self._all or _Spent(first=now)).is_over(self.total, now)
