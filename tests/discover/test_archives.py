"""Archive pages by month and day, and the dates that articles bear in their addresses."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.archives import (
    Scheme,
    Unit,
    guesses,
    is_overview,
    overview_guesses,
    period_of,
    published_on,
    scheme_beside,
    scheme_of,
)

A = "https://journal.fr"
MAY = (date(2024, 5, 1), date(2024, 5, 31))
THE_17TH = (date(2024, 5, 17), date(2024, 5, 17))


@pytest.mark.parametrize(
    ("path", "period"),
    [
        ("/2024/05/", MAY),
        ("/2024/5", MAY),
        ("/2024/02/", (date(2024, 2, 1), date(2024, 2, 29))),
        ("/2024/05/17/", THE_17TH),
        ("/2024/05/page/3/", MAY),
        ("/2024/05/?page=3", MAY),
        ("/2024/", (date(2024, 1, 1), date(2024, 12, 31))),
        ("/archives/2024/05", MAY),
        ("/archives/2024/05/17.html", THE_17TH),
        ("/archives/2024-05.html", MAY),
        ("/archive/202405", MAY),
        ("/archives/20240517/", THE_17TH),
        ("/archives-du-journal/17-05-2024/", THE_17TH),
        ("/nachrichtenarchiv/artikel-17.05.2024.html", THE_17TH),
        ("/2024_05_01_archive.html", MAY),
        ("/2024/05/index.html", MAY),
        ("/2024-05/", MAY),
        ("/blog/2024/05/", MAY),
        ("/index.php/2024/05/", MAY),
        ("/2024/mai/", MAY),
        ("/world/2024/may/17", THE_17TH),
        ("/sitemap/2024/05/17/", THE_17TH),
        ("/component/content/archive/2024/5?Itemid=101", MAY),
        ("/?m=202405", MAY),
        ("/?m=20240517&paged=2", THE_17TH),
        ("/?m=2024", (date(2024, 1, 1), date(2024, 12, 31))),
        ("/index.php?archive/2024/05", MAY),
        ("/spip.php?page=archives&annee=2024&mois=05", MAY),
        ("/spip.php?page=jour&date=2024-05-17", THE_17TH),
        ("/index.php?option=com_content&view=archive&year=2024&month=5&Itemid=3", MAY),
        ("/?year=2024&monthnum=5&day=17", THE_17TH),
    ],
)
def test_an_archive_page_and_the_days_it_covers(path: str, period: tuple[date, date]) -> None:
    assert period_of(A + path) == period
    assert published_on(A + path) is None, "an archive page is no article"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/2024/05/17/le-maire/",
        "/2024/05/le-maire/",
        "/2024/13/",
        "/2024/02/30/",
        "/1789/07/14/",
        "/20240517",
        "/202405/",
        "/news/20240517",
        "/articles/2024",
        "/elections/2024/",
        "/node/2024",
        "/elections-2024/",
        "/archives/",
        "/2024/avis/",
        "/?p=202405",
        "/?m=202413",
        "/article.php?year=2024&id=5",
        "/?date=demain",
        "/spip.php?article2024",
    ],
)
def test_what_only_looks_like_an_archive_page(path: str) -> None:
    assert period_of(A + path) is None


def test_a_host_named_after_a_year_is_no_archive() -> None:
    assert period_of("https://2024.journal.fr/") is None
    assert period_of("https://elections2024.fr/2023/05/") == (date(2023, 5, 1), date(2023, 5, 31))


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (["/2024/05/", "/2024/04/", "/2023/12/"], ["/2024/03/", "/2024/02/", "/2024/01/", "/2023/12/"]),
        (["/2024/5/", "/2024/11/"], ["/2024/3/", "/2024/2/", "/2024/1/", "/2023/12/"]),
        (["/2024/11/"], ["/2024/03/", "/2024/02/", "/2024/01/", "/2023/12/"]),
        (["/?m=202405"], ["/?m=202403", "/?m=202402", "/?m=202401", "/?m=202312"]),
        (
            ["/archives/2024-05.html"],
            [f"/archives/{month}.html" for month in ("2024-03", "2024-02", "2024-01", "2023-12")],
        ),
        (
            ["/2024_05_01_archive.html"],
            [f"/{month}_01_archive.html" for month in ("2024_03", "2024_02", "2024_01", "2023_12")],
        ),
        (
            ["/index.php?view=archive&month=5&year=2024"],
            [f"/index.php?view=archive&month={m}&year={y}" for y, m in ((2024, 3), (2024, 2), (2024, 1), (2023, 12))],
        ),
        (["/archives/2024/"], ["/archives/2024/", "/archives/2023/"]),
        (["/{x}/2024/05/"], ["/{x}/2024/03/", "/{x}/2024/02/", "/{x}/2024/01/", "/{x}/2023/12/"]),
    ],
)
def test_the_scheme_of_a_site_gives_the_months_of_a_period_newest_first(links: list[str], expected: list[str]) -> None:
    scheme = scheme_of(A + link for link in [*links, "/contact/", "/2024/05/17/le-maire/"])
    assert scheme
    assert list(scheme.addresses(date(2023, 12, 15), date(2024, 3, 2))) == [A + path for path in expected]


def test_months_before_days_and_years_and_the_whole_site_before_a_section() -> None:
    days = [f"/2024/05/{day:02}/" for day in range(1, 31)]
    links = [A + path for path in (*days, "/2024/", "/2023/", "/sport/2024/05/", "/2024/05/")]
    assert scheme_of(links) == Scheme(template=A + "/{year}/{month:02}/", unit=Unit.MONTH)
    assert scheme_of(links[:30]) == Scheme(template=A + "/{year}/{month:02}/{day:02}/", unit=Unit.DAY)


def test_no_scheme_where_no_link_shows_one() -> None:
    assert scheme_of([A + "/", A + "/sport/", A + "/2024/05/17/le-maire/", A + "/2024/mai/"]) is None


def test_a_day_scheme_gives_days() -> None:
    scheme = Scheme(template=A + "/archives/{year}/{month:02}/{day:02}", unit=Unit.DAY)
    found = [url.removeprefix(A + "/archives/") for url in scheme.addresses(date(2024, 2, 28), date(2024, 3, 1))]
    assert found == ["2024/03/01", "2024/02/29", "2024/02/28"]


def test_the_usual_places_begin_where_the_site_does() -> None:
    assert guesses(A, date(2024, 5, 17))[:2] == (A + "/2024/05/", A + "/?m=202405")
    assert guesses(A + "/blog/", date(2024, 5, 17))[0] == A + "/blog/2024/05/"
    for guess in guesses(A + "/", date(2024, 5, 1)):
        assert period_of(guess) == MAY


def test_articles_tell_the_folder_where_their_months_may_be_listed() -> None:
    posts = [A + f"/posts/2024/{month:02}/le-maire-{month}/" for month in (5, 4, 3)]
    assert scheme_beside([*posts, A + "/a-propos/"]) == Scheme(
        template=A + "/posts/{year}/{month:02}/", unit=Unit.MONTH
    )
    assert scheme_beside(A + f"/2024/05/{day}/le-maire" for day in (11, 12, 13)) == Scheme(
        template=A + "/{year}/{month:02}/", unit=Unit.MONTH
    )
    assert scheme_beside(posts[:2]) is None
    assert (
        scheme_beside(A + f"/{section}/2024/05/12/x.html" for section in ("sport", "culture", "sante", "une")) is None
    )
    assert scheme_beside(A + f"/le-maire-{n}/" for n in range(9)) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/archives/", True),
        ("/archive.html", True),
        ("/blog/archives.html", True),
        ("/archives/index.html", True),
        ("/archives/2024/", False),
        ("/archives-departementales/", False),
        ("/archives/le-maire.html", False),
        ("/archives/?annee=2024", False),
    ],
)
def test_the_archive_as_a_whole(path: str, expected: bool) -> None:
    assert is_overview(A + path) is expected
    assert all(is_overview(guess) for guess in overview_guesses(A + "/"))


DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(DAYS, st.integers(0, 800), st.sampled_from(["/2024/05/", "/?m=202405", "/archives/2024/", "/2024/05/17/"]))
def test_the_pages_of_a_period_cover_each_of_its_days_once(until: date, days: int, link: str) -> None:
    since = max(until - timedelta(days=days), date(1990, 1, 1))
    scheme = scheme_of([A + link])
    assert scheme
    periods = [period_of(url) for url in scheme.addresses(since, until)]
    covered = [first for first, _ in filter(None, periods)]
    assert None not in periods
    assert covered == sorted(set(covered), reverse=True)
    ends = [last for _, last in filter(None, periods)]
    assert ends[0] >= until
    assert covered[-1] <= since
    assert all(first - timedelta(days=1) == last for first, last in zip(covered, ends[1:], strict=False))


@pytest.mark.parametrize(
    ("path", "days"),
    [
        ("/2024/05/17/le-maire/", THE_17TH),
        ("/sport/2024/5/17/le-maire", THE_17TH),
        ("/2024/05/le-maire/", MAY),
        ("/2024/05/123456-le-maire.html", MAY),
        ("/2024/05/17-raisons-d-esperer/", MAY),
        ("/fr/afrique/20240517-le-maire", THE_17TH),
        ("/20240517/le-maire", THE_17TH),
        ("/article/20240517083000", THE_17TH),
        ("/202405/t20240517_123.html", THE_17TH),
        ("/n1/2024/0517/c1001-40.html", THE_17TH),
        ("/2024-05/17/c_112.htm", THE_17TH),
        ("/2024-05-17-le-maire/", THE_17TH),
        ("/posts/2024-05-17_le-maire", THE_17TH),
        ("/le-maire-2024-05-17.html", THE_17TH),
        ("/le-maire_20240517.html", THE_17TH),
        ("/world/2024/may/17/the-mayor", THE_17TH),
        ("/2024/mai/le-maire", MAY),
        ("/17-05-2024/le-maire", THE_17TH),
        ("/le-maire-17-05-2024.html", THE_17TH),
        ("/17/05/2024/le-maire/", THE_17TH),
        ("/le-maire-03-04-2024", (date(2024, 3, 4), date(2024, 4, 3))),
    ],
)
def test_the_days_an_article_can_be_of_by_its_address(path: str, days: tuple[date, date]) -> None:
    assert published_on(A + path) == days
    assert period_of(A + path) is None


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/le-maire/",
        "/20241399-le-maire",
        "/18890517-le-maire",
        "/21010517-le-maire",
        "/20240230-le-maire",
        "/news/world-africa-20121105",
        "/article/20240517",
        "/202405/le-maire",
        "/le-maire-2024",
        "/elections/2024/le-maire",
        "/2024/13/le-maire",
        "/2024/00/le-maire",
        "/article-120240517-x",
        "/le-maire?date=2024-05-17",
        "/le-maire-31-02-2024",
    ],
)
def test_numbers_that_are_no_dates(path: str) -> None:
    assert published_on(A + path) is None


@given(DAYS, st.sampled_from(["{d:%Y/%m/%d}/x", "{d:%Y%m%d}-x", "x-{d:%Y-%m-%d}.html", "{d:%Y/%m}/x"]))
def test_the_day_in_an_address_lies_in_what_is_read(day: date, form: str) -> None:
    found = published_on(f"{A}/{form.format(d=day)}")
    assert found
    assert found[0] <= day <= found[1]


@given(st.text(alphabet="0123456789/-_.?&=m年yearmonth%{}[]:", max_size=40))
def test_no_address_is_too_odd(path: str) -> None:
    for url in (path, f"{A}/{path}", f"{A}?{path}"):
        for read in (period_of, published_on):
            period = read(url)
            assert period is None or period[0] <= period[1]
        scheme = scheme_of([url])
        if scheme:
            again = next(scheme.addresses(date(2024, 5, 17), date(2024, 5, 17)))
            assert urlsplit(again).netloc == urlsplit(url).netloc
