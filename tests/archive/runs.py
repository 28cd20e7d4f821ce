"""A run over an imaginary site, and the crawler's way of using its frontier in one call."""

from __future__ import annotations

from datetime import timedelta

from newsarchive.model import Candidate, Filing, Role, Source, State, Step

from .conftest import NOON

FRONT = "https://a.fr/"
SOON = NOON + timedelta(minutes=10)
NEXT = NOON + timedelta(days=1)


class Run:
    """One run over ``https://a.fr/``: its frontier, and an errand to a source that names articles."""

    def __init__(self, archive, run=1, moment=NOON, *, period=("", ""), source=True):
        self.archive, self.run, self.moment = archive, run, moment
        self.frontier = archive.frontier(run)
        self.seed = self.frontier.begin(FRONT, *period, moment)
        self.source = self.ask("https://a.fr/map.xml") if source else None

    def ask(self, url, role=Role.SITEMAP):
        """Ask a source, and take the errand; the one that is there already, where the sweep goes on."""
        step = Step(url=url, role=role, priority=10**6)
        self.frontier.ask([step], self.seed.id, self.seed.sweep, "a.fr")
        errand = self.frontier.lease("a.fr")
        assert errand.url == url
        return errand

    def file(self, *paths, state=State.QUEUED, priority=1, source=None, is_complete=False, reason="", **facts):
        filings = [
            Filing(facts=candidate(path, **facts), state=state, priority=priority, reason=reason) for path in paths
        ]
        self.frontier.file(filings, source or self.source, is_complete=is_complete)

    def close(self, errand, reason="article", state=State.DONE, **fields):
        self.frontier.close(errand, state, reason, moment=self.moment, **fields)

    def leased(self, host="a.fr"):
        """Take everything that is queued; give the paths."""
        return [errand.url.removeprefix("https://a.fr") for errand in self.errands(host)]

    def errands(self, host="a.fr"):
        return list(iter(lambda: self.frontier.lease(host), None))

    def entry(self, path):
        return next(iter(self.frontier.entries([address(path)]).values()), None)

    def row(self, path, *columns):
        return self.archive._conn.execute(
            f"SELECT {', '.join(columns)} FROM frontier WHERE url = ?", (address(path),)
        ).fetchone()


def address(path):
    return path if "://" in path else f"https://a.fr{path}"


def candidate(path, **facts):
    return Candidate(url=address(path), source=facts.pop("kind", Source.SITEMAP), **facts)
