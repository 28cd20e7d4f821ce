"""Sitemaps: what a site says it has (https://www.sitemaps.org/protocol.html, and Google's news extension)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from lxml import etree

from newsarchive.discover.moments import moment
from newsarchive.model import Candidate, Moment, Source
from newsarchive.normalize.urls import to_absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The protocol allows 50 MB a file; what is larger is cut here.
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """``candidates`` of a urlset, ``sitemaps`` of an index; ``is_complete`` is False for a file that breaks off."""

    candidates: tuple[Candidate, ...]
    sitemaps: tuple[tuple[str, datetime | None], ...]
    is_complete: bool


def is_sitemap(payload: bytes) -> bool:
    """Ask whether the bytes begin like a sitemap (gzipped ones are taken on trust)."""
    if payload[:2] == b"\x1f\x8b":
        return True
    head = payload[:2000].lower()
    return b"<urlset" in head or b"<sitemapindex" in head


def read(payload: bytes, url: str) -> Sitemap:
    """Read a sitemap or sitemap index, plain, gzipped or a list of lines.

    Broken XML gives what stands before the break. Never raises.
    """
    payload, whole = _unpacked(payload)
    if not is_sitemap(payload):
        return _lines(payload, url)
    parser = etree.XMLPullParser(
        events=("end",), recover=True, no_network=True, resolve_entities=False, huge_tree=True, remove_comments=True
    )
    candidates: list[Candidate] = []
    sitemaps: list[tuple[str, datetime | None]] = []
    closed = False
    try:
        parser.feed(payload)
        for _, element in cast("Iterator[tuple[str, etree._Element]]", parser.read_events()):
            name = _local(element)
            if name == "url":
                found = _candidate(element, url)
                if found:
                    candidates.append(found)
            elif name == "sitemap":
                fields = {_local(child): (child.text or "").strip() for child in element}
                address = to_absolute(fields.get("loc", ""), url)
                if address:
                    sitemaps.append((address, _instant(fields.get("lastmod", ""))))
            elif name in ("urlset", "sitemapindex"):
                closed = True
                continue
            else:
                continue
            element.clear()
        parser.close()
    except etree.XMLSyntaxError:
        closed = False
    tail = payload.rstrip()[-20:].lower()
    ends = tail.endswith((b"urlset>", b"sitemapindex>", b"/>"))
    return Sitemap(candidates=tuple(candidates), sitemaps=tuple(sitemaps), is_complete=whole and closed and ends)


def _unpacked(payload: bytes) -> tuple[bytes, bool]:
    if payload[:2] != b"\x1f\x8b":
        return payload[:MAX_BYTES], len(payload) <= MAX_BYTES
    try:
        unzipped = zlib.decompressobj(16 + zlib.MAX_WBITS)
        plain = unzipped.decompress(payload, MAX_BYTES)
    except zlib.error:
        return b"", False
    return plain, unzipped.eof


def _lines(payload: bytes, url: str) -> Sitemap:
    lines = (line.strip() for line in payload.decode("utf-8-sig", "replace").splitlines()[:50_000])
    found = [
        Candidate(url=to_absolute(line, url), source=Source.SITEMAP)
        for line in lines
        if line.startswith(("http://", "https://")) and " " not in line
    ]
    return Sitemap(candidates=tuple(found), sitemaps=(), is_complete=bool(found))


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def _instant(raw: str) -> datetime | None:
    found = moment(raw, "sitemap")
    return found.value if found else None


def _candidate(element: etree._Element, base: str) -> Candidate | None:
    address, lastmod, headline = "", None, None
    published: Moment | None = None
    source = Source.SITEMAP
    for child in element:
        name, text = _local(child), (child.text or "").strip()
        if name == "loc":
            address = to_absolute(text, base)
        elif name == "lastmod":
            lastmod = _instant(text)
        elif name == "news":
            source = Source.NEWS_SITEMAP
            for fact in child:
                value = (fact.text or "").strip()
                if _local(fact) == "title":
                    headline = value or None
                elif _local(fact) == "publication_date" and value:
                    published = moment(value, "news-sitemap")
    if not address:
        return None
    return Candidate(url=address, source=source, headline=headline, published=published, lastmod=lastmod)
