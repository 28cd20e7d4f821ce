"""What is wanted, what is being fetched, what became of it: the queue of a crawl, as rows that outlive it.

A crawl puts what its sources name, leases one row at a time for a host, and closes it when its page was dealt with.
Nothing is kept in memory but the names of hosts that have something waiting, so a killed crawl loses only what was
under way: the next run takes the leased rows up again, and reads the pages that had come in from their captures.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from newsarchive.archive.census import Census
from newsarchive.archive.connection import mapped, transaction
from newsarchive.archive.errands import (
    ERRAND_COLUMNS,
    INSERT,
    article_row,
    source_row,
    to_candidate,
    to_erased,
    to_errand,
)
from newsarchive.archive.patterns import Patterns
from newsarchive.archive.rows import to_json, to_moment, to_moment_or_none, to_text, to_utc_text, to_utc_text_or_none
from newsarchive.archive.tombstones import erased_keys, is_erased
from newsarchive.archive.values import Sweep
from newsarchive.model import (
    Candidate,
    Entry,
    Errand,
    Filing,
    Role,
    State,
)
from newsarchive.normalize.urls import host_of, site_of, url_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from newsarchive.model import Findings, Step

#: A sweep that was cut off is taken up again where it stood if that is not longer ago; else its sources are asked anew.
RESUMED_WITHIN = timedelta(hours=1)
#: How many keys one query asks for.
_CHUNK = 400

_NAMED = (
    "sources = excluded.sources, named_by = coalesce(excluded.named_by, named_by), named_sweep = excluded.named_sweep, "
    "published = coalesce(excluded.published, published), lastmod = excluded.lastmod, facts = excluded.facts"
)
_QUEUED = (
    "state = 'queued', reason = excluded.reason, detail = '', seed_id = excluded.seed_id, sweep = excluded.sweep, "
    "run = excluded.run, priority = excluded.priority, tries = 0, passed = '', capture_id = NULL, due = NULL"
)
#: An address is queued, or queued anew; one that is under way is left alone.
_QUEUE = f"{INSERT} ON CONFLICT(key) DO UPDATE SET {_QUEUED}, {_NAMED} WHERE state NOT IN ('leased', 'held')"
_SKIP = (
    f"{INSERT} ON CONFLICT(key) DO UPDATE SET state = excluded.state, reason = excluded.reason, "
    f"seed_id = excluded.seed_id, sweep = excluded.sweep, run = excluded.run, {_NAMED} "
    "WHERE state NOT IN ('leased', 'held', 'done')"
)
_LATER = f"{INSERT} ON CONFLICT(key) DO NOTHING"
#: What is known is only named once more; where there is no row, an older archive knew the address without one.
_NAME = f"{INSERT} ON CONFLICT(key) DO UPDATE SET {_NAMED}"
#: A source is asked once a sweep; one that might have been there and was not is not looked for again, but for months:
#: unless the site declares it by now, or the host gave no answer of its own.
_ASK = (
    f"{INSERT} ON CONFLICT(key) DO UPDATE SET {_QUEUED}, depth = excluded.depth, optional = excluded.optional "
    "WHERE sweep <> excluded.sweep AND NOT (optional = 1 AND excluded.optional = 1 AND source <> 'archive' AND "
    "(state = 'failed' AND coalesce(status, 404) NOT IN (0, 502, 503, 504) "
    "OR (reason = 'incomplete' AND coalesce(named, 0) = 0)))"
)
#: The same, put off; what is queued or put off already stays as it is.
_ASK_LATER = _ASK.replace("state = 'queued'", "state = 'later'") + " AND state NOT IN ('queued', 'leased', 'later')"

_LEASE = f"""
UPDATE frontier SET state = 'leased' WHERE id = (
    SELECT id FROM frontier WHERE state = 'queued' AND run = ? AND host = ? AND priority >= ?
    ORDER BY priority DESC, id LIMIT 1
) RETURNING {ERRAND_COLUMNS}"""  # noqa: S608


class Frontier:
    """The queue of one run; :meth:`newsarchive.archive.Archive.frontier` gives it.

    ``run`` is the crawl's id (0 for one that writes nothing down). Every method raises the errors of
    :mod:`newsarchive.errors`. What a method has returned from is kept, unless it was called inside
    :meth:`transaction`: then all of that is kept, or nothing.
    """

    def __init__(self, conn: sqlite3.Connection, path: Path, run: int, known: sqlite3.Connection | None = None) -> None:
        self._conn = conn
        self._path = path
        self._run = run
        self._known = known or conn
        self._woken: set[str] = set()
        self.patterns = Patterns(conn, path)
        self.census = Census(conn, path, run)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside is kept at once, or not at all."""
        with mapped(self._path), transaction(self._conn):
            yield

    # ------------------------------------------------------------------ seeds
    def begin(self, url: str, since: str, until: str, moment: datetime) -> Sweep:
        """Begin to go over an address given, or go on where a run that was cut off stood.

        ``since`` and ``until`` are days as ISO text, or "". What was under way is queued again.
        """
        now = to_utc_text(moment)
        with self.transaction():
            found = self._conn.execute(
                "SELECT id, sweep, touched, finished, complete_since, is_whole, language, site FROM seeds "
                "WHERE url = ? AND since = ? AND until = ?",
                (to_text(url), since, until),
            ).fetchone()
            if found is None:
                seed_id = self._conn.execute(
                    "INSERT INTO seeds (url, since, until, site, sweep, begun, touched) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (to_text(url), since, until, site_of(url), self._run, now, now),
                ).lastrowid
                assert seed_id is not None
                return Sweep(seed_id, self._run, site=site_of(url))
            seed_id, sweep, touched, finished, complete_since, is_whole, language, site = found
            recent = bool(touched) and to_moment(touched) >= moment - RESUMED_WITHIN
            is_resumed = finished is None and recent and sweep != self._run
            if not is_resumed:
                sweep = self._run
                self._conn.execute(
                    "UPDATE seeds SET sweep = ?, begun = ?, touched = ?, finished = NULL WHERE id = ?",
                    (sweep, now, now, seed_id),
                )
            self._conn.execute(
                "UPDATE frontier SET state = iif(state = 'later', state, 'queued'), run = ?, sweep = ? "
                "WHERE seed_id = ? AND state IN ('queued', 'later', 'leased', 'held')",
                (self._run, sweep, seed_id),
            )
            self._wake_all()
            return Sweep(
                seed_id,
                sweep,
                is_resumed=is_resumed,
                is_whole=bool(is_whole),
                language=language,
                complete_since=to_moment_or_none(complete_since),
                site=site,
            )

    def end(self, seed_id: int, moment: datetime, *, is_finished: bool) -> None:
        """Write down that a seed was gone over to its end, or that the next run is to begin with its sources."""
        with self.transaction():
            if is_finished:
                self._conn.execute(
                    "UPDATE seeds SET finished = ?, complete_since = begun WHERE id = ?",
                    (to_utc_text(moment), seed_id),
                )
            else:
                self._conn.execute("UPDATE seeds SET touched = '' WHERE id = ?", (seed_id,))

    def adopt(self, errand: Errand, moment: datetime, *, lowest: int, language: str = "") -> None:
        """Take on what any run left queued of the errand's site, and every article that is due to be looked at again.

        ``lowest`` is the priority of a look at an article that is due.
        """
        with self.transaction():
            self._conn.execute(
                "UPDATE seeds SET is_whole = 1, language = ?, site = ? WHERE id = ?",
                (to_text(language), to_text(errand.site), errand.seed_id),
            )
            self._conn.execute(
                "UPDATE frontier SET seed_id = ?, sweep = ?, run = ? WHERE site = ? AND role = 'article' "
                "AND state = 'queued' AND run <> ?",
                (errand.seed_id, errand.sweep, self._run, errand.site, self._run),
            )
            self._conn.execute(
                "UPDATE frontier SET state = 'queued', reason = 'due', seed_id = ?, sweep = ?, run = ?, priority = ?, "
                "tries = 0, passed = '', due = NULL "
                "WHERE site = ? AND role = 'article' AND state IN ('done', 'failed') AND due <= ? AND sweep <> ?",
                (errand.seed_id, errand.sweep, self._run, lowest, errand.site, to_utc_text(moment), errand.sweep),
            )
            self._wake_all()

    def woken(self) -> set[str]:
        """Give the hosts for which something was queued since this was last asked."""
        woken, self._woken = self._woken, set()
        return woken

    def _wake_all(self) -> None:
        self._woken.update(self.census.queues())

    def leave(self, host: str, reason: str) -> None:
        """Say why what is queued for a host is left to a later run."""
        with self.transaction():
            self._conn.execute(
                "UPDATE frontier SET reason = ? WHERE state = 'queued' AND run = ? AND host = ?",
                (reason, self._run, host),
            )

    def leave_seed(self, errand: Errand) -> None:
        """Leave an errand, and all that waits for its seed, to a later run: its seed has given enough."""
        self._change(errand, state=State.QUEUED.value)
        with self.transaction():
            self._conn.execute(
                "UPDATE frontier SET run = 0, reason = iif(state = 'queued', 'budget', reason) "
                "WHERE state IN ('queued', 'later') AND run = ? AND seed_id = ?",
                (self._run, errand.seed_id),
            )

    # ------------------------------------------------------------------ putting
    def ask(self, steps: Iterable[Step], seed_id: int, sweep: int, site: str, *, later: bool = False) -> int:
        """Queue sources of a site to be asked, each once a sweep; give how many were.

        Those for ``later`` wait for :meth:`go_on`.
        """
        rows = [source_row(step, seed_id=seed_id, sweep=sweep, run=self._run, site=site) for step in steps]
        if later:
            return self._write(_ASK_LATER, [{**row, "state": State.LATER.value} for row in rows])
        return self._write(_ASK, rows)

    def go_on(self, site: str, role: Role) -> int:
        """Queue the sources of a site that were put off; give how many."""
        with self.transaction():
            count = self._conn.execute(
                "UPDATE frontier SET state = 'queued' WHERE site = ? AND state = 'later' AND role = ? AND run = ?",
                (site, role.value, self._run),
            ).rowcount
            if count:
                self._wake_all()
        return count

    def entries(self, urls: Iterable[str]) -> dict[str, Entry]:
        """Give what is known of articles' addresses, by key; what nothing is known of is left out."""
        keys = list(dict.fromkeys(to_text(url_key(url)) for url in urls))
        found: dict[str, Entry] = {}
        with mapped(self._path):
            for start in range(0, len(keys), _CHUNK):
                self._look_up(keys[start : start + _CHUNK], found)
        return found

    def _look_up(self, keys: Sequence[str], found: dict[str, Entry]) -> None:
        marks = ", ".join("?" * len(keys))
        rows = self._conn.execute(
            "SELECT key, state, reason, sweep, due, url, source, sources, published, "  # noqa: S608
            "named_by, named_sweep, lastmod, facts "
            f"FROM frontier WHERE key IN ({marks})",
            keys,
        )
        filed = {row[0]: row[1:] for row in rows}
        seen = {
            row[0]: row[1:]
            for row in self._known.execute(
                "SELECT url_key, article_id, verdict, captured_at, lastmod, how FROM addresses "  # noqa: S608
                f"WHERE url_key IN ({marks})",
                keys,
            )
        }
        for key in filed.keys() | seen.keys():
            values: dict[str, Any] = {}
            if key in filed:
                state, reason, sweep, due, url, source, sources, published, *named, lastmod, facts = filed[key]
                values = {
                    "state": State(state),
                    "reason": reason,
                    "sweep": sweep,
                    "due": to_moment_or_none(due),
                    "facts": to_candidate(url, source, lastmod, facts),
                    "sources": tuple(sources.split()),
                    "published": to_moment_or_none(published),
                    "named_by": named[0],
                    "named_sweep": named[1],
                }
            if key in seen:
                article_id, verdict, captured, lastmod, how = seen[key]
                values |= {
                    "article_id": article_id,
                    "verdict": verdict,
                    "captured": to_moment(captured),
                    "lastmod": to_moment_or_none(lastmod),
                    "how": how,
                }
            found[key] = Entry(key=key, **values)

    def file(self, filings: Iterable[Filing], errand: Errand, *, is_complete: bool = False) -> None:
        """Write down what was decided of addresses that an errand's page named.

        ``is_complete`` says that the page lists all there is of its part of the site: what it names no longer, later,
        may be gone.
        """
        groups: dict[str, list[dict[str, Any]]] = {_QUEUE: [], _SKIP: [], _LATER: [], _NAME: []}
        statements = {State.QUEUED: _QUEUE, State.SKIPPED: _SKIP, State.LATER: _LATER}
        filings = list(filings)
        with mapped(self._path):
            erased = erased_keys(self._known, (to_text(url_key(filing.facts.url)) for filing in filings))
        for filing in filings:
            if erased and to_text(url_key(filing.facts.url)) in erased:
                filing = to_erased(filing)  # noqa: PLW2901
            statement = statements[filing.state] if filing.state is not None else _NAME
            groups[statement].append(article_row(filing, errand, run=self._run, is_complete=is_complete))
        with self.transaction():
            for statement, rows in groups.items():
                self._write(statement, rows)

    def is_erased(self, *urls: str) -> bool:
        """Ask whether what stands at one of these addresses was erased from the archive."""
        with mapped(self._path):
            return is_erased(self._known, urls)

    def _write(self, statement: str, rows: list[dict[str, Any]]) -> int:
        if not rows:
            return 0
        with self.transaction():
            before = self._conn.total_changes
            self._conn.executemany(statement, rows)
            written = self._conn.total_changes - before
        if statement in (_QUEUE, _ASK) and written:
            self._woken.update(row["host"] for row in rows)
        return written

    def met(self, urls: Iterable[str], errand: Errand, reason: str) -> None:
        """Write down that addresses need no request of their own: an errand's page stands for them."""
        rows = [
            article_row(
                Filing(facts=Candidate(url=url, source=errand.source), state=State.SKIPPED, reason=reason),
                errand,
                run=self._run,
                is_complete=False,
            )
            for url in urls
        ]
        own = errand.key
        rows = [row for row in rows if row["key"] != own]
        self._write(
            f"{INSERT} ON CONFLICT(key) DO UPDATE SET state = excluded.state, reason = excluded.reason "
            "WHERE state IN ('queued', 'later') AND (excluded.reason <> 'canonical')",
            rows,
        )

    def leftovers(self) -> int:
        """Queue what was put off until nothing else was left to do; give how many."""
        with self.transaction():
            count = self._conn.execute(
                "UPDATE frontier SET state = 'queued' WHERE state = 'later' AND run = ? "
                "AND (role = 'article' OR reason = 'rationed')",
                (self._run,),
            ).rowcount
            if count:
                self._wake_all()
        return count

    def vanished(self, seed_id: int, sweep: int, limit: int, priority: int) -> int:
        """Queue articles that complete sources named in the sweep before and name no longer, the newest first.

        A feed is complete since its oldest entry. At most ``limit`` at a time. Give how many were queued.
        """
        with self.transaction():
            count = self._conn.execute(
                """UPDATE frontier SET state = 'queued', reason = 'vanished', run = ?, sweep = ?, priority = ?,
                tries = 0, passed = '', named_by = NULL WHERE id IN (
                    SELECT f.id FROM frontier f JOIN frontier s ON s.id = f.named_by
                    WHERE s.seed_id = ? AND s.state = 'done' AND s.reason <> 'incomplete' AND s.sweep = ?
                    AND f.named_sweep < ?
                    AND f.state = 'done' AND f.reason = 'article' AND (s.role <> 'feed' OR f.published > s.oldest)
                    ORDER BY coalesce(f.published, f.lastmod) DESC, f.id DESC LIMIT ?)""",
                (self._run, sweep, priority, seed_id, sweep, sweep, limit),
            ).rowcount
            if count:
                self._wake_all()
        return count

    # ------------------------------------------------------------------ leasing
    def lease(self, host: str, lowest: int = 0) -> Errand | None:
        """Take the next thing to do at a host; None where nothing of at least the ``lowest`` priority is queued."""
        with mapped(self._path):
            row = self._conn.execute(_LEASE, (self._run, host, lowest)).fetchone()
        if row is None:
            return None
        return to_errand(row)

    def captured(self, errand: Errand, capture_id: int | None) -> None:
        """Write down which page was fetched for an errand, for a run that has to read it where this one could not."""
        self._change(errand, capture_id=capture_id)

    def put_back(self, errand: Errand, url: str, *, tries: int, passed: Sequence[str] = ()) -> None:
        """Queue an errand again: for another try, or on its way to ``url`` along the redirects it ``passed``."""
        host = to_text(host_of(url))
        self._change(
            errand,
            state=State.QUEUED.value,
            tries=tries,
            passed=to_json([to_text(address) for address in (*passed, url)]) if passed else "",
            host=host,
            run=self._run,
        )
        self._woken.add(host)

    def hold(self, errand: Errand) -> None:
        """Write down that an article waits for a date that other sources may give."""
        self._change(errand, state=State.HELD.value)

    def close(
        self,
        errand: Errand,
        state: State,
        reason: str,
        *,
        moment: datetime,
        detail: str = "",
        status: int | None = None,
        validators: tuple[str, str, str] | None = None,
        due: datetime | None = None,
        checks: int = 0,
        findings: Findings | None = None,
        published: datetime | None = None,
        led_to: str = "",
    ) -> None:
        """Write down what became of an errand.

        ``validators`` are the ETag, the Last-Modified and the digest of the payload, None to leave what is there;
        ``due`` is when to look again; ``checks`` counts looks without a change so far, or failures in a row;
        ``findings`` is what a source named; ``published`` is an article's date; ``led_to`` is where it redirected.
        """
        values: dict[str, Any] = {
            "state": state.value,
            "reason": reason,
            "detail": to_text(detail),
            "due": to_utc_text_or_none(due),
            "checks": checks,
            "capture_id": None,
            "passed": to_json([to_text(errand.address), to_text(led_to)]) if led_to else "",
        }
        if published is not None:
            values["published"] = to_utc_text(published)
        if status is not None:
            values |= {"status": status, "fetched_at": to_utc_text(moment)}
        if validators is not None:
            names = ("etag", "last_modified", "digest")
            values |= {name: to_text(value) for name, value in zip(names, validators, strict=True)}
        if findings is not None:
            values |= {
                "named": findings.named,
                "new": findings.new,
                "oldest": to_utc_text_or_none(findings.oldest),
                "newest": to_utc_text_or_none(findings.newest),
            }
        with self.transaction():
            self._change(errand, **values)
            self._conn.execute(
                "UPDATE seeds SET touched = ? WHERE id = ? AND touched <> ''", (to_utc_text(moment), errand.seed_id)
            )

    def _change(self, errand: Errand, **values: object) -> None:
        with self.transaction():
            columns = ", ".join(f"{name} = ?" for name in values)
            self._conn.execute(f"UPDATE frontier SET {columns} WHERE id = ?", (*values.values(), errand.id))  # noqa: S608

    def renamed(self, errand: Errand) -> None:
        """Take note that a source is as it was: it still names what it named before."""
        with self.transaction():
            self._conn.execute("UPDATE frontier SET named_sweep = ? WHERE named_by = ?", (errand.sweep, errand.id))

    def redirects(self) -> dict[str, str]:
        """Give the addresses that only redirect, each with where it leads."""
        with mapped(self._path):
            rows = self._conn.execute(
                "SELECT passed FROM frontier f WHERE state = 'skipped' AND passed <> '' "
                "AND NOT EXISTS (SELECT 1 FROM addresses a WHERE a.url_key = f.key)"
            ).fetchall()
        return dict(json.loads(passed) for (passed,) in rows)

    def settle(self) -> None:
        """Tell what is known of addresses what sources said of them after their page was read."""
        with self.transaction():
            self._conn.execute(
                "UPDATE addresses SET lastmod = f.lastmod FROM frontier f WHERE f.key = addresses.url_key "
                "AND addresses.lastmod IS NULL AND f.lastmod <= addresses.captured_at"
            )

    def demote(self, errand: Errand, priority: int) -> None:
        """Queue an errand again, behind others."""
        self._change(errand, state=State.QUEUED.value, priority=priority)

    def postpone(self, errand: Errand, reason: str, priority: int) -> None:
        """Put an errand off until nothing else is left to do."""
        self._change(errand, state=State.LATER.value, reason=reason, priority=priority)
