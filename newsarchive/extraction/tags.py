"""The article's tags: what its page links them as, labels so, or declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice

from lxml import etree

from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.text import text_of
from newsarchive.extraction.titles import is_host
from newsarchive.extraction.view import View
from newsarchive.extraction.zone_words import Zone

_LABEL = re.compile(
    r"(?:mots?[- ]cl[ée]s?|[ée]tiquettes?|tags?|keywords?|th[èe]mes?|themen|topics?|schlagw[oö]rter|etiquetas)\s*"
    r"(?::\s*|$)",
    re.IGNORECASE,
)
#: Paths of a tag's own page, as sites in many languages spell them.
_TAG_PAGE = re.compile(
    r"/(?:tag|tags|tagged|tagg|thema|themen|theme|themes|topic|topics|motcle|mot-cle|mots-cles|keyword|keywords|"
    r"etiqueta|etiquetas|etiquette|schlagwort|schlagworte|stichwort|aiheet|emne|onderwerp|argomenti|temas?|temy|"
    r"search/label)/[^/?#]+",
    re.IGNORECASE,
)
#: Words of the machine or of the page, not of the story.
_NO_TAG = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{5,}|[\w-]+(?:[ _][\w-]+)*: .*|.*:|"
    r"(?:alle|all|tous les|toutes les|todos los|todas las|weitere|more|plus de)\s+"
    r"(?:themen|topics|tags|th[èe]mes|mots-cl[ée]s|temas|etiquetas|schlagw[oö]rter)|mehr|more|plus|show all",
    re.IGNORECASE,
)
_BETWEEN_WORDS = re.compile(r"[,;|]")
_COUNT = re.compile(r"^\(\d+\)\s*|\s*\(\d+\)$")
_FOREIGN = Zone.COMMENTS | Zone.POPULAR | Zone.AD | Zone.OVERLAY
_BEFORE, _BEHIND = 12, 8
_MANY = 25
_LONGEST = 60


def read_tags(view: View) -> list[str]:
    """Give the article's tags in order, each once: those its publisher declares, else those the page shows."""
    for _, reader in TAGS:
        tags = _clean(reader(view), view)
        if tags:
            return tags
    return []


def _clean(found: Iterable[str], view: View) -> list[str]:
    tags: dict[str, str] = {}
    for tag in found:
        text = _COUNT.sub("", tag.strip(" #,;"))
        is_word = bool(text) and len(text) < _LONGEST and not _NO_TAG.fullmatch(text)
        if is_word and not ("." in text and is_host(text, view.page.url)):
            tags.setdefault(fold(text), text)
    return list(tags.values())


def _linked(view: View) -> list[str]:
    """Give the links with rel=tag at the story, and those of boxes named after tags."""
    near = range(view.body.start - _BEFORE, view.body.end + _BEHIND + 1)
    found = [
        _words(element)
        for element, rel, position in view.walk.tag_links
        if position in near and "tag" in rel.split() and "category" not in rel and not _is_section_link(element)
    ]
    for dropped in view.walk.dropped:
        if (
            dropped.position not in near
            or not dropped.zone & Zone.TAGS
            or dropped.zone & (Zone.RELATED | Zone.COMMENTS)
        ):
            continue
        anchors = list(islice(dropped.element.iter("a"), _MANY + 1))
        if len(anchors) <= _MANY:
            found += [_words(a) for a in anchors if "category" not in (a.get("rel") or "") and not _is_section_link(a)]
    return found


def _words(anchor: etree._Element) -> str:
    """Give the words of a tag's link, without the number of its articles."""
    last = anchor[-1] if len(anchor) > 1 or (len(anchor) and (anchor.text or "").strip()) else None
    text = text_of(anchor)
    if last is not None and not (last.tail or "").strip():
        count = text_of(last).strip("()")
        if count.isdigit():
            return text.rstrip("()").removesuffix(count).rstrip(" (")
    return text


def _is_section_link(element: etree._Element) -> bool:
    parent = element.getparent()
    for _ in range(2):
        if parent is None:
            return False
        names = parent.get("class") or ""
        if "taxonomy-category" in names or "cat-links" in names or "categories" in names:
            return True
        parent = parent.getparent()
    return False


def _labelled(view: View) -> list[str]:
    """Give the links behind a label like "Mots-clés :", or in a box headed so."""
    blocks, body = view.walk.blocks, view.body
    for index in range(max(0, body.start - _BEFORE), min(len(blocks), body.end + _BEFORE)):
        block, verdict = blocks[index], body.verdicts.get(index)
        label = _LABEL.match(block.text) if verdict is None or not verdict.kept else None
        if label is None:
            continue
        rest = len(block.text) - label.end()
        if block.links and block.link_chars >= 0.6 * rest:
            return [link.text for link in block.links]
        if rest == 0:
            tags: list[str] = []
            for entry in blocks[index + 1 : index + 1 + _MANY]:
                if not entry.links or entry.link_chars < 0.8 * len(entry.text) or len(entry.text) > _LONGEST:
                    break
                tags += [link.text for link in entry.links]
            return tags
    return _labelled_box(view)


def _labelled_box(view: View) -> list[str]:
    for dropped in view.walk.dropped:
        if dropped.position < view.body.start or dropped.zone & (Zone.RELATED | Zone.COMMENTS | Zone.POPULAR):
            continue
        for heading in islice(dropped.element.iter("h2", "h3", "h4", "h5"), 20):
            text = text_of(heading, _LONGEST)
            box, title = heading.getparent(), _LABEL.match(text)
            anchors = list(islice(box.iter("a"), 16)) if box is not None and title and title.end() == len(text) else []
            if 0 < len(anchors) <= 15 and all("tag" in (a.get("rel") or "").split() for a in anchors):
                return [text_of(a) for a in anchors]
    return []


def _tag_pages(view: View) -> list[str]:
    """Give the links of lines and boxes at the story that hold nothing but links to the pages of tags."""
    blocks, body = view.walk.blocks, view.body
    at = view.headline_at if view.headline_at is not None else body.start
    found: list[str] = []
    for block in blocks[max(0, at - 4) : body.end + _BEHIND]:
        if not block.links or block.link_chars < 0.8 * len(block.text):
            continue
        if len(block.text) < 4 * _LONGEST and all(_TAG_PAGE.search(link.href) for link in block.links):
            found += [link.text for link in block.links]
    for dropped in view.walk.dropped:
        if not at - 4 <= dropped.position <= body.end + _BEHIND:
            continue
        if dropped.zone & _FOREIGN or dropped.element.tag in ("header", "footer", "aside"):
            continue
        anchors = list(islice(dropped.element.iter("a"), _MANY + 1))
        if 0 < len(anchors) <= _MANY and all(_TAG_PAGE.search(a.get("href") or "") for a in anchors):
            found += [_words(a) for a in anchors]
    return found if len(found) <= _MANY else []


def _article_tags(view: View) -> list[str]:
    tags = list(view.head.article_tags)
    return tags[0].split(",") if len(tags) == 1 else tags


def _news_keywords(view: View) -> list[str]:
    return (view.head.first("news_keywords", "sailthru.tags", "parsely-tags") or "").split(",")


def _keywords(view: View) -> list[str]:
    """Give the keywords meta where the text bears it out: many sites write the same one into every page."""
    raw = view.head.first("keywords") or ""
    words = [w.strip() for w in _BETWEEN_WORDS.split(raw) if w.strip()]
    if not words or len(words) > _MANY:
        return []
    text = " ".join([view.head.title, *(block.text for block in view.body.kept)]).casefold()
    said = sum(w.casefold() in text for w in words)
    return words if 2 * said >= len(words) else []


#: The readers in the order they are asked, each with the name of its source.
TAGS: tuple[tuple[str, Callable[[View], list[str]]], ...] = (
    ("article:tag", _article_tags),
    ("news_keywords", _news_keywords),
    ("json-ld", lambda v: list(v.head.structured.keywords)),
    ("links", _linked),
    ("label", _labelled),
    ("tag pages", _tag_pages),
    ("keywords", _keywords),
)


def tag_candidates(view: View) -> list[tuple[str, list[str], list[str]]]:
    """Give what each source says, in the order they are asked: (source, words as found, tags); for people to see."""
    said = [(source, list(reader(view))) for source, reader in TAGS]
    return [(source, found, _clean(found, view)) for source, found in said if any(word.strip() for word in found)]
