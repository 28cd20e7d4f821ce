"""Articles as text for people: JSON, plain text, Markdown, and the cards the commands print."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsarchive.model import BlockKind, LinkKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsarchive.model import Article, Block


def to_json(article: Article) -> str:
    """Give every field by its name; dates as ISO 8601 with their offset."""

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.isoformat()
        raise TypeError(f"{type(value).__name__} has no JSON form")

    return json.dumps(dataclasses.asdict(article), default=plain, ensure_ascii=False, indent=2)


def to_text(article: Article) -> str:
    """Give headline, date and authors, body and related links as plain text."""
    return _page(
        headline=article.headline,
        facts=(_date(article.date_published), ", ".join(article.authors), article.article_section or ""),
        body=article.body,
        related=[(link.text, link.url) for link in article.links if link.kind is LinkKind.RELATED],
    )


def to_markdown(article: Article) -> str:
    """Give the article as Markdown: headings, quotes, lists and tables kept as such."""
    parts = [f"# {article.headline}"]
    facts = [fact for fact in (_date(article.date_published), ", ".join(article.authors)) if fact]
    if facts:
        parts.append(f"*{' · '.join(facts)}*")
    previous: BlockKind | None = None
    for block in article.blocks:
        if previous is block.kind is BlockKind.LIST_ITEM:
            parts[-1] += f"\n{_markdown(block)}"
        else:
            parts.append(_markdown(block))
        previous = block.kind
    related = [f"- [{_escaped(link.text)}]({link.url})" for link in article.links if link.kind is LinkKind.RELATED]
    if related:
        parts += ["## Related", "\n".join(related)]
    return "\n\n".join(parts)


def to_card(record: Mapping[str, Any]) -> str:
    """Give a stored article as a few lines: headline, date, address, related links."""
    facts = [record["date_published"] or "no date", ", ".join(record["authors"]), record["article_section"] or ""]
    lines = [record["headline"], "  " + " · ".join(fact for fact in facts if fact), f"  {record['canonical_url']}"]
    lines += [f"  related: {text} <{url}>" for text, url in _related(record)]
    return "\n".join(lines)


def to_page(record: Mapping[str, Any]) -> str:
    """Give a stored article whole."""
    return _page(
        headline=record["headline"],
        facts=(
            record["date_published"] or "no date",
            ", ".join(record["authors"]),
            record["article_section"] or "",
            record["canonical_url"],
            _confidence(record),
            _state(record),
        ),
        body=record["body"],
        related=_related(record),
    )


def _confidence(record: Mapping[str, Any]) -> str:
    """Give a line such as "confidence 0.82 (headline 0.98, body 0.85)", "" where none is stated."""
    parts = [
        f"{name.replace('_', ' ')} {record[f'{name}_confidence']:.2f}"
        for name in ("headline", "body", "date_published", "authors")
        if record[f"{name}_confidence"] is not None
    ]
    whole = record["confidence"]
    return f"confidence {whole:.2f} ({', '.join(parts)})" if whole is not None else ""


def _state(record: Mapping[str, Any]) -> str:
    """Give a line such as "version 3 of 3 · gone since 2026-11-22T12:00:00Z", "" where it is the first and there."""
    versions = record.get("versions", record["version"])
    parts = [f"version {record['version']} of {versions}"] if versions > 1 else []
    if record["gone_since"]:
        parts.append(f"gone since {record['gone_since']}")
    return " · ".join(parts)


def _related(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(link["text"], link["url"]) for link in record["links"] if link["kind"] == LinkKind.RELATED]


def _date(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _page(*, headline: str, facts: tuple[str, ...], body: str, related: list[tuple[str, str]]) -> str:
    parts = [headline, "\n".join(fact for fact in facts if fact), body]
    if related:
        parts.append("\n".join(["Related:", *(f"- {text} <{url}>" for text, url in related)]))
    return "\n\n".join(part for part in parts if part)


def _markdown(block: Block) -> str:
    if block.kind is BlockKind.TABLE:
        return _markdown_table(block.text)
    text = _escaped(block.text)
    if block.kind is BlockKind.HEADING:
        return f"{'#' * max(2, block.level or 2)} {text}"
    if block.kind is BlockKind.QUOTE:
        return f"> {text}"
    if block.kind is BlockKind.LIST_ITEM:
        return f"- {text}"
    return text


def _markdown_table(text: str) -> str:
    rows = [[_escaped(cell).replace("|", "\\|") for cell in row.split("\t")] for row in text.split("\n")]
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{' --- |' * width}")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    for mark in "\\`*_[]":
        text = text.replace(mark, f"\\{mark}")
    return text
