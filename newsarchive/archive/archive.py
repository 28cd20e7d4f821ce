"""The door of the room: what changes an archive, and all that can be asked of it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.archive import (
    amendments,
    articles,
    captures,
    claims,
    comments,
    duplicates,
    erasing,
    history,
    hosts,
    imports,
    memory,
    publishing,
    tombstones,
)
from newsarchive.archive.asking import Asking
from newsarchive.archive.connection import connect_scratch, mapped, scrub, transaction
from newsarchive.archive.frontier import Frontier
from newsarchive.errors import ArchiveError, Erased
from newsarchive.model import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from typing import Self

    from newsarchive.archive.amendments import Amendment
    from newsarchive.archive.imports import Brought, ImportedFile
    from newsarchive.archive.payloads import Repacked
    from newsarchive.archive.values import (
        Erasure,
        HostRest,
        OptOut,
        Published,
        RobotsFile,
        Sightings,
        Stored,
        Tombstone,
    )
    from newsarchive.model import Article, Candidate, Capture, Comment, Errand, Impression, SiteMemory


class Archive(Asking):
    """A newsarchive file, open. Use :meth:`open`, in a ``with`` statement.

    Every method raises the errors of :mod:`newsarchive.errors` and never ``sqlite3.Error``:
    NotAnArchive where the file turns out damaged, ArchiveNotWritable, ArchiveFull, and plain
    ArchiveError where another process holds the write lock for more than ten seconds. What a method
    that writes has returned from is kept, even if the process is killed the next moment.
    """

    @classmethod
    def scratch(cls) -> Self:
        """Give an archive in memory, for a run that is to leave nothing behind."""
        return cls(Path(":memory:"), connect_scratch())

    def frontier(self, run: int, *, known: Archive | None = None) -> Frontier:
        """Give the queue of a run, the id of its crawl; ``known`` is the archive to ask for addresses, if another."""
        return Frontier(self._conn, self.path, run, known=known._conn if known is not None else None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is done inside at once, or nothing of it.

        Many pages in one cost a third of what they do one by one: the full-text index is written once for all.
        """
        with mapped(self.path), transaction(self._conn):
            yield

    def begin_crawl(self, *, command: str, urls: Sequence[str], pid: int, host: str, started: datetime) -> int:
        """Write down that a crawl began, and give its id. Raises UsageError as :meth:`check_pages`."""
        self.check_pages()
        with mapped(self.path):
            return captures.begin_crawl(self._conn, command=command, urls=urls, pid=pid, host=host, started=started)

    def end_crawl(
        self, crawl_id: int, *, ended: datetime, outcome: str, exit_code: int, counts: Mapping[str, int]
    ) -> None:
        """Write down how a crawl ended.

        The counts named in :data:`newsarchive.archive.captures.COUNTED` fill columns of ``crawls``;
        all of them are kept as JSON in ``crawls.counts``.
        """
        with mapped(self.path):
            captures.end_crawl(self._conn, crawl_id, ended=ended, outcome=outcome, exit_code=exit_code, counts=counts)

    def record_redirects(self, redirects: Mapping[str, str], *, moment: datetime) -> None:
        """Write down addresses that redirect to an article, each with the address it leads to.

        One that leads to no known article, or is known itself, is left out.
        """
        with mapped(self.path):
            captures.record_redirects(self._conn, redirects, moment)

    def store_capture(self, capture: Capture, *, crawl_id: int | None, source: str = "") -> int:
        """Keep a fetched page, and give its id once it is committed. The same bytes are stored once.

        Raises Erased where what stands there was erased: whoever has several captures goes on with the next.
        """
        if self.is_erased(capture.target_uri, capture.requested_uri):
            raise Erased(str(self.path), capture.target_uri)
        with mapped(self.path):
            return captures.store_capture(self._conn, self._payloads, capture, crawl_id=crawl_id, source=source)

    def begin_file(self, path: Path, *, size: int, fingerprint: str, chosen: str, moment: datetime) -> ImportedFile:
        """Begin to import a file, or go on with one; ``chosen`` says what is wanted of it.

        ``fingerprint`` tells it from every other, whatever its name.
        """
        with mapped(self.path):
            return imports.begin_file(self._conn, str(path), size, fingerprint, chosen, moment)

    def end_file(self, file_id: int, *, moment: datetime, is_whole: bool) -> None:
        """Write down that a file was imported to its end.

        One that is not whole is read anew when it is asked for again: a sound copy of it may have the same fingerprint.
        """
        with mapped(self.path):
            imports.end_file(self._conn, file_id, moment, is_whole=is_whole)

    def bring_in(
        self,
        brought: Sequence[Brought],
        *,
        crawl_id: int,
        redirects: Mapping[str, tuple[str, datetime]],
        file: tuple[int, int] | None = None,
    ) -> list[int]:
        """Keep captures that others made, in one transaction; give their ids.

        Instead of an id 0 stands for one that the archive has, -1 for one of what was erased from it.

        ``redirects`` are addresses with where they lead and when they did; ``file`` is the id of their file with the
        place where reading it is to go on.
        """
        with mapped(self.path):
            return imports.bring_in(
                self._conn, self._payloads, brought, crawl_id=crawl_id, redirects=redirects, file=file
            )

    def settle_import(self) -> int:
        """Write down what follows from what was brought in once it is read; give how many articles turned out gone.

        What answered 304 is the capture before it; an article whose newest capture answered 404 or 410 is gone; what
        redirects leads to the article behind it.
        """
        with mapped(self.path):
            return imports.settle(self._conn)

    def seed_of(self, site: str, url: str, *, run: int, moment: datetime) -> int:
        """Give the id of a site's seed, what its sources named belongs to; one for ``url`` is made where none is."""
        with mapped(self.path):
            return imports.seed_of(self._conn, site, url, run, moment)

    def judge_capture(self, capture_id: int, verdict: str, reason: str = "") -> None:
        """Write down what a page turned out to be, such as ``not-an-article``, ``listing`` or ``failed``.

        The verdict of an article is :meth:`store_article`'s to give.
        """
        with mapped(self.path):
            captures.judge_capture(self._conn, capture_id, verdict, reason)

    def store_article(
        self,
        article: Article,
        *,
        capture_id: int,
        crawl_id: int | None,
        moment: datetime,
        lastmod: datetime | None = None,
        impression: Impression | None = None,
        bearing: int | None = None,
        reread: Callable[[int], Article | None] | None = None,
    ) -> Stored:
        """Store what was read out of a capture, in one transaction; one row an article.

        A page is known by its canonical address, unless that is a front page or clearly another
        story. NEW: nothing of it was there. CHANGED: headline, body, date or authors differ in more
        than typography; what was stored is kept as a version. UNCHANGED: they do not; links, tags and the rest are
        brought up to date all the same. DUPLICATE: another address (``?p=ID``, AMP, a redirect) of
        an article that was read elsewhere; only the address is recorded. The canonical page
        replaces what was read from another address, never the other way round. ERASED: one of its
        addresses is that of an article that was erased; its capture is gone by now, and it is known by
        all of them from then on.

        ``moment`` is when the page was fetched; ``lastmod`` is what its source said; ``impression`` is what
        the site's memory is learned from, kept where this page is what the article is read from; ``bearing`` numbers
        what was known of the site. ``reread`` reads a capture again, named by its id, as this page was read (None: it
        cannot be): it is asked where a difference is suspected, for the reading may have changed and not the page.
        """
        with mapped(self.path):
            return articles.store_article(
                self._conn,
                article,
                capture_id=capture_id,
                crawl_id=crawl_id,
                moment=moment,
                lastmod=lastmod,
                impression=impression,
                bearing=bearing,
                reread=reread,
            )

    def note_claims(self, capture_id: int, said: Iterable[tuple[str, str]]) -> None:
        """Write down what the page of a capture says of its rights: (name, value) pairs, in the place of those before.

        Names are those of :class:`newsarchive.extraction.rights.Signal`, and ``is-accessible-for-free``.
        """
        with mapped(self.path):
            claims.note_claims(self._conn, capture_id, said)

    def store_comments(self, article_id: int, written: Sequence[Comment]) -> None:
        """Put what readers wrote below an article in the place of what is kept of it, names made pseudonyms.

        A pseudonym is the HMAC-SHA256 of the name, cut to 16 hex digits, with a salt that never leaves the archive:
        one person is one pseudonym inside an archive, and another in the next.
        """
        with mapped(self.path):
            comments.store_comments(self._conn, article_id, written)

    def discard_capture(self, capture_id: int, *urls: str | None) -> None:
        """Take away a capture that turned out to be of an erased article; ``urls`` are all its addresses."""
        with mapped(self.path):
            tombstones.discard_capture(self._conn, capture_id, urls)

    def take_over(self, stones: Sequence[Tombstone]) -> tuple[int, list[Tombstone]]:
        """Keep out of this archive what was erased from another; give how many addresses are new, and those here.

        What this archive has an article or a page of stays, and gets no tombstone: whoever owns it erases it.
        """
        with mapped(self.path):
            return tombstones.take_over(self._conn, stones)

    def erase(
        self, keys: Sequence[str | int], *, reason: str, moment: datetime, lists: bool = False, dry_run: bool = False
    ) -> Erasure:
        """Erase articles, each named by its id or an address, in one transaction; leave tombstones.

        Their text, versions, comments and captures go, what feeds said of them, their words in the index, and the
        captures of lists that quote them; with ``lists`` those, too, that only name them. Free pages of the file are
        overwritten, the log is emptied. With ``dry_run`` nothing is written. An address that is known and leads to no
        article is erased likewise. Raises ArticleNotFound.
        """
        with mapped(self.path):
            return erasing.erase(
                self._conn, self.path, keys, reason=reason, moment=moment, lists=lists, dry_run=dry_run
            )

    def publish(
        self,
        target: Path,
        *,
        moment: datetime,
        quote_words: int = 25,
        licence: str | None = None,
        site: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Published:
        """Write a copy that can be shared into ``target``, a file that is replaced where there is one.

        It has what is known of articles, their links, and the first ``quote_words`` words of their text; no pages, no
        comments, nothing of how they were crawled. Conditions are those of :meth:`search`. Raises the errors of
        :meth:`open` for ``target``.
        """
        what = publishing.Wanted(quote_words=quote_words, licence=licence, site=site, since=since, until=until)
        return publishing.publish(self.path, target, what, moment=moment)

    def amend_article(
        self, article_id: int, article: Article, *, bearing: int | None, told: Candidate | None = None
    ) -> bool:
        """Write what was read anew out of the capture an article was read from; tell whether its text is another.

        It is no version: the reading changed, not the page. Its addresses stay. ``told`` is what its sources said of
        it, which ``article`` was read with; a date or authors that they told and ``told`` does not know stay, too.
        ``bearing`` is that of :meth:`store_article`.
        """
        with mapped(self.path):
            return amendments.amend_article(self._conn, article_id, article, bearing, told)

    def amend(self, article_id: int, amendment: Amendment, *, bearing: int | None) -> None:
        """Write what :meth:`difference` told; does nothing where the article is gone meanwhile."""
        with mapped(self.path):
            amendments.amend(self._conn, article_id, amendment, bearing)

    def amend_version(self, article_id: int, capture_id: int, amendment: Amendment) -> None:
        """Write what :meth:`version_difference` told."""
        with mapped(self.path):
            amendments.amend_version(self._conn, article_id, capture_id, amendment)

    def store_impression(self, article_id: int, impression: Impression, *, bearing: int | None) -> None:
        """Keep the impression of the page an article was read from, in the place of the one there was."""
        with mapped(self.path), transaction(self._conn):
            memory.store_impression(self._conn, article_id, impression, bearing)

    def store_revisit(
        self,
        errand: Errand,
        *,
        crawl_id: int | None,
        moment: datetime,
        headers: Sequence[tuple[str, str]],
        exchange: Exchange | None = None,
    ) -> bool:
        """Write down that a page was asked for again and is as it was (304).

        A revisit, as WARC calls it: the newest whole capture of the page stands for it. Give False where there is none.
        """
        with mapped(self.path):
            return captures.store_revisit(
                self._conn,
                errand,
                crawl_id=crawl_id,
                moment=moment,
                headers=headers,
                exchange=exchange or Exchange(),
            )

    def mark_gone(self, url: str, *, moment: datetime) -> bool:
        """Write down since when the article known by an address is gone; tell whether there is one that was not yet."""
        with mapped(self.path):
            return captures.mark_gone(self._conn, url, moment)

    def forget_impressions(self, site: str) -> None:
        """Drop the impressions of a site that its memory is not learned from: the crawl is over."""
        with mapped(self.path):
            memory.forget_impressions(self._conn, site)

    def replace_impressions(self, site: str, impressions: Iterable[tuple[int, Impression]]) -> None:
        """Put impressions, by the id of their article, in the place of all that are kept of a site."""
        with mapped(self.path):
            memory.replace_impressions(self._conn, site, impressions)

    def store_memory(self, site: str, learned: SiteMemory, sightings: Sightings) -> None:
        """Put a memory in the place of the one that is kept of a site; a text kept already need not be given."""
        with mapped(self.path):
            memory.store_memory(self._conn, site, learned, sightings)

    def store_robots(self, file: RobotsFile) -> None:
        """Keep a copy of a robots.txt in the place of the one there was."""
        with mapped(self.path):
            hosts.store_robots(self._conn, file)

    def store_rest(self, rest: HostRest) -> None:
        """Write down until when a host is to be left alone, so that no other run asks it before."""
        with mapped(self.path):
            hosts.store_rest(self._conn, rest)

    def count_requests(self, counts: Iterable[tuple[str, date, int, int, int]]) -> None:
        """Add (host, day, status, requests, bytes) to what is counted; status 0 is a request without an answer.

        The day is that of UTC.
        """
        with mapped(self.path):
            hosts.count_requests(self._conn, counts)

    def note_opt_outs(self, seen: Iterable[OptOut]) -> None:
        """Add what pages say against being mined to what is known of their hosts."""
        with mapped(self.path):
            hosts.note_opt_outs(self._conn, seen)

    def group_duplicates(
        self, *, anew: bool = False, most: int | None = None, progress: Callable[[int], None] = lambda _: None
    ) -> int:
        """Group copies of one text among the articles that were not compared yet; give how many were compared.

        With ``anew`` all groups are dropped first; of ``most`` articles, about, the rest waits for the next time.
        ``progress`` is told how many articles each batch had. What was interrupted goes on where it was. A copy
        made to be shared keeps the groups it came with, for its texts are quotes: 0, and with ``anew`` ArchiveError.
        """
        with mapped(self.path):
            if publishing.published(self._conn) is not None:
                if anew:
                    raise ArchiveError(str(self.path), "is a copy made to be shared: its groups cannot be found anew")
                return 0
            if anew:
                duplicates.forget(self._conn)
            return duplicates.group(self._conn, most=most, progress=progress)

    def settle_versions(self, among: Iterable[int] | None = None) -> None:
        """Say anew what made the versions of articles, all or those of ``among``: their pages were read anew.

        Two that say the same by now, one after the other, become one.
        """
        with mapped(self.path):
            for article_id in history.edited_articles(self._conn, among):
                with transaction(self._conn):
                    history.settle(self._conn, article_id)

    def repack(self) -> Iterator[Repacked]:
        """Pack the pages of an older archive with dictionaries of their sites; give how far it has come.

        Each step is committed: cut off, it goes on where it was. :meth:`scrub` gives the room back to the disk.
        """
        with mapped(self.path):
            yield from self._payloads.repack()

    def scrub(self) -> bool:
        """Write the file anew without its free space: what was deleted before is gone for good, and the file smaller.

        It takes as much space again for a while, and raises ArchiveError while another process writes. Give False
        where another one reads: what was deleted is in the write-ahead log until the next call.
        """
        with mapped(self.path):
            return scrub(self._conn)
