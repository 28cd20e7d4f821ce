"""Starting the command: what its help says is true, and nothing is loaded that is not needed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import newsarchive
from newsarchive.cli import group
from tests.runner import command, environment, run
from tests.site import Answer, Site, article, listing
from tests.terminal import on_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = sorted(group.list_commands(None))  # type: ignore[arg-type]


def example_of(*words: str, cwd: Path) -> str:
    """The command line of a help text's Example."""
    done = run(*words, "--help", cwd=cwd)
    assert done.code == 0
    examples = re.findall(r"Example:\s+(newsarchive .*?)\n\n", done.out, re.DOTALL)
    assert len(examples) == 1, done.out
    return " ".join(examples[0].split())


def typed(line: str, cwd: Path) -> subprocess.Popen[str]:
    """Type a line into a shell."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.Popen(
        ["bash", "-ec", f"exec {line}" if "&&" not in line else line],
        cwd=cwd,
        env=environment(PATH=path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "folder"))


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "demo"])
def test_the_example_of_the_help_works_as_it_is_printed(name: str, copy: Path) -> None:
    before = {path.name for path in copy.iterdir()}
    process = typed(example_of(name, cwd=copy), copy)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert out or {path.name for path in copy.iterdir()} - before, "it shows or makes something"


def test_the_example_of_the_whole_command_works(copy: Path) -> None:
    process = typed(example_of(cwd=copy), copy)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert out


def test_the_example_of_demo_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    # The port of the example may be taken: then the newspaper says where else it is.
    process = typed(example_of("demo", cwd=tmp_path), tmp_path)
    assert process.stdout
    try:
        line = process.stdout.readline()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/ \(Ctrl-C ends it\)\n", line)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    finally:
        process.kill()
    assert (process.returncode, err) == (0, "")


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("crawl", "-h"), ("--version",)])
def test_help_and_version_are_answered(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*words, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out


def test_help_lists_every_command_and_the_exit_codes(tmp_path: Path) -> None:
    out = run("--help", cwd=tmp_path).out
    for name in COMMANDS:
        assert re.search(rf"^  {name} +[A-Z]", out, re.MULTILINE)
    assert "Exit codes: 0 all well" in out


# ---------------------------------------------------------------------- what is loaded
def loaded_by(code: str, cwd: Path) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    # What measures the tests' coverage in other processes would load modules of its own.
    env = {name: value for name, value in environment().items() if not name.startswith("COV")}
    done = subprocess.run([sys.executable, "-c", script], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return {name.partition(".")[0] for name in done.stderr.split()}


HEAVY = {"scrapy", "twisted", "lxml", "sqlite3", "sqlite_utils", "dateparser", "click", "parsel", "pycld2"}


def test_importing_the_package_loads_nothing_heavy(tmp_path: Path) -> None:
    assert not HEAVY & loaded_by("import newsarchive; newsarchive.Article, newsarchive.NotAnArticle", tmp_path)


def test_extract_loads_neither_scrapy_nor_a_database(tmp_path: Path) -> None:
    loaded = loaded_by("from newsarchive import extract", tmp_path)
    assert "lxml" in loaded
    assert not {"scrapy", "twisted", "sqlite3", "sqlite_utils"} & loaded


def test_search_and_its_like_do_not_load_scrapy(folder: Path) -> None:
    for words in (["search", "pont", "-a", "demo.db"], ["info", "-a", "demo.db"], ["show", "1", "-a", "demo.db"]):
        code = f"sys.argv = ['newsarchive', *{words!r}]\nfrom newsarchive.cli import main\n"
        code += "try: main()\nexcept SystemExit as end: assert not end.code"
        loaded = loaded_by(code, folder)
        assert "sqlite3" in loaded
        assert not {"scrapy", "twisted", "lxml", "rich"} & loaded, words


def test_all_names_can_be_imported_and_no_other_public_ones_are_promised() -> None:
    for name in newsarchive.__all__:
        assert getattr(newsarchive, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = newsarchive.no_such_name  # type: ignore[attr-defined]
    namespace: dict[str, object] = {}
    exec("from newsarchive import *", namespace)
    assert set(newsarchive.__all__) <= set(namespace)


# ---------------------------------------------------------------------- the progress display
@pytest.fixture
def slow() -> Iterator[Site]:
    stories = {f"/story-{n}/": f"La chronique numéro {n} du conseil" for n in range(6)}
    with Site() as site:
        site.page("/", listing(*stories.items()))
        for address, headline in stories.items():
            site[address] = Answer(body=article(headline).encode(), hold=0.15)
        yield site


def test_progress_is_drawn_on_a_terminal_only(slow: Site, tmp_path: Path) -> None:
    words = ("crawl", slow.url, "--delay", "0", "--contact", "t@example.org")
    done = on_terminal(command(*words, "-a", "a.db"), tmp_path)
    drawn = done.drawn
    assert (done.code, done.out) == (0, "")
    assert "\x1b[" in drawn
    assert "pages/s" in drawn
    assert re.search(r"[1-6] articles stored · \d+ in the queue · 0:00:0\d", drawn)
    left = done.lines[-1]
    assert left.startswith("new 6 "), "what was drawn is taken away, the summary stays"
    piped = run(*words, "-a", "b.db", cwd=tmp_path)
    assert "\x1b" not in piped.err
    assert len(piped.lines) == 1


def test_quiet_draws_nothing_on_a_terminal_either(slow: Site, tmp_path: Path) -> None:
    words = command("crawl", slow.url, "--delay", "0", "--contact", "t@example.org", "-a", "a.db", "-q")
    done = on_terminal(words, tmp_path)
    assert (done.code, done.drawn) == (0, "")


def test_a_dry_run_into_head_is_no_failure(slow: Site, tmp_path: Path) -> None:
    words = command("crawl", slow.url, "--delay", "0", "--contact", "t@example.org", "-a", "a.db", "--dry-run")
    process = subprocess.Popen(
        words, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait() == 0
    assert len(err.splitlines()) == 1, err
