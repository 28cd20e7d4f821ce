"""What the audit says is what was counted, in words for people and in figures for programs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive import Archive, HostRest, OptOut, RobotsFile
from newsarchive.crawl.rules import closed, judged
from tests.runner import run

if TYPE_CHECKING:
    from pathlib import Path

MOMENT = datetime(2026, 6, 29, 8, 30, tzinfo=UTC)
DAY = date(2026, 6, 29)
ROBOTS = b"""User-agent: *
Disallow: /prive/
Crawl-delay: 90
Request-rate: 1/10
Content-Usage: train-ai=n

User-agent: GPTBot
User-agent: CCBot
Disallow: /
"""


def files() -> list[RobotsFile]:
    return [
        judged("https://example.org", 200, ROBOTS, MOMENT),
        judged("https://www.example.org", 404, b"", MOMENT),
        closed("http://tired.example.net", "robots.txt answers 503, so nothing else is fetched", MOMENT, 503),
        judged("https://closed.example.net", 200, b"User-agent: *\nDisallow: /\n", MOMENT),
    ]


@pytest.fixture
def audited(tmp_path: Path) -> Path:
    """An archive as a few crawls leave it."""
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        conn = archive._conn
        if conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'frontier'").fetchone():
            conn.execute("DROP TABLE frontier")
        conn.execute("CREATE TABLE frontier (url TEXT, state TEXT, reason TEXT)")
        conn.executemany(
            "INSERT INTO frontier VALUES (?, 'skipped', 'robots')", [(f"https://example.org/prive/{n}",) for n in "ab"]
        )
        for file in files():
            archive.store_robots(file)
        archive.count_requests(
            [
                ("example.org", DAY, 200, 12, 3_400_000),
                ("example.org", DAY, 304, 30, 0),
                ("example.org", DAY, 429, 1, 100),
                ("example.org", DAY - timedelta(days=1), 0, 2, 0),
                ("tired.example.net", DAY, 503, 1, 20),
            ]
        )
        over = datetime.now(UTC) + timedelta(hours=1)
        archive.store_rest(HostRest(host="example.org", resting_until=MOMENT, why="answered 429"))
        archive.store_rest(HostRest(host="tired.example.net", resting_until=over, penalty=4.0))
        archive.note_opt_outs(
            OptOut(
                host="example.org",
                signal="tdm-reservation",
                value="1",
                url=f"https://example.org/{n}",
                pages=1,
                first_seen=MOMENT,
                last_seen=MOMENT,
            )
            for n in range(2)
        )
    return tmp_path


def test_a_table_tells_people_all_of_it(audited: Path) -> None:
    done = run("audit", "-a", "a.db", cwd=audited)
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines[:5] == [
        "requests",
        "host day requests 2xx 304 3xx 4xx 429/503 5xx no answer MB",
        "example.org 2026-06-28 2 0 0 0 0 0 0 2 0.00",
        "example.org 2026-06-29 43 12 30 0 0 1 0 0 3.40",
        "tired.example.net 2026-06-29 1 0 0 0 0 1 0 0 0.00",
    ]
    at = lines.index("https://example.org: it has rules (asked 2026-06-29 08:30 UTC, answered 200)")
    assert lines[at + 1 : at + 5] == [
        "asks for Crawl-delay 90 s, Request-rate 1/10 s; kept: 60 s between requests",
        "addresses not fetched because of it: 2",
        "shuts out of the AI crawlers: CCBot, GPTBot",
        "says content-usage: train-ai=n",
    ]
    assert "robots.txt answers 503, so nothing else is fetched" in lines
    assert "shuts out of the AI crawlers: all, as every other by default" in lines
    assert "example.org rested until 2026-06-29 08:30 UTC: answered 429" in lines
    assert any(line.startswith("tired.example.net rests until ") for line in lines)
    said = "example.org tdm-reservation: 1; read 2 times, 2026-06-29 – 2026-06-29, such as https://example.org/1"
    assert lines[-1] == said
    widths = {len(line) for line in done.out.splitlines()[1:5]}
    assert len(widths) == 1


def test_json_has_the_same_and_csv_the_requests(audited: Path) -> None:
    found = json.loads(run("audit", "-a", "a.db", "--format", "json", cwd=audited).out)
    assert set(found) == {"requests", "robots", "rests", "opt_outs", "erased"}
    (file,) = [file for file in found["robots"] if file["origin"] == "https://example.org"]
    assert file["text"] == ROBOTS.decode()
    assert (file["crawl_delay"], file["request_rate"], file["kept_delay"]) == (90, [1, 10], 60)
    assert (file["addresses_disallowed"], file["shuts_out"]) == (2, ["CCBot", "GPTBot"])
    assert {file["verdict"] for file in found["robots"]} == {"rules", "none", "closed"}
    assert found["opt_outs"][0]["pages"] == 2
    assert found["rests"][1]["penalty"] == 4
    table = list(csv.DictReader(io.StringIO(run("audit", "-a", "a.db", "--format", "csv", cwd=audited).out)))
    assert [{name: str(value) for name, value in row.items()} for row in found["requests"]] == table
    assert [row["requests"] for row in table] == ["2", "43", "1"]


def test_one_site_from_one_day_on(audited: Path) -> None:
    words = ("audit", "-a", "a.db", "--site", "example.org", "--since", "2026-06-29", "--format", "json")
    found = json.loads(run(*words, cwd=audited).out)
    assert [(row["host"], row["day"]) for row in found["requests"]] == [("example.org", "2026-06-29")]
    assert {file["origin"] for file in found["robots"]} == {"https://example.org", "https://www.example.org"}
    assert [row["host"] for row in found["rests"]] == ["example.org"]


def test_an_archive_of_which_nothing_is_to_tell(audited: Path) -> None:
    done = run("audit", "-a", "a.db", "--site", "elsewhere.fr", cwd=audited)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "no request was counted",
        "",
        "robots.txt",
        "  none was asked for",
        "",
        "rests asked for",
        "  none",
        "",
        "opt-outs seen on pages",
        "  none",
    ]


def test_what_is_no_archive_ends_with_one_line(tmp_path: Path) -> None:
    done = run("audit", "-a", "nowhere.db", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (3, "", "newsarchive: nowhere.db: no such archive\n")
    done = run("audit", "--since", "yesterday", cwd=tmp_path)
    assert done.code == 2
    assert len(done.out) == 0
