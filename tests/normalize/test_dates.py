from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model import Precision
from newsarchive.normalize.dates import other_order, read_dateline, read_machine, read_text, read_url

FIRST, LAST = datetime.fromisoformat("1971-01-01"), datetime.fromisoformat("2099-12-31")

MACHINE = [
    ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05+00:00", True),
    ("2024-01-02 03:04:05 +0200", "2024-01-02T03:04:05+02:00", True),
    ("2024-01-02T03:04:05.123+0000", "2024-01-02T03:04:05+00:00", True),
    ("2024-12-10AST12:19:59-04:00", "2024-12-10T12:19:59-04:00", True),
    ("2024-01-02T03:04", "2024-01-02T03:04:00+00:00", False),
    ("2022-1-26T14:32:06+02:00", "2022-01-26T14:32:06+02:00", True),
    ("20240102", "2024-01-02T00:00:00+00:00", False),
    ("Fri, 10 Nov 2023 10:00:00 GMT", "2023-11-10T10:00:00+00:00", True),
    ("1700000000", "2023-11-14T22:13:20+00:00", True),
    ("1700000000000", "2023-11-14T22:13:20+00:00", True),
    ("2024-01-02T00:00:00", "2024-01-02T00:00:00+00:00", False),
]


@pytest.mark.parametrize(("raw", "value", "stated"), MACHINE)
def test_dates_for_machines(raw: str, value: str, stated: bool) -> None:
    reading = read_machine(raw)
    assert reading is not None
    assert (reading.value.isoformat(), reading.has_offset) == (value, stated)


@pytest.mark.parametrize(
    "raw", ["", "hier", "2024-13-45", "4 septembre 2023", "0001-01-01T00:00:00Z", "99999999", "x" * 300]
)
def test_what_is_no_date_for_machines_is_none(raw: str) -> None:
    assert read_machine(raw) is None


TEXT = [
    ("Publié le 15/04/2022 à 13h05min", "fr", "2022-04-15T13:05", Precision.MINUTE),
    ("vendredi 10 novembre 2023", "fr", "2023-11-10T00:00", Precision.DAY),
    ("1er août 2021", "fr", "2021-08-01T00:00", Precision.DAY),
    ("publié le : 12/03/2024 - 18:05", "fr", "2024-03-12T18:05", Precision.MINUTE),
    ("publié le 03.01.2023 à 13h18", "fr", "2023-01-03T13:18", Precision.MINUTE),
    ("créé le 7.06.2019 à 13h08", "fr", "2019-06-07T13:08", Precision.MINUTE),
    ("29 déce. 2022 à 08:54", "fr", "2022-12-29T08:54", Precision.MINUTE),
    ("mars 12, 2024", "fr", "2024-03-12T00:00", Precision.DAY),
    ("12-03-2024", "fr", "2024-03-12T00:00", Precision.DAY),
    ("12/03/24", "fr", "2024-03-12T00:00", Precision.DAY),
    ("Publié il y a 1 semaine le 26/11/2023 Par X", "fr", "2023-11-26T00:00", Precision.DAY),
    ("mer 29/01/2025 - 18:42", "fr", "2025-01-29T18:42", Precision.MINUTE),
    ("March 5, 2021 10:20 pm", "en", "2021-03-05T22:20", Precision.MINUTE),
    ("2/24/2026", "en", "2026-02-24T00:00", Precision.DAY),
    ("03/04/2024", "en-US", "2024-03-04T00:00", Precision.DAY),
    ("03/04/2024", "en-GB", "2024-04-03T00:00", Precision.DAY),
    ("03/04/2024", "fr", "2024-04-03T00:00", Precision.DAY),
    ("12. März 2020, 10:15 Uhr", "de", "2020-03-12T10:15", Precision.MINUTE),
    ("10 de novembro de 2023 às 15h30", "pt", "2023-11-10T15:30", Precision.MINUTE),
    ("4 de mayo de 2022", "es", "2022-05-04T00:00", Precision.DAY),
    ("3 maggio 2022", "it", "2022-05-03T00:00", Precision.DAY),
    ("2 stycznia 2021", "pl", "2021-01-02T00:00", Precision.DAY),
    ("5 апреля 2020", "ru", "2020-04-05T00:00", Precision.DAY),
    ("2023年11月10日 12:30", "ja", "2023-11-10T12:30", Precision.MINUTE),
    ("9 أبريل 2021", "ar", "2021-04-09T00:00", Precision.DAY),
    ("9 avril 2021 | ٢٠٢١", "fr", "2021-04-09T00:00", Precision.DAY),
]


@pytest.mark.parametrize(("text", "language", "value", "precision"), TEXT)
def test_dates_for_people(text: str, language: str, value: str, precision: Precision) -> None:
    reading = read_text(text, language=language)
    assert reading is not None
    assert (reading.value.strftime("%Y-%m-%dT%H:%M"), reading.precision) == (value, precision)


@pytest.mark.parametrize(
    "text", ["", "le 32 mars 2024", "en 2023, 1 200 familles", "31/31/2024", "version 2.3.4", "à 15 h 30"]
)
def test_what_is_no_date_for_people_is_none(text: str) -> None:
    assert read_text(text, language="fr") is None


def test_a_relative_date_needs_the_moment_of_the_fetch() -> None:
    on = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
    assert read_text("il y a 2 heures", language="fr") is None
    reading = read_text("il y a 2 heures", language="fr", on=on)
    assert reading is not None
    assert reading.value == on - timedelta(hours=2)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.example/2023/11/10/titre", "2023-11-10"),
        ("https://x.example/a/2023-11-10-titre.html", "2023-11-10"),
        ("https://x.example/20231110/titre", "2023-11-10"),
        ("https://x.example/aktuelles/29-10-2021", "2021-10-29"),
        ("https://x.example/article/123456", None),
        ("https://x.example/2023/15/40/", None),
    ],
)
def test_dates_in_addresses(url: str, day: str | None) -> None:
    found = read_url(url)
    assert (found[0].value.date().isoformat() if found else None) == day


@given(st.datetimes(FIRST, LAST), st.integers(-14 * 60, 14 * 60))
def test_what_machines_write_is_read_back(moment: datetime, offset: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    reading = read_machine(moment.isoformat())
    assert reading is not None
    assert reading.value == moment
    assert reading.has_offset


@given(st.dates(FIRST.date(), LAST.date()))
def test_a_french_day_is_read_back(day: object) -> None:
    months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    reading = read_text(f"Le {day.day} {months[day.month - 1]} {day.year}", language="fr")  # type: ignore[attr-defined]
    assert reading is not None
    assert reading.value.date() == day


@given(st.text(max_size=200))
def test_no_text_breaks_the_readers(text: str) -> None:
    read_machine(text)
    read_text(text, language="fr")
    read_url(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("29.11.2022 – Die Brücke", "2022-11-29"),
        ("3 mai 2021", "2021-05-03"),
        ("Wara, den 3. Mai 2021 (dna) – Die Brücke", "2021-05-03"),
        ("31. Oktober 2023. Die Brücke ist offen", "2023-10-31"),
        ("Le 3 mai 2021, la barrière", None),
        ("Am 3. Mai 2021 wurde die Brücke geöffnet", None),
        ("In den Tagen vor dem 3. Mai 2021 – so sagt man – war sie zu", None),
        ("3 mai 1975 – La barrière", None),
    ],
)
def test_date_lines(text: str, day: str | None) -> None:
    found = read_dateline(text, language="fr")
    assert (found[0].value.date().isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("raw", "day"), [("11/01/2023 12:43", "2023-11-01"), ("13/01/2023", None), ("2023-01-11", None)]
)
def test_the_other_order_of_day_and_month(raw: str, day: str | None) -> None:
    found = other_order(raw)
    assert (found.value.date().isoformat() if found else None) == day


def test_spaces_between_the_numbers_of_a_day() -> None:
    reading = read_text("2020. 06. 04. 11:27", language="hu")
    assert reading is not None
    assert reading.value == datetime(2020, 6, 4, 11, 27, tzinfo=UTC)
