"""Questions to the frontier: what there is of a site, how complete its sources are, what a run came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.connection import mapped
from newsarchive.archive.rows import to_moment_or_none
from newsarchive.model import FoundSource, Role, Source, State

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

    from newsarchive.model import Errand


class Census:
    """Counts the rows of the frontier for a run; :attr:`newsarchive.archive.Frontier.census` gives it."""

    def __init__(self, conn: sqlite3.Connection, path: Path, run: int) -> None:
        self._conn = conn
        self._path = path
        self._run = run

    def has(self, site: str, role: Role, *states: State) -> bool:
        """Ask whether there is something of a site in one of these states that this run has to do with."""
        marks = ", ".join("?" * len(states))
        with mapped(self._path):
            found = self._conn.execute(
                f"SELECT 1 FROM frontier WHERE site = ? AND role = ? AND run = ? AND state IN ({marks}) LIMIT 1",  # noqa: S608
                (site, role.value, self._run, *(state.value for state in states)),
            ).fetchone()
        return found is not None

    def was_listing(self, errand: Errand) -> bool:
        """Ask whether the page of an errand to an article or a listing was read in its sweep as the other of the two.

        That is, as a listing; an article that a listing's place turned out to be may list more.
        """
        prefix = f"{errand.seed_id} {Role.LISTING} "
        key = f"{prefix}{errand.key}" if errand.role is Role.ARTICLE else errand.key.removeprefix(prefix)
        with mapped(self._path):
            found = self._conn.execute(
                "SELECT 1 FROM frontier WHERE key = ? AND sweep = ? AND state = 'done' AND reason = 'listing'",
                (key, errand.sweep),
            ).fetchone()
        return found is not None

    def is_listed_whole(self, seed_id: int, sweep: int) -> bool:
        """Ask whether a source that lists all there is named articles of a seed in a sweep."""
        with mapped(self._path):
            found = self._conn.execute(
                "SELECT 1 FROM frontier s WHERE s.seed_id = ? AND s.sweep = ? AND s.role <> 'article' "
                "AND s.role IN ('sitemap', 'api') "
                "AND s.state = 'done' AND s.reason <> 'incomplete' "
                "AND EXISTS (SELECT 1 FROM frontier f WHERE f.named_by = s.id) LIMIT 1",
                (seed_id, sweep),
            ).fetchone()
        return found is not None

    def lists_most(self, seed_id: int) -> bool:
        """Ask whether sources that list all there is name at least half of the articles of a seed."""
        with mapped(self._path):
            articles, listed = self._conn.execute(
                "SELECT count(*), coalesce(sum(s.role IN ('sitemap', 'api')), 0) FROM frontier f "
                "LEFT JOIN frontier s ON s.id = f.named_by "
                "WHERE f.seed_id = ? AND f.role = 'article' AND f.state = 'done' AND f.reason = 'article'",
                (seed_id,),
            ).fetchone()
        return bool(2 * listed >= articles)

    def is_exact(self, seed_id: int, sweep: int) -> bool:
        """Ask whether a source that names just the articles of the days wanted was read to its end.

        That is the posts API, asked for those days alone.
        """
        with mapped(self._path):
            done, named, missing = self._conn.execute(
                "SELECT count(*), coalesce(sum(named), 0), sum(state <> 'done' AND reason <> 'gone') FROM frontier "
                "WHERE seed_id = ? AND sweep = ? AND source = 'api' AND role <> 'article'",
                (seed_id, sweep),
            ).fetchone()
        return bool(done and named and not missing)

    def habits(self, site: str) -> tuple[int, int]:
        """Count a site's articles of which both dates are known, and those changed a month after they appeared."""
        with mapped(self._path):
            known, late = self._conn.execute(
                "SELECT count(*), coalesce(sum(julianday(lastmod) - julianday(published) > 30), 0) FROM frontier "
                "WHERE site = ? AND state IN ('done', 'skipped') AND role = 'article' AND status = 200 "
                "AND published IS NOT NULL AND lastmod IS NOT NULL",
                (site,),
            ).fetchone()
        return int(known), int(late)

    def queues(self) -> dict[str, int]:
        """Count what is queued for this run, by host."""
        with mapped(self._path):
            return dict(
                self._conn.execute(
                    "SELECT host, count(*) FROM frontier WHERE state = 'queued' AND run = ? GROUP BY host", (self._run,)
                ).fetchall()
            )

    def has_undated(self, site: str) -> bool:
        """Ask whether articles of a site wait to be dated."""
        with mapped(self._path):
            found = self._conn.execute(
                "SELECT 1 FROM frontier WHERE site = ? AND state = 'later' AND role = 'article' AND reason = 'undated' "
                "AND run = ? LIMIT 1",
                (site, self._run),
            ).fetchone()
        return found is not None

    def count(self, **conditions: str | int) -> int:
        """Count rows by the values of their columns."""
        wanted = " AND ".join(f"{name} = ?" for name in conditions) or "1"
        with mapped(self._path):
            (count,) = self._conn.execute(
                f"SELECT count(*) FROM frontier WHERE {wanted}",  # noqa: S608
                tuple(conditions.values()),
            ).fetchone()
        return int(count)

    def found_sources(self) -> tuple[FoundSource, ...]:
        """Give the sources of this run, in the order they were found."""
        with mapped(self._path):
            rows = self._conn.execute(
                "SELECT url, role, source, state, reason, detail, status, coalesce(named, 0), oldest, newest "
                "FROM frontier WHERE run = ? AND role NOT IN ('article', 'twin') ORDER BY id",
                (self._run,),
            ).fetchall()
        return tuple(
            FoundSource(
                **dict(zip(("url", "reason", "detail", "status", "named"), (row[0], *row[4:8]), strict=True)),
                role=Role(row[1]),
                source=Source(row[2]),
                state=State(row[3]),
                oldest=to_moment_or_none(row[8]),
                newest=to_moment_or_none(row[9]),
            )
            for row in rows
        )

    def named(self) -> list[tuple[frozenset[Source], bool, int]]:
        """Count the articles that sources name, by the kinds that name them and whether the archive has them."""
        with mapped(self._path):
            rows = self._conn.execute(
                "SELECT sources, reason = 'article', count(*) FROM frontier WHERE role = 'article' "
                "AND NOT (state = 'skipped' AND reason IN ('canonical', 'duplicate')) GROUP BY 1, 2"
            ).fetchall()
        return [(frozenset(map(Source, sources.split())), bool(is_kept), count) for sources, is_kept, count in rows]

    def known(self, sweeps: Iterable[int]) -> dict[str, int]:
        """Count what sources named in these sweeps and was not asked for, by why: ``known`` or ``out-of-period``."""
        marks = ", ".join(str(int(sweep)) for sweep in sweeps) or "0"
        with mapped(self._path):
            rows = self._conn.execute(
                f"""SELECT CASE WHEN reason = 'out-of-period' THEN reason WHEN reason = 'article' THEN 'known'
                ELSE 'known-other' END, count(*) FROM frontier WHERE role = 'article' AND (
                    named_sweep IN ({marks}) AND run <> ? AND state = 'done'
                    OR state = 'skipped' AND reason = 'out-of-period' AND run = ? AND status IS NULL
                ) GROUP BY 1""",  # noqa: S608
                (self._run, self._run),
            ).fetchall()
        return {str(name): int(count) for name, count in rows}
