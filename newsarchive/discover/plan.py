"""The plan of a crawl: what a source's answer means for what is fetched next, and when a listing has no more to give.

Sources are asked in the order of what they cost and how complete they are: sitemaps and the posts API, feeds, the
front page, sections, their later pages; archive pages and the older pages of feeds where no source lists all there is;
links between articles come last, when everything else has been named. A listing's pages form a chain
(:func:`~newsarchive.discover.addresses.pattern_of`); a chain whose pages keep naming nothing new is left, whether it is
the end of a section or an endless calendar. Numbered listings link to their last page from the first, so both ends are
looked at before a chain is left.

The plan decides and remembers nothing: what was named, asked and found out is the :class:`Ledger`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newsarchive.discover import addresses, archives, posts_api, traps
from newsarchive.discover.feeds import Feed
from newsarchive.discover.listings import Listing
from newsarchive.discover.posts_api import PostsPage
from newsarchive.discover.scope import Ledger, Period, Scope, Seeds
from newsarchive.discover.sitemaps import Sitemap
from newsarchive.discover.sources import PAGE, SECTION, Sources
from newsarchive.discover.spending import Spending
from newsarchive.model import (
    Article,
    Candidate,
    Entry,
    Errand,
    Filing,
    Findings,
    LinkKind,
    Precision,
    Role,
    Source,
    State,
    Step,
)
from newsarchive.normalize.urls import is_same_site, site_of, url_key, without_tracking

#: Pages of one chain in a row that may name nothing new before the chain is left.
PATIENCE = 4
#: The same where a sitemap or an API lists all there is: the next page and the last.
PATIENCE_WHEN_LISTED = 2
#: The same for a site whose earlier crawl came to its end.
PATIENCE_WHEN_KNOWN = 1
#: Sections followed on one site, and how far from the front page.
MAX_SECTIONS = 300
MAX_DEPTH = 2
#: Sections that are read to learn what they list.
PROBED_SECTIONS = 10
#: A page changed so long after the days wanted is as a rule a page published after them.
LATE = timedelta(days=30)
#: From how many articles the habits of a site are told, and how many of a hundred may have been changed that late.
HABITS, HABITUALLY = 20, 2

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_START, _UNDATED, _ARTICLE = 90_000, 50_000, 1_000
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
        self._sections: Counter[int] = Counter()
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
        self._seeds.whole.add(errand.seed_id)
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
            if not (given or self._is_wanted_site(candidate.url, url, errand)) or addresses.is_front(candidate.url):
                continue
            if addresses.is_never_wanted(candidate.url) or addresses.is_side_listing(candidate.url):
                continue
            if addresses.is_later_page(candidate.url):
                if self._scope.uses(Source.LISTING) and not self._scope.probes:
                    self._sources.ask(errand, [candidate.url], Role.LISTING, PAGE, Source.SITEMAP, depth=MAX_DEPTH)
            elif addresses.is_section(candidate.url):
                self._section(errand, candidate.url, depth=1, source=Source.SITEMAP)
            else:
                wanted.append(candidate)
        return self._file(wanted, errand, is_complete=is_complete)

    def saw_feed(self, errand: Errand, url: str, feed: Feed) -> Findings:
        """Take in a feed; one that the user gave may name articles of any site.

        Its older pages wait until an article turns out to need what they say, or nothing else lists all there is.
        """
        given = errand.role is Role.START
        wanted = [
            replace(candidate, url=without_tracking(candidate.url))
            for candidate in feed.candidates
            if (given or self._is_wanted_site(candidate.url, url, errand)) and not addresses.is_front(candidate.url)
        ]
        findings = self._file(wanted, errand)
        chain = f"feed {site_of(url)}"
        is_left = self._seen(errand, chain, findings) >= self._patience(errand)
        if feed.next_url and is_same_site(feed.next_url, url):
            step = Step(url=feed.next_url, role=Role.FEED, priority=_UNDATED, optional=True, source=Source.FEED)
            goes_on = self._scope.sources == {Source.FEED} and not is_left
            self._ledger.ask([step], errand.seed_id, errand.sweep, errand.site, later=not goes_on)
        return findings

    def saw_posts(self, errand: Errand, url: str, posts: PostsPage, pages: int) -> Findings:
        """Take in a page of the posts API, of ``pages`` in all."""
        self._sources.follow_api(errand, url, pages)
        wanted = [c for c in posts.candidates if self._is_wanted_site(c.url, url, errand)]
        return self._file(wanted, errand, is_complete=posts_api.is_whole(url) and not self.period_of(errand))

    def saw_nothing(self, errand: Errand) -> None:
        """Take in that a source is not there."""
        if errand.source is Source.ARCHIVE:
            self._sources.saw_archive(errand, None)

    def saw_listing(self, errand: Errand, url: str, listing: Listing, *, whole_site: bool) -> Findings:
        """Take in a front page, section, archive page or later page of one."""
        source = Source.LISTING
        if errand.source is Source.ARCHIVE:
            source = Source.ARCHIVE
        elif errand.role is Role.START and whole_site:
            source = Source.FRONT
        used = self._scope.uses(source) or (source is Source.FRONT and self._scope.uses(Source.LISTING))
        found = listing.articles if used else ()
        if source is Source.ARCHIVE:
            found = self._sources.of_archive(errand, found)
        findings = self._file((replace(candidate, source=source) for candidate in found), errand)
        since = self.period_of(errand).since
        if since and findings.newest and findings.newest.date() < since:
            # Newest first: what follows is older still.
            findings = replace(findings, new=0)
        if source is Source.ARCHIVE:
            self._sources.saw_archive(errand, findings)
        # A section stands for itself: /category/3 and /category/9 have nothing in common but a number.
        depth = errand.depth
        chain = _chain_of(errand, url)
        barren = self._seen(errand, chain, findings)
        patience = self._patience(errand)
        if self._scope.probes:
            if whole_site and depth == 0:
                for section in listing.sections:
                    self._section(errand, section, depth=1, source=Source.LISTING)
        elif (used and errand.role is not Role.START) or self._scope.uses(Source.LISTING):
            goes_on = Source.ARCHIVE if source is Source.ARCHIVE else Source.LISTING
            # The next month is no later page of this one.
            months = archives.period_of(url) if source is Source.ARCHIVE else None
            pages = [page for page in listing.pages if months is None or archives.period_of(page) == months]
            for page in pages:
                following = addresses.pattern_of(page)
                if barren < patience and self._barren(errand, following) < patience and not traps.endless(page):
                    plain = self.spending.plain(page, errand.site)
                    self._sources.ask(errand, [plain], Role.LISTING, PAGE, goes_on, depth=MAX_DEPTH)
            if whole_site and depth < MAX_DEPTH and source is not Source.ARCHIVE:
                for section in listing.sections:
                    self._section(errand, section, depth=depth + 1, source=Source.LISTING)
        return findings

    def is_left(self, errand: Errand) -> bool:
        """Ask, before an errand is carried out, whether its chain has been left since it was planned."""
        if errand.role is not Role.LISTING:
            return False
        if self.period_of(errand) and self._ledger.is_exact(errand.seed_id, errand.sweep):
            # The posts API has named all there is of the days wanted.
            return errand.source is not Source.ARCHIVE
        if errand.priority > PAGE:
            return False
        return self._barren(errand, _chain_of(errand, errand.url)) >= self._patience(errand)

    def is_out_of_period(self, errand: Errand) -> bool | None:
        """Ask, before an article is asked for, whether it lies outside the days wanted as far as one can tell.

        None where it was put off until all sources have been asked: then a source that names just what was published
        in those days, or the site's habit of changing old pages, tells.
        """
        period = self.period_of(errand)
        if not period:
            return False
        if errand.born is not None:
            # A source dated it after another had named it.
            return period.misses((errand.born.date(), errand.born.date()))
        entry = self._ledger.entries([errand.url]).get(url_key(errand.url))
        lastmod = entry.facts.lastmod if entry is not None and entry.facts is not None else None
        late = bool(period.until and lastmod and lastmod.date() > period.until + LATE)
        if errand.reason != "undated":
            self._ledger.postpone(errand, "undated", PAGE // 2 if late else PAGE)
            return None
        named = set(entry.sources) if entry is not None else set()
        if named & {Source.API.value, Source.ARCHIVE.value} and Source.FRONT.value not in named:
            return False
        if self._ledger.is_exact(errand.seed_id, errand.sweep):
            return True
        known, changed_late = self._ledger.habits(errand.site)
        return late and known >= HABITS and 100 * changed_late <= HABITUALLY * known

    def is_early(self, errand: Errand) -> bool:
        """Ask whether a section may wait for the articles that a source names which lists all there is."""
        is_section = errand.role is Role.LISTING and errand.priority == SECTION
        return is_section and self._ledger.is_listed_whole(errand.seed_id, errand.sweep)

    def saw_article(self, errand: Errand, article: Article) -> None:
        """Take in an article: its addresses are met; those it points to are kept where the whole site is wanted."""
        self.met(errand, article.amp_url, article.shortlink)
        if url_key(article.canonical_url) != url_key(article.url):
            self._ledger.met([article.canonical_url], errand, "canonical")
        if errand.seed_id not in self._seeds.whole or self._scope.sources:
            return
        wanted = []
        for link in article.links:
            if link.kind is not LinkKind.RELATED or not is_same_site(link.url, article.url):
                continue
            if (
                addresses.is_never_wanted(link.url)
                or addresses.is_side_listing(link.url)
                or addresses.is_section(link.url)
                or addresses.is_front(link.url)
            ):
                continue
            wanted.append(Candidate(url=without_tracking(link.url), source=Source.RELATED))
        known = self._ledger.entries(candidate.url for candidate in wanted)
        self._ledger.file(
            [
                Filing(facts=candidate, state=State.LATER, priority=PAGE, sources=(Source.RELATED.value,))
                for candidate in wanted
                if self._is_unmet(known.get(url_key(candidate.url))) and not self._scope.excludes(candidate.url)
            ],
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
        return entry is not None and not self._is_unmet(entry)

    def renamed(self, errand: Errand) -> str:
        """Ask for an errand's page by its plain address, where a parameter of its own makes no difference.

        Give that address, "" where the errand's is plain.
        """
        plain = self.spending.plain(errand.url, errand.site)
        if url_key(plain) == url_key(errand.url) or errand.passed:
            return ""
        if errand.role is Role.ARTICLE:
            known = self._ledger.entries([errand.url]).get(errand.key)
            facts = known.facts if known is not None and known.facts is not None else None
            self._file([replace(facts or Candidate(url=plain, source=errand.source), url=plain)], errand)
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
        for seed_id, sweep, site in seeds:
            if seed_id not in self._seeds.whole:
                continue
            if not self._ledger.is_listed_whole(seed_id, sweep):
                asked += self._ledger.go_on(site, Role.LISTING) or self._ledger.go_on(site, Role.FEED)
            elif self._seeds.complete_since.get(seed_id):
                asked += self._look_for_missing(seed_id, sweep)
        return bool(asked or self._ledger.leftovers())

    def _look_for_missing(self, seed_id: int, sweep: int) -> int:
        """Ask for some articles that the sources name no longer; for more, where most of those were gone indeed.

        A source that names only the newest drops the oldest all the time; those are still there.
        """
        before, gone_before = self._missed.get(seed_id, (0, 0))
        gone = self._ledger.count(seed_id=seed_id, state=State.FAILED.value, reason="gone")
        if before and 2 * (gone - gone_before) < before:
            return 0
        asked = self._ledger.vanished(seed_id, sweep, MISSED * (10 if before else 1), LOOK_AGAIN)
        self._missed[seed_id] = (asked, gone)
        return asked

    def twin(self, errand_of: Errand, url: str) -> None:
        """Ask for an article's AMP twin, for the facts its own page does not give."""
        self._sources.ask(errand_of, [url], Role.TWIN, _UNDATED, Source.RELATED, optional=True)

    def facts(self, url: str) -> Candidate | None:
        """Give what all sources together said of an address."""
        entry = self._ledger.entries([url]).get(url_key(url))
        if entry is None or (entry.state is State.SKIPPED and entry.reason in ("canonical", "duplicate")):
            # Only pages named it, as another address of theirs.
            return None
        return entry.facts

    def learn(self, errand: Errand, candidate: Candidate) -> None:
        """Add what one more page says of an address to what the others said."""
        entry = self._ledger.entries([candidate.url]).get(url_key(candidate.url))
        facts = merged(entry.facts if entry else None, candidate)
        sources = entry.sources if entry else ()
        self._ledger.file([Filing(facts=facts, state=None, reason="article", sources=sources)], errand)

    # ------------------------------------------------------------------ what becomes of an address
    def _file(self, candidates: Iterable[Candidate], errand: Errand, *, is_complete: bool = False) -> Findings:
        """Decide what becomes of addresses that a source names, and write it down."""
        named: dict[str, Candidate] = {}
        for found in candidates:
            candidate = replace(found, url=self.spending.plain(found.url, errand.site))
            key = url_key(candidate.url)
            named[key] = merged(named.get(key), candidate)
        known = self._ledger.entries(candidate.url for candidate in named.values())
        filings: list[Filing] = []
        new = 0
        dates: list[datetime] = []
        for key, candidate in named.items():
            entry = known.get(key)
            when = candidate.published.value if candidate.published else candidate.lastmod
            if when is not None:
                dates.append(when)
            new += _is_new(entry, errand) and self._is_promising(candidate, errand)
            facts = merged(entry.facts if entry else None, candidate)
            sources = entry.sources if entry else ()
            if candidate.source.value not in sources:
                sources = (*sources, candidate.source.value)
            state, reason = self._decided(entry, facts, errand)
            filing = Filing(
                facts=facts, state=state, reason=reason, priority=_priority(facts, candidate), sources=sources
            )
            if state is not None or _says_more(filing, entry, errand, is_complete=is_complete):
                filings.append(filing)
        self._ledger.file(filings, errand, is_complete=is_complete)
        return Findings(
            named=len(named),
            new=new,
            oldest=min(dates, default=None, key=_comparable),
            newest=max(dates, default=None, key=_comparable),
        )

    def _decided(self, entry: Entry | None, facts: Candidate, errand: Errand) -> tuple[State | None, str]:
        """Give the state an address is to have, None for the one it has, and the reason."""
        if entry is not None and self._is_settled(entry, facts, errand):
            return None, "article" if entry.article_id is not None else (entry.verdict or "")
        if self._scope.excludes(facts.url):
            return State.SKIPPED, "profile"
        if traps.endless(facts.url):
            return State.SKIPPED, "trap"
        told = entry.published if entry is not None else None
        published = facts.published.value if facts.published else told
        period = self.period_of(errand)
        days = archives.published_on(facts.url) if period and published is None else None
        if period.excludes(published) or period.predates(facts.lastmod) or period.misses(days):
            return State.SKIPPED, "out-of-period"
        changed = entry is not None and entry.article_id is not None and entry.how != "canonical"
        return State.QUEUED, "changed" if changed else ""

    def _is_promising(self, candidate: Candidate, errand: Errand) -> bool:
        """Ask whether an address is of a kind that gave articles; an endless calendar has new events every month."""
        if errand.role is not Role.LISTING or errand.priority > PAGE or not self._seeds.whole:
            return True
        if errand.source is Source.ARCHIVE and (Source.ARCHIVE in self._scope.sources or self.period_of(errand)):
            # Its archive was asked for.
            return True
        if self.period_of(errand) and candidate.published is not None:
            # Articles of other days are not read, but what shows its date is news; what is to come is none.
            return candidate.published.value <= self._scope.began + timedelta(days=1)
        patterns = traps.patterns_of(candidate.url, traps.Kind.ARTICLE)
        told = self._ledger.yields(errand.site, traps.Kind.ARTICLE, patterns, errand.sweep)
        verdict = traps.weigh(traps.Kind.ARTICLE, told, traps.Trials())
        return traps.of_listing([verdict]) is traps.Came.NEW

    def _is_settled(self, entry: Entry, facts: Candidate, errand: Errand) -> bool:
        """Ask whether a known address stays as it is, whatever a source says of it now."""
        if entry.state in (State.LEASED, State.HELD):
            return True
        if entry.state is State.QUEUED:
            return entry.sweep == errand.sweep
        if entry.state is State.LATER:
            # What was put off for a reason waits for its time; a mere link that a source names waits no more.
            return bool(entry.reason)
        if entry.state is State.SKIPPED:
            if entry.reason == "out-of-period":
                return False
            if entry.reason == "duplicate" and entry.article_id is not None and entry.sweep != errand.sweep:
                return not _is_outdated(entry, facts)
            # What another page called its canonical address was never seen itself.
            return entry.sweep == errand.sweep or entry.reason not in ("robots", "budget", "canonical")
        if entry.state is not None and entry.sweep == errand.sweep:
            return True
        if entry.state is State.FAILED:
            return (entry.due is None or entry.due > self._scope.began) and not _is_outdated(entry, facts)
        if entry.due is not None and entry.due <= self._scope.began:
            return False
        if entry.how == "canonical" and entry.state is None:
            return False
        if entry.article_id is None and entry.state is None and entry.verdict not in ("not-an-article", "twin"):
            return False
        return not _is_outdated(entry, facts)

    @staticmethod
    def _is_unmet(entry: Entry | None) -> bool:
        if entry is None or (entry.state is State.LATER and not entry.reason):
            return True
        return entry.state is None and (entry.how == "canonical" or entry.article_id is None)

    # ------------------------------------------------------------------ chains
    def _patience(self, errand: Errand) -> int:
        if self._seeds.was_finished(errand):
            return PATIENCE_WHEN_KNOWN
        return PATIENCE_WHEN_LISTED if self._ledger.is_listed_whole(errand.seed_id, errand.sweep) else PATIENCE

    def _barren(self, errand: Errand, chain: str) -> int:
        return self._ledger.yields(errand.site, "listing", [chain], errand.sweep)[chain].barren

    def _seen(self, errand: Errand, chain: str, findings: Findings) -> int:
        """Count a page of a chain; give how many in a row, with this one, named nothing new."""
        self._ledger.count_yield(errand.site, "listing", [chain], errand.sweep, "new" if findings.new else "")
        return 0 if findings.new else self._barren(errand, chain)

    # ------------------------------------------------------------------ what becomes a step
    def _is_wanted_site(self, url: str, source: str, errand: Errand) -> bool:
        """Ask whether what a source names is on its own site or on one that was given: sitemaps may live apart."""
        return is_same_site(url, source) or site_of(url) == errand.site or site_of(url) in self._scope.sites

    def _section(self, errand: Errand, url: str, *, depth: int, source: Source) -> None:
        if self._sections[errand.seed_id] >= MAX_SECTIONS or not self._scope.uses(Source.LISTING):
            return
        if traps.endless(url):
            return
        url = self.spending.plain(url, errand.site)
        # What lies deeper is looked at when articles have told what is news there.
        priority = SECTION if depth < MAX_DEPTH else PAGE - 100
        later = self._scope.probes and self._sections[errand.seed_id] >= PROBED_SECTIONS
        self._sections[errand.seed_id] += self._sources.ask(
            errand, [url], Role.LISTING, priority, source, depth=depth, later=later
        )


def _chain_of(errand: Errand, url: str) -> str:
    """Name the chain of listings that a page belongs to; a section, and a month of an archive, begins its own."""
    is_first = errand.depth < MAX_DEPTH
    if errand.source is Source.ARCHIVE:
        is_first = addresses.page_of(url) is None and not addresses.is_later_page(url)
    return url_key(url) if is_first else addresses.pattern_of(url)


def merged(before: Candidate | None, candidate: Candidate) -> Candidate:
    """Add what one more source says of an address to what the others said; the most exact date wins."""
    if before is None:
        return candidate
    published = before.published
    if candidate.published and (published is None or _outranks(candidate, before)):
        published = candidate.published
    lastmods = [m for m in (before.lastmod, candidate.lastmod) if m]
    return replace(
        before,
        headline=before.headline or candidate.headline,
        published=published,
        lastmod=max(lastmods) if lastmods else None,
        authors=before.authors or candidate.authors,
        tags=before.tags or candidate.tags,
    )


def _outranks(candidate: Candidate, before: Candidate) -> bool:
    """A minute is worth more than a day, and a feed's own word more than a teaser's."""
    new, old = candidate.published, before.published
    if new is None or old is None:
        return new is not None
    if new.precision is not old.precision:
        return new.precision is Precision.MINUTE
    return old.source == "listing" and new.source != "listing"


def _is_new(entry: Entry | None, errand: Errand) -> bool:
    """Ask whether an address that a source names was unheard of, in this sweep and in the archive."""
    if entry is None or (entry.state is State.LATER and not entry.reason):
        return True
    if entry.state is None:
        return entry.how == "canonical" or (entry.article_id is None and not entry.verdict)
    return entry.state is State.QUEUED and entry.sweep != errand.sweep


def _is_outdated(entry: Entry, facts: Candidate) -> bool:
    """Ask whether a source states a later change than it did at the last look, or, if it was silent, than the look."""
    then = entry.lastmod or entry.captured
    return facts.lastmod is not None and then is not None and facts.lastmod > then


def _says_more(filing: Filing, entry: Entry | None, errand: Errand, *, is_complete: bool) -> bool:
    """Ask whether naming a known address once more is worth a line: to most of them a source adds nothing."""
    if entry is None:
        return True
    is_named = entry.named_sweep == errand.sweep and (not is_complete or entry.named_by == errand.id)
    return not is_named or filing.facts != entry.facts or filing.sources != entry.sources


def _priority(facts: Candidate, candidate: Candidate) -> int:
    """Newest first, by the day; what a listing shows without a date is news as a rule."""
    when = facts.published.value if facts.published else facts.lastmod
    days = min((when - _EPOCH).days, 40_000) if when else (20_000 if candidate.source is Source.LISTING else 0)
    return _ARTICLE + max(days, 0)


def _comparable(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
