"""When a page that is known is worth another look: often while it is fresh, then ever more rarely, then no more."""

from __future__ import annotations

from datetime import datetime, timedelta

#: Ages of an article at which it is looked at again: most edits come within hours, corrections within days.
AGES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=14))
#: No page is asked for twice within this time, whatever its age.
REST = timedelta(hours=1)
#: How long a page that was no article is believed to be none: it may have been a guard's "just a moment".
BELIEVED = timedelta(days=7)


def next_look(
    looked: datetime, *, published: datetime | None, changed: datetime | None = None, checks: int = 0
) -> datetime | None:
    """Give when an article is to be looked at next, or None: it is too old to expect edits.

    ``looked`` is the moment of the look just taken, ``published`` the article's date, ``changed`` the look that found
    it changed: it ages from the later of the two. One without a date ages by ``checks``, the looks without a change.
    """
    born = max((moment for moment in (published, changed) if moment is not None and moment <= looked), default=None)
    if born is None:
        born = looked - (AGES[min(checks, len(AGES)) - 1] if checks else timedelta())
    return next((max(born + age, looked + REST) for age in AGES if born + age > looked), None)


def next_try(failed: datetime, tries: int) -> datetime:
    """Give when a page that could not be had is tried again: after an hour, four, sixteen … a fortnight at most."""
    rest: timedelta = REST * 4 ** min(tries, 10)
    return failed + min(rest, AGES[-1])
