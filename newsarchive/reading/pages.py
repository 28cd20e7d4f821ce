"""Reading a page: extraction, listing and what it says of its rights in one parse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive import extraction
from newsarchive.discover import listings
from newsarchive.discover.listings import Listing
from newsarchive.errors import NotAnArticle
from newsarchive.extraction.page import parse
from newsarchive.extraction.rights import Signal, signals
from newsarchive.model import Article, Candidate, Comment, Impression, SiteMemory

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from newsarchive.sites import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page turned out to be: an ``article`` or a ``refusal`` with its reason, and its links where asked for.

    ``impression`` is what an article's page leaves behind for the memory of its site; ``signals`` is what it says
    against being mined, archived or shown; ``comments`` are what readers wrote below an article, None where nobody
    asked. ``language`` is what the page calls its own, ``alternates`` are its addresses in others as it names them.
    """

    article: Article | None
    refusal: NotAnArticle | None
    listing: Listing | None
    impression: Impression | None = None
    signals: tuple[Signal, ...] = ()
    language: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    comments: tuple[Comment, ...] | None = None

    @property
    def claims(self) -> tuple[tuple[str, str], ...]:
        """What the page says of its rights, as :meth:`newsarchive.archive.Archive.note_claims` takes it."""
        said = tuple((signal.name, signal.value) for signal in self.signals)
        free = self.article.is_accessible_for_free if self.article is not None else None
        return said if free is None else (*said, ("is-accessible-for-free", str(free).lower()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A page as it was fetched, on its way to a reader.

    ``on`` is when it was fetched, ``candidate`` what its sources said of it. ``with_links`` asks for
    its links in any case; else they are read only where the page turns out to be a listing; ``with_comments`` asks for
    what readers wrote below an article. ``site``
    is the profile of its site, ``memory`` what is known of the site, ``headers`` are those of the answer.
    """

    payload: bytes
    url: str
    charset: str | None
    candidate: Candidate | None
    on: datetime
    with_links: bool
    with_comments: bool = False
    site: Site | None = None
    memory: SiteMemory | None = None
    headers: tuple[tuple[str, str], ...] = ()


def _zone_of(article: Article) -> tzinfo | None:
    """Give the offset that the page states, for times on it that state none."""
    return article.date_published.tzinfo if article.date_published is not None else None


def read_page(unread: Unread) -> Reading:
    """Parse a page once and read the article out of it, and its links where they are wanted."""
    article: Article | None = None
    refusal: NotAnArticle | None = None
    try:
        page = parse(unread.payload, unread.url, unread.charset)
    except NotAnArticle as error:
        # Bytes that are no HTML, whatever their Content-Type says: there are no links in them, either.
        return Reading(article=None, refusal=error, listing=None, signals=signals(None, unread.headers))
    impression: Impression | None = None
    try:
        article, impression = extraction.read_and_note(
            page, candidate=unread.candidate, on=unread.on, site=unread.site, memory=unread.memory
        )
    except NotAnArticle as error:
        refusal = error
    wanted = unread.with_links or (refusal is not None and refusal.reason == "index")
    links = listings.read(page.tree, unread.url, page.base_url) if wanted else None
    said = signals(page.tree, unread.headers)
    comments: tuple[Comment, ...] | None = None
    if unread.with_comments and article is not None:
        from newsarchive.extraction.comments import read_comments

        comments = read_comments(page, language=article.in_language, on=unread.on, zone=_zone_of(article))
    return Reading(
        article=article,
        refusal=refusal,
        listing=links,
        impression=impression,
        signals=said,
        language=(page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower(),
        alternates=listings.alternates(page.tree, page.base_url or unread.url) if article is not None else (),
        comments=comments,
    )
