"""Why each part of a page was kept or dropped, for people: ``newsarchive extract --explain``."""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.extraction.article import look
from newsarchive.extraction.page import parse
from newsarchive.extraction.text import text_of
from newsarchive.extraction.zones import zone_names

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Decision:
    """One part of the page in reading order: its ``text``, whether it is in the body, and the ``rule`` that decided."""

    text: str
    is_kept: bool
    rule: str


def explain(html: str | bytes, url: str, *, charset: str | None = None) -> list[Decision]:
    """Give the decision on every block of a page and on every part that was not entered.

    Arguments as for :func:`newsarchive.extract`. Raises :class:`NotAnArticle` only where the page
    cannot be parsed; a page that is refused later is explained all the same.
    """
    view = look(parse(html, url, charset))
    decisions: list[Decision] = []
    dropped = iter([*view.walk.dropped])
    waiting = next(dropped, None)
    for index, block in enumerate(view.walk.blocks):
        while waiting is not None and waiting.position <= index:
            decisions += _of_part(text_of(waiting.element), waiting.zone)
            waiting = next(dropped, None)
        verdict = view.body.verdicts.get(index)
        kept = verdict is not None and verdict.kept
        decisions.append(Decision(block.text, kept, verdict.rule if verdict else "no text found"))
    while waiting is not None:
        decisions += _of_part(text_of(waiting.element), waiting.zone)
        waiting = next(dropped, None)
    return decisions


def _of_part(text: str, zone: int) -> list[Decision]:
    """Describe a part by the zones its name stands for; parts without text are nothing to explain."""
    return [Decision(text[:_LONGEST], is_kept=False, rule=f"zone: {', '.join(zone_names(zone))}")] if text else []
