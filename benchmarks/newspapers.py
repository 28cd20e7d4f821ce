"""Newspapers of our own on loopback addresses, many at once, in one process that logs every request.

``with opened(Papers(…), folder) as papers`` starts the process. Each address (127.0.1.1, 127.0.1.2, …: Linux
answers on all of 127/8) is a newspaper with its own texts: robots.txt, an index of sitemaps, an RSS
feed, a front page, sections in pages of twenty, articles with JSON-LD. Texts are made of a few words
by a generator seeded with host and number, so that every article is another one and every run the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from visits import Visit, read_own

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS = ("town", "water", "markets", "stage")
PER_PAGE = 20
PER_SITEMAP = 500
FIRST_DAY = datetime(2024, 3, 1, 6, tzinfo=UTC)
NOTICE = "Letters to the editor are read by three of us, and the best are printed on Saturday beside the weather."
WHO = (
    "the harbour master",
    "a baker from the upper town",
    "the council",
    "two divers",
    "the ferry company",
    "a retired judge",
    "the choir",
    "the school's headmistress",
    "a beekeeper",
    "the power station",
    "the night watch",
    "an engineer",
)
DID = (
    "has promised to repair",
    "will not pay for",
    "found a leak under",
    "has counted every stone of",
    "wants to sell",
    "refused to open",
    "has painted",
    "measured the noise of",
    "asked the court about",
    "keeps a diary of",
)
WHAT = (
    "the old bridge",
    "the lower sluice",
    "the market hall",
    "the tram line to the hills",
    "the lighthouse",
    "a reservoir",
    "the summer theatre",
    "the frozen canal",
    "the fish auction",
    "the northern quay",
    "the library's roof",
    "the mill",
)
WHEN = (
    "before the first snow",
    "after a vote of nine to four",
    "without saying what it costs",
    "for the third time this year",
    "although the river is rising",
    "while nobody was looking",
    "with money from the lottery",
    "on a Tuesday morning",
)
NAMES = ("Ada Morrow", "Ben Calder", "Ines Vole", "Tom Harrier", "Zora Finch", "Paul Alder", "Mina Sorrel")


@dataclass(frozen=True, kw_only=True)
class Papers:
    """What is served: ``articles`` on each of ``hosts``, every answer after ``latency`` seconds.

    Every ``redirected``-th article is named by an address that redirects to it (0: none). ``refusals``: hosts that,
    after so many requests, answer so many times 429 with a Retry-After of so many seconds.
    """

    hosts: list[str]
    articles: int
    latency: float = 0.0
    redirected: int = 0
    refusals: dict[str, tuple[int, int, int]] = field(default_factory=dict)


def loopback(count: int) -> list[str]:
    """Give so many loopback addresses, from 127.0.1.1 on."""
    return [f"127.0.{1 + n // 250}.{1 + n % 250}" for n in range(count)]


@dataclass(frozen=True)
class Opened:
    """Newspapers being served: their addresses, and the log of what was asked."""

    papers: Papers
    port: int
    log: Path

    @property
    def urls(self) -> list[str]:
        """The front pages."""
        return [f"http://{host}:{self.port}/" for host in self.papers.hosts]

    def listed(self, file: Path) -> list[str]:
        """Write the front pages to ``file``, one a line, and give the words by which a crawl takes them."""
        file.write_text("".join(f"{url}\n" for url in self.urls), encoding="utf-8")
        return ["--sites", str(file)]

    def visits(self) -> list[Visit]:
        """Give what was asked so far."""
        return read_own(self.log)


@contextlib.contextmanager
def opened(papers: Papers, folder: Path) -> Iterator[Opened]:
    """Serve in a process of its own; the log is a file in ``folder``."""
    log = folder / f"visits-{time.monotonic_ns()}.log"
    log.touch()
    command = [sys.executable, __file__, json.dumps(asdict(papers)), str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            told = server.stdout.readline()
            if not told:
                raise SystemExit("the newspapers could not be served")
            yield Opened(papers, int(told), log)
        finally:
            server.terminate()


class Newspaper:
    """One host's pages."""

    def __init__(self, papers: Papers, host: str, port: int) -> None:
        self.count = papers.articles
        self.redirected = papers.redirected
        self.base = f"http://{host}:{port}"
        self.host = host
        self.name = f"The {random.Random(host).choice(WHAT).removeprefix('the ').title()} Courier {host}"

    def is_redirected(self, n: int) -> bool:
        """Ask whether article ``n`` is named by an address that redirects to it."""
        return self.redirected > 0 and n % self.redirected == self.redirected - 1

    def headline(self, n: int) -> str:
        """Give the headline of article ``n``."""
        draw = random.Random(f"{self.host} {n}")
        who, did, what = draw.choice(WHO), draw.choice(DID), draw.choice(WHAT)
        return f"{who[0].upper()}{who[1:]} {did} {what}, report {n}"

    def path(self, n: int) -> str:
        """Give the canonical path of article ``n``."""
        return f"/{SECTIONS[n % len(SECTIONS)]}/{self.day(n):%Y/%m/%d}/report-from-the-river-{n}.html"

    def named(self, n: int) -> str:
        """Give the path by which listings, feeds and sitemaps name article ``n``."""
        return f"/go/{n}" if self.is_redirected(n) else self.path(n)

    @staticmethod
    def day(n: int) -> datetime:
        """Give the moment article ``n`` was published."""
        return FIRST_DAY + timedelta(hours=7 * n)

    def answer(self, target: str) -> tuple[int, str, str]:
        """Give status, type (or where a redirect leads) and text of an address."""
        path = target.partition("?")[0]
        if path.endswith(".html"):
            number = path[:-5].rpartition("-")[2]
            if number.isdigit() and int(number) < self.count and self.path(int(number)) == path:
                return 200, "text/html; charset=utf-8", self.article(int(number))
        elif path.startswith("/go/") and path[4:].isdigit() and int(path[4:]) < self.count:
            return 301, self.base + self.path(int(path[4:])), ""
        elif path == "/robots.txt":
            return 200, "text/plain", f"User-agent: *\nDisallow: /desk/\n\nSitemap: {self.base}/sitemap.xml\n"
        elif path.startswith("/sitemap") or path == "/feed.xml":
            if path in self.files:
                return 200, "application/xml", self.files[path]
        elif (page := self.listing(path)) is not None:
            return 200, "text/html; charset=utf-8", page
        return 404, "text/html; charset=utf-8", "<!doctype html><title>404</title><h1>No such page</h1>"

    @cached_property
    def files(self) -> dict[str, str]:
        """The sitemaps and the feed."""
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        files, parts = {}, []
        for part, first in enumerate(range(0, self.count, PER_SITEMAP)):
            rows = (
                f"<url><loc>{self.base}{self.named(n)}</loc><lastmod>{self.day(n).isoformat()}</lastmod></url>\n"
                for n in range(first, min(first + PER_SITEMAP, self.count))
            )
            files[f"/sitemap-{part}.xml"] = f"{head}<urlset {space}>\n{''.join(rows)}</urlset>\n"
            parts.append(f"<sitemap><loc>{self.base}/sitemap-{part}.xml</loc></sitemap>\n")
        files["/sitemap.xml"] = f"{head}<sitemapindex {space}>\n{''.join(parts)}</sitemapindex>\n"
        items = "".join(
            f"<item><title>{self.headline(n)}</title><link>{self.base}{self.named(n)}</link>"
            f"<pubDate>{self.day(n):%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>\n"
            for n in list(range(self.count))[: -PER_PAGE - 1 : -1]
        )
        files["/feed.xml"] = f'{head}<rss version="2.0"><channel><title>{self.name}</title>\n{items}</channel></rss>\n'
        return files

    def page(self, title: str, head: str, body: str) -> str:
        """Give a page with what stands on every page."""
        nav = "".join(f'<li><a href="/{section}/">{section.title()}</a></li>' for section in SECTIONS)
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - {self.name}</title>'
            f'<link rel="alternate" type="application/rss+xml" href="/feed.xml">{head}</head><body>'
            f'<header><a href="/">{self.name}</a><nav><ul>{nav}</ul></nav></header>\n<main>{body}</main>\n'
            f"<footer><p>Printed in the lower town. All rights reserved.</p></footer></body></html>"
        )

    def listing(self, path: str) -> str | None:
        """Give the front page, or a page of a section; None where there is none."""
        parts = path.strip("/").split("/")
        if path == "/":
            shown, title, more = list(range(self.count))[: -PER_PAGE - 1 : -1], "Front page", ""
        elif parts[0] in SECTIONS and (len(parts) == 1 or (parts[1:-1] == ["page"] and parts[2].isdigit())):
            number = int(parts[2]) if len(parts) == 3 else 1
            every = list(range(SECTIONS.index(parts[0]), self.count, len(SECTIONS)))[::-1]
            shown = every[(number - 1) * PER_PAGE : number * PER_PAGE]
            title = parts[0].title()
            if not shown or not number:
                return None
            following = f'<a rel="next" href="/{parts[0]}/page/{number + 1}/">Older</a>'
            more = following if number * PER_PAGE < len(every) else ""
        else:
            return None
        items = "".join(
            f'<li><a href="{self.named(n)}">{self.headline(n)}</a> <time datetime="{self.day(n).isoformat()}">'
            f"{self.day(n):%d %B %Y}</time></li>\n"
            for n in shown
        )
        return self.page(title, "", f"<h1>{title}</h1><ul>{items}</ul>{more}")

    def article(self, n: int) -> str:
        """Give the page of article ``n``."""
        draw = random.Random(f"{self.host} {n} text")
        paragraphs = [
            "<p>" + " ".join(
                f"{(who := draw.choice(WHO))[0].upper()}{who[1:]} {draw.choice(DID)} {draw.choice(WHAT)} "
                f"{draw.choice(WHEN)}, says report {draw.randrange(10**6)}."
                for _ in range(3)
            ) + "</p>\n"
            for _ in range(6)
        ]  # fmt: skip
        headline, author, moment = self.headline(n), draw.choice(NAMES), self.day(n).isoformat()
        other = draw.randrange(self.count)
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": headline,
            "datePublished": moment,
            "author": {"@type": "Person", "name": author},
            "articleSection": SECTIONS[n % len(SECTIONS)].title(),
            "mainEntityOfPage": self.base + self.path(n),
        }
        head = (
            f'<link rel="canonical" href="{self.base}{self.path(n)}">'
            f'<script type="application/ld+json">{json.dumps(data)}</script>'
        )
        body = (
            f'<article><h1>{headline}</h1><p class="byline">By {author}, <time datetime="{moment}">'
            f"{self.day(n):%d %B %Y}</time></p>\n<div>{''.join(paragraphs)}"
            f'<p>Read also: <a href="{self.named(other)}">{self.headline(other)}</a></p>\n<p>{NOTICE}</p>'
            f"</div></article>"
        )
        return self.page(headline, head, body)


class Answering(asyncio.Protocol):
    """One connection, kept alive; the address it came in on says which newspaper is read."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the newspaper."""
        self._transport = transport
        self._host = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole, after the latency."""
        self._rest += data
        while b"\r\n\r\n" in self._rest:
            head, _, self._rest = self._rest.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1].decode("latin-1")
            payload = self._server.answer(self._host, target)
            asyncio.get_running_loop().call_later(self._server.papers.latency, self._send, payload)

    def _send(self, payload: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(payload)  # type: ignore[attr-defined]


class Server:
    """All newspapers on one port."""

    def __init__(self, papers: Papers, log: Path) -> None:
        self.papers = papers
        self.left = {host: list(refusal) for host, refusal in papers.refusals.items()}
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND)

    def answer(self, host: str, target: str) -> bytes:
        """Log a request and give the whole answer to it."""
        extra = ""
        after = self._refused(host)
        if after is None:
            status, told, text = self.newspapers[host].answer(target)
            extra = f"Location: {told}\r\n" if status == 301 else f"Content-Type: {told}\r\n"
        else:
            status, text = 429, "Too many requests"
            extra = f"Retry-After: {after}\r\n"
        os.write(self.log, f"{time.monotonic():.4f}\t{host}\t{status}\t{target}\n".encode())
        body = text.encode()
        return f"HTTP/1.1 {status} -\r\n{extra}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def _refused(self, host: str) -> int | None:
        """Give the Retry-After of a host that refuses, or None."""
        left = self.left.get(host)
        if left is None:
            return None
        if left[0]:
            left[0] -= 1
            return None
        if not left[1]:
            return None
        left[1] -= 1
        return left[2]

    async def serve(self) -> None:
        """Listen on every host at one port, tell it on stdout, and answer until ended."""
        loop = asyncio.get_running_loop()
        first = await loop.create_server(lambda: Answering(self), self.papers.hosts[0], 0, backlog=512)
        port = first.sockets[0].getsockname()[1]
        self.newspapers = {host: Newspaper(self.papers, host, port) for host in self.papers.hosts}
        if len(self.papers.hosts) > 1:
            await loop.create_server(lambda: Answering(self), self.papers.hosts[1:], port, backlog=512)
        print(port, flush=True)
        await loop.create_future()


if __name__ == "__main__":
    # Ended by a signal.
    asyncio.run(Server(Papers(**json.loads(sys.argv[1])), Path(sys.argv[2])).serve())
