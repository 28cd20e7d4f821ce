"""A command on a terminal: what it draws there, what it asks and is answered."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.runner import environment

if TYPE_CHECKING:
    from pathlib import Path

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@dataclass(frozen=True)
class Shown:
    code: int
    #: Everything that was drawn, control sequences and what was typed included.
    drawn: str
    #: Standard output, which is a pipe.
    out: str

    @property
    def lines(self) -> list[str]:
        """What was drawn, without control sequences."""
        return _CONTROL.sub("", self.drawn).replace("\r", "").rstrip().splitlines()


def on_terminal(words: list[str], cwd: Path, answers: tuple[str, ...] = (), env: dict[str, str] | None = None) -> Shown:
    """Run with stdin and stderr on a terminal of 100 by 30; type each answer when a line ends in a colon."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        words,
        cwd=cwd,
        env=environment(TERM="xterm", LINES="30", **(env or {})),
        stderr=theirs,
        stdin=theirs,
        stdout=subprocess.PIPE,
    )
    os.close(theirs)
    drawn = b""
    waiting = list(answers)
    seen = 0
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                drawn += os.read(ours, 65536)
            except OSError:
                break
            if waiting and drawn[seen:].endswith(b": "):
                seen = len(drawn)
                os.write(ours, waiting.pop(0).encode() + b"\n")
    os.close(ours)
    out, _ = process.communicate(timeout=10)
    assert not waiting, drawn.decode()
    return Shown(process.returncode, drawn.decode(), out.decode())
