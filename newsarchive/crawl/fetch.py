"""One page from the web, fetched by the same rules as a crawl's."""

from __future__ import annotations

import os
from dataclasses import dataclass

from newsarchive.crawl.run import user_agent
from newsarchive.errors import NotAnArticle, NothingFetched
from newsarchive.normalize.urls import checked_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page: its bytes, the address it was found at after redirects, its charset."""

    url: str
    payload: bytes
    charset: str


def fetch(url: str, *, contact: str | None = None) -> Fetched:
    """Fetch one page, robots.txt obeyed, redirects followed.

    Raises UsageError for what is no address, NothingFetched where the page cannot be had and
    NotAnArticle for a file that is no HTML.
    """
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    from newsarchive.crawl.spiders.page import PageSpider

    url = checked_url(url)
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "newsarchive.crawl.settings")
    settings = get_project_settings()
    settings.set("USER_AGENT", user_agent(contact), priority="spider")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="spider")
    settings.set("DOWNLOAD_DELAY", 0, priority="spider")
    settings.set("AUTOTHROTTLE_ENABLED", False, priority="spider")
    found: list[Fetched | NothingFetched | NotAnArticle] = []
    process = AsyncCrawlerProcess(settings)
    process.crawl(PageSpider, url=url, found=found)
    process.start()
    if not found:
        raise NothingFetched(f"{url}: nothing could be fetched")
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]
