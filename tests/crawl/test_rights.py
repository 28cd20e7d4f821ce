"""What the law asks of a crawl: what was erased is not fetched, comments only where they are wanted, claims kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.runner import Done, rows, run
from tests.site import Answer, Site, article, listing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STORIES = [(f"/2026/05/0{n}/histoire-{n}/", f"Histoire numéro {n} de la ville") for n in range(1, 7)]
COMMENTS = """<div id="comments"><ol class="comment-list"><li class="comment" id="comment-1">
<b class="fn">Anna Bertin</b><div class="comment-content"><p>Quelle histoire !</p></div></li></ol></div>"""


@pytest.fixture
def newspaper(site: Site) -> Site:
    for address, headline in STORIES:
        page = article(headline, canonical=site.base + address)
        site.page(address, page.replace("</main>", "</main>" + COMMENTS))
    site.page("/", listing(*STORIES))
    return site


def erase(path: Path, *words: object) -> Done:
    return run("erase", "-a", path.name, "--reason", "demandé", "--yes", *words, cwd=path.parent)


def test_what_was_erased_is_asked_for_no_more(newspaper: Site, crawl: Callable[..., Done], path: Path) -> None:
    assert crawl(newspaper.url).code == 0
    gone = STORIES[2][0]
    done = erase(path, newspaper.base + gone)
    assert (done.code, done.err) == (0, "")
    assert len(rows(path, "SELECT id FROM articles")) == len(STORIES) - 1
    newspaper.asked.clear()
    # Its page moved meanwhile, and the old address leads there; a third names it as canonical.
    headline = STORIES[2][1]
    newspaper.page("/nouveau/", article(headline, canonical=newspaper.base + gone))
    newspaper.routes["/ailleurs/"] = Answer(status=301, headers={"Location": gone})
    newspaper.page("/", listing(*STORIES, ("/nouveau/", headline), ("/ailleurs/", "Histoire ancienne de la ville")))
    second = crawl(newspaper.url)
    assert second.code == 0
    assert gone not in [asked.target for asked in newspaper.asked]
    assert len(rows(path, "SELECT id FROM articles")) == len(STORIES) - 1
    assert rows(path, "SELECT count(*) FROM captures WHERE target_uri LIKE '%nouveau%'") == [0]
    reasons = "SELECT url, reason FROM frontier WHERE reason = 'erased' ORDER BY url"
    assert [url for url, _ in _pairs(path, reasons)] == [
        newspaper.base + address for address in (gone, "/ailleurs/", "/nouveau/")
    ]
    newspaper.asked.clear()
    assert crawl(newspaper.url).code == 0
    assert not {gone, "/nouveau/", "/ailleurs/"}.intersection(asked.target for asked in newspaper.asked)
    assert rows(path, f"SELECT count(*) FROM tombstones WHERE url LIKE '%{gone}%'") == [1]


def _pairs(path: Path, query: str) -> list[tuple[str, str]]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(query).fetchall()


def test_an_erased_address_that_is_given_is_told(newspaper: Site, crawl: Callable[..., Done], path: Path) -> None:
    address = newspaper.base + STORIES[0][0]
    assert crawl(address).code == 0
    assert erase(path, address).code == 0
    newspaper.asked.clear()
    again = crawl(address)
    assert again.code == 4
    assert f"{address}: was erased from the archive, and is not collected again" in again.err
    assert STORIES[0][0] not in [asked.target for asked in newspaper.asked]
    # Nor does a dry run name it.
    dry = crawl(newspaper.url, "--dry-run")
    assert address not in dry.out
    assert newspaper.base + STORIES[1][0] in dry.out


def test_comments_are_kept_only_where_they_are_asked_for(
    newspaper: Site, crawl: Callable[..., Done], path: Path
) -> None:
    given = newspaper.base + STORIES[0][0]
    assert crawl(given).code == 0
    assert rows(path, "SELECT count(*) FROM comments") == [0]
    assert crawl(given, "--comments").code == 0
    assert _pairs(path, "SELECT text, length(pseudonym) FROM comments") == [("Quelle histoire !", 16)]
    assert crawl(given).code == 0
    assert rows(path, "SELECT count(*) FROM comments") == [1]
    assert rows(path, "SELECT max(version) FROM articles") == [1]
    assert "Quelle histoire" not in rows(path, "SELECT body FROM articles")[0]


def test_what_pages_claim_is_kept_with_their_captures(newspaper: Site, crawl: Callable[..., Done], path: Path) -> None:
    address, headline = STORIES[0]
    newspaper.page(address, article(headline, head='<meta name="tdm-reservation" content="1">'))
    closed = STORIES[1][0]
    body = article(STORIES[1][1]).replace(
        '"@type": "NewsArticle"', '"@type": "NewsArticle", "isAccessibleForFree": false'
    )
    newspaper.routes[closed] = Answer(body=body.encode(), headers={"X-Robots-Tag": "noarchive"})
    assert crawl(newspaper.url).code == 0
    assert _pairs(path, "SELECT url, signal || '=' || value FROM article_claims WHERE is_reserved") == [
        (newspaper.base + address, "tdm-reservation=1")
    ]
    assert _pairs(path, "SELECT url, signal || '=' || value FROM article_claims WHERE NOT is_reserved ORDER BY 2") == [
        (newspaper.base + closed, "is-accessible-for-free=false"),
        (newspaper.base + closed, "x-robots-tag=noarchive"),
    ]
