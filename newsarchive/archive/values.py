"""What the archive answers with: frozen values, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from newsarchive.model import Capture, Impression


class Outcome(StrEnum):
    """What storing an article came to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Stored:
    """The article's id, and whether it was new, changed, unchanged, or another address of a known one.

    The id is 0 where it was erased before: it is not stored again, and its capture is gone.
    """

    article_id: int
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What an article said from ``first_seen`` until ``last_seen``; ``number`` counts from 1.

    ``is_present`` where it is what the article says now. ``edited`` names the fields in which it differs from the
    version before: ``headline``, ``body``, ``date_published``, ``authors``; ``words_added`` and ``words_removed``
    count those of headline and body. ``capture_id`` is the page it was read from.
    """

    number: int
    is_present: bool
    first_seen: datetime
    last_seen: datetime
    headline: str
    date_published: str | None
    date_modified: str | None
    authors: tuple[str, ...]
    description: str | None
    body: str
    capture_id: int
    extractor: str
    edited: tuple[str, ...] = ()
    words_added: int = 0
    words_removed: int = 0


@dataclass(frozen=True, slots=True)
class Crawl:
    """A crawl that began and has not ended, or was cut off: ``pid`` and ``host`` tell which process it is or was."""

    id: int
    pid: int
    host: str
    started: datetime
    command: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """An address given to a crawl, being gone over: ``sweep`` is the crawl that began to.

    ``is_resumed`` where that was an earlier one, cut off; ``is_whole`` where it turned out to stand for its whole
    ``site``, in the ``language`` of its front page; ``complete_since`` is when the newest sweep that came to its end
    began, or None.
    """

    id: int
    sweep: int
    is_resumed: bool = False
    is_whole: bool = False
    language: str = ""
    complete_since: datetime | None = None
    site: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """An address the archive has seen, by its key.

    ``article_id`` is the article it leads to, or None. ``verdict`` is that of its newest capture
    ("" while it is not judged). ``captured_at`` is aware UTC: when the page, or the article that
    names this address as its own, was last fetched. ``lastmod`` is what the source said then.
    ``how`` is ``fetched``, ``requested`` (it redirected), ``canonical`` (named by a page, never
    fetched), ``amp`` or ``shortlink`` (named by a page, fetched or not).
    """

    url_key: str
    article_id: int | None
    verdict: str
    captured_at: datetime
    lastmod: datetime | None
    how: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found by a search; ``date_published`` carries the offset its page states."""

    id: int
    url: str
    headline: str
    date_published: datetime | None
    site: str
    snippet: str


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """A site with its number of articles and the oldest and newest date among them, as their pages state it."""

    domain: str
    name: str | None
    articles: int
    oldest: datetime | None
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Info:
    """The archive in figures.

    ``size`` is the file's in bytes, its write-ahead log included; ``payload_bytes`` is what the
    stored pages weigh uncompressed, each distinct page once. ``coverage`` maps a field to the
    share (0-1) of articles that have it; it is empty where there are no articles. ``verdicts``
    counts captures by verdict.
    """

    path: str
    size: int
    schema: int
    articles: int
    captures: int
    payload_bytes: int
    crawls: int
    oldest: datetime | None
    newest: datetime | None
    sites: tuple[SiteInfo, ...]
    verdicts: Mapping[str, int]
    coverage: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """A host's robots.txt as it was last asked for; ``origin`` is its scheme and host, ``https://example.org``.

    ``verdict`` is ``rules`` (``text`` has them), ``none`` (there is no such file: everything is allowed) or ``closed``
    (it could not be had: nothing is); ``detail`` says why. ``status`` is that of the answer, 0 where there was none.
    ``crawl_delay`` (seconds) and ``request_rate`` (so many requests in so many seconds) are what it asks of us.
    """

    origin: str
    fetched_at: datetime
    status: int
    verdict: Literal["rules", "none", "closed"]
    detail: str = ""
    crawl_delay: float | None = None
    request_rate: tuple[int, int] | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRest:
    """A host that is left alone until then, and asked more slowly by ``penalty`` seconds after that."""

    host: str
    resting_until: datetime
    penalty: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """What pages of a host say against being mined, archived or shown; ``url`` is the newest that said so.

    ``pages`` counts readings: a page that was read twice counts twice.
    """

    host: str
    signal: str
    value: str
    url: str
    pages: int
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDay:
    """What was asked of a host in one day (UTC), by what came of it; ``bytes`` as they came over the wire.

    ``pages`` answered 2xx, ``not_modified`` 304, ``redirects`` other 3xx, ``refused`` 4xx but 429, ``too_many`` 429 or
    503, ``errors`` other 5xx, ``unanswered`` not at all. Together they are ``requests``.
    """

    host: str
    day: date
    requests: int
    pages: int
    not_modified: int
    redirects: int
    refused: int
    too_many: int
    errors: int
    unanswered: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Audit:
    """How the crawls behaved, host by host.

    ``disallowed`` counts by origin the addresses that its robots.txt kept from being fetched; ``erased`` counts by host
    the addresses that were erased, and are not asked for any more.
    """

    days: tuple[RequestDay, ...]
    robots: tuple[RobotsFile, ...]
    disallowed: Mapping[str, int]
    rests: tuple[HostRest, ...]
    opt_outs: tuple[OptOut, ...]
    erased: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An address of an article that was erased, why and when; nothing else of it is known any more."""

    url: str
    reason: str
    erased_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure took away, or would; counts, for all that was named together.

    ``urls`` are all addresses of it, ``headlines`` those of the articles. ``lists`` are captures of front pages, feeds
    and the like that quoted its text and went with it; ``naming`` are those that show its headline or its address:
    they went, too, if that was asked for. ``unreadable`` are captures whose bytes are damaged, so that nobody knows.
    ``linking`` are articles that link to it: the words of these links are gone, but their own pages still have them.
    ``copies`` are articles that are known to carry the same text, and stay.
    ``sites`` are the domains whose memory should be learned anew. ``is_swept`` is False where another process was
    reading, so that the write-ahead log may still hold what was erased.
    """

    urls: tuple[str, ...]
    headlines: tuple[str, ...]
    articles: int = 0
    versions: int = 0
    comments: int = 0
    captures: int = 0
    payload_bytes: int = 0
    lists: int = 0
    naming: int = 0
    unreadable: int = 0
    linking: int = 0
    copies: int = 0
    sites: tuple[str, ...] = ()
    is_swept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a copy that was made to be shared says of itself.

    It holds ``articles``, each with the first ``quote_words`` words of its text; ``unquoted`` of them without, since
    their pages reserve mining or ask not to be quoted. ``made_by`` names the version of newsarchive.
    """

    published_at: datetime
    made_by: str
    licence: str | None
    site: str | None
    since: str | None
    until: str | None
    quote_words: int
    articles: int
    unquoted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A capture with all that is known of it, as it leaves the archive.

    ``role`` is what it was fetched for, ``article`` the canonical address of the article it led to, ``version`` the
    number of the version that was read from it. ``lastmod``, ``sources`` (kinds, the first that named it first) and
    ``told`` are what its sources said of it; without what an article was read too early for. ``original`` is
    (id, target_uri, moment) of the first capture given with this payload, where that is another: None for the first,
    and for a payload of no bytes. ``damage`` says why there is no payload, "" where there is.
    """

    id: int
    capture: Capture
    crawl_id: int | None
    role: str
    verdict: str
    reason: str
    article: str
    version: int | None
    lastmod: str
    sources: tuple[str, ...]
    told: Mapping[str, Any]
    original: tuple[int, str, datetime] | None
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Impressed:
    """The impression of the page an article was last read from, with that page's capture and its moment.

    ``bearing`` numbers what was known of the site when it was read, None where nobody knows.
    """

    article_id: int
    capture_id: int
    moment: datetime
    bearing: int | None
    impression: Impression


@dataclass(frozen=True, slots=True)
class Sightings:
    """When the parts of a memory were first and last seen, by fingerprint and signature, and texts by fingerprint."""

    blocks: Mapping[int, tuple[datetime, datetime]]
    containers: Mapping[str, tuple[datetime, datetime]]
    texts: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class RepeatedText:
    """A text that returns on ``pages`` pages of a site, its beginning; first and last seen among them."""

    text: str
    pages: int
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class KnownContainer:
    """What the container of the body is called on ``pages`` pages of a site; first and last seen among them."""

    signature: str
    pages: int
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class RememberedSite:
    """What the archive remembers of a site: learned from ``pages`` stories of its ``articles``, most frequent first."""

    domain: str
    articles: int
    pages: int
    blocks: tuple[RepeatedText, ...]
    containers: tuple[KnownContainer, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of a group: ``likeness`` is the share (0-1) of the shorter text's runs of words it has in common.

    With the article it is most like, or, for the first of a group, 1.
    """

    article_id: int
    site: str
    url: str
    headline: str
    date_published: datetime | None
    likeness: float


@dataclass(frozen=True, slots=True)
class SyndicationGroup:
    """Articles that tell one text; the earliest comes first, whatever site it is on."""

    id: int
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Damage:
    """Something in an archive that is not as it was written.

    ``table`` is where (``file`` and ``schema`` for the file itself), ``row`` its id or key, "" where it is no
    single row; ``problem`` says what is wrong, ``remedy`` what is lost by it and what to do.
    """

    table: str
    row: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was looked at, and the ``damage`` found, which is empty where the archive is whole.

    ``unsealed`` are articles that an earlier newsarchive stored, without a checksum of their text. With ``is_quick``
    neither pages nor texts were read.
    """

    path: str
    damage: tuple[Damage, ...]
    is_quick: bool
    articles: int
    versions: int
    captures: int
    payloads: int
    unsealed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A backup that was made: its ``path``, its ``size`` in bytes, and what it holds at the least."""

    path: str
    size: int
    articles: int
    captures: int
