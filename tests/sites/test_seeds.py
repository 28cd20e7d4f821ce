"""Lists of sites, in whatever people keep them."""

from __future__ import annotations

import csv
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.sites.seeds import Seed, SeedList, read_seeds

A, B, C = (f"https://{name}.example/" for name in "abc")


def read(text: str, source: str = "list", column: str | None = None) -> SeedList:
    return read_seeds(text.encode(), source, column)


def urls(text: str, source: str = "list", column: str | None = None) -> list[str]:
    found = read(text, source, column)
    assert found.warnings == ()
    return [seed.url for seed in found.seeds]


# ---------------------------------------------------------------------- TOML
def test_toml_says_what_holds_for_a_site_alone() -> None:
    text = f"""
    [[sites]]
    url = "{A}"
    name = "Le Courrier"
    since = 2019
    until = "2020-06"
    max_pages = 500
    max_articles = 20
    delay = 2.5
    [[sites]]
    url = "b.example"
    since = 2021-02-03
    """
    assert read(text) == SeedList(
        (
            Seed(
                url=A,
                since=date(2019, 1, 1),
                until=date(2020, 6, 30),
                max_pages=500,
                max_articles=20,
                delay=2.5,
            ),
            Seed(url="https://b.example", since=date(2021, 2, 3)),
        )
    )


@pytest.mark.parametrize("text", [f'sites = ["{A}", "{B}"]', f'sites = [{{url = "{A}"}}, {{url = "{B}"}}]'])
def test_toml_without_tables_will_do(text: str) -> None:
    assert urls(text) == [A, B]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('url = "x"', "'x' is no address"),
        ("", 'url is missing; write url = "https://example.org"'),
        ("url = 3", "url is missing"),
        (f'url = "{B}"\nmax_page = 3', "max_page is no key of a site; did you mean max_pages?"),
        (f'url = "{B}"\nmax-pages = 3', "max-pages is no key of a site; did you mean max_pages?"),
        (f'url = "{B}"\nmax_pages = 0', "max_pages = 0 is no number from 1 on"),
        (f'url = "{B}"\nmax_articles = true', "max_articles = True is no number"),
        (f'url = "{B}"\ndelay = "2s"', "delay = '2s' is no number of seconds"),
        (f'url = "{B}"\ndelay = nan', "delay = nan is no number of seconds"),
        (f'url = "{B}"\nsince = "soon"', "since = 'soon' is no day; write it as"),
        (f'url = "{B}"\nsince = 2020\nuntil = 2019', "since 2020-01-01 is after until 2019-12-31"),
    ],
)
def test_a_bad_site_is_told_with_its_line_and_the_others_stay(line: str, says: str) -> None:
    found = read(f'# list\n[[sites]]\nurl = "{A}"\n\n[[sites]]\n{line}\n\n[[sites]]\nurl = "{C}"', "x.toml")
    assert [seed.url for seed in found.seeds] == [A, C]
    (warning,) = found.warnings
    assert warning.startswith(f"x.toml, line 5: {says}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[sites]\n", "x.toml: not TOML: .*line 1"),
        ("domains = 'a.example'\n", "x.toml: is a site profile; give the folder of profiles with --profiles"),
        ("other = 1\n", r"x.toml: no sites in it; write \[\[sites\]\] and url"),
        ("sites = 1\n", "x.toml: no sites in it"),
        ("sites = []\n", "x.toml: no address to crawl in it"),
        ("sites = [1]\n", "x.toml: no address to crawl in it; x.toml, site 1: is no site"),
        ("", "x.toml: no sites in it"),
    ],
)
def test_toml_that_is_no_list_is_one_line(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read(text, "x.toml")


# ---------------------------------------------------------------------- an address a line
def test_an_address_a_line_with_comments() -> None:
    text = f"# papers\n\n{A}\n  b.example/sport/#top   # the second\r\n{C}a,123.html\n"
    assert urls(text) == [A, "https://b.example/sport/#top", f"{C}a,123.html"]


def test_addresses_that_hold_commas_are_no_table() -> None:
    text = "".join(f"{A}2020/story,{n}.html\n" for n in range(3))
    assert urls(text) == text.split()


def test_a_bad_line_is_told_with_its_number() -> None:
    found = read(f"{A}\n\nnot an address, really\nftp://b.example\n{C}\n", "papers.txt")
    assert [seed.url for seed in found.seeds] == [A, C]
    assert [line.partition(": ")[0] for line in found.warnings] == ["papers.txt, line 3", "papers.txt, line 4"]


# ---------------------------------------------------------------------- tables
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["url", "URL", "Site", "address", "homepage", " Homepage "])
def test_the_column_is_found_by_its_name(delimiter: str, name: str) -> None:
    rows = [["name", name, "logo"], ["Le Courrier", A, B], ["L'Écho, le soir; etc", "b.example", C]]
    text = "".join(delimiter.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
    assert urls(text) == [A, "https://b.example"]


@pytest.mark.parametrize(
    "text",
    [
        f"Titre;Lien;Score\nLe Courrier;{A};3.5\nL'Écho;{B};12.04\n",
        f"{A},fr\n{B},de\n",
        f"fr\t{A}\nde\t{B}\n",
        "nom,page\nun,a.example/\ndeux,b.example/\n",
        f"url\n{A}\n{B}\n",
        f"site,url\nLe Courrier,{A}\nL'Écho,{B}\n",
        f"site,where\nLe Courrier,{A}\nL'Écho,{B}\n",
        f"id,url\n1,{A}\n\n,\n2,{B}\n",
        f"# exported\nid,url\n1,{A}\n2,{B}\n",
    ],
)
def test_the_column_is_found_by_its_cells(text: str) -> None:
    assert urls(text) == [A, B]


def test_a_column_is_chosen_by_name_or_number() -> None:
    text = f"url,Miroir,3\n{A},{B},{C}\n"
    assert urls(text) == [A]
    assert urls(text, column="Miroir") == urls(text, column="miroir") == urls(text, column="2") == [B]
    assert urls(text, column="3") == [C]
    with pytest.raises(UsageError, match="list: no column 'mirror'; it has url, Miroir, 3"):
        read(text, column="mirror")


def test_bytes_of_spreadsheets_are_read() -> None:
    text = f"titre;url\nL'Écho;{A}\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert [seed.url for seed in read_seeds(text.encode(encoding), "x.csv").seeds] == [A]


def test_rows_without_an_address_are_told_with_their_line() -> None:
    text = f'name,url\n"two\nlines",{A}\nnone,\nshort\nbad,n/a\nlast,{B}\n'
    found = read(text, "x.csv")
    assert [seed.url for seed in found.seeds] == [A, B]
    assert [line.partition(": ")[0] for line in found.warnings] == [f"x.csv, line {n}" for n in (4, 5, 6)]
    assert found.warnings[0].endswith("no address in this row")


def test_an_open_quotation_mark_is_told() -> None:
    found = read(f'name,url\na,{A}\nb,"{B}\nc,{C}\n', "x.csv")
    assert [seed.url for seed in found.seeds] == [A]
    assert found.warnings == ("x.csv, line 3: a cell runs on over several lines; is a quotation mark left open?",)


def test_a_cell_without_end_does_not_end_the_list() -> None:
    # Python's own limit, whatever else in this process has made of it.
    before = csv.field_size_limit(131_072)
    try:
        found = read(f"name,url\na,{A}\n{'x' * 200_000},{B}\nc,{C}\n", "x.csv")
    finally:
        csv.field_size_limit(before)
    assert [seed.url for seed in found.seeds] == [A, C]
    assert len(found.warnings) == 1


def test_a_table_without_addresses_is_one_line() -> None:
    with pytest.raises(UsageError, match=r"x.csv: no column of addresses; name it with --column: name, score"):
        read("name,score\nLe Courrier,3.5\nL'Écho,n/a\n", "x.csv")


# ---------------------------------------------------------------------- any of them
def test_an_address_counts_once() -> None:
    assert urls(f"{A}\nhttp://www.a.example\n{A}?utm_source=x\n{B}\n{A}sport/\n") == [A, B, f"{A}sport/"]


def test_a_second_word_about_a_site_does_not_count_and_is_told() -> None:
    found = read(f'[[sites]]\nurl = "{A}"\nmax_pages = 3\n[[sites]]\nurl = "{A}"\nmax_pages = 5\n')
    assert found == SeedList(
        (Seed(url=A, max_pages=3),), (f"list, line 4: {A} stands above with other words; those count",)
    )


@pytest.mark.parametrize("payload", [b"", b"\n# nothing\n", b"SQLite format 3\0\x10", b"words alone\nand no address\n"])
def test_a_file_without_any_address_is_one_line(payload: bytes) -> None:
    with pytest.raises(UsageError) as raised:
        read_seeds(payload, "x.txt")
    assert str(raised.value).startswith("x.txt: ")
    assert "\n" not in str(raised.value)


@given(st.binary(max_size=120) | st.text(alphabet="a.,;\t|\"'\n# =[]sitesurl", max_size=80).map(str.encode))
def test_no_bytes_end_in_another_error(payload: bytes) -> None:
    for source in ("x.toml", "x.csv", "x"):
        with suppress(UsageError):
            assert read_seeds(payload, source).seeds


names = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z]\.(?:fr|org|com)", fullmatch=True)


@given(st.lists(names, min_size=1, max_size=8, unique=True), st.text(alphabet="é ;,\"'x", max_size=10))
def test_every_way_to_write_a_list_gives_the_same(sites: list[str], title: str) -> None:
    wanted = [f"https://{site}/" for site in sites]
    quoted = title.replace('"', '""')
    for text in (
        "\n".join(wanted),
        "".join(f'[[sites]]\nurl = "{url}"\n' for url in wanted),
        "name;url\n" + "".join(f'"{quoted}";{url}\n' for url in wanted),
        "url,name\r\n" + "".join(f'{url},"{quoted}"\r\n' for url in wanted),
    ):
        # Two of the names may be one site under www.; none of these are.
        assert urls(text) == wanted
