"""A reader of the demo newspaper: the standard library's client, so that nothing of ours judges itself."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

import lxml.html

if TYPE_CHECKING:
    from email.message import Message


@dataclass(frozen=True)
class Page:
    status: int
    url: str
    headers: Message
    payload: bytes

    def tree(self, encoding: str = "utf-8") -> lxml.html.HtmlElement:
        return lxml.html.fromstring(self.payload, parser=lxml.html.HTMLParser(encoding=encoding))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def fetch(url: str, *, follow: bool = True, method: str = "GET", data: bytes | None = None) -> Page:
    # Without proxies, whatever the environment says: the newspaper is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *([] if follow else [_Stay]))
    request = urllib.request.Request(url, method=method, data=data)
    try:
        with opener.open(request, timeout=10) as answer:
            return Page(answer.status, answer.url, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Page(error.code, url, error.headers, error.read())
