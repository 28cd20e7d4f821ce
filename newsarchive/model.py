"""The values that travel between the rooms: frozen, typed, named after schema.org and WARC.

Nothing here knows where a value came from or where it goes. Lists in a value are read-only by
convention: nobody changes one after it was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a date is known."""

    MINUTE = "minute"
    DAY = "day"


class BlockKind(StrEnum):
    """What a block of the body is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST_ITEM = "list_item"
    TABLE = "table"


class LinkKind(StrEnum):
    """Why a link is kept: a callout to another article, or a link in the prose."""

    RELATED = "related"
    INLINE = "inline"


class Source(StrEnum):
    """Where a candidate's address was found."""

    GIVEN = "given"
    SITEMAP = "sitemap"
    NEWS_SITEMAP = "news-sitemap"
    API = "api"
    FEED = "feed"
    FRONT = "front"
    ARCHIVE = "archive"
    LISTING = "listing"
    RELATED = "related"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date with its proof.

    ``value`` is always aware. With ``precision`` day only its calendar day counts (midnight UTC
    where the page states no offset). ``raw`` is the string as found; ``source`` says where:
    ``json-ld``, ``microdata``, ``meta``, ``time-tag``, ``text``, ``url``, ``script`` (the data of the
    page's own scripts), ``modified`` (the page, or its feed, tells only when it was last changed), ``feed``,
    ``sitemap``, ``news-sitemap``, ``api`` (a site's list of posts), ``listing``,
    ``profile`` (a site's profile named the place).
    """

    value: datetime
    raw: str
    precision: Precision
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, heading, quote, list item or table of the body.

    ``level`` is 1-6 for a heading, else None. The text of a table has a line a row, its cells
    apart by tabs.
    """

    kind: BlockKind
    text: str
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the article: ``url`` absolute, ``text`` the anchor's words.

    ``position`` counts the article's links, both kinds together, in reading order from 0.
    ``rel`` is the attribute as written, or None.
    """

    url: str
    text: str
    kind: LinkKind
    position: int
    rel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the article: ``url`` absolute; caption and credit where the page gives them."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says, read out of it.

    ``url`` is the address the page was read from, ``canonical_url`` the one it should be known
    by (its own where the page names none that can be believed). ``body`` is plain text,
    paragraphs apart by an empty line: the text of ``blocks``, a table's cells a line each. Dates are aware; their
    ``_raw``, ``_precision`` and ``_source`` are those of :class:`Moment`, and None where the date
    is. ``declared_type`` is what the page calls itself (a schema.org type, or ``article`` from
    OpenGraph). ``extractor`` names the version of the code that read it.

    A confidence, which schema.org has no name for, is the probability that a field is what a careful
    reader of the page would have written down, 0 to 1 in hundredths: for the body, that its F1 over 4-word
    shingles is at least 0.95; for the headline, the day of the date and the set of authors, that they are
    equal. ``confidence`` is that body, headline and date, as far as they are stated, are right at once.
    None where a field is empty, where something else than the page told it (a feed, a site's profile),
    and in what earlier versions read.
    """

    url: str
    canonical_url: str
    headline: str
    body: str
    date_published: datetime | None = None
    date_published_raw: str | None = None
    date_published_precision: Precision | None = None
    date_published_source: str | None = None
    date_modified: datetime | None = None
    date_modified_raw: str | None = None
    date_modified_precision: Precision | None = None
    date_modified_source: str | None = None
    authors: list[str] = field(default_factory=list)
    article_section: str | None = None
    tags: list[str] = field(default_factory=list)
    in_language: str | None = None
    description: str | None = None
    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    site_name: str | None = None
    is_accessible_for_free: bool | None = None
    declared_type: str | None = None
    amp_url: str | None = None
    shortlink: str | None = None
    extractor: str = ""
    confidence: float | None = None
    headline_confidence: float | None = None
    body_confidence: float | None = None
    date_published_confidence: float | None = None
    authors_confidence: float | None = None

    @property
    def tells_publication(self) -> bool:
        """Whether ``date_published`` is more than the moment of the last change of a page that tells no other."""
        return self.date_published is not None and self.date_published_source != "modified"


#: The names of what is known of an article. Columns, records and exports are made of these.
ARTICLE_FIELDS = tuple(entry.name for entry in fields(Article))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may be an article, with what its source said of it.

    ``published``, ``authors`` and ``tags`` are used where the page itself is silent; ``lastmod`` tells
    whether a known article is worth a second look.
    """

    url: str
    source: Source
    headline: str | None = None
    published: Moment | None = None
    lastmod: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One fetched page, as WARC sees it.

    ``moment`` is aware UTC (WARC-Date); ``headers`` are (name, value) pairs as received;
    ``payload`` is the body after Content-Encoding was undone; ``payload_digest`` is
    ``sha256:`` and the hex digest of the payload. ``requested_uri`` is the address first asked
    for where redirects led elsewhere, else equal to ``target_uri``.
    """

    target_uri: str
    requested_uri: str
    moment: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    payload_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Impression:
    """What one page of a site leaves behind: its blocks, each once, and what its body's container is called.

    ``key`` names the page, so that one seen twice counts once. ``blocks`` is packed by
    :mod:`newsarchive.extraction.memory`, ten bytes a block, no text. ``container`` is "" where the container bears no
    name that another page's could bear, too.
    """

    key: str
    blocks: bytes
    container: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMemory:
    """What the pages of one site have in common, handed to the extractor beside a page of it.

    ``pages`` is on how many pages it rests. ``blocks`` gives by fingerprint, for texts that return, on how many of
    them; ``containers`` by signature on how many pages the body's container is called so. Read-only by convention.
    """

    pages: int
    blocks: Mapping[int, int]
    containers: Mapping[str, int]
