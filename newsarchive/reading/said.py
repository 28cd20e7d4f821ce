"""What sources said of a page, beside what it says itself: which of it holds, and whether it makes an article of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newsarchive.discover import addresses
from newsarchive.model import Article, Candidate, Moment, Precision, Role

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"\w{2,}")


def facts_of(article: Article, asked: str, facts: Callable[[str], Candidate | None]) -> Candidate | None:
    """Give what sources said of an article, by any of its addresses; ``facts`` tells it of one.

    ``asked`` is the address that was asked for, where that redirected, else "". What was said of it holds where the
    headline is the same: an old story may lead to the newest.
    """
    told = facts(article.canonical_url) or facts(article.url)
    if told is not None or not asked:
        return told
    found = facts(asked)
    is_same = found is not None and found.headline and article.headline and _is_alike(found.headline, article.headline)
    return found if is_same else None


def dated(article: Article, facts: Candidate | None) -> Article:
    """Give the article with its sources' date (and authors, where it names none) if that says more than its own."""
    if facts is None or facts.published is None or not _is_better(facts.published, article):
        return article
    return replace(
        article,
        date_published=facts.published.value,
        date_published_raw=facts.published.raw,
        date_published_precision=facts.published.precision,
        date_published_source=facts.published.source,
        date_published_confidence=None,
        authors=article.authors or list(facts.authors),
    )


def is_wanted(article: Article, facts: Candidate | None, role: Role, asked: str) -> bool:
    """Ask whether a page is to be taken for an article, by what it was fetched for; ``asked`` is the address then.

    One fetched as a listing is one only where it, or a source, calls it one and it has a date.
    """
    if role is Role.ARTICLE:
        return True
    if addresses.is_front(article.url) or addresses.is_front(asked):
        return False
    if role is Role.START:
        return True
    return article.tells_publication and (article.declared_type is not None or facts is not None)


def is_dateless(article: Article) -> bool:
    """Ask whether an article has no date of its own and does not declare itself news: it may be a page "About us"."""
    return not article.tells_publication and article.declared_type in (None, "article")


def is_believed(article: Article, facts: Candidate | None) -> bool:
    """Ask whether a page is an article by its date, or by a listing or feed that shows it under a headline."""
    return article.tells_publication or bool(facts and facts.headline)


def is_silent(article: Article) -> bool:
    """Ask whether a page leaves something open that its sources may tell: authors, tags, or the exact moment."""
    return not article.authors or not article.tags or _is_vague(article)


def _is_vague(article: Article) -> bool:
    value, raw = article.date_published, article.date_published_raw or ""
    if value is None or not article.tells_publication or article.date_published_precision is Precision.DAY:
        return True
    # A time as it is printed, in a zone that the page does not say.
    is_printed = article.date_published_source in ("text", "time-tag")
    return is_printed and value.utcoffset() == timedelta(0) and "Z" not in raw and "+" not in raw


def told_of(facts: Candidate | None) -> tuple[object, ...]:
    """Give what of the word of sources a reading depends on."""
    return () if facts is None else (facts.headline, facts.published, facts.authors, facts.tags)


def _is_better(moment: Moment, article: Article) -> bool:
    """Any date says more than none, and a minute more than the day it lies in."""
    if article.date_published is None or not article.tells_publication:
        return True
    if moment.precision is not Precision.MINUTE or article.date_published_precision is not Precision.DAY:
        return False
    # The page's day is in the site's own time zone, which the page does not say.
    return abs((moment.value - article.date_published).total_seconds()) < 2 * 86400


def _is_alike(one: str, other: str) -> bool:
    """Ask whether two headlines share most of their words; a teaser may cut its own short."""
    words, others = (set(_WORD.findall(headline.casefold())) for headline in (one, other))
    return 2 * len(words & others) > min(len(words), len(others)) > 0
