"""A run that is stopped, killed or not alone: the archive is sound, and the next run works."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.runner import ended, rows, run, start
from tests.site import Answer, Site, article, listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

STORIES = {f"/story-{n}/": f"La chronique numéro {n} du conseil municipal" for n in range(40)}
WORDS = ("-a", "a.db", "--delay", "0", "--contact", "t@example.org")


@pytest.fixture
def site(site: Site) -> Site:
    """Articles that take a tenth of a second each."""
    site.page("/", listing(*STORIES.items()))
    for address, headline in STORIES.items():
        site[address] = Answer(body=article(headline).encode(), hold=0.1)
    return site


@pytest.fixture
def started(site: Site, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a crawl and wait until it has asked for some articles; nothing is left running after the test."""
    processes = []

    def begin(*words: object) -> subprocess.Popen[bytes]:
        process = start("crawl", site.url, *WORDS, *words, cwd=tmp_path)
        processes.append(process)
        # The front page, what sources a site may have, and some articles.
        until(lambda: len(site.asked) > 20)
        return process

    yield begin
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def is_alive(group: int) -> bool:
    """Whether any process of the group that a crawl began still runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def assert_sound(path: Path) -> None:
    assert rows(path, "PRAGMA integrity_check") == ["ok"]
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert (
        rows(path, "SELECT a.url FROM articles a LEFT JOIN captures c ON c.id = a.capture_id WHERE c.id IS NULL") == []
    )


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_one_signal_ends_the_crawl_after_what_is_in_flight(
    started: Callable[..., subprocess.Popen[bytes]], site: Site, tmp_path: Path, path: Path, number: int, code: int
) -> None:
    process = started("--summary", "s.json")
    process.send_signal(number)
    done = ended(process)
    name = signal.Signals(number).name
    assert done.code == code
    assert done.lines[0].startswith("stopping after what is in flight")
    assert done.lines[-1].endswith(f"interrupted by {name}")
    assert len(done.lines) == 2
    summary = json.loads((tmp_path / "s.json").read_text())
    assert (summary["exit_code"], summary["reason"]) == (code, f"interrupted by {name}")
    assert_sound(path)
    assert rows(path, "SELECT exit_code, outcome, ended IS NOT NULL FROM crawls") == [
        (code, f"interrupted by {name}", 1)
    ]
    fetched = {target for target in site.paths if target in STORIES}
    stored = {url.removeprefix(site.base) for url in rows(path, "SELECT url FROM articles")}
    assert stored == fetched, "what was asked for before the signal is stored, nothing was asked for after it"
    assert len(fetched) < len(STORIES)
    # The next run fetches only what is missing.
    done = run("crawl", site.url, *WORDS, "--concurrency", "8", cwd=tmp_path)
    assert done.code == 0
    assert done.err.startswith(
        f"new {len(STORIES) - len(stored)} · changed 0 · unchanged 0 · gone 0 · failed 0 · known {len(stored)};"
    )
    assert all(site.paths.count(address) == 1 for address in STORIES)


def test_two_signals_end_the_crawl_at_once(
    started: Callable[..., subprocess.Popen[bytes]], site: Site, path: Path
) -> None:
    process = started()
    for address in STORIES:
        site[address] = Answer(body=b"", hold=15)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    done = ended(process)
    assert time.monotonic() - began < 5
    assert done.code == 130
    assert_sound(path)
    assert rows(path, "SELECT exit_code, ended IS NOT NULL FROM crawls") == [(130, 1)]


def test_a_signal_wakes_a_run_that_waits_for_its_host(site: Site, tmp_path: Path, path: Path) -> None:
    for address in STORIES:
        site[address] = Answer(status=503, headers={"Retry-After": "200"})
    process = start("crawl", site.url, *WORDS, cwd=tmp_path)
    try:
        until(lambda: any(address in site.paths for address in STORIES))
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert ended(process).code == 143
        assert time.monotonic() - began < 5
    finally:
        process.kill()
    assert_sound(path)


def test_a_second_run_ends_at_once_and_names_the_first(
    started: Callable[..., subprocess.Popen[bytes]], site: Site, tmp_path: Path
) -> None:
    first = started()
    began = time.monotonic()
    second = run("crawl", site.url, *WORDS, "-q", cwd=tmp_path)
    assert second.code == 75
    assert time.monotonic() - began < 5
    assert len(second.lines) == 1
    assert f"process {first.pid}, running since " in second.err
    other = run("crawl", site.url, *WORDS, "--max-articles", "1", "-a", "other.db", cwd=tmp_path)
    assert other.code == 0, "another archive is nobody's business"
    searched = run("search", "chronique", "-a", "a.db", cwd=tmp_path)
    assert searched.code == 0, "an archive is read while it is written"


def test_a_killed_run_leaves_no_lock_no_damage_and_no_process_behind(
    started: Callable[..., subprocess.Popen[bytes]], site: Site, tmp_path: Path, path: Path
) -> None:
    process = started("--readers", "1")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: not is_alive(process.pid))
    assert_sound(path)
    stored = rows(path, "SELECT count(*) FROM articles")[0]
    assert stored > 0
    assert rows(path, "SELECT ended FROM crawls") == [None]
    done = run("crawl", site.url, *WORDS, "--concurrency", "8", cwd=tmp_path)
    assert done.code == 0
    assert f"known {stored};" in done.err
    assert rows(path, "SELECT count(*) FROM articles") == [len(STORIES)]
    assert_sound(path)
