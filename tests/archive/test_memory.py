"""What the archive remembers of a site: kept with the article, bounded, shown, forgotten."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from newsarchive.archive import Archive, Outcome, Sightings, migrations
from newsarchive.archive import memory as remembered
from newsarchive.model import Impression, Precision, SiteMemory

from .conftest import NOON, make_article, make_capture

SITE = "echo.example"
KNOWN = SiteMemory(pages=9, blocks={7: 5, -8: 9}, containers={"div.texte": 9})
SEEN = Sightings(
    blocks={7: (NOON, NOON), -8: (NOON, NOON + timedelta(days=1))},
    containers={"div.texte": (NOON, NOON)},
    texts={7: "Sept " * 100, -8: "Huit"},
)


def leave(archive, number, *, run=None, blocks=b"", moment=NOON, bearing=0, **fields):
    """File an article with its impression, as a crawl does."""
    url = f"https://{SITE}/{number}/"
    payload = f"<p>{number} {moment}".encode()
    digest = f"sha256:{hashlib.sha256(payload).hexdigest()}"
    capture = make_capture(url, payload, moment=moment, payload_digest=digest)
    capture_id = archive.store_capture(capture, crawl_id=run)
    return archive.store_article(
        make_article(url, f"Titre {number}", f"Le texte {number}.", **fields),
        capture_id=capture_id,
        crawl_id=run,
        moment=moment,
        impression=Impression(key=url, blocks=blocks, container="div.texte"),
        bearing=bearing,
    )


def a_run(archive):
    return archive.begin_crawl(command="crawl", urls=[], pid=1, host="h", started=NOON)


def test_an_article_read_again_leaves_one_impression_the_newest(archive):
    leave(archive, 1, blocks=b"a")
    stored = leave(archive, 1, blocks=b"b", moment=NOON + timedelta(hours=1), bearing=4)
    (found,) = archive.impressions(SITE)
    assert (found.article_id, found.moment, found.bearing) == (stored.article_id, NOON + timedelta(hours=1), 4)
    assert found.impression == Impression(key=f"{SITE}/1", blocks=b"b", container="div.texte")


def test_a_twin_of_an_article_leaves_none(archive):
    leave(archive, 1, blocks=b"a")
    twin = leave(archive, "1/amp", blocks=b"b", canonical_url=f"https://{SITE}/1/")
    assert twin.outcome is Outcome.DUPLICATE
    assert [found.impression.blocks for found in archive.impressions(SITE)] == [b"a"]


def test_an_article_without_an_impression_is_as_before(archive, desk):
    desk.publish(f"https://{SITE}/1/")
    assert archive.impressions(SITE) == []
    assert archive.site_memory(SITE) is None
    assert archive.remembered_site(SITE).pages == 0
    assert archive.remembered_site("nowhere.example") is None


def test_the_newest_runs_come_first_and_the_rest_is_forgotten(archive, monkeypatch):
    monkeypatch.setattr(remembered, "WINDOW", 5)
    old, new = a_run(archive), a_run(archive)
    for number in range(8):
        leave(archive, number, run=old)
    for number in range(10, 13):
        leave(archive, number, run=new, moment=NOON + timedelta(days=1))
    kept = {found.impression.key.partition("/")[2] for found in archive.impressions(SITE)}
    assert {"10", "11", "12"} < kept
    assert len(kept) == 5
    archive.store_memory(SITE, KNOWN, SEEN)
    # While a crawl lasts the others are kept, to be read again with what is known at its end.
    assert len(archive.impressions(SITE, all_kept=True)) == 11
    archive.forget_impressions(SITE)
    assert archive._conn.execute("SELECT count(*) FROM impressions").fetchone() == (5,)
    assert {found.impression.key.partition("/")[2] for found in archive.impressions(SITE)} == kept
    # The same pages are those to learn from, were nothing known.
    assert {article for article, _ in archive.pages_of(SITE, to_learn=True)} == {
        found.article_id for found in archive.impressions(SITE)
    }
    assert len(archive.pages_of(SITE)) == 11


def test_which_pages_of_a_run_are_kept_does_not_depend_on_their_order(tmp_path, monkeypatch):
    monkeypatch.setattr(remembered, "WINDOW", 4)
    kept = []
    for name, numbers in (("a", range(12)), ("b", reversed(range(12)))):
        with Archive.open(tmp_path / name, create=True) as archive:
            run = a_run(archive)
            for number in numbers:
                leave(archive, number, run=run)
                archive.store_memory(SITE, KNOWN, SEEN)
            kept.append({found.impression.key for found in archive.impressions(SITE)})
    assert kept[0] == kept[1]
    assert len(kept[0]) == 4


def test_a_memory_comes_back_as_it_was_and_is_shown_with_its_texts(archive, path):
    leave(archive, 1)
    archive.store_memory(SITE, KNOWN, SEEN)
    archive.close()
    with Archive.open(path, read_only=True) as again:
        assert again.site_memory(SITE) == KNOWN
        assert again.site_memory(f"https://www.{SITE}/x") == KNOWN
        shown = again.remembered_site(SITE)
        assert again.texts_known(SITE) == {7, -8}
    assert (shown.domain, shown.articles, shown.pages) == (SITE, 1, 9)
    assert [(block.text, block.pages) for block in shown.blocks] == [("Huit", 9), (("Sept " * 100)[:200], 5)]
    assert shown.blocks[0].last_seen - shown.blocks[0].first_seen == timedelta(days=1)
    assert [(one.signature, one.pages) for one in shown.containers] == [("div.texte", 9)]


def test_a_new_memory_takes_the_place_of_the_old_and_keeps_its_texts(archive):
    leave(archive, 1)
    archive.store_memory(SITE, KNOWN, SEEN)
    archive.store_memory(SITE, replace(KNOWN, blocks={-8: 10}, containers={}), replace(SEEN, texts={}))
    shown = archive.remembered_site(SITE)
    assert [(block.text, block.pages) for block in shown.blocks] == [("Huit", 10)]
    assert shown.containers == ()


def test_an_impression_goes_with_its_article(archive):
    """Two rows made one, or an article erased: nothing of it is learned from any more."""
    stored = leave(archive, 1)
    with archive._conn:
        archive._conn.execute("UPDATE captures SET article_id = NULL")
        archive._conn.execute("UPDATE addresses SET article_id = NULL")
        archive._conn.execute("DELETE FROM articles WHERE id = ?", (stored.article_id,))
    assert archive.impressions(SITE) == []


def test_what_is_read_again_is_amended_and_what_sources_said_stays(archive):
    said = {"value": NOON, "raw": "Sun, 22 Nov", "precision": Precision.MINUTE, "source": "feed"}
    fields = {f"date_published{'' if name == 'value' else '_' + name}": value for name, value in said.items()}
    stored = leave(archive, 1, authors=["Awa Koné"], **fields)
    before = archive.article(stored.article_id)
    url = f"https://{SITE}/1/"
    assert archive.amend_article(stored.article_id, make_article(url, "Titre 1", "Un autre texte."), bearing=5)
    after = archive.article(stored.article_id)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"body"}
    assert archive.impressions(SITE)[0].bearing == 5
    assert not archive.amend_article(stored.article_id, make_article(url, "Titre 1", "Un autre texte."), bearing=5)
    assert not archive.amend_article(99, make_article(url), bearing=5)
    own = make_article(url, "Titre 1", "Un autre texte.", authors=["Ali Ba"], description="Neuf")
    archive.amend_article(stored.article_id, own, bearing=5)
    assert archive.article(1)["authors"] == ["Ali Ba"]


def test_impressions_can_be_made_anew(archive):
    one, two = leave(archive, 1, blocks=b"a", bearing=3), leave(archive, 2, blocks=b"b")
    impression = Impression(key="k", blocks=b"c", container="main")
    archive.replace_impressions(SITE, [(one.article_id, impression)])
    (found,) = archive.impressions(SITE)
    assert (found.article_id, found.impression.blocks, found.bearing) == (one.article_id, b"c", 3)
    archive.replace_impressions(SITE, [(one.article_id, impression), (two.article_id, impression)])
    # Nobody knows any more what the second was read with.
    assert [found.bearing for found in archive.impressions(SITE)] == [3, None]


def test_a_capture_comes_back_as_it_was_stored(archive):
    capture = make_capture(f"https://{SITE}/1/", b"<p>", requested_uri=f"https://{SITE}/?p=1")
    capture_id = archive.store_capture(capture, crawl_id=None)
    assert archive.capture(capture_id) == replace(capture, payload_digest=capture.payload_digest)


def test_an_archive_of_before_gets_the_tables(path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:1])
        with Archive.open(path, create=True) as archive:
            assert archive.info().schema == 1
    with Archive.open(path) as archive:
        assert archive.site_memory(SITE) is None
        leave(archive, 1)
        assert len(archive.impressions(SITE)) == 1


@pytest.mark.parametrize("key", ["a.fr/1", "a.fr/é", ""])
def test_ranks_fit_into_a_column(key):
    assert 0 <= remembered.rank_of(key) < 2**63
