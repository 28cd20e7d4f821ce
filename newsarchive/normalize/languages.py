"""Language tags as pages write them, made BCP 47: ``fr_fr`` is ``fr-FR``."""

from __future__ import annotations

import re

_TAG = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_@.;,].*|\s*)$")
_NAMES = {
    "arabic": "ar",
    "deutsch": "de",
    "english": "en",
    "español": "es",
    "francais": "fr",
    "français": "fr",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "italiano": "it",
    "portuguese": "pt",
    "spanish": "es",
}


def to_language(raw: str | None) -> str | None:
    """Give the tag in canonical case (``fr``, ``fr-FR``, ``zh-Hans-CN``), or None where it is none."""
    if not raw:
        return None
    name = _NAMES.get(raw.strip().lower())
    if name:
        return name
    match = _TAG.match(raw)
    if match is None:
        return None
    primary, script, region = match.groups()
    parts = [primary.lower()]
    if script:
        parts.append(script.title())
    if region:
        parts.append(region.upper())
    return "-".join(parts)


def primary_of(tag: str | None) -> str:
    """Give the bare language of a tag, "" where there is none."""
    return tag.split("-", 1)[0] if tag else ""
