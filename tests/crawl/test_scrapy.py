"""Inside the checkout Scrapy's own commands work, with the same exit codes, and nothing deprecated is used."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.runner import CHECKOUT, Done, environment, rows
from tests.site import Answer, Site, article, listing

if TYPE_CHECKING:
    from pathlib import Path

HEADLINE = "Le conseil vote le budget de la commune"


@pytest.fixture
def site(site: Site) -> Site:
    site.page("/", listing(("/budget/", HEADLINE)))
    site.page("/budget/", article(HEADLINE))
    return site


def scrapy(*words: object) -> Done:
    done = subprocess.run(
        # -W cannot name a class of a package at start-up, so the filter is set before Scrapy's own command begins.
        [sys.executable, "-c", _STRICT, *map(str, words)],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode()).checked()


_STRICT = """
import sys, warnings
from scrapy.exceptions import ScrapyDeprecationWarning
warnings.simplefilter("error", ScrapyDeprecationWarning)
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def test_the_spiders_are_listed() -> None:
    done = scrapy("list")
    assert done.code == 0
    assert done.out.split() == ["news", "page"]


def test_a_crawl_stores_and_summarizes_like_ours(site: Site, tmp_path: Path) -> None:
    path, summary = tmp_path / "a.db", tmp_path / "s.json"
    words = ("-a", f"url={site.url}", "-a", f"archive={path}", "-a", f"summary={summary}", "-s", "DOWNLOAD_DELAY=0")
    first = scrapy("crawl", "news", *words, "-s", "LOG_ENABLED=0")
    assert first.code == 0
    assert first.lines[-1].startswith("new 1 · changed 0 · unchanged 0 · gone 0 · failed 0; ")
    assert json.loads(summary.read_text())["new"] == 1
    assert rows(path, "SELECT headline FROM articles") == [HEADLINE]
    second = scrapy("crawl", "news", *words)
    assert second.code == 0
    assert "nothing new" in second.lines[-1]


def test_settings_of_the_command_line_count(site: Site, tmp_path: Path) -> None:
    site.sitemap("/budget/", "/never/")
    site["/never/"] = Answer(body=b"<p>", hold=8)
    words = ("-a", f"url={site.url}", "-a", f"archive={tmp_path / 'a.db'}", "-s", "DOWNLOAD_DELAY=0")
    done = scrapy("crawl", "news", *words, "-s", "DOWNLOAD_TIMEOUT=0.5", "-s", "USER_AGENT=tester (t@example.org)")
    assert done.code == 1
    assert f"{site.base}/never/: no complete answer in time" in done.err
    assert {asked.headers["User-Agent"] for asked in site.asked} == {"tester (t@example.org)"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("-a", "url=http://example.invalid", "-a", "colour=blue"), 2),
        (("-a", "url=http://example.invalid", "-a", "max_articles=many"), 2),
        (("-a", "url=http://example.invalid", "-a", "sites=TMP/none"), 2),
        (("-a", "url=http://example.invalid", "-a", "archive=TMP/notes.txt"), 3),
        (("-a", "url=http://nope.invalid", "-a", "archive=TMP/a.db", "-s", "DOWNLOAD_DELAY=0"), 4),
        (("-a", "url=http://example.invalid", "-a", "archive=/proc/x/a.db"), 73),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_exit_codes_are_those_of_our_own_command(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Mes notes.\n" * 100)
    done = scrapy("crawl", "news", *(word.replace("TMP", str(tmp_path)) for word in words), "-s", "LOG_ENABLED=0")
    assert done.code == code, done.err
    assert done.lines
