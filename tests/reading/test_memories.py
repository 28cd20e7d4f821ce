"""A crawl learns its site: what it then reads, shows, makes anew, and what became of pages read before it knew."""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.archive import Archive, migrations
from newsarchive.extraction.blocks import Node
from newsarchive.reading.memories import Remembering, rebuild
from newsarchive.reading.reextraction import Reextraction, Scope
from newsarchive.sites import Sites
from tests.runner import Done, ended, rows, run, start
from tests.site import Answer, Site, listing

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ("-a", "a.db", "--delay", "0", "--contact", "t@example.org")
NOTICE = "Ce journal est imprimé la nuit par onze personnes, et il arrive au village avant le premier autocar."
LATE = "La librairie du canal garde une pile de ce numéro sous le comptoir, pour qui demande poliment à la lire."
COUNT = 24


def lines(number: int, edition: int = 1) -> list[str]:
    dice = random.Random(number)
    return [
        f"Le dossier {number}-{n} revient devant le conseil, {dice.randrange(3, 99)} jours après la réunion publique "
        f"qui avait tourné court{' une seconde fois' if edition == 2 and n == 1 else ''}."
        for n in range(5)
    ]


def page(number: int, *, edition: int = 1, late: bool = False) -> str:
    paragraphs = [f"<p>{line}</p>" for line in lines(number, edition)]
    paragraphs.insert(2, f"<div><div><p>{NOTICE}</p></div></div>")
    if late:
        paragraphs.append(f"<p>{LATE}</p>")
    facts = {"@type": "NewsArticle", "headline": f"Le dossier {number}", "datePublished": "2026-05-04T08:30:00+02:00"}
    return (
        f'<!doctype html><html lang="fr"><head><title>Le dossier {number}</title>'
        f'<script type="application/ld+json">{json.dumps(facts)}</script></head>'
        f'<body><main><h1>Le dossier {number}</h1><div class="kolom">{"".join(paragraphs)}</div></main></body></html>'
    )


def path_of(number: int) -> str:
    return f"/dossiers/le-dossier-numero-{number}/"


@pytest.fixture
def site(site: Site) -> Site:
    site.page("/", listing((path_of(0), "Le dossier 0 du canton, tout en haut"), title="Les dossiers"))
    site.sitemap(*map(path_of, range(COUNT)))
    for number in range(COUNT):
        site.page(path_of(number), page(number))
    return site


def crawl_until(site: Site, folder: Path, asked: int) -> subprocess.Popen[bytes]:
    """Begin a crawl of pages that take a tenth of a second each, and come back when it has asked for some."""
    for number in range(COUNT):
        site[path_of(number)] = Answer(body=page(number).encode(), hold=0.1)
    process = start("crawl", site.url, *WORDS, cwd=folder)
    deadline = time.monotonic() + 20
    while len(site.asked) < asked:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


def crawl(site: Site, folder: Path, *words: object) -> Done:
    return run("crawl", site.url, *WORDS, *words, cwd=folder)


def bodies(path: Path) -> dict[int, list[str]]:
    found = rows(path, "SELECT headline, body FROM articles")
    return {int(headline.rpartition(" ")[2]): body.split("\n\n") for headline, body in found}


@pytest.mark.parametrize("readers", [0, 1])
def test_after_a_crawl_no_article_has_what_returns(site: Site, path: Path, tmp_path: Path, readers: int) -> None:
    crawl(site, tmp_path, "--readers", readers)
    assert bodies(path) == {number: lines(number) for number in range(COUNT)}
    assert rows(path, "SELECT text, pages FROM site_blocks") == [(NOTICE, COUNT)]
    assert rows(path, "SELECT signature, pages FROM site_containers") == [("div.kolom", COUNT)]


def test_to_know_more_is_no_change_of_an_article(site: Site, path: Path, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    days = {path_of(number): f"2098-05-{10 + number % 9}" for number in range(COUNT)}
    site.sitemap(*days, lastmod=days)
    site.page(path_of(5), page(5, edition=2))
    assert crawl(site, tmp_path).err.startswith(f"new 0 · changed 1 · unchanged {COUNT - 1} ·")
    assert bodies(path) == {number: lines(number, 2 if number == 5 else 1) for number in range(COUNT)}


def test_the_memory_survives_and_the_next_run_reads_with_it(site: Site, path: Path, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    site.page("/dossiers/le-dossier-numero-90/", page(90))
    run("crawl", f"{site.base}/dossiers/le-dossier-numero-90/", *WORDS, cwd=tmp_path)
    assert bodies(path)[90] == lines(90)
    assert rows(path, "SELECT pages FROM site_memories") == [COUNT + 1]


def test_what_a_later_run_learns_holds_for_what_an_earlier_one_stored(site: Site, path: Path, tmp_path: Path) -> None:
    for number in (0, 1):
        site.page(path_of(number), page(number, late=True))
    crawl(site, tmp_path)
    assert bodies(path)[0] == [*lines(0), LATE]
    more = range(COUNT, COUNT + 12)
    site.sitemap(*map(path_of, more))
    for number in more:
        site.page(path_of(number), page(number, late=True))
    crawl(site, tmp_path)
    assert bodies(path) == {number: lines(number) for number in range(COUNT + 12)}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_pages_does_not_matter(site: Site, tmp_path: Path, seed: int) -> None:
    for number in range(0, COUNT, 2):
        site.page(path_of(number), page(number, late=True))
    order = list(range(COUNT))
    outcomes: list[Any] = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        for part in (order[: COUNT // 3], order[COUNT // 3 :]):
            addresses = [site.base + path_of(number) for number in part]
            run("crawl", *addresses, *WORDS, "-q", cwd=folder)
        known = rows(folder / "a.db", "SELECT fingerprint, pages, text FROM site_blocks ORDER BY fingerprint")
        outcomes.append((bodies(folder / "a.db"), known))
        random.Random(seed).shuffle(order)
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == {number: lines(number) for number in range(COUNT)}


def test_made_anew_it_is_the_same_and_to_read_again_changes_nothing(site: Site, path: Path, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    name = f"127.0.0.1:{site.port}"
    with Archive.open(path) as archive:
        before = archive.site_memory(name), archive.impressions(name), archive.remembered_site(name)
        records = list(archive.articles())
        rebuild(archive, name)
        assert (archive.site_memory(name), archive.impressions(name), archive.remembered_site(name)) == before
        assert reread(archive) == 0
        assert list(archive.articles()) == records


def test_no_page_outlives_its_reading(site: Site, path: Path, tmp_path: Path) -> None:
    """A page is gone with the last that refers to it: it does not wait for the collector, which may be long."""
    crawl(site, tmp_path)
    name = f"127.0.0.1:{site.port}"
    with Archive.open(path) as archive:
        archive._conn.execute("DELETE FROM site_blocks")
        gc.collect()
        gc.disable()
        try:
            before = containers()
            rebuild(archive, name)
            assert [block.text for block in archive.remembered_site(name).blocks] == [NOTICE]
            assert containers() == before
            reread(archive)
            assert containers() == before
        finally:
            gc.enable()


def reread(archive: Archive) -> int:
    """Read all articles again, here; give how many have another text."""
    by = archive.path.with_name("readings.db")
    with Reextraction(archive, Sites(), Scope(), by=by, processes=0, anew=True) as run:
        fields = run.read().fields
        run.write()
    return max(fields.get("body", 0), fields.get("blocks", 0))


def containers() -> int:
    """Count the containers of all pages in memory."""
    return sum(isinstance(thing, Node) for thing in gc.get_objects())


def test_out_of_the_captures_alone_the_same_articles_come(site: Site, path: Path, tmp_path: Path) -> None:
    """An archive whose memory was lost, and whose articles were read without one."""
    crawl(site, tmp_path)
    name = f"127.0.0.1:{site.port}"
    wanted = bodies(path)
    with Archive.open(path) as archive:
        known = archive.site_memory(name)
        for table in ("impressions", "site_memories", "site_blocks", "site_containers"):
            archive._conn.execute(f"DELETE FROM {table}")
        # What is remembered is learned first, and the pages are read with it.
        assert reread(archive) == 0
        assert archive.site_memory(name) == known
        archive._conn.execute("DELETE FROM site_memories")
        assert rebuild(archive, name) == known
        assert reread(archive) == 0
    assert bodies(path) == wanted


def test_a_run_that_was_killed_is_made_good_by_the_next(site: Site, path: Path, tmp_path: Path) -> None:
    process = crawl_until(site, tmp_path, 16)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.communicate()
    assert any(NOTICE in body for body in bodies(path).values())
    crawl(site, tmp_path)
    assert bodies(path) == {number: lines(number) for number in range(COUNT)}


def test_even_by_one_that_finds_nothing_new(site: Site, path: Path, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    with Archive.open(path) as archive:
        archive._conn.execute("UPDATE impressions SET bearing = 0")
        archive._conn.execute("UPDATE articles SET body = body || char(10) || char(10) || ?", (NOTICE,))
        archive._conn.execute("DELETE FROM site_blocks")
    assert "nothing new" in crawl(site, tmp_path).err
    assert bodies(path) == {number: lines(number) for number in range(COUNT)}


def test_a_damaged_page_is_left_as_it_is(site: Site, path: Path, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    name = f"127.0.0.1:{site.port}"
    with Archive.open(path) as archive:
        (_, capture_id), *_ = archive.pages_of(name)
        archive._conn.execute(
            "UPDATE payloads SET content = x'00' WHERE digest = (SELECT payload_digest FROM captures WHERE id = ?)",
            (capture_id,),
        )
        archive._conn.execute("UPDATE impressions SET bearing = 0")
        archive._conn.execute("DELETE FROM site_blocks")
    done = crawl(site, tmp_path)
    assert (done.code, len(done.lines)) == (0, 1)
    with Archive.open(path) as archive:
        assert rebuild(archive, name).pages == COUNT - 1
        assert reread(archive) == 0
    assert bodies(path) == {number: lines(number) for number in range(COUNT)}


def test_a_run_that_is_interrupted_leaves_nothing_behind(site: Site, path: Path, tmp_path: Path) -> None:
    process = crawl_until(site, tmp_path, 12)
    process.send_signal(signal.SIGINT)
    assert ended(process).code == 130
    found = bodies(path)
    assert len(found) > 3
    assert found == {number: lines(number) for number in found}


def test_a_layout_that_is_gone_is_forgotten(
    site: Site, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl(site, tmp_path)
    new = range(COUNT, 2 * COUNT)
    site.sitemap(*map(path_of, range(2 * COUNT)))
    for number in new:
        site.page(path_of(number), page(number).replace(NOTICE, LATE).replace("kolom", "tekst"))
    crawl(site, tmp_path)
    name = f"127.0.0.1:{site.port}"
    with Archive.open(path) as archive:
        monkeypatch.setattr("newsarchive.archive.memory.WINDOW", COUNT)
        rebuild(archive, name)
        shown = archive.remembered_site(name)
        assert shown
        assert [block.text for block in shown.blocks] == [LATE]
        assert [one.signature for one in shown.containers] == ["div.tekst"]


def test_a_crawl_brings_an_archive_of_an_older_version_up_to_date(site: Site, path: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:1])
        Archive.open(path, create=True).close()
    assert crawl(site, tmp_path).code == 0
    assert bodies(path) == {number: lines(number) for number in range(COUNT)}


def test_a_dry_run_remembers_nothing() -> None:
    memories = Remembering(None, Sites())
    memories.stored("a.fr")
    assert memories.of("a.fr") is None
    assert memories.settle() == 0


def test_it_is_made_anew_ever_more_seldom(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    stored: list[str] = []
    asked: list[int] = []
    with Archive.open(path, create=True) as archive:
        memories = Remembering(archive, Sites())
        monkeypatch.setattr(
            "newsarchive.reading.memories.remember", lambda archive, site, found: asked.append(len(stored))
        )
        for _ in range(1000):
            stored.append("a.fr")
            memories.stored("a.fr")
    assert asked == [10, 20, 40, 80, 160, 320, 620, 920]
