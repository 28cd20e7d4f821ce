"""All there is to read a field from."""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.extraction.blocks import Walk
from newsarchive.extraction.body import Body
from newsarchive.extraction.meta import Head
from newsarchive.extraction.page import Page


@dataclass(frozen=True, slots=True)
class View:
    """All there is to read a field from.

    ``unaided`` is the body as it was found without the memory of the site: ``body`` itself where there is none.
    """

    page: Page
    head: Head
    walk: Walk
    body: Body
    headline_at: int | None
    unaided: Body


def is_near(view: View, position: int) -> bool:
    """Ask whether a position stands at the headline, in the text, or right behind it."""
    at = view.headline_at if view.headline_at is not None else view.body.start
    return at - 8 <= position <= view.body.end + 3
