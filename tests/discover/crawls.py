"""A crawl of small imaginary sites without a network: the plan, with the ledger it has in a real one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from newsarchive.archive import Archive, Sweep
from newsarchive.discover.listings import Listing
from newsarchive.discover.plan import Plan
from newsarchive.discover.scope import Period, Scope
from newsarchive.discover.sitemaps import Sitemap
from newsarchive.discover.traps import Came
from newsarchive.model import (
    Article,
    Candidate,
    Capture,
    Errand,
    Filing,
    Findings,
    Link,
    LinkKind,
    Moment,
    Precision,
    Role,
    Source,
    State,
    Step,
)
from newsarchive.normalize.urls import host_of, site_of

A = "https://journal.fr"
MAY = datetime(2024, 5, 17, 12, tzinfo=UTC)
LATER = MAY + timedelta(days=400)


def candidate(
    path: str, *, source: Source = Source.LISTING, day: datetime | None = None, lastmod: datetime | None = None
) -> Candidate:
    published = Moment(value=day, raw="x", precision=Precision.MINUTE, source="listing") if day else None
    return Candidate(url=A + path, source=source, headline="Un titre", published=published, lastmod=lastmod)


def listing(
    *articles: str, pages: tuple[str, ...] = (), sections: tuple[str, ...] = (), feeds: tuple[str, ...] = ()
) -> Listing:
    return Listing(
        articles=tuple(map(candidate, articles)),
        pages=tuple(A + page for page in pages),
        sections=tuple(A + section for section in sections),
        feeds=tuple(A + feed for feed in feeds),
    )


def article(path: str, *related: str, shortlink: str | None = None, kind: LinkKind = LinkKind.RELATED) -> Article:
    links = [Link(url=A + to, text="x", kind=kind, position=n) for n, to in enumerate(related)]
    return Article(
        url=A + path, canonical_url=A + path, headline="x", body="x", links=links, shortlink=shortlink and A + shortlink
    )


EMPTY = listing()


class Crawl:
    """One crawl's plan, with the frontier it writes into, and the crawler's way of using both."""

    def __init__(
        self,
        archive: Archive | None = None,
        *,
        run: int = 1,
        began: datetime = LATER,
        url: str = A + "/",
        period: Period | None = None,
        sources: frozenset[Source] = frozenset(),
        excludes: Callable[[str], bool] = lambda _url: False,
    ) -> None:
        self.archive = archive or Archive.scratch()
        self.frontier = self.archive.frontier(run)
        scope = Scope(began=began, sources=sources, excludes=excludes)
        self.plan = Plan(self.frontier, scope)
        self.url, self.began = url, began
        self.seed: Sweep = self.frontier.begin(url, "", "", began)
        self.plan.know(
            self.seed.id,
            is_whole=self.seed.is_whole,
            complete_since=self.seed.complete_since,
            period=period or Period(),
        )
        self._hosts: set[str] = set()
        self._source: Errand | None = None

    def start(self) -> Errand:
        self.plan.start(self.url, self.seed.id, self.seed.sweep)
        errand = self.lease()
        assert errand is not None
        return errand

    def errand(self, path: str, role: Role, *, depth: int = 0) -> Errand:
        """An errand that is being carried out, whatever else is queued."""
        url = path if "://" in path else A + path
        step = Step(url=url, role=role, priority=10**6, depth=depth)
        assert self.frontier.ask([step], self.seed.id, self.seed.sweep, site_of(A)) == 1
        errand = self.frontier.lease(host_of(url))
        assert errand is not None
        assert errand.url == url
        return errand

    def lease(self) -> Errand | None:
        self._hosts |= self.frontier.woken()
        return next((errand for host in sorted(self._hosts) if (errand := self.frontier.lease(host))), None)

    def close(self, errand: Errand, reason: str, findings: Findings | None = None) -> None:
        self.frontier.close(errand, State.DONE, reason, moment=self.began, status=200, findings=findings)

    def queued(self) -> list[Errand]:
        """Take everything that is queued, in the order it would be fetched."""
        return list(iter(self.lease, None))

    def asked_for(self) -> list[str]:
        return [errand.url.removeprefix(A) for errand in self.queued()]

    def saw_sitemap(self, *candidates: Candidate, path: str = "/map.xml", is_complete: bool = True) -> Errand:
        errand = self.errand(path, Role.SITEMAP)
        findings = self.plan.saw_sitemap(errand, errand.url, candidates, is_complete=is_complete)
        self.close(errand, "sitemap", findings)
        return errand

    def saw_index(self, *sitemaps: tuple[str, datetime | None]) -> None:
        errand = self.errand("/index.xml", Role.SITEMAP)
        self.plan.saw_index(errand, errand.url, Sitemap(candidates=(), sitemaps=sitemaps, is_complete=True))
        self.close(errand, "sitemap")

    def saw_front(self, found: Listing = EMPTY, *, declared: Iterable[str] = ()) -> None:
        """The front page was fetched, so the whole site is wanted."""
        errand = self.start()
        self.plan.sources(errand, errand.url, declared_sitemaps=declared, listing=found)
        self.plan.saw_listing(errand, errand.url, found, whole_site=True)
        self.close(errand, "listing")

    def saw_article(self, found: Article) -> None:
        if self._source is None:
            self._source = self.errand("/sources/", Role.LISTING)
        filing = Filing(facts=candidate(found.url.removeprefix(A)), state=State.QUEUED, priority=10**6)
        self.frontier.file([filing], self._source)
        errand = self.frontier.lease(host_of(found.url))
        assert errand is not None
        assert (errand.url, errand.role) == (found.url, Role.ARTICLE)
        self.plan.saw_article(errand, found)
        self.close(errand, "article")

    def leftovers(self) -> list[str]:
        """What is asked for when nothing else is left, beside a guess at where the site's archive may be."""
        while self.plan.leftovers([(self.seed.id, self.seed.sweep, site_of(self.url))]):
            queued = self.queued()
            assert queued
            if asked := [errand.url.removeprefix(A) for errand in queued if errand.source is not Source.ARCHIVE]:
                return asked
        return []

    def end(self) -> None:
        self.frontier.end(self.seed.id, self.began, is_finished=True)


def of_whole_site(archive: Archive | None = None) -> Crawl:
    crawl = Crawl(archive)
    crawl.saw_front()
    crawl.queued()
    return crawl


def walked(crawl: Crawl, site: Callable[[str], Listing | None], *, cut_at: int = 2000) -> list[str]:
    """Walk an imaginary site of listings the way the crawler does, highest priority first; give the paths asked for.

    The walk is cut off where one more was sent out than ``cut_at``.
    """
    asked: list[str] = []
    crawl.plan.start(crawl.url, crawl.seed.id, crawl.seed.sweep)
    while errand := crawl.lease():
        turn = crawl.plan.turn(errand)
        if turn.state is State.SKIPPED:
            crawl.frontier.close(errand, State.SKIPPED, turn.reason, moment=crawl.began)
            continue
        if turn.state is State.QUEUED:
            assert not turn.blocks, "nothing else is under way"
            crawl.frontier.demote(errand, turn.priority)
            continue
        if turn.state is State.LATER:
            crawl.frontier.postpone(errand, turn.reason, turn.priority)
            continue
        path = errand.url.removeprefix(A)
        if len(asked) == cut_at:
            return asked
        asked.append(path)
        found = site(path) if errand.role in (Role.START, Role.LISTING) else None
        if found is None:
            crawl.plan.spending.came(errand, Came.NEW if errand.role is Role.ARTICLE else Came.REFUSED)
            crawl.close(errand, errand.role.value)
            continue
        if errand.role is Role.START:
            crawl.plan.sources(errand, errand.url, declared_sitemaps=(), listing=found)
        findings = crawl.plan.saw_listing(errand, errand.url, found, whole_site=True)
        crawl.close(errand, "listing", findings)
    return asked


def stored(archive: Archive, path: str, *, lastmod: datetime | None = None, verdict: str = "article") -> None:
    """A page that an earlier crawl fetched at noon on the 17th of May, before there was a frontier to file it in."""
    payload = path.encode()
    capture = Capture(
        target_uri=A + path,
        requested_uri=A + path,
        moment=MAY,
        status=200,
        headers=(),
        payload=payload,
        payload_digest=f"sha256:{hashlib.sha256(payload).hexdigest()}",
    )
    capture_id = archive.store_capture(capture, crawl_id=None)
    if verdict == "article":
        archive.store_article(article(path), capture_id=capture_id, crawl_id=None, moment=MAY, lastmod=lastmod)
    else:
        archive.judge_capture(capture_id, verdict)
