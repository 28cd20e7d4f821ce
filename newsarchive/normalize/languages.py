"""Language tags as pages write them, made BCP 47: ``fr_fr`` is ``fr-FR``."""

from __future__ import annotations

import re
from functools import lru_cache

_TAG = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_@.;,].*|\s*)$")
_NAMES = {
    "arabic": "ar",
    "chinese": "zh",
    "deutsch": "de",
    "deutsch, german": "de",
    "dutch": "nl",
    "english": "en",
    "español": "es",
    "francais": "fr",
    "français": "fr",
    "french": "fr",
    "german": "de",
    "hindi": "hi",
    "italian": "it",
    "italiano": "it",
    "japanese": "ja",
    "korean": "ko",
    "nederlands": "nl",
    "polish": "pl",
    "polski": "pl",
    "portugues": "pt",
    "português": "pt",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "swahili": "sw",
    "turkish": "tr",
    "türkçe": "tr",
    "العربية": "ar",
    "русский": "ru",
}
#: BCP 47 wants the shorter code where there is one, and today's where it changed (IANA language subtag registry).
_CODES = """
amh:am ara:ar ben:bn bul:bg cat:ca ces:cs chi:zh cmn:zh cze:cs dan:da deu:de dut:nl ell:el eng:en est:et fas:fa fin:fi
fra:fr fre:fr ger:de gre:el guj:gu hau:ha heb:he hin:hi hrv:hr hun:hu ibo:ig ind:id ita:it iw:he in:id ji:yi jpn:ja
jw:jv kin:rw kor:ko lit:lt lav:lv mal:ml mar:mr mlg:mg msa:ms nld:nl nor:no pan:pa per:fa pol:pl por:pt ron:ro rum:ro
rus:ru slk:sk slv:sl som:so spa:es sqi:sq srp:sr swa:sw swe:sv tam:ta tel:te tha:th tur:tr ukr:uk urd:ur vie:vi wol:wo
xho:xh yor:yo zho:zh zul:zu
"""
_SHORTER = dict(pair.split(":") for pair in _CODES.split())
#: Languages a detector takes for one another, and that pages call by either name.
_KIN = ({"no", "nb", "nn"}, {"hr", "bs", "sr", "sh", "cnr"}, {"id", "ms"}, {"fil", "tl"})
#: Letters that are enough to tell a language, and the share of the text that must be in it.
_MIN_LETTERS = 30
_SHARE = 60
_CERTAIN = 85


@lru_cache(maxsize=256)
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
    parts = [_SHORTER.get(primary.lower(), primary.lower())]
    if script:
        parts.append(script.title())
    if region:
        parts.append(region.upper())
    return "-".join(parts)


def primary_of(tag: str | None) -> str:
    """Give the bare language of a tag, "" where there is none."""
    return tag.split("-", 1)[0] if tag else ""


#: Short words that a text in the language has, and texts in its neighbours have not.
_OWN_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "de": "der die und das den von nicht mit ist ein eine für auf dem sich",
        "en": "the and of to is that with for was are it by from this",
        "es": "el los las del y una por con se su más pero como está",
        "fr": "les des est une dans du pour qui et au aux pas sur ce cette",
        "it": "il che di della per non gli sono è dei nel alla più del",
        "nl": "het een van en niet dat zijn voor op met maar ook",
        "pl": "się nie na że jest do przez oraz który są jak",
        "pt": "os não uma em ao mais com para dos das são pelo",
        "ru": "что как это его для из или был также",
        "sv": "och är inte att även från",
        "tr": "ve bir bu için ile olarak çok daha",
    }.items()
}
_OWN_SHARE = 0.08


def is_borne_out(tag: str, text: str) -> bool:
    """Ask whether one word in twelve is a common one of the tag's language; False for languages without a list.

    Nine declarations in ten are right: this costs half of what it takes to detect a language.
    """
    own = _OWN_WORDS.get(primary_of(tag))
    words = text.lower().split()
    return (
        own is not None and len(words) >= _MIN_LETTERS and sum(map(own.__contains__, words)) >= _OWN_SHARE * len(words)
    )


def detect_language(text: str, *, certain: bool = False) -> str | None:
    """Give the language a text is written in (``fr``, ``zh-Hant``), None where it cannot be told.

    Six hundred characters are enough, and cost some hundredths of a millisecond. ``certain`` asks for a text in
    one language, as is needed to contradict what a page says of itself. Compact Language Detector 2.
    """
    if len(text) < _MIN_LETTERS:
        return None
    import pycld2

    try:
        reliable, _, found = pycld2.detect(text.encode("utf-8", "ignore"))
    except pycld2.error:  # Bytes that CLD2 takes for no text: control characters, unassigned code points.
        return None
    _, code, share, _ = found[0]
    if not reliable or share < (_CERTAIN if certain else _SHARE):
        return None
    return to_language(code) if code != "un" else None


def is_same_language(one: str | None, other: str | None) -> bool:
    """Ask whether two tags name one language, whatever the region; also ``nb`` and ``no``, ``id`` and ``ms``."""
    first, second = primary_of(one), primary_of(other)
    return first == second or any(first in kin and second in kin for kin in _KIN)


def told_language(declared: list[str], text: str) -> str | None:
    """Give the first declared tag that the text bears out, else the language of the text, else what is declared.

    ``declared`` in order of trust, canonical tags. Templates say ``en`` of pages that are not: a text that is
    certainly in another language is believed.
    """
    if declared and is_borne_out(declared[0], text):
        return declared[0]
    detected = detect_language(text, certain=bool(declared))
    if detected is None:
        return declared[0] if declared else None
    return next((tag for tag in declared if is_same_language(tag, detected)), detected)
