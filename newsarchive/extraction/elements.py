"""Looking at the elements of a tree in the quickest way there is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from operator import itemgetter

from lxml import etree

#: Gives the elements right in an element: a slice costs a third of what an iterator over them does.
children_of: Callable[[etree._Element], list[etree._Element]] = itemgetter(slice(None))


def is_small(element: etree._Element, limit: int = 500) -> bool:
    """Ask whether few enough elements stand below an element to look at all of them."""
    return next(islice(element.iter(), limit, None), None) is None
