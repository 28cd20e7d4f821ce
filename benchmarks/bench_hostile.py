"""Time and memory of extraction on hostile pages whose sizes double: both have to grow as the page does.

    python benchmarks/bench_hostile.py [--from 250000] [--doublings 3] [--only WORD ...] [--over 2.4] [--limit 60]

Every kind of page in tests/extraction/monsters.py is extracted at each size in a process of its own, which
reports CPU seconds and peak memory above what it had before. Printed are kind, milliseconds at each size, the mean
ratio per doubling (of the larger sizes; small ones are noise), and memory per byte of page. Lines over
``--over`` per doubling are marked and make the exit code 1. A kind stops doubling past ``--limit`` seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def measure(name: str, size: int) -> dict[str, float | str]:
    """Extract one page in this process: CPU seconds, bytes of page, peak bytes above the page's own."""
    from newsarchive.errors import NotAnArticle
    from newsarchive.extraction import extract
    from tests.extraction.making import URL, page, paragraphs
    from tests.extraction.monsters import MONSTERS

    extract(page(paragraphs()), URL)
    html = MONSTERS[name](size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    result = "article"
    try:
        extract(html, URL)
    except NotAnArticle as error:
        result = error.reason
    except Exception as error:
        result = f"!! {type(error).__name__}: {error}"[:120]
    spent = time.process_time() - started
    length = len(html if isinstance(html, bytes) else html.encode())
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return {"seconds": spent, "bytes": length, "peak": peak, "result": result}


def in_child(name: str, size: int, limit: float) -> dict[str, float | str] | None:
    """Run :func:`measure` in a process of its own; None where it takes longer than ``limit`` seconds."""
    try:
        done = subprocess.run(
            [sys.executable, __file__, "--measure", name, str(size)],
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return {"seconds": 0.0, "bytes": 1, "peak": 0, "result": f"!! died: {done.stderr[-100:]!r} {done.returncode}"}
    measured: dict[str, float | str] = json.loads(done.stdout)
    return measured


def main() -> int:
    """Measure every kind and print a line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--from", dest="start", type=int, default=250_000)
    parser.add_argument("--doublings", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--over", type=float, default=2.4)
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if asked.measure:
        print(json.dumps(measure(asked.measure[0], int(asked.measure[1]))))
        return 0
    from tests.extraction.monsters import MONSTERS

    bad = 0
    for name in MONSTERS:
        if asked.only and not any(word in name for word in asked.only):
            continue
        runs = []
        for step in range(asked.doublings + 1):
            run = in_child(name, asked.start << step, asked.limit)
            runs.append(run)
            if run is None:
                break
        bad += report(name, runs, asked.over)
    print(f"{bad} over the mark")
    return 1 if bad else 0


def report(name: str, runs: list[dict[str, float | str] | None], over: float) -> bool:
    """Print one kind's line; True where something is wrong with it."""
    done = [run for run in runs if run is not None]
    seconds = [float(run["seconds"]) for run in done]
    # The first size is mostly noise; two doublings in a row are a trend.
    ratio = (seconds[-1] / seconds[-3]) ** 0.5 if len(seconds) > 2 and seconds[-3] > 0.002 else 0.0
    peak = max((float(run["peak"]) / float(run["bytes"]) for run in done[-1:]), default=0.0)
    results = {str(run["result"]) for run in done}
    wrong = ratio > over or len(done) < len(runs) or any(result.startswith("!!") for result in results)
    times = " ".join(f"{1000 * s:7.0f}" for s in seconds) + (" (too long)" if len(done) < len(runs) else "")
    per_mb = seconds[-1] / float(done[-1]["bytes"]) * 1e9 if done else 0.0
    print(
        f"{'*' if wrong else ' '} {name:40} {times} ms  x{ratio:4.2f} a doubling  {per_mb:6.0f} ms/MB"
        f"  {peak:5.1f} bytes a byte  {', '.join(sorted(results))}",
        flush=True,
    )
    return wrong


if __name__ == "__main__":
    sys.exit(main())
