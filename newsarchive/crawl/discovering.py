"""What a crawl of the sources alone came to know of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsarchive.discover.offers import Offer, offers
from newsarchive.model import Role, State
from newsarchive.normalize.urls import host_of

if TYPE_CHECKING:
    from newsarchive.crawl.job import Job

#: Errands that were not carried out.
_UNASKED = (State.QUEUED, State.LATER, State.LEASED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The sources of a site in the order a crawl asks them.

    ``articles`` counts what all of them together name, each article once; ``known`` those that the archive has. There
    may be more where no source lists all there is, or one that does was not read to its end: then ``is_whole`` is
    False. ``robots`` says in words what the
    robots.txt of the site's host is, ``pages`` how many were fetched.
    """

    url: str
    robots: str
    offers: tuple[Offer, ...]
    articles: int
    known: int
    is_whole: bool
    pages: int

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it: moments as ISO 8601 text."""
        return {
            "url": self.url,
            "robots": self.robots,
            "articles": self.articles,
            "known": self.known,
            "is_whole": self.is_whole,
            "pages": self.pages,
            "sources": [
                {
                    "kind": str(offer.kind),
                    "url": offer.url,
                    "lists": offer.lists,
                    "articles": offer.articles,
                    "oldest": offer.oldest.isoformat() if offer.oldest else None,
                    "newest": offer.newest.isoformat() if offer.newest else None,
                    "answer": offer.answer,
                    "is_used": offer.is_used,
                    "why": offer.why,
                }
                for offer in self.offers
            ],
        }


def discovered(job: Job) -> Discovery:
    """Read what was found out of the frontier of a crawl of sources alone."""
    found = job.frontier.census.found_sources()
    named = job.frontier.census.named()
    articles = sum(count for _, _, count in named)
    judged = offers(found)
    lists_all = any(offer.lists == "all" for offer in judged)
    left = any(source.state in _UNASKED and source.role in (Role.SITEMAP, Role.API) for source in found)
    return Discovery(
        url=job.options.urls[0],
        robots=_robots(job),
        offers=judged,
        articles=articles,
        known=sum(count for _, is_known, count in named if is_known),
        is_whole=lists_all and not left and all(offer.articles <= articles for offer in judged),
        pages=job.tally.counts["pages"],
    )


def _robots(job: Job) -> str:
    rules = job.conduct.rules.get(host_of(job.options.urls[0]))
    if rules is None:
        return "it was not asked for"
    if rules.file.verdict != "rules":
        return rules.file.detail
    count = len(rules.sitemaps)
    named = "no sitemap" if not count else "one sitemap" if count == 1 else f"{count} sitemaps"
    asked = f"; it asks for {rules.crawl_delay:g} s between requests" if rules.crawl_delay else ""
    return f"it names {named}{asked}"
