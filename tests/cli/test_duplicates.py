"""`duplicates` groups what a crawl of two sites stored, names the first, and says so when there is nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.runner import Done, rows, run
from tests.site import Site, article, listing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "".join(
    f"<p>La crue du canton numéro {n} a surpris {n * 7 + 3} familles, qui attendent depuis {n + 2} jours la décrue.</p>"
    for n in range(9)
)


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    path = "/crue/la-crue-vue-du-canton/"
    with Site() as one, Site() as other:
        for number, site in enumerate((one, other)):
            headline = f"La crue vue du journal {number}"
            site.page(path, article(headline, published=f"2026-05-0{4 - number}T08:30:00+02:00", extra=TEXT))
            site.page("/", listing((path, headline)))
        yield [one, other]


def ask(folder: Path, *words: object) -> Done:
    return run("duplicates", "-a", "a.db", *words, cwd=folder)


def test_what_a_crawl_stored_is_grouped(sites: list[Site], tmp_path: Path) -> None:
    done = run(
        "crawl", *(site.url for site in sites), "-a", "a.db", "--delay", "0", "--contact", "t@example.org", cwd=tmp_path
    )
    assert done.code == 0, done.err
    assert rows(tmp_path / "a.db", "SELECT count(*), count(DISTINCT story) FROM stories") == [(2, 1)]
    told = ask(tmp_path)
    first, *copies = told.out.splitlines()
    assert first == "group 1: 2 articles on 2 sites"
    assert "La crue vue du journal 1" in copies[0]
    assert "La crue vue du journal 0" in copies[1]
    group = json.loads(ask(tmp_path, "--format", "jsonl").out)
    assert [copy["date_published"] for copy in group["articles"]] == [
        "2026-05-03T08:30:00+02:00",
        "2026-05-04T08:30:00+02:00",
    ]
    assert ask(tmp_path, "--anew", "-q").out == ""
    assert ask(tmp_path, "--anew").out == told.out
    nothing = ask(tmp_path, "--since", "2027")
    assert (nothing.code, nothing.out) == (0, "no article here is a copy of another\n")


def test_a_missing_archive_is_told_in_one_line(tmp_path: Path) -> None:
    done = ask(tmp_path)
    assert done.code == 3
    assert done.err == "newsarchive: a.db: no such archive\n"
