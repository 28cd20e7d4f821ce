"""A crawl from its words to its exit code: the lock, the archive, Scrapy, the signals, the summary."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import platform
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsarchive.archive import Archive
from newsarchive.archive.lock import check, hold
from newsarchive.crawl import rendering
from newsarchive.crawl.discovering import discovered
from newsarchive.crawl.job import CrawlOptions, Job, Outcome, Tally
from newsarchive.crawl.pace import Pace
from newsarchive.errors import ArchiveError, ArchiveMissing, ArchiveNotWritable, NewsArchiveError, UsageError
from newsarchive.normalize.urls import checked_url, site_of
from newsarchive.reading.memories import Remembering
from newsarchive.reading.readers import Reader, readers_for
from newsarchive.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrapy.settings import Settings

    from newsarchive.archive import Coverage, Frontier, Sweep
    from newsarchive.crawl.recording import Recorder

logger = logging.getLogger("newsarchive")

#: Requests at a time to all hosts together.
MAX_REQUESTS = 64
#: Articles that are compared with the others at the end of a run, some ten seconds' work: an archive that was made
#: before copies were grouped is not gone through in one.
MOST_GROUPED = 10_000
INTERRUPTED = {signal.SIGINT: 130, signal.SIGTERM: 143}


def run(
    options: CrawlOptions,
    *,
    emit: Callable[[str], None],
    warn: Callable[[str], None],
    watch: Callable[[Tally], contextlib.AbstractContextManager[None]] | None = None,
    settings: Settings | None = None,
) -> Outcome:
    """Crawl, and give how it ended.

    ``emit`` takes result lines (a dry run's addresses), ``warn`` lines of trouble; ``watch`` is
    entered for the time pages are fetched, with the tally to show. ``settings`` are the Scrapy
    project's, read from ``newsarchive.crawl.settings`` where not given.

    Raises UsageError, AlreadyRunning and the ArchiveErrors; trouble with pages is in the outcome.
    """
    urls = tuple(checked_url(url) for url in options.urls)
    if not urls:
        raise UsageError("no address to crawl; give one or more, such as https://example.org")
    options = replace(options, urls=urls)
    if options.summary:
        _check_summary(options.summary)
    if options.render:
        rendering.check()
    if options.warc and options.dry_run:
        raise UsageError("--warc writes what is fetched; with --dry-run nothing is written")
    reader = Reader(readers_for(options.delay, options.readers))
    began = datetime.now(UTC)
    try:
        with _opened(options) as archive, contextlib.ExitStack() as stack:
            writes = archive is not None and not options.dry_run
            crawl_id = None
            if archive is not None and writes:
                crawl_id = archive.begin_crawl(
                    command=" ".join(["crawl", *urls]), urls=urls, pid=os.getpid(), host=platform.node(), started=began
                )
                frontier = archive.frontier(crawl_id)
            else:
                frontier = stack.enter_context(Archive.scratch()).frontier(0, known=archive)
            job = Job(
                options=options,
                archive=archive if writes else None,
                crawl_id=crawl_id,
                began=began,
                frontier=frontier,
                sweeps=_begun(frontier, options, began),
                pace=Pace(options.delay, options.concurrency),
                reader=reader,
                memories=Remembering(archive if writes else None, options.sites),
                tally=Tally(),
                emit=emit,
                warn=warn,
                recorder=_recorder(options, began, warn),
            )
            outcome = _Run(job, settings).carried_out(watch)
            return replace(outcome, discovery=discovered(job)) if options.sources_only else outcome
    finally:
        reader.close()


def _write_summary(path: Path, summary: dict[str, Any]) -> None:
    """Write a run's summary as JSON, whole or not at all. Raises ArchiveNotWritable."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise ArchiveNotWritable(str(path), f"the summary cannot be written ({error.strerror})") from error


def _check_summary(path: Path) -> None:
    """Ask, before a crawl, whether its summary will have a place. Raises ArchiveNotWritable."""
    if not path.parent.is_dir() or path.is_dir():
        raise ArchiveNotWritable(str(path), "the summary cannot be written there; name a file in a folder that exists")


@contextlib.contextmanager
def _opened(options: CrawlOptions) -> Iterator[Archive | None]:
    """Open the archive to be written, under its lock; for a dry run to be read, where there is one."""
    if options.dry_run:
        try:
            archive = Archive.open(options.archive, read_only=True)
        except ArchiveMissing:
            yield None
            return
        with archive:
            yield archive
        return
    if options.archive.exists() and options.archive.stat().st_size:
        check(options.archive)
    with hold(options.archive), Archive.open(options.archive, create=True) as archive:
        yield archive


def _begun(frontier: Frontier, options: CrawlOptions, moment: datetime) -> dict[str, Sweep]:
    """Begin to go over each address given, for the days wanted of it."""
    found = {}
    for url in options.urls:
        since, until = (day.isoformat() if day else "" for day in options.period_of(url))
        found[url] = frontier.begin(url, since, until, moment)
    return found


def _recorder(options: CrawlOptions, began: datetime, warn: Callable[[str], None]) -> Recorder | None:
    """Make what writes WARC files, where they are asked for. Raises ArchiveNotWritable."""
    if options.warc is None:
        return None
    from newsarchive.crawl.recording import Recorder

    about = {
        "operator": options.contact or "",
        "isPartOf": options.archive.stem,
        "description": " ".join(["crawl", *options.urls]),
        "http-header-user-agent": user_agent(options.contact),
    }
    about = {name: value for name, value in about.items() if value}
    return Recorder(options.warc, about=about, began=began, host=platform.node(), warn=warn)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _Run:
    """The part of a crawl that Scrapy carries out."""

    def __init__(self, job: Job, settings: Settings | None) -> None:
        self._job = job
        self._settings = settings
        self._signal: int | None = None
        self._at_once = False
        self._reason = "ended by an error of its own"
        self._started = time.monotonic()

    def carried_out(self, watch: Callable[[Tally], contextlib.AbstractContextManager[None]] | None) -> Outcome:
        """Run Scrapy to the end of the crawl, whatever end that is; write the end into the archive."""
        job = self._job
        error: ArchiveError | None = None
        try:
            with watch(job.tally) if watch else contextlib.nullcontext():
                self._crawl()
            self._settle()
        finally:
            self._close_recorder()
            error = job.trouble
            outcome = self._outcome(error)
            if job.archive is not None and job.crawl_id is not None:
                try:
                    job.archive.end_crawl(
                        job.crawl_id,
                        ended=datetime.now(UTC),
                        outcome=outcome.reason,
                        exit_code=outcome.exit_code,
                        counts=job.tally.to_columns(),
                    )
                except ArchiveError as late:
                    error = error or late
        if error is None:
            outcome = replace(outcome, coverage=self._covered())
        if job.options.summary:
            _write_summary(job.options.summary, outcome.to_dict())
        if error is not None:
            raise error
        return outcome

    def _covered(self) -> tuple[Coverage, ...]:
        """Say what the archive has of the days wanted of each site, where not all were."""
        options, archive = self._job.options, self._job.archive
        wanted = dict.fromkeys((site_of(url), *options.period_of(url)) for url in options.urls)
        if archive is None:
            return ()
        limited = [(site, since, until) for site, since, until in wanted if since or until]
        return tuple(archive.coverage(site, since=since, until=until) for site, since, until in limited)

    def _close_recorder(self) -> None:
        job = self._job
        if job.recorder is not None:
            try:
                job.recorder.close()
            except ArchiveError as error:
                job.trouble = job.trouble or error

    def _settle(self) -> None:
        """Make good what was read before its site was known, and group copies of one text.

        The next run does, where this one is to end at once.
        """
        job = self._job
        if job.trouble is None and not self._at_once:
            try:
                job.memories.settle()
                if job.archive is not None:
                    job.archive.group_duplicates(most=MOST_GROUPED)
            except ArchiveError as error:
                job.trouble = error

    def _crawl(self) -> None:
        from scrapy.crawler import AsyncCrawlerProcess
        from scrapy.utils.project import get_project_settings

        settings = self._settings
        if settings is None:
            os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "newsarchive.crawl.settings")
            settings = get_project_settings()
        self._adjust(settings)
        settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="spider")
        process = AsyncCrawlerProcess(settings)
        # Scrapy makes two records a page, and sees to it that they are made; those that nobody reads need not be.
        handlers = logging.getLogger().handlers
        logging.getLogger("scrapy").setLevel(max(logging.DEBUG, min((one.level for one in handlers), default=0)))
        from newsarchive.crawl.spiders.news import NewsSpider

        crawler = process.create_crawler(NewsSpider)
        loop = asyncio.get_event_loop()

        def begin() -> None:
            self._listen(loop, crawler)

        loop.call_soon(begin)
        task = process.crawl(crawler, job=self._job)
        # What is loaded by now stays: it need not be looked through for garbage, again and again.
        gc.freeze()
        try:
            process.start(install_signal_handlers=False)
        finally:
            gc.unfreeze()
        if task.done() and not task.cancelled() and task.exception():
            raise task.exception()  # type: ignore[misc]
        spider = crawler.spider
        if isinstance(spider, NewsSpider):
            limited = self._job.options.since or self._job.options.until
            self._reason = spider.stop_reason or ("finished for its period" if limited else "finished")

    def _adjust(self, settings: Settings) -> None:
        options = self._job.options
        # A setting the user gave on Scrapy's own command line stays what it is.
        for name, value in (
            ("SCHEDULER", "newsarchive.crawl.scheduler.FrontierScheduler"),
            # The scheduler keeps the pace, and hands out nothing that could not be sent at once.
            ("DOWNLOAD_DELAY", 0),
            ("AUTOTHROTTLE_ENABLED", False),
            ("CONCURRENT_REQUESTS_PER_DOMAIN", options.concurrency + 1),
            ("CONCURRENT_REQUESTS", min(MAX_REQUESTS, options.concurrency * len(options.urls))),
            ("USER_AGENT", user_agent(options.contact)),
            # A proxy of the environment does not lead to this machine itself.
            ("HTTPPROXY_ENABLED", not all(_is_loopback(url) for url in options.urls)),
        ):
            settings.set(name, value, priority="spider")
        if options.render:
            rendering.configure(settings)

    def _listen(self, loop: asyncio.AbstractEventLoop, crawler: Any) -> None:
        """First signal: finish what is in flight. Second: stop at once. And the time budget."""
        for number in INTERRUPTED:
            loop.add_signal_handler(number, self._interrupt, number, crawler)
        if self._job.options.max_time:
            loop.call_later(self._job.options.max_time, self._stop, crawler, "stopped at the end of its time, as asked")

    def _stop(self, crawler: Any, reason: str, *, is_resumable: bool = False) -> None:
        if crawler.spider is not None:
            crawler.spider.stop(reason, is_resumable=is_resumable)

    def _interrupt(self, number: int, crawler: Any) -> None:
        from twisted.internet import reactor

        if self._signal is None:
            self._signal = number
            self._job.warn("stopping after what is in flight; once more to stop at once")
            self._stop(crawler, f"interrupted by {signal.Signals(number).name}", is_resumable=True)
        else:
            self._reason = f"interrupted by {signal.Signals(number).name}"
            self._at_once = True
            # What is no longer crawling is not waited for: else the pages in flight would hold the end up.
            crawler.crawling = False
            reactor.stop()  # type: ignore[misc]

    def _had_nothing_to_do(self) -> bool:
        """Ask whether the run before was cut off after its last page."""
        sweeps = self._job.sweeps.values()
        return not self._job.tally.counts["failed"] and all(sweep.is_resumed for sweep in sweeps)

    def _outcome(self, error: NewsArchiveError | None) -> Outcome:
        tally = self._job.tally
        if error is not None:
            code = error.exit_code
        elif self._signal is not None:
            code = INTERRUPTED[signal.Signals(self._signal)]
        elif not tally.counts["ok"] and not self._had_nothing_to_do():
            code = 4
        else:
            code = 1 if tally.counts["failed"] else 0
        reason = str(error) if error else self._reason
        return Outcome(
            exit_code=code,
            reason=reason,
            seconds=time.monotonic() - self._started,
            tally=tally,
            rendered=self._job.options.render,
        )


def user_agent(contact: str | None) -> str:
    """Give the User-Agent: who we are, and whom a site's owner can write to."""
    return f"newsarchive/{__version__} ({contact or 'news archiving; no contact set'})"
