"""Reading an archive's pages again: first read and compared, nothing written; then written, where that is wanted.

The newest pages of each site come first: what is remembered of it is learned anew from them, and the others are read
with that. What was read is put by in a file of its own, so that a run that was cut off goes on where it was and nothing
is read a second time to be written.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from newsarchive.archive import Archive, Reread, Rereading, Rereadings
from newsarchive.archive.amendments import Amendment
from newsarchive.archive.packing import pack_article, pack_told, unpack_article, unpack_told
from newsarchive.extraction.memory import bearing, learn
from newsarchive.model import Impression
from newsarchive.normalize.urls import site_of, url_key
from newsarchive.reading.captured import Desk, Packed, ReadCapture, Wanted, role_of
from newsarchive.reading.intake import killed
from newsarchive.reading.memories import AT_ONCE, Remembering
from newsarchive.reading.workers import Workers, heaps
from newsarchive.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import Self

    from newsarchive.archive import ToRead
    from newsarchive.model import Article, SiteMemory
    from newsarchive.reading.captured import Memories
    from newsarchive.sites import Sites

#: Readings that are written in one transaction: the index of words is the cheaper, the more at once.
_WRITTEN = 500
#: Captures that are listed, and looked for among those that were read already, at once.
_LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is read again: all, one site's, or articles of some days as their pages state them, both included."""

    site: str | None = None
    since: date | None = None
    until: date | None = None

    def includes(self, article: Article) -> bool:
        """Ask whether an article is of the days wanted; one without a date is of none."""
        if self.since is None and self.until is None:
            return True
        if article.date_published is None:
            return False
        day = article.date_published.date()
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What reading again came to, in numbers of articles.

    ``fields`` counts by name how many would have another; ``versions`` are older versions that were read, and
    ``versions_changed`` those that would be another; ``refused`` articles whose page is none by now: their rows stay.
    ``new`` are articles read out of pages that were none, ``unreadable`` captures that are damaged or end their reader.
    """

    articles: int
    changed: int
    confirmed: int
    refused: int
    new: int
    versions: int
    versions_changed: int
    unreadable: int
    fields: dict[str, int] = field(default_factory=dict)
    refusals: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Give it as values of JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Task:
    """A capture to be read again in a worker; ``notes`` asks for its impression, too.

    It is compared with what the archive has of it, unless ``is_plain``.
    """

    wanted: Wanted
    notes: bool = False
    is_plain: bool = False


class Reextraction:
    """A re-extraction under way; ``by`` is the file its readings are put by in.

    Make it before the display and everything else that has threads. :meth:`read`, then, where it is wanted,
    :meth:`write`, for which the archive must be open for writing. Raises the errors of the archive.
    """

    def __init__(self, archive: Archive, sites: Sites, scope: Scope, *, by: Path, processes: int, anew: bool) -> None:
        self._archive = archive
        self._sites = sites
        self._scope = scope
        self._memories: dict[str, SiteMemory | None] = {}
        self._packed = Packed(self._memory)
        source = archive.path if processes else archive
        self._workers: Workers[Task, Rereading | ReadCapture] = Workers(processes, open_rereader, source, sites, scope)
        try:
            self._by = Rereadings.open(by, self._key(), anew=anew)
        except BaseException:
            self._workers.close()
            raise

    def _key(self) -> dict[str, object]:
        """Say what readings are good for: with another extractor, profile or memory they are to be made again."""
        days = [day.isoformat() if day else None for day in (self._scope.since, self._scope.until)]
        profiles = sorted(site.canonical_digest for site in self._sites.all)
        newest = self._archive.newest()
        return {"extractor": __version__, "profiles": profiles, "scope": [self._scope.site, *days], "newest": newest}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.close()
        self._by.close()

    @property
    def is_resumed(self) -> bool:
        """Whether an earlier run was cut off, and this one goes on with it."""
        return self._by.is_resumed

    def discard(self) -> None:
        """Drop what was put by: it is written, or nobody wants it."""
        self._by.discard()

    def total(self) -> int:
        """Count the captures that are to be read."""
        scope = self._scope
        articles, versions, _ = self._archive.count_to_read(site=scope.site, since=scope.since, until=scope.until)
        return articles + versions + sum(1 for one in self._listed() if one.article_id is None)

    # ------------------------------------------------------------------ reading
    def read(self, progress: Callable[[int], None] = lambda _: None) -> Compared:
        """Read every capture that is not read yet, and say what would change; ``progress`` is told how many were."""
        if self._scope.since is None and self._scope.until is None:
            for heap in heaps(self._of_windows(), AT_ONCE):
                self._read(heap, progress)
            for site in self._sites_in_scope():
                self._learn(site, progress)
        self._read(self._rest(progress), progress)
        return self.compared()

    def _sites_in_scope(self) -> list[str]:
        names = self._archive.domains()
        if self._scope.site is None:
            return names
        wanted = _domain(self._scope.site)
        return [name for name in names if name == wanted]

    def _of_windows(self) -> Iterator[Task]:
        """Give the pages that the memories of the sites are learned from."""
        for site in self._sites_in_scope():
            pages = self._window(site)
            known = self._by.known(list(pages.values()))
            for article_id, capture_id in pages.items():
                if capture_id not in known:
                    yield Task(Wanted(capture_id, site, article_id=article_id), notes=True)

    def _window(self, site: str) -> dict[int, int]:
        """Give, by article, the captures that a site's memory is learned from."""
        found = self._archive.captures_read([page.article_id for page in self._archive.impressions(site)])
        return found or dict(self._archive.pages_of(site, to_learn=True))

    def _learn(self, site: str, progress: Callable[[int], None]) -> None:
        """Learn what is remembered of a site from its pages as they were read now; drop what that makes stale."""
        impressions = {page.article_id: page.impression for page in self._archive.impressions(site)}
        read = {one.article_id: one for one in self._by.impressed(site) if one.article_id is not None}
        anew = impressions | {number: _impression(one, impressions.get(number)) for number, one in read.items()}
        before = self._memory(site)
        if not anew or (before is not None and anew == impressions):
            return
        memory = learn(anew[number] for number in sorted(anew))
        if memory == before:
            return
        self._memories[site] = memory
        stale = [one for one in read.values() if one.bearing != bearing(memory, _impression(one))]
        self._by.forget(one.capture_id for one in stale)
        progress(-len(stale))
        self._read(
            (Task(Wanted(one.capture_id, site, article_id=one.article_id), notes=True) for one in stale), progress
        )

    def _rest(self, progress: Callable[[int], None]) -> Iterator[Task]:
        for heap in heaps(self._listed(), _LISTED):
            known = self._by.known([one.capture_id for one in heap])
            for one in heap:
                if one.capture_id not in known:
                    site = one.site or site_of(one.url)
                    wanted = Wanted(one.capture_id, site, role_of(one.source), one.article_id, one.version)
                    yield Task(wanted, notes=one.article_id is None)
            if self._by.is_resumed:
                progress(len(known))

    def _listed(self) -> Iterator[ToRead]:
        scope = self._scope
        only = None if scope.site is None else _domain(scope.site)
        for one in self._archive.to_read(site=scope.site, since=scope.since, until=scope.until):
            if one.article_id is not None or only is None or site_of(one.url) == only:
                yield one

    def _read(self, tasks: Iterable[Task], progress: Callable[[int], None]) -> None:
        results = self._workers.carry_out(tasks, self._beside)
        for heap in heaps(results, AT_ONCE):
            self._by.put_by(read if isinstance(read, Rereading) else _killed(task) for task, read in heap)
            progress(len(heap))

    def _memory(self, site: str) -> SiteMemory | None:
        if site not in self._memories:
            self._memories[site] = self._archive.site_memory(site)
        return self._memories[site]

    def compared(self) -> Compared:
        """Say what would change by what has been read."""
        counts: Counter[Reread] = Counter()
        older: Counter[Reread] = Counter()
        for (outcome, is_older), count in self._by.outcomes().items():
            (older if is_older else counts)[outcome] += count
        unreadable = (Reread.DAMAGED, Reread.KILLED)
        troubles = [one for outcome in unreadable for one in self._by.those(outcome, 20)]
        return Compared(
            articles=counts.total() - sum(counts[o] for o in (Reread.NEW, Reread.STILL_NONE, *unreadable)),
            changed=counts[Reread.CHANGED],
            confirmed=counts[Reread.CONFIRMED],
            refused=counts[Reread.REFUSED],
            new=counts[Reread.NEW],
            versions=older.total(),
            versions_changed=older[Reread.CHANGED],
            unreadable=sum(counts[o] + older[o] for o in unreadable),
            fields=self._by.fields(),
            refusals=tuple(f"{one.url}: {one.reason}" for one in self._by.those(Reread.REFUSED, 20)),
            troubles=tuple(one.reason for one in troubles),
        )

    # ------------------------------------------------------------------ writing
    def write(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Write what was read into the archive; ``progress`` is told how many readings were."""
        remembering = Remembering(self._archive, self._sites)
        for heap in self._by.unwritten(_WRITTEN):
            with self._archive.transaction():
                for one in heap:
                    self._store(one)
            self._by.wrote(heap)
            progress(len(heap))
        for site in self._renewed():
            remembering.of(site)
        remembering.settle(lambda wanted: self._read_again(wanted, remembering))
        for ids in heaps(self._by.changed_articles(), _WRITTEN):
            self._archive.settle_versions(ids)
        self._archive.group_duplicates()
        self._by.discard()

    def _store(self, one: Rereading) -> None:
        archive = self._archive
        if one.page is None:
            return
        if one.article_id is None:
            if not archive.is_read(one.capture_id):
                self._store_new(one, unpack_article(one.page))
        elif one.version is not None:
            archive.amend_version(one.article_id, one.capture_id, Amendment.unpack(one.page))
        else:
            archive.amend(one.article_id, Amendment.unpack(one.page), bearing=one.bearing)

    def _store_new(self, one: Rereading, article: Article) -> None:
        told = unpack_told(one.told)
        self._archive.store_article(
            article,
            capture_id=one.capture_id,
            crawl_id=None,
            moment=datetime.fromisoformat(one.moment or ""),
            lastmod=told.lastmod if told else None,
            impression=_impression(one),
            bearing=one.bearing,
        )

    def _renewed(self) -> list[str]:
        """Store the impressions of what a memory is learned from; name the sites whose memory is to be made anew."""
        sites = []
        for site in self._by.sites():
            stored = {page.article_id: page.impression for page in self._archive.impressions(site)}
            other = [
                one
                for one in self._by.impressed(site)
                if one.article_id is None or stored.get(one.article_id) != _impression(one, stored.get(one.article_id))
            ]
            with self._archive.transaction():
                for one in other:
                    if one.article_id is not None:
                        self._archive.store_impression(one.article_id, _impression(one), bearing=one.bearing)
            found = learn(page.impression for page in self._archive.impressions(site))
            if other or found != self._archive.site_memory(site):
                sites.append(site)
        return sites

    def _read_again(self, wanted: Sequence[Wanted], remembering: Remembering) -> Iterator[ReadCapture]:
        """Read what is read otherwise now, because pages that became articles taught something of their site."""
        for one in wanted:
            self._memories[one.site] = remembering.of(one.site)
        tasks = (Task(one, is_plain=True) for one in wanted)
        for task, read in self._workers.carry_out(tasks, self._beside):
            yield read if isinstance(read, ReadCapture) else killed(task.wanted)

    def _beside(self, heap: Sequence[Task]) -> Memories:
        return self._packed.beside([task.wanted for task in heap])


def open_rereader(
    source: Archive | Path, sites: Sites, scope: Scope
) -> Callable[[Task, Memories], Rereading | ReadCapture]:
    """Make what reads captures in a worker and compares them with what the archive has; as :func:`open_desk`."""
    desk = Desk(source if isinstance(source, Archive) else Archive.open(source, read_only=True), sites)

    def reread(task: Task, memories: Memories) -> Rereading | ReadCapture:
        read = desk.read(task.wanted, desk.memory(task.wanted.site, memories))
        return read if task.is_plain else _compared(desk, task, read, scope)

    return reread


def _compared(desk: Desk, task: Task, read: ReadCapture, scope: Scope) -> Rereading:
    wanted, article, told = task.wanted, read.article, read.told
    number = wanted.article_id
    amendment = Amendment()
    page: bytes | None = None
    if number is None and article is not None and not scope.includes(article):
        article = None
    if article is None:
        if read.verdict == "damaged":
            outcome = Reread.DAMAGED
        else:
            outcome = Reread.REFUSED if number is not None else Reread.STILL_NONE
    elif number is None:
        outcome, page = Reread.NEW, pack_article(article)
    else:
        amendment = (
            desk.archive.version_difference(number, wanted.capture_id, article, told=told)
            if wanted.version is not None
            else desk.archive.difference(number, article, bearing=read.bearing, told=told)
        )
        outcome = Reread.CHANGED if amendment.fields else Reread.CONFIRMED if amendment else Reread.SAME
        page = amendment.pack() if amendment else None
    impression = read.impression if task.notes and article is not None else None
    return Rereading(
        capture_id=wanted.capture_id,
        site=wanted.site,
        url=read.url,
        moment=read.moment.isoformat() if read.moment else None,
        outcome=outcome,
        article_id=number,
        version=wanted.version,
        fields=amendment.fields,
        reason=read.reason,
        bearing=read.bearing,
        told=pack_told(told) if outcome is Reread.NEW else None,
        container=impression.container if impression else None,
        impression=impression.blocks if impression else None,
        page=page,
    )


def _killed(task: Task) -> Rereading:
    wanted = task.wanted
    return Rereading(
        capture_id=wanted.capture_id,
        site=wanted.site,
        url="",
        outcome=Reread.KILLED,
        article_id=wanted.article_id,
        version=wanted.version,
        reason=killed(wanted).reason,
    )


def _impression(one: Rereading, before: Impression | None = None) -> Impression:
    """Give the impression of a page that was read again; it is known by the name it had."""
    key = before.key if before is not None else url_key(one.url)
    return Impression(key=key, blocks=one.impression or b"", container=one.container or "")


def _domain(site: str) -> str:
    return site_of(site if "://" in site else f"https://{site}") or site
