"""The site that crawls are tested on."""

from tests.crawl.conftest import crawl, path, site

__all__ = ["crawl", "path", "site"]
