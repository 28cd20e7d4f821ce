"""Selectors people write into profiles: CSS or XPath, checked before any page is seen."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from newsarchive.sites.site import Selector

_XPATH = ("/", "./", "(", "id(")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALLED = re.compile(r"([\w.:-]+)\s*\(")
# Functions and node tests of XPath 1.0, https://www.w3.org/TR/1999/REC-xpath-19991116/
_FUNCTIONS = frozenset(
    {
        *("last", "position", "count", "id", "local-name", "namespace-uri", "name", "string", "concat", "starts-with"),
        *("contains", "substring-before", "substring-after", "substring", "string-length", "normalize-space"),
        *("translate", "boolean", "not", "true", "false", "lang", "number", "sum", "floor", "ceiling", "round"),
        *("text", "node", "comment", "processing-instruction", "and", "or", "mod", "div"),
    }
)


def to_selector(text: str) -> Selector:
    """Read a selector: XPath where it begins with a slash, a parenthesis or ``./``, else CSS.

    Raises ValueError with what is wrong with it.
    """
    text = text.strip()
    if not text:
        raise ValueError("is empty")
    xpath = text if text.startswith(_XPATH) else _of_css(text)
    # libxml2 finds out only where it comes to such a call, on some page.
    bare = _QUOTED.sub("''", xpath)
    unknown = next((n for n in _CALLED.findall(bare) if n.rpartition("::")[2] not in _FUNCTIONS), None)
    if unknown is not None:
        raise ValueError(f"is no selector: XPath 1.0 has no function {unknown}()")
    if "$" in bare:
        raise ValueError("is no selector: there are no variables")
    try:
        found = etree.XPath(xpath, regexp=False)(_EMPTY)
    except (etree.XPathError, ValueError) as error:
        raise ValueError(f"is no selector: {error}") from None
    if not isinstance(found, list):
        raise ValueError("gives a single value; it must give elements, attributes or texts")  # noqa: TRY004
    return Selector(text, xpath)


def _of_css(text: str) -> str:
    from cssselect import HTMLTranslator, SelectorError

    try:
        return HTMLTranslator().css_to_xpath(text)
    except SelectorError as error:
        hint = '; give the attribute as attribute = "…"' if "::" in text else ""
        raise ValueError(f"is no selector: {error}{hint}") from None


_EMPTY = etree.fromstring("<html><head/><body/></html>")


@lru_cache(maxsize=1000)
def _query(xpath: str) -> etree.XPath:
    return etree.XPath(xpath, regexp=False)


def select(tree: etree._Element, selector: Selector) -> list[etree._Element | str]:
    """Give what a selector finds in a document, in its order: elements, and attributes and texts as strings."""
    try:
        found = _query(selector.xpath)(tree.getroottree())
    except etree.XPathError:
        # A type error in a predicate shows only where the predicate is asked; it holds for nothing.
        return []
    return [e if isinstance(e, etree._Element) else str(e) for e in found] if isinstance(found, list) else []
