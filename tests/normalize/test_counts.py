"""One article, two articles."""

from __future__ import annotations

import pytest

from newsarchive.normalize.counts import many


@pytest.mark.parametrize(("count", "told"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages")])
def test_one_is_one_and_others_are_many(count, told):
    assert many(count, "page") == told


def test_a_plural_of_its_own():
    assert (many(1, "address", "addresses"), many(2, "address", "addresses")) == ("1 address", "2 addresses")
