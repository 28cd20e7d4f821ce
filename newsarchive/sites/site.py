"""The values a profile is made of: frozen, picklable, the same for the same file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo

from newsarchive.normalize.urls import host_of
from newsarchive.sites.patterns import LONGEST


@dataclass(frozen=True, slots=True)
class Selector:
    """A CSS selector or an XPath expression: ``text`` as written, ``xpath`` as it is carried out."""

    text: str
    xpath: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Where a field stands: the first of ``selectors`` that finds something is right.

    ``attribute`` is read instead of the element's text where it is given. ``pattern`` cuts out its first
    group (or what it matches); what it does not match counts as not found. ``format`` is the layout of a
    date in the letters of strptime, months in any language.
    """

    selectors: tuple[Selector, ...]
    attribute: str | None = None
    pattern: re.Pattern[str] | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTest:
    """A page whose right reading is known.

    ``page`` is a file beside the profile, or None where ``archive`` names the archive that has the page
    captured under ``url``. ``expected`` has the fields to compare as (name, value), dates as the ISO text
    they are to give; ``refused`` is the reason the page is to be refused with.
    """

    page: str | None
    archive: str | None
    url: str
    expected: tuple[tuple[str, str | tuple[str, ...] | None], ...] = ()
    body_starts: str | None = None
    body_ends: str | None = None
    body_contains: tuple[str, ...] = ()
    body_absent: tuple[str, ...] = ()
    related: tuple[str, ...] | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site's profile.

    ``domains`` are hosts (with a port where it is no usual one), each with its subdomains. ``digest`` is
    that of the file, the first twelve hex digits of its SHA-256; ``canonical_digest`` is ``sha256:`` and that of what
    it says of reading pages, whatever its spacing, comments and tests. ``timezone`` is that of times which
    state no offset. ``fields`` has the rules by the name of the field. ``body`` are alternatives: the
    first that finds text is the article's body. ``removed`` parts are no part of the page at all;
    ``kept`` ones stay in the body whatever they look like. ``labels`` are blocks to leave out, as
    written; ``dropped`` patterns of such blocks. ``render`` says whether a browser is to run the site's
    pages before they are read, None where each page is to tell by itself; ``render_hosts`` are hosts of
    others that its programs may load from.
    """

    source: str
    digest: str
    domains: tuple[str, ...]
    name: str | None = None
    language: str | None = None
    timezone: tzinfo | None = None
    articles: tuple[re.Pattern[str], ...] = ()
    never: tuple[re.Pattern[str], ...] = ()
    body: tuple[Selector, ...] = ()
    removed: tuple[Selector, ...] = ()
    kept: tuple[Selector, ...] = ()
    labels: tuple[str, ...] = ()
    dropped: tuple[re.Pattern[str], ...] = ()
    fields: tuple[tuple[str, Rule], ...] = ()
    related: tuple[Selector, ...] = ()
    render: bool | None = None
    render_hosts: tuple[str, ...] = ()
    tests: tuple[PageTest, ...] = field(default=(), compare=False)
    canonical_digest: str = ""

    def covers(self, url: str) -> str:
        """Give the longest of the domains an address belongs to, "" where it belongs to none."""
        host = host_of(url)
        return max((d for d in self.domains if host == d or host.endswith(f".{d}")), key=len, default="")

    def is_article_address(self, url: str) -> bool:
        """Ask whether the profile says that an address is an article's."""
        return any(pattern.search(url[:LONGEST]) for pattern in self.articles) and not self.is_never_article(url)

    def is_never_article(self, url: str) -> bool:
        """Ask whether the profile says that an address is none of an article."""
        return any(pattern.search(url[:LONGEST]) for pattern in self.never)
