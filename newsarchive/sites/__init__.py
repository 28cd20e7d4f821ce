"""Site profiles: what a TOML file says of one site, as a frozen value; no code, no network, no page.

The extractor takes a :class:`Site` as an argument; who reads which file is the caller's business.
"""

from __future__ import annotations

from newsarchive.sites.folder import Sites, read_sites
from newsarchive.sites.reading import parse_site, read_site
from newsarchive.sites.site import PageTest, Rule, Selector, Site

__all__ = ["PageTest", "Rule", "Selector", "Site", "Sites", "parse_site", "read_site", "read_sites"]
