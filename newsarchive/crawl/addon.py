"""The parts of newsarchive as one Scrapy add-on, so that any Scrapy project can have them.

``ADDONS = {"newsarchive.crawl.addon.NewsArchiveAddon": 500}`` gives a project RFC 9309 robots.txt,
right charsets, whole pages or none, Retry-After, and redirects that cannot loop. Captures
are stored where the spider carries a :class:`~newsarchive.crawl.job.Job`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_DOWNLOADER: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "newsarchive.crawl.keeping.StoredPageMiddleware": 50,
    "newsarchive.crawl.robots.RobotsMiddleware": 100,
    "newsarchive.crawl.politeness.PolitenessMiddleware": 550,
    "newsarchive.crawl.redirects.MetaRefreshes": 580,
    "newsarchive.crawl.payloads.CharsetMiddleware": 584,
    "newsarchive.crawl.payloads.WholePayloadMiddleware": 586,
    "newsarchive.crawl.payloads.WireMiddleware": 595,
    "newsarchive.crawl.redirects.Redirects": 600,
    "newsarchive.crawl.recording.RecordingMiddleware": 890,
    "newsarchive.crawl.politeness.PaceMiddleware": 900,
}
_SPIDER: dict[str, int | None] = {
    "newsarchive.crawl.keeping.CaptureMiddleware": 40,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}


class NewsArchiveAddon:
    """Install the middlewares; what a project set itself stays."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Add our components at add-on priority."""
        for name, components in (
            ("DOWNLOADER_MIDDLEWARES", _DOWNLOADER),
            ("SPIDER_MIDDLEWARES", _SPIDER),
        ):
            merged: dict[Any, int | None] = {**components, **settings.getdict(name)}
            settings.set(name, merged, priority="addon")
