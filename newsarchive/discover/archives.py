"""Archive pages by year, month and day, and the days that an article's own address names.

``/2024/05/`` and ``?m=202405`` are WordPress's, ``/2024_05_01_archive.html`` Blogger's, ``/archives/2024-05.html`` and
``/2024/05/index.html`` those of static generators, ``?archive/2024/05`` Dotclear's, ``view=archive&year=2024&month=5``
Joomla's, ``?page=archives&annee=2024&mois=05`` SPIP's, ``/nachrichtenarchiv/artikel-17.05.2024.html`` a newspaper's.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from newsarchive.normalize.months import MONTHS, fold
from newsarchive.normalize.urls import parts_of, to_absolute

_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_YEAR = re.compile(r"(?:19|20)\d\d")
_Y, _M, _D = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>0?[1-9]|1[0-2])", r"(?P<d>0?[1-9]|[12]\d|3[01])"
_MM, _DD = r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
_NAME = r"(?P<name>[^\W\d_]{3,12})"
_INDEX = r"(?:/(?:index\.\w{3,5})?)?$"
_END = r"(?:/(?:index\.\w{3,5})?|\.(?:html?|php|aspx?))?$"
# Words of paths under which days and months are listed; elsewhere 202405 is a number and 2024 a year of something else.
_ARCHIVE = r"(?:[\w-]*archiv[a-z]*(?:-du-[\w-]+)?|arquivos?|arkiv|calend[a-z]+|kalender|sitemap|plan-du-site)"
_LISTED = rf"(?:{_ARCHIVE}|date|days?|jours?|months?|mois|index\.php|blog|news|actualites?|posts|articles?)"
_ANY = r"^(?:/[^/\d]+){0,3}/"
_UNDER_ARCHIVE = rf"^(?:/[^/\d]+){{0,2}}/{_ARCHIVE}[/-]"
_PATHS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_ANY}{_Y}/{_M}(?:/{_D})?{_INDEX}",
        rf"{_ANY}{_Y}/{_NAME}(?:/{_D})?{_INDEX}",
        rf"{_UNDER_ARCHIVE}{_Y}/{_M}(?:/{_D})?{_END}",
        rf"{_UNDER_ARCHIVE}{_Y}[-_.]?{_MM}(?:[-_.]?{_DD})?{_END}",
        rf"{_UNDER_ARCHIVE}(?:[a-z]+-)?{_DD}(?P<gap>[-.]){_MM}(?P=gap){_Y}{_END}",
        rf"^(?:/{_LISTED})?/{_Y}-{_MM}(?:-{_DD})?{_END}",
        rf"^(?:/{_ARCHIVE})?/{_Y}{_END}",
        rf"{_ANY}{_Y}_{_MM}_01_archive\.html$",
    )
)
_LATER = re.compile(r"/(?:page|seite|pagina)[/-]?\d{1,5}/?$", re.IGNORECASE)
_PARAMETER = re.compile(r"(?:^|[&;])(?P<name>[^=&;]+)(?:=(?P<value>[^&;]*))?")
_YEAR_NAME = re.compile(r"(?:year|ann?ee|an|y|yr|ano|anno|jahr|archive_?year|filter_?year)", re.IGNORECASE)
_MONTH_NAME = re.compile(r"(?:month(?:num)?|mois|mes|mese|monat|m|archive_?month|filter_?month)", re.IGNORECASE)
_DAY_NAME = re.compile(r"(?:day|jour|dia|giorno|d|archive_?day)", re.IGNORECASE)
_WHOLE_NAME = re.compile(
    r"(?:m|d|date|jour|day|month|mois|period[eo]?|archives?|archive_?(?:date|month))", re.IGNORECASE
)
_WHOLE = re.compile(rf"{_Y}(?:-?{_MM}(?:-?{_DD})?)?")
# Numbers beside a date that name no page of their own: sections, menus, pages.
_HARMLESS = re.compile(r"(?:cat|itemid|lang\w*|pag\w*|p_no|start|offset|limit\w*|debut\w*|id_rubrique)", re.IGNORECASE)
_QUERY_PATH = re.compile(rf"^/?archives?/{_Y}/{_M}(?:/{_D})?/?$")
_OVERVIEW = re.compile(rf"/(?:archiv(?:e|es|os|io|i|o)?|arquivos?|arkiv){_END}", re.IGNORECASE)
_MONTH_FOLDER = re.compile(rf"https?://[^/]+(?:/[^/\d]+){{0,3}}/{_Y}/{_MM}/(?=[^/])", re.IGNORECASE)
#: From how many articles their folders are learned.
_FEW = 3
#: What may stand behind the year in the path of an archive page.
_LONGEST = 40

_EITHER = r"(?P<one>0[1-9]|[12]\d|3[01])(?P<gap>{gap})(?P<two>0[1-9]|[12]\d|3[01])(?P=gap)"
_CLOCK = r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?"
#: The dates in the paths of articles, the surest first. Eight digits alone are a number like another.
_ARTICLES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"/{_Y}/{_M}/{_D}/(?=[^/])",
        rf"/{_Y}/{_NAME}/{_D}/(?=[^/])",
        rf"/{_Y}/{_MM}{_DD}/(?=[^/])",
        rf"/{_Y}-?{_MM}/{_DD}/(?=[^/])",
        rf"/{_Y}(?P<gap>[-_.]){_MM}(?P=gap){_DD}(?=[/_.-]|$)",
        rf"/[a-z]{{0,3}}{_Y}{_MM}{_DD}(?:(?=[-_])|/(?=[^/])|{_CLOCK}(?!\d))",
        rf"[-_]{_Y}(?P<gap>[-_]){_MM}(?P=gap){_DD}(?=[/_.-]|$)",
        rf"[-_]{_Y}{_MM}{_DD}(?=\.\w{{2,5}}$)",
        rf"/{_EITHER.format(gap='/')}{_Y}/(?=[^/])",
        rf"[/_-]{_EITHER.format(gap='[-_.]')}{_Y}(?=[/_.-]|$)",
        rf"/{_Y}/{_M}/(?=[^/])",
        rf"/{_Y}/{_NAME}/(?=[^/])",
    )
)


class Unit(StrEnum):
    """How long a time one archive page covers."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """How a site addresses its archive pages.

    ``template`` is a form for :meth:`str.format` with ``{year}``, ``{month}`` and ``{day}``; ``unit`` is what
    one page covers.
    """

    template: str
    unit: Unit

    def addresses(self, since: date, until: date) -> Iterator[str]:
        """Give the addresses of all pages that cover a day of the period, both ends included, newest first."""
        day = min(until, date(_LAST_YEAR, 12, 31))
        since = max(since, date(_FIRST_YEAR, 1, 1))
        while day >= since:
            yield self.template.format(year=day.year, month=day.month, day=day.day)
            if self.unit is Unit.DAY:
                day -= timedelta(days=1)
            else:
                day = date(day.year, day.month if self.unit is Unit.MONTH else 1, 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Place:
    """The digits of a date in an address: where they begin and end."""

    year: tuple[int, int]
    month: tuple[int, int] | None
    day: tuple[int, int] | None


def period_of(url: str) -> tuple[date, date] | None:
    """Give the first and the last day that an archive page covers; None for any other address.

    The later pages of an archive (``/2024/05/page/2/``) have its period.
    """
    found = _read(url)
    return found[0] if found else None


def scheme_of(urls: Iterable[str]) -> Scheme | None:
    """Learn from the links of a page how its site addresses its archive, or give None where no link shows it.

    Months before days and years: a day's page costs a request for a handful of articles, a year's has many pages.
    """
    counts: Counter[tuple[str, Unit]] = Counter()
    short: set[str] = set()
    long: set[str] = set()
    for url in urls:
        found = _read(url)
        if found is None or found[1] is None or _LATER.search(parts_of(url).path):
            continue
        template, unit = _template(url, found[1])
        counts[template, unit] += 1
        for span in (found[1].month, found[1].day):
            if span and span[1] - span[0] == 1:
                short.add(template)
            elif span and url[span[0]] == "0":
                long.add(template)
    if not counts:
        return None
    ranks = {Unit.MONTH: 2, Unit.DAY: 1, Unit.YEAR: 0}
    # Of two with as many links the shorter is the whole site's, the other a section's.
    template, unit = max(counts, key=lambda each: (ranks[each[1]], counts[each], -len(each[0]), each[0]))
    width = "}" if template in short and template not in long else ":02}"
    return Scheme(template=template.replace("{month}", f"{{month{width}").replace("{day}", f"{{day{width}"), unit=unit)


def scheme_beside(urls: Iterable[str]) -> Scheme | None:
    """Guess from the addresses of articles how their months are listed: ``/posts/2024/05/`` for one that lies there.

    None where fewer than half of the dated ones lie in such folders of one kind, as where each section has its own.
    """
    dated = [url for url in urls if published_on(url)]
    folders = [match[0] for url in dated if (match := _MONTH_FOLDER.match(url.partition("?")[0]))]
    scheme = scheme_of(folders)
    if scheme is None:
        return None
    alike = sum(scheme_of([folder]) == scheme for folder in folders)
    return scheme if alike >= _FEW and 2 * alike >= len(dated) else None


def overview_guesses(base: str) -> tuple[str, ...]:
    """Give the usual places of a page that lists all there is, or the months of it, likeliest first."""
    folder = to_absolute(".", base)
    places = ("archives.html", "archives/", "archive.html", "archive/")
    return tuple(address for place in places if (address := to_absolute(place, folder)))


def is_overview(url: str) -> bool:
    """Ask whether the address is that of an archive as a whole: ``/archives/``, ``/blog/archive.html``."""
    parts = parts_of(url)
    return not parts.query and _OVERVIEW.search(parts.path) is not None


def guesses(base: str, month: date) -> tuple[str, ...]:
    """Give the usual places of a month's archive page, to be tried once where no link shows a scheme, likeliest first.

    A site that knows no ``?m=`` answers it with its front page: only dates within the month prove the guess.
    """
    year, number = month.year, month.month
    folder = to_absolute(".", base)
    places = (
        f"{year}/{number:02}/",
        f"?m={year}{number:02}",
        f"archives/{year}/{number:02}/",
        f"archive/{year}/{number:02}",
        f"blog/{year}/{number:02}/",
    )
    return tuple(address for place in places if (address := to_absolute(place, folder)))


def _template(url: str, place: _Place) -> tuple[str, Unit]:
    spans = [("year", place.year), ("month", place.month), ("day", place.day)]
    unit = Unit.DAY if place.day else Unit.MONTH if place.month else Unit.YEAR
    written, at = "", 0
    for name, span in sorted(((name, span) for name, span in spans if span), key=lambda each: each[1]):
        written += _literal(url[at : span[0]]) + f"{{{name}}}"
        at = span[1]
    return written + _literal(url[at:]), unit


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def published_on(url: str) -> tuple[date, date] | None:
    """Give the first and the last day an article can have been published on by the date in its address's path.

    One day for ``/2024/05/17/slug``, ``/20240517-slug`` and ``slug-2024-05-17.html``; a month for ``/2024/05/slug``;
    for ``slug-03-04-2024`` both readings and what lies between. The days are the site's own: beside a date told
    in another time zone they may be one off. None where the path has no date, and for archive pages.
    """
    path = parts_of(url).path
    if not _YEAR.search(path) or period_of(url):
        return None
    for pattern in _ARTICLES:
        for match in pattern.finditer(path):
            said = match.groupdict()
            found = _either(said) if "one" in said else _period(said)
            if found:
                return found
    return None


def _either(said: Mapping[str, str | None]) -> tuple[date, date] | None:
    """Read 03-04-2024 as the third of April and as the fourth of March."""
    year, one, two = (int(said[name] or 0) for name in ("y", "one", "two"))
    days = sorted(span[0] for span in (_span(year, one, two), _span(year, two, one)) if span)
    return (days[0], days[-1]) if days else None


def _read(url: str) -> tuple[tuple[date, date], _Place | None] | None:
    """Give the period of an archive page, and where its digits stand, if its month is written in digits."""
    if not _YEAR.search(url):
        return None
    parts = parts_of(url)
    begin = url.find("//") + 2 + len(parts.netloc)
    if parts.query:
        found = _read_query(parts.query, url.find("?") + 1)
        if found or not all(_HARMLESS.fullmatch(match["name"]) for match in _PARAMETER.finditer(parts.query)):
            return found
    path = _LATER.sub("", parts.path)
    year = _YEAR.search(path)
    if year is None or len(path) - year.end() > _LONGEST or len(path) > 200:
        return None
    for pattern in _PATHS:
        match = pattern.match(path)
        if match and (period := _period(match.groupdict())):
            return period, None if "name" in match.groupdict() else _placed(match, begin)
    return None


def _placed(match: re.Match[str], start: int) -> _Place:
    spans = {
        name: (a + start, b + start)
        for name, value in match.groupdict().items()
        if value
        for a, b in [match.span(name)]
    }
    return _Place(spans["y"], spans.get("m"), spans.get("d"))


def _read_query(query: str, start: int) -> tuple[tuple[date, date], _Place | None] | None:
    as_path = _QUERY_PATH.match(query)
    if as_path:
        period = _period(as_path.groupdict())
        return (period, _placed(as_path, start)) if period else None
    said: dict[str, str | None] = {}
    spans: dict[str, tuple[int, int]] = {}
    for match in _PARAMETER.finditer(query):
        name, value = match["name"], match["value"] or ""
        told = _told(name, value)
        if not told and value.isdigit() and not _HARMLESS.fullmatch(name):
            # The number of an article, most likely.
            return None
        for kind, (at, end) in told.items():
            if kind not in said:
                begin = start + match.start("value")
                said[kind], spans[kind] = value[at:end], (begin + at, begin + end)
    period = _period(said) if "y" in said else None
    return (period, _Place(spans["y"], spans.get("m"), spans.get("d"))) if period else None


def _told(name: str, value: str) -> dict[str, tuple[int, int]]:
    """Give what a parameter tells of a date: y, m and d with where they stand in its value."""
    whole = _WHOLE.fullmatch(value) if _WHOLE_NAME.fullmatch(name) else None
    if whole:
        return {kind: whole.span(kind) for kind, digits in whole.groupdict().items() if digits}
    for kind, names, form in (("y", _YEAR_NAME, _Y), ("m", _MONTH_NAME, _M), ("d", _DAY_NAME, _D)):
        if names.fullmatch(name) and re.fullmatch(form, value):
            return {kind: (0, len(value))}
    return {}


def _period(said: Mapping[str, str | None]) -> tuple[date, date] | None:
    named = said.get("name")
    month = MONTHS.get(fold(named), 0) if named else int(said.get("m") or 0)
    day = int(said.get("d") or 0)
    if (named or day) and not month:
        return None
    return _span(int(said.get("y") or 0), month, day)


def _span(year: int, month: int = 0, day: int = 0) -> tuple[date, date] | None:
    """Give the days of a year, a month or a day; None where there is no such day, or none of the web's time."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    return first, date(year, month or 12, monthrange(year, month or 12)[1])
