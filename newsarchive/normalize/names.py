"""By-lines made names: split, without "Par", roles, addresses and dates."""

from __future__ import annotations

from functools import lru_cache

from newsarchive.normalize.name_words import (
    AGENCIES,
    ASIDE,
    BARE_ROLE,
    CJK,
    CONJUNCTION,
    DATE,
    DATED,
    DEGREES,
    DIGIT,
    FIELDS,
    FULL_STOP,
    GLUED,
    GLUED_BEHIND,
    GLUED_DATE,
    HANDLE,
    MAIL,
    MAX,
    NAME_AND_POST,
    NOT_AUTHOR,
    NOT_NAMES,
    ONLY_DEGREE,
    PARTICLES,
    ROLE,
    SIGNATURE,
    SPLIT,
    TAIL,
    URL,
    WORD,
    names_organization,
    without_lead,
)

#: Characters from which a line is no by-line, however many names stand in it.
_MAX_LINE = 2000


@lru_cache(maxsize=4096)
def clean_name(raw: str) -> str:
    """Give one name without its lead-in, addresses, dates and quotes, or "" where nothing is left of it."""
    if len(raw) > _MAX_LINE:
        return ""
    name = GLUED.sub("", " ".join(raw.split()))
    if ("." in name or "//" in name) and URL.search(name):
        return ""
    if "@" in name or "[at]" in name:
        name = " ".join(HANDLE.sub(" ", MAIL.sub(" ", name)).split())
    name = name.strip(' \t-–—|,;:•·*"“”«»()[]')
    for _ in range(2):
        name = without_lead(name).strip()
    name = CONJUNCTION.sub("", name)
    unglued = GLUED_BEHIND.sub(r"\1", name)
    if unglued != name and is_person(unglued):
        name = unglued
    name = ASIDE.sub("", TAIL.sub("", name))
    name = DEGREES.sub("", name)
    posted = NAME_AND_POST.match(name)
    if posted and is_person(posted[1]):
        name = posted[1]
    name = " ".join(name.split()).strip(' \t-–—|,;:•·*"“”«»[]<>/')
    name = FULL_STOP.sub("", name)
    if name.count("(") != name.count(")"):
        name = name.replace("(", "").replace(")", "").strip()
    if (
        name.lower() in NOT_NAMES
        or NOT_AUTHOR.match(name)
        or DATE.search(name)
        or BARE_ROLE.match(name)
        or len(name) > MAX
    ):
        return ""
    return name if sum(c.isalpha() for c in name) >= 2 else ""


def is_signature(text: str) -> bool:
    """Ask whether a line is a name and nothing else ("Awa KONÉ", "Rakieta K. (stagiaire)")."""
    return 4 < len(text) < 50 and SIGNATURE.match(text) is not None


def is_login(name: str) -> bool:
    """Ask whether a name looks like a user's login rather than a by-line ("jdupont", "la redaction")."""
    if name.lower() in AGENCIES:
        return False
    return name.islower() or ("-" in name and " " not in name and name.lower() == name)


@lru_cache(maxsize=4096)
def is_person(name: str) -> bool:
    """Ask whether a name looks like a person's: two to five words of letters, none that only organizations bear."""
    if not name.isascii() and CJK.match(name):
        return True
    words = name.split()
    if not 2 <= len(words) <= 5 or names_organization(name) or ROLE.match(name):
        return False
    named = 0
    for word in words:
        if not WORD.match(word):
            return False
        if word[0].islower() and word.lower() not in PARTICLES and not word.startswith(("d'", "d’", "l'")):
            return False
        named += not word.islower()
    return named >= 2


def to_names(raw: str | list[str] | tuple[str, ...]) -> list[str]:
    """Split by-lines ("Par A et B, C") into names, in order, each once (folded for case).

    Posts, degrees and descriptions are dropped where a name stands beside them.
    """
    names: dict[str, str] = {}
    for line in [raw] if isinstance(raw, str) else raw:
        parts = _parts(line)
        parts = parts[:1] + [part for part in parts[1:] if not ROLE.match(part)]
        found = [name for name in map(clean_name, parts) if name and not _is_description(name)]
        plain = [name for name in found if not ROLE.match(name) and not ONLY_DEGREE.match(name)]
        for name in plain or found[:1]:
            names.setdefault(name.casefold(), name)
    return list(names.values())


def _is_description(name: str) -> bool:
    return name.count(" ") > 3 and sum(word[:1].islower() for word in name.split()) > 3


def holds_date(text: str) -> bool:
    """Ask whether a line tells a day, an hour, or how long it takes to read."""
    return DIGIT.search(text) is not None and DATED.search(text) is not None


def names_beside_date(text: str) -> list[str]:
    """Give the people of a line that holds a date and nothing but names else ("04.02.2022 | 13:10 | Uta Brede")."""
    parts = [part.strip() for part in FIELDS.split(text) if part.strip()] if DIGIT.search(text) else []
    if len(parts) < 2:
        return []
    rest = [part for part in parts if not holds_date(part)]
    if len(rest) == len(parts) or not 0 < len(rest) <= 3:
        return []
    return to_names(rest) if all(is_person(part) for part in rest) else []


def _parts(line: str) -> list[str]:
    """Split at conjunctions and commas, yet leave "Agence X et Y" like names that hold no second name whole."""
    if len(line) > _MAX_LINE:
        return []
    line = without_lead(" ".join(line.split()))
    line = GLUED_DATE.sub(" ", line)
    dated = DATED.search(line) if DIGIT.search(line) else None
    if dated:
        line = line[: dated.start()]
    parts = [p for p in SPLIT.split(line) if p]
    if "&" in line and any(len(part) < 3 for part in parts):
        parts = [line]
    if len(parts) == 2 and "," in line and " " not in parts[0].strip() and " " not in parts[1].strip():
        return [f"{parts[1].strip()} {parts[0].strip()}"]
    return parts
