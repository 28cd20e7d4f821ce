"""What is erased is gone from the bytes of the file, and does not come back."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from newsarchive.archive import Archive, Outcome, Sightings
from newsarchive.archive.imports import ERASED, Brought
from newsarchive.errors import ArticleNotFound, Erased
from newsarchive.extraction.memory import learn
from newsarchive.model import Candidate, Comment, Errand, Filing, Image, Link, LinkKind, Role, Source, State
from tests.archive.conftest import NOON, make_article, make_capture

WHEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
URL = "https://lejour.example/2026/le-proces-de-l-epiciere"
OTHER = "https://lejour.example/2026/les-ponts-de-la-ville"
#: Its words stand nowhere else.
SECRET = (
    "Zénobie Quatrefages aurait caché soixante-douze bocaux de prunes derrière la chaudière communale du quartier nord"
)
HEADLINE = "Le procès invraisemblable de Zénobie Quatrefages"
WORDS = ("quatrefages", "zénobie", "zenobie", "chaudière communale", "chaudiere communale", "invraisemblable")


def page_of(url, headline, text, extra=""):
    return (
        f'<html><head><title>{headline}</title><link rel="canonical" href="{url}"></head>'
        f"<body><article><h1>{headline}</h1><p>{text}</p>{extra}</article></body></html>"
    ).encode()


def store(archive, article, payload, **fields):
    capture = make_capture(
        article.url, payload, **{k: v for k, v in fields.items() if k in ("requested_uri", "moment")}
    )
    capture_id = archive.store_capture(capture, crawl_id=fields.get("crawl_id"))
    return archive.store_article(
        article, capture_id=capture_id, crawl_id=fields.get("crawl_id"), moment=NOON
    ), capture_id


def raw(path):
    found = b""
    for end in ("", "-wal", "-journal"):
        part = path.with_name(path.name + end)
        found += part.read_bytes() if part.exists() else b""
    return found


def traces(path, words=WORDS):
    """Give the words that the file still has, compressed payloads and JSON's escapes unpacked."""
    data = raw(path).decode("utf-8", "replace").casefold()
    with Archive.open(path, read_only=True) as archive:
        for (number,) in archive._conn.execute("SELECT id FROM captures"):
            data += archive.capture_payload(number).decode("utf-8", "replace").casefold()
        archive._conn.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, articles_fts, row)")
        data += " ".join(term for (term,) in archive._conn.execute("SELECT term FROM temp.terms"))
    data += re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), data)
    return [word for word in words if word in data]


@pytest.fixture
def filled(archive):
    """An archive with the article to be erased, seen twice, and another one that links to it."""
    crawl = archive.begin_crawl(
        command=f"crawl https://lejour.example/ {URL}",
        urls=["https://lejour.example/", URL],
        pid=1,
        host="h",
        started=NOON,
    )
    article = make_article(
        URL,
        HEADLINE,
        f"Le premier jour.\n\n{SECRET}.",
        description=f"{HEADLINE}, jour un",
        authors=["Aurélie Vindecoq", "Jean Commun"],
        tags=["quatrefages", "justice"],
        images=[Image(url="https://lejour.example/z.jpg", caption="Zénobie Quatrefages au tribunal")],
        amp_url=f"{URL}/amp/",
        shortlink="https://lejour.example/?p=77",
    )
    store(archive, article, page_of(URL, HEADLINE, SECRET), crawl_id=crawl, requested_uri="https://lejour.example/r/9")
    second = make_article(URL, HEADLINE + " (2)", f"Le second jour.\n\n{SECRET}.", authors=["Aurélie Vindecoq"])
    stored, _ = store(archive, second, page_of(URL, HEADLINE, SECRET + " bis"), crawl_id=crawl)
    archive.store_comments(stored.article_id, [Comment(text="Pauvre Zénobie !", author="Lecteur fidèle")])
    links = [Link(url=URL, text=HEADLINE, kind=LinkKind.RELATED, position=0)]
    body = "Les ponts sont ouverts à tous les piétons depuis le lundi matin de la semaine passée."
    store(
        archive, make_article(OTHER, "Les ponts", body, authors=["Jean Commun"], links=links), page_of(OTHER, "p", body)
    )
    return archive


def erase(archive, *keys, **fields):
    return archive.erase(keys or [URL], **({"reason": "demandé", "moment": WHEN} | fields))


def test_no_byte_of_it_is_left(filled, path):
    assert traces(path)
    put_by = path.with_name(f"{path.name}.reextract")
    put_by.write_text(SECRET)
    done = erase(filled)
    assert not put_by.exists()
    filled.close()
    assert (done.articles, done.captures, done.linking, done.is_swept) == (1, 2, 1, True)
    # Its address says what it says; and another article's headline is its own.
    assert traces(path) == []
    with sqlite3.connect(path) as conn:
        conn.execute("VACUUM")
    assert traces(path) == []
    assert b"Vindecoq" not in raw(path)
    assert b"Jean Commun" in raw(path)


def test_no_byte_is_left_where_pages_were_freed_without_overwriting(filled, path):
    # As crawls leave them: what is deleted is overwritten in its page, but pages that become free stay as they were.
    assert filled._conn.execute("PRAGMA secure_delete").fetchone() == (2,)
    long = " ".join(f"{SECRET} numéro {n}." for n in range(200))
    store(filled, make_article(URL, HEADLINE, long), page_of(URL, HEADLINE, long))
    store(filled, make_article(URL, HEADLINE, "Tout court."), page_of(URL, HEADLINE, "Tout court."))
    filled._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert raw(path).decode("utf-8", "replace").count("numéro 1") > 2
    erase(filled)
    filled.close()
    assert traces(path) == []


def test_the_file_is_whole_afterwards(filled, path):
    erase(filled)
    conn = filled._conn
    assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
    conn.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)")
    assert [hit.url for hit in filled.search("ponts")] == [OTHER]
    assert filled.search("quatrefages") == []
    assert filled.article(OTHER)["links"] == [{"url": URL, "text": "", "kind": "related", "position": 0, "rel": None}]
    with pytest.raises(ArticleNotFound):
        filled.article(URL)


def test_tombstones_name_every_address_and_nothing_else(filled):
    erase(filled)
    stones = filled.tombstones()
    assert {stone.url for stone in stones} == {URL, "https://lejour.example/?p=77", "https://lejour.example/r/9"}
    # An AMP address has the key of its page.
    assert filled.is_erased(f"{URL}/amp/")
    assert {(stone.reason, stone.erased_at) for stone in stones} == {("demandé", WHEN)}
    assert filled._conn.execute("SELECT command, urls FROM crawls").fetchall() == [
        ("crawl https://lejour.example/ (erased)", '["https://lejour.example/"]')
    ]


def test_a_dry_run_changes_nothing(filled, path):
    before = raw(path)
    with Archive.open(path, read_only=True) as reader:
        found = erase(reader, dry_run=True)
    assert (found.articles, found.captures, found.comments) == (1, 2, 1)
    assert raw(path) == before
    assert filled.tombstones() == []


def test_it_cannot_come_back(filled, path):
    erase(filled)
    for url in (URL, f"{URL}?utm_source=x", "https://lejour.example/?p=77"):
        with pytest.raises(Erased):
            filled.store_capture(make_capture(url, page_of(URL, HEADLINE, SECRET)), crawl_id=None)
    # By an address that nobody knew, that redirects to it.
    with pytest.raises(Erased):
        filled.store_capture(make_capture(OTHER, requested_uri=URL), crawl_id=None)
    # By a new address that names the erased one.
    new = "https://lejour.example/nouvelle-adresse"
    stored, capture_id = store(filled, make_article(new, HEADLINE, SECRET, canonical_url=URL), b"<p>new")
    assert (stored.outcome, stored.article_id) == (Outcome.ERASED, 0)
    assert filled._conn.execute("SELECT 1 FROM captures WHERE id = ?", (capture_id,)).fetchone() is None
    moved = make_article(f"{new}/2", HEADLINE, SECRET, shortlink="https://lejour.example/?p=77")
    assert store(filled, moved, page_of(new, HEADLINE, SECRET))[0].outcome is Outcome.ERASED
    assert filled.is_erased(new)
    filled._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filled.close()
    assert traces(path) == []


def test_what_links_to_it_later_keeps_the_address_alone(filled):
    erase(filled)
    links = [Link(url=URL, text=HEADLINE, kind=LinkKind.RELATED, position=0)]
    third = make_article("https://lejour.example/trois", "Trois", "Le troisième texte.", links=links)
    store(filled, third, b"<p>3")
    assert filled.article(third.url)["links"][0]["text"] == ""


def test_sources_do_not_bring_it_back(filled):
    frontier = filled.frontier(1)
    sweep = frontier.begin("https://lejour.example/", "", "", NOON)
    errand = Errand(
        id=1, key="k", url="https://lejour.example/feed", host="lejour.example", site="lejour.example", role=Role.FEED,
        seed_id=sweep.id, sweep=sweep.sweep, priority=1,
    )  # fmt: skip
    facts = Candidate(url=URL, source=Source.FEED, headline=HEADLINE, authors=("Aurélie Vindecoq",))
    filing = Filing(facts=facts, state=State.QUEUED, sources=("feed",))
    frontier.file([filing], errand)
    erase(filled)
    row = "SELECT state, reason, facts FROM frontier WHERE key LIKE '%epiciere%'"
    assert filled._conn.execute(row).fetchall() == [("skipped", "erased", "")]
    frontier.file([filing], errand)
    frontier.file([Filing(facts=facts, state=None, sources=("feed",))], errand)
    assert filled._conn.execute(row).fetchall() == [("skipped", "erased", "")]
    assert frontier.is_erased(URL)
    assert frontier.lease("lejour.example") is None
    assert filled.coverage("lejour.example").missing_undated == {"erased": 1}
    assert filled.audit().erased == {"lejour.example": 3}


@pytest.fixture
def lists(filled):
    """Stored lists: a feed with the whole text as JSON, as escaped HTML, and a front page with the headline."""

    def keep(url, payload, verdict):
        number = filled.store_capture(make_capture(url, payload), crawl_id=None)
        filled.judge_capture(number, verdict)
        return number

    escaped = SECRET.replace("é", "&#233;").replace(" ", "\n")
    return {
        "api": keep(
            "https://lejour.example/wp-json", json.dumps({"content": f"<p>{SECRET}</p>", "l": URL}).encode(), "api"
        ),
        "feed": keep("https://lejour.example/feed", f"<rss>&lt;p&gt;{escaped}&lt;/p&gt;</rss>".encode(), "feed"),
        "front": keep("https://lejour.example/", f'<a href="{URL}">{HEADLINE}</a>'.encode(), "listing"),
        "sitemap": keep("https://lejour.example/sitemap.xml", f"<loc>{URL}</loc>".encode(), "sitemap"),
        "other": keep("https://ailleurs.example/", f"<p>{SECRET}</p>".encode(), "listing"),
        "ponts": keep("https://lejour.example/2", b"<p>Les ponts sont ouverts a tous</p>", "listing"),
    }


def kept(archive, numbers):
    ids = {number for (number,) in archive._conn.execute("SELECT id FROM captures")}
    return {name for name, number in numbers.items() if number in ids}


def test_lists_that_quote_it_go_and_lists_that_name_it_stay(filled, lists):
    found = erase(filled, dry_run=True)
    assert (found.lists, found.naming) == (2, 1)
    erase(filled)
    assert kept(filled, lists) == {"front", "sitemap", "other", "ponts"}


def test_lists_that_name_it_go_where_that_is_asked_for(filled, lists):
    erase(filled, lists=True)
    assert kept(filled, lists) == {"sitemap", "other", "ponts"}


def test_lists_fetched_later_are_found_by_erasing_once_more(filled):
    erase(filled)
    filled.store_capture(make_capture("https://lejour.example/", f'<a href="{URL}">x</a>'.encode()), crawl_id=None)
    assert erase(filled, dry_run=True).naming == 1
    assert erase(filled, lists=True).naming == 1
    assert erase(filled, dry_run=True).naming == 0
    assert len({stone.erased_at for stone in filled.tombstones()}) == 1


def test_a_phrase_that_others_have_is_no_quotation(filled):
    phrase = "Abonnez-vous à notre lettre du matin pour ne rien manquer de la vie de la ville"
    for url in (URL, OTHER):
        store(filled, make_article(url, "Titre", phrase), page_of(url, "Titre", phrase))
    front = filled.store_capture(make_capture("https://lejour.example/", f"<p>{phrase}</p>".encode()), crawl_id=None)
    assert erase(filled).lists == 0
    assert filled.capture_payload(front)


def test_a_payload_that_others_need_stays(archive):
    for url in ("https://a.example/1", "https://a.example/2"):
        store(archive, make_article(url, f"Titre {url[-1]}", f"Texte {url[-1]}."), b"<p>same")
    done = archive.erase(["https://a.example/1"], reason="r", moment=WHEN)
    assert done.payload_bytes == 0
    assert archive.capture_payload(archive.article("https://a.example/2")["capture_id"]) == b"<p>same"


def test_several_at_once_by_number_or_address_or_not_at_all(filled):
    number = filled.article(URL)["id"]
    with pytest.raises(ArticleNotFound):
        erase(filled, number, "https://lejour.example/nowhere")
    assert filled.article(URL)
    done = erase(filled, number, URL, OTHER)
    assert done.articles == 2
    assert filled.info().articles == 0


def test_an_address_without_an_article_is_erased_likewise(filled):
    page = "https://lejour.example/not-yet-read"
    number = filled.store_capture(make_capture(page, f"<p>{SECRET}".encode()), crawl_id=None)
    done = erase(filled, page)
    assert (done.articles, done.captures) == (0, 1)
    assert filled.is_erased(page)
    assert filled._conn.execute("SELECT 1 FROM captures WHERE id = ?", (number,)).fetchone() is None


def test_what_another_article_was_read_from_stays(filled):
    # It once redirected to the one that is erased; by now another story stands there.
    new = "https://lejour.example/r/9"
    store(filled, make_article(new, "Toute autre chose", "Un récit de la mer, très loin de tout."), b"<p>mer")
    erase(filled)
    assert filled.article(new)["headline"] == "Toute autre chose"
    assert not filled.is_erased(new)


def test_the_memory_of_the_site_shows_none_of_its_texts(filled):
    filled.store_memory("lejour.example", learn(()), Sightings({}, {}, {}))
    conn = filled._conn
    conn.execute(
        "INSERT INTO site_blocks (site_id, fingerprint, pages, first_seen, last_seen, text) "
        "SELECT id, 5, 3, 'x', 'x', ? FROM sites WHERE domain = 'lejour.example'",
        (SECRET[:200],),
    )
    erase(filled)
    assert conn.execute("SELECT text FROM site_blocks").fetchall() in ([], [("",)])


_KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from newsarchive.archive import Archive, erasing
archive = Archive.open(sys.argv[1])
wipe = erasing._wipe
def killed(conn):
    wipe(conn)
    os.kill(os.getpid(), signal.SIGKILL)
erasing._wipe = killed
archive.erase([sys.argv[2]], reason="r", moment=datetime.now(UTC))
"""


def test_killed_in_between_it_has_not_begun(filled, path):
    filled.close()
    ended = subprocess.run([sys.executable, "-c", _KILLED, str(path), URL], check=False)
    assert ended.returncode == -9
    with Archive.open(path) as archive:
        assert archive.tombstones() == []
        assert archive.article(URL)["headline"] == HEADLINE + " (2)"
        assert archive._conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        erase(archive)
    assert traces(path) == []


def test_a_reader_in_the_way_is_told(filled, path):
    with Archive.open(path, read_only=True) as reader:
        reader._conn.execute("BEGIN")
        reader._conn.execute("SELECT count(*) FROM articles").fetchone()
        filled._conn.execute("PRAGMA busy_timeout = 50")
        assert not erase(filled).is_swept
    assert erase(filled).is_swept


def test_an_import_does_not_bring_it_back(filled):
    erase(filled)
    crawl = filled.begin_crawl(command="import x.warc.gz", urls=(), pid=1, host="h", started=NOON)
    brought = [Brought(capture=make_capture(url, page_of(url, HEADLINE, SECRET))) for url in (URL, OTHER + "/3")]
    first, second = filled.bring_in(brought, crawl_id=crawl, redirects={}, file=None)
    assert first == ERASED
    assert second > 0
    assert [one.id for one in filled.unread()] == [second]
