"""The server: routes that can be changed while it runs, and a log of what was asked for."""

from __future__ import annotations

import socketserver
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``declared`` is the Content-Length sent where it is not the body's; the connection ends after the body then.

    ``hold`` are seconds before the first byte. With ``drip`` the body is followed by a few bytes
    every so many seconds, for as long as the other side listens (a minute at most).
    """

    body: bytes = b""
    status: int = 200
    type: str | None = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    declared: int | None = None
    hold: float = 0
    drip: float = 0


@dataclass(frozen=True)
class Asked:
    target: str
    at: float
    headers: Mapping[str, str]


class Site:
    """Routes are exact targets (path and query); a list of answers is given in turn, the last one for ever.

    A ``fallback`` answers what no route does; 404 without it, or where it gives None.
    """

    def __init__(self) -> None:
        self.routes: dict[str, Answer | Sequence[Answer]] = {}
        self.fallback: Callable[[str], Answer | None] | None = None
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._listener = _Listener(self)
        self.port = int(self._listener.server_address[1])
        self.base = f"http://127.0.0.1:{self.port}"
        self.url = self.base + "/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    def __setitem__(self, target: str, answer: Answer | Sequence[Answer]) -> None:
        self.routes[target] = answer

    def page(self, target: str, text: str, **fields: object) -> None:
        """Answer with a page of HTML."""
        self.routes[target] = Answer(body=text.encode(), **fields)  # type: ignore[arg-type]

    def text(self, target: str, text: str, content_type: str = "text/plain") -> None:
        """Answer with a file that is no HTML."""
        self.routes[target] = Answer(body=text.encode(), type=content_type)

    def redirect(self, target: str, to: str, status: int = 301) -> None:
        self.routes[target] = Answer(status=status, headers={"Location": to})

    def sitemap(self, *paths: str, lastmod: Mapping[str, str] | None = None) -> None:
        """Declare addresses in /sitemap.xml, and that in robots.txt unless there is one."""
        rows = "".join(
            f"<url><loc>{self.base}{path.replace('&', '&amp;')}</loc>"
            + (f"<lastmod>{lastmod[path]}</lastmod>" if lastmod and path in lastmod else "")
            + "</url>"
            for path in paths
        )
        xml = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
        self.text("/sitemap.xml", xml, "application/xml")
        self.routes.setdefault(
            "/robots.txt", Answer(body=f"User-agent: *\nSitemap: {self.base}/sitemap.xml\n".encode(), type="text/plain")
        )

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.target for asked in self.asked]

    def times(self, target: str) -> list[float]:
        """When a target was asked for."""
        return [asked.at for asked in self.asked if asked.target == target]

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        with self._lock:
            turn = self.paths.count(target)
            self.asked.append(Asked(target, time.monotonic(), headers))
        found = self.routes.get(target)
        if isinstance(found, Answer):
            return found
        if found:
            return found[min(turn, len(found) - 1)]
        return (self.fallback(target) if self.fallback else None) or Answer(status=404, body=b"<p>404</p>")


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, site: Site) -> None:
        self.site = site
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        # The parent looks the machine's name up, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A crawler that hangs up is no error of the site."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    timeout = 60
    server: _Listener

    def do_GET(self) -> None:
        answer = self.server.site.answer(self.path, dict(self.headers))
        if answer.hold:
            time.sleep(answer.hold)
        self.send_response(answer.status)
        if answer.type:
            self.send_header("Content-Type", answer.type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if not answer.drip:
            self.send_header("Content-Length", str(len(answer.body) if answer.declared is None else answer.declared))
        self.end_headers()
        self.wfile.write(answer.body)
        end = time.monotonic() + 60
        while answer.drip and time.monotonic() < end:
            self.wfile.flush()
            time.sleep(answer.drip)
            self.wfile.write(b"<p>.</p>")
            self.close_connection = True
        if answer.declared is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The site keeps its own log."""
