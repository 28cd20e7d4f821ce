"""Exact text whatever the markup: how paragraphs are set, how words stand across tags."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction import extract
from newsarchive.model import BlockKind
from tests.extraction.making import PROSE, URL, page, paragraphs

TAIL = "dit-elle à la foule réunie sur le quai."


def body_of(markup: str) -> list[str]:
    return extract(page(markup), URL).body.split("\n\n")


LAYOUTS = {
    "paragraphs": "<p>{}</p>",
    "divs": "<div>{}</div>",
    "divs of a builder": '<div class="row"><div class="col-12"><div class="text-wrapper">{}</div></div></div>',
    "sections": "<section><div>{}</div></section>",
    "paragraphs in cells": "<table><tr><td><p>{}</p></td></tr></table>",
    "centred": "<center>{}</center>",
    "paragraphs with a span": '<p><span style="font-size: 12pt">{}</span></p>',
    "paragraphs with fonts": '<p><font face="Arial" size="2">{}</font></p>',
    "bold paragraphs": "<p><strong>{}</strong></p>",
    "own elements": "<story-paragraph>{}</story-paragraph>",
    "articles in an article": '<div><article class="text-part"><p>{}</p></article></div>',
    "a paragraph left open": "<p>{}",
    "upper case": "<P ALIGN=JUSTIFY>{}</P>",
    "empty paragraphs between": "<p>&nbsp;</p><p>{}</p><p><br></p>",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_story_is_read_in_any_setting(name: str) -> None:
    if name == "own elements":
        assert body_of("".join(LAYOUTS[name].format(p) for p in PROSE)) == PROSE
    else:
        assert body_of("\n".join(LAYOUTS[name].format(p) for p in PROSE)) == PROSE


BREAKS = ["<br><br>", "<br/>\n<br/>", "<br />&nbsp;<br />", "<br>\r\n\t<br>", "<br><br><br>", "<BR><BR CLEAR=all>"]


@pytest.mark.parametrize("between", BREAKS)
@pytest.mark.parametrize("frame", ["<div>{}</div>", "<p>{}</p>", "<span>{}</span>", "{}"])
def test_line_breaks_part_paragraphs_of_bare_text(frame: str, between: str) -> None:
    assert body_of(frame.format(between.join(PROSE))) == PROSE


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = "".join(f"<p>{p}</p>" for p in PROSE[:2]), f"<p>{PROSE[2]}</p>"
    assert (
        body_of(f'<div class="columns"><div class="column">{left}</div><div class="column">{right}</div></div>')
        == PROSE
    )


TEXTS = [
    # A first letter set apart.
    (f'<p><span class="dropcap">U</span>n pont, {TAIL}</p>', f"Un pont, {TAIL}"),
    (f'<p><span class="dropcap"><span>U</span></span>n pont, {TAIL}</p>', f"Un pont, {TAIL}"),
    (f"<p><big>U</big>n pont, {TAIL}</p>", f"Un pont, {TAIL}"),
    (f'<p><font size="7">U</font>n pont, {TAIL}</p>', f"Un pont, {TAIL}"),
    (
        f'<p><span aria-hidden="true">U</span><span class="sr-only">U</span>n pont, {TAIL}</p>',
        f"Un pont, {TAIL}",
    ),
    # Words across tags.
    (
        f"<p>Le <a href='/x'>maire</a>, le <b>préfet</b>-<i>adjoint</i>, {TAIL}</p>",
        f"Le maire, le préfet-adjoint, {TAIL}",
    ),
    (f"<p>Mot <span>à </span><span>mot</span>,<span> {TAIL}</span></p>", f"Mot à mot, {TAIL}"),
    (f"<p><span>Le pont</span><span>&nbsp;</span><span>rouvre</span>, {TAIL}</p>", f"Le pont rouvre, {TAIL}"),
    (f"<p><strong>Le pont</strong><strong> de Wara</strong>, {TAIL}</p>", f"Le pont de Wara, {TAIL}"),
    (f"<p>Vu <a href='/a'>du pont</a><a href='/b'> de Wara</a>, {TAIL}</p>", f"Vu du pont de Wara, {TAIL}"),
    (f"<p>Un <del>pont</del> <ins>bac</ins>, {TAIL}</p>", f"Un pont bac, {TAIL}"),
    (f"<p>Le rou<!-- ici -->vre, {TAIL}</p>", f"Le rouvre, {TAIL}"),
    (f"<p>Un mot cou<wbr>pé, {TAIL}</p>", f"Un mot coupé, {TAIL}"),
    (f'<p>Le pont <i class="icon icon-arrow"></i>rouvre, {TAIL}</p>', f"Le pont rouvre, {TAIL}"),
    (f'<p>Le pont<span class="sr-only"> (lien)</span> rouvre, {TAIL}</p>', f"Le pont rouvre, {TAIL}"),
    (f'<p>Le pont<span style="display: none"> caché</span> rouvre, {TAIL}</p>', f"Le pont rouvre, {TAIL}"),
    # Raised and lowered letters belong to their word.
    (f"<p>Le 1<sup>er</sup> mai, au XX<sup>e</sup> siècle, {TAIL}</p>", f"Le 1er mai, au XXe siècle, {TAIL}"),
    (f"<p>Moins de CO<sub>2</sub> et 3 m<sup>3</sup> d’eau, {TAIL}</p>", f"Moins de CO2 et 3 m3 d’eau, {TAIL}"),
    (f"<p>La dalle<sup>1</sup> tient, {TAIL}</p>", f"La dalle1 tient, {TAIL}"),
    # One line break is a space, where a space stands already too.
    (f"<p>Le pont<br>rouvre, {TAIL}</p>", f"Le pont rouvre, {TAIL}"),
    (f"<p>Le pont <br/>\n rouvre, {TAIL}</p>", f"Le pont rouvre, {TAIL}"),
    # Entities, once.
    (f"<p>R &amp;amp; D, &lt;b&gt;, {TAIL}</p>", f"R &amp; D, <b>, {TAIL}"),
    (f"<p>3&frac12; fois, &laquo;&nbsp;oui&nbsp;&raquo;&hellip; {TAIL}</p>", f"3½ fois, « oui »… {TAIL}"),
    (f"<p>&#8220;Oui&#x201D;, c&#39;est dit, {TAIL}</p>", f"“Oui”, c'est dit, {TAIL}"),
    # White space of every width; marks without any.
    (f"<p>Prix&#160;: 12&thinsp;000&#8239;F, {TAIL}</p>", f"Prix : 12 000 F, {TAIL}"),
    (f"<p>Le pont\trouvre\r\nà\u3000l’aube\u2028enfin, {TAIL}</p>", f"Le pont rouvre à l’aube enfin, {TAIL}"),
    (
        f"<p>Em&shy;bou&shy;teil&shy;lage, un\u200b mot, un\ufeff autre, {TAIL}</p>",
        f"Embouteillage, un mot, un autre, {TAIL}",
    ),
    # Joiners are letters of their scripts, and of pictures.
    (
        "<p>می\u200cخواهم به خانه بروم و کتاب\u200cها را بخوانم.</p>",
        "می\u200cخواهم به خانه بروم و کتاب\u200cها را بخوانم.",
    ),
    (
        f"<p>Une famille 👨\u200d👩\u200d👧 sous le soleil ☀\ufe0f, {TAIL}</p>",
        f"Une famille 👨\u200d👩\u200d👧 sous le soleil ☀\ufe0f, {TAIL}",
    ),
]


@pytest.mark.parametrize(("markup", "text"), TEXTS)
def test_text_is_what_a_reader_sees(markup: str, text: str) -> None:
    assert body_of(paragraphs(markup)) == [PROSE[0], text, *PROSE[1:]]


CELLS = [
    ("<td>Lundi<br>matin</td><td><p>1 204</p></td>", "Lundi matin\t1 204"),
    ("<td>1&nbsp;310,5</td><td>−3,2&nbsp;%</td>", "1 310,5\t−3,2 %"),
    ("<th>Jour</th><td><b>12</b><sup>e</sup></td>", "Jour\t12e"),
    ("<td><div>Wara</div></td><td><a href='/x'>Tiendala</a></td>", "Wara\tTiendala"),
]


@pytest.mark.parametrize(("cells", "row"), CELLS)
def test_the_cells_of_a_table(cells: str, row: str) -> None:
    markup = f"<table><tr><th>Un</th><th>Deux</th></tr><tr>{cells}</tr><tr><td>fin</td><td>0</td></tr></table>"
    [table] = [b for b in extract(page(paragraphs(markup)), URL).blocks if b.kind is BlockKind.TABLE]
    assert table.text == f"Un\tDeux\n{row}\nfin\t0"


def test_lists_in_lists_are_read_in_order() -> None:
    markup = "<ol><li>un</li><li><p>deux</p></li><li>trois <ul><li>trois bis</li></ul></li></ol>"
    blocks = extract(page(paragraphs(markup)), URL).blocks
    assert [b.text for b in blocks if b.kind is BlockKind.LIST_ITEM] == ["un", "deux", "trois", "trois bis"]


INLINE = st.sampled_from(["b", "i", "em", "strong", "span", "u", "font", "mark", "small", "abbr", "a"])
LETTERS = st.text(st.sampled_from("abcdéèçñßøžабвגדהعربي漢字かな "), min_size=1, max_size=12)


@given(st.lists(st.tuples(LETTERS, st.none() | INLINE), min_size=1, max_size=12))
def test_inline_tags_change_no_text(parts: list[tuple[str, str | None]]) -> None:
    text = " ".join("".join(piece for piece, _ in parts).split())
    markup = "".join(f"<{tag}>{piece}</{tag}>" if tag else piece for piece, tag in parts)
    assert body_of(paragraphs(f"<p>Au début, {markup} {TAIL}</p>"))[1] == " ".join(f"Au début, {text} {TAIL}".split())


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=40))
def test_every_visible_character_of_a_paragraph_stays(text: str) -> None:
    want = " ".join(f"Au début, {text} {TAIL}".split())
    assert body_of(paragraphs(f"<p>Au début, {escape(text)} {TAIL}</p>"))[1] == want


@given(
    st.lists(
        st.sampled_from([" ", "\n", "\t", "\u00a0", "\u202f", "\u2009", "\u3000", "&nbsp;", "&ensp;"]),
        min_size=1,
        max_size=6,
    )
)
def test_any_run_of_white_space_is_one_space(spaces: list[str]) -> None:
    assert body_of(paragraphs(f"<p>Le pont{''.join(spaces)}rouvre, {TAIL}</p>"))[1] == f"Le pont rouvre, {TAIL}"


def test_pictures_with_sources_are_pictures_of_the_article() -> None:
    pair = '<picture><source srcset="/{0}.webp"><img src="/{0}.jpg"></picture>'
    one = f"<figure>{pair}<figcaption>{{1}}</figcaption></figure>"
    images = extract(page(paragraphs(one.format("a", "Le pont."), one.format("b", "Le bac."))), URL).images
    assert [(i.url, i.caption) for i in images] == [
        ("https://echo.example/a.jpg", "Le pont."),
        ("https://echo.example/b.jpg", "Le bac."),
    ]


def test_a_caption_speaks_of_no_picture_of_another_figure() -> None:
    first = '<figure><img src="/a.jpg"><figcaption>Le pont.</figcaption></figure>'
    second = '<figure><iframe src="/carte"></iframe><figcaption>La carte du chantier.</figcaption></figure>'
    images = extract(page(paragraphs(first, second)), URL).images
    assert [(i.url, i.caption) for i in images] == [("https://echo.example/a.jpg", "Le pont.")]


READINGS = [
    # A reading stands above the line, not in it; where it is bracketed, the brackets say how it is read in a line.
    ("<ruby>岬<rt>みさき</rt></ruby>", "岬"),
    ("<ruby>岬<rp>（</rp><rt>みさき</rt><rp>）</rp></ruby>", "岬（みさき）"),
]


@pytest.mark.parametrize(("markup", "text"), READINGS)
def test_readings_of_characters_do_not_run_into_them(markup: str, text: str) -> None:
    told = "の灯台は百年前に建てられ、今も船を導いている。"
    assert body_of(paragraphs(f"<p>{markup}{told}</p>")) == [PROSE[0], f"{text}{told}", *PROSE[1:]]


NOT_SHOWN = [
    # A letter set apart floats: the white space around it is not seen.
    (f'<p><span class="dropcap">\n U\n</span>n pont, {TAIL}</p>', f"Un pont, {TAIL}"),
    (f'<div class="dropcap">U</div><p>n pont, {TAIL}</p>', f"Un pont, {TAIL}"),
    # Marks of direction, joiners that join nothing, pictures of icon fonts.
    (f"<p>Un \u2066pont\u2069 \u061cneuf, {TAIL}</p>", f"Un pont neuf, {TAIL}"),
    (f"<p>Un pont \u200cneuf\u200d, {TAIL}</p>", f"Un pont neuf, {TAIL}"),
    (f'<p>Un pont <i class="fa">\uf0a9</i> neuf, {TAIL}</p>', f"Un pont neuf, {TAIL}"),
]


@pytest.mark.parametrize(("markup", "text"), NOT_SHOWN)
def test_what_a_reader_does_not_see_is_no_text(markup: str, text: str) -> None:
    assert body_of(paragraphs(markup)) == [PROSE[0], text, *PROSE[1:]]


SHOWN = [
    # Joiners that join: Persian, a family of emoji.
    "او می\u200cخواهد پل را ببیند",
    "Une famille \U0001f468\u200d\U0001f469\u200d\U0001f467 traverse",
]


@pytest.mark.parametrize("text", SHOWN)
def test_joiners_stay_where_they_join(text: str) -> None:
    assert body_of(paragraphs(f"<p>{text}, {TAIL}</p>"))[1] == f"{text}, {TAIL}"


IMAGES_OF_TEXT = [
    (f'<p>Bravo <img class="emoji" alt="😀" src="/1f600.svg">, {TAIL}</p>', f"Bravo 😀, {TAIL}"),
    (f'<p><img class="dropcap" alt="U" src="/u.gif">n pont, {TAIL}</p>', f"Un pont, {TAIL}"),
    (f'<p><img class="photo" alt="Un bac" src="/bac.jpg">Un pont, {TAIL}</p>', f"Un pont, {TAIL}"),
]


@pytest.mark.parametrize(("markup", "text"), IMAGES_OF_TEXT)
def test_an_image_of_a_character_is_read_as_it(markup: str, text: str) -> None:
    assert body_of(paragraphs(markup))[1] == text


def test_an_address_hidden_from_robots_is_shown() -> None:
    code = bytes([7, *(byte ^ 7 for byte in b"bac@echo.example")]).hex()
    for hidden in (
        f'<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{code}">[email&#160;protected]</a>',
        f'<a href="/cdn-cgi/l/email-protection#x"><span class="__cf_email__" data-cfemail="{code}">x</span></a>',
    ):
        assert body_of(paragraphs(f"<p>Écrire à {hidden}, {TAIL}</p>"))[1] == f"Écrire à bac@echo.example, {TAIL}"
    broken = f'<p>Écrire à <span class="__cf_email__" data-cfemail="zz">[email protected]</span>, {TAIL}</p>'
    assert body_of(paragraphs(broken))[1] == f"Écrire à [email protected], {TAIL}"


def test_preformatted_text_keeps_its_lines() -> None:
    poem = "Le pont dort,\n   la rivière <b>veille</b>,\n\n\nle bac attend\n"
    assert body_of(paragraphs(f"<pre>\n{poem}</pre>"))[1] == "Le pont dort,\nla rivière veille,\nle bac attend"


def test_a_panel_that_opens_at_a_click_is_read_with_its_heading() -> None:
    heading = '<h3><button aria-expanded="false" aria-controls="{0}">{0} ?</button></h3>'
    shown = f'{heading.format("Combien")}<div id="Combien" hidden><p>Onze poutres, dit-elle.</p></div>'
    empty = f'{heading.format("Quand")}<div id="Quand" hidden></div>'
    texts = body_of(paragraphs(shown, empty, '<h3>Le chantier <button aria-label="Copier">Lien</button></h3>'))
    assert texts == [PROSE[0], "Combien ?", "Onze poutres, dit-elle.", "Le chantier", *PROSE[1:]]


@pytest.mark.parametrize("name", ["h2", "h3", "h4"])
def test_sentences_set_as_headings_are_paragraphs(name: str) -> None:
    blocks = extract(page("".join(f"<{name}><span>{p}</span></{name}>" for p in PROSE)), URL).blocks
    assert [(b.kind, b.text) for b in blocks] == [(BlockKind.PARAGRAPH, p) for p in PROSE]


def test_long_headings_that_are_no_sentences_stay_headings() -> None:
    told = [
        "Une dalle deux fois plus épaisse, onze poutres remplacées sur quatorze et un bilan promis dans six mois",
        "Le bac est parti à l'aube. Mais qui donc, demandent les riverains, a payé la traversée des onze camions ?",
    ]
    blocks = extract(page(paragraphs(*(f"<h3>{text}</h3><p>{text}.</p>" for text in told))), URL).blocks
    assert [b.text for b in blocks if b.kind is BlockKind.HEADING] == told


def test_hours_that_open_nothing_are_no_headings() -> None:
    listing = "".join(f"<div class='row'><div>{hour}</div><div>Le bac</div></div>" for hour in ("16:40", "17h55"))
    last = "<div><div>18:20</div><p>Le dernier bac, pour tous.</p></div>"
    blocks = extract(page(paragraphs(listing, last)), URL).blocks
    assert not [b for b in blocks if b.kind is BlockKind.HEADING]


def test_short_sentences_of_a_script_without_spaces_are_sentences() -> None:
    told = [
        "渡轮今天驶完最后一班，两千多名市民到码头送行。",
        "船长在这条船上干了三十六年，今天鸣笛三声。",
        "他说，自己也该回家了，家里还有孙子在等。",
        "明年春天，这里将是图书馆。",
    ]
    assert body_of("".join(f"<p>{sentence}</p>" for sentence in told)) == told


def test_a_quotation_of_its_own_stays_without_the_line_that_names_its_speaker() -> None:
    own = "<blockquote><p>Un pont, c'est une promesse que l'on marche.</p><cite>Un passeur</cite></blockquote>"
    again = f"<blockquote><p>« {PROSE[2][:60]} »</p></blockquote>"
    assert body_of(paragraphs(own, again)) == [PROSE[0], "Un pont, c'est une promesse que l'on marche.", *PROSE[1:]]
    whole = "<blockquote><cite>Un pont, c'est une promesse que l'on marche.</cite></blockquote>"
    assert "Un pont, c'est une promesse que l'on marche." in body_of(paragraphs(whole))
