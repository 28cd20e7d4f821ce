"""What is spent on addresses that may be traps: asked before a page is fetched, counted when it was read.

Addresses that a sitemap, a feed or an API names are finite and the site's own word; all others are weighed by what
pages of their patterns came to (:mod:`newsarchive.discover.traps`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from newsarchive.discover import addresses, traps
from newsarchive.discover.sources import BACK, MAX_DEPTH, PAGE
from newsarchive.discover.traps import Came, Kind, Standing, Trials, Verdict
from newsarchive.model import Role, Source
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    from newsarchive.discover.scope import Ledger, Seeds
    from newsarchive.model import Errand

_WORD = frozenset(
    source.value for source in (Source.GIVEN, Source.SITEMAP, Source.NEWS_SITEMAP, Source.FEED, Source.API)
)
_GO = Verdict(standing=Standing.GO)


class Spending:
    """Keeps one crawl from spending much on addresses that lead nowhere."""

    def __init__(self, ledger: Ledger, seeds: Seeds) -> None:
        self._ledger = ledger
        self._seeds = seeds
        #: Of errands under way: their patterns, by site and kind, and which come out of the purse of their site.
        self._in_flight: dict[str, Counter[tuple[Kind, str]]] = {}
        self._rationed: dict[int, str] = {}
        self._under_way: dict[int, tuple[Kind, tuple[str, ...]]] = {}
        self._noise: dict[str, tuple[str, ...]] = {}
        self._good: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()

    def plain(self, url: str, site: str) -> str:
        """Give an address without the parameters that turned out to make no difference on its site."""
        names = self._noise.get(site)
        if names is None:
            found = self._ledger.patterns.parameters(site)
            names = self._noise[site] = tuple(name for name, told in found.items() if traps.is_noise(told))
        return traps.without(url, names) if names else url

    def patience(self, seed_id: int, sweep: int) -> int:
        """Say how many pages of a chain in a row may name nothing new before it is left."""
        if self._seeds.was_finished(seed_id):
            return traps.PATIENCE_WHEN_KNOWN
        listed = self._ledger.census.is_listed_whole(seed_id, sweep)
        return traps.PATIENCE_WHEN_LISTED if listed else traps.PATIENCE

    def is_left(self, errand: Errand, page: str) -> bool:
        """Ask whether the chain was left that a later page of an errand's listing belongs to."""
        return self._is_over(traps.chain_of(page), errand.site, errand.seed_id, errand.sweep)

    def are_feeds_left(self, site: str, seed_id: int, sweep: int) -> bool:
        """Ask whether the older pages of a site's feeds have been left."""
        return self._is_over(_feeds_of(site), site, seed_id, sweep)

    def _is_over(self, chain: str, site: str, seed_id: int, sweep: int) -> bool:
        told = self._ledger.patterns.yields(site, Kind.LISTING, [chain], sweep)
        verdict = traps.weigh(Kind.LISTING, told, Trials(), patience=self.patience(seed_id, sweep))
        return verdict.standing is Standing.LEFT

    def weigh(self, errand: Errand) -> Verdict:
        """Decide about an errand to an article or a listing; one that is to go on is under way from now on."""
        kind = _kind_of(errand)
        if kind is None:
            return _GO
        flight = self._in_flight.setdefault(errand.site, Counter())
        if kind is not Kind.ARTICLE and any(other is not Kind.ARTICLE for other, _ in flight):
            # What one names decides how far another is followed: in their order they tell the same each time.
            return Verdict(standing=Standing.WAIT, reason="a listing of the site is being read")
        patterns = traps.patterns_of(errand.url, kind)
        verdict = self._judged(errand, kind, patterns, flight)
        if verdict.standing is Standing.GO:
            self._under_way[errand.id] = (kind, patterns)
            flight.update((kind, pattern) for pattern in patterns)
            if verdict.is_rationed:
                self._rationed[errand.id] = errand.site
        return verdict

    def _judged(
        self, errand: Errand, kind: Kind, patterns: tuple[str, ...], flight: Counter[tuple[Kind, str]]
    ) -> Verdict:
        if errand.passed or errand.reason in ("changed", "due", "vanished") or _is_known_section(errand):
            return _GO
        if errand.source is Source.ARCHIVE and kind is not Kind.ARTICLE:
            # How far archive pages are followed back in time is for their months to tell.
            is_later = addresses.page_of(errand.url) is not None or addresses.is_later_page(errand.url)
            patterns = (traps.chain_of(errand.url),) if is_later else ()
        told = self._ledger.patterns.yields(errand.site, kind, patterns, errand.sweep)
        yields = {pattern: replace(told[pattern], in_flight=flight[kind, pattern]) for pattern in patterns}
        patience = traps.PATIENCE if kind is Kind.ARTICLE else self.patience(errand.seed_id, errand.sweep)
        if _WORD.isdisjoint(errand.sources):
            return traps.weigh(kind, yields, self._trials(errand), patience=patience)
        chains = {pattern: found for pattern, found in yields.items() if traps.is_chain(pattern)}
        chained = traps.weigh(kind, chains, Trials(), patience=patience)
        return chained if chained.standing is Standing.LEFT else traps.copies(yields)

    def is_untried(self, errand: Errand) -> bool:
        """Ask whether of a kind that an article is of none was read so far, or is being read."""
        patterns = [pattern for pattern in traps.patterns_of(errand.url, Kind.ARTICLE) if traps.is_broad(pattern)]
        told = self._ledger.patterns.yields(errand.site, Kind.ARTICLE, patterns, errand.sweep)
        flight = self._in_flight.get(errand.site, Counter())
        return any(not told[pattern].pages and not flight[Kind.ARTICLE, pattern] for pattern in patterns)

    def is_waiting(self, verdict: Verdict, errand: Errand) -> bool:
        """Ask whether what an errand waits for is under way."""
        return verdict.standing is Standing.WAIT and bool(self._in_flight.get(errand.site))

    def _trials(self, errand: Errand) -> Trials:
        site = errand.site
        in_flight = sum(1 for rationed in self._rationed.values() if rationed == site)
        return Trials(good=self._good[site], lost=self._lost[site], in_flight=in_flight)

    def listed(self, errand: Errand, *, is_new: bool, is_past: bool = False) -> None:
        """Count what came of a listing.

        What one names that was read before the articles may be news or not: by that only its chain goes on. One that
        ``is_past`` names articles of before the days wanted: that counts against its chain alone, not its kind. That
        a section has no news since the last crawl counts against nothing.
        """
        if is_past or (not is_new and _is_known_section(errand)):
            if _kind_of(errand) is Kind.LISTING:
                self._chained(errand, traps.chain_of(errand.address), Came.REFUSED)
            self.ended(errand)
            return
        if not is_new or errand.priority <= PAGE:
            self.came(errand, Came.NEW if is_new and errand.role is Role.LISTING else Came.REFUSED)
            return
        if _kind_of(errand) is Kind.LISTING:
            self._chained(errand, traps.chain_of(errand.address), Came.NEW)
        self.ended(errand)

    def fed(self, errand: Errand, *, is_new: bool) -> None:
        """Count what came of a feed, or an older page of one: all of a site's are one chain."""
        self._chained(errand, _feeds_of(errand.site), Came.NEW if is_new else Came.REFUSED)

    def _chained(self, errand: Errand, chain: str, came: Came) -> None:
        self._ledger.patterns.count(errand.site, Kind.LISTING, [chain], errand.sweep, came.value)

    def came(self, errand: Errand, came: Came, *, other: str = "", was_named: bool = False) -> None:
        """Count what came of an errand; ``other`` is the address its page is known by, too."""
        kind = _kind_of(errand)
        if kind is None:
            return
        requests = 1 + len(errand.passed)
        counted = traps.credited(errand.address, kind, came, other=other, was_named=was_named)
        for outcome in Came:
            patterns = [pattern for pattern, credit in counted.items() if credit is outcome]
            if patterns:
                self._ledger.patterns.count(errand.site, kind, patterns, errand.sweep, outcome.value, requests=requests)
        if came is Came.NEW:
            self._good[errand.site] += 1
        elif errand.id in self._rationed:
            self._lost[errand.site] += requests
        self.ended(errand)

    def ended(self, errand: Errand) -> None:
        """Take note that an errand is under way no more."""
        self._rationed.pop(errand.id, None)
        kind, patterns = self._under_way.pop(errand.id, (None, ()))
        if kind is not None:
            flight = self._in_flight[errand.site]
            flight.subtract((kind, pattern) for pattern in patterns)
            self._in_flight[errand.site] = +flight

    def alike(self, errand: Errand, other: str) -> None:
        """Take note that two addresses show one article: the parameter they differ by, if it is one, may be noise."""
        name = traps.difference(errand.address, other)
        if name and url_key(errand.address) != url_key(other):
            self._ledger.patterns.count(errand.site, "parameter", [name], errand.sweep, Came.DUPLICATE.value)
            self._noise.pop(errand.site, None)


def _is_known_section(errand: Errand) -> bool:
    """Ask whether an errand is to a section that named articles when it was last asked."""
    return errand.role is Role.LISTING and errand.depth < BACK and errand.named > 0


def _kind_of(errand: Errand) -> Kind | None:
    if errand.role is Role.ARTICLE:
        return Kind.ARTICLE
    if errand.role is not Role.LISTING:
        return None
    if errand.depth >= BACK:
        return Kind.LISTING
    return Kind.SUBSECTION if errand.depth >= MAX_DEPTH else Kind.SECTION


def _feeds_of(site: str) -> str:
    return f"=feeds {site}"
