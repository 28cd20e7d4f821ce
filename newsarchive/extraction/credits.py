"""What stands under a picture: its caption, and in it who made the picture."""

from __future__ import annotations

import re

from lxml import etree

from newsarchive.extraction.text import text_of

_NAMED = re.compile(
    r"credit|copyright|photographer|rights|(?:^|[_\s-])(?:source|quelle|byline)(?:$|[_\s-])", re.IGNORECASE
)
_WORDS = (
    "cr[ée]dits?(?: photos?)?|cr[ée]dito|photos?|photographs?|fotos?|photographie|bilder|bild|image|images|picture|"
    r"ph\.|quelle|source|fuente|fonte|zdj[ęe]cie|zdj|фото|صورة|foto[ğg]raf|사진|写真"
)
#: Between the caption and its credit: a bracket, a bar, a dash, the end of a sentence.
_MARKED = re.compile(
    rf"(?:^|[\s(\[|/–—.!?)»-])(?P<credit>(?:©|\(c\)|ⓒ)\s*\S.*|(?:(?:AP|AFP|EPA|Reuters|Getty)\s+)?(?:{_WORDS})\s*"
    rf"(?:[:：=＝]|©|\(c\)|/|\b(?:by|par|via|von|por|di)\b)\s*\S.*)$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:^|[(\[|.!?»”\"]\s*)(?P<credit>(?:[Pp]hotos?|[Ff]otos?|[Bb]ild|[Ii]mage)\s+(?:[A-ZÀ-ÝŁŚŻ]|dpa\b)\S*(?:\s.*)?)$"
)
_BRACKETS = re.compile(
    r"[(\[（](?P<credit>[^()\[\]（）]*(?:=|撮影|提供|写真|사진|출처|/|\b(?:AFP|AP|dpa|EPA|Reuters|Getty)\b)[^()\[\]（）]*)[)\]）]\.?$"
)
#: Chinese captions end with the photographer's name and "took".
_TAKEN_BY = re.compile(r"(?:^|[。，、,.\s])(?P<credit>[^。，、,.\s]{2,8}\s?[摄攝])$")
_TAIL = re.compile(r"(?:\s[|–—]\s|[.!?»”\"]\s+)(?P<credit>[^|.!?]{2,70})$")
_AGENCY = re.compile(
    r"\b(?:AFP|AP|dpa|APA|ANSA|EFE|EPA|Reuters|Keystone|Getty(?: Images)?|Imago|IMAGO|Belga|PAP|TASS|Xinhua|"
    r"Shutterstock|Unsplash|Pixabay|MAXPPP|SIPA|Hans Lucas|picture alliance|DR|D\.R\.?)\b"
)
_LONGEST, _SHORT = 120, 60
#: Credits stand at the end; and of the elements that may be captions, the first few are.
_END, _FEW = 300, 8


def read_caption(elements: list[etree._Element]) -> tuple[str | None, str | None]:
    """Give the caption, all that the elements say once, and the credit in it, None where there is none."""
    texts: list[str] = []
    elements = elements[:_FEW]
    for element in elements:
        text = text_of(element)
        if text and not any(text in known for known in texts):
            texts = [known for known in texts if known not in text] + [text]
    caption = " ".join(texts)
    if not caption:
        return None, None
    return caption, _named_credit(elements) or credit_in(caption)


def _named_credit(elements: list[etree._Element]) -> str | None:
    for element in elements:
        for part in element.iter():
            if (
                isinstance(part.tag, str)
                and (name := part.get("class") or part.get("itemprop"))
                and _NAMED.search(name)
            ):
                text = text_of(part, _LONGEST)
                if text and len(text) < _LONGEST and (part is not element or credit_in(text) is None):
                    return _trimmed(text)
    return None


def credit_in(caption: str) -> str | None:
    """Give the credit at the end of a caption: behind a word or sign for it, in brackets, or an agency's name."""
    caption = caption[-_END:]
    for pattern in (_MARKED, _BRACKETS, _BARE, _TAKEN_BY):
        match = pattern.search(caption)
        if match and len(match.group("credit")) <= _LONGEST:
            return _trimmed(match.group("credit"))
    tail = _TAIL.search(caption)
    text = tail.group("credit") if tail else caption
    if tail is None and (len(text) > _SHORT or "/" not in text):
        return None
    is_signed = bool(_AGENCY.search(text)) or " / " in text or (text.isupper() and len(text.split()) <= 6)
    return _trimmed(text) if is_signed else None


def _trimmed(text: str) -> str:
    text = text.strip(" |–—-")
    for opening, closing in ("()", "[]", "（）"):
        if text.count(closing) > text.count(opening):
            text = text.rstrip(" .").removesuffix(closing)
        elif text.count(opening) > text.count(closing) and text.startswith(opening):
            text = text[1:]
        elif text.startswith(opening) and text.endswith(closing) and text.count(opening) == 1:
            text = text[1:-1]
    return text.strip()
