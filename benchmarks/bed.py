"""Compare an archive with the known truth of a test bed, article by article.

    python benchmarks/bed.py BED_DIR [ARCHIVE] [--compare PATH/compare.py] [--crawl] [--comments] [--show N]

``BED_DIR`` holds truth.jsonl, truth_other.jsonl and site.json; any engine's bed will do. With
``--crawl`` the bed is crawled first, at full speed, into ARCHIVE (which must not exist). The
archive is exported as a user would export it, its names are mapped onto those of compare.py, and
compare.py says what differs. With ``--comments`` readers' comments are crawled and compared, too. Exit code:
compare.py's.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path

NAMES = "title=headline,published=date_published,modified=date_modified,section=article_section,related=related"


def exported(archive: Path) -> list[dict[str, object]]:
    """Give the archive's articles as `newsarchive export` writes them, with their related links as ``related``."""
    run = subprocess.run(
        [sys.executable, "-m", "newsarchive", "export", "-a", str(archive), "--format", "jsonl"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows: list[dict[str, object]] = []
    for line in run.stdout.splitlines():
        row = json.loads(line)
        row["related"] = [link["url"] for link in row["links"] if link["kind"] == "related"]
        row["url"] = row["canonical_url"]
        rows.append(row)
    return rows


def crawl(bed: Path, archive: Path, *, comments: bool = False) -> None:
    """Crawl the bed at full speed."""
    site = json.loads((bed / "site.json").read_text(encoding="utf-8"))
    command = [sys.executable, "-m", "newsarchive", "crawl", site["url"], "-a", str(archive)]
    command += ["--delay", "0", "--concurrency", "8", "--contact", "bench@example.org"]
    command += ["--comments"] if comments else []
    print("$ newsarchive", *command[3:], flush=True)
    code = subprocess.run(command, check=False).returncode
    print(f"exit code {code}", flush=True)


def compared(bed: Path, archive: Path, compare: Path, show: str = "8", *, quiet: bool = False) -> tuple[int, str]:
    """Export an archive and hand it to compare.py; give its exit code, and what it printed where ``quiet`` asks."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "crawl.jsonl"
        rows.write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in exported(archive)), encoding="utf-8"
        )
        command = [sys.executable, str(compare), str(bed), str(rows), "--map", NAMES, "--show", show]
        run = subprocess.run(command, stdout=subprocess.PIPE if quiet else None, text=True, check=False)
        return run.returncode, run.stdout or ""


def tell_comments(bed: Path, archive: Path) -> None:
    """Print how many of the comments that articles show are in the archive, and how many of those there are shown."""
    with closing(sqlite3.connect(archive)) as conn:
        stored: dict[str, Counter[str]] = defaultdict(Counter)
        for url, text in conn.execute(
            "SELECT a.canonical_url, c.text FROM comments c JOIN articles a ON a.id = c.article_id"
        ):
            stored[url][" ".join(text.split())] += 1
        archived = {url for (url,) in conn.execute("SELECT canonical_url FROM articles")}
        count, dated, named, people = conn.execute(
            "SELECT count(*), count(date_created), count(pseudonym), count(DISTINCT pseudonym) FROM comments"
        ).fetchone()
    truth = [json.loads(line) for line in (bed / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    shown = {
        row["url"]: Counter(" ".join(text.split()) for text in row["comment_texts"])
        for row in truth
        if row["url"] in archived
    }
    both = sum((found & stored[url]).total() for url, found in shown.items())
    print(
        f"comments: {sum(found.total() for found in shown.values())} shown, {count} stored, {both} of them alike; "
        f"{dated} dated, {named} signed by {people} people"
    )


def main() -> int:
    """Compare, and give compare.py's verdict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bed", type=Path)
    parser.add_argument("archive", type=Path, nargs="?")
    parser.add_argument("--compare", type=Path, default=Path("../shared/testbeds/lib/compare.py"))
    parser.add_argument("--crawl", action="store_true")
    parser.add_argument("--comments", action="store_true")
    parser.add_argument("--show", default="8")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = words.archive or Path(folder) / "bed.db"
        if words.crawl:
            crawl(words.bed, archive, comments=words.comments)
        if words.comments:
            tell_comments(words.bed, archive)
        return compared(words.bed, archive, words.compare, words.show)[0]


if __name__ == "__main__":
    sys.exit(main())
