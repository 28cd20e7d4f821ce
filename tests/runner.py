"""The command as its users run it: another process, whose words, code and files are looked at."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parent.parent
#: Where no settings are: a browser leaves files of its own there, so it is no place of the checkout.
NO_CONFIG = Path(tempfile.gettempdir()) / f"newsarchive-no-config-{os.getuid()}"
_ASIDE = ("SCRAPY", "NEWSARCHIVE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "PYTHONWARNINGS")


def environment(**extra: str) -> dict[str, str]:
    """Give this process's environment without what would change how newsarchive behaves."""
    kept = {
        name: value
        for name, value in os.environ.items()
        # Where the browser is, is no word about behaviour.
        if name == "NEWSARCHIVE_CHROMIUM" or not name.upper().startswith(_ASIDE)
    }
    # What a person has set or was asked for on this machine is none of the tests'.
    return kept | {"COLUMNS": "100", "XDG_CONFIG_HOME": str(NO_CONFIG)} | extra


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of stderr."""
        return self.err.splitlines()

    def checked(self) -> Done:
        """Give itself, having looked for what must never be seen, whatever happened."""
        for trouble in ("Traceback", "ScrapyDeprecationWarning", "never awaited", "Unhandled"):
            assert trouble not in self.err + self.out, self.err + self.out
        return self


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "newsarchive", *map(str, words)]


def run(*words: object, cwd: Path, env: dict[str, str] | None = None, **how: Any) -> Done:
    """Run newsarchive to its end."""
    done = subprocess.run(
        command(*words), cwd=cwd, env=environment(**(env or {})), capture_output=True, timeout=60, check=False, **how
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode()).checked()


def start(*words: object, cwd: Path) -> subprocess.Popen[bytes]:
    """Start newsarchive and come back at once."""
    return subprocess.Popen(
        command(*words),
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[bytes]) -> Done:
    out, err = process.communicate(timeout=30)
    return Done(process.returncode, out.decode(), err.decode()).checked()


def rows(path: Path, query: str, *values: object) -> list[Any]:
    """Ask the archive in SQL, as a stranger with sqlite3 would; one column gives its values."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute(query, values).fetchall()
    return [row[0] if len(row) == 1 else row for row in found]
