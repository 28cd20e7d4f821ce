"""What each field could have been: the candidates a page offers and the one that won, for people.

Each field's own module tells its candidates; here they are given one shape, and what a site's profile says is put in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.dating import date_candidates
from newsarchive.extraction.fields import field_candidates, read_language
from newsarchive.extraction.headline import headline_candidates
from newsarchive.extraction.links import LinkCandidate, link_candidates
from newsarchive.extraction.profile import SOURCE as PROFILE
from newsarchive.extraction.signing import author_candidates
from newsarchive.extraction.tags import tag_candidates
from newsarchive.extraction.view import View
from newsarchive.model import Article, Precision

_DATES = ("date_published", "date_modified")


@dataclass(frozen=True, slots=True)
class Offer:
    """A value a page offers for a field: ``source`` where it stands, ``raw`` as found, ``value`` as read of it."""

    source: str
    raw: str
    value: str


@dataclass(frozen=True, slots=True)
class FieldTrace:
    """A field: what was offered for it, and the index of what won, None where the field is empty.

    The winner's value is the field's: it may bear what another candidate told, such as a date's offset.
    ``confidence`` is the article's, None where none is stated.
    """

    field: str
    candidates: tuple[Offer, ...]
    winner: int | None
    confidence: float | None = None


#: What was offered, and the index of what the page's readers took, None where that is to be found by its value.
_Offered = tuple[list[Offer], int | None]


def _headlines(view: View) -> _Offered:
    # The one chosen comes first.
    offers = [Offer(title.source, title.raw, title.text) for title in headline_candidates(view)]
    return offers, 0 if offers else None


def _dates(view: View, field: str) -> _Offered:
    offers: dict[Offer, None] = {}
    winner: Offer | None = None
    for candidate in date_candidates(
        view.head,
        view.walk,
        view.body,
        view.headline_at,
        url=view.page.url,
        language=read_language(view),
        on=None,
    ):
        moment = candidate.moment
        if candidate.field != field:
            continue
        value = _date_said(moment.value, exact=moment.precision is Precision.MINUTE)
        offer = Offer(moment.source, moment.raw, value)
        offers[offer] = None
        winner = offer if candidate.is_winner and winner is None else winner
    listed = list(offers)
    return listed, listed.index(winner) if winner is not None else None


def _authors(view: View) -> _Offered:
    found = author_candidates(view)
    winner = next((index for index, candidate in enumerate(found) if candidate.is_winner), None)
    return [Offer(c.source, " | ".join(c.raw), ", ".join(c.names)) for c in found], winner


def _tags(view: View) -> _Offered:
    found = tag_candidates(view)
    winner = next((index for index, (_, _, tags) in enumerate(found) if tags), None)
    return [Offer(source, ", ".join(raw), ", ".join(tags)) for source, raw, tags in found], winner


def traces(view: View, article: Article | None, told: dict[str, tuple[str, ...]]) -> tuple[FieldTrace, ...]:
    """Trace every field; ``article`` is what was read of the page, None where it was refused.

    ``told`` has the raw values a site's profile gives.
    """
    plain = field_candidates(view)

    def told_plainly(field: str) -> _Offered:
        return [Offer(source, value, value) for source, value in plain[field]], None

    readers: dict[str, Callable[[], _Offered]] = {
        "headline": lambda: _headlines(view),
        "date_published": lambda: _dates(view, "date_published"),
        "date_modified": lambda: _dates(view, "date_modified"),
        "authors": lambda: _authors(view),
        "article_section": lambda: told_plainly("article_section"),
        "tags": lambda: _tags(view),
        "in_language": lambda: told_plainly("in_language"),
        "description": lambda: told_plainly("description"),
        "canonical_url": lambda: told_plainly("canonical_url"),
        "site_name": lambda: told_plainly("site_name"),
        "declared_type": lambda: told_plainly("declared_type"),
    }
    return tuple(_trace(field, reader(), article, told.get(field, ())) for field, reader in readers.items())


def _trace(field: str, offered: _Offered, article: Article | None, told: tuple[str, ...]) -> FieldTrace:
    offers, winner = offered
    value = _said(field, article)
    is_told = bool(told) and (field not in _DATES or getattr(article, f"{field}_source", None) == PROFILE)
    given = [Offer(PROFILE, raw, raw) for raw in told]
    if not value:
        return FieldTrace(field, (*given, *offers), None)
    if is_told:
        raw = getattr(article, f"{field}_raw", None)
        winner = next((index for index, offer in enumerate(given) if offer.raw == raw), 0)
    else:
        proof = _proof(field, article, offers)
        winner = next((one for one in (proof, winner, _alike(value, offers)) if one is not None), None)
        if winner is None:
            offers.append(Offer(_elsewhere(field), value, value))
            winner = len(offers) - 1
        winner += len(given)
    everything = [*given, *offers]
    everything[winner] = replace(everything[winner], value=value)
    return FieldTrace(field, tuple(everything), winner, getattr(article, f"{field}_confidence", None))


def _proof(field: str, article: Article | None, offers: list[Offer]) -> int | None:
    """Find the date that stands as the article's proof: another may tell the minute of the day that was chosen."""
    proof = getattr(article, f"{field}_source", None), getattr(article, f"{field}_raw", None)
    return next((index for index, offer in enumerate(offers) if (offer.source, offer.raw) == proof), None)


def _alike(value: str, offers: list[Offer]) -> int | None:
    """Find the first offer that says a value, letter by letter if there is one."""
    exact = next((index for index, offer in enumerate(offers) if offer.value == value), None)
    if exact is not None:
        return exact
    return next((index for index, offer in enumerate(offers) if fold(offer.value) == fold(value)), None)


def _elsewhere(field: str) -> str:
    """Name where a value comes from that no candidate says."""
    return {"in_language": "text", "canonical_url": "address"}.get(field, PROFILE)


def _said(field: str, article: Article | None) -> str:
    value = getattr(article, field, None)
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, datetime):
        return _date_said(value, exact=getattr(article, f"{field}_precision", "") == Precision.MINUTE)
    return value or ""


def _date_said(value: datetime, *, exact: bool) -> str:
    return value.isoformat() if exact else value.date().isoformat()


def links_of(view: View, article: Article | None) -> tuple[LinkCandidate, ...]:
    """Give every link of the page with why it was taken or not; what a profile decided on overrules the rest."""
    candidates = link_candidates(view.page, view.walk, view.body)
    if article is None:
        return tuple(replace(one, kind=None) for one in candidates)
    taken = {(link.kind, link.url) for link in article.links}
    listed = [
        one if one.kind is None or (one.kind, one.url) in taken else replace(one, kind=None, rule=PROFILE)
        for one in candidates
    ]
    known = {(one.kind, one.url) for one in listed}
    listed += [
        LinkCandidate(link.url, link.text, link.kind, PROFILE)
        for link in article.links
        if (link.kind, link.url) not in known
    ]
    return tuple(listed)
