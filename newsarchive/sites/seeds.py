"""Lists of sites to crawl: TOML, a table (CSV, TSV), or an address a line.

A row that cannot be used is told and left out; the others stand. What a row says of itself is taken at its
word or not at all: a row whose period cannot be read is not crawled without one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from newsarchive.errors import UsageError
from newsarchive.normalize.periods import parse_day
from newsarchive.normalize.urls import checked_url, url_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SITES = re.compile(r"^\s*(?:\[\[\s*[\"']?sites[\"']?\s*\]\]|[\"']?sites[\"']?\s*=)", re.MULTILINE)
_HEADER = re.compile(r"^\s*\[\[\s*[\"']?sites[\"']?\s*\]\]")
_PROFILE = re.compile(r"^\s*domains\s*=", re.MULTILINE)
_COMMENT = re.compile(r"\s#.*$")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """An address to crawl from, and what holds for it alone; None where the whole run's word counts.

    ``since`` and ``until`` are days, both included; ``delay`` is seconds between requests.
    """

    url: str
    since: date | None = None
    until: date | None = None
    max_pages: int | None = None
    max_articles: int | None = None
    delay: float | None = None


@dataclass(frozen=True, slots=True)
class SeedList:
    """The addresses of a list, each once and in their order, and a line for each row that could not be used."""

    seeds: tuple[Seed, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: where it stands (``line 12``), and its seed or what is wrong with it."""

    place: str
    seed: Seed | None = None
    trouble: str = ""


def read_seeds(payload: bytes, source: str, column: str | None = None) -> SeedList:
    """Read a list of sites, whatever it is written in.

    ``source`` names it in messages; ``column`` is the column of a table that has the addresses, by name or
    number. Raises UsageError where not one address can be used.
    """
    text = _decoded(payload, source)
    ending = source.casefold().rpartition(".")[2]
    rows: Iterable[Row]
    if column is None and (ending == "toml" or _SITES.search(text)):
        rows = _toml_rows(text, source)
    else:
        # That module gives rows of this one.
        from newsarchive.sites.seed_tables import is_table, table_rows

        is_one = column is not None or ending in ("csv", "tsv") or is_table(text)
        rows = table_rows(text, source, column) if is_one else _lines(text)
    return _folded(rows, source)


def _decoded(payload: bytes, source: str) -> str:
    encoding = next((name for bom, name in _BOMS if payload.startswith(bom)), "utf-8")
    try:
        text = payload.decode(encoding)
    except UnicodeDecodeError:
        # What spreadsheets of western Europe write; every byte means something in it.
        text = payload.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UsageError(f"{source}: is no text; give a list of sites as TOML, CSV or an address a line")
    return text


def _folded(rows: Iterable[Row], source: str) -> SeedList:
    """Keep each address once, the first time it is named."""
    seeds: dict[str, Seed] = {}
    warnings: list[str] = []
    for row in rows:
        if row.seed is None:
            warnings.append(f"{source}, {row.place}: {row.trouble}")
            continue
        first = seeds.setdefault(url_key(row.seed.url), row.seed)
        if replace(row.seed, url=first.url) != first:
            warnings.append(f"{source}, {row.place}: {row.seed.url} stands above with other words; those count")
    if not seeds:
        why = f"; {warnings[0]}" if warnings else ""
        raise UsageError(f"{source}: no address to crawl in it{why}")
    return SeedList(tuple(seeds.values()), tuple(warnings))


def row_of(place: str, text: str) -> Row:
    """Give the row of an address alone."""
    try:
        return Row(place, Seed(url=checked_url(text)))
    except UsageError as error:
        return Row(place, trouble=str(error))


def _lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.splitlines(), 1):
        address = _COMMENT.sub("", line).strip()
        if address and not address.startswith("#"):
            yield row_of(f"line {number}", address)


# ---------------------------------------------------------------------- TOML
def _toml_rows(text: str, source: str) -> list[Row]:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{source}: not TOML: {error}") from None
    tables = values.get("sites")
    if not isinstance(tables, list):
        if _PROFILE.search(text):
            raise UsageError(f"{source}: is a site profile; give the folder of profiles with --profiles")
        raise UsageError(f'{source}: no sites in it; write [[sites]] and url = "https://example.org" for each')
    # TOML keeps no line numbers; where each table has a header of its own, that one is the place.
    headers = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    if len(headers) == len(tables):
        places = [f"line {number}" for number in headers]
    else:
        places = [f"site {number}" for number in range(1, len(tables) + 1)]
    return [_toml_row(place, table) for place, table in zip(places, tables, strict=True)]


def _toml_row(place: str, table: Any) -> Row:
    if isinstance(table, str):
        return row_of(place, table)
    if not isinstance(table, Mapping):
        return Row(place, trouble='is no site; write url = "https://example.org"')
    try:
        return Row(place, _toml_seed(table))
    except UsageError as error:
        return Row(place, trouble=str(error))


def _toml_seed(table: Mapping[str, Any]) -> Seed:
    known = Seed.__dataclass_fields__
    for key in table:
        # A list may say more of its sites than concerns a crawl; a key that was meant for it may not be lost.
        if key not in known and (near := get_close_matches(key.casefold().replace("-", "_"), known, n=1, cutoff=0.8)):
            raise UsageError(f"{key} is no key of a site; did you mean {near[0]}?")
    if not isinstance(table.get("url"), str):
        raise UsageError('url is missing; write url = "https://example.org"')
    since, until = _day(table, "since"), _day(table, "until", is_end=True)
    if since and until and since > until:
        raise UsageError(f"since {since} is after until {until}")
    return Seed(
        url=checked_url(table["url"]),
        since=since,
        until=until,
        max_pages=_count(table, "max_pages"),
        max_articles=_count(table, "max_articles"),
        delay=_seconds(table, "delay"),
    )


def _day(table: Mapping[str, Any], key: str, *, is_end: bool = False) -> date | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return parse_day("" if isinstance(value, bool) else str(value), is_end=is_end)
    except UsageError:
        raise UsageError(f"{key} = {value!r} is no day; write it as 2024-05-17, 2024-05 or 2024") from None


def _count(table: Mapping[str, Any], key: str) -> int | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise UsageError(f"{key} = {value!r} is no number from 1 on")
    return value


def _seconds(table: Mapping[str, Any], key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise UsageError(f"{key} = {value!r} is no number of seconds")
    return float(value)
