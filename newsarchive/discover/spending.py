"""What is spent on addresses that may be traps: asked before a page is fetched, counted when it was read.

Addresses that a sitemap, a feed or an API names are finite and the site's own word; all others are weighed by what
pages of their patterns came to (:mod:`newsarchive.discover.traps`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from newsarchive.discover import addresses, traps
from newsarchive.discover.sources import PAGE
from newsarchive.discover.traps import Came, Kind, Standing, Trials, Verdict
from newsarchive.model import Role, Source
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    from newsarchive.discover.scope import Ledger, Seeds
    from newsarchive.model import Errand

#: Pages from the front page on from which a listing is a later page of one.
LATER = 2
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

    def patience(self, errand: Errand) -> int:
        """Say how many pages of a chain in a row may name nothing new before it is left."""
        if self._seeds.was_finished(errand):
            return traps.PATIENCE_WHEN_KNOWN
        listed = self._ledger.census.is_listed_whole(errand.seed_id, errand.sweep)
        return traps.PATIENCE_WHEN_LISTED if listed else traps.PATIENCE

    def is_left(self, errand: Errand, page: str) -> bool:
        """Ask whether the chain was left that a later page of an errand's listing belongs to."""
        return self._is_over(errand, traps.chain_of(page))

    def _is_over(self, errand: Errand, chain: str) -> bool:
        told = self._ledger.patterns.yields(errand.site, Kind.LISTING, [chain], errand.sweep)
        return traps.weigh(Kind.LISTING, told, Trials(), patience=self.patience(errand)).standing is Standing.LEFT

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
        if errand.passed or errand.reason in ("changed", "due", "vanished"):
            return _GO
        if errand.source is Source.ARCHIVE and kind is not Kind.ARTICLE:
            # How far archive pages are followed back in time is for their months to tell.
            is_later = addresses.page_of(errand.url) is not None or addresses.is_later_page(errand.url)
            patterns = (traps.chain_of(errand.url),) if is_later else ()
        told = self._ledger.patterns.yields(errand.site, kind, patterns, errand.sweep)
        yields = {pattern: replace(told[pattern], in_flight=flight[kind, pattern]) for pattern in patterns}
        patience = self.patience(errand)
        if _WORD.isdisjoint(errand.sources):
            return traps.weigh(kind, yields, self._trials(errand), patience=patience)
        chains = {pattern: found for pattern, found in yields.items() if traps.is_chain(pattern)}
        chained = traps.weigh(kind, chains, Trials(), patience=patience)
        return chained if chained.standing is Standing.LEFT else traps.copies(yields)

    def is_waiting(self, verdict: Verdict, errand: Errand) -> bool:
        """Ask whether what an errand waits for is under way."""
        return verdict.standing is Standing.WAIT and bool(self._in_flight.get(errand.site))

    def _trials(self, errand: Errand) -> Trials:
        site = errand.site
        in_flight = sum(1 for rationed in self._rationed.values() if rationed == site)
        return Trials(good=self._good[site], lost=self._lost[site], in_flight=in_flight)

    def listed(self, errand: Errand, *, is_new: bool) -> None:
        """Count what came of a listing.

        What one names that was read before the articles may be news or not: by that only its chain goes on.
        """
        if not is_new or errand.priority <= PAGE:
            self.came(errand, Came.NEW if is_new and errand.role is Role.LISTING else Came.REFUSED)
            return
        if _kind_of(errand) is Kind.LISTING:
            self.chained(errand, traps.chain_of(errand.address), is_new=True)
        self.ended(errand)

    def chained(self, errand: Errand, chain: str, *, is_new: bool) -> bool:
        """Count a page of a chain that is told by its name; ask whether that is to be left."""
        came = Came.NEW if is_new else Came.REFUSED
        self._ledger.patterns.count(errand.site, Kind.LISTING, [chain], errand.sweep, came.value)
        return self._is_over(errand, chain)

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


def _kind_of(errand: Errand) -> Kind | None:
    if errand.role is Role.ARTICLE:
        return Kind.ARTICLE
    if errand.role is not Role.LISTING:
        return None
    return Kind.LISTING if errand.depth >= LATER else Kind.SECTION
