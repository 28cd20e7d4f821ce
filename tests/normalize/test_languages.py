from __future__ import annotations

import pytest

from newsarchive.normalize.languages import primary_of, to_language


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
    ],
)
def test_tags_are_canonical(raw: str | None, tag: str | None) -> None:
    assert to_language(raw) == tag


def test_the_bare_language() -> None:
    assert primary_of("fr-FR") == "fr"
    assert primary_of(None) == ""
