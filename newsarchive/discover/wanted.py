"""What becomes of the addresses that sources name: which are wanted, in which order, and what was known of them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive.discover import archives, traps
from newsarchive.discover.sources import PAGE
from newsarchive.model import Candidate, Entry, Errand, Filing, Findings, Moment, Precision, Role, Source, State
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.discover.scope import Ledger, Period, Scope, Seeds
    from newsarchive.discover.spending import Spending

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
#: The priority of an article of that day: newer ones come before it.
_ARTICLE = 1_000
#: So many addresses that articles point to are kept in mind.
MOST_LINKED = 5_000


class Wanted:
    """Files the addresses that the sources of one crawl name."""

    def __init__(self, ledger: Ledger, scope: Scope, seeds: Seeds, spending: Spending) -> None:
        self._ledger = ledger
        self._scope = scope
        self._seeds = seeds
        self._spending = spending
        self._linked = _Newest(MOST_LINKED)

    def file(self, candidates: Iterable[Candidate], errand: Errand, *, is_complete: bool = False) -> Findings:
        """Decide what becomes of addresses that a source names, and write it down."""
        named: dict[str, Candidate] = {}
        for found in candidates:
            candidate = replace(found, url=self._spending.plain(found.url, errand.site))
            key = url_key(candidate.url)
            named[key] = merged(named.get(key), candidate)
        known = self._ledger.entries(candidate.url for candidate in named.values())
        filings: list[Filing] = []
        new = 0
        dates: list[datetime] = []
        for key, candidate in named.items():
            entry = known.get(key)
            dates += _dates(candidate)
            tells = _is_new(entry, errand) or (bool(self._seeds.period_of(errand)) and _is_dated_by(entry, candidate))
            new += tells and self._is_promising(candidate, errand)
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
            oldest=min(dates, default=None),
            newest=max(dates, default=None),
        )

    def link(self, urls: Iterable[str], errand: Errand) -> None:
        """Keep addresses that an article points to, until everything else has been named."""
        # Many point to the same: once looked at, an address is known, or of no interest.
        fresh = [url for url in urls if not self._linked.has(url)]
        if not fresh:
            return
        wanted = [Candidate(url=url, source=Source.RELATED) for url in fresh]
        known = self._ledger.entries(candidate.url for candidate in wanted)
        self._ledger.file(
            [
                Filing(facts=candidate, state=State.LATER, priority=PAGE, sources=(Source.RELATED.value,))
                for candidate in wanted
                if is_unmet(known.get(url_key(candidate.url))) and not self._scope.excludes(candidate.url)
            ],
            errand,
        )

    def learn(self, candidate: Candidate, errand: Errand) -> None:
        """Add what one more page says of an address to what the others said."""
        entry = self._ledger.entries([candidate.url]).get(url_key(candidate.url))
        facts = merged(entry.facts if entry else None, candidate)
        sources = entry.sources if entry else ()
        self._ledger.file([Filing(facts=facts, state=None, reason="article", sources=sources)], errand)

    def _decided(self, entry: Entry | None, facts: Candidate, errand: Errand) -> tuple[State | None, str]:
        """Give the state an address is to have, None for the one it has, and the reason."""
        if entry is not None and self._is_settled(entry, facts, errand):
            return None, "article" if entry.article_id is not None else (entry.verdict or "")
        if self._scope.excludes(facts.url):
            return State.SKIPPED, "profile"
        if traps.endless(facts.url):
            return State.SKIPPED, "trap"
        period, days = self._seeds.period_of(errand), None
        if period and facts.published is None:
            # What its page told is kept in UTC: it may be a day off.
            told = entry.published.date() if entry is not None and entry.published else None
            days = (told, told) if told else archives.published_on(facts.url)
        if _is_outside(period, facts.published) or period.predates(facts.lastmod) or period.misses(days):
            return State.SKIPPED, "out-of-period"
        changed = entry is not None and entry.article_id is not None and entry.how != "canonical"
        return State.QUEUED, "changed" if changed else ""

    def _is_promising(self, candidate: Candidate, errand: Errand) -> bool:
        """Ask whether an address is of a kind that gave articles; an endless calendar has new events every month."""
        if errand.role is not Role.LISTING or errand.priority > PAGE or not self._seeds.whole:
            return True
        period = self._seeds.period_of(errand)
        if errand.source is Source.ARCHIVE and (Source.ARCHIVE in self._scope.sources or period):
            # Its archive was asked for.
            return True
        if period and (dates := days_told(candidate)):
            # Articles of other days are not read, but what shows its date is news; what is to come is none.
            return dates[0] <= self._scope.began + timedelta(days=1)
        patterns = traps.patterns_of(candidate.url, traps.Kind.ARTICLE)
        told = self._ledger.patterns.yields(errand.site, traps.Kind.ARTICLE, patterns, errand.sweep)
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


class _Newest:
    """The texts seen last, at most so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._texts: OrderedDict[str, None] = OrderedDict()

    def has(self, text: str) -> bool:
        """Ask whether a text is among them; it is from now on."""
        if text in self._texts:
            self._texts.move_to_end(text)
            return True
        self._texts[text] = None
        if len(self._texts) > self._most:
            self._texts.popitem(last=False)
        return False


def is_unmet(entry: Entry | None) -> bool:
    """Ask whether an address was neither dealt with nor is about to be: nobody named it, or only as a link."""
    if entry is None or (entry.state is State.LATER and not entry.reason):
        return True
    return entry.state is None and (entry.how == "canonical" or entry.article_id is None)


def facts_in(entry: Entry | None) -> Candidate | None:
    """Give what all sources together said of an address."""
    if entry is None or (entry.state is State.SKIPPED and entry.reason in ("canonical", "duplicate")):
        # Only pages named it, as another address of theirs.
        return None
    return entry.facts


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


def _dates(candidate: Candidate) -> tuple[datetime, ...]:
    """Give the dates that a source says an article by, with a time zone: of its publication, else its last change."""
    lastmod = candidate.lastmod
    return days_told(candidate) or ((lastmod if lastmod.tzinfo else lastmod.replace(tzinfo=UTC),) if lastmod else ())


def days_told(candidate: Candidate) -> tuple[datetime, ...]:
    """Give when an article was published as its source says, else the first and last day that its address allows."""
    if candidate.published is not None:
        value = candidate.published.value
        return (value if value.tzinfo else value.replace(tzinfo=UTC),)
    days = archives.published_on(candidate.url) or ()
    return tuple(datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days)


def _is_outside(period: Period, told: Moment | None) -> bool:
    """Ask whether a source's date lies outside a period: a day is taken at its word, an instant has a zone."""
    if told is None:
        return False
    return period.excludes(told.value) if told.precision is Precision.DAY else period.rules_out(told.value)


def _outranks(candidate: Candidate, before: Candidate) -> bool:
    """Prefer a minute to a day, a feed's own word to a teaser's, and the newest word of a list of posts."""
    new, old = candidate.published, before.published
    if new is None or old is None:
        return new is not None
    if new.precision is not old.precision:
        return new.precision is Precision.MINUTE
    # A list of posts is what the newsroom itself keeps: the date that it tells now is the one that holds. A feed may
    # have another for every update.
    return new.source == "api" == old.source or (old.source == "listing" and new.source != "listing")


def _is_new(entry: Entry | None, errand: Errand) -> bool:
    """Ask whether an address that a source names was unheard of, in this sweep and in the archive."""
    if entry is None or (entry.state is State.LATER and not entry.reason):
        return True
    if entry.state is None:
        return entry.how == "canonical" or (entry.article_id is None and not entry.verdict)
    return entry.state is State.QUEUED and entry.sweep != errand.sweep


def _is_dated_by(entry: Entry | None, candidate: Candidate) -> bool:
    """Ask whether a source dates an article that waits to be dated."""
    is_waiting = entry is not None and entry.state in (State.QUEUED, State.LATER)
    is_undated = entry is not None and entry.published is None
    return is_waiting and is_undated and candidate.published is not None


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
