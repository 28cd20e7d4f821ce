"""The smallest spider: one page, handed back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from newsarchive.crawl.refusals import reason_of
from newsarchive.errors import NotAnArticle, NothingFetched

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from twisted.python.failure import Failure


class PageSpider(scrapy.Spider):
    """Fetch ``url`` and append what came of it to ``found``; ``scrapy crawl page -a url=…`` logs it."""

    name = "page"

    def __init__(self, url: str = "", found: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._url = url
        self._found = found if found is not None else []

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the one page."""
        yield Request(self._url, callback=self.parse, errback=self.failed, meta={"may_leave_site": True})

    def parse(self, response: Response, **kwargs: Any) -> None:  # noqa: ARG002 - Scrapy's signature
        """Hand the page back."""
        from newsarchive.crawl.fetch import Fetched

        if isinstance(response, HtmlResponse):
            self._found.append(Fetched(url=response.url, payload=response.body, charset=response.encoding))
        else:
            self._found.append(
                NotAnArticle("not-html", "the address leads to a file that is no HTML page", response.url)
            )

    def failed(self, failure: Failure) -> None:
        """Hand back why there is no page."""
        detail = reason_of(failure.value or Exception("no answer"))[1]
        detail = reason_of(failure.value or Exception("no answer"))[1]
        self._found.append(NothingFetched(f"{self._url}: {detail}"))
