"""What came over the wire: whole or not at all, and in the right charset."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import HtmlResponse, TextResponse

from newsarchive.crawl.refusals import Refused
from newsarchive.extraction.page import encoding_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class WireMiddleware:
    """Hold on to a gzip stream as it came over the wire, until it is known to be whole.

    Stands between the network and Scrapy's decompression.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the response as it is."""
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
        if encoding in (b"gzip", b"x-gzip") and response.body:
            request.meta["gzip_stream"] = response.body
        return response


class WholePayloadMiddleware:
    """Ask again for a page that came back empty, or whose gzip stream breaks off: Scrapy takes what there is.

    Stands behind Scrapy's decompression.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WholePayloadMiddleware:
        """Build for a crawler, as Scrapy asks."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Give the response, or the request for another try; raises :class:`Refused` when they are used up."""
        stream: bytes = request.meta.pop("gzip_stream", b"")
        if stream and not is_whole(stream, len(response.body)):
            return _again(request, self._crawler, "truncated", "the compressed page breaks off")
        if response.status == 200 and not response.body and not request.meta.get("is_robots"):
            return _again(request, self._crawler, "empty", "answered with nothing")
        return response


def _again(request: Request, crawler: Crawler, reason: str, detail: str) -> Request:
    assert crawler.spider
    retry = get_retry_request(request, spider=crawler.spider, reason=reason)
    if retry is None:
        raise Refused(reason, f"{detail}, however often it is asked for")
    return retry


def is_whole(stream: bytes, length: int) -> bool:
    """Ask whether a gzip stream gave all it holds.

    Its last four bytes are the length of the text, modulo 2**32 (RFC 1952); only where they do not
    agree, which several members in one stream may cause too, is it read again to its end.
    """
    if int.from_bytes(stream[-4:], "little") == length & 0xFFFFFFFF:
        return True
    member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        while stream:
            member.decompress(stream, 1 << 20)
            if member.eof:
                stream = member.unused_data
                if stream[:2] != b"\x1f\x8b":
                    return True
                member = zlib.decompressobj(16 + zlib.MAX_WBITS)
            else:
                stream = member.unconsumed_tail
    except zlib.error:
        return False
    return False


class CharsetMiddleware:
    """Decide the charset once, from header, meta and bytes; Scrapy alone gets French windows-1252 wrong."""

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's signature
        """Give an HTML or text response that knows its encoding; other responses as they are."""
        if not isinstance(response, TextResponse) or not response.body:
            return response
        if not isinstance(response, HtmlResponse) and b"<html" not in response.body[:2000].lower():
            return response
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return response.replace(cls=HtmlResponse, encoding=encoding_of(response.body, content_type))
