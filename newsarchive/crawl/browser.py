"""A page run by a browser: its document is fetched by Scrapy like any other, and the browser is given it.

So robots.txt, redirects, delays, budgets, sizes, charsets and statuses are those of any page, and no document is
asked for twice. What the page loads then is let through or not by :class:`_Gate`; what it became is the payload.

Sources: Playwright's network documentation (routes, https://playwright.dev/python/docs/network) and
scrapy-playwright's README (``playwright_include_page``, ``playwright_page_init_callback``).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from weakref import WeakKeyDictionary, WeakValueDictionary

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import HtmlResponse
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from newsarchive.crawl.payloads import is_whole
from newsarchive.crawl.recording import DOCUMENT, record
from newsarchive.crawl.refusals import Refused, reason_of
from newsarchive.crawl.rendering import RENDERED_HEADER
from newsarchive.crawl.robots import RobotsMiddleware
from newsarchive.errors import NotAnArticle
from newsarchive.extraction.page import encoding_of, parse
from newsarchive.extraction.shell import is_shell, needs_script
from newsarchive.normalize.urls import is_same_site, url_key

if TYPE_CHECKING:
    from playwright.async_api import Page, Route, WebSocketRoute
    from playwright.async_api import Request as Wanted
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger("newsarchive.browser")

#: Seconds without a change of the text after which a page is done: with nothing under way, and where it goes on asking.
QUIET, PATIENT = 0.5, 3.0
#: Seconds between two looks at it, and after which it is taken as it is.
LOOK, SETTLE = 0.1, 10.0
#: Seconds beside loading and settling that the browser may take to open and to close a page.
ASIDE = 15.0
#: Requests that one page may make; a page that makes more polls, or counts.
MAX_LOADS = 100
#: Bytes of scripts kept, so that each is fetched once a crawl and not once a page.
MAX_KEPT = 48 * 1024 * 1024
#: A rendered page below this many characters that wants to be elsewhere is a redirect.
_NOTHING = 200
#: Scripts of others that many sites load from there; nothing else is asked of these hosts.
LIBRARIES = frozenset(
    ("ajax.googleapis.com", "cdn.jsdelivr.net", "cdnjs.cloudflare.com", "code.jquery.com", "esm.sh", "unpkg.com")
)
_LOADED = frozenset({"script", "xhr", "fetch"})
#: Of the document's headers, what does not hold for what became of it: an unchanged frame says nothing of the text.
_NO_MORE = frozenset(
    {
        *("content-encoding", "content-length", "transfer-encoding", "connection"),
        *("etag", "last-modified", "content-md5", "digest"),
    }
)
#: Hops that something a page loads may be redirected by (Fetch standard: 20; robots.txt: 5).
_HOPS = 5
_LENGTH = "() => document.body ? document.body.innerText.length : 0"
_NAMES = count(1)
_HANDLERS: WeakKeyDictionary[Crawler, RenderingHandler] = WeakKeyDictionary()


class RenderingHandler(BaseDownloadHandler):
    """Scrapy's own handler for http and https, and a browser for the requests that ask for it.

    A host's slot is held until its page is rendered, and no more pages are open at a time than there are
    processors, one a host.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._inner = ScrapyPlaywrightDownloadHandler(crawler)
        self._unpack = HttpCompressionMiddleware(crawler=crawler)
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._limit = float(crawler.settings["PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT"]) / 1000
        self._open = asyncio.Semaphore(max(1, os.cpu_count() or 1))
        self._hosts: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._loader = _Loader(crawler, self._inner, self._unpack)
        self._is_closed = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RenderingHandler:
        """Give the crawl's one handler: Scrapy asks for http and for https, and one browser is enough."""
        found = _HANDLERS.get(crawler)
        if found is None:
            found = _HANDLERS[crawler] = cls(crawler)
        return found

    async def close(self) -> None:
        """End the browser with the crawl."""
        if not self._is_closed:
            self._is_closed = True
            _HANDLERS.pop(self.crawler, None)
            await self._inner.close()

    async def download_request(self, request: Request) -> Response:
        """Fetch a document, and give it rendered where that is asked for and the document is a page."""
        # A page that was tried before carries it along.
        request.meta.pop(DOCUMENT, None)
        answer: Response = await self._inner.download_request(request)
        asked = request.meta.get("render")
        if not asked or answer.status != 200 or not answer.body:
            return answer
        document = self._document(request, answer)
        if document is None or (asked != "always" and not _needs_script(document)):
            return answer
        request.meta[DOCUMENT] = answer
        lock = self._hosts.setdefault(urlsplit(request.url).netloc, asyncio.Lock())
        async with lock, self._open:
            return await self._rendered(request, document)

    def _document(self, request: Request, answer: Response) -> HtmlResponse | None:
        """Give the document unpacked and as text, None where it is no whole page of HTML: others deal with that."""
        stream = answer.body
        coding = (answer.headers.get("Content-Encoding") or b"").strip().lower()
        unpacked = self._unpack.process_response(request, answer.copy())
        assert not isinstance(unpacked, Request)
        if not isinstance(unpacked, HtmlResponse) or not unpacked.body:
            return None
        if coding in (b"gzip", b"x-gzip") and not is_whole(stream, len(unpacked.body)):
            return None
        content_type = (unpacked.headers.get("Content-Type") or b"").decode("latin-1")
        return unpacked.replace(encoding=encoding_of(unpacked.body, content_type))

    async def _rendered(self, request: Request, document: HtmlResponse) -> Response:
        """Have a document run. Raises DownloadTimeoutError, DownloadCancelledError and :class:`Refused`."""
        gate = _Gate(self.crawler, request, document, self._loader)
        order = Request(
            request.url,
            meta={
                "playwright": True,
                # A context of its own for each page: nothing a page leaves behind is seen by the next.
                "playwright_context": f"page-{next(_NAMES)}",
                "playwright_context_kwargs": self._context(),
                "playwright_include_page": True,
                "playwright_page_init_callback": gate.open,
                "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
            },
        )
        try:
            async with asyncio.timeout(self._limit + SETTLE + ASIDE):
                html = await self._run(order, gate)
        except (TimeoutError, PlaywrightError) as error:
            if gate.wants_to_go:
                return _redirected(document, gate.wants_to_go)
            if isinstance(error, (TimeoutError, PlaywrightTimeout)):
                raise DownloadTimeoutError(f"{request.url} was not done in the browser in time") from error
            logger.info("%s: %s", request.url, error)
            raise Refused("not-rendered", f"the browser could not show it: {_first_line(error)}") from error
        finally:
            await gate.close()
        logger.debug("%s: rendered, %d loads", request.url, gate.loads)
        request.meta["rendered_loads"] = gate.loads
        return self._answer(request, document, html, gate)

    async def _run(self, order: Request, gate: _Gate) -> str:
        """Load a page, let it settle, and give what it became."""
        loading = asyncio.ensure_future(self._inner.download_request(order))
        leaving = asyncio.ensure_future(gate.leaves.wait())
        try:
            await asyncio.wait({loading, leaving}, return_when=asyncio.FIRST_COMPLETED)
            # A page that was kept from leaving may never be loaded.
            await asyncio.wait({loading}, timeout=QUIET)
            if not loading.done():
                raise TimeoutError
            await loading
        finally:
            loading.cancel()
            leaving.cancel()
        assert gate.page
        await _settled(gate.page, gate)
        return str(await gate.page.content())

    def _context(self) -> dict[str, Any]:
        settings = self.crawler.settings
        languages = settings.getdict("DEFAULT_REQUEST_HEADERS").get("Accept-Language") or "fr"
        return {
            "user_agent": settings["USER_AGENT"],
            "locale": languages.partition(",")[0],
            "extra_http_headers": {"Accept-Language": languages},
            "service_workers": "block",
            "accept_downloads": False,
            # High, so that what waits to be scrolled to is there.
            "viewport": {"width": 1280, "height": 4000},
        }

    def _answer(self, request: Request, document: HtmlResponse, html: str, gate: _Gate) -> Response:
        """Make the response: the document's status and headers, the payload as the browser writes it."""
        body = html.encode("utf-8", "ignore")
        if len(body) > request.meta.get("download_maxsize", self._max_size):
            raise DownloadCancelledError(f"{request.url} grew too large in the browser")
        rendered = document.replace(body=body, encoding="utf-8", flags=[*document.flags, "rendered"])
        for name in _NO_MORE:
            rendered.headers.pop(name, None)
        rendered.headers["Content-Type"] = "text/html; charset=utf-8"
        rendered.headers[RENDERED_HEADER] = f"chromium {self._inner.browser.version}"
        if gate.wants_to_go and gate.length < _NOTHING:
            return _redirected(rendered, gate.wants_to_go)
        return rendered


def refuse_all(wanted: Wanted) -> bool:  # noqa: ARG001 - scrapy-playwright's signature
    """Let nothing through that did not pass a :class:`_Gate`."""
    return True


class _Gate:
    """What one page may load: its own site's scripts and data where robots.txt allows, libraries, and no more.

    Pictures, films, fonts, frames, pings, sockets, windows and other hosts are refused; style sheets are
    answered with nothing, for a program may wait for them. ``loads`` counts what went out, ``length`` is the
    length of the text shown, ``wants_to_go`` where the page's program tried to lead the browser, when it ``leaves``.
    """

    def __init__(self, crawler: Crawler, request: Request, document: HtmlResponse, loader: _Loader) -> None:
        self.page: Page | None = None
        self.loads = 0
        self.length = 0
        self.wants_to_go = ""
        self.leaves = asyncio.Event()
        self._crawler = crawler
        self._document = document
        self._hosts = tuple(request.meta.get("render_hosts") or ())
        self._proxy = {k: v for k, v in request.meta.items() if k == "proxy"}
        self._loader = loader
        self._is_given = False
        self._under_way: set[Wanted] = set()
        self._fetching: set[asyncio.Future[_Loaded | None]] = set()

    async def open(self, page: Page, request: Request) -> None:  # noqa: ARG002 - scrapy-playwright's signature
        """Stand between a new page and the network: its routes come before scrapy-playwright's own."""
        self.page, self._is_given = page, False
        self._under_way.clear()
        await page.context.route("**/*", _refuse)
        await page.context.route_web_socket("**/*", _hang_up)
        await page.route("**/*", self._pass)
        page.on("requestfinished", self._came)
        page.on("requestfailed", self._came)

    async def close(self) -> None:
        """Close the page and its context, in whatever state they are."""
        for fetching in self._fetching:
            fetching.cancel()
        if self.page is not None:
            with contextlib.suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(ASIDE):
                    await self.page.context.close()

    @property
    def is_busy(self) -> bool:
        """Ask whether something the page asked for has not come yet."""
        return bool(self._under_way)

    def _came(self, wanted: Wanted) -> None:
        self._under_way.discard(wanted)

    async def _pass(self, route: Route, wanted: Wanted) -> None:
        # The page may be closed at any moment; then nobody waits for the answer.
        with contextlib.suppress(PlaywrightError):
            if wanted.is_navigation_request():
                await self._navigate(route, wanted)
            elif wanted.resource_type == "stylesheet":
                await route.fulfill(status=200, content_type="text/css", body="")
            elif wanted.resource_type not in _LOADED:
                await route.abort("blockedbyclient")
            else:
                await self._load(route, wanted)

    async def _navigate(self, route: Route, wanted: Wanted) -> None:
        assert self.page
        if wanted.frame == self.page.main_frame and not self._is_given:
            self._is_given = True
            headers = _headers(self._document)
            headers["Content-Type"] = "text/html; charset=utf-8"
            await route.fulfill(status=200, headers=headers, body=self._document.text)
            return
        if wanted.frame == self.page.main_frame and url_key(wanted.url) != url_key(self._document.url):
            self.wants_to_go = self.wants_to_go or wanted.url
            self.leaves.set()
        await route.abort("aborted")

    async def _may_load(self, url: str, kind: str) -> bool:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            return False
        is_theirs = any(host == own or host.endswith(f".{own}") or parts.netloc == own for own in self._hosts)
        if not is_same_site(url, self._document.url) and not is_theirs:
            return kind == "script" and host in LIBRARIES
        robots = self._crawler.get_downloader_middleware(RobotsMiddleware)
        if robots is None:
            return True
        return (await robots.rules(url)).refusal(url) is None

    async def _load(self, route: Route, wanted: Wanted) -> None:
        """Answer what a page wants: from what was fetched before, else from the network, each hop by the rules."""
        self._under_way.add(wanted)
        kind, url = wanted.resource_type, wanted.url
        headers, body = await wanted.all_headers(), wanted.post_data_buffer
        loaded: _Loaded | None = None
        for _ in range(_HOPS + 1):
            if not await self._may_load(url, kind):
                break
            loaded = self._loader.kept(url) if kind == "script" else None
            if loaded is None:
                if self.loads >= MAX_LOADS:
                    break
                self.loads += 1
                order = Request(url, method=wanted.method, headers=_own(headers), body=body, meta=dict(self._proxy))
                fetching = asyncio.ensure_future(self._loader.fetched(order, keep=kind == "script"))
                self._fetching.add(fetching)
                fetching.add_done_callback(self._fetching.discard)
                loaded = await fetching
            if loaded is None or not loaded.location:
                break
            url, loaded = urljoin(url, loaded.location), None
        if loaded is None:
            await route.abort("blockedbyclient")
        else:
            await route.fulfill(status=loaded.status, headers=loaded.headers, body=loaded.body)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """An answer as it is given to a page; ``location`` is where it leads instead."""

    status: int
    headers: dict[str, str]
    body: bytes
    location: str


class _Loader:
    """Fetches what pages load, by Scrapy; scripts once a crawl, for a browser that is routed keeps none by itself."""

    def __init__(
        self, crawler: Crawler, inner: ScrapyPlaywrightDownloadHandler, unpack: HttpCompressionMiddleware
    ) -> None:
        self._crawler = crawler
        self._inner = inner
        self._unpack = unpack
        self._kept: OrderedDict[str, _Loaded] = OrderedDict()
        self._size = 0

    def kept(self, url: str) -> _Loaded | None:
        """Give a script that was fetched before, None where it was not."""
        found = self._kept.get(url)
        if found is not None:
            self._kept.move_to_end(url)
        return found

    async def fetched(self, request: Request, *, keep: bool) -> _Loaded | None:
        """Fetch something, None where it cannot be had; ``keep`` a script that is there."""
        self._unpack.process_request(request)
        try:
            wire = await self._inner.download_request(request)
            record(self._crawler, request, wire, datetime.now(UTC))
            answer = self._unpack.process_response(request, wire)
        except Exception as error:  # what cannot be had is the page's trouble, not the crawl's
            logger.info("%s: %s", request.url, reason_of(error)[1])
            return None
        assert not isinstance(answer, Request)
        leads = 300 <= answer.status < 400 and answer.status != 304
        location = (answer.headers.get("Location") or b"").decode("latin-1") if leads else ""
        headers = _headers(answer)
        if keep:
            # Modules are asked for with CORS; whose they are was looked at before.
            headers["Access-Control-Allow-Origin"] = "*"
        loaded = _Loaded(answer.status, headers, answer.body, location)
        if keep and answer.status == 200 and request.url not in self._kept:
            self._kept[request.url] = loaded
            self._size += len(loaded.body)
            while self._size > MAX_KEPT:
                self._size -= len(self._kept.popitem(last=False)[1].body)
        return loaded


def _headers(answer: Response) -> dict[str, str]:
    """Give the headers of an answer that still hold for its unpacked body."""
    return {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in answer.headers.items()
        if name.decode("latin-1").lower() not in _NO_MORE and name.lower() != b"set-cookie"
    }


def _own(headers: dict[str, str]) -> dict[str, str]:
    """Give the headers a page's request is sent with: its own; the connection is ours, and so is its packing."""
    aside = ("host", "connection", "content-length", "accept-encoding", "if-none-match", "if-modified-since")
    return {name: value for name, value in headers.items() if name.lower() not in aside and name[:1] != ":"}


async def _settled(page: Page, gate: _Gate) -> None:
    """Wait until a page's text stays as it is and nothing is on its way, at most :data:`SETTLE` seconds."""
    changed = busy = time.monotonic()
    end = changed + SETTLE
    while (now := time.monotonic()) < end:
        length = int(await page.evaluate(_LENGTH))
        if length != gate.length:
            gate.length, changed = length, now
        if gate.is_busy:
            busy = now
        still = now - changed
        if min(still, now - busy) >= QUIET or (length >= _NOTHING and still >= PATIENT):
            return
        await asyncio.sleep(LOOK)


def _redirected(page: HtmlResponse, url: str) -> Response:
    """Make a redirect of a page whose program leads elsewhere: it is for Scrapy to follow, by the rules."""
    page.headers["Location"] = url
    return page.replace(status=302)


def _needs_script(document: HtmlResponse) -> bool:
    try:
        page = parse(document.text, document.url)
    except NotAnArticle:
        return False
    # Only an article's text is found in a page's data: the links of a front page are not.
    return needs_script(page) or (urlsplit(document.url).path in ("", "/") and is_shell(page))


async def _refuse(route: Route) -> None:
    with contextlib.suppress(PlaywrightError):
        await route.abort("blockedbyclient")


async def _hang_up(socket: WebSocketRoute) -> None:
    with contextlib.suppress(PlaywrightError):
        await socket.close()


def _first_line(error: PlaywrightError) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return next((line for line in lines if "sandbox" in line.lower()), lines[0] if lines else type(error).__name__)
