"""What was changed in an article, asked of an archive: diff, show, export."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive import Archive
from tests.archive.conftest import NOON, make_article, make_capture
from tests.runner import command, environment, run

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://a.fr/1"
BODY = "Un paragraphe qui reste.\n\nLe maire a dit non, jeudi soir.\n\nTrois.\n\nQuatre."
AFTER = "Un paragraphe qui reste.\n\nLe maire a dit finalement oui, vendredi soir.\n\nTrois.\n\nQuatre."
STATES = (
    ("Le maire dit non", BODY, ["Ana"]),
    ("Le maire dit oui", AFTER, ["Ana", "Bo"]),
    ("Le maire dit oui", AFTER.replace("\n\nTrois.", ""), ["Ana", "Bo"]),
)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold x.db: article 1 with three versions, article 2 with one."""
    folder = tmp_path_factory.mktemp("versions")
    with Archive.open(folder / "x.db", create=True) as archive:
        for hours, (headline, body, authors) in enumerate((*STATES, STATES[-1])):
            moment = NOON + timedelta(hours=10 * hours)
            url = URL if hours < len(STATES) else "https://a.fr/2"
            capture_id = archive.store_capture(make_capture(url, b"%d" % hours, moment=moment), crawl_id=None)
            article = make_article(url, headline, body, authors=authors)
            archive.store_article(article, capture_id=capture_id, crawl_id=None, moment=moment)
    return folder


def diff(folder: Path, *words: str) -> str:
    done = run("diff", "-a", "x.db", *words, cwd=folder)
    assert (done.code, done.err) == (0, "")
    return done.out


def test_the_newest_change_word_by_word(edited: Path) -> None:
    assert diff(edited, "1") == (
        "version 2: seen from 2026-11-22T22:00:00Z to 2026-11-22T22:00:00Z\n"
        "version 3: seen from 2026-11-23T08:00:00Z to 2026-11-23T08:00:00Z\n\n"
        "Le maire dit oui\n\n… 2 paragraphs unchanged\n\n[-Trois.-]\n\n… 1 paragraph unchanged\n"
    )


def test_any_two_versions_by_any_address(edited: Path) -> None:
    told = diff(edited, "a.fr/1?utm_source=x", "--from", "1", "--to", "2")
    assert "\n\nLe maire dit [-non-] {+oui+}\n\nauthors: [-Ana-] {+Ana, Bo+}\n\n" in told
    assert "Le maire a dit [-non-] {+finalement oui+}, [-jeudi-] {+vendredi+} soir." in told
    assert "{+non+}, [-vendredi-] {+jeudi+} soir." in diff(edited, "1", "--from", "3", "--to", "1")
    assert diff(edited, "1", "--to", "2") == told


def test_the_list_of_versions(edited: Path) -> None:
    lines = diff(edited, "1", "--list").splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [
        ["1", "2026-11-22T12:00:00Z"],
        ["2", "2026-11-22T22:00:00Z"],
        ["3", "2026-11-23T08:00:00Z"],
    ]
    assert lines[2].endswith("headline, body, authors (+4 -3 words)")
    assert lines[3].endswith("body (+0 -1 words)")
    records = json.loads(diff(edited, "2", "--list", "--format", "json"))
    assert [(record["version"], record["edited"]) for record in records] == [(1, [])]


def test_machines_get_the_pieces(edited: Path) -> None:
    told = json.loads(diff(edited, "1", "--from", "1", "--format", "json"))
    assert (told["from"]["version"], told["to"]["version"]) == (1, 3)
    assert told["headline"] == [
        {"kind": "same", "text": "Le maire dit"},
        {"kind": "removed", "text": " non"},
        {"kind": "added", "text": " oui"},
    ]
    assert "".join(piece["text"] for piece in told["body"] if piece["kind"] != "removed") == STATES[2][1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["9"], "x.db: no article is known by '9'"),
        (["https://b.fr/"], "x.db: no article is known by 'https://b.fr/'"),
        (["2"], "article 2 has one version only: there is nothing to compare"),
        (["2", "--to", "2"], "article 2 has one version only, no version 2"),
        (["1", "--to", "4"], "article 1 has versions 1 to 3, no version 4"),
        (["1", "--from", "7"], "article 1 has versions 1 to 3, no version 7"),
        (["1", "--to", "1"], "--to 1 needs --from: nothing was before the first version"),
        (["1", "--from", "2", "--to", "2"], "--from and --to are both version 2"),
    ],
)
def test_one_line_says_what_is_wrong(edited: Path, words: list[str], told: str) -> None:
    done = run("diff", "-a", "x.db", *words, cwd=edited)
    assert done.code in (1, 2)
    assert (done.out, done.err) == ("", f"newsarchive: {told}\n")


@pytest.mark.parametrize("no_color", ["", "1"])
def test_colours_are_for_terminals_that_want_them(edited: Path, no_color: str) -> None:
    import os
    import pty
    import subprocess

    ours, theirs = pty.openpty()
    env = environment(**({"NO_COLOR": no_color} if no_color else {}))
    process = subprocess.Popen(command("diff", "1", "-a", "x.db"), cwd=edited, stdout=theirs, env=env)
    process.wait(timeout=60)
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert ("\x1b[31m" in shown, "[-" in shown) == (not no_color, bool(no_color))


def test_show_names_the_version_and_gives_any(edited: Path) -> None:
    assert "\nversion 3 of 3\n" in run("show", "1", "-a", "x.db", cwd=edited).out
    assert "version" not in run("show", "2", "-a", "x.db", cwd=edited).out
    first = run("show", "1", "-a", "x.db", "--version", "1", cwd=edited).out
    assert first.startswith("Le maire dit non\n\nno date\nAna\n")
    assert "\nversion 1 of 3\n" in first
    assert "dit non, jeudi" in first
    record = json.loads(run("show", "1", "-a", "x.db", "--version", "2", "--format", "json", cwd=edited).out)
    assert (record["version"], record["headline"], record["authors"]) == (2, "Le maire dit oui", ["Ana", "Bo"])
    done = run("show", "1", "-a", "x.db", "--version", "4", cwd=edited)
    assert (done.code, done.err) == (1, "newsarchive: article 1 has versions 1 to 3, no version 4\n")


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_exports_tell_the_number_of_versions(edited: Path, form: str) -> None:
    lines = run("export", "-a", "x.db", "--format", form, cwd=edited).out.splitlines()
    if form == "jsonl":
        assert [json.loads(line)["version"] for line in lines] == [3, 1]
    else:
        assert lines[0].endswith(",version")
        assert lines[-1].endswith(",1")


def test_views_have_all_versions_and_every_changed_headline(edited: Path) -> None:
    with closing(sqlite3.connect(edited / "x.db")) as conn:
        versions = conn.execute(
            "SELECT article_id, version, is_present, headline, authors, body FROM article_versions ORDER BY 1, 2"
        ).fetchall()
        changes = conn.execute(
            "SELECT article_id, version, headline_before, headline_after, seen_before, moment, hours_since_first_seen "
            "FROM headline_changes WHERE hours_since_first_seen <= 24"
        ).fetchall()
    expected = [
        (1, number, int(number == 3), headline, "; ".join(authors), body)
        for number, (headline, body, authors) in enumerate(STATES, 1)
    ]
    assert versions == [*expected, (2, 1, 1, STATES[2][0], "Ana; Bo", STATES[2][1])]
    assert changes == [
        (1, 2, "Le maire dit non", "Le maire dit oui", "2026-11-22T12:00:00Z", "2026-11-22T22:00:00Z", 10.0)
    ]
