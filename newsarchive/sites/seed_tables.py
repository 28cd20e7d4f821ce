"""Tables of sites (CSV, TSV), as spreadsheets and catalogues write them: which column has the addresses."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING

from newsarchive.errors import UsageError
from newsarchive.normalize.urls import checked_url
from newsarchive.sites.seeds import Row, row_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: What a column of addresses is called, the surest first: a `site` may also be a newspaper's name.
COLUMNS = ("url", "homepage", "address", "website", "site", "domain")
_DELIMITERS = "\t;,|"
#: Rows that are looked at to find out how a table is written.
_SAMPLE = 50
#: The last label of a name that is one: `3.5` and `12.04` are numbers.
_TOP = re.compile(r"(?i)(?:[^\W\d_]{2,}|xn--[\w-]+)")
Numbered = tuple[int, list[str]]


def is_table(text: str) -> bool:
    """Ask whether a text is a table of which some column has addresses, and not a list of them alone."""
    lines = _sample(text)
    if not lines:
        return False
    rows = [cells for _, cells in _parsed(lines, _delimiter(lines))]
    if rows and _named(rows[0]) is not None:
        return True
    if not all(_is_address(line.strip()) for line in lines if "#" not in line):
        return 2 * sum(len(cells) > 1 for cells in rows) > len(rows)
    return _has_plain_columns(rows)


def _has_plain_columns(rows: list[list[str]]) -> bool:
    """Ask whether what stands beside the addresses is none of their own: an address may hold a comma."""
    if len(rows) < 2 or len({len(cells) for cells in rows}) != 1 or len(rows[0]) < 2:
        return False
    return any(not any(re.search(r"[./]", cell) for cell in column) for column in zip(*rows, strict=True))


def table_rows(text: str, source: str, column: str | None) -> Iterator[Row]:
    """Give a row for each line of a table that says anything. Raises UsageError where no column has addresses."""
    rows = _parsed(text.splitlines(keepends=True), _delimiter(_sample(text)))
    if not rows:
        return
    header = rows[0][1]
    at = _found(rows, source, column)
    # Without a header the first row is one like the others.
    has_header = not any(_is_address(cell) for cell in header)
    for number, cells in rows[1:] if has_header else rows:
        cell = cells[at].strip() if at < len(cells) else ""
        place = f"line {number}"
        if "\n" in cell or "\r" in cell:
            yield Row(place, trouble="a cell runs on over several lines; is a quotation mark left open?")
        elif cell:
            yield row_of(place, cell)
        else:
            yield Row(place, trouble="no address in this row")


def _sample(text: str) -> list[str]:
    lines = (line for line in text.splitlines(keepends=True) if line.strip() and not line.lstrip().startswith("#"))
    return [line for line, _ in zip(lines, range(_SAMPLE), strict=False)]


def _delimiter(lines: Sequence[str]) -> str:
    """Give the delimiter that cuts most rows into as many cells; csv.Sniffer takes letters for one."""
    best, chosen = (0, 0), ","
    for delimiter in _DELIMITERS:
        widths = Counter(len(cells) for _, cells in _parsed(lines, delimiter))
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        if width > 1 and (count, width) > best:
            best, chosen = (count, width), delimiter
    return chosen


def _parsed(lines: Sequence[str], delimiter: str) -> list[Numbered]:
    """Give the cells of each row that has any, with the line it begins at."""
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    rows: list[Numbered] = []
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error:
            # A cell longer than any address.
            cells = ["…\n…"]
        if any(cell.strip() for cell in cells) and not (cells[0].lstrip().startswith("#")):
            rows.append((begins, cells))


def _found(rows: list[Numbered], source: str, column: str | None) -> int:
    header = [cell.strip() for cell in rows[0][1]]
    if column is not None:
        return _chosen(header, source, column)
    sample = [cells for _, cells in rows[:_SAMPLE]]
    named = _named(header)
    if named is not None and (len(rows) == 1 or _share(sample[1:], named)):
        return named
    if len(header) == 1:
        return 0
    for at in range(len(header)):
        if _share(sample, at) > 0.5 or _share(sample[1:], at) > 0.5:
            return at
    raise UsageError(f"{source}: no column of addresses; name it with --column: {', '.join(filter(None, header))}")


def _chosen(header: list[str], source: str, column: str) -> int:
    wanted = column.strip()
    for known in (header, [name.casefold() for name in header]):
        if wanted in known:
            return known.index(wanted)
        wanted = wanted.casefold()
    if wanted.isdecimal() and 1 <= int(wanted) <= len(header):
        return int(wanted) - 1
    raise UsageError(f"{source}: no column {column!r}; it has {', '.join(filter(None, header))}")


def _named(header: list[str]) -> int | None:
    """Give the column that is called as one of addresses, or None."""
    names = [cell.strip().casefold() for cell in header]
    return next((names.index(name) for name in COLUMNS if name in names), None)


def _share(rows: Sequence[list[str]], at: int) -> float:
    """Give how many of the cells of a column, of those that say anything, are addresses."""
    cells = [cells[at].strip() for cells in rows if at < len(cells) and cells[at].strip()]
    return sum(map(_is_address, cells)) / len(cells) if cells else 0.0


def _is_address(text: str) -> bool:
    """Ask whether a cell is an address, by its looks: ``3.5`` and ``n/a`` are none."""
    try:
        url = checked_url(text)
    except UsageError:
        return False
    if "://" in text:
        return True
    host = url.split("://", 1)[1].partition("/")[0].partition(":")[0].rstrip(".")
    return bool(_TOP.fullmatch(host.rpartition(".")[2])) or (host.replace(".", "").isdecimal() and host.count(".") == 3)
