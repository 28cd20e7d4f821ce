"""Captures that an archive has and nobody has read yet become its articles, as in a crawl, on all processors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.archive import Outcome
from newsarchive.normalize.urls import site_of
from newsarchive.reading.captured import Packed, ReadCapture, Wanted, open_desk
from newsarchive.reading.memories import AT_ONCE, Remembering, Told
from newsarchive.reading.said import is_silent
from newsarchive.reading.storing import ArticleItem, Trace, store
from newsarchive.reading.workers import Killed, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Self

    from newsarchive.archive import Archive
    from newsarchive.model import Candidate
    from newsarchive.sites import Sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a capture: ``outcome`` of its article, None where it is none: ``verdict`` and ``reason`` say why.

    Beside the verdicts of captures there are ``damaged`` (its payload) and ``killed`` (it ended the process that read
    it, twice): neither is written down, ``reason`` is for people. ``read`` is all that was read, None where killed.
    """

    wanted: Wanted
    outcome: Outcome | None
    verdict: str
    reason: str = ""
    read: ReadCapture | None = None
    article_id: int | None = None


class Intake:
    """Reads captures of an archive and stores what they say, in ``processes`` workers (0: in this process).

    Make it before the display and everything else that has threads. The archive must be open for writing, by this
    process alone, and what is to be read must be committed. ``keeps`` says whether an article that was read is to be
    stored at all; one that is not gets the verdict ``not-wanted``. ``listed`` takes the address of each page that is no
    article and what it lists, and keeps that in the transaction in which the page is written down as read.
    """

    def __init__(
        self,
        archive: Archive,
        sites: Sites,
        *,
        processes: int,
        crawl_id: int | None = None,
        keeps: Callable[[ReadCapture], bool] = lambda _: True,
        listed: Callable[[str, Sequence[Candidate]], None] = lambda url, listed: None,  # noqa: ARG005
    ) -> None:
        self._archive = archive
        self._crawl_id = crawl_id
        self._keeps = keeps
        self._listed = listed
        self._sites = sites
        self.memories = Remembering(archive, sites)
        self._packed = Packed(self.memories.of)
        self._workers = Workers(processes, open_desk, archive.path if processes else archive, sites)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers."""
        self._workers.close()

    def take_in(self, wanted: Iterable[Wanted]) -> Iterator[Taken]:
        """Read captures and store their articles in the order given; give what became of each once it is committed.

        ``wanted`` is taken a few hundred at a time, never inside a transaction: it may store captures as it goes.
        Raises the errors of the archive.
        """
        heap: list[tuple[Wanted, ReadCapture | Killed]] = []
        for result in self._workers.carry_out(wanted, self._packed.beside):
            heap.append(result)
            if len(heap) >= AT_ONCE:
                yield from self._stored(heap)
                heap = []
        yield from self._stored(heap)

    def clock(self, wanted: Sequence[Wanted]) -> float:
        """Read captures for nothing but the clock; give the seconds that one takes, by the clock of its process."""
        read = (read for _, read in self._workers.carry_out(wanted, self._packed.beside))
        seconds = sorted(one.seconds for one in read if not isinstance(one, Killed))
        # With its first page a process does what it does once.
        kept = seconds[: len(seconds) * 7 // 8] or seconds
        return sum(kept) / max(1, len(kept))

    def settle(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Learn the sites' memories and read again what was read without them; give how many texts changed.

        ``progress`` is told how many of the articles that were stored have been seen to.
        """
        return self.memories.settle(self._read_again, progress)

    def _read_again(self, wanted: Sequence[Wanted]) -> Iterator[ReadCapture]:
        for one, read in self._workers.carry_out(wanted, self._packed.beside):
            yield killed(one) if isinstance(read, Killed) else read

    def _stored(self, heap: Sequence[tuple[Wanted, ReadCapture | Killed]]) -> list[Taken]:
        with self._archive.transaction():
            taken = [self._store(wanted, read) for wanted, read in heap]
            # Nobody reads it a second time: once its verdict is committed, so must be what it lists.
            for one in taken:
                if one.outcome is None and one.read is not None:
                    self._listed(one.read.url, one.read.listed)
        for one in taken:
            is_there = one.outcome not in (Outcome.DUPLICATE, Outcome.ERASED)
            if is_there and one.read is not None and one.read.article is not None:
                article, told = one.read.article, None
                if one.article_id is not None and is_silent(article):
                    told = Told(one.article_id, one.wanted.capture_id, one.read.url, one.read.told)
                self.memories.stored(site_of(article.canonical_url) or site_of(article.url), told)
        return taken

    def _store(self, wanted: Wanted, read: ReadCapture | Killed) -> Taken:
        if isinstance(read, Killed):
            return Taken(wanted=wanted, outcome=None, verdict="killed", reason=killed(wanted).reason)
        if read.verdict == "damaged":
            return Taken(wanted=wanted, outcome=None, verdict="damaged", reason=read.reason, read=read)
        self._archive.note_claims(wanted.capture_id, read.claims)
        article = read.article
        if article is None or read.moment is None:
            self._archive.judge_capture(wanted.capture_id, read.verdict, read.reason)
            return Taken(wanted=wanted, outcome=None, verdict=read.verdict, reason=read.reason, read=read)
        if not self._keeps(read):
            self._archive.judge_capture(wanted.capture_id, "not-wanted", "out-of-period")
            return Taken(wanted=wanted, outcome=None, verdict="not-wanted", reason="out-of-period")
        item = ArticleItem(
            article=article,
            capture_id=wanted.capture_id,
            moment=read.moment,
            lastmod=read.told.lastmod if read.told else None,
            facts=read.told,
            trace=Trace(
                impression=read.impression,
                memory=self.memories.of(wanted.site),
                bearing=read.bearing,
                told=read.told,
                comments=read.comments,
            ),
        )
        stored = store(self._archive, item, self._sites, crawl_id=self._crawl_id)
        return Taken(wanted=wanted, outcome=stored.outcome, verdict="article", read=read, article_id=stored.article_id)


def killed(wanted: Wanted) -> ReadCapture:
    """Give what is told of a page that ended the process that read it, twice."""
    reason = f"capture {wanted.capture_id}: reading it ended its process, twice; it was left out"
    return ReadCapture(capture_id=wanted.capture_id, url="", moment=None, verdict="killed", reason=reason)
