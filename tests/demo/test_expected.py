"""The truth is what is served: checked on the pages themselves, with none of our own code."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from datetime import datetime

import pytest

from newsarchive.demo import NOISE_LINES, Server, other_pages, truth

from .client import fetch

ARTICLES = [row for row in truth() if row["expect"] == "archived"]
ABSENT = [row for row in truth() if row["expect"] != "archived"]


@pytest.fixture(scope="module")
def served():
    """Each article's page under its path; the server is asked once more where it was out of order."""
    with Server(port=0) as server:
        pages = {}
        for row in ARTICLES:
            page = fetch(server.url.rstrip("/") + row["url"])
            if row["special"] == "flaky":
                assert page.status == 503
                page = fetch(server.url.rstrip("/") + row["url"])
            assert page.status == 200
            pages[row["url"]] = page.tree("cp1252" if row["special"] == "cp1252" else "utf-8")
        yield pages


def words(element) -> str:
    return re.sub(r"[ \n]+", " ", element.text_content()).strip()


def record(tree) -> dict | None:
    scripts = tree.xpath('//script[@type="application/ld+json"]/text()')
    return json.loads(scripts[0]) if scripts else None


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: row["url"])
def test_page_says_what_truth_says(row, served):
    tree = served[row["url"]]
    assert [words(h1) for h1 in tree.xpath("//h1")] == [row["headline"]]
    assert [words(a) for a in tree.xpath('//a[@rel="author"]')] == row["authors"]
    assert [words(a) for a in tree.xpath('//a[@rel="tag"]')] == row["tags"]
    assert words(tree.xpath('//nav[@class="fil"]/a[2]')[0]) == row["section"]
    shown = [words(p) for p in tree.xpath('//*[@id="commentaires"]//div[@class="commentaire"]/p[2]')]
    assert shown == row["comment_texts"]


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: row["url"])
def test_body_in_order_and_nothing_besides(row, served):
    (body,) = copy.deepcopy(served[row["url"]]).xpath('//div[@class="texte"]')
    for noise in body.xpath(
        './/div[@class="pub" or @class="encadre" or @class="encart-lettre" or @class="partage"]|.//figure|.//table'
        '|.//p[.="Publicité" or @class="renvoi" or strong[starts-with(., "A LIRE AUSSI")] or em[.="Sur le même sujet"]]'
    ):
        noise.drop_tree()
    lines = [words(element) for element in body.xpath(".//p|.//h2|.//li")]
    assert lines == row["body"]
    assert not set(lines) & set(NOISE_LINES)


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: row["url"])
def test_links_as_written_in_order(row, served):
    tree = served[row["url"]]
    hrefs = tree.xpath(
        '//div[@class="texte"]//a[not(ancestor::div[@class="pub" or @class="partage"])]/@href'
        '|//section[@class="similaires"]//a/@href'
    )
    assert hrefs == [link["href"] for link in row["related"]]
    assert row["url"] not in hrefs


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: row["url"])
def test_captions_and_tables(row, served):
    (body,) = served[row["url"]].xpath('//div[@class="texte"]')
    captions = [words(c).partition(" Photo ")[0] for c in body.xpath(".//figcaption")]
    assert captions == row["captions"]
    tables = [
        "\n".join("\t".join(words(cell) for cell in line.xpath("./th|./td")) for line in table.xpath(".//tr"))
        for table in body.xpath(".//table")
    ]
    assert tables == row["tables"]


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: row["url"])
def test_dates_where_truth_says_they_are(row, served):
    tree = served[row["url"]]
    found = record(tree)
    times = tree.xpath('//p[@class="dates"]/time[not(ancestor::section)]/@datetime')
    published = datetime.fromisoformat(row["date_published"])
    assert published.utcoffset() is not None
    if row["date_source"] == "json-ld":
        assert found is not None
        assert (found["datePublished"], found["dateModified"]) == (row["date_published"], row["date_modified"])
        assert found["headline"] == row["headline"]
    else:
        assert found is None
    if row["date_source"] == "text":
        assert not times
        assert "Publié le 12 mars 2026 à 18h05" in words(tree)
    else:
        assert times == list(dict.fromkeys([row["date_published"], row["date_modified"]]))


def test_every_other_address_leads_to_the_article():
    with Server(port=0) as server:
        base = server.url.rstrip("/")
        for row in ARTICLES:
            if row["special"] == "flaky":
                fetch(base + row["url"])
            for other in row["alt_urls"]:
                page = fetch(base + other)
                assert page.status == 200
                canonical = page.tree("cp1252").xpath('//link[@rel="canonical"]/@href')
                assert canonical == [base + row["url"]], other


def test_the_absent_are_absent(get):
    answers = {row["special"]: get(row["url"]) for row in ABSENT}
    assert set(answers) == {"disallowed", "gone404", "soft404", "protected"}
    assert answers["gone404"].status == 404
    assert answers["soft404"].status == 200
    assert "introuvable" in answers["soft404"].payload.decode()
    assert "Cet article est protégé par un mot de passe" in answers["protected"].payload.decode()
    assert "n’est servi à personne" not in answers["protected"].payload.decode()


def test_other_pages_answer(get):
    for row in other_pages():
        assert get(row["url"]).status == 200, row


def test_variety():
    """What the newspaper is for: each difficulty is there."""
    assert len(ARTICLES) == 24
    assert {row["section"] for row in ARTICLES} == {"Politique", "Économie", "Société", "Sport"}
    assert set(Counter(row["date_source"] for row in ARTICLES)) == {"json-ld", "time-tag", "text"}
    kinds = Counter(link["kind"] for row in ARTICLES for link in row["related"])
    assert set(kinds) == {"a_lire_aussi", "lire_aussi", "lire_egalement", "meme_sujet", "inline", "similar"}
    assert {row["special"] for row in ARTICLES} == {"", "chain", "cp1252", "flaky", "unlisted"}
    assert {kind for row in ARTICLES for kind, _ in row["blocks"]} == {
        *("paragraph", "heading", "quote", "list_item"),
        *("table", "caption", "related"),
    }
    text = "\n".join(line for row in ARTICLES for line in row["body"])
    assert all(sign in text for sign in ("œ", "«\u00a0", "\u00a0»", "’", "€"))
    assert all(len(row["body"]) >= 4 for row in ARTICLES)


def test_truth_with_a_base_is_absolute():
    for row in truth("http://127.0.0.1:8765/"):
        assert row["url"].startswith("http://127.0.0.1:8765/")
        for link in row.get("related", []):
            assert link["href"].startswith("http")
