"""Which sources of a site are asked, in which order, and how far back.

Those that list all there is for little come first: sitemaps, the posts API (exact dates, a hundred a request). Feeds
tell the newest. Archive pages and the older pages of feeds are asked where nothing lists all, or where only some days
are wanted: a month's page names just the articles of that month.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from newsarchive.discover import addresses, archives, places, posts_api
from newsarchive.model import Findings, Role, Source, Step
from newsarchive.normalize.urls import site_of, to_absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsarchive.discover.listings import Listing
    from newsarchive.discover.scope import Ledger, Scope, Seeds
    from newsarchive.model import Candidate, Errand

#: Sitemaps read on one site: an index of monthly maps over twenty years is 240.
MAX_SITEMAPS = 2000
#: Pages of an API followed: a hundred thousand posts.
MAX_API_PAGES = 1000
#: Archive pages in a row, back in time, that may name nothing new before the years before are given up.
PATIENCE_FOR_MONTHS = 12
#: The same where a page covers a year.
PATIENCE_FOR_YEARS = 2
#: The same while none has named anything: it may be a calendar of things to come.
PATIENCE_AT_FIRST = 2
#: Pages of an archive nobody asked for, from both its ends, that may name nothing new before the rest is left.
PATIENCE_FOR_ENDS = 5
#: Pages of an archive as a whole that are asked.
MAX_OVERVIEWS = 2
#: Sitemaps of an index, and pages of an API, that are read to learn what they list.
PROBED_SITEMAPS, PROBED_PAGES = 12, 4

#: Archive pages are asked before articles where the days wanted say which, else behind them, as sections of sections
#: are: whether what is listed there is news, and no calendar of things to come, is told by the articles it names.
SITEMAP, FEED, SECTION, ARCHIVE, PAGE = 80_000, 70_000, 60_000, 65_000, 500
#: The priority of what tells the date of articles that wait for one.
UNDATED = 50_000
#: How far from the front page sections are followed.
MAX_DEPTH = 2
#: The depth of what leads back in time, not further into the site: later pages of listings, pages of archives.
BACK = MAX_DEPTH + 1


class Sources:
    """Asks the sources of the sites of one crawl."""

    def __init__(self, ledger: Ledger, scope: Scope, seeds: Seeds) -> None:
        self._ledger = ledger
        self._scope = scope
        self._seeds = seeds
        self._sitemaps: Counter[int] = Counter()

    # ------------------------------------------------------------------ a whole site
    def begin(self, errand: Errand, url: str, declared_sitemaps: Iterable[str], listing: Listing) -> None:
        """Ask what a site has, given its front page at ``url`` and the sitemaps its robots.txt declares."""
        site = site_of(url)
        if self._scope.uses(Source.SITEMAP):
            declared = [a for s in declared_sitemaps if (a := to_absolute(s, url))]
            self.ask(errand, declared, Role.SITEMAP, SITEMAP, Source.SITEMAP, site=site)
            if not declared:
                self._guess(errand, places.usual(Source.SITEMAP, url), Source.SITEMAP, site)
        if self._scope.uses(Source.API):
            self._begin_api(errand, url, listing.api, site)
        if self._scope.uses(Source.FEED):
            self.ask(errand, listing.feeds, Role.FEED, FEED, Source.FEED, site=site)
            if not listing.feeds:
                self._guess(errand, places.usual(Source.FEED, url), Source.FEED, site)
        if self._scope.uses(Source.ARCHIVE):
            self._begin_archives(errand, url, listing, site)

    def _guess(self, errand: Errand, guesses: Iterable[str], source: Source, site: str) -> None:
        """Ask for a sitemap or feed at the first of these places where it is not known to be missing."""
        role, priority = (Role.FEED, FEED) if source is Source.FEED else (Role.SITEMAP, SITEMAP)
        for address in guesses:
            if self.ask(errand, [address], role, priority, source, site=site, optional=True):
                return

    def saw_no_guess(self, errand: Errand) -> None:
        """Look for a sitemap or feed at the next usual place, if it was not there at one."""
        if not errand.optional or errand.role not in (Role.SITEMAP, Role.FEED):
            return
        is_listed = self._ledger.census.is_listed_whole(errand.seed_id, errand.sweep) and not self._scope.probes
        following = places.after(errand.source, errand.address, is_listed=is_listed)
        self._guess(errand, following, errand.source, errand.site)

    def _begin_api(self, errand: Errand, url: str, declared: str, site: str) -> None:
        alone = Source.API in self._scope.sources
        roots = [declared] if declared else (posts_api.usual_roots(url) if alone else ())
        period, since = self._seeds.period_of(errand), self._seeds.complete_since.get(errand.seed_id)
        changed = None
        if since is not None and not period:
            # By the day, so that an hourly crawl does not ask at a new address each time.
            changed = datetime(since.year, since.month, since.day, tzinfo=since.tzinfo)
        wanted = [
            posts_api.address(root, since=period.since, until=period.until, modified_after=changed) for root in roots
        ]
        self.ask(errand, wanted, Role.API, SITEMAP, Source.API, site=site, optional=True)

    def follow_api(self, errand: Errand, url: str, pages: int) -> None:
        """Ask for the later pages of a list of posts, given its first and how many there are."""
        wanted = posts_api.later_pages(url, min(pages, MAX_API_PAGES))
        if self._scope.probes and len(wanted) > PROBED_PAGES:
            # The last one has the oldest.
            wanted = wanted[-1:]
        self.ask(errand, wanted, Role.API, SITEMAP, Source.API, optional=True)

    # ------------------------------------------------------------------ archives
    def _begin_archives(self, errand: Errand, url: str, listing: Listing, site: str) -> None:
        """Ask for archive pages at once where only some days are wanted, or nothing else may be asked."""
        period = self._seeds.period_of(errand)
        later = not (period or self._scope.probes or Source.ARCHIVE in self._scope.sources)
        if later and self._seeds.was_finished(errand.seed_id):
            return
        scheme = archives.scheme_of(listing.archives)
        today = self._scope.began.date()
        until = min(period.until or today, today)
        if scheme is not None and period.since:
            wanted = list(scheme.addresses(period.since, until))
        elif scheme is not None:
            first = archives.Scheme.addresses(scheme, until, until)
            listed = self._newest(errand, listing, scheme)
            listed = [*listed[:1], *listed[-1:]] if self._scope.probes else listed
            wanted = [*first, *(_from_both_ends(listed) if later else listed)]
        else:
            wanted = self._unlisted(url, listing, until)
        priority = ARCHIVE if period.since else PAGE
        self.ask(
            errand,
            wanted,
            Role.LISTING,
            priority,
            Source.ARCHIVE,
            depth=BACK,
            site=site,
            optional=True,
            later=later,
        )

    def _unlisted(self, url: str, listing: Listing, until: date) -> list[str]:
        """Give where the archive of a site may be whose front page ``url`` links to none of its months."""
        overviews = list(listing.overviews[:MAX_OVERVIEWS])
        named = [candidate.url for candidate in listing.articles]
        scheme = archives.scheme_beside(named)
        if scheme is not None:
            # Of the months after the newest article there is no page.
            newest = max(days[1] for address in named if (days := archives.published_on(address)))
            month = min(until, newest)
            return [*scheme.addresses(month, month), *overviews]
        if Source.ARCHIVE in self._scope.sources and not overviews:
            overviews = list(archives.overview_guesses(url))
        return [*archives.guesses(url, until.replace(day=1))[:1], *overviews]

    def saw_archive(self, errand: Errand, findings: Findings | None, listing: Listing | None = None) -> None:
        """Go further back in time from an archive page, or to the months that an archive, or a year, links to.

        ``findings`` None where there was none.
        """
        covered = archives.period_of(errand.address)
        is_overview = archives.is_overview(errand.address) if covered is None else not (findings and findings.named)
        if listing is not None and is_overview:
            self._follow_overview(errand, listing)
        if covered is None or addresses.page_of(errand.address) or addresses.is_later_page(errand.address):
            return
        if self._scope.probes:
            return
        pattern = f"archive {errand.site}"
        outcome = "new" if findings is not None and findings.new else ""
        self._ledger.patterns.count(errand.site, "listing", [pattern], errand.sweep, outcome)
        told = self._ledger.patterns.yields(errand.site, "listing", [pattern], errand.sweep)[pattern]
        scheme = archives.scheme_of([errand.address])
        if scheme is None:
            return
        patience = PATIENCE_FOR_YEARS if scheme.unit is archives.Unit.YEAR else PATIENCE_FOR_MONTHS
        patience = patience if told.new else PATIENCE_AT_FIRST
        if told.barren >= (1 if self._seeds.was_finished(errand.seed_id) else patience):
            return
        since = self._seeds.period_of(errand).since
        before = covered[0] - timedelta(days=1)
        if since is None or before >= since:
            wanted = list(scheme.addresses(before, before))
            self.ask(errand, wanted, Role.LISTING, PAGE, Source.ARCHIVE, depth=BACK, optional=True)

    def is_left(self, errand: Errand) -> bool:
        """Ask whether an errand is to one of the archive pages left at a site where all was named by other sources."""
        is_page = errand.role is Role.LISTING and errand.source is Source.ARCHIVE
        if not is_page or Source.ARCHIVE in self._scope.sources or self._seeds.period_of(errand):
            return False
        pattern = f"archive {errand.site}"
        told = self._ledger.patterns.yields(errand.site, "listing", [pattern], errand.sweep)[pattern]
        return told.barren >= (PATIENCE_FOR_MONTHS if told.new else PATIENCE_FOR_ENDS)

    def _follow_overview(self, errand: Errand, listing: Listing) -> None:
        """Ask for the pages of one kind that an archive as a whole links to, newest first."""
        scheme = archives.scheme_of(listing.archives)
        if self._scope.probes or scheme is None:
            return
        newest = self._newest(errand, listing, scheme)
        self.ask(errand, newest, Role.LISTING, PAGE, Source.ARCHIVE, depth=BACK, optional=True)

    def _newest(self, errand: Errand, listing: Listing, scheme: archives.Scheme) -> list[str]:
        """Give the archive pages of one kind that a page links to and that are worth a look, newest first."""
        period = self._seeds.period_of(errand)
        listed = {address: archives.period_of(address) for address in listing.archives}
        wanted = [
            (days, address)
            for address, days in listed.items()
            if days is not None and archives.scheme_of([address]) == scheme and not period.misses(days)
        ]
        newest = [address for _, address in sorted(wanted, reverse=True)]
        # What was read to its end before changes at its front.
        return newest[:1] if self._seeds.was_finished(errand.seed_id) else newest

    @staticmethod
    def of_archive(errand: Errand, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Give what an archive page lists, without what stands beside it on every page: the newest, the most read.

        They can be told apart where entries show their dates: what is listed comes first.
        """
        dated = [candidate for candidate in found if candidate.published is not None]
        covered = archives.period_of(errand.address)
        if covered is None or not dated or found[0].published is None:
            return found
        first, last = covered[0] - timedelta(days=1), covered[1] + timedelta(days=1)
        return tuple(c for c in dated if c.published is not None and first <= c.published.value.date() <= last)

    # ------------------------------------------------------------------ sitemaps
    def follow_index(
        self, errand: Errand, named: Iterable[tuple[str, datetime | None]], *, is_wanted: Iterable[bool]
    ) -> None:
        """Ask for the sitemaps that an index names."""
        period = self._seeds.period_of(errand)
        wanted = []
        for (address, lastmod), wants in zip(named, is_wanted, strict=True):
            if (
                not wants
                or addresses.is_sitemap_of_sides(address)
                or period.predates(lastmod)
                or period.misses(archives.published_on(address) or archives.period_of(address))
                or self._sitemaps[errand.seed_id] >= MAX_SITEMAPS
            ):
                continue
            self._sitemaps[errand.seed_id] += 1
            wanted.append(address)
        left: list[str] = []
        if self._scope.probes and len(wanted) > PROBED_SITEMAPS:
            # From one end to the other, for they follow each other in time.
            step = (len(wanted) - 1) / (PROBED_SITEMAPS - 1)
            read = [wanted[round(n * step)] for n in range(PROBED_SITEMAPS)]
            left, wanted = [address for address in wanted if address not in read], read
        self.ask(errand, wanted, Role.SITEMAP, SITEMAP, Source.SITEMAP)
        self.ask(errand, left, Role.SITEMAP, SITEMAP, Source.SITEMAP, later=True)

    # ------------------------------------------------------------------ asking
    def ask(
        self,
        errand: Errand,
        urls: Iterable[str],
        role: Role,
        priority: int,
        source: Source,
        *,
        depth: int = 0,
        optional: bool = False,
        later: bool = False,
        site: str = "",
    ) -> int:
        """Queue sources in the name of an errand; give how many were new in this sweep."""
        steps = [
            Step(url=url, role=role, priority=priority, depth=depth, optional=optional, source=source)
            for url in urls
            if url
        ]
        return self._ledger.ask(steps, errand.seed_id, errand.sweep, site or errand.site, later=later)


def _from_both_ends(pages: Sequence[str]) -> list[str]:
    """Order pages so that both ends come before the middle: what other lists leave out may be old or new."""
    half = (len(pages) + 1) // 2
    ends = zip_longest(pages[:half], reversed(pages[half:]))
    return [page for pair in ends for page in pair if page is not None]
