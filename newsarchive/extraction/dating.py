"""When the article was published and changed: readers in order of trust, each with its proof."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from lxml import etree

from newsarchive.extraction.blocks import Mark, Node, Walk, footer_blocks, is_in_footer_of
from newsarchive.extraction.body import Body
from newsarchive.extraction.meta import Head
from newsarchive.extraction.text import text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import BlockKind, Candidate, Moment, Precision
from newsarchive.normalize.dates import Reading, read_machine, read_text, read_url

_PUBLISHED_METAS_TABLE = """
    article:published_time og:article:published_time article:published og:published_time datepublished
    date_published pubdate publishdate publish_date publish-date publication_date published_time published
    dc.date.issued dcterms.issued dc.date.created dcterms.created dc.date dcterms.date dc:date date.issued
    sailthru.date parsely-pub-date article.published cxenseparse:recs:publishtime cse_date
    citation_publication_date citation_date prism.publicationdate originalpublicationdate article_date_original
    rnews:datepublished bt:pubdate vr:published_time ptime displaydate dat last-publish-date date article.created
    created datecreated shareaholic:article_published_time eomportal-publish-date release_date timestamp
"""
_MODIFIED_METAS_TABLE = """
    article:modified_time og:updated_time datemodified date_modified dc.date.modified dcterms.modified
    article:modified lastmod last-modified revised modified og:article:modified_time article:updated_time
    shareaholic:article_modified_time updated_time cxenseparse:recs:modifiedtime
"""
_PUBLISHED_METAS = tuple(_PUBLISHED_METAS_TABLE.split())
_MODIFIED_METAS = tuple(_MODIFIED_METAS_TABLE.split())
_UPDATED_WORDS = re.compile(
    r"(?:mis(?:e)? à jour|modifié|actualisé|dernière m|updated|modified|last (?:edit|change)|aktualisiert|geändert|"
    r"actualizado|atualizado|aggiornato|bijgewerkt|zuletzt|обновлено|zaktualizowan|güncelle)",
    re.IGNORECASE,
)
_PUBLISHED_WORDS = re.compile(
    r"(?:publi|post[ée]|paru|cré[ée]|mis(?:e)? en ligne|rédigé|écrit|veröffentlicht|erstellt|erschienen|publicado|"
    r"pubblicato|geplaatst|written|issued|created|opublikowan|опубликован|yayın)",
    re.IGNORECASE,
)
_ODD_META = re.compile(r"(?:publish|publication|pub).*(?:date|time)|(?:date|time).*publi|date.*(?:creat|issued)")
_TODAY = re.compile(r"today|current|clock|du-?jour|aujourd|heute", re.IGNORECASE)
_RDFA = {
    "datePublished": re.compile(r"\b(?:dc:(?:date|created|issued)|(?:schema:)?(?:datePublished|dateCreated))(?=\s|$)"),
    "dateModified": re.compile(r"\b(?:dc:modified|(?:schema:)?dateModified)(?=\s|$)"),
}
_DIGITS = re.compile(r"\d")
_NEAR = 16
#: Characters from which a link is the title of another story rather than a name.
_TITLE = 25


@dataclass(frozen=True, slots=True)
class Dates:
    """Publication and modification, each with its proof, or None."""

    published: Moment | None
    modified: Moment | None


def read_dates(
    head: Head,
    walk: Walk,
    body: Body,
    headline: int | None,
    *,
    url: str,
    language: str | None,
    candidate: Candidate | None,
    on: datetime | None,
) -> Dates:
    """Read both dates. A date out of the story's own text is never one; unknown is None."""
    shown = _shown(walk, body, headline)
    assumed = _offset_of(head, shown)
    published = (
        _declared(head.structured.published, "json-ld", assumed, language)
        or _marked(shown, "datePublished", assumed, language, on)
        or _from_metas(head, _PUBLISHED_METAS, assumed, language, odd=True)
        or _from_times(shown, assumed, language, on)
        or _from_text(walk, body, headline, shown, assumed, language, on)
        or _from_url(url)
    )
    modified = (
        _declared(head.structured.modified, "json-ld", assumed, language)
        or _marked(shown, "dateModified", assumed, language, on)
        or _from_metas(head, _MODIFIED_METAS, assumed, language)
        or _updated_in(shown, assumed, language, on)
    )
    return Dates(_with_candidate(published, candidate), modified)


def _moment(reading: Reading, raw: str, source: str) -> Moment:
    return Moment(value=reading.value, raw=raw, precision=reading.precision, source=source)


def _offset_of(head: Head, shown: list[Mark]) -> tzinfo:
    """Give the offset some machine-readable date of the page states, for those that state none; UTC where none does."""
    raws: list[str | None] = [
        head.structured.published,
        head.structured.modified,
        *(head.metas.get(n) for n in (*_PUBLISHED_METAS[:4], *_MODIFIED_METAS[:2])),
    ]
    raws += [m.element.get("datetime") or m.element.get("content") for m in shown[:6]]
    for raw in raws:
        reading = read_machine(raw) if raw else None
        if reading is not None and reading.has_offset and reading.value.utcoffset():
            return reading.value.tzinfo or UTC
    return UTC


def _declared(raw: str | None, source: str, assumed: tzinfo, language: str | None) -> Moment | None:
    if not raw:
        return None
    reading = read_machine(raw, assumed=assumed) or (
        read_text(raw, language=language, assumed=assumed) if len(raw) < 80 else None
    )
    return _moment(reading, raw, source) if reading else None


def _from_metas(
    head: Head, names: tuple[str, ...], assumed: tzinfo, language: str | None, *, odd: bool = False
) -> Moment | None:
    first: Moment | None = None
    for name in names:
        raw = head.metas.get(name)
        found = _declared(raw, "meta", assumed, language) if raw and _DIGITS.search(raw) else None
        if found is None:
            continue
        if found.precision is Precision.MINUTE:
            return found if first is None or abs(found.value - first.value) <= timedelta(days=1, hours=14) else first
        first = first or found
    return first or (_from_odd_metas(head, assumed, language) if odd else None)


def _from_odd_metas(head: Head, assumed: tzinfo, language: str | None) -> Moment | None:
    for name, raw in head.metas.items():
        if _ODD_META.search(name) and _DIGITS.search(raw):
            found = _declared(raw, "meta", assumed, language)
            if found:
                return found
    return None


def _shown(walk: Walk, body: Body, headline: int | None) -> list[Mark]:
    """Give the date elements around the article's headline and text, nearest to the headline first."""
    at = headline if headline is not None else body.start
    dated = [m for m in walk.marks if m.zone & (Zone.DATE | Zone.UPDATED | Zone.BYLINE)]
    near: list[tuple[int, int, Mark]] = []
    for mark in dated:
        distance = mark.position - at
        if mark.position > body.end + 6 or distance < -_NEAR:
            continue
        if _TODAY.search(mark.element.get("class") or ""):
            continue
        home = walk.blocks[headline].node if headline is not None else None
        if mark.zone & Zone.FOOTER and not (0 < distance <= 4 or is_in_footer_of(mark.element, home)):
            continue
        if (
            mark.position > body.start + 1
            and _is_of_teaser(walk, mark.position, headline)
            and not is_in_footer_of(mark.element, home)
        ):
            continue
        if distance < 0 and headline is not None and not _is_beside(mark.node, walk.blocks[headline].node):
            continue
        inside = body.start < mark.position < body.end and mark.position - body.start > 3
        if inside and mark.element.tag != "time" and not mark.element.get("itemprop"):
            continue
        if _is_in_story(mark, walk, body):
            continue
        rank = distance if distance >= 0 else -2 * distance + 1
        near.append(
            (
                rank + (200 if mark.position >= body.end and body.end > at else 0) + (60 if inside else 0),
                len(near),
                mark,
            )
        )
    near.sort(key=lambda n: n[:2])
    return [n[2] for n in near]


def _is_of_teaser(walk: Walk, position: int, headline: int | None) -> bool:
    """Ask whether what stands at a position belongs to a teaser: a title that leads elsewhere in it or right above."""
    home = walk.blocks[position].node if position < len(walk.blocks) else None
    for index in range(position, max(position - 4, -1), -1):
        if index == headline:
            return False
        if index >= len(walk.blocks):
            continue
        block = walk.blocks[index]
        if index < position - 1 and block.node is not home:
            continue
        longest = max((len(link.text) for link in block.links), default=0)
        if longest >= _TITLE and (longest >= 0.5 * len(block.text) or block.kind is BlockKind.LIST_ITEM):
            return True
    return False


def _is_beside(near: Node, node: Node | None) -> bool:
    """Ask whether what stands above the headline belongs to it, not to the bar of the site that shows today."""
    bar: Node | None = near
    while bar is not None and bar.element.tag != "header":
        bar = bar.parent
    for _ in range(6):
        if node is None or node.element.tag in ("body", "html"):
            return False
        home: Node | None = near
        for _ in range(6):
            if home is node:
                return bar is None or bar is node or _holds(bar, node)
            home = home.parent if home is not None else None
        node = node.parent
    return False


def _holds(outer: Node, inner: Node | None) -> bool:
    while inner is not None:
        if inner is outer:
            return True
        inner = inner.parent
    return False


def _is_in_story(mark: Mark, walk: Walk, body: Body) -> bool:
    """Ask whether a date stands in a paragraph of the story: then it tells of the story, not of its publication."""
    verdict = body.verdicts.get(mark.position)
    if verdict is None or not verdict.kept:
        return False
    home = walk.blocks[mark.position].element
    element: etree._Element | None = mark.element
    for _ in range(6):
        if element is home:
            return mark.element is not home
        element = element.getparent() if element is not None else None
    return False


def _marked(shown: list[Mark], prop: str, assumed: tzinfo, language: str | None, on: datetime | None) -> Moment | None:
    for mark in shown:
        if prop in (mark.element.get("itemprop") or "") or _RDFA[prop].search(mark.element.get("property") or ""):
            found = _read_element(mark.element, "microdata", assumed, language, on)
            if found:
                return found
    return None


def _read_element(
    element: etree._Element, source: str, assumed: tzinfo, language: str | None, on: datetime | None
) -> Moment | None:
    for name in (
        "datetime",
        "content",
        "title",
        "data-datetime",
        "data-date",
        "data-timestamp",
        "data-time",
        "data-published",
    ):
        raw = element.get(name)
        if raw and _DIGITS.search(raw):
            found = _declared(raw, source, assumed, language)
            if found:
                return _sharpened(found, element, assumed, language)
    text = text_of(element)
    if text and len(text) < 200:
        reading = read_text(text, language=language, on=on, assumed=assumed)
        if reading:
            return _moment(reading, text, source)
    return None


def _sharpened(found: Moment, element: etree._Element, assumed: tzinfo, language: str | None) -> Moment:
    """A machine-readable day beside words that give the minute: take the minute."""
    if found.precision is Precision.MINUTE:
        return found
    text = text_of(element)
    reading = read_text(text, language=language, assumed=assumed) if text and len(text) < 120 else None
    if reading and reading.precision is Precision.MINUTE and reading.value.date() == found.value.date():
        return _moment(reading, text, found.source)
    return found


def _is_update(mark: Mark) -> bool:
    if mark.zone & Zone.UPDATED and not mark.zone & (Zone.DATE & ~Zone.UPDATED):
        return True
    names = f"{mark.element.get('class') or ''} {mark.element.get('itemprop') or ''}".lower()
    if ("updated" in names and "published" not in names) or "modif" in names:
        return True
    before = mark.element.getprevious()
    lead = (before.tail or text_of(before)[-40:]) if before is not None else ""
    parent = mark.element.getparent()
    if parent is not None and before is None:
        lead = (parent.text or "")[-40:]
    return bool(_UPDATED_WORDS.search(lead[-40:])) and not _PUBLISHED_WORDS.search(lead[-40:])


def _from_times(shown: list[Mark], assumed: tzinfo, language: str | None, on: datetime | None) -> Moment | None:
    updates: Moment | None = None
    for mark in shown:
        if mark.element.tag not in ("time", "abbr") and not mark.element.get("datetime"):
            continue
        found = _read_element(mark.element, "time-tag", assumed, language, on)
        if found is None:
            continue
        if not _is_update(mark):
            return found
        updates = updates or found
    return None


def _updated_in(shown: list[Mark], assumed: tzinfo, language: str | None, on: datetime | None) -> Moment | None:
    for mark in shown:
        if (mark.element.tag in ("time", "abbr") or mark.element.get("datetime")) and _is_update(mark):
            found = _read_element(mark.element, "time-tag", assumed, language, on)
            if found:
                return found
    for mark in shown:
        if mark.element.tag != "time" and not mark.element.get("datetime"):
            text = text_of(mark.element)
            word = _UPDATED_WORDS.search(text) if len(text) < 250 else None
            if word:
                reading = read_text(text[word.end() :], language=language, on=on, assumed=assumed)
                if reading:
                    return _moment(reading, text[word.start() :], "text")
    return None


def _published_part(text: str) -> str:
    """Cut a by-line down to what it says of publication: an update named first is skipped."""
    update = _UPDATED_WORDS.search(text)
    if update is None:
        return text
    published = _PUBLISHED_WORDS.search(text)
    if published and published.start() < update.start():
        return text[: update.start()]
    if published:
        return text[published.start() :]
    return text[: update.start()]


def _from_text(
    walk: Walk,
    body: Body,
    headline: int | None,
    shown: list[Mark],
    assumed: tzinfo,
    language: str | None,
    on: datetime | None,
) -> Moment | None:
    for mark in shown:
        text = text_of(mark.element)
        if not 4 < len(text) < 300:
            continue
        reading = read_text(_published_part(text), language=language, on=on, assumed=assumed)
        if reading:
            return _moment(reading, text, "text")
    at = headline if headline is not None else body.start
    blocks = walk.blocks
    around = [
        *range(at + 1, min(at + 9, len(blocks))),
        *range(at - 1, max(at - 6, -1), -1),
        *range(body.end, min(body.end + 4, len(blocks))),
    ]
    around += footer_blocks(walk, headline, body.start)
    for index in around:
        verdict = body.verdicts.get(index)
        if verdict is not None and verdict.kept:
            continue
        if index < at and headline is not None and not _is_beside(blocks[index].node, blocks[headline].node):
            continue
        text = blocks[index].text
        if len(text) > 160 or not _DIGITS.search(text):
            continue
        if not blocks[index].zone & Zone.FOOTER and index > body.start + 1 and _is_of_teaser(walk, index, headline):
            continue
        reading = read_text(_published_part(text), language=language, on=on, assumed=assumed)
        if reading and (len(text) < 70 or _PUBLISHED_WORDS.search(text)):
            return _moment(reading, text, "text")
    return None


def _from_url(url: str) -> Moment | None:
    found = read_url(url)
    return _moment(found[0], found[1], "url") if found else None


def _with_candidate(found: Moment | None, candidate: Candidate | None) -> Moment | None:
    """Fill in from the source that named the address: where the page is silent, or where it gives only the day."""
    said = candidate.published if candidate is not None else None
    if found is None or said is None:
        return found or said
    if said.precision is not Precision.MINUTE:
        return found
    vague = found.precision is Precision.DAY or (
        found.source in ("text", "time-tag")
        and found.value.utcoffset() == timedelta(0)
        and "Z" not in found.raw
        and "+" not in found.raw
    )
    if vague and abs(found.value.date() - said.value.date()) <= timedelta(days=1):
        return said
    return found
