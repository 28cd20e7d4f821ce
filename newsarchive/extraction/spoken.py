"""Elements that say something else than the text in them: pictures of letters, hidden addresses, readings."""

from __future__ import annotations

from lxml import etree

#: The elements to ask :func:`spoken_by` for.
SPOKEN = frozenset({"img", "a", "span"})


def spoken_by(element: etree._Element, tag: str) -> str:
    """Give what an image, a link or a span says in place of, or before, what stands in it."""
    if tag == "img":
        return alt_of(element)
    return hidden_address(element) if element.get("data-cfemail") else element.text or ""


def alt_of(image: etree._Element) -> str:
    """Give the words of an image that stands for a character: an emoji, a letter set apart; "" for a picture."""
    alt = image.get("alt")
    if not alt or len(alt) > 8:
        return ""
    names = (image.get("class") or "").lower()
    if "emoji" in names or "smiley" in names or "emoticon" in names:
        return alt
    return alt.strip() if ("dropcap" in names or "drop-cap" in names or "lettrine" in names) and len(alt) <= 2 else ""


def hidden_address(element: etree._Element) -> str:
    """Decode an e-mail address that Cloudflare hides: hexadecimal, the first byte is the key of the others."""
    try:
        code = bytes.fromhex(element.get("data-cfemail") or "")
        address = bytes(byte ^ code[0] for byte in code[1:]).decode()
    except (ValueError, IndexError):
        return ""
    return address if address.isprintable() else ""


def is_in_brackets(reading: etree._Element) -> bool:
    """Ask whether a ruby element brackets its readings, which is its text where nothing can stand above a line.

    The HTML standard's rp is made for that; a reading without brackets would run into the word that it explains.
    """
    before = reading.getprevious()
    return before is not None and before.tag == "rp"
