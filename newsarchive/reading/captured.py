"""Reading a capture of an archive with what its sources said, its site's profile and memory: as a crawl reads."""

from __future__ import annotations

import contextlib
import pickle
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsarchive.archive import Archive
from newsarchive.discover.wanted import facts_in
from newsarchive.errors import NotAnArchive
from newsarchive.extraction.memory import bearing
from newsarchive.extraction.page import encoding_of
from newsarchive.model import Article, Candidate, Comment, Impression, Role, SiteMemory
from newsarchive.normalize.urls import url_key
from newsarchive.reading import said
from newsarchive.reading.pages import Unread, read_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from newsarchive.extraction.rights import Signal
    from newsarchive.model import Capture
    from newsarchive.sites import Sites


@dataclass(frozen=True, slots=True)
class Wanted:
    """A capture to be read. ``site`` is the one whose memory it is read with; ``role`` is what it was fetched for.

    ``article_id`` is the article that was read from it, if one was, ``version`` the older version of it that was.
    ``with_comments`` asks for what readers wrote below it.
    """

    capture_id: int
    site: str
    role: Role = Role.ARTICLE
    article_id: int | None = None
    version: int | None = None
    with_comments: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCapture:
    """What a capture turned out to be: an ``article``, or ``verdict`` and ``reason`` say what it is instead.

    ``told`` is what its sources said of the article, ``claims`` is what its page says of its rights; ``bearing``
    numbers what the memory said of its page. The verdict ``damaged`` says that its payload is not what it was,
    ``reason`` is then the words for people. ``seconds`` is what reading it took, by the process's own clock.
    """

    capture_id: int
    url: str
    moment: datetime | None
    article: Article | None = None
    verdict: str = "article"
    reason: str = ""
    told: Candidate | None = None
    impression: Impression | None = None
    bearing: int | None = None
    signals: tuple[Signal, ...] = ()
    claims: tuple[tuple[str, str], ...] = ()
    listed: tuple[Candidate, ...] = ()
    comments: tuple[Comment, ...] | None = None
    seconds: float = field(default=0.0, compare=False)


#: Memories as they cross to a worker: by site a number that stands for one state of it, and the memory, pickled.
Memories = dict[str, tuple[int, bytes]]
#: How many memories a worker keeps unpacked.
_KEPT = 200


class Desk:
    """Reads captures of one archive, which it never writes to."""

    def __init__(self, archive: Archive, sites: Sites) -> None:
        self.archive = archive
        self._sites = sites
        self._frontier = archive.frontier(0)
        self._memories: dict[str, tuple[int, SiteMemory | None]] = {}

    def memory(self, site: str, memories: Mapping[str, tuple[int, bytes]]) -> SiteMemory | None:
        """Give the memory of a site out of those that came with a task; unpacked once."""
        if site not in memories:
            return None
        number, packed = memories[site]
        known = self._memories.get(site)
        if known is None or known[0] != number:
            if len(self._memories) >= _KEPT:
                self._memories.clear()
            # Our own words, from the process that made this one.
            known = self._memories[site] = (number, pickle.loads(packed) if packed else None)  # noqa: S301
        return known[1]

    def facts(self, url: str) -> Candidate | None:
        """Give what all sources together said of an address."""
        return facts_in(self._frontier.entries([url]).get(url_key(url)))

    def read(self, wanted: Wanted, memory: SiteMemory | None) -> ReadCapture:
        """Read a capture. Raises the errors of the archive, but none for a payload that is damaged."""
        began = time.process_time()
        try:
            capture = self.archive.capture(wanted.capture_id)
        except NotAnArchive as error:
            return ReadCapture(capture_id=wanted.capture_id, url="", moment=None, verdict="damaged", reason=str(error))
        return replace(self.read_capture(wanted, capture, memory), seconds=time.process_time() - began)

    def read_capture(self, wanted: Wanted, capture: Capture, memory: SiteMemory | None) -> ReadCapture:
        """Read a capture that is at hand."""
        url = capture.target_uri
        content_type = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
        reading = read_page(
            Unread(
                payload=capture.payload,
                url=url,
                charset=encoding_of(capture.payload, content_type),
                candidate=self.facts(url),
                on=capture.moment,
                with_links=wanted.role is Role.LISTING and wanted.article_id is None,
                with_comments=wanted.with_comments,
                site=self._sites.find(url),
                memory=memory,
                headers=capture.headers,
            )
        )
        article, reason, told = reading.article, "", None
        verdict = "article"
        if article is None:
            verdict = "listing" if reading.listing is not None else "not-an-article"
            reason = reading.refusal.reason if reading.refusal else ""
        else:
            asked = capture.requested_uri if capture.requested_uri != url else ""
            told = said.facts_of(article, asked, self.facts)
            article = said.dated(article, told)
            if wanted.article_id is None:
                verdict, reason = _weighed(article, told, wanted.role, asked or url)
        return ReadCapture(
            capture_id=wanted.capture_id,
            url=url,
            moment=capture.moment,
            article=article if verdict == "article" else None,
            verdict=verdict,
            reason=reason,
            told=told,
            impression=reading.impression,
            bearing=bearing(memory, reading.impression) if reading.impression else None,
            signals=reading.signals,
            claims=reading.claims,
            listed=tuple(reading.listing.articles) if reading.listing is not None else (),
            comments=reading.comments,
        )


def _weighed(article: Article, told: Candidate | None, role: Role, asked: str) -> tuple[str, str]:
    """Give the verdict on a page that reads like an article, as a crawl gives it at its end."""
    if not said.is_wanted(article, told, role, asked):
        return "listing", ""
    if said.is_dateless(article) and not said.is_believed(article, told):
        return "not-an-article", "undated"
    return "article", ""


def role_of(source: str) -> Role:
    """Give what a capture was fetched for; what nobody fetched for anything is looked at like an address given."""
    with contextlib.suppress(ValueError):
        return Role(source)
    return Role.START


class Packed:
    """The memories of sites as they cross to workers: packed once for each state, ``of`` gives the present one."""

    def __init__(self, of: Callable[[str], SiteMemory | None]) -> None:
        self._of = of
        self._packed: dict[str, tuple[SiteMemory | None, int, bytes]] = {}
        self._count = 0

    def beside(self, heap: Sequence[Wanted]) -> Memories:
        """Give the memories that a heap of captures is to be read with."""
        return {site: self._one(site) for site in {wanted.site for wanted in heap}}

    def _one(self, site: str) -> tuple[int, bytes]:
        memory = self._of(site)
        known = self._packed.get(site)
        if known is None or known[0] is not memory:
            self._count += 1
            packed = pickle.dumps(memory) if memory is not None else b""
            known = self._packed[site] = (memory, self._count, packed)
        return known[1], known[2]


def open_desk(archive: Archive | Path, sites: Sites) -> Callable[[Wanted, Memories], ReadCapture]:
    """Make what reads captures in a worker: of an archive that is open, or with eyes of its own on the file.

    Raises the errors of the archive.
    """
    desk = Desk(archive if isinstance(archive, Archive) else Archive.open(archive, read_only=True), sites)
    return lambda wanted, memories: desk.read(wanted, desk.memory(wanted.site, memories))
