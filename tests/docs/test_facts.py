"""What the pages say of commands, options, exit codes, tables and each other is so."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from newsarchive import errors
from newsarchive.cli import group
from newsarchive.crawl.job import Outcome, Tally
from newsarchive.crawl.run import INTERRUPTED
from newsarchive.exports.formats import FIELDS

from .pages import NAMES, PAGES, ROOT, anchors, blocks, commands, links, prose, read, sections, table
from .test_blocks import statements

if TYPE_CHECKING:
    from .stage import Stage

_WORD = re.compile(r"^newsarchive ([a-z]\w*)")
_SHELL = ("console", "sh", "crontab")
_OTHER_PAGES = ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "data/README.md"]


def _commands() -> dict[str, click.Command]:
    context = click.Context(group)
    return {name: command for name in group.list_commands(context) if (command := group.get_command(context, name))}


def _options(command: click.Command) -> set[str]:
    own = {word for option in command.params for word in (*option.opts, *option.secondary_opts) if word[0] == "-"}
    if isinstance(command, click.Group):
        context = click.Context(command)
        below = (command.get_command(context, name) for name in command.list_commands(context))
        return own.union(*(_options(one) for one in below if one))
    return own


def _calls(name: str) -> list[list[str]]:
    """Give the words of every call of the command that a page shows."""
    calls = []
    for block in blocks(name):
        if block.language not in _SHELL:
            continue
        for line in block.text.replace("\\\n", " ").splitlines():
            for part in re.split(r"\||&&|;", line.removeprefix("$ ")):
                at = re.search(r"\bnewsarchive (.*)", part)
                if at:
                    calls.append(shlex.split(at[1], comments=True))
    return calls


# ---------------------------------------------------------------------- links
@pytest.mark.parametrize("name", [*NAMES, *_OTHER_PAGES])
def test_relative_links_lead_somewhere(name: str) -> None:
    for link in links(name):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), f"{name}: {link}"
        if anchor:
            found = anchors(str(target.resolve().relative_to(ROOT)))
            assert anchor in found, f"{name}: {link}; there are {sorted(found)}"


def test_pictures_are_small() -> None:
    for picture in (ROOT / "docs" / "images").glob("*"):
        assert picture.stat().st_size < 250_000, picture.name


def test_readme_leads_to_every_page() -> None:
    assert {str(page.relative_to(ROOT)) for page in PAGES[1:]} <= {
        link.partition("#")[0] for link in links("README.md")
    }


# ---------------------------------------------------------------------- commands and options
@pytest.mark.parametrize("name", NAMES)
def test_commands_exist(name: str) -> None:
    shown = {call[0] for call in _calls(name) if call and not call[0].startswith("-")}
    told = {match[1] for span in re.findall(r"`([^`\n]+)`", prose(name)) for match in _WORD.finditer(span)}
    assert shown | told <= set(_commands())


@pytest.mark.parametrize("name", NAMES)
def test_options_exist(name: str) -> None:
    known = {command: _options(words) | {"-h", "--help"} for command, words in _commands().items()}
    for call in _calls(name):
        if call and call[0] in known:
            given = {word.partition("=")[0] for word in call[1:] if re.match(r"--?[a-z]", word)}
            assert given <= known[call[0]], f"{name}: {call}"
    told = {word for span in re.findall(r"`([^`\n]+)`", prose(name)) for word in re.findall(r"^--[a-z-]+", span)}
    assert told <= set().union(*known.values())


@pytest.mark.parametrize("command", sorted(_commands()))
def test_every_option_is_told_somewhere(command: str) -> None:
    told = " ".join(map(read, NAMES))
    long = {word for word in _options(_commands()[command]) if word.startswith("--")}
    assert {word for word in long if not re.search(rf"(?<![\w-]){word}(?![\w-])", told)} == set()


def test_readme_shows_every_command() -> None:
    assert {call[0] for call in _calls("README.md") if call} >= set(_commands())


@pytest.mark.parametrize("name", ["README.md", *_OTHER_PAGES])
def test_make_targets_exist(name: str) -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    quoted = "\n".join(re.findall(r"`([^`\n]+)`", prose(name)))
    shown = "\n".join(block.text.replace("$ ", "") for block in blocks(name) if block.language in _SHELL)
    assert set(re.findall(r"^make (\w+)", f"{quoted}\n{shown}", re.MULTILINE)) <= set(targets)


# ---------------------------------------------------------------------- docs/cron.md
def _exit_codes() -> set[int]:
    def below(kind: type[errors.NewsArchiveError]) -> set[int]:
        return {kind.exit_code}.union(*map(below, kind.__subclasses__()))

    return below(errors.NewsArchiveError) | {0} | set(INTERRUPTED.values())


def test_exit_codes_agree() -> None:
    told = {int(row[0]) for row in table(sections("docs/cron.md")["Exit codes"])}
    assert told == _exit_codes()


def test_exit_codes_of_the_help_agree() -> None:
    assert group.epilog
    assert {int(number) for number in re.findall(r"\b\d+\b", group.epilog)} == _exit_codes()


def test_exit_codes_of_the_error_tree_agree() -> None:
    tree = re.findall(r"^ +(\w+) +(\d+)", errors.__doc__ or "", re.MULTILINE)
    assert tree
    assert {name: getattr(errors, name).exit_code for name, _ in tree} == {name: int(code) for name, code in tree}


def test_summary_keys_agree() -> None:
    told = {row[0].strip("`") for row in table(sections("docs/cron.md")["The summary as JSON"])}
    written = Outcome(exit_code=0, reason="finished", seconds=0.0, tally=Tally()).to_dict()
    assert told == set(json.loads(json.dumps(written)))


# ---------------------------------------------------------------------- docs/analysts.md
def _schema(stage: Stage) -> dict[str, list[str]]:
    """Give the columns of every table and view that is there for people."""
    conn = sqlite3.connect(f"file:{stage.archive}?mode=ro", uri=True)
    try:
        names = [
            name
            for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            if not name.startswith(("_", "sqlite_", "articles_fts_"))
        ]
        return {name: [row[1] for row in conn.execute(f"PRAGMA table_info({name})")] for name in names}
    finally:
        conn.close()


def test_every_table_and_view_is_queried(crawled: Stage) -> None:
    queries = " ".join(
        statement
        for block in blocks("docs/analysts.md")
        if block.language == "sql"
        for statement in statements(block.text)
    )
    asked = set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", queries))
    assert set(_schema(crawled)) <= asked


def test_every_column_is_told(crawled: Stage) -> None:
    told = sections("docs/analysts.md")
    for name, columns in _schema(crawled).items():
        text = told.get(f"`{name}`")
        assert text, f"docs/analysts.md has no section on {name}"
        assert [column for column in columns if f"`{column}`" not in text] == [], name


def test_every_exported_name_is_told() -> None:
    text = sections("docs/analysts.md")["Exports"]
    (names,) = re.findall(r"^Names, in this order: (.+?)\.$", text, re.DOTALL | re.MULTILINE)
    assert re.findall(r"`(\w+)`", names) == list(FIELDS)


# ---------------------------------------------------------------------- the pages themselves
@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_machine_is_told(name: str) -> None:
    assert not re.search(r"/(?:work|root)/|/home/\w|\bvm\b", read(name))


@pytest.mark.parametrize("name", NAMES)
def test_console_blocks_hold_commands(name: str) -> None:
    for block in blocks(name):
        if block.language == "console":
            assert commands(block)


def test_crontab_lines_have_five_fields() -> None:
    lines = [
        line
        for block in blocks("docs/cron.md")
        if block.language == "crontab"
        for line in block.text.splitlines()
        if line and not line.startswith("#") and not re.match(r"\w+=", line)
    ]
    assert lines
    for line in lines:
        assert re.match(r"(?:[\d*/,-]+ +){5}\S", line), line
        assert "%" not in line, "cron takes a % for the end of the line"


def test_readme_is_not_empty() -> None:
    assert Path(ROOT / "README.md").stat().st_size > 2000
