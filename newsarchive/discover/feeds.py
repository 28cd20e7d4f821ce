"""Feeds as candidates: RSS, Atom and RDF, read by fastfeedparser, and JSON (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from itertools import chain, pairwise
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from newsarchive.discover.moments import moment
from newsarchive.discover.wording import plain
from newsarchive.model import Candidate, Moment, Precision, Source
from newsarchive.normalize.dates import read_text
from newsarchive.normalize.urls import to_absolute

_LINK = re.compile(rb"<(?:\w+:)?link\b[^>]*>", re.IGNORECASE)
_REL = re.compile(rb"\brel\s*=\s*[\"'](next|prev-archive)[\"']", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
_WORDPRESS = re.compile(rb"wordpress\.org/(?:\?v=|[\"'] version=)", re.IGNORECASE)
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_DATE = re.compile(
    rb"<(?:\w+:)?(pubDate|published|issued|date|created|updated|modified)(?:\s[^>]*)?>\s*(?:<!\[CDATA\[)?([^<\]]{4,80})",
    re.IGNORECASE,
)
_FIRST = ("pubdate", "published", "issued", "date", "created")
_LATER = ("updated", "modified")
#: How far into a feed its own links and its generator stand.
_HEAD = 20_000
#: The places of feeds on sites that declare none, likeliest first: WordPress and Ghost, then files, SPIP, Joomla.
_PLACES = (
    "feed/",
    "rss",
    "rss.xml",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "spip.php?page=backend",
    "?format=feed&type=rss",
    "feed.json",
)
#: The place of an engine's feed, by the name it gives itself.
_PLACES_OF = {"spip": "spip.php?page=backend", "joomla": "?format=feed&type=rss", "hugo": "index.xml"}


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


def usual_places(front_url: str, generator: str = "") -> tuple[str, ...]:
    """Give the addresses where a site that declares no feed may have one all the same, likeliest first.

    ``generator`` is the engine its front page was made with, as far as it tells.
    """
    folder = to_absolute(".", front_url)
    own = [place for name, place in _PLACES_OF.items() if generator.lower().startswith(name)]
    places = dict.fromkeys([*own, *_PLACES])
    return tuple(address for place in places if (address := to_absolute(place, folder)))


def read(payload: bytes, url: str) -> Feed:
    """Read a feed; one that nobody can read is an empty one. Never raises."""
    if payload[:20].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _read_json(payload, url)
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(payload, include_content=False, include_media=False, include_enclosures=False)
    except Exception:  # the library raises whatever its parsers raise; a broken feed must not end a crawl
        return Feed(candidates=(), next_url="")
    dates = _dates(payload)
    stated = dates if len(dates) == len(parsed.entries) else [{}] * len(parsed.entries)
    candidates = tuple(
        found for entry, raw in zip(parsed.entries, stated, strict=True) if (found := _candidate(entry, raw, url))
    )
    if _WORDPRESS.search(payload, 0, _HEAD):
        # WordPress writes sections and tags alike as categories: nobody can tell one from the other.
        candidates = tuple(replace(candidate, tags=()) for candidate in candidates)
    return Feed(candidates=candidates, next_url=_next(payload, url) if candidates else "")


def _candidate(entry: Mapping[str, Any], raw: Mapping[str, str], base: str) -> Candidate | None:
    address = to_absolute(_link(entry), base)
    if not address:
        return None
    authors = [a.get("name") for a in entry.get("authors") or () if isinstance(a, Mapping)] or [entry.get("author")]
    tags = [t.get("label") or t.get("term") for t in entry.get("tags") or () if isinstance(t, Mapping)]
    changed = _moment(raw, _LATER) or _instant(entry.get("updated"))
    published = _moment(raw, _FIRST)
    if changed and raw and not raw.keys() & set(_FIRST):
        # Atom asks for no date of publication; the library gives the last change in its place.
        published = replace(changed, source="modified")
    return Candidate(
        url=address,
        source=Source.FEED,
        headline=plain(str(entry.get("title") or "")),
        published=published or _instant(entry.get("published")),
        lastmod=changed.value if changed else None,
        authors=_words(authors),
        tags=_words(tags),
    )


def _link(entry: Mapping[str, Any]) -> str:
    """Give an entry's address: where Atom names several, not the one of the entry itself."""
    link = str(entry.get("link") or "")
    pages = [
        str(each.get("href") or "")
        for each in entry.get("links") or ()
        if isinstance(each, Mapping)
        and each.get("rel") in (None, "alternate")
        and each.get("type") in (None, "text/html")
    ]
    return pages[0] if pages and link not in pages else link


def _words(found: Iterable[object]) -> tuple[str, ...]:
    words = (plain(word) for word in found if isinstance(word, str))
    # A category may be named by an address: a scheme's word for machines.
    return tuple(dict.fromkeys(word for word in words if word and not word.startswith(("http://", "https://"))))


def _dates(payload: bytes) -> list[dict[str, str]]:
    """Give the dates of each entry as they are written, by the name of their element.

    The library gives all dates in UTC: without the site's offset a day's first hours are those of the day before,
    and a date without a time is midnight.
    """
    starts = [match.start() for match in _ENTRY.finditer(payload)]
    found = []
    for start, end in pairwise([*starts, len(payload)]):
        raw: dict[str, str] = {}
        for match in _DATE.finditer(payload, start, end):
            raw.setdefault(match[1].decode().lower(), html.unescape(match[2].decode("utf-8", "replace")).strip())
        found.append(raw)
    return found


def _moment(raw: Mapping[str, str], names: Iterable[str]) -> Moment | None:
    for name in names:
        written = raw.get(name)
        if written and (found := moment(written, "feed")):
            return found
        # "Ven, 17 mai 2024 08:30:00 +0200": meant for machines, written by a French one.
        if written and (reading := read_text(written)):
            return Moment(value=reading.value, raw=written, precision=reading.precision, source="feed")
    return None


def _instant(parsed: object) -> Moment | None:
    """Give a date that the library read; it writes one without a time as midnight."""
    found = moment(str(parsed), "feed") if parsed else None
    is_day = found is not None and found.value.time() == time.min
    return replace(found, precision=Precision.DAY) if found and is_day else found


def _next(payload: bytes, url: str) -> str:
    """RFC 5005's next or prev-archive where the feed has one, else WordPress's ``paged`` where WordPress wrote it."""
    entry = _ENTRY.search(payload)
    behind = max(payload.rfind(b"</item>"), payload.rfind(b"</entry>"), len(payload) - _HEAD)
    # Before the entries or behind them: a story's own next one is not meant.
    around = (
        _LINK.finditer(payload, 0, min(entry.start() if entry else _HEAD, _HEAD)),
        _LINK.finditer(payload, behind),
    )
    for link in chain(*around):
        if _REL.search(link.group()) and (href := _HREF.search(link.group())):
            return to_absolute(html.unescape(href.group(1).decode("utf-8", "replace")), url)
    if not _WORDPRESS.search(payload, 0, _HEAD):
        return ""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    page = int(query.get("paged", "1")) if query.get("paged", "1").isdecimal() else 1
    query["paged"] = str(page + 1)
    return urlunsplit(parts._replace(query=urlencode(query)))


# ---------------------------------------------------------------------- JSON Feed
def _read_json(payload: bytes, url: str) -> Feed:
    try:
        said: Any = json.loads(payload.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        said = None
    items = said.get("items") if isinstance(said, dict) else None
    entries = items if isinstance(items, list) else []
    candidates = tuple(found for item in entries if isinstance(item, dict) and (found := _of_item(item, url)))
    following = said.get("next_url") if candidates else None
    return Feed(candidates=candidates, next_url=to_absolute(following, url) if isinstance(following, str) else "")


def _of_item(item: Mapping[str, Any], base: str) -> Candidate | None:
    said = {name: value for name, value in item.items() if isinstance(value, str)}
    number = said.get("id", "")
    address = said.get("url") or said.get("external_url") or (number if number.startswith("http") else "")
    address = to_absolute(address, base)
    if not address:
        return None
    people = item.get("authors")
    # Version 1 knew one author.
    people = people if isinstance(people, list) else [item.get("author")]
    tags = item.get("tags")
    changed = moment(said.get("date_modified"), "feed")
    return Candidate(
        url=address,
        source=Source.FEED,
        headline=plain(said.get("title", "")),
        published=moment(said.get("date_published"), "feed"),
        lastmod=changed.value if changed else None,
        authors=_words(person.get("name") for person in people if isinstance(person, Mapping)),
        tags=_words(tags if isinstance(tags, list) else ()),
    )
