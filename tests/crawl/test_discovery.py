"""Sites that name their articles in different ways, crawled whole: nothing is missed, nothing is asked for twice."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from tests.runner import rows
from tests.site import Answer, article, listing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.runner import Done
    from tests.site import Site


def headline(n: int) -> str:
    return f"La chronique numéro {n} du conseil municipal"


def stored(path: Path, site: Site) -> set[str]:
    return {url.removeprefix(site.base) for url in rows(path, "SELECT url FROM articles")}


def test_a_site_without_sitemap_or_feed_is_walked_to_its_end_past_its_traps(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    """Sections in a menu, ten pages of five each by an offset, a calendar and a folder without end."""
    menu = '<nav><a href="/politique/">Politique</a> <a href="/sport/">Sport</a> <a href="/agenda/1/">Agenda</a></nav>'
    for number, section in enumerate(("politique", "sport")):
        for page in range(10):
            first = number * 50 + page * 5
            entries = [(f"/{section}/n{n}/", headline(n)) for n in range(first, first + 5)]
            following = (
                f'<div class="pagination"><a rel="next" href="/{section}/?start={page * 5 + 5}">Suivant</a></div>'
            )
            target = f"/{section}/?start={page * 5}" if page else f"/{section}/"
            site.page(target, listing(*entries, extra=menu + (following if page < 9 else "")))
            for address, words in entries:
                site.page(address, article(words))
    site.page("/", listing(("/politique/n0/", headline(0)), extra=menu))

    def endless(target: str) -> Answer | None:
        if target.startswith("/agenda/"):
            month = int(target.strip("/").split("/")[-1]) + 1
            links = (
                f'<a rel="next" href="/agenda/{month}/">Suivant</a><a href="{target}folder/">Plus de dates encore</a>'
            )
            return Answer(body=listing(extra=links).encode())
        return None

    site.fallback = endless
    done = crawl(site.url)
    assert done.code == 0, done.err
    assert stored(path, site) == {
        f"/{s}/n{k + 50 * i}/" for i, s in enumerate(("politique", "sport")) for k in range(50)
    }
    assert sum(target.startswith("/agenda/") for target in site.paths) < 15
    assert len(site.paths) == len(set(site.paths)), "nothing is asked for twice"
    before = len(site.asked)
    again = crawl(site.url)
    assert again.err.startswith("new 0 ")
    assert len(site.asked) - before < 30, "a site known whole is not walked whole again"


def test_sitemaps_in_an_index_zipped_cut_short_and_missing(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    def urlset(*numbers: int) -> str:
        return "<urlset>" + "".join(f"<url><loc>{site.base}/n{n}/</loc></url>" for n in numbers) + "</urlset>"

    for n in range(9):
        site.page(f"/n{n}/", article(headline(n)))
    site.text("/robots.txt", f"User-agent: *\nSitemap: {site.base}/index-map.xml\n")
    names = ("a.xml", "b.xml.gz", "cut.xml", "none.xml", "author-sitemap.xml")
    index = "".join(f"<sitemap><loc>{site.base}/{name}</loc></sitemap>" for name in names)
    site.text("/index-map.xml", f"<sitemapindex>{index}</sitemapindex>", "text/xml")
    site.text("/a.xml", urlset(0, 1, 2), "text/xml")
    site["/b.xml.gz"] = Answer(body=gzip.compress(urlset(3, 4, 5).encode()), type="application/gzip")
    site.text("/cut.xml", urlset(6, 7, 8)[:-50], "text/xml")
    site.page("/", listing(("/n0/", headline(0))))
    done = crawl(site.url)
    assert {f"/n{n}/" for n in range(8)} <= stored(path, site)
    assert "/author-sitemap.xml" not in site.paths
    assert f"{site.base}/cut.xml: the sitemap breaks off; what stands before is used" in done.lines
    assert done.code == 0


def test_translations_that_a_sitemap_names_as_such_are_not_asked_for(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    def entry(path: str, *languages: str) -> str:
        twins = "".join(
            f'<x:link rel="alternate" hreflang="{tag}" href="{site.base}/{tag}/n{path[-2]}/"/>' for tag in languages
        )
        return f"<url><loc>{site.base}{path}</loc>{twins}</url>"

    both = [entry(f"/{tag}/n{n}/", "fr", "en") for n in range(3) for tag in ("en", "fr")]
    alone = entry("/en/n3/", "en")
    site.text("/robots.txt", f"User-agent: *\nSitemap: {site.base}/map.xml\n")
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:x="http://www.w3.org/1999/xhtml"'
    site.text("/map.xml", f"<urlset {names}>{''.join(both)}{alone}</urlset>", "text/xml")
    for n in range(4):
        site.page(f"/fr/n{n}/", article(headline(n)))
        site.page(f"/en/n{n}/", article(f"Chronicle number {n} of the town council").replace('lang="fr"', 'lang="en"'))
    site.page("/", listing(("/fr/n0/", headline(0))))
    assert crawl(site.url).code == 0
    assert stored(path, site) == {"/fr/n0/", "/fr/n1/", "/fr/n2/", "/en/n3/"}
    assert [target for target in site.paths if target.startswith("/en/")] == ["/en/n3/"]


def test_an_article_no_source_names_is_found_by_the_callouts_of_others(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    """One callout leads to a hidden article; another, by number, to one that is known by its name already."""
    callouts = (
        f'<p><strong>A LIRE AUSSI : <a href="/n2/">{headline(2)}</a></strong></p>'
        f'<p><strong>A LIRE AUSSI : <a href="/?p=11">{headline(1)}</a></strong></p>'
    )
    site.page("/", listing(("/n0/", headline(0)), ("/n1/", headline(1))))
    site.page("/n0/", article(headline(0), extra=callouts))
    site.page("/n1/", article(headline(1), head=f'<link rel="shortlink" href="{site.base}/?p=11">'))
    site.page("/n2/", article(headline(2)))
    done = crawl(site.url)
    assert done.code == 0
    assert stored(path, site) == {"/n0/", "/n1/", "/n2/"}
    assert "/?p=11" not in site.paths


def test_an_article_is_fetched_again_when_its_sitemap_names_a_later_change(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    first, second = "2026-05-04T08:30:00+02:00", "2026-05-05T09:00:00+02:00"
    site.page("/", listing(("/n0/", headline(0)), ("/n1/", headline(1))))
    for n in (0, 1):
        site.page(f"/n{n}/", article(headline(n)))
    site.sitemap("/n0/", "/n1/", lastmod={"/n0/": first, "/n1/": first})
    assert crawl(site.url).err.startswith("new 2 · changed 0 · unchanged 0 ")
    site.sitemap("/n0/", "/n1/", lastmod={"/n0/": second, "/n1/": first})
    site.page("/n0/", article("Le titre a changé depuis la première lecture"))
    assert crawl(site.url).err.startswith("new 0 · changed 1 · unchanged 0 · gone 0 · failed 0 · known 1; ")
    assert site.paths.count("/n1/") == 1
    assert site.paths.count("/n0/") == 2
    # A change of date alone is looked at, and is none.
    site.sitemap("/n0/", "/n1/", lastmod={"/n0/": "2026-05-06T09:00:00+02:00", "/n1/": first})
    third = crawl(site.url)
    assert third.err.startswith("new 0 · changed 0 · unchanged 1 · gone 0 · failed 0 · known 1; ")
    assert "nothing new" in third.err
    kept = rows(path, "SELECT headline FROM articles")
    assert sorted(kept) == [headline(1), "Le titre a changé depuis la première lecture"]


def test_what_a_source_says_of_an_address_that_redirects_is_said_of_its_story(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    headline = "La mairie rouvre ses portes lundi"
    text = "<p>La mairie rouvre ses portes lundi, après deux ans de travaux et beaucoup de poussière.</p>" * 5
    page = (
        f"<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1>{text}</article></body></html>"
    )
    site.page("/nouvelle/mairie/", page)
    site.redirect("/mairie/", "/nouvelle/mairie/")
    front = listing(("/mairie/", headline))
    site.page("/", front.replace("<head>", '<head><link rel="alternate" type="application/rss+xml" href="/feed/">'))
    date = "<pubDate>Mon, 04 May 2026 08:30:00 +0200</pubDate>"
    item = f"<item><title>{headline}</title><link>{site.base}/mairie/</link>{date}</item>"
    site.text("/feed/", f'<rss version="2.0"><channel>{item}</channel></rss>', "application/rss+xml")
    crawl(site.url)
    assert rows(path, "SELECT headline, date_published FROM articles") == [(headline, "2026-05-04T08:30:00+02:00")]


def test_a_posts_api_that_only_a_header_declares_is_asked(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    site["/"] = Answer(
        body=listing(("/n0/", headline(0))).encode(), headers={"Link": '</wp-json/>; rel="https://api.w.org/"'}
    )
    crawl(site.url)
    assert any(target.startswith("/wp-json/wp/v2/posts?") for target in site.paths)


def test_a_section_that_answers_errors_costs_the_others_nothing(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    menu = '<nav><a href="/politique/">Politique</a> <a href="/sport/">Sport</a></nav>'
    site.page("/", listing(("/n0/", headline(0)), extra=menu))
    site["/politique/"] = Answer(status=500, body=b"<p>Erreur</p>")
    site.page("/sport/", listing(("/n1/", headline(1))))
    site.page("/n0/", article(headline(0)))
    site.page("/n1/", article(headline(1)))
    done = crawl(site.url)
    assert done.code == 1
    assert stored(path, site) == {"/n0/", "/n1/"}
    assert f"{site.base}/politique/: answered 500" in done.lines


def test_a_page_that_says_only_the_day_has_its_instant_from_its_twin(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    text = "<p>La mairie rouvre ses portes lundi, après deux ans de travaux et beaucoup de poussière.</p>" * 5
    twin = site.base + "/mairie/amp/"
    page = (
        "<html><head>{}<title>La mairie rouvre lundi</title></head>"
        "<body><article><h1>La mairie rouvre lundi</h1>{}</article></body></html>"
    )
    site.page("/mairie/", page.format(f'<link rel="amphtml" href="{twin}">', f"<p>Publié le 4 mai 2026</p>{text}"))
    site.page("/mairie/amp/", page.format("", f'<time datetime="2026-05-04T09:27:00+01:00">4 mai 2026</time>{text}'))
    front = listing(("/mairie/", "La mairie rouvre lundi après les travaux"))
    site.page("/", front.replace("<head>", '<head><link rel="alternate" type="application/rss+xml" href="/feed/">'))
    item = f"<item><title>Autre</title><link>{site.base}/autre/</link></item>"
    generator = "<generator>https://wordpress.org/?v=6.8</generator>"
    site.text("/feed/", f'<rss version="2.0"><channel>{generator}{item}</channel></rss>', "application/rss+xml")
    crawl(site.url)
    assert rows(path, "SELECT date_published FROM articles") == ["2026-05-04T09:27:00+01:00"]
    assert rows(path, "SELECT date_published_source FROM articles") == ["amp"]
