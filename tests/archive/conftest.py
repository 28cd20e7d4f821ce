"""Pages and articles to store, with everything that does not matter filled in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.archive import Archive, Stored
from newsarchive.model import Article, Capture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def make_capture(url: str, payload: bytes = b"<html>", **fields: Any) -> Capture:
    given = {
        "target_uri": url,
        "requested_uri": url,
        "moment": NOON,
        "status": 200,
        "headers": (("Content-Type", "text/html"),),
        "payload": payload,
        "payload_digest": f"sha256:{hashlib.sha256(payload).hexdigest()}",
    }
    return Capture(**(given | fields))


def make_article(url: str, headline: str = "Un titre", body: str = "Le texte.", **fields: Any) -> Article:
    return Article(**({"url": url, "canonical_url": url, "headline": headline, "body": body} | fields))


class Desk:
    """An archive, and the crawler's way of using it in one call."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def file(self, article: Article, *, requested: str | None = None, **fields: Any) -> Stored:
        capture = make_capture(article.url, requested_uri=requested or article.url)
        capture_id = self.archive.store_capture(capture, crawl_id=None)
        return self.archive.store_article(article, capture_id=capture_id, crawl_id=None, moment=NOON, **fields)

    def publish(self, url: str, headline: str = "Un titre", body: str = "Le texte.", **fields: Any) -> Stored:
        requested = fields.pop("requested", None)
        return self.file(make_article(url, headline, body, **fields), requested=requested)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.sqlite"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive.open(path, create=True) as opened:
        yield opened


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return Desk(archive)


@pytest.fixture
def page() -> Any:
    return make_article


@pytest.fixture
def capture() -> Any:
    return make_capture


@pytest.fixture
def run(archive: Archive) -> Any:
    from .runs import Run

    return Run(archive)
