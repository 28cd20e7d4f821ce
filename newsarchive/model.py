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


class Role(StrEnum):
    """What a page is fetched for."""

    START = "start"
    SITEMAP = "sitemap"
    FEED = "feed"
    API = "api"
    LISTING = "listing"
    ARTICLE = "article"
    TWIN = "twin"


class State(StrEnum):
    """Where an address stands: wanted, being fetched, fetched and waiting for its date, or decided."""

    QUEUED = "queued"
    LEASED = "leased"
    HELD = "held"
    LATER = "later"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


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
    OpenGraph). ``extractor`` names the version of the code that read it, ``profile_digest`` the profile of its site
    that it was read with ("" without one).

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
    profile_digest: str = ""
    confidence: float | None = None
    headline_confidence: float | None = None
    body_confidence: float | None = None
    date_published_confidence: float | None = None
    authors_confidence: float | None = None

    @property
    def tells_publication(self) -> bool:
        """Whether ``date_published`` is more than the moment of the last change of a page that tells no other."""
        return self.date_published is not None and self.date_published_source != "modified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a reader wrote below an article, as its page shows it; schema.org's Comment.

    ``author`` is the name as shown, "" where there is none: an archive keeps a pseudonym in its place.
    ``date_created`` is aware, None where no date is shown; ``date_created_raw`` is the string as found.
    ``parent`` is the place in the list of the comment that it answers, None for one that answers the article.
    """

    text: str
    author: str = ""
    date_created: datetime | None = None
    date_created_raw: str | None = None
    parent: int | None = None


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
class Step:
    """One source to ask, or page to look at: higher ``priority`` first; ``depth`` counts sections from the front page.

    One that is ``optional`` may be missing without a word. ``source`` is what kind of source named it.
    """

    url: str
    role: Role
    priority: int
    depth: int = 0
    optional: bool = False
    source: Source = Source.GIVEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A step that is being carried out.

    ``id`` is its row, ``seed_id`` the address given that it serves, ``tries`` how often it was tried before.
    ``source`` is the kind of source that named it first, ``sources`` are all that did.
    ``passed`` are the addresses that redirected, the first is the step's own; ``url`` is where to go on.
    ``etag`` and ``last_modified`` are what the answer before had; ``digest`` is that of its payload,
    ``fetched`` its moment; ``born`` is when the article was published, as far as its sources told.
    ``capture_id`` is a page that was fetched for it by a run that was cut off before it was read. ``checks``
    counts the looks at a page that had not changed, ``named`` the articles that a source named when it was last asked,
    ``new`` those of them that nobody had named.
    """

    id: int
    key: str
    url: str
    host: str
    site: str
    role: Role
    seed_id: int
    sweep: int
    priority: int
    depth: int = 0
    optional: bool = False
    source: Source = Source.GIVEN
    sources: tuple[str, ...] = ()
    reason: str = ""
    tries: int = 0
    checks: int = 0
    passed: tuple[str, ...] = ()
    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    fetched: datetime | None = None
    born: datetime | None = None
    capture_id: int | None = None
    named: int = 0
    new: int = 0

    @property
    def address(self) -> str:
        """The address it was sent out for, before any redirect."""
        return self.passed[0] if self.passed else self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of an article's address before it is filed (again).

    ``state``, ``reason``, ``sweep`` and ``due`` are the frontier's, ``state`` None where it has no row; ``facts`` is
    what sources said so far, ``published`` the date its own page told. ``verdict`` is that of the archive's newest
    capture, None where it has none; ``captured``, ``lastmod`` and ``how`` are those of
    :class:`newsarchive.archive.Address`.
    """

    key: str
    state: State | None = None
    reason: str = ""
    sweep: int = 0
    due: datetime | None = None
    facts: Candidate | None = None
    sources: tuple[str, ...] = ()
    published: datetime | None = None
    named_by: int | None = None
    named_sweep: int | None = None
    article_id: int | None = None
    verdict: str | None = None
    captured: datetime | None = None
    lastmod: datetime | None = None
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What is decided of an article's address that a source named.

    ``state`` is QUEUED (to be fetched), LATER (when all else is done), SKIPPED (with a ``reason``), or None: it
    stays what it is. ``facts`` is what all ``sources`` (kinds, the first that named it first) said of it.
    """

    facts: Candidate
    state: State | None
    reason: str = ""
    priority: int = 0
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a source named: articles in all, those nobody had named before, the (zoned) dates they lie between."""

    named: int = 0
    new: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None

    def joined(self, others: Findings) -> Findings:
        """Add what the next part of the same source named."""
        return Findings(
            named=self.named + others.named,
            new=self.new + others.new,
            oldest=min(filter(None, (self.oldest, others.oldest)), default=None),
            newest=max(filter(None, (self.newest, others.newest)), default=None),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSource:
    """A source that a crawl asked, or was about to ask, and what came of it.

    ``state`` and ``reason`` are the frontier's: a reason of DONE says what it is (``sitemap``, ``sitemap-index``,
    ``news-sitemap``, ``incomplete``, ``feed``, ``api``, ``listing``, …). ``status`` is that of its answer, None where
    there was none; ``named`` counts the articles it names, which were published, or changed, between ``oldest`` and
    ``newest`` as far as it says.
    """

    url: str
    role: Role
    source: Source
    state: State
    reason: str = ""
    detail: str = ""
    status: int | None = None
    named: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
    """What the addresses of one pattern have given: pages fetched, new articles, duplicates, pages refused.

    ``barren`` counts the requests since the last page that gave something new: a page behind five redirects is six.
    ``in_flight`` pages are asked for and not yet counted in ``pages``.
    """

    pages: int = 0
    new: int = 0
    duplicates: int = 0
    refused: int = 0
    barren: int = 0
    in_flight: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """How a capture was asked for: the headers sent, but for Host, the server's address, the protocol of its answer.

    What nobody kept is empty.
    """

    request_headers: tuple[tuple[str, str], ...] = ()
    ip_address: str = ""
    protocol: str = ""


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
    exchange: Exchange = Exchange()


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
