"""The formats, one entry each in :data:`FORMATS`, and the one way in: :func:`write`.

Dates are ISO 8601 text with the offset the page states, as the archive keeps them. ``body`` holds
the whole text; its division into ``blocks`` is not exported.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, Literal

from newsarchive.errors import UsageError
from newsarchive.model import ARTICLE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TextIO, TypeAlias

    Row: TypeAlias = Mapping[str, Any]

Format = Literal["csv", "jsonl"]

# These follow what is said of an article and precede what is known of its page. Blocks are not exported.
_LONG = ("body", "links", "images")
_SHORT = [name for name in ARTICLE_FIELDS if name not in (*_LONG, "blocks")]
_PAGE = _SHORT.index("site_name")
#: What a record is exported with, in this order. A row that lacks a name has null there.
FIELDS = ("id", "site", *_SHORT[:_PAGE], *_LONG, *_SHORT[_PAGE:], "payload_digest", "version")
# Legal inside JSON, but many readers take them for the end of a line.
_LINE_ENDS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}
#: What makes a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(rows: Iterable[Row], out: TextIO, format: Format) -> int:  # noqa: A002 - the word users know
    """Write every row in ``format`` and give their number; rows are taken one at a time.

    Open a file for CSV with ``newline=""``, and with ``encoding="utf-8"`` for both. Raises
    UsageError for a format that is not in :data:`FORMATS`, and what ``out.write`` raises.
    """
    if format not in FORMATS:
        raise UsageError(f"no such format: {format} (there are {', '.join(FORMATS)})")
    return FORMATS[format](rows, out)


def write_jsonl(rows: Iterable[Row], out: TextIO) -> int:
    """Write JSON Lines: one object a line, nothing lost; text is UTF-8, only what may end a line is escaped."""
    count = 0
    for row in rows:
        line = json.dumps({name: row.get(name) for name in FIELDS}, ensure_ascii=False)
        for end, escape in _LINE_ENDS.items():
            if end in line:
                line = line.replace(end, escape)
        out.write(line + "\n")
        count += 1
    return count


def write_csv(rows: Iterable[Row], out: TextIO) -> int:
    r"""Write CSV (RFC 4180): a header, one row an article, CRLF after each; quoted where needed.

    Authors and tags are joined by ``; ``; links and images are their addresses, apart by a space.
    A cell that a spreadsheet would run as a formula (it begins with ``=``, ``+``, ``-``, ``@``, a
    tab or CR) gets a ``'`` in front: the texts are strangers', and CSV is what spreadsheets open.
    JSON Lines changes nothing.
    """
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    count = 0
    for row in rows:
        writer.writerow([_safe(to_cell(row)) for to_cell in _COLUMNS.values()])
        count += 1
    return count


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(name: str) -> Callable[[Row], str]:
    def to_cell(row: Row) -> str:
        value = row.get(name)
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None else str(value)

    return to_cell


def _joined(name: str) -> Callable[[Row], str]:
    return lambda row: "; ".join(row.get(name) or ())


def _addresses(name: str, kind: str | None = None) -> Callable[[Row], str]:
    def to_cell(row: Row) -> str:
        items = row.get(name) or ()
        return " ".join(item["url"].replace(" ", "%20") for item in items if kind is None or item["kind"] == kind)

    return to_cell


_SHAPED: dict[str, dict[str, Callable[[Row], str]]] = {
    "authors": {"authors": _joined("authors")},
    "tags": {"tags": _joined("tags")},
    "links": {"related_links": _addresses("links", "related"), "inline_links": _addresses("links", "inline")},
    "images": {"images": _addresses("images")},
}
#: The columns of CSV: those of :data:`FIELDS`, links apart by kind.
_COLUMNS: dict[str, Callable[[Row], str]] = {
    column: to_cell for name in FIELDS for column, to_cell in _SHAPED.get(name, {name: _plain(name)}).items()
}

#: Every format by the name users give it.
FORMATS: dict[str, Callable[[Iterable[Row], TextIO], int]] = {"csv": write_csv, "jsonl": write_jsonl}
