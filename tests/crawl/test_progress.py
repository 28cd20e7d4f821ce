"""A row for each site: which of many are seen, and what the table at the end says."""

from __future__ import annotations

import io
import time
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from newsarchive.crawl.job import CrawlOptions, Outcome, SiteState, Tally
from newsarchive.crawl.progress import MAX_ROWS, _Display, site_lines


@pytest.fixture
def tally() -> Tally:
    return Tally()


def drawn(tally: Tally, height: int = 60) -> list[str]:
    """What a terminal of 100 columns shows."""
    console = Console(file=io.StringIO(), width=100, height=height, force_terminal=True, color_system=None)
    console.print(_Display(tally))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def url(number: int) -> str:
    return f"https://site{number:03}.example/"


def test_a_row_says_how_it_stands_with_a_site(tally: Tally) -> None:
    tally.expect([url(n) for n in range(5)])
    for status in (200, 200, 404):
        tally.page(url(0), status, 10)
    tally.add("new", url(0), 2)
    tally.add("known", url(0), 3)
    tally.add("unchanged", url(0))
    tally.queue(url(0), 7)
    tally.queue(url(0), -1)
    tally.rest(url(1), time.monotonic() + 130.5)
    tally.rest(url(2), time.monotonic() - 1)
    tally.end(url(3), SiteState.BUDGET)
    tally.end(url(4), SiteState.DONE)
    lines = drawn(tally)
    assert lines[0].split() == ["site", "state", "pages", "new", "changed", "unchanged", "failed", "queue"]
    assert [line.split() for line in lines[1:6]] == [
        ["site000.example", "working", "3", "2", "0", "4", "0", "6"],
        ["site002.example", "working", "0", "0", "0", "0", "0", "0"],
        ["site001.example", "resting", "2m10s", "0", "0", "0", "0", "0", "0"],
        ["site003.example", "budget", "0", "0", "0", "0", "0", "0"],
        ["site004.example", "done", "0", "0", "0", "0", "0", "0"],
    ]
    assert lines[-1].startswith("3 pages (")
    assert " · 2 articles stored · 6 in the queue · 0:00:00" in lines[-1]


def test_of_hundreds_those_that_work_and_that_fail_are_seen(tally: Tally) -> None:
    tally.expect([url(n) for n in range(300)])
    for n in range(300):
        tally.page(url(n), 200, 1)
        tally.end(url(n), SiteState.DONE)
    for n in range(100, 104):
        tally.end(url(n), SiteState.WORKING)
    for n in range(200, 250):
        tally.end(url(n), SiteState.FAILED)
        tally.fail(url(n), "failed", "no answer")
    tally.rest(url(103), time.monotonic() + 60)
    lines = drawn(tally)
    rows = [line.split() for line in lines[1 : MAX_ROWS + 1]]
    assert [row[0] for row in rows[:4]] == [f"site{n}.example" for n in (100, 101, 102, 103)]
    assert [row[1] for row in rows[4:]] == ["failed"] * 16
    assert lines[MAX_ROWS + 1] == "… and 280 more sites: 34 failed · 246 done"


def test_sites_that_all_work_leave_room_for_the_failing(tally: Tally) -> None:
    for n in range(100):
        tally.page(url(n), 200, 1)
    tally.fail(url(99), "failed", "no answer")
    lines = drawn(tally)
    assert any(line.startswith("site099.example ") for line in lines[1 : MAX_ROWS + 1])
    assert lines[MAX_ROWS + 1] == "… and 80 more sites: 80 working"


@pytest.mark.parametrize("height", [3, 8, 24])
def test_the_sums_are_seen_on_a_small_terminal_too(tally: Tally, height: int) -> None:
    tally.expect([url(n) for n in range(50)])
    assert len(drawn(tally, height)) <= max(height, 4)


# ---------------------------------------------------------------------- at the end
def outcome(tally: Tally, reason: str = "finished") -> Outcome:
    return Outcome(exit_code=0, reason=reason, seconds=1.0, tally=tally)


def test_the_table_begins_with_what_wants_a_look(tally: Tally) -> None:
    tally.expect([url(n) for n in range(5)])
    for n, new in ((0, 3), (1, 9), (2, 1), (3, 0)):
        tally.page(url(n), 200, 1)
        tally.add("new", url(n), new)
    tally.fail(url(2), "failed", "one page")
    tally.fail(url(4), "failed", "no answer")
    tally.end(url(1), SiteState.BUDGET)
    assert [line.split() for line in site_lines(outcome(tally))] == [
        ["site", "state", "pages", "new", "changed", "unchanged", "failed"],
        ["site002.example", "done", "1", "1", "0", "0", "1"],
        ["site004.example", "failed", "0", "0", "0", "0", "1"],
        ["site003.example", "done", "1", "0", "0", "0", "0"],
        ["site001.example", "budget", "1", "9", "0", "0", "0"],
        ["site000.example", "done", "1", "3", "0", "0", "0"],
    ]
    states = {site: row["state"] for site, row in outcome(tally).to_dict()["sites"].items()}
    assert states["site004.example"] == "failed"
    assert len(states) == 5
    assert {row.split()[1] for row in site_lines(outcome(tally, "interrupted by SIGINT"))[1:]} == {
        "stopped",
        "budget",
        "failed",
    }


@pytest.mark.parametrize("count", [1, 38, 39, 40, 41, 400])
def test_the_table_is_short_and_says_all(tally: Tally, count: int) -> None:
    for n in range(count):
        tally.page(url(n), 200, 1)
        tally.add("new", url(n), n)
    lines = site_lines(outcome(tally))
    assert len(lines) == min(count + 1, 40)
    sums: Counter[int] = Counter()
    for line in lines[1:]:
        sums.update(dict(enumerate(int(cell) for cell in line.split()[-5:])))
    assert sums == Counter({0: count, 1: sum(range(count)), 2: 0, 3: 0, 4: 0})
    assert len(set(map(len, lines))) == 1, "columns stand under each other"


def test_a_job_expects_its_sites() -> None:
    from newsarchive.crawl.job import Job

    tally = Tally()
    options = CrawlOptions(urls=(url(1), f"{url(1)}sport/", url(2)), archive=Path("a.db"))
    Job(options, None, None, None, None, {}, None, None, None, tally, print, print)  # type: ignore[arg-type]
    assert list(tally.sites) == ["site001.example", "site002.example"]
