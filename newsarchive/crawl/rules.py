"""What a robots.txt says, as a value: whether we may, how fast, and whom it shuts out. Knows no network.

RFC 9309, section 2.3.1: a file that is not there (4xx) means that there are no rules; one that cannot be had (5xx, no
answer) that nothing may be fetched. 429 counts as the latter: a host that is too busy for its robots.txt is not asked
for more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from protego import Protego

from newsarchive.archive import RobotsFile

#: The name by which a robots.txt knows us.
AGENT = "newsarchive"
#: RFC 9309 section 2.5: parse at least this much. What stands behind is not read.
MAX_BYTES = 500 * 1024
#: RFC 9309 section 2.4: a copy may be used for so long.
MAX_AGE = timedelta(hours=24)
#: For so long the run that found a host closed believes it; a later run asks anew.
MAX_CLOSED = timedelta(minutes=30)
#: Crawlers that gather text for language models, or answer with it, by the names their makers give for robots.txt.
AI_AGENTS = (
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ChatGPT-User",
    "Claude-SearchBot",
    "Claude-User",
    "ClaudeBot",
    "cohere-ai",
    "cohere-training-data-crawler",
    "Diffbot",
    "DuckAssistBot",
    "FacebookBot",
    "Google-CloudVertexBot",
    "Google-Extended",
    "GPTBot",
    "ImagesiftBot",
    "meta-externalagent",
    "MistralAI-User",
    "OAI-SearchBot",
    "omgili",
    "PanguBot",
    "Perplexity-User",
    "PerplexityBot",
    "Timpibot",
    "Webzio-Extended",
    "YouBot",
)
#: An agent that no file names: what it may not, nobody may by default.
_NOBODY = "agent-that-no-file-names"
_USAGE = re.compile(
    r"^[ \t]*(content-usage|content-signal)[ \t]*:[ \t]*([^#\x00-\x1f\x7f]{1,500})", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True)
class Rules:
    """What a host's robots.txt says to one agent."""

    file: RobotsFile
    agent: str = AGENT

    @cached_property
    def _parser(self) -> Protego | None:
        return Protego.parse(self.file.text) if self.file.verdict == "rules" else None

    def refusal(self, url: str) -> str | None:
        """Give the words for why an address may not be fetched, None where it may."""
        if self.file.verdict == "closed":
            return self.file.detail
        if self._parser is None or self._parser.can_fetch(url, self.agent):
            return None
        return "robots.txt disallows it"

    @property
    def crawl_delay(self) -> float | None:
        """Give its Crawl-delay in seconds, as it stands there."""
        return self._parser.crawl_delay(self.agent) if self._parser else None

    @property
    def request_rate(self) -> tuple[int, int] | None:
        """Give its Request-rate: so many requests in so many seconds. It counts all day, whatever hours it names."""
        rate = self._parser.request_rate(self.agent) if self._parser else None
        return (rate.requests, rate.seconds) if rate else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Give the sitemaps it names."""
        return tuple(self._parser.sitemaps) if self._parser else ()

    @property
    def shuts_out(self) -> tuple[str, ...]:
        """Name the :data:`AI_AGENTS` that may not fetch the front page; ``*`` alone where nobody may by default."""
        if self._parser is None:
            return ()
        front = self.file.origin + "/"
        if not self._parser.can_fetch(front, _NOBODY):
            return ("*",)
        return tuple(name for name in AI_AGENTS if not self._parser.can_fetch(front, name))

    @property
    def usage(self) -> tuple[str, ...]:
        """Give its lines on what may be done with pages: Content-Usage (IETF aipref), Content-Signal."""
        if self.file.verdict != "rules":
            return ()
        return tuple(dict.fromkeys(f"{name.lower()}: {told.strip()}" for name, told in _USAGE.findall(self.file.text)))


def is_believed(file: RobotsFile, now: datetime, *, in_this_run: bool) -> bool:
    """Ask whether a copy may still be used.

    A day; half an hour where it closes the host, and then only in the run that found it so. Section 2.4 of the RFC lets
    a crawler use an older copy while the file is unreachable, section 2.3.1.4 wants complete disallow then: the
    stricter one is kept, so an older copy is never used, and a host that stays unreachable stays closed.
    """
    age = now - file.fetched_at
    if file.verdict == "closed":
        return in_this_run and timedelta(0) <= age < MAX_CLOSED
    return timedelta(0) <= age < MAX_AGE


def judged(origin: str, status: int, body: bytes, now: datetime, agent: str = AGENT) -> RobotsFile:
    """Judge the answer to a request for a host's robots.txt; a redirect is one that led nowhere."""
    if status == 429 or status >= 500:
        return closed(origin, f"robots.txt answers {status}, so nothing else is fetched (RFC 9309)", now, status)
    if not 200 <= status < 300:
        return RobotsFile(origin=origin, fetched_at=now, status=status, verdict="none", detail=_absence(status))
    file = RobotsFile(origin=origin, fetched_at=now, status=status, verdict="rules", text=_decoded(body))
    rules = Rules(file, agent)
    return replace(file, crawl_delay=rules.crawl_delay, request_rate=rules.request_rate)


def closed(origin: str, detail: str, now: datetime, status: int = 0) -> RobotsFile:
    """Give the file of a host of which nothing may be fetched; ``status`` 0 where there was no answer."""
    return RobotsFile(origin=origin, fetched_at=now, status=status, verdict="closed", detail=detail)


def _absence(status: int) -> str:
    return "robots.txt redirects and leads nowhere" if 300 <= status < 400 else f"robots.txt answers {status}"


def _decoded(body: bytes) -> str:
    if len(body) > MAX_BYTES:
        # Half a line would be another rule than the whole one.
        body = body[:MAX_BYTES]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    # With a byte order mark before it the first line would be none.
    return body.decode("utf-8-sig", "replace")
