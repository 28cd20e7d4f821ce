"""Rows into files: what another program reads back is what went in."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.exports import FORMATS, write
from newsarchive.exports.formats import FIELDS

ROW = {
    "id": 7,
    "site": "a.fr",
    "url": "https://a.fr/1?x=1&y=2",
    "canonical_url": "https://a.fr/1",
    "headline": 'Il a dit « oui », puis "non"; enfin, peut-être',
    "date_published": "2026-11-22T08:30:00+01:00",
    "date_published_raw": "22 novembre 2026 à 8h30",
    "date_published_precision": "minute",
    "date_published_source": "text",
    "authors": ["Ana Béart", "Bo"],
    "tags": ["mer", "été"],
    "article_section": None,
    "in_language": "fr",
    "description": None,
    "body": 'Premier.\n\nSecond, "cité" ;\tfin.\n\n=1+1',
    "blocks": [{"kind": "paragraph", "text": "Premier.", "level": None}],
    "links": [
        {"url": "https://a.fr/2", "text": "Deux", "kind": "related", "position": 0, "rel": None},
        {"url": "https://b.fr/x y", "text": "là", "kind": "inline", "position": 1, "rel": "nofollow"},
        {"url": "https://a.fr/3", "text": "Trois", "kind": "related", "position": 2, "rel": None},
    ],
    "images": [{"url": "https://a.fr/i.jpg", "caption": "Mer", "credit": None}],
    "is_accessible_for_free": False,
    "extractor": "1",
}
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def written(rows, kind):
    out = io.StringIO(newline="")
    return write(rows, out, kind), out.getvalue()


def test_jsonl():
    count, text = written([ROW, ROW], "jsonl")
    assert count == 2
    assert text.endswith("}\n")
    first, second = map(json.loads, text.splitlines())
    assert first == second == {name: ROW.get(name) for name in FIELDS}
    assert list(first) == list(FIELDS)
    assert "été" in text


def test_csv():
    count, text = written([ROW, {"id": 8}], "csv")
    assert count == 2
    assert text.count("\r\n") == 3
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    for name in ("headline", "body", "url", "canonical_url", "date_published", "date_published_raw", "in_language"):
        assert first[name] == ROW[name]
    assert first["id"] == "7"
    assert first["authors"] == "Ana Béart; Bo"
    assert first["tags"] == "mer; été"
    assert first["related_links"] == "https://a.fr/2 https://a.fr/3"
    assert first["inline_links"] == "https://b.fr/x%20y"
    assert first["images"] == "https://a.fr/i.jpg"
    assert first["is_accessible_for_free"] == "false"
    assert first["description"] == first["site_name"] == ""
    assert second["id"] == "8"
    assert set(second.values()) == {"8", ""}


@pytest.mark.parametrize("kind", FORMATS)
def test_of_nothing(kind):
    count, text = written([], kind)
    assert count == 0
    assert text.count("\n") == (1 if kind == "csv" else 0)


def test_an_unknown_format():
    with pytest.raises(UsageError, match="csv, jsonl"):
        write([], io.StringIO(), "xml")


def test_rows_are_taken_one_at_a_time():
    out = io.StringIO()

    def rows():
        for _ in range(3):
            yield ROW
        assert out.getvalue().count("\n") >= 3

    assert write(rows(), out, "jsonl") == 3


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(...)"])
def test_a_spreadsheet_runs_nothing(start):
    row = {"headline": start, "authors": [start], "body": start}
    _, text = written([row], "csv")
    (read,) = csv.DictReader(io.StringIO(text, newline=""))
    assert read["headline"] == read["authors"] == read["body"] == "'" + start
    _, text = written([row], "jsonl")
    assert json.loads(text)["headline"] == start


@given(TEXT, st.lists(TEXT))
def test_any_text_comes_back_from_jsonl(text, names):
    _, written_text = written([{"headline": text, "body": text, "authors": names}] * 2, "jsonl")
    lines = written_text.encode().decode().splitlines()
    assert len(lines) == 2
    for line in lines:
        assert (json.loads(line)["headline"], json.loads(line)["authors"]) == (text, names)


@given(TEXT)
def test_any_text_comes_back_from_csv(text):
    _, written_text = written([{"headline": text, "body": "x" + text}, {"id": 1}], "csv")
    first, second = csv.DictReader(io.StringIO(written_text, newline=""))
    assert first["body"] == "x" + text
    assert first["headline"].removeprefix("'") == text.removeprefix("'")
    assert second["id"] == "1"
