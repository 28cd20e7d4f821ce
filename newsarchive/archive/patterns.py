"""What pages of a pattern of addresses have given, a row a site, kind and pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.connection import mapped, transaction
from newsarchive.archive.rows import to_text
from newsarchive.model import Yield

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path


_NOTHING = Yield()


class Patterns:
    """The table ``patterns``; :attr:`newsarchive.archive.Frontier.patterns` gives it."""

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        self._conn = conn
        self._path = path

    def yields(self, site: str, kind: str, patterns: Iterable[str], sweep: int) -> dict[str, Yield]:
        """Give what patterns of a site's addresses have given; ``barren`` counts pages of this sweep.

        What gave nothing in an earlier sweep is forgiven two refusals: there may be something by now.
        """
        wanted = {pattern: to_text(pattern) for pattern in patterns}
        with mapped(self._path):
            rows = self._conn.execute(
                "SELECT pattern, pages, new, duplicates, iif(sweep = ?, refused, max(refused - 2, 0)), "  # noqa: S608
                "iif(sweep = ?, barren, 0) FROM patterns WHERE site = ? AND kind = ? "
                f"AND pattern IN ({', '.join('?' * len(wanted))})",
                (sweep, sweep, site, kind, *wanted.values()),
            ).fetchall()
        told = {
            pattern: Yield(pages=pages, new=new, duplicates=duplicates, refused=refused, barren=barren)
            for pattern, pages, new, duplicates, refused, barren in rows
        }
        return {pattern: told.get(text, _NOTHING) for pattern, text in wanted.items()}

    def parameters(self, site: str) -> dict[str, Yield]:
        """Give the parameters in which alone addresses of a site differed, with how many pairs showed one article."""
        with mapped(self._path):
            rows = self._conn.execute(
                "SELECT pattern, new, duplicates FROM patterns WHERE site = ? AND kind = 'parameter'", (site,)
            ).fetchall()
        return {pattern: Yield(new=new, duplicates=duplicates) for pattern, new, duplicates in rows}

    def count(
        self, site: str, kind: str, patterns: Iterable[str], sweep: int, outcome: str, *, requests: int = 1
    ) -> None:
        """Count a page for its patterns; ``outcome`` is ``new``, ``duplicate``, ``refused`` or "" for neither.

        ``requests`` counts the redirects on the way as well.
        """
        columns = [int(outcome == name) for name in ("new", "duplicate", "refused")]
        barren = 0 if outcome == "new" else requests
        with mapped(self._path), transaction(self._conn):
            self._conn.executemany(
                """INSERT INTO patterns (site, kind, pattern, pages, new, duplicates, refused, barren, sweep)
                VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT(site, kind, pattern) DO UPDATE SET
                pages = pages + 1, new = new + excluded.new, duplicates = duplicates + excluded.duplicates,
                refused = iif(sweep = excluded.sweep, refused, max(refused - 2, 0)) + excluded.refused,
                barren = iif(excluded.barren = 0, 0, excluded.barren + iif(sweep = excluded.sweep, barren, 0)),
                sweep = excluded.sweep""",
                [(site, kind, to_text(pattern), *columns, barren, sweep) for pattern in dict.fromkeys(patterns)],
            )
