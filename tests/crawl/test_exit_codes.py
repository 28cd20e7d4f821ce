"""The table of exit codes, each code brought about for real; bad input is one clear line and never a traceback."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.runner import Done, command, environment, rows, run
from tests.site import Answer, Site, article, listing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADLINE = "Le conseil vote le budget de la commune"


@pytest.fixture
def site(site: Site) -> Site:
    site.page("/", listing(("/budget/", HEADLINE)))
    site.page("/budget/", article(HEADLINE))
    return site


def the_line(done: Done) -> str:
    assert done.out == ""
    assert len(done.lines) == 1, done.err
    return done.lines[0]


# ---------------------------------------------------------------------- 0 and 1
def test_0_all_well(site: Site, crawl: Callable[..., Done]) -> None:
    done = crawl(site.url)
    assert done.code == 0
    assert the_line(done).startswith("new 1 · changed 0 · unchanged 0 · gone 0 · failed 0; ")


def test_1_done_with_failures(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    site.sitemap("/budget/", "/broken/")
    site["/broken/"] = Answer(status=500, body=b"<p>Erreur</p>")
    done = crawl(site.url)
    assert done.code == 1
    assert done.lines[0] == f"{site.base}/broken/: answered 500"
    assert "new 1 " in done.lines[1]
    assert "failed 1" in done.lines[1]
    assert len(done.lines) == 2
    assert rows(path, "SELECT verdict, reason FROM captures WHERE status = 500") == [("failed", "http-500")]


# ---------------------------------------------------------------------- 2
@pytest.mark.parametrize(
    "words",
    [
        ("ftp://example.invalid/",),
        ("http://",),
        ("http://example.invalid:port/",),
        ("http://[::1",),
        ("not an address",),
        ("word",),
        (),
        ("--demo", "http://example.invalid/"),
        ("http://example.invalid/", "--since", "yesterday"),
        ("http://example.invalid/", "--until", "2024-13"),
        ("http://example.invalid/", "--max-time", "soon"),
        ("http://example.invalid/", "--max-articles", "0"),
        ("http://example.invalid/", "--delay", "-1"),
        ("http://example.invalid/", "--no-such-option"),
    ],
    ids=lambda words: " ".join(words) or "nothing",
)
def test_2_words_that_make_no_sense(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run("crawl", *words, "-a", "a.db", "--contact", "t@example.org", cwd=tmp_path)
    assert done.code == 2
    assert done.out == ""
    assert done.lines[-1].startswith(("newsarchive: ", "Error: "))
    assert list(tmp_path.iterdir()) == [], "nothing is made before the words are understood"


def test_2_unknown_command(tmp_path: Path) -> None:
    done = run("crwal", cwd=tmp_path)
    assert done.code == 2
    assert "crwal" in done.lines[-1]


# ---------------------------------------------------------------------- 3
def test_3_a_file_that_is_no_archive_stays_as_it_is(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    path.write_text("Mes notes : ne pas effacer.\n" * 100)
    before = path.read_bytes()
    done = crawl(site.url)
    assert done.code == 3
    assert the_line(done).startswith("newsarchive: a.db: ")
    assert path.read_bytes() == before
    assert site.asked == []


def test_3_somebody_elses_database_stays_as_it_is(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.commit()
    before = path.read_bytes()
    done = crawl(site.url)
    assert done.code == 3
    assert "not of newsarchive" in the_line(done)
    assert path.read_bytes() == before


def test_3_an_archive_of_a_newer_version(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    assert crawl(site.url).code == 0
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('newsarchive', '9999_future', '2099')"
        )
        connection.commit()
    asked = len(site.asked)
    for done in (crawl(site.url), run("search", "budget", "-a", "a.db", cwd=path.parent)):
        assert done.code == 3
        assert "newer newsarchive" in the_line(done)
    assert len(site.asked) == asked


@pytest.mark.parametrize("words", [("search", "x"), ("show", "1"), ("export", "--format", "csv"), ("info",)])
def test_3_no_archive_there(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*words, "-a", "none.db", cwd=tmp_path)
    assert done.code == 3
    assert the_line(done) == "newsarchive: none.db: no such archive"


# ---------------------------------------------------------------------- 4
def test_4_a_name_that_does_not_resolve(crawl: Callable[..., Done], path: Path) -> None:
    done = crawl("http://nope.invalid/")
    assert done.code == 4
    assert done.lines[0].startswith("http://nope.invalid/: ")
    assert done.lines[1].startswith("nothing could be fetched; new 0 ")
    assert len(done.lines) == 2
    assert rows(path, "SELECT exit_code FROM crawls") == [4]


def test_4_a_host_that_refuses(crawl: Callable[..., Done]) -> None:
    with Site() as closed:
        url = closed.url
    done = crawl(url)
    assert done.code == 4
    assert done.lines[0].startswith(f"{url}: ")
    assert len(done.lines) == 2


def test_4_a_site_that_answers_403_to_everything(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    site.routes.clear()
    site.fallback = lambda _target: Answer(status=403, body=b"<p>Interdit</p>")
    done = crawl(site.url, "-q")
    assert done.code == 4
    assert done.lines[0].startswith(f"{site.url}: answered 403")
    assert len(done.lines) == 2
    assert rows(path, "SELECT status, verdict, reason FROM captures") == [(403, "failed", "forbidden")]


# ---------------------------------------------------------------------- 73 and 74
@pytest.mark.parametrize("archive", ["/proc/newsarchive/a.db", "file/a.db", "/dev/null/a.db"])
def test_73_where_nothing_can_be_written(archive: str, site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = run("crawl", site.url, "-a", archive, "--contact", "t@example.org", cwd=tmp_path)
    assert done.code == 73
    assert the_line(done).startswith(f"newsarchive: {archive}: ")
    assert site.asked == []


def test_73_a_summary_without_a_place_is_told_before_anything_is_asked_for(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    done = crawl(site.url, "--summary", "none/s.json")
    assert done.code == 73
    assert the_line(done).startswith("newsarchive: none/s.json: ")
    assert site.asked == []
    assert not path.exists()


def test_74_a_full_disk_ends_the_crawl_with_one_line_and_what_was_stored_is_safe(site: Site, tmp_path: Path) -> None:
    """The kernel lets no file grow over 2 MB; pages that do not compress fill that soon."""
    addresses = {f"/{n}/": f"Le dossier volumineux numéro {n} du conseil" for n in range(40)}
    site.page("/", listing(*addresses.items()))
    for address, headline in addresses.items():
        site.page(address, article(headline, extra=f"<!-- {os.urandom(100_000).hex()} -->"))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    # Read in the crawling process: one beside it may not have begun when ten pages have filled the disk.
    words = (
        "crawl",
        site.url,
        "-a",
        "a.db",
        "--delay",
        "0",
        "--readers",
        "0",
        "--contact",
        "t@example.org",
        "--summary",
        "s.json",
    )
    process = subprocess.run(
        command(*words), cwd=tmp_path, env=environment(), capture_output=True, timeout=60, preexec_fn=limit, check=False
    )
    done = Done(process.returncode, process.stdout.decode(), process.stderr.decode()).checked()
    assert done.code == 74
    assert the_line(done).startswith("newsarchive: a.db: the disk ")
    path = tmp_path / "a.db"
    assert rows(path, "PRAGMA integrity_check") == ["ok"]
    stored = rows(path, "SELECT count(*) FROM articles")[0]
    assert 0 < stored < len(addresses)
    assert rows(path, "SELECT count(*) FROM articles a JOIN captures c ON c.id = a.capture_id") == [stored]
    again = run("crawl", site.url, "-a", "a.db", "--delay", "0", "--contact", "t@example.org", cwd=tmp_path)
    assert again.code == 0
    assert again.err.startswith(f"new {len(addresses) - stored} ")


def test_a_page_nobody_foresaw_costs_the_run_nothing_else(site: Site, crawl: Callable[..., Done]) -> None:
    odd = {
        "/nul/": b"\x00" * 5000,
        "/deep/": b"<html><body>" + b"<div>" * 20_000 + b"x",
        "/bytes/": bytes(range(256)) * 40,
        "/open/": b"<html><head><title>" + b"<" * 3000,
        "/xml/": b'<?xml version="1.0" encoding="utf-99"?><html><body><p>x</p></body></html>',
    }
    site.page("/", listing(("/budget/", HEADLINE), *((p, f"Une page bien étrange appelée {p}") for p in odd)))
    for address, body in odd.items():
        site[address] = Answer(body=body)
    done = crawl(site.url, "--summary", "s.json")
    assert done.code == 0, done.err
    assert "new 1 " in done.err
    assert set(odd) <= set(site.paths)


def test_the_summary_is_json_and_agrees_with_the_line_and_the_code(
    site: Site, crawl: Callable[..., Done], tmp_path: Path
) -> None:
    done = crawl(site.url, "--summary", "s.json")
    summary = json.loads((tmp_path / "s.json").read_text())
    assert summary["exit_code"] == done.code == 0
    assert summary["reason"] == "finished"
    assert (summary["new"], summary["changed"], summary["failed"], summary["failures"]) == (1, 0, 0, [])
    assert summary["pages"] == sum(site["pages"] for site in summary["sites"].values())
    assert f"{summary['pages']} pages" in done.err
    assert not [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]
    shutil.rmtree(tmp_path)


def test_a_page_without_an_article_is_told(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    site.page("/vide/", "<html><body><h1>Bienvenue</h1><p>Revenez bientôt.</p></body></html>")
    done = crawl(site.base + "/vide/")
    assert (done.code, len(done.lines)) == (1, 2)
    assert done.lines[0].startswith(f"{site.base}/vide/: no article found")
    assert rows(path, "SELECT count(*) FROM captures WHERE target_uri = ?", site.base + "/vide/") == [1]


def test_a_name_and_a_password_in_an_address_are_refused_and_stay_out_of_the_archive(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    done = crawl(site.url.replace("://", "://user:secret@"))
    assert done.code == 2
    assert "secret" not in done.err
    assert not path.exists()
