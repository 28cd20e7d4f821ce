"""What sources say of addresses: kept where reading looks for it, as in a crawl."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from newsarchive.discover import feeds, posts_api, sitemaps
from newsarchive.discover.wanted import merged
from newsarchive.model import Candidate, Errand, Filing, Moment, Precision, Role, Source, State
from newsarchive.normalize.urls import site_of, url_key, without_tracking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsarchive.archive import Archive
    from newsarchive.model import Capture
    from newsarchive.warc.records import Facts

_BATCH = 1000
#: How a sitemap, a feed or a list of posts begins.
_BEGINNINGS = (b"<", b"{", b"[", b"\x1f\x8b", b"\xef\xbb\xbf", b"http")


class Told:
    """Keeps what sources say in an archive."""

    def __init__(self, archive: Archive, run: int, began: datetime) -> None:
        self._archive = archive
        self._run = run
        self._began = began
        # Nobody has fetched what is named here: the next crawl of its site may.
        self._frontier = archive.frontier(0)
        self._seeds: dict[str, int] = {}

    def source(self, capture: Capture, role: str) -> str:
        """Take in what a sitemap, feed or list of posts names; give which of them it is, "" where it is none.

        ``role`` is what it was fetched for, "" where nobody says. Belongs into no transaction.
        """
        payload, url = capture.payload, capture.target_uri
        if not payload or (role and role not in ("start", "sitemap", "feed", "api")):
            return ""
        if not role and not payload.lstrip()[:4].startswith(_BEGINNINGS):
            return ""
        if role == "sitemap" or sitemaps.is_sitemap(payload):
            for batch in sitemaps.batches(payload, url):
                self.file(batch.candidates, Role.SITEMAP)
            return "sitemap"
        if role == "feed" or feeds.is_feed(payload):
            found = feeds.read(payload, url).candidates
            self.file((replace(one, url=without_tracking(one.url)) for one in found), Role.FEED)
            return "feed"
        if role == "api" or payload.lstrip()[:1] == b"[":
            posts = posts_api.read(payload, url)
            self.file(posts.candidates, Role.API)
            return "api" if posts.is_api or role == "api" else ""
        return ""

    def file(self, candidates: Iterable[Candidate], role: Role) -> None:
        """Keep what a source says of addresses beside what others said."""
        groups: dict[str, dict[str, Candidate]] = {}
        for candidate in candidates:
            group = groups.setdefault(site_of(candidate.url), {})
            key = url_key(candidate.url)
            group[key] = merged(group.get(key), candidate)
        for site, found in groups.items():
            errand = self._errand(site, next(iter(found.values())).url, role)
            facts = list(found.values())
            for start in range(0, len(facts), _BATCH):
                self._file(facts[start : start + _BATCH], errand)

    def _file(self, found: list[Candidate], errand: Errand) -> None:
        entries = self._frontier.entries([one.url for one in found])
        filings = []
        for one in found:
            entry = entries.get(url_key(one.url))
            known = entry is not None and (entry.state is not None or entry.article_id is not None)
            sources = dict.fromkeys((*(entry.sources if entry else ()), one.source.value))
            filings.append(
                Filing(
                    facts=merged(entry.facts if entry else None, one),
                    state=None if known else State.QUEUED,
                    reason="article" if entry is not None and entry.article_id is not None else "",
                    sources=tuple(sources),
                )
            )
        self._frontier.file(filings, errand)

    def _errand(self, site: str, url: str, role: Role) -> Errand:
        """Give an errand in the name of which something is filed; there is none that fetched it."""
        if site not in self._seeds:
            scheme = url.partition(":")[0]
            front = f"{scheme}://{site}/"
            self._seeds[site] = self._archive.seed_of(site, front, run=self._run, moment=self._began)
        return Errand(
            id=0, key="", url=url, host="", site=site, role=role, seed_id=self._seeds[site], sweep=self._run, priority=0
        )


def to_candidate(url: str, facts: Facts) -> Candidate | None:
    """Give what a metadata record says of an address by the words of its sources; None where that is nothing."""
    names = [name for name in facts.sources.split() if name in frozenset(Source)]
    if not (facts.told or names):
        return None
    told = facts.told
    return Candidate(
        url=url,
        source=Source(names[0]) if names else Source.GIVEN,
        headline=_text(told.get("headline")),
        published=_moment(told.get("published")),
        lastmod=_instant(facts.lastmod),
        authors=_texts(told.get("authors")),
        tags=_texts(told.get("tags")),
    )


def of_records(said: Mapping[str, Facts]) -> list[Candidate]:
    """Give what metadata records say of the addresses they are about."""
    return [found for url, facts in said.items() if (found := to_candidate(url, facts)) is not None]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else ()


def _instant(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _moment(value: object) -> Moment | None:
    """Read a date with its proof; None where it is none."""
    if not (isinstance(value, list) and len(value) == 4 and all(isinstance(word, str) for word in value)):
        return None
    instant = _instant(value[0])
    if instant is None or value[2] not in frozenset(Precision):
        return None
    return Moment(value=instant, raw=value[1], precision=Precision(value[2]), source=value[3])
