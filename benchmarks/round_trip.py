"""An archive out into WARC files and back in: the same articles, links and versions.

    python benchmarks/round_trip.py ARCHIVE [--folder DIR]

ARCHIVE is exported (`newsarchive export --format warc`), what was written is checked by warcio, another implementation,
and imported into a new archive (`newsarchive import`). Every table is compared by SQL, by address. Best of an archive
with versions in it, such as edits.py leaves. Exit code 1 where a row differs or warcio finds fault.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crawls import table
from reextract import compare


def carried_out(*words: object) -> float:
    """Run a command to its end, and give its seconds. Raises CalledProcessError."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", *map(str, words)], check=True)
    return time.perf_counter() - began


def main() -> int:
    """Carry one archive out and in, print what differs, and give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--folder", type=Path, help="where the files go, and stay")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = words.folder or Path(scratch)
        warc, back = folder / "out.warc.gz", folder / "back.db"
        for old in folder.glob("back.db*"):
            old.unlink()
        out = carried_out("newsarchive", "export", "-a", words.archive, "--format", "warc", "-o", warc)
        is_right = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(warc)], check=False).returncode == 0
        into = carried_out("newsarchive", "import", "-a", back, warc)
        rows = compare(words.archive, back)
        size = warc.stat().st_size / 1e6
    print(table([("table", "rows", "only before", "only after"), *rows]))
    said = "finds no fault" if is_right else "FAILS"
    print(f"out in {out:.1f} s, {size:.1f} MB; in again in {into:.1f} s; warcio {said}")
    return 0 if is_right and not any(lost or gained for _, _, lost, gained in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
