"""Redirects, by status or by meta refresh, that cannot loop, leave the site or lead to what we have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware, MetaRefreshMiddleware, RedirectMiddleware

from newsarchive.crawl.refusals import Refused
from newsarchive.normalize.urls import is_same_site, url_key

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


#: Scrapy looks for a refresh in the first 4096 characters of a page; in no charset are they more bytes than these.
_HEAD = 4 * 4096


class _Guarded(BaseRedirectMiddleware):
    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        """Check where a redirect leads before Scrapy follows it; raises :class:`Refused`."""
        passed = [*request.meta.get("redirect_urls", []), request.url]
        if redirected.url in passed:
            raise Refused("redirect-loop", f"redirects to {redirected.url} and back, for ever")
        if not request.meta.get("may_leave_site") and not is_same_site(redirected.url, request.url):
            raise Refused("off-site", f"redirects to another site, {redirected.url}")
        is_erased = getattr(self.crawler.spider, "is_erased", None)
        if is_erased and is_erased(redirected.url):
            raise Refused("erased", f"redirects to {redirected.url}, which was erased from the archive")
        is_met = getattr(self.crawler.spider, "is_met", None)
        own = {url_key(url) for url in passed}
        if is_met and request.meta.get("skip_if_met") and url_key(redirected.url) not in own and is_met(redirected.url):
            raise Refused("duplicate", f"is another address of {redirected.url}", redirected.url)
        if request.meta.get("redirect_times", 0) >= self.max_redirect_times:
            raise Refused("redirect-loop", f"redirects more than {self.max_redirect_times} times")
        return super()._redirect(redirected, request, reason)

    def handle_referer(self, request: Request, response: Response) -> None:  # noqa: ARG002 - Scrapy's signature
        """Send no Referer: how we came to a page is nobody's business."""
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        """Look for no Referer middleware: there is none, on purpose."""


class Redirects(_Guarded, RedirectMiddleware):
    """Redirects by status code."""


class MetaRefreshes(_Guarded, MetaRefreshMiddleware):
    """Redirects by ``<meta http-equiv=refresh>``."""

    def process_response(  # type: ignore[override]  # Scrapy warns of the parameter its own signature still has
        self, request: Request, response: Response
    ) -> Request | Response:
        """Follow a refresh; most pages have none, which their first bytes tell undecoded, in any charset."""
        if b"refresh" not in response.body[:_HEAD].replace(b"\0", b"").lower():
            return response
        result: Request | Response = super().process_response(request, response)
        return result
