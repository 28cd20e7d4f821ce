"""What readers wrote below an article: text, name, date and which comment it answers. Read only where it is asked for.

A page says what its comments are in one of these ways; the one that gives most is believed:

* JSON-LD: objects of type Comment in the article's ``comment``;
* elements: microdata (``itemprop=comment``), elements that are called a comment by class or id (``li.comment``,
  ``#comment-123``, SPIP's ``.forum-message``), the entries of a list of comments (``ol.commentlist``, ``ul.forum``), or
  the articles within a part that is called comments.

One that stands inside another answers it. An element with nothing but another one in it is the frame of that.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

from lxml import etree

from newsarchive.extraction.text import sane, text_of, unescaped
from newsarchive.model import Comment
from newsarchive.normalize.dates import read_machine, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, tzinfo

    from newsarchive.extraction.page import Page
    from newsarchive.normalize.dates import Reading

#: Comments of one page that are read, and characters of one that are kept.
MOST, LONGEST = 5000, 20_000

_FRAMES = frozenset({"li", "div", "article", "section", "dd", "tr"})
_ITEM = re.compile(
    r"(?:wp-block-)?comments?(?:[-_]{1,2}(?:item|entry|node|single|post|message|fil|list[-_]{1,2}item))?|commentitem|"
    r"commentaires?[-_]item|commentaire|comentario|commento|kommentar|forum-(?:message|reponse|fil)"
)
_ITEM_ID = re.compile(r"(?:li-|div-)?(?:comment|commentaire|comentario|kommentar|forum|c)[-_]?\d+")
_LIST = re.compile(
    r"comments?[-_]{0,2}list|commentlist|comments?-(?:thread|template)|wp-block-comment-template|commentaires|forum|"
    r"forum-total|comments?-items|liste-commentaires|kommentare|comentarios"
)
_PART = re.compile(
    r"(?:[\w-]*[-_])?(?:comments|commentaires|kommentare|comentarios|commenti|forum|reactions)(?:[-_].*)?"
)
#: What only looks like comments: those of other articles, pages that link here, what is not let through yet.
_OTHER = re.compile(
    r"(?:[\w-]*[-_])?(?:latest|recent|last|top|derniers?)[-_]?comment.*|recentcomments|pingback|trackback|"
    r"comment-awaiting-moderation|comments?-?(?:respond|form|title|count)|respond"
)
_CONTENT = re.compile(r"(?:.*[-_])?(?:content|text|texte|contenu|copy)|commenttext|e-content")
_BODY = re.compile(r"(?:.*[-_])?(?:body|message|corps)|description")
_NAME = re.compile(r"fn|(?:.*[-_])?(?:author[-_]?name|user[-_]?name|nick(?:name)?|pseudo|commenter)|username")
_AUTHOR = re.compile(r"(?:.*[-_])?(?:author|auteur|autor|autore|user|by)|vcard|name")
_DATE = re.compile(
    r"(?:.*[-_])?(?:dates?|time|datetime|timestamp|published|metadata|meta|when|on|permalink)|comment-date"
)
_ASIDE = re.compile(
    r"(?:.*[-_])?(?:reply|repondre|actions?|buttons?|avatar|says|share|vote|votes|likes?|edit-link|report|alert\w*)"
)
_ANSWERING = re.compile(r"[#?&](?:respond|repondre|reply|answer|antwort|respuesta|risposta)", re.IGNORECASE)
_EMPHASIS = frozenset({"b", "strong", "cite", "h3", "h4", "h5", "h6"})
#: Characters of a first line that may be a name.
_NAME_LINE = 60
_SPOKEN = re.compile(
    r"\s*\b(?:says|said|wrote|dit|a dit|a écrit|écrit|sagt|sagte|schrieb|dice|dijo|ha scritto|schreef|disse)\s*:?\s*$|"
    r"^\s*(?:by|par|von|por|di|de|posted by|écrit par|publié par)\s+|[\s,:;|·–-]+$",
    re.IGNORECASE,
)
_NO_TEXT = frozenset(
    {"script", "style", "noscript", "form", "button", "textarea", "input", "select", "svg", "template"}
)
_BREAKS = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "blockquote", "pre", "tr", "dd", "dt", "section", "article", "hr"}
)
_CLOCKS = ("datetime", "content", "title", "data-datetime", "data-date", "data-timestamp", "data-time")


@dataclass(slots=True)
class _Item:
    """An element that is called a comment; ``in_list`` where a list stands between it and the one it stands in."""

    element: etree._Element
    inside: _Item | None
    in_list: bool
    text: str = ""
    author: str = ""
    date: Reading | None = None
    date_raw: str | None = None
    frame_of: _Item | None = None
    parts: list[_Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Clock:
    """How dates of a page are read."""

    language: str | None
    on: datetime | None
    zone: tzinfo

    def text(self, raw: str) -> Reading | None:
        return read_text(raw, language=self.language, on=self.on, assumed=self.zone)

    def machine(self, raw: str) -> Reading | None:
        return read_machine(raw, assumed=self.zone)


def read_comments(
    page: Page, *, language: str | None = None, on: datetime | None = None, zone: tzinfo | None = None
) -> tuple[Comment, ...]:
    """Give the comments that a page shows, in its order; pure.

    ``language`` and ``on``, the moment the page was fetched, are for dates in words; ``zone`` is where a clock's time
    is taken to be.
    """
    clock = _Clock(language, on, zone or UTC)
    shown: tuple[Comment, ...] = ()
    for is_item in (_is_microdata, _is_called, _is_entry, _is_article):
        shown = _of_elements(page.tree, is_item, clock)
        if shown:
            break
    told = _of_json_ld(page.tree, clock)
    return told if len(told) > len(shown) else shown


# ---------------------------------------------------------------------- elements
def _tokens(element: etree._Element) -> list[str]:
    return (element.get("class") or "")[:500].lower().split()


def _calls(element: etree._Element, words: re.Pattern[str]) -> bool:
    return any(words.fullmatch(token) for token in _tokens(element))


def _is_microdata(element: etree._Element) -> bool:
    return "comment" in (element.get("itemprop") or "").split() or (element.get("itemtype") or "").endswith(
        ("schema.org/Comment", "schema.org/UserComments")
    )


def _is_called(element: etree._Element) -> bool:
    if element.tag not in _FRAMES:
        return False
    name = (element.get("id") or "").lower()
    if _ITEM_ID.fullmatch(name):
        return True
    # "comments" is the whole part.
    return any(_ITEM.fullmatch(called) is not None and called != "comments" for called in _tokens(element))


def _is_entry(element: etree._Element) -> bool:
    if element.tag not in ("li", "article", "div"):
        return False
    above = element.getparent()
    return above is not None and above.tag in ("ul", "ol", "div", "section") and _calls(above, _LIST)


def _is_article(element: etree._Element) -> bool:
    if element.tag != "article":
        return False
    return any(
        _PART.fullmatch((above.get("id") or "").lower()) or _calls(above, _PART)
        for above in element.iterancestors("div", "section", "aside", "ul", "ol")
    )


def _of_elements(tree: etree._Element, is_item: Callable[[etree._Element], bool], clock: _Clock) -> tuple[Comment, ...]:
    items = _items(tree, is_item)
    own = {item.element: item for item in items}
    for item in items:
        _fill(item, own, clock)
    kept: list[_Item] = []
    places: dict[int, int] = {}
    for item in items:
        if not item.text and item.parts and not item.parts[0].in_list:
            # A frame: what answers it answers the comment in it.
            item.frame_of = item.parts[0]
        elif item.text:
            places[id(item)] = len(kept)
            kept.append(item)
    return tuple(
        Comment(
            text=item.text,
            author=item.author,
            date_created=item.date.value if item.date else None,
            date_created_raw=item.date_raw if item.date else None,
            parent=_place_of_parent(item, places),
        )
        for item in kept
    )


def _place_of_parent(item: _Item, places: dict[int, int]) -> int | None:
    above = item.inside
    while above is not None:
        meant = above
        while meant.frame_of is not None:
            meant = meant.frame_of
        if meant is not item and id(meant) in places and places[id(meant)] < places[id(item)]:
            return places[id(meant)]
        above = above.inside
    return None


def _items(tree: etree._Element, is_item: Callable[[etree._Element], bool]) -> list[_Item]:
    """Find the elements that are comments, each with the one it stands in; one pass, however deep the page is."""
    items: list[_Item] = []
    within: list[_Item] = []
    # The depth of lists at which each of them was opened.
    lists: list[int] = []
    depth = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if not isinstance(element.tag, str):
            continue
        if event == "end":
            if within and within[-1].element is element:
                within.pop()
                lists.pop()
            depth -= element.tag in ("ul", "ol")
            continue
        if element.tag in _NO_TEXT or _calls(element, _OTHER) or (element.get("id") or "").lower() == "respond":
            walk.skip_subtree()
            continue
        depth += element.tag in ("ul", "ol")
        if is_item(element) and len(items) < MOST:
            inside = within[-1] if within else None
            item = _Item(element, inside, in_list=bool(lists) and depth > lists[-1])
            if inside is not None:
                inside.parts.append(item)
            items.append(item)
            within.append(item)
            lists.append(depth)
    return items


def _fill(item: _Item, items: dict[etree._Element, _Item], clock: _Clock) -> None:
    """Read text, name and date out of a comment's own elements: those not of a comment inside it."""
    found = list(_own(item.element, items))
    content = _first(
        found,
        lambda e: bool({"text", "commentText"} & _props(e)) or _calls(e, _CONTENT),
        lambda e: _calls(e, _BODY),
    )
    in_content = set(content.iter()) if content is not None and not _holds_meta(content) else set()
    around = [element for element in found if element not in in_content]
    named = _first(
        around,
        lambda e: bool({"author", "creator", "name"} & _props(e)),
        lambda e: _calls(e, _NAME) or "author" in (e.get("rel") or "").split(),
        lambda e: _calls(e, _AUTHOR),
        lambda e: e.tag in _EMPHASIS and _is_of_facts(e.getparent()),
    )
    dated = _date_of(item, around, clock)
    skipped = {element for element in (named, dated) if element is not None and element not in in_content}
    meta = {e for e in around if _calls(e, _DATE) or _calls(e, _AUTHOR)} if content is None or not in_content else set()
    item.text = _text(content if content is not None else item.element, items, skipped | meta)[:LONGEST]
    if content is None and named is None:
        # A name that nothing calls one must not stay in the text.
        first, _, rest = item.text.partition("\n\n")
        if rest and len(first) <= _NAME_LINE:
            item.author, item.text = first, rest
    if named is not None:
        # "Anna says:", "par Anna": the words around a name are as good as never part of it.
        name = _text(named, items, set()).replace("\n", " ")
        name = _SPOKEN.sub("", _SPOKEN.sub("", name)).strip()
        item.author = name if len(name) <= 100 else ""
    if not item.author and item.date is None and next(item.element.iter("form", "textarea"), None) is not None:
        # The invitation to write one.
        item.text = ""


def _is_of_facts(line: etree._Element | None) -> bool:
    """Ask whether an element is the line of a comment that has its name and date."""
    return line is not None and (line.tag in ("header", "footer") or _calls(line, _DATE))


def _props(element: etree._Element) -> set[str]:
    return set((element.get("itemprop") or "").split())


def _holds_meta(content: etree._Element) -> bool:
    """Ask whether what is called the body of a comment holds its name or date, too, as WordPress's does."""
    return any(
        _calls(part, _NAME) or _calls(part, _AUTHOR) or part.tag == "time"
        for part in content.iterdescendants()
        if isinstance(part.tag, str)
    )


def _own(element: etree._Element, items: dict[etree._Element, _Item]) -> Iterator[etree._Element]:
    walk = etree.iterwalk(element, events=("start",))
    for _, part in walk:
        if not isinstance(part.tag, str) or part is element:
            continue
        if part in items or part.tag in _NO_TEXT or _calls(part, _OTHER):
            walk.skip_subtree()
        else:
            yield part


def _first(parts: list[etree._Element], *tests: Callable[[etree._Element], bool]) -> etree._Element | None:
    """Give the first part that passes the first test which any passes."""
    return next((part for is_it in tests for part in parts if is_it(part)), None)


def _date_of(item: _Item, around: list[etree._Element], clock: _Clock) -> etree._Element | None:
    """Read the date of a comment; give the element that has it."""
    for part in around:
        is_date = part.tag in ("time", "abbr") or bool({"dateCreated", "datePublished", "commentTime"} & _props(part))
        if not (is_date or _calls(part, _DATE)):
            continue
        words = text_of(part, 300)[:300]
        for raw, read in (
            *((part.get(name) or "", clock.machine) for name in _CLOCKS),
            (words, clock.text),
        ):
            if raw and (reading := read(raw)) is not None:
                item.date, item.date_raw = reading, sane(raw)
                # A line of facts may hold the name, too.
                return part if is_date else None
    return None


def _text(element: etree._Element, items: dict[etree._Element, _Item], skipped: set[etree._Element]) -> str:
    """Give the text of an element without what is no part of it; paragraphs are apart by an empty line."""
    lines: list[list[str]] = [[]]
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if not isinstance(part.tag, str):
            if event == "end" and part.tail:
                lines[-1].append(part.tail)
            continue
        if event == "start":
            if part is not element and (part in items or part in skipped or part.tag in _NO_TEXT or _is_aside(part)):
                # There is no end event of what is skipped.
                walk.skip_subtree()
                lines[-1].append(f" {part.tail or ''}")
                continue
            if part.tag in _BREAKS:
                lines.append([])
            lines[-1].append(part.text or "")
        elif part is not element:
            if part.tag in _BREAKS:
                lines.append([])
            lines[-1].append(part.tail or "")
    told = (sane("".join(pieces)) for pieces in lines)
    return "\n\n".join(line for line in told if line)


def _is_aside(part: etree._Element) -> bool:
    """Ask whether an element is a control beside the text: to answer, to share, to vote."""
    is_answering = part.tag == "a" and _ANSWERING.search(part.get("href") or "") is not None
    return is_answering or _calls(part, _ASIDE) or _calls(part, _OTHER)


# ---------------------------------------------------------------------- JSON-LD
def _of_json_ld(tree: etree._Element, clock: _Clock) -> tuple[Comment, ...]:
    found: list[Comment] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or '"comment"' not in (script.text or ""):
            continue
        try:
            told = json.JSONDecoder(strict=False).decode((script.text or "").strip())
        except (ValueError, RecursionError):
            continue
        _collect(told, None, found, clock, depth=0)
    return tuple(found[:MOST])


def _collect(value: Any, parent: int | None, found: list[Comment], clock: _Clock, *, depth: int) -> None:
    """Take the comments out of a document: a comment in a comment answers it."""
    if depth > 30 or len(found) >= MOST:
        return
    if isinstance(value, list):
        for one in value:
            _collect(one, parent, found, clock, depth=depth + 1)
    elif isinstance(value, dict):
        place = parent
        text = value.get("text") or value.get("commentText")
        if str(value.get("@type", "")).endswith("Comment") and isinstance(text, str):
            place = len(found)
            found.append(_told(value, unescaped(text[:LONGEST]), parent, clock))
        for name in ("comment", "@graph", "mainEntity"):
            if isinstance(value.get(name), list | dict):
                _collect(value[name], place, found, clock, depth=depth + 1)


def _told(value: dict[str, Any], text: str, parent: int | None, clock: _Clock) -> Comment:
    author = value.get("author") or value.get("creator")
    if isinstance(author, list):
        author = author[0] if author else None
    name = author.get("name") if isinstance(author, dict) else author
    raw = value.get("dateCreated") or value.get("datePublished")
    reading = clock.machine(raw) if isinstance(raw, str) else None
    return Comment(
        text=text,
        author=unescaped(name)[:100] if isinstance(name, str) else "",
        date_created=reading.value if reading else None,
        date_created_raw=raw if reading else None,
        parent=parent,
    )
