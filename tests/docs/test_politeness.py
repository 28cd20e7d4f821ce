"""The figures of docs/politeness.md are those of the code."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module

import pytest

from newsarchive.extraction.rights import DIRECTIVES

from .pages import sections, table

PAGE = "docs/politeness.md"
_UNITS = {"": 1, "s": 1, "min": 60, "h": 3600, "days": 86400, "KiB": 1024, "MiB": 1024**2}
FIGURES = table(sections(PAGE)["The figures"])


@pytest.mark.parametrize("row", FIGURES, ids=[row[2].strip("`").rpartition(".")[2] for row in FIGURES])
def test_the_figure_is_that_of_the_code(row: list[str]) -> None:
    _, told, where = row
    module, _, name = where.strip("`").rpartition(".")
    value = getattr(import_module(module), name)
    number, unit = re.fullmatch(r"(\d+) ?([A-Za-z]*)", told).groups()  # type: ignore[union-attr]
    assert int(number) * _UNITS[unit] == (value.total_seconds() if isinstance(value, timedelta) else value)


def test_all_directives_are_told() -> None:
    rows = {row[0].strip("`"): row[1] for row in table(sections(PAGE)["What pages say against being mined"])}
    assert set(re.findall(r"`(\w+)`", rows["x-robots-tag"])) == set(DIRECTIVES)
