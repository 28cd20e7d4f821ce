"""A file that is read ahead by another process tells the same, in the same order, as one that is read here."""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.errors import NewsArchiveError
from newsarchive.imports.ahead import Ahead
from newsarchive.imports.choosing import Choice
from newsarchive.warc.reader import Answers
from newsarchive.warc.records import ERASED
from tests.imports.rows import rows_of
from tests.imports.test_importing import status, story, write
from tests.runner import command, environment, run
from tests.warc.test_reading import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def ahead() -> Iterator[Ahead]:
    with Ahead() as made:
        yield made


def told(answers: Callable[..., Any], path: Path, start: int = 0, choice: Choice | None = None) -> list[object]:
    """Give all that reading a file tells, in its order, but for what is told by the clock."""
    found: list[object] = []
    reading = answers(
        path,
        wants=(choice or Choice()).wants,
        broken=found.append,
        erased=found.append,
        passed=lambda position: None,
        start=start,
    )
    for answer in reading:
        found += [answer, reading.position]
    return [*found, reading.position, reading.records, reading.too_large, reading.counts]


def mixed() -> list[bytes]:
    return [
        story(1),
        status("https://example.org/old", 301, "2024-05-17T08:00:00Z", "Location: https://example.org/2024/story-2"),
        story(2),
        story(3, host="example.com"),
        record(ERASED, b"erased: 2024-05-17T08:00:00+00:00 https://example.org/gone why\r\n", kind="metadata"),
        *(story(number) for number in range(4, 9)),
        status("https://example.org/nothing", 404, "2024-05-17T08:00:00Z"),
    ]


@pytest.mark.parametrize("choice", [Choice(), Choice(site="example.com"), Choice(site="nowhere.example")])
def test_a_file_tells_the_same(tmp_path: Path, ahead: Ahead, choice: Choice) -> None:
    path = write(tmp_path / "a.warc.gz", *mixed())
    here = told(Answers, path, choice=choice)
    assert told(ahead.answers, path, choice=choice) == here
    # From where reading can begin again, too, and by the same process.
    places = [one.restart for one in here if hasattr(one, "restart")]
    for place in places:
        assert told(ahead.answers, path, place, choice) == told(Answers, path, place, choice)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), max_size=4), st.floats(0.3, 1))
def test_a_damaged_file_tells_the_same(
    tmp_path: Path, ahead: Ahead, damage: list[tuple[float, int]], length: float
) -> None:
    data = bytearray(b"".join(gzip.compress(one, mtime=0) for one in mixed()))
    for place, change in damage:
        data[int(place * len(data))] ^= change
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data[: int(length * len(data))])
    assert told(ahead.answers, path) == told(Answers, path)


def test_a_file_that_cannot_be_read_is_one_here(tmp_path: Path, ahead: Ahead) -> None:
    with pytest.raises(FileNotFoundError):
        told(ahead.answers, tmp_path / "none.warc.gz")
    assert told(ahead.answers, write(tmp_path / "a.warc.gz", story(1)))


def test_how_far_it_is_is_told_where_nothing_is_wanted(tmp_path: Path, ahead: Ahead) -> None:
    draw = random.Random(3)
    stories = [story(number, words=draw.randbytes(30_000).hex()) for number in range(40)]
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as file:
        packed = [gzip.compress(one, 1, mtime=0) for one in stories]
        for _ in range(250):
            file.writelines(packed)
    places: list[int] = []
    coming = ahead.answers(
        path, wants=Choice(site="no.example").wants, broken=print, erased=print, passed=places.append, start=0
    )
    assert list(coming) == []
    assert places == sorted(places)
    assert coming.records == 10_000
    assert path.stat().st_size == coming.position


def test_a_reader_that_is_killed_is_told_in_one_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", *(story(number, host=f"h{number}.example") for number in range(300)))
    with Ahead() as ahead:
        coming = iter(ahead.answers(path, wants=Choice().wants, broken=print, erased=print, passed=print, start=0))
        next(coming)
        (reader,) = ahead._processes._pool._processes
        os.kill(reader, signal.SIGKILL)
        with pytest.raises(NewsArchiveError, match=r"a\.warc\.gz: the process that read it was ended"):
            list(coming)


def test_closing_does_not_wait_for_a_file_to_end(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", *(story(number, host=f"h{number}.example") for number in range(600)))
    ahead = Ahead()
    next(iter(ahead.answers(path, wants=Choice().wants, broken=print, erased=print, passed=print, start=0)))
    ahead.close()
    ahead.close()


def test_the_rows_are_those_of_one_process(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", *mixed(), *(story(number, host="b.example") for number in range(40)))
    data = bytearray(path.read_bytes())
    data[300] ^= 255
    path.write_bytes(data)
    said = []
    for number in (0, 1, 2):
        done = run("import", "-a", f"{number}.db", "--readers", number, "a.warc.gz", cwd=tmp_path)
        said.append((done.code, done.err))
    assert said[0] == said[1] == said[2]
    rows = rows_of(tmp_path / "0.db")
    assert rows["articles"]
    assert rows == rows_of(tmp_path / "1.db") == rows_of(tmp_path / "2.db")


def test_nobody_is_left_of_an_import_that_is_killed(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", *(story(n % 60, host=f"h{n // 60}.example.org") for n in range(1500)))
    words = command("import", "-a", "a.db", "--readers", "2", "a.warc.gz")
    running = subprocess.Popen(words, cwd=tmp_path, env=environment(), stderr=subprocess.DEVNULL)
    children: list[str] = []
    while len(children) < 3 and running.poll() is None:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    assert len(children) == 3
    running.kill()
    running.wait()
    for _ in range(200):
        left = [child for child in children if _is_alive(child)]
        if not left:
            break
        time.sleep(0.05)
    assert left == []


def _is_alive(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
