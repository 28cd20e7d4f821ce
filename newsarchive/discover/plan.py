"""The plan of a crawl: what was seen, what is fetched next, and when a listing has nothing more to give.

Sources are asked in the order of what they cost: sitemaps, feeds, the front page, sections, their
later pages; links between articles come last, when everything else has been named. A listing's
pages form a chain (:func:`~newsarchive.discover.addresses.pattern_of`); a chain whose pages keep
naming nothing new is left, whether it is the end of a section or an endless calendar. Numbered
listings link to their last page from the first, so both ends are looked at before a chain is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from newsarchive.discover import addresses
from newsarchive.discover.feeds import Feed
from newsarchive.discover.listings import Listing
from newsarchive.discover.sitemaps import Sitemap
from newsarchive.model import Article, Candidate, LinkKind, Precision, Source
from newsarchive.normalize.urls import is_same_site, site_of, to_absolute, url_key, without_tracking

#: Pages of one chain in a row that may name nothing new before the chain is left.
PATIENCE = 4
#: The same for a site whose earlier crawl came to its end.
PATIENCE_WHEN_KNOWN = 1
#: Sections followed on one site, and how far from the front page.
MAX_SECTIONS = 300
MAX_DEPTH = 2
#: Sitemaps read on one site: an index of monthly maps over twenty years is 240.
MAX_SITEMAPS = 2000

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_START, _SITEMAP, _FEED, _SECTION, _UNDATED, _ARTICLE, _PAGE = 90_000, 80_000, 70_000, 60_000, 50_000, 1_000, 500


class Role(StrEnum):
    """What a page is fetched for."""

    START = "start"
    SITEMAP = "sitemap"
    FEED = "feed"
    LISTING = "listing"
    ARTICLE = "article"
    TWIN = "twin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One address to fetch: higher ``priority`` first; ``depth`` counts sections from the front page."""

    url: str
    role: Role
    priority: int
    depth: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an archive knows of an address: when it was last fetched, what its source then called its last change."""

    is_article: bool
    captured: datetime
    lastmod: datetime | None = None

    def is_outdated(self, lastmod: datetime | None) -> bool:
        """Ask whether a source now states a later change than it did then, or, if it was silent, than the capture."""
        return lastmod is not None and lastmod > (self.lastmod or self.captured)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days wanted, both included; None leaves an end open. A date's day is the one its page states."""

    since: date | None = None
    until: date | None = None

    def excludes(self, moment: datetime | None) -> bool:
        """Ask whether a date lies outside; an unknown one does not."""
        if moment is None:
            return False
        day = moment.date()
        return bool((self.since and day < self.since) or (self.until and day > self.until))

    def predates(self, lastmod: datetime | None) -> bool:
        """Ask whether something was last changed before the period began, and so cannot lie in it."""
        return bool(self.since and lastmod and lastmod.date() < self.since)


class Plan:
    """Everything a crawl has seen and still wants; ``known`` answers for what the archive holds."""

    def __init__(
        self,
        *,
        known: Callable[[str], Known | None] = lambda _key: None,
        was_finished: Callable[[str], bool] = lambda _url: False,
        period: Period | None = None,
    ) -> None:
        self._known = known
        self._was_finished = was_finished
        self._period = period or Period()
        self._sites: set[str] = set()
        self._whole: set[str] = set()
        self._met: set[str] = set()
        self._facts: dict[str, Candidate] = {}
        self._listed: set[str] = set()
        self._later: dict[str, Step] = {}
        self._barren: Counter[str] = Counter()
        self._sections: Counter[str] = Counter()
        self._sitemaps: Counter[str] = Counter()
        self._feed_pages: dict[str, list[Step]] = {}
        self._left: dict[str, str] = {}

    @property
    def skipped(self) -> Counter[str]:
        """Count of candidates that were not fetched: ``known``, ``known-other`` (no articles), ``out-of-period``."""
        return Counter(self._left.values())

    @property
    def period(self) -> Period:
        """The days wanted."""
        return self._period

    def is_met(self, url: str) -> bool:
        """Ask whether an address was dealt with, or is about to be."""
        key = url_key(url)
        return key in self._met or self._known(key) is not None

    def facts(self, url: str) -> Candidate | None:
        """Give what all sources together said of an address."""
        return self._facts.get(url_key(url))

    def start(self, url: str) -> list[Step]:
        """Begin with an address the user gave."""
        self._met.add(url_key(url))
        self._sites.add(site_of(url))
        return [Step(url=url, role=Role.START, priority=_START)]

    def sources(self, url: str, *, declared_sitemaps: Iterable[str], listing: Listing) -> list[Step]:
        """Ask a whole site, given its front page and what its robots.txt declares."""
        self._whole.add(site_of(url))
        self._sites.add(site_of(url))
        sitemaps = [a for s in declared_sitemaps if (a := to_absolute(s, url))]
        guessed = [] if sitemaps else [to_absolute(p, url) for p in ("/sitemap.xml", "/sitemap_index.xml")]
        feeds = list(listing.feeds)
        guessed_feeds = [] if feeds else [to_absolute("/feed/", url), to_absolute("/rss.xml", url)]
        return [
            *self._steps(sitemaps, Role.SITEMAP, _SITEMAP),
            *self._steps(guessed, Role.SITEMAP, _SITEMAP, optional=True),
            *self._steps(feeds, Role.FEED, _FEED),
            *self._steps(guessed_feeds, Role.FEED, _FEED, optional=True),
        ]

    def saw_sitemap(self, url: str, sitemap: Sitemap, *, given: bool = False) -> list[Step]:
        """Take in a sitemap: its own sitemaps and the articles it names; of any site, if the user ``gave`` it."""
        site = site_of(url)
        wanted = []
        for address, lastmod in sitemap.sitemaps:
            if (
                not (given or self._is_wanted_site(address, url))
                or addresses.is_sitemap_of_sides(address)
                or self._period.predates(lastmod)
                or self._sitemaps[site] >= MAX_SITEMAPS
            ):
                continue
            self._sitemaps[site] += 1
            wanted.append(address)
        steps = self._steps(wanted, Role.SITEMAP, _SITEMAP)
        for candidate in sitemap.candidates:
            if not (given or self._is_wanted_site(candidate.url, url)) or addresses.is_front(candidate.url):
                continue
            if addresses.is_never_wanted(candidate.url) or addresses.is_side_listing(candidate.url):
                continue
            if addresses.is_later_page(candidate.url):
                steps += self._steps([candidate.url], Role.LISTING, _PAGE, depth=MAX_DEPTH)
            elif addresses.is_section(candidate.url):
                steps += self._section(candidate.url, depth=1)
            else:
                steps += self._article(candidate)
        return steps

    def saw_feed(self, url: str, feed: Feed, *, given: bool = False) -> list[Step]:
        """Take in a feed; one that the user ``gave`` may name articles of any site.

        Its older pages wait until an article turns out to need what they say.
        """
        steps: list[Step] = []
        for candidate in feed.candidates:
            wanted = given or self._is_wanted_site(candidate.url, url)
            if wanted and not addresses.is_front(candidate.url):
                steps += self._article(replace(candidate, url=without_tracking(candidate.url)))
        if feed.next_url and is_same_site(feed.next_url, url):
            self._feed_pages.setdefault(site_of(url), []).extend(
                self._steps([feed.next_url], Role.FEED, _UNDATED, optional=True)
            )
        return steps

    def has_more_of_feeds(self, site: str) -> bool:
        """Ask whether a site's feeds have older pages that were not asked for."""
        return bool(self._feed_pages.get(site))

    def more_of_feeds(self, site: str) -> list[Step]:
        """Give the next older pages of a site's feeds, each once."""
        return self._feed_pages.pop(site, [])

    def saw_listing(self, url: str, listing: Listing, *, depth: int, whole_site: bool) -> list[Step]:
        """Take in a front page, section or later page of one."""
        steps: list[Step] = []
        new = 0
        for candidate in listing.articles:
            key = url_key(candidate.url)
            if key not in self._listed and self._known(key) is None:
                new += 1
            steps += self._article(candidate)
        # A section stands for itself: /category/3 and /category/9 have nothing in common but a number.
        chain = url_key(url) if depth < MAX_DEPTH else addresses.pattern_of(url)
        self._barren[chain] = 0 if new else self._barren[chain] + 1
        patience = self._patience(url)
        for page in listing.pages:
            following = addresses.pattern_of(page)
            if self._barren[following] < patience and self._barren[chain] < patience:
                steps += self._steps([page], Role.LISTING, _PAGE, depth=MAX_DEPTH)
        if whole_site and depth < MAX_DEPTH:
            for section in listing.sections:
                steps += self._section(section, depth=depth + 1)
        return steps

    def is_left(self, step: Step) -> bool:
        """Ask, before a step is fetched, whether its chain has been left since it was planned."""
        if step.role is not Role.LISTING or step.priority != _PAGE:
            return False
        return self._barren[addresses.pattern_of(step.url)] >= self._patience(step.url)

    def saw_article(self, article: Article) -> None:
        """Take in an article: its addresses are met; those it points to are kept where the whole site is wanted."""
        self.met(article.url, article.canonical_url, article.amp_url, article.shortlink)
        if site_of(article.url) not in self._whole:
            return
        for link in article.links:
            key = url_key(link.url)
            if link.kind is not LinkKind.RELATED or key in self._met or not is_same_site(link.url, article.url):
                continue
            if (
                addresses.is_never_wanted(link.url)
                or addresses.is_side_listing(link.url)
                or addresses.is_section(link.url)
            ):
                continue
            if addresses.is_front(link.url):
                continue
            address = without_tracking(link.url)
            self._later.setdefault(key, Step(url=address, role=Role.ARTICLE, priority=_PAGE))

    def met(self, *urls: str | None) -> None:
        """Mark addresses as dealt with, under whatever name."""
        keys = {url_key(url) for url in urls if url}
        self._met |= keys
        self._listed |= keys

    def leftovers(self) -> list[Step]:
        """Give the linked addresses that no source named and no article answered to."""
        later, self._later = self._later, {}
        steps = []
        for key, step in later.items():
            if key not in self._met and self._known(key) is None:
                self._met.add(key)
                steps.append(step)
        return steps

    def twin(self, url: str) -> list[Step]:
        """Ask for an article's AMP twin, for the facts its own page does not give."""
        return [Step(url=url, role=Role.TWIN, priority=_UNDATED, optional=True)]

    def learn(self, candidate: Candidate) -> Candidate:
        """Add what one more source says of an address to what the others said; the most exact date wins."""
        key = url_key(candidate.url)
        before = self._facts.get(key)
        if before is None:
            self._facts[key] = candidate
            return candidate
        published = before.published
        if candidate.published and (published is None or _outranks(candidate, before)):
            published = candidate.published
        lastmods = [m for m in (before.lastmod, candidate.lastmod) if m]
        merged = replace(
            before,
            headline=before.headline or candidate.headline,
            published=published,
            lastmod=max(lastmods) if lastmods else None,
            authors=before.authors or candidate.authors,
        )
        self._facts[key] = merged
        return merged

    # ------------------------------------------------------------------ what becomes a step
    def _patience(self, url: str) -> int:
        return PATIENCE_WHEN_KNOWN if self._was_finished(url) else PATIENCE

    def _is_wanted_site(self, url: str, source: str) -> bool:
        """Ask whether what a source names is on its own site or on one that was given: sitemaps may live apart."""
        return is_same_site(url, source) or site_of(url) in self._sites

    def _article(self, candidate: Candidate) -> list[Step]:
        key = url_key(candidate.url)
        candidate = self.learn(candidate)
        self._listed.add(key)
        if key in self._met:
            return []
        published = candidate.published.value if candidate.published else None
        if self._period.excludes(published) or self._period.predates(candidate.lastmod):
            self._met.add(key)
            self._left[key] = "out-of-period"
            return []
        known = self._known(key)
        if known and not known.is_outdated(candidate.lastmod):
            # Not met: another source may still tell that it has changed.
            self._left[key] = "known" if known.is_article else "known-other"
            return []
        self._left.pop(key, None)
        self._met.add(key)
        when = published or candidate.lastmod
        # By the week: Scrapy keeps a queue for each priority, and asks each of them how long it is.
        weeks = min((when - _EPOCH).days // 7, 5_000) if when else (1_500 if candidate.source is Source.LISTING else 0)
        return [Step(url=candidate.url, role=Role.ARTICLE, priority=_ARTICLE + max(weeks, 0))]

    def _section(self, url: str, *, depth: int) -> list[Step]:
        site = site_of(url)
        if self._sections[site] >= MAX_SECTIONS:
            return []
        steps = self._steps([url], Role.LISTING, _SECTION, depth=depth)
        self._sections[site] += len(steps)
        return steps

    def _steps(
        self, urls: Iterable[str], role: Role, priority: int, *, depth: int = 0, optional: bool = False
    ) -> list[Step]:
        steps = []
        for url in urls:
            # A sitemap or feed is named exactly; its key must not fold into that of a page.
            key = url_key(url) if role is Role.LISTING else f"{role} {url}"
            if url and key not in self._met:
                self._met.add(key)
                steps.append(Step(url=url, role=role, priority=priority, depth=depth, optional=optional))
        return steps


def _outranks(candidate: Candidate, before: Candidate) -> bool:
    """A minute is worth more than a day, and a feed's own word more than a teaser's."""
    new, old = candidate.published, before.published
    if new is None or old is None:
        return new is not None
    if new.precision is not old.precision:
        return new.precision is Precision.MINUTE
    return old.source == "listing" and new.source != "listing"
