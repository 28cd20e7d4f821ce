"""What `discover` says of a site is what its sources say, and no article is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.runner import Done, run
from tests.site import Answer, Site, article, listing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def headline(n: int) -> str:
    return f"La chronique numéro {n} du conseil municipal"


def discover(site: Site, folder: Path, *words: object) -> Done:
    common = ("--delay", "0", "--contact", "t@example.org")
    return run("discover", site.url, *common, *words, cwd=folder)


def sources(site: Site, folder: Path, *words: object) -> dict[str, list[dict[str, object]]]:
    """Give what was found, by kind."""
    done = discover(site, folder, "--format", "json", *words)
    assert done.code == 0, done.err
    found: dict[str, list[dict[str, object]]] = {}
    for source in json.loads(done.out)["sources"]:
        found.setdefault(source["kind"], []).append(source)
    return found


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def urlset(site: Site, *numbers: int, extra: str = "") -> str:
    rows = "".join(
        f"<url><loc>{site.base}/n{n}/</loc><lastmod>2026-{n % 12 + 1:02}-01T08:00:00Z</lastmod>{extra}</url>"
        for n in numbers
    )
    return f'<urlset xmlns:news="{NEWS}">{rows}</urlset>'


@pytest.fixture
def full(site: Site) -> Site:
    """A site that has every kind of source, and counts that no two of them share."""
    base = site.base
    site.text(
        "/robots.txt", f"User-agent: *\nDisallow: /secret.xml\nSitemap: {base}/index.xml\nSitemap: {base}/secret.xml\n"
    )
    index = "".join(f"<sitemap><loc>{base}/{name}</loc></sitemap>" for name in ("a.xml", "b.xml", "news.xml"))
    site.text("/index.xml", f"<sitemapindex>{index}</sitemapindex>", "text/xml")
    site.text("/a.xml", urlset(site, *range(5)), "text/xml")
    site.text("/b.xml", urlset(site, *range(4, 11)), "text/xml")
    said = "<news:news><news:publication_date>2026-05-04T08:00:00Z</news:publication_date></news:news>"
    site.text("/news.xml", urlset(site, 9, 10, extra=said), "text/xml")
    items = "".join(
        f"<item><title>{headline(n)}</title><link>{base}/n{n}/</link>"
        f"<pubDate>Mon, {n:02} May 2026 08:00:00 +0200</pubDate></item>"
        for n in (9, 10, 11)
    )
    site.text("/fil.rss", f'<rss version="2.0"><channel>{items}</channel></rss>', "application/rss+xml")
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/fil.rss">'
        '<link rel="https://api.w.org/" href="/wp-json/">'
    )
    menu = '<nav><a href="/politique/">Politique</a> <a href="/sport/">Sport</a></nav>'
    front = listing(("/n10/", headline(10)), extra=menu + '<a href="/2026/05/">mai 2026</a>')
    site.page("/", front.replace("</head>", f"{head}</head>"))
    following = '<div class="pagination"><a rel="next" href="/politique/page/2/">Suivant</a></div>'
    site.page("/politique/", listing(("/n1/", headline(1)), ("/n12/", headline(12)), extra=following))
    site.page("/2026/05/", listing(("/n3/", headline(3)), dates=("2026-05-03T08:00:00+02:00",)))

    def other(target: str) -> Answer | None:
        if target.startswith("/wp-json/wp/v2/posts?"):
            page = int(target.split("page=")[2].split("&", maxsplit=1)[0])
            posts = [
                {"link": f"{base}/n{n}/", "date": f"2026-0{7 - page}-01T08:00:00", "title": {"rendered": headline(n)}}
                for n in range(page * 100, page * 100 + 100)
            ]
            headers = {"X-WP-Total": "600", "X-WP-TotalPages": "6"}
            return Answer(body=json.dumps(posts).encode(), type="application/json", headers=headers)
        return Answer(body=article(headline(0)).encode()) if target.startswith("/n") else None

    site.fallback = other
    return site


def test_every_source_is_told_with_what_it_lists(full: Site, tmp_path: Path) -> None:
    found = sources(full, tmp_path)
    assert [(s["url"], s["articles"], s["lists"]) for s in found["sitemap"]] == [
        (f"{full.base}/secret.xml", 0, ""),
        (f"{full.base}/a.xml", 5, "all"),
        (f"{full.base}/b.xml", 7, "all"),
    ]
    assert found["sitemap"][0]["answer"] == "disallowed by robots.txt"
    assert found["sitemap"][1]["oldest"] == "2026-01-01T08:00:00+00:00"
    assert found["sitemap"][1]["newest"] == "2026-05-01T08:00:00+00:00"
    assert [(s["articles"], s["lists"]) for s in found["news sitemap"]] == [(2, "newest")]
    assert [(s["articles"], s["lists"]) for s in found["feed"]] == [(3, "newest")]
    (api,) = found["posts API"]
    assert (api["articles"], api["lists"], api["is_used"]) == (600, "all", True)
    assert (str(api["oldest"])[:10], str(api["newest"])[:10]) == ("2026-01-01", "2026-06-01"), "the last page is asked"
    archives = {s["url"]: s for s in found["archive page"]}
    assert archives[f"{full.base}/2026/05/"]["articles"] == 1
    assert not archives[f"{full.base}/2026/05/"]["is_used"], "other sources list all there is"
    sections = {s["url"]: (s["articles"], s["answer"], s["is_used"]) for s in found["section"]}
    assert sections == {
        f"{full.base}/politique/": (2, "200", True),
        f"{full.base}/sport/": (0, "404", False),
    }
    assert list(found) == [
        "front page",
        "sitemap index",
        "sitemap",
        "news sitemap",
        "posts API",
        "feed",
        "archive page",
        "section",
    ]


def test_no_article_is_asked_for_and_nothing_is_written(full: Site, tmp_path: Path) -> None:
    done = discover(full, tmp_path)
    assert not [path for path in full.paths if path.startswith("/n") and path != "/news.xml"]
    assert "/politique/page/2/" not in full.paths
    assert "/secret.xml" not in full.paths
    assert full.paths[0] == "/robots.txt"
    assert len(full.paths) == len(set(full.paths)) < 20
    assert list(tmp_path.iterdir()) == []
    assert done.lines == []
    assert "robots.txt: it names 2 sitemaps" in done.out


def test_articles_are_counted_once_and_those_of_the_archive_are_told(site: Site, tmp_path: Path) -> None:
    site.page("/", listing(("/n0/", headline(0)), ("/n1/", headline(1)), ("/n4/", headline(4))))
    for n in range(5):
        site.page(f"/n{n}/", article(headline(n)))
    site.sitemap("/n0/", "/n1/", "/n2/", "/n3/")
    first = discover(site, tmp_path, "-a", "a.db")
    assert f"{site.url}: 5 articles, named by all sources together\n" in first.out
    crawled = run("crawl", f"{site.url}n2/", "-a", "a.db", "--delay", "0", "--contact", "t@example.org", cwd=tmp_path)
    assert crawled.code == 0
    kept = (tmp_path / "a.db").read_bytes()
    second = discover(site, tmp_path, "-a", "a.db")
    assert f"{site.url}: 5 articles, named by all sources together, 1 of them in a.db\n" in second.out
    assert (tmp_path / "a.db").read_bytes() == kept


def test_a_site_that_lists_nothing_whole_says_at_least_and_uses_its_archives(site: Site, tmp_path: Path) -> None:
    archive = '<ul><li><a href="/2026/05/">mai 2026</a></li><li><a href="/2026/04/">avril 2026</a></li></ul>'
    site.page("/", listing(("/n0/", headline(0)), extra=archive))
    for month in (4, 5):
        day = f"2026-0{month}-03T08:00:00+02:00"
        site.page(f"/2026/0{month}/", listing((f"/n{month}/", headline(month)), dates=(day,)))
    done = discover(site, tmp_path)
    assert "3 articles at least" in done.out
    assert "the front page declares none" in done.out
    found = sources(site, tmp_path)
    assert {s["url"]: s["is_used"] for s in found["archive page"]}[f"{site.base}/2026/05/"]
    assert {s["why"] for s in found["feed"]} == {"there is none (404)"}


def test_a_huge_index_is_read_from_end_to_end_in_few_requests(site: Site, tmp_path: Path) -> None:
    site.page("/", listing(("/n0/", headline(0))))
    site.text("/robots.txt", f"User-agent: *\nSitemap: {site.base}/index.xml\n")
    names = [f"/map-{n}.xml" for n in range(200)]
    index = "".join(f"<sitemap><loc>{site.base}{name}</loc></sitemap>" for name in names)
    site.text("/index.xml", f"<sitemapindex>{index}</sitemapindex>", "text/xml")
    for n, name in enumerate(names):
        site.text(name, urlset(site, n), "text/xml")
    found = sources(site, tmp_path)
    assert len(found["sitemap"]) == 200
    asked = [path for path in site.paths if path.startswith("/map-")]
    assert {"/map-0.xml", "/map-199.xml"} <= set(asked)
    assert len(asked) == 12
    assert sum(s["answer"] == "not asked" and bool(s["is_used"]) for s in found["sitemap"]) == 188
    assert "articles at least" in discover(site, tmp_path).out


def test_the_pages_it_may_cost_are_kept_to(full: Site, tmp_path: Path) -> None:
    done = discover(full, tmp_path, "--max-pages", "3")
    assert done.code == 0
    assert len([path for path in full.paths if path != "/robots.txt"]) == 3
    assert "stopped after 3 pages, as asked: the rest was not read" in done.out


def test_an_address_within_a_site_stands_for_its_front_page(full: Site, tmp_path: Path) -> None:
    url = f"{full.base}/politique/"
    done = run("discover", url, "--delay", "0", "--contact", "t@example.org", cwd=tmp_path)
    assert done.lines == [f"{url}: sources are those of a whole site; its front page is asked, {full.url}"]
    assert done.out.startswith(f"{full.url}: ")


def test_a_site_that_does_not_answer_is_told_in_a_line(tmp_path: Path) -> None:
    with Site() as gone:
        pass
    done = run("discover", gone.url, "--delay", "0", "--contact", "t@example.org", cwd=tmp_path)
    assert done.code == 4
    assert done.lines
