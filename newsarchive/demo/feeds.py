"""What the newspaper offers to machines: robots.txt, the sitemaps, the RSS feed."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from newsarchive.demo.metadata import SITE_NAME
from newsarchive.demo.stories import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsarchive.demo.stories import Story

#: Addresses in the sitemap behind which there is no article (any more): one says so, one only seems to answer.
GONE_PATH = "/economie/le-marche-couvert-demenage/"
SOFT_404_PATH = "/societe/une-exposition-annulee/"

_FEED_LENGTH = 10
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def robots(base: str) -> str:
    """Write robots.txt."""
    return f"User-agent: *\nDisallow: /prive/\nDisallow: /acces/\n\nSitemap: {base}/sitemap.xml\n"


def sitemap_index(stories: Sequence[Story], base: str) -> str:
    """Write the index that robots.txt names."""
    latest = max(story.modified for story in stories).isoformat()
    entries = (
        f"<sitemap><loc>{base}/sitemap-articles.xml</loc><lastmod>{latest}</lastmod></sitemap>\n"
        f"<sitemap><loc>{base}/sitemap-pages.xml</loc></sitemap>"
    )
    return f'{_XML}<sitemapindex xmlns="{_SITEMAP}">\n{entries}\n</sitemapindex>\n'


def _urlset(entries: Iterable[tuple[str, str]]) -> str:
    lines = "\n".join(
        f"<url><loc>{escape(loc)}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</url>"
        for loc, lastmod in entries
    )
    return f'{_XML}<urlset xmlns="{_SITEMAP}">\n{lines}\n</urlset>\n'


def sitemap_articles(stories: Sequence[Story], base: str) -> str:
    """Write the articles' sitemap: one article is forgotten in it, one stands under an old address, two are gone."""
    entries = [
        (base + (story.former[0] if story.special == "chain" else story.path), story.modified.isoformat())
        for story in stories
        if story.special != "unlisted"
    ]
    entries += [(base + GONE_PATH, "2026-02-03T09:00:00+01:00"), (base + SOFT_404_PATH, "2026-02-05T11:30:00+01:00")]
    return _urlset(entries)


def sitemap_pages(base: str) -> str:
    """Write the sitemap of everything that is no article."""
    paths = ["/", *(f"/{section}/" for section in SECTIONS), "/actualites/", "/a-propos/"]
    return _urlset((base + path, "") for path in paths)


def feed(stories: Sequence[Story], base: str) -> str:
    """Write the RSS feed of the latest articles."""
    latest = [story for story in stories if story.special != "protected"][:_FEED_LENGTH]
    items = "\n".join(
        f"<item><title>{escape(story.headline)}</title><link>{base}{story.path}</link>"
        f'<guid isPermaLink="false">{base}/?p={story.id}</guid>'
        f"<pubDate>{format_datetime(story.published)}</pubDate>"
        f"<dc:creator>{escape(' et '.join(story.authors))}</dc:creator>"
        f"<category>{SECTIONS[story.section]}</category>"
        f"<description>{escape(story.description)}</description></item>"
        for story in latest
    )
    return (
        f'{_XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
        f"<title>{SITE_NAME}</title><link>{base}/</link><description>Journal du pays de Sarvelle</description>"
        f'<language>fr-FR</language><atom:link href="{base}/feed/" rel="self" type="application/rss+xml"/>\n'
        f"{items}\n</channel>\n</rss>\n"
    )
