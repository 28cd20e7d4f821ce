"""robots.txt decides before anything else is asked for, as RFC 9309 has it."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from tests.runner import rows
from tests.site import Answer, Site, article, listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.runner import Done

HEADLINE = "Le conseil vote le budget de la commune"


def filled(site: Site) -> Site:
    site.page("/", listing(("/budget/", HEADLINE)))
    site.page("/budget/", article(HEADLINE))
    return site


@pytest.fixture
def site(site: Site) -> Site:
    return filled(site)


@pytest.fixture
def sites() -> Iterator[Callable[[int], list[Site]]]:
    """Open so many sites with one article each."""
    with ExitStack() as stack:
        yield lambda count: [filled(stack.enter_context(Site())) for _ in range(count)]


@pytest.fixture
def other() -> Iterator[Site]:
    with Site() as running:
        yield running


def test_a_robots_txt_that_cannot_be_had_closes_the_site(
    sites: Callable[[int], list[Site]], crawl: Callable[..., Done], path: Path
) -> None:
    broken, busy, cut = sites(3)
    broken["/robots.txt"] = Answer(status=500, body=b"<p>En panne</p>")
    busy["/robots.txt"] = Answer(status=503, headers={"Retry-After": "0"}, body=b"<p>En panne</p>")
    cut["/robots.txt"] = Answer(body=b"User-agent: *\n", declared=500, type="text/plain")
    done = crawl(broken.url, busy.url, cut.url)
    assert done.code == 4
    for site in (broken, busy, cut):
        assert set(site.paths) == {"/robots.txt"}
    assert f"{broken.url}: robots.txt answers 500, so nothing else is fetched" in done.err
    assert f"{busy.url}: robots.txt answers 503, so nothing else is fetched" in done.err
    assert f"{cut.url}: robots.txt could not be fetched" in done.err
    # A line and a row a site, and the sum.
    assert done.lines[-1].startswith("nothing could be fetched; ")
    assert len(done.lines) == 3 + 1 + 1 + 3
    assert rows(path, "SELECT exit_code FROM crawls") == [4]


def test_a_site_without_robots_txt_allows_everything(
    sites: Callable[[int], list[Site]], crawl: Callable[..., Done]
) -> None:
    states = (401, 403, 404, 410)
    without = sites(len(states))
    for site, status in zip(without, states, strict=True):
        # What an error page says is no rule.
        site["/robots.txt"] = Answer(status=status, body=b"User-agent: *\nDisallow: /\n", type="text/plain")
    done = crawl(*(site.url for site in without), "-q")
    assert (done.code, done.out, done.err) == (0, "", "")
    for site in without:
        assert "/budget/" in site.paths


def test_a_site_that_forbids_everything_is_left_with_one_line(site: Site, crawl: Callable[..., Done]) -> None:
    site.text("/robots.txt", "User-agent: *\nDisallow: /\n")
    done = crawl(site.url)
    assert done.code == 4
    assert site.paths == ["/robots.txt"]
    assert done.lines[0] == f"{site.url}: robots.txt disallows it"
    assert len(done.lines) == 2


def test_rules_for_us_by_name_outrank_those_for_all(site: Site, crawl: Callable[..., Done]) -> None:
    site.text("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: NewsArchive\nDisallow: /prive/\n")
    assert crawl(site.url).code == 0
    assert "/budget/" in site.paths


def test_a_redirected_robots_txt_is_followed_even_to_another_host(
    site: Site, other: Site, crawl: Callable[..., Done]
) -> None:
    site.redirect("/robots.txt", "/robots/first")
    site.redirect("/robots/first", other.base + "/rules.txt", 302)
    other.text("/rules.txt", "User-agent: *\nDisallow: /budget/\n")
    crawl(site.url)
    assert other.paths == ["/rules.txt"]
    assert "/budget/" not in site.paths
    assert "/" in site.paths


def test_a_robots_txt_that_redirects_for_ever_counts_as_none(site: Site, crawl: Callable[..., Done]) -> None:
    site.redirect("/robots.txt", "/robots.txt")
    assert crawl(site.url).code == 0
    assert site.paths.count("/robots.txt") == 6


def test_the_longest_rule_counts_and_wildcards_are_understood(site: Site, crawl: Callable[..., Done]) -> None:
    headlines = {
        "/a/open/story/": "Un article permis par la règle la plus longue",
        "/a/closed/": "Un article que la règle courte interdit",
        "/b/print.php": "Une page que le joker interdit partout",
        "/c/story.html?view=full": "Une page interdite par sa fin de ligne",
        "/c/story.html?view=fuller": "Une page permise malgré sa fin de ligne",
    }
    site.text(
        "/robots.txt", "User-agent: *\nDisallow: /a/\nAllow: /a/open/\nDisallow: /*.php\nDisallow: /c/*view=full$\n"
    )
    site.page("/", listing(*headlines.items()))
    for address, headline in headlines.items():
        site.page(address, article(headline))
    crawl(site.url)
    assert {target for target in site.paths if target in headlines} == {"/a/open/story/", "/c/story.html?view=fuller"}


def test_each_host_of_a_run_has_its_own_rules(site: Site, other: Site, crawl: Callable[..., Done]) -> None:
    site.text("/robots.txt", "User-agent: *\nDisallow: /\n")
    other.page("/", listing(("/pont/", "Le pont ferme pour huit mois de travaux")))
    other.page("/pont/", article("Le pont ferme pour huit mois de travaux"))
    done = crawl(site.url, other.url)
    assert done.code == 1
    assert site.paths == ["/robots.txt"]
    assert "/pont/" in other.paths
    assert "new 1 " in done.lines[-1]


# ---------------------------------------------------------------------- copies
def kept(path: Path) -> tuple[str, str, str]:
    (row,) = rows(path, "SELECT verdict, detail, text FROM robots_files")
    return row


def aged(path: Path, hours: float) -> None:
    """Let the copy be older than it is."""
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(
            "UPDATE robots_files SET fetched_at = strftime('%Y-%m-%dT%H:%M:%SZ', fetched_at, ?)", (f"-{hours} hours",)
        )


def test_a_copy_is_kept_and_used_by_the_next_run(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    text = "User-agent: *\nDisallow: /budget/\nCrawl-delay: 0.01\nRequest-rate: 100/1\n"
    site.text("/robots.txt", text)
    crawl(site.url)
    crawl(site.url)
    assert site.paths.count("/robots.txt") == 1
    assert "/budget/" not in site.paths
    assert kept(path) == ("rules", "", text)
    host = site.base.removeprefix("http://")
    assert rows(path, "SELECT host, crawl_delay, request_rate FROM hosts") == [(host, 0.01, "100/1")]


def test_a_copy_of_a_day_ago_is_asked_for_anew(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    site.text("/robots.txt", "User-agent: *\nDisallow: /budget/\n")
    crawl(site.url)
    aged(path, 23.9)
    crawl(site.url)
    assert site.paths.count("/robots.txt") == 1
    aged(path, 0.1)
    site.text("/robots.txt", "")
    assert crawl(site.url).code == 0
    assert site.paths.count("/robots.txt") == 2
    assert "/budget/" in site.paths


def test_that_there_is_none_is_known_for_a_day_too(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    crawl(site.url)
    crawl(site.url)
    assert site.paths.count("/robots.txt") == 1
    assert kept(path) == ("none", "robots.txt answers 404", "")


def test_a_host_found_closed_is_asked_by_the_next_run_and_an_old_copy_does_not_open_it(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    site.text("/robots.txt", "User-agent: *\nAllow: /\n")
    crawl(site.url)
    aged(path, 25)
    asked = len(site.asked)
    site["/robots.txt"] = Answer(status=500)
    done = crawl(site.url)
    assert done.code == 4
    assert set(site.paths[asked:]) == {"/robots.txt"}
    assert kept(path)[0] == "closed"
    site.text("/robots.txt", "User-agent: *\nAllow: /\n")
    assert crawl(site.url).code == 0
    assert kept(path)[0] == "rules"


def test_a_dry_run_keeps_no_copy(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    crawl(site.url, "--dry-run")
    assert not path.exists()
    crawl(site.url)
    assert site.paths.count("/robots.txt") == 2


# ---------------------------------------------------------------------- rests
def test_a_host_that_wants_a_rest_before_it_tells_is_not_closed_for_it(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    site["/robots.txt"] = Answer(status=429, headers={"Retry-After": "3600"})
    done = crawl(site.url)
    assert done.code == 4
    assert site.paths == ["/robots.txt"]
    assert done.lines[0] == f"{site.url}: robots.txt answers 429 and asks for 3600 s of rest"
    assert rows(path, "SELECT count(*) FROM robots_files") == [0]
    # Nor does the next run ask before that time is over.
    site.text("/robots.txt", "")
    again = crawl(site.url)
    assert again.code == 4
    assert "wants to be left alone for " in again.err
    assert site.paths == ["/robots.txt"]
