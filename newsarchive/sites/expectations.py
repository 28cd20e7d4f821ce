"""What a profile's test says of an article, compared with what was read: the differences, for people."""

from __future__ import annotations

from datetime import date, datetime

from newsarchive.model import Article, LinkKind, Precision
from newsarchive.normalize.urls import url_key
from newsarchive.sites.site import PageTest

_LONGEST = 80


def differences(test: PageTest, article: Article) -> list[str]:
    """Give a line for each thing that is not as expected; none where all is well."""
    found = [line for name, wanted in test.expected if (line := _field(name, wanted, article))]
    body = _flat(article.body)
    if test.body_starts is not None and not body.startswith(_flat(test.body_starts)):
        found.append(f"body starts with {_short(body)!r}, not with {_short(test.body_starts)!r}")
    if test.body_ends is not None and not body.endswith(_flat(test.body_ends)):
        found.append(f"body ends with {_short_end(body)!r}, not with {_short_end(test.body_ends)!r}")
    found += [f"body lacks {_short(text)!r}" for text in test.body_contains if _flat(text) not in body]
    found += [f"body has {_short(text)!r}" for text in test.body_absent if _flat(text) in body]
    if test.related is not None:
        found += _related(test.related, article)
    return found


def _field(name: str, wanted: str | tuple[str, ...] | None, article: Article) -> str:
    value = getattr(article, name)
    if isinstance(value, datetime):
        return _date(name, wanted, value, article)
    if isinstance(wanted, tuple):
        return "" if list(wanted) == value else f"{name} is {value!r}, not {list(wanted)!r}"
    same = _flat(wanted or "") == _flat(value or "")
    return "" if same else f"{name} is {_said(value)}, not {_said(wanted)}"


def _date(name: str, wanted: str | tuple[str, ...] | None, value: datetime, article: Article) -> str:
    """Compare a date: a day with the day alone, a moment without offset with the clock's time, else the instant."""
    shown = value.isoformat()
    if getattr(article, f"{name}_precision") is Precision.DAY:
        shown = value.date().isoformat()
    if not isinstance(wanted, str):
        return f"{name} is {shown}, not {_said(None)}"
    expected = date.fromisoformat(wanted) if len(wanted) == len("2026-03-05") else datetime.fromisoformat(wanted)
    if not isinstance(expected, datetime):
        same = value.date() == expected
    elif expected.tzinfo is None:
        same = value.replace(tzinfo=None) == expected
    else:
        same = value == expected and value.utcoffset() == expected.utcoffset()
    return "" if same else f"{name} is {shown}, not {wanted}"


def _related(wanted: tuple[str, ...], article: Article) -> list[str]:
    links = {url_key(link.url): link.url for link in article.links if link.kind is LinkKind.RELATED}
    keys = {url_key(url) for url in wanted}
    lacking = [f"related lacks {url}" for url in wanted if url_key(url) not in links]
    return lacking + [f"related has {url}" for key, url in links.items() if key not in keys]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _said(value: object) -> str:
    return "nothing" if value is None else repr(value)


def _short(text: str) -> str:
    text = _flat(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _short_end(text: str) -> str:
    text = _flat(text)
    return text if len(text) <= _LONGEST else "…" + text[1 - _LONGEST :]
