"""Comments, and what pages say of their rights, read out of the captures that an archive has already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.reading.captured import Desk, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from newsarchive.archive import Archive
    from newsarchive.sites import Sites


def reread_comments(
    archive: Archive,
    sites: Sites,
    *,
    site: str | None = None,
    since: date | None = None,
    until: date | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Read the comments below articles, and the claims of their pages, in the captures they were read from.

    Conditions are those of :meth:`Archive.search`. Give how many articles have comments. Raises the errors of the
    archive, but none for a page that is damaged: its article keeps the comments it has.
    """
    desk = Desk(archive, sites)
    found = 0
    for record in archive.articles(site=site, since=since, until=until):
        wanted = Wanted(record["capture_id"], record["site"], article_id=record["id"], with_comments=True)
        read = desk.read(wanted, None)
        with archive.transaction():
            if read.verdict != "damaged":
                archive.note_claims(read.capture_id, read.claims)
            if read.comments is not None:
                archive.store_comments(record["id"], read.comments)
                found += bool(read.comments)
        progress(1)
    return found
