"""When the article was published and changed: candidates in order of trust, each with its proof, weighed together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property
from itertools import chain, islice

from lxml import etree

from newsarchive.extraction.blocks import Mark, Walk
from newsarchive.extraction.body import Body
from newsarchive.extraction.date_choice import Found, Trust, choose, make_found, weigh
from newsarchive.extraction.date_places import (
    labelled_lines,
    lines_around,
    lines_below,
    shown_dates,
    times_in_parts,
)
from newsarchive.extraction.date_words import (
    LOOSE_METAS,
    MODIFIED_METAS,
    ODD_META,
    PUBLISHED_METAS,
    PUBLISHED_WORDS,
    RDFA,
    UPDATED_WORDS,
)
from newsarchive.extraction.meta import Head
from newsarchive.extraction.script_dates import dates_in_scripts
from newsarchive.extraction.text import text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.model import Candidate, Moment, Precision
from newsarchive.normalize.dates import Reading, other_order, read_dateline, read_machine, read_text, read_url

_DIGITS = re.compile(r"\d")
_CLOCKS = (
    "datetime",
    "content",
    "title",
    "data-datetime",
    "data-date",
    "data-timestamp",
    "data-time",
    "data-published",
)
_APART = re.compile(r"[|•·/:–—»]|\s-\s")
#: Characters of prose before a date from which a line is a caption.
_LEAD = 40
#: Parts of a headline that are read.
_MOST_PARTS = 40
_PUBLISHED = frozenset(PUBLISHED_METAS)
_TITLE_PART = re.compile(r"\s[|–—-]\s")


@dataclass(frozen=True, slots=True)
class Dates:
    """Publication and modification, each with its proof, or None; ``found`` is what the first was chosen from."""

    published: Moment | None
    modified: Moment | None
    found: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One date the page offers for ``field`` (``date_published`` or ``date_modified``), and whether it was taken.

    ``moment`` holds its source, the words as found and the value they were read as. The winner's value
    may bear an offset, or a minute, that another candidate of the same instant stated.
    """

    field: str
    moment: Moment
    is_winner: bool


@dataclass(frozen=True)
class _Scene:
    """All there is to read the dates of one page from."""

    head: Head
    walk: Walk
    body: Body
    headline: int | None
    shown: list[Mark]
    url: str
    language: str | None
    on: datetime | None
    marked: etree._Element | None

    def text(self, text: str) -> Reading | None:
        """Read a date out of words people see."""
        return self.placed(read_text(text, language=self.language, on=self.on))

    def placed(self, reading: Reading | None) -> Reading | None:
        """Put a time that states no offset where the page's other dates are."""
        return reading.placed(self.zone) if reading is not None and reading.is_local else reading

    @cached_property
    def zone(self) -> tzinfo:
        """The offset some machine-readable date of the page states; UTC where none does."""
        metas, told = self.head.metas, self.head.structured
        raws: list[str | None] = [told.published, told.modified]
        raws += [metas.get(name) for name in (*PUBLISHED_METAS[:4], *MODIFIED_METAS[:2])]
        raws += [m.element.get("datetime") or m.element.get("content") for m in self.shown[:6]]
        for raw in raws:
            reading = read_machine(raw) if raw else None
            if reading is not None and reading.has_offset and reading.value.utcoffset():
                return reading.value.tzinfo or UTC
        return UTC


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
    """Read both dates. A date out of the story's own text is never one; unknown is None.

    A page that shows nothing but when it was last changed is dated by that, the source of its publication
    being ``modified``: the latest moment at which it can have been published.
    """
    scene = _scene(head, walk, body, headline, url, language, on)
    found = list(_published(scene, everything=False))
    modified = next(_modified(scene, everywhere=not found), None)
    if len(found) == 1 and other_order(found[0].moment.raw):
        found = list(_published(scene, everything=True))  # 03/04: somebody else must say which is the month
    published = weigh(found)
    if published is None:
        found = [_as_update(modified)] if modified else list(_scripted(scene))
        published = weigh(found)
    return Dates(_with_candidate(published, candidate), modified.moment if modified else None, tuple(found))


def date_candidates(
    head: Head,
    walk: Walk,
    body: Body,
    headline: int | None,
    *,
    url: str,
    language: str | None,
    on: datetime | None,
) -> list[DateCandidate]:
    """Give every date the page offers for either field, in the order they were asked, with the winner marked.

    For people who want to know why; :func:`read_dates` stops as soon as the answer is certain.
    """
    scene = _scene(head, walk, body, headline, url, language, on)
    modified = list(_modified(scene, everywhere=True))
    found = list(_published(scene, everything=True))
    updates = [_as_update(f) for f in modified[:1]]
    scripted = list(_scripted(scene))
    asked = list(_published(scene, everything=False)) or updates or scripted
    chosen = choose(asked)
    listed = [
        DateCandidate("date_published", f.moment, chosen is not None and f.moment == chosen.moment)
        for f in (*found, *updates, *scripted)
    ]
    return listed + [DateCandidate("date_modified", f.moment, f is modified[0]) for f in modified]


def _scene(
    head: Head, walk: Walk, body: Body, headline: int | None, url: str, language: str | None, on: datetime | None
) -> _Scene:
    shown = shown_dates(walk, body, headline)
    return _Scene(head, walk, body, headline, shown, url, language, on, _marked(shown, "datePublished"))


def _as_update(modified: Found) -> Found:
    told = modified.moment
    moment = Moment(value=told.value, raw=told.raw, precision=told.precision, source="modified")
    return Found(moment, Trust.UPDATE, modified.has_offset)


# Candidates.


def _said(raw: str | None, source: str, trust: Trust, scene: _Scene) -> Found | None:
    """Read a date meant for machines, or written where one is expected."""
    if not raw or not _DIGITS.search(raw):
        return None
    reading = scene.placed(read_machine(raw) or (read_text(raw, language=scene.language) if len(raw) < 80 else None))
    return make_found(reading, raw, source, trust) if reading else None


def _published(scene: _Scene, *, everything: bool) -> Iterator[Found]:
    """Give the candidates for publication, the most trusted first; those that cost more only where none was found."""
    count = 0
    for reader in (_declared, _displayed, _loose):
        for found in reader(scene):
            count += 1
            yield found
    address = read_url(scene.url)
    if count and address:
        yield make_found(address[0], address[1], "url", Trust.LOOSE)
    if count and not everything:
        return
    for found in _around(scene):
        yield found
        if not everything:
            return
    if not count and address:
        yield make_found(address[0], address[1], "url", Trust.LOOSE)
        if not everything:
            return
    for found in chain(_opening(scene), _titled(scene)):
        yield found
        if not everything:
            return


def _declared(scene: _Scene) -> Iterator[Found]:
    head = scene.head
    told = _said(head.structured.published, "json-ld", Trust.DECLARED, scene)
    if told:
        yield told
    if scene.marked is not None:
        marked = _read_element(scene.marked, "microdata", scene, Trust.DECLARED)
        if marked:
            yield marked
    metas = head.metas
    for name in PUBLISHED_METAS:
        found = _said(metas[name], "meta", Trust.DECLARED, scene) if name in metas else None
        if found:
            yield found
    for name, raw in metas.items():
        if ("date" in name or "publ" in name) and name not in _PUBLISHED and ODD_META.search(name):
            found = _said(raw, "meta", Trust.DECLARED, scene)
            if found:
                yield found


def _loose(scene: _Scene) -> Iterator[Found]:
    metas = scene.head.metas
    for name in LOOSE_METAS:
        found = _said(metas[name], "meta", Trust.LOOSE, scene) if name in metas else None
        if found:
            yield found


def _displayed(scene: _Scene) -> Iterator[Found]:
    """Give what the page shows at its headline: time elements first, then words that date it."""
    count = 0
    near = [m for m in scene.shown if m.element is not scene.marked and _is_at_headline(m, scene)]
    for mark in sorted(near, key=lambda m: not _is_clock(m.element)):
        found = _shown_in(mark, scene) if count <= 3 else None
        if found:
            count += 1
            yield found
    if not count:
        for text in lines_below(scene.walk, scene.body, scene.headline):
            reading = scene.text(_published_part(text)) if not _is_caption(text) else None
            if reading:
                yield make_found(reading, text, "text", Trust.SHOWN)
                break


def _is_caption(text: str) -> bool:
    """Ask whether a line that says nothing of publication is a sentence with a date behind it."""
    digit = _DIGITS.search(text)
    lead = text[: digit.start()] if digit else text
    return len(lead) > _LEAD and not _APART.search(lead) and not PUBLISHED_WORDS.search(text)


def _is_at_headline(mark: Mark, scene: _Scene) -> bool:
    return mark.position <= max(scene.body.start, (scene.headline or 0) + 4) + 2


def _shown_in(mark: Mark, scene: _Scene) -> Found | None:
    if _is_clock(mark.element):
        return None if _is_update(mark) else _read_element(mark.element, "time-tag", scene)
    text = text_of(mark.element, 300)
    if not 4 < len(text) < 300 or not _DIGITS.search(text):
        return None
    reading = _worded(text, mark, scene)
    if reading is None and mark.zone & Zone.DATE and len(text) < 30:
        text = " ".join(str(piece) for piece in mark.element.itertext())
        reading = _worded(text, mark, scene)
    return make_found(reading, text, "text", Trust.SHOWN) if reading else None


def _worded(text: str, mark: Mark, scene: _Scene) -> Reading | None:
    """Read what the words of an element say of publication; those of an update that do not name it say nothing."""
    part = _published_part(text)
    reading = scene.text(part)
    return None if reading is None or (part == text and _is_update(mark)) else reading


def _is_clock(element: etree._Element) -> bool:
    return element.tag in ("time", "abbr") or element.get("datetime") is not None


def _around(scene: _Scene) -> Iterator[Found]:
    """Give dates in lines around the headline and the text, and in small parts there that were not entered."""
    for mark in scene.shown:
        found = None if _is_at_headline(mark, scene) else _shown_in(mark, scene)
        if found:
            yield replace(found, trust=Trust.AROUND)
    for element in times_in_parts(scene.walk, scene.body, scene.headline):
        found = _read_element(element, "time-tag", scene)
        if found:
            yield found
    for text in lines_around(scene.walk, scene.body, scene.headline):
        if _is_caption(text):
            continue
        part = _published_part(text)
        if len(part) >= 70 and not PUBLISHED_WORDS.search(part):
            part = part[:30] if len(part) < 120 else ""
        reading = scene.text(part)
        if reading:
            yield make_found(reading, text, "text", Trust.AROUND)
    for text in labelled_lines(scene.walk, scene.body):
        part = _published_part(text)
        reading = scene.text(part) if PUBLISHED_WORDS.search(part) else None
        if reading:
            yield make_found(reading, text, "text", Trust.AROUND)


def _opening(scene: _Scene) -> Iterator[Found]:
    """Give the date line a text opens with; a date inside its sentences is none."""
    for block in scene.body.kept[:4]:
        if _DIGITS.search(block.text[:60]):
            found = read_dateline(block.text, language=scene.language)
            reading = scene.placed(found[0]) if found else None
            if found and reading:
                yield make_found(reading, found[1], "text", Trust.GUESSED)


def _titled(scene: _Scene) -> Iterator[Found]:
    """Give a date that stands apart at an end of the page's title or in its headline."""
    at = scene.headline
    headline = scene.walk.blocks[at] if at is not None else None
    inners = headline.element.iter("small", "span", "em", "i", "div", "p") if headline is not None else iter(())
    for inner in islice(inners, _MOST_PARTS):
        text = text_of(inner, 60)
        reading = scene.text(text) if len(text) < 60 and _DIGITS.search(text) else None
        if reading:
            yield make_found(reading, text, "text", Trust.GUESSED)
    for title in (scene.head.title, headline.text if headline is not None else ""):
        parts = _TITLE_PART.split(title) if _DIGITS.search(title) else []
        for part in (parts[0], parts[-1]) if len(parts) > 1 else ():
            reading = scene.text(part) if len(part) < 30 else None
            if reading:
                yield make_found(reading, part, "text", Trust.GUESSED)


def _scripted(scene: _Scene) -> Iterator[Found]:
    """Give the dates in the data the page carries for its scripts."""
    at = scene.headline
    headline = scene.walk.blocks[at].text if at is not None else scene.head.title
    root = scene.walk.nodes[0].element.getroottree().getroot()
    for raw in dates_in_scripts(root, headline):
        found = _said(raw, "script", Trust.GUESSED, scene)
        if found:
            yield found


def _marked(shown: list[Mark], prop: str) -> etree._Element | None:
    """Give the element that microdata or RDFa calls so and that holds a date."""
    for mark in shown:
        element = mark.element
        is_named = prop in (element.get("itemprop") or "") or RDFA[prop].search(element.get("property") or "")
        if is_named and (
            any(_DIGITS.search(element.get(name) or "") for name in _CLOCKS) or _DIGITS.search(text_of(element, 300))
        ):
            return element
    return None


def _read_element(element: etree._Element, source: str, scene: _Scene, trust: Trust = Trust.SHOWN) -> Found | None:
    for name in _CLOCKS:
        raw = element.get(name)
        found = _said(raw, source, trust, scene) if raw else None
        if found:
            return _sharpened(found, element, scene)
    text = text_of(element, 200)
    if text and len(text) < 200:
        reading = scene.text(text)
        if reading:
            return make_found(reading, text, source, trust)
    return None


def _sharpened(found: Found, element: etree._Element, scene: _Scene) -> Found:
    """Take the minute from the words of an element that gives machines the day, and the day those say is earlier."""
    text = text_of(element, 120)
    reading = scene.text(text) if text and len(text) < 120 and _DIGITS.search(text) else None
    if reading is None:
        return found
    day, shown = found.moment.value.date(), reading.value.date()
    is_minute = found.moment.precision is Precision.MINUTE
    if shown == day and not is_minute and reading.precision is Precision.MINUTE:
        return make_found(reading, text, found.moment.source, found.trust)
    if day - shown > timedelta(days=1) and PUBLISHED_WORDS.search(text):
        return make_found(reading, text, found.moment.source, found.trust)
    return found


# Updates.


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
    return bool(UPDATED_WORDS.search(lead[-40:])) and not PUBLISHED_WORDS.search(lead[-40:])


def _published_part(text: str) -> str:
    """Cut a by-line down to what it says of publication: an update named first is skipped."""
    update = UPDATED_WORDS.search(text)
    if update is None:
        return text
    published = PUBLISHED_WORDS.search(text)
    if published and published.start() < update.start():
        return text[: update.start()]
    if published:
        return text[published.start() :]
    return text[: update.start()]


def _modified(scene: _Scene, *, everywhere: bool) -> Iterator[Found]:
    """Give the candidates for the last change, the most trusted first; ``everywhere``: in the text's own lines, too."""
    told = _said(scene.head.structured.modified, "json-ld", Trust.DECLARED, scene)
    if told:
        yield told
    element = _marked(scene.shown, "dateModified")
    marked = _read_element(element, "microdata", scene, Trust.DECLARED) if element is not None else None
    if marked:
        yield marked
    metas = scene.head.metas
    for name in MODIFIED_METAS:
        found = _said(metas[name], "meta", Trust.DECLARED, scene) if name in metas else None
        if found:
            yield found
    for mark in scene.shown:
        if _is_clock(mark.element) and _is_update(mark):
            found = _read_element(mark.element, "time-tag", scene)
            if found:
                yield found
    for text in chain(
        (text_of(m.element, 250) for m in scene.shown if not _is_clock(m.element)),
        lines_around(scene.walk, scene.body, scene.headline),
        labelled_lines(scene.walk, scene.body) if everywhere else (),
    ):
        word = UPDATED_WORDS.search(text) if len(text) < 250 and _DIGITS.search(text) else None
        reading = scene.text(text[word.end() :]) if word else None
        if word and reading:
            yield make_found(reading, text[word.start() :], "text", Trust.UPDATE)


def _with_candidate(found: Moment | None, candidate: Candidate | None) -> Moment | None:
    """Fill in from the source that named the address: where the page is silent, or where it gives only the day."""
    said = candidate.published if candidate is not None else None
    if found is None or said is None:
        return found or said
    if found.source == "modified":
        return said
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
