"""Every block of README.md and docs/ marked console, sql or python does what the page says."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
from typing import TYPE_CHECKING

import pytest

from .pages import NAMES, ROOT, Block, Command, blocks, commands, to_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .stage import Stage

_TARGET = re.compile(r"^(\w+):", re.MULTILINE)
_PRINTED = re.compile(r"^#> ?(.*)$", re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_page_does_what_it_says(name: str, stage: Callable[[str], Stage]) -> None:
    here = stage(name)
    troubles: list[str] = []
    for block in blocks(name):
        if block.language in _RUN:
            troubles += _RUN[block.language](block, here)
    assert not troubles, "\n\n".join(troubles)


def _console(block: Block, stage: Stage) -> Iterator[str]:
    for command in commands(block):
        line = _to_line(command)
        if line is None:
            continue
        ran = stage.run(line)
        if ran.exit_code != command.exit_code:
            yield f"{command.place}: $ {line}\nexit code {ran.exit_code}, not {command.exit_code}\n{ran.output}"
        elif any(command.shown) and not to_pattern(command.shown).fullmatch(_trimmed(ran.output)):
            yield f"{command.place}: $ {line}\nshows\n{chr(10).join(command.shown)}\nbut prints\n{ran.output}"


def _to_line(command: Command) -> str | None:
    """Give what is run for a line, if anything: of make, which would run this very test, the recipe of a demo crawl."""
    program = command.line.split()[0]
    if program == "git":
        return None
    if program != "make":
        return command.line
    target = command.line.split()[1]
    assert target in _TARGET.findall((ROOT / "Makefile").read_text()), f"{command.place}: make knows no {target}"
    return _recipe() if command.line.split("#")[0].strip() == "make crawl" else None


def _recipe() -> str:
    """Ask make what `make crawl` does."""
    told = subprocess.run(
        ["make", "-n", "crawl"],
        cwd=ROOT,
        # Not as a part of the make that runs this test.
        env={"PATH": os.environ.get("PATH", os.defpath)},
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in told.stdout.splitlines() if "newsarchive crawl" in line)
    return line.removeprefix(".venv/bin/")


def _trimmed(output: str) -> str:
    lines = [line.rstrip() for line in output.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)


def _sql(block: Block, stage: Stage) -> Iterator[str]:
    for statement in statements(block.text):
        try:
            count = stage.rows(statement)
        except sqlite3.Error as error:
            yield f"{block.place}: {error}\n{statement}"
            continue
        if not count and "-- may be empty" not in statement:
            yield f"{block.place}: no row\n{statement}"


def statements(text: str) -> list[str]:
    found: list[str] = []
    partial = ""
    for line in text.splitlines(keepends=True):
        partial += line
        if sqlite3.complete_statement(partial):
            found.append(partial.strip())
            partial = ""
    assert not partial.strip(), f"a statement without its semicolon: {partial}"
    return found


def _python(block: Block, stage: Stage) -> Iterator[str]:
    ran = stage.python(block.text)
    shown = _PRINTED.findall(block.text)
    if ran.exit_code:
        yield f"{block.place}: exit code {ran.exit_code}\n{ran.output}"
    elif shown and not to_pattern(shown).fullmatch(_trimmed(ran.output)):
        yield f"{block.place}: says\n{chr(10).join(shown)}\nbut prints\n{ran.output}"


_RUN = {"console": _console, "sql": _sql, "python": _python}
