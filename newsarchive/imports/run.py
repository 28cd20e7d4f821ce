"""An import from its files to its figures: captures first, then all that nobody has read, the oldest first."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.archive import Brought
from newsarchive.archive.imports import COMMAND
from newsarchive.errors import NewsArchiveError
from newsarchive.imports import pages
from newsarchive.imports.ahead import Ahead
from newsarchive.imports.estimate import Progress
from newsarchive.imports.files import fingerprint
from newsarchive.imports.told import Told
from newsarchive.imports.warc_files import Bringing
from newsarchive.normalize.counts import many
from newsarchive.normalize.urls import site_of
from newsarchive.reading.captured import Wanted, role_of
from newsarchive.reading.intake import Intake
from newsarchive.reading.processes import processors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from newsarchive.archive import Archive
    from newsarchive.imports.choosing import Choice
    from newsarchive.imports.estimate import Stage
    from newsarchive.imports.files import Source
    from newsarchive.reading.intake import Taken
    from newsarchive.sites import Sites

#: Some pages are read for the clock alone after so many seconds, and whenever so many times as many have passed: so
#: many pages, each so many captures behind the other.
_FIRST_CLOCKED, _LATER, _CLOCKED, _CLOCKED_OF = 0.5, 5, 48, 10
_OUTCOMES = ("new", "changed", "unchanged", "duplicate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import came to; ``counts`` by name, ``not_articles`` by why a page is none."""

    counts: Counter[str]
    not_articles: Counter[str]
    seconds: float
    is_dry: bool = False
    problems: int = 0

    @property
    def exit_code(self) -> int:
        """0 where all is well, 1 where something could not be used."""
        return 1 if self.problems else 0

    def to_line(self) -> str:
        """Say it in one line."""
        count = self.counts
        if self.is_dry:
            told = [many(count["records"], "record"), f"{many(count['new'], 'capture')} to import"]
            told += [*self._kept_out(), *self._left_out()]
            return " · ".join(told)
        told = [
            many(count["records"], "record"),
            f"captures: {count['captures_new']} new, {count['captures_known']} known",
            "articles: "
            + ", ".join(f"{count[name]} {name}" for name in _OUTCOMES if name != "duplicate" or count[name]),
        ]
        if count["files_known"]:
            told.insert(0, f"{many(count['files_known'], 'file')} imported before")
        told += self._kept_out()
        if count["gone"]:
            told.append(f"{count['gone']} gone")
        if self.not_articles:
            reasons = ", ".join(f"{number} {reason}" for reason, number in self.not_articles.most_common())
            told.append(f"no articles: {self.not_articles.total()} ({reasons})")
        return " · ".join([*told, *self._left_out()])

    def _kept_out(self) -> list[str]:
        count = self.counts["kept-out"]
        return [f"{many(count, 'address', 'addresses')} erased elsewhere"] if count else []

    def _left_out(self) -> list[str]:
        words = {
            "unwanted": "not asked for",
            "no-page": "no pages",
            "redirects": "redirects",
            "asked-again": "asked for again",
            "truncated": "cut short",
            "too-large": "too large",
            "unresolved": "revisits of what is not there",
            "erased": "erased before",
            "broken": "broken",
            "no-address": "without an address",
            "unreadable": "unreadable",
        }
        left = [f"{self.counts[name]} {word}" for name, word in words.items() if self.counts[name]]
        return [f"skipped: {', '.join(left)}"] if left else []


@dataclass(slots=True)
class _Run:
    archive: Archive
    crawl_id: int
    choice: Choice
    tell: Callable[[str], None]
    progress: Progress
    began: datetime
    with_comments: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    not_articles: Counter[str] = field(default_factory=Counter)


def dry_run(sources: Sequence[Source], choice: Choice, tell: Callable[[str], None], progress: Progress) -> Imported:
    """Count what an import would bring in, without an archive."""
    started = time.monotonic()
    bringing = Bringing(None, None, 0, tell)
    progress.started = started
    progress.files.begin(started, sum(source.size for source in sources))
    for stage in (progress.pages, progress.settled, progress.compared):
        stage.end()
    before = 0
    for source in sources:
        if source.is_page:
            _page(bringing, source, choice, tell)
        else:
            _read(bringing, source, choice, tell, progress, before)
        before += source.size
    bringing.finish()
    return _imported(bringing.counts, Counter(), started, is_dry=True)


def run(
    archive: Archive,
    sources: Sequence[Source],
    choice: Choice,
    profiles: Sites,
    *,
    tell: Callable[[str], None],
    progress: Progress,
    watch: AbstractContextManager[object],
    processes: int | None = None,
    comments: bool = False,
) -> Imported:
    """Import files into an archive that this process alone writes to.

    ``tell`` takes lines of trouble; ``watch`` is entered for the time the import takes and shows ``progress``;
    ``processes`` read pages, 0 for this one alone, None for as many as there are processors; with
    ``comments`` what readers wrote below articles is kept, too. What is left
    when it ends before its time (KeyboardInterrupt) is done by the next import. Raises the errors of the archive.
    """
    began, started = datetime.now(UTC), time.monotonic()
    count = processors() if processes is None else processes
    progress.processes, progress.cores = count, processors()
    command = COMMAND + " ".join(str(source.path) for source in sources)
    crawl_id = archive.begin_crawl(command=command, urls=(), pid=os.getpid(), host=platform.node(), started=began)
    work = _Run(archive, crawl_id, choice, tell, progress, began, with_comments=comments)
    outcome, code = "ended by an error of its own", 1
    try:
        with contextlib.ExitStack() as opened:
            # Processes are made before there is a thread: of the workers, then of the display.
            ahead = opened.enter_context(Ahead()) if count else None
            told = Told(archive, crawl_id, began)
            intake = opened.enter_context(
                Intake(archive, profiles, processes=count, crawl_id=crawl_id, listed=told.listed)
            )
            opened.enter_context(watch)
            _bring_in(work, sources, told, ahead, _clocked(work, intake))
            if ahead is not None:
                ahead.close()
            _take_in(work, intake)
        outcome, code = "finished", 0
    except KeyboardInterrupt:
        outcome, code = "interrupted", 130
        raise
    except NewsArchiveError as error:
        outcome, code = str(error), error.exit_code
        raise
    finally:
        imported = _imported(work.counts, work.not_articles, started)
        if outcome == "finished":
            code = imported.exit_code
        columns = {f"articles_{name}": work.counts[name] for name in _OUTCOMES}
        columns |= {"captures": work.counts["captures_new"], "not_articles": work.not_articles.total()}
        archive.end_crawl(
            crawl_id, ended=datetime.now(UTC), outcome=outcome, exit_code=code, counts={**work.counts, **columns}
        )
    return imported


def _imported(counts: Counter[str], not_articles: Counter[str], started: float, *, is_dry: bool = False) -> Imported:
    problems = sum(counts[name] for name in ("broken", "unresolved", "unreadable", "damaged", "killed", "no-address"))
    return Imported(
        counts=counts,
        not_articles=not_articles,
        seconds=time.monotonic() - started,
        is_dry=is_dry,
        problems=problems,
    )


# ---------------------------------------------------------------------- the first pass
def _bring_in(
    work: _Run, sources: Sequence[Source], told: Told, ahead: Ahead | None, kept: Callable[[int, float], None]
) -> None:
    archive, progress = work.archive, work.progress
    bringing = Bringing(archive, told, work.crawl_id, work.tell, ahead, kept)
    progress.unread_before = archive.count_unread()
    progress.started = time.monotonic()
    progress.files.begin(progress.started, sum(source.size for source in sources))
    before = 0
    # By id, whether no record of it was broken.
    begun: dict[int, bool] = {}
    for source in sources:
        if source.is_page:
            _page(bringing, source, work.choice, work.tell)
        else:
            file = archive.begin_file(
                source.path.resolve(),
                size=source.size,
                fingerprint=fingerprint(source),
                chosen=str(work.choice),
                moment=work.began,
            )
            if file.is_finished:
                progress.files.skip(source.size)
                work.counts["files_known"] += 1
            else:
                progress.files.skip(file.place)
                broken = bringing.counts["broken"]
                if _read(bringing, source, work.choice, work.tell, progress, before, file.id, file.place):
                    begun[file.id] = bringing.counts["broken"] == broken
        before += source.size
        progress.files.reach(before, time.monotonic())
    bringing.finish()
    for file_id, is_whole in begun.items():
        archive.end_file(file_id, moment=datetime.now(UTC), is_whole=is_whole)
    found = Counter(bringing.counts)
    work.counts["captures_new"], work.counts["captures_known"] = found.pop("new", 0), found.pop("known", 0)
    work.counts.update(found)


def _clocked(work: _Run, intake: Intake) -> Callable[[int, float], None]:
    """Give what is told of captures that were written: now and then a few are read to see how long that takes."""
    progress, due = work.progress, _FIRST_CLOCKED

    def kept(captures: int, seconds: float) -> None:
        nonlocal due
        progress.kept += captures
        progress.keeping += seconds
        if time.monotonic() - progress.started >= due:
            wanted = list(islice(_wanted(work.archive, with_comments=work.with_comments), 0, None, _CLOCKED_OF))
            progress.reading = intake.clock(wanted[:_CLOCKED])
            due = _LATER * (time.monotonic() - progress.started)

    return kept


def _read(
    bringing: Bringing,
    source: Source,
    choice: Choice,
    tell: Callable[[str], None],
    progress: Progress,
    before: int,
    file_id: int = 0,
    place: int = 0,
) -> bool:
    """Read a WARC file; tell whether that went to its end."""
    progress.name = source.path.name

    def moved(position: int, new: int) -> None:
        progress.files.reach(before + position, time.monotonic())
        progress.captures_new = new
        progress.check()

    try:
        return bringing.read(source, choice, file_id=file_id, place=place, progress=moved)
    except OSError as error:
        bringing.counts["unreadable"] += 1
        tell(f"{source.path}: cannot be read ({error.strerror or error}); the rest of it is left out")
        return False


def _page(bringing: Bringing, source: Source, choice: Choice, tell: Callable[[str], None]) -> None:
    """Bring in a saved page."""
    bringing.counts["records"] += 1
    try:
        capture = pages.to_capture(source.path)
    except OSError as error:
        bringing.counts["unreadable"] += 1
        tell(f"{source.path}: cannot be read ({error.strerror or error}); skipped")
        return
    if capture is None:
        bringing.counts["no-address"] += 1
        tell(f"{source.path}: does not say from which address it is (rel=canonical, og:url, saved from); skipped")
    elif not choice.wants(capture.target_uri, capture.moment):
        bringing.counts["unwanted"] += 1
    else:
        bringing.bring(Brought(capture=capture))


# ---------------------------------------------------------------------- the second pass
def _take_in(work: _Run, intake: Intake) -> None:
    archive, progress = work.archive, work.progress
    if archive.follows_unfinished(work.crawl_id):
        # It may have stored all pages of a site, and not yet read them again with what it had learned of the site.
        for site in archive.domains():
            intake.memories.of(site)
    progress.files.end()
    progress.pages.begin(time.monotonic(), archive.count_unread())
    for taken in intake.take_in(_wanted(archive, with_comments=work.with_comments)):
        progress.pages.reach(progress.pages.done + 1, time.monotonic())
        _count(work, taken)
        progress.check()
    progress.pages.end()
    progress.settled.begin(time.monotonic(), work.counts["new"] + work.counts["changed"])
    work.counts["gone"] += archive.settle_import()
    archive.frontier(0).settle()
    intake.settle(lambda done: _reached(progress, progress.settled, done))
    progress.settled.end()
    progress.compared.begin(time.monotonic(), archive.ungrouped())
    archive.group_duplicates(progress=lambda more: _reached(progress, progress.compared, progress.compared.done + more))
    progress.compared.end()


def _reached(progress: Progress, stage: Stage, done: int) -> None:
    stage.reach(done, time.monotonic())
    progress.check()


def _wanted(archive: Archive, *, with_comments: bool) -> Iterator[Wanted]:
    for capture in archive.unread():
        role = role_of(capture.source)
        yield Wanted(capture.id, site_of(capture.target_uri), role=role, with_comments=with_comments)


def _count(work: _Run, taken: Taken) -> None:
    if taken.outcome is not None:
        work.counts[taken.outcome.value] += 1
    elif taken.verdict in ("damaged", "killed"):
        work.counts[taken.verdict] += 1
        work.tell(taken.reason)
    else:
        work.not_articles[taken.reason or taken.verdict] += 1
