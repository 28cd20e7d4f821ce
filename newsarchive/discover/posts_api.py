"""WordPress's REST API: a full list of a site's posts with exact dates, a hundred a request.

https://developer.wordpress.org/rest-api/reference/posts/#list-posts; found as the API's handbook says
("Discovery"): by a link element or a Link header of the relation ``https://api.w.org/``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from lxml.html import HtmlElement

from newsarchive.discover.moments import moment
from newsarchive.discover.wording import plain
from newsarchive.model import Candidate, Moment, Precision, Source
from newsarchive.normalize.urls import to_absolute

#: What the API gives at most on one page.
PER_PAGE = 100

_RELATION = "https://api.w.org/"
_POSTS = "wp/v2/posts"
_FIELDS = "link,date,date_gmt,modified_gmt,title"
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_DAY = timedelta(days=1)
# The clocks of the world are at most 14 hours ahead of UTC, 12 behind, and apart by quarters of an hour.
_EASTMOST, _WESTMOST, _QUARTER = timedelta(hours=14), timedelta(hours=-12), timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsPage:
    """One answer of the API.

    ``candidates`` in the API's order. ``is_api`` is False where the answer is no list of posts; ``refusal`` is
    then the API's own code for why (``rest_post_invalid_page_number`` behind the last page), or "".
    """

    candidates: tuple[Candidate, ...]
    is_api: bool
    refusal: str = ""


def declared(tree: HtmlElement, base: str) -> str:
    """Give the root of the API that a page declares, or ""."""
    for link in tree.iter("link"):
        if _RELATION in (link.get("rel") or "").split():
            return to_absolute(link.get("href") or "", base)
    return ""


def declared_by_header(link_header: str, base: str = "") -> str:
    """Give the root of the API that an HTTP Link header (RFC 8288) declares, or "".

    Several headers are given joined by commas.
    """
    for target, parameters in _LINK.findall(link_header):
        rel = _REL.search(parameters)
        if rel and _RELATION in (rel[1] or rel[2]).split():
            return to_absolute(target, base)
    return ""


def usual_roots(front_url: str) -> tuple[str, ...]:
    """Give the places of the API's root on a site that declares none: with permalinks, and without."""
    places = (to_absolute(place, front_url) for place in ("/wp-json/", "/?rest_route=/"))
    return tuple(place for place in places if place)


def address(
    root: str,
    *,
    page: int = 1,
    since: date | None = None,
    until: date | None = None,
    modified_after: datetime | None = None,
) -> str:
    """Give the address of a page of posts, newest first; by their last change where ``modified_after`` is given.

    ``since`` and ``until``, both included, are days of the site's own calendar, which nobody knows from outside, and
    the API's bounds are exclusive: each is put a day further out. So is ``modified_after`` (aware), which the site
    compares with its local time, and that runs twice through one hour a year. WordPress before 5.7 ignores it.
    """
    query = {"per_page": str(PER_PAGE), "page": str(page), "order": "desc"}
    query["orderby"] = "modified" if modified_after else "date"
    if since and since > date.min:
        query["after"] = datetime.combine(since - _DAY, time.min).isoformat()
    if until and until < date.max - _DAY:
        query["before"] = datetime.combine(until + 2 * _DAY, time.min).isoformat()
    if modified_after:
        query["modified_after"] = f"{modified_after.astimezone(UTC) - _DAY:%Y-%m-%dT%H:%M:%SZ}"
    query["_fields"] = _FIELDS
    parts = urlsplit(root)
    given = parse_qsl(parts.query, keep_blank_values=True)
    # Without permalinks the route is a parameter, too: /?rest_route=/wp/v2/posts
    pairs = [(name, f"{value.rstrip('/')}/{_POSTS}" if name == "rest_route" else value) for name, value in given]
    path = parts.path if any(name == "rest_route" for name, _ in given) else f"{parts.path.rstrip('/')}/{_POSTS}"
    written = urlencode([*pairs, *query.items()], quote_via=quote, safe="/,:")
    return urlunsplit(parts._replace(path=path, query=written, fragment=""))


def later_pages(url: str, pages: int) -> tuple[str, ...]:
    """Give the addresses of the later pages of a list, given that of its first and how many there are."""
    parts = urlsplit(url)
    given = parse_qsl(parts.query, keep_blank_values=True)
    if dict(given).get("page") != "1":
        return ()
    numbered = ([(name, str(n) if name == "page" else value) for name, value in given] for n in range(2, pages + 1))
    return tuple(urlunsplit(parts._replace(query=urlencode(pairs, quote_via=quote, safe="/,:"))) for pairs in numbered)


def is_whole(url: str) -> bool:
    """Ask whether an address of :func:`address` lists all posts of its days, not only those changed of late."""
    return "modified_after" not in dict(parse_qsl(urlsplit(url).query))


def totals(headers: Mapping[str, str]) -> tuple[int, int] | None:
    """Give how many posts and pages of them there are (X-WP-Total, X-WP-TotalPages), None where the site hides it."""
    found = {name.lower(): value.strip() for name, value in headers.items() if name.lower().startswith("x-wp-total")}
    posts, pages = found.get("x-wp-total", ""), found.get("x-wp-totalpages", "")
    if not (_is_count(posts) and _is_count(pages)):
        return None
    return int(posts), int(pages)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


def read(payload: bytes, url: str) -> PostsPage:
    """Read an answer of the API; what is none is an empty page. Never raises."""
    try:
        said: Any = json.loads(_json(payload))
    except (ValueError, RecursionError):
        return PostsPage(candidates=(), is_api=False)
    if isinstance(said, dict):
        code = said.get("code")
        return PostsPage(candidates=(), is_api=False, refusal=code if isinstance(code, str) else "")
    if not isinstance(said, list):
        return PostsPage(candidates=(), is_api=False)
    candidates = tuple(found for post in said if isinstance(post, dict) and (found := _candidate(post, url)))
    # An empty list is an answer: no post in the period. A list of something else is not.
    return PostsPage(candidates=candidates, is_api=bool(candidates) or not said)


def _json(payload: bytes) -> str:
    """Give the text of an answer, without the warnings that PHP may have printed before it."""
    text = payload.decode("utf-8-sig", "replace").strip()
    if text[:1] in ("[", "{"):
        return text
    starts = [at for opening in ('[{"', '{"code":', "[]") if (at := text.find(opening)) >= 0]
    return text[min(starts) :] if starts else text


def _candidate(post: Mapping[str, Any], base: str) -> Candidate | None:
    address = to_absolute(_text(post.get("link")), base)
    published = _published(_text(post.get("date")), _text(post.get("date_gmt")))
    if not address or (published is None and "title" not in post):
        return None
    changed = _utc(_text(post.get("modified_gmt")))
    title = post.get("title")
    rendered = _text(title.get("rendered") if isinstance(title, dict) else title)
    return Candidate(
        url=address,
        source=Source.API,
        headline=plain(rendered),
        published=published,
        lastmod=changed.value if changed else None,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _utc(raw: str) -> Moment | None:
    # A draft's date_gmt is 0000-00-00T00:00:00, which is no date.
    return moment(raw, "api")


def _published(local: str, gmt: str) -> Moment | None:
    """Give the instant with the site's own offset, which the two clocks tell together.

    The site's clock alone tells the day, but no instant.
    """
    here, instant = moment(local, "api"), _utc(gmt)
    if instant is None:
        return replace(here, precision=Precision.DAY) if here else None
    if here is None:
        return instant
    offset = here.value.replace(tzinfo=UTC) - instant.value.astimezone(UTC)
    if not _WESTMOST <= offset <= _EASTMOST or offset % _QUARTER:
        return instant
    if not offset:
        return replace(instant, raw=here.raw)
    return replace(here, value=here.value.replace(tzinfo=timezone(offset)))
