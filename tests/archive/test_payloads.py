"""Payloads: packed with dictionaries of their site, readable whatever becomes of the pages these were made of."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.archive import Archive, payloads
from newsarchive.archive.connection import connect, transaction
from newsarchive.archive.payloads import Payloads, forget, kind_of, zstd
from newsarchive.errors import NotAnArchive

from .conftest import make_capture


def _noise(number: int, words: int) -> str:
    chance = random.Random(number)
    return " ".join(f"{chance.getrandbits(40):x}" for _ in range(words))


def make_page(number: int, template: int = 0, words: int = 60) -> bytes:
    """Give a page of a site: its template, and words no other page has."""
    frame = _noise(10_000 + template, 500)
    return f"<!doctype html><nav>{frame}</nav><p>marker-{number} {_noise(number, words)}</p>".encode()


def digest_of(payload: bytes) -> str:
    return f"sha256:{hashlib.sha256(payload).hexdigest()}"


def keep(archive: Archive, number: int, payload: bytes, host: str = "example.org") -> int:
    return archive.store_capture(make_capture(f"https://{host}/{number}", payload), crawl_id=None)


def drop(archive: Archive, payload: bytes) -> payloads.Forgotten:
    """Erase a page as it is done: its captures first, then its bytes."""
    digest = digest_of(payload)
    with transaction(archive._conn):
        archive._conn.execute("DELETE FROM captures WHERE payload_digest = ?", (digest,))
        return forget(archive._conn, digest)


def all_read(archive: Archive) -> int:
    ids = [row[0] for row in archive._conn.execute("SELECT id FROM captures")]
    for capture_id in ids:
        archive.capture_payload(capture_id)
    return len(ids)


def one(archive: Archive, question: str) -> Any:
    return archive._conn.execute(question).fetchone()[0]


def test_a_page_takes_a_fraction_of_what_it_would_alone(archive):
    pages = [make_page(number) for number in range(60)]
    for number, page in enumerate(pages):
        keep(archive, number, page)
    alone = sum(len(zstd.compress(page, 19)) for page in pages)
    kept = one(archive, "SELECT sum(length(content)) FROM payloads")
    kept += one(archive, "SELECT sum(length(content)) FROM dictionaries")
    assert kept < 0.35 * alone
    assert all_read(archive) == 60


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=3000),
            st.integers(0, 9).map(make_page),
            st.text(max_size=2000).map(lambda text: f"<html>{text}".encode(errors="replace")),
            st.integers(0, 99).map(lambda number: b'{"posts": [%d' % number + b",1" * 1500 + b"]}"),
        ),
        max_size=30,
    ),
    st.integers(0, 2**32),
)
def test_whatever_is_kept_comes_back_and_whatever_is_forgotten_harms_nothing_else(found, seed):
    with Archive.scratch() as archive:
        kept = {keep(archive, number, payload): payload for number, payload in enumerate(found)}
        for payload in random.Random(seed).sample(found, len(found) // 2):
            drop(archive, payload)
            kept = {capture_id: other for capture_id, other in kept.items() if other != payload}
            assert digest_of(payload) not in str(archive._conn.execute("SELECT pages FROM dictionaries").fetchall())
        for capture_id, payload in kept.items():
            assert archive.capture_payload(capture_id) == payload


def test_the_same_pages_in_the_same_order_give_the_same_rows():
    def rows() -> list[Any]:
        with Archive.scratch() as archive:
            for number in range(80):
                keep(archive, number, make_page(number, template=number % 3))
            return (
                archive._conn.execute("SELECT * FROM dictionaries").fetchall()
                + archive._conn.execute("SELECT * FROM payloads ORDER BY rowid").fetchall()
            )

    assert rows() == rows()


def test_sites_and_kinds_do_not_share_dictionaries(archive):
    for number in range(3):
        keep(archive, number, make_page(number))
        keep(archive, number, make_page(number + 10), host="example.net")
        keep(archive, number, b"<?xml version='1.0'?><rss>" + _noise(number, 200).encode())
        keep(archive, number, b'{"a": "' + _noise(number + 50, 200).encode() + b'"}')
    found = archive._conn.execute("SELECT DISTINCT site, kind FROM dictionaries ORDER BY 1, 2").fetchall()
    assert found == [("example.net", "html"), ("example.org", "html"), ("example.org", "json"), ("example.org", "xml")]


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (b"\xef\xbb\xbf \n<!DOCTYPE html>", "html"),
        (b"Warning: line 3 <html>", "html"),
        (b"<?xml version='1.0'?><urlset>", "xml"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html>", "html"),
        (b"<RSS version=2>", "xml"),
        (b" [1]", "json"),
        (b"\x89PNG\0<", ""),
        (b"words", ""),
        (b"", ""),
    ],
)
def test_what_a_payload_is_is_told_by_its_first_bytes(payload, kind):
    assert kind_of(payload) == kind


def test_a_new_template_gets_a_dictionary_of_its_own(archive):
    for number in range(20):
        keep(archive, number, make_page(number))
    for number in range(20, 40):
        keep(archive, number, make_page(number, template=1))
    (last,) = archive._conn.execute("SELECT length(content) FROM payloads ORDER BY rowid DESC LIMIT 1").fetchone()
    assert last < 0.4 * len(zstd.compress(make_page(39, template=1)))


def test_there_are_never_more_dictionaries_to_choose_from_than_stated(archive):
    for number in range(120):
        keep(archive, number, make_page(number, template=number))
        live = one(archive, "SELECT count(*) FROM dictionaries WHERE retired = 0")
        assert live <= payloads.LIVE
    assert one(archive, "SELECT count(*) FROM dictionaries") <= payloads.LIVE + 120 / payloads.PATIENCE + 1
    assert all_read(archive) == 120


def test_few_pages_hang_on_one_dictionary(archive, monkeypatch):
    monkeypatch.setattr(payloads, "USES", (2, 4, 6, 10))
    for number in range(100):
        keep(archive, number, make_page(number))
    uses = archive._conn.execute("SELECT count(*) FROM payloads GROUP BY dictionary_id").fetchall()
    assert max(uses) == (10,)
    assert one(archive, "SELECT max(json_array_length(pages)) FROM dictionaries") == payloads.PAGES


def test_memory_is_bounded(archive, monkeypatch):
    monkeypatch.setattr(payloads, "MEMORY", 12 * 30_000)
    for number in range(60):
        keep(archive, number, make_page(number), host=f"site{number % 12}.org")
    held = archive._payloads._at_hand
    assert sum(payloads.WEIGHT * len(kept.text) for kept in held.values()) == archive._payloads._weight <= 12 * 30_000
    assert all_read(archive) == 60


def test_a_page_whose_dictionary_page_is_erased_stays_readable_and_nothing_of_it_is_left(path):
    pages = [make_page(number) for number in range(60)]
    with Archive.open(path, create=True) as archive:
        for number, page in enumerate(pages):
            keep(archive, number, page)
        packed = {
            bytes(row[0])
            for row in archive._conn.execute(
                "SELECT content FROM payloads WHERE digest = ? UNION ALL SELECT content FROM dictionaries",
                (digest_of(pages[0]),),
            )
        }
        assert drop(archive, pages[0]).repacked == 59
        assert archive.scrub()
        assert all_read(archive) == 59
        texts = [zstd.decompress(row[0]) for row in archive._conn.execute("SELECT content FROM dictionaries")]
        assert texts
        assert not any(b"marker-0 " in text for text in texts)
    raw = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    for content in packed:
        assert not any(content[at : at + 24] in raw for at in range(8, len(content) - 24, 24))


def test_a_payload_that_a_capture_needs_is_not_forgotten(archive):
    page = make_page(1)
    keep(archive, 1, page)
    keep(archive, 2, page)
    assert forget(archive._conn, digest_of(page)) == payloads.Forgotten(removed=False, repacked=0)
    assert all_read(archive) == 2


def test_the_only_page_of_a_site_goes_with_its_dictionary(archive):
    keep(archive, 1, make_page(1))
    assert drop(archive, make_page(1)) == payloads.Forgotten(removed=True, repacked=0)
    assert one(archive, "SELECT count(*) FROM dictionaries") == one(archive, "SELECT count(*) FROM payloads") == 0
    keep(archive, 2, make_page(2))
    assert all_read(archive) == 1


def test_erasing_one_page_after_the_other_leaves_the_rest_well_packed(archive):
    pages = [make_page(number) for number in range(60)]
    for number, page in enumerate(pages):
        keep(archive, number, page)
    for page in pages[:8]:
        drop(archive, page)
    assert all_read(archive) == 52
    assert one(archive, "SELECT max(json_array_length(pages)) FROM dictionaries") >= 3
    assert one(archive, "SELECT avg(length(content)) FROM payloads") < 0.3 * len(zstd.compress(pages[0]))


def test_forgetting_is_undone_with_the_transaction_it_is_part_of(archive):
    pages = [make_page(number) for number in range(12)]
    for number, page in enumerate(pages):
        keep(archive, number, page)
    archive._conn.execute("BEGIN IMMEDIATE")
    assert drop(archive, pages[0]).repacked == 11
    archive._conn.execute("ROLLBACK")
    assert all_read(archive) == 12


def test_a_dictionary_that_was_rolled_back_is_not_used(archive):
    archive._conn.execute("BEGIN IMMEDIATE")
    keep(archive, 1, make_page(1))
    archive._conn.execute("ROLLBACK")
    for number in range(2, 5):
        keep(archive, number, make_page(number))
    with Archive.open(archive.path) as other:
        assert all_read(other) == 3


def test_a_dictionary_another_process_took_a_page_out_of_is_read_anew(path):
    with Archive.open(path, create=True) as one_writer, Archive.open(path) as other:
        for number in range(20):
            keep(one_writer, number, make_page(number))
        all_read(other)
        drop(one_writer, make_page(0))
        for number in range(20, 30):
            keep(other, number, make_page(number))
        assert all_read(one_writer) == all_read(other) == 29


@pytest.mark.parametrize("damage", ["x'28b52ffd'", "zeroblob(500)", "x''"])
def test_a_damaged_dictionary_is_named_with_the_capture_and_new_pages_do_without(path, damage):
    with Archive.open(path, create=True) as archive:
        for number in range(5):
            keep(archive, number, make_page(number))
        archive._conn.execute(f"UPDATE dictionaries SET content = {damage}")
    with Archive.open(path) as archive:
        with pytest.raises(NotAnArchive, match="the page of capture 2 cannot be unpacked: its dictionary 1 is damaged"):
            archive.capture_payload(2)
        new = keep(archive, 9, make_page(9))
        assert archive.capture_payload(new) == make_page(9)
        drop(archive, make_page(0))
        assert archive.capture_payload(new) == make_page(9)


def test_a_dictionary_with_another_text_is_found_out(path):
    with Archive.open(path, create=True) as archive:
        for number in range(5):
            keep(archive, number, make_page(number))
        other = zstd.compress(make_page(0).replace(b"marker-0", b"marker-X"))
        archive._conn.execute("UPDATE dictionaries SET content = ?", (other,))
    with Archive.open(path) as archive, pytest.raises(NotAnArchive, match=r"capture 3 .*dictionary 1 is damaged"):
        archive.capture_payload(3)


@pytest.mark.parametrize("damage", ["x'28b52ffd'", "zeroblob(500)", "(SELECT content FROM payloads WHERE rowid = 3)"])
def test_a_damaged_payload_is_named_by_its_capture_and_harms_no_other(archive, damage):
    for number in range(5):
        keep(archive, number, make_page(number))
    archive._conn.execute(f"UPDATE payloads SET content = {damage} WHERE rowid = 2")
    with pytest.raises(NotAnArchive, match=r"the page of capture 2 (cannot be unpacked|is damaged)"):
        archive.capture_payload(2)
    drop(archive, make_page(0))
    assert [len(archive.capture_payload(number)) for number in (3, 4, 5)] == [len(make_page(n)) for n in (2, 3, 4)]


_WRITER = """
import sys
from newsarchive.archive import Archive
from tests.archive.test_payloads import keep, make_page
with Archive.open(sys.argv[1]) as archive:
    for number in range(int(sys.argv[2]), int(sys.argv[2]) + 60):
        keep(archive, number, make_page(number))
"""


def test_two_processes_write_at_once(path):
    Archive.open(path, create=True).close()
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(path), str(start)], cwd=root) for start in (0, 30, 1000)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    with Archive.open(path) as archive:
        assert all_read(archive) == 180
        assert one(archive, "SELECT count(*) FROM payloads") == 150
        assert one(archive, "SELECT count(*) FROM dictionaries WHERE retired = 0") <= payloads.LIVE
        assert archive._conn.execute("PRAGMA foreign_key_check").fetchall() == []


_TELLING_WRITER = """
import sys
from newsarchive.archive import Archive
from tests.archive.test_payloads import keep, make_page
with Archive.open(sys.argv[1]) as archive:
    for number in range(int(sys.argv[2]), 100_000):
        print(keep(archive, number, make_page(number)), number, flush=True)
"""


def test_what_was_kept_is_there_after_a_kill(path):
    Archive.open(path, create=True).close()
    root = Path(__file__).parents[2]
    told: dict[int, int] = {}
    for lines in (1, 9, 30):
        command = [sys.executable, "-c", _TELLING_WRITER, str(path), str(1000 * lines)]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout
            for _ in range(lines):
                capture_id, number = map(int, writer.stdout.readline().split())
                told[capture_id] = number
            writer.kill()
    with Archive.open(path) as archive:
        assert {i: archive.capture_payload(i) for i in told} == {i: make_page(n) for i, n in told.items()}
        assert all_read(archive) >= len(told)
        assert archive._conn.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_reader_keeps_the_log_from_being_emptied_and_that_is_told(path):
    with Archive.open(path, create=True) as archive, Archive.open(path, read_only=True) as reader:
        keep(archive, 1, make_page(1))
        archive._conn.execute("PRAGMA busy_timeout = 50")
        reader._conn.execute("BEGIN")
        all_read(reader)
        assert not archive.scrub()
        reader._conn.execute("ROLLBACK")
        assert archive.scrub()


def _as_it_was_before(archive: Archive, pages: list[bytes]) -> None:
    for number, page in enumerate(pages):
        keep(archive, number, page)
        archive._conn.execute(
            "UPDATE payloads SET content = ?, dictionary_id = NULL WHERE digest = ?",
            (zstd.compress(page, 3), digest_of(page)),
        )
    archive._conn.execute("DELETE FROM dictionaries")


def test_payloads_of_older_archives_are_read_and_packed_anew(path):
    pages = [make_page(number) for number in range(50)]
    with Archive.open(path, create=True) as archive:
        _as_it_was_before(archive, pages)
        archive._conn.execute("UPDATE payloads SET content = x'00' WHERE rowid = 7")
        assert archive.capture_payload(1) == pages[0]
    conn = connect(path, create=False, read_only=False)
    steps = Payloads(conn).repack(batch=10)
    assert next(steps).done == 10
    steps.close()
    conn.close()
    with Archive.open(path) as archive:
        *_, last = Payloads(archive._conn).repack(batch=10)
        assert (last.done, last.total) == (41, 41), "what was done before is not done again, and one is damaged"
        assert last.after < 0.35 * last.before
        for number in (1, 6, 8, 50):
            assert archive.capture_payload(number) == pages[number - 1]


def test_a_page_is_read_whole_while_another_process_erases_its_dictionary_page(path, monkeypatch):
    pages = [make_page(number) for number in range(12)]
    with Archive.open(path, create=True) as archive, Archive.open(path, read_only=True) as reader:
        ids = [keep(archive, number, page) for number, page in enumerate(pages)]
        dictionary = Payloads._dictionary

        def erased_meanwhile(self, dictionary_id, pages_of=None):
            if self is reader._payloads:
                drop(archive, pages[0])
            return dictionary(self, dictionary_id, pages_of)

        monkeypatch.setattr(Payloads, "_dictionary", erased_meanwhile)
        assert reader.capture_payload(ids[3]) == pages[3]
        assert reader.capture_payload(ids[3]) == pages[3]
