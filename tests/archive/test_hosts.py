"""What is kept of hosts is kept, added up, and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive import Archive, HostRest, OptOut, RobotsFile
from newsarchive.errors import ArchiveNotWritable

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
FILE = RobotsFile(
    origin="https://www.example.org",
    fetched_at=NOON,
    status=200,
    verdict="rules",
    crawl_delay=2.5,
    request_rate=(3, 20),
    text="User-agent: *\nDisallow: /prive/\n",
)
SAID = OptOut(
    host="example.org",
    signal="tdm-reservation",
    value="1",
    url="https://example.org/1",
    pages=1,
    first_seen=NOON,
    last_seen=NOON,
)


@pytest.fixture
def archive(archive: Archive) -> Archive:
    archive._conn.execute("CREATE TABLE IF NOT EXISTS frontier (url TEXT, state TEXT, reason TEXT)")
    return archive


def test_a_robots_txt_comes_back_as_it_was_also_after_the_file_was_closed(path: Path) -> None:
    with Archive.open(path, create=True) as archive:
        assert archive.robots_file(FILE.origin) is None
        archive.store_robots(FILE)
    with Archive.open(path) as archive:
        assert archive.robots_file(FILE.origin) == FILE
        assert archive.robots_file("http://www.example.org") is None


def test_a_new_copy_takes_the_place_of_the_old_one(archive: Archive) -> None:
    archive.store_robots(FILE)
    gone = RobotsFile(
        origin=FILE.origin, fetched_at=NOON + timedelta(days=1), status=404, verdict="none", detail="answers 404"
    )
    archive.store_robots(gone)
    assert archive.robots_file(FILE.origin) == gone
    assert archive.audit().robots == (gone,)


def test_what_sqlite_cannot_hold_costs_no_robots_txt(archive: Archive) -> None:
    archive.store_robots(replace(FILE, text="a\0b\ud800c"))
    found = archive.robots_file(FILE.origin)
    assert found is not None
    assert found.text == "a\ufffdb\ufffdc"


def test_a_rest_and_the_pace_of_a_host_do_not_overwrite_each_other(archive: Archive) -> None:
    rest = HostRest(host="www.example.org", resting_until=NOON, penalty=4.0, why="answered 429")
    archive.store_rest(rest)
    archive.store_robots(FILE)
    assert archive.host_rests() == [rest]
    over = replace(rest, resting_until=NOON + timedelta(hours=1), penalty=2.0)
    archive.store_rest(over)
    assert archive.host_rests() == [over]
    assert archive.robots_file(FILE.origin) == FILE


def test_rests_that_are_over_can_be_left_out(archive: Archive) -> None:
    archive.store_robots(FILE)
    for hour in range(3):
        archive.store_rest(HostRest(host=f"h{hour}.fr", resting_until=NOON + timedelta(hours=hour)))
    assert [rest.host for rest in archive.host_rests(after=NOON + timedelta(hours=1))] == ["h1.fr", "h2.fr"]
    assert len(archive.host_rests()) == 3


def test_requests_are_added_up_by_what_came_of_them(archive: Archive) -> None:
    statuses = (200, 206, 301, 304, 404, 403, 429, 503, 500, 502, 0)
    for _ in range(2):
        archive.count_requests(("example.org", TODAY, status, 3, 10) for status in statuses)
    archive.count_requests([("example.org", TODAY - timedelta(days=1), 200, 1, 5)])
    yesterday, today = archive.audit().days
    assert (yesterday.day, yesterday.requests, yesterday.pages, yesterday.bytes) == (TODAY - timedelta(days=1), 1, 1, 5)
    assert (today.requests, today.bytes) == (66, 220)
    assert (today.pages, today.redirects, today.not_modified) == (12, 6, 6)
    assert (today.refused, today.too_many, today.errors, today.unanswered) == (12, 12, 12, 6)
    parts = "pages", "redirects", "not_modified", "refused", "too_many", "errors", "unanswered"
    assert sum(getattr(today, name) for name in parts) == today.requests


def test_a_batch_that_fails_counts_nothing(archive: Archive) -> None:
    def counts():
        yield "example.org", TODAY, 200, 1, 1
        raise RuntimeError

    with pytest.raises(RuntimeError):
        archive.count_requests(counts())
    assert archive.audit().days == ()


def test_opt_outs_know_how_often_when_and_where_last(archive: Archive) -> None:
    later = replace(
        SAID,
        url="https://example.org/2",
        pages=2,
        first_seen=NOON + timedelta(days=1),
        last_seen=NOON + timedelta(days=1),
    )
    earlier = replace(SAID, url="https://example.org/0", first_seen=NOON - timedelta(days=9), last_seen=NOON)
    archive.note_opt_outs([SAID, later])
    archive.note_opt_outs([earlier, replace(SAID, value="x")])
    first, second = archive.audit().opt_outs
    assert first == replace(later, pages=4, first_seen=earlier.first_seen)
    assert second.value == "x"


def test_an_audit_is_of_a_host_and_those_below_it_and_from_a_day_on(archive: Archive) -> None:
    hosts = "example.org", "www.example.org", "www.example.org:8080", "notexample.org", "example.org.evil.net"
    for host in hosts:
        archive.count_requests([(host, TODAY, 200, 1, 1), (host, TODAY - timedelta(days=9), 200, 1, 1)])
        archive.store_robots(replace(FILE, origin=f"https://{host}"))
        archive.store_rest(HostRest(host=host, resting_until=NOON))
        archive.note_opt_outs([replace(SAID, host=host)])
    for asked in ("example.org", "https://example.org/", "EXAMPLE.org"):
        found = archive.audit(host=asked, since=TODAY)
        assert {day.host for day in found.days} == set(hosts[:3])
        assert len(found.days) == 3
        assert {file.origin for file in found.robots} == {f"https://{host}" for host in hosts[:3]}
        assert {rest.host for rest in found.rests} == {one.host for one in found.opt_outs} == set(hosts[:3])
    assert [day.host for day in archive.audit(host="www.example.org:8080", since=TODAY).days] == [hosts[2]]
    assert len(archive.audit().days) == 10
    assert archive.audit(since=TODAY + timedelta(days=1)).opt_outs == ()


def test_addresses_that_robots_txt_kept_from_being_fetched_are_counted_by_origin(path: Path) -> None:
    wanted = [
        ("https://example.org/a", "skipped", "robots"),
        ("https://example.org", "skipped", "robots"),
        ("http://example.org/a?b=/c", "skipped", "robots"),
        ("http://example.org:81/", "skipped", "robots"),
        ("https://example.org/trap", "skipped", "trap"),
        ("https://example.org/done", "done", ""),
    ]
    with Archive.open(path, create=True) as archive:
        conn = archive._conn
        if conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'frontier'").fetchone():
            conn.execute("DROP TABLE frontier")
        conn.execute("CREATE TABLE frontier (url TEXT, state TEXT, reason TEXT)")
        conn.executemany("INSERT INTO frontier VALUES (?, ?, ?)", wanted)
        assert archive.audit().disallowed == {
            "https://example.org": 2,
            "http://example.org": 1,
            "http://example.org:81": 1,
        }
        assert archive.audit(host="a.fr").disallowed == {}


def test_an_archive_open_for_reading_keeps_nothing(path: Path) -> None:
    Archive.open(path, create=True).close()
    with Archive.open(path, read_only=True) as archive, pytest.raises(ArchiveNotWritable):
        archive.store_robots(FILE)
