"""What a page says against being mined, archived or shown, in its headers and its metas.

Written down, so that whoever works with the archive can keep to it; nothing is decided here. What is read:

* TDMRep (https://w3c.github.io/tdm-reservation-protocol/spec/): ``tdm-reservation: 1`` and ``tdm-policy``, as header
  or meta; where they differ the meta counts;
* ``X-Robots-Tag`` and the robots metas, of any agent;
* ``Content-Usage`` (IETF aipref, a draft): the uses it denies, such as ``train-ai=n``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.extraction.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

#: What of the robots directives keeps a page from being stored, shown or learned from; ``none`` is noindex, nofollow.
DIRECTIVES = frozenset({"noarchive", "nocache", "noai", "noimageai", "noindex", "none", "nosnippet"})
#: Directives with a value of their own: their name is no agent's.
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_AGENT = re.compile(r"[a-z0-9][\w.-]{0,60}")
#: Metas that speak to one agent are named after it.
_AGENTS_META = re.compile(
    r"[\w.-]*bot(?:-[\w-]+)?|anthropic-ai|google-extended|applebot-extended|bytespider|meta-externalagent|slurp|teoma"
)
_DENIED = re.compile(r"\s*([a-z*][\w.*-]*)\s*=\s*\??(?:n|0)\s*(?:;.*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[!-~]+")
#: Characters of a header or meta that are read, and signals of one page that are kept.
_LONGEST = 2000
_MANY = 40


@dataclass(frozen=True, slots=True)
class Signal:
    """What a page says, under the name of where it says it.

    ``tdm-reservation`` (``1``), ``tdm-policy`` (an address), ``x-robots-tag`` and ``meta robots`` (a directive, as
    ``agent: directive`` where it is for one agent only), ``content-usage`` (``use=n``).
    """

    name: str
    value: str


def signals(tree: etree._Element | None, headers: Iterable[tuple[str, str]]) -> tuple[Signal, ...]:
    """Give what a page says against its use, each thing once.

    ``tree`` is the root of the parsed page, None for what is no HTML; ``headers`` are those of the answer that
    brought it, as they came.
    """
    found: dict[Signal, None] = {}
    tdm: dict[str, str] = {}
    for raw_name, raw in headers:
        name, value = raw_name.lower(), raw[:_LONGEST]
        if name.startswith("tdm-"):
            _note(tdm, name, value.strip())
        elif name == "x-robots-tag":
            found.update(dict.fromkeys(Signal(name, told) for told in _directives(value)))
        elif name == "content-usage":
            found.update(dict.fromkeys(Signal(name, told) for told in _denied(value)))
    if tree is not None:
        for name, value in _metas(tree):
            if name.startswith("tdm-"):
                _note(tdm, name, value.strip())
            else:
                agent = "" if name == "robots" else name
                found.update(dict.fromkeys(Signal("meta robots", told) for told in _directives(value, agent)))
    return (*_reserved(tdm), *found)[:_MANY]


def _metas(tree: etree._Element) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        name, content = meta.get("name"), meta.get("content")
        if not name or not content or len(name) > 60:
            continue
        name = name.strip().lower()
        if name == "robots" or name in ("tdm-reservation", "tdm-policy") or _AGENTS_META.fullmatch(name):
            yield name, unescaped(content[:_LONGEST])


def _note(tdm: dict[str, str], name: str, value: str) -> None:
    # TDMRep, "Processing priority": what comes later supersedes what came before; a value it does not know is none.
    if name != "tdm-reservation" or value in ("0", "1"):
        tdm[name] = value


def _reserved(tdm: dict[str, str]) -> Iterator[Signal]:
    # A policy says on which terms what is reserved may be mined; without a reservation it says nothing.
    if tdm.get("tdm-reservation") == "1":
        yield Signal("tdm-reservation", "1")
        policy = tdm.get("tdm-policy", "")
        if _ADDRESS.fullmatch(policy):
            yield Signal("tdm-policy", policy)


def _directives(value: str, agent: str = "") -> Iterator[str]:
    """Give the directives of a header or meta that matter here.

    ``agent: directive, directive`` is for that agent alone, up to the next one that is named.
    """
    for part in value.lower().split(","):
        head, colon, rest = part.partition(":")
        head = head.strip()
        if colon and head not in _VALUED and _AGENT.fullmatch(head):
            agent, head = head, rest.strip()
        if head in DIRECTIVES:
            yield f"{agent}: {head}" if agent else head


def _denied(value: str) -> Iterator[str]:
    """Give the uses that a Content-Usage header denies; a structured field: ``train-ai=n, search=y``."""
    for part in value.split(","):
        match = _DENIED.fullmatch(part)
        if match:
            yield f"{match[1].lower()}=n"
