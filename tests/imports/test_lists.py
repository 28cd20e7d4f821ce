"""Lists of addresses: each page is fetched, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.demo import Server, truth
from tests.runner import Done, run


@pytest.fixture(scope="module")
def newspaper() -> Iterator[Server]:
    with Server(port=0) as server:
        yield server


def bring(folder: Path, *words: object, **how: object) -> Done:
    return run("import", "-a", "a.db", "--delay", "0", "--contact", "t@example.org", *words, cwd=folder, **how)


def test_the_pages_of_a_list_are_fetched_and_nothing_else(tmp_path: Path, newspaper: Server) -> None:
    wanted = [row["url"] for row in truth(newspaper.url) if row["expect"] == "archived"][:4]
    rows = "".join(
        f"{number},{url}\n" for number, url in enumerate([*wanted, f"{newspaper.url}/", f"{newspaper.url}/lost"])
    )
    (tmp_path / "list.csv").write_text(f"number,address\n{rows}")
    done = bring(tmp_path, "list.csv", "--column", "address")
    assert done.code == 1
    assert "new 4" in done.err
    assert "/lost: answered 404" in done.err
    with closing(sqlite3.connect(tmp_path / "a.db")) as conn:
        assert [url for (url,) in conn.execute("SELECT url FROM articles ORDER BY id")] == wanted
        (count,) = conn.execute("SELECT count(*) FROM captures").fetchone()
        assert count == 6
        assert conn.execute("SELECT count(*) FROM frontier WHERE state IN ('queued', 'later')").fetchone() == (0,)
    # What is there is not asked for again.
    (tmp_path / "two.txt").write_text("\n".join(wanted))
    assert (bring(tmp_path, "two.txt").err, bring(tmp_path, "two.txt").code) == (
        "4 of 4 addresses are in the archive\n",
        0,
    )


def test_a_list_by_standard_input_and_only_a_site(tmp_path: Path, newspaper: Server) -> None:
    wanted = [row["url"] for row in truth(newspaper.url) if row["expect"] == "archived"][:2]
    listed = "\n".join([*wanted, "https://example.org/other"])
    done = bring(tmp_path, "-", "--site", "127.0.0.1", "--dry-run", input=listed.encode())
    assert (done.code, sorted(done.out.split())) == (0, sorted(wanted))
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize(
    "words", [("a.txt", "b.warc.gz"), ("a.txt", "--since", "2024"), ("none.csv",), ("b.warc.gz", "--column", "a")]
)
def test_words_that_do_not_go_together(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "a.txt").write_text("https://example.org/1\n")
    (tmp_path / "b.warc.gz").write_bytes(b"")
    done = bring(tmp_path, *words)
    assert (done.code, len(done.lines)) == (2, 1)
    assert not (tmp_path / "a.db").exists()
