"""verify and backup as their users run them."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.runner import command, ended, rows, run, start
from tests.terminal import on_terminal


@pytest.fixture
def here(folder, tmp_path):
    """Give a folder with an archive that may be harmed."""
    shutil.copy(folder / "demo.db", tmp_path)
    return tmp_path


def harm(path, statement):
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(statement)


def test_whole(here):
    done = run("verify", "-a", "demo.db", cwd=here)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("demo.db: whole: 24 articles, 0 earlier versions, ")
    assert run("verify", "-a", "demo.db", "-q", cwd=here) == run("verify", "-a", "demo.db", "-q", "--quick", cwd=here)
    assert run("verify", "-a", "demo.db", "-q", cwd=here).out == ""


def test_damage_is_a_line_a_row(here):
    harm(here / "demo.db", "UPDATE payloads SET content = zeroblob(50) WHERE rowid IN (20, 21)")
    harm(here / "demo.db", "UPDATE articles SET headline = headline || '!' WHERE id = 3")
    done = run("verify", "-a", "demo.db", "-q", cwd=here)
    assert (done.code, done.err) == (1, "")
    lines = done.out.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("articles 3: the text is not what was stored; its captures have the page it was read")
    assert all(line.startswith("payloads sha256:") and "crawled again: http://127.0.0.1" in line for line in lines[1:3])
    assert lines[3].startswith("demo.db: damaged, 3 findings in 24 articles")
    assert run("verify", "-a", "demo.db", "--quick", cwd=here).code == 0


def test_as_json(here):
    harm(here / "demo.db", "DELETE FROM addresses WHERE article_id = 3")
    done = run("verify", "-a", "demo.db", "--format", "json", cwd=here)
    found = json.loads(done.out)
    assert (done.code, found["articles"], found["is_quick"]) == (1, 24, False)
    (damage,) = found["damage"]
    assert (damage["table"], damage["row"], damage["problem"]) == ("articles", "3", "no address leads to it")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("verify",), "pages"),
        (("backup", "copy.db"), "copying"),
        (("compact",), "packing"),
        (("duplicates", "--anew"), "comparing"),
        (("reextract", "--dry-run"), "reading"),
    ],
)
def test_on_a_terminal_it_shows_how_far_it_is(here, words, what):
    shown = on_terminal(command(*words, "-a", "demo.db"), here)
    assert shown.code == 0
    assert what in shown.drawn
    again = words if words[0] != "backup" else (*words, "--force")
    assert what not in on_terminal(command(*again, "-q", "-a", "demo.db"), here).drawn


def test_a_copy(here):
    done = run("backup", "copy.db", "-a", "demo.db", cwd=here)
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("copy.db: 24 articles, ")
    assert run("verify", "-a", "copy.db", "-q", cwd=here).code == 0
    again = run("backup", "copy.db", "-a", "demo.db", cwd=here)
    assert (again.code, again.err) == (2, "newsarchive: copy.db: is there already; --force writes over it\n")
    assert run("backup", "copy.db", "-a", "demo.db", "--force", "-q", cwd=here).err == ""
    query = "SELECT url, headline, body FROM articles ORDER BY id"
    assert rows(here / "copy.db", query) == rows(here / "demo.db", query)


def test_beside_a_running_crawl(here, newspaper):
    crawl = start("crawl", newspaper.url, "-a", "new.db", "--delay", "0.05", "--contact", "t@example.org", cwd=here)
    try:
        while not (here / "new.db").exists() or not has_articles(here / "new.db"):
            assert crawl.poll() is None
        for number in range(3):
            assert run("backup", f"{number}.db", "-a", "new.db", "-q", cwd=here).code == 0
            assert run("verify", "-a", f"{number}.db", "-q", cwd=here).out == ""
            assert run("verify", "-a", "new.db", "-q", cwd=here).out == ""
    finally:
        crawl.terminate()
        ended(crawl)


def has_articles(path):
    try:
        return rows(path, "SELECT count(*) FROM articles") > [0]
    except sqlite3.OperationalError:
        return False


@pytest.mark.parametrize("words", [("verify",), ("backup", "copy.db")])
def test_on_a_terminal(here, words):
    shown = on_terminal(command(*words, "-a", "demo.db"), here)
    assert shown.code == 0
    assert os.linesep.join(shown.lines) or shown.out
