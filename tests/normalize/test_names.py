from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.normalize.names import is_login, is_signature, to_names


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


@given(st.text(max_size=200))
def test_names_are_clean_and_single(raw: str) -> None:
    names = to_names(raw)
    assert len({n.casefold() for n in names}) == len(names)
    assert all(n == n.strip() and n for n in names)
