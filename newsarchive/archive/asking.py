"""What can be asked of an archive: one object, one file, one connection, used from one thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.archive import (
    amendments,
    captures,
    coverage,
    duplicates,
    history,
    holdings,
    hosts,
    imports,
    memory,
    publishing,
    reading,
    rereadings,
    search,
    tombstones,
    verifying,
)
from newsarchive.archive.connection import connect, mapped
from newsarchive.archive.payloads import PayloadDamagedError, Payloads
from newsarchive.archive.search import to_domain
from newsarchive.errors import ArchiveError, ArticleNotFound, NotAnArchive, UsageError
from newsarchive.normalize.urls import site_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from types import TracebackType
    from typing import Self

    from newsarchive.archive.amendments import Amendment
    from newsarchive.archive.imports import UnreadCapture
    from newsarchive.archive.rereadings import ToRead
    from newsarchive.archive.values import (
        Address,
        Audit,
        Crawl,
        Held,
        Hit,
        HostRest,
        Impressed,
        Info,
        Published,
        RememberedSite,
        RobotsFile,
        SyndicationGroup,
        Tombstone,
        Verified,
        Version,
    )
    from newsarchive.archive.verifying import Progress
    from newsarchive.model import Article, Candidate, Capture, SiteMemory


class Asking:
    """An archive that is open, as far as it is only asked; the other half of the door is :class:`Archive`."""

    path: Path

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        self.path = path
        self._conn = conn
        self._payloads = Payloads(conn)

    @classmethod
    def open(cls, path: str | Path, *, create: bool = False, read_only: bool = False) -> Self:
        """Open an archive.

        With ``create`` a missing file, and the folders above it, are made. A file of an older
        version is brought up to date, unless ``read_only``: then nothing is written, and it works
        beside a running crawl and on a medium that cannot be written.

        Raises ArchiveMissing, NotAnArchive (something else, damaged, or empty without ``create``),
        ArchiveTooNew, ArchiveNotWritable, ArchiveFull or ArchiveError.
        """
        path = Path(path)
        return cls(path, connect(path, create=create, read_only=read_only))

    def close(self) -> None:
        """Close the file; does nothing the second time."""
        with mapped(self.path):
            self._conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def follows_unfinished(self, crawl_id: int) -> bool:
        """Ask whether the run before this one was killed, or came to another end than its own."""
        with mapped(self.path):
            return captures.follows_unfinished(self._conn, crawl_id)

    def running_crawl(self) -> Crawl | None:
        """Give the newest crawl that has no end: it runs, or it was cut off."""
        with mapped(self.path):
            return captures.running_crawl(self._conn)

    def finished_sites(self) -> frozenset[str]:
        """Give the sites that an earlier crawl saw to their end."""
        with mapped(self.path):
            return captures.finished_sites(self._conn)

    def payload_at(self, url: str, moment: datetime | None, *, before: datetime | None = None) -> str:
        """Give the digest of what was captured at an address in a ``moment``, "" where there is none.

        With ``before`` the newest page captured there up to that instant will do.
        """
        with mapped(self.path):
            return imports.payload_at(self._conn, url, moment, before=before)

    def has_payload(self, digest: str) -> bool:
        """Ask whether the bytes of a digest are stored."""
        with mapped(self.path):
            return imports.has_payload(self._conn, digest)

    def count_unread(self) -> int:
        """Count the captures that imports brought in and that nobody has read yet."""
        with mapped(self.path):
            return imports.count_unread(self._conn)

    def unread(self) -> Iterator[UnreadCapture]:
        """Give those captures, the oldest first; they may be judged meanwhile."""
        with mapped(self.path):
            yield from imports.unread(self._conn)

    def is_erased(self, *urls: str | None) -> bool:
        """Ask whether what stands at one of these addresses was erased."""
        with mapped(self.path):
            return tombstones.is_erased(self._conn, urls)

    def tombstones(self, *, site: str | None = None) -> list[Tombstone]:
        """Give the addresses of all that was erased, the oldest erasure first; with ``site`` those of that site."""
        with mapped(self.path):
            found = tombstones.tombstones(self._conn)
        return found if site is None else [stone for stone in found if site_of(stone.url) == to_domain(site)]

    def published(self) -> Published | None:
        """Tell what this is a copy of, where it is one that was made to be shared; else None."""
        with mapped(self.path):
            return publishing.published(self._conn)

    def check_pages(self) -> None:
        """Raise UsageError where this is a copy to be shared: no pages are in it, none belong into it."""
        if self.published() is not None:
            raise UsageError(
                f"{self.path}: is a copy to be shared, without pages; name the archive it was made from, or another"
            )

    def difference(
        self, article_id: int, article: Article, *, bearing: int | None, told: Candidate | None = None
    ) -> Amendment:
        """Tell what :meth:`amend_article` would change; reads only."""
        with mapped(self.path):
            return amendments.difference(self._conn, article_id, article, told, bearing)

    def version_difference(
        self, article_id: int, capture_id: int, article: Article, *, told: Candidate | None = None
    ) -> Amendment:
        """Tell what reading the capture of an older version of an article anew would change in it; reads only.

        A version is known by its capture: its number changes where others turn out to say the same.
        """
        with mapped(self.path):
            return amendments.version_difference(self._conn, article_id, capture_id, article, told)

    def to_read(
        self, *, site: str | None = None, since: date | None = None, until: date | None = None
    ) -> Iterator[ToRead]:
        """Give the captures a re-extraction reads: of articles, of their older versions, and of what was none.

        Conditions are those of :meth:`search`; what is no article is of no day, and of any site.
        """
        with mapped(self.path):
            yield from rereadings.to_read(self._conn, site=site, since=since, until=until)

    def count_to_read(
        self, *, site: str | None = None, since: date | None = None, until: date | None = None
    ) -> tuple[int, int, int]:
        """Count what :meth:`to_read` gives: of articles, of older versions, of neither."""
        with mapped(self.path):
            return rereadings.count_to_read(self._conn, site=site, since=since, until=until)

    def newest(self) -> tuple[int, int]:
        """Give the ids of the newest crawl and the newest capture, 0 where there is none."""
        with mapped(self.path):
            return rereadings.newest(self._conn)

    def captures_read(self, article_ids: Sequence[int]) -> dict[int, int]:
        """Give, by article, the capture that each of a few hundred articles is read from."""
        with mapped(self.path):
            return rereadings.captures_read(self._conn, article_ids)

    def is_read(self, capture_id: int) -> bool:
        """Ask whether an article was read from a capture."""
        with mapped(self.path):
            return rereadings.is_read(self._conn, capture_id)

    def domains(self) -> list[str]:
        """Name the sites of the archive."""
        with mapped(self.path):
            return memory.domains(self._conn)

    def impressions(self, site: str, *, all_kept: bool = False) -> list[Impressed]:
        """Give what a site's memory is learned from: impressions of its newest articles, one each.

        ``all_kept`` gives those of its other articles, too, that are kept while a crawl lasts.
        """
        with mapped(self.path):
            return memory.impressions(self._conn, site, all_kept=all_kept)

    def pages_of(self, site: str, *, to_learn: bool = False) -> list[tuple[int, int]]:
        """Give the articles of a site, each id with that of the capture it was read from.

        With ``to_learn`` only those that its memory is learned from.
        """
        with mapped(self.path):
            return (memory.pages_to_learn if to_learn else memory.pages_of)(self._conn, site)

    def site_memory(self, site: str) -> SiteMemory | None:
        """Give what is remembered of a site, for the extractor; None where there is nothing."""
        with mapped(self.path):
            return memory.site_memory(self._conn, site)

    def texts_known(self, site: str) -> frozenset[int]:
        """Give the fingerprints of a site's memory whose text is kept."""
        with mapped(self.path):
            return memory.texts_known(self._conn, site)

    def remembered_site(self, site: str) -> RememberedSite | None:
        """Give what is remembered of a site, for people; None where the archive does not know the site."""
        with mapped(self.path):
            return memory.remembered_site(self._conn, site)

    def capture(self, capture_id: int) -> Capture:
        """Give a stored page with what is known of how it came; raises as :meth:`capture_payload` does."""
        payload = self.capture_payload(capture_id)
        with mapped(self.path):
            try:
                return captures.capture(self._conn, capture_id, payload)
            except (ValueError, TypeError) as error:
                damage = f"what is known of capture {capture_id} beside its page cannot be read: {error}"
                raise NotAnArchive(str(self.path), damage) from error

    def holdings(
        self, *, site: str | None = None, since: date | None = None, until: date | None = None
    ) -> Iterator[Held]:
        """Give captures with all that is known of them, in the order in which they were kept, one in memory at a time.

        ``site`` is a host or an address on it. ``since`` and ``until`` are the days (UTC) on which they were fetched,
        both included.
        """
        with mapped(self.path):
            yield from holdings.holdings(self._conn, site=site, since=since, until=until)

    def known_addresses(self) -> Iterator[Address]:
        """Give every address seen, in no order; read it to the end before the next write."""
        with mapped(self.path):
            yield from captures.known_addresses(self._conn)

    def robots_file(self, origin: str) -> RobotsFile | None:
        """Give the newest copy of the robots.txt of an origin (``https://example.org``), however old."""
        with mapped(self.path):
            return hosts.robots_file(self._conn, origin)

    def host_rests(self, *, after: datetime | None = None) -> list[HostRest]:
        """Give the hosts that were to be left alone; with ``after`` those whose rest ends then or later."""
        with mapped(self.path):
            return hosts.host_rests(self._conn, after)

    def audit(self, *, since: date | None = None, host: str | None = None) -> Audit:
        """Tell how the crawls behaved.

        ``since`` limits requests and opt-outs to what was from that day (UTC) on; ``host`` is a host or an address on
        it, those below it included (``example.org`` means ``www.example.org``, too).
        """
        with mapped(self.path):
            return hosts.audit(self._conn, since=since, host=host)

    def coverage(self, site: str, *, since: date | None = None, until: date | None = None) -> coverage.Coverage:
        """Count month by month what is stored of a site, what its sources named, and what of that is missing and why.

        ``site`` is a host or an address on it. ``since`` and ``until`` are days as the pages state them, both included;
        without them the months are those from the site's oldest article to its newest.
        """
        with mapped(self.path):
            return coverage.coverage(self._conn, site, since=since, until=until)

    def ungrouped(self) -> int:
        """Count the articles that :meth:`group_duplicates` has yet to compare: new or with another text."""
        with mapped(self.path):
            return 0 if publishing.published(self._conn) is not None else duplicates.ungrouped(self._conn)

    def syndication_groups(
        self, *, site: str | None = None, since: date | None = None, until: date | None = None, limit: int = 20
    ) -> list[SyndicationGroup]:
        """Give the groups of copies that an article of these conditions is in, the largest first.

        Conditions are those of :meth:`search`.
        """
        with mapped(self.path):
            return list(duplicates.groups(self._conn, site=site, since=since, until=until, limit=limit))

    def search(
        self,
        query: str,
        *,
        site: str | None = None,
        since: date | None = None,
        until: date | None = None,
        limit: int = 20,
        marks: tuple[str, str] = ("[", "]"),
    ) -> list[Hit]:
        """Find articles, the best first; an empty query lists the newest.

        Words must all occur, accents and case aside; ``"a phrase"`` as it stands; ``-word`` must not
        occur; ``word*`` is how a word begins. No query is an error. ``marks`` stand around the words
        found in a snippet. ``site`` is a host or an address on it. ``since`` and ``until`` are both
        included: a ``date`` is the day the page states, an aware ``datetime`` an instant.
        """
        with mapped(self.path):
            return search.search(self._conn, query, site=site, since=since, until=until, limit=limit, marks=marks)

    def article(self, key: str | int) -> dict[str, Any]:
        """Give one article by its id or by any of its addresses; raises ArticleNotFound.

        The record has the names of :class:`newsarchive.model.Article`, with ``id``, ``site`` (its
        domain), ``capture_id`` (what it was read from), ``first_seen``, ``last_seen``, and
        ``captures``. Dates are ISO 8601 text with the offset the page states; ``links``, ``images``
        and ``blocks`` are lists of dicts with the names of their classes.
        """
        with mapped(self.path):
            article_id = reading.find(self._conn, key)
            record = None if article_id is None else reading.article(self._conn, article_id)
        if record is None:
            raise ArticleNotFound(str(self.path), str(key))
        return record

    def older_versions(self, article_id: int) -> list[tuple[int, int]]:
        """Give the older versions of an article: number, and the capture it was read from."""
        with mapped(self.path):
            return history.older(self._conn, article_id)

    def versions(self, key: str | int) -> list[Version]:
        """Give every version of an article, the present one last; ``key`` and errors as for :meth:`article`."""
        with mapped(self.path):
            article_id = reading.find(self._conn, key)
            found = history.history(self._conn, article_id) if article_id is not None else []
        if not found:
            raise ArticleNotFound(str(self.path), str(key))
        return found

    def articles(
        self,
        *,
        site: str | None = None,
        since: date | None = None,
        until: date | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Give articles one after the other, in the order they were stored or the newest first.

        Records are those of :meth:`article` without ``captures``; conditions are those of
        :meth:`search`. A hundred articles are in memory at a time.
        """
        with mapped(self.path):
            yield from reading.articles(
                self._conn, site=site, since=since, until=until, newest_first=newest_first, limit=limit
            )

    def info(self) -> Info:
        """Count what the archive holds."""
        with mapped(self.path):
            return reading.info(self._conn, self.path)

    def capture_payload(self, capture_id: int) -> bytes:
        """Give a stored page's bytes as they came, checked against their digest.

        Raises ArchiveError where there is no such capture, NotAnArchive where the bytes are damaged.
        """
        with mapped(self.path):
            try:
                payload = captures.capture_payload(self._conn, self._payloads, capture_id)
            except PayloadDamagedError as error:
                raise NotAnArchive(str(self.path), str(error)) from error
        if payload is None:
            raise ArchiveError(str(self.path), f"has no capture {capture_id}")
        return payload

    def verify(self, *, quick: bool = False, progress: Progress | None = None) -> Verified:
        """Look for damage: recompute every digest, compare the search index with the texts, follow every reference.

        It reads the file by connections of its own and writes nothing, so a crawl may go on. ``quick`` looks at the
        structure alone, not at pages and texts. ``progress`` is called with what is looked at, the number of rows
        done, and of all rows (0: not known). Raises ArchiveFull where the temporary folder has no room for a copy of
        the search index.
        """
        return verifying.verify(self.path, quick=quick, progress=progress)
