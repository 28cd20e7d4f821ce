"""Where sources may be that nobody declares."""

from __future__ import annotations

import pytest

from newsarchive.discover.places import after, usual
from newsarchive.model import Source


def test_feeds_are_looked_for_where_the_site_begins_and_sitemaps_at_the_root_of_its_host() -> None:
    assert usual(Source.FEED, "https://journal.fr")[0] == "https://journal.fr/feed/"
    assert usual(Source.FEED, "https://journal.fr/blog/index.html")[:2] == (
        "https://journal.fr/blog/feed/",
        "https://journal.fr/blog/rss",
    )
    assert usual(Source.SITEMAP, "https://journal.fr/blog/")[0] == "https://journal.fr/sitemap.xml"
    assert "https://journal.fr/spip.php?page=sitemap.xml" in usual(Source.SITEMAP, "https://journal.fr/une.html")
    assert "https://journal.fr/spip.php?page=backend" in usual(Source.FEED, "https://journal.fr/")


@pytest.mark.parametrize("source", [Source.SITEMAP, Source.FEED])
def test_one_place_leads_to_the_next_until_there_is_none(source: Source) -> None:
    places = usual(source, "https://journal.fr/blog/")
    for number, place in enumerate(places):
        assert after(source, place, is_listed=False) == places[number + 1 :]


def test_unlikely_feeds_are_left_out_where_the_site_is_listed() -> None:
    places = usual(Source.FEED, "https://journal.fr/")
    assert after(Source.FEED, places[0], is_listed=True) == places[1:4]
    assert after(Source.FEED, places[5], is_listed=True) == ()


@pytest.mark.parametrize("url", ["https://journal.fr/actualites.rss", "https://journal.fr/", "https://journal.fr/feed"])
def test_an_address_that_is_no_usual_place_leads_nowhere(url: str) -> None:
    assert after(Source.FEED, url, is_listed=False) == ()
