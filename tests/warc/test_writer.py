"""Files are whole under their names, and what a killed run leaves is closed by the next."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from newsarchive.errors import ArchiveFull, ArchiveNotWritable, UsageError
from newsarchive.warc import writer as writing
from newsarchive.warc.records import Facts, records_of, warcinfo
from newsarchive.warc.writer import WarcWriter, check_folder, crawl_names, export_names, repair
from tests.runner import environment

from .peers import checked
from .test_records import NOON, make


def info(name):
    return (warcinfo(name, NOON, {"software": "test"}),)


def fetch(number, payload=b"<html>"):
    return records_of(make(f"https://example.org/{number}", payload), Facts(capture=number), is_unpacked=True)


def writer_in(folder, **how):
    return WarcWriter(crawl_names(folder, "test", NOON, "my host"), info, **how)


def test_a_file_has_its_name_when_it_is_whole(tmp_path):
    writer = writer_in(tmp_path)
    assert not list(tmp_path.iterdir())
    writer.write(fetch(1))
    assert [path.name for path in tmp_path.iterdir()] == ["test-20261122120000000-00000-my-host.warc.gz.open"]
    writer.close()
    writer.close()
    assert [path.name for path in tmp_path.iterdir()] == ["test-20261122120000000-00000-my-host.warc.gz"]
    assert [record.kind for record in checked(writer.written[0])] == ["warcinfo", "response", "metadata"]


def test_a_full_file_makes_room_for_the_next_between_two_fetches(tmp_path):
    writer = writer_in(tmp_path, most_bytes=1500)
    for number in range(9):
        writer.write(fetch(number))
    writer.close()
    assert len(writer.written) > 2
    found = [checked(path) for path in writer.written]
    assert all([record.kind for record in records][:2] == ["warcinfo", "response"] for records in found)
    assert all(records[-1].kind == "metadata" for records in found)
    targets = [record.target for records in found for record in records if record.kind == "response"]
    assert targets == [f"https://example.org/{number}" for number in range(9)]


def test_the_same_records_are_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        writer = writer_in(tmp_path / folder)
        writer.write(fetch(1, b"<p>" * 1000))
        writer.close()
    one, other = (next((tmp_path / folder).iterdir()) for folder in "ab")
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("cut", [1, 5, 200, 520])
def test_a_torn_record_is_cut_off(tmp_path, cut):
    writer = writer_in(tmp_path)
    writer.write(fetch(1))
    writer.write(fetch(2))
    writer.close()
    left = writer.written[0].rename(f"{writer.written[0]}.open")
    records = len(checked(left))
    with left.open("r+b") as file:
        file.truncate(left.stat().st_size - cut)
    assert repair(tmp_path) == writer.written
    assert not left.exists()
    assert 0 < len(checked(writer.written[0])) < records


def test_what_is_no_record_is_dropped_and_what_is_being_written_left_alone(tmp_path):
    empty = tmp_path / "empty.warc.gz.open"
    empty.write_bytes(b"\x1f\x8b\x08")
    writer = writer_in(tmp_path)
    writer.write(fetch(1))
    assert repair(tmp_path) == []
    assert not empty.exists()
    writer.close()
    assert len(checked(writer.written[0])) == 3


WRITES = """
import sys
from pathlib import Path
from tests.warc.test_writer import fetch, writer_in
writer = writer_in(Path(sys.argv[1]))
for number in range(1_000_000):
    writer.write(fetch(number, bytes(range(256)) * 40))
    print(number, flush=True)
"""


def test_a_killed_writer_leaves_every_fetch_it_had_written(tmp_path):
    for turn in range(4):
        folder = tmp_path / str(turn)
        folder.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-c", WRITES, str(folder)], stdout=subprocess.PIPE, env=environment(), text=True
        )
        assert process.stdout
        for _ in range(3 + 7 * turn):
            number = int(process.stdout.readline())
        time.sleep(0.003 * turn)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        (path,) = repair(folder)
        kept = [record.target for record in checked(path) if record.kind == "response"]
        assert kept[: number + 1] == [f"https://example.org/{done}" for done in range(number + 1)]


def until_full(writer):
    for number in range(2, 99):
        writer.write(fetch(number))


def test_a_full_disk_is_one_line_and_the_file_is_whole(tmp_path):
    """A limit on the size of files stands for the disk: the system answers alike, with another number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    writer = writer_in(tmp_path)
    writer.write(fetch(1))
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, hard))
        with pytest.raises(ArchiveFull, match="whole up to its last record"):
            until_full(writer)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    writer.close()
    assert checked(writer.written[0])[-1].kind == "metadata"


def test_a_folder_that_is_none_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveNotWritable):
        check_folder(tmp_path / "file")
    check_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_an_export_is_a_file_or_files_in_a_folder(tmp_path):
    names, most = export_names(tmp_path / "a.warc.gz", "demo")
    assert (names(0), most) == (tmp_path / "a.warc.gz", None)
    names, most = export_names(tmp_path, "demo")
    assert (names(3).name, most) == ("demo-00003.warc.gz", writing.MOST_BYTES)
    with pytest.raises(UsageError, match=r"\.warc\.gz"):
        export_names(tmp_path / "a.zip", "demo")


def test_names_are_those_that_crawlers_give(tmp_path):
    moment = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
    assert crawl_names(tmp_path, "newsarchive", moment, "é_host.lan")(7).name == (
        "newsarchive-20260102030405678-00007-host.lan.warc.gz"
    )
