"""The archive: one SQLite file of captures and the articles read out of them. The only room that knows SQL."""

from newsarchive.archive.archive import Archive
from newsarchive.archive.values import Address, Crawl, Hit, Info, Outcome, SiteInfo, Stored

__all__ = ["Address", "Archive", "Crawl", "Hit", "Info", "Outcome", "SiteInfo", "Stored"]
