"""Budgets: what is spent is counted, and said when it is all."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.crawl.budgets import Budget, Budgets
from newsarchive.crawl.job import CrawlOptions
from newsarchive.sites.seeds import Seed

limits = st.builds(
    Budget,
    pages=st.none() | st.integers(0, 5),
    bytes=st.none() | st.integers(0, 300),
    seconds=st.none() | st.integers(0, 40).map(float),
)
hosts = st.sampled_from(["a.example", "b.example", "c.example:8080"])
#: Host, pages, bytes, seconds since the step before.
steps = st.lists(st.tuples(hosts, st.integers(0, 2), st.integers(0, 100), st.integers(0, 10)), max_size=25)


def is_over(budget: Budget, pages: int, size: int, seconds: float) -> bool:
    spent = ((budget.pages, pages), (budget.bytes, size), (budget.seconds, seconds))
    return any(limit is not None and used >= limit for limit, used in spent)


@given(limits, limits, limits, steps)
def test_a_budget_is_spent_when_what_was_counted_reaches_it(
    total: Budget, per_host: Budget, own: Budget, done: list[tuple[str, int, int, int]]
) -> None:
    budgets = Budgets(total, per_host, {"b.example": own})
    pages: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    first: dict[str, float] = {}
    now = 1000.0
    for host, count, size, later in done:
        now += later
        budgets.spend(host, pages=count, bytes=size, now=now)
        pages[host] += count
        sizes[host] += size
        first.setdefault(host, now)
        for one, began in first.items():
            budget = own if one == "b.example" else per_host
            assert bool(budgets.is_spent(one, now)) == is_over(budget, pages[one], sizes[one], now - began)
        whole = is_over(total, pages.total(), sizes.total(), now - min(first.values()))
        assert bool(budgets.is_all_spent(now)) == whole


@given(limits, steps)
def test_what_is_spent_stays_spent(budget: Budget, done: list[tuple[str, int, int, int]]) -> None:
    budgets = Budgets(budget, budget)
    over: set[str] = set()
    now = 0.0
    for host, count, size, later in done:
        now += later
        budgets.spend(host, pages=count, bytes=size, now=now)
        assert all(budgets.is_spent(one, now) for one in over)
        over |= {host} if budgets.is_spent(host, now) else set()


@given(steps)
def test_without_limits_nothing_is_ever_spent(done: list[tuple[str, int, int, int]]) -> None:
    budgets = Budgets()
    for host, count, size, later in done:
        budgets.spend(host, pages=count, bytes=size, now=float(later))
        assert budgets.is_spent(host, 1e9) == budgets.is_all_spent(1e9) == ""


@given(limits, limits, st.integers(0, 9), st.integers(0, 400), st.integers(0, 60))
def test_a_tightened_budget_keeps_to_both(one: Budget, other: Budget, pages: int, size: int, seconds: int) -> None:
    both = is_over(one, pages, size, seconds) or is_over(other, pages, size, seconds)
    assert is_over(one.tightened(other), pages, size, seconds) == both


def test_the_time_of_a_host_begins_with_its_first_request() -> None:
    budgets = Budgets(Budget(seconds=100), Budget(seconds=60))
    budgets.spend("a.example", pages=1, now=0)
    assert budgets.is_spent("b.example", 70) == ""
    budgets.spend("b.example", pages=1, now=70)
    assert budgets.is_spent("a.example", 70) == "1m"
    assert budgets.is_spent("b.example", 120) == ""
    assert budgets.is_all_spent(99) == ""
    assert budgets.is_all_spent(100) == "1m40s"


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (Budget(pages=1), "1 page"),
        (Budget(pages=200), "200 pages"),
        (Budget(bytes=1_500_000_000), "1.5GB"),
        (Budget(bytes=512), "512B"),
        (Budget(seconds=5400), "1h30m"),
    ],
)
def test_the_words_say_what_there_was_to_spend(budget: Budget, words: str) -> None:
    budgets = Budgets(per_host=budget)
    budgets.spend("a.example", pages=1000, bytes=10**10, now=0)
    assert budgets.is_spent("a.example", 1e5) == words


def test_the_options_of_a_crawl_are_budgets() -> None:
    options = CrawlOptions(
        urls=(),
        archive=Path("a.db"),
        max_pages=50,
        max_bytes=5000,
        max_time=60.0,
        host_max_pages=10,
        host_max_time=30.0,
        seeds=(
            Seed(url="https://a.example/", max_pages=3),
            Seed(url="https://a.example/sport/", max_pages=4),
            Seed(url="http://127.0.0.1:8080/", max_pages=20),
            Seed(url="https://c.example/"),
        ),
    )
    budgets = options.to_budgets()
    assert budgets.total == Budget(pages=50, bytes=5000, seconds=60.0)
    assert budgets.of("a.example") == budgets.of("www.a.example") == Budget(pages=3, seconds=30.0)
    assert budgets.of("127.0.0.1:8080") == Budget(pages=10, seconds=30.0), "a site's word never loosens the run's"
    assert budgets.of("c.example") == budgets.of("elsewhere.example") == Budget(pages=10, seconds=30.0)
