"""One crawl of a site where half the pages are broken in some way: each trap costs its own page at most."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.runner import Done, rows, run
from tests.site import Answer, Site, article, listing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BIG = 30 * 1024 * 1024
BUSY = Answer(status=503, headers={"Retry-After": "1"}, body=b"<p>Un instant</p>")
TOO_MANY = Answer(status=429, headers={"Retry-After": "1"}, body=b"<p>Trop</p>")
PROTECTED = """<!doctype html><html lang="fr"><head><title>Protégé : Secret de cour - Le
Relais</title></head><body><main><article
class="post-password-required"><h1>Protégé : Secret de cour</h1><form action="/wp-login.php?action=postpass"
class="post-password-form"
method="post"><p>Cet article est protégé par un mot de passe. Pour le lire, saisissez le mot de passe
ci-dessous.</p><label>Mot de
passe : <input name="post_password" type="password"></label><input type="submit"
value="Entrer"></form></article></main></body></html>"""
MISSING = """<!doctype html><html lang="fr"><head><title>Page introuvable - Le
Relais</title></head><body><main><h1>Page introuvable</h1>
<p>La page que vous cherchez n’existe pas ou n’existe plus.</p><form action="/"><input type="search"
name="s"></form></main></body></html>"""


NOT_HAD = {
    "/cut/": "truncated",
    "/gzip-cut/": "truncated",
    "/bomb/": "too-large",
    "/huge/": "too-large",
    "/loop/": "redirect-loop",
    "/drip/": "endless",
}


def page(headline: str, **fields: Any) -> Answer:
    return Answer(body=article(headline).encode(), **fields)


def zipped(headline: str, *, cut: bool) -> Answer:
    body = gzip.compress(article(headline).encode())
    return Answer(body=body[: len(body) // 2] if cut else body, headers={"Content-Encoding": "gzip"})


def cut(headline: str) -> Answer:
    body = article(headline).encode()
    return Answer(body=body[:-200], declared=len(body))


def set_traps(site: Site, elsewhere: Site) -> None:
    site["/busy/"] = [BUSY, BUSY, page("Le serveur fatigué finit par répondre")]
    site["/too-many/"] = [TOO_MANY, TOO_MANY, page("Deux refus puis un article entier")]
    site["/cut-once/"] = [cut("La connexion coupée puis rétablie"), page("La connexion coupée puis rétablie")]
    site["/cut/"] = cut("La connexion toujours coupée avant la fin")
    site["/gzip-once/"] = [
        zipped("Le colis ouvert arrive enfin", cut=True),
        zipped("Le colis ouvert arrive enfin", cut=False),
    ]
    site["/drip/"] = Answer(body=b"<html><p>Patience</p>", drip=1)
    site["/gzip-cut/"] = zipped("Le colis toujours ouvert", cut=True)
    site["/empty-once/"] = [Answer(), page("Une page vide puis pleine de mots")]
    site.redirect("/loop/", "/loop/again/")
    site.redirect("/loop/again/", "/loop/", 302)
    site.redirect("/away/", elsewhere.base + "/stolen/")
    elsewhere["/stolen/"] = page("Un article qui vit ailleurs")
    site.page(
        "/refresh/", '<html><head><meta http-equiv="refresh" content="0; url=/refreshed/"></head><body></body></html>'
    )
    site["/refreshed/"] = page("Le renvoi par la page elle-même")
    site["/bomb/"] = Answer(body=gzip.compress(b"<p>" + b"a" * BIG, 9), headers={"Content-Encoding": "gzip"})
    site["/huge/"] = Answer(body=b"<p>" + b"a" * BIG)
    old = article("L’été à Sarvelle – œuvre d’hiver").replace("utf-8", "")
    site["/cp1252/"] = Answer(body=old.encode("cp1252"), type="text/html")
    site["/lie/"] = Answer(
        body=article("L’été menteur – un cœur à 5 €").encode("cp1252"), type="text/html; charset=utf-8"
    )
    site.page("/protected/", PROTECTED)
    site.page("/missing/", MISSING)
    twins = f'<link rel="amphtml" href="{site.base}/alias/amp/"><link rel="shortlink" href="{site.base}/?p=12">'
    alias = article("Un article et tous ses noms", canonical=site.base + "/alias/", head=twins)
    for address in ("/alias/", "/alias", "/alias/?utm_source=lettre", "/alias/amp/"):
        site.page(address, alias)
    site.redirect("/?p=12", "/alias/")
    site.redirect("/old-alias/", "/alias/")


@dataclass(frozen=True)
class Crawled:
    site: Site
    elsewhere: Site
    path: Path
    done: Done
    summary: dict[str, Any]

    def reason(self, path: str) -> str:
        """Why an address is among the failures, or "" where it is not."""
        return next((f["reason"] for f in self.summary["failures"] if f["url"] == self.site.base + path), "")

    def headlines(self, path: str) -> list[str]:
        return rows(self.path, "SELECT headline FROM articles WHERE url = ?", self.site.base + path)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("traps")
    with Site() as site, Site() as elsewhere:
        set_traps(site, elsewhere)
        traps = [path for path in site.routes if path != "/loop/again/" and path != "/refreshed/"]
        site.sitemap(*traps, "/gone/")
        site.page("/", listing(("/alias/", "Un article et tous ses noms")))
        words = ("--delay", "0", "--contact", "t@example.org", "--summary", "s.json")
        done = run("crawl", site.url, "-a", "a.db", *words, cwd=folder)
        yield Crawled(site, elsewhere, folder / "a.db", done, json.loads((folder / "s.json").read_text()))


def test_the_run_ends_by_itself_with_failures_told_a_line_each(crawled: Crawled) -> None:
    assert crawled.done.code == 1
    failures = {failure["url"] for failure in crawled.summary["failures"]}
    assert failures == {crawled.site.base + path for path in NOT_HAD}
    assert len(crawled.done.lines) == len(failures) + 1
    for url in failures:
        assert sum(line.startswith(f"{url}: ") for line in crawled.done.lines) == 1


@pytest.mark.parametrize("path", ["/busy/", "/too-many/"])
def test_a_host_that_asks_for_rest_gets_it(crawled: Crawled, path: str) -> None:
    asked = crawled.site.times(path)
    assert len(asked) == 3
    others = [a.at for a in crawled.site.asked]
    for before, after in pairwise(asked):
        assert after - before >= 1
        assert not [at for at in others if before < at < before + 0.9], (
            "another page of the host was asked for meanwhile"
        )
    assert len(crawled.headlines(path)) == 1


@pytest.mark.parametrize(
    ("path", "headline"),
    [
        ("/cut-once/", "La connexion coupée puis rétablie"),
        ("/gzip-once/", "Le colis ouvert arrive enfin"),
        ("/empty-once/", "Une page vide puis pleine de mots"),
        ("/cp1252/", "L’été à Sarvelle – œuvre d’hiver"),
        ("/lie/", "L’été menteur – un cœur à 5 €"),
        ("/refreshed/", "Le renvoi par la page elle-même"),
    ],
)
def test_what_can_be_had_is_had_whole(crawled: Crawled, path: str, headline: str) -> None:
    assert crawled.headlines(path) == [headline]
    body = rows(crawled.path, "SELECT body FROM articles WHERE url = ?", crawled.site.base + path)[0]
    assert body.endswith("deux millions d’euros.")


@pytest.mark.parametrize(
    ("path", "reason"),
    NOT_HAD.items(),
)
def test_what_cannot_be_had_is_not_stored_and_says_why(crawled: Crawled, path: str, reason: str) -> None:
    assert crawled.reason(path) == reason
    assert crawled.headlines(path) == []


def test_a_broken_page_is_not_asked_for_without_end(crawled: Crawled) -> None:
    assert len(crawled.site.times("/cut/")) <= 5
    assert len(crawled.site.times("/gzip-cut/")) <= 5
    assert len(crawled.site.times("/huge/")) <= 2
    assert len(crawled.site.times("/loop/")) <= 2
    assert len(crawled.site.times("/drip/")) == 1


def test_a_redirect_to_another_site_is_not_followed(crawled: Crawled) -> None:
    assert crawled.elsewhere.asked == []
    assert "/away/" in crawled.site.paths


def test_aliases_are_one_row_and_all_lead_to_it(crawled: Crawled) -> None:
    headline = "Un article et tous ses noms"
    found = rows(crawled.path, "SELECT id, canonical_url FROM articles WHERE headline = ?", headline)
    assert [url for _, url in found] == [crawled.site.base + "/alias/"]
    led = rows(crawled.path, "SELECT url_key FROM addresses WHERE article_id = ?", found[0][0])
    host = crawled.site.base.removeprefix("http://")
    assert {f"{host}/alias", f"{host}/?p=12"} <= set(led)


def test_aliases_cost_no_second_copy_of_the_page(crawled: Crawled) -> None:
    aliases = ("/alias/", "/alias", "/alias/?utm_source=lettre", "/alias/amp/")
    assert sum(len(crawled.site.times(path)) for path in aliases) == 1
    assert len(crawled.site.times("/?p=12") + crawled.site.times("/old-alias/")) <= 2


@pytest.mark.parametrize(("path", "reason"), [("/protected/", "protected"), ("/missing/", "error-page")])
def test_pages_that_are_refused_keep_their_capture(crawled: Crawled, path: str, reason: str) -> None:
    url = crawled.site.base + path
    assert rows(crawled.path, "SELECT status, verdict, reason FROM captures WHERE target_uri = ?", url) == [
        (200, "not-an-article", reason)
    ]
    assert crawled.headlines(path) == []


def test_a_page_that_is_gone_is_counted_and_no_failure(crawled: Crawled) -> None:
    assert crawled.summary["gone"] == 1
    assert crawled.reason("/gone/") == ""
    assert rows(crawled.path, "SELECT status FROM captures WHERE target_uri = ?", crawled.site.base + "/gone/") == [404]


def test_the_user_agent_names_us_and_the_contact_and_no_referer_is_sent(crawled: Crawled) -> None:
    for asked in crawled.site.asked:
        assert asked.headers["User-Agent"].startswith("newsarchive/")
        assert "t@example.org" in asked.headers["User-Agent"]
        assert "Referer" not in asked.headers


def test_the_archive_is_sound(crawled: Crawled) -> None:
    assert rows(crawled.path, "PRAGMA integrity_check") == ["ok"]
    stored = rows(
        crawled.path, "SELECT count(*) FROM articles a JOIN captures c ON c.id = a.capture_id AND c.status = 200"
    )
    assert stored == rows(crawled.path, "SELECT count(*) FROM articles")
