"""Searching, showing, exporting and describing an archive."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from newsarchive.demo import truth
from tests.runner import command, environment, rows, run
from tests.site import Site, article

csv.field_size_limit(10_000_000)


def folded(text: str) -> str:
    return " ".join(text.split())


def found(folder: Path, *words: object) -> list[dict[str, Any]]:
    done = run("search", "-a", "demo.db", "--format", "jsonl", "--limit", "100", *words, cwd=folder)
    assert (done.code, done.err) == (0, "")
    return [json.loads(line) for line in done.out.splitlines()]


# ---------------------------------------------------------------------- search
def test_accents_case_and_elisions_do_not_count(folder: Path) -> None:
    true = {row["headline"] for row in found(folder, "école")}
    assert true
    for query in ("ecole", "l'école", "L’ECOLE", "d'école"):
        assert {row["headline"] for row in found(folder, query)} == true


def test_economie_is_found_however_it_is_typed(tmp_path: Path) -> None:
    with Site() as site:
        site.page("/a/", article("Comment l’économie locale se relève"))
        site.page("/b/", article("Une économie de bouts de chandelle"))
        words = ("--delay", "0", "--contact", "t@example.org", "-q", "-a", "demo.db")
        assert run("crawl", site.url + "a/", site.url + "b/", *words, cwd=tmp_path).code == 0
    for query in ("économie", "economie", "l'économie", "l’économie", "ECONOMIE"):
        assert len(found(tmp_path, query)) == 2


def test_every_word_must_occur_and_a_minus_leaves_out(folder: Path) -> None:
    bridge = {row["id"] for row in found(folder, "pont")}
    vote = {row["id"] for row in found(folder, "conseil")}
    assert {row["id"] for row in found(folder, "pont", "conseil")} == bridge & vote
    assert {row["id"] for row in found(folder, "--", "pont", "-conseil")} == bridge - vote
    assert bridge - vote
    assert bridge & vote


def test_a_hit_says_when_where_and_shows_the_words(folder: Path, newspaper: Any) -> None:
    hit = found(folder, "castors")[0]
    assert "castors" in hit["headline"]
    assert hit["url"].startswith(newspaper.url)
    assert hit["date_published"].startswith("20")
    assert "[" in hit["snippet"]


def test_a_table_is_for_people_and_csv_for_programs(folder: Path) -> None:
    table = run("search", "pont", "-a", "demo.db", "--limit", "2", cwd=folder)
    assert len(table.out.splitlines()) == 6
    assert "\x1b" not in table.out
    done = run("search", "pont", "-a", "demo.db", "--format", "csv", "--limit", "2", cwd=folder)
    assert [row["url"] for row in csv.DictReader(io.StringIO(done.out))] == [
        line.strip() for line in table.out.splitlines()[1::3]
    ]


def test_nothing_found_is_told_and_no_error(folder: Path) -> None:
    done = run("search", "xylophone", "-a", "demo.db", cwd=folder)
    assert (done.code, done.out, done.err) == (0, "", "no article has all these words\n")


@pytest.mark.parametrize("query", ['" ( * ^ { ] \\ %', "NEAR(", "AND", "headline:x", "-", "' OR 1=1 -- DROP"])
def test_no_query_breaks_the_search(folder: Path, query: str) -> None:
    done = run("search", "-a", "demo.db", "--", query, cwd=folder)
    assert done.code in (0, 2)
    assert len(done.lines) <= 1 or done.code == 2


def test_days_limit_the_search(folder: Path) -> None:
    all_of_them = found(folder, "sarvelle")
    newest = max(row["date_published"][:10] for row in all_of_them)
    assert {row["date_published"][:10] for row in found(folder, "sarvelle", "--since", newest)} == {newest}
    rest = found(folder, "sarvelle", "--until", newest)
    assert len(rest) == len(all_of_them)
    assert found(folder, "sarvelle", "--since", "2100") == []


# ---------------------------------------------------------------------- show
def test_an_article_is_shown_by_number_and_by_any_address(folder: Path, newspaper: Any) -> None:
    row = next(row for row in truth(newspaper.url) if row["expect"] == "archived" and row["special"] == "")
    by_url = run("show", row["url"], "-a", "demo.db", cwd=folder)
    assert by_url.code == 0
    assert by_url.out.startswith(row["headline"].split()[0])
    number = rows(folder / "demo.db", "SELECT id FROM articles WHERE canonical_url = ?", row["url"])[0]
    for key in (number, *row["alt_urls"]):
        assert run("show", key, "-a", "demo.db", cwd=folder).out == by_url.out
    record = json.loads(run("show", number, "-a", "demo.db", "--format", "json", cwd=folder).out)
    assert record["canonical_url"] == row["url"]
    assert record["authors"] == row["authors"]


@pytest.mark.parametrize(
    "key", ["0", "999999", "99999999999999999999999", "https://example.org/nothing", "x", "٣", "²"]
)
def test_what_is_not_there_is_one_line_and_1(folder: Path, key: str) -> None:
    done = run("show", key, "-a", "demo.db", cwd=folder)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"newsarchive: demo.db: no article is known by {key!r}\n"


# ---------------------------------------------------------------------- export, info
def test_jsonl_has_a_line_an_article_with_the_names_of_the_record(folder: Path, articles: list[Any]) -> None:
    done = run("export", "-a", "demo.db", "--format", "jsonl", cwd=folder)
    records = [json.loads(line) for line in done.out.splitlines()]
    assert len(records) == len(articles)
    assert sorted(folded(r["headline"]) for r in records) == sorted(folded(row["headline"]) for row in articles)
    for record in records:
        assert {"url", "canonical_url", "date_published", "authors", "article_section", "tags", "body"} <= set(record)
        for link in record["links"]:
            assert {"url", "text", "kind", "position"} <= set(link)
            assert link["kind"] in ("related", "inline")


def test_csv_parses_and_agrees_with_jsonl(folder: Path) -> None:
    table = list(csv.DictReader(io.StringIO(run("export", "-a", "demo.db", "--format", "csv", cwd=folder).out)))
    lines = run("export", "-a", "demo.db", "--format", "jsonl", cwd=folder).out.splitlines()
    assert [row["body"] for row in table] == [json.loads(line)["body"] for line in lines]
    assert [row["headline"] for row in table] == [json.loads(line)["headline"] for line in lines]


def test_a_file_is_written_and_a_folder_that_is_not_there_is_one_line(folder: Path, tmp_path: Path) -> None:
    words = ("export", "-a", folder / "demo.db", "--format", "jsonl")
    done = run(*words, "-o", "out.jsonl", cwd=tmp_path)
    lines = (tmp_path / "out.jsonl").read_text().splitlines()
    assert done.err == f"{len(lines)} articles written to out.jsonl\n"
    assert done.out == ""
    failed = run(*words, "-o", "none/out.jsonl", cwd=tmp_path)
    assert failed.code == 73
    assert len(failed.lines) == 1
    full = run(*words, "-o", "/dev/full", cwd=tmp_path)
    assert full.code in (73, 74)
    assert len(full.lines) == 1


@pytest.mark.parametrize(
    "words",
    [
        "export -a demo.db --format csv",
        "search -a demo.db sarvelle --format csv",
        "search -a demo.db sarvelle",
        "info -a demo.db",
    ],
)
def test_a_full_standard_output_is_one_line_and_74(folder: Path, words: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command(*words.split()), cwd=folder, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 74, done.stderr
    assert done.stderr.decode().count("\n") == 1


@pytest.mark.parametrize(
    "words", ["export --format jsonl", "export --format csv", "search sarvelle --limit 100", "show 1"]
)
def test_a_reader_that_has_seen_enough_is_no_error(folder: Path, words: str) -> None:
    process = subprocess.Popen(
        command(*words.split(), "-a", "demo.db"),
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr
    assert process.stderr.read() == b""
    assert process.wait() == 0


def test_info_counts_what_is_there(folder: Path, articles: list[Any]) -> None:
    record = json.loads(run("info", "-a", "demo.db", "--format", "json", cwd=folder).out)
    assert record["articles"] == len(articles)
    assert record["coverage"]["headline"] == 1
    done = run("info", "-a", "demo.db", cwd=folder)
    assert f"articles  {len(articles)} from " in done.out
    assert "127.0.0.1" in done.out


def test_asking_changes_nothing(folder: Path) -> None:
    before = (folder / "demo.db").read_bytes()
    for words in (("search", "pont"), ("show", "1"), ("export", "--format", "csv"), ("info",)):
        assert run(*words, "-a", "demo.db", cwd=folder).code == 0
    assert (folder / "demo.db").read_bytes() == before


def test_the_archive_of_the_environment_is_used(folder: Path, tmp_path: Path) -> None:
    asked = run("info", cwd=tmp_path, env={"NEWSARCHIVE_ARCHIVE": str(folder / "demo.db")})
    assert asked.out.startswith(str(folder / "demo.db"))
