from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsarchive.demo import Server

from .client import Page, fetch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(port=0) as running:
        yield running


@pytest.fixture
def get(server: Server) -> Callable[..., Page]:
    def get(path: str, **how: object) -> Page:
        return fetch(server.url.rstrip("/") + path, **how)

    return get
