"""The candidates for the moment of publication, each with its proof, the most trusted first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from newsarchive.extraction.blocks import Mark
from newsarchive.extraction.date_choice import Found, Trust, make_found
from newsarchive.extraction.date_places import labelled_lines, lines_below, times_in_parts
from newsarchive.extraction.date_scene import HAS_DIGIT, Scene, is_clock, is_update, read_element, said
from newsarchive.extraction.date_words import LOOSE_METAS, ODD_META, PUBLISHED_METAS, PUBLISHED_WORDS, UPDATED_WORDS
from newsarchive.extraction.script_dates import dates_in_scripts
from newsarchive.extraction.text import text_of
from newsarchive.extraction.zone_words import Zone
from newsarchive.normalize.dates import Reading, read_dateline, read_url

_APART = re.compile(r"[|•·/:–—»]|\s-\s")
#: Characters of prose before a date from which a line is a caption.
_LEAD = 40
#: Parts of a headline that are read.
_MOST_PARTS = 40
_PUBLISHED = frozenset(PUBLISHED_METAS)
_TITLE_PART = re.compile(r"\s[|–—-]\s")


def published_dates(scene: Scene, *, everything: bool) -> Iterator[Found]:
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


def _declared(scene: Scene) -> Iterator[Found]:
    head = scene.head
    told = said(head.structured.published, "json-ld", Trust.DECLARED, scene)
    if told:
        yield told
    if scene.marked is not None:
        marked = read_element(scene.marked, "microdata", scene, Trust.DECLARED)
        if marked:
            yield marked
    metas = head.metas
    for name in PUBLISHED_METAS:
        found = said(metas[name], "meta", Trust.DECLARED, scene) if name in metas else None
        if found:
            yield found
    for name, raw in metas.items():
        if ("date" in name or "publ" in name) and name not in _PUBLISHED and ODD_META.search(name):
            found = said(raw, "meta", Trust.DECLARED, scene)
            if found:
                yield found


def _loose(scene: Scene) -> Iterator[Found]:
    metas = scene.head.metas
    for name in LOOSE_METAS:
        found = said(metas[name], "meta", Trust.LOOSE, scene) if name in metas else None
        if found:
            yield found


def _displayed(scene: Scene) -> Iterator[Found]:
    """Give what the page shows at its headline: time elements first, then words that date it."""
    count = 0
    near = [m for m in scene.shown if m.element is not scene.marked and _is_at_headline(m, scene)]
    for mark in sorted(near, key=lambda m: not is_clock(m.element)):
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
    digit = HAS_DIGIT.search(text)
    lead = text[: digit.start()] if digit else text
    return len(lead) > _LEAD and not _APART.search(lead) and not PUBLISHED_WORDS.search(text)


def _is_at_headline(mark: Mark, scene: Scene) -> bool:
    return mark.position <= max(scene.body.start, (scene.headline or 0) + 4) + 2


def _shown_in(mark: Mark, scene: Scene) -> Found | None:
    if is_clock(mark.element):
        return None if is_update(mark) else read_element(mark.element, "time-tag", scene)
    text = scene.words(mark.element)
    if not 4 < len(text) < 300 or not HAS_DIGIT.search(text):
        return None
    reading = _worded(text, mark, scene)
    if reading is None and mark.zone & Zone.DATE and len(text) < 30:
        text = " ".join(str(piece) for piece in mark.element.itertext())
        reading = _worded(text, mark, scene)
    return make_found(reading, text, "text", Trust.SHOWN) if reading else None


def _worded(text: str, mark: Mark, scene: Scene) -> Reading | None:
    """Read what the words of an element say of publication; those of an update that do not name it say nothing."""
    part = _published_part(text)
    reading = scene.text(part)
    return None if reading is None or (part == text and is_update(mark)) else reading


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


def _around(scene: Scene) -> Iterator[Found]:
    """Give dates in lines around the headline and the text, and in small parts there that were not entered."""
    for mark in scene.shown:
        found = None if _is_at_headline(mark, scene) else _shown_in(mark, scene)
        if found:
            yield replace(found, trust=Trust.AROUND)
    for element in times_in_parts(scene.walk, scene.body, scene.headline):
        found = read_element(element, "time-tag", scene)
        if found:
            yield found
    for text in scene.lines:
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


def _opening(scene: Scene) -> Iterator[Found]:
    """Give the date line a text opens with; a date inside its sentences is none."""
    for block in scene.body.kept[:4]:
        if HAS_DIGIT.search(block.text[:60]):
            found = read_dateline(block.text, language=scene.language)
            reading = scene.placed(found[0]) if found else None
            if found and reading:
                yield make_found(reading, found[1], "text", Trust.GUESSED)


def _titled(scene: Scene) -> Iterator[Found]:
    """Give a date that stands apart at an end of the page's title or in its headline."""
    at = scene.headline
    headline = scene.walk.blocks[at] if at is not None else None
    inners = headline.element.iter("small", "span", "em", "i", "div", "p") if headline is not None else iter(())
    for inner in islice(inners, _MOST_PARTS):
        text = text_of(inner, 60)
        reading = scene.text(text) if len(text) < 60 and HAS_DIGIT.search(text) else None
        if reading:
            yield make_found(reading, text, "text", Trust.GUESSED)
    for title in (scene.head.title, headline.text if headline is not None else ""):
        parts = _TITLE_PART.split(title) if HAS_DIGIT.search(title) else []
        for part in (parts[0], parts[-1]) if len(parts) > 1 else ():
            reading = scene.text(part) if len(part) < 30 else None
            if reading:
                yield make_found(reading, part, "text", Trust.GUESSED)


def scripted_dates(scene: Scene) -> Iterator[Found]:
    """Give the dates in the data the page carries for its scripts."""
    at = scene.headline
    headline = scene.walk.blocks[at].text if at is not None else scene.head.title
    root = scene.walk.nodes[0].element.getroottree().getroot()
    for raw in dates_in_scripts(root, headline):
        found = said(raw, "script", Trust.GUESSED, scene)
        if found:
            yield found
