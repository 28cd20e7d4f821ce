"""A scratch folder in which the commands of one page run, one after the other, as a reader would type them."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: What the pages call the demo newspaper's ports: its own, and that of a second one in the background.
PORTS = ("8765", "8766")

# The command, but the demo newspaper lives at a port of these tests alone: whoever else crawls the
# demo on this machine meanwhile changes nothing, and a second crawl finds the same address.
_SHIM = """#!{python}
from newsarchive.demo import server
server.DEFAULT_PORT = {port}
server.Server.__init__.__defaults__ = ({port},)
from newsarchive.cli import main
main()
"""
_FOREIGN = re.compile(r"^(?:MAKE|MFLAGS|NEWSARCHIVE_|SCRAPY_|COV_|COVERAGE_|PYTEST_|.*_proxy$)", re.IGNORECASE)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@dataclass
class Ran:
    exit_code: int
    output: str


@dataclass
class Stage:
    folder: Path
    programs: Path
    ports: tuple[str, ...]
    background: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    def built(cls, folder: Path, programs: Path, ports: tuple[str, ...]) -> Stage:
        programs.mkdir(exist_ok=True)
        shim = programs / "newsarchive"
        shim.write_text(_SHIM.format(python=sys.executable, port=ports[0]))
        shim.chmod(0o755)
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder, programs, ports)

    @property
    def archive(self) -> Path:
        return next(path for path in (self.folder / "demo.db", self.folder / "data" / "demo.db") if path.exists())

    def run(self, line: str) -> Ran:
        """Run a line of shell; one that ends in ``&`` stays until :meth:`close`."""
        line = self.to_real(line)
        if line.rstrip().endswith("&"):
            return self._left_running(line.rstrip().rstrip("&"))
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, self.to_shown(done.stdout.decode()))

    def python(self, text: str) -> Ran:
        script = self.folder / "block.py"
        script.write_text(self.to_real(text), encoding="utf-8")
        return self.run(f"{sys.executable} {script.name}")

    def rows(self, statement: str) -> int:
        """Count the rows of a query, read through a connection that cannot write."""
        conn = sqlite3.connect(f"file:{self.archive}?mode=ro", uri=True)
        try:
            return len(conn.execute(self.to_real(statement)).fetchall())
        finally:
            conn.close()

    def close(self) -> None:
        for process in self.background:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)

    def to_real(self, text: str) -> str:
        for shown, real in zip(PORTS, self.ports, strict=True):
            text = re.sub(rf"\b{shown}\b", real, text)
        return text

    def to_shown(self, text: str) -> str:
        for shown, real in zip(PORTS, self.ports, strict=True):
            text = text.replace(f"127.0.0.1:{real}", f"127.0.0.1:{shown}")
        return text

    def _left_running(self, line: str) -> Ran:
        process = subprocess.Popen(
            ["bash", "-c", f"exec {line}"],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.background.append(process)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", int(self.ports[1])), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return Ran(0, "")
        return Ran(process.poll() or -1, "it does not answer")

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not _FOREIGN.match(name)}
        interpreter = os.path.dirname(sys.executable)  # noqa: PTH120 - a link must stay one, or the venv is left
        path = os.pathsep.join([str(self.programs), interpreter, kept.get("PATH", os.defpath)])
        return kept | {"PATH": path, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "COLUMNS": "100", "TERM": "dumb"}
