"""Finding articles in the words of a reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsarchive.archive.search import read_query, to_domain

PARIS = timezone(timedelta(hours=1))
ARTICLES = {
    "eco": ("L’économie repart", "Le cœur de l'Europe bat. Rien n’est joué jusqu'à l’été."),
    "mer": ("La mer monte", "À Saint-Malo, l'océan gagne. Curriculum vitæ d’un œdicnème."),
    "foot": ("Match nul", "Lens et Lorient dos à dos, aujourd’hui. Le gardien Kanté a tout arrêté."),
    "roma": ("Roma, l'economia riparte", "Dell'acqua nell’isola. Un’altra giornata d'autunno."),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    from newsarchive.archive import Archive

    from .conftest import Desk

    with Archive.open(tmp_path_factory.mktemp("search") / "a.sqlite", create=True) as opened:
        desk = Desk(opened)
        for number, (name, (headline, body)) in enumerate(ARTICLES.items()):
            published = datetime(2026, 11, 20 + number, 0, 30, tzinfo=PARIS)
            desk.publish(f"https://{'www.' * (number % 2)}a.fr/{name}", headline, body, date_published=published)
        desk.publish("https://b.it/sans-date", "Sans date", "Pas d'économie ici", description="Chapeau " * 50)
        yield opened


def found(library, query, **options):
    return {hit.url.rsplit("/", 1)[1] for hit in library.search(query, **options)}


QUERIES = {
    # accents, case, elisions
    "economie": {"eco", "sans-date"},
    "économie": {"eco", "sans-date"},
    "ÉCONOMIE": {"eco", "sans-date"},
    "e\u0301conomie": {"eco", "sans-date"},
    "l'économie": {"eco", "sans-date"},
    "l’economie": {"eco", "sans-date"},
    "L`économie": {"eco", "sans-date"},
    "d'économie": {"eco", "sans-date"},
    "qu'économie": {"eco", "sans-date"},
    "d'l'économie": {"eco", "sans-date"},
    "jusqu’été": {"eco"},
    "l'economia": {"roma"},
    "dell’economia": {"roma"},
    "acqua": {"roma"},
    "un'isola": {"roma"},
    "aujourd'hui": {"foot"},
    "aujourd’hui": {"foot"},
    "hui": {"foot"},
    # ligatures
    "coeur": {"eco"},
    "cœur": {"eco"},
    "CŒUR": {"eco"},
    "vitae": {"mer"},
    "vitæ": {"mer"},
    "oedicneme": {"mer"},
    "oedic*": {"mer"},
    '"coeur de l\'europe"': {"eco"},
    # all words, phrases, hyphens
    "lens lorient": {"foot"},
    "lens océan": set(),
    '"dos à dos"': {"foot"},
    "«dos a dos»": {"foot"},
    "“dos à dos”": {"foot"},
    '"dos lens"': set(),
    "saint-malo": {"mer"},
    "malo-saint": set(),
    '"mer monte': {"mer"},
    # exclusion
    "economie -europe": {"eco", "sans-date"} - {"eco"},
    'economie -"repart"': {"sans-date"},
    "-économie": {"mer", "foot", "roma"},
    "-économie -mer -foot": {"foot", "roma"},
    '-"match nul" -economie': {"mer", "roma"},
    "économie −europe": {"sans-date"},
    "économie -": {"eco", "sans-date"},
    # prefixes
    "écono*": {"eco", "roma", "sans-date"},
    "l'écono*": {"eco", "roma", "sans-date"},
    "cœ*": {"eco"},
    "*": set(),
    "***": set(),
    # words that are operators elsewhere
    "mer AND monte": set(),
    "lens OR": set(),
    "NEAR": set(),
    "headline:mer": set(),
    # nothing to look for
    "": {"eco", "mer", "foot", "roma", "sans-date"},
    "  ": {"eco", "mer", "foot", "roma", "sans-date"},
    "l'": set(),
    "?!": set(),
    '"': set(),
    '""': set(),
}


@pytest.mark.parametrize(("query", "expected"), QUERIES.items(), ids=map(repr, QUERIES))
def test_queries(library, query, expected):
    assert found(library, query) == expected


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters())
    | st.text(st.sampled_from("ab \"'’*-+()^:.,{}[]AND OR NOT NEAR/\0œ«»“”\ud800\\%_;\u0301"), max_size=60)
)
@example('"' * 99)
@example("a NOT " * 500)
@example("-a " * 500)
@example("(" * 2000)
@example("mer " * 5000)
@example('a" OR "b')
@example("NEAR(a b, 5)")
@example("{headline}: a")
@example("^mer + * monte")
@example("mer\0monte")
@example("\U000e0001 \ue000 ⅷ ² 漢字")
def test_nothing_a_user_types_is_an_error(library, query):
    library.search(query)


def test_the_best_comes_first(desk):
    desk.publish(
        "https://a.fr/1", "Autre chose", "Un mot sur les élections, et puis bien d'autres sujets. " + "mot " * 300
    )
    desk.publish("https://a.fr/2", "Élections : le jour J", "Le vote. " + "mot " * 300)
    assert [hit.headline for hit in desk.archive.search("elections")] == ["Élections : le jour J", "Autre chose"]


def test_an_empty_query_lists_the_newest(library):
    headlines = [hit.headline for hit in library.search("")]
    assert headlines == ["Roma, l'economia riparte", "Match nul", "La mer monte", "L’économie repart", "Sans date"]
    assert [hit.headline for hit in library.search("", limit=2)] == headlines[:2]


def test_a_hit(library):
    (hit,) = library.search("coeur")
    assert hit.url == "https://a.fr/eco"
    assert hit.site == "a.fr"
    assert hit.snippet == "Le [cœur] de l'Europe bat. Rien n’est joué jusqu'à l’été."
    assert (hit.date_published, hit.date_published.utcoffset()) == (
        datetime(2026, 11, 20, 0, 30, tzinfo=PARIS),
        timedelta(hours=1),
    )
    (hit,) = library.search("coeur", marks=("<b>", "</b>"))
    assert "<b>cœur</b>" in hit.snippet
    newest = library.search("")
    assert newest[-1].snippet.startswith("Chapeau Chapeau")
    assert newest[-1].date_published is None
    assert newest[0].snippet.startswith("Dell'acqua")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"site": "a.fr"}, {"eco", "mer", "foot", "roma"}),
        ({"site": "www.a.fr"}, {"eco", "mer", "foot", "roma"}),
        ({"site": "https://www.b.it/x"}, {"sans-date"}),
        ({"site": "c.fr"}, set()),
        ({"since": date(2026, 11, 21)}, {"mer", "foot", "roma"}),
        ({"until": date(2026, 11, 21)}, {"eco", "mer"}),
        ({"since": date(2026, 11, 22), "until": date(2026, 11, 22)}, {"foot"}),
        ({"until": date.max}, {"eco", "mer", "foot", "roma"}),
        ({"since": datetime(2026, 11, 21, 23, 30, tzinfo=UTC)}, {"foot", "roma"}),
        ({"since": datetime(2026, 11, 21, 23, 31, tzinfo=UTC)}, {"roma"}),
        ({"until": datetime(2026, 11, 21, 23, 30, tzinfo=UTC)}, {"eco", "mer", "foot"}),
    ],
)
def test_filters(library, options, expected):
    # The day is the one the page states: half past midnight in Paris is the day before in UTC.
    assert found(library, "", **options) == expected
    assert {record["url"].rsplit("/", 1)[1] for record in library.articles(**options)} == expected
    assert found(library, "economie", **options) == expected & {"eco", "sans-date"}


def test_a_query_is_cut_before_it_hurts():
    query = read_query("mot " * 1000)
    assert query.wanted.count("mot") < 100


@pytest.mark.parametrize(
    ("site", "domain"),
    [
        ("lemonde.fr", "lemonde.fr"),
        (" www.LeMonde.fr ", "lemonde.fr"),
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("localhost:8000", "localhost:8000"),
        ("", ""),
        ("\ud800", "\ufffd"),
    ],
)
def test_what_a_person_calls_a_site(site, domain):
    assert to_domain(site) == domain


def test_the_index_follows_every_write(desk):
    desk.publish("https://a.fr/1", "Premier", "avant")
    desk.publish("https://a.fr/1", "Second", "après")
    assert desk.archive.search("avant") == []
    assert [hit.headline for hit in desk.archive.search("apres")] == ["Second"]
    desk.archive._conn.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Forty articles on one subject, the older the shorter, so the best stand first in it."""
    from newsarchive.archive import Archive

    from .conftest import Desk

    with Archive.open(tmp_path_factory.mktemp("shelf") / "a.sqlite", create=True) as opened:
        desk = Desk(opened)
        with opened.transaction():
            for number in range(40):
                offset = timezone(timedelta(hours=(-12, 0, 14)[number % 3]))
                desk.publish(
                    f"https://{'ab'[number % 2]}.fr/{number}",
                    f"Article {number}",
                    "pont " + "mot " * (10 + number),
                    date_published=datetime(2026, 3, 1 + number // 2, 23, 30, tzinfo=offset),
                )
        yield opened


def numbers(archive, query, **options):
    return [int(hit.url.rsplit("/", 1)[1]) for hit in archive.search(query, **options)]


def test_what_is_weighed_is_ranked_as_fts5_does(shelf):
    rows = shelf._conn.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'pont' "
        "ORDER BY bm25(articles_fts, 10, 4, 1), rowid DESC"
    )
    assert [hit.id for hit in shelf.search("pont", limit=100)] == [row[0] for row in rows]


def test_of_too_many_matches_those_stored_last_are_weighed(shelf, monkeypatch):
    monkeypatch.setattr("newsarchive.archive.search.MOST_WEIGHED", 10)
    assert numbers(shelf, "pont", limit=5) == [30, 31, 32, 33, 34]
    # As many as are asked for, at least.
    assert numbers(shelf, "pont", limit=40) == list(range(40))
    assert numbers(shelf, "pont", site="a.fr", limit=5) == [20, 22, 24, 26, 28]


OPTIONS = [
    {},
    {"site": "b.fr"},
    {"since": date(2026, 3, 5)},
    {"until": date(2026, 3, 5)},
    {"site": "a.fr", "since": date(2026, 3, 4), "until": date(2026, 3, 9)},
    {"since": datetime(2026, 3, 4, 12, tzinfo=UTC), "until": datetime(2026, 3, 9, 9, 30, tzinfo=UTC)},
    {"since": date.min, "until": date.max},
    {"since": date(2027, 1, 1)},
    {"site": "c.fr"},
]


@pytest.mark.parametrize("many", [1, 1000], ids=["many", "few"])
@pytest.mark.parametrize("options", OPTIONS)
def test_a_filter_leaves_the_same_however_it_is_read(shelf, monkeypatch, options, many):
    monkeypatch.setattr("newsarchive.archive.search._MANY", many)
    expected = []
    for record in shelf.articles():
        published = datetime.fromisoformat(record["date_published"])
        since, until = options.get("since", date.min), options.get("until", date.max)
        if (
            options.get("site", record["site"]) == record["site"]
            and (published if isinstance(since, datetime) else published.date()) >= since
            and (published if isinstance(until, datetime) else published.date()) <= until
        ):
            expected.append(int(record["url"].rsplit("/", 1)[1]))
    assert sorted(numbers(shelf, "pont", limit=100, **options)) == expected
    assert sorted(numbers(shelf, "", limit=100, **options)) == expected
    assert sorted(int(record["url"].rsplit("/", 1)[1]) for record in shelf.articles(**options)) == expected
