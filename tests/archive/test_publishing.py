"""A copy to be shared has what may be shared, and can be asked like any archive."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

import pytest

from newsarchive.archive import Archive
from newsarchive.archive.claims import is_reserved
from newsarchive.archive.publishing import quoted
from newsarchive.errors import ArchiveError
from newsarchive.model import Comment, Image, Link, LinkKind
from tests.archive.conftest import NOON, make_article, make_capture

WHEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OPEN, RESERVED, OLD = (f"https://lejour.example/{name}" for name in ("ponts", "reserve", "ancien"))
TEXT = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"


def store(archive, article, page, claims=()):
    number = archive.store_capture(make_capture(article.url, page), crawl_id=None)
    archive.note_claims(number, claims)
    return archive.store_article(article, capture_id=number, crawl_id=None, moment=NOON).article_id


@pytest.fixture
def filled(archive):
    links = [Link(url=RESERVED, text="À lire", kind=LinkKind.RELATED, position=0)]
    images = [Image(url="https://x/y.jpg", caption=TEXT)]
    fields = {"authors": ["Ann Lee"], "tags": ["ponts"], "date_published": NOON, "article_section": "Ville"}
    ponts = make_article(
        OPEN,
        "Les ponts",
        TEXT,
        description=TEXT,
        links=links,
        images=images,
        **fields,
    )
    number = store(archive, ponts, b"<p>ponts")
    archive.store_comments(number, [Comment(text="Bravo", author="Lecteur")])
    reserved = make_article(
        RESERVED, "Secret de fabrique", "alpha beta gamma", description="delta", date_published=NOON
    )
    store(archive, reserved, b"<p>reserve", [("tdm-reservation", "1")])
    old = make_article(OLD, "Ancien", "omega psi", authors=["Vieux Nom"], date_published=NOON.replace(year=2019))
    store(archive, old, b"<p>ancien", [("meta robots", "nosnippet")])
    return archive


@pytest.fixture
def copy(filled, tmp_path):
    target = tmp_path / "shared.db"
    filled.publish(target, moment=WHEN, quote_words=5, licence="CC BY 4.0")
    with Archive.open(target, read_only=True) as opened:
        yield opened


def test_it_is_an_archive_with_quotes(copy):
    record = copy.article(OPEN)
    assert record["body"] == record["description"] == "un deux trois quatre cinq …"
    assert record["blocks"] == [{"kind": "paragraph", "text": record["body"], "level": None}]
    assert (record["authors"], record["tags"], record["article_section"]) == (["Ann Lee"], ["ponts"], "Ville")
    assert [link["url"] for link in record["links"]] == [RESERVED]
    assert record["images"] == []
    assert [hit.url for hit in copy.search("ponts")] == [OPEN]
    assert [hit.url for hit in copy.search("quatre")] == [OPEN]
    assert copy.search("sept") == []
    assert len(list(copy.articles())) == 3
    assert copy.info().articles == 3


def test_what_is_reserved_comes_without_a_quote(copy):
    for url, headline in ((RESERVED, "Secret de fabrique"), (OLD, "Ancien")):
        record = copy.article(url)
        assert (record["headline"], record["body"], record["blocks"]) == (headline, "", [])
        assert not record["description"]
    assert copy.search("alpha") == []


def test_it_says_what_it_is(copy, filled):
    told = copy.published()
    assert told is not None
    assert (told.articles, told.unquoted, told.quote_words, told.licence) == (3, 2, 5, "CC BY 4.0")
    assert told.published_at == WHEN
    assert told.made_by.startswith("newsarchive/")
    assert filled.published() is None


def test_nothing_else_comes_into_the_file(copy):
    data = copy.path.read_bytes()
    for hidden in ("quinze", "gamma", "omega", "Bravo", "Lecteur"):
        assert hidden.encode() not in data
    empty = (
        *("comments", "comment_salt", "frontier", "seeds", "impressions", "site_blocks", "robots_files", "hosts"),
        *("request_days", "opt_outs", "crawls", "tombstones", "claims", "images", "patterns"),
    )
    assert {
        table: copy._conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in empty
    } == dict.fromkeys(empty, 0)
    assert copy._conn.execute("SELECT sum(length(content)), count(*) FROM payloads").fetchone() == (0, 1)
    assert not list(copy.path.parent.glob(f"*{copy.path.name}*-wal"))


def test_it_is_sound(copy):
    with sqlite3.connect(copy.path) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
        conn.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)")
        assert conn.execute("SELECT count(*) FROM related_links WHERE target_headline IS NOT NULL").fetchone() == (1,)


def test_versions_come_without_their_text(filled, tmp_path):
    number = filled.article(OPEN)["id"]
    filled._conn.execute(
        "INSERT INTO versions (article_id, number, first_seen, last_seen, capture_id, payload_digest, extractor, "
        "profile_digest, headline, authors, description, body, blocks) "
        "SELECT id, 1, first_seen, last_seen, capture_id, payload_digest, extractor, '', 'Titre d’avant', '[]', "
        "'kappa', 'lambda', '[]' FROM articles WHERE id = ?",
        (number,),
    )
    filled.publish(tmp_path / "v.db", moment=WHEN)
    with Archive.open(tmp_path / "v.db", read_only=True) as made:
        rows = made._conn.execute("SELECT headline, description, body, blocks FROM versions").fetchall()
    assert rows == [("Titre d’avant", None, "", "[]")]


def test_only_what_is_wanted_comes(filled, tmp_path):
    made = filled.publish(tmp_path / "new.db", moment=WHEN, since=date(2026, 1, 1))
    assert (made.articles, made.unquoted, made.since) == (2, 1, "2026-01-01")
    with Archive.open(tmp_path / "new.db", read_only=True) as copy:
        assert copy._conn.execute("SELECT name FROM authors").fetchall() == [("Ann Lee",)]
    assert filled.publish(tmp_path / "none.db", moment=WHEN, site="nowhere.example").articles == 0


def test_what_was_erased_is_not_in_it(filled, tmp_path):
    filled.erase([OPEN], reason="r", moment=WHEN)
    made = filled.publish(tmp_path / "e.db", moment=WHEN)
    assert made.articles == 2
    assert b"Les ponts" not in (tmp_path / "e.db").read_bytes()


def test_it_is_there_whole_or_not_at_all(filled, tmp_path):
    target = tmp_path / "shared.db"
    target.write_bytes(b"what was there")
    filled._conn.execute("PRAGMA user_version = 0")
    filled._conn.execute("DROP TABLE edits")
    with pytest.raises(Exception, match="edits"):
        filled.publish(target, moment=WHEN)
    assert target.read_bytes() == b"what was there"
    assert sorted(path.name for path in tmp_path.iterdir() if "shared" in path.name) == ["shared.db"]


def test_quotes_end_between_words():
    assert quoted("un  deux\n\ntrois quatre", 3) == "un  deux\n\ntrois …"
    assert quoted("un deux", 2) == "un deux"
    assert quoted("un deux", 0) == ""
    assert quoted(None, 3) is None


def test_claims_are_kept_once_and_asked_for_by_article(filled):
    conn = filled._conn
    assert conn.execute(
        "SELECT DISTINCT headline, signal, value FROM article_claims WHERE is_reserved ORDER BY headline"
    ).fetchall() == [("Secret de fabrique", "tdm-reservation", "1")]
    before = conn.execute("SELECT count(*) FROM claims").fetchone()
    again = filled.store_capture(make_capture(RESERVED, b"<p>2"), crawl_id=None)
    filled.note_claims(again, [("tdm-reservation", "1")])
    assert conn.execute("SELECT count(*) FROM claims").fetchone() == before
    # Read anew it says nothing any more.
    filled.note_claims(again, ())
    assert conn.execute("SELECT claims_id FROM captures WHERE id = ?", (again,)).fetchone() == (None,)


@pytest.mark.parametrize(
    ("claim", "reserved"),
    [
        (("tdm-reservation", "1"), True),
        (("x-robots-tag", "noai"), True),
        (("meta robots", "gptbot: noai"), True),
        (("content-usage", "train-ai=n"), True),
        (("content-usage", "search=n"), False),
        (("meta robots", "noarchive"), False),
        (("is-accessible-for-free", "false"), False),
    ],
)
def test_what_reserves_mining(claim, reserved):
    assert is_reserved([claim]) is reserved


def test_copies_of_one_text_are_still_counted_once(archive, tmp_path):
    text = " ".join(f"Phrase numéro {n} d’une longue dépêche que deux journaux ont reprise." for n in range(40))
    for site in ("un", "deux"):
        store(archive, make_article(f"https://{site}.example/x", "Dépêche", text, date_published=NOON), site.encode())
    archive.group_duplicates()
    assert archive.erase(["https://un.example/x"], reason="r", moment=WHEN, dry_run=True).copies == 1
    archive.publish(tmp_path / "s.db", moment=WHEN)
    with Archive.open(tmp_path / "s.db", read_only=True) as made:
        assert made._conn.execute("SELECT count(*), count(DISTINCT story) FROM stories").fetchone() == (2, 1)
    archive.erase(["https://un.example/x"], reason="r", moment=WHEN)
    assert archive._conn.execute("SELECT count(*) FROM syndicated_articles").fetchone() == (0,)
    assert archive._conn.execute("SELECT count(DISTINCT article_id) FROM likeness_bands").fetchone() == (1,)


def test_a_copy_is_not_grouped_by_its_quotes(archive, tmp_path):
    text = " ".join(f"Phrase numéro {n} d’une longue dépêche que deux journaux ont reprise." for n in range(40))
    for site in ("un", "deux"):
        store(archive, make_article(f"https://{site}.example/x", "Dépêche", text, date_published=NOON), site.encode())
    archive.group_duplicates()
    archive.publish(tmp_path / "s.db", moment=WHEN, quote_words=100)
    with Archive.open(tmp_path / "s.db") as made:
        assert made.ungrouped() == made.group_duplicates() == 0
        with pytest.raises(ArchiveError, match="a copy made to be shared"):
            made.group_duplicates(anew=True)
        assert [len(group.copies) for group in made.syndication_groups()] == [2]


def test_an_older_copy_leaves_no_log_to_the_new_one(filled, tmp_path):
    target, log = tmp_path / "shared.db", tmp_path / "shared.db-wal"
    filled.publish(target, moment=WHEN)
    with Archive.open(target) as old:
        old.begin_crawl(command="c", urls=[], pid=1, host="h", started=WHEN)
        left = log.read_bytes()
    log.write_bytes(left)
    filled.publish(target, moment=WHEN, quote_words=3)
    with Archive.open(target, read_only=True) as made:
        assert made.article(OPEN)["body"] == "un deux trois …"
        assert made._conn.execute("SELECT count(*) FROM crawls").fetchone() == (0,)
        assert made.verify().damage == ()


def test_a_copy_in_use_is_not_replaced(filled, tmp_path):
    target = tmp_path / "shared.db"
    filled.publish(target, moment=WHEN)
    with Archive.open(target) as reader:
        reader.info()
        with pytest.raises(ArchiveError, match="another process has it open"):
            filled.publish(target, moment=WHEN)
