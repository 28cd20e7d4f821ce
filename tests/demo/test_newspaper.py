from __future__ import annotations

import json
from datetime import datetime
from importlib import resources
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest

from newsarchive.demo import Newspaper, truth

CHANGING = "/societe/crue-de-la-dorvelle-ce-que-l-on-sait/"
FLAKY = "/economie/prix-du-lait-les-eleveurs-bloquent-la-laiterie/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "http://127.0.0.1:8765"


@pytest.fixture
def newspaper():
    return Newspaper(BASE)


def text(newspaper, path):
    response = newspaper.respond(path)
    assert response.status == 200
    return response.payload.decode()


def lastmods(newspaper):
    tree = ET.fromstring(newspaper.respond("/sitemap-articles.xml").payload)
    return {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in tree}


def test_robots_forbids_the_private_section_and_names_the_sitemap(newspaper):
    rules = RobotFileParser()
    rules.parse(text(newspaper, "/robots.txt").splitlines())
    assert not rules.can_fetch("newsarchive", f"{BASE}/prive/plan-de-la-redaction/")
    assert rules.can_fetch("newsarchive", f"{BASE}{CHANGING}")
    assert rules.site_maps() == [f"{BASE}/sitemap.xml"]
    assert "/prive/plan-de-la-redaction/" in text(newspaper, "/"), "a link tempts"


def test_sitemap_index_leads_to_sitemaps(newspaper):
    index = ET.fromstring(newspaper.respond("/sitemap.xml").payload)
    locs = [element.text for element in index.iter(f"{SITEMAP}loc")]
    assert locs == [f"{BASE}/sitemap-articles.xml", f"{BASE}/sitemap-pages.xml"]
    for loc in locs:
        assert ET.fromstring(newspaper.respond(loc.removeprefix(BASE)).payload).tag == f"{SITEMAP}urlset"


def test_sitemap_knows_all_articles_but_one(newspaper):
    listed = lastmods(newspaper)
    rows = {row["special"]: row for row in truth(BASE)}
    missing = [
        row["url"]
        for row in truth(BASE)
        if row["expect"] == "archived" and not {row["url"], *row["alt_urls"]} & set(listed)
    ]
    assert missing == [rows["unlisted"]["url"]]
    assert {rows["gone404"]["url"], rows["soft404"]["url"], rows["protected"]["url"]} <= set(listed)
    assert rows["disallowed"]["url"] not in listed
    assert all(datetime.fromisoformat(value).tzinfo for value in listed.values())


def test_feed_is_rss_with_the_latest(newspaper):
    response = newspaper.respond("/feed/")
    assert response.header("content-type").startswith("application/rss+xml")
    items = ET.fromstring(response.payload).findall("channel/item")
    newest = [row for row in truth(BASE) if row["expect"] == "archived"][:10]
    assert [item.findtext("title") for item in items] == [row["headline"] for row in newest]
    assert [item.findtext("link") for item in items] == [row["url"] for row in newest]


def test_lists_are_paged(newspaper):
    first = text(newspaper, "/actualites/")
    assert first.count('class="carte"') == 6
    assert 'rel="next"' in first
    seen, number = 0, 1
    while (page := newspaper.respond(f"/actualites/page/{number}/" if number > 1 else "/actualites/")).status == 200:
        seen += page.payload.decode().count('class="carte"')
        number += 1
    assert (seen, number, page.status) == (25, 6, 404)
    assert newspaper.respond("/politique/page/1/").header("location") == f"{BASE}/politique/"


def test_unlisted_article_is_in_a_list(newspaper):
    (row,) = (row for row in truth() if row["special"] == "unlisted")
    assert row["url"] in text(newspaper, "/societe/")


def test_second_visit_finds_the_article_changed(newspaper):
    url = BASE + CHANGING
    before = lastmods(newspaper)
    first = text(newspaper, CHANGING)
    after = lastmods(newspaper)
    second = text(newspaper, CHANGING)
    assert {loc for loc in before if before[loc] != after[loc]} == {url}
    for page, edition in ((first, 1), (second, 2)):
        (row,) = (row for row in truth(BASE, edition=edition) if row["url"] == url)
        assert f"<h1>{row['headline']}</h1>" in page
        assert row["date_modified"] in page
        assert all(f"{line}<" in page for line in row["body"])
    assert text(newspaper, CHANGING) == second, "it changes once"


def test_only_reading_the_article_changes_it(newspaper):
    newspaper.respond(CHANGING, "HEAD")
    newspaper.respond(CHANGING + "amp/")
    newspaper.respond(CHANGING.rstrip("/"))
    newspaper.respond("/?p=195")
    assert newspaper.edition == 1


def test_edition_two_begins_changed():
    assert lastmods(Newspaper(BASE, edition=2))[BASE + CHANGING] == "2026-06-30T11:20:00+02:00"


def test_state_outlives_the_newspaper(tmp_path):
    state = tmp_path / "deep" / "visits.json"
    for visits, edition in ((0, 1), (1, 2), (2, 2)):
        newspaper = Newspaper(BASE, state=state)
        assert newspaper.edition == edition
        newspaper.respond(CHANGING)
        assert json.loads(state.read_text())["visits"] == visits + 1


@pytest.mark.parametrize("content", ["", "[]", '{"visits": "many"}', '{"visits": -3}', "\x00"])
def test_broken_state_counts_as_none(tmp_path, content):
    state = tmp_path / "visits.json"
    state.write_text(content)
    assert Newspaper(BASE, state=state).edition == 1


def test_state_that_cannot_be_written_does_no_harm(tmp_path):
    (tmp_path / "file").write_text("")
    newspaper = Newspaper(BASE, state=tmp_path / "file" / "visits.json")
    assert newspaper.respond(CHANGING).status == 200
    assert newspaper.edition == 2


def test_windows_1252_is_declared_nowhere(newspaper):
    (row,) = (row for row in truth() if row["special"] == "cp1252")
    response = newspaper.respond(row["url"])
    assert response.header("content-type") == "text/html"
    with pytest.raises(UnicodeDecodeError):
        response.payload.decode()
    page = response.payload.decode("cp1252")
    assert "charset" not in page
    assert all(sign in page for sign in ("Œufs", "14\u00a0000\u00a0€", "…", "’"))
    assert b"\x8cufs" in response.payload


def test_short_addresses(newspaper):
    answers = {row["n"]: newspaper.respond(f"/?p={row['n']}") for row in truth() if row["expect"] == "archived"}
    assert {answer.status for answer in answers.values()} == {200, 301, 302}
    assert [n for n, answer in answers.items() if answer.status == 200] == [134]
    assert newspaper.respond("/?p=4711").status == 404


def test_chain_of_two_redirects(newspaper):
    (row,) = (row for row in truth() if row["special"] == "chain")
    path, steps = "/politique/place-du-lavoir-on-vote/", 0
    while (response := newspaper.respond(path)).status == 301:
        path, steps = response.header("location").removeprefix(BASE), steps + 1
    assert (path, steps) == (row["url"], 2)


def test_out_of_order_once(newspaper):
    first, second = newspaper.respond(FLAKY), newspaper.respond(FLAKY)
    assert (first.status, first.header("retry-after"), second.status) == (503, "1", 200)


def test_calendar_never_ends(newspaper):
    assert "/agenda/?mois=2026-08" in text(newspaper, "/agenda/?mois=2026-07")
    assert "/agenda/?mois=2027-01" in text(newspaper, "/agenda/?mois=2026-12")
    assert "/agenda/?mois=2025-12" in text(newspaper, "/agenda/?mois=2026-01")
    assert newspaper.respond("/agenda/?mois=hier").status == 404


def test_pictures_are_well_formed(newspaper):
    response = newspaper.respond("/images/pont-tanneurs.svg")
    assert response.header("content-type") == "image/svg+xml"
    assert ET.fromstring(response.payload).tag.endswith("svg")


def test_nothing_is_received(newspaper):
    response = newspaper.respond("/commentaires/", "POST")
    assert (response.status, response.header("allow")) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "target", ["/nulle-part/", "/nulle-part", "//", "/tag/", "/auteur/personne/", "/?p=", "/%00", "*"]
)
def test_strange_targets_are_answered(newspaper, target):
    assert newspaper.respond(target).status in (200, 301, 404)


def test_same_request_same_answer(newspaper):
    for path in ("/", "/politique/", "/feed/", "/societe/la-bibliotheque-ouvre-la-nuit/"):
        assert newspaper.respond(path) == newspaper.respond(path) == Newspaper(BASE).respond(path)


def test_package_data_is_where_the_wheel_takes_it_from():
    package = resources.files("newsarchive.demo")
    assert sum(entry.name.endswith(".toml") for entry in package.joinpath("articles").iterdir()) == 25
    assert {entry.name for entry in package.joinpath("templates").iterdir()} >= {
        "page.html",
        "article.html",
        "style.css",
    }
