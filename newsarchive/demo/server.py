"""The demo newspaper on the loopback interface, in a thread of this process."""

from __future__ import annotations

import errno
import logging
import socket
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from newsarchive.demo.newspaper import Newspaper

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

#: Where the newspaper is found unless something else lives there: the same address from one crawl to the next.
DEFAULT_PORT = 8765

_HOST = "127.0.0.1"
_log = logging.getLogger(__name__)


class _Listener(ThreadingHTTPServer):
    """The socket and its threads; knows its open connections so that it can end them."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int) -> None:
        self.newspaper: Newspaper | None = None
        self.connections: set[socket.socket] = set()
        super().__init__((_HOST, port), _Handler)

    def server_bind(self) -> None:
        # The parent looks the machine's name up, which can take seconds and is never needed here.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = _HOST, int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def end_connections(self) -> None:
        """Hang up on every client that still holds a connection open."""
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                _log.debug("connection was gone already")

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            _log.debug("client %s went away: %s", client_address, error)
        else:
            _log.exception("the demo newspaper failed to answer %s", client_address)


class _Handler(BaseHTTPRequestHandler):
    """Carries requests to the newspaper and its answers back."""

    protocol_version = "HTTP/1.1"
    server_version = "CourrierDeSarvelle/1"
    sys_version = ""
    # Head and body leave in one packet; apart they would wait for each other's acknowledgement.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    timeout = 60
    server: _Listener

    def _answer(self) -> None:
        newspaper = self.server.newspaper
        assert newspaper is not None
        response = newspaper.respond(self.path, self.command)
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.payload)))
        if self.command not in ("GET", "HEAD"):
            # What was sent along is not read, so the connection cannot be used again.
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.payload)

    do_GET = do_HEAD = do_POST = _answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        _log.debug(format, *args)


class Server:
    """The demo newspaper, served as long as the context lasts.

    ::

        with Server(port=0) as server:
            fetch(server.url)

    ``port`` 0 takes any free one; a port that is taken is replaced by a free one. ``edition`` and
    ``state`` are those of :class:`~newsarchive.demo.newspaper.Newspaper`.
    """

    def __init__(self, port: int = DEFAULT_PORT, *, edition: int = 1, state: Path | None = None) -> None:
        self._port = port
        self._edition = edition
        self._state = state
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None
        self._newspaper: Newspaper | None = None

    @property
    def newspaper(self) -> Newspaper:
        """What is served; its ``seen`` lists the requests."""
        if self._newspaper is None:
            raise RuntimeError("the demo newspaper is not being served")
        return self._newspaper

    @property
    def url(self) -> str:
        """The address of the front page, with its last slash."""
        return self.newspaper.base_url + "/"

    @property
    def port(self) -> int:
        """The port that was taken."""
        return int(self.newspaper.base_url.rpartition(":")[2])

    def start(self) -> None:
        """Open the port and answer requests from now on."""
        if self._listener is not None:
            raise RuntimeError("the demo newspaper is being served already")
        listener = _listen(self._port)
        base_url = f"http://{_HOST}:{listener.server_port}"
        listener.newspaper = self._newspaper = Newspaper(base_url, edition=self._edition, state=self._state)
        self._listener = listener
        self._thread = threading.Thread(target=listener.serve_forever, args=(0.05,), name="demo-newspaper", daemon=True)
        self._thread.start()
        _log.debug("the demo newspaper is at %s", base_url)

    def stop(self) -> None:
        """Close the port; what was seen can still be asked for."""
        if self._listener is None or self._thread is None:
            return
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()
        self._listener.end_connections()
        self._listener = self._thread = None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _listen(port: int) -> _Listener:
    try:
        return _Listener(port)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
    return _Listener(0)
