"""The contact: asked for once where somebody is there to answer, and remembered."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from newsarchive.cli import config
from newsarchive.errors import BadConfig
from tests.runner import command, run
from tests.site import Site, article
from tests.terminal import Shown, on_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MISSING = "no contact set: give sites a way to reach you with --contact or $NEWSARCHIVE_CONTACT"
ASKS = "Your e-mail address"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.page("/a/", article("Le conseil vote le budget de la commune"))
        yield site


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def agents(site: Site) -> set[str]:
    """Every User-Agent the site was sent since it was asked last."""
    found = {asked.headers["User-Agent"] for asked in site.asked}
    site.asked.clear()
    return found


def crawl(site: Site, home: Path, *words: str, answers: tuple[str, ...] = (), **env: str) -> Shown:
    """Crawl one article on a terminal."""
    line = command("crawl", f"{site.base}/a/", "--delay", "0", "-a", "a.db", *words)
    home.mkdir(exist_ok=True)
    return on_terminal(line, home, answers, {"XDG_CONFIG_HOME": str(home), **env})


def test_a_terminal_is_asked_once_and_the_answer_is_remembered(site: Site, home: Path) -> None:
    shown = crawl(site, home, answers=("desk@example.org",))
    assert (shown.code, shown.out) == (0, "")
    assert shown.drawn.count(ASKS) == 1
    file = home / "newsarchive" / "config.toml"
    assert f"remembered in {file}" in shown.lines
    assert tomllib.loads(file.read_text()) == {"contact": "desk@example.org"}
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]
    (agent,) = agents(site)
    assert agent.endswith(" (desk@example.org)")
    again = crawl(site, home, "-a", "b.db")
    assert again.code == 0
    assert ASKS not in again.drawn
    assert agents(site) == {agent}
    words = ("crawl", f"{site.base}/a/", "--delay", "0", "-a", "c.db")
    piped = run(*words, cwd=home, env={"XDG_CONFIG_HOME": str(home)})
    assert (piped.code, len(piped.lines)) == (0, 1)
    assert agents(site) == {agent}


def test_an_empty_answer_goes_on_without_and_the_next_crawl_asks_again(site: Site, home: Path) -> None:
    for archive in ("a.db", "b.db"):
        shown = crawl(site, home, "-a", archive, answers=("",))
        assert shown.code == 0
        assert MISSING in shown.lines
        assert not (home / "newsarchive").exists()
        (agent,) = agents(site)
        assert agent.endswith("; no contact set)")


def test_what_reaches_nobody_is_asked_for_again(site: Site, home: Path) -> None:
    shown = crawl(site, home, answers=("me", "a@example.org)", "https://example.org/crawl"))
    assert "'me' is no contact" in shown.drawn
    assert "no brackets" in shown.drawn
    (agent,) = agents(site)
    assert agent.endswith(" (https://example.org/crawl)")


def test_the_flag_goes_before_the_environment_and_that_before_what_is_remembered(site: Site, home: Path) -> None:
    (home / "newsarchive").mkdir(parents=True)
    file = home / "newsarchive" / "config.toml"
    file.write_text('contact = "file@example.org"')
    for number, (words, env, contact) in enumerate(
        (
            (("--contact", "flag@example.org"), {"NEWSARCHIVE_CONTACT": "env@example.org"}, "flag@example.org"),
            ((), {"NEWSARCHIVE_CONTACT": "env@example.org"}, "env@example.org"),
            ((), {"NEWSARCHIVE_CONTACT": ""}, "file@example.org"),
            (("--contact", ""), {}, "no contact set"),
        )
    ):
        shown = crawl(site, home, "-a", f"{number}.db", *words, **env)
        assert ASKS not in shown.drawn
        (agent,) = agents(site)
        assert contact in agent
    assert file.read_text() == 'contact = "file@example.org"', "what is given is not remembered"


def test_nobody_is_asked_when_there_is_nothing_to_crawl(home: Path) -> None:
    home.mkdir()
    shown = on_terminal(command("crawl", "-a", "a.db"), home, env={"XDG_CONFIG_HOME": str(home)})
    assert shown.code == 2
    assert shown.lines == [
        MISSING,
        "newsarchive: no address to crawl; give one or more, such as https://example.org",
    ]


def test_quiet_asks_nothing_and_neither_does_a_pipe(site: Site, home: Path) -> None:
    assert crawl(site, home, "-q").drawn == ""
    piped = run("crawl", f"{site.base}/a/", "--delay", "0", "-a", "b.db", cwd=home)
    assert piped.lines[0] == MISSING
    assert len(piped.lines) == 2


@pytest.mark.parametrize("contact", ["me", "a@example.org)", "a@example.org\nX-Evil: 1"])
def test_a_contact_that_is_none_is_one_line_and_2(site: Site, tmp_path: Path, contact: str) -> None:
    done = run("crawl", site.url, "-a", "a.db", "--contact", contact, cwd=tmp_path)
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
    assert site.paths == []


@pytest.mark.parametrize("text", ["contact = ", "contact = 3", 'contact = "me"', b"\xff"])
def test_a_file_that_cannot_be_used_is_one_line_and_the_crawl_goes_on(
    site: Site, home: Path, text: str | bytes
) -> None:
    (home / "newsarchive").mkdir(parents=True)
    file = home / "newsarchive" / "config.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    shown = crawl(site, home)
    assert shown.code == 0
    assert ASKS not in shown.drawn, "an answer could not be written there"
    assert shown.lines[0].startswith(f"{file}: ")
    assert shown.lines[1] == MISSING


def test_extract_uses_what_is_remembered(site: Site, home: Path) -> None:
    (home / "newsarchive").mkdir(parents=True)
    (home / "newsarchive" / "config.toml").write_text('contact = "file@example.org"')
    assert run("extract", f"{site.base}/a/", cwd=home, env={"XDG_CONFIG_HOME": str(home)}).code == 0
    (agent,) = agents(site)
    assert agent.endswith(" (file@example.org)")


# ---------------------------------------------------------------------- the file
@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "newsarchive" / "config.toml"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'contact = "a@b.org"\n'),
        ("# mine\nother = 1\n[table]\ncontact = 2\n", 'contact = "a@b.org"\n# mine\nother = 1\n[table]\ncontact = 2\n'),
        ("# mine\n contact='old' # was\nother = 1\n", '# mine\ncontact = "a@b.org"\nother = 1\n'),
    ],
)
def test_what_else_stands_in_the_file_stays(file: Path, before: str, after: str) -> None:
    file.parent.mkdir()
    file.write_text(before)
    config.remember_contact("a@b.org")
    assert file.read_text() == after
    assert config.remembered_contact() == "a@b.org"


def test_a_file_that_is_a_link_stays_one(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    (tmp_path / "mine.toml").write_text("other = 1\n")
    file.symlink_to(tmp_path / "mine.toml")
    config.remember_contact("a@b.org")
    assert file.is_symlink()
    assert "other = 1" in (tmp_path / "mine.toml").read_text()


@pytest.mark.parametrize("text", ["contact = ", '"contact" = """\nold\n"""\n'])
def test_a_file_that_is_not_understood_is_not_written(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(BadConfig) as raised:
        config.remember_contact("a@b.org")
    assert str(raised.value).startswith(f"{file}: ")
    assert file.read_text() == text


def test_a_folder_that_cannot_be_made_is_told(file: Path) -> None:
    file.parent.write_text("a file")
    with pytest.raises(BadConfig, match="cannot be written"):
        config.remember_contact("a@b.org")
