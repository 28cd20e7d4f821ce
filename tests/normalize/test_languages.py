from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.normalize.languages import (
    detect_language,
    is_borne_out,
    is_same_language,
    primary_of,
    to_language,
    told_language,
)


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ("fr", "fr"),
        ("fr_FR", "fr-FR"),
        ("fr-fr", "fr-FR"),
        ("EN", "en"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("en_US.UTF-8", "en-US"),
        ("French", "fr"),
        ("français", "fr"),
        ("", None),
        (None, None),
        ("{{lang}}", None),
        ("x-default-language", None),
        ("fra", "fr"),
        ("deu-AT", "de-AT"),
        ("iw", "he"),
        ("Deutsch, German", "de"),
        ("русский", "ru"),
    ],
)
def test_tags_are_canonical(raw: str | None, tag: str | None) -> None:
    assert to_language(raw) == tag


def test_the_bare_language() -> None:
    assert primary_of("fr-FR") == "fr"
    assert primary_of(None) == ""


TEXTS = {
    "fr": "La barrière s'est levée à l'aube, et trois kilomètres de camions se sont ébranlés sans un mot.",
    "en": "The barrier went up at dawn, and three kilometres of lorries set off without a word from anybody.",
    "de": "Die Schranke hob sich im Morgengrauen, und drei Kilometer Lastwagen setzten sich wortlos in Bewegung.",
    "es": "La barrera se levantó al amanecer y tres kilómetros de camiones arrancaron sin decir una palabra.",
    "pt": "A barreira subiu ao amanhecer e três quilômetros de caminhões partiram sem que ninguém dissesse nada.",
    "pl": "Szlaban podniósł się o świcie i trzy kilometry ciężarówek ruszyły bez jednego słowa ze strony kierowców.",
    "ru": "Шлагбаум поднялся на рассвете, и три километра грузовиков тронулись с места, не сказав ни слова.",
    "ar": "ارتفع الحاجز عند الفجر وانطلقت ثلاثة كيلومترات من الشاحنات دون أن ينطق أحد بكلمة واحدة.",
    "tr": "Bariyer şafakta kalktı ve üç kilometrelik kamyon kuyruğu kimse tek söz etmeden yola çıktı.",
    "sw": "Kizuizi kiliinuliwa alfajiri na malori ya kilomita tatu yakaanza safari bila mtu yeyote kusema neno.",
    "ja": "夜明けに遮断機が上がり、三キロにわたるトラックの列が、誰も一言も発しないまま一斉に動き出した。",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_the_language_of_a_sentence(language: str, text: str) -> None:
    assert detect_language(text, certain=True) == language


@pytest.mark.parametrize("text", ["", "Pont", "12 345 678 901 234 567 890 123 456 789", "\x00" * 50])
def test_no_language_is_guessed_of_next_to_nothing(text: str) -> None:
    assert detect_language(text) is None


def test_a_declaration_the_text_bears_out_is_kept_with_its_region() -> None:
    assert told_language(["fr-CI", "en"], TEXTS["fr"]) == "fr-CI"
    assert told_language(["en-US", "fr-CI"], TEXTS["fr"]) == "fr-CI"


def test_a_text_in_another_language_is_believed_before_the_template() -> None:
    assert told_language(["en-US"], TEXTS["fr"]) == "fr"
    assert told_language([], TEXTS["de"]) == "de"


def test_a_text_in_two_languages_contradicts_nobody() -> None:
    assert told_language(["en"], f"{TEXTS['fr']} {TEXTS['en']}") == "en"
    assert told_language(["bm"], "N'ko") == "bm"
    assert told_language([], "N'ko") is None


def test_languages_of_one_kin() -> None:
    assert is_same_language("nb-NO", "no")
    assert is_same_language("fr", "fr-FR")
    assert not is_same_language("sv", "no")


@given(st.text(max_size=200), st.lists(st.sampled_from(["fr", "en-US", "zh-Hant"]), max_size=3))
def test_any_text_gives_a_declared_tag_or_a_canonical_one(text: str, declared: list[str]) -> None:
    told = told_language(declared, text)
    assert told in declared or told is None or to_language(told) == told
    assert told is not None or not declared


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_the_cheap_test_never_takes_one_language_for_another(language: str, text: str) -> None:
    assert not [other for other in TEXTS if other != language and is_borne_out(other, text * 3)]


@pytest.mark.parametrize("tag", ["en-GB", "de", "es", "fr"])
def test_most_texts_bear_out_their_declaration_by_their_short_words(tag: str) -> None:
    words = {
        "en": "The mayor said that the bridge is safe for lorries and that the board will pay.",
        "de": "Der Bürgermeister sagt, dass die Brücke sicher ist und dass der Rat nicht zahlt.",
        "es": "El alcalde dice que el puente es seguro para los camiones y que se paga con las tasas.",
        "fr": "Le maire dit que le pont est sûr pour les camions et que la dette des villes est payée.",
    }
    assert is_borne_out(tag, f"{words[primary_of(tag)]} " * 3)
    assert not is_borne_out(tag, words[primary_of(tag)]), "too short to say"
