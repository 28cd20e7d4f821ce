"""How far listings are followed: into their sections, and along their later pages.

A listing's later pages form a chain (:func:`~newsarchive.discover.addresses.pattern_of`); one whose pages keep naming
nothing new is left, whether it is the end of a section or an endless calendar. Numbered listings link to their last
page from the first, so both ends are looked at before a chain is left.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from newsarchive.discover import addresses, archives, traps
from newsarchive.discover.sources import BACK, MAX_DEPTH, PAGE, SECTION
from newsarchive.discover.wanted import days_told
from newsarchive.model import Role, Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from newsarchive.discover.listings import Listing
    from newsarchive.discover.scope import Period, Scope
    from newsarchive.discover.sources import Sources
    from newsarchive.discover.spending import Spending
    from newsarchive.model import Candidate, Errand

#: Sections followed on one site.
MAX_SECTIONS = 300
#: Sections that are read to learn what they list.
PROBED_SECTIONS = 10


class Leads(Enum):
    """Where the later pages of a listing lead: past the days wanted, towards them, or on, as far as one can tell."""

    PAST = auto()
    TOWARDS = auto()
    ON = auto()


class Following:
    """Follows the listings of one crawl."""

    def __init__(self, scope: Scope, sources: Sources, spending: Spending) -> None:
        self._scope = scope
        self._sources = sources
        self._spending = spending
        self._sections: Counter[int] = Counter()

    def follow(
        self, errand: Errand, url: str, listing: Listing, *, is_new: bool, source: Source, whole_site: bool
    ) -> None:
        """Ask for what a listing leads to; ``is_new`` says if it named something new, ``source`` of what kind it is."""
        if self._scope.probes:
            if whole_site and errand.depth == 0:
                for section in listing.sections:
                    self.section(errand, section, depth=1, source=Source.LISTING)
            return
        is_asked_for = errand.role is not Role.START and (
            self._scope.uses(source) or (source is Source.FRONT and self._scope.uses(Source.LISTING))
        )
        if not is_asked_for and not self._scope.uses(Source.LISTING):
            return
        self._later_pages(errand, url, self._worth(errand, listing.pages, is_new=is_new), source)
        if whole_site and errand.depth < MAX_DEPTH and source is not Source.ARCHIVE:
            for section in listing.sections:
                self.section(errand, section, depth=errand.depth + 1, source=Source.LISTING)

    def _worth(self, errand: Errand, pages: tuple[str, ...], *, is_new: bool) -> tuple[str, ...]:
        """Give those of the later pages of a listing that are worth a look.

        Where another source lists all there is, a first page without news leads to the oldest only: what that source
        leaves out, if anything, is old.
        """
        patience = self._spending.patience(errand.seed_id, errand.sweep)
        if is_new or patience > traps.PATIENCE_WHEN_LISTED:
            return pages
        if patience < traps.PATIENCE_WHEN_LISTED or errand.depth >= BACK or not pages:
            return ()
        return (max(pages, key=_number),)

    def _later_pages(self, errand: Errand, url: str, pages: tuple[str, ...], source: Source) -> None:
        kind = Source.ARCHIVE if source is Source.ARCHIVE else Source.LISTING
        # The next month is no later page of this one.
        months = archives.period_of(url) if kind is Source.ARCHIVE else None
        for page in pages:
            if months is not None and archives.period_of(page) != months:
                continue
            if not traps.endless(page) and not self._spending.is_left(errand, page):
                plain = self._spending.plain(page, errand.site)
                self._sources.ask(errand, [plain], Role.LISTING, PAGE, kind, depth=BACK)

    def page(self, errand: Errand, url: str) -> None:
        """Ask for a later page of a listing that a sitemap names."""
        if self._scope.uses(Source.LISTING) and not self._scope.probes:
            self._sources.ask(errand, [url], Role.LISTING, PAGE, Source.SITEMAP, depth=BACK)

    def section(self, errand: Errand, url: str, *, depth: int, source: Source) -> None:
        """Ask for a section, one of so many of its site."""
        if self._sections[errand.seed_id] >= MAX_SECTIONS or not self._scope.uses(Source.LISTING):
            return
        if traps.endless(url):
            return
        url = self._spending.plain(url, errand.site)
        # What lies deeper is looked at when articles have told what is news there.
        priority = SECTION if depth < MAX_DEPTH else PAGE - 100
        later = self._scope.probes and self._sections[errand.seed_id] >= PROBED_SECTIONS
        self._sections[errand.seed_id] += self._sources.ask(
            errand, [url], Role.LISTING, priority, source, depth=depth, later=later
        )


def _number(page: str) -> int:
    found = addresses.page_of(page)
    return found[1] if found else 0


def leading(listed: Sequence[Candidate], period: Period, began: datetime) -> Leads:
    """Say where the later pages of a listing lead, by the dates it shows.

    Where few entries show dates, these may be those of a box beside the list; what is to come leads nowhere.
    """
    dates = [told for candidate in listed if (told := days_told(candidate))]
    if 2 * len(dates) <= len(listed) or not dates:
        return Leads.ON
    oldest, newest = min(told[0] for told in dates), max(told[-1] for told in dates)
    if period.since and newest.date() < period.since:
        return Leads.PAST
    is_ahead = period.until is not None and oldest.date() > period.until and newest <= began + timedelta(days=31)
    return Leads.TOWARDS if is_ahead else Leads.ON
