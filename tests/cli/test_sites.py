"""``newsarchive sites``, and the commands that read pages with profiles."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from newsarchive.demo import truth
from tests.runner import rows, run
from tests.site import Site, article

HEADLINE = "Le conseil vote le budget de la commune"
PROFILE = """
domains = "example.org"
name = "Le Courrier"
headline = "h1"

[[tests]]
page = "pages/page.html"
url = "https://example.org/a"
"""


@pytest.fixture
def profiles(folder: Path, tmp_path: Path) -> Path:
    """A folder of profiles with one page saved, and no profile yet."""
    (tmp_path / "sites" / "pages").mkdir(parents=True)
    (tmp_path / "sites" / "pages" / "page.html").write_bytes((folder / "page.html").read_bytes())
    return tmp_path


def checked(profiles: Path, text: str, *words: str) -> tuple[int, str, str]:
    (profiles / "sites" / "courrier.toml").write_text(text, encoding="utf-8")
    done = run("sites", "test", *words, "--sites", "sites", cwd=profiles)
    return done.code, done.out, done.err


def test_a_profile_that_agrees_is_a_line_a_test(profiles: Path, articles: list[Any]) -> None:
    first = articles[0]
    text = (
        PROFILE
        + f"""
headline = {json.dumps(first["headline"], ensure_ascii=False)}
date_published = {first["date_published"]}
authors = {json.dumps(first["authors"], ensure_ascii=False)}
body_starts = {json.dumps(first["body"][0][:40], ensure_ascii=False)}
body_ends = {json.dumps(first["body"][-1][-20:], ensure_ascii=False)}
body_contains = {json.dumps(first["body"][1][:30], ensure_ascii=False)}
body_absent = "Publicité"
"""
    )
    assert checked(profiles, text) == (0, "ok    example.org: pages/page.html\n", "")
    assert checked(profiles, text, "www.example.org")[0] == 0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('headline = "Un autre titre"', "headline is 'Crue de la Dorvelle"),
        ("date_published = 2026-06-29T05:45:00Z", "date_published is 2026-06-29T07:45:00+02:00, not 2026-06-29T05"),
        ("date_published = 2026-06-28", "not 2026-06-28"),
        ("date_published = false", "not nothing"),
        ('authors = ["Personne"]', "authors is ['"),
        ('body_starts = "Rien"', "body starts with 'Après deux jours"),
        ('body_ends = "Rien"', "not with 'Rien'"),
        ('body_contains = ["nulle part"]', "body lacks 'nulle part'"),
        ('body_absent = ["Dorvelle"]', "body has 'Dorvelle'"),
        ('related = ["https://example.org/x"]', "related lacks https://example.org/x"),
        ("related = []", "related has https://example.org/"),
        ('refused = "index"', "is read as an article, not refused (index)"),
    ],
)
def test_what_differs_is_told_and_the_code_is_1(profiles: Path, line: str, says: str) -> None:
    code, out, err = checked(profiles, PROFILE + line)
    assert (code, err) == (1, "")
    assert out.startswith("FAIL  example.org: pages/page.html\n")
    assert says in out


@pytest.mark.parametrize("line", ["date_published = 2026-06-29", "date_published = 2026-06-29T07:45:00"])
def test_a_day_or_the_time_of_the_clock_is_enough(profiles: Path, line: str) -> None:
    assert checked(profiles, PROFILE + line)[0] == 0


def test_a_key_that_finds_nothing_is_told(profiles: Path) -> None:
    missing = PROFILE.replace('"h1"', '["h1.absent", "h2.absent"]')
    code, out, _ = checked(profiles, missing)
    assert code == 1
    assert "note: headline finds nothing here; read as without a profile" in out
    assert out.endswith("FAIL  example.org: headline finds nothing on any of its pages\n")


def test_a_page_that_is_not_there_or_of_another_site_fails(profiles: Path) -> None:
    assert "No such file" in checked(profiles, PROFILE.replace("page.html", "none.html"))[1]
    code, out, _ = checked(profiles, PROFILE.replace("example.org/a", "example.com/a"))
    assert (code, "is none of the profile's domains" in out) == (1, True)


def test_an_address_in_an_archive_is_a_test_page_too(folder: Path, profiles: Path, newspaper: Any) -> None:
    row = next(row for row in truth(newspaper.url) if row["expect"] == "archived")
    host = newspaper.url.split("/")[2]
    text = f"""
domains = "{host}"
[[tests]]
archive = "{folder / "demo.db"}"
url = "{row["url"]}"
headline = {json.dumps(row["headline"], ensure_ascii=False)}
"""
    assert checked(profiles, text)[:2] == (0, f"ok    {host}: {row['url']}\n")
    code, out, _ = checked(profiles, text.replace(row["url"], newspaper.url + "none/"))
    assert (code, "no article is known by" in out) == (1, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("sites test", "newsarchive: there are no profiles; name a folder of them with --sites"),
        ("sites test --sites none", "newsarchive: none: no folder of profiles: No such file or directory"),
        ("sites test nowhere.example --sites sites", "newsarchive: nowhere.example: no profile has this domain"),
        ("sites test bad.toml", "newsarchive: bad.toml: headlin is no key of a profile; did you mean headline?"),
        ("sites list --sites bad", "newsarchive: bad/bad.toml: headlin is no key of"),
        ("extract sites/pages/page.html --sites bad", "newsarchive: bad/bad.toml: headlin is no key of"),
        ("crawl https://example.org --sites bad -q -a a.db", "newsarchive: bad/bad.toml: headlin is no key of"),
        ("extract sites/pages/page.html --html x.html", "newsarchive: --json and --html need --explain"),
    ],
)
def test_usage_is_one_line_and_2_and_nothing_is_done(profiles: Path, words: str, says: str) -> None:
    for path in ("bad.toml", "bad/bad.toml"):
        (profiles / path).parent.mkdir(exist_ok=True)
        (profiles / path).write_text("domains = 'example.org'\nheadlin = 'h1'")
    done = run(*words.split(), cwd=profiles, env={"XDG_CONFIG_HOME": str(profiles)})
    assert (done.code, done.out) == (2, "")
    assert done.lines[-1].startswith(says)
    assert not (profiles / "a.db").exists()


def test_the_folder_of_the_user_and_of_the_environment_are_used(profiles: Path) -> None:
    (profiles / "sites" / "courrier.toml").write_text(PROFILE)
    home = profiles / "config" / "newsarchive"
    home.mkdir(parents=True)
    (home / "sites").symlink_to(profiles / "sites")
    for env in ({"XDG_CONFIG_HOME": str(profiles / "config")}, {"NEWSARCHIVE_SITES": "sites"}):
        listed = run("sites", "list", cwd=profiles, env=env).out
        assert listed.split()[:4] == ["example.org", "Le", "Courrier", "1"]
        record = json.loads(
            run("extract", "sites/pages/page.html", "--url", "https://example.org/a", cwd=profiles, env=env).out
        )
        assert " site/" in record["extractor"]
    assert run("sites", "list", "--profiles", "config", cwd=profiles).err == "no profiles in config\n"


def test_a_new_profile_is_tested_at_once_and_never_written_over(profiles: Path) -> None:
    words = ("sites", "new", "sites/pages/page.html", "--sites", "fresh")
    done = run(*words, cwd=profiles)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == ["fresh/example.org.toml", "fresh/pages/example.org-1.html"]
    written = (profiles / "fresh" / "example.org.toml").read_text(encoding="utf-8")
    assert tomllib.loads(written)["tests"][0]["headline"].startswith("Crue de la Dorvelle")
    tested = run("sites", "test", "--sites", "fresh", cwd=profiles)
    assert (tested.code, tested.out) == (0, "ok    example.org: pages/example.org-1.html\n")
    again = run(*words, cwd=profiles)
    assert (again.code, len(again.lines)) == (2, 1)
    assert (profiles / "fresh" / "example.org.toml").read_text(encoding="utf-8") == written


def test_every_key_the_new_profile_explains_is_one(profiles: Path) -> None:
    run("sites", "new", "sites/pages/page.html", "--sites", "fresh", cwd=profiles)
    path = profiles / "fresh" / "example.org.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.removeprefix("# ") if " = " in line or "# [" in line else line for line in lines))
    done = run("sites", "list", "--sites", "fresh", cwd=profiles)
    assert (done.code, done.err) == (0, "")


def test_a_crawl_reads_with_profiles_and_leaves_out_what_they_exclude(tmp_path: Path) -> None:
    with Site() as site:
        site.sitemap("/a/", "/video/b/")
        site.page("/", '<h1>Accueil</h1><a href="/a/">Le conseil vote</a> <a href="/video/b/">Une vidéo du marché</a>')
        site.page("/a/", article(HEADLINE).replace("<h1>", "<h1 class='t'>Exclusif : "))
        site.page("/video/b/", article("Une vidéo du marché de nuit"))
        host = site.url.split("/")[2]
        (tmp_path / "sites").mkdir()
        (tmp_path / "sites" / "x.toml").write_text(
            f"domains = '{host}'\nheadline = {{select = 'h1.t', pattern = 'Exclusif : (.+)'}}\n"
            "addresses = {never = '/video/'}"
        )
        for readers in ("0", "1"):
            words = ("--delay", "0", "--contact", "t@example.org", "-q", "-a", f"{readers}.db", "--readers", readers)
            done = run("crawl", site.url, *words, "--profiles", "sites", cwd=tmp_path)
            assert (done.code, done.err) == (0, "")
            found = rows(tmp_path / f"{readers}.db", "SELECT headline, extractor FROM articles")
            assert [headline for headline, _ in found] == [HEADLINE]
            assert " site/" in found[0][1]
        assert "/video/b/" not in site.paths


def test_explain_as_json_and_as_a_page(profiles: Path, articles: list[Any]) -> None:
    page = "sites/pages/page.html"
    record = json.loads(run("extract", page, "--explain", "--json", cwd=profiles).out)
    assert record["fields"]["date_published"]["value"] == articles[0]["date_published"]
    offers = record["fields"]["date_published"]["candidates"]
    assert offers[record["fields"]["date_published"]["winner"]]["source"] == "json-ld"
    assert {"text", "is_kept", "rule", "kind", "score"} == set(record["blocks"][0])
    done = run("extract", page, "--explain", "-o", "seen.html", cwd=profiles)
    assert (done.code, done.out, done.err) == (0, "", "seen.html: open it in a browser\n")
    html = (profiles / "seen.html").read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert articles[0]["headline"].split()[0] in html
    failed = run("extract", page, "--explain", "--html", "none/seen.html", cwd=profiles)
    assert (failed.code, len(failed.lines)) == (73, 1)
