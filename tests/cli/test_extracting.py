"""``newsarchive extract``: a file, standard input, an address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.demo import NOISE_LINES
from tests.runner import run
from tests.site import Answer, Site, article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADLINE = "Le conseil vote le budget de la commune"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        running.page("/budget/", article(HEADLINE))
        yield running


def folded(text: str) -> str:
    return " ".join(text.split())


def test_a_file_becomes_json_with_the_names_of_the_record(folder: Path, articles: list[Any]) -> None:
    done = run("extract", "page.html", "--url", "https://example.org" + articles[0]["url"], cwd=folder)
    assert (done.code, done.err) == (0, "")
    record = json.loads(done.out)
    assert folded(record["headline"]) == folded(articles[0]["headline"])
    assert record["authors"] == articles[0]["authors"]
    assert record["date_published"] == articles[0]["date_published"]
    assert {"url", "canonical_url", "body", "blocks", "links", "tags", "article_section"} <= set(record)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_text_and_markdown_have_headline_body_and_no_noise(folder: Path, articles: list[Any], form: str) -> None:
    done = run("extract", "page.html", "--format", form, cwd=folder)
    text = folded(done.out)
    assert text.removeprefix("# ").startswith(folded(articles[0]["headline"]))
    assert folded(articles[0]["body"][0]) in text
    assert not {folded(line) for line in done.out.splitlines()} & {folded(line) for line in NOISE_LINES}
    assert ("## " in done.out) == (form == "markdown")


def test_a_file_without_an_address_has_the_one_the_page_states(tmp_path: Path) -> None:
    head = '<link rel="canonical" href="https://example.org/budget/">'
    (tmp_path / "p.html").write_text(article(HEADLINE, head=head).replace("<p>", '<p><a href="/avant/">Avant</a> ', 1))
    record = json.loads(run("extract", "p.html", cwd=tmp_path).out)
    assert (record["url"], record["canonical_url"]) == ("https://example.org/budget/",) * 2
    assert [link["url"] for link in record["links"]] == ["https://example.org/avant/"]


def test_standard_input_says_the_same_as_the_file(folder: Path) -> None:
    words = ("--url", "https://example.org/a/", "--format", "json")
    piped = run("extract", "-", *words, cwd=folder, input=(folder / "page.html").read_bytes())
    assert piped.code == 0
    assert piped.out == run("extract", "page.html", *words, cwd=folder).out


def test_explain_tells_of_each_block_what_became_of_it(folder: Path, articles: list[Any]) -> None:
    done = run("extract", "page.html", "--explain", cwd=folder)
    assert done.code == 0
    blocks, *fields = done.out.split("\n\n")
    lines = [line.split(maxsplit=2) for line in blocks.splitlines()]
    assert {line[0] for line in lines} == {"keep", "drop"}
    kept = " ".join(folded(line[2]) for line in lines if line[0] == "keep" and len(line) > 2)
    assert folded(articles[0]["body"][0])[:60] in kept
    assert "Publicité" not in kept
    told = {field.split()[0]: field.splitlines() for field in fields}
    assert {"headline", "date_published", "authors", "canonical_url"} <= set(told)
    assert articles[0]["date_published"] in told["date_published"][0]
    assert [line.split()[1] for line in told["date_published"] if line.startswith("    ✓")] == ["json-ld"]


def test_explain_prints_nothing_that_a_terminal_would_obey(tmp_path: Path) -> None:
    json_ld = '{"@type": "Article", "headline": "A\\u001b[2Jb", "datePublished": "2026-03-05\\u001b]0;x\\u0007"}'
    head = f'<script type="application/ld+json">{json_ld}</script><meta name="date&#27;[2J" content="2026-03-05">'
    (tmp_path / "p.html").write_text(article(HEADLINE, head=head))
    done = run("extract", "p.html", "--url", "https://example.org/a/", "--explain", cwd=tmp_path)
    assert done.code == 0
    assert "2026-03-05" in done.out
    assert not {c for c in done.out if not c.isprintable()} - {"\n"}


def test_an_address_is_fetched_by_the_rules_of_a_crawl(site: Site, tmp_path: Path) -> None:
    site.redirect("/old/", "/budget/")
    done = run("extract", site.base + "/old/", "--format", "text", "--contact", "t@example.org", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(HEADLINE)
    assert site.paths == ["/robots.txt", "/old/", "/budget/"]
    assert all("t@example.org" in asked.headers["User-Agent"] for asked in site.asked)


def test_an_address_that_robots_txt_forbids_is_not_fetched(site: Site, tmp_path: Path) -> None:
    site.text("/robots.txt", "User-agent: *\nDisallow: /budget/\n")
    done = run("extract", site.base + "/budget/", cwd=tmp_path)
    assert (done.code, done.out) == (4, "")
    assert done.err == f"newsarchive: {site.base}/budget/: robots.txt disallows it\n"
    assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("page", "code", "says"),
    [
        ("index.html", 1, "newsarchive: index.html: not an article (index)"),
        ("empty.html", 1, "newsarchive: empty.html: not an article (empty)"),
        ("picture.png", 1, "newsarchive: picture.png: not an article (not-html)"),
        ("none.html", 2, "newsarchive: none.html: No such file"),
        (".", 2, "newsarchive: .: Is a directory"),
        ("http://nope.invalid/a/", 4, "newsarchive: http://nope.invalid/a/: "),
    ],
)
def test_what_cannot_be_read_is_one_line_and_its_code(
    folder: Path, tmp_path: Path, page: str, code: int, says: str
) -> None:
    (tmp_path / "index.html").write_bytes((folder / "index.html").read_bytes())
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    tries = [run("extract", page, cwd=tmp_path)]
    if page in ("empty.html", "picture.png"):
        tries.append(run("extract", page, "--explain", cwd=tmp_path))
    for done in tries:
        assert (done.code, done.out) == (code, "")
        assert done.err.startswith(says)
        assert len(done.lines) == 1


def test_a_file_on_the_web_that_is_no_page_is_one_line(site: Site, tmp_path: Path) -> None:
    site["/rapport.pdf"] = Answer(body=b"%PDF-1.7", type="application/pdf")
    site["/rien/"] = Answer(status=404, body=b"<p>Rien</p>")
    done = run("extract", site.base + "/rapport.pdf", cwd=tmp_path)
    assert (done.code, len(done.lines)) == (1, 1)
    assert "not-html" in done.err
    done = run("extract", site.base + "/rien/", cwd=tmp_path)
    assert (done.code, done.err) == (4, f"newsarchive: {site.base}/rien/: answered 404\n")
