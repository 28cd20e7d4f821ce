"""By-lines made names: split, without "Par", roles, addresses and dates."""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"^(?:(?:article\s+|texte\s+|propos\s+|reportage\s+)?(?:écrit|ecrit|rédigé|redige|publié|publie|posté|poste|proposé|"
    r"recueillis?|réalisé|signé|mis en ligne)\s+par|written by|posted by|published by|reported by|story by|words by|"
    r"text by|edited by|by|par|von|por|di|da|av|af|door|a cura di|escrito por|publicado por|auteurs?|auteure?|authors?|"
    r"autor(?:en|in|es)?|autore|texte|text|de notre (?:envoyée?|correspondante?)(?: spéciale?)?|автор|текст)"
    r"(?![\w'’])\s*:?\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|•·\n]|\s/\s|,(?!\s*(?:jr|sr|ph\.?d|md|iii?)\b)|\s&\s|\s(?:et|and|und|y|e|och|og|avec|with|i|en)\s)\s*",
    re.IGNORECASE,
)
_GLUED = re.compile(r"^(?:By|Von|Par)(?=[A-ZÀ-Þ][a-z.])")
_NOT_AUTHOR = re.compile(
    r"^(?:photos?|images?|crédits?|credits?|illustrations?|source|vidéo|video|in|edit|read)\s*:|"
    r"^(?:in|null|no author)\b",
    re.IGNORECASE,
)
_NAME_WORD = r"(?:[^\W\d_a-z][\w'’.\-]*|d['’][A-Z]\w+|de|du|la|van|von|der|da|dos|el|ben|al)"
_SIGNATURE = re.compile(rf"^{_NAME_WORD}(?: {_NAME_WORD}){{1,4}}(?: \([^()]{{2,30}}\))?$")
_MAIL = re.compile(r"\(?\S+@\S+\)?")
_HANDLE = re.compile(r"(?:^|\s)@\w+")
_URL = re.compile(r"(?:https?:)?//|www\.|facebook\.com|\.(?:com|org|net|fr)/", re.IGNORECASE)
_ROLE = re.compile(
    r"^(?:(?:senior|chief|staff|deputy|political|special|managing|contributing|associate|executive|news|lead|web|guest|"
    r"freelance)\s+)*(?:journaliste?|journalistin|reporter|correspondent|correspondante?|editor|éditeur|contributor|"
    r"writer|columnist|chroniqueur|chroniqueuse|stagiaire|rédactrice|rédacteur|rédacteur en chef|pigiste|photographe|"
    r"photographer|redakteur(?:in)?|redaktion(?:sleit\w+)?|autor|author|auteur|auteure|webmaster|collaborat\w+|"
    r"envoyée? spéciale?|grand reporter|producer|blogger|min read|minutes?|share|partager|follow|suivre|"
    r"publié)\b.{0,60}$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[-–—|,(]\s*(?:(?:publié|mis à jour|modifié|le|posted|updated|published|on|am|in|à)\b.*|\d.*|"
    r"(?:correspondant|envoyé|journaliste|stagiaire|rédact|editor|reporter|contributor|staff).*)|"
    r"\s(?:le|on|am|el)\s+(?:\w+\s+){0,2}\d.*|\spublié\b.*|\s\d{1,2}[/.]\d{1,2}[/.]\d.*)$",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}|\d{1,2}[:h/]\d{2}")
_NOT_NAMES = frozenset(
    {
        *("", "admin", "administrator", "administrateur", "null", "none", "n/a", "undefined", "unknown", "anonymous"),
        *("anonyme", "author", "auteur", "autor", "by", "par", "von", "webmaster", "root", "user", "share", "partager"),
        *("posted", "staff", "more", "published", "date", "home", "accueil", "email", "e-mail", "twitter", "facebook"),
        *("website", "follow", "suivre", "about", "contact", "editor", "view all posts", "see all posts"),
        *("autres articles", "voir tous les articles", "e-mail imprimer", "mail", "imprimer"),
        *("super user", "superuser"),
    }
)
_SPACE = re.compile(r"\s+")
_MAX = 90


def clean_name(raw: str) -> str:
    """Give one name without its lead-in, addresses, dates and quotes, or "" where nothing is left of it."""
    name = _GLUED.sub("", _SPACE.sub(" ", raw).strip())
    if _URL.search(name):
        return ""
    name = _HANDLE.sub(" ", _MAIL.sub(" ", name))
    name = _SPACE.sub(" ", name).strip(' \t-–—|,;:•·*"“”«»()[]')
    for _ in range(2):
        name = _LEAD.sub("", name, count=1).strip()
    name = _TAIL.sub("", name)
    name = _SPACE.sub(" ", name).strip(' \t-–—|,;:•·*"“”«»[]<>/')
    if name.count("(") != name.count(")"):
        name = name.replace("(", "").replace(")", "").strip()
    if (
        name.lower() in _NOT_NAMES
        or _NOT_AUTHOR.match(name)
        or _DATE.search(name)
        or _ROLE.match(name)
        or len(name) > _MAX
    ):
        return ""
    return name if sum(c.isalpha() for c in name) >= 2 else ""


def is_signature(text: str) -> bool:
    """Ask whether a line is a name and nothing else ("Awa KONÉ", "Rakieta K. (stagiaire)")."""
    return 4 < len(text) < 50 and _SIGNATURE.match(text) is not None


def is_login(name: str) -> bool:
    """Ask whether a name looks like a user's login rather than a by-line ("jdupont", "la redaction")."""
    return name.islower() or ("-" in name and " " not in name and name.lower() == name)


def to_names(raw: str | list[str] | tuple[str, ...]) -> list[str]:
    """Split by-lines ("Par A et B, C") into names, in order, each once (folded for case)."""
    names: list[str] = []
    seen: set[str] = set()
    for line in [raw] if isinstance(raw, str) else raw:
        for part in _parts(line):
            name = clean_name(part)
            if name.count(" ") > 3 and sum(word[:1].islower() for word in name.split()) > 3:
                continue  # a description behind a comma
            if name and name.casefold() not in seen:
                seen.add(name.casefold())
                names.append(name)
    return names


def _parts(line: str) -> list[str]:
    """Split at conjunctions and commas, yet leave "Agence X et Y" like names that hold no second name whole."""
    line = _LEAD.sub("", _SPACE.sub(" ", line).strip(), count=1)
    parts = [p for p in _SPLIT.split(line) if p]
    if len(parts) == 2 and "," in line and " " not in parts[0].strip() and " " not in parts[1].strip():
        return [f"{parts[1].strip()} {parts[0].strip()}"]
    return parts
