"""When a page is looked at again: what must hold for any page, and the schedule of one that is like most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.revisits import AGES, REST, next_look, next_try

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MOMENTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - the zone comes from the argument beside it
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
DATES = st.none() | MOMENTS


def schedule(published: datetime | None, *, looks: int = 50) -> list[timedelta]:
    """Give how long after ``published`` each look falls that finds nothing changed, each taken when it is due."""
    given_out: list[timedelta] = []
    looked, checks = NOON, 0
    for _ in range(looks):
        due = next_look(looked, published=published, checks=checks)
        if due is None:
            return given_out
        given_out.append(due - NOON)
        looked, checks = due, checks + 1
    raise AssertionError(f"no end: {given_out[-5:]}")


def test_a_page_published_now_is_looked_at_ever_more_rarely_and_then_no_more() -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    assert schedule(NOON) == [hour, 6 * hour, day, 3 * day, 14 * day]


def test_a_page_without_a_date_ages_by_its_looks_as_if_it_were_published_at_the_first() -> None:
    assert schedule(None) == schedule(NOON)


def test_an_old_page_is_looked_at_no_more_until_it_changes() -> None:
    old = NOON - AGES[-1]
    assert next_look(NOON, published=old) is None
    assert next_look(NOON, published=old, changed=NOON) == NOON + AGES[0]
    assert next_look(NOON, published=old, changed=NOON - AGES[-1]) is None


def test_a_look_that_comes_late_does_not_make_up_for_those_that_were_missed() -> None:
    assert next_look(NOON + timedelta(days=2), published=NOON) == NOON + timedelta(days=3)


def test_a_look_taken_just_before_it_was_due_is_not_repeated_at_once() -> None:
    late = NOON + AGES[2] - timedelta(minutes=1)
    assert next_look(late, published=NOON) == late + REST


@given(looked=MOMENTS, published=DATES, changed=DATES, checks=st.integers(0, 10_000))
def test_no_page_is_asked_for_twice_within_the_rest(
    looked: datetime, published: datetime | None, changed: datetime | None, checks: int
) -> None:
    due = next_look(looked, published=published, changed=changed, checks=checks)
    assert due is None or looked + REST <= due <= looked + AGES[-1]


@given(looked=MOMENTS, published=DATES, changed=DATES)
def test_a_page_younger_than_a_fortnight_is_due_and_an_older_one_is_not(
    looked: datetime, published: datetime | None, changed: datetime | None
) -> None:
    births = [moment for moment in (published, changed) if moment is not None and moment <= looked]
    due = next_look(looked, published=published, changed=changed)
    is_young = not births or looked - max(births) < AGES[-1]
    assert (due is not None) == is_young


@given(published=MOMENTS, age=st.timedeltas(timedelta(), AGES[-1]), longer=st.timedeltas(timedelta(), AGES[-1]))
def test_the_older_page_is_not_due_before_the_younger(published: datetime, age: timedelta, longer: timedelta) -> None:
    looked = published + age
    young = next_look(looked, published=published)
    old = next_look(looked + longer, published=published)
    assert old is None or (young is not None and young <= old)


@given(looked=MOMENTS, published=MOMENTS, checks=st.integers(0, 100))
def test_a_change_makes_a_page_as_fresh_as_a_new_one(looked: datetime, published: datetime, checks: int) -> None:
    assert next_look(looked, published=published, changed=looked, checks=checks) == looked + AGES[0]


@given(looked=MOMENTS, ahead=st.timedeltas(timedelta(seconds=1), timedelta(days=400)))
def test_a_date_in_the_future_is_none(looked: datetime, ahead: timedelta) -> None:
    assert next_look(looked, published=looked + ahead) == next_look(looked, published=None)


def test_what_could_not_be_had_is_tried_after_an_hour_four_sixteen_and_at_most_a_fortnight() -> None:
    waits = [(next_try(NOON, tries) - NOON) / timedelta(hours=1) for tries in range(7)]
    assert waits == [1, 4, 16, 64, 256, 336, 336]


@given(failed=MOMENTS, tries=st.integers(0, 10**9))
def test_a_failure_rests_longer_the_more_there_were(failed: datetime, tries: int) -> None:
    assert failed + REST <= next_try(failed, tries) <= next_try(failed, tries + 1) <= failed + AGES[-1]
