"""What several sources say of one address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.discover.wanted import merged
from newsarchive.model import Candidate, Moment, Precision, Source

EIGHT = datetime(2026, 5, 28, 8, tzinfo=UTC)


def told(source, value):
    moment = Moment(value=value, raw=str(value), precision=Precision.MINUTE, source=source.value)
    return Candidate(url="https://a.fr/1", source=source, published=moment)


@pytest.mark.parametrize(("source", "is_newest"), [(Source.API, True), (Source.FEED, False)])
def test_the_newest_date_of_a_list_of_posts_holds_and_the_first_of_a_feed(source, is_newest):
    later = EIGHT + timedelta(hours=3)
    known = merged(told(source, EIGHT), told(source, later))
    assert known.published.value == (later if is_newest else EIGHT)
