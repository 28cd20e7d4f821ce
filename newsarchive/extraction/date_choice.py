"""Candidates for one date weighed against each other: the likeliest day, its minute, the offset of its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import IntEnum

from newsarchive.model import Moment, Precision
from newsarchive.normalize.dates import Reading, other_order


class Trust(IntEnum):
    """Where a candidate stands: said for machines, shown at the headline, said loosely, found around, guessed."""

    DECLARED = 0
    SHOWN = 1
    LOOSE = 2
    AROUND = 3
    GUESSED = 4
    UPDATE = 5


#: What a candidate of each trust weighs against others; two of one source count once.
_WEIGHTS = (1.0, 1.0, 0.5, 0.5, 0.5, 0.0)
#: How far local clocks run behind and before UTC.
_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)
#: How far two clocks of one place may be apart around midnight and still tell of one publication.
_SOON = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: the moment with its proof, its trust, and whether an offset was stated rather than assumed."""

    moment: Moment
    trust: Trust
    has_offset: bool


def make_found(reading: Reading, raw: str, source: str, trust: Trust) -> Found:
    """Give a reading with its proof as a candidate."""
    moment = Moment(value=reading.value, raw=raw, precision=reading.precision, source=source)
    return Found(moment, trust, reading.has_offset)


def weigh(found: list[Found]) -> Moment | None:
    """Give the moment the candidates (the most trusted first) make likeliest, as exactly as any of them tells it."""
    chosen = choose(found)
    if chosen is None:
        return None
    chosen = _in_order(chosen, found)
    return _on_its_day(_with_offset(_with_minute(chosen, found), found), found).moment


def is_same(one: Found, other: Found) -> bool:
    """Ask whether two candidates can mean one publication: the same day in some place, or less than that apart."""
    first, second = one.moment, other.moment
    if first.precision is second.precision:
        if first.precision is Precision.DAY:
            return first.value.date() == second.value.date()
        offset = first.value.utcoffset()
        if offset == second.value.utcoffset() and (offset or one.has_offset is other.has_offset):
            clocks = first.value.replace(tzinfo=None), second.value.replace(tzinfo=None)
            return clocks[0].date() == clocks[1].date() or abs(clocks[0] - clocks[1]) <= _SOON
        return abs(first.value - second.value) <= _EAST
    if first.precision is Precision.DAY:
        first, second = second, first
    day = second.value.date()
    if first.value.utcoffset():
        return first.value.date() == day
    return (first.value - _WEST).date() <= day <= (first.value + _EAST).date()


def choose(found: list[Found]) -> Found | None:
    """Choose the day most kinds of sources agree on; of equals the most trusted.

    Yet a day shown at the headline before the declared one is right: what is told to machines moves when a
    story is put out again, or with the site to another system.
    """
    if len(found) < 2:
        return found[0] if found else None
    groups: list[list[Found]] = []
    for one in found:
        group = next((g for g in groups if is_same(g[0], one)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    if len(groups) == 1:
        return found[0]
    weights = [_weight(g) for g in groups]
    best = [g for g, weight in zip(groups, weights, strict=True) if weight == max(weights)]
    first = best[0]
    shown = next((f for f in found if f.trust == Trust.SHOWN), None)
    for group in best[1:]:
        if shown in group and group[0].moment.value < first[0].moment.value:
            return group[0]
    return first[0]


def _weight(group: list[Found]) -> float:
    kinds = {(f.moment.source if f.trust == Trust.DECLARED else "", f.trust) for f in group}
    return sum(_WEIGHTS[trust] for _, trust in kinds)


def _in_order(chosen: Found, found: list[Found]) -> Found:
    """Read 03/04 the other way round where another candidate says so."""
    turned = other_order(chosen.moment.raw) if chosen.moment.source != "url" else None
    if turned is None or turned.value.date() == chosen.moment.value.date():
        return chosen
    others = [f for f in found if f is not chosen]
    if any(is_same(f, chosen) for f in others):
        return chosen
    other = make_found(turned, chosen.moment.raw, chosen.moment.source, chosen.trust)
    return other if any(is_same(f, other) for f in others) else chosen


def _with_minute(chosen: Found, found: list[Found]) -> Found:
    """Take the minute from another candidate of the same day."""
    if chosen.moment.precision is Precision.MINUTE:
        return chosen
    day = chosen.moment.value.date()
    exact = [f for f in found if f.moment.precision is Precision.MINUTE and is_same(chosen, f)]
    same = next((f for f in exact if f.moment.value.date() == day), None)
    return same or next((f for f in exact if f.trust == Trust.DECLARED), chosen)


def _with_offset(chosen: Found, found: list[Found]) -> Found:
    """Give an instant told in UTC the offset of the place, where another candidate tells the same instant with it.

    A clock without offset that is whole quarters of an hour off, and the same to the second, is the local one.
    """
    value = chosen.moment.value
    if chosen.moment.precision is not Precision.MINUTE or value.utcoffset():
        return chosen
    for other in found:
        moment = other.moment
        if other is chosen or moment.precision is not Precision.MINUTE:
            continue
        shift = moment.value - value
        if other.has_offset:
            zone = moment.value.tzinfo if moment.value.utcoffset() and abs(shift) < timedelta(minutes=1) else None
        else:
            seconds = round(shift.total_seconds() / 900) * 900
            is_clock = abs(shift.total_seconds() - seconds) < 60 and 0 < abs(seconds) <= 14 * 3600
            zone = timezone(timedelta(seconds=seconds)) if is_clock and chosen.has_offset else None
        if zone is not None:
            told = chosen.moment
            local = Moment(value=value.astimezone(zone), raw=told.raw, precision=told.precision, source=told.source)
            return Found(local, chosen.trust, has_offset=True)
    return chosen


def _on_its_day(chosen: Found, found: list[Found]) -> Found:
    """Put an instant told in UTC on the day the page dates the story, by the least whole hours that reach it."""
    value, told = chosen.moment.value, chosen.moment
    if told.precision is not Precision.MINUTE or value.utcoffset() or told.source == "text":
        return chosen
    days = {f.moment.value.date() for f in found if f.moment.precision is Precision.DAY and is_same(f, chosen)}
    if len(days) != 1 or value.date() in days:
        return chosen
    for hours in range(1, 15):
        for shift in (-hours, hours):
            local = value.astimezone(timezone(timedelta(hours=shift)))
            if local.date() in days:
                moved = Moment(value=local, raw=told.raw, precision=told.precision, source=told.source)
                return Found(moved, chosen.trust, has_offset=True)
    return chosen
