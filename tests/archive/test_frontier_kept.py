"""Whatever a crawl does in whatever order, and wherever it is killed: what is wanted is had, and had once a sweep."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from newsarchive.archive import Archive
from newsarchive.archive.frontier import RESUMED_WITHIN
from newsarchive.discover.listings import Listing
from newsarchive.discover.plan import Plan
from newsarchive.discover.scope import Period, Scope
from newsarchive.model import Article, Candidate, Link, LinkKind, Role, Source, State, Step

from .conftest import NOON

FRONT = "https://a.fr/"
HOSTS = ("a.fr", "www.a.fr")
URLS = [f"https://{host}/{host[0]}{n}/" for host in HOSTS for n in range(5)]
UNDER_WAY = (State.LEASED, State.HELD)


class Crawls(RuleBasedStateMachine):
    """Crawls of one site, one after the other; ``moment`` goes on by a minute a deed."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "archive.sqlite"
        self.moment = NOON
        self.run = 0
        self.sweep = 0
        #: Errands that were given out in this run and not ended, by address.
        self.leased = {}
        #: Addresses that were dealt with in this sweep, and in any.
        self.closed = set()
        self.settled = set()
        #: Addresses that were named to be fetched, or to be fetched when nothing else is left.
        self.wanted = set()
        self.has_ended = False

    @initialize()
    def create(self):
        self.archive = Archive.open(self.path, create=True)
        self._begin()

    def teardown(self):
        self.archive.close()
        self.folder.cleanup()

    def _begin(self):
        self.run += 1
        self.frontier = self.archive.frontier(self.run)
        seed = self.frontier.begin(FRONT, "", "", self.moment)
        if seed.sweep != self.sweep:
            self.sweep, self.closed = seed.sweep, set()
        self.seed, self.leased, self.has_ended = seed, {}, False
        self.plan = Plan(self.frontier, Scope(began=self.moment))
        self.plan.know(seed.id, is_whole=seed.is_whole, complete_since=seed.complete_since, period=Period())
        self.source = self._ask(Role.SITEMAP, "map.xml")
        with self.frontier.transaction():
            front = self._ask(Role.START, "")
            self.plan.sources(front, FRONT, declared_sitemaps=["/map.xml"], listing=_EMPTY)

    def _ask(self, role, name):
        """Ask for a source and take it first; it is never closed, so each run is given it again."""
        step = Step(url=FRONT + name, role=role, priority=10**6)
        self.frontier.ask([step], self.seed.id, self.seed.sweep, "a.fr")
        errand = self.frontier.lease("a.fr")
        assert (errand.url, errand.role) == (step.url, role)
        return errand

    def _take(self, host):
        """Lease an article; feeds that the plan guesses come to nothing."""
        while (errand := self.frontier.lease(host)) and errand.role is not Role.ARTICLE:
            self.frontier.close(errand, State.FAILED, "gone", moment=self.moment)
        return errand

    def _tick(self):
        self.moment += timedelta(minutes=1)

    # ------------------------------------------------------------------ a crawl's deeds
    @rule(
        urls=st.lists(st.sampled_from(URLS), min_size=1, max_size=6), is_complete=st.booleans(), is_news=st.booleans()
    )
    def name(self, urls, is_complete, is_news):
        lastmod = self.moment if is_news else None
        self.plan.saw_sitemap(
            self.source,
            self.source.url,
            [Candidate(url=url, source=Source.SITEMAP, lastmod=lastmod) for url in urls],
            is_complete=is_complete,
        )
        self.wanted |= set(urls)

    @rule(host=st.sampled_from(HOSTS))
    def lease(self, host):
        errand = self._take(host)
        if errand is None:
            return
        assert errand.address not in self.leased, "leased twice at a time"
        assert errand.address not in self.closed, "leased again in the sweep it was closed in"
        assert errand.address in self.wanted
        self.leased[errand.address] = errand

    @precondition(lambda self: self.leased)
    @rule(data=st.data(), state=st.sampled_from([State.DONE, State.FAILED]), due=st.none() | st.integers(0, 3000))
    def close(self, data, state, due):
        errand = self.leased.pop(data.draw(st.sampled_from(sorted(self.leased)), label="url"))
        self._tick()
        when = None if due is None else self.moment + timedelta(minutes=due)
        self.frontier.close(errand, state, "article", moment=self.moment, due=when)
        self.closed.add(errand.address)
        self.settled.add(errand.address)

    @precondition(lambda self: self.leased)
    @rule(data=st.data(), to=st.none() | st.sampled_from(HOSTS))
    def put_back(self, data, to):
        errand = self.leased.pop(data.draw(st.sampled_from(sorted(self.leased)), label="url"))
        if to is None:
            self.frontier.put_back(errand, errand.url, tries=errand.tries + 1, passed=errand.passed)
        else:
            self.frontier.put_back(errand, f"https://{to}/moved/", tries=0, passed=[*errand.passed, errand.url])

    @precondition(lambda self: self.leased)
    @rule(data=st.data())
    def hold(self, data):
        """A held page stays under way: it is closed later, or taken up by the next run."""
        self.frontier.hold(self.leased[data.draw(st.sampled_from(sorted(self.leased)), label="url")])

    @precondition(lambda self: self.leased)
    @rule(data=st.data(), to=st.lists(st.sampled_from(URLS), max_size=3))
    def read(self, data, to):
        errand = self.leased[data.draw(st.sampled_from(sorted(self.leased)), label="url")]
        links = [Link(url=url, text="x", kind=LinkKind.RELATED, position=n) for n, url in enumerate(to)]
        url = errand.address
        self.plan.saw_article(errand, Article(url=url, canonical_url=url, headline="x", body="x", links=links))
        self.wanted |= set(to)

    @rule()
    def leftovers(self):
        self.frontier.leftovers()

    # ------------------------------------------------------------------ ends
    @rule(later=st.sampled_from([timedelta(), RESUMED_WITHIN * 2]), is_within=st.booleans())
    def kill(self, later, is_within):
        """The process is gone, and with it what it had not committed."""
        if is_within:
            self.archive._conn.execute("BEGIN IMMEDIATE")
            for host in HOSTS:
                while errand := self.frontier.lease(host):
                    self.frontier.close(errand, State.DONE, "article", moment=self.moment)
            for errand in self.leased.values():
                self.frontier.close(errand, State.DONE, "article", moment=self.moment)
        # Nothing of the archive's own closing: the file is left as it stands.
        self.archive._conn.close()
        self.moment += later
        self.archive = Archive.open(self.path)
        self._begin()

    @rule(is_finished=st.booleans())
    def end(self, is_finished):
        self.frontier.end(self.seed.id, self.moment, is_finished=is_finished)
        self._tick()
        before = self.sweep
        self._begin()
        assert self.sweep > before

    # ------------------------------------------------------------------ what holds
    @invariant()
    def nothing_wanted_is_lost(self):
        if not self.run:
            return
        entries = {entry.facts.url: entry.state for entry in self.frontier.entries(URLS).values()}
        for url in self.wanted - self.settled - set(self.leased):
            assert entries[url] in (State.QUEUED, State.LATER), f"{url} is {entries[url]}"
        for url in self.leased:
            assert entries[url] in UNDER_WAY
        under_way = self.frontier.census.count(state="leased", role="article") + self.frontier.census.count(
            state="held"
        )
        assert under_way == len(self.leased)

    @invariant()
    def the_file_is_sound(self):
        if self.run:
            assert self.archive._conn.execute("PRAGMA quick_check").fetchall() == [("ok",)]

    @rule()
    def all_that_is_wanted_comes_out(self):
        """A run that is not cut off gets everything that was not had yet."""
        self.frontier.leftovers()
        missing = self.wanted - self.settled - set(self.leased)
        for host in HOSTS:
            while errand := self._take(host):
                assert errand.address not in self.leased | dict.fromkeys(self.closed)
                self.leased[errand.address] = errand
        assert missing <= set(self.leased)


_EMPTY = Listing(articles=(), pages=(), sections=(), feeds=())

TestCrawls = Crawls.TestCase
TestCrawls.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
