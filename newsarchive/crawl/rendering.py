"""Pages that need JavaScript: who is rendered, and what Scrapy is told so that a browser does it.

Nothing here loads the browser's library: that is :mod:`newsarchive.crawl.browser`, named in the settings and
loaded by Scrapy in a crawl with ``--render`` only.
"""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings

    from newsarchive.sites import Site

#: The environment's word for where the browser is.
CHROMIUM = "NEWSARCHIVE_CHROMIUM"
#: Seconds to load a page in.
NAVIGATION_SECONDS = 30.0
#: The header that a rendered page's capture says so with; its value is the browser and its version.
RENDERED_HEADER = "X-Newsarchive-Rendered"

_HANDLER = "newsarchive.crawl.browser.RenderingHandler"
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_PACKAGES = ("playwright", "scrapy_playwright")


def check(environ: Mapping[str, str] = os.environ) -> str:
    """Give the browser's program. Raises UsageError where it, or a Python package, is missing."""
    if any(find_spec(package) is None for package in _PACKAGES):
        raise UsageError("--render needs a package that is not installed: pip install 'newsarchive[render]'")
    return chromium(environ)


def configure(settings: BaseSettings, environ: Mapping[str, str] = os.environ) -> None:
    """Make a crawl able to render, at the priority of a spider's settings. Raises what :func:`check` raises."""
    executable = check(environ)
    handlers = settings.getdict("DOWNLOAD_HANDLERS") | {"http": _HANDLER, "https": _HANDLER}
    for name, value in (
        ("DOWNLOAD_HANDLERS", handlers),
        ("PLAYWRIGHT_BROWSER_TYPE", "chromium"),
        ("PLAYWRIGHT_LAUNCH_OPTIONS", launch_options(executable, is_root=os.geteuid() == 0)),
        ("PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT", NAVIGATION_SECONDS * 1000),
        # Nothing is downloaded, and nobody waits for a download to begin.
        ("PLAYWRIGHT_DOWNLOAD_TIMEOUT", 1),
        ("PLAYWRIGHT_ABORT_REQUEST", "newsarchive.crawl.browser.refuse_all"),
    ):
        settings.set(name, value, priority="spider")


def chromium(environ: Mapping[str, str] = os.environ) -> str:
    """Find the browser: $NEWSARCHIVE_CHROMIUM, else the system's. Raises UsageError where there is none."""
    named = environ.get(CHROMIUM)
    if named:
        found = shutil.which(named)
        if found is None:
            raise UsageError(f"${CHROMIUM} is {named!r}, which is no program that can be run")
        return found
    for name in _NAMES:
        found = shutil.which(name, path=environ.get("PATH"))
        if found is not None:
            return found
    raise UsageError(f"no Chromium found: install it (Debian: apt-get install chromium) or set {CHROMIUM}")


def launch_options(executable: str, *, is_root: bool) -> dict[str, Any]:
    """Give the options to start the browser with.

    Its sandbox is off for root only, for whom Chromium refuses to have one. The crawl alone decides when
    its browser ends: Ctrl-C, which reaches the whole group of processes, does not.
    """
    return {
        "executable_path": executable,
        "headless": True,
        "chromium_sandbox": not is_root,
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
        "args": [
            *("--disable-background-networking", "--disable-component-update", "--disable-domain-reliability"),
            *("--disable-sync", "--mute-audio", "--no-pings", "--dns-prefetch-disable", "--disable-gpu"),
            # All it needs it is given: whatever else it may want to reach, it knows no way there.
            *("--host-resolver-rules=MAP * ~NOTFOUND", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"),
        ],
    }


def is_asked_for(site: Site | None) -> bool:
    """Ask whether a site's profile says that its pages are to be rendered."""
    return site is not None and site.render is True


def meta(site: Site | None = None) -> dict[str, Any]:
    """Give what the ``meta`` of a request for a page says of rendering; JSON all through.

    With a profile that says ``render = true`` every page is rendered, with ``false`` none is; else each
    whose document turns out to be a shell (:func:`newsarchive.extraction.shell.needs_script`). It is the
    document at hand that is rendered then: no page is asked for twice.
    """
    if site is not None and site.render is False:
        return {}
    hosts = list(site.render_hosts) if site is not None else []
    return {"render": "always" if is_asked_for(site) else "if-needed", "render_hosts": hosts}
