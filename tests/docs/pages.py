"""The pages of the documentation, taken apart: fenced blocks, the commands in them, links, headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

_BLOCK = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT_CODE = re.compile(r"#\s*exit code (\d+)")
_LINK = re.compile(r"!?\[(?:[^\]\\]|\\.)*\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    page: str
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass
class Command:
    """A line after ``$``, and what the page shows below it."""

    place: str
    line: str
    shown: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        stated = _EXIT_CODE.search(self.line)
        return int(stated[1]) if stated else 0


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str) -> Iterator[Block]:
    text = read(name)
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(page=name, line=line, language=match["language"], text=match["text"])


def commands(block: Block) -> list[Command]:
    """Take a console block apart; a command that ends with a backslash goes on in the next line."""
    found: list[Command] = []
    goes_on = False
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if goes_on:
            found[-1].line += "\n" + line.removeprefix("> ")
        elif line.startswith("$ "):
            found.append(Command(place=f"{block.page}:{number}", line=line[2:]))
        else:
            assert found, f"{block.place}: a console block begins with a command"
            found[-1].shown.append(line)
        goes_on = goes_on or line.startswith("$ ")
        goes_on = goes_on and line.endswith("\\")
    return found


def prose(name: str) -> str:
    """Give a page without its fenced blocks."""
    return _BLOCK.sub("", read(name))


def links(name: str) -> list[str]:
    return [match["target"] for match in _LINK.finditer(prose(name))]


def anchors(name: str) -> set[str]:
    """Name the headings as GitHub does."""
    titles = re.findall(r"^#{1,6} (.+)$", prose(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def sections(name: str) -> dict[str, str]:
    """Give the text under each heading, blocks included, by its title."""
    found = {"": ""}
    title, in_block = "", False
    for line in read(name).splitlines(keepends=True):
        in_block ^= line.startswith("```")
        heading = None if in_block else re.match(r"#{1,6} (.+)$", line)
        if heading:
            title = heading[1].strip()
        found[title] = found.get(title, "") + line
    return found


def table(text: str) -> list[list[str]]:
    """Give the rows of the first table in a text, without its head."""
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def to_pattern(shown: list[str]) -> re.Pattern[str]:
    """Turn the output a page shows into a pattern: ``…`` stands for anything in a line, alone for any lines."""
    lines = [line.rstrip() for line in shown]
    while lines and not lines[-1]:
        lines.pop()
    pattern = ""
    for line in lines:
        if line == "…":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += r"[^\n]*?".join(re.escape(part) for part in line.split("…")) + r"\n"
    return re.compile(pattern)
