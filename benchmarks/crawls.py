"""A crawl as its user runs it: a process of its own, looked at from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a crawl ended: ``summary`` is what it wrote with ``--summary``, empty where it wrote none."""

    exit_code: int
    seconds: float
    summary: dict[str, Any]


def command(words: Sequence[str], archive: Path) -> list[str]:
    """Give the command line of a crawl: at full speed, unless ``words`` say another pace."""
    line = [sys.executable, "-m", "newsarchive", "crawl", "-a", str(archive), "--contact", "bench@example.org"]
    return [*line, *([] if "--delay" in words else ["--delay", "0"]), *words]


def environment() -> dict[str, str]:
    """Give the environment of a crawl: no Scrapy settings of somebody's shell."""
    return {name: value for name, value in os.environ.items() if name != "SCRAPY_SETTINGS_MODULE"}


def crawl(words: Sequence[str], archive: Path) -> Ran:
    """Crawl into ``archive``, new or not; what the crawl prints goes beside it and is shown after trouble."""
    summary = archive.with_suffix(".summary.json")
    summary.unlink(missing_ok=True)
    printed = archive.with_suffix(".out")
    line = [*command(words, archive), "--summary", str(summary)]
    start = time.perf_counter()
    with printed.open("w") as out:
        code = subprocess.run(line, stdout=out, stderr=subprocess.STDOUT, env=environment(), check=False).returncode
    seconds = time.perf_counter() - start
    if code not in (0, 1):
        print(f"exit code {code} of: newsarchive", *line[3:])
        print(*printed.read_text(errors="replace").splitlines()[-15:], sep="\n", flush=True)
    told = json.loads(summary.read_text(encoding="utf-8")) if summary.exists() else {}
    return Ran(exit_code=code, seconds=seconds, summary=told)


def table(rows: Sequence[Sequence[object]]) -> str:
    """Give rows, the first of them the head, as a table: texts to the left, all else to the right."""
    texts = [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    left = [isinstance(cell, str) for cell in rows[-1]]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if is_left else cell.rjust(width)
            for cell, width, is_left in zip(row, widths, left, strict=True)
        ).rstrip()
        for row in texts
    )
