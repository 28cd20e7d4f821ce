"""The project's own measure: its floors hold, and what it counts is what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import quality
from benchmarks.quality import Golden, Said


def page(**truth: object) -> Golden:
    return Golden("a", b"", "https://echo.example/a", None, None, truth)


def of_none(reason: str) -> Golden:
    return Golden("b", b"", "https://echo.example/b", None, reason, {})


def score(*pairs: tuple[Golden, Said]) -> dict[str, float]:
    return quality.Run({str(n): quality.compare(*pair) for n, pair in enumerate(pairs)}).scores()


def test_no_score_is_below_its_floor(capsys: pytest.CaptureFixture[str]) -> None:
    code = quality.main(["--check", "--worst", "5"])
    assert code == 0, capsys.readouterr().err


def test_the_floors_hold_every_field() -> None:
    assert quality.read_floors().keys() == set(quality.MEASURES)


def test_shingles_are_four_words_and_repeats_count() -> None:
    assert quality.shingles("un deux, trois quatre – cinq") == {
        ("un", "deux", "trois", "quatre"): 1,
        ("deux", "trois", "quatre", "cinq"): 1,
    }
    assert quality.shingles("un deux") == {("un", "deux"): 1}
    assert quality.shingles("") == {}
    assert max(quality.shingles("a b c d a b c d").values()) == 2


def test_a_script_without_spaces_is_counted_by_the_character() -> None:
    assert list(quality.shingles("灯台の明かり")) == [tuple("灯台の明"), tuple("台の明か"), tuple("の明かり")]
    assert quality.words("옛 항구에 2년") == ["옛", "항구에", "2년"]


def test_the_body_is_judged_by_mean_precision_and_mean_recall() -> None:
    eight, four = "a b c d e f g h", "a b c d"
    told = score((page(body=eight), {"body": four}), (page(body=four), {"body": four}))
    recall = (1 / 5 + 1) / 2
    assert told["body_f1"] == pytest.approx(2 * recall / (1 + recall))
    assert told["body_exact"] == 0.5


@pytest.mark.parametrize(
    ("field", "truth", "said", "mark"),
    [
        ("headline", "L’« été » – enfin", 'l\'"Été" - enfin', 1),
        ("headline", "Le pont", "Le pont | L'Écho", 0),
        ("date", "2024-05-06T23:30:00+02:00", "2024-05-06", 1),
        ("date", "2024-05-06T23:30:00+02:00", None, 0),
        ("time", "2024-05-06T23:30:00+02:00", "2024-05-06T21:30:59+00:00", 1),
        ("time", "2024-05-06T23:30:00+02:00", "2024-05-06T21:31:01+00:00", 0),
        ("time", "2024-05-06T23:30:00+02:00", "2024-05-06", 0),
        ("authors", ["Awa Koné", "Paul Bado"], ["awa koné"], 2 / 3),
        ("tags", [], [], 1),
        ("tags", [], ["Une"], 0),
        ("related", ["https://www.echo.example/a%20b/"], ["https://echo.example/a b"], 1),
        ("inline", ["https://echo.example/?p=1"], ["https://echo.example/?p=2"], 0),
        ("images", [{"url": "https://e.example/a.jpg", "caption": "Le pont"}], [{"url": "https://e.example/a.jpg"}], 0),
    ],
)
def test_what_a_field_is_worth(field: str, truth: object, said: object, mark: float) -> None:
    told = {"date": said} if field == "time" else {field: said}
    assert score((page(**{field: truth}), told))[field] == pytest.approx(mark)


def test_a_field_that_is_not_labelled_or_not_known_is_not_counted() -> None:
    told = score((page(headline="Le pont"), {"headline": "Le pont", "tags": ["Une"]}))
    assert told == {"headline": 1}
    assert "tags" not in score((page(tags=["Une"], headline="x"), {"headline": "x"}))


def test_refusing_is_judged_by_precision_recall_and_reason() -> None:
    told = score(
        (of_none("index"), {"refused": "index"}),
        (of_none("login"), {"refused": "empty"}),
        (of_none("index"), {"headline": "Société"}),
        (page(headline="Le pont"), {"refused": "index"}),
    )
    assert told == {"headline": 0, "refused_p": pytest.approx(2 / 3), "refused_r": pytest.approx(2 / 3), "reason": 0.5}


def test_an_extractor_that_raises_has_missed_the_page() -> None:
    def broken(golden: Golden) -> Said:
        raise ValueError(golden.name)

    run = quality.measure(broken, [page(headline="Le pont")])
    assert run.failed == {"a": "ValueError: a"}
    assert run.scores()["headline"] == 0


MARKS = st.dictionaries(st.sampled_from(quality.MEASURES), st.floats(0, 1))


@given(scores=MARKS, floors=MARKS)
def test_a_floor_only_rises(scores: dict[str, float], floors: dict[str, float]) -> None:
    lifted = quality.raised(scores, floors)
    assert all(lifted[name] >= floor for name, floor in floors.items())
    assert lifted.keys() == scores.keys() | floors.keys()
    assert quality.raised(scores, lifted) == lifted


@given(scores=MARKS)
def test_what_was_reached_is_no_fall(scores: dict[str, float]) -> None:
    assert quality.fallen(scores, quality.raised(scores, {})) == []


def test_a_fall_is_told_and_so_is_what_went_unmeasured() -> None:
    told = quality.fallen({"date": 0.5}, {"date": 0.75, "time": 0.5})
    assert told == ["date: 0.5000 is below its floor 0.7500", "time: has a floor but was not measured"]


def test_floors_survive_their_file(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    assert quality.read_floors(path) == {}
    quality.write_floors({"body_f1": 0.9876, "date": 1.0}, path)
    assert quality.read_floors(path) == {"body_f1": 0.9876, "date": 1.0}


def test_a_label_is_read_as_it_is_meant(tmp_path: Path) -> None:
    expect = {
        "blocks": [["heading", "Titre", 2], ["table", "a\tb\nc\td"]],
        "date_published": "2024-05-06T07:08:00+00:00",
        "in_language": "fr",
    }
    (tmp_path / "article.json").write_text(json.dumps({"url": "https://echo.example/a", "expect": expect}))
    (tmp_path / "page.html").write_bytes('<meta charset="iso-8859-1"><p>été</p>'.encode("latin-1"))
    read = quality.golden(tmp_path)
    assert read.truth["body"] == "Titre\n\na\nb\nc\nd"
    assert (read.truth["time"], read.truth["language"]) == ("2024-05-06T07:08:00+00:00", "fr")
    assert "été" in read.text()
