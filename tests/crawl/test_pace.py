"""When a host may be asked, and whose turn it is: by a clock of our own, so every second of it can be looked at."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.crawl.pace import (
    FIRST_REST,
    LONGEST_BACK_OFF,
    LONGEST_CRAWL_DELAY,
    LONGEST_REST,
    Pace,
    asked_delay,
    retry_after,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
#: Of a sum of doubles.
ROUNDING = 1e-6


# ---------------------------------------------------------------------- Retry-After
def test_retry_after_is_seconds_or_a_date() -> None:
    assert retry_after("120", NOON) == 120
    assert retry_after(" 0 ", NOON) == 0
    later = NOON + timedelta(seconds=90)
    assert retry_after(format_datetime(later, usegmt=True), NOON) == 90
    assert retry_after(format_datetime(later.astimezone(timezone(timedelta(hours=2)))), NOON) == 90
    assert retry_after("Sunday, 22-Nov-26 12:01:30 GMT", NOON) == 90
    assert retry_after("Sun Nov 22 12:01:30 2026", NOON) == 90
    assert retry_after(format_datetime(NOON - timedelta(days=1), usegmt=True), NOON) == 0


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "٣", "1e3", "Sun, 32 Nov 2026 12:00:00 GMT"])
def test_what_is_neither_says_nothing(value: str) -> None:
    assert retry_after(value, NOON) is None


def test_no_slip_of_the_pen_closes_a_host_for_ever() -> None:
    assert retry_after("9" * 5000, NOON) == LONGEST_REST
    assert retry_after("Fri, 22 Nov 9999 12:00:00 GMT", NOON) == LONGEST_REST


@given(st.text(max_size=60))
def test_no_header_breaks_it(value: str) -> None:
    found = retry_after(value, NOON)
    assert found is None or 0 <= found <= LONGEST_REST


# ---------------------------------------------------------------------- one host
def test_a_host_nobody_knows_may_be_asked_at_once_and_then_after_the_delay() -> None:
    pace = Pace(2.0)
    assert pace.ready_at("a") == -math.inf
    pace.began("a", 10.0)
    assert pace.ready_at("a") == math.inf
    pace.ended("a", 10.5, 0.5, 200)
    assert pace.ready_at("a") == 12.0


def test_half_the_delay_passes_after_an_answer_whatever_became_of_the_time_before_it() -> None:
    """A busy machine sends late: the host would have two requests at once, one late and one in time."""
    pace = Pace(1.0)
    pace.began("a", 1.0)
    pace.ended("a", 1.2, 0.2, 200)
    assert pace.ready_at("a") == 2.0
    pace.began("a", 2.0)
    pace.ended("a", 2.9, 0.1, 200)
    assert pace.ready_at("a") == 3.4
    pace.obey("a", 10.0, None)
    assert pace.ready_at("a") == 12.0


def test_slots_are_as_many_as_asked_for() -> None:
    pace = Pace(0.0, 2)
    pace.began("a", 1.0)
    assert pace.ready_at("a") == 1.0
    pace.began("a", 1.0)
    assert pace.ready_at("a") == math.inf
    assert pace.in_flight("a") == 2
    pace.ended("a", 2.0, 1.0, 200)
    assert pace.ready_at("a") == 1.0


def test_robots_txt_asks_for_more_distance_never_for_less() -> None:
    assert asked_delay(None, None) == 0
    assert asked_delay(5.0, None) == 5
    assert asked_delay(5.0, (1, 10)) == 10
    assert asked_delay(5.0, (10, 10)) == 5
    assert asked_delay(3600.0, None) == LONGEST_CRAWL_DELAY
    assert asked_delay(None, (1, 86400)) == LONGEST_CRAWL_DELAY
    pace = Pace(2.0)
    assert pace.obey("a", 7.0, None) == 7
    assert pace.interval("a") == 7
    pace.obey("a", 1.0, None)
    assert pace.interval("a") == 2
    assert pace.interval("b") == 2


def test_a_slow_host_is_asked_more_slowly_unless_no_delay_is_wanted() -> None:
    careful, quick = Pace(1.0), Pace(0.0)
    for pace in (careful, quick):
        pace.began("a", 0.0)
        pace.ended("a", 8.0, 8.0, 200)
    assert careful.interval("a") == 8
    assert quick.interval("a") == 0
    careful.began("a", 8.0)
    careful.ended("a", 8.0, 0.0, 500)
    assert careful.interval("a") == 8, "an error that comes quickly is no sign of strength"
    careful.ended("a", 8.0, 0.0, 200)
    assert careful.interval("a") == 4
    careful.ended("a", 8.0, 1000.0, 200)
    assert careful.interval("a") == 60


def test_a_host_rests_as_long_as_it_asks_and_the_longest_wish_counts() -> None:
    pace = Pace(0.0)
    pace.began("a", 100.0)
    assert pace.ended("a", 100.0, 0.1, 429, 50.0)
    assert pace.resting_until("a") == 150.0
    pace.began("a", 101.0)
    pace.ended("a", 101.0, 0.1, 503, 5.0)
    assert pace.ready_at("a") == 150.0
    pace.ended("a", 102.0, 0.1, 200, 1000.0)
    assert pace.resting_until("a") == 150.0, "Retry-After of an answer that is none of a tired host"
    assert pace.resting_until("b") == -math.inf


def test_without_retry_after_rests_double_and_begin_anew_after_a_good_answer() -> None:
    pace = Pace(0.0)

    def rest(now: float, status: int) -> float:
        pace.began("a", now)
        pace.ended("a", now, 0.1, status)
        return pace.resting_until("a") - now

    assert [rest(1000.0 * n, 503) for n in range(4)] == [FIRST_REST, 4, 8, 16]
    assert pace.failures("a") == 4
    rest(5000.0, 200)
    assert pace.failures("a") == 0
    assert rest(6000.0, 429) == FIRST_REST
    assert max(rest(10_000.0 * n, 429) for n in range(1, 90)) == LONGEST_BACK_OFF


@pytest.mark.parametrize("status", [None, 429, 502, 503, 504])
def test_trouble_slows_down_and_good_answers_speed_up_again(status: int | None) -> None:
    pace = Pace(1.0)
    penalties = []
    for _ in range(10):
        assert pace.ended("a", 0.0, 0.0, status) or penalties[-1] == 60
        penalties.append(pace.standing("a").penalty)
    assert penalties[:4] == [1, 2, 4, 8]
    assert penalties[-1] == 60
    assert pace.interval("a") == 60
    falling = []
    while pace.standing("a").penalty:
        assert pace.ended("a", 0.0, 0.0, 200)
        falling.append(pace.standing("a").penalty)
    assert falling == sorted(falling, reverse=True)
    assert len(falling) < 12
    assert pace.interval("a") == 1
    assert not pace.ended("a", 0.0, 0.0, 304)


def test_a_page_that_breaks_by_itself_is_no_sign_of_a_tired_host() -> None:
    pace = Pace(1.0)
    for status in (500, 404, 403):
        assert not pace.ended("a", 0.0, 0.0, status)
    assert pace.interval("a") == 1
    pace.ended("a", 0.0, 0.0, 503)
    assert not pace.ended("a", 0.0, 0.0, 500), "nor one of recovery"


def test_what_an_earlier_run_was_told_holds() -> None:
    before = Pace(1.0)
    before.ended("a", 100.0, 0.1, 429, 500.0)
    known = before.standing("a")
    after = Pace(1.0)
    after.rest("a", known.resting_until, penalty=known.penalty)
    after.add("a", 101.0)
    assert after.take(101.0) is None
    assert after.wait(101.0) == 499.0
    after.rest("a", 300.0)
    assert after.resting_until("a") == 600.0, "a shorter wish does not shorten the longer one"
    assert after.take(600.0) == "a"
    assert after.interval("a") == 2.0


def test_a_request_that_leaves_late_or_outside_the_slots_moves_the_next_one() -> None:
    pace = Pace(1.0)
    pace.began("a", 0.0)
    pace.sent("a", 5.0)
    pace.ended("a", 5.1, 0.1, 200)
    assert pace.ready_at("a") == 6.0
    pace.sent("b", 3.0)
    pace.ended("b", 3.5, 0.5, 429, 10.0, slot=False)
    assert pace.in_flight("b") == 0
    assert pace.ready_at("b") == 13.5


# ---------------------------------------------------------------------- turns
def test_nobody_waits_when_nobody_has_work() -> None:
    pace = Pace(1.0)
    assert pace.take(0.0) is None
    assert pace.wait(0.0) is None
    pace.add("a", 0.0)
    assert pace.wait(0.0) == 0
    pace.drop("a")
    pace.drop("never seen")
    assert pace.take(0.0) is None
    assert pace.wait(0.0) is None


def test_a_host_with_full_slots_is_waited_for_not_slept_for() -> None:
    pace = Pace(0.0)
    pace.began("a", 0.0)
    pace.add("a", 0.0)
    assert pace.wait(1.0) is None
    assert pace.take(1.0) is None
    pace.ended("a", 2.0, 2.0, 200)
    assert pace.wait(2.0) == 0
    assert pace.take(2.0) == "a"
    assert pace.take(2.0) is None


def test_the_one_that_has_waited_longest_goes_first() -> None:
    pace = Pace(1.0)
    for moment, host in ((3.0, "c"), (1.0, "a"), (2.0, "b")):
        pace.add(host, moment)
    pace.add("a", 9.0)
    assert [pace.take(10.0) for _ in range(4)] == ["a", "b", "c", None]


def test_hosts_that_turn_up_all_the_time_do_not_starve_the_old_ones() -> None:
    pace = Pace(0.0)
    pace.add("old", 0.0)
    served = Counter[str]()
    for now in range(1, 100):
        pace.add(f"new {now}", float(now))
        pace.add(f"newer {now}", float(now))
        host = pace.take(float(now))
        assert host
        served[host] += 1
        pace.began(host, float(now))
        pace.ended(host, float(now), 0.0, 200)
        if host == "old":
            pace.add("old", float(now))
    assert served["old"] >= 5


@given(st.integers(1, 40), st.integers(1, 5), st.floats(0, 3))
def test_every_ready_host_has_its_turn_within_one_round(count: int, rounds: int, delay: float) -> None:
    pace = Pace(delay)
    hosts = [f"h{n}" for n in range(count)]
    now = 0.0
    for host in hosts:
        pace.add(host, now)
    for _ in range(rounds):
        now += delay
        taken = []
        for _ in hosts:
            host = pace.take(now)
            assert host is not None
            taken.append(host)
            pace.began(host, now)
            pace.ended(host, now, 0.0, 200)
            pace.add(host, now)
        assert sorted(taken) == sorted(hosts)


@dataclass
class Wire:
    """A made-up web: what was asked of whom and when, by a pace that is told nothing but what happens."""

    pace: Pace
    concurrency: int
    least: dict[str, float]
    work: dict[str, list[tuple[float, int | None, float | None]]]
    now: float = 0.0
    began: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    rests: dict[str, float] = field(default_factory=dict)
    flying: Counter[str] = field(default_factory=Counter)

    def run(self) -> Iterator[str]:
        """Carry out all work; give each host as its turn comes."""
        under_way: list[tuple[float, int, str, float, int | None, float | None]] = []
        for host in self.work:
            self.pace.add(host, self.now)
        for number in range(100_000):
            host = self.pace.take(self.now)
            if host is not None:
                yield host
                latency, status, wait = self.work[host].pop()
                self.begin(host)
                heappush(under_way, (self.now + latency, number, host, latency, status, wait))
                if self.work[host]:
                    self.pace.add(host, self.now)
                continue
            wake = self.pace.wait(self.now)
            moments = [moment for moment in (under_way[0][0] if under_way else None,) if moment is not None]
            if wake is not None:
                # The smallest step there is where the sum is rounded down.
                moments.append(max(self.now + wake, math.nextafter(self.now, math.inf)))
            if not moments:
                return
            self.now = min(moments)
            while under_way and under_way[0][0] <= self.now:
                _, _, host, latency, status, wait = heappop(under_way)
                self.flying[host] -= 1
                self.pace.ended(host, self.now, latency, status, wait)
                if wait is not None and status in (429, 503):
                    self.rests[host] = max(self.rests.get(host, -math.inf), self.now + wait)
        raise AssertionError("it never ends")

    def begin(self, host: str) -> None:
        self.flying[host] += 1
        assert self.flying[host] <= self.concurrency
        assert self.now >= self.rests.get(host, -math.inf) - ROUNDING
        if self.began[host]:
            assert self.now >= self.began[host][-1] + self.least[host] - ROUNDING
        self.began[host].append(self.now)
        self.pace.began(host, self.now)


answers = st.tuples(
    st.floats(0, 40), st.sampled_from([200, 200, 304, 404, 429, 500, 503, None]), st.none() | st.floats(0, 200)
)
asked = st.tuples(st.none() | st.floats(0, 100), st.none() | st.tuples(st.integers(1, 9), st.integers(1, 99)))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([0.0, 0.5, 2.0]),
    st.integers(1, 3),
    st.lists(st.tuples(asked, st.lists(answers, min_size=1, max_size=12)), min_size=1, max_size=6),
)
def test_no_request_before_its_time_never_too_many_and_all_work_gets_done(
    delay: float,
    concurrency: int,
    hosts: list[
        tuple[
            tuple[float | None, tuple[int, int] | None],
            list[tuple[float, int | None, float | None]],
        ]
    ],
) -> None:
    pace = Pace(delay, concurrency)
    least = {}
    for number, ((crawl_delay, rate), _) in enumerate(hosts):
        least[f"h{number}"] = max(delay, pace.obey(f"h{number}", crawl_delay, rate))
    work = {f"h{number}": list(todo) for number, (_, todo) in enumerate(hosts)}
    wanted = {host: len(todo) for host, todo in work.items()}
    wire = Wire(pace, concurrency, least, work)
    assert Counter(wire.run()) == wanted
    assert all(pace.in_flight(host) == 0 for host in wanted)


def test_a_host_that_rests_holds_nobody_up() -> None:
    pace = Pace(0.0)
    work = {f"h{n}": [(0.01, 200, None)] * 20 for n in range(50)}
    work["tired"] = [(0.01, 200, None), (0.01, 429, 5.0)]
    wire = Wire(pace, 1, dict.fromkeys(work, 0.0), work)
    turns = list(wire.run())
    assert len(turns) == 50 * 20 + 2
    assert turns[-1] == "tired"
    assert max(times[-1] for host, times in wire.began.items() if host != "tired") < 1
    first, second = wire.began["tired"]
    assert 5 <= second - first < 6.5


def test_the_heap_does_not_grow_with_the_requests() -> None:
    pace = Pace(1.0)
    for now in range(20_000):
        host = f"h{now % 10}"
        pace.add(host, float(now))
        assert pace.take(float(now)) == host
        pace.began(host, float(now))
        pace.add(host, float(now))
        pace.ended(host, now + 0.5, 0.5, 200)
        pace.drop(host)
    assert len(pace._turns) < 100
