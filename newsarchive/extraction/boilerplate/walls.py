"""What stands in place of an article: the words of consent walls, and of searches that found nothing."""

from __future__ import annotations

import re


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


def asks_consent(text: str) -> bool:
    """Ask whether a text is that of a consent wall: it speaks of two of the things such walls speak of."""
    folded = text.lower()
    return sum(topic.search(folded) is not None for topic in _TOPICS) >= 2


def is_nothing_found(text: str) -> bool:
    """Ask whether a short block says that a search found nothing."""
    return len(text) < 160 and _NOTHING_FOUND.search(text.lower().replace("’", "'")) is not None
