"""Where a sitemap or a feed may be that nobody declares."""

from __future__ import annotations

from newsarchive.model import Source
from newsarchive.normalize.urls import to_absolute

#: Likeliest first. SPIP serves its sitemap by these names where the server rewrites no addresses: version 3, version 2.
_PLACES = {
    Source.SITEMAP: (
        *("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml"),
        *("/spip.php?page=sitemap.xml", "/spip.php?page=sitemap"),
    ),
    Source.FEED: (
        *("feed/", "rss", "spip.php?page=backend", "?format=feed&type=rss"),
        *("rss.xml", "feed.xml", "index.xml", "atom.xml", "feed.json"),
    ),
}
#: So many of the places of feeds are likely.
_LIKELY_FEEDS = 4


def usual(source: Source, front_url: str) -> tuple[str, ...]:
    """Give the addresses where a source of a kind may be; sitemaps are looked for at the root of the host."""
    folder = to_absolute(".", front_url)
    return tuple(address for place in _PLACES[source] if (address := to_absolute(place, folder)))


def after(source: Source, url: str, *, is_listed: bool) -> tuple[str, ...]:
    """Give the places that are less likely than the one at ``url``; none for an address that is not one.

    Where a site ``is_listed`` whole by another source, the unlikely ones are left out.
    """
    places = _PLACES.get(source, ())
    for number, place in enumerate(places):
        if url.endswith(end := f"/{place.removeprefix('/')}"):
            last = _LIKELY_FEEDS if is_listed and source is Source.FEED else len(places)
            return usual(source, f"{url.removesuffix(end)}/")[number + 1 : last]
    return ()
