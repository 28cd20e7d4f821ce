"""Headlines, names and tags as sources state them: text, or HTML written as text."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def plain(written: str) -> str | None:
    """Give what is written without markup, entities and line breaks, or None where there is none."""
    text = _TAG.sub("", written) if "<" in written else written
    text = html.unescape(text) if "&" in text else text
    return " ".join(text.split()) or None
