"""One crawl: what the user asked for, where it is kept, what came of it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.crawl.budgets import Budget, Budgets
from newsarchive.crawl.conduct import Conduct
from newsarchive.normalize.urls import site_of
from newsarchive.sites import Sites
from newsarchive.sites.seeds import Seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from newsarchive.archive import Archive, Coverage, Frontier, Sweep
    from newsarchive.crawl.discovering import Discovery
    from newsarchive.crawl.pace import Pace
    from newsarchive.crawl.recording import Recorder
    from newsarchive.errors import ArchiveError
    from newsarchive.reading.memories import Remembering
    from newsarchive.reading.readers import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """What to crawl and how.

    ``since`` and ``until`` are days as the pages state them, both included; ``max_time`` and ``delay`` in
    seconds; ``concurrency`` counts requests at a time to one host; ``readers`` counts processes
    that read pages beside the one that fetches, None to decide by the machine; ``summary`` is the
    file for the run's figures as JSON; ``sites`` are the profiles to read pages with.

    ``seeds`` has what a list of sites says of single ones of ``urls``. ``max_pages`` and ``max_bytes`` hold in
    all, ``host_…`` for each host (seconds from its first request on). ``sources`` names the kinds of source to use
    (sitemap, api, feed, archive, listing), all where it is empty; with ``render`` pages whose text scripts
    write are read in a browser; with ``comments`` what readers wrote below articles is kept. ``warc`` is the folder for
    what came over the wire. With ``sources_only`` sources are looked at and no article is asked for; it goes with
    ``dry_run``. With ``pages_only`` the pages given are all that is asked for: each is an article or nothing.
    """

    urls: tuple[str, ...]
    archive: Path
    since: date | None = None
    until: date | None = None
    max_articles: int | None = None
    max_time: float | None = None
    delay: float = 1.0
    concurrency: int = 1
    dry_run: bool = False
    contact: str | None = None
    readers: int | None = None
    summary: Path | None = None
    sites: Sites = field(default_factory=Sites)
    seeds: tuple[Seed, ...] = ()
    max_pages: int | None = None
    max_bytes: int | None = None
    host_max_pages: int | None = None
    host_max_bytes: int | None = None
    host_max_time: float | None = None
    sources: tuple[str, ...] = ()
    render: bool = False
    comments: bool = False
    warc: Path | None = None
    sources_only: bool = False
    pages_only: bool = False

    def period_of(self, url: str) -> tuple[date | None, date | None]:
        """Give the days wanted of an address given: its own where its list says so, else the run's."""
        own = next((seed for seed in self.seeds if seed.url == url), None)
        if own is None or (own.since is None and own.until is None):
            return self.since, self.until
        return own.since, own.until

    def most_of(self, url: str) -> int | None:
        """Give how many articles an address given may give, None where its list does not say."""
        return next((seed.max_articles for seed in self.seeds if seed.url == url), None)

    def to_budgets(self) -> Budgets:
        """Give what the run may spend; the pages of a seed hold for each host of its site, beside the others."""
        per_host = Budget(pages=self.host_max_pages, bytes=self.host_max_bytes, seconds=self.host_max_time)
        sites: dict[str, Budget] = {}
        for seed in self.seeds:
            if seed.max_pages is not None:
                site = site_of(seed.url)
                sites[site] = sites.get(site, per_host).tightened(Budget(pages=seed.max_pages))
        return Budgets(Budget(pages=self.max_pages, bytes=self.max_bytes, seconds=self.max_time), per_host, sites)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A page that was wanted and could not be had."""

    url: str
    reason: str
    detail: str


class SiteState(StrEnum):
    """How it stands with a site: the last four are ends."""

    WORKING = "working"
    RESTING = "resting"
    FAILED = "failed"
    BUDGET = "budget"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(slots=True)
class Tally:
    """What a crawl has done so far; the progress display reads it while the crawl writes it.

    ``counts`` has ``new``, ``changed``, ``unchanged``, ``duplicate`` for articles,
    ``known`` for articles not asked for again, ``pages``, ``ok`` (pages answered 200) and
    ``bytes`` for fetches, and a count for each reason a page was left out. ``sites`` has the same
    for each site, ``queues`` how many of its addresses wait, ``ended`` how those ended that did,
    ``resting`` until when a host of theirs is left alone (:func:`time.monotonic`).
    """

    counts: Counter[str] = field(default_factory=Counter)
    sites: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    not_articles: Counter[str] = field(default_factory=Counter)
    queued: int = 0
    queues: Counter[str] = field(default_factory=Counter)
    ended: dict[str, SiteState] = field(default_factory=dict)
    resting: dict[str, float] = field(default_factory=dict)
    first_page: float | None = None
    last_page: float | None = None

    def expect(self, urls: Iterable[str]) -> None:
        """Name the addresses to crawl, so that a site that gives nothing has its row, too."""
        for url in urls:
            self.sites.setdefault(site_of(url), Counter())

    def queue(self, url: str, by: int = 1) -> None:
        """Count an address that waits to be asked for, or with -1 one that waits no longer."""
        self.queued += by
        self.queues[site_of(url)] += by

    def rest(self, url: str, until: float) -> None:
        """Note that the host of an address is left alone until a moment of :func:`time.monotonic`."""
        self.resting[site_of(url)] = until

    def end(self, url: str, state: SiteState) -> None:
        """Note how the crawl of a site ended; work that turns up later begins it anew with WORKING."""
        self.ended[site_of(url)] = state

    def state_of(self, site: str, now: float) -> SiteState:
        """Say how it stands with a site while the crawl runs."""
        ended = self.ended.get(site, SiteState.WORKING)
        if ended is SiteState.WORKING and self.resting.get(site, now) > now:
            return SiteState.RESTING
        return ended

    def page(self, url: str, status: int, size: int) -> None:
        """Count an answer of ``size`` bytes, and note when it came."""
        self.last_page = time.monotonic()
        if self.first_page is None:
            self.first_page = self.last_page
        self.add("pages", url)
        self.add("bytes", url, size)
        if status in (200, 304):
            self.add("ok", url)

    @property
    def fetch_seconds(self) -> float:
        """Seconds from the first answer to the last."""
        if self.first_page is None or self.last_page is None:
            return 0.0
        return self.last_page - self.first_page

    def add(self, what: str, url: str, by: int = 1) -> None:
        """Count something that happened at an address."""
        self.counts[what] += by
        self.sites.setdefault(site_of(url), Counter())[what] += by

    def fail(self, url: str, reason: str, detail: str) -> Failure:
        """Count a page that could not be had."""
        failure = Failure(url=url, reason=reason, detail=detail)
        self.failures.append(failure)
        self.add("failed", url)
        return failure

    def to_columns(self) -> dict[str, int]:
        """Give the counts under the names the archive has columns for, and all others as they are."""
        counts = dict(self.counts)
        for name in ("new", "changed", "unchanged", "duplicate"):
            counts[f"articles_{name}"] = counts.pop(name, 0)
        counts["captures"] = counts.get("pages", 0)
        counts["not_articles"] = self.not_articles.total()
        return counts

    @property
    def stored(self) -> int:
        """Count of articles written: new and changed."""
        return self.counts["new"] + self.counts["changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a crawl ended: the exit code of the table in docs/cron.md, and the figures of its one line.

    ``coverage`` has, for each site of which only some days were wanted, what the archive has of them. ``discovery`` is
    what a crawl of sources alone found.
    """

    exit_code: int
    reason: str
    seconds: float
    tally: Tally
    rendered: bool = False
    coverage: tuple[Coverage, ...] = ()
    discovery: Discovery | None = None

    def state_of(self, site: str) -> SiteState:
        """Say how the crawl of a site ended."""
        state = self.tally.ended.get(site, SiteState.WORKING)
        count = self.tally.sites.get(site, Counter())
        if state in (SiteState.WORKING, SiteState.DONE) and count["failed"] and not count["ok"]:
            return SiteState.FAILED
        if state is SiteState.WORKING:
            return SiteState.DONE if self.reason.startswith("finished") else SiteState.STOPPED
        return state

    def to_dict(self) -> dict[str, Any]:
        """Give the machine-readable summary (``--summary``)."""
        counts = self.tally.counts
        return {
            "exit_code": self.exit_code,
            "reason": self.reason,
            "seconds": round(self.seconds, 3),
            "fetch_seconds": round(self.tally.fetch_seconds, 3),
            "new": counts["new"],
            "changed": counts["changed"],
            "unchanged": counts["unchanged"],
            "not_modified": counts["not-modified"],
            "known": counts["known"],
            "duplicates": counts["duplicate"],
            "gone": counts["gone"],
            "erased": counts["erased"],
            "disallowed": counts["robots"],
            "out_of_period": counts["out-of-period"],
            "not_articles": dict(self.tally.not_articles),
            "needs_script": counts["needs-script"],
            "failed": counts["failed"],
            "failures": [asdict(failure) for failure in self.tally.failures],
            "pages": counts["pages"],
            "bytes": counts["bytes"],
            "sites": {
                site: {"state": str(self.state_of(site)), **count} for site, count in sorted(self.tally.sites.items())
            },
            "coverage": [covered.to_dict() for covered in self.coverage],
        }

    def to_line(self) -> str:
        """Give the summary for people, one line."""
        counts = self.tally.counts
        by_304 = f" ({counts['not-modified']} by 304)" if counts["not-modified"] else ""
        parts = [
            f"new {counts['new']}",
            f"changed {counts['changed']}",
            f"unchanged {counts['unchanged']}{by_304}",
            f"gone {counts['gone']}",
            f"failed {counts['failed']}",
        ]
        others = (
            *(("known", "known"), ("erased", "erased")),
            *(("disallowed by robots.txt", "robots"), ("out of period", "out-of-period")),
        )
        for name, key in others:
            if counts[key]:
                parts.append(f"{name} {counts[key]}")
        if self.tally.not_articles:
            parts.append(f"no articles {self.tally.not_articles.total()}")
        told = " · ".join(parts)
        nothing = "" if self.tally.stored else "; nothing new"
        if counts["needs-script"] and not self.rendered:
            nothing += f"; {counts['needs-script']} pages need JavaScript: try --render"
        ended = "" if self.reason == "finished" else f"; {self.reason}"
        return f"{told}; {counts['pages']} pages in {self.seconds:.0f} s{nothing}{ended}"


@dataclass(slots=True)
class Job:
    """A crawl under way; the spider carries it to the scheduler and the middlewares.

    ``archive`` is None for a dry run, whose ``frontier`` is kept in memory. ``sweeps`` are the addresses given, as they
    are being gone over; ``pace`` is that of every host; ``memories`` what its pages have taught of each site.
    ``recorder`` writes WARC files, None where nobody asked for them. ``emit`` takes a line of
    results (a dry run's addresses), ``warn`` a line of trouble. ``trouble`` is the archive error
    that ended the crawl, if one did.
    """

    options: CrawlOptions
    archive: Archive | None
    crawl_id: int | None
    began: datetime
    frontier: Frontier
    sweeps: Mapping[str, Sweep]
    pace: Pace
    reader: Reader
    memories: Remembering
    tally: Tally
    emit: Callable[[str], None]
    warn: Callable[[str], None]
    recorder: Recorder | None = None
    trouble: ArchiveError | None = None
    stop: Callable[[str], None] | None = None
    budgets: Budgets = field(init=False)
    conduct: Conduct = field(init=False)

    def __post_init__(self) -> None:
        self.tally.expect(self.options.urls)
        self.budgets = self.options.to_budgets()
        self.conduct = Conduct(self, {site_of(seed.url): seed.delay for seed in self.options.seeds if seed.delay})

    def halt(self, error: ArchiveError) -> None:
        """End the crawl: the archive cannot be written any more."""
        self.trouble = self.trouble or error
        if self.stop is not None:
            self.stop("the archive cannot be written")
