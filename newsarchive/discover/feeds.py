"""Feeds: RSS, Atom, RDF and JSON, read by fastfeedparser, turned into candidates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from newsarchive.discover.moments import moment
from newsarchive.model import Candidate, Source
from newsarchive.normalize.urls import to_absolute

_NEXT = re.compile(rb"<(?:atom:)?link[^>]+rel=[\"']next[\"'][^>]*>", re.IGNORECASE)
_HREF = re.compile(rb"href=[\"']([^\"']+)[\"']")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """``candidates`` in the feed's order; ``next_url`` is the page before it in time, or ""."""

    candidates: tuple[Candidate, ...]
    next_url: str


def is_feed(payload: bytes) -> bool:
    """Ask whether the bytes begin like a feed."""
    head = payload[:1500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return (
        b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head or (head[:1] == b"{" and b"jsonfeed.org" in head)
    ) and b"<html" not in head


def read(payload: bytes, url: str) -> Feed:
    """Read a feed; one that nobody can read is an empty one. Never raises."""
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(payload)
    except Exception:  # the library raises whatever its parsers raise; a broken feed must not end a crawl
        return Feed(candidates=(), next_url="")
    candidates = tuple(found for entry in parsed.entries if (found := _candidate(entry, url)))
    return Feed(candidates=candidates, next_url=_next(payload, url) if candidates else "")


def _candidate(entry: Mapping[str, Any], base: str) -> Candidate | None:
    address = to_absolute(str(entry.get("link") or ""), base)
    if not address:
        return None
    published = entry.get("published")
    updated = entry.get("updated")
    first = moment(str(published), "feed") if published else None
    changed = moment(str(updated), "feed") if updated else None
    authors = [str(a.get("name") or "") for a in entry.get("authors") or () if isinstance(a, Mapping)]
    if not authors and entry.get("author"):
        authors = [str(entry["author"])]
    return Candidate(
        url=address,
        source=Source.FEED,
        headline=str(entry.get("title") or "").strip() or None,
        published=first,
        lastmod=changed.value if changed and changed != first else None,
        authors=tuple(name.strip() for name in authors if name.strip()),
    )


def _next(payload: bytes, url: str) -> str:
    """RFC 5005's rel=next where the feed has one, else WordPress's ``paged`` where WordPress wrote the feed."""
    link = _NEXT.search(payload, 0, 20_000)
    if link and (href := _HREF.search(link.group())):
        return to_absolute(href.group(1).decode("utf-8", "replace"), url)
    if b"wordpress.org/?v=" not in payload[:20_000].lower():
        return ""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    page = int(query.get("paged", "1")) if query.get("paged", "1").isdigit() else 1
    query["paged"] = str(page + 1)
    return urlunsplit(parts._replace(query=urlencode(query)))
