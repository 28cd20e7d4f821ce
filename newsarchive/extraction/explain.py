"""Why each part of a page was kept or dropped, and where each field comes from: ``newsarchive extract --explain``."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from lxml import etree

from newsarchive.errors import NotAnArticle
from newsarchive.extraction.article import look, read_view
from newsarchive.extraction.candidates import FieldTrace, links_of, traces
from newsarchive.extraction.links import LinkCandidate
from newsarchive.extraction.page import Page, parse
from newsarchive.extraction.profile import Told, told_by
from newsarchive.extraction.text import text_of
from newsarchive.extraction.view import View, is_near
from newsarchive.extraction.zone_words import Zone
from newsarchive.extraction.zones import zone_names
from newsarchive.model import Article, LinkKind, SiteMemory
from newsarchive.sites import Site

_LONGEST = 2000
#: Characters of a line that says who wrote the story, and not much else.
_BYLINE = 150
#: What a part of the page is to the article, by the beginning of the rule that decided.
_KINDS = (
    ("lead", "lead"),
    ("call-out", "call-out"),
    ("related", "call-out"),
    ("of a related", "call-out"),
    ("caption", "caption"),
    ("by-line", "by-line"),
)
#: The same by what the elements around it are named.
_ZONES = (
    (Zone.RELATED, "call-out"),
    (Zone.CAPTION, "caption"),
    (Zone.BYLINE | Zone.AUTHOR | Zone.DATE | Zone.UPDATED, "by-line"),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One part of the page in reading order: its ``text``, whether it is in the body, and the ``rule`` that decided.

    ``kind`` is what it is to the article: ``headline``, ``text``, ``lead``, ``call-out``, ``caption``,
    ``by-line`` or ``other``. ``score`` is the number behind the rule, where there is one.
    """

    text: str
    is_kept: bool
    rule: str
    kind: str = "other"
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A decision with the element it is about; ``is_part`` where it is about all below it, not one block's text."""

    decision: Decision
    element: etree._Element
    is_part: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """All decisions on a page, all fields with their candidates, and the ``refusal`` where it is no article.

    ``links`` are all links of the page, with why each was taken or not.
    ``view`` and ``placed`` are what they were read from, for those who draw the page.
    """

    url: str
    decisions: tuple[Decision, ...]
    fields: tuple[FieldTrace, ...]
    links: tuple[LinkCandidate, ...]
    article: Article | None
    refusal: str | None
    view: View = field(repr=False, compare=False)
    placed: tuple[Placed, ...] = field(repr=False, compare=False)
    told: Told | None = field(default=None, repr=False, compare=False)


def explain(
    html: str | bytes,
    url: str,
    *,
    charset: str | None = None,
    site: Site | None = None,
    memory: SiteMemory | None = None,
) -> Explanation:
    """Explain what is read from a page.

    Arguments as for :func:`newsarchive.extract`. Raises :class:`NotAnArticle` only where the page
    cannot be parsed; a page that is refused later is explained all the same.
    """
    return explain_page(parse(html, url, charset), site=site, memory=memory)


def explain_page(page: Page, *, site: Site | None = None, memory: SiteMemory | None = None) -> Explanation:
    """Explain what is read from a parsed page; see :func:`explain`."""
    told: Told | None = None
    article: Article | None = None
    refusal: str | None = None
    try:
        told = told_by(site, page) if site is not None else None
    except NotAnArticle as error:
        refusal = f"{error.reason}: {error.detail}"
    view = look(told.page if told else page, told, memory)
    if refusal is None:
        try:
            article = read_view(view, told=told)
            article = told.over(article, None) if told else article
        except NotAnArticle as error:
            refusal = f"{error.reason}: {error.detail}"
    placed = _placed(view, article)
    if told is not None and told.removed:
        placed = _with_removed(placed, told)
    return Explanation(
        url=page.url,
        decisions=tuple(p.decision for p in placed),
        fields=traces(view, article, told.values if told else {}),
        links=links_of(view, article),
        article=article,
        refusal=refusal,
        view=view,
        placed=tuple(placed),
        told=told,
    )


def _placed(view: View, article: Article | None) -> list[Placed]:
    """Give the decision on every block, and on every part that was not entered, in reading order."""
    authors = article.authors if article else []
    related = {link.text for link in article.links if link.kind is LinkKind.RELATED} if article else set()
    placed: list[Placed] = []
    dropped = iter(view.walk.dropped)
    waiting = next(dropped, None)
    for index, block in enumerate(view.walk.blocks):
        while waiting is not None and waiting.position <= index:
            placed += _of_part(waiting.element, waiting.zone)
            waiting = next(dropped, None)
        verdict = view.body.verdicts.get(index)
        rule = verdict.rule if verdict else "no text found"
        kept = verdict is not None and verdict.kept
        kind = "headline" if index == view.headline_at else _kind_of(rule, block.zone, kept=kept)
        if kind == "other" and _names_an_author(block.text, authors) and is_near(view, index):
            kind = "by-line"
        if kind == "other" and any(link.text in related for link in block.links):
            kind = "call-out"
        score = verdict.score if verdict else None
        placed.append(Placed(Decision(block.text, kept, rule, kind, score), block.element, is_part=False))
    while waiting is not None:
        placed += _of_part(waiting.element, waiting.zone)
        waiting = next(dropped, None)
    return placed


def _of_part(element: etree._Element, zone: int) -> list[Placed]:
    """Describe a part by the zones its name stands for; parts without text are nothing to explain."""
    text = text_of(element)
    if not text:
        return []
    rule = f"zone: {', '.join(zone_names(zone))}"
    return [Placed(Decision(text[:_LONGEST], False, rule, _kind_of(rule, zone, kept=False)), element, is_part=True)]


def _kind_of(rule: str, zone: int, *, kept: bool) -> str:
    told = next((kind for start, kind in _KINDS if rule.startswith(start)), None)
    if told is not None or kept:
        return told or "text"
    return next((kind for zones, kind in _ZONES if zone & zones), "other")


def _names_an_author(text: str, authors: list[str]) -> bool:
    return len(text) < _BYLINE and any(author in text for author in authors)


def _with_removed(placed: list[Placed], told: Told) -> list[Placed]:
    """Put in what the profile took out of the page, each before the first part that stands behind it."""
    order = {element: number for number, element in enumerate(told.page.tree.iter())}
    keys: list[int] = []
    for part in placed:
        keys.append(max(order[part.element], keys[-1] if keys else 0))
    for twin, element in sorted(told.removed.items(), key=lambda pair: order[pair[0]], reverse=True):
        text = text_of(element)
        if text:
            decision = Decision(text[:_LONGEST], False, "profile: removed", "other")
            placed.insert(bisect_right(keys, order[twin]), Placed(decision, twin, is_part=True))
    return placed
