"""A spider of the tests' own, run as a process: each address is asked for as a page, what came is one line of JSON.

``python -m tests.crawl.rendered '{"urls": […], "profile": "…", "settings": {…}}'``
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from newsarchive.crawl import rendering
from newsarchive.crawl.refusals import reason_of
from newsarchive.crawl.run import user_agent
from newsarchive.errors import UsageError
from newsarchive.sites import parse_site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response


class Rendered(scrapy.Spider):
    name = "rendered"

    def __init__(self, asked: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._asked = asked

    async def start(self) -> AsyncIterator[Any]:
        profile = self._asked.get("profile")
        site = parse_site(profile.encode(), "test.toml") if profile else None
        for url in self._asked["urls"]:
            meta = rendering.meta(site)
            assert json.loads(json.dumps(meta)) == meta, "the frontier keeps it as JSON"
            yield Request(url, callback=self.parse, errback=self.failed, meta=meta, dont_filter=True)

    def parse(self, response: Response, **kwargs: Any) -> None:
        tell(
            {
                "url": response.url,
                "asked": (response.meta.get("redirect_urls") or [response.url])[0],
                "status": response.status,
                "body": response.body.decode(),
                "headers": {k.decode(): response.headers.get(k).decode() for k in response.headers},
                "is_rendered": rendering.RENDERED_HEADER in response.headers,
                "loads": response.meta.get("rendered_loads"),
                "loop": type(asyncio.get_running_loop()).__module__,
            }
        )

    def failed(self, failure: Any) -> None:
        reason, detail = reason_of(failure.value)
        tell({"url": failure.request.url, "asked": failure.request.url, "reason": reason, "detail": detail})


def tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> int:
    asked = json.loads(sys.argv[1])
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "newsarchive.crawl.settings")
    settings = get_project_settings()
    given = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "USER_AGENT": user_agent("t@example.org")}
    given |= {"HTTPERROR_ALLOW_ALL": True, "LOG_LEVEL": "WARNING", "RETRY_TIMES": 0}
    for name, value in (given | asked.get("settings", {})).items():
        settings.set(name, value, priority="spider")
    try:
        rendering.configure(settings)
    except UsageError as error:
        tell({"usage": str(error)})
        return error.exit_code
    for name, value in asked.get("after", {}).items():
        settings.set(name, value, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(Rendered, asked=asked)
    process.start()
    return 0


if __name__ == "__main__":
    sys.exit(main())
