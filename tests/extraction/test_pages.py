"""The golden pages: invented sites in the manner of many engines, one assertion per field.

A folder of tests/pages holds ``page.html``, the page as bytes, and ``article.json``: its ``url``, the
``charset`` of its Content-Type header where that states one, and either ``expect``, what a reader sees, or
``refused``, the reason why the page is no article. ``blocks`` in it are [kind, text], for a heading [kind, text,
level]; ``images`` name only what the page gives: url, caption, credit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract
from newsarchive.model import Article, Block, BlockKind, Image, LinkKind

PAGES = Path(__file__).parent.parent / "pages"
LABELS = {folder: json.loads((folder / "article.json").read_text("utf-8")) for folder in sorted(PAGES.iterdir())}


def read(folder: Path) -> Article:
    """Read the article out of a golden page."""
    label = LABELS[folder]
    return extract((folder / "page.html").read_bytes(), label["url"], charset=label.get("charset"))


def told(block: Block) -> list[Any]:
    """Give a block in the shape of article.json."""
    return [block.kind, block.text, *([block.level] if block.kind is BlockKind.HEADING else [])]


def shown(image: Image) -> dict[str, str]:
    """Give an image in the shape of article.json."""
    parts = {"url": image.url, "caption": image.caption, "credit": image.credit}
    return {name: part for name, part in parts.items() if part}


def said(folder: Path) -> dict[str, Any]:
    """Read the article out of a golden page, in the shape of its article.json."""
    article = read(folder)
    return {
        **{name: getattr(article, name) for name in article.__dataclass_fields__},
        "body": article.body.split("\n\n"),
        "blocks": [told(block) for block in article.blocks],
        "date_published": article.date_published and article.date_published.isoformat(),
        "date_modified": article.date_modified and article.date_modified.isoformat(),
        "related": [link.url for link in article.links if link.kind is LinkKind.RELATED],
        "inline": [link.url for link in article.links if link.kind is LinkKind.INLINE],
        "captions": [image.caption for image in article.images if image.caption],
        "images": [shown(image) for image in article.images],
    }


CASES = [
    pytest.param(folder, field, value, id=f"{folder.name}-{field}")
    for folder, label in LABELS.items()
    for field, value in label.get("expect", {}).items()
]
REFUSED = [folder for folder, label in LABELS.items() if "refused" in label]


@pytest.mark.parametrize(("folder", "field", "value"), CASES)
def test_a_golden_page_says_what_it_says(folder: Path, field: str, value: object) -> None:
    assert said(folder)[field] == value


@pytest.mark.parametrize("folder", REFUSED, ids=lambda folder: folder.name)
def test_a_golden_page_that_is_no_article_is_refused_for_what_it_is(folder: Path) -> None:
    with pytest.raises(NotAnArticle) as error:
        read(folder)
    assert error.value.reason == LABELS[folder]["refused"]
