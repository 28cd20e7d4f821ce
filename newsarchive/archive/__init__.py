"""The archive: one SQLite file of captures and the articles read out of them. The only room that knows SQL."""

from newsarchive.archive.archive import Archive
from newsarchive.archive.values import (
    Address,
    Crawl,
    Hit,
    Impressed,
    Info,
    KnownContainer,
    Outcome,
    RememberedSite,
    RepeatedText,
    Sightings,
    SiteInfo,
    Stored,
)

__all__ = [
    "Address",
    "Archive",
    "Crawl",
    "Hit",
    "Impressed",
    "Info",
    "KnownContainer",
    "Outcome",
    "RememberedSite",
    "RepeatedText",
    "Sightings",
    "SiteInfo",
    "Stored",
]
