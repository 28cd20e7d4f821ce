"""``newsarchive crawl --sites``: many sites at once, from a list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newsarchive.normalize.urls import site_of
from tests.runner import command, rows, run
from tests.site import Answer, Site, article, listing
from tests.terminal import on_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = ("--delay", "0", "--contact", "t@example.org", "-a", "a.db")


@pytest.fixture(scope="module")
def sites() -> Iterator[list[Site]]:
    """Three sites with two articles each, slow enough to be watched."""
    running = [Site().__enter__() for _ in range(3)]
    for number, site in enumerate(running):
        stories = {f"/story-{n}/": f"La chronique numéro {number}{n} du conseil" for n in range(2)}
        site.page("/", listing(*stories.items()))
        for address, headline in stories.items():
            site[address] = Answer(body=article(headline).encode(), hold=0.2)
    yield running
    for site in running:
        site.__exit__()


def test_a_list_with_bad_rows_is_crawled_and_each_site_has_a_row(sites: list[Site], tmp_path: Path) -> None:
    (tmp_path / "papers.csv").write_text(
        f"name;homepage\nUn;{sites[0].url}\nDeux;{sites[1].url}\nBad;n/a\nUn encore;{sites[0].base}\n"
        "Nobody;http://127.0.0.1:9/\n"
    )
    done = run("crawl", sites[2].url, "--sites", "papers.csv", *WORDS, "--summary", "s.json", cwd=tmp_path)
    assert (done.code, done.out) == (1, "")
    assert done.lines[0] == "papers.csv, line 4: 'n/a' is no address; give one such as https://example.org"
    table = [line.split() for line in done.lines[-6:-1]]
    assert table[0] == ["site", "state", "pages", "new", "changed", "unchanged", "failed"]
    assert table[1] == ["127.0.0.1:9", "failed", "0", "0", "0", "0", "1"]
    names = {site_of(site.url) for site in sites}
    assert {row[0] for row in table[2:]} == names
    assert {tuple(row[1:2] + row[3:]) for row in table[2:]} == {("done", "2", "0", "0", "0")}
    assert done.lines[-1].startswith("new 6 ")
    summary = json.loads((tmp_path / "s.json").read_text())["sites"]
    assert {site: (row["state"], row.get("new", 0)) for site, row in summary.items()} == {
        "127.0.0.1:9": ("failed", 0),
        **dict.fromkeys(names, ("done", 2)),
    }
    assert len(rows(tmp_path / "a.db", "SELECT DISTINCT site_id FROM articles")) == 3


@pytest.mark.parametrize("form", ["{0}\n{1}\n", 'url\n"{0}"\n"{1}"\n', 'sites = ["{0}", "{1}"]'])
def test_a_list_comes_by_standard_input_in_any_form(sites: list[Site], tmp_path: Path, form: str) -> None:
    text = form.format(sites[0].url, sites[1].url)
    # Named once more as a word, a site is crawled once.
    done = run("crawl", sites[1].base, "--sites", "-", *WORDS, "--dry-run", cwd=tmp_path, input=text.encode())
    assert len(done.out.splitlines()) == 4
    assert sum(site.base in done.out for site in sites) == 2


def test_the_display_has_a_row_a_site_and_stdout_stays_clean(sites: list[Site], tmp_path: Path) -> None:
    (tmp_path / "papers.txt").write_text("".join(f"{site.url}\n" for site in sites))
    shown = on_terminal(command("crawl", "--sites", "papers.txt", *WORDS), tmp_path)
    assert (shown.code, shown.out) == (0, "")
    for name in ("site", "state", "queue", "working", *(site_of(site.url) for site in sites)):
        assert name in shown.drawn
    assert "\x1b[" in shown.drawn
    assert "working" not in "".join(shown.lines[-5:]), "what was drawn is taken away, table and summary stay"
    assert [line.split()[0] for line in shown.lines[-5:]][0::4] == ["site", "new"]


def test_quiet_draws_no_table(sites: list[Site], tmp_path: Path) -> None:
    done = run("crawl", sites[0].url, sites[1].url, *WORDS, "-q", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_folder_is_the_folder_of_profiles_as_it_was(sites: list[Site], tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    host = site_of(sites[0].url)
    (tmp_path / "profiles" / "x.toml").write_text(f"domains = '{host}'\naddresses = {{never = '/story-1/'}}\n")
    for words in (("--sites", "profiles"), ("--profiles", "profiles")):
        done = run("crawl", sites[0].url, *words, *WORDS, "--dry-run", cwd=tmp_path, env={"NEWSARCHIVE_SITES": "none"})
        assert done.out.splitlines() == [f"{sites[0].base}/story-0/"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--sites none.toml", "none.toml: cannot be read (No such file or directory); give a list of sites"),
        ("--sites empty.csv", "empty.csv: no address to crawl in it"),
        ("--sites list.csv --column link", "list.csv: no column 'link'; it has name, url"),
        ("https://example.org --column url", "--column is for the list of --sites"),
        ("--sites folder --profiles folder", "folder: is a folder; --sites takes a list of sites to crawl"),
        ("--sites profile.toml", "profile.toml: is a site profile; give the folder of profiles with --profiles"),
        ("--sites list.csv --demo", "--demo has an address of its own; leave out the others"),
    ],
)
def test_a_list_that_cannot_be_used_is_one_line_and_2(tmp_path: Path, words: str, says: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "list.csv").write_text("name,url\nx,https://example.org\n")
    (tmp_path / "profile.toml").write_text("domains = 'example.org'\n")
    done = run("crawl", *words.split(), *WORDS, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"newsarchive: {says}\n"
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--max-bytes much", "'much' is no size; write it as 200M, 1.5G or 500k"),
        ("--max-bytes 0", "'0' leaves nothing to fetch"),
        ("--host-max-bytes 1,5G", "'1,5G' is no size"),
        ("--max-pages 0", "0 is not in the range x>=1"),
        ("--host-max-time soon", "'soon' is no length of time"),
        ("--source rss", "'rss' is not one of 'sitemap', 'api', 'feed', 'archive', 'listing'"),
    ],
)
def test_a_word_that_is_none_is_told_and_2(tmp_path: Path, words: str, says: str) -> None:
    done = run("crawl", "https://example.org", *words.split(), *WORDS, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert says in done.lines[-1]
