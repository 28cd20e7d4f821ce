"""The memories of the sites being crawled: handed to readers, learned from what was stored, made good at the end."""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.archive import Sightings
from newsarchive.errors import NotAnArchive, NotAnArticle
from newsarchive.extraction.article import look
from newsarchive.extraction.memory import bearing, fingerprints, impression_of, learn, texts
from newsarchive.extraction.page import encoding_of, parse
from newsarchive.normalize.urls import url_key
from newsarchive.reading.captured import Desk, Wanted
from newsarchive.reading.said import told_of
from newsarchive.reading.workers import heaps
from newsarchive.sites import Sites

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from datetime import datetime

    from newsarchive.archive import Archive, Impressed
    from newsarchive.extraction.page import Page
    from newsarchive.model import Candidate, Capture, SiteMemory
    from newsarchive.reading.captured import ReadCapture

#: A memory is made anew after so many pages, then whenever there are twice as many, at most so many apart.
FIRST, LAST = 10, 300
#: So many rows are written in one transaction.
AT_ONCE = 100
#: Of so many articles of a site it is kept in mind what they were read with.
MOST_TOLD = 3000


@dataclass(frozen=True, slots=True)
class Told:
    """An article that leaves something open, and what sources had said of its page's address when it was read."""

    article_id: int
    capture_id: int
    url: str
    told: Candidate | None


class Remembering:
    """What a crawl knows of its sites. Without an archive (a dry run) there is nothing to know."""

    def __init__(self, archive: Archive | None, sites: Sites) -> None:
        self._archive = archive
        self._sites = sites
        self._memories: dict[str, SiteMemory | None] = {}
        self._stored: Counter[str] = Counter()
        self._learned: Counter[str] = Counter()
        self._told: defaultdict[str, dict[int, Told]] = defaultdict(dict)

    def of(self, site: str) -> SiteMemory | None:
        """Give the memory of a site as it is now; raises the errors of the archive."""
        if site not in self._memories:
            self._memories[site] = self._archive.site_memory(site) if self._archive is not None else None
        return self._memories[site]

    def stored(self, site: str, told: Told | None = None) -> None:
        """Take note of an article stored with its impression; now and then the memory is made anew.

        ``told`` says what it was read with where sources may have more to say of it before the crawl ends.
        """
        self._stored[site] += 1
        if told is not None and len(self._told[site]) < MOST_TOLD:
            self._told[site][told.article_id] = told
        learned = self._learned[site]
        if self._archive is not None and self._stored[site] - learned >= min(max(FIRST, learned), LAST):
            self._learned[site] = self._stored[site]
            self._memories[site] = remember(self._archive, site, self._archive.impressions(site))

    def settle(
        self,
        read: Callable[[Sequence[Wanted]], Iterable[ReadCapture]] | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Learn what is left to learn, and read again what was read before it was known; give how many texts changed.

        After it the newest articles of every site are as if all had been read with what is known at the end, in
        whatever order they came. ``read`` reads captures with the memories this has, in their order; without it that
        is done here, one by one. ``progress`` is told before each site how many articles were stored of those done.
        Raises the errors of the archive.
        """
        changed = 0
        archive = self._archive
        if archive is None:
            return 0
        done = 0
        # Sites of which nothing was stored are among them: a run before may have been killed.
        for site in sorted(self._memories.keys() | self._stored.keys()):
            progress(done)
            done += self._stored[site]
            found = archive.impressions(site)
            if not found:
                continue
            memory = self._memories[site] = remember(archive, site, found)
            late = []
            for page in archive.impressions(site, all_kept=True):
                if page.bearing != bearing(memory, page.impression):
                    late.append(Wanted(page.capture_id, site, article_id=page.article_id))
                    # What it said before is compared with what it says now.
                    late += [
                        Wanted(capture_id, site, article_id=page.article_id, version=number)
                        for number, capture_id in archive.older_versions(page.article_id)
                    ]
            late += self._told_more(archive, site, {one.article_id for one in late})
            if late:
                found_anew = read(late) if read is not None else _read_here(archive, late, memory, self._sites)
                changed += amend(archive, late, found_anew)
                archive.settle_versions({one.article_id for one in late if one.article_id is not None})
            archive.forget_impressions(site)
        return changed

    def _told_more(self, archive: Archive, site: str, known: Container[int | None]) -> list[Wanted]:
        """Give the articles of which sources have said more since they were read: a later page of a feed, a listing."""
        told = self._told.pop(site, {})
        desk = Desk(archive, self._sites)
        found = []
        for one in told.values():
            if one.article_id not in known and told_of(desk.facts(one.url)) != told_of(one.told):
                read_from = archive.captures_read([one.article_id]).get(one.article_id)
                if read_from == one.capture_id:
                    found.append(Wanted(one.capture_id, site, article_id=one.article_id))
        return found


def remember(archive: Archive, site: str, found: Sequence[Impressed]) -> SiteMemory:
    """Make the memory of a site out of the impressions of its pages, and keep it."""
    memory = learn(page.impression for page in found)
    moments = sorted(found, key=lambda page: page.moment)
    wanted = set(memory.blocks) - archive.texts_known(site)
    blocks: dict[int, tuple[datetime, datetime]] = {}
    containers: dict[str, tuple[datetime, datetime]] = {}
    shown: dict[int, str] = {}
    for page in moments:
        seen = page.moment
        for number in fingerprints(page.impression):
            if number in memory.blocks:
                blocks[number] = (blocks.get(number, (seen,))[0], seen)
        name = page.impression.container
        if name in memory.containers:
            containers[name] = (containers.get(name, (seen,))[0], seen)
    for page in reversed(moments):
        # No text is carried along: the few that turn out to return are looked up in a page that has them.
        if wanted and not wanted.isdisjoint(fingerprints(page.impression)):
            with contextlib.suppress(NotAnArchive):  # a damaged page is for those who look for damage
                view = look(page_of(archive.capture(page.capture_id)))
                shown |= {number: text for number, text in texts(view.walk).items() if number in wanted}
                view.walk.release()
                wanted -= shown.keys()
    archive.store_memory(site, memory, Sightings(blocks, containers, shown))
    return memory


def page_of(capture: Capture) -> Page:
    """Parse a capture as it was when it was fetched; raises NotAnArticle for bytes that are no HTML."""
    content_type = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
    charset = encoding_of(capture.payload, content_type)
    return parse(capture.payload, capture.target_uri, charset)


def _read_here(
    archive: Archive, wanted: Iterable[Wanted], memory: SiteMemory | None, sites: Sites
) -> Iterator[ReadCapture]:
    desk = Desk(archive, sites)
    return (desk.read(one, memory) for one in wanted)


def amend(archive: Archive, wanted: Iterable[Wanted], found: Iterable[ReadCapture]) -> int:
    """Write what was read anew of articles into their rows; give how many texts changed.

    A page that is damaged by now, or was an article for a reason it does not state, leaves its row as it is.
    """
    changed = 0
    for heap in heaps(zip(wanted, found, strict=False), AT_ONCE):
        with archive.transaction():
            for one, read in heap:
                if read.article is None or one.article_id is None:
                    continue
                if one.version is not None:
                    which = (one.article_id, one.capture_id)
                    archive.amend_version(*which, archive.version_difference(*which, read.article, told=read.told))
                else:
                    changed += archive.amend_article(one.article_id, read.article, bearing=read.bearing, told=read.told)
    return changed


def rebuild(archive: Archive, site: str, *, progress: Callable[[], None] = lambda: None) -> SiteMemory:
    """Make the memory of a site anew out of its stored pages, as if nothing had been remembered."""
    impressions = []
    for article_id, capture_id in archive.pages_of(site, to_learn=True):
        progress()
        try:
            capture = archive.capture(capture_id)
            view = look(page_of(capture))
        except (NotAnArchive, NotAnArticle):
            continue
        key = url_key(capture.target_uri)
        impressions.append((article_id, impression_of(key, view.walk, view.unaided, view.headline_at)))
        view.walk.release()
    archive.replace_impressions(site, impressions)
    return remember(archive, site, archive.impressions(site))
