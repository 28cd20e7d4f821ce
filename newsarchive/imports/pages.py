"""Saved pages: an .html file as the capture it once was, as far as it says so itself."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsarchive.model import Capture
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    from pathlib import Path

#: A larger file is no page.
_MAX_BYTES = 64 * 1024 * 1024
_HEAD = 512 * 1024
_COMMENTS = (
    # Browsers: "saved from url=(0026)https://example.org/story".
    re.compile(rb"<!--\s*saved from url=\(\d{4,}\)(\S+)\s*-->", re.IGNORECASE),
    # SingleFile.
    re.compile(rb"Page saved with SingleFile\s+url:\s*(\S+)"),
)
_ELEMENT = re.compile(rb"<(?:link|meta)\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([a-z:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)


def to_capture(path: Path) -> Capture | None:
    """Read a saved page; None where it does not say from which address. Its moment is when it was saved.

    Raises OSError.
    """
    with path.open("rb") as file:
        payload = file.read(_MAX_BYTES + 1)
    url = _address(payload[:_HEAD])
    if len(payload) > _MAX_BYTES or not url:
        return None
    return Capture(
        target_uri=url,
        requested_uri=url,
        moment=datetime.fromtimestamp(int(path.stat().st_mtime), UTC),
        status=200,
        headers=(("Content-Type", "text/html"),),
        payload=payload,
        payload_digest=f"sha256:{hashlib.sha256(payload).hexdigest()}",
    )


def _address(head: bytes) -> str:
    """Give the address that a page says it is from: who saved it knows best."""
    for comment in _COMMENTS:
        if match := comment.search(head):
            return _checked(match.group(1))
    found: dict[str, str] = {}
    for element in _ELEMENT.finditer(head):
        said = {
            name.lower().decode("latin-1"): next(filter(None, values), b"")
            for name, *values in _ATTRIBUTE.findall(element.group())
        }
        if b"canonical" in said.get("rel", b"").lower().split():
            found.setdefault("canonical", _checked(said.get("href", b"")))
        elif said.get("property", said.get("name", b"")).lower() == b"og:url":
            found.setdefault("og", _checked(said.get("content", b"")))
    return found.get("canonical") or found.get("og", "")


def _checked(raw: bytes) -> str:
    url = html.unescape(raw.decode("utf-8", "replace")).strip()
    return url if url.lower().startswith(("http://", "https://")) and url_key(url) else ""
