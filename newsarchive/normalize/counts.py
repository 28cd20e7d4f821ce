"""Numbers of things in words."""

from __future__ import annotations


def many(count: int, one: str, more: str = "") -> str:
    """Say how many there are of something: "1 page", "2 pages"; ``more`` is the plural where that is no -s."""
    return f"{count} {one if count == 1 else more or f'{one}s'}"
