"""What the words of ``newsarchive crawl`` do: how much, how long, which days, how loud."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.runner import rows
from tests.site import Answer, article, listing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.runner import Done
    from tests.site import Site

#: Address, headline, day.
STORIES = tuple(
    (f"/story-{day}/", f"Le conseil du {day} mars a voté", f"2026-03-{day:02}T10:00:00+01:00") for day in range(1, 11)
)


@pytest.fixture
def site(site: Site) -> Site:
    site.page("/", listing(*((a, h) for a, h, _ in STORIES), dates=tuple(d for _, _, d in STORIES)))
    for address, headline, day in STORIES:
        site.page(address, article(headline, published=day))
    return site


def test_quiet_says_nothing_when_all_is_well(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    for _ in range(2):
        done = crawl(site.url, "-q")
        assert (done.code, done.out, done.err) == (0, "", "")
    assert rows(path, "SELECT count(*) FROM articles") == [len(STORIES)]


def test_without_a_contact_one_line_asks_for_it(site: Site, crawl: Callable[..., Done]) -> None:
    done = crawl(site.url, "--contact", "", "--max-articles", "1")
    assert len(done.lines) == 2
    assert done.lines[0].startswith("no contact set")


def test_max_articles_stores_so_many_the_newest_and_says_so(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    done = crawl(site.url, "--max-articles", "3")
    assert done.code == 0
    assert done.err.startswith("new 3 ")
    assert "stopped after 3 articles, as asked" in done.err
    assert sorted(rows(path, "SELECT url FROM articles")) == sorted(site.base + a for a, _, _ in STORIES[-3:])
    assert rows(path, "SELECT outcome FROM crawls") == ["stopped after 3 articles, as asked"]


def test_max_time_ends_a_slow_crawl_with_what_it_has(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    for address, headline, _ in STORIES:
        # Ten of them take twice the time there is, and one or two are read in it on a slow machine, too.
        site[address] = Answer(body=article(headline).encode(), hold=0.8)
    done = crawl(site.url, "--max-time", "4s", "--summary", "s.json")
    assert done.code == 0
    assert "stopped at the end of its time, as asked" in done.err
    stored = rows(path, "SELECT count(*) FROM articles")[0]
    assert 0 < stored < len(STORIES)
    assert json.loads((path.parent / "s.json").read_text())["new"] == stored
    for address, headline, _ in STORIES:
        site.page(address, article(headline))
    # A run that was cut short does not count as one that saw the site to its end.
    assert crawl(site.url).err.startswith(f"new {len(STORIES) - stored} ")


def test_a_period_stores_its_first_and_last_day_and_asks_for_no_other(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    done = crawl(site.url, "--since", "2026-03-04", "--until", "2026-03-06")
    assert done.code == 0
    wanted = [address for address, _, _ in STORIES[3:6]]
    assert sorted(rows(path, "SELECT url FROM articles")) == [site.base + address for address in wanted]
    assert sorted(target for target in site.paths if target.startswith("/story")) == wanted
    assert "out of period 7" in done.err


def test_a_period_holds_for_pages_whose_date_only_they_know(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    site.page("/", listing(*((a, h) for a, h, _ in STORIES)))
    crawl(site.url, "--since", "2026-03-09")
    assert sorted(rows(path, "SELECT url FROM articles")) == sorted(site.base + a for a, _, _ in STORIES[8:])
    left = rows(path, "SELECT count(*) FROM captures WHERE verdict = 'not-wanted' AND reason = 'out-of-period'")
    assert left == [8]


def test_what_one_period_left_out_the_next_run_fetches(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    site.page("/", listing(*((a, h) for a, h, _ in STORIES)))
    crawl(site.url, "--since", "2026-03-09")
    assert crawl(site.url).err.startswith("new 8 ")
    assert rows(path, "SELECT count(*) FROM articles") == [len(STORIES)]


def test_a_dry_run_prints_addresses_and_makes_nothing(site: Site, crawl: Callable[..., Done], tmp_path: Path) -> None:
    done = crawl(site.url, "--dry-run")
    assert done.code == 0
    assert sorted(done.out.splitlines()) == sorted(site.base + address for address, _, _ in STORIES)
    assert len(done.lines) == 1
    assert not [target for target in site.paths if target.startswith("/story")]
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_beside_an_archive_prints_what_is_missing_from_it(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    crawl(site.url, "--max-articles", "4")
    stored = rows(path, "SELECT url FROM articles")
    before = path.read_bytes()
    done = crawl(site.url, "--dry-run", "-q")
    assert sorted(done.out.splitlines()) == sorted({site.base + a for a, _, _ in STORIES} - set(stored))
    assert done.err == ""
    assert path.read_bytes() == before
    assert rows(path, "SELECT count(*) FROM crawls") == [1]


def test_delay_keeps_requests_apart(site: Site, crawl: Callable[..., Done]) -> None:
    site.sitemap(*(address for address, _, _ in STORIES[:2]))
    crawl(site.url, "--delay", "0.3", "--max-articles", "1")
    moments = [asked.at for asked in site.asked]
    assert len(moments) > 2
    # Scrapy varies a delay by half of it, so that crawls do not beat like a clock.
    assert all(after - before > 0.14 for before, after in pairwise(moments))


def test_an_article_a_section_and_a_sitemap_can_be_given(site: Site, crawl: Callable[..., Done], path: Path) -> None:
    site.page("/rubrique/", listing(*((a, h) for a, h, _ in STORIES[1:3])))
    site.text("/map.xml", f"<urlset><url><loc>{site.base}{STORIES[3][0]}</loc></url></urlset>", "application/xml")
    item = f"<item><title>{STORIES[4][1]}</title><link>{site.base}{STORIES[4][0]}</link></item>"
    site.text("/flux.xml", f'<rss version="2.0"><channel>{item}</channel></rss>', "application/rss+xml")
    given = (STORIES[0][0], "/rubrique/", "/map.xml", "/flux.xml")
    done = crawl(*(site.base + address for address in given))
    assert done.code == 0, done.err
    assert sorted(rows(path, "SELECT url FROM articles")) == sorted(site.base + a for a, _, _ in STORIES[:5])
    assert "/" not in site.paths


def test_a_file_that_is_no_page_is_no_article_and_no_failure(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    site["/rapport/"] = Answer(body=b"%PDF-1.7 ...", type="application/pdf")
    done = crawl(site.base + "/rapport/", site.base + STORIES[0][0])
    assert done.code == 0
    assert "new 1 " in done.err
    assert "no articles 1; " in done.err
    judged = rows(path, "SELECT verdict, reason FROM captures WHERE target_uri = ?", site.base + "/rapport/")
    assert judged == [("not-an-article", "not-html")]


def test_a_given_address_may_lead_to_another_site_which_is_told(site: Site, crawl: Callable[..., Done]) -> None:
    moved = site.base.replace("127.0.0.1", "localhost")
    site.redirect("/story-1/", moved + "/story-2/")
    done = crawl(site.base + "/story-1/")
    assert done.lines[0] == f"{site.base}/story-1/: redirects to another site, {moved}/story-2/; that one is crawled"
    assert "new 1 " in done.lines[1]


def test_a_host_that_wants_a_long_rest_is_asked_nothing_more(site: Site, crawl: Callable[..., Done]) -> None:
    tired = Answer(status=429, headers={"Retry-After": "3600"})
    for address, _, _ in STORIES:
        site[address] = tired
    done = crawl(site.url, "--summary", "s.json")
    assert done.code == 1
    assert sum(target.startswith("/story") for target in site.paths) == 1


def test_a_dry_run_prints_as_many_addresses_as_a_run_would_store(site: Site, crawl: Callable[..., Done]) -> None:
    done = crawl(site.url, "--dry-run", "--max-articles", "2")
    assert done.code == 0
    assert len(done.out.splitlines()) == 2


def test_pages_without_a_date_that_all_claim_one_canonical_address_are_all_kept(
    site: Site, crawl: Callable[..., Done], path: Path
) -> None:
    stories = {
        "Une digue cède après les pluies": "La rivière a emporté quarante mètres de terre pendant la nuit. ",
        "Grève des bouchers : les étals vides": "Aucun client n’a trouvé de viande, les grossistes campent. ",
        "Trois cents élèves rentrent enfin": "Des bancs neufs et douze professeurs attendaient les classes. ",
        "La pelouse neuve attendra l’automne": "Sans arrosage, aucune graine ne lève ; on jouera sur du sable. ",
    }
    pages = [address for address, _, _ in STORIES][: len(stories)]
    site.page("/", listing(*zip(pages, stories, strict=True)))
    for address, (headline, text) in zip(pages, stories.items(), strict=True):
        head = f'<link rel="canonical" href="{site.base}/accueil.html"><title>{headline}</title>'
        body = f"<h1>{headline}</h1><p>{text * 3}</p><p>{text * 2}</p>"
        site.page(address, f"<html><head>{head}</head><body><article>{body}</article></body></html>")
    crawl(site.url)
    assert rows(path, "SELECT count(*) FROM articles WHERE date_published IS NULL") == [len(stories)]
