"""The demo newspaper crawled for real, three times over, and what the archive then holds beside what is true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.archive import Archive
from newsarchive.demo import NOISE_LINES, Server, other_pages, truth
from tests.runner import Done, rows, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Story:
    """Three crawls of one newspaper: what each said, what it asked for, and the archive after the first and last."""

    base: str
    path: Path
    runs: list[Done]
    asked: list[list[str]]
    headlines: list[list[str]]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("newspaper")
    path = folder / "a.db"
    runs, asked, headlines = [], [], []
    with Server(port=0) as server:
        for _ in range(3):
            before = len(server.newspaper.seen)
            runs.append(
                run("crawl", server.url, "-a", "a.db", "--delay", "0", "--contact", "t@example.org", cwd=folder)
            )
            asked.append(server.newspaper.seen[before:])
            headlines.append(rows(path, "SELECT headline FROM articles ORDER BY id"))
        yield Story(server.url.rstrip("/"), path, runs, asked, headlines)


def expected(story: Story) -> list[dict[str, Any]]:
    return [row for row in truth(story.base, edition=2) if row["expect"] == "archived"]


def folded(text: str) -> str:
    return " ".join(text.split())


def of(story: Story, url: str, column: str) -> Any:
    found = rows(story.path, f"SELECT {column} FROM articles WHERE canonical_url = ?", url)
    assert len(found) == 1, f"{url}: {len(found)} rows"
    return found[0]


def test_the_first_crawl_stores_every_article_once_and_nothing_else(story: Story) -> None:
    assert sorted(rows(story.path, "SELECT canonical_url FROM articles")) == sorted(r["url"] for r in expected(story))


def test_the_runs_say_what_they_found(story: Story) -> None:
    first, second, third = story.runs
    assert [run.code for run in story.runs] == [0, 0, 0]
    assert [run.out for run in story.runs] == ["", "", ""]
    assert [len(run.lines) for run in story.runs] == [1, 1, 1], [run.err for run in story.runs]
    count = len(expected(story))
    assert first.err.startswith(f"new {count} · changed 0 · unchanged 0 ·")
    assert second.err.startswith("new 0 · changed 1 · unchanged 0 ·")
    assert third.err.startswith("new 0 · changed 0 · unchanged 0 ·")
    assert "nothing new" in third.err
    assert "nothing new" not in second.err


def test_later_crawls_ask_for_no_article_that_did_not_change(story: Story) -> None:
    paths = {row["url"].removeprefix(story.base) for row in expected(story)}
    assert len(paths & set(story.asked[0])) == len(paths)
    assert len(paths & set(story.asked[1])) == 1
    assert not paths & set(story.asked[2])
    assert [len(set(found)) for found in story.headlines] == [len(paths)] * 3


def test_facts_are_those_of_the_newsroom(story: Story) -> None:
    for row in expected(story):
        headline, section, published = of(story, row["url"], "headline, article_section, date_published")
        assert folded(headline) == folded(row["headline"])
        assert section == row["section"], row["url"]
        stated, true = datetime.fromisoformat(published), datetime.fromisoformat(row["date_published"])
        if row["date_source"] == "text":
            assert stated.replace(tzinfo=None) == true.replace(tzinfo=None) or stated == true, row["url"]
        else:
            assert stated == true, row["url"]


def test_authors_and_tags_are_those_of_the_newsroom(story: Story) -> None:
    for row in expected(story):
        article_id = of(story, row["url"], "id")
        for name, kept in (("author", row["authors"]), ("tag", row["tags"])):
            found = rows(
                story.path,
                f"SELECT t.name FROM article_{name}s a JOIN {name}s t ON t.id = a.{name}_id "
                "WHERE article_id = ? ORDER BY position",
                article_id,
            )
            assert found == kept, row["url"]


def test_bodies_are_exact(story: Story) -> None:
    with Archive.open(story.path, read_only=True) as archive:
        for row in expected(story):
            record = archive.article(row["url"])
            blocks = [(block["kind"], folded(block["text"])) for block in record["blocks"]]
            assert [text for kind, text in blocks if kind != "table"] == [folded(part) for part in row["body"]], row[
                "url"
            ]
            assert [text for kind, text in blocks if kind == "table"] == [folded(part) for part in row["tables"]]
            assert folded(record["body"]) == " ".join(text for _, text in blocks)
            for words in (*row["comment_texts"], *NOISE_LINES):
                assert words not in record["body"].splitlines()


def test_related_and_inline_links_are_exact(story: Story) -> None:
    for row in expected(story):
        found = rows(
            story.path,
            "SELECT kind, url FROM links WHERE article_id = ? ORDER BY position",
            of(story, row["url"], "id"),
        )
        for kind, names in (
            ("inline", {"inline"}),
            ("related", {"a_lire_aussi", "lire_aussi", "lire_egalement", "meme_sujet"}),
        ):
            wanted = [
                link["href"] if "://" in link["href"] else link["url"]
                for link in row["related"]
                if link["kind"] in names
            ]
            kept = [url for what, url in found if what == kind]
            assert set(wanted) <= set(kept), (row["url"], kind)
            if kind == "inline":
                assert len(kept) == len(wanted), row["url"]


def test_what_is_forbidden_is_never_asked_for(story: Story) -> None:
    assert not [path for asked in story.asked for path in asked if path.startswith(("/prive/", "/acces/"))]


def test_robots_txt_is_asked_first_and_once(story: Story) -> None:
    first, *later = story.asked
    assert first[0] == "/robots.txt"
    assert first.count("/robots.txt") == 1
    # It is good for a day.
    assert not any("/robots.txt" in asked for asked in later)


def test_no_static_page_list_or_missing_page_is_an_article(story: Story) -> None:
    others = {page["url"] for page in other_pages(story.base)}
    others |= {row["url"] for row in truth(story.base) if row["expect"] != "archived"}
    stored = set(rows(story.path, "SELECT url FROM articles UNION SELECT canonical_url FROM articles"))
    assert not others & stored
    known = rows(story.path, "SELECT url FROM addresses WHERE article_id IS NOT NULL")
    assert not others & set(known)


def test_every_article_has_the_capture_it_was_read_from(story: Story) -> None:
    orphans = rows(
        story.path,
        "SELECT a.url FROM articles a LEFT JOIN captures c ON c.id = a.capture_id AND c.status = 200 "
        "LEFT JOIN payloads p ON p.digest = c.payload_digest WHERE p.digest IS NULL OR c.moment > a.last_seen",
    )
    assert orphans == []


def test_pages_that_are_no_articles_keep_their_captures_and_say_why(story: Story) -> None:
    refused = rows(story.path, "SELECT target_uri, reason FROM captures WHERE verdict = 'not-an-article'")
    assert all(reason for _, reason in refused)
    protected = [row["url"] for row in truth(story.base) if row["special"] == "protected"]
    assert set(protected) <= {url for url, _ in refused}


def test_an_endless_calendar_is_left(story: Story) -> None:
    assert sum(path.startswith("/agenda/") for path in story.asked[0]) < 12


def test_the_article_that_changed_has_its_second_text(story: Story) -> None:
    first, second = truth(story.base, edition=1), truth(story.base, edition=2)
    changed = [new for old, new in zip(first, second, strict=True) if old != new]
    assert len(changed) == 1
    url = changed[0]["url"]
    assert [folded(p) for p in of(story, url, "body").split("\n\n")] == [folded(p) for p in changed[0]["body"]]
    digests = rows(story.path, "SELECT DISTINCT payload_digest FROM captures WHERE target_uri = ?", url)
    assert len(digests) == 2
    assert rows(story.path, "SELECT articles_changed FROM crawls ORDER BY id") == [0, 1, 0]


def test_the_crawls_are_written_down(story: Story) -> None:
    assert rows(story.path, "SELECT outcome FROM crawls") == ["finished"] * 3
    assert rows(story.path, "SELECT exit_code FROM crawls") == [0] * 3
    assert rows(story.path, "SELECT count(*) FROM crawls WHERE ended >= started") == [3]


def test_the_archive_is_sound(story: Story) -> None:
    assert rows(story.path, "PRAGMA integrity_check") == ["ok"]
    assert rows(story.path, "PRAGMA foreign_key_check") == []
