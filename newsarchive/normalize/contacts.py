"""The address under which whoever crawls can be reached."""

from __future__ import annotations

import re

from newsarchive.errors import UsageError

_REACHED = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|https?://[\w-]+(?:\.[\w-]+)+", re.ASCII | re.IGNORECASE)
_MAX_LENGTH = 200


def checked_contact(text: str) -> str:
    """Give a contact, a text with an e-mail or a page's address in it, as a User-Agent's comment can hold it.

    A comment ends at its bracket, a header at its line (RFC 9110 sections 5.5 and 5.6.5). Raises UsageError.
    """
    text = text.strip()
    if not text.isascii() or not text.isprintable() or re.search(r"[()\\]", text):
        raise UsageError("the contact is sent in a header: plain letters only, no brackets, no line breaks")
    if len(text) > _MAX_LENGTH or not _REACHED.search(text):
        raise UsageError(
            f"{text[:80]!r} is no contact; give an address such as desk@example.org or https://example.org"
        )
    return text
