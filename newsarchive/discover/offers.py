"""What the sources of a site are good for: what each lists, whether a crawl uses it, in which order, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from newsarchive.discover import addresses
from newsarchive.model import FoundSource, Role, Source, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


class Kind(StrEnum):
    """What a source is, in the order a crawl asks them."""

    FRONT = "front page"
    INDEX = "sitemap index"
    SITEMAP = "sitemap"
    NEWS = "news sitemap"
    API = "posts API"
    FEED = "feed"
    SPIP = "SPIP backend"
    ARCHIVE = "archive page"
    SECTION = "section"


_ORDER = tuple(Kind)
_LISTS = {
    Kind.INDEX: "sitemaps",
    Kind.SITEMAP: "all",
    Kind.NEWS: "newest",
    Kind.API: "all",
    Kind.FEED: "newest",
    Kind.SPIP: "newest",
    Kind.ARCHIVE: "its month",
    Kind.FRONT: "newest",
    Kind.SECTION: "newest",
}
_WHY = {
    Kind.INDEX: "names the sitemaps",
    Kind.SITEMAP: "lists all there is, thousands in one request",
    Kind.NEWS: "names the newest, with headline and exact date",
    Kind.API: "lists all posts with their exact dates, a hundred in one request",
    Kind.FEED: "names the newest, with exact dates and authors",
    Kind.SPIP: "names the newest, with exact dates and authors",
    Kind.FRONT: "tells where the others are, and shows the newest before any list has it",
    Kind.SECTION: "shows what other lists may have left out",
}

#: What an answer was expected to be, but was not.
_WHOLE = {Kind.API: "list of posts", Kind.FEED: "feed"}

#: Why a crawl leaves a source that it knows of without asking it.
_LEFT = {
    "listed": "left: those like it name nothing that is not listed elsewhere",
    "barren": "left: those like it name nothing new",
    "trap": "taken for a trap",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One source of a site as a crawl sees it.

    ``lists`` is ``all``, ``newest`` (a window that moves on), ``its month``, ``a part`` (it breaks off), ``sitemaps``,
    or "" where it lists nothing. ``answer`` is the HTTP status, or why there is none. ``is_used`` says whether a crawl
    of the whole site asks it; ``why`` says why, or why not.
    """

    kind: Kind
    url: str
    lists: str
    articles: int
    oldest: datetime | None
    newest: datetime | None
    answer: str
    is_used: bool
    why: str


def kind_of(source: FoundSource) -> Kind:
    """Say what a source is."""
    match source.role:
        case Role.START:
            return Kind.FRONT
        case Role.SITEMAP:
            return {"sitemap-index": Kind.INDEX, "news-sitemap": Kind.NEWS}.get(source.reason, Kind.SITEMAP)
        case Role.API:
            return Kind.API
        case Role.FEED:
            return Kind.SPIP if "page=backend" in source.url else Kind.FEED
    return Kind.ARCHIVE if source.source is Source.ARCHIVE else Kind.SECTION


def offers(found: Iterable[FoundSource]) -> tuple[Offer, ...]:
    """Judge the sources of one site, and give them in the order a crawl asks them.

    The pages of an API are one source, and so are those of a feed. Where the front page declares no API, an offer
    without an address says so.
    """
    sources = _joined([source for source in found if not addresses.is_later_page(source.url)])
    lists_all = any(
        source.state is State.DONE and source.named and _LISTS[kind_of(source)] == "all" for source in sources
    )
    judged = [_judged(source, lists_all=lists_all) for source in sources]
    if not any(offer.kind is Kind.API for offer in judged):
        judged.append(
            Offer(
                kind=Kind.API,
                url="",
                lists="",
                articles=0,
                oldest=None,
                newest=None,
                answer="none",
                is_used=False,
                why="the front page declares none",
            )
        )
    return tuple(sorted(judged, key=lambda offer: _ORDER.index(offer.kind)))


def _joined(sources: Sequence[FoundSource]) -> list[FoundSource]:
    """Make one of the pages of an API, and leave out the later pages of feeds."""
    pages = [source for source in sources if source.role is Role.API and source.state is State.DONE]
    oldest = min((page.oldest for page in pages if page.oldest), default=None)
    newest = max((page.newest for page in pages if page.newest), default=None)
    joined: list[FoundSource] = []
    for source in sources:
        if source.role is Role.FEED and source.state is State.LATER:
            continue
        if source.role is Role.API and source is not next(s for s in sources if s.role is Role.API):
            continue
        joined.append(replace(source, oldest=oldest, newest=newest) if source.role is Role.API else source)
    return joined


def _judged(source: FoundSource, *, lists_all: bool) -> Offer:
    kind = kind_of(source)
    answer, is_used, why = _answer(source), False, ""
    lists = "a part" if source.reason == "incomplete" else _LISTS[kind]
    if source.state in (State.QUEUED, State.LATER, State.LEASED, State.HELD):
        lists, is_used, why = "", True, "not read here; a crawl reads it"
    elif source.reason in _LEFT:
        lists, why = "", _LEFT[source.reason]
    elif source.state is not State.DONE:
        lists, why = "", answer if source.status is None else f"there is none ({source.status})"
        if source.status not in (None, 404, 410):
            why = source.detail or answer
    elif source.reason == "incomplete" and not source.named:
        lists, why = "", f"the answer is no {_WHOLE.get(kind, 'whole sitemap')}"
    elif kind is Kind.ARCHIVE:
        is_used = not lists_all and source.named > 0
        why = "a month's articles; a crawl asks for them where nothing lists all there is, and with --since"
        if not source.named:
            lists, why = "", "names no article"
    elif not source.named and kind not in (Kind.INDEX, Kind.FRONT):
        lists, why = "", "names no article"
    else:
        is_used, why = True, _WHY[kind]
        if lists == "a part":
            why = "breaks off; what stands before is used"
    return Offer(
        kind=kind,
        url=source.url,
        lists=lists,
        articles=source.named,
        oldest=source.oldest,
        newest=source.newest,
        answer=answer,
        is_used=is_used,
        why=why,
    )


def _answer(source: FoundSource) -> str:
    if source.state in (State.QUEUED, State.LATER, State.LEASED, State.HELD):
        return "not asked"
    if source.reason in _LEFT:
        return "not asked"
    if source.reason == "robots":
        return "disallowed by robots.txt"
    if source.status:
        return str(source.status)
    return source.reason or "no answer"
