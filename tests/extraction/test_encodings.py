from __future__ import annotations

import pytest

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract
from newsarchive.extraction.page import encoding_of, parse

FRENCH = "L’été dernier, à l’hôpital, le cœur n’y était déjà plus : « où êtes-vous ? », demandait-elle. 12 €."


def page(charset_meta: str = "") -> str:
    head = f"<head>{charset_meta}<title>Été</title></head>"
    return f"<html>{head}<body><h1>Été à l’hôpital</h1><p>{FRENCH}</p></body></html>"


META_UTF8 = '<meta charset="utf-8">'
META_1252 = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'

CASES = [
    ("utf-8", "text/html; charset=UTF-8", "", "utf-8"),
    ("utf-8", None, META_UTF8, "utf-8"),
    ("utf-8", None, "", "utf-8"),
    ("utf-8", "text/html; charset=ISO-8859-1", META_UTF8, "utf-8"),
    ("utf-8", "text/html; charset=ISO-8859-1", "", "utf-8"),
    ("cp1252", "text/html; charset=ISO-8859-1", "", "cp1252"),
    ("cp1252", "text/html; charset=us-ascii", "", "cp1252"),
    ("cp1252", None, META_1252, "cp1252"),
    ("cp1252", None, "", "cp1252"),
    ("cp1252", "text/html", "", "cp1252"),
    ("cp1252", "text/html; charset=UTF-8", META_UTF8, "cp1252"),
    ("cp1252", "text/html; charset=nonsense", "", "cp1252"),
    ("utf-8-sig", "text/html; charset=ISO-8859-1", "", "utf-8"),
    ("utf-16", None, "", "utf-16"),
]


@pytest.mark.parametrize(("codec", "header", "meta", "name"), CASES)
def test_bytes_are_read_as_what_they_are(codec: str, header: str | None, meta: str, name: str) -> None:
    payload = page(meta).encode(codec)
    assert encoding_of(payload, header).startswith(name)
    label = header.partition("charset=")[2] if header else None
    article = extract(payload, "https://x.example/ete", charset=label or None)
    assert article.body == FRENCH
    assert article.headline == "Été à l’hôpital"


@pytest.mark.parametrize(
    ("codec", "label", "text"),
    [
        ("shift_jis", "Shift_JIS", "橋は朝五時に再び開通し、トラックの列が三キロ続いた。"),
        ("koi8-r", "koi8-r", "Мост снова открыт, и колонна грузовиков растянулась на три километра."),
        ("cp1256", "windows-1256", "أعيد فتح الجسر أمام الشاحنات بعد ثمانية أشهر من الأشغال المتواصلة."),
        ("gb2312", "gb2312", "大桥清晨五点重新开放，卡车排成三公里长的队伍。"),
    ],
)
def test_declared_charsets_of_other_scripts(codec: str, label: str, text: str) -> None:
    html = f"<html><body><h1>{text[:10]}</h1><p>{text * 4}</p></body></html>"
    tree = parse(html.encode(codec), "https://x.example/a", label).tree
    assert "".join(tree.itertext()).count(text) == 4


def test_a_cut_utf8_page_stays_utf8() -> None:
    payload = page().encode()
    assert encoding_of(payload[: payload.rindex("€".encode()) + 1], None) == "utf-8"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"%PDF-1.7 ...", "not-html"),
        (b"\x1f\x8b\x08\x00garbage", "not-html"),
        (b"\x89PNG\r\n", "not-html"),
        (b'{"a": 1}', "not-html"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "not-html"),
        (b"just words", "not-html"),
    ],
)
def test_what_is_no_html_is_refused(payload: bytes, reason: str) -> None:
    with pytest.raises(NotAnArticle) as error:
        extract(payload, "https://x.example/a")
    assert error.value.reason == reason
    assert error.value.url == "https://x.example/a"


def test_an_xhtml_declaration_is_html() -> None:
    declaration = '<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE html>'
    html = f"{declaration}<html><body><h1>Un titre long</h1><p>{FRENCH}</p></body></html>"
    assert extract(html, "https://x.example/a").body == FRENCH


@pytest.mark.parametrize("label", ["undefined", "hex", "zlib", "idna", "punycode", "unicode_escape", "rot13", "base64"])
def test_a_codec_of_python_that_is_no_charset_is_not_believed(label: str) -> None:
    payload = "<p>L’été à l’œuvre, déjà</p>".encode()
    assert encoding_of(payload, f"text/html; charset={label}") == "utf-8"
    assert "".join(parse(payload, "https://a.fr/x", label).tree.itertext()).strip() == "L’été à l’œuvre, déjà"
