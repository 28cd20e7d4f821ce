"""What a crawl wants, and what it writes its decisions into."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from newsarchive.model import Entry, Errand, Filing, Role, Source, Step, Yield

#: How far clocks are behind UTC at most, and how far before it.
WESTMOST, EASTMOST = timedelta(hours=12), timedelta(hours=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days wanted, both included; None leaves an end open. A date's day is the one its page states."""

    since: date | None = None
    until: date | None = None

    def excludes(self, moment: datetime | None) -> bool:
        """Ask whether a date lies outside; an unknown one does not."""
        if moment is None:
            return False
        day = moment.date()
        return bool((self.since and day < self.since) or (self.until and day > self.until))

    def rules_out(self, moment: datetime | None) -> bool:
        """Ask whether what a source dates so lies outside, wherever its page stands.

        Many sources tell all dates in UTC: the day that the page states may be the one before or after.
        """
        if moment is None:
            return False
        if moment.utcoffset() != timedelta(0):
            return self.excludes(moment)
        earliest, latest = (moment - WESTMOST).date(), (moment + EASTMOST).date()
        return bool((self.since and latest < self.since) or (self.until and earliest > self.until))

    def predates(self, lastmod: datetime | None) -> bool:
        """Ask whether something was last changed before the period began, and so cannot lie in it."""
        return bool(self.since) and Period(since=self.since).rules_out(lastmod)

    def misses(self, days: tuple[date, date] | None) -> bool:
        """Ask whether a span of days, first and last, lies wholly outside; an unknown one does not."""
        if days is None:
            return False
        # A site's calendar may be a day off the one its pages state; a month is taken at its word.
        slack = timedelta(days=1 if days[0] == days[1] else 0)
        first, last = days[0] - slack, days[1] + slack
        return bool((self.since and last < self.since) or (self.until and first > self.until))

    def __bool__(self) -> bool:
        return bool(self.since or self.until)


class Census(Protocol):
    """What a plan asks of all that is filed; see :class:`newsarchive.archive.census.Census`."""

    def was_listing(self, errand: Errand) -> bool:
        """Ask whether the page of an errand was read as a listing under its other role, article or listing."""

    def is_listed_whole(self, seed_id: int, sweep: int) -> bool:
        """Ask whether a source that lists all there is named articles."""

    def lists_most(self, seed_id: int) -> bool:
        """Ask whether sources that list all there is name at least half of the articles of a seed."""

    def is_exact(self, seed_id: int, sweep: int) -> bool:
        """Ask whether a source that names just the articles of the days wanted was read to its end."""

    def habits(self, site: str) -> tuple[int, int]:
        """Count a site's articles of which both dates are known, and those changed long after they were published."""

    def has_undated(self, site: str) -> bool:
        """Ask whether articles of a site wait to be dated."""

    def count(self, **conditions: str | int) -> int:
        """Count rows."""


class Patterns(Protocol):
    """What pages of patterns of addresses gave; see :class:`newsarchive.archive.patterns.Patterns`."""

    def yields(self, site: str, kind: str, patterns: Iterable[str], sweep: int) -> dict[str, Yield]:
        """Give what patterns of a site's addresses have given."""

    def count(
        self, site: str, kind: str, patterns: Iterable[str], sweep: int, outcome: str, *, requests: int = 1
    ) -> None:
        """Count a page for its patterns."""

    def parameters(self, site: str) -> dict[str, Yield]:
        """Give the parameters of a site's addresses by which pairs of them differed."""


class Ledger(Protocol):
    """What a plan writes its decisions into, and asks; see :class:`newsarchive.archive.Frontier`."""

    @property
    def patterns(self) -> Patterns:
        """Give the yields of patterns."""

    @property
    def census(self) -> Census:
        """Give the counts of what is filed."""

    def ask(self, steps: Iterable[Step], seed_id: int, sweep: int, site: str, *, later: bool = False) -> int:
        """Queue sources, each once a sweep."""

    def go_on(self, site: str, role: Role) -> int:
        """Queue the sources of a site that were put off."""

    def entries(self, urls: Iterable[str]) -> dict[str, Entry]:
        """Give what is known of articles' addresses, by key."""

    def file(self, filings: Iterable[Filing], errand: Errand, *, is_complete: bool = False) -> None:
        """Write down what was decided of addresses."""

    def met(self, urls: Iterable[str], errand: Errand, reason: str) -> None:
        """Write down that addresses need no request of their own."""

    def adopt(self, errand: Errand, moment: datetime, *, lowest: int, language: str = "") -> None:
        """Take on what is queued or due of a whole site."""

    def leftovers(self) -> int:
        """Queue the articles that were put off."""

    def vanished(self, seed_id: int, sweep: int, limit: int, priority: int) -> int:
        """Queue articles that complete sources name no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a crawl wants.

    ``began`` is its own moment; ``sources`` the kinds to use, empty for all; ``sites`` those given, which a source of
    another one may name; ``excludes`` says of an address that its site's profile wants no article there. One that
    ``probes`` only looks what sources there are: of each it reads enough to tell what it lists.
    """

    began: datetime
    sources: frozenset[Source] = frozenset()
    sites: frozenset[str] = frozenset()
    excludes: Callable[[str], bool] = lambda _url: False
    probes: bool = False

    def uses(self, source: Source) -> bool:
        """Ask whether a kind of source is to be used."""
        return not self.sources or source in self.sources


@dataclass(slots=True)
class Seeds:
    """What is known of the addresses given, by the id of their seed.

    ``complete_since`` is when the newest sweep that came to its end began, None where none did; ``whole`` are those
    that stand for a whole site, ``sites`` the one that each of these led to in this crawl.
    """

    periods: dict[int, Period] = field(default_factory=dict)
    complete_since: dict[int, datetime | None] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    sites: dict[int, str] = field(default_factory=dict)

    def period_of(self, errand: Errand) -> Period:
        """Give the days wanted of the address given that an errand serves."""
        return self.periods.get(errand.seed_id, Period())

    def was_finished(self, seed_id: int) -> bool:
        """Ask whether an earlier crawl of an address given came to its end."""
        return self.complete_since.get(seed_id) is not None
