"""Traps: addresses without end or use, told by what the pages of their patterns have yielded, not by names.

An address belongs to several patterns, from its own chain of pages to its host
(:func:`patterns_of`). What came of the pages of a pattern is a :class:`Yield`, counted as
:func:`credited` says; :func:`weigh` decides of an address whether it is fetched, waits, or is left:

- a pattern that has given nothing new is left after a few pages (fewer where they were copies of
  pages we have, more for a parameter or a file that a whole site may hang on);
- the chain of a listing is left after a few barren pages in a row, whatever it gave before;
- a pattern that has given something is never left, however many of its pages are refused or
  copies; after many in a row it is rationed, like everything that has given nothing so far;
- all that is rationed on a site has one purse (:class:`Trials`): a constant and a share of what
  came to something, so that any number of traps together cost little.

Beside it stand what needs no page at all (:func:`endless`, addresses that fold into themselves)
and parameters that make no difference (:func:`difference`, :func:`is_noise`, :func:`without`):
those are taken out of addresses instead of leaving the pages that carry them.

Nothing here keeps a state: the counters are the archive's, a row a site, kind and pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from urllib.parse import unquote, urlunsplit

from newsarchive.discover import addresses
from newsarchive.model import Yield
from newsarchive.normalize.urls import parts_of, url_key

#: Barren pages in a row after which the chain of a listing is left: one that never gave anything, one that did.
BARREN_CHAIN, PATIENCE = 3, 4
#: The same at most where a sitemap or an API lists all there is (the next page and the last), and for a site whose
#: earlier crawl came to its end.
PATIENCE_WHEN_LISTED, PATIENCE_WHEN_KNOWN = 2, 1
#: The same for the other patterns of later pages, and of the first pages of sections, that never gave anything.
#: A first page may show what the front page showed while its later ones have more to give.
BARREN_LISTINGS, BARREN_SECTIONS = 4, 8
#: The same for what only stands last (``/**/agenda``): what a relative link on every page makes.
BARREN_TAILS = 2
#: Requests in a row that came to nothing after which a pattern that did give something is rationed: so many for
#: each page it gave, and at most so many.
PATIENCE_A_PAGE, LONG = 4, 12
#: The purse of a site's trials: pages that may come to nothing, and the share of good pages that adds to it.
#: Patterns of which no page was seen may use more, so that the first traps do not starve the first article of a kind.
PURSE_UNTRIED, PURSE, SHARE = 18, 10, 0.03
#: Articles of a new kind that are tried however little is left: a section that turns up late is not lost for it.
FIRST_TRIES = 2
#: Copies of what is known, and nothing else, after which a kind of address that the site lists is left.
COPIES = 5
#: Copies by another value of a parameter after which it makes no difference.
NOISE = 2
#: Longer and deeper addresses than these are no article's (RFC 9110 asks servers for 8000; news stay under 300).
MAX_LENGTH, MAX_SEGMENTS = 2000, 14
#: What copies and refusals weigh against a pattern that gave nothing; six is the end of it.
_ENOUGH = 6
_MAX_PREFIXES, _MAX_NAMES = 3, 8

_DIGITS = re.compile(r"\d+")
_SEPARATORS = re.compile(r"[-_+. ,]+")
_ENDING = re.compile(r"^(?P<stem>.+?)(?P<ending>\.[a-zA-Z]\w{1,4})$")
_SEGMENT_PARAMETER = re.compile(r";([^/;=?]+)=?([^/;?]*)")


class Kind(StrEnum):
    """What an address is fetched as: the first page of a section, of a section in one, a later page, an article."""

    SECTION = "section"
    SUBSECTION = "subsection"
    LISTING = "listing"
    ARTICLE = "article"


class Came(StrEnum):
    """What came of a page.

    NEW: a new article, or a listing that names one (:func:`of_listing`). DUPLICATE: an article that is
    known by another address, or a translation of one. REFUSED: no article, a listing that names
    nothing new, an answer that is an error.
    """

    NEW = "new"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


def after(found: Yield, came: Came, *, requests: int = 1) -> Yield:
    """Count one more page of a pattern, which took so many requests."""
    return replace(
        found,
        pages=found.pages + 1,
        new=found.new + (came is Came.NEW),
        duplicates=found.duplicates + (came is Came.DUPLICATE),
        refused=found.refused + (came is Came.REFUSED),
        barren=0 if came is Came.NEW else found.barren + requests,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """The purse of a site.

    ``good`` counts its pages of any kind that came to something, ``lost`` the requests for rationed
    ones that did not (a redirect is one more request), ``in_flight`` the rationed ones that are asked
    for and not yet judged.
    """

    good: int = 0
    lost: int = 0
    in_flight: int = 0

    def has(self, *, is_untried: bool) -> bool:
        """Ask whether the purse has enough for one more page."""
        return self.lost + self.in_flight < (PURSE_UNTRIED if is_untried else PURSE) + SHARE * self.good


class Standing(StrEnum):
    """GO: fetch it. WAIT: not now, pages in flight or a fuller purse will tell. LEFT: never."""

    GO = "go"
    WAIT = "wait"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to be done with an address.

    ``is_rationed`` says that its page comes out of the site's purse; ``pattern`` and ``reason`` (a
    line for people) tell why it waits or is left, else they are empty.
    """

    standing: Standing
    is_rationed: bool = False
    pattern: str = ""
    reason: str = ""


# ---------------------------------------------------------------------- the patterns of an address
@lru_cache(maxsize=1000)  # asked for before a page is fetched, and when it was read
def patterns_of(url: str, kind: Kind) -> tuple[str, ...]:
    """Give the patterns an address belongs to, from the specific to the general; none for what is no address.

    - ``=host/sport/?`` its chain (:func:`~newsarchive.discover.addresses.pattern_of`), for a later page;
    - ``/imprimer/#`` its path: numbers as ``#``, what looks like a slug, and the last part, as ``*``;
    - ``/fr/tags/**``, ``/fr/**`` the folders it lies in;
    - ``/**/print`` what stands last, where it is a plain word and not alone;
    - ``?vue`` each parameter, ``;zid`` each parameter of a path segment;
    - ``//m.example.org`` its host.
    """
    parts = parts_of(url)
    if not parts.netloc:
        return ()
    segments = _folded(parts.path)
    found: dict[str, None] = {}
    if kind is Kind.LISTING:
        found[chain_of(url)] = None
    last = segments[-1] if segments else ""
    found[f"/{'/'.join([*segments[:-1], _starred(last) if len(segments) > 1 else last])}"] = None
    folders = segments[:-1][:_MAX_PREFIXES]
    for depth in range(len(folders), 0, -1):
        found[f"/{'/'.join(folders[:depth])}/**"] = None
    if len(segments) > 1 and "#" not in last and "*" not in last:
        found[f"/**/{last}"] = None
    for name in _names(parts.path, parts.query):
        found[name] = None
    found[f"//{parts.netloc.rpartition('@')[2].lower()}"] = None
    return tuple(found)


def chain_of(url: str) -> str:
    """Name the chain that a later page of a listing belongs to."""
    return f"={addresses.pattern_of(url)}"


def is_chain(pattern: str) -> bool:
    """Ask whether a pattern is a chain's."""
    return pattern.startswith("=")


def _folded(path: str) -> list[str]:
    """Give the segments of a path; a run of one becomes one, except of numbers, whose count tells dates from ids."""
    segments: list[str] = []
    for raw in _SEGMENT_PARAMETER.sub("", path).split("/"):
        folded = _fold(unquote(raw))
        if folded and (folded == "#" or segments[-1:] != [folded]):
            segments.append(folded)
    return segments[:MAX_SEGMENTS]


def _fold(segment: str) -> str:
    match = _ENDING.match(segment)
    if match:
        return f"{_fold(match['stem'])}{match['ending'].lower()}"
    runs = len(_DIGITS.findall(segment))
    if runs == 1 and segment.isdecimal():
        return "#"
    if len(segment) > 24 or len(_SEPARATORS.findall(segment)) > 1 or runs > 1:
        return "*"
    return _DIGITS.sub("#", segment)


def _starred(last: str) -> str:
    match = _ENDING.match(last)
    stem, ending = (match["stem"], match["ending"]) if match else (last, "")
    return f"{stem if '#' in stem else '*'}{ending}"


def _names(path: str, query: str) -> list[str]:
    names = [f";{_DIGITS.sub('#', match[1])}" for match in _SEGMENT_PARAMETER.finditer(path)]
    for pair in query.split("&"):
        name = unquote(pair.partition("=")[0])
        if name:
            names.append(f"?{_fold(name)}")
    return names[:_MAX_NAMES]


def endless(url: str) -> str:
    """Say why an address cannot be worth a request, whatever its pages yield, or give "".

    A segment three times, or two that take turns twice (``/a/b/a/b/``), is what a relative link
    makes of itself; numbers may repeat (``/2011/11/11/11/``).
    """
    if len(url) > MAX_LENGTH:
        return f"longer than {MAX_LENGTH} characters"
    segments = [segment for segment in parts_of(url).path.split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        return f"deeper than {MAX_SEGMENTS} folders"
    words = [segment for segment in segments if not segment.isdecimal()]
    for word in dict.fromkeys(words):
        if words.count(word) > 2:
            return f"the folder {word!r} lies in itself"
    for one, two, three, four in zip(words, words[1:], words[2:], words[3:], strict=False):
        if (one, two) == (three, four):
            return f"the folders {one!r} and {two!r} lie in each other"
    return ""


def credited(url: str, kind: Kind, came: Came, *, other: str = "", was_named: bool = False) -> dict[str, Came]:
    """Say which patterns of an address a page counts for, and as what.

    ``other`` is the address by which the page is known too: the canonical one that can be believed,
    the one a redirect led to, or that of the stored article with this text. ``was_named`` tells
    whether that one had been named by any source before this page was read. A copy of what is
    found anyway speaks against what its address has and the other has not (``/imprimer/#``,
    ``?vue``, ``//m.example.org``), even where the copy happened to be fetched first; what they have
    in common is not to blame. A copy of what nobody had named was the way to it, and good.
    """
    patterns = patterns_of(url, kind)
    if came is Came.REFUSED or not other or url_key(other) == url_key(url):
        return dict.fromkeys(patterns, came)
    common = set(patterns_of(other, kind))
    own = [pattern for pattern in patterns if pattern not in common]
    if not own:
        return dict.fromkeys(patterns, came)
    is_copy = came is Came.DUPLICATE or was_named
    counted = dict.fromkeys(own, Came.DUPLICATE if is_copy else Came.NEW)
    if came is Came.NEW:
        counted |= {pattern: Came.NEW for pattern in patterns if pattern in common}
    return counted


# ---------------------------------------------------------------------- what is done with an address
def weigh(kind: Kind, yields: Mapping[str, Yield], trials: Trials, *, patience: int = PATIENCE) -> Verdict:
    """Decide about an address by the yields of its patterns (:func:`patterns_of`; a missing row is ``Yield()``).

    ``patience`` is that for a listing's chain, in barren pages.
    """
    is_rationed = is_untried = False
    rationed = waits = ""
    for pattern, found in yields.items():
        if reason := _why_left(kind, pattern, found, patience):
            return Verdict(standing=Standing.LEFT, pattern=pattern, reason=f"{pattern}: {reason}")
        if found.in_flight and not waits and _why_left(kind, pattern, _if_barren(found), patience):
            waits = pattern
        if is_broad(pattern) and found.barren >= min(PATIENCE_A_PAGE * found.new, LONG):
            is_rationed = True
            rationed = rationed or pattern
            is_untried = is_untried or found.pages + found.in_flight == 0
    if waits:
        reason = f"{waits}: its first pages are being fetched"
        return Verdict(standing=Standing.WAIT, is_rationed=is_rationed, pattern=waits, reason=reason)
    is_first = kind is Kind.ARTICLE and _tries(yields[rationed]) < FIRST_TRIES if rationed else False
    if is_rationed and not is_first and not trials.has(is_untried=is_untried):
        reason = f"{rationed}: {_told(yields[rationed])}; enough was tried on this site for {trials.good} good pages"
        return Verdict(standing=Standing.WAIT, is_rationed=True, pattern=rationed, reason=reason)
    return Verdict(standing=Standing.GO, is_rationed=is_rationed)


def copies(yields: Mapping[str, Yield]) -> Verdict:
    """Decide about an address that the site itself lists: it is left only where all of its kind were copies so far."""
    for pattern, found in yields.items():
        if not found.duplicates or found.duplicates < found.pages or _is_wide(pattern):
            continue
        if found.duplicates >= COPIES:
            return Verdict(standing=Standing.LEFT, pattern=pattern, reason=f"{pattern}: {_told(found)}")
        if found.duplicates + found.in_flight >= COPIES:
            reason = f"{pattern}: its first pages are being fetched"
            return Verdict(standing=Standing.WAIT, pattern=pattern, reason=reason)
    return Verdict(standing=Standing.GO)


def of_listing(candidates: Iterable[Verdict]) -> Came:
    """Say what came of a listing, by the verdicts on the addresses it is the first to name as articles.

    Addresses of a kind that has given no article yet do not count: an endless calendar names a new
    event every month. Fetch articles before the later pages of listings, so that kinds are known.
    """
    is_new = any(verdict.standing is Standing.GO and not verdict.is_rationed for verdict in candidates)
    return Came.NEW if is_new else Came.REFUSED


def _why_left(kind: Kind, pattern: str, found: Yield, patience: int) -> str:
    if is_chain(pattern):
        limit = patience if found.new else min(BARREN_CHAIN, patience)
        return f"{found.barren} pages in a row named no new article" if found.barren >= limit else ""
    if found.new:
        return ""
    if kind is not Kind.ARTICLE:
        limit = BARREN_SECTIONS if kind is Kind.SECTION else BARREN_LISTINGS
        limit = BARREN_TAILS if pattern.startswith("/**/") else limit
        is_left = found.barren >= limit and not _is_wide(pattern)
        return f"{found.barren} pages named no new article" if is_left else ""
    duplicate, refused = (2, 0) if _is_wide(pattern) else (3, 1) if pattern[0] in "?;" else (2, 2)
    weight = duplicate * found.duplicates + refused * found.refused
    return _told(found) if weight >= _ENOUGH else ""


def _tries(found: Yield) -> int:
    return found.pages + found.in_flight


def _told(found: Yield) -> str:
    parts = [f"{found.pages} pages", f"{found.new or 'none'} new"]
    parts += [f"{found.duplicates} known by another address"] if found.duplicates else []
    parts += [f"{found.refused} of no use"] if found.refused else []
    return ", ".join(parts)


def _if_barren(found: Yield) -> Yield:
    """Count the pages in flight as if nothing would come of them: as copies, which weigh most."""
    count = found.in_flight
    return replace(found, pages=found.pages + count, duplicates=found.duplicates + count, barren=found.barren + count)


def _is_wide(pattern: str) -> bool:
    """Ask whether a whole site may hang on a pattern: its host, or a path without a folder."""
    return pattern.startswith("//") or (pattern[0] == "/" and "/" not in pattern[1:])


def is_broad(pattern: str) -> bool:
    """Ask whether a pattern decides about rations: wide, a first folder, a parameter."""
    return _is_wide(pattern) or pattern[0] in "?;" or (pattern.endswith("/**") and pattern.count("/") == 2)


# ---------------------------------------------------------------------- parameters that make no difference
def difference(one: str, other: str) -> str:
    """Name the one parameter by which two addresses differ (by its value, or by having it at all), or give "".

    ``?zid`` for one of the query, ``;zid`` for one of a path segment.
    """
    a, b = parts_of(one), parts_of(other)
    if not a.netloc or a.netloc.lower() != b.netloc.lower():
        return ""
    given, others = _values(a.path, a.query), _values(b.path, b.query)
    differing = {name for name in given.keys() | others.keys() if given.get(name) != others.get(name)}
    if len(differing) != 1:
        return ""
    name = differing.pop()
    return name if url_key(without(one, (name,))) == url_key(without(other, (name,))) else ""


def _values(path: str, query: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for match in _SEGMENT_PARAMETER.finditer(path):
        values.setdefault(f";{match[1]}", []).append(match[2])
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name:
            values.setdefault(f"?{unquote(name)}", []).append(value)
    return values


def is_noise(found: Yield) -> bool:
    """Ask whether a parameter makes no difference, by the pairs of addresses that differ in it alone.

    ``duplicates`` counts the pairs that showed one article, ``new`` those that showed two: one of
    these and the parameter stays, whatever the canonical links of the site say.
    """
    return found.new == 0 and found.duplicates >= NOISE


def without(url: str, names: Iterable[str]) -> str:
    """Take the parameters ``names`` (as :func:`difference` gives them) out; the rest stays as written."""
    taken = set(names)
    if not taken or ("?" not in url and ";" not in url):
        return url
    parts = parts_of(url)
    path = _SEGMENT_PARAMETER.sub(lambda match: "" if f";{match[1]}" in taken else match[0], parts.path)
    kept = [pair for pair in parts.query.split("&") if f"?{unquote(pair.partition('=')[0])}" not in taken]
    if path == parts.path and len(kept) == len(parts.query.split("&")):
        return url
    return urlunsplit(parts._replace(path=path, query="&".join(kept)))
