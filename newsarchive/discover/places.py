"""Where a sitemap or a feed may be that nobody declares."""

from __future__ import annotations

from newsarchive.model import Source
from newsarchive.normalize.urls import to_absolute

_PLACES = {
    Source.SITEMAP: ("sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml"),
    Source.FEED: (
        *("feed/", "rss", "spip.php?page=backend", "?format=feed&type=rss"),
        *("rss.xml", "feed.xml", "index.xml", "atom.xml", "feed.json"),
    ),
}
#: So many of the places of feeds are likely.
_LIKELY_FEEDS = 4


def usual(source: Source, front_url: str) -> tuple[str, ...]:
    """Give the addresses where a source of a kind may be, likeliest first; sitemaps are looked for at a host's root."""
    folder = to_absolute("/" if source is Source.SITEMAP else ".", front_url)
    return tuple(address for place in _PLACES[source] if (address := to_absolute(place, folder)))


def after(source: Source, url: str, *, is_listed: bool) -> tuple[str, ...]:
    """Give the places that are less likely than the one at ``url``; none for an address that is not one.

    Where a site ``is_listed`` whole by another source, the unlikely ones are left out.
    """
    places = _PLACES.get(source, ())
    for number, place in enumerate(places):
        if url.endswith(f"/{place}"):
            end = _LIKELY_FEEDS if is_listed and source is Source.FEED else len(places)
            return usual(source, url.removesuffix(place))[number + 1 : end]
    return ()
