"""TOML to :class:`Site`: every key is known and every selector, pattern and zone is checked, or nothing is read."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from newsarchive.errors import BadProfile
from newsarchive.normalize.date_layouts import checked_layout
from newsarchive.normalize.languages import to_language
from newsarchive.normalize.urls import host_of
from newsarchive.sites.patterns import compiled
from newsarchive.sites.selectors import to_selector
from newsarchive.sites.site import PageTest, Rule, Site
from newsarchive.sites.tables import Table

#: Fields a rule can be written for.
DATES = ("date_published", "date_modified")
FIELDS = ("headline", *DATES, "authors", "article_section", "tags", "description")
_EXPECTED = ("headline", *DATES, "authors", "article_section", "tags", "description", "in_language", "canonical_url")
_LISTS = ("authors", "tags")


def read_site(path: Path) -> Site:
    """Read a profile from a file. Raises :class:`BadProfile`, one line with the file and the line or key."""
    try:
        return parse_site(path.read_bytes(), str(path))
    except OSError as error:
        raise BadProfile(str(path), error.strerror or str(error)) from None


def parse_site(payload: bytes, source: str) -> Site:
    """Read a profile; ``source`` names it in errors. Raises :class:`BadProfile`."""
    try:
        told = tomllib.loads(payload.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadProfile(source, f"is no UTF-8 (byte {error.start})") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadProfile(source, f"is no TOML: {error}") from None
    canonical = _canonical_digest(told)
    table = Table(source, told)
    site = _site(table, hashlib.sha256(payload).hexdigest()[:12])
    table.close()
    return replace(site, canonical_digest=canonical)


def _canonical_digest(told: dict[str, Any]) -> str:
    """Give the digest of a profile in its canonical form: keys sorted, no comments, and without its tests."""
    says = {name: value for name, value in told.items() if name != "tests"}
    text = json.dumps(says, sort_keys=True, separators=(",", ":"), default=str)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _site(table: Table, digest: str) -> Site:
    if not table.has("domains"):
        raise table.error("domains", 'is missing: write domains = ["example.org"]')
    addresses = table.table("addresses", "article")
    body = table.table("body", "select")
    site = Site(
        source=table.source,
        digest=digest,
        domains=table.read("domains", _domain),
        name=table.text("name"),
        language=table.read_one("language", _language),
        timezone=table.read_one("timezone", _zone),
        articles=addresses.read("article", compiled) if addresses else (),
        never=addresses.read("never", compiled) if addresses else (),
        body=body.read("select", to_selector) if body else (),
        kept=body.read("keep", to_selector) if body else (),
        labels=body.texts("labels") if body else (),
        dropped=body.read("drop", compiled) if body else (),
        removed=table.read("remove", to_selector),
        fields=tuple((name, rule) for name in FIELDS if (rule := _rule(table, name)) is not None),
        related=table.read("related", to_selector),
        render=table.flag("render"),
        render_hosts=table.read("render_hosts", _domain),
        tests=tuple(_test(test) for test in table.tables("tests")),
    )
    if not site.domains:
        raise table.error("domains", "names no site")
    for inner in (addresses, body):
        if inner is not None:
            inner.close()
    return site


def _rule(table: Table, name: str) -> Rule | None:
    told = table.table(name, "select")
    if told is None:
        return None
    rule = Rule(
        selectors=told.read("select", to_selector),
        attribute=told.text("attribute"),
        pattern=told.read_one("pattern", compiled),
        format=told.read_one("format", checked_layout) if name in DATES else None,
    )
    if not rule.selectors:
        raise told.error("select", "is missing")
    told.close()
    return rule


def _test(table: Table) -> PageTest:
    page, archive, url = table.text("page"), table.text("archive"), table.text("url")
    if (page is None) == (archive is None):
        raise table.error("page", "or archive is needed: where the page to test is, a file or an archive")
    if url is None:
        raise table.error("url", "is missing: the address the page came from")
    test = PageTest(
        page=page,
        archive=archive,
        url=url,
        expected=tuple((name, _expected(table, name)) for name in _EXPECTED if table.has(name)),
        body_starts=table.text("body_starts"),
        body_ends=table.text("body_ends"),
        body_contains=table.texts("body_contains"),
        body_absent=table.texts("body_absent"),
        related=table.texts("related") if table.has("related") else None,
        refused=table.text("refused"),
    )
    table.close()
    return test


def _expected(table: Table, name: str) -> str | tuple[str, ...] | None:
    value = table.raw(name)
    if name in DATES:
        if value is False:
            return None
        if isinstance(value, (datetime, date)):
            return value.isoformat()
        raise table.error(name, "must be a date, such as 2026-03-05T14:25:00+01:00, without quotes; or false for none")
    return table.texts(name) if name in _LISTS else table.text(name)


def _domain(text: str) -> str:
    domain = host_of(text if "://" in text else f"https://{text}").removeprefix("www.")
    if not domain or not re.fullmatch(r"[a-z0-9_.-]+(?::\d+)?", domain) or text.strip("/ ").count("/") > 2:
        raise ValueError("is no domain; write it as example.org; its subdomains are meant, too")
    return domain


def _language(text: str) -> str:
    language = to_language(text)
    if not language:
        raise ValueError("is no language; write it as fr or pt-BR")
    return language


def _zone(text: str) -> tzinfo:
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        raise ValueError("is no time zone; write it as Europe/Paris or Africa/Abidjan") from None
