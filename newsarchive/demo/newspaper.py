"""The demo newspaper: what it answers to a request, without any network."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from newsarchive.demo import feeds, pages, sundries
from newsarchive.demo.stories import SECTIONS, Story, load_stories

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)
_HTML = "text/html; charset=utf-8"
_XML = "application/xml; charset=utf-8"
_PAGED = re.compile(r"^(?P<list>/.+?/)page/(?P<number>\d{1,6})/$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer: status, headers besides Content-Length, and the bytes of the page."""

    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes

    def header(self, name: str) -> str | None:
        """Give the value of a header, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def _page(text: str, content_type: str = _HTML, status: int = 200, *headers: tuple[str, str]) -> Response:
    return Response(status=status, headers=(("Content-Type", content_type), *headers), payload=text.encode())


def _redirect(address: str, status: int = 301) -> Response:
    return _page("", _HTML, status, ("Location", address))


class Newspaper:
    """The newspaper as one reader after the other finds it.

    It remembers three things: that the article which changes was read (from then on it has changed: a
    second visit finds its second edition), that the page which is out of order once has been out of
    order, and which addresses were asked for (``seen``). With ``state``, a file, the number of times
    the changing article was read outlives this object; ``edition=2`` begins with the change made.
    """

    def __init__(self, base_url: str, *, edition: int = 1, state: Path | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self.seen: list[str] = []
        self._state = state
        self._visits = max(edition - 1, _read_visits(state))
        self._failed: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def edition(self) -> int:
        """1 until the changing article has been read, then 2."""
        return 2 if self._visits else 1

    def respond(self, target: str, method: str = "GET") -> Response:
        """Answer a request for ``target``, the path with its query as it stands in the request line."""
        with self._lock:
            self.seen.append(target)
            if method not in ("GET", "HEAD"):
                return _page("Ce journal ne reçoit rien.\n", "text/plain; charset=utf-8", 405, ("Allow", "GET, HEAD"))
            return self._answer(target, counts=method == "GET")

    def _answer(self, target: str, *, counts: bool) -> Response:
        parts = urlsplit(target)
        path, query = parts.path or "/", parse_qs(parts.query)
        stories = [story.in_edition(self.edition) for story in load_stories()]
        if path == "/" and "p" in query:
            return self._shortlink(query["p"][0], stories)
        found = self._machine(path, stories) or self._list(path, stories) or self._other(path, query)
        if found:
            return found
        for story in stories:
            if path in (story.path, story.amp_path):
                return self._article(story, path, counts=counts)
            if path in story.former:
                return _redirect(self.base_url + (*story.former, story.path)[story.former.index(path) + 1])
        if not path.endswith("/") and self._answer(path + "/", counts=False).status == 200:
            return _redirect(self.base_url + path + "/" + (f"?{parts.query}" if parts.query else ""))
        return _page(sundries.missing_page(self.base_url), _HTML, 404)

    def _machine(self, path: str, stories: list[Story]) -> Response | None:
        match path:
            case "/robots.txt":
                return _page(feeds.robots(self.base_url), "text/plain; charset=utf-8")
            case "/sitemap.xml":
                return _page(feeds.sitemap_index(stories, self.base_url), _XML)
            case "/sitemap-articles.xml":
                return _page(feeds.sitemap_articles(stories, self.base_url), _XML)
            case "/sitemap-pages.xml":
                return _page(feeds.sitemap_pages(self.base_url), _XML)
            case "/feed/":
                return _page(feeds.feed(stories, self.base_url), "application/rss+xml; charset=utf-8")
        return None

    def _list(self, path: str, stories: list[Story]) -> Response | None:
        """Answer with the front page or a page of a list of articles."""
        if path == "/":
            return _page(pages.front_page(stories, self.base_url))
        paged = _PAGED.match(path)
        start, number = (paged["list"], int(paged["number"])) if paged else (path, 1)
        named = _list_at(start, stories)
        if named is None:
            return None
        if paged and number == 1:
            return _redirect(self.base_url + start)
        text = pages.listing_page(*named, start, number, self.base_url)
        return None if text is None else _page(text)

    def _other(self, path: str, query: dict[str, list[str]]) -> Response | None:
        text = None
        if path == "/a-propos/":
            text = sundries.about_page(self.base_url)
        elif path == "/prive/plan-de-la-redaction/":
            text = sundries.private_page(self.base_url)
        elif path == "/agenda/":
            text = sundries.agenda_page(query.get("mois", ["2026-07"])[0], self.base_url)
        elif path == feeds.SOFT_404_PATH:
            text = sundries.missing_page(self.base_url)
        elif path.startswith("/images/") and path.endswith(".svg"):
            return _page(sundries.picture(path), "image/svg+xml")
        return None if text is None else _page(text)

    def _shortlink(self, number: str, stories: list[Story]) -> Response:
        for story in stories:
            if str(story.id) == number:
                if story.shortlink == 200:
                    return _page(pages.article_page(story, self.base_url))
                return _redirect(self.base_url + story.path, story.shortlink)
        return _page(sundries.missing_page(self.base_url), _HTML, 404)

    def _article(self, story: Story, path: str, *, counts: bool) -> Response:
        if story.special == "protected":
            return _page(pages.protected_page(story, self.base_url))
        if path == story.amp_path:
            return _page(pages.amp_page(story, self.base_url))
        if story.special == "flaky" and counts and not self._failed[path]:
            self._failed[path] += 1
            return _page("Service momentanément indisponible\n", _HTML, 503, ("Retry-After", "1"))
        text = pages.article_page(story, self.base_url)
        if story.special == "cp1252":
            # Neither the header nor the page says so: only its bytes can tell.
            payload = text.encode("cp1252", "xmlcharrefreplace")
            return Response(status=200, headers=(("Content-Type", "text/html"),), payload=payload)
        if story.second and counts:
            self._visits += 1
            _write_visits(self._state, self._visits)
        return _page(text)


def _list_at(path: str, stories: list[Story]) -> tuple[str, list[Story]] | None:
    """Find the list of articles that lives at ``path``: its title and its articles."""
    kind, _, name = path.strip("/").partition("/")
    if not name and kind in SECTIONS:
        return SECTIONS[kind], [story for story in stories if story.section == kind]
    if kind == "actualites" and not name:
        return "Toute l’actualité", stories
    if kind in ("tag", "auteur") and name:
        for label in dict.fromkeys(
            word for story in stories for word in (story.tags if kind == "tag" else story.authors)
        ):
            if pages.to_slug(label) == name:
                return label, [story for story in stories if label in (*story.tags, *story.authors)]
    return None


def _read_visits(state: Path | None) -> int:
    """Read how often the changing article was read before; a file that cannot be understood counts as none."""
    try:
        visits = json.loads(state.read_text("utf-8"))["visits"] if state else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return visits if isinstance(visits, int) and visits > 0 else 0


def _write_visits(state: Path | None, visits: int) -> None:
    if state is None:
        return
    partial = state.with_name(state.name + ".part")
    try:
        state.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps({"visits": visits}) + "\n", "utf-8")
        partial.replace(state)
    except OSError as error:
        _log.warning("the demo newspaper cannot remember this visit: %s", error)
