"""Each command that writes, killed (-9) again and again at random moments, beside one that is left alone.

    python benchmarks/killed.py [--what NAME]... [--kills 20] [--articles 200] [--seed N] [--keep DIR]

NAME is crawl, reextract, import, migration or backup; all of them without it. Each is run once undisturbed on a
newspaper of our own, which says how long it takes and what its rows are. Then its whole process group is killed at
moments drawn evenly from that time, and run again on what it left. After each kill SQLite's integrity check is
asked, ``verify`` looks at every page and text, and every row that was there at the kill before must still be there.
In the end, and whenever it came to its end before its moment, the rows must be those of the undisturbed run. Exit code
1 where anything is missed. ``kills.py`` tells more of crawls: which requests are repeated.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawls import command, crawl, environment
from kills import differences, integrity, rows, wait_for_group, was_over
from newspapers import Opened, Papers, loopback, opened

from newsarchive.archive import Archive
from newsarchive.archive.payloads import zstd
from newsarchive.errors import NewsArchiveError

OLD = Path(__file__).parent.parent / "tests" / "archive" / "released" / "schema-1.db.zst"
#: What is never to be lost, by the name it has in every run.
KEPT = {
    "captures": "SELECT id, payload_digest FROM captures",
    "payloads": "SELECT digest FROM payloads",
    "articles": "SELECT url_key FROM articles",
    "addresses": "SELECT url_key FROM addresses",
}
#: How many times the migrated archive is the one of the tests: long enough for a kill to meet it at work.
COPIES = 400
OPEN = "import sys\nfrom newsarchive.archive import Archive\nArchive.open(sys.argv[1]).close()"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where it happens: the newspaper, an archive of it, and a folder."""

    paper: Opened
    archive: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Trial:
    """A command: how its archive is made ready, its words, and whether each kill begins anew (``is_short``)."""

    ready: Callable[[Ground, Path], None]
    line: Callable[[Ground, Path], list[str]]
    is_short: bool = False


def newsarchive(*words: object) -> list[str]:
    """Give the command line of newsarchive."""
    return [sys.executable, "-m", "newsarchive", *map(str, words)]


def nothing(_ground: Ground, archive: Path) -> None:
    """Begin without an archive."""
    del archive


def large(ground: Ground, archive: Path) -> None:
    """Begin with a large archive, and a copy of another one, which is older."""
    old(ground, archive)
    Archive.open(archive).close()
    shutil.copy(ground.archive, archive.with_name("copy.db"))


def spoiled(ground: Ground, archive: Path) -> None:
    """Begin with what was crawled, each text another than its page has."""
    shutil.copy(ground.archive, archive)
    with contextlib.closing(sqlite3.connect(archive)) as db, db:
        db.execute("UPDATE articles SET body = 'spoiled ' || id, blocks = '[]', text_crc = NULL, extractor = '0'")


def old(ground: Ground, archive: Path) -> None:
    """Begin with an archive of the first schema, made large."""
    grown = ground.folder / "old.db"
    if not grown.exists():
        grown.write_bytes(zstd.decompress(OLD.read_bytes()))
        with contextlib.closing(sqlite3.connect(grown)) as db, db:
            columns = [row[1] for row in db.execute("PRAGMA table_info(articles)") if row[1] not in ("id", "url_key")]
            db.execute(f"CREATE TEMP TABLE times AS SELECT value FROM {series(COPIES)}")
            db.execute(
                f"INSERT INTO articles (url_key, {', '.join(columns)}) "
                f"SELECT url_key || '-' || t.value, {', '.join(columns)} FROM articles, times t"
            )
            db.execute(
                "INSERT INTO addresses SELECT url_key, url, id, 'fetched', 'article', last_seen, NULL FROM articles "
                "WHERE url_key LIKE '%-%' ON CONFLICT(url_key) DO NOTHING"
            )
            db.execute("UPDATE addresses SET url = 'http://' || url_key WHERE url_key GLOB '*-[0-9]*'")
    shutil.copy(grown, archive)


def series(count: int) -> str:
    """Give a table of the numbers up to ``count``, for SQL."""
    return f"json_each('[{','.join(map(str, range(1, count + 1)))}]')"


def warc(ground: Ground, archive: Path) -> None:
    """Begin without an archive, with a WARC file of what was crawled."""
    del archive
    folder = ground.folder / "warc"
    if not folder.exists():
        folder.mkdir()
        line = newsarchive("export", "-a", ground.archive, "--format", "warc", "-o", folder)
        subprocess.run(line, check=True, env=environment())


TRIALS = {
    "crawl": Trial(nothing, lambda ground, archive: command([*ground.paper.urls, "--concurrency", "4"], archive)),
    "reextract": Trial(spoiled, lambda _, archive: newsarchive("reextract", "-a", archive, "--yes", "-q")),
    "import": Trial(warc, lambda ground, archive: newsarchive("import", ground.folder / "warc", "-a", archive, "-q")),
    "migration": Trial(old, lambda _, archive: [sys.executable, "-c", OPEN, str(archive)], is_short=True),
    "backup": Trial(
        large,
        lambda _, archive: newsarchive("backup", archive.with_name("copy.db"), "-a", archive, "--force", "-q"),
    ),
}


def kept(archive: Path) -> dict[str, set[tuple[object, ...]]]:
    """Give what is never to be lost of an archive, nothing where there is none yet."""
    with contextlib.closing(sqlite3.connect(archive)) as db:
        try:
            return {name: set(db.execute(query)) for name, query in KEPT.items()}
        except sqlite3.OperationalError:
            return {}


def harm(archive: Path, before: dict[str, set[tuple[object, ...]]]) -> list[str]:
    """Say what is wrong with an archive, and what it has lost of what it had."""
    if not archive.exists() or not archive.stat().st_size:
        return ["is gone"] if any(before.values()) else []
    told = integrity(archive)
    wrong = [] if told == "ok" else [f"integrity_check: {told}"]
    with contextlib.closing(sqlite3.connect(archive)) as db:
        if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return ["is empty"] if any(before.values()) else []
    try:
        # What the next run would do first; a killed migration is made again by it.
        with Archive.open(archive) as opened:
            wrong += [f"verify: {one.table} {one.row}: {one.problem}" for one in opened.verify().damage]
    except NewsArchiveError as error:
        return [*wrong, str(error)]
    now = kept(archive)
    wrong += [f"lost of {name}: {len(lost)}" for name, rest in before.items() if (lost := rest - now.get(name, set()))]
    return wrong


def cleared(folder: Path) -> Path:
    """Empty a folder, and give the archive that will be in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder / "archive.db"


def run(line: list[str], out: Path, seconds: float | None) -> tuple[int | None, float]:
    """Run a command, and kill it after so many seconds; give its exit code, None where it was killed, and the time."""
    begun = time.monotonic()
    with out.open("a") as printed:
        process = subprocess.Popen(
            line, stdout=printed, stderr=subprocess.STDOUT, env=environment(), start_new_session=True
        )
    try:
        code: int | None = process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        wait_for_group(process.pid)
        code = None
    return code, time.monotonic() - begun


def tried(name: str, ground: Ground, kills: int, draw: random.Random) -> list[str]:
    """Kill a command so many times; print what came of it, and give what was missed."""
    trial = TRIALS[name]
    out = ground.folder / f"{name}.out"
    calm = cleared(ground.folder / f"{name}-calm")
    trial.ready(ground, calm)
    code, seconds = run(trial.line(ground, calm), out, None)
    if code not in (0, 1):
        return [f"{name}: the undisturbed run ended with exit code {code}: {last_line(out)}"]
    missed = [f"undisturbed: {line}" for line in harm(calm, {})]
    expected = rows(calm)
    done = ended = over = 0
    archive, before = None, {}
    while done < kills and ended < 5 * kills:
        if archive is None:
            archive = cleared(ground.folder / f"{name}-killed")
            trial.ready(ground, archive)
            before = kept(archive) if archive.exists() else {}
        code, _ = run(trial.line(ground, archive), out, draw.uniform(0, seconds))
        is_killed = code is None
        done += is_killed
        ended += not is_killed
        if is_killed:
            missed += [f"after kill {done}: {line}" for line in [*harm(archive, before), *harm_of_copy(archive)]]
            over += (is_over := name == "crawl" and archive.exists() and was_over(archive))
            before = kept(archive) if archive.exists() else {}
            if trial.is_short or is_over:
                missed += [] if is_over else other_rows(expected, archive, done)
                archive = None
            continue
        missed += [] if code in (0, 1) else [f"run again it ended with exit code {code}: {last_line(out)}"]
        missed += [*harm(archive, before), *other_rows(expected, archive, done)]
        archive = None
    if archive is not None:
        code, _ = run(trial.line(ground, archive), out, None)
        missed += [] if code in (0, 1) else [f"at last it ended with exit code {code}: {last_line(out)}"]
        missed += [*harm(archive, before), *harm_of_copy(archive), *other_rows(expected, archive, done)]
    print(
        f"{name:10} {done} kills within {seconds:.1f} s; {ended} times it had ended before its moment"
        f"{f', {over} times only its process was left' if over else ''}; {len(missed)} faults",
        flush=True,
    )
    return [f"{name}: {line}" for line in missed]


def harm_of_copy(archive: Path) -> list[str]:
    """Say what is wrong with the copy of a backup, where there is one."""
    copy = archive.with_name("copy.db")
    left = {entry.name for entry in archive.parent.iterdir() if entry.name.startswith("copy.db.")}
    strange = left - {"copy.db.partial", "copy.db.partial-journal"}
    return [*(harm(copy, {}) if copy.exists() else []), *(f"left behind: {name}" for name in strange)]


def other_rows(expected: dict[str, object], archive: Path, done: int) -> list[str]:
    """Compare with the undisturbed run; print where rows differ."""
    with contextlib.redirect_stdout(None):
        count = differences(expected, rows(archive))
    if count:
        differences(expected, rows(archive))
    return [f"after {done} kills {count} rows are not those of the undisturbed run"] if count else []


def last_line(out: Path) -> str:
    """Give the last that was printed."""
    return next(reversed(out.read_text(errors="replace").splitlines()), "")


def main() -> int:
    """Kill each command; give 1 where anything is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--what", action="append", choices=TRIALS, help="repeatable; default: all")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--keep", type=Path, help="an existing, empty folder for the archives and what was printed")
    words = parser.parse_args()
    missed = []
    papers = Papers(hosts=loopback(1), articles=words.articles, latency=0.01, redirected=11)
    with tempfile.TemporaryDirectory() as temporary, opened(papers, Path(temporary)) as paper:
        folder = words.keep or Path(temporary)
        source = folder / "source.db"
        ground = Ground(paper, source, folder)
        if crawl([*paper.urls, "--concurrency", "4"], source).exit_code not in (0, 1):
            raise SystemExit("the newspaper could not be crawled")
        for name in words.what or TRIALS:
            missed += tried(name, ground, words.kills, random.Random(f"{words.seed} {name}"))
    print(*(f"MISSED: {line}" for line in missed), sep="\n") if missed else print("as claimed")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
