"""Why a page was not had: one small vocabulary for log lines, the tally and the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Reasons that are nobody's fault: the site says no, or no longer has the page. All others are failures.
EXPECTED = frozenset({"robots", "gone", "off-site", "duplicate", "stopped", "erased"})


class Refused(IgnoreRequest):
    """A request ended by one of our own rules; ``reason`` is one word, ``detail`` a line for people.

    ``target`` is where a redirect led that was not followed.
    """

    def __init__(self, reason: str, detail: str, target: str = "") -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.target = target


_EXCEPTIONS: Mapping[type[BaseException], tuple[str, str]] = {
    CannotResolveHostError: ("unresolved", "the host name does not resolve; check the address or the network"),
    DownloadConnectionRefusedError: ("refused", "the host refuses the connection"),
    DownloadTimeoutError: ("timeout", "no complete answer in time"),
    DownloadCancelledError: ("too-large", "larger than 16 MiB, the limit for one page (DOWNLOAD_MAXSIZE)"),
    ResponseDataLossError: ("truncated", "the connection was cut before the page was complete"),
    StopDownload: ("endless", "the answer drips in so slowly that it would never end"),
    UnsupportedURLSchemeError: ("scheme", "only http and https can be crawled"),
}


def reason_of(error: BaseException) -> tuple[str, str]:
    """Give the one-word reason of a failed request and a line that says what it means."""
    if isinstance(error, Refused):
        return error.reason, error.detail
    if isinstance(error, HttpError):
        status = error.response.status
        if status in (404, 410):
            return "gone", f"answered {status}"
        if status in (401, 403, 451):
            return (
                "forbidden",
                f"answered {status}; the site does not want to be fetched, or wants a contact it can reach",
            )
        return f"http-{status}", f"answered {status}"
    for kind, words in _EXCEPTIONS.items():
        if isinstance(error, kind):
            return words
    if isinstance(error, IgnoreRequest):
        text = str(error)
        # Scrapy has no exception of its own for a page that outgrows the limit while it is unpacked.
        return _EXCEPTIONS[DownloadCancelledError] if "DOWNLOAD_MAXSIZE" in text else ("ignored", text or "not wanted")
    return "failed", f"{type(error).__name__}: {error}".strip(": ")
