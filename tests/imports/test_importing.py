"""What an import makes of other people's captures, without a crawl."""

from __future__ import annotations

import gzip
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.imports.rows import rows_of
from tests.runner import Done, command, environment, run
from tests.terminal import on_terminal
from tests.warc.test_reading import record

TEXT = "The old bridge over the river opened again on Thursday after eleven years of repairs and three of waiting. "


def page(number: int, *, words: str = "", date: str = "2024-05-17T08:00:00Z", head: str = "") -> bytes:
    body = "".join(f"<p>{TEXT} Part {part} of story {number}. {words}</p>" for part in range(4))
    stated = f'"datePublished": "{date}", ' if date else ""
    return (
        f'<html><head><title>Story {number}</title>{head}<script type="application/ld+json">{{"@type": "NewsArticle", '
        f'{stated}"headline": "Story {number} of the bridge"}}</script></head>'
        f"<body><article><h1>Story {number} of the bridge</h1>{body}</article></body></html>"
    ).encode()


def story(number: int, *headers: str, host: str = "example.org", **words: Any) -> bytes:
    moment = words.pop("moment", f"2024-05-17T08:00:{number:02}Z")
    uri = f"https://{host}/2024/story-{number}"
    return record(uri, page(number, **words), "Content-Type: text/html; charset=utf-8", *headers, date=moment)


def status(uri: str, code: str, moment: str, *headers: str, body: bytes = b"") -> bytes:
    return record(uri, body, *headers, date=moment, code=code)


def write(path: Path, *records: bytes) -> Path:
    path.write_bytes(b"".join(gzip.compress(one, mtime=0) for one in records))
    return path


def bring(folder: Path, *words: object) -> Done:
    return run("import", "-a", "a.db", "--readers", "0", *words, cwd=folder)


def ask(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "a.db")) as conn:
        return [row[0] if len(row) == 1 else row for row in conn.execute(query).fetchall()]


def test_pages_become_articles_and_a_second_time_they_are_known(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", *(story(number) for number in range(5)))
    done = bring(tmp_path, "a.warc.gz")
    assert done.code == 0
    assert "5 records · captures: 5 new, 0 known · articles: 5 new" in done.err
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [5]
    assert "1 file imported before" in bring(tmp_path, "a.warc.gz").err
    # The same records in another file.
    write(tmp_path / "b.warc.gz", *(story(number) for number in range(6)))
    assert "captures: 1 new, 5 known · articles: 1 new" in bring(tmp_path, "b.warc.gz").err


def test_only_a_site_and_only_some_days(tmp_path: Path) -> None:
    write(
        tmp_path / "a.warc.gz",
        story(1),
        story(2, host="www.example.org"),
        story(3, host="notexample.org"),
        story(4, moment="2024-05-20T00:00:00Z"),
        story(5, moment="2024-05-16T23:59:59Z"),
    )
    done = bring(tmp_path, "a.warc.gz", "--site", "example.org", "--since", "2024-05-17", "--until", "2024-05-19")
    assert done.code == 0
    assert "skipped: 3 not asked for" in done.err
    assert ask(tmp_path, "SELECT url FROM articles ORDER BY 1") == [
        "https://example.org/2024/story-1",
        "https://www.example.org/2024/story-2",
    ]
    # What was not asked for then may be asked for now.
    assert "articles: 1 new" in bring(tmp_path, "a.warc.gz", "--site", "notexample.org").err


def test_a_dry_run_counts_and_stores_nothing(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", story(1), story(2, host="example.com"))
    done = bring(tmp_path, "a.warc.gz", "--dry-run", "--site", "example.org")
    assert (done.code, done.err) == (0, "2 records · 1 capture to import · skipped: 1 not asked for\n")
    assert not (tmp_path / "a.db").exists()


def test_a_broken_record_is_told_with_its_place_and_the_rest_comes_in(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", story(1), story(2), story(3))
    data = bytearray(path.read_bytes())
    second = len(gzip.compress(story(1), mtime=0))
    data[second + 100] ^= 255
    path.write_bytes(data)
    done = bring(tmp_path, "a.warc.gz")
    assert done.code == 1
    assert f"a.warc.gz: byte {second}: " in done.lines[0]
    assert ask(tmp_path, "SELECT headline FROM articles ORDER BY 1") == [
        "Story 1 of the bridge",
        "Story 3 of the bridge",
    ]


def test_what_is_no_page_stays_out(tmp_path: Path) -> None:
    write(
        tmp_path / "a.warc.gz",
        record("https://example.org/a.png", b"\x89PNG", "Content-Type: image/png"),
        record("https://example.org/a.js", b"let a = 1", "Content-Type: text/javascript"),
        record("https://example.org/api", b'{"a": 1}', "Content-Type: application/json"),
        record("https://example.org/robots.txt", b"User-agent: *", "Content-Type: text/plain"),
        record("dns:example.org", b"1.2.3.4", kind="resource"),
        story(1),
    )
    done = bring(tmp_path, "a.warc.gz")
    assert "skipped: 4 no pages" in done.err
    assert ask(tmp_path, "SELECT target_uri FROM captures") == ["https://example.org/2024/story-1"]


def test_edits_become_versions_in_the_order_of_their_moments(tmp_path: Path) -> None:
    write(
        tmp_path / "a.warc.gz",
        story(1, words="Third words.", moment="2024-05-19T08:00:00Z"),
        story(1, words="First words.", moment="2024-05-17T08:00:00Z"),
        story(1, words="Second words.", moment="2024-05-18T08:00:00Z"),
    )
    done = bring(tmp_path, "a.warc.gz")
    assert "articles: 1 new, 2 changed" in done.err
    assert "Third words." in ask(tmp_path, "SELECT body FROM articles")[0]
    assert ask(tmp_path, "SELECT reason FROM captures ORDER BY moment") == ["new", "changed", "changed"]


def test_gone_and_back_again(tmp_path: Path) -> None:
    write(
        tmp_path / "a.warc.gz",
        story(1),
        story(2),
        status("https://example.org/2024/story-1", "404 Not Found", "2024-06-01T00:00:00Z"),
        status("https://example.org/2024/story-2", "410 Gone", "2024-06-01T00:00:00Z"),
        status("https://example.org/2024/story-1", "404 Not Found", "2024-06-03T00:00:00Z"),
        story(2, moment="2024-06-02T00:00:00Z"),
    )
    assert "1 gone" in bring(tmp_path, "a.warc.gz").err
    assert ask(tmp_path, "SELECT gone_since FROM articles ORDER BY url") == ["2024-06-01T00:00:00Z", None]
    assert ask(tmp_path, "SELECT DISTINCT reason FROM captures WHERE verdict = 'failed'") == ["gone"]


def test_redirects_lead_to_the_article(tmp_path: Path) -> None:
    target = "https://example.org/2024/story-1"
    write(
        tmp_path / "a.warc.gz",
        status("https://example.org/?p=1", "301 Moved", "2024-05-17T08:00:00Z", f"Location: {target}"),
        story(1),
        status("https://example.org/old", "302 Found", "2024-05-18T08:00:00Z", "Location: /2024/story-1"),
    )
    bring(tmp_path, "a.warc.gz")
    assert ask(tmp_path, "SELECT url, how FROM addresses WHERE article_id = 1 ORDER BY 1") == [
        (target, "fetched"),
        ("https://example.org/?p=1", "requested"),
        ("https://example.org/old", "requested"),
    ]


def revisit(uri: str, of: str, of_moment: str, moment: str, *, code: str = "200 OK") -> bytes:
    profile = "server-not-modified" if code.startswith("304") else "identical-payload-digest"
    return record(
        uri,
        b"",
        f"WARC-Refers-To-Target-URI: {of}",
        f"WARC-Refers-To-Date: {of_moment}",
        f"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/{profile}",
        kind="revisit",
        date=moment,
        code=code,
    )


def test_revisits_stand_for_what_they_refer_to(tmp_path: Path) -> None:
    uri, twin = "https://example.org/2024/story-1", "https://example.org/2024/story-1?amp"
    write(
        tmp_path / "b.warc.gz",
        story(1, moment="2024-05-17T08:00:00Z"),
        revisit(uri, uri, "2024-05-17T08:00:00Z", "2024-05-19T08:00:00Z", code="304 Not Modified"),
    )
    # It refers to a record of the file behind.
    write(
        tmp_path / "a.warc.gz",
        revisit(uri, uri, "2024-05-17T08:00:00Z", "2024-05-18T08:00:00Z"),
        revisit(twin, "https://example.org/lost", "2024-05-17T08:00:00Z", "2024-05-18T08:00:00Z"),
    )
    done = bring(tmp_path, "a.warc.gz", "b.warc.gz")
    assert done.code == 1
    assert "1 revisit record refers to a page not in the archive; skipped" in done.err
    assert ask(tmp_path, "SELECT status, verdict, reason, article_id, moment FROM captures ORDER BY moment") == [
        (200, "article", "new", 1, "2024-05-17T08:00:00Z"),
        (200, "article", "unchanged", 1, "2024-05-18T08:00:00Z"),
        (304, "article", "unchanged", 1, "2024-05-19T08:00:00Z"),
    ]
    assert ask(tmp_path, "SELECT last_seen FROM articles") == ["2024-05-19T08:00:00Z"]


def test_a_feed_dates_what_says_no_date(tmp_path: Path) -> None:
    feed = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
    <item><title>Story 1 of the bridge</title><link>https://example.org/2024/story-1</link>
    <pubDate>Fri, 17 May 2024 06:30:00 +0200</pubDate></item>
    <item><title>Another</title><link>https://example.org/2024/story-9</link></item></channel></rss>"""
    write(
        tmp_path / "a.warc.gz",
        story(1, date=""),
        record("https://example.org/feed", feed, "Content-Type: application/rss+xml", date="2024-05-18T08:00:00Z"),
    )
    bring(tmp_path, "a.warc.gz")
    assert ask(tmp_path, "SELECT date_published, date_published_source FROM articles") == [
        ("2024-05-17T06:30:00+02:00", "feed")
    ]
    assert ask(tmp_path, "SELECT verdict FROM captures ORDER BY moment") == ["article", "feed"]
    # What it named and nobody brought may be fetched by the next crawl.
    assert ask(tmp_path, "SELECT url, state, reason FROM frontier ORDER BY url") == [
        ("https://example.org/2024/story-1", "done", "article"),
        ("https://example.org/2024/story-9", "queued", ""),
    ]


def test_older_captures_do_not_take_back_what_newer_ones_say(tmp_path: Path) -> None:
    write(tmp_path / "b.warc.gz", story(1, moment="2024-05-19T08:00:00Z", words="Newer."))
    write(tmp_path / "a.warc.gz", status("https://example.org/2024/story-1", "404 Not Found", "2024-05-18T08:00:00Z"))
    bring(tmp_path, "b.warc.gz")
    bring(tmp_path, "a.warc.gz")
    assert ask(tmp_path, "SELECT gone_since FROM articles") == [None]
    assert ask(tmp_path, "SELECT verdict, captured_at FROM addresses") == [("article", "2024-05-19T08:00:00Z")]


def test_saved_pages_with_an_address(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    (folder / "below").mkdir(parents=True)
    (folder / "a.html").write_bytes(page(1, head='<link href="https://example.org/2024/story-1" rel="canonical">'))
    saved = b"<!-- saved from url=(0033)https://example.org/2024/story-2 -->\n"
    (folder / "below" / "b.htm").write_bytes(saved + page(2))
    (folder / "c.html").write_bytes(page(3))
    os.utime(folder / "a.html", (1_715_932_800, 1_715_932_800))
    done = bring(tmp_path, "saved")
    assert done.code == 1
    assert "c.html: does not say from which address it is" in done.err
    assert ask(tmp_path, "SELECT url FROM articles ORDER BY 1") == [
        "https://example.org/2024/story-1",
        "https://example.org/2024/story-2",
    ]
    assert ask(tmp_path, "SELECT moment FROM captures WHERE target_uri LIKE '%1'") == ["2024-05-17T08:00:00Z"]
    assert "captures: 0 new, 2 known" in bring(tmp_path, "saved").err


@pytest.mark.parametrize("words", [("none.warc.gz",), ("empty",), ()])
def test_nothing_to_import_is_said_in_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "empty").mkdir()
    done = bring(tmp_path, *words)
    assert done.code == 2
    assert not (tmp_path / "a.db").exists()


def test_a_file_without_a_record_is_told_of_each_time(tmp_path: Path) -> None:
    (tmp_path / "empty.warc.gz").touch()
    (tmp_path / "notes.md").write_text("my notes")
    write(tmp_path / "a.warc.gz", story(1))
    for words in (("--dry-run",), (), ()):
        done = bring(tmp_path, "empty.warc.gz", "notes.md", "a.warc.gz", *words)
        assert done.code == 1
        for name in ("empty.warc.gz", "notes.md"):
            assert f"{name}: has no WARC record" in done.err
        assert "2 unreadable" in done.err
    assert "1 file imported before" in done.err
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [1]


def test_a_damaged_file_is_told_of_each_time_until_a_sound_copy_is_in_its_place(tmp_path: Path) -> None:
    # Both have the same size, beginning and end.
    noise = (f"<!-- {random.Random(number).randbytes(40_000).hex()} -->" for number in range(5))
    records = (story(number, head=head) for number, head in enumerate(noise))
    sound = write(tmp_path / "a.warc.gz", *records).read_bytes()
    middle = len(sound) // 2
    assert 70_000 < middle < len(sound) - 70_000
    (tmp_path / "a.warc.gz").write_bytes(sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :])
    for known in (0, 4):
        done = bring(tmp_path, "a.warc.gz")
        assert (done.code, "1 broken" in done.err) == (1, True)
        assert f"captures: {4 - known} new, {known} known" in done.err
    (tmp_path / "a.warc.gz").write_bytes(sound)
    done = bring(tmp_path, "a.warc.gz")
    assert (done.code, "captures: 1 new, 4 known" in done.err) == (0, True)
    assert "1 file imported before" in bring(tmp_path, "a.warc.gz").err


def test_a_run_that_is_killed_goes_on(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", *(story(number % 60, host=f"h{number // 60}.example.org") for number in range(600)))
    words = command("import", "-a", "a.db", "a.warc.gz")
    for seconds in (0.6, 0.9, 1.3, 1.8):
        running = subprocess.Popen(words, cwd=tmp_path, env=environment(), stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        running.send_signal(signal.SIGKILL)
        running.wait()
        if (tmp_path / "a.db").exists():
            assert ask(tmp_path, "PRAGMA integrity_check") == ["ok"]
    assert run("import", "-a", "a.db", "a.warc.gz", cwd=tmp_path).code == 0
    assert run("import", "-a", "b.db", "a.warc.gz", cwd=tmp_path).code == 0
    assert rows_of(tmp_path / "a.db") == rows_of(tmp_path / "b.db")


@pytest.mark.parametrize("end", ["os._exit(9)", "(_ for _ in ()).throw(KeyboardInterrupt)"])
def test_what_was_learned_of_a_site_is_not_lost_with_the_last_moment_of_a_run(tmp_path: Path, end: str) -> None:
    notice = "</p><p>Letters to the editor are read by three of us, and the best are printed on Saturday."
    write(tmp_path / "a.warc.gz", *(story(number, words=notice) for number in range(40)))
    # All is stored, and what was read first is about to be read again.
    code = (
        f"import os, sys\nfrom newsarchive.cli import main\nfrom newsarchive.reading.intake import Intake\n"
        f"Intake.settle = lambda self, progress: {end}\n"
        "sys.argv[1:] = ['import', '-a', 'a.db', '--readers', '0', 'a.warc.gz']\nmain()"
    )
    cut = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment(), check=False)
    assert cut.returncode in (9, 130)
    assert run("import", "-a", "b.db", "--readers", "0", "a.warc.gz", cwd=tmp_path).code == 0
    assert rows_of(tmp_path / "a.db") != rows_of(tmp_path / "b.db")
    assert bring(tmp_path, "a.warc.gz").code == 0
    assert rows_of(tmp_path / "a.db") == rows_of(tmp_path / "b.db")


def test_what_a_list_names_is_not_lost_between_its_verdict_and_the_end_of_a_run(tmp_path: Path) -> None:
    shown = "".join(
        f'<article><h2><a href="/2024/story-{number}">Story {number} of the bridge is told at length</a></h2>'
        f'<time datetime="2024-05-{number:02}T08:00:00Z">{number} May 2024</time></article>'
        for number in range(1, 13)
    )
    front = f"<html><head><title>News</title></head><body><main>{shown}</main></body></html>".encode()
    html = "Content-Type: text/html; charset=utf-8"
    write(tmp_path / "a.warc.gz", record("https://example.org/news/", front, html), *(story(n) for n in range(1, 4)))
    code = (
        "import os, sys\nfrom newsarchive.cli import main\nfrom newsarchive.imports.told import Told\n"
        "Told.listed = lambda *_: os._exit(9)\n"
        "sys.argv[1:] = ['import', '-a', 'a.db', '--readers', '0', 'a.warc.gz']\nmain()"
    )
    cut = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment(), check=False)
    assert cut.returncode == 9
    assert bring(tmp_path, "a.warc.gz").code == 0
    assert run("import", "-a", "b.db", "--readers", "0", "a.warc.gz", cwd=tmp_path).code == 0
    query = "SELECT url, state, reason, published FROM frontier ORDER BY url"
    with closing(sqlite3.connect(tmp_path / "b.db")) as undisturbed:
        expected = undisturbed.execute(query).fetchall()
    assert len(expected) == 12
    assert ask(tmp_path, query) == expected


def test_one_that_is_interrupted_says_so(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", *(story(number % 60, host=f"h{number // 60}.example.org") for number in range(900)))
    for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
        for left in tmp_path.glob("a.db*"):
            left.unlink()
        running = subprocess.Popen(
            command("import", "-a", "a.db", "a.warc.gz"), cwd=tmp_path, env=environment(), stderr=subprocess.PIPE
        )
        for _ in range(200):
            time.sleep(0.05)
            if (tmp_path / "a.db-wal").exists() and ask(tmp_path, "SELECT 1 FROM articles LIMIT 1"):
                break
        running.send_signal(number)
        _, err = running.communicate(timeout=30)
        assert (running.returncode, err.decode()) == (code, "interrupted; the same command goes on where it was\n")


def test_what_was_erased_is_not_brought_back(tmp_path: Path) -> None:
    canonical = '<link rel="canonical" href="https://example.org/2024/story-1">'
    write(tmp_path / "a.warc.gz", story(1), story(2))
    write(
        tmp_path / "b.warc.gz",
        story(1, moment="2024-05-18T08:00:00Z"),
        record("https://example.org/other-name", page(1, head=canonical), "Content-Type: text/html"),
        story(3),
    )
    bring(tmp_path, "a.warc.gz")
    erased = run("erase", "https://example.org/2024/story-1", "--reason", "asked", "-a", "a.db", "--yes", cwd=tmp_path)
    assert erased.code == 0
    for name in ("a.warc.gz", "b.warc.gz"):
        bring(tmp_path, name)
    write(tmp_path / "c.warc.gz", story(1))
    assert "skipped: 1 erased before" in bring(tmp_path, "c.warc.gz").err
    assert ask(tmp_path, "SELECT url FROM articles ORDER BY 1") == [
        "https://example.org/2024/story-2",
        "https://example.org/2024/story-3",
    ]
    assert ask(tmp_path, "SELECT target_uri FROM captures ORDER BY 1") == [
        "https://example.org/2024/story-2",
        "https://example.org/2024/story-3",
    ]


def test_an_older_redirect_is_no_news(tmp_path: Path) -> None:
    target = "https://example.org/2024/story-1"
    write(
        tmp_path / "a.warc.gz",
        status("https://example.org/old", "302 Found", "2024-05-18T08:00:00Z", f"Location: {target}"),
        story(1),
    )
    bring(tmp_path, "a.warc.gz")
    assert ask(tmp_path, "SELECT captured_at FROM addresses WHERE how = 'requested'") == ["2024-05-18T08:00:00Z"]


def test_not_modified_after_gone_is_back(tmp_path: Path) -> None:
    uri = "https://example.org/2024/story-1"
    gone = status(uri, "404 Not Found", "2024-06-01T00:00:00Z")
    write(tmp_path / "a.warc.gz", story(1, moment="2024-05-17T08:00:00Z"), gone)
    assert "1 gone" in bring(tmp_path, "a.warc.gz").err
    again = revisit(uri, uri, "2024-05-17T08:00:00Z", "2024-06-02T00:00:00Z", code="304 Not Modified")
    write(tmp_path / "b.warc.gz", again)
    assert bring(tmp_path, "b.warc.gz").code == 0
    assert ask(tmp_path, "SELECT gone_since FROM articles") == [None]
    assert ask(tmp_path, "SELECT gone_since || ' ' || returned FROM absences") == [
        "2024-06-01T00:00:00Z 2024-06-02T00:00:00Z"
    ]


def test_gone_for_a_while_is_an_absence(tmp_path: Path) -> None:
    uri = "https://example.org/2024/story-1"
    gone = [status(uri, "404 Not Found", f"2024-06-0{day}T00:00:00Z") for day in (1, 2)]
    early = status(uri, "404 Not Found", "2024-05-01T00:00:00Z")
    back = story(1, moment="2024-07-01T08:00:00Z")
    write(tmp_path / "a.warc.gz", early, story(1, moment="2024-05-17T08:00:00Z"), *gone, back)
    bring(tmp_path, "a.warc.gz")
    assert ask(tmp_path, "SELECT gone_since FROM articles") == [None]
    assert ask(tmp_path, "SELECT gone_since || ' ' || returned FROM absences") == [
        "2024-06-01T00:00:00Z 2024-07-01T08:00:00Z"
    ]


def test_copies_of_one_text_are_grouped(tmp_path: Path) -> None:
    words = "Their council paid for it out of a fund that nobody had asked for since the flood of that long winter."
    write(tmp_path / "a.warc.gz", story(1, words=words), story(1, words=words, host="example.net"))
    bring(tmp_path, "a.warc.gz")
    assert ask(tmp_path, "SELECT count(*) FROM fingerprints") == [2]


def _erased(*lines: str) -> bytes:
    block = "".join(f"erased: {line}\r\n" for line in lines).encode()
    head = (
        "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Target-URI: metadata:erased\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        "WARC-Date: 2024-05-20T08:00:00Z\r\nContent-Type: application/warc-fields\r\n"
    )
    return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def test_what_was_erased_elsewhere_is_not_brought_in_here(tmp_path: Path) -> None:
    stones = ("2024-05-20T08:00:00Z https://example.org/2024/story-1 asked for", "nonsense", "2024 no-address -")
    other = "2024-05-21T08:00:00Z https://example.com/x asked for, too"
    write(tmp_path / "a.warc.gz", _erased(*stones, other), story(1), story(2))
    done = bring(tmp_path, "a.warc.gz", "--site", "example.org")
    assert (done.code, done.err.count("1 erased before")) == (0, 1), done.err
    assert "1 address erased elsewhere" in done.err
    query = "SELECT url, reason, erased_at FROM tombstones"
    assert ask(tmp_path, query) == [("https://example.org/2024/story-1", "asked for", "2024-05-20T08:00:00Z")]
    assert ask(tmp_path, "SELECT url FROM articles") == ["https://example.org/2024/story-2"]
    # A second time nothing is new, and the first word stands.
    write(tmp_path / "b.warc.gz", _erased("2025-01-01T08:00:00Z https://example.org/2024/story-1 late"), story(3))
    assert "elsewhere" not in bring(tmp_path, "b.warc.gz").err
    assert ask(tmp_path, "SELECT reason FROM tombstones") == ["asked for"]


def test_what_was_erased_elsewhere_and_is_here_stays_and_is_told(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", story(1))
    bring(tmp_path, "a.warc.gz")
    write(tmp_path / "b.warc.gz", _erased("2024-05-20T08:00:00Z https://example.org/2024/story-1 asked for"), story(2))
    done = bring(tmp_path, "b.warc.gz")
    told = (
        "https://example.org/2024/story-1: erased elsewhere (asked for), but not from this archive; `newsarchive erase`"
    )
    assert f"b.warc.gz: {told} does it" in done.err
    assert done.code == 0
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [2]
    assert ask(tmp_path, "SELECT count(*) FROM tombstones") == [0]
    assert "1 address erased elsewhere" not in done.err


def test_a_dry_run_counts_what_was_erased_elsewhere(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", _erased("2024-05-20T08:00:00Z https://example.org/2024/story-1 asked for"), story(2))
    assert "1 address erased elsewhere" in bring(tmp_path, "a.warc.gz", "--dry-run").err


def test_an_address_that_is_known_but_not_fetched_is_not_asked_for(tmp_path: Path) -> None:
    feed = (
        b'<rss version="2.0"><channel><title>f</title><item><title>Story 1</title>'
        b"<link>https://example.org/2024/story-1</link></item></channel></rss>"
    )
    write(
        tmp_path / "a.warc.gz", record("https://example.org/feed", feed, "Content-Type: application/rss+xml"), story(2)
    )
    bring(tmp_path, "a.warc.gz")
    query = "SELECT state, reason, facts LIKE '%Story%' FROM frontier WHERE url LIKE '%story-1'"
    assert ask(tmp_path, query) == [("queued", "", 1)]
    write(tmp_path / "b.warc.gz", _erased("2024-05-20T08:00:00Z https://example.org/2024/story-1 asked for"))
    bring(tmp_path, "b.warc.gz")
    assert ask(tmp_path, query) == [("skipped", "erased", 0)]


def test_on_a_terminal_it_shows_how_far_it_is_and_what_is_left(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", *(story(number % 60, host=f"h{number // 60}.example.org") for number in range(900)))
    shown = on_terminal(command("import", "-a", "a.db", "a.warc.gz"), tmp_path)
    assert shown.code == 0
    assert re.search(r"reading pages: \d+ of 900 · about \d+s left\r\n", shown.drawn), shown.drawn
    assert " 0 of 0 " not in shown.drawn
    quiet = on_terminal(command("import", "-a", "b.db", "-q", "a.warc.gz"), tmp_path)
    assert "reading" not in quiet.drawn
