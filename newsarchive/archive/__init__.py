"""The archive: one SQLite file of captures and the articles read out of them. The only room that knows SQL."""

from newsarchive.archive.archive import Archive
from newsarchive.archive.frontier import Frontier
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
    Seed,
    Sightings,
    SiteInfo,
    Stored,
)

__all__ = [
    "Address",
    "Archive",
    "Crawl",
    "Frontier",
    "Hit",
    "Impressed",
    "Info",
    "KnownContainer",
    "Outcome",
    "RememberedSite",
    "RepeatedText",
    "Seed",
    "Sightings",
    "SiteInfo",
    "Stored",
]
