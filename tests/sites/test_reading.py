"""TOML to profiles: what is read, and what is refused in one line that says where and what."""

from __future__ import annotations

import pickle
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsarchive.errors import BadProfile
from newsarchive.sites import parse_site, read_site, read_sites
from newsarchive.sites.patterns import LONGEST, compiled
from newsarchive.sites.reading import FIELDS

if TYPE_CHECKING:
    from newsarchive.sites import Site

WHOLE = r"""
name = "La Feuille de Bram"
domains = ["feuille.example", "https://www.bram.example/", "127.0.0.1:8123"]
language = "fr"
timezone = "Africa/Abidjan"
remove = [".partage", "//div[@id='pub']"]
related = ".a-lire"
render = true
render_hosts = ["cdn.feuille.example", "https://static.example"]
headline = ["h1.titre", "h2"]
tags = { select = ".mots a", pattern = '#(\w+)' }

[addresses]
article = ['/\d{4}/', '/[^/]+/[^/]+-\d+\.html$']
never = '/video/'

[body]
select = ["div.corps", "td.texte, td.suite"]
keep = ".encadre"
labels = ["Contenu partenaire"]
drop = ['^Rejoignez']

[date_published]
select = "meta[name=paru]"
attribute = "content"
format = "%A %d %B %Y à %Hh%M"

[[tests]]
page = "pages/un.html"
url = "https://feuille.example/2026/un"
date_published = 2026-03-05T14:25:00+00:00
date_modified = false
authors = ["Aïcha Ndoye"]
related = []
"""


def site(text: str) -> Site:
    return parse_site(text.encode(), "bram.toml")


def refusal(text: str) -> str:
    with pytest.raises(BadProfile) as caught:
        site(text)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_every_key_is_read() -> None:
    read = site(WHOLE)
    assert read.domains == ("feuille.example", "bram.example", "127.0.0.1:8123")
    assert (read.render, read.render_hosts) == (True, ("cdn.feuille.example", "static.example"))
    assert [selector.text for selector in read.body] == ["div.corps", "td.texte, td.suite"]
    assert [name for name, _ in read.fields] == ["headline", "date_published", "tags"]
    rules = dict(read.fields)
    assert (rules["date_published"].attribute, rules["date_published"].format) == ("content", "%A %d %B %Y à %Hh%M")
    assert rules["tags"].pattern
    assert len(rules["headline"].selectors) == 2
    (test,) = read.tests
    assert dict(test.expected) == {
        "date_published": "2026-03-05T14:25:00+00:00",
        "date_modified": None,
        "authors": ("Aïcha Ndoye",),
    }
    assert test.related == ()


def test_the_same_file_gives_the_same_value_and_it_travels_between_processes() -> None:
    read = site(WHOLE)
    assert pickle.loads(pickle.dumps(read)) == read == site(WHOLE)
    assert read.digest != site(WHOLE + "\n").digest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("domains = ['a.example'", "bram.toml: is no TOML: "),
        ("name = 'x'\nname = 'y'\n", "at line 2"),
        ("name = 'x'", "domains is missing"),
        ("domains = []", "domains names no site"),
        ("domains = 'a example'", "domains = 'a example' is no domain"),
        ("domains = 'a.example'\nheadlin = 'h1'", "headlin is no key of a profile; did you mean headline?"),
        ("domains = 'a.example'\nheadline = {select = 'h1', patern = 'x'}", "headline.patern is no key"),
        ("domains = 'a.example'\nheadline = {pattern = 'x'}", "headline.select is missing"),
        ("domains = 'a.example'\nheadline = 3", "headline must be a table"),
        ("domains = 'a.example'\nremove = [3]", "remove must be a text or a list of texts"),
        ("domains = 'a.example'\nheadline = 'h1['", "headline.select = 'h1[' is no selector"),
        ("domains = 'a.example'\nheadline = 'h1::text'", 'attribute = "…"'),
        ("domains = 'a.example'\nheadline = '//h1['", "headline.select = '//h1[' is no selector"),
        ("domains = 'a.example'\nheadline = '//h1[re:test(., 1)]'", "no function re:test()"),
        ("domains = 'a.example'\nheadline = '//h1[$x]'", "no variables"),
        ("domains = 'a.example'\nheadline = '(//h1)[1] = 2'", "gives a single value"),
        ("domains = 'a.example'\n[authors]\nselect = 'p'\npattern = '('", "authors.pattern = '(' is no regular"),
        ("domains = 'a.example'\n[addresses]\nnever = ['(a+)+$']", "addresses.never = '(a+)+$' can take for ever"),
        ("domains = 'a.example'\ntimezone = 'Paris'", "timezone = 'Paris' is no time zone"),
        ("domains = 'a.example'\ntimezone = '../../etc/passwd'", "is no time zone"),
        ("domains = 'a.example'\nrender = 'yes'", "render must be true or false, without quotes"),
        ("domains = 'a.example'\nrender_hosts = 'a b'", "render_hosts = 'a b' is no domain"),
        ("domains = 'a.example'\nlanguage = 'langue'", "language = 'langue' is no language"),
        ("domains = 'a.example'\ndate_published = {select = 'p', format = '%d/%m'}", "must have day"),
        ("domains = 'a.example'\nauthors = {select = 'p', format = '%d'}", "authors.format is no key"),
        ("domains = 'a.example'\n[[tests]]\nurl = 'https://a.example/'", "tests[1].page or archive is needed"),
        ("domains = 'a.example'\n[[tests]]\npage = 'x'", "tests[1].url is missing"),
        ("domains = 'a.example'\n[[tests]]\npage = 'x'\nurl = 'y'\ndate_published = '2026'", "without quotes"),
        ("domains = 'a.example'\n[[tests]]\npage = 'x'\nurl = 'y'\nbody = 'z'", "tests[1].body is no key"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(text: str, says: str) -> None:
    said = refusal(text)
    assert said.startswith("bram.toml: ")
    assert says in said


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BadProfile, match="no UTF-8"):
        parse_site(b"name = '\xff'", "x.toml")


# ---------------------------------------------------------------------- patterns
@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)*b", "(.*)*", "((ab)*c*)*", "a?" * 40 + "a" * 40, ".*.*.*.*.*x", "(?:a{0,9}){9}"]
)
def test_patterns_that_could_take_for_ever_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="for ever"):
        compiled(pattern)


@pytest.mark.parametrize(
    "pattern",
    [r"/\d{4}/\d{2}/", r"^Par (.+?) le (.+)$", r"\.html?$", r"(?i)foto:? (.*)", r"(?:Von|Par|By) (\w+ \w+)", "a|b|c"],
)
def test_patterns_people_write_pass_and_are_quick_on_hostile_texts(pattern: str) -> None:
    allowed = compiled(pattern)
    for text in ("a" * LONGEST, "Par le " * 50, "/1234/12" * 40, " " * LONGEST, "Foto Foto " * 30):
        started = time.process_time()
        allowed.search(text[:LONGEST])
        assert time.process_time() - started < 0.5


# ---------------------------------------------------------------------- folders
def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)


def test_the_longest_domain_wins_and_subdomains_are_meant(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", "domains = 'feuille.example'")
    write(tmp_path, "b.toml", "domains = 'blogs.feuille.example'")
    write(tmp_path, "notes.txt", "not a profile")
    sites = read_sites(tmp_path)

    def name(url: str) -> str:
        found = sites.find(url)
        return found.source[-6:] if found else ""

    assert name("https://www.feuille.example/x") == "a.toml"
    assert name("http://FEUILLE.example:80/") == "a.toml"
    assert name("https://x.blogs.feuille.example/") == "b.toml"
    assert name("https://autrefeuille.example/") == ""
    assert name("https://feuille.example:8080/") == ""
    assert name("") == name("https://[") == ""


def test_two_profiles_of_one_domain_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", "domains = 'feuille.example'")
    write(tmp_path, "b.toml", "domains = ['x.example', 'www.feuille.example']")
    with pytest.raises(BadProfile, match=r"b\.toml: domains: feuille\.example is claimed by .*a\.toml"):
        read_sites(tmp_path)
    with pytest.raises(BadProfile, match="no folder of profiles"):
        read_sites(tmp_path / "none")
    with pytest.raises(BadProfile, match="No such file"):
        read_site(tmp_path / "none.toml")


def test_the_profile_shown_in_the_documentation_is_one() -> None:
    page = (Path(__file__).parents[2] / "docs" / "sites.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    read = site(shown)
    assert len(read.fields) == len(FIELDS) - 1
    told = set(re.findall(r"`([a-z_.]+)`", page))
    assert {*FIELDS, "domains", "timezone", "remove", "related", "body.keep", "addresses.never", "refused"} <= told
