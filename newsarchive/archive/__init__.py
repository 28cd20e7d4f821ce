"""The archive: one SQLite file of captures and the articles read out of them. The only room that knows SQL."""

from newsarchive.archive.archive import Archive
from newsarchive.archive.coverage import Coverage, Hole, Month
from newsarchive.archive.frontier import Frontier
from newsarchive.archive.imports import Brought
from newsarchive.archive.rereadings import Reread, Rereading, Rereadings, ToRead
from newsarchive.archive.values import (
    Address,
    Audit,
    Crawl,
    Held,
    Hit,
    HostRest,
    Impressed,
    Info,
    KnownContainer,
    OptOut,
    Outcome,
    RememberedSite,
    RepeatedText,
    RequestDay,
    RobotsFile,
    Sightings,
    SiteInfo,
    Stored,
    Sweep,
)

__all__ = [
    "Address",
    "Archive",
    "Audit",
    "Brought",
    "Coverage",
    "Crawl",
    "Frontier",
    "Held",
    "Hit",
    "Hole",
    "HostRest",
    "Impressed",
    "Info",
    "KnownContainer",
    "Month",
    "OptOut",
    "Outcome",
    "RememberedSite",
    "RepeatedText",
    "RequestDay",
    "Reread",
    "Rereading",
    "Rereadings",
    "RobotsFile",
    "Sightings",
    "SiteInfo",
    "Stored",
    "Sweep",
    "ToRead",
]
