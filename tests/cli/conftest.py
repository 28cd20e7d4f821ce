"""A folder as the examples of the help texts expect it: an archive of the demo newspaper, pages beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsarchive.demo import Newspaper, Server, truth
from tests.runner import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def newspaper() -> Iterator[Server]:
    with Server(port=0) as server:
        yield server


@pytest.fixture(scope="session")
def folder(newspaper: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold demo.db, page.html (an article) and index.html (none); nobody writes to it after this."""
    folder = tmp_path_factory.mktemp("cli")
    done = run("crawl", newspaper.url, "-a", "demo.db", "--delay", "0", "--contact", "t@example.org", "-q", cwd=folder)
    assert (done.code, done.err) == (0, "")
    pages = Newspaper("https://example.org")
    (folder / "page.html").write_bytes(pages.respond(truth()[0]["url"]).payload)
    (folder / "index.html").write_bytes(pages.respond("/").payload)
    return folder


@pytest.fixture(scope="session")
def articles() -> list[dict[str, object]]:
    """What is to be found, the newest first."""
    return [row for row in truth() if row["expect"] == "archived"]
