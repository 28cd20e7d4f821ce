"""``newsarchive extract --explain``: the verdicts on a page as text, as JSON, or as a page of their own."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from newsarchive.errors import ArchiveNotWritable
from newsarchive.extraction.explain import Explanation, explain_page
from newsarchive.extraction.text import sane
from newsarchive.model import LinkKind

if TYPE_CHECKING:
    from pathlib import Path

    from newsarchive.extraction.candidates import FieldTrace
    from newsarchive.extraction.links import LinkCandidate
    from newsarchive.extraction.page import Page
    from newsarchive.model import Article
    from newsarchive.sites import Site

_COLOURS = {
    "text": "green",
    "lead": "cyan",
    "headline": "bold blue",
    "call-out": "magenta",
    "caption": "yellow",
    "by-line": "blue",
    "other": "red",
}
_RULE = 28
_FIELD = 16
_SOURCE = 22


def tell(page: Page, site: Site | None, *, as_json: bool, html: Path | None) -> None:
    """Explain a page: into the file ``html`` where one is named, else to standard output."""
    explanation = explain_page(page, site=site)
    if html is not None:
        from newsarchive.extraction.explained_page import to_html

        _write(html, to_html(explanation))
        if not as_json:
            click.echo(f"{html}: open it in a browser", err=True)
            return
    if as_json:
        click.echo(json.dumps(_record(explanation), ensure_ascii=False, indent=2))
    else:
        _print(explanation)


def _write(path: Path, text: str) -> None:
    """Write a file, whole or not at all. Raises ArchiveNotWritable."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ArchiveNotWritable(str(path), f"the page cannot be written ({error.strerror})") from None


def _record(explanation: Explanation) -> dict[str, Any]:
    article = explanation.article
    return {
        "url": explanation.url,
        "refusal": explanation.refusal,
        "confidence": article.confidence if article else None,
        "body_confidence": article.body_confidence if article else None,
        "blocks": [asdict(decision) for decision in explanation.decisions],
        "fields": {
            trace.field: {
                "value": trace.candidates[trace.winner].value if trace.winner is not None else None,
                "winner": trace.winner,
                "confidence": trace.confidence,
                "candidates": [asdict(offer) for offer in trace.candidates],
            }
            for trace in explanation.fields
        },
        "links": [asdict(link) for link in explanation.links],
    }


def _print(explanation: Explanation) -> None:
    """Print blocks, then fields: in colours and as wide as the terminal, or plain lines where it is none."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, soft_wrap=True)
    width = console.width if sys.stdout.isatty() else _RULE + 98

    def line(text: Text) -> None:
        console.print(text, overflow="ignore", no_wrap=True, crop=False)

    for decision in explanation.decisions:
        rule = "headline" if decision.kind == "headline" else decision.rule
        rule = rule if decision.score is None else f"{rule} {decision.score:.2f}"
        text = Text()
        text.append("keep  " if decision.is_kept else "drop  ", style=_COLOURS[decision.kind])
        text.append(f"{rule:<{_RULE}} ", style="dim")
        text.append(
            _cut(decision.text, max(20, width - max(_RULE, len(rule)) - 8)), style="" if decision.is_kept else "dim"
        )
        line(text)
    for trace in explanation.fields:
        line(Text())
        for text in _field(trace, width):
            line(text)
    for text in (*_links(explanation.links, width), *_confidence(explanation.article)):
        line(text)
    if explanation.refusal:
        line(Text())
        line(Text(f"not an article ({sane(explanation.refusal)})", style="bold red"))


def _field(trace: FieldTrace, width: int) -> list[Any]:
    from rich.text import Text

    room = max(20, width - _SOURCE - 7)
    won = trace.candidates[trace.winner].value if trace.winner is not None else "nothing"
    sure = f"  ({trace.confidence:.2f})" if trace.confidence is not None else ""
    said = _cut(won, max(20, width - _FIELD - 1 - len(sure)))
    lines = [Text.assemble((f"{trace.field:<{_FIELD}}", "bold"), " ", said, (sure, "dim"))]
    for index, offer in enumerate(trace.candidates):
        is_won = index == trace.winner
        said = offer.value if offer.raw == offer.value else f"{offer.value or '-'} ← {offer.raw}"
        lines.append(
            Text.assemble(
                (f"    {'✓' if is_won else ' '} ", "green"),
                (f"{_cut(offer.source, _SOURCE):<{_SOURCE}} ", "cyan" if is_won else "dim"),
                (_cut(said, room), "" if is_won else "dim"),
            )
        )
    return lines


def _links(links: tuple[LinkCandidate, ...], width: int) -> list[Any]:
    """Tell the links that were taken, each with the rule that took it; those that were not are counted."""
    from rich.text import Text

    taken = [link for link in links if link.kind is not None]
    others = f", {len(links) - len(taken)} others" if len(links) > len(taken) else ""
    counts = ", ".join(f"{sum(link.kind is kind for link in taken)} {kind}" for kind in LinkKind)
    lines = [Text(), Text.assemble((f"{'links':<{_FIELD}}", "bold"), f" {counts}{others}")]
    for link in taken:
        rule = f"{link.kind}: {link.rule}"
        lines.append(
            Text.assemble(
                ("    ✓ ", "green"),
                (f"{_cut(rule, _RULE):<{_RULE}} ", "cyan"),
                _cut(f"{link.text} ← {link.url}", max(20, width - _RULE - 7)),
            )
        )
    return lines


def _confidence(article: Article | None) -> list[Any]:
    from rich.text import Text

    if article is None or article.confidence is None:
        return []
    body = f" (body {article.body_confidence:.2f})" if article.body_confidence is not None else ""
    return [Text(), Text.assemble((f"{'confidence':<{_FIELD}}", "bold"), f" {article.confidence:.2f}{body}")]


def _cut(text: str, most: int) -> str:
    """Cut a text to a width; what a terminal would obey is left out."""
    text = sane(text)
    return text if len(text) <= most else text[: most - 1] + "…"
