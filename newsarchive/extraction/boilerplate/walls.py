"""What stands in place of an article: the words of consent walls, of protected posts, of lists without entries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsarchive.extraction.boilerplate import fold
from newsarchive.extraction.boilerplate.phrases import EMPTY_LISTS, PROTECTED


def _any_of(table: str) -> re.Pattern[str]:
    return re.compile("|".join(" ".join(words.split()) for words in table.split("¦")))


#: What walls speak of; a text that speaks of two of these things asks for consent.
_COOKIES = _any_of("cookie ¦ куки ¦ çerez ¦ ملفات تعريف الارتباط ¦ クッキー ¦ 쿠키")
_TRACKING = _any_of(
    """tracking ¦ traceurs ¦ rastreadores ¦ tracciamento ¦ śledz ¦ technologies similaires ¦ similar technologies ¦
    ähnliche technologien ¦ tecnologías similares ¦ tecnologie simili ¦ tecnologias semelhantes"""
)
_CONSENT = _any_of(
    """zustimm ¦ einwillig ¦ consent(?:s|ement)?\\b ¦ votre accord ¦ consentimiento ¦ consenso ¦ consentimento ¦
    toestemming ¦ zgod[aęy] ¦ samtyck ¦ samtykke ¦ souhlas ¦ onay ¦ согласи ¦ הסכמה ¦ موافقت"""
)
_PARTNERS = _any_of(r"\bpartner ¦ partenaires ¦ socios ¦ parceiros ¦ партн[её]р ¦ شركاؤنا")
_PERSONAL = _any_of(
    """personal (?:data|information) ¦ (?:données|informations) personnelles ¦ personenbezogene ¦ datos personales ¦
    dados pessoais ¦ dati personali ¦ persoonsgegevens ¦ dan(?:e|ych) osobow ¦ персональн"""
)
_DEVICES = _any_of(
    r"(?:stor|access|stock|accéder|speicher|almacen|archivia|armazen|opslaan|zapis).{0,70}"
    r"(?:device|appareil|terminal|gerät|dispositiv|apparaat|urządzeni)"
)
_TOPICS = (_COOKIES, _TRACKING, _CONSENT, _PARTNERS, _PERSONAL, _DEVICES)
_NOTHING_FOUND = _any_of(
    """nothing matched ¦ no results (?:were )?found ¦ no (?:results|articles|posts) for ¦ did not match any ¦
    aucun (?:résultat|article) (?:n'a été )?trouvé ¦ aucun (?:résultat|article) ne correspond ¦ rien ne correspond à ¦
    keine (?:ergebnisse|treffer|artikel) (?:gefunden|für) ¦ leider nichts gefunden ¦ nenhum resultado ¦
    no se (?:han encontrado|encontraron) resultados ¦ nessun risultato ¦ geen resultaten ¦ brak wyników ¦
    ничего не найдено ¦ sonuç bulunamadı"""
)
#: Characters from which a block says something else, too.
_LABEL, _LINE, _NOTICE = 120, 160, 300


def asks_consent(text: str) -> bool:
    """Ask whether a text is that of a consent wall: it speaks of two of the things such walls speak of."""
    folded = text.lower()
    return sum(topic.search(folded) is not None for topic in _TOPICS) >= 2


def is_protected(texts: Sequence[str]) -> bool:
    """Ask whether one of a page's blocks asks for the password of a protected post."""
    return any(map(_at_once(texts, _NOTICE).__contains__, PROTECTED))


def is_without_entries(texts: Sequence[str]) -> bool:
    """Ask whether one of a page's blocks says that its calendar, list or search has nothing to show."""
    is_empty = any(map(_at_once(texts, _LABEL).__contains__, EMPTY_LISTS))
    return is_empty or _NOTHING_FOUND.search(_at_once(texts, _LINE)) is not None


def _at_once(texts: Sequence[str], longest: int) -> str:
    """Fold the short ones of many texts for one search: no phrase goes over the end of a line."""
    return fold("\n".join([text for text in texts if len(text) < longest]))
