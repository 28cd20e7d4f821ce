"""When the article was published and changed: candidates in order of trust, each with its proof, weighed together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from newsarchive.extraction.blocks import Walk
from newsarchive.extraction.body import Body
from newsarchive.extraction.date_choice import Found, choose, weigh
from newsarchive.extraction.date_modified import as_update, modified_dates
from newsarchive.extraction.date_published import published_dates, scripted_dates
from newsarchive.extraction.date_scene import scene_of
from newsarchive.extraction.meta import Head
from newsarchive.model import Candidate, Moment, Precision
from newsarchive.normalize.dates import other_order


@dataclass(frozen=True, slots=True)
class Dates:
    """Publication and modification, each with its proof, or None; ``found`` is what the first was chosen from."""

    published: Moment | None
    modified: Moment | None
    found: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One date the page offers for ``field`` (``date_published`` or ``date_modified``), and whether it was taken.

    ``moment`` holds its source, the words as found and the value they were read as. The winner's value
    may bear an offset, or a minute, that another candidate of the same instant stated.
    """

    field: str
    moment: Moment
    is_winner: bool


def read_dates(
    head: Head,
    walk: Walk,
    body: Body,
    headline: int | None,
    *,
    url: str,
    language: str | None,
    candidate: Candidate | None,
    on: datetime | None,
) -> Dates:
    """Read both dates. A date out of the story's own text is never one; unknown is None.

    A page that shows nothing but when it was last changed is dated by that, the source of its publication
    being ``modified``: the latest moment at which it can have been published.
    """
    scene = scene_of(head, walk, body, headline, url, language, on)
    found = list(published_dates(scene, everything=False))
    modified = next(modified_dates(scene, everywhere=not found), None)
    if len(found) == 1 and other_order(found[0].moment.raw):
        found = list(published_dates(scene, everything=True))  # 03/04: somebody else must say which is the month
    published = weigh(found)
    if published is None:
        found = [as_update(modified)] if modified else list(scripted_dates(scene))
        published = weigh(found)
    return Dates(_with_candidate(published, candidate), modified.moment if modified else None, tuple(found))


def date_candidates(
    head: Head,
    walk: Walk,
    body: Body,
    headline: int | None,
    *,
    url: str,
    language: str | None,
    on: datetime | None,
) -> list[DateCandidate]:
    """Give every date the page offers for either field, in the order they were asked, with the winner marked.

    For people who want to know why; :func:`read_dates` stops as soon as the answer is certain.
    """
    scene = scene_of(head, walk, body, headline, url, language, on)
    modified = list(modified_dates(scene, everywhere=True))
    found = list(published_dates(scene, everything=True))
    updates = [as_update(f) for f in modified[:1]]
    scripted = list(scripted_dates(scene))
    asked = list(published_dates(scene, everything=False)) or updates or scripted
    chosen = choose(asked)
    listed = [
        DateCandidate("date_published", f.moment, chosen is not None and f.moment == chosen.moment)
        for f in (*found, *updates, *scripted)
    ]
    return listed + [DateCandidate("date_modified", f.moment, f is modified[0]) for f in modified]


def _with_candidate(found: Moment | None, candidate: Candidate | None) -> Moment | None:
    """Fill in from the source that named the address: where the page is silent, or where it gives only the day."""
    said = candidate.published if candidate is not None else None
    if found is None or said is None:
        return found or said
    if said.source == "modified":
        return found
    if found.source == "modified":
        return said
    if said.precision is not Precision.MINUTE:
        return found
    vague = found.precision is Precision.DAY or (
        found.source in ("text", "time-tag")
        and found.value.utcoffset() == timedelta(0)
        and "Z" not in found.raw
        and "+" not in found.raw
    )
    if vague and abs(found.value.date() - said.value.date()) <= timedelta(days=1):
        return said
    return found
