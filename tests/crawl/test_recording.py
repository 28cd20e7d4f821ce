"""``crawl --warc``: every answer as it came over the wire, in files that other programs read."""

from __future__ import annotations

import gzip
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newsarchive.warc.records import from_fields
from tests.runner import CHECKOUT, environment, rows, run, start
from tests.site import Answer, article, listing
from tests.warc.peers import checked, fields

if TYPE_CHECKING:
    from pathlib import Path

STORY = article("La chronique du conseil municipal")
TEXT = {"Content-Encoding": "gzip", "ETag": '"1"'}


def records(folder: Path):
    paths = sorted(folder.glob("*.warc.gz"))
    assert not list(folder.glob("*.open"))
    return [record for path in paths for record in checked(path)]


@pytest.fixture
def site(site):
    site.page("/", listing(("/a/", "Une chronique"), ("/old/", "Une autre chronique"), ("/gone/", "Plus rien")))
    site["/a/"] = Answer(body=gzip.compress(STORY.encode()), headers=TEXT)
    site["/b/"] = Answer(body=article("Une autre chronique du même conseil").encode())
    site.redirect("/old/", "/b/")
    return site


def test_every_answer_is_written_as_it_came(site, crawl, tmp_path):
    crawl(site.url, "--warc", "w")
    written = records(tmp_path / "w")
    assert [record.kind for record in written[:3]] == ["warcinfo", "response", "request"]
    about = fields(written[0].content)
    assert about["operator"] == "t@example.org"
    assert about["robots"] == "obey"
    assert "t@example.org" in about["http-header-user-agent"]
    answers = [record for record in written if record.kind in ("response", "revisit")]
    assert [record.target.removeprefix(site.base) for record in answers] == site.paths
    by_path = {record.target.removeprefix(site.base): record for record in answers}
    assert by_path["/robots.txt"].status == "404 Not Found"
    assert by_path["/old/"].status == "301 Moved Permanently"
    assert ("Location", "/b/") in by_path["/old/"].headers
    packed = by_path["/a/"]
    assert ("Content-Encoding", "gzip") in packed.headers
    assert gzip.decompress(packed.content).decode() == STORY
    assert packed.fields["WARC-IP-Address"] == "127.0.0.1"
    requests = {
        record.target.removeprefix(site.base): dict(record.headers) for record in written if record.kind == "request"
    }
    sent = {asked.target: asked.headers for asked in site.asked}
    assert requests == sent
    told = {
        record.target.removeprefix(site.base): fields(record.content) for record in written if record.kind == "metadata"
    }
    assert told["/a/"]["role"] == "article"
    assert told["/robots.txt"]["role"] == "robots"
    assert told["/b/"]["via"] == f"{site.base}/old/"


def test_what_an_archive_leaves_out_is_no_page_s_original(site, crawl, tmp_path):
    """The site's error page stands in the place of robots.txt, too, and first."""
    crawl(site.url, "--warc", "w")
    answers = [record for record in records(tmp_path / "w") if record.kind in ("response", "revisit")]
    written = {record.target.removeprefix(site.base): record for record in answers}
    assert written["/robots.txt"].content
    whole = [path for path, record in written.items() if record.kind == "response" and record.content == b"<p>404</p>"]
    assert len(whole) == 2
    others = [record for record in written.values() if record.kind == "revisit"]
    assert {record.fields["WARC-Refers-To-Target-URI"] for record in others} == {site.base + whole[1]}


def test_the_archive_keeps_what_was_sent(site, crawl, tmp_path):
    crawl(site.url)
    assert len(rows(tmp_path / "a.db", "SELECT id FROM requests")) == 1
    (sent,) = rows(tmp_path / "a.db", "SELECT headers FROM requests")
    assert '"Accept-Encoding"' in sent
    assert '"Host"' not in sent
    assert set(rows(tmp_path / "a.db", "SELECT ip_address, protocol FROM captures")) == {("127.0.0.1", "")}


def test_moments_are_those_of_the_archive(site, crawl, tmp_path):
    crawl(site.url, "--warc", "w")
    written = {
        record.target: record.fields["WARC-Date"]
        for record in records(tmp_path / "w")
        if record.kind in ("response", "revisit") and "/old/" not in record.target and "robots" not in record.target
    }
    assert dict(rows(tmp_path / "a.db", "SELECT target_uri, moment FROM captures")) == written


def test_a_page_that_was_not_modified_is_a_revisit(site, crawl, tmp_path):
    crawl(site.url)
    site["/a/"] = Answer(status=304, headers={"ETag": '"1"'})
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute("UPDATE frontier SET due = '2026-01-01T00:00:00Z' WHERE reason = 'article'")
    crawl(site.url, "--warc", "w")
    written = records(tmp_path / "w")
    (revisit,) = [record for record in written if "not-modified" in record.fields.get("WARC-Profile", "")]
    assert revisit.fields["WARC-Refers-To-Target-URI"] == f"{site.base}/a/"
    assert revisit.fields["Content-Length"] == "0"
    own = revisit.fields["WARC-Record-ID"]
    beside = [record for record in written if record.fields.get("WARC-Concurrent-To") == own]
    assert [record.kind for record in beside] == ["request", "metadata"]
    assert ("Etag", '"1"') in from_fields(beside[1].content).headers
    (before,) = rows(tmp_path / "a.db", "SELECT moment FROM captures WHERE status = 200 AND url_key LIKE '%/a'")
    assert revisit.fields["WARC-Refers-To-Date"] == before
    (conditions,) = rows(tmp_path / "a.db", "SELECT request_conditions FROM captures WHERE status = 304")
    assert "If-None-Match" in conditions
    assert len(rows(tmp_path / "a.db", "SELECT id FROM requests")) == 1


def test_a_killed_crawl_leaves_whole_records_and_the_next_closes_them(site, tmp_path):
    stories = {f"/story-{n}/": f"La chronique numéro {n} du conseil municipal" for n in range(40)}
    site.page("/", listing(*stories.items()))
    for address, headline in stories.items():
        site[address] = Answer(body=article(headline).encode(), hold=0.05)
    words = ("-a", "a.db", "--delay", "0", "--contact", "t@example.org", "--warc", "w")
    process = start("crawl", site.url, *words, cwd=tmp_path)
    deadline = time.monotonic() + 20
    while sum(path in stories for path in site.paths) < 7:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    (left,) = (tmp_path / "w").iterdir()
    assert left.name.endswith(".warc.gz.open")
    done = run("crawl", site.url, *words, cwd=tmp_path)
    assert re.search(r"w/newsarchive-\S+\.warc\.gz: closed; a run that was killed left it open", done.err)
    kept = {record.target for record in records(tmp_path / "w") if record.kind == "response"}
    assert kept >= {f"{site.base}{address}" for address in stories}


def test_a_folder_that_cannot_be_written_ends_the_crawl_before_it_begins(site, crawl, tmp_path):
    (tmp_path / "w").write_text("")
    done = crawl(site.url, "--warc", "w/x")
    assert done.code == 73
    assert "w/x: cannot be written" in done.err
    assert site.paths == []


def test_a_dry_run_writes_none(site, crawl, tmp_path):
    done = crawl(site.url, "--warc", "w", "--dry-run")
    assert done.code == 2
    assert "--dry-run" in done.err
    assert not (tmp_path / "w").exists()


LIMITED = """
from newsarchive.warc import writer
class Small(writer.io.FileIO):
    def write(self, data):
        if self.tell() + len(data) > 4000:
            raise OSError(28, "No space left on device")
        return super().write(data)
writer.io.FileIO = Small
from newsarchive.cli import main
main()
"""


def test_a_full_disk_ends_the_crawl_with_one_line(site, tmp_path):
    words = ("crawl", site.url, "-a", "a.db", "--delay", "0", "--contact", "t@example.org", "--warc", "w", "-q")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *words],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(CHECKOUT)),
        capture_output=True,
        timeout=60,
        check=False,
    )
    err = done.stderr.decode()
    assert done.returncode == 74, err
    assert "Traceback" not in err
    assert "No space left on device: the WARC file is whole up to its last record" in err
    assert records(tmp_path / "w")
    assert rows(tmp_path / "a.db", "SELECT exit_code FROM crawls") == [74]
