"""An explained page as HTML: the page itself with the verdicts coloured in, beside it the fields.

A page is hostile. Nothing of it is copied: known elements are written anew without their attributes, every text is
escaped, and what remains is forbidden to load or run anything (Content-Security-Policy).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html import escape

from lxml import etree

from newsarchive.extraction.candidates import FieldTrace
from newsarchive.extraction.explain import Decision, Explanation
from newsarchive.extraction.explained_style import STYLE
from newsarchive.extraction.text import sane, text_of
from newsarchive.model import LinkKind
from newsarchive.normalize.urls import to_absolute

_KINDS = ("headline", "lead", "text", "by-line", "caption", "call-out", "other")
_BLOCK_TAGS = """
    p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote table thead tbody tfoot tr td th caption figure figcaption pre
    main article section header footer aside nav div address hr
"""
_INLINE_TAGS = "strong b em i u s sub sup small code q cite abbr time mark br a span del ins"
_UNSEEN_TAGS = "script style head link meta title template base noframes datalist param track option source"
_CHIP_TAGS = """
    iframe video audio embed object canvas svg math map input textarea select button amp-iframe amp-video amp-ad
"""
_BLOCKS, _INLINE = frozenset(_BLOCK_TAGS.split()), frozenset(_INLINE_TAGS.split())
_UNSEEN, _CHIPS = frozenset(_UNSEEN_TAGS.split()), frozenset(_CHIP_TAGS.split())
_TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})
_PICTURES = frozenset({"img", "amp-img", "amp-anim"})
#: Kept by what it holds: a paragraph that holds other blocks is written as a plain box.
_NO_BOX = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "pre"})
_MAX_DEPTH = 150
_MAX_VALUE = 300
_DIRECTION = re.compile(r"^(?:rtl|ltr)$")


def to_html(explanation: Explanation) -> str:
    """Draw an explained page: one HTML document that loads nothing and runs nothing."""
    writer = _Writer(explanation)
    root = explanation.view.page.tree
    body = root if root.tag == "body" else next(root.iter("body"), root)
    writer.element(body, 0)
    language = escape(explanation.view.head.language or "", quote=True)
    title = escape(explanation.url or "page")
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="referrer" content="no-referrer">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>Explained: {title}</title>\n<style>{STYLE}</style></head>\n<body>\n{_panel(explanation)}\n"
        f'<div class="sheet" lang="{language}"{_direction(root, body)}>\n{"".join(writer.out)}\n</div>\n'
        "</body></html>\n"
    )


def _direction(*elements: etree._Element) -> str:
    found = next((d for e in elements if (d := (e.get("dir") or "").lower()) and _DIRECTION.match(d)), "")
    return f' dir="{found}"' if found else ""


# ---------------------------------------------------------------------- the page
class _Writer:
    """Writes a tree anew; ``said`` gathers the text of the run being written, to know the block it belongs to."""

    def __init__(self, explanation: Explanation) -> None:
        self.out: list[str] = []
        self.said: list[str] = []
        self._base = explanation.view.page.base_url
        self._removed = explanation.told.removed if explanation.told else {}
        self._parts: dict[etree._Element, Decision] = {}
        self._blocks: dict[etree._Element, list[Decision]] = {}
        self._holders: set[etree._Element] = set()
        self._in_anchor = self._in_part = False
        for placed in explanation.placed:
            if placed.is_part:
                self._parts[placed.element] = placed.decision
            else:
                self._blocks.setdefault(placed.element, []).append(placed.decision)
            if not placed.is_part or not _is_inline(placed.element):
                self._hold(placed.element)

    def _hold(self, element: etree._Element) -> None:
        for ancestor in element.iterancestors():
            if ancestor in self._holders:
                return
            self._holders.add(ancestor)

    def element(self, element: etree._Element, depth: int) -> None:
        """Write an element and all below it."""
        tag = element.tag
        part = None if self._in_part else self._parts.get(element)
        if part is not None:
            self._part(element, part, depth)
        elif tag in _UNSEEN:
            return
        elif tag in _PICTURES:
            self._picture(element)
        elif depth > _MAX_DEPTH:
            self._text(text_of(element))
        elif tag in _CHIPS and element not in self._holders:
            self.out.append(f'<span class="chip">{escape(tag)}</span>')
        else:
            self._known(element, depth)

    def _part(self, element: etree._Element, decision: Decision, depth: int) -> None:
        """Write a part that was not entered: one box with its rule, plain inside."""
        self._in_part, said = True, len(self.said)
        tag = "span" if _is_inline(element) else "div"
        if element.tag == "li":
            tag = "li"
        self.out.append(_opening(tag, decision, "part" if tag != "span" else ""))
        shown = self._removed.get(element, element)
        if shown.tag in _CHIPS:
            self._text(text_of(shown) or decision.text)
        else:
            self._known(shown, depth + 1)
        self.out.append(f"</{tag}>")
        self._in_part = False
        del self.said[said:]

    def _known(self, element: etree._Element, depth: int) -> None:
        blocks = [] if self._in_part else self._blocks.get(element, [])
        tag = self._tag(element)
        if len(blocks) == 1 and element not in self._holders:
            self.out.append(_opening(tag, blocks[0], attributes=self._attributes(element, tag)))
            self._children(element, depth)
        elif blocks:
            tag = "div" if tag in _NO_BOX else tag
            self.out.append(f"<{tag}{self._attributes(element, tag)}>")
            self._runs(element, blocks, depth)
        else:
            self.out.append(f"<{tag}{self._attributes(element, tag)}>")
            if tag == "br":
                self.said.append(" ")
                return
            outside = self._in_anchor
            self._in_anchor = outside or tag == "a"
            self._children(element, depth)
            self._in_anchor = outside
        if tag != "hr":
            self.out.append(f"</{tag}>")

    def _tag(self, element: etree._Element) -> str:
        tag = str(element.tag)
        if tag == "a" and self._in_anchor:
            return "span"
        if tag in _INLINE:
            return tag
        if tag not in _BLOCKS:
            return "div" if element in self._holders or element in self._blocks or not _is_inline(element) else "span"
        if element in self._holders and tag in _NO_BOX:
            return "div"
        parent = element.getparent()
        if tag in _TABLE and tag != "table" and (parent is None or parent.tag not in _TABLE):
            return "div"
        return tag

    def _attributes(self, element: etree._Element, tag: str) -> str:
        if tag == "a":
            url = to_absolute(element.get("href") or "", self._base)
            return f' href="{escape(url, quote=True)}" rel="noopener noreferrer nofollow"' if url else ""
        if tag in ("td", "th"):
            spans = ((name, element.get(name) or "") for name in ("colspan", "rowspan"))
            return "".join(f' {name}="{value}"' for name, value in spans if re.fullmatch(r"[1-9]\d?", value))
        return _direction(element)

    def _children(self, element: etree._Element, depth: int) -> None:
        self._text(element.text)
        for child in element:
            self.element(child, depth + 1)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self.out.append(escape(text))
            self.said.append(text)

    def _picture(self, element: etree._Element) -> None:
        source = element.get("src") or element.get("data-src") or ""
        url = to_absolute(source, self._base) if not source.startswith("data:") else ""
        label = escape(sane(element.get("alt") or "")[:80] or url.rsplit("/", 1)[-1][:60] or "image")
        if url and not self._in_anchor:
            address = escape(url, quote=True)
            self.out.append(f'<a class="chip" href="{address}" rel="noopener noreferrer nofollow">image: {label}</a>')
        else:
            self.out.append(f'<span class="chip">image: {label}</span>')

    def _runs(self, element: etree._Element, blocks: list[Decision], depth: int) -> None:
        """Write an element that holds several blocks: each run of text between two boundaries is one of them."""
        waiting = list(reversed(blocks))
        at, said = len(self.out), len(self.said)
        self._text(element.text)
        breaks = 0
        for child in element:
            if self._is_boundary(child):
                self._close_run(at, said, waiting)
                self.element(child, depth + 1)
                at, said = len(self.out), len(self.said)
            else:
                breaks = breaks + 1 if child.tag == "br" else 0
                self.element(child, depth + 1)
            if breaks == 2:
                self._close_run(at, said, waiting)
                at, said, breaks = len(self.out), len(self.said), 0
            if child.tail and not child.tail.isspace():
                breaks = 0
            self._text(child.tail)
        self._close_run(at, said, waiting)

    def _is_boundary(self, element: etree._Element) -> bool:
        if element in self._holders or element in self._blocks:
            return True
        return isinstance(element.tag, str) and element.tag in _BLOCKS

    def _close_run(self, at: int, said: int, waiting: list[Decision]) -> None:
        """Box what was written since ``at`` where its text is that of the next block, or begins with it."""
        text = sane("".join(self.said[said:]))
        if not text or not waiting or not text.startswith(waiting[-1].text):
            return
        decision = waiting.pop()
        rest = text[len(decision.text) :].lstrip()
        while rest and waiting and rest.startswith(waiting[-1].text):
            rest = rest[len(waiting.pop().text) :].lstrip()
        self.out.insert(at, _opening("div", decision))
        self.out.append("</div>")


def _is_inline(element: etree._Element) -> bool:
    tag = element.tag
    return isinstance(tag, str) and (
        tag in _INLINE or tag in ("font", "label", "kbd", "var", "tt", "big", "bdi", "wbr")
    )


def _opening(tag: str, decision: Decision, more: str = "", attributes: str = "") -> str:
    kind = decision.kind if decision.kind in _KINDS else "other"
    answer = "yes" if decision.is_kept else "no"
    names = " ".join(filter(None, ("v", kind, answer, more)))
    why = decision.rule if decision.score is None else f"{decision.rule} {decision.score:.2f}"
    if decision.kind == "headline":
        why = "headline"
    said = f"{'kept' if decision.is_kept else 'dropped'}: {decision.rule}"
    return (
        f'<{tag}{attributes} class="{names}" data-why="{escape(why, quote=True)}" title="{escape(said, quote=True)}">'
    )


# ---------------------------------------------------------------------- the fields
def _panel(explanation: Explanation) -> str:
    counts = Counter(d.kind if d.kind in _KINDS else "other" for d in explanation.decisions)
    legend = "".join(
        f'<li class="v {kind}">{"dropped" if kind == "other" else kind} {counts[kind]}</li>'
        for kind in _KINDS
        if counts[kind]
    )
    refused, article = explanation.refusal, explanation.article
    parts = [
        '<aside class="panel">',
        "<h1>What was read of this page</h1>",
        f'<p class="url">{escape(explanation.url or "no address")}</p>',
        f'<p class="refused">Not an article ({escape(refused)})</p>' if refused else "",
        f"<p>confidence{_sure(article.confidence)}, body{_sure(article.body_confidence)}</p>" if article else "",
        f'<ul class="legend">{legend}</ul>',
        *(_field(trace) for trace in explanation.fields),
        _links(explanation),
        "</aside>",
    ]
    return "\n".join(filter(None, parts))


def _field(trace: FieldTrace) -> str:
    won = trace.candidates[trace.winner] if trace.winner is not None else None
    value = f'<p class="value">{escape(_short(won.value))}</p>' if won else '<p class="value none">nothing</p>'
    offers = "".join(
        f'<li class="offer{" won" if index == trace.winner else ""}"><span class="mark">'
        f'{"✓" if index == trace.winner else ""}</span><span class="source">{escape(_short(offer.source))}</span>'
        f"<span>{escape(_short(offer.value))}"
        f"{_raw(offer.raw) if offer.raw != offer.value else ''}</span></li>"
        for index, offer in enumerate(trace.candidates)
    )
    return f"<section><h2>{escape(trace.field)}{_sure(trace.confidence)}</h2>{value}<ol>{offers}</ol></section>"


def _raw(raw: str) -> str:
    return f'<span class="raw">{escape(_short(raw))}</span>'


def _links(explanation: Explanation) -> str:
    parts = []
    for kind in LinkKind:
        rows = "".join(
            f'<li class="offer"><span class="mark"></span><span class="source">{escape(_short(link.rule))}</span>'
            f'<span>{escape(_short(link.text))}<span class="raw">{escape(_short(link.url))}</span></span></li>'
            for link in explanation.links
            if link.kind is kind
        )
        if rows:
            parts.append(f"<section><h2>{kind} links</h2><ol>{rows}</ol></section>")
    return "\n".join(parts)


def _sure(confidence: float | None) -> str:
    return "" if confidence is None else f' <span class="sure">{confidence:.2f}</span>'


def _short(text: str) -> str:
    return text if len(text) <= _MAX_VALUE else text[: _MAX_VALUE - 1] + "…"
