"""A crawl that is killed again and again, and resumed each time, beside one that is left alone.

    python benchmarks/kills.py [--kills 20] [--articles 400] [--concurrency 4] [--readers N]... [--seed N] [--keep DIR]

Crawls a newspaper of our own (sitemaps, feed, sections, redirects) twice undisturbed, which says what a
crawl's rows are and whether they depend on chance, then once with its whole process group killed (-9) at moments
spread at random over the undisturbed run (its start, its pages, the last one after its last request), each time resumed
by the same command. Then the rows are compared (articles, addresses, links, authors, captured addresses
by verdict, frontier, seeds, patterns), and SQLite's integrity check is asked.

A target asked for after a kill, and before it, was repeated because of the kill that ended the crawl which asked
before. A redirect and the article it leads to count as one; robots.txt, which every new process may ask for, is
told apart. At most one target a kill and slot may be repeated. Where the archive says after the last kill that the
crawl was over, what follows is a second crawl: the undisturbed one gets one too, and its repeated requests are not
judged. Exit code 1 where requests, rows or the file are not as they should be.
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
from dataclasses import dataclass
from pathlib import Path

from crawls import command, crawl, environment, table
from newspapers import Opened, Papers, loopback, opened

#: Every table's rows without what must differ from run to run: numbers of rows, moments.
ROWS = {
    "articles": """SELECT a.url_key, s.domain, a.* FROM articles a JOIN sites s ON s.id = a.site_id""",
    "addresses": """SELECT d.*, a.url_key AS article FROM addresses d LEFT JOIN articles a ON a.id = d.article_id""",
    "links": """SELECT a.url_key || ' ' || l.kind || ' ' || l.position AS link, l.* FROM links l
        JOIN articles a ON a.id = l.article_id""",
    "authors": """SELECT a.url_key || ' ' || x.position AS author, u.name FROM article_authors x
        JOIN articles a ON a.id = x.article_id JOIN authors u ON u.id = x.author_id""",
    "captured": "SELECT DISTINCT target_uri, status, verdict, reason FROM captures",
    "frontier": "SELECT key, url, role, state, reason, status, published, lastmod FROM frontier",
    "seeds": "SELECT url, since, until, finished IS NOT NULL AS is_finished FROM seeds",
    "patterns": """SELECT site || ' ' || kind || ' ' || pattern AS pattern, pages, new, duplicates, refused
        FROM patterns""",
}
#: Columns that are numbers of rows or moments of ours.
OURS = {"id", "site_id", "article_id", "capture_id", "first_seen", "last_seen", "captured_at"}
#: Tables that an archive of an older version does not have.
LATER = {"frontier", "seeds", "patterns"}
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: ``wait`` seconds after so many different ``errands`` were asked for; after the start where None."""

    errands: int | None
    wait: float


@dataclass(slots=True)
class Session:
    """One run of the disturbed crawl: the ``moment`` meant for it, whether it was ``killed``, what it ``asked`` for."""

    moment: Moment | None
    killed: bool
    asked: list[str]


def errand(target: str) -> str:
    """Give the name under which a target counts: an article and the address that redirects to it have one."""
    if target.startswith("/go/"):
        return f"article {target[4:]}"
    return f"article {target[:-5].rpartition('-')[2]}" if target.endswith(".html") else target


@dataclass(frozen=True, slots=True)
class Rows:
    """The comparable rows of a table; the first of its ``columns`` says what a row is about."""

    columns: tuple[str, ...]
    rows: set[tuple[object, ...]]

    def told(self, others: Rows) -> list[str]:
        """Tell how these rows differ from others: what differs where both have the same subject, else which has it."""
        ours, theirs = ({row[0]: row for row in some} for some in (self.rows - others.rows, others.rows - self.rows))
        lines = []
        for subject in sorted({*ours, *theirs}, key=str):
            one, other = ours.get(subject), theirs.get(subject)
            if one is None or other is None:
                lines.append(f"{'lost' if other is None else 'too many'}: {one or other!r:.200}")
                continue
            cells = zip(self.columns, one, other, strict=True)
            lines.append(f"{subject}: " + ", ".join(f"{name} {apart(x, y)}" for name, x, y in cells if x != y))
        return lines


def apart(one: object, other: object) -> str:
    """Tell two values from where they differ."""
    if isinstance(one, str) and isinstance(other, str):
        differ = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
        same = next(differ, min(len(one), len(other)))
        one, other = one[same:], other[same:]
    return f"{one!r:.60} / {other!r:.60}"


def rows(archive: Path) -> dict[str, Rows]:
    """Give the comparable rows of each table the archive has."""
    found = {}
    with contextlib.closing(sqlite3.connect(archive)) as db:
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for name, query in ROWS.items():
            if name in LATER and name not in tables:
                continue
            cursor = db.execute(query)
            kept = [at for at, column in enumerate(cursor.description) if column[0] not in OURS]
            columns = tuple(cursor.description[at][0] for at in kept)
            found[name] = Rows(columns, {tuple(row[at] for at in kept) for row in cursor})
    return found


def integrity(archive: Path) -> str:
    """Ask SQLite whether the file is whole: ``ok``, or what is wrong."""
    with contextlib.closing(sqlite3.connect(archive)) as db:
        told = [row[0] for row in db.execute("PRAGMA integrity_check")]
        told += [f"foreign key broken: {row}" for row in db.execute("PRAGMA foreign_key_check")]
    return "ok" if told == ["ok"] else "; ".join(map(str, told))


def moments(
    count: int, draw: random.Random, begun: float, asked: list[tuple[float, str]], ended: float
) -> list[Moment]:
    """Draw moments out of an undisturbed run: when it ``begun``, what it ``asked`` for and when, when it ``ended``.

    Those before its first request come at random among the others, which come in their order; one lies after the last.
    """
    early: list[Moment] = []
    later: list[Moment] = []
    last = asked[-1][0]
    for moment in sorted([*(draw.uniform(begun, last) for _ in range(count - 1)), draw.uniform(last, ended)]):
        seen = [at for at, _ in asked if at <= moment]
        if not seen:
            early.append(Moment(None, moment - begun))
        else:
            later.append(Moment(len({name for at, name in asked if at <= moment}), moment - seen[-1]))
    for start in early:
        later.insert(draw.randrange(len(later)), start)
    return later


def was_over(archive: Path) -> bool:
    """Ask whether a killed crawl had come to its end; asks a copy, for opening the archive would tidy it up."""
    with tempfile.TemporaryDirectory() as folder:
        for file in archive.parent.glob(f"{archive.name}*"):
            shutil.copy(file, folder)
        try:
            with contextlib.closing(sqlite3.connect(Path(folder) / archive.name)) as db:
                counts = db.execute("SELECT count(*), count(finished) FROM seeds").fetchone()
        except sqlite3.OperationalError:
            return False
    return bool(counts[0]) and counts[0] == counts[1]


class Disturbed:
    """A crawl that is killed and resumed, looked at through the newspaper's log; ``startup`` in seconds."""

    def __init__(self, line: list[str], out: Path, paper: Opened, *, startup: float, errands: int) -> None:
        self._line = line
        self._out = out
        self._paper = paper
        self._startup = startup
        self._all = errands
        self._seen: set[str] = set()
        self._skip = paper.log.stat().st_size
        self.sessions: list[Session] = []

    def session(self, moment: Moment | None) -> int:
        """Run the crawl, and kill it at its moment unless it ends before; give its exit code."""
        session = Session(moment, killed=False, asked=[])
        self.sessions.append(session)
        with self._out.open("a") as printed:
            process = subprocess.Popen(
                self._line, stdout=printed, stderr=subprocess.STDOUT, env=environment(), start_new_session=True
            )
        begun = time.monotonic()
        due = None
        while process.poll() is None:
            self._read(session)
            due = due or self._due(session, begun)
            if due is not None and time.monotonic() >= due:
                os.killpg(process.pid, signal.SIGKILL)
                session.killed = True
                break
            time.sleep(0.002)
        code = process.wait()
        if session.killed:
            wait_for_group(process.pid)
        self._read(session)
        return code

    def _due(self, session: Session, begun: float) -> float | None:
        """Give the second at which to kill, once it is known."""
        moment = session.moment
        if moment is None:
            return None
        if moment.errands is None:
            return begun + moment.wait
        if len(self._seen) < moment.errands:
            return None
        if session.asked:
            return time.monotonic() + moment.wait
        # Nothing may be left to ask for: the moment lies where the last request would have been.
        return begun + self._startup + moment.wait if moment.errands >= self._all else None

    def _read(self, session: Session) -> None:
        """Read what the log has got more."""
        with self._paper.log.open("rb") as log:
            log.seek(self._skip)
            more = log.read()
        whole = more[: more.rfind(b"\n") + 1]
        self._skip += len(whole)
        names = [errand(line.rsplit("\t", 1)[1]) for line in whole.decode().splitlines()]
        session.asked += names
        self._seen.update(names)


def wait_for_group(group: int) -> None:
    """Wait until no process of a killed group is left. Raises SystemExit where one stays."""
    for _ in range(500):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise SystemExit(f"processes of the killed crawl live on in group {group}")


def repeated(sessions: list[Session]) -> list[set[str]]:
    """Give, for each session, what later ones asked for again because it was killed."""
    again: list[set[str]] = [set() for _ in sessions]
    last: dict[str, int] = {}
    for number, session in enumerate(sessions):
        for name in session.asked:
            before = last.get(name, number)
            if before != number:
                again[before].add(name)
        last.update(dict.fromkeys(session.asked, number))
    return again


def differences(ours: dict[str, Rows], theirs: dict[str, Rows]) -> int:
    """Print how many rows of each table differ, and how some of them do; give their number."""
    total = 0
    for name, expected in ours.items():
        told = expected.told(theirs[name])
        total += len(told)
        print(f"  {name:10} {len(expected.rows):6} rows, {len(told)} differ")
        print(*(f"    {line}\n" for line in told[:SHOWN]), sep="", end="")
    return total


def measured(paper: Opened, folder: Path, words: argparse.Namespace, readers: str) -> list[str]:
    """Measure with so many readers, print what came of it, and give the claims that were missed."""
    options = [*paper.urls, "--concurrency", str(words.concurrency), "--readers", readers]
    calm, other, disturbed = (folder / f"{name}-{readers}.db" for name in ("calm", "other", "disturbed"))
    begun = time.monotonic()
    run = crawl(options, calm)
    ended = time.monotonic()
    asked = [(visit.at, errand(visit.target)) for visit in paper.visits() if visit.at >= begun]
    if run.exit_code or not asked:
        return [f"the undisturbed crawl ended with exit code {run.exit_code} after {len(asked)} requests"]
    crawl(options, other)
    names = {name for _, name in asked}
    draw = random.Random(f"{words.seed} {readers}")
    trial = Disturbed(
        command(options, disturbed),
        folder / f"disturbed-{readers}.out",
        paper,
        startup=asked[0][0] - begun,
        errands=len(names),
    )
    for moment in moments(words.kills, draw, begun, asked, ended):
        trial.session(moment)
    over = was_over(disturbed)
    if over:
        crawl(options, calm)
        crawl(options, other)
    code = trial.session(None)
    print(f"readers {readers}: undisturbed {ended - begun:.1f} s, {len(asked)} requests")
    missed = [] if code == 0 else [f"the last session ended with exit code {code}"]
    again = repeated(trial.sessions[:-1] if over else trial.sessions)
    if over:
        print("after the last kill the crawl was over: what comes then is a second one")
        again.append(set())
    table_rows: list[list[object]] = [["session", "ended by", "moment", "requests", "repeated later", "of robots.txt"]]
    for number, (session, names_again) in enumerate(zip(trial.sessions, again, strict=True), 1):
        meant = session.moment
        where = "-" if meant is None else f"{meant.errands or 'start'} + {1000 * meant.wait:.0f} ms"
        robots = int("/robots.txt" in names_again)
        count = len(names_again) - robots
        by = "kill -9" if session.killed else "itself"
        table_rows.append([str(number), by, where, len(session.asked), count, robots])
        if count > (words.concurrency if session.killed else 0):
            missed.append(f"after session {number}, {count} targets were repeated, such as {sorted(names_again)[:5]}")
    print(table(table_rows))
    print(f"{sum(session.killed for session in trial.sessions)} kills; integrity_check: {integrity(disturbed)}")
    if integrity(disturbed) != "ok":
        missed.append("the archive is not whole")
    print("an undisturbed crawl and another one:")
    if differences(rows(calm), rows(other)):
        missed.append("two undisturbed crawls do not have the same rows, so the comparison says little")
    print("an undisturbed crawl and the disturbed one:")
    if differences(rows(calm), rows(disturbed)):
        missed.append("the disturbed crawl has other rows than the undisturbed one")
    return [f"readers {readers}: {line}" for line in missed]


def main() -> int:
    """Measure with and without a reading process; give 1 where a claim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--concurrency", type=int, default=4)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds before each answer")
    parser.add_argument("--readers", action="append", help="reading processes; default: once 0, once 1")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--keep", type=Path, help="an existing, empty folder for the archives and what crawls print")
    words = parser.parse_args()
    missed = []
    papers = Papers(hosts=loopback(1), articles=words.articles, latency=words.latency, redirected=11)
    with tempfile.TemporaryDirectory() as temporary, opened(papers, Path(temporary)) as paper:
        for readers in words.readers or ("0", "1"):
            missed += measured(paper, words.keep or Path(temporary), words, readers)
            print()
    print(*(f"MISSED: {line}" for line in missed), sep="\n") if missed else print("as claimed")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
