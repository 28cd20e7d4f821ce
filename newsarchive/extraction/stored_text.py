"""Strings of a page's data: which are words to read, and how they become HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from newsarchive.extraction.text import unescaped_once

BLOCK_TAG = re.compile(r"<(?:p|div|h[1-6]|ul|ol|li|br|blockquote|figure|table|section|article)\b", re.IGNORECASE)
ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|h[1-6]|br|a|strong|em|ul|li|figure|span|b|i)\b", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[^\W\d_]{3}[.!?…])(?=[A-ZÀ-ÖØ-ÞĀ-ŽА-Я«“\"][^\W\d_]* )")
_MARKDOWN = re.compile(r"(?m)^(?:#{1,6} \S|[*-] \S|> \S)|\[[^\]\n]{2,200}\]\((?:https?://|/)[^)\s]+\)")
_MARKDOWN_HEADING = re.compile(r"(?m)^(?:#{2,5} \S|```)")
_FENCED = re.compile(r"(?ms)^```.*?(?:^```[^\S\n]*$|\Z)")
_MD_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(([^)\s]{1,1000})\)")
_MD_BOLD = re.compile(r"\*\*([^*\n]{1,500})\*\*|__([^_\n]{1,500})__")

#: Parts of an article's object that are not its text.
_FOREIGN = re.compile(
    r"related|recommend|comment|^most|popular|trending|newsletter|footer|^nav|menu|sidebar|^ads?$|advert|teaser|promo|"
    r"^seo|^meta(?:data)?$|opengraph|^og|twitter|translation|i18n|messages|labels|authors?$|contributors|^bio|caption|"
    r"latest|suggest|settings|config|locale|schema|json_?ld|paywall|summary_?ai|transcript|^image|^video|^audio|^media$|"
    r"gallery|tracking|analytics|query|_?links$|more_?from|read_?(?:more|also|next)|headline|^title|"
    r"excerpt|^summary$|^alt$|credit|search|copyright|styles?$|css|script|^tags$|^topics$|keywords|breadcrumb|disclaimer"
)
_TEXT_KEY = re.compile(
    r"body|content|html|text|paragraph|article|story|copy|markup|value|data|^raw$|rendered|chapo|lead|intro|corps|"
    r"inhalt|cuerpo|texto|testo|__html|children|processed"
)


def is_address(text: str) -> bool:
    """Ask whether a string is an address or a name, not words."""
    return text.startswith(("http://", "https://", "data:", "//")) and not any(c.isspace() for c in text.strip())


def text_to_html(text: str) -> str:
    """Give a stored string as HTML: as it is where it has tags, else Markdown or plain text by paragraphs."""
    if _ESCAPED_TAG.search(text) and not BLOCK_TAG.search(text):
        text = unescaped_once(text)
    marked = _MARKDOWN_HEADING.search(text) is not None and not text.lstrip().startswith("<")
    if marked:
        # Fenced code may well be markup; it is not the story's.
        return _from_markdown(text)
    if BLOCK_TAG.search(text):
        return text
    inline = bool(ANY_TAG.search(text))
    if not inline and _MARKDOWN.search(text):
        return _from_markdown(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = re.split(r"\n[ \t]*\n" if text.count("\n\n") > 1 else r"\n", text)
    if len(parts) == 1 and len(text) > 600 and not inline:
        parts = _GLUED.split(text)
    kept = (part if inline else escape(unescaped_once(part), quote=False) for part in parts)
    return "".join(f"<p>{part.strip()}</p>" for part in kept if part.strip())


def _from_markdown(text: str) -> str:
    lines: list[str] = []
    for part in re.split(r"\n[ \t]*\n|\n(?=#{1,6} |[*-] |> )", _FENCED.sub("", text.replace("\r\n", "\n"))):
        raw = escape(part.strip(), quote=False)
        if not raw or raw.startswith("!["):
            continue
        inner = _MD_BOLD.sub(lambda m: m[1] or m[2], _MD_LINK.sub(lambda m: linked(m[1], unescaped_once(m[2])), raw))
        mark, _, rest = inner.partition(" ")
        if mark.strip("#") == "" and mark and len(mark) <= 6:
            level = max(2, len(mark))
            lines.append(f"<h{level}>{rest}</h{level}>")
        elif mark in ("-", "*") and rest:
            lines.append(f"<ul><li>{rest}</li></ul>")
        elif mark == "&gt;" and rest:
            lines.append(f"<blockquote><p>{rest}</p></blockquote>")
        else:
            lines.append(f"<p>{inner}</p>")
    return "".join(lines)


def linked(inner: str, address: str) -> str:
    """Write a link around markup, the markup alone where there is no address."""
    return f'<a href="{escape(address)}">{inner}</a>' if address else inner


@lru_cache(maxsize=4096)
def is_foreign(key: str) -> bool:
    """Ask whether a key names a part of an article's object that is not its text."""
    return bool(_FOREIGN.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()))


def prose_length(text: str, key: str) -> int:
    """Count the characters of a string that are words to read, none for addresses, code and names."""
    length = len(text)
    if length < 20 or is_address(text) or text.lstrip()[:1] in ("{", "["):
        return 0
    if not _TEXT_KEY.search(key.lower()) and length < 80:
        return 0
    if "<" in text:
        if text.lstrip()[:7].lower() in ("<script", "<style>", "<iframe"):
            return 0
        length -= sum(len(tag) for tag in ANY_TAG.findall(text))
    if text.isascii() and text.count(" ") < (length / 25 if length > 60 else 2):
        return 0  # a token, a hash, packed data
    return max(0, length)
