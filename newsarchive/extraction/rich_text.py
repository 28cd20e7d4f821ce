"""Text as editors' programs store it (trees of typed nodes, lists of blocks, HTML, plain text), made HTML.

One reader for Portable Text, ProseMirror, Slate, Lexical, Editor.js, Contentful, Arc's content elements,
Gutenberg blocks, React elements and what publishers made up themselves: all of them are objects that
name their type and hold text, marks or children under one of a few names.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from newsarchive.extraction.stored_text import (
    ANY_TAG,
    BLOCK_TAG,
    is_address,
    is_foreign,
    linked,
    prose_length,
    text_to_html,
)
from newsarchive.extraction.text import unescaped_once

Json = Any

_MAX_DEPTH = 60
#: Nodes read of one text: some hundred times the longest story's.
_MAX_NODES = 200_000

_TYPE_KEYS = ("_type", "type", "nodeType", "__typename", "blockType", "kind", "name", "component", "tagName", "tag")
_CHILD_KEYS = (
    *("children", "content", "contents", "content_elements", "contentElements", "blocks", "elements", "items", "nodes"),
    *("paragraphs", "components", "body", "sections", "data", "root", "document", "json", "value", "attributes"),
    *("attrs", "fields", "props", "model", "innerBlocks", "list", "rows", "slices", "primary", "parts", "story"),
)
_TEXT_KEYS = (
    *("html", "text", "content", "value", "data", "body", "renderedHtml", "originalContent", "innerHTML", "htmlText"),
    *("paragraph", "markup", "rawHtml", "raw", "copy", "code", "rendered", "processed", "plainText", "string"),
)
_LINK_KEYS = ("href", "url", "uri", "link", "to")

_SKIPPED = re.compile(
    r"(?:^|[^a-z])ads?(?:$|[^a-z])|advert|embed|video|audio|podcast|iframe|script|recommend|newsletter|promo|"
    r"teaser|paywall|poll|quiz|widget|sponsor|social|oembed|correction_request|divider|separator|banner|author|byline|"
    r"comments?$|share|outbrain|taboola|^style|noscript|player|inread|subscri|interstitial_ad|consent|menu|svg"
)
_RELATED = re.compile(r"interstitial_link|related|read_?(?:more|also|next)|link_?list|siehe_?auch|inline_?teaser")
_HEADING = re.compile(
    r"(?:^|[-_/:.]|text)(?:heading|header|headline|subhead(?:ing|line)?|sub_?title|title|crosshead|intertitre|h)-?_?([1-6])?$"
)
_IMAGE = re.compile(r"image|photo|picture|figure|(?:^|[-_])img$|gallery|slideshow|foto|bild|carousel|media")
_QUOTE = re.compile(r"quote|citation|zitat")
_LIST = re.compile(r"list(?:[-_ ]?block)?$|^(?:ul|ol)$|bullet|numbered|enumeration")
_ITEM = re.compile(r"list[-_ ]?item$|^li$|^listitemchild$")
_LINK = re.compile(r"link$|^a$|anchor|url$")
_PARAGRAPH = re.compile(r"paragraph|^p$|text(?:[-_ ]?block)?$|^block$|absatz|^rich[-_ ]?text|lead|intro|standfirst")
_INLINE = frozenset(
    {
        *("text", "span", "strong", "em", "b", "i", "bold", "italic", "code", "u", "sub", "sup", "br", "leaf"),
        "texte",
    }
)
_KEPT_TAGS = frozenset(
    {
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "tr", "td", "th", "thead"),
        *("tbody", "figure", "figcaption", "a", "em", "strong", "b", "i", "u", "span", "div", "section", "article"),
        *("main", "header", "footer", "aside", "nav", "time", "pre", "code", "sub", "sup", "br", "hr", "dl", "dt"),
        *("dd", "cite", "q", "small", "mark", "body"),
    }
)


def to_html(value: Json) -> str:
    """Give a stored text as simple HTML: paragraphs, headings, lists, quotes, links, pictures with captions.

    ``value`` is a string (HTML, HTML escaped once more, Markdown or plain text), a node, or a list of
    those. Advertisements, embeds, players and newsletter boxes give nothing; links to further articles
    become an ``aside`` so that they are read as such.
    """
    return _Writer().write(value)


class _Writer:
    def __init__(self) -> None:
        self.left = _MAX_NODES
        self.inside: set[int] = set()

    def write(self, value: Json) -> str:
        if isinstance(value, str):
            return text_to_html(value)
        return self._blocks(value, 0)

    def _blocks(self, value: Json, depth: int) -> str:
        """Write a value where a block may stand."""
        if isinstance(value, str):
            return text_to_html(value) if value and not is_address(value) else ""
        self.left -= 1
        if not isinstance(value, (list, dict)) or depth > _MAX_DEPTH or self.left < 0 or id(value) in self.inside:
            return ""
        self.inside.add(id(value))
        try:
            if isinstance(value, dict):
                return self._node(value, depth)
            if is_element(value):
                return self._element(value, depth)
            if value and all(isinstance(v, str) or is_leaf(v) for v in value) and any(is_leaf(v) for v in value):
                return f"<p>{self._inline(value, depth)}</p>"
            return "\n".join(filter(None, (self._blocks(item, depth + 1) for item in value)))
        finally:
            self.inside.discard(id(value))

    def _node(self, node: dict[str, Json], depth: int) -> str:
        kind = type_of(node)
        if _RELATED.search(kind):
            return self._aside(node, depth)
        if _SKIPPED.search(kind) or node.get("hidden") is True:
            return ""
        if _IMAGE.search(kind) and not _PARAGRAPH.search(kind):
            return self._figure(node)
        if _ITEM.search(kind):
            return f"<li>{self._inside(node, depth)}</li>"
        if isinstance(node.get("listItem"), str):  # Portable Text marks the item, not the list
            return f"<ul><li>{self._inside(node, depth)}</li></ul>"
        if _LIST.search(kind):
            return self._list(node, depth)
        heading = _HEADING.search(kind) or _HEADING.search(str(node.get("style") or node.get("tag") or "").lower())
        if (heading and not _PARAGRAPH.search(kind.split("_")[0])) or (heading and node.get("style")):
            return self._heading(node, heading[1], depth)
        if _QUOTE.search(kind) or node.get("style") == "blockquote":
            return f"<blockquote>{self._inside(node, depth, block=True)}</blockquote>"
        if kind == "table":
            return self._table(node, depth)
        if is_leaf(node):
            inner = self._leaf(node, depth)
            return inner if BLOCK_TAG.search(inner) else f"<p>{inner}</p>" if inner.strip() else ""
        if _LINK.search(kind) and _address(node):
            return f"<p>{self._leaf(node, depth)}</p>"
        return self._inside(node, depth, block=True)

    def _inside(self, node: dict[str, Json], depth: int, *, block: bool = False) -> str:
        """Write what a node holds: its inline children as one paragraph, blocks one by one, else its text."""
        for key in _CHILD_KEYS:
            held = node.get(key)
            if isinstance(held, list) and held:
                if is_element(held):
                    return self._blocks(held, depth + 1)
                if all(self._is_inline(item) for item in held):
                    inner = self._marked(node, held, depth)
                    return f"<p>{inner}</p>" if block and inner.strip() else inner
                return self._blocks(held, depth + 1)
        for key in _TEXT_KEYS:
            text = node.get(key)
            if isinstance(text, str) and text.strip() and not is_address(text):
                inner = text_to_html(text)
                if block:
                    return inner
                return inner.removeprefix("<p>").removesuffix("</p>") if inner.count("<p>") == 1 else inner
        return self._rest(node, depth)

    def _rest(self, node: dict[str, Json], depth: int) -> str:
        """Write whatever reads like text in a node of a make nobody knows, in the order it stands there."""
        pieces: list[str] = []
        for key, held in node.items():
            if isinstance(held, str):
                if key not in _TYPE_KEYS and not is_foreign(key) and prose_length(held, key):
                    pieces.append(text_to_html(held))
            elif isinstance(held, (dict, list)) and not is_foreign(key) and not _SKIPPED.search(key.lower()):
                pieces.append(self._blocks(held, depth + 1))
        return "\n".join(filter(None, pieces))

    def _is_inline(self, item: Json) -> bool:
        if isinstance(item, str):
            return not BLOCK_TAG.search(item) and len(item) < 400
        if not isinstance(item, dict):
            return is_element(item) and isinstance(item[1], str) and item[1] in _INLINE | {"a"}
        kind = type_of(item)
        return is_leaf(item) or bool(_LINK.search(kind) and _address(item)) or kind in _INLINE

    def _marked(self, node: dict[str, Json], held: list[Json], depth: int) -> str:
        """Write inline children; Portable Text keeps the links of its marks beside them."""
        marks = node.get("markDefs")
        links = (
            {m["_key"]: _address(m) for m in marks if isinstance(m, dict) and isinstance(m.get("_key"), str)}
            if isinstance(marks, list)
            else {}
        )
        return self._inline(held, depth, links)

    def _inline(self, items: Json, depth: int, links: dict[str, str] | None = None) -> str:
        pieces: list[str] = []
        for item in items if isinstance(items, list) and not is_element(items) else [items]:
            self.left -= 1
            if self.left < 0 or depth > _MAX_DEPTH:
                break
            if isinstance(item, str):
                pieces.append(item if ANY_TAG.search(item) else escape(unescaped_once(item), quote=False))
            elif isinstance(item, dict):
                piece = self._leaf(item, depth + 1)
                for mark in item.get("marks") or () if links else ():
                    if isinstance(mark, str) and links and links.get(mark):
                        piece = linked(piece, links[mark])
                pieces.append(piece)
            elif isinstance(item, list):
                pieces.append(self._element(item, depth + 1) if is_element(item) else self._inline(item, depth + 1))
        return "".join(pieces)

    def _leaf(self, node: dict[str, Json], depth: int) -> str:
        """Write a stretch of text, with the link it is or is marked as."""
        kind = type_of(node)
        if kind in ("linebreak", "hardbreak", "hard_break", "br", "break"):
            return "<br>"
        inner = ""
        for key in ("text", "value", "content", "html", "children", "data", "title"):
            held = node.get(key)
            if isinstance(held, str) and held:
                inner = held if ANY_TAG.search(held) else escape(unescaped_once(held), quote=False)
                break
            if isinstance(held, (list, dict)) and held and key != "data":
                inner = self._inline(held, depth + 1)
                break
            if isinstance(held, dict) and isinstance(held.get("text"), str):
                inner = held["text"]
                break
        address = _address(node) if _LINK.search(kind) else ""
        marks = node.get("marks")
        for mark in marks if isinstance(marks, list) else ():
            if isinstance(mark, dict) and _LINK.search(type_of(mark)):
                address = _address(mark)
        return linked(inner, address) if address and inner else inner

    def _list(self, node: dict[str, Json], depth: int) -> str:
        held = next(
            (node[k] for k in ("items", *_CHILD_KEYS) if isinstance(node.get(k), (list, dict)) and node[k]), None
        )
        if isinstance(held, dict):
            return self._list(held, depth + 1) if depth < _MAX_DEPTH else ""
        if not isinstance(held, list):
            return self._inside(node, depth, block=True)
        pieces = []
        for item in held:
            self.left -= 1
            inner = self._inline(item, depth + 1) if isinstance(item, str) else self._blocks(item, depth + 1)
            pieces.append(inner if inner.startswith("<li>") else f"<li>{inner}</li>" if inner.strip() else "")
        tag = "ol" if "order" in str(node.get("list_type") or node.get("style") or node.get("listType")) else "ul"
        return f"<{tag}>{''.join(pieces)}</{tag}>"

    def _heading(self, node: dict[str, Json], level: str | None, depth: int) -> str:
        told = node.get("level")
        for key in ("attrs", "data", "attributes"):
            if isinstance(node.get(key), dict):
                told = told or node[key].get("level")
        text = level or (str(int(told)) if isinstance(told, (int, float)) and 1 <= told <= 6 else "2")
        inner = ANY_TAG.sub("", self._inside(node, depth) or self._leaf(node, depth))
        return f"<h{max(2, int(text))}>{inner.strip()}</h{max(2, int(text))}>" if inner.strip() else ""

    def _table(self, node: dict[str, Json], depth: int) -> str:
        rows = (
            node.get("rows") or (node.get("data") or {}).get("content")
            if isinstance(node.get("data"), dict)
            else node.get("rows")
        )
        if not isinstance(rows, list):
            return self._inside(node, depth, block=True)
        head = node.get("header")
        lines = ([head] if isinstance(head, list) else []) + [
            row.get("cells", row) if isinstance(row, dict) else row for row in rows
        ]
        cells = (
            "".join(f"<td>{self._inline(cell, depth + 1)}</td>" for cell in line)
            for line in lines
            if isinstance(line, list)
        )
        return "<table>" + "".join(f"<tr>{line}</tr>" for line in cells) + "</table>"

    def _figure(self, node: dict[str, Json]) -> str:
        address, caption = picture_of(node)
        if not address:
            return ""
        words = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f'<figure><img src="{escape(address)}">{words}</figure>'

    def _aside(self, node: dict[str, Json], depth: int) -> str:
        """Write a call to further articles as an aside of links, to be read as such."""
        links: list[str] = []
        for item in [node, *(i for key in _CHILD_KEYS if isinstance(node.get(key), list) for i in node[key][:20])]:
            if not isinstance(item, dict) or not (address := _address(item)):
                continue
            titles = [item[key] for key in ("title", "headline", "name") if isinstance(item.get(key), str)]
            text = ANY_TAG.sub("", titles[0] if titles else self._leaf(item, depth)).strip()
            if text and not is_address(text):
                links.append(f"<li>{linked(text, address)}</li>")
        return f'<aside class="related"><ul>{"".join(links)}</ul></aside>' if links else ""

    def _element(self, element: list[Json], depth: int) -> str:
        """Write a React element, ``["$", type, key, props]``; a component is what its children are."""
        _, tag, _, props = element
        if not isinstance(props, dict) or depth > _MAX_DEPTH:
            return ""
        raw = props.get("dangerouslySetInnerHTML")
        if isinstance(raw, dict) and isinstance(raw.get("__html"), str):
            inner = raw["__html"] if tag not in ("script", "style") else ""
        else:
            held = props.get("children")
            if isinstance(held, str):
                inner = escape(held, quote=False)
            elif isinstance(held, list) and is_element(held):
                inner = self._element(held, depth + 1)
            elif isinstance(held, list):
                inner = "".join(
                    escape(item, quote=False) if isinstance(item, str) else self._child(item, depth + 1)
                    for item in held
                )
            else:
                inner = ""
        if not isinstance(tag, str):
            return inner
        if tag == "img" and isinstance(props.get("src"), str):
            return f'<img src="{escape(props["src"])}">'
        if tag not in _KEPT_TAGS:
            return "" if _SKIPPED.search(tag) else inner
        names = {
            "class": "className",
            "id": "id",
            "href": "href",
            "datetime": "dateTime",
            "itemprop": "itemProp",
            "rel": "rel",
        }
        told = "".join(f' {n}="{escape(props[k])}"' for n, k in names.items() if isinstance(props.get(k), str))
        return f"<{tag}{told}>{inner}</{tag}>" if tag not in ("br", "hr") else f"<{tag}>"

    def _child(self, item: Json, depth: int) -> str:
        self.left -= 1
        if not isinstance(item, list) or self.left < 0 or depth > _MAX_DEPTH or id(item) in self.inside:
            return ""
        self.inside.add(id(item))
        try:
            if is_element(item):
                return self._element(item, depth)
            return "".join(
                escape(part, quote=False) if isinstance(part, str) else self._child(part, depth + 1) for part in item
            )
        finally:
            self.inside.discard(id(item))


def is_element(value: Json) -> bool:
    """Ask whether a list is a React element as its server writes it."""
    return isinstance(value, list) and len(value) >= 4 and value[0] == "$" and isinstance(value[3], dict)


def is_leaf(value: Json) -> bool:
    """Ask whether a node is a stretch of inline text: it says text and has no type, or that of one."""
    if not isinstance(value, dict):
        return False
    kind = type_of(value)
    if kind in _INLINE and not isinstance(value.get("children"), list):
        text = value.get("text") if isinstance(value.get("text"), str) else value.get("value")
        return isinstance(text, str) and not BLOCK_TAG.search(text)
    return not kind and isinstance(value.get("text"), str) and len(value) <= 8 and not BLOCK_TAG.search(value["text"])


def type_of(node: dict[str, Json]) -> str:
    """Give the name of a node's type in lower case, "" where it has none."""
    for key in _TYPE_KEYS:
        kind = node.get(key)
        if isinstance(kind, str) and kind and len(kind) < 60 and (key != "name" or "/" in kind):
            return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
    return ""


def picture_of(node: dict[str, Json]) -> tuple[str, str]:
    """Give address and caption of a picture, "" for what is not told; looks two levels deep."""
    address = caption = ""
    stack = [(node, 0)]
    while stack:
        held, depth = stack.pop(0)
        for key, value in held.items():
            name = key.lower()
            if isinstance(value, str):
                if (
                    not address
                    and name in ("url", "src", "file", "uri", "href", "originalurl")
                    and value.startswith(("http", "/"))
                ):
                    address = value
                elif not caption and name in ("caption", "legend", "legende", "description", "bildunterschrift"):
                    caption = ANY_TAG.sub("", value).strip()
            elif isinstance(value, dict) and depth < 3:
                stack.append((value, depth + 1))
    return address, escape(caption, quote=False)


def _address(node: dict[str, Json], depth: int = 0) -> str:
    for key in _LINK_KEYS:
        value = node.get(key)
        if isinstance(value, str) and value and not value.isspace():
            return value
    for key in ("attrs", "data", "fields", "attributes", "value", "reference", "link"):
        value = node.get(key)
        if isinstance(value, dict) and depth < 3:
            found = _address(value, depth + 1)
            if found:
                return found
    return ""
