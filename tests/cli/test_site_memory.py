"""``newsarchive sites memory``: what a site repeats, shown, made anew, and asked for wrongly."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from newsarchive.archive import Archive
from newsarchive.archive.lock import hold
from newsarchive.archive.payloads import zstd
from tests.runner import rows, run
from tests.site import Site

NOTICE = "Ce journal est imprimé la nuit par onze personnes,\tet il arrive au village avant le premier autocar. " * 2


def story(number: int) -> str:
    lines = [
        f"Le dossier {number}-{n} revient devant le conseil avec {number * n + 7} pages de plus." for n in range(6)
    ]
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f'<html lang="fr"><head><title>Le dossier {number}</title><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2026-05-04T08:30:00+02:00"></head>'
        f"<body><h1>Le dossier {number}</h1>"
        f'<div id="corps-du-texte">{paragraphs}<div><p>{NOTICE}</p></div></div></body></html>'
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An archive with twelve articles of one site, and the site's name."""
    folder = tmp_path_factory.mktemp("memory")
    with Site() as site:
        for number in range(12):
            site.page(f"/dossier/numero-{number}/", story(number))
        addresses = [f"{site.url}dossier/numero-{number}/" for number in range(12)]
        words = ("-a", "a.db", "--delay", "0", "--contact", "t@example.org", "-q")
        assert run("crawl", *addresses, *words, cwd=folder).code == 0
        return folder / "a.db", f"127.0.0.1:{site.port}"


@pytest.fixture
def copy(archive: tuple[Path, str], tmp_path: Path) -> str:
    """A copy in this test's own folder; gives the site's name."""
    for path in archive[0].parent.glob("a.db*"):
        shutil.copy(path, tmp_path)
    return archive[1]


def test_what_returns_is_shown_with_its_share_and_days(archive: tuple[Path, str], tmp_path: Path) -> None:
    path, site = archive
    done = run("sites", "memory", site, "-a", path, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    head, texts, text, containers, container = done.out.splitlines()
    assert head == f"{site}: learned from 12 of 12 articles"
    assert (texts, containers) == ("texts that return: 1", "containers of the body: 1")
    assert text.split()[:2] == ["12", "100%"]
    assert "  Ce journal est imprimé la nuit par onze personnes, et il arrive" in text
    assert text.endswith("…")
    assert container.endswith("  div#corps-du-texte")


def test_without_a_site_all_are_shown(archive: tuple[Path, str], tmp_path: Path) -> None:
    path, site = archive
    alone = run("sites", "memory", f"http://{site}/dossier/", "-a", path, cwd=tmp_path)
    assert run("sites", "memory", "-a", path, cwd=tmp_path) == alone
    assert alone.out.startswith(site)


def test_as_json(archive: tuple[Path, str], tmp_path: Path) -> None:
    path, site = archive
    (line,) = run("sites", "memory", "-a", path, "--json", cwd=tmp_path).out.splitlines()
    found = json.loads(line)
    assert (found["site"], found["articles"], found["pages"]) == (site, 12, 12)
    assert [(block["pages"], block["text"]) for block in found["blocks"]] == [(12, " ".join(NOTICE.split())[:200])]
    assert [one["signature"] for one in found["containers"]] == ["div#corps-du-texte"]
    assert found["blocks"][0]["first_seen"] <= found["blocks"][0]["last_seen"]


def test_made_anew_out_of_the_pages(copy: str, tmp_path: Path) -> None:
    shown = run("sites", "memory", "-a", "a.db", cwd=tmp_path).out
    again = run("sites", "memory", copy, "-a", "a.db", "--rebuild", "--reextract", cwd=tmp_path)
    assert again.code == 0
    assert again.out == shown
    assert again.err == "read again with it: 0 articles have another text\n"
    assert rows(tmp_path / "a.db", "SELECT count(*) FROM articles WHERE body LIKE '%imprimé la nuit%'") == [0]


def test_an_archive_that_has_learned_nothing_says_so_and_can_learn(copy: str, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.db")
    newer = ("frontier", "seeds", "patterns", "hosts", "robots_files", "request_days", "opt_outs")
    for table in ("impressions", "site_memories", "site_blocks", "site_containers", *newer):
        connection.execute(f"DELETE FROM {table}")
    connection.commit()
    connection.close()
    done = run("sites", "memory", "-a", "a.db", cwd=tmp_path)
    assert done.out == f"{copy}: nothing remembered yet of its 12 articles; --rebuild learns it\n"
    assert "learned from 12 of 12" in run("sites", "memory", "-a", "a.db", "--rebuild", cwd=tmp_path).out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("nirgends.example", "-a", "a.db"), 2, "a.db: no site 'nirgends.example'; it has 127.0.0.1:"),
        (("-a", "none.db"), 3, "none.db: no such archive"),
        (("x", "-a", "text.db", "--rebuild"), 3, "text.db"),
    ],
)
def test_bad_words_are_one_line(copy: str, tmp_path: Path, words: tuple[str, ...], code: int, says: str) -> None:
    (tmp_path / "text.db").write_text("no archive at all\n" * 100)
    done = run("sites", "memory", *words, cwd=tmp_path)
    assert (done.code, len(done.lines), done.out) == (code, 1, "")
    assert done.lines[0].startswith("newsarchive: ")
    assert says in done.lines[0]


def test_an_archive_of_an_older_version_is_brought_up_to_date_and_learns(tmp_path: Path) -> None:
    released = Path(__file__).parents[1] / "archive" / "released" / "schema-1.db.zst"
    (tmp_path / "a.db").write_bytes(zstd.decompress(released.read_bytes()))
    ((site, count),) = sqlite3.connect(tmp_path / "a.db").execute(
        "SELECT domain, count(*) FROM sites s JOIN articles a ON a.site_id = s.id"
    )
    done = run("sites", "memory", "-a", "a.db", cwd=tmp_path)
    assert (done.code, len(done.lines)) == (3, 1)
    assert "older schema" in done.err
    learned = run("sites", "memory", site, "-a", "a.db", "--rebuild", cwd=tmp_path)
    assert f"{site}: learned from {count} of {count}" in learned.out


def test_a_site_is_not_made_anew_while_a_crawl_runs(copy: str, tmp_path: Path) -> None:
    with hold(tmp_path / "a.db"):
        done = run("sites", "memory", "-a", "a.db", "--rebuild", cwd=tmp_path)
        assert (done.code, len(done.lines)) == (75, 1)
        assert run("sites", "memory", "-a", "a.db", cwd=tmp_path).code == 0


def test_the_names_of_an_archive_with_no_site_are_none(tmp_path: Path) -> None:
    Archive.open(tmp_path / "a.db", create=True).close()
    assert run("sites", "memory", "-a", "a.db", cwd=tmp_path).out == ""
    assert run("sites", "memory", "x.example", "-a", "a.db", cwd=tmp_path).err.endswith("it has none yet\n")
