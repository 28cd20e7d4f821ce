"""``crawl --render`` as its users run it: real browser, loopback site, the archive looked at in SQL."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.crawl.processes import below, browsers, is_alive, until
from tests.crawl.program import front, story
from tests.runner import ended, rows, run, start
from tests.site import Answer, Site, article
from tests.site.pages import body_of
from tests.warc.peers import checked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.runner import Done

STORIES = {"/budget/": "Le conseil vote le budget de la commune", "/ecole/": "L’école rouvre après les travaux"}
STATIC = ("/pont/", "Le pont rouvre aux camions")


@pytest.fixture
def program(site: Site) -> Site:
    """A site whose pages need JavaScript but for one, all in its sitemap."""
    front(site, *STORIES.items())
    for path, headline in STORIES.items():
        story(site, path, headline)
    site.page(STATIC[0], article(STATIC[1]))
    site.sitemap(*STORIES, STATIC[0])
    return site


def summary(tmp_path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((tmp_path / "s.json").read_text())
    return told


def test_without_the_option_the_summary_says_what_is_missing(
    program: Site, crawl: Callable[..., Done], path: Path, tmp_path: Path
) -> None:
    done = crawl(program.url, "--summary", "s.json")
    assert done.code == 0
    # The front page and two articles.
    assert "3 pages need JavaScript: try --render" in done.err
    assert summary(tmp_path)["not_articles"]["needs-script"] == 2
    assert rows(path, "SELECT headline FROM articles") == [STATIC[1]]
    reasons = rows(path, "SELECT reason FROM captures WHERE target_uri = ?", program.base + "/budget/")
    assert reasons == ["needs-script"]
    assert "/app.js" not in program.paths


def test_with_the_option_every_article_is_there_and_only_shells_were_rendered(
    program: Site, crawl: Callable[..., Done], path: Path
) -> None:
    done = crawl(program.url, "--render")
    assert done.code == 0
    assert "JavaScript" not in done.err
    stored = dict(rows(path, "SELECT headline, body FROM articles"))
    assert stored == {headline: "\n\n".join(body_of(headline)) for headline in (*STORIES.values(), STATIC[1])}
    rendered = rows(
        path, "SELECT target_uri FROM captures WHERE headers LIKE '%X-Newsarchive-Rendered%' ORDER BY target_uri"
    )
    assert rendered == sorted(program.base + target for target in ("/", *STORIES))
    asked = Counter(program.paths)
    assert {target: asked[target] for target in ("/", *STORIES, STATIC[0], "/app.js", "/robots.txt")} == dict.fromkeys(
        ("/", *STORIES, STATIC[0], "/app.js", "/robots.txt"), 1
    )


def test_a_front_page_is_read_as_the_browser_shows_it(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    front(site, *STORIES.items())
    for target, headline in STORIES.items():
        story(site, target, headline)
    assert crawl(site.url, "--render").code == 0
    assert set(rows(path, "SELECT headline FROM articles")) == set(STORIES.values())


def test_robots_hold_for_pages_and_for_what_they_load(
    program: Site, crawl: Callable[..., Done], path: Path, tmp_path: Path
) -> None:
    rules = f"User-agent: *\nDisallow: /budget/\nDisallow: /api/ecole/\nSitemap: {program.base}/sitemap.xml\n"
    program["/robots.txt"] = Answer(body=rules.encode(), type="text/plain")
    assert crawl(program.url, "--render", "--summary", "s.json").code == 0
    assert rows(path, "SELECT headline FROM articles") == [STATIC[1]]
    assert not [target for target in program.paths if target.startswith(("/budget/", "/api/ecole/", "/api/budget/"))]
    assert summary(tmp_path)["disallowed"] == 1


def test_a_profile_can_say_no(program: Site, path: Path, tmp_path: Path) -> None:
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    (profiles / "relais.toml").write_text(f'domains = "127.0.0.1:{program.port}"\nrender = false\n')
    words = ("crawl", program.url, "-a", "a.db", "--delay", "0", "--contact", "t@example.org", "--render")
    run(*words, cwd=tmp_path, env={"NEWSARCHIVE_SITES": str(profiles)})
    assert rows(path, "SELECT headline FROM articles") == [STATIC[1]]
    assert "/app.js" not in program.paths


def test_a_dry_run_finds_what_the_browser_shows(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    front(site, *STORIES.items())
    done = crawl(site.url, "--render", "--dry-run")
    assert done.code == 0
    assert sorted(done.out.split()) == sorted(site.base + target for target in STORIES)
    assert not path.exists()


def test_without_a_browser_nothing_is_opened(site: Site, path: Path, tmp_path: Path) -> None:
    words = ("crawl", site.url, "-a", "a.db", "--contact", "t@example.org", "--render")
    done = run(*words, cwd=tmp_path, env={"NEWSARCHIVE_CHROMIUM": str(tmp_path / "none")})
    assert done.code == 2
    assert len(done.lines) == 1
    assert "NEWSARCHIVE_CHROMIUM" in done.err
    assert not path.exists()
    assert site.paths == []


def _held(program: Site) -> None:
    program["/api/budget/data.json"] = Answer(body=b"{}", hold=4)


def test_kill_9_leaves_no_browser_and_the_next_crawl_has_the_page(
    program: Site, crawl: Callable[..., Done], path: Path, tmp_path: Path
) -> None:
    data = program.routes["/api/budget/data.json"]
    _held(program)
    process = start(
        *("crawl", program.url, "-a", "a.db", "--delay", "0", "--contact", "t@example.org", "--render"), cwd=tmp_path
    )
    until(lambda: "/api/budget/data.json" in program.paths)
    started = list(below(process.pid))
    assert browsers(process.pid)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    until(lambda: not any(map(is_alive, started)))
    program.routes["/api/budget/data.json"] = data
    assert crawl(program.url, "--render").code == 0
    assert rows(path, "PRAGMA integrity_check") == ["ok"]
    assert set(rows(path, "SELECT headline FROM articles")) == {*STORIES.values(), STATIC[1]}


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_ends_the_browser_too(program: Site, tmp_path: Path, times: int) -> None:
    """Once: the page in flight is finished. Twice: it is not."""
    _held(program)
    process = start(
        *("crawl", program.url, "-a", "a.db", "--delay", "0", "--contact", "t@example.org", "--render"), cwd=tmp_path
    )
    until(lambda: "/api/budget/data.json" in program.paths)
    started = list(below(process.pid))
    for _ in range(times):
        # To all of the group, as a terminal does it.
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.5)
    assert ended(process).code == 130
    until(lambda: not any(map(is_alive, started)))


def test_a_recording_has_the_document_what_it_loaded_and_what_it_became(
    program: Site, crawl: Callable[..., Done], tmp_path: Path
) -> None:
    assert crawl(program.url, "--render", "--warc", "w").code == 0
    (path,) = (tmp_path / "w").iterdir()
    written = checked(path)
    answers = [record for record in written if record.kind in ("response", "revisit")]
    assert Counter(record.target.removeprefix(program.base) for record in answers) == Counter(program.paths)
    became = {record.target.removeprefix(program.base): record for record in written if record.kind == "conversion"}
    assert set(became) == {"/", *STORIES}
    for target, headline in STORIES.items():
        (document,) = [record for record in answers if record.target == program.base + target]
        assert became[target].fields["WARC-Refers-To"] == document.fields["WARC-Record-ID"]
        assert body_of(headline)[0] in became[target].content.decode()
        assert body_of(headline)[0] not in document.content.decode()
    assert run("import", "w", "-a", "b.db", "-q", cwd=tmp_path).code == 0
    for query in (
        "SELECT canonical_url, headline, body, payload_digest FROM articles ORDER BY 1",
        "SELECT target_uri, moment, payload_digest, headers FROM captures WHERE status = 200 ORDER BY 1",
    ):
        assert rows(tmp_path / "b.db", query) == rows(tmp_path / "a.db", query)
