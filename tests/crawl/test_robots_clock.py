"""How long a verdict is believed and how many rests a host gets: the middleware by a clock of our own.

The file is fetched from a real host; only the engine that would carry the request there is a short one of ours.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from scrapy.http import Response
from scrapy.settings import Settings

from newsarchive.archive import Archive
from newsarchive.crawl.refusals import Refused
from newsarchive.crawl.robots import MAX_RESTS, RobotsMiddleware
from newsarchive.crawl.rules import MAX_AGE, MAX_CLOSED
from tests.site import Answer, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrapy import Request


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *how: Any) -> None:
        return None


def fetched(url: str) -> Response:
    try:
        answer = build_opener(_NoRedirects).open(url, timeout=10)
    except HTTPError as error:
        answer = error
    with answer:
        return Response(url, status=answer.status, headers=dict(answer.headers.items()), body=answer.read())


class Engine:
    async def download_async(self, request: Request) -> Response:
        return await asyncio.to_thread(fetched, request.url)


@dataclass
class Clock:
    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 12, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, time: timedelta) -> None:
        self.moment += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive.open(path, create=True) as opened:
        yield opened


def middleware(clock: Clock, shelf: Archive | None = None) -> RobotsMiddleware:
    crawler: Any = SimpleNamespace(settings=Settings(), engine=Engine(), spider=None)
    return RobotsMiddleware(crawler, shelf, now=clock)


async def refusal(robots: RobotsMiddleware, url: str) -> str | None:
    return (await robots.rules(url)).refusal(url)


def test_requests_that_come_together_ask_once(site: Site, clock: Clock) -> None:
    site.text("/robots.txt", "User-agent: *\nDisallow: /a\nSitemap: https://a.fr/map.xml\n")
    robots = middleware(clock)

    async def go() -> None:
        urls = [site.url + name for name in ("a", "b", "a/c", "robots.txt")]
        assert robots.sitemaps(site.url) == ()
        found = await asyncio.gather(*(refusal(robots, url) for url in urls))
        assert found == ["robots.txt disallows it", None, "robots.txt disallows it", None]
        assert robots.sitemaps(site.url) == ("https://a.fr/map.xml",)

    asyncio.run(go())
    assert site.paths == ["/robots.txt"]


def test_a_verdict_is_believed_for_so_long_and_no_longer(site: Site, clock: Clock, archive: Archive) -> None:
    robots = middleware(clock, archive)

    async def go() -> None:
        site["/robots.txt"] = Answer(status=503)
        assert await refusal(robots, site.url)
        site.text("/robots.txt", "")
        clock.pass_by(MAX_CLOSED - timedelta(seconds=1))
        assert await refusal(robots, site.url)
        clock.pass_by(timedelta(seconds=1))
        assert await refusal(robots, site.url) is None
        site.text("/robots.txt", "User-agent: *\nDisallow: /\n")
        clock.pass_by(MAX_AGE - timedelta(seconds=1))
        assert await refusal(robots, site.url) is None
        clock.pass_by(timedelta(seconds=1))
        assert await refusal(robots, site.url)

    asyncio.run(go())
    assert len(site.asked) == 3
    stored = archive.robots_file(site.base)
    assert stored is not None
    assert (stored.verdict, stored.fetched_at) == ("rules", clock.moment)


def test_the_next_run_takes_over_what_is_left_of_a_day_but_no_closed_door(
    site: Site, clock: Clock, archive: Archive
) -> None:
    site["/robots.txt"] = [Answer(status=500), Answer(body=b"User-agent: *\nCrawl-delay: 7\n", type="text/plain")]
    heard = []

    async def run() -> None:
        robots = middleware(clock, archive)
        robots.heard = lambda host, rules: heard.append((host, rules.file.verdict, rules.crawl_delay))
        await robots.rules(site.url)

    for hours in (0, 0, 23, 1):
        clock.pass_by(timedelta(hours=hours))
        asyncio.run(run())
    host = site.base.removeprefix("http://")
    assert heard == [(host, "closed", None), *[(host, "rules", 7.0)] * 3]
    assert len(site.asked) == 3


def test_a_host_may_ask_for_a_rest_three_times_then_it_is_closed(site: Site, clock: Clock, archive: Archive) -> None:
    site["/robots.txt"] = Answer(status=503, headers={"Retry-After": "60"})
    robots = middleware(clock, archive)

    async def go() -> None:
        for count in range(1, MAX_RESTS + 1):
            with pytest.raises(Refused, match="answers 503 and asks for 60 s of rest") as caught:
                await robots.rules(site.url)
            assert caught.value.reason == "resting"
            assert robots.sitemaps(site.url) == ()
            assert len(site.asked) == count
            assert archive.robots_file(site.base) is None
        assert "robots.txt answers 503" in str(await refusal(robots, site.url))
        assert "robots.txt answers 503" in str(await refusal(robots, site.url))
        assert len(site.asked) == MAX_RESTS + 1
        clock.pass_by(MAX_CLOSED)
        with pytest.raises(Refused, match="rest"):
            await robots.rules(site.url)
        site.text("/robots.txt", "")
        assert await refusal(robots, site.url) is None

    asyncio.run(go())


def test_a_rest_of_no_time_is_taken_at_once(site: Site, clock: Clock) -> None:
    site["/robots.txt"] = [Answer(status=429, headers={"Retry-After": "0"}), Answer(body=b"", type="text/plain")]
    assert asyncio.run(refusal(middleware(clock), site.url)) is None
    assert len(site.asked) == 2


def test_redirects_are_followed_and_the_verdict_is_that_of_the_host_that_was_asked(site: Site, clock: Clock) -> None:
    with Site() as other:
        site.redirect("/robots.txt", other.base + "/rules")
        other.text("/rules", "User-agent: *\nDisallow: /a\n")
        robots = middleware(clock)

        async def go() -> None:
            assert await refusal(robots, site.url + "a")
            assert await refusal(robots, other.url + "a") is None

        asyncio.run(go())
        assert other.paths == ["/rules", "/robots.txt"]


@pytest.mark.parametrize("target", ["mailto:x@y.fr", "http://[", "http://127.0.0.1:1/robots.txt"])
def test_a_redirect_to_nowhere_closes_the_host(site: Site, clock: Clock, target: str) -> None:
    site.redirect("/robots.txt", target)
    assert "could not be fetched" in str(asyncio.run(refusal(middleware(clock), site.url)))
