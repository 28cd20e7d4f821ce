"""The golden pages: invented sites in the manner of many engines, one assertion per field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsarchive.extraction import extract
from newsarchive.model import LinkKind

PAGES = Path(__file__).parent.parent / "pages"


def said(folder: Path) -> dict[str, Any]:
    """Read the article out of a golden page, in the shape of its article.json."""
    wanted = json.loads((folder / "article.json").read_text("utf-8"))
    article = extract((folder / "page.html").read_bytes(), wanted["url"], charset=wanted.get("charset"))
    return {
        **{name: getattr(article, name) for name in article.__dataclass_fields__},
        "body": article.body.split("\n\n"),
        "date_published": article.date_published and article.date_published.isoformat(),
        "date_modified": article.date_modified and article.date_modified.isoformat(),
        "related": [link.url for link in article.links if link.kind is LinkKind.RELATED],
        "inline": [link.url for link in article.links if link.kind is LinkKind.INLINE],
        "captions": [image.caption for image in article.images if image.caption],
    }


CASES = [
    pytest.param(folder, field, value, id=f"{folder.name}-{field}")
    for folder in sorted(PAGES.iterdir())
    if (folder / "article.json").exists()
    for field, value in json.loads((folder / "article.json").read_text("utf-8"))["expect"].items()
]


@pytest.mark.parametrize(("folder", "field", "value"), CASES)
def test_a_golden_page_says_what_it_says(folder: Path, field: str, value: object) -> None:
    assert said(folder)[field] == value
