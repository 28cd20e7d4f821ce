"""Articles made up from a seed: prose of several paragraphs in French, the same story in English."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SECTIONS = ("politique", "economie", "societe", "culture", "sport", "environnement")

_SYLLABLES = ("bel", "cour", "dal", "fon", "gre", "lan", "mar", "nor", "pel", "ri", "sau", "tour", "val", "ver", "vil")
_ENDINGS = ("ac", "ay", "emont", "eux", "ieres", "igny", "onne", "ourt", "oux", "ville")
# (French, English), so that both editions tell one story.
_WHO = (
    ("le conseil municipal", "the town council"),
    ("la préfecture", "the prefecture"),
    ("le syndicat", "the union"),
    ("la directrice du lycée", "the headmistress"),
    ("le club", "the club"),
    ("la régie des transports", "the bus company"),
    ("le collectif des riverains", "the residents' group"),
    ("la chambre d’agriculture", "the farmers' chamber"),
    ("la compagnie des eaux", "the water company"),
    ("le musée", "the museum"),
    ("l’hôpital", "the hospital"),
    ("la coopérative laitière", "the dairy cooperative"),
    ("le port", "the harbour"),
    ("la bibliothèque", "the library"),
)
_DID = (
    ("a présenté", "presented"),
    ("veut abandonner", "wants to give up"),
    ("défend", "defends"),
    ("a retardé", "delayed"),
    ("prépare", "is preparing"),
    ("finance seul", "alone pays for"),
    ("découvre", "discovers"),
    ("conteste", "disputes"),
    ("a relancé", "revived"),
    ("réclame", "demands"),
    ("inaugure", "opens"),
    ("rejette", "rejects"),
)
_WHAT = (
    ("le chantier du pont", "the bridge works"),
    ("un budget en baisse", "a shrinking budget"),
    ("la fermeture de deux classes", "the closing of two classes"),
    ("un terrain synthétique", "an artificial pitch"),
    ("la piste cyclable du canal", "the canal cycle path"),
    ("une saison de concerts", "a season of concerts"),
    ("le plan contre les inondations", "the plan against floods"),
    ("un marché couvert", "a covered market"),
    ("la reprise de la scierie", "the rescue of the sawmill"),
    ("le tri des déchets", "the sorting of waste"),
    ("un centre de santé", "a health centre"),
    ("la ligne de nuit", "the night bus"),
    ("les fouilles du théâtre antique", "the dig at the ancient theatre"),
    ("le tarif de la cantine", "school meal prices"),
)
_WHEN = (
    ("lundi soir", "on Monday night"),
    ("après six mois d’attente", "after six months of waiting"),
    ("cet hiver", "this winter"),
    ("à la surprise générale", "to everyone's surprise"),
    ("sans attendre la région", "without waiting for the region"),
    ("malgré la pluie", "in spite of the rain"),
    ("devant une salle comble", "before a full house"),
    ("à deux mois de la rentrée", "two months before school starts"),
    ("pour la troisième fois", "for the third time"),
)
_WHY = (
    (
        "Les chiffres publiés hier montrent une hausse de {n} % en {m} mois",
        "Figures out yesterday show a rise of {n}% in {m} months",
    ),
    ("Il faudra trouver {n} 000 euros avant le mois de mars", "{n},000 euros must be found before March"),
    ("« Nous étions {n}, nous serons bientôt {m} », raconte {name}", "“We were {n}, soon we will be {m}”, says {name}"),
    (
        "{name}, qui suit le dossier depuis {m} ans, n’y croit plus",
        "{name}, who has followed this for {m} years, has lost faith",
    ),
    ("À {town}, la réunion a duré plus de {m} heures", "In {town} the meeting went on for more than {m} hours"),
    ("Une enquête publique ouvrira à {town} dans {m} semaines", "A public inquiry opens in {town} in {m} weeks"),
    (
        "Le rapport de {name} compte {n} pages et autant de questions",
        "The report by {name} has {n} pages and as many questions",
    ),
    ("Personne à {town} n’avait vu cela depuis {n} ans", "Nobody in {town} had seen this for {n} years"),
    (
        "« On nous promet une réponse, on attend toujours », dit {name}",
        "“We were promised an answer and still wait”, says {name}",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A story in one language."""

    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """``number`` counts from 1, the newest; ``path`` is the address, query included."""

    number: int
    section: str
    path: str
    published: datetime
    author: str
    french: Edition
    english: Edition


def slug_of(text: str) -> str:
    """Fold a headline into what addresses hold."""
    plain = unicodedata.normalize("NFKD", text.replace("’", " ")).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def stories(count: int, seed: int = 7) -> tuple[Story, ...]:
    """Make up stories, newest first, in turn of all sections; no two have a headline or a paragraph in common."""
    dice = random.Random(seed)
    newest = datetime(2026, 10, 30, 17, 30, tzinfo=UTC)
    made: list[Story] = []
    seen: set[str] = set()
    while len(made) < count:
        number = len(made) + 1
        french, english = _told(dice)
        if french.headline in seen:
            continue
        seen.add(french.headline)
        section = SECTIONS[len(made) % len(SECTIONS)]
        published = newest - timedelta(hours=len(made) * 53)
        made.append(
            Story(
                number=number,
                section=section,
                path=_path(section, published, slug_of(french.headline), 4000 + 7 * (count - number)),
                published=published,
                author=f"{_name(dice)} {_name(dice)}",
                french=french,
                english=english,
            )
        )
    return tuple(made)


def _path(section: str, published: datetime, slug: str, number: int) -> str:
    """Write addresses as four kinds of systems do."""
    if section == "culture":
        return f"/culture/{slug}-{number}.html"
    if section == "sport":
        return f"/lire.php?id={number}"
    if section == "environnement":
        return f"/article/{number}"
    return f"/{published:%Y/%m/%d}/{slug}/"


def _name(dice: random.Random) -> str:
    return (dice.choice(_SYLLABLES) + dice.choice(_SYLLABLES) + dice.choice(_ENDINGS)).capitalize()


def _told(dice: random.Random) -> tuple[Edition, Edition]:
    town = _name(dice)
    who, did, what = dice.choice(_WHO), dice.choice(_DID), dice.choice(_WHAT)
    headlines = (f"{town} : {who[0]} {did[0]} {what[0]}", f"{town}: {who[1]} {did[1]} {what[1]}")
    paragraphs: list[tuple[str, str]] = []
    for _ in range(dice.randint(5, 8)):
        sentences = [_sentence(dice) for _ in range(dice.randint(3, 5))]
        paragraphs.append((" ".join(french for french, _ in sentences), " ".join(english for _, english in sentences)))
    return (
        Edition(headline=headlines[0], paragraphs=tuple(french for french, _ in paragraphs)),
        Edition(headline=headlines[1], paragraphs=tuple(english for _, english in paragraphs)),
    )


def _sentence(dice: random.Random) -> tuple[str, str]:
    if dice.random() < 0.5:
        facts = {
            "n": dice.randint(12, 97),
            "m": dice.randint(3, 11),
            "name": f"{_name(dice)} {_name(dice)}",
            "town": _name(dice),
        }
        told = dice.choice(_WHY)
        return f"{told[0].format(**facts)}.", f"{told[1].format(**facts)}."
    who, did, what, when = dice.choice(_WHO), dice.choice(_DID), dice.choice(_WHAT), dice.choice(_WHEN)
    town = _name(dice)
    french = f"{who[0]} de {town} {did[0]} {what[0]} {when[0]}."
    english = f"{who[1]} of {town} {did[1]} {what[1]} {when[1]}."
    return french[0].upper() + french[1:], english[0].upper() + english[1:]
