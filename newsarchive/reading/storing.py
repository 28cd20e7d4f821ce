"""From a page that was read to the rows of its article: what a crawl, an import and a re-extraction store through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.archive import Outcome
from newsarchive.errors import NotAnArchive, NotAnArticle
from newsarchive.extraction import read_and_note
from newsarchive.reading.memories import page_of

if TYPE_CHECKING:
    from datetime import datetime

    from newsarchive.archive import Archive, Stored
    from newsarchive.model import Article, Candidate, Comment, Impression, SiteMemory
    from newsarchive.sites import Sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What an article's page leaves behind for the memory of its site, the memory and the facts it was read with.

    ``bearing`` numbers what that memory said of the page. ``comments`` are those below it, None where nobody asked for
    them: then those that are stored stay.
    """

    impression: Impression | None
    memory: SiteMemory | None
    bearing: int | None = None
    told: Candidate | None = None
    comments: tuple[Comment, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleItem:
    """An article on its way to the archive, with the capture it was read from and when that was fetched.

    ``facts`` is what sources said of it; of them, ``lastmod`` is kept with its address.
    """

    article: Article
    capture_id: int
    moment: datetime
    lastmod: datetime | None = None
    facts: Candidate | None = None
    trace: Trace | None = None


def store(archive: Archive, item: ArticleItem, sites: Sites, *, crawl_id: int | None) -> Stored:
    """Store an article as :meth:`Archive.store_article` does, and see to it that only edits of its page are versions.

    Where it differs from what is stored, the stored page is read again with the same extractor, profile, memory and
    facts: what was learned in between is no edit. Raises the errors of the archive.
    """
    trace = item.trace

    def reread(capture_id: int) -> Article | None:
        return read_again(archive, capture_id, sites, memory=trace.memory if trace else None, facts=item.facts)

    stored = archive.store_article(
        item.article,
        capture_id=item.capture_id,
        crawl_id=crawl_id,
        moment=item.moment,
        lastmod=item.lastmod,
        impression=trace.impression if trace else None,
        bearing=trace.bearing if trace else None,
        reread=reread,
    )
    is_there = stored.outcome not in (Outcome.DUPLICATE, Outcome.ERASED)
    if is_there and trace is not None and trace.comments is not None:
        archive.store_comments(stored.article_id, trace.comments)
    return stored


def read_again(
    archive: Archive, capture_id: int, sites: Sites, *, memory: SiteMemory | None, facts: Candidate | None = None
) -> Article | None:
    """Read the page of a capture again; None where it is damaged, or is no article by what is known now."""
    try:
        capture = archive.capture(capture_id)
        site = sites.find(capture.target_uri)
        return read_and_note(page_of(capture), candidate=facts, on=capture.moment, site=site, memory=memory)[0]
    except (NotAnArchive, NotAnArticle):
        return None
