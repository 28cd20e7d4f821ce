"""Tables of data, read as one text; those that lay out a page are none."""

from __future__ import annotations

from lxml import etree

from newsarchive.extraction.text import text_of


def data_in(table: etree._Element) -> str:
    """Give the rows of a table of data, a line each, its cells apart by tabs; "" where a table lays out a page."""
    if table.find(".//table") is not None:
        return ""
    rows: list[str] = []
    cells = longest = total = 0
    for row in table.iter("tr"):
        texts = []
        for cell in row:
            if cell.tag in ("td", "th"):
                text = text_of(cell)
                texts.append(text)
                cells += 1
                total += len(text)
                longest = max(longest, len(text))
        if any(texts):
            rows.append("\t".join(texts))
    if len(rows) < 2 or cells < 4 or longest > 400 or total > 200 * cells:
        return ""
    if longest > 200 and next(table.iter("p", "h1", "h2", "ul", "form"), None) is not None:
        return ""
    return "\n".join(rows)
