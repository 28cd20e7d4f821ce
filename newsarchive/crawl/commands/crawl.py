"""``scrapy crawl news -a url=…``: the same lock, archive, summary and exit codes as ``newsarchive crawl``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError as ScrapyUsageError

from newsarchive.crawl.job import CrawlOptions
from newsarchive.crawl.run import run
from newsarchive.errors import NewsArchiveError, UsageError
from newsarchive.normalize.periods import parse_day, parse_duration
from newsarchive.sites import Sites, read_sites

if TYPE_CHECKING:
    import argparse

_ARGUMENTS = ("url", "archive", "since", "until", "max_articles", "max_time", "contact", "summary", "sites")


class Command(ScrapyCrawl):
    """``crawl`` that knows the news spider; other spiders run as Scrapy runs them."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the crawl and set the exit code of the table in docs/cron.md."""
        if args != ["news"]:
            super().run(args, opts)
            return
        try:
            self.exitcode = self._crawl(opts.spargs)
        except NewsArchiveError as error:
            print(f"newsarchive: {error}", file=sys.stderr)  # noqa: T201 - the command's voice
            self.exitcode = error.exit_code

    def _crawl(self, given: dict[str, str]) -> int:
        unknown = sorted(set(given) - set(_ARGUMENTS))
        if unknown:
            raise ScrapyUsageError(
                f"the news spider knows no argument {unknown[0]!r}; it takes {', '.join(_ARGUMENTS)}"
            )
        settings = self.settings
        assert settings is not None
        try:
            max_articles = int(given["max_articles"]) if "max_articles" in given else None
        except ValueError:
            raise UsageError(f"max_articles={given['max_articles']!r} is no number") from None
        options = CrawlOptions(
            urls=tuple(given.get("url", "").split()),
            archive=Path(given.get("archive") or os.environ.get("NEWSARCHIVE_ARCHIVE") or "data/archive.db"),
            since=parse_day(given["since"]) if "since" in given else None,
            until=parse_day(given["until"], is_end=True) if "until" in given else None,
            max_articles=max_articles,
            max_time=parse_duration(given["max_time"]) if "max_time" in given else None,
            delay=settings.getfloat("DOWNLOAD_DELAY"),
            concurrency=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            summary=Path(given["summary"]) if "summary" in given else None,
            sites=read_sites(Path(given["sites"])) if "sites" in given else Sites(),
            contact=given.get("contact") or os.environ.get("NEWSARCHIVE_CONTACT"),
        )
        outcome = run(options, emit=_tell, warn=_tell, settings=settings)
        _tell(outcome.to_line())
        return outcome.exit_code


def _tell(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201 - the command's voice
