"""Where articles wait for their date: some pages say none, or only the day, and a feed or a twin says the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsarchive.model import Article, Candidate, Precision
from newsarchive.normalize.urls import site_of, url_key
from newsarchive.reading import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from newsarchive.crawl.closing import Answer
    from newsarchive.model import Errand
    from newsarchive.reading.storing import Trace

#: Articles that may wait at a time; more are stored as they are.
MAX_WAITING = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An article that waits, the errand it came by with its answer, its capture, and what it leaves behind."""

    errand: Errand
    answer: Answer
    article: Article
    capture_id: int
    moment: datetime
    trace: Trace | None = None

    def with_article(self, article: Article) -> Waiting:
        """Give the same page, read with a better date."""
        return self if article is self.article else replace(self, article=article)


class WaitingRoom:
    """Articles without an instant; ``facts`` tells what all sources said of an errand's article so far."""

    def __init__(self, facts: Callable[[Article, Errand], Candidate | None]) -> None:
        self._facts = facts
        self._waiting: dict[str, Waiting] = {}

    def count(self, site: str) -> int:
        """Count those of one site."""
        return sum(1 for page in self._waiting.values() if site_of(page.article.url) == site)

    def is_for(self, article: Article, *, more_may_come: bool) -> bool:
        """Ask whether an article should wait.

        Without a date it must, unless it declares itself news. With a day it may, while the feeds
        of its site have more to say.
        """
        if not article.tells_publication:
            return said.is_dateless(article)
        is_day = article.date_published_precision is Precision.DAY
        return is_day and more_may_come and len(self._waiting) < MAX_WAITING

    def add(self, page: Waiting) -> None:
        """Let an article wait."""
        # By its own address: the canonical one may be a lie that many pages share.
        self._waiting[url_key(page.article.url)] = page

    def dated(self) -> Iterator[Waiting]:
        """Give those that some source has given a better date by now, with that date."""
        for key, page in list(self._waiting.items()):
            article = self.dated_by_sources(page.article, page.errand)
            if article is not page.article:
                del self._waiting[key]
                yield page.with_article(article)

    def with_a_day(self, site: str) -> Iterator[Waiting]:
        """Give those of a site that have at least a day."""
        for key, page in list(self._waiting.items()):
            if page.article.tells_publication and site_of(page.article.url) == site:
                del self._waiting[key]
                yield page

    def twins(self) -> Iterator[tuple[Errand, str]]:
        """Give the AMP addresses of those that wait: the few for which no feed was worth paging through."""
        for page in self._waiting.values():
            if page.article.amp_url:
                yield page.errand, page.article.amp_url

    def emptied(self) -> Iterator[tuple[Waiting, bool]]:
        """Give all that still wait, each with whether it is an article.

        It is one where it has a day, or where a listing or feed shows it under a headline. Pages
        such as "About us" have neither.
        """
        for page in self._waiting.values():
            facts = self._facts(page.article, page.errand)
            yield page, said.is_believed(page.article, facts)
        self._waiting.clear()

    def dated_by_sources(self, article: Article, errand: Errand) -> Article:
        """Give the article with its sources' date (and authors, where it names none) if that says more than its own."""
        return said.dated(article, self._facts(article, errand))
