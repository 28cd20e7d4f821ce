"""Listings as static site generators number them, and addresses that only look like listings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml.html import fromstring

from newsarchive.archive import Archive
from newsarchive.discover import addresses, archives, listings
from newsarchive.discover.plan import Plan, Scope
from newsarchive.discover.scope import Seeds
from newsarchive.discover.sources import Sources
from newsarchive.model import Candidate, Findings, Role, Source, Step

A = "https://gazette.example"


@pytest.mark.parametrize(
    ("here", "links", "pages"),
    [
        ("/", {"/index2.html": "»", "/index15.html": "⟫"}, ["/index2.html", "/index15.html"]),
        (
            "/index-7.html",
            {"/index-8.html": "Plus récents", "/index-6.html": "Plus anciens"},
            ["/index-8.html", "/index-6.html"],
        ),
        ("/sport.html", {"/sport2.html": "⟩"}, ["/sport2.html"]),
        ("/sport2.html", {"/sport3.html": "3", "/culture2.html": "Culture"}, ["/sport3.html"]),
    ],
)
def test_later_pages_numbered_in_the_file_name(here: str, links: dict[str, str], pages: list[str]) -> None:
    html = "".join(f'<a href="{href}">{text}</a>' for href, text in links.items())
    listing = listings.read(fromstring(f"<html><body><div>{html}</div></body></html>"), A + here)
    assert listing.pages == tuple(A + page for page in pages)


def test_a_section_with_a_number_in_its_name_is_no_page_of_its_neighbour() -> None:
    html = '<html><body><nav><a href="/rubrique2.html">Sport</a></nav></body></html>'
    assert listings.read(fromstring(html), A + "/rubrique1.html").pages == ()


def test_a_sitemap_s_later_pages_are_listings() -> None:
    named = [
        Candidate(url=A + path, source=Source.SITEMAP) for path in ("/index-7.html", "/page/3/", "/posts/le-maire/")
    ]
    frontier = Archive.scratch().frontier(1)
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    seed = frontier.begin(A + "/", "", "", now)
    frontier.ask([Step(url=A + "/sitemap.xml", role=Role.SITEMAP, priority=1)], seed.id, seed.sweep, "gazette.example")
    errand = frontier.lease("gazette.example")
    assert errand
    Plan(frontier, Scope(began=now)).saw_sitemap(errand, errand.url, named, is_complete=True)
    asked = {found.url: found.role for found in iter(lambda: frontier.lease("gazette.example"), None)}
    assert list(asked.values()) == [Role.ARTICLE, Role.LISTING, Role.LISTING], "articles, newest first; then the rest"
    assert asked[A + "/posts/le-maire/"] is Role.ARTICLE


@pytest.mark.parametrize(
    "slug", ["comment-la-ville-a-tenu", "auteurs-presumes-arretes", "profil-d-un-candidat.html", "tags-et-graffitis"]
)
def test_a_story_whose_slug_begins_like_a_listing(slug: str) -> None:
    assert not addresses.is_side_listing(f"{A}/{slug}")
    assert not addresses.is_never_wanted(f"{A}/{slug}")


@pytest.mark.parametrize(
    "path", ["/a-propos/", "/pages/contact.html", "/mentions-legales", "/spip.php?page=login&url=x"]
)
def test_pages_about_the_site_are_never_wanted(path: str) -> None:
    assert addresses.is_never_wanted(A + path)


def test_spip_s_own_addresses_of_sections_tags_and_authors() -> None:
    assert addresses.is_section(A + "/-Politique-")
    assert addresses.is_side_listing(A + "/_Awa-Sanoghin_")
    assert addresses.is_side_listing(A + "/+-Barrage-+")


@pytest.mark.parametrize(
    "teaser",
    [
        """<article class="entry"><header><h2>{0}</h2></header><p>Le maire…</p><a class="entry-link"
        aria-label="post link to {0}" href="/posts/maire/"></a></article>""",
        """<div class="card"><div class="card-body"><h5 class="card-title">{0}</h5><p>Le maire…</p><a
        href="/posts/maire/" class="stretched-link"></a></div></div>""",
        '<div><h3>{0}</h3><p>Le maire…</p><p><a href="/posts/maire/">Lire la suite →</a></p></div>',
        '<li><img src="/a.jpg" alt=""><a href="/posts/maire/" title="{0}"></a></li>',
    ],
)
def test_a_link_without_words_leads_to_the_story_of_its_teaser(teaser: str) -> None:
    headline = "Le maire démissionne après douze ans"
    html = teaser.format(headline) + teaser.format("La halle rouvre ses portes").replace("maire/", "halle/")
    listing = listings.read(fromstring(f"<html><body><main>{html}</main></body></html>"), A + "/")
    assert [(c.url, c.headline) for c in listing.articles] == [
        (A + "/posts/maire/", headline),
        (A + "/posts/halle/", "La halle rouvre ses portes"),
    ]
    assert listing.sections == listing.pages == ()


def test_links_without_words_to_other_things_are_left() -> None:
    html = (
        '<article><h2><a href="/posts/maire/">Le maire démissionne après douze ans</a></h2><a href="/photo/12/"></a>'
        '<a href="/tags/budget/">Lire la suite</a></article><footer><h4>Tout le journal de la ville</h4>'
        '<a href="/reseaux/"></a></footer><p><a href="/top/" aria-label="Haut de page"></a></p>'
    )
    listing = listings.read(fromstring(f"<html><body>{html}</body></html>"), A + "/")
    assert [c.url for c in listing.articles] == [A + "/posts/maire/"]


@pytest.mark.parametrize(
    ("item", "day"),
    [
        ('<li><span class="post-meta">Aug 10, 2026</span><h3>{}</h3></li>', (2026, 8, 10)),
        ("<li>10 août 2026 {}</li>", (2026, 8, 10)),
        ("<li><i>Publié le 1er août 2026 à 8h30</i> {}</li>", (2026, 8, 1)),
        ("<dt>Thu 15 October 2026</dt><dd>{}</dd>", (2026, 10, 15)),
        ("<tr><td>2026-10-15</td><td>{}</td></tr>", (2026, 10, 15)),
        ("<li>15/10/2026 : {}</li>", (2026, 10, 15)),
        ("<li>03.04.2026 {}</li>", (2026, 4, 3)),
        (
            '<article><h2>{}</h2><abbr class="published" title="2026-10-15T08:00:00+00:00">jeudi</abbr></article>',
            (2026, 10, 15),
        ),
        ("<li>03/04/2026 {}</li>", None),
        ("<li>{} <p>Rendez-vous à la halle de la ville basse le 12 mars 2027</p></li>", None),
        ("<li>{} <a href='/b/'>Autre</a> 10 août 2026</li>", None),
    ],
)
def test_a_day_in_a_line_of_its_own_is_the_teaser_s(item: str, day: tuple[int, int, int] | None) -> None:
    html = item.format('<a href="/maire/">Le maire démissionne après douze ans</a>')
    listing = listings.read(fromstring(f"<html><body><main><div>{html}</div></main></body></html>"), A + "/")
    (found,) = listing.articles
    told = found.published.value if found.published else None
    assert (told.year, told.month, told.day) == day if told and day else told is day


def asked_of_archive(front: str, *, overview: str = "") -> list[str]:
    """Give what is asked for of a site's archive, given its front page and the archive as a whole."""
    frontier = Archive.scratch().frontier(1)
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    seed = frontier.begin(A + "/", "", "", now)
    sources = Sources(frontier, Scope(began=now, sources=frozenset({Source.ARCHIVE})), Seeds())
    frontier.ask([Step(url=A + "/", role=Role.START, priority=1)], seed.id, seed.sweep, "gazette.example")
    errand = frontier.lease("gazette.example")
    assert errand
    sources.begin(errand, A + "/", (), listings.read(fromstring(f"<html><body>{front}</body></html>"), A + "/"))
    asked = []
    while (found := frontier.lease("gazette.example")) is not None:
        asked.append(found.url.removeprefix(A))
        if overview and archives.is_overview(found.url):
            tree = fromstring(f"<html><body>{overview}</body></html>")
            sources.saw_archive(found, Findings(named=0, new=0), listings.read(tree, found.url))
    return asked


def test_the_months_of_an_archive_that_only_its_overview_links_to() -> None:
    front = '<nav><a href="/archive.html">Archives</a></nav>'
    overview = '<ul><li><a href="/2024/">2024 (12)</a></li><li><a href="/2025/">2025 (9)</a></li></ul>'
    assert asked_of_archive(front, overview=overview) == ["/2026/11/", "/archive.html", "/2025/", "/2024/"]


def test_an_archive_that_nothing_links_to_is_looked_for_where_the_articles_lie() -> None:
    posts = "".join(
        f'<h2><a href="/posts/2026/{month:02}/maire/">Le maire démissionne après {month} ans</a></h2>'
        for month in (9, 8, 7)
    )
    assert asked_of_archive(posts) == ["/posts/2026/09/"]
    usual = ["/2026/11/", "/archives.html", "/archives/", "/archive.html", "/archive/"]
    assert asked_of_archive("<p>Rien</p>") == usual
