"""All there is to read a field from, and how readers are asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from newsarchive.extraction.blocks import Walk
from newsarchive.extraction.body import Body
from newsarchive.extraction.meta import Head
from newsarchive.extraction.page import Page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """All there is to read a field from."""

    page: Page
    head: Head
    walk: Walk
    body: Body
    headline_at: int | None


def first(readers: tuple[Callable[[View], T | None], ...], view: View) -> T | None:
    """Ask readers in order; the first that says something is right."""
    for reader in readers:
        value = reader(view)
        if value:
            return value
    return None


def is_near(view: View, position: int) -> bool:
    """Ask whether a position stands at the headline, in the text, or right behind it."""
    at = view.headline_at if view.headline_at is not None else view.body.start
    return at - 8 <= position <= view.body.end + 3
