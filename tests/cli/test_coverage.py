"""What `coverage` and the end of a backfill say is what was stored, what was named, and why the rest is missing."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.runner import CHECKOUT, command, environment, rows, run
from tests.site import Answer, Site, article, listing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.runner import Done

# How many articles a month of 2026 has, and how many of them are to be missing.
MONTHS = {1: 5, 2: 5, 3: 4, 4: 5, 5: 5}


def headline(month: int, n: int) -> str:
    return f"La chronique numéro {n} du mois {month} à Sarvelle"


def crawl(site: Site, folder: Path, *words: object) -> Done:
    return run("crawl", site.url, "-a", "a.db", "--delay", "0", "--contact", "t@example.org", *words, cwd=folder)


def build(site: Site) -> Site:
    """A site whose March robots.txt forbids, two of whose April are gone, one of whose May fails."""
    paths, lastmod, entries = [], {}, []
    for month, count in MONTHS.items():
        for n in range(count):
            path = f"/mars/n{n}/" if month == 3 else f"/m{month}/n{n}/"
            day = f"2026-{month:02}-{n + 3:02}T08:30:00+02:00"
            paths.append(path)
            lastmod[path] = day
            entries.append((path, headline(month, n), day))
            site.page(path, article(headline(month, n), published=day))
    for n in (0, 1):
        site[f"/m4/n{n}/"] = Answer(status=410 if n else 404, body=b"<p>Parti</p>")
    site["/m5/n0/"] = Answer(status=403, body=b"<p>Non</p>")
    site.page("/m5/n1/", "<!doctype html><html><body><h1>Jeu</h1><p>Jouez.</p></body></html>")
    items = "".join(
        f"<item><title>{words}</title><link>{site.base}{path}</link><pubDate>{day}</pubDate></item>"
        for path, words, day in entries
    )
    site.text("/feed/", f'<rss version="2.0"><channel>{items}</channel></rss>', "application/rss+xml")
    site.sitemap(*paths, lastmod=lastmod)
    site.text("/robots.txt", f"User-agent: *\nDisallow: /mars/\nSitemap: {site.base}/sitemap.xml\n")
    site.page("/", listing(*((path, words) for path, words, _ in entries[-3:])))
    return site


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a.db, crawled from :func:`build`."""
    folder = tmp_path_factory.mktemp("coverage")
    with Site() as site:
        done = crawl(build(site), folder)
        assert done.code == 1, done.err
        (folder / "site").write_text(site.base.removeprefix("http://"))
    return folder


def months(folder: Path, *words: object) -> dict[str, dict[str, object]]:
    done = run("coverage", "-a", "a.db", "--format", "json", *words, cwd=folder)
    assert done.code == 0, done.err
    (found,) = json.loads(done.out)
    return {month["month"]: month for month in found["months"]}


def test_each_month_has_what_is_stored_and_why_the_rest_is_not(folder: Path) -> None:
    found = months(folder)
    assert {month: counts["articles"] for month, counts in found.items()} == {
        "2026-01": 5,
        "2026-02": 5,
        "2026-03": 0,
        "2026-04": 3,
        "2026-05": 3,
    }
    assert found["2026-03"]["missing"] == {"robots": 4}
    assert found["2026-04"]["missing"] == {"gone": 2}
    assert found["2026-05"]["missing"] == {"failed": 1, "not-an-article": 1}
    assert found["2026-01"]["named"] == {"feed": 5, "sitemap": 5}
    assert (
        sum(sum(month["stored"].values()) for month in found.values())
        == rows(  # type: ignore[attr-defined]
            folder / "a.db", "SELECT count(*) FROM articles"
        ).pop()
    )


def test_a_hole_is_told_with_its_likely_reason(folder: Path) -> None:
    done = run("coverage", (folder / "site").read_text(), "-a", "a.db", cwd=folder)
    assert "  hole 2026-03: no article (months around it have 4): 4 disallowed by robots.txt" in done.out.splitlines()
    assert done.out.count("hole ") == 1


def test_the_table_counts_by_kind_of_source(folder: Path) -> None:
    lines = run("coverage", "-a", "a.db", cwd=folder).out.splitlines()
    assert lines[1].split()[:4] == ["month", "stored", "sitemap", "feed"]
    assert lines[5].split()[:4] == ["2026-04", "3", "5", "5"]
    assert lines[5].endswith("2 gone")


def test_csv_has_the_same_figures(folder: Path) -> None:
    done = run("coverage", "-a", "a.db", "--format", "csv", cwd=folder)
    table = {row["month"]: row for row in csv.DictReader(io.StringIO(done.out))}
    assert (table["2026-03"]["hole"], table["2026-03"]["missing_robots"]) == ("empty", "4")
    assert (table["2026-04"]["stored"], table["2026-04"]["named_sitemap"], table["2026-04"]["missing_gone"]) == (
        "3",
        "5",
        "2",
    )


def test_a_period_limits_it(folder: Path) -> None:
    found = months(folder, "--since", "2026-02", "--until", "2026-03-04")
    assert list(found) == ["2026-02", "2026-03"]
    assert found["2026-03"]["missing"] == {"robots": 2}


def test_a_plot_is_the_same_each_time_and_shows_what_is_missing(folder: Path, tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg", "one.png"):
        done = run("coverage", "-a", "a.db", "--plot", tmp_path / name, cwd=folder)
        assert done.code == 0, done.err
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    drawn = (tmp_path / "one.svg").read_text()
    assert "<!-- missing: disallowed by robots.txt -->" in drawn
    assert "<!-- 2026-03 -->" in drawn


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (["--plot", "a.pdf"], 2, "newsarchive: a.pdf: a plot is written as .svg or .png"),
        (
            ["--plot", "none/a.svg"],
            73,
            "newsarchive: none/a.svg: the plot cannot be written (No such file or directory)",
        ),
        (["example.net"], 2, "newsarchive: a.db: no site 'example.net'; it has {site}"),
        (
            ["--since", "2026-05", "--until", "2026-04"],
            2,
            "newsarchive: --since 2026-05-01 is after --until 2026-04-30",
        ),
        (["-a", "none.db"], 3, "newsarchive: none.db: "),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(folder: Path, words: list[str], code: int, line: str) -> None:
    done = run("coverage", "-a", "a.db", *words, cwd=folder)
    assert done.code == code
    assert done.err.startswith(line.format(site=(folder / "site").read_text()))
    assert len(done.lines) == 1


def test_without_matplotlib_it_says_what_to_install(folder: Path) -> None:
    program = "import sys; sys.modules['matplotlib'] = None; from newsarchive.cli import main; main()"
    words = [sys.executable, "-c", program, *command("coverage", "-a", "a.db", "--plot", "a.svg")[3:]]
    env = environment(PYTHONPATH=str(CHECKOUT))
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "newsarchive: plots need matplotlib: pip install 'newsarchive[plots]'\n"


def test_matplotlib_is_not_loaded_for_a_table(folder: Path) -> None:
    program = (
        "import sys\nfrom newsarchive.cli import group\n"
        "group.main(['coverage', '-a', 'a.db'], standalone_mode=False)\n"
        "assert not {'matplotlib', 'scrapy'} & set(sys.modules)"
    )
    env = environment(PYTHONPATH=str(CHECKOUT))
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_a_backfill_ends_with_the_coverage_of_its_period(tmp_path: Path) -> None:
    with Site() as site:
        words = ("--since", "2026-02", "--until", "2026-04", "--summary", "s.json")
        done = crawl(build(site), tmp_path, *words)
        again = crawl(site, tmp_path, "--since", "2026-02", "--until", "2026-04", "-q")
    name = site.base.removeprefix("http://")
    at = done.lines.index(f"{name}: 8 articles from 2026-02-01 to 2026-04-30")
    assert done.lines[at - 1].startswith("new 8 · ")
    assert [line.split()[:2] for line in done.lines[at + 2 : at + 5]] == [
        ["2026-02", "5"],
        ["2026-03", "0"],
        ["2026-04", "3"],
    ]
    assert any(line.startswith("  hole 2026-03: no article") for line in done.lines[at:])
    (told,) = json.loads((tmp_path / "s.json").read_text())["coverage"]
    assert told["site"] == name
    assert [month["articles"] for month in told["months"]] == [5, 0, 3]
    assert again.lines == []


def test_a_crawl_without_a_period_ends_with_its_summary(tmp_path: Path) -> None:
    with Site() as site:
        done = crawl(build(site), tmp_path, "--summary", "s.json")
    assert done.lines[-1].startswith("new ")
    assert json.loads((tmp_path / "s.json").read_text())["coverage"] == []


def test_the_report_of_a_long_backfill_is_short(tmp_path: Path) -> None:
    with Site() as site:
        done = crawl(build(site), tmp_path, "--since", "1996-01", "--until", "2026-12")
    at = next(n for n, line in enumerate(done.lines) if " articles from " in line)
    assert len(done.lines[at:]) <= 40
    assert any(line.split()[:2] == ["2026", "16"] for line in done.lines[at:])
