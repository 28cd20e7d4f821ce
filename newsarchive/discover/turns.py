"""Whether an errand goes out when its turn has come: what was learnt since it was queued may say otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from newsarchive.discover.sources import MAX_DEPTH, PAGE, SECTION
from newsarchive.discover.traps import Standing, is_chain
from newsarchive.model import Errand, Role, Source, State
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    from newsarchive.discover.scope import Ledger, Scope, Seeds
    from newsarchive.discover.sources import Sources
    from newsarchive.discover.spending import Spending

#: A page changed so long after the days wanted is as a rule a page published after them.
LATE = timedelta(days=30)
#: From how many articles the habits of a site are told, and how many of a hundred may have been changed that late.
HABITS, HABITUALLY = 20, 2
#: How often a list is looked at that adds nothing to a source that lists all there is.
RELAXED = timedelta(days=1)


_LISTS = {Source.FRONT.value, Source.LISTING.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What becomes of an errand.

    ``state`` is LEASED where it goes out, SKIPPED where it never will (``led_to`` is the address asked for instead),
    LATER where it waits until nothing else is left to do, QUEUED where it goes back, at ``priority``. One that
    ``blocks`` waits for what is under way: nothing behind it may go before. ``reason`` and ``detail`` say why;
    ``pattern`` is that of the trap it belongs to, if it does.
    """

    state: State
    reason: str = ""
    detail: str = ""
    priority: int = 0
    led_to: str = ""
    pattern: str = ""
    blocks: bool = False


GO = Turn(state=State.LEASED)


class Turns:
    """Judges the errands of one crawl."""

    def __init__(self, ledger: Ledger, scope: Scope, seeds: Seeds, sources: Sources, spending: Spending) -> None:
        self._ledger = ledger
        self._scope = scope
        self._seeds = seeds
        self._sources = sources
        self._spending = spending
        #: By site, how often its habits were asked for, and what they were: counting them takes a look at all of it.
        self._habits: dict[str, tuple[int, int, int]] = {}

    def of(self, errand: Errand) -> Turn:
        """Judge an errand; one that is to go out is under way from now on."""
        if self._is_needless(errand):
            return Turn(state=State.SKIPPED, reason="barren")
        if errand.role in (Role.ARTICLE, Role.LISTING) and self._ledger.census.was_listing(errand):
            # Menus and teasers may lead to the same.
            return Turn(state=State.SKIPPED, reason="listing")
        if self._sources.is_left(errand):
            return Turn(state=State.SKIPPED, reason="barren", detail="the pages at both ends named nothing new")
        if self._was_barren(errand):
            return Turn(state=State.SKIPPED, reason="barren", detail="named nothing that is not listed elsewhere")
        if self._is_early(errand):
            return Turn(state=State.QUEUED, priority=PAGE)
        if errand.role is Role.ARTICLE and (turn := self._dated(errand)) is not GO:
            return turn
        return self._weighed(errand)

    def _is_needless(self, errand: Errand) -> bool:
        """Ask whether the posts API has named all there is of the days wanted."""
        if errand.role is not Role.LISTING or errand.source is Source.ARCHIVE or not self._seeds.period_of(errand):
            return False
        return self._ledger.census.is_exact(errand.seed_id, errand.sweep)

    def _was_barren(self, errand: Errand) -> bool:
        """Ask whether a list that had nothing to add to a source that lists all there is was looked at of late."""
        if errand.role is not Role.LISTING or errand.source is Source.ARCHIVE or errand.fetched is None or errand.new:
            return False
        is_recent = errand.fetched > self._scope.began - RELAXED
        is_known = is_recent and self._seeds.was_finished(errand.seed_id)
        return is_known and self._ledger.census.is_listed_whole(errand.seed_id, errand.sweep)

    def _weighed(self, errand: Errand) -> Turn:
        verdict = self._spending.weigh(errand)
        if verdict.standing is Standing.GO:
            return GO
        if self._spending.is_waiting(verdict, errand):
            return Turn(state=State.QUEUED, priority=errand.priority, blocks=True)
        if verdict.standing is Standing.WAIT and errand.reason != "rationed":
            return Turn(state=State.LATER, reason="rationed", priority=errand.priority)
        # The end of a list, or one of many in a menu that name what is known, is no trap.
        is_plain = is_chain(verdict.pattern) or (errand.role is Role.LISTING and errand.depth < MAX_DEPTH)
        reason = "barren" if is_plain else "trap"
        return Turn(state=State.SKIPPED, reason=reason, detail=verdict.reason, pattern=verdict.pattern)

    def _is_early(self, errand: Errand) -> bool:
        """Ask whether a section may wait for the articles that a source names which lists all there is."""
        is_section = errand.role is Role.LISTING and errand.priority == SECTION
        return is_section and self._ledger.census.is_listed_whole(errand.seed_id, errand.sweep)

    def _dated(self, errand: Errand) -> Turn:
        """Judge whether an article lies in the days wanted, as far as one can tell.

        One without a date waits until all sources have been asked: then a source that names just what was published
        in those days, or the site's habit of changing old pages, tells. One of each kind goes at once where only lists
        name it: that it is an article tells how far they are to be followed.
        """
        period = self._seeds.period_of(errand)
        if not period:
            return GO
        outside = Turn(state=State.SKIPPED, reason="out-of-period")
        if errand.born is not None:
            # A source dated it after another had named it.
            return outside if period.misses((errand.born.date(), errand.born.date())) else GO
        entry = self._ledger.entries([errand.url]).get(url_key(errand.url))
        lastmod = entry.facts.lastmod if entry is not None and entry.facts is not None else None
        late = bool(period.until and lastmod and lastmod.date() > period.until + LATE)
        is_exact = self._ledger.census.is_exact(errand.seed_id, errand.sweep)
        # What was rationed has waited until then, too: put off by turns, it would never come to an end.
        if errand.reason not in ("undated", "rationed"):
            if not is_exact and set(errand.sources) <= _LISTS and self._spending.is_untried(errand):
                return GO
            return Turn(state=State.LATER, reason="undated", priority=PAGE // 2 if late else PAGE)
        named = set(entry.sources) if entry is not None else set()
        if named & {Source.API.value, Source.ARCHIVE.value} and Source.FRONT.value not in named:
            return GO
        if is_exact:
            return outside
        return outside if late and self._is_seldom_changed(errand.site) else GO

    def _is_seldom_changed(self, site: str) -> bool:
        """Ask whether a site's pages are hardly ever changed long after they appeared, by those read so far."""
        asked, known, late = self._habits.get(site, (0, 0, 0))
        if asked % HABITS == 0:
            known, late = self._ledger.census.habits(site)
        self._habits[site] = (asked + 1, known, late)
        return known >= HABITS and 100 * late <= HABITUALLY * known
