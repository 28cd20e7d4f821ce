"""Sitemaps: what a site says it has (https://www.sitemaps.org/protocol.html, and Google's news extension)."""

from __future__ import annotations

import codecs
import zlib
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, cast

from lxml import etree

from newsarchive.discover.moments import moment
from newsarchive.model import Candidate, Source
from newsarchive.normalize.urls import to_absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The protocol allows 50 MB a file; what is larger is cut here.
MAX_BYTES = 64 * 1024 * 1024

#: The places of sitemaps on sites that declare none, likeliest first.
_PLACES = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")
#: Those of an engine that may serve its own under no other name: SPIP where the server rewrites no addresses, 3 and 2.
_PLACES_OF = {"spip": ("/sitemap.xml", "spip.php?page=sitemap.xml", "spip.php?page=sitemap")}
_GZIP = b"\x1f\x8b"
_PIECE = 64 * 1024
#: The protocol allows as many entries a file.
_MOST_LINES = 50_000
_LONGEST_LINE = 25_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """``candidates`` of a urlset, ``sitemaps`` of an index; ``is_complete`` is False for a file that breaks off.

    ``translations`` has, for each entry that names them, its address and those of the page in all its languages as
    (hreflang in lower case, address), itself often among them.
    """

    candidates: tuple[Candidate, ...]
    sitemaps: tuple[tuple[str, datetime | None], ...]
    is_complete: bool
    translations: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


def is_sitemap(payload: bytes) -> bool:
    """Ask whether the bytes begin like a sitemap (gzipped ones are taken on trust)."""
    if payload[:2] == _GZIP:
        return True
    head = payload[:2000].lower()
    return b"<urlset" in head or b"<sitemapindex" in head


def usual_places(front_url: str, generator: str = "") -> tuple[str, ...]:
    """Give the addresses where a site that declares no sitemap may have one all the same, likeliest first.

    ``generator`` is the engine its front page was made with, as far as it tells.
    """
    own = next((places for name, places in _PLACES_OF.items() if generator.lower().startswith(name)), _PLACES)
    folder = to_absolute(".", front_url)
    return tuple(address for place in own if (address := to_absolute(place, folder)))


def read(payload: bytes, url: str) -> Sitemap:
    """Read a sitemap or sitemap index at once, see :func:`batches`. Never raises."""
    read_ = list(batches(payload, url))
    return Sitemap(
        candidates=tuple(chain.from_iterable(batch.candidates for batch in read_)),
        sitemaps=tuple(chain.from_iterable(batch.sitemaps for batch in read_)),
        is_complete=read_[-1].is_complete,
        translations=tuple(chain.from_iterable(batch.translations for batch in read_)),
    )


def batches(payload: bytes, url: str, size: int = 1000) -> Iterator[Sitemap]:
    """Read a sitemap or sitemap index, plain, gzipped or a list of lines, ``size`` entries at a time.

    The file is unpacked and parsed piece by piece while the batches are asked for, so that memory does not grow
    with it. There is at least one batch, perhaps an empty one; whether the file is complete is for the last to tell,
    the others are not. Broken XML gives what stands before the break. Never raises.
    """
    stream = _Stream(payload)
    pieces = stream.pieces()
    head = next(pieces, b"").removeprefix(codecs.BOM_UTF8).lstrip()
    reading = _entries if is_sitemap(head) else _lines
    entries = reading(chain([head], pieces), url, stream)
    while len(batch := list(islice(entries, size))) == size:
        yield _as_sitemap(batch, is_complete=False)
    yield _as_sitemap(batch, is_complete=stream.is_whole and stream.is_closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One entry: of a urlset a ``candidate``, of an index a ``sitemap``."""

    candidate: Candidate | None = None
    sitemap: tuple[str, datetime | None] | None = None
    translations: tuple[tuple[str, str], ...] = ()


def _as_sitemap(entries: list[_Entry], *, is_complete: bool) -> Sitemap:
    return Sitemap(
        candidates=tuple(entry.candidate for entry in entries if entry.candidate),
        sitemaps=tuple(entry.sitemap for entry in entries if entry.sitemap),
        is_complete=is_complete,
        translations=tuple((e.candidate.url, e.translations) for e in entries if e.candidate and e.translations),
    )


class _Stream:
    """A file in pieces, unpacked.

    Once it was read, ``is_whole`` tells whether nothing of it was missing or cut off, and ``is_closed``, which the
    reader sets, whether it ends as a sitemap does.
    """

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self.is_whole = False
        self.is_closed = False

    def pieces(self) -> Iterator[bytes]:
        left = MAX_BYTES
        for piece in self._unpacked() if self._payload[:2] == _GZIP else self._plain():
            yield piece[:left]
            left -= len(piece)
            if left < 0:
                self.is_whole = False
                return

    def _plain(self) -> Iterator[bytes]:
        self.is_whole = True
        for start in range(0, len(self._payload), _PIECE):
            yield self._payload[start : start + _PIECE]

    def _unpacked(self) -> Iterator[bytes]:
        unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
        packed, at = b"", 0
        try:
            while packed or at < len(self._payload):
                if not packed:
                    packed, at = self._payload[at : at + _PIECE], at + _PIECE
                piece = unzip.decompress(packed, _PIECE)
                packed = unzip.unconsumed_tail
                self.is_whole = unzip.eof
                if piece:
                    yield piece
                if unzip.eof:
                    # A gzipped file may be several, one behind the other (RFC 1952, 2.2); what else follows is padding.
                    packed = unzip.unused_data + self._payload[at : at + _PIECE]
                    at += _PIECE
                    if packed[:2] != _GZIP:
                        return
                    unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
            if piece := unzip.flush():
                yield piece
            self.is_whole = unzip.eof
        except zlib.error:
            self.is_whole = False


def _entries(pieces: Iterable[bytes], url: str, stream: _Stream) -> Iterator[_Entry]:
    parser = etree.XMLPullParser(
        events=("end",),
        tag=("{*}url", "{*}sitemap", "{*}urlset", "{*}sitemapindex"),
        recover=True,
        no_network=True,
        resolve_entities=False,
        huge_tree=True,
        remove_comments=True,
    )
    closed, tail = False, b""
    try:
        for piece in pieces:
            parser.feed(piece)
            tail = (tail + piece).rstrip()[-20:]
            for _, element in cast("Iterator[tuple[str, etree._Element]]", parser.read_events()):
                name = _local(element)
                if name in ("urlset", "sitemapindex"):
                    closed = True
                    continue
                found = _candidate(element, url) if name == "url" else _of_index(element, url)
                if found:
                    yield found
                _forget(element)
        parser.close()
    except etree.XMLSyntaxError:
        return
    stream.is_closed = closed and tail.lower().endswith((b"urlset>", b"sitemapindex>", b"/>"))


def _forget(element: etree._Element) -> None:
    """Empty an entry that was read, and take those before it, empty by now, out of the tree."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _lines(pieces: Iterable[bytes], url: str, stream: _Stream) -> Iterator[_Entry]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    found, rest = 0, ""
    for piece in chain(pieces, [b"\n"]):
        lines = (rest + decoder.decode(piece)).splitlines(keepends=True)
        rest = lines.pop()[:_LONGEST_LINE] if lines and lines[-1][-1] not in "\r\n" else ""
        for line in map(str.strip, lines):
            if line.startswith(("http://", "https://")) and " " not in line and (address := to_absolute(line, url)):
                found += 1
                stream.is_closed = True
                yield _Entry(candidate=Candidate(url=address, source=Source.SITEMAP))
                if found == _MOST_LINES:
                    return


def _local(element: etree._Element) -> str:
    tag = element.tag
    # Where the prefix was never declared it is part of the name.
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1].lower() if isinstance(tag, str) else ""


def _instant(raw: str) -> datetime | None:
    found = moment(raw, "sitemap")
    return found.value if found else None


def _of_index(element: etree._Element, base: str) -> _Entry | None:
    fields = {_local(child): (child.text or "").strip() for child in element}
    address = to_absolute(fields.get("loc", ""), base)
    return _Entry(sitemap=(address, _instant(fields.get("lastmod", "")))) if address else None


def _candidate(element: etree._Element, base: str) -> _Entry | None:
    address, lastmod = "", None
    news: dict[str, str] = {}
    translations: list[tuple[str, str]] = []
    source = Source.SITEMAP
    for child in element:
        name = _local(child)
        if name == "loc":
            address = to_absolute((child.text or "").strip(), base)
        elif name == "lastmod":
            lastmod = _instant((child.text or "").strip())
        elif name == "news":
            source = Source.NEWS_SITEMAP
            news = {_local(fact): (fact.text or "").strip() for fact in child}
        elif name == "link" and (translation := _translation(child, base)):
            translations.append(translation)
    if not address:
        return None
    candidate = Candidate(
        url=address,
        source=source,
        headline=news.get("title") or None,
        published=moment(news.get("publication_date"), "news-sitemap"),
        lastmod=lastmod,
        tags=tuple(dict.fromkeys(word for raw in news.get("keywords", "").split(",") if (word := raw.strip()))),
    )
    return _Entry(candidate=candidate, translations=tuple(translations))


def _translation(link: etree._Element, base: str) -> tuple[str, str] | None:
    """Read one of the links that name a page's languages (Google's ``xhtml:link``)."""
    language, address = (link.get("hreflang") or "").strip().lower(), to_absolute(link.get("href") or "", base)
    is_alternate = "alternate" in (link.get("rel") or "").lower().split()
    return (language, address) if is_alternate and language and address else None
