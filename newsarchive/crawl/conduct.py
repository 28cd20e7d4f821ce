"""How the hosts of a crawl are treated, written down: requests counted, rests kept, opt-outs noted, budgets held to."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive.archive import HostRest, OptOut
from newsarchive.errors import ArchiveError
from newsarchive.normalize.urls import host_of, site_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsarchive.crawl.job import Job
    from newsarchive.crawl.rules import Rules
    from newsarchive.extraction.rights import Signal

#: A penalty that is older says nothing of a host any more.
_REMEMBERED = timedelta(days=1)


class Conduct:
    """Keeps account for one job; what it writes is written by :meth:`flush`, inside the transaction of a page."""

    def __init__(self, job: Job, delays: Mapping[str, float]) -> None:
        """``delays`` are the seconds between requests that hold for single sites, by domain."""
        self._job = job
        self._delays = delays
        self._requests: Counter[tuple[str, date, int]] = Counter()
        self._bytes: Counter[tuple[str, date, int]] = Counter()
        self._rests: dict[str, str] = {}
        self._why: dict[str, str] = {}
        self._opt_outs: list[OptOut] = []
        #: What each host's robots.txt says, by host.
        self.rules: dict[str, Rules] = {}

    def restore(self) -> None:
        """Leave those hosts alone that an earlier run was asked to leave alone."""
        job = self._job
        if job.archive is None:
            return
        now, moment = time.monotonic(), datetime.now(UTC)
        for rest in job.archive.host_rests(after=moment - _REMEMBERED):
            job.pace.rest(rest.host, now + (rest.resting_until - moment).total_seconds(), penalty=rest.penalty)

    def asked(self, host: str, status: int | None, size: int, *, is_other: bool) -> None:
        """Count a request: its status, None where there was no answer; ``is_other`` where the host is now to rest."""
        key = (host, datetime.now(UTC).date(), status or 0)
        self._requests[key] += 1
        self._bytes[key] += size
        self._job.budgets.spend(host, bytes=size, now=time.monotonic())
        if is_other:
            if status is None or status >= 400:
                self._why[host] = "no answer" if status is None else f"answered {status}"
            self._rests[host] = self._why.get(host, "")
            self._job.tally.rest(f"http://{host}", self._job.pace.resting_until(host))

    def heard(self, host: str, rules: Rules) -> None:
        """Keep the distance that a host's robots.txt asks for, and the one that holds for its site."""
        self.rules[host] = rules
        own = self._delays.get(site_of(f"http://{host}"), 0.0)
        asked = rules.crawl_delay or 0.0
        kept = self._job.pace.obey(host, max(asked, own), rules.request_rate)
        if kept < asked:
            self._job.warn(f"{host}: robots.txt asks for {asked:.0f} s between requests; it gets {kept:.0f} s")

    def said(self, url: str, signals: Iterable[Signal], moment: datetime) -> None:
        """Note what a page says against being mined, archived or shown."""
        host = host_of(url)
        self._opt_outs += (
            OptOut(
                host=host,
                signal=signal.name,
                value=signal.value,
                url=url,
                pages=1,
                first_seen=moment,
                last_seen=moment,
            )
            for signal in signals
        )

    def flush(self) -> None:
        """Write down what has come together. Raises the errors of the archive."""
        archive = self._job.archive
        if archive is None:
            return
        requests, sizes, self._requests, self._bytes = self._requests, self._bytes, Counter(), Counter()
        if requests:
            archive.count_requests((*key, count, sizes[key]) for key, count in requests.items())
        opt_outs, self._opt_outs = self._opt_outs, []
        if opt_outs:
            archive.note_opt_outs(opt_outs)
        rests, self._rests = self._rests, {}
        now, moment = time.monotonic(), datetime.now(UTC)
        for host, why in rests.items():
            standing = self._job.pace.standing(host)
            until = moment + timedelta(seconds=max(0.0, min(standing.resting_until - now, 7 * 86400.0)))
            archive.store_rest(HostRest(host=host, resting_until=until, penalty=standing.penalty, why=why))

    def finish(self) -> None:
        """Write down the rest, at the end of a run; an archive that cannot take it ends it."""
        try:
            with self._job.frontier.transaction():
                self.flush()
        except ArchiveError as error:
            self._job.halt(error)
