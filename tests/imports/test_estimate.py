"""What an import says of the time it will take: whatever comes, and where all goes at an even pace."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.imports.estimate import Progress, Stage

COUNTS = st.integers(0, 10**9)
SECONDS = st.floats(0, 10**6)
#: Steps: what happens, how many, and after how long.
STEPS = st.lists(
    st.tuples(st.sampled_from(["files", "pages", "settled", "compared", "skip", "kept", "end"]), COUNTS, SECONDS),
    max_size=40,
)


@given(STEPS, COUNTS, st.integers(0, 64), st.integers(1, 64), st.floats(0, 100))
def test_it_is_never_negative_whatever_happens(
    steps: list[tuple[str, int, float]], in_all: int, processes: int, cores: int, reading: float
) -> None:
    progress = Progress(processes=processes, cores=cores, reading=reading)
    progress.files.begin(0.0, in_all)
    now = 0.0
    for what, count, seconds in steps:
        now += seconds
        if what == "skip":
            progress.files.skip(count)
        elif what == "end":
            progress.files.end()
        elif what == "kept":
            progress.kept += count
            progress.keeping += seconds
            progress.captures_new += count
        else:
            stage: Stage = getattr(progress, what)
            if stage.since is None:
                stage.begin(now, count)
            stage.reach(count, now)
        left = progress.seconds_left(now)
        assert left is None or left >= 0
        assert 0 <= progress.share(now) <= 1


def played(progress: Progress, *, captures: int, pages: float, comparing: float) -> list[tuple[float, float, float]]:
    """Play an import of 100 MB in 50 seconds; give moments with what was said to be left, and the share."""
    said, now = [], 0.0

    def look() -> None:
        left = progress.seconds_left(now)
        if left is not None:
            said.append((now, left, progress.share(now)))

    progress.files.begin(0.0, 100_000_000)
    for step in range(1, 101):
        now += 0.5
        progress.files.reach(step * 1_000_000, now)
        progress.captures_new = progress.kept = captures * step // 100
        progress.keeping = progress.kept * 0.002
        look()
    progress.files.end()
    for stage, pace in ((progress.pages, pages), (progress.settled, 0.0), (progress.compared, comparing)):
        stage.begin(now, captures)
        for done in range(100, captures + 1, 100):
            now += 100 * pace
            stage.reach(done, now)
            look()
        stage.end()
    look()
    return said


@pytest.mark.parametrize(("processes", "reading", "pages"), [(0, 0.01, 0.011), (2, 0.01, 0.0065), (1, 0.0004, 0.001)])
def test_at_an_even_pace_it_is_near_the_truth_all_the_way(processes: int, reading: float, pages: float) -> None:
    progress = Progress(processes=processes, cores=2, reading=reading)
    said = played(progress, captures=10_000, pages=pages, comparing=0.0015)
    end = said[-1][0]
    for now, left, _ in said:
        assert left == pytest.approx(end - now, rel=0.25, abs=2.0)
    assert said[-1][1:] == (0.0, 1.0)


@given(st.floats(0.0001, 0.05), st.floats(0.0001, 0.05), st.integers(100, 20_000))
def test_at_an_even_pace_the_bar_hardly_ever_goes_back(pages: float, reading: float, captures: int) -> None:
    said = played(Progress(processes=2, cores=2, reading=reading), captures=captures, pages=pages, comparing=0.001)
    # A guess may turn out wrong at once: the bar goes back then, but not to where it began.
    during = [share for now, _, share in said if now > 1]
    assert sum(later < share - 0.02 for share, later in pairwise(during)) <= len(during) / 10
    assert during[-1] == 1.0


def test_what_was_done_before_takes_no_time() -> None:
    stage = Stage()
    stage.begin(0.0, 1000)
    stage.skip(900)
    stage.reach(950, 5.0)
    assert stage.left(5.0) == pytest.approx(5.0)


def test_a_stage_goes_at_its_latest_pace() -> None:
    stage = Stage()
    stage.begin(0.0, 3000)
    for done in range(100, 1001, 100):
        stage.reach(done, done / 1000)
    for done in range(1100, 2001, 100):
        stage.reach(done, 1 + (done - 1000) / 100)
    assert stage.left(11.0) == pytest.approx(10.0, rel=0.05)


def test_nothing_is_known_at_first_and_nothing_is_left_of_nothing() -> None:
    progress = Progress()
    progress.files.begin(0.0, 1000)
    assert progress.seconds_left(0.0) is None
    assert progress.share(0.0) == 0.0
    empty = Progress()
    empty.files.begin(0.0, 0)
    assert empty.seconds_left(1.0) == 0.0
