"""A page, decoded and parsed once."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from lxml import etree
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from newsarchive.errors import NotAnArticle
from newsarchive.extraction.repair import flattened, is_cut_short, without_floods
from newsarchive.normalize.urls import to_absolute

#: Control characters XML cannot hold: the parser must never see them.
_CONTROLS = bytes([*range(9), 11, *range(14, 32), 127])
_END = re.compile(rb"</(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*+>")
#: Looked for together: to go through a page once more costs a fiftieth of its time.
_END_OR_BASE = re.compile(rb"<(?:/(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*+>|[bB][aA][sS][eE]\s)")
_TAG = re.compile(rb"<[a-zA-Z]")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_NOT_HTML = re.compile(
    rb"\s*(?:%PDF-|\{\s*[\"}]|\[\s*[\"{\]]|<\?xml[^>]*>\s*(?:<!--.*?-->\s*)*+<(?!!doctype|html|!--)|<(?:rss|feed|urlset)\b)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page: ``tree`` is its root element, never changed by anyone; ``charset`` what its bytes were read as."""

    url: str
    base_url: str
    tree: etree._Element
    charset: str | None = None


def _codec(label: str | None) -> str | None:
    """Name the Python codec for a declared label; the Latin-1 family means windows-1252 (WHATWG)."""
    if not label:
        return None
    try:
        found = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    name = found.name
    # Python calls some things codecs in which no page was ever written: hex, zlib, idna, undefined …
    if not getattr(found, "_is_text_encoding", True) or name in _NO_CHARSETS:
        return None
    if name in ("iso8859-1", "ascii", "latin-1", "latin1"):
        return "cp1252"
    if name == "iso8859-9":
        return "cp1254"
    if name in ("gb2312", "gbk"):
        return "gb18030"
    if name == "shift_jis":
        return "cp932"
    if name in ("euc_kr", "ks_c-5601-1987"):
        return "cp949"
    if name in ("utf-16", "utf-16-le", "utf-16-be", "utf-7", "utf-32"):
        return "utf-8"
    return name


_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})


def _is_utf8(payload: bytes) -> bool:
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError as error:
        return (
            error.end >= len(payload) - 3
            and error.start >= len(payload) - 4
            and error.reason == "unexpected end of data"
        )
    return True


def encoding_of(payload: bytes, content_type: str | None) -> str:
    """Name the Python codec a page is written in.

    Order: byte order mark, the header ``content_type``, the page's meta, what the bytes are. A
    Latin-1 label on bytes that are UTF-8 is a lie and not believed, nor is a UTF-8 label on bytes that are not.
    """
    bom = read_bom(payload)[0]
    if bom:
        return codecs.lookup(bom).name
    return _declared_or_guessed(payload, http_content_type_encoding(content_type) if content_type else None)


def _declared_or_guessed(payload: bytes, label: str | None) -> str:
    declared = _codec(label) or _codec(html_body_declared_encoding(payload[:8192]))
    if declared in ("utf-8", "cp1252", None):
        if _is_utf8(payload) and (declared == "utf-8" or _MULTIBYTE.search(payload)):
            return "utf-8"
        if declared == "utf-8":
            return _legacy(payload) if _mostly_legacy(payload) else "utf-8"
        return "cp1252" if declared else _legacy(payload)
    return declared


def _mostly_legacy(payload: bytes) -> bool:
    """Ask whether bytes that are called UTF-8 hold more high bytes outside UTF-8 sequences than inside."""
    text = payload.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for _ in _MULTIBYTE.finditer(payload))
    return bad > good


def _legacy(payload: bytes) -> str:
    """Guess the codec of undeclared bytes: windows-1252 where its letters make sense, else what the statistics say."""
    high = payload.translate(None, _ASCII)
    if not high:
        return "utf-8"
    western = len(high) - len(high.translate(None, _WESTERN))
    if western >= 0.9 * len(high) and len(high) < 0.15 * len(payload):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(payload[:20_000]).best()
    return (_codec(best.encoding) if best else None) or "cp1252"


_ASCII = bytes(range(0x80))
_WESTERN = bytes("àâäáãåæçèéêëìíîïñòóôöõøœùúûüÿßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜŸ«»’‘“”–—…°€·•ªº¿¡©®×\xa0".encode("cp1252"))


def _as_utf8(payload: bytes, charset: str | None) -> tuple[bytes, str]:
    """Give the page in UTF-8 without byte order mark, and the codec it was in."""
    bom = read_bom(payload)[0]
    codec = codecs.lookup(bom).name if bom else _declared_or_guessed(payload, charset)
    if codec == "utf-8":
        return payload[3:] if bom else payload, codec
    # The five bytes windows-1252 leaves open are C1 controls to a browser; never an error.
    text = payload.decode(codec, "ignore" if codec == "cp1252" else "replace")
    return text.lstrip("\ufeff").encode("utf-8", "ignore"), codec


def _is_binary(payload: bytes) -> bool:
    head = payload[:1024]
    return not read_bom(head)[0] and (
        head.startswith((b"\x1f\x8b", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04")) or head.count(0) > 8
    )


def _tree(source: bytes) -> etree._Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=True,
        recover=True,
        collect_ids=False,  # nobody asks for an element by its id; a table of them costs a twentieth of the parse
    )
    return etree.fromstring(source, parser)


def parse(html: str | bytes, url: str, charset: str | None = None) -> Page:
    """Decode and parse a page.

    ``charset`` is the label of the Content-Type header, for bytes only. Raises
    :class:`NotAnArticle` (``empty``, ``not-html``) where there is no HTML to read.
    """
    codec: str | None = None
    if isinstance(html, bytes):
        if _is_binary(html):
            raise NotAnArticle("not-html", "the page is binary data", url)
        source, codec = _as_utf8(html, charset)
    else:
        source = html.lstrip("\ufeff").encode("utf-8", "ignore")
    if any(map(source.__contains__, _CONTROLS)):  # to look for each of them is quicker than one pass over all bytes
        source = source.translate(None, _CONTROLS)
    if not source or source.isspace():
        raise NotAnArticle("empty", "the page holds nothing", url)
    if _NOT_HTML.match(source[:2000]) or not _TAG.search(source):
        raise NotAnArticle("not-html", "the page is no HTML", url)
    found = _END_OR_BASE.search(source)
    has_base = found is not None and source[found.start() + 1] != 0x2F  # a slash
    end = _END.search(source, found.start()) if found else None
    if end and len(source) - end.end() > 200:
        # libxml2 loses what stands behind an early end of the document; browsers do not.
        source = _END.sub(b"", source)
        has_base = True
    source = without_floods(source)
    try:
        tree = _tree(source)
        if tree is not None and is_cut_short(tree):
            tree = _tree(flattened(source))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAnArticle("not-html", f"the page cannot be parsed: {error}", url) from error
    if tree is None:
        raise NotAnArticle("empty", "the page holds no element", url)
    base = url
    if has_base:
        href = next((b.get("href") for b in tree.iter("base") if b.get("href")), None)
        base = (to_absolute(href, url) if href else "") or url
    return Page(url=url, base_url=base, tree=tree, charset=codec)
