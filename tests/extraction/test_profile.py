"""A site's profile overrules the generic readers; what it cannot find is read as without it."""

from __future__ import annotations

import contextlib
import time
from copy import deepcopy
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import extract, read
from newsarchive.extraction.page import parse
from newsarchive.extraction.profile import told_by, unread_dates
from newsarchive.model import Article, LinkKind, Precision
from newsarchive.sites import Site, parse_site
from tests.extraction.making import PROSE, URL, page, paragraphs
from tests.extraction.test_purity import MARKUP

MORE = "La foule a suivi le premier convoi jusqu'au marché, où l'on vendait déjà des beignets à la goyave."


def profile(text: str) -> Site:
    return parse_site(f"domains = ['echo.example']\n{text}".encode(), "echo.toml")


def got(body: str, text: str, *, head: str = "", url: str = URL, **how: datetime) -> Article:
    return extract(page(body, head=head), url, site=profile(text), **how)


# ---------------------------------------------------------------------- the body
def hidden_story() -> str:
    """The text stands where no article stands; what looks like one is something else."""
    teaser = "".join(f"<p>{p} Abonnez-vous, vous lirez la suite et bien d'autres choses.</p>" for p in PROSE)
    return f"{teaser}<aside class='sidebar'><form><div id='vrai' class='share'>{paragraphs()}</div></form></aside>"


@pytest.mark.parametrize("select", ['"#vrai"', "\"//aside//div[@id='vrai']\"", '[".absent", "#vrai"]'])
def test_the_body_is_where_the_profile_says_whatever_stands_around_it(select: str) -> None:
    generic = extract(page(hidden_story()), URL)
    assert PROSE[1] not in [block.text for block in generic.blocks]
    article = got(hidden_story(), f"body = {select}")
    assert [block.text for block in article.blocks] == PROSE


def test_a_body_in_parts_is_put_together_in_the_order_of_the_page() -> None:
    parts = f'<div class="a"><p>{PROSE[0]}</p></div> entre <div class="b"><p>{PROSE[1]}</p></div><p>{MORE}</p>'
    assert got(parts + paragraphs(), 'body = ".a, .b"').body == f"{PROSE[0]}\n\n{PROSE[1]}"


TABLE = f"<table><tr><td>{paragraphs()}</td></tr></table><div class='vide'></div>"


@pytest.mark.parametrize("select", ["body", "html", "main", "table", "td", ".vide", "//p/text()"])
def test_no_choice_of_a_body_breaks_it(select: str) -> None:
    assert PROSE[1] in got(paragraphs() + TABLE, f'body = "{select}"').body


@pytest.mark.parametrize("select", ["h1", "nav", "header a"])
def test_a_body_without_prose_is_an_empty_article(select: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        got(paragraphs() + TABLE, f'body = "{select}"')
    assert refused.value.reason == "empty"


def test_the_generic_rules_still_clean_the_body_but_for_what_is_kept() -> None:
    inside = f'<p>Publicité</p><p class="encadre">Lire aussi : {MORE}</p><div class="related"><p>{MORE}</p></div>'
    body = f'<div class="corps">{paragraphs(inside)}</div>'
    assert got(body, 'body = ".corps"').body == "\n\n".join(PROSE)
    kept = got(body, '[body]\nselect = ".corps"\nkeep = [".encadre", ".related"]').body
    assert kept == "\n\n".join([PROSE[0], f"Lire aussi : {MORE}", MORE, *PROSE[1:]])


def test_labels_and_patterns_leave_blocks_out() -> None:
    body = paragraphs("<p>– Un partenaire vous parle –</p>", f"<p>Rejoignez-nous sur nos réseaux. {MORE}</p>")
    assert got(body, '[body]\nlabels = ["un partenaire vous parle"]\ndrop = ["^Rejoignez"]').body == "\n\n".join(PROSE)


def test_removed_parts_are_none_of_the_page_and_glue_nothing() -> None:
    body = f'<div>{PROSE[0]}<div class="x">vieux texte</div>{PROSE[1]}</div>{paragraphs()}'
    article = got(body, 'remove = ".x"')
    assert [block.text for block in article.blocks[:2]] == [PROSE[0], PROSE[1]]
    assert "vieux" not in article.body


def test_what_holds_the_body_is_never_removed() -> None:
    assert got(paragraphs(), 'remove = ["main", "html", ".entry-content"]\nbody = ".entry-content"').body


def test_a_selector_that_finds_nothing_changes_nothing_and_is_told() -> None:
    text = """
headline = "h1.absent"
body = [".absent", ".vide"]
remove = ".absent"
related = "//nav[9]"
date_published = "//main/@absent"
"""
    html = page(paragraphs('<div class="vide"> </div>'))
    article = extract(html, URL, site=profile(text))
    plain = extract(html, URL)
    assert article.extractor == f"{plain.extractor} site/{profile(text).digest}"
    assert article.profile_digest.startswith("sha256:")
    fields = set(Article.__dataclass_fields__) - {"extractor", "profile_digest"}
    assert {f: getattr(article, f) for f in fields} == {f: getattr(plain, f) for f in fields}
    silent = told_by(profile(text), parse(html, URL)).silent
    assert set(silent) == {"headline", "body", "remove", "related", "date_published"}


# ---------------------------------------------------------------------- fields
def test_fields_are_read_from_text_attributes_and_by_pattern() -> None:
    article = got(
        '<p class="sur">Vie locale</p><p class="qui">Texte : Awa Sané et Jo Bree</p>'
        '<p class="mots"><a>ponts</a> <a>routes</a></p>' + paragraphs(),
        """
headline = {select = "meta[name=vrai]", pattern = '^(.+?) ~'}
article_section = ".sur"
description = "//main//p[@class='sur']/@class"
authors = {select = ".qui", pattern = 'Texte : (.+)'}
tags = ".mots a"
name = "L'Écho du plateau"
language = "fr-CI"
""",
        head='<meta name="vrai" content="Les camions sont revenus ~ dossier">',
    )
    assert article.headline == "Les camions sont revenus"
    assert (article.article_section, article.description) == ("Vie locale", "sur")
    assert (article.authors, article.tags) == (["Awa Sané", "Jo Bree"], ["ponts", "routes"])
    assert (article.site_name, article.in_language) == ("L'Écho du plateau", "fr-CI")


def test_a_pattern_that_does_not_match_leaves_the_field_to_the_others() -> None:
    assert got(paragraphs(), "headline = {select = 'h1', pattern = 'Nulle part (.+)'}").headline == (
        "Le pont rouvre aux camions"
    )


def test_a_date_in_a_stated_layout_and_zone() -> None:
    body = '<p class="quand">Paru le mardi 3 mars 2026, 8h05</p>' + paragraphs()
    text = """
timezone = "Europe/Paris"
date_published = {select = ".quand", pattern = 'le (.+)', format = "%A %d %B %Y, %Hh%M"}
"""
    article = got(body, text)
    assert article.date_published == datetime.fromisoformat("2026-03-03T08:05:00+01:00")
    assert article.date_published.utcoffset() == datetime.fromisoformat("2026-03-03T08:05:00+01:00").utcoffset()
    assert (article.date_published_source, article.date_published_raw) == ("profile", "mardi 3 mars 2026, 8h05")


def test_what_is_no_date_is_told_and_left_to_the_others() -> None:
    head = '<meta property="article:published_time" content="2026-03-05T14:25:00Z">'
    text = 'date_published = {select = "h1", format = "%d/%m/%Y"}'
    article = got(paragraphs(), text, head=head)
    assert article.date_published_source == "meta"
    told = told_by(profile(text), parse(page(paragraphs(), head=head), URL))
    assert (told.silent, unread_dates(told)) == ((), ("date_published",))


def test_a_relative_date_needs_the_moment_of_the_fetch() -> None:
    text = 'language = "fr"\ndate_published = ".quand"'
    body = '<p class="quand">il y a 2 heures</p>' + paragraphs()
    assert got(body, text).date_published is None
    on = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)
    assert got(body, text, on=on).date_published == datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "iso", "precision"),
    [
        ("2026-03-05T14:25:00", "2026-03-05T14:25:00+01:00", Precision.MINUTE),
        ("2026-07-05 14:25", "2026-07-05T14:25:00+02:00", Precision.MINUTE),
        ("2026-03-05T14:25:00Z", "2026-03-05T14:25:00+00:00", Precision.MINUTE),
        ("2026-03-05T14:25:00-05:00", "2026-03-05T14:25:00-05:00", Precision.MINUTE),
        ("2026-03-05", "2026-03-05T00:00:00+00:00", Precision.DAY),
    ],
)
def test_generic_times_without_offset_are_in_the_zone_of_the_profile(
    stated: str, iso: str, precision: Precision
) -> None:
    head = f'<meta property="article:published_time" content="{stated}">'
    article = got(paragraphs(), 'timezone = "Europe/Paris"', head=head)
    assert article.date_published
    assert (article.date_published.isoformat(), article.date_published_precision) == (iso, precision)
    assert (article.date_published_raw, article.date_published_source) == (stated, "meta")


# ---------------------------------------------------------------------- links, addresses
def test_related_links_are_those_of_the_profile_in_the_order_of_the_page() -> None:
    body = (
        '<p class="voir">Voir <a href="/b">Le bac est à sec</a> <a href="/b#x">encore</a></p>'
        + paragraphs(f'<p>{MORE} <a href="/i">Le marché</a> ferme tôt.</p>')
        + '<div class="voir"><a href="/c">Le péage</a><a>sans adresse</a></div>'
        + '<h3>Sur le même sujet</h3><ul><li><a href="/z">Un article que nul ne voulait</a></li></ul>'
    )
    article = got(body, 'related = ".voir"')
    found = [(link.position, link.kind, link.url, link.text) for link in article.links]
    base = "https://echo.example"
    assert found == [
        (0, LinkKind.RELATED, f"{base}/b", "Le bac est à sec"),
        (1, LinkKind.INLINE, f"{base}/i", "Le marché"),
        (2, LinkKind.RELATED, f"{base}/c", "Le péage"),
    ]
    assert "Voir" not in article.body


def test_addresses_decide_what_is_an_article_where_the_page_does_not() -> None:
    teasers = "".join(f'<h2><a href="/{n}">Un titre assez long pour un renvoi {n}</a></h2>' for n in range(8))
    html = page(f"<p>{PROSE[0]}</p>{teasers}")
    with pytest.raises(NotAnArticle):
        extract(html, URL, site=profile("timezone = 'UTC'"))
    assert extract(html, URL, site=profile("addresses = '/societe/'")).headline
    for text in ("[addresses]\nnever = '/societe/'", "[addresses]\narticle = '/societe/'\nnever = 'pont$'"):
        with pytest.raises(NotAnArticle) as refused:
            extract(page(paragraphs()), URL, site=profile(text))
        assert refused.value.reason == "index"


# ---------------------------------------------------------------------- purity
WIDE = """
remove = ["p.author", "form"]
related = "article"
headline = ["h1", "//p"]
body = ["main", "article, blockquote, p", "body"]
authors = ".author"
date_published = "time"
timezone = "Asia/Kolkata"
"""


def test_the_page_is_not_changed() -> None:
    parsed = parse(page(hidden_story()), URL)
    before = deepcopy(parsed.tree)
    first = read(parsed, site=profile('body = "#vrai"\nremove = "h2"\nrelated = "nav"'))
    assert etree.tostring(before) == etree.tostring(parsed.tree)
    assert first == read(parsed, site=profile('body = "#vrai"\nremove = "h2"\nrelated = "nav"'))


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=80)
@given(MARKUP)
def test_no_page_breaks_it(markup: str) -> None:
    html = page(paragraphs() + markup)

    def outcome() -> Article | str:
        try:
            return extract(html, URL, site=profile(WIDE))
        except NotAnArticle as error:
            return error.reason

    assert outcome() == outcome()


def test_a_deep_page_and_a_type_error_in_a_selector_break_nothing() -> None:
    site = profile("body = '.entry-content'\nremove = \"//p[count('x')]\"")
    assert extract(page("<div>" * 60 + paragraphs() + "</div>" * 60), URL, site=site).body == "\n\n".join(PROSE)


@pytest.mark.parametrize("markup", ["<div>", "<div><a href='/x'>Un renvoi</a>", "<div><p>mot</p></div>"])
def test_a_selector_that_takes_everything_takes_no_longer_than_the_page_is_long(markup: str) -> None:
    site = profile("related = 'div'\nremove = 'p'\nauthors = 'div'\nbody = {select = 'div', keep = 'div'}")

    def seconds(times: int) -> float:
        html = page(markup * times + paragraphs())
        started = time.process_time()
        with contextlib.suppress(NotAnArticle):
            extract(html, URL, site=site)
        return time.process_time() - started

    seconds(100)
    assert seconds(16_000) < max(0.5, 12 * seconds(4_000))
