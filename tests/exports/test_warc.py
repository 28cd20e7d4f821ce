"""``export --format warc``: an archive as WARC files, as other programs read them."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.archive import Archive
from newsarchive.exports.warc import write_warc
from newsarchive.model import Candidate, Filing, Moment, Precision, Role, Source, State, Step
from newsarchive.warc.records import from_fields, read_head, restored
from tests.archive.conftest import NOON, make_article, make_capture
from tests.runner import rows, run
from tests.warc.peers import checked, fields

LATER = NOON + timedelta(days=2)


@pytest.fixture
def archive(tmp_path):
    """One page twice with the same bytes, another that is empty, a redirected one with an article."""
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.store_capture(make_capture("https://a.fr/", b"same"), crawl_id=None, source="start")
        archive.store_capture(make_capture("https://b.fr/1", b"same", moment=LATER), crawl_id=None, source="article")
        archive.store_capture(make_capture("https://a.fr/e", b"", status=503), crawl_id=None, source="feed")
        packed = (("content-length", "9"), ("Content-Encoding", "gzip"), ("X-é", "\xe9"))
        capture = make_capture("https://a.fr/s", b"<p>", requested_uri="https://a.fr/?p=1", headers=packed)
        number = archive.store_capture(capture, crawl_id=None, source="article")
        archive.store_article(make_article("https://a.fr/s"), capture_id=number, crawl_id=None, moment=NOON)
        yield archive


def written(archive, target, **how):
    where = {name: how.pop(name) for name in ("site", "since", "until") if name in how}
    return write_warc(archive.holdings(**where), target, name="a", about={"isPartOf": "a"}, moment=NOON, **how)


def test_every_capture_is_there_in_its_order(archive, tmp_path):
    done = written(archive, tmp_path / "a.warc.gz")
    assert (done.captures, done.damage, done.files) == (4, [], [tmp_path / "a.warc.gz"])
    found = checked(tmp_path / "a.warc.gz")
    answers = [record for record in found if record.kind in ("response", "revisit")]
    assert [record.target for record in answers] == [
        "https://a.fr/",
        "https://b.fr/1",
        "https://a.fr/e",
        "https://a.fr/s",
    ]
    assert [record.kind for record in answers] == ["response", "revisit", "response", "response"]
    revisit = answers[1].fields
    assert revisit["WARC-Refers-To"] == answers[0].fields["WARC-Record-ID"]
    assert revisit["WARC-Refers-To-Target-URI"] == "https://a.fr/"
    assert revisit["WARC-Payload-Digest"] == answers[0].fields["WARC-Payload-Digest"]
    assert answers[3].headers == [
        ("X-Crawler-content-length", "9"),
        ("X-Crawler-Content-Encoding", "gzip"),
        ("X-é", "\xe9"),
    ]
    told = [from_fields(record.content) for record in found if record.kind == "metadata"]
    assert [facts.capture for facts in told] == [1, 2, 3, 4]
    assert [facts.role for facts in told] == ["start", "article", "feed", "article"]
    assert (told[3].via, told[3].article, told[3].version, told[3].verdict) == (
        "https://a.fr/?p=1",
        "https://a.fr/s",
        1,
        "article",
    )


def test_what_the_archive_keeps_comes_back(archive, tmp_path):
    written(archive, tmp_path / "a.warc.gz")
    raw = gzip.decompress((tmp_path / "a.warc.gz").read_bytes())
    blocks = [part.partition(b"\r\n\r\n")[2] for part in raw.split(b"WARC/1.1\r\n") if b"WARC-Type: response" in part]
    read = [(restored(read_head(block)[1]), block[read_head(block)[2] :].removesuffix(b"\r\n\r\n")) for block in blocks]
    kept = [archive.capture(number) for number in (1, 3, 4)]
    assert read == [(capture.headers, capture.payload) for capture in kept]


def test_two_exports_are_the_same_but_for_when_they_were_made(archive, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written(archive, tmp_path / name)
    one, two = ((tmp_path / name / "a-00000.warc.gz").read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_site_and_days_can_be_chosen(archive, tmp_path):
    assert written(archive, tmp_path / "a.warc.gz", site="b.fr").captures == 1
    # What the revisit would stand for is not there: it is written whole.
    assert [record.kind for record in checked(tmp_path / "a.warc.gz")] == ["warcinfo", "response", "metadata"]
    assert written(archive, tmp_path / "b.warc.gz", since=LATER.date()).captures == 1
    assert written(archive, tmp_path / "c.warc.gz", until=NOON.date()).captures == 3
    assert written(archive, tmp_path / "d.warc.gz", site="https://www.c.fr/").captures == 0
    assert [record.kind for record in checked(tmp_path / "d.warc.gz")] == ["warcinfo"]


def test_what_was_erased_is_listed_in_the_first_file(archive, tmp_path):
    gone = [(LATER, "https://a.fr/x", "asked for"), (NOON, "https://a.fr/y", "")]
    written(archive, tmp_path / "a.warc.gz", gone=gone)
    listed = checked(tmp_path / "a.warc.gz")[1]
    assert listed.target == "metadata:erased"
    assert listed.content.decode().splitlines() == [
        "erased: 2026-11-24T12:00:00Z https://a.fr/x asked for",
        "erased: 2026-11-22T12:00:00Z https://a.fr/y ",
    ]


def test_a_damaged_page_is_told_and_left_out(archive, tmp_path):
    archive._conn.execute("UPDATE payloads SET content = x'00' WHERE length = 3")
    archive._conn.commit()
    done = run("export", "-a", "a.db", "--format", "warc", "-o", "w.warc.gz", cwd=tmp_path)
    assert done.code == 1
    assert done.lines[0].startswith("left out: the page of capture 4")
    assert done.lines[1] == "3 captures written to w.warc.gz"
    assert len(checked(tmp_path / "w.warc.gz")) == 7


def test_the_words_of_the_command(archive, tmp_path):
    without = run("export", "-a", "a.db", "--format", "warc", cwd=tmp_path)
    assert without.code == 2
    assert "-o" in without.err
    assert run("export", "-a", "a.db", "--format", "warc", "-o", "w.zip", cwd=tmp_path).code == 2
    assert run("export", "-a", "a.db", "--format", "warc", "-o", "none/w.warc.gz", cwd=tmp_path).code == 73
    assert not list(tmp_path.glob("**/*.open"))
    (tmp_path / "w").mkdir()
    done = run("export", "-a", "a.db", "--format", "warc", "-o", "w", cwd=tmp_path)
    assert done.err == "4 captures written to w/a-00000.warc.gz\n"


def test_the_demo_newspaper_crawled_twice(tmp_path):
    for _ in range(2):
        assert run("crawl", "--demo", "-a", "a.db", cwd=tmp_path).code == 0
    run("export", "-a", "a.db", "--format", "warc", "-o", "a.warc.gz", cwd=tmp_path)
    found = checked(tmp_path / "a.warc.gz")
    answers = [record for record in found if record.kind in ("response", "revisit")]
    assert len(answers) == rows(tmp_path / "a.db", "SELECT count(*) FROM captures")[0]
    assert {record.kind for record in answers} == {"response", "revisit"}
    requests = [record for record in found if record.kind == "request"]
    assert len(requests) == len(answers)
    assert all(dict(record.headers)["User-Agent"].startswith("newsarchive/") for record in requests)
    told = [from_fields(record.content) for record in found if record.kind == "metadata"]
    assert any("sitemap" in facts.sources for facts in told)
    assert len({record.fields["WARC-Record-ID"] for record in found}) == len(found)
    assert fields(found[0].content)["software"].startswith("newsarchive/")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found[0].fields["WARC-Date"])
    assert datetime.fromisoformat(found[0].fields["WARC-Date"]).tzinfo == UTC


def test_what_sources_said_too_late_is_not_said(tmp_path):
    """The sitemap tells of a day; the page states its own, and says nothing of authors."""
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        frontier = archive.frontier(1)
        seed = frontier.begin("https://a.fr/", "", "", NOON)
        frontier.ask([Step(url="https://a.fr/s.xml", role=Role.SITEMAP, priority=9)], seed.id, seed.sweep, "a.fr")
        moment = Moment(value=NOON, raw="noon", precision=Precision.MINUTE, source="sitemap")
        said = {"source": Source.SITEMAP, "published": moment, "authors": ("Ann Lee",), "headline": "Un titre"}
        urls = [f"https://a.fr/{n}" for n in range(3)]
        facts = [Filing(facts=Candidate(url=url, **said), state=State.QUEUED, priority=1) for url in urls]
        frontier.file(facts, frontier.lease("a.fr"))
        shown = ({"date_published_source": "sitemap", "authors": ["Ann Lee"]}, {"date_published_source": "json-ld"})
        for url, fields in zip(urls, shown, strict=False):
            number = archive.store_capture(make_capture(url), crawl_id=None, source="article")
            article = make_article(url, date_published=NOON, **fields)
            archive.store_article(article, capture_id=number, crawl_id=None, moment=NOON)
        archive.store_capture(make_capture(urls[2]), crawl_id=None, source="article")
        told = [held.told for held in archive.holdings()]
        assert [set(one) for one in told] == [
            {"headline", "published", "authors"},
            {"headline"},
            {"headline", "published", "authors"},
        ]
        assert [held.sources for held in archive.holdings()] == [("sitemap",)] * 3
