"""The processes below a crawl: its browser, and the browser's own, as /proc has them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def below(pid: int) -> dict[int, str]:
    """Give the living processes below one, by id, with their command lines."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (told := _stat(int(entry.name))) and told[0] != "Z":
            parents[int(entry.name)] = int(told[1])
    found: set[int] = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {child: _line(child) for child in found - {pid}}


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def is_alive(pid: int) -> bool:
    told = _stat(pid)
    return bool(told) and told[0] != "Z"


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def browsers(pid: int) -> list[int]:
    """Give the main processes of the browsers below a process."""
    return [child for child, line in below(pid).items() if "--remote-debugging" in line and "--type=" not in line]


def renderers(pid: int) -> int:
    return sum("--type=renderer" in line for line in below(pid).values())
