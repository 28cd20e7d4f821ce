from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.normalize.names import is_login, is_person, is_signature, names_beside_date, to_names


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Par Awa KONÉ et Paul B.", ["Awa KONÉ", "Paul B."]),
        ("La Rédaction", ["La Rédaction"]),
        ("AFP", ["AFP"]),
        ("AFP/VNA", ["AFP/VNA"]),
        ("Écrit par : Alidou Drabo", ["Alidou Drabo"]),
        ("By JOHN DOE, Senior Reporter", ["JOHN DOE"]),
        ("ByJ.R. Stone", ["J.R. Stone"]),
        ("Jean Dupont, journaliste", ["Jean Dupont"]),
        ("Rédigé par Foo Bar le vendredi 4 mars 2022", ["Foo Bar"]),
        ("Doe, John", ["John Doe"]),
        ("Séverin d'Almaré", ["Séverin d'Almaré"]),
        ("Ana López y Luis Gil", ["Ana López", "Luis Gil"]),
        ("Max Muster und Erika Beispiel", ["Max Muster", "Erika Beispiel"]),
        ("Awa Koné le 3 mai 2023 à 12h", ["Awa Koné"]),
        ("Jane Roe, Dec 17, 2024", ["Jane Roe"]),
        ("Jane Roe on Friday, December 3", ["Jane Roe"]),
        ("April May", ["April May"]),
        ("Jane Roe, Ph.D., RN", ["Jane Roe"]),
        ("Jane Roe Senior Editor", ["Jane Roe"]),
        ("Jane Roe, Senior Editor, Max Muster", ["Jane Roe", "Max Muster"]),
        ("Staff Reporter", ["Staff Reporter"]),
        ("Jane MILLER.", ["Jane MILLER"]),
        ("Jane R. Doe Jr.", ["Jane R. Doe Jr."]),
        ("Jane MillerUpdated", ["Jane Miller"]),
        ("SolarPortal", ["SolarPortal"]),
        ("Jean Dupont, avec AFP", ["Jean Dupont", "AFP"]),
        ("Salz & P", ["Salz & P"]),
        ("Posted on", []),
        ("admin", []),
        ("Super User", []),
        ("12/03/2024", []),
        ("contact@example.org", []),
        ("https://example.org/author/x", []),
        ("Photo : AFP", []),
        ("null null", []),
    ],
)
def test_bylines_become_names(raw: str, names: list[str]) -> None:
    assert to_names(raw) == names


_LEADS = """
écrit par ¦ Texte redige par ¦ publié par ¦ Dossier réalisé par ¦ signé par ¦ mis en ligne par ¦ Medically written by ¦
written and edited by ¦ posted by ¦ published by ¦ reported by ¦ story by ¦ words by ¦ text by ¦ edited by ¦
created by ¦ contributed by ¦ guest post by ¦ by ¦ par ¦ von ¦ por ¦ di ¦ av ¦ af ¦ door ¦ a cura di ¦
escrito por ¦ scritto da ¦ geschrieben von ¦ verfasst von ¦ erstellt von ¦ ein Beitrag von ¦ geplaatst door ¦
auteure : ¦ authors: ¦ autoren: ¦ de notre envoyée spéciale ¦ redacción ¦ написал ¦ автор: ¦ текст: ¦ yazan ¦ penulis ¦
oleh ¦ kirjoittaja ¦ szerző ¦ writer ¦ reporter ¦ recueillis par ¦ préparé par ¦ Article proposé par
"""


@pytest.mark.parametrize("lead", [" ".join(lead.split()) for lead in _LEADS.split("¦")])
def test_what_leads_a_byline_in_is_no_name(lead: str) -> None:
    assert to_names(f"{lead} Jane Roe") == to_names(f"{lead.upper()} Jane Roe") == ["Jane Roe"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("Awa KONÉ", True),
        ("Rakieta K. (stagiaire)", True),
        ("Anne de La Tour", True),
        ("La séance est levée.", False),
        ("Un maire, deux écharpes", False),
        ("Publicité", False),
    ],
)
def test_signatures(line: str, answer: bool) -> None:
    assert is_signature(line) is answer


def test_logins_are_no_bylines() -> None:
    assert is_login("jdupont")
    assert is_login("la redaction")
    assert not is_login("J. Dupont")


def test_agencies_are_no_logins() -> None:
    assert not is_login("dpa")


@pytest.mark.parametrize("name", ["Awa Koné", "Anne de La Tour", "J. R. Doe", "Séverin d'Almaré", "王小明"])
def test_people(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "name", ["Awa", "La Rédaction", "Verein für Brücken", "Editorial Team", "echo.example", "Senior Editor", "a Reader"]
)
def test_what_is_no_person(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("04.02.2022 | 13:10 Uhr | Uta Brede", ["Uta Brede"]),
        ("Awa Koné • 3 min", ["Awa Koné"]),
        ("Awa Koné | Société", []),
        ("04.02.2022 | Wara", []),
    ],
)
def test_names_beside_dates(text: str, names: list[str]) -> None:
    assert names_beside_date(text) == names


@given(st.text(max_size=200))
def test_no_text_breaks_the_readers_of_names(raw: str) -> None:
    names_beside_date(raw)
    is_person(raw)


@given(st.text(max_size=200))
def test_names_are_clean_and_single(raw: str) -> None:
    names = to_names(raw)
    assert len({n.casefold() for n in names}) == len(names)
    assert all(n == n.strip() and n for n in names)
