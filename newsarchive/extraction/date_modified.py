"""The candidates for the moment of the last change, each with its proof, the most trusted first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from newsarchive.extraction.date_choice import Found, Trust, make_found
from newsarchive.extraction.date_places import labelled_lines
from newsarchive.extraction.date_scene import HAS_DIGIT, Scene, is_clock, is_update, marked_as, read_element, said
from newsarchive.extraction.date_words import MODIFIED_METAS, UPDATED_WORDS
from newsarchive.model import Moment


def modified_dates(scene: Scene, *, everywhere: bool) -> Iterator[Found]:
    """Give the candidates for the last change, the most trusted first; ``everywhere``: in the text's own lines, too."""
    told = said(scene.head.structured.modified, "json-ld", Trust.DECLARED, scene)
    if told:
        yield told
    element = marked_as(scene.shown, "dateModified")
    marked = read_element(element, "microdata", scene, Trust.DECLARED) if element is not None else None
    if marked:
        yield marked
    metas = scene.head.metas
    for name in MODIFIED_METAS:
        found = said(metas[name], "meta", Trust.DECLARED, scene) if name in metas else None
        if found:
            yield found
    for mark in scene.shown:
        if is_clock(mark.element) and is_update(mark):
            found = read_element(mark.element, "time-tag", scene)
            if found:
                yield found
    for text in chain(
        (scene.words(m.element) for m in scene.shown if not is_clock(m.element)),
        scene.lines,
        labelled_lines(scene.walk, scene.body) if everywhere else (),
    ):
        word = UPDATED_WORDS.search(text) if len(text) < 250 and HAS_DIGIT.search(text) else None
        reading = scene.text(text[word.end() :]) if word else None
        if word and reading:
            yield make_found(reading, text[word.start() :], "text", Trust.UPDATE)


def as_update(modified: Found) -> Found:
    """Give the last change as the latest moment at which a story can have been published."""
    told = modified.moment
    moment = Moment(value=told.value, raw=told.raw, precision=told.precision, source="modified")
    return Found(moment, Trust.UPDATE, modified.has_offset)
