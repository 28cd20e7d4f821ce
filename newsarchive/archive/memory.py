"""What the archive remembers of a site: an impression of each of its newest pages, and what was learned from them.

A site's pages are ranked: those of the newest crawl first, within a crawl by a hash of their addresses. The first
:data:`WINDOW` of them are what a memory is learned from, so it forgets layouts that are gone, does not grow with the
site, and is the same in whatever order the pages of a crawl came.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from newsarchive.archive.connection import transaction
from newsarchive.archive.rows import to_moment, to_text, to_utc_text
from newsarchive.archive.search import to_domain
from newsarchive.archive.values import Impressed, KnownContainer, RememberedSite, RepeatedText, Sightings
from newsarchive.model import Impression, SiteMemory

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

#: Of how many of its newest articles a site's memory is made, and of how many more the impressions are kept while a
#: crawl lasts, so that what was read early can be read again with what is known at the end.
WINDOW, KEPT = 300, 3000
#: How much of a text is kept to be shown.
SHOWN = 200

# A crawl that was cut off and gone on with is one, whatever run a page came in by.
_RUN = "coalesce((SELECT f.sweep FROM frontier f WHERE f.key = c.url_key AND f.run > 0), c.crawl_id, 0)"
_STORE = f"""
INSERT INTO impressions (article_id, site_id, capture_id, run, rank, bearing, container, blocks)
SELECT a.id, a.site_id, a.capture_id, {_RUN}, ?, ?, ?, ?
FROM articles a JOIN captures c ON c.id = a.capture_id WHERE a.id = ?
ON CONFLICT(article_id) DO UPDATE SET site_id = excluded.site_id, capture_id = excluded.capture_id,
    run = excluded.run, rank = excluded.rank, bearing = excluded.bearing,
    container = excluded.container, blocks = excluded.blocks"""  # noqa: S608
_NEWEST = "SELECT article_id FROM impressions WHERE site_id = ? ORDER BY run DESC, rank, article_id LIMIT ?"
_IMPRESSED = f"""
SELECT i.article_id, i.capture_id, a.url_key, c.moment, i.bearing, i.container, i.blocks
FROM impressions i JOIN articles a ON a.id = i.article_id JOIN captures c ON c.id = i.capture_id
WHERE i.article_id IN ({_NEWEST}) ORDER BY i.article_id"""  # noqa: S608


def rank_of(url_key: str) -> int:
    """Give an address its place among the pages of a crawl: 63 bits of its BLAKE2b hash."""
    return int.from_bytes(blake2b(url_key.encode(), digest_size=8).digest()) >> 1


def store_impression(conn: sqlite3.Connection, article_id: int, impression: Impression, bearing: int | None) -> None:
    """Keep the impression of the page an article was last read from, inside the caller's transaction.

    ``bearing`` numbers what was known of the site when it was read, None where nobody knows.
    """
    (url_key,) = conn.execute("SELECT url_key FROM articles WHERE id = ?", (article_id,)).fetchone()
    conn.execute(_STORE, (rank_of(url_key), bearing, to_text(impression.container), impression.blocks, article_id))


def replace_impressions(conn: sqlite3.Connection, site: str, impressions: Iterable[tuple[int, Impression]]) -> None:
    """Put the given impressions, by article, in the place of all that are kept of a site."""
    with transaction(conn):
        site_id = _site_id(conn, site)
        known = dict(conn.execute("SELECT article_id, bearing FROM impressions WHERE site_id = ?", (site_id,)))
        conn.execute("DELETE FROM impressions WHERE site_id = ?", (site_id,))
        for article_id, impression in impressions:
            store_impression(conn, article_id, impression, known.get(article_id))


def impressions(conn: sqlite3.Connection, site: str, *, all_kept: bool = False) -> list[Impressed]:
    """Give the impressions a site's memory is made of; ``all_kept`` gives those of its other new articles, too."""
    return [
        Impressed(
            article_id, capture_id, to_moment(moment), bearing, Impression(key=key, blocks=blocks, container=container)
        )
        for article_id, capture_id, key, moment, bearing, container, blocks in conn.execute(
            _IMPRESSED, (_site_id(conn, site), KEPT if all_kept else WINDOW)
        )
    ]


def pages_to_learn(conn: sqlite3.Connection, site: str) -> list[tuple[int, int]]:
    """Give article and capture of the pages a site's memory is to be made of, were nothing known of it yet."""
    ranked = sorted(
        (-run, rank_of(key), article_id, capture_id)
        for article_id, capture_id, key, run in conn.execute(
            f"SELECT a.id, a.capture_id, a.url_key, {_RUN} "  # noqa: S608
            "FROM articles a JOIN captures c ON c.id = a.capture_id WHERE a.site_id = ?",
            (_site_id(conn, site),),
        )
    )
    return [(article_id, capture_id) for _, _, article_id, capture_id in ranked[:WINDOW]]


def pages_of(conn: sqlite3.Connection, site: str) -> list[tuple[int, int]]:
    """Give every article of a site with the capture it was read from."""
    return conn.execute(
        "SELECT id, capture_id FROM articles WHERE site_id = ? ORDER BY id", (_site_id(conn, site),)
    ).fetchall()


def store_memory(conn: sqlite3.Connection, site: str, memory: SiteMemory, sightings: Sightings) -> None:
    """Put a memory in the place of the one that is kept of a site, and drop the impressions it has outgrown."""
    with transaction(conn):
        site_id = _site_id(conn, site)
        if site_id is None:
            return
        known = dict(conn.execute("SELECT fingerprint, text FROM site_blocks WHERE site_id = ?", (site_id,)))
        for table in ("site_blocks", "site_containers", "site_memories"):
            conn.execute(f"DELETE FROM {table} WHERE site_id = ?", (site_id,))  # noqa: S608
        conn.execute("INSERT INTO site_memories (site_id, pages) VALUES (?, ?)", (site_id, memory.pages))
        conn.executemany(
            "INSERT INTO site_blocks (site_id, fingerprint, pages, first_seen, last_seen, text) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    *(site_id, number, pages),
                    *map(to_utc_text, sightings.blocks[number]),
                    to_text(sightings.texts.get(number) or known.get(number, ""))[:SHOWN],
                )
                for number, pages in memory.blocks.items()
            ],
        )
        conn.executemany(
            "INSERT INTO site_containers (site_id, signature, pages, first_seen, last_seen) VALUES (?, ?, ?, ?, ?)",
            [
                (site_id, to_text(name), pages, *map(to_utc_text, sightings.containers[name]))
                for name, pages in memory.containers.items()
            ],
        )
        _keep_newest(conn, site_id, KEPT)


def forget_impressions(conn: sqlite3.Connection, site: str) -> None:
    """Drop the impressions that a site's memory has outgrown."""
    with transaction(conn):
        _keep_newest(conn, _site_id(conn, site), WINDOW)


def _keep_newest(conn: sqlite3.Connection, site_id: int | None, count: int) -> None:
    conn.execute(
        f"DELETE FROM impressions WHERE site_id = ? AND article_id NOT IN ({_NEWEST})",  # noqa: S608
        (site_id, site_id, count),
    )


def site_memory(conn: sqlite3.Connection, site: str) -> SiteMemory | None:
    """Give what is remembered of a site as a value for the extractor, None where there is nothing yet."""
    site_id = _site_id(conn, site)
    row = conn.execute("SELECT pages FROM site_memories WHERE site_id = ?", (site_id,)).fetchone()
    if row is None:
        return None
    return SiteMemory(
        pages=row[0],
        blocks=dict(conn.execute("SELECT fingerprint, pages FROM site_blocks WHERE site_id = ?", (site_id,))),
        containers=dict(conn.execute("SELECT signature, pages FROM site_containers WHERE site_id = ?", (site_id,))),
    )


def remembered_site(conn: sqlite3.Connection, site: str) -> RememberedSite | None:
    """Give what is remembered of a site for people, None where the archive does not know the site."""
    site_id = _site_id(conn, site)
    if site_id is None:
        return None
    row = conn.execute("SELECT pages FROM site_memories WHERE site_id = ?", (site_id,)).fetchone()
    seen = "pages, first_seen, last_seen"
    order = "WHERE site_id = ? ORDER BY pages DESC"
    return RememberedSite(
        domain=to_domain(site),
        articles=conn.execute("SELECT count(*) FROM articles WHERE site_id = ?", (site_id,)).fetchone()[0],
        pages=row[0] if row else 0,
        blocks=tuple(
            RepeatedText(text, pages, to_moment(first), to_moment(last))
            for text, pages, first, last in conn.execute(
                f"SELECT text, {seen} FROM site_blocks {order}, text, fingerprint",  # noqa: S608
                (site_id,),
            )
        ),
        containers=tuple(
            KnownContainer(name, pages, to_moment(first), to_moment(last))
            for name, pages, first, last in conn.execute(
                f"SELECT signature, {seen} FROM site_containers {order}, signature",  # noqa: S608
                (site_id,),
            )
        ),
    )


def domains(conn: sqlite3.Connection) -> list[str]:
    """Name the sites of the archive."""
    return [domain for (domain,) in conn.execute("SELECT domain FROM sites ORDER BY domain")]


def texts_known(conn: sqlite3.Connection, site: str) -> frozenset[int]:
    """Give the fingerprints whose text is kept."""
    return frozenset(
        number
        for (number,) in conn.execute(
            "SELECT fingerprint FROM site_blocks WHERE site_id = ? AND text <> ''", (_site_id(conn, site),)
        )
    )


def _site_id(conn: sqlite3.Connection, site: str) -> int | None:
    row = conn.execute("SELECT id FROM sites WHERE domain = ?", (to_domain(site),)).fetchone()
    return None if row is None else int(row[0])
