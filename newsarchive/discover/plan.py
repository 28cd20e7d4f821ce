"""The plan of a crawl: what a source's answer means for what is fetched next.

Sources are asked in the order of what they cost and how complete they are: sitemaps and the posts API, feeds, the
front page, sections, their later pages; archive pages and the older pages of feeds where no source lists all there is;
links between articles come last, when everything else has been named.

The plan decides and remembers nothing: what was named, asked and found out is the :class:`Ledger`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from newsarchive.discover import addresses, archives, posts_api
from newsarchive.discover.feeds import Feed
from newsarchive.discover.following import Following, Leads, leading
from newsarchive.discover.listings import Listing
from newsarchive.discover.posts_api import PostsPage
from newsarchive.discover.scope import Ledger, Period, Scope, Seeds
from newsarchive.discover.sitemaps import Sitemap
from newsarchive.discover.sources import UNDATED, Sources
from newsarchive.discover.spending import Spending
from newsarchive.discover.turns import Turn, Turns
from newsarchive.discover.wanted import Wanted, facts_in, is_unmet
from newsarchive.model import Article, Candidate, Errand, Findings, LinkKind, Role, Source, State, Step
from newsarchive.normalize.urls import is_same_site, site_of, url_key, without_tracking

_START = 90_000
#: Articles that a source names no longer, asked for at first; ten times as many where most of them were gone.
MISSED = 5
#: Looks at what is known come behind what is new.
LOOK_AGAIN = 600


class Plan:
    """Decides for one crawl."""

    def __init__(self, ledger: Ledger, scope: Scope) -> None:
        self._ledger = ledger
        self._scope = scope
        self._seeds = Seeds()
        self._sources = Sources(ledger, scope, self._seeds)
        self.spending = Spending(ledger, self._seeds)
        self._wanted = Wanted(ledger, scope, self._seeds, self.spending)
        self._following = Following(scope, self._sources, self.spending)
        self._turns = Turns(ledger, scope, self._seeds, self._sources, self.spending)
        #: By seed, how many articles that vanished from its sources were asked for, and how many had been gone before.
        self._missed: dict[int, tuple[int, int]] = {}

    def period_of(self, errand: Errand) -> Period:
        """Give the days wanted of the address given that an errand serves."""
        return self._seeds.period_of(errand)

    # ------------------------------------------------------------------ beginning
    def know(self, seed_id: int, *, is_whole: bool, complete_since: datetime | None, period: Period) -> None:
        """Take note of what is wanted of an address given, and what earlier crawls came to with it."""
        self._seeds.complete_since[seed_id] = complete_since
        self._seeds.periods[seed_id] = period
        if is_whole:
            self._seeds.whole.add(seed_id)

    def start(self, url: str, seed_id: int, sweep: int) -> None:
        """Begin with an address the user gave."""
        step = Step(url=url, role=Role.START, priority=_START, source=Source.GIVEN)
        self._ledger.ask([step], seed_id, sweep, site_of(url))

    def sources(
        self, errand: Errand, url: str, *, declared_sitemaps: Iterable[str], listing: Listing, language: str = ""
    ) -> None:
        """Ask a whole site, given its front page at ``url`` and what its robots.txt declares."""
        errand = _arrived(errand, url)
        self._seeds.whole.add(errand.seed_id)
        self._seeds.sites[errand.seed_id] = errand.site
        self._ledger.adopt(errand, self._scope.began, lowest=LOOK_AGAIN, language=language)
        self._sources.begin(errand, url, declared_sitemaps, listing)

    # ------------------------------------------------------------------ what sources say
    def saw_index(self, errand: Errand, url: str, sitemap: Sitemap) -> None:
        """Take in the sitemaps that a sitemap index names."""
        given = errand.role is Role.START
        is_wanted = [given or self._is_wanted_site(address, url, errand) for address, _ in sitemap.sitemaps]
        self._sources.follow_index(errand, sitemap.sitemaps, is_wanted=is_wanted)

    def saw_sitemap(self, errand: Errand, url: str, candidates: Iterable[Candidate], *, is_complete: bool) -> Findings:
        """Take in articles that a sitemap names, or some of them; of any site, if the user gave the sitemap.

        ``is_complete`` says that the sitemap lists all there is of its part of the site, not only the newest.
        """
        given = errand.role is Role.START
        wanted = []
        for candidate in candidates:
            if not (given or self._is_wanted_site(candidate.url, url, errand)) or addresses.is_aside(candidate.url):
                continue
            if addresses.is_later_page(candidate.url):
                self._following.page(errand, candidate.url)
            elif archives.is_overview(candidate.url) or (
                addresses.is_section(candidate.url) and not addresses.is_headline(candidate.url)
            ):
                self._following.section(errand, candidate.url, depth=1, source=Source.SITEMAP)
            else:
                wanted.append(candidate)
        return self._wanted.file(wanted, errand, is_complete=is_complete)

    def saw_feed(self, errand: Errand, url: str, feed: Feed) -> Findings:
        """Take in a feed; one that the user gave may name articles of any site.

        Its older pages wait until an article turns out to need what they say, or nothing else lists all there is.
        """
        errand, given = _arrived(errand, url), errand.role is Role.START
        wanted = [
            replace(candidate, url=without_tracking(candidate.url))
            for candidate in feed.candidates
            if (given or self._is_wanted_site(candidate.url, url, errand)) and not addresses.is_aside(candidate.url)
        ]
        # It names all there is since its oldest; what else does, says more.
        is_listed = self._ledger.census.is_listed_whole(errand.seed_id, errand.sweep)
        findings = self._wanted.file(wanted, errand, is_complete=not is_listed)
        self.spending.fed(errand, is_new=bool(findings.new))
        is_left = self.spending.are_feeds_left(errand.site, errand.seed_id, errand.sweep)
        if (
            feed.next_url
            and is_same_site(feed.next_url, url)
            and not (is_left and self._seeds.was_finished(errand.seed_id))
        ):
            step = Step(url=feed.next_url, role=Role.FEED, priority=UNDATED, optional=True, source=Source.FEED)
            goes_on = self._scope.sources == {Source.FEED} and not is_left
            self._ledger.ask([step], errand.seed_id, errand.sweep, errand.site, later=not goes_on)
        return findings

    def saw_posts(self, errand: Errand, url: str, posts: PostsPage, pages: int) -> Findings:
        """Take in a page of the posts API, of ``pages`` in all."""
        self._sources.follow_api(errand, url, pages)
        wanted = [c for c in posts.candidates if self._is_wanted_site(c.url, url, errand)]
        return self._wanted.file(wanted, errand, is_complete=posts_api.is_whole(url) and not self.period_of(errand))

    def saw_nothing(self, errand: Errand) -> None:
        """Take in that a source is not there."""
        if errand.source is Source.ARCHIVE:
            self._sources.saw_archive(errand, None)
        self._sources.saw_no_guess(errand)

    def saw_listing(self, errand: Errand, url: str, listing: Listing, *, whole_site: bool) -> Findings:
        """Take in a front page, section, archive page or later page of one."""
        errand = _arrived(errand, url)
        source = Source.LISTING
        if errand.source is Source.ARCHIVE:
            source = Source.ARCHIVE
        elif errand.role is Role.START and whole_site:
            source = Source.FRONT
        used = self._scope.uses(source) or (source is Source.FRONT and self._scope.uses(Source.LISTING))
        found = listing.articles if used else ()
        if source is Source.ARCHIVE:
            found = self._sources.of_archive(errand, found)
        findings = self._wanted.file((replace(candidate, source=source) for candidate in found), errand)
        leads = self._leads(errand, found)
        if leads is Leads.PAST:
            findings = replace(findings, new=0)
        if source is Source.ARCHIVE:
            self._sources.saw_archive(errand, findings, listing)
        is_new = bool(findings.new) or leads is Leads.TOWARDS
        self.spending.listed(errand, is_new=is_new, is_past=leads is Leads.PAST)
        if errand.role is Role.ARTICLE:
            # One that was taken for an article is as far from the front page as its sections.
            errand = replace(errand, depth=1)
        self._following.follow(errand, url, listing, is_new=is_new, source=source, whole_site=whole_site)
        return findings

    def _leads(self, errand: Errand, listed: Sequence[Candidate]) -> Leads:
        """Say where the later pages of a listing lead: newest first, older still follows.

        Towards the days wanted they are worth going where articles wait to be dated, or nothing else names all.
        """
        leads = leading(listed, self.period_of(errand), self._scope.began)
        if leads is Leads.TOWARDS and self._ledger.census.is_listed_whole(errand.seed_id, errand.sweep):
            return leads if self._ledger.census.has_undated(errand.site) else Leads.ON
        return leads

    def is_whole(self, errand: Errand) -> bool:
        """Ask whether an errand serves an address given that stands for a whole site."""
        return errand.seed_id in self._seeds.whole

    def saw_article(self, errand: Errand, article: Article) -> None:
        """Take in an article: its addresses are met; those it points to are kept where the whole site is wanted."""
        self.met(errand, article.amp_url, article.shortlink)
        if url_key(article.canonical_url) != url_key(article.url):
            self._ledger.met([article.canonical_url], errand, "canonical")
        if errand.seed_id not in self._seeds.whole or self._scope.sources:
            return
        self._wanted.link(
            (
                without_tracking(link.url)
                for link in article.links
                if link.kind is LinkKind.RELATED and is_same_site(link.url, article.url)
                if not addresses.is_aside(link.url) and not addresses.is_section(link.url)
            ),
            errand,
        )

    def saw_translations(self, errand: Errand, urls: Iterable[str]) -> None:
        """Take in that addresses have an article in other languages than its site's own: copies of what we have."""
        self._ledger.met(urls, errand, "translation")

    def met(self, errand: Errand, *urls: str | None) -> None:
        """Mark addresses as dealt with, under whatever name."""
        self._ledger.met([url for url in urls if url], errand, "duplicate")

    def is_met(self, url: str) -> bool:
        """Ask whether an address was dealt with, or is about to be."""
        entry = self._ledger.entries([url]).get(url_key(url))
        return entry is not None and not is_unmet(entry)

    def turn(self, errand: Errand) -> Turn:
        """Judge an errand whose turn has come."""
        if plain := self._renamed(errand):
            # Queued before it was known that a parameter of it makes no difference.
            return Turn(state=State.SKIPPED, reason="duplicate", led_to=plain)
        return self._turns.of(errand)

    def _renamed(self, errand: Errand) -> str:
        """Ask for an errand's page by its plain address, where a parameter of its own makes no difference.

        Give that address, "" where the errand's is plain.
        """
        plain = self.spending.plain(errand.url, errand.site)
        if url_key(plain) == url_key(errand.url) or errand.passed:
            return ""
        if errand.role is Role.ARTICLE:
            known = self._ledger.entries([errand.url]).get(errand.key)
            facts = known.facts if known is not None and known.facts is not None else None
            self._wanted.file([replace(facts or Candidate(url=plain, source=errand.source), url=plain)], errand)
        elif errand.role is Role.LISTING:
            self._sources.ask(
                errand, [plain], Role.LISTING, errand.priority, errand.source, depth=errand.depth, optional=True
            )
        else:
            return ""
        return plain

    def state_of(self, url: str) -> State | None:
        """Give where an address stands, None where nobody named it."""
        entry = self._ledger.entries([url]).get(url_key(url))
        if entry is None:
            return None
        if entry.article_id is not None and entry.how != "canonical":
            return State.DONE
        if entry.state is State.SKIPPED and entry.reason in ("canonical", "duplicate"):
            # Only pages named it, or led there, this one perhaps.
            return None
        return entry.state

    def leftovers(self, seeds: Iterable[tuple[int, int, str]]) -> bool:
        """Ask what is worth a request once the queue is empty; ``seeds`` are id, sweep and site of each address given.

        Tells whether anything was queued.
        """
        if self._scope.probes:
            return False
        asked = 0
        for seed_id, sweep, known in seeds:
            if seed_id not in self._seeds.whole:
                continue
            site = self._seeds.sites.get(seed_id, known)
            # A sitemap may have a few pages about the site, and nothing of what it publishes.
            is_listed = self._ledger.census.is_listed_whole(seed_id, sweep) and self._ledger.census.lists_most(seed_id)
            if not is_listed:
                asked += self._ledger.go_on(site, Role.LISTING) or self._older_feeds(seed_id, sweep, site)
            if not asked and self._seeds.was_finished(seed_id):
                asked += self._look_for_missing(seed_id, sweep)
        return bool(asked or self._ledger.leftovers())

    def _older_feeds(self, seed_id: int, sweep: int, site: str) -> int:
        """Ask for the older pages of a site's feeds while they name what is new."""
        return 0 if self.spending.are_feeds_left(site, seed_id, sweep) else self._ledger.go_on(site, Role.FEED)

    def _look_for_missing(self, seed_id: int, sweep: int) -> int:
        """Ask for some articles that the sources name no longer; for more, where most of those were gone indeed.

        A source that names only the newest drops the oldest all the time; those are still there.
        """
        before, gone_before = self._missed.get(seed_id, (0, 0))
        gone = self._ledger.census.count(seed_id=seed_id, state=State.FAILED.value, reason="gone")
        if before and 2 * (gone - gone_before) < before:
            return 0
        asked = self._ledger.vanished(seed_id, sweep, MISSED * (10 if before else 1), LOOK_AGAIN)
        self._missed[seed_id] = (asked, gone)
        return asked

    def twin(self, errand_of: Errand, url: str) -> None:
        """Ask for an article's AMP twin, for the facts its own page does not give."""
        self._sources.ask(errand_of, [url], Role.TWIN, UNDATED, Source.RELATED, optional=True)

    def facts(self, url: str) -> Candidate | None:
        """Give what all sources together said of an address."""
        return facts_in(self._ledger.entries([url]).get(url_key(url)))

    def learn(self, errand: Errand, candidate: Candidate) -> None:
        """Add what one more page says of an address to what the others said."""
        self._wanted.learn(candidate, errand)

    def _is_wanted_site(self, url: str, source: str, errand: Errand) -> bool:
        """Ask whether what a source names is on its own site or on one that was given: sitemaps may live apart."""
        return is_same_site(url, source) or site_of(url) == errand.site or site_of(url) in self._scope.sites


def _arrived(errand: Errand, url: str) -> Errand:
    """Give an errand with the site it led to: an address given may redirect to another one, which is crawled."""
    return replace(errand, site=site_of(url)) if errand.role is Role.START else errand
