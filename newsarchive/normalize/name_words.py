"""The words of by-lines: what leads them in, what is no name, what names organizations bear; data and patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsarchive.normalize.months import MONTHS

LEAD = re.compile(
    r"^(?:(?:article\s+|texte\s+|propos\s+|reportage\s+|dossier\s+)?(?:écrit|ecrit|rédigé|redige|publié|publie|posté|poste|"
    r"proposé|recueillis?|réalisé|signé|préparé|mis en ligne)\s+par|(?:medically\s+)?written (?:and \w+ )?by|posted by|"
    r"published by|reported by|story by|words by|text by|edited by|created by|contributed by|guest post by|by|par|von|"
    r"por|di|da|av|af|door|a cura di|escrito por|publicado por|redactado por|scritto da|pubblicato da|geschrieben von|"
    r"verfasst von|veröffentlicht von|erstellt von|ein (?:beitrag|artikel) von|geplaatst door|geschreven door|auteurs?|"
    r"auteure?|authors?|autor(?:en|in|es|a|as|zy)?|autore|autori|texte|text|de notre "
    r"(?:envoyée?|correspondante?)(?: spéciale?)?|redacción|написал|автор|текст|yazan|yazar|muhabir|penulis|oleh|"
    r"kirjoittaja|szerző|writer|reporter|posted|published)(?![\w'’.])\s*:?\s*",
    re.IGNORECASE,
)
_LEADS_TABLE = """
    a af ar au av by co cr da de di do ec ed ei er es ge gu ki me mi mu ol pa pe po pr pu re ré sc si st sz te ve vo
    wo wr ya éc ав на те
"""
#: The two letters such words begin with.
_LEADS = frozenset(_LEADS_TABLE.split())


def without_lead(line: str) -> str:
    """Cut the words off with which a by-line begins."""
    found = LEAD.match(line) if line[:2].strip().lower() in _LEADS else None
    return line[found.end() :] if found else line


SPLIT = re.compile(
    r"\s*(?:[;|•·●⋅✍→\n]|\s/\s|(?<=[^\W\d_])/(?=[A-ZÀ-Þ][a-zà-ÿ]+\s)|,(?!\s*(?:jr|sr|iii?)\b)|\s&\s|\s[–—-]\s|"
    r"\s(?:et|and|und|y|e|och|og|avec|with|i|en|mit|és|ja|ve)\s)\s*",
    re.IGNORECASE,
)
GLUED = re.compile(r"^(?:By|Von|Par)(?=[A-ZÀ-Þ][a-z.])")
NOT_AUTHOR = re.compile(
    r"^(?:photos?|fotos?|images?|crédits?|credits?|illustrations?|source|quelle|fuente|fonte|vidéo|video|in|edit|read|"
    r"bilder?|montage|grafik|design|code|content)\s*:|"
    r"^(?:in|on|am|null|no author|posted|published|publi\w+|veröffentlicht|eingetragen|aktualisiert|erstellt|updated?|"
    r"modified|written|zuletzt|letzte|mehr|more|view|see|voir|show|insights?|medically|reviewed|fact[- ]checked|edited|"
    r"review|follow|suivre|sign in|log ?(?:in|out)|abmelden|anmelden|contact\w*|comments?|kommentare?|commentaires?|"
    r"ecrit|écrit|gepostet|geschrieben|tags?|teilen|share|print|drucken|leave a|download|subscribe|abonnez|lire|"
    r"\d+ (?:comments?|kommentare?|min))\b",
    re.IGNORECASE,
)
NAME_WORD = r"(?:[^\W\d_a-z][\w'’.\-]*|d['’][A-Z]\w+|de|du|la|van|von|der|da|dos|el|ben|al)"
SIGNATURE = re.compile(rf"^{NAME_WORD}(?: {NAME_WORD}){{1,4}}(?: \([^()]{{2,30}}\))?$")
MAIL = re.compile(r"\(?\S+(?:@|\[at\])\S+\)?")
HANDLE = re.compile(r"(?:^|\s)@\w+")
URL = re.compile(r"(?:https?:)?//|www\.|facebook\.com|\.(?:com|org|net|fr)/", re.IGNORECASE)
POST = (
    r"journaliste?s?|journalistin(?:nen)?|reporters?|reporterin|correspondents?|correspondante?s?|editors?|éditeur|"
    r"éditrice|contributors?|contributeurs?|contributrice|writers?|columnists?|chroniqueu(?:r|se)|stagiaire|rédact(?:eur|rice)s?|"
    r"pigiste|photographe?r?s?|redakteure?(?:in)?|chefredakteur(?:in)?|volontär(?:in)?|redaktionsleit\w+|autor(?:in)?|authors?|auteure?|webmaster|"
    r"collaborat\w+|producer|blogger(?:in)?|staff|director|manager|coordinator|consultant|educator|specialist|analyst|strategist|"
    r"nutritionist|dietitian|dietician|founder|co-founder|ceo|cto|cmo|cfo|president|officer|advisor|adviser|attorney|lawyer|"
    r"professor|researcher|engineer|developer|designer|marketer|copywriter|expert|trainer|coach|therapist|psychologist|"
    r"physician|doctor|nurse|veterinarian|horticulturalist|grader|grand reporter|envoyée? spéciale?|historien(?:ne)?|"
    r"sociologue|philosophe|économiste|politologue|avocate?|professeure?|maître de conférences|chercheu(?:r|se)|"
    r"redactor(?:a)?|periodista|corresponsal|jornalista|giornalista|redazione web|dziennikarz|журналист|"
    r"корреспондент|muhabir"
)
ROLE = re.compile(
    rf"^(?:[\w'’.&-]+\s+){{0,4}}?(?:{POST})\b(?:[\s,].{{0,60}})?$|"
    r"^(?:min read|minutes?|share|partager|follow|suivre|publié|min(?:utes)? de lecture)\b.{0,60}$",
    re.IGNORECASE,
)
BARE_ROLE = re.compile(
    rf"^(?:(?:{POST})(?:\s+(?:at|de|du|des|à|chez|bei|of|for|pour|web|en chef|le|on)\b.*)?|redaktionsleit\w+.*|"
    r"(?:min read|minutes?|share|partager|follow|suivre|publié|min(?:utes)? de lecture)\b.*)$",
    re.IGNORECASE,
)
#: A post behind a full name ("Jane Doe Senior Reporter"): the name is what comes before.
NAME_AND_POST = re.compile(
    rf"^([^\W\d_][\w'’.-]+(?:\s[^\W\d_][\w'’.-]*){{1,2}}?)\s+(?:[\w'’&-]+\s+){{0,3}}?(?:{POST})$", re.IGNORECASE
)
DEGREE = (
    r"ph\.?\s?d\.?|m\.?d\.?|m\.?a\.?|m\.?s\.?|m\.?b\.?a\.?|mph|b\.?a\.?|b\.?s\.?|bsn|msn|rn|rdn?|ldn?|cfp®?|cfa|cpa|ea|dvm|"
    r"do|dds|lcsw|lmft|jd|esq\.?|pharm\.?d\.?|np|pa-c|cpt|cscs|facs|facp|mba|msc|bsc|dr\. med\.|ma|m\.sc\.|r\.?n\.?|"
    r"aicp|ces|fnp|dacvb|dipacvb"
)
DEGREES = re.compile(rf"(?:[\s,]+(?:{DEGREE}))+\.?$", re.IGNORECASE)
ONLY_DEGREE = re.compile(rf"^(?:{DEGREE})(?:\s.*)?$", re.IGNORECASE)
TAIL = re.compile(
    r"\s*(?:[-–—|,(]\s*(?:(?:publié|mis à jour|modifié|le|posted|updated|published|on|am|in|à)\b.*|\d.*|"
    r"(?:correspondant|envoyé|journaliste|stagiaire|rédact|editor|reporter|contributor|staff).*)|"
    r"\s(?:le|on|am|el)\s+(?:\w+\s+){0,2}\d.*|\spublié\b.*|\s\d{1,2}[/.]\d{1,2}[/.]\d.*)$",
    re.IGNORECASE,
)
DATE = re.compile(r"\d{4}|\d{1,2}[:h/]\d{2}")
NOT_NAMES = frozenset(
    {
        *("", "admin", "administrator", "administrateur", "null", "none", "n/a", "undefined", "unknown", "anonymous"),
        *("anonyme", "author", "auteur", "autor", "by", "par", "von", "webmaster", "root", "user", "share", "partager"),
        *("posted", "more", "published", "date", "home", "accueil", "email", "e-mail", "twitter", "facebook"),
        *("website", "follow", "suivre", "about", "contact", "editor", "view all posts", "see all posts"),
        *("autres articles", "voir tous les articles", "e-mail imprimer", "mail", "imprimer"),
        *(
            "super user",
            "superuser",
            "guest",
            "gast",
            "invité",
            "default",
            "test",
            "none none",
            "editorial",
            "wordpress",
        ),
        *("wordpressadmin", "wpadmin", "siteadmin", "site admin", "administrador", "moderator", "magazine", "news"),
        *("view more", "read more", "weiterlesen", "lire la suite", "mehr", "startseite", "blog", "posts", "articles"),
    }
)


def _by_first_letter(words: Iterable[str]) -> str:
    """Give a pattern that takes the longest of many words, and looks at few of them to know that it is none."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())


WEEKDAY = (
    r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?|wed|sat|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"segunda|terça|quarta|quinta|sexta|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
)
MONTH = _by_first_letter(m for m in MONTHS if len(m) > 2)
#: Where a date begins in a by-line; a month counts only beside a number or at the end, for some are names of people.
DATED = re.compile(
    rf"[\s,|(•·–—-]*\b(?:(?:posted|published|updated|publié|mis à jour|veröffentlicht|erstellt|"
    rf"post date|date|stand)\b\s*:?\s*)?"
    rf"(?:\b(?:on|am|le|el|vom|den|il|em|op|du|dne|dnia|at|um|à)\b\s*)?(?:(?:{WEEKDAY})\.?,?\s+(?:den\s+|le\s+)?)?"
    rf"(?:\d{{1,2}}(?:er|st|nd|rd|th|\.|º)?\s*(?:de\s+|of\s+)?(?:{MONTH})\b|(?:{MONTH})\.?\s+(?:\d|$)|"
    rf"\d{{1,4}}\s?[./:-]\s?\d|\d{{4}}\b|\d{{1,2}}h\d|\d+\s*(?:min|hours?|heures?|std|days?|tage|jours|comments?|kommentare))",
    re.IGNORECASE,
)
ASIDE = re.compile(
    r"\s+(?:in|on|am|at|um|pour|für|for|dans|il y a|reviewed by|fact[- ]checked by|edited by|updated|modified|"
    r"foto|photo|bild|symbolbild|stand|via|vom|last|posted|published|hosted|illustration(?:en|s)?|grafik|fotos|photos|übersetzt|translated|erstellt|"
    r"aktualisiert|partager|teilen|kategorien?|category|před)(?:\s*:?\s+.*)?$|\.\s+(?:reviewed|edited|photos?|fotos?)\b.*$|"
    r"\s기자(?:\s.*)?$",
    re.IGNORECASE,
)
#: A word glued behind a name, where a page sets elements apart without a space ("Jane DoeUpdated").
GLUED_BEHIND = re.compile(r"(?<=\s)([A-ZÀ-Þ][a-zà-ÿ]{4,})[A-ZÀ-Þ][a-zà-ÿ]{3,}.*$")
DIGIT = re.compile(r"\d")
FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")
GLUED_DATE = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z][a-z]{2,9}\.?\s\d{1,2}\b)")
CONJUNCTION = re.compile(r"^(?:et|and|und|y|e|och|og|avec|mit|with|&)\s+", re.IGNORECASE)
#: News agencies, known by names that look like logins.
AGENCIES = frozenset(
    [
        "afp",
        "apa",
        "ansa",
        "ap",
        "dpa",
        "efe",
        "sda",
        "sid",
        "epd",
        "kna",
        "ats",
        "belga",
        "cp",
        "pa",
        "upi",
        "tass",
        "ria",
        "jiji",
        "kyodo",
        "xinhua",
        "pti",
        "ani",
        "vna",
        "aps",
        "map",
        "tap",
        "anp",
        "ntb",
        "reuters",
        "bloomberg",
        "lusa",
        "cna",
        "aap",
        "dts",
        "spot",
    ]
)
_ORGANIZATION_TABLE = """
    redaktion rédaction redaction redacción redazione redakcja редакция newsroom desk staff team équipe equipe
    editors editorial news nachrichten zeitung magazin magazine journal times post press presse media medias média
    médias tv radio agency agence agentur gmbh ag inc llc ltd verein verband stiftung foundation institut institute
    university universität université association society ministerium ministère department bureau center centre
    group company club blog online studio landesanstalt bundesamt amt service services solutions research
    organisation organization federation union world global comment comments kommentar kommentare page guide guides
    style stil design decor program programme director reviewer expert marketing bio food travel health business
    sport sports politics culture kultur lifestyle technology finance money inhalte front top latest updates best
    new trend trends tips select search menu share reading series serien agencies product digital home life story
    stories video podcast photo photos your you me contact kontakt privacy policy learn more read book free über
    alle beiträge beitrag artikel article articles posts it here this that us now get certified licensed registered
    senior chief managing contributing the of für for from about our with des und and how what all to
"""
ORGANIZATION_WORDS = frozenset(_ORGANIZATION_TABLE.split())
_ORGANIZATION = re.compile(r"\be\.\s?v\b|\bcategor\w+|\.(?:com|de|org|net|fr|ch|at|uk|tr)\b|\d", re.IGNORECASE)
_ANY_WORD = re.compile(r"\w+")


def names_organization(name: str) -> bool:
    """Ask whether a name holds a word that organizations and their pages bear and persons do not, or a digit."""
    low = name.lower()
    return not ORGANIZATION_WORDS.isdisjoint(_ANY_WORD.findall(low)) or _ORGANIZATION.search(low) is not None


WORD = re.compile(r"[^\W\d_][^\W_]*(?:[.'’\-][^\W_]*)*\.?$")
PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "del",
        "della",
        "der",
        "den",
        "des",
        "du",
        "la",
        "le",
        "van",
        "von",
        "zu",
        "zur",
        "ten",
        "ter",
        "el",
        "al",
        "bin",
        "ben",
        "ibn",
        "e",
        "y",
        "d",
    ]
)
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}$")
FIELDS = re.compile(r"\s*[|•·●⋅]\s*|\s[–—-]\s")
MAX = 90
