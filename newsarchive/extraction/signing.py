"""Who signs the article: persons first; newsrooms, agencies, sites and logins only where no person is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newsarchive.extraction.author_places import READERS, Signed, metas_authors
from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.view import View
from newsarchive.normalize.name_words import AGENCIES
from newsarchive.normalize.names import is_login, is_person
from newsarchive.normalize.urls import parts_of

#: Names longer than this are nobody's.
_LONG = 400
_BY_SOURCE = dict(READERS)
#: Sources that say what readers see.
_VISIBLE = ("link", "class", "line", "rel")
_SHOWN = _VISIBLE[:2]
#: Sources that are asked only where no other names anybody but the site itself.
_LAST = frozenset({"date-line", "graph"})


@dataclass(frozen=True, slots=True)
class AuthorCandidate:
    """What one ``source`` of the page says of who signs: the words as found, the names in them, and whether it won."""

    source: str
    raw: tuple[str, ...]
    names: tuple[str, ...]
    is_winner: bool


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs: the names, and the ``source`` of the page that gave them ("known": not the page)."""

    source: str
    names: list[str]


def read_authors(view: View, known: tuple[str, ...] = ()) -> Signing:
    """Read the names the page signs with.

    ``known``, what the source of the address said, is used where the page names nobody, or only some of them.
    """
    source, names = _choose(view, ((source, reader(view)) for source, reader in READERS))
    if len(known) > len(names) and {n.casefold() for n in names} <= {k.casefold() for k in known}:
        return Signing("known", list(known))
    return Signing(source, names)


def author_candidates(view: View) -> list[AuthorCandidate]:
    """Give what every source says, in the order they are asked, the winner marked; for people who ask why.

    The winner may lose names that are the site's own, or logins beside persons.
    """
    asked = [(source, reader(view)) for source, reader in READERS]
    winner, _ = _choose(view, iter(asked))
    rooms = view.head.structured.newsrooms
    listed = [AuthorCandidate(s, f.raw, tuple(f.names), s == winner) for s, f in asked if f.names]
    return [*listed, AuthorCandidate("newsroom", rooms, rooms, winner == "newsroom")] if rooms else listed


def _choose(view: View, asked: Iterator[tuple[str, Signed]]) -> tuple[str, list[str]]:
    """Take the first source that names a person; without one, newsrooms, agencies and logins in the same order."""
    weak = ("newsroom", list(view.head.structured.newsrooms))
    is_firm = bool(weak[1])
    links: set[str] = set()
    for source, found in asked:
        names = found.names
        if source in _LAST and weak[1] and not _is_only_site(weak[1], view):
            continue
        if any(_is_somebody(name, view) for name in names):
            if source not in ("json-ld", "meta"):
                return source, _without_site(names, view)
            if source == "meta" or names == metas_authors(view).names:
                shown = _overruled(names, view)
                if shown is not None:
                    return shown
            return source, names if source == "json-ld" else _without_site(names, view)
        if not names:
            continue
        is_shown_twice = source == "class" and bool(links & set(names))
        if source in ("rel", "link"):
            links.update(names)
        is_open = source in _SHOWN and not is_firm
        if not weak[1] or ((is_open or is_shown_twice) and _is_only_site(weak[1], view)):
            weak = (source, names)
    return weak


def _without_site(names: list[str], view: View) -> list[str]:
    """Drop what stands beside persons and is neither a person, nor an agency, nor a name of one word."""
    single = {n for n in names if " " not in n and not is_login(n) and not _is_site(n, view)}
    return [n for n in names if n in single or _is_somebody(n, view)]


def _overruled(told: list[str], view: View) -> tuple[str, list[str]] | None:
    """Give the people two places of the page show as its authors, where none of them is one told to machines.

    What is told is then whoever put the story into the system.
    """
    known = {fold(name) for name in told}
    shown: list[tuple[str, list[str]]] = []
    for source in _VISIBLE:
        names = [n for n in _BY_SOURCE[source](view).names if is_person(n) and not _is_site(n, view)]
        folded = {fold(name) for name in names}
        if folded & known:
            return None
        if any(folded & {fold(n) for n in others} for _, others in shown):
            return shown[0]
        if names:
            shown.append((source, names))
    return None


def _is_only_site(names: list[str], view: View) -> bool:
    return all(_is_site(name, view) for name in names)


def _is_somebody(name: str, view: View) -> bool:
    is_agency = bool(AGENCIES & set(name.lower().split("/")))
    return (is_person(name) or is_agency) and not _is_site(name, view)


def _is_site(name: str, view: View) -> bool:
    """Ask whether a name is the site's own."""
    host = (parts_of(view.page.url).hostname or "").removeprefix("www.")
    own = {fold(n) for n in (view.head.first("og:site_name"), view.head.structured.publisher) if n and len(n) < _LONG}
    folded = fold(name)
    return (
        folded in own
        or folded == host
        or folded.replace(" ", "") == host.rsplit(".", 1)[0].replace("-", "").replace(".", "")
    )
