"""A site to set traps on, and a crawl of it in one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.runner import Done, run
from tests.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def crawl(tmp_path: Path) -> Callable[..., Done]:
    """Crawl into a.db with no delay and a contact set."""

    def crawl(*words: object, **how: object) -> Done:
        return run("crawl", "-a", "a.db", "--delay", "0", "--contact", "t@example.org", *words, cwd=tmp_path, **how)

    return crawl
