"""The profiles of a folder, and the one among them that an address belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from newsarchive.errors import BadProfile
from newsarchive.sites.reading import read_site
from newsarchive.sites.site import Site


@dataclass(frozen=True, slots=True)
class Sites:
    """Profiles by name of their files."""

    all: tuple[Site, ...] = ()

    def find(self, url: str) -> Site | None:
        """Give the profile of an address: the one with the longest domain that it belongs to, or None."""
        best = max(self.all, key=lambda site: len(site.covers(url)), default=None)
        return best if best is not None and best.covers(url) else None

    def __bool__(self) -> bool:
        return bool(self.all)


def read_sites(folder: Path) -> Sites:
    """Read every ``*.toml`` of a folder.

    Raises :class:`BadProfile` for the first one that is wrong, for a domain that two of them claim, and
    where there is no such folder.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml" and not path.name.startswith("."))
    except OSError as error:
        raise BadProfile(str(folder), f"no folder of profiles: {error.strerror}") from None
    sites = tuple(read_site(path) for path in paths)
    owners: dict[str, str] = {}
    for site in sites:
        for domain in site.domains:
            if domain in owners:
                raise BadProfile(site.source, f"domains: {domain} is claimed by {owners[domain]}, too")
            owners[domain] = site.source
    return Sites(sites)
