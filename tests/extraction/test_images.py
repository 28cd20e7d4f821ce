from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction import images as reader
from newsarchive.extraction.credits import credit_in
from newsarchive.model import Image
from tests.extraction.test_fields import read

PONT = "https://echo.example/photos/pont.jpg"


def images(markup: str, **kwargs: str) -> list[Image]:
    return read(
        markup + "<p>La file avance au pas, et les klaxons se taisent un à un dans la brume.</p>", **kwargs
    ).images


def addresses(markup: str) -> list[str]:
    return [image.url for image in images(markup)]


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("Le pont de Wara. © Awa Koné", "© Awa Koné"),
        ("Le pont de Wara (Photo : Awa Koné)", "Photo : Awa Koné"),
        ("Le pont de Wara. Crédits photo : Awa Koné / L'Écho", "Crédits photo : Awa Koné / L'Écho"),
        ("Le pont de Wara, le 3 mars. AWA KONÉ / AFP", "AWA KONÉ / AFP"),
        ("Le pont de Wara | AWA KONÉ", "AWA KONÉ"),
        ("Le pont de Wara. Reuters", "Reuters"),
        ("The bridge (AP Photo/Awa Kone)", "AP Photo/Awa Kone"),
        ("The bridge at dawn.Credit: Wara University", "Credit: Wara University"),
        ("Die Brücke von Wara. Foto: dpa", "Foto: dpa"),
        ("Brua i Wara. Foto: Privat", "Foto: Privat"),
        ("橋を渡るトラック＝3日、ワラで（山田花子撮影）", "山田花子撮影"),
        ("다리를 건너는 트럭. [사진 출처 = 메아리일보]", "사진 출처 = 메아리일보"),
        ("Photo AFP", "Photo AFP"),
        ("Le pont de Wara, photographié hier", None),
        ("Photo de famille au pied du pont", None),
        ("Der Bildhauer und die Phase danach", None),
        ("Image de la mer à Wara", None),
        ("Le pont de Wara. Il est long", None),
        ("", None),
    ],
)
def test_the_credit_in_a_caption(caption: str, credit: str | None) -> None:
    assert credit_in(caption) == credit


def test_a_credit_with_a_name_of_its_own() -> None:
    [image] = images(
        '<figure><img src="/photos/pont.jpg"><figcaption>Le pont<span class="photo-credit">Awa Koné</span></figcaption>'
        "</figure>"
    )
    assert image.credit == "Awa Koné"


def test_a_caption_is_given_once() -> None:
    [image] = images(
        '<figure><img src="/photos/pont.jpg"><figcaption><p class="caption">Le pont de Wara</p></figcaption></figure>'
    )
    assert (image.caption, image.credit) == ("Le pont de Wara", None)


def test_a_picture_in_two_sizes_is_one() -> None:
    markup = (
        '<img src="/photos/pont-1600x800.jpg"><figure><img src="/photos/pont-650x431.jpg?w=9">'
        "<figcaption>Le pont</figcaption></figure>"
    )
    [image] = images(markup)
    assert (image.url, image.caption) == ("https://echo.example/photos/pont-1600x800.jpg", "Le pont")
    assert addresses('<img src="/photo.php?id=1"><img src="/photo.php?id=2">') == [
        "https://echo.example/photo.php?id=1",
        "https://echo.example/photo.php?id=2",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="data:image/gif;base64,AA" data-src="/photos/pont.jpg">',
        '<img src="/img/placeholder-1px.png" data-srcset="/photos/petit.jpg 300w, /photos/pont.jpg 1200w">',
        '<img src="/v2/pont?w=40" srcset="/photos/pont.jpg 2x, /photos/petit.jpg 1x">',
        '<picture><source srcset="/photos/pont.jpg 900w"><img src="data:image/svg+xml,x"></picture>',
    ],
)
def test_a_picture_loaded_late_has_its_largest_address(markup: str) -> None:
    assert addresses(markup) == [PONT]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="/photos/f.png" width="16" height="16">',
        '<img src="/wp-content/themes/echo/images/fb_white.png">',
        '<img src="/wp-content/plugins/partage/rss.png">',
        '<img class="author-photo" src="/photos/awa.jpg">',
        '<a href="/"><img src="/photos/une.jpg"></a>',
        '<a href="https://ailleurs.example/achetez"><img src="/photos/pub.jpg"></a>',
        '<a href="/autre"><img src="/photos/autre.jpg"> Un autre article</a>',
        '<div><a href="/autre"><img src="/photos/autre.jpg"></a><a href="/autre">Un autre article</a></div>',
    ],
)
def test_furniture_and_teasers_are_no_pictures_of_the_story(markup: str) -> None:
    assert addresses(f"{markup}<p><img src='{PONT}'></p>") == [PONT]


@pytest.mark.parametrize("href", ["/photos/pont-grand.jpg", "/galerie/12", "#zoom", "/le-pont/attachment/pont"])
def test_a_picture_that_can_be_enlarged_stays(href: str) -> None:
    assert addresses(f'<a href="{href}"><img src="/photos/pont.jpg"></a>') == [PONT]


def test_an_odd_srcset_is_read_all_the_same() -> None:
    assert addresses('<img data-srcset="/photos/pont.jpg grand, , /photos/petit.jpg">') == [PONT]


_WORDS = [
    (reader._DECORATION, reader._DECORATION_WORDS),
    (reader._FURNITURE, reader._FURNITURE_WORDS),
    (reader._PLACEHOLDER, reader._PLACEHOLDER_WORDS),
]


@pytest.mark.parametrize(("pattern", "words"), _WORDS)
@given(data=st.data())
def test_one_of_its_words_stands_in_whatever_an_expression_finds(
    pattern: re.Pattern[str], words: tuple[str, ...], data: st.DataObject
) -> None:
    found = data.draw(st.from_regex(pattern, alphabet=st.characters(codec="ascii")))
    assert any(word in found.lower() for word in words)


@pytest.mark.parametrize("names", ["article-picture teaser", "picBox full", "image_image-widget__x1", "absatzbild"])
def test_text_in_a_box_for_a_picture_is_its_caption(names: str) -> None:
    article = read(f'<div class="{names}"><a href="/gross"><img src="{PONT}"></a><p>Le pont, vu de la rive</p></div>')
    assert [image.caption for image in article.images] == ["Le pont, vu de la rive"]
    assert "vu de la rive" not in article.body


_PASSING = "<p>Les camions passent un à un, au pas, sous la pluie.</p>"


@pytest.mark.parametrize(
    ("names", "before", "after"),
    [
        ("image-and-text", f'<img src="{PONT}">', ""),
        ("photo-du-jour", "", ""),
        ("photo", f'<img src="{PONT}">', "<p>Ils viennent du port.</p><p>Personne ne les compte plus depuis mars.</p>"),
    ],
)
def test_a_box_of_text_with_a_picture_is_the_story_s(names: str, before: str, after: str) -> None:
    article = read(f'<div class="{names}">{before}{_PASSING}{after}</div>')
    assert "Les camions passent un à un, au pas, sous la pluie." in article.body
