"""``newsarchive erase`` and ``newsarchive publish`` as people type them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from newsarchive.archive import Archive
from tests.runner import rows, run
from tests.warc.peers import checked

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    """A folder with an archive of its own."""
    shutil.copy(folder / "demo.db", tmp_path / "demo.db")
    return tmp_path


def url_of(folder: Path, number: int) -> str:
    return str(rows(folder / "demo.db", "SELECT url FROM articles WHERE id = ?", number)[0])


def test_a_dry_run_says_what_would_go(copied: Path) -> None:
    url = url_of(copied, 3)
    done = run("erase", "3", "-a", "demo.db", "--dry-run", cwd=copied)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("to be erased\n")
    assert f"  {url}\n" in done.out
    assert "1 article, 0 earlier versions, 0 comments" in done.out
    told = json.loads(run("erase", url, "-a", "demo.db", "--dry-run", "--format", "json", cwd=copied).out)
    assert (told["articles"], told["erased"]) == (1, False)
    assert url_of(copied, 3) == url


def test_it_is_erased_listed_and_not_found(folder: Path, copied: Path) -> None:
    url = url_of(copied, 3)
    done = run("erase", url, "-a", "demo.db", "--reason", "demandé par la famille", "--yes", cwd=copied)
    assert (done.code, done.err) == (0, "")
    listed = run("erase", "--list", "-a", "demo.db", cwd=copied)
    assert f"  {url}  demandé par la famille" in listed.out
    as_json = run("erase", "--list", "--format", "json", "-a", "demo.db", cwd=copied).out
    assert {one["reason"] for one in json.loads(as_json)} == {"demandé par la famille"}
    shown = run("show", url, "-a", "demo.db", cwd=copied)
    assert (shown.code, shown.out) == (1, "")
    assert "addresses erased, and not asked for again" in run("audit", "-a", "demo.db", cwd=copied).out
    # What is remembered of the site was learned anew from the pages that are left.
    pages = "SELECT pages FROM site_memories ORDER BY pages DESC LIMIT 1"
    assert rows(copied / "demo.db", pages)[0] == rows(folder / "demo.db", pages)[0] - 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "nothing to erase; give an address or a number"),
        (("3",), "--reason is needed"),
        (("3", "--reason", " "), "--reason is needed"),
        (("3", "--reason", "x"), "there is nobody to ask"),
        (("3", "--list"), "--list shows all that was erased"),
    ],
)
def test_words_that_cannot_be_followed(copied: Path, words: tuple[str, ...], told: str) -> None:
    done = run("erase", *words, "-a", "demo.db", cwd=copied, stdin=-3)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert url_of(copied, 3)


def test_what_is_not_there_cannot_be_erased(copied: Path) -> None:
    for key in ("9999", "https://nowhere.example/x"):
        done = run("erase", key, "-a", "demo.db", "--reason", "x", "--yes", cwd=copied)
        assert (done.code, done.out) == (1, "")
        assert f"no article is known by '{key}'" in done.err


def test_a_published_copy_is_asked_like_any_archive(copied: Path) -> None:
    words = ("publish", "shared.db", "-a", "demo.db", "--licence", "CC BY 4.0", "--quote-words", "10")
    done = run(*words, cwd=copied)
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("24 articles in shared.db")
    assert run(*words, cwd=copied).code == 2
    assert run(*words, "--force", cwd=copied).code == 0
    told = run("info", "-a", "shared.db", cwd=copied).out
    assert "a copy to be shared, made on " in told
    assert "licence   CC BY 4.0" in told
    assert "captures" not in told
    record: dict[str, Any] = json.loads(run("show", "1", "-a", "shared.db", "--format", "json", cwd=copied).out)
    whole: dict[str, Any] = json.loads(run("show", "1", "-a", "demo.db", "--format", "json", cwd=copied).out)
    assert record["headline"] == whole["headline"]
    assert whole["body"].startswith(record["body"].removesuffix(" …"))
    assert len(record["body"].removesuffix(" …").split()) == 10
    assert run("search", "-a", "shared.db", whole["headline"], cwd=copied).out
    assert len(run("export", "-a", "shared.db", "--format", "jsonl", cwd=copied).out.splitlines()) == 24


@pytest.mark.parametrize(
    "words",
    [
        ("import", "x.html"),
        ("crawl", "http://127.0.0.1:9/", "--contact", "t@example.org"),
        ("reextract", "--dry-run"),
        ("reextract", "--yes"),
        ("export", "--format", "warc", "-o", "x.warc.gz"),
    ],
)
def test_no_pages_come_into_a_published_copy_or_out_of_it(copied: Path, words: tuple[str, ...]) -> None:
    assert run("publish", "shared.db", "-a", "demo.db", "--force", cwd=copied).code == 0
    (copied / "x.html").write_text('<link rel="canonical" href="https://example.org/a">')
    before = run("info", "-a", "shared.db", "--format", "json", cwd=copied).out
    done = run(*words, "-a", "shared.db", cwd=copied)
    assert (done.code, done.out) == (2, "")
    told = (
        "newsarchive: shared.db: is a copy to be shared, without pages; name the archive it was made from, or another\n"
    )
    assert done.err == told
    assert run("info", "-a", "shared.db", "--format", "json", cwd=copied).out == before
    assert not (copied / "x.warc.gz").exists()


def test_only_a_published_copy_is_replaced(copied: Path) -> None:
    (copied / "notes.txt").write_text("mine")
    (copied / "other.db").write_bytes((copied / "demo.db").read_bytes())
    for name in ("notes.txt", "other.db"):
        before = (copied / name).read_bytes()
        done = run("publish", name, "-a", "demo.db", "--force", cwd=copied)
        told = f"newsarchive: {name}: is no copy to be shared and is not written over; name another file\n"
        assert (done.code, done.err) == (2, told)
        assert (copied / name).read_bytes() == before


def test_the_archive_is_not_published_over_itself(copied: Path) -> None:
    done = run("publish", "demo.db", "-a", "demo.db", "--force", cwd=copied)
    assert done.code == 2
    assert "is the archive itself" in done.err
    done = run("publish", "nowhere/shared.db", "-a", "missing.db", cwd=copied)
    assert (done.code, done.out) == (3, "")


def test_a_copy_is_written_into_a_folder_that_is_there(copied: Path) -> None:
    done = run("publish", "nowhere/shared.db", "-a", "demo.db", cwd=copied)
    assert (done.code, done.out) == (73, "")
    assert done.err == "newsarchive: nowhere/shared.db: cannot be written: there is no such folder\n"
    assert not (copied / "nowhere").exists()


@pytest.mark.parametrize("words", [("publish", "out"), ("export", "--format", "csv", "-o", "out")])
def test_a_site_that_is_not_there_gives_no_empty_file(copied: Path, words: tuple[str, ...]) -> None:
    done = run(*words, "-a", "demo.db", "--site", "elsewhere.example", cwd=copied)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("newsarchive: demo.db: no site 'elsewhere.example'; it has 127.0.0.1")
    assert not (copied / "out").exists()


def test_an_export_lists_what_was_erased(copied: Path) -> None:
    url = url_of(copied, 3)
    assert run("erase", url, "-a", "demo.db", "--reason", "demandé", "--yes", cwd=copied).code == 0
    assert run("export", "-a", "demo.db", "--format", "warc", "-o", "a.warc.gz", cwd=copied).code == 0
    written = checked(copied / "a.warc.gz")
    assert written[1].target == "metadata:erased"
    lines = written[1].content.decode().splitlines()
    assert any(line.endswith(f" {url} demandé") for line in lines)
    assert len(lines) == len(rows(copied / "demo.db", "SELECT url FROM tombstones"))
    assert url not in {record.target for record in written}
    # Who gets the pages of one site is told of no other's.
    words = ("export", "-a", "demo.db", "--format", "warc", "-o", "b.warc.gz", "--site")
    for site, listed in (("example.org", False), (urlsplit(url).netloc, True)):
        assert run(*words, site, cwd=copied).code == 0
        assert ("metadata:erased" in {record.target for record in checked(copied / "b.warc.gz")}) is listed


def test_a_number_is_erased_once_more_by_its_address(copied: Path) -> None:
    words = ("-a", "demo.db", "--reason", "r", "--yes")
    with Archive.open(copied / "demo.db", read_only=True) as reader:
        reader._conn.execute("BEGIN")
        reader.info()
        first = run("erase", "3", *words, cwd=copied)
    assert first.code == 1
    again = first.err.partition("erase ")[2].split()[0]
    assert again.startswith("http")
    assert run("erase", again, *words, cwd=copied).code == 0
