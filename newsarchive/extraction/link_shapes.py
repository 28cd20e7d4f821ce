"""What the address and the words of a link say: a story, a listing, a person, the site's business."""

from __future__ import annotations

import re
from urllib.parse import unquote

from newsarchive.extraction.blocks import density

# Expressions over whole addresses are asked of them in lower case: one that ignores case is tried at every character.
#: Parts of a path that stand for something else than a story, wherever they stand in it.
_NEVER = re.compile(
    r"/(?:authors?|auteurs?|autor(?:es|en)?|autore|tags?|categor(?:y|ies|ie)|feed|amp|login|wp-login|mot|search|recherche|resultats-de-recherche|suche|buscar|busqueda|busca|ricerca|zoeken|szukaj|arama|"
    r"about(?:-us)?|contact(?:-us)?|profil(?:es?)?|users?|account|cart|checkout|subscri(?:be|ptions?)|abonn\w*|"
    r"newsletters?|donat\w*|faire-un-don|donner|soutenir|support-us|spenden|sign-?(?:in|up)|register|offers|offres|privacy\w*|terms\w*|"
    r"politique-(?:de-)?\w+|mentions-legales|datenschutz|impressum|paiement|paiment|unsubscribe|abo|abonelik[\w-]*|list)"
    r"(?:\.\w{3,5})?(?:/|$|\?)|[?&](?:replytocom|share|print|q|s|query|search)=|sharer|/intent/|//(?:api\.)?wa(?:\.me|tsapp\.com)|"
    r"//t\.me/share|#(?:comment|respond|disqus)",
)
#: Parts of a path that hold lists when one name follows them: /topic/elections.
_LISTS = re.compile(
    r"/(?:topics?|topico|th[eè]m[aes]s?|themes|themen|temas?|temat|rubri(?:que|k|ca|c)s?|sections?|seccion|sujets?|mots?-?cles?|"
    r"keywords?|people|person(?:nes|as|en)?|personality|bios?(?:-\w+)?|u|members?|membres?|journalistes?|staff|"
    r"kategori[ea]n?|categorias?|etiquet(?:te|a)s?|tagi|hashtags?|labels?|etiketler?|konu(?:lar)?|theme|channels?|"
    r"emne(?:r|ord)?|aiheet?|avainsana|t[eé]ma|redaktion|redakcja|equipe|team|collections?|sources?|schlagwort|stichwort|motcle)/[^/?]+/?(?:$|\?)",
)
_HOSTS = re.compile(
    r"^https?://(?:shop|store|boutique|abonnement|abonnements|abo|subscribe|account|compte|login|newsletter|jobs?|"
    r"emploi|annonces|kiosque|epaper|donate|dons?|my|secure|support|tienda|loja|loterias)\.",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)(?:$|\?)", re.IGNORECASE)
_DATED = re.compile(r"/(?:19|20)\d\d/?-?[01]?\d(?:/|-)")
_NUMBER = re.compile(r"\d{5,}")
_DIGIT = re.compile(r"\d")
_ID = re.compile(r"(?<![a-z0-9])(?=(?:[a-z]*\d){4})[a-z0-9]{10,}(?![a-z0-9])")
_ASKED = re.compile(r"[?&](?:\w*id\w*|p|art\w*|story|news|sid|a|n)=\w*\d{2,}", re.IGNORECASE)
_EDGE = re.compile(r"[-_+.%20 ]+")
_SCHEME = re.compile(r"^https?://[^/?#]*", re.IGNORECASE)
_TITLE = 15
_LONG_TITLE = 25


def is_title(text: str) -> bool:
    """Ask whether the words of a link can be those of a headline, not a section's or a place's name."""
    return len(text) * density(text) >= _TITLE and (" " in text or len(text) >= 30 or not text.isascii())


def is_image(url: str) -> bool:
    """Ask whether an address is that of a picture's own file."""
    return _FILE.search(url) is not None


def is_elsewhere(url: str) -> bool:
    """Ask whether an address is that of an author, a tag, a form or another part of a site that is never a story."""
    return _NEVER.search(url.lower()) is not None


def looks_like_story(url: str, text: str) -> bool:
    """Ask whether an absolute address and the words of a link to it are a story's.

    An address says so by a date, a number of five digits or an id, or a name of four words; where it does
    not, the words have to be as long as a headline.
    """
    if is_elsewhere(url) or _FILE.search(url) or _HOSTS.match(url):
        return False
    tail = _SCHEME.sub("", url)
    path = tail.partition("?")[0].rstrip("/")
    if not path and "?" not in tail:
        return False
    lowered = tail.lower()
    is_listed = _LISTS.search(lowered) is not None
    if not is_listed and _DATED.search(tail):
        return True
    has_id = bool(
        _NUMBER.search(tail) or _ASKED.search(tail) or (_DIGIT.search(tail) is not None and _ID.search(lowered))
    )
    if not is_listed and has_id:
        return True
    longest = max(map(unquote, path.split("/")), key=len)
    words = sum([any(map(str.isalpha, word)) for word in _EDGE.split(longest)])
    if is_listed or words >= 4:
        return words >= 4 and (has_id or not is_listed)
    wide = len(text) * density(text)
    return wide >= _LONG_TITLE and (text.count(" ") >= 3 or wide > len(text))
