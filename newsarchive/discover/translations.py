"""Translated twins: the same story in the other languages of a site, as hreflang names them.

https://developers.google.com/search/docs/specialty/international/localized-versions; the values are
BCP 47 tags or ``x-default``.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsarchive.normalize.urls import is_same_page


def translations(alternates: Mapping[str, str], main: str) -> tuple[str, ...]:
    """Give the addresses among a page's alternates that only say in another language what one of them says in ``main``.

    ``main`` is the site's language (a BCP 47 tag; only its first part counts: fr-CA is French).
    There are none where no alternate is in that language: the page would be lost.
    """
    wanted = [url for tag, url in alternates.items() if _language(tag) == _language(main)]
    if not main or not wanted:
        return ()
    return tuple(
        url
        for tag, url in alternates.items()
        if _language(tag) not in (_language(main), "x") and not any(is_same_page(url, own) for own in wanted)
    )


def is_translation(url: str, language: str, alternates: Mapping[str, str], main: str) -> bool:
    """Ask whether the page at ``url`` is a translation of one in the site's ``main`` language.

    ``language`` is what the page says of itself, or "". Where its alternates name it, they are
    believed: machine translations forget to change ``lang``.
    """
    if any(is_same_page(url, address) for address in translations(alternates, main)):
        return True
    is_named = any(is_same_page(url, address) for address in alternates.values())
    has_own = any(_language(tag) == _language(main) for tag in alternates)
    return bool(main and language and not is_named and has_own and _language(language) != _language(main))


def _language(tag: str) -> str:
    return tag.lower().replace("_", "-").partition("-")[0]
