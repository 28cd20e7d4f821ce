"""Versions: posts edited, posts that only look edited, posts deleted; a crawl before, one after, one when it is undone.

    python benchmarks/edits.py BED_DIR --reset "COMMAND" [--seed N] [--php php]

Crawls a WordPress bed and changes 20 posts through WordPress itself (bed_versions.php): headline, text, date or author
of some; of the others only the sidebar, an ad, a related box, a share count, comments or typography. 3 are deleted. Of
all of them the archive is told that another look is due, so that each page is fetched again, and what was done must be
in the page that came. After the second crawl exactly the real edits are versions, of the right fields, and
``newsarchive diff`` shows them; the deleted are gone, with their text still there. Then all is undone, and after the
third crawl what was edited has three versions, and what was deleted is back. Exit code 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import random
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawls import crawl, environment, table
from visits import Bed

from newsarchive.archive import Archive
from newsarchive.normalize.urls import url_key

HERE = Path(__file__).parent
#: What is done to how many posts, and the fields in which it is an edit.
PLAN: dict[str, tuple[int, tuple[str, ...]]] = {
    "headline": (3, ("headline",)),
    "body": (3, ("body",)),
    "headline and body": (1, ("headline", "body")),
    "date": (2, ("date_published",)),
    "author": (2, ("authors",)),
    "sidebar": (2, ()),
    "ad": (2, ()),
    "related": (1, ()),
    "shares": (1, ()),
    "comments": (1, ()),
    "typography": (2, ()),
    "deleted": (3, ()),
}
#: What is in the page of a post after it was done, and was not before.
MARKS = {
    "headline": "selon la mairie",
    "body": "la préfecture précise",
    "headline and body": "la préfecture précise",
    "sidebar": "À la une ce soir",
    "ad": "Vols secs vers Lisbonne",
    "related": "Le marché couvert rouvrira",
    "shares": "1 204 partages",
    "comments": "Enfin une bonne nouvelle",
    "typography": "\xad",
}
FIELDS = ("headline", "body", "date_published", "authors")


@dataclass
class Bench:
    """A bed that is crawled into one archive while its posts change."""

    bed: Bed
    reset: list[str]
    php: str
    archive: Path
    missed: list[str] = field(default_factory=list)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the archive."""
        with closing(sqlite3.connect(self.archive)) as conn:
            return conn.execute(sql, values).fetchall()

    def crawl(self, name: str, due: list[str]) -> list[object]:
        """Crawl, having told the archive that ``due`` addresses are to be looked at; give a row of the table."""
        subprocess.run(self.reset, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if due:
            slots = ", ".join("?" * len(due))
            with closing(sqlite3.connect(self.archive)) as conn, conn:
                conn.execute(
                    f"UPDATE frontier SET due = '2000-01-01T00:00:00Z' WHERE role = 'article' AND key IN ({slots})",
                    [url_key(url) for url in due],
                )
        ran = crawl([self.bed.url, "--concurrency", "4"], self.archive)
        if ran.exit_code not in (0, 1):
            self.missed.append(f"the {name} crawl ended with exit code {ran.exit_code}")
        counts = [ran.summary.get(word, "-") for word in ("new", "changed", "gone", "failed")]
        ((versions, absences),) = self.rows("SELECT (SELECT count(*) FROM versions), (SELECT count(*) FROM absences)")
        return [name, *counts, versions, absences, round(ran.seconds, 1), ran.exit_code]

    def run_php(self, *words: str) -> None:
        """Run one of our scripts in the bed's WordPress."""
        script, *rest = words
        line = [self.php, str(HERE / script), str(self.bed.folder / "www"), self.bed.url, *rest]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)

    def change(self, plan: dict[str, list[int]]) -> None:
        """Do something to posts that are all as they were first."""
        file = self.archive.with_name("plan.json")
        file.write_text(json.dumps(plan))
        self.run_php("bed_edits.php", "do", "0", "", "")
        self.run_php("bed_versions.php", str(file))

    def article(self, url: str, columns: str) -> list[tuple[Any, ...]]:
        """Ask for columns of an article's row."""
        sql = f"SELECT {columns} FROM articles a JOIN addresses d ON d.article_id = a.id WHERE d.url_key = ?"
        return self.rows(sql, url_key(url))

    def has_come(self, what: str, url: str, crawls: int) -> bool:
        """Ask whether an article's page was fetched by each crawl, and what was done to it is in the second alone."""
        sql = (
            "SELECT c.id FROM captures c JOIN addresses d ON d.article_id = c.article_id "
            "WHERE d.url_key = ? AND c.status = 200 AND c.url_key = d.url_key ORDER BY c.id"
        )
        found = [number for (number,) in self.rows(sql, url_key(url))]
        with Archive.open(self.archive, read_only=True) as archive:
            pages = [archive.capture_payload(number).decode() for number in found]
        there = [MARKS[what] in page if what in MARKS else number == 1 for number, page in enumerate(pages)]
        return there == [False, True, False][:crawls]

    def edits(self, url: str) -> list[tuple[str, ...]]:
        """Name the fields of each edit of an article."""
        sql = (
            f"SELECT {', '.join(f'e.{name}' for name in FIELDS)} FROM edits e "
            "JOIN addresses d ON d.article_id = e.article_id WHERE d.url_key = ? ORDER BY e.version"
        )
        found = self.rows(sql, url_key(url))
        return [tuple(name for name, is_it in zip(FIELDS, row, strict=True) if is_it) for row in found]

    def shows(self, url: str, fields: tuple[str, ...]) -> bool:
        """Ask whether ``newsarchive diff`` shows an edit."""
        line = [sys.executable, "-m", "newsarchive", "diff", url, "-a", str(self.archive)]
        done = subprocess.run([*line, "--format", "json"], capture_output=True, env=environment(), check=False)
        if done.returncode:
            return False
        told = json.loads(done.stdout)
        changed = {name for name in ("headline", "body") if any(piece["kind"] != "same" for piece in told[name])}
        changed |= {name for name in ("date_published", "authors") if told["from"][name] != told["to"][name]}
        text = subprocess.run(line, capture_output=True, env=environment(), check=False).stdout.decode()
        return set(fields) == changed and ("{+" in text or "[-" in text)

    def check(self, posts: dict[str, list[str]], texts: dict[str, str], edited: int) -> list[list[object]]:
        """Compare versions with what was done; ``edited`` times by now. Gives rows of the table."""
        rows: list[list[object]] = [["done to posts", "posts", "fetched with it", "edits", "expected"]]
        for what, urls in posts.items():
            if what == "deleted":
                continue
            fields = PLAN[what][1]
            came = sum(self.has_come(what, url, edited + 1) for url in urls)
            found = [self.edits(url) for url in urls]
            wanted = [[fields] * edited if fields else [] for _ in urls]
            rows.append([what, len(urls), came, sum(map(len, found)), sum(map(len, wanted))])
            for url, one, two in zip(urls, found, wanted, strict=True):
                if one != two:
                    self.missed.append(f"{what}: {url} has edits {one}, not {two}")
                elif fields and not self.shows(url, fields):
                    self.missed.append(f"{what}: diff of {url} does not show it")
            if came < len(urls):
                self.missed.append(f"{what}: only {came} of {len(urls)} pages were fetched with what was done to them")
        known = {url_key(url) for urls in posts.values() for url in urls}
        sql = "SELECT a.url_key FROM articles a WHERE a.version > 1"
        self.missed += [f"{key} has versions and was left alone" for (key,) in self.rows(sql) if key not in known]
        is_gone = edited % 2 == 1
        kept = 0
        for url in posts["deleted"]:
            ((body, gone_since, version),) = self.article(url, "body, gone_since, version")
            as_wanted = (body, bool(gone_since), version) == (texts[url], is_gone, 1)
            kept += as_wanted
            if not as_wanted:
                self.missed.append(f"deleted: {url} has gone_since {gone_since}, version {version}")
        rows.append(
            ["deleted: gone, text kept" if is_gone else "deleted: back, text kept", len(texts), "-", kept, len(texts)]
        )
        return rows


def chosen(bed: Bed, seed: str) -> dict[str, list[dict[str, Any]]]:
    """Choose usual posts for each thing that is done, by what their pages tell."""
    usual = [
        row
        for row in bed.articles.values()
        if row["expect"] == "archived" and not row["special"] and not row["signature"]
        # The theme or the SEO tags state the instant, and one author.
        and row["page_date"] == "iso" and len(row["authors"]) == len(row["page_authors"]) == 1
    ]  # fmt: skip
    usual = sorted({row["id"]: row for row in usual}.values(), key=lambda row: row["id"])
    drawn = random.Random(seed).sample(usual, sum(count for count, _ in PLAN.values()))
    posts = {}
    for what, (count, _) in PLAN.items():
        posts[what], drawn = drawn[:count], drawn[count:]
    return posts


def main() -> int:
    """Crawl three times, print what came of it, give 1 where a claim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bed", type=Path)
    parser.add_argument("--reset", type=shlex.split, required=True)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--php", default="php")
    parser.add_argument("--keep", type=Path, help="Where to put the archive at the end.")
    words = parser.parse_args()
    bed = Bed.read(words.bed)
    plan = chosen(bed, words.seed)
    posts = {what: [row["url"] for row in rows] for what, rows in plan.items()}
    every = [url for urls in posts.values() for url in urls]
    plugin = bed.folder / "www/wp-content/mu-plugins/bed-versions.php"
    crawls: list[list[object]] = [
        ["crawl", "new", "changed", "gone", "failed", "versions", "absences", "s", "exit code"]
    ]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(bed, words.reset, words.php, Path(folder) / "edits.db")
        crawls.append(bench.crawl("first", []))
        if crawls[-1][5]:
            bench.missed.append(f"the first crawl made {crawls[-1][5]} versions")
        texts = {url: bench.article(url, "body")[0][0] for url in posts["deleted"]}
        try:
            shutil.copy(HERE / "bed_versions_plugin.php", plugin)
            bench.change({what: [row["id"] for row in rows] for what, rows in plan.items()})
            crawls.append(bench.crawl("second", every))
            after = bench.check(posts, texts, 1)
            plugin.unlink()
            # All is as it was, but edited once more.
            bench.change({"touched": [row["id"] for rows in plan.values() for row in rows]})
            crawls.append(bench.crawl("third", every))
            back = bench.check(posts, texts, 2)
        finally:
            plugin.unlink(missing_ok=True)
            bench.run_php("bed_edits.php", "undo")
        if words.keep:
            shutil.copy(bench.archive, words.keep)
    print(table(crawls), table(after), "all undone:", table(back), sep="\n\n")
    print(*(f"MISSED: {line}" for line in bench.missed), sep="\n") if bench.missed else print("as claimed")
    return int(bool(bench.missed))


if __name__ == "__main__":
    sys.exit(main())
