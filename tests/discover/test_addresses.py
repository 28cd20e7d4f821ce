"""Addresses as the content management systems of newspapers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover import addresses

A = "https://journal.fr"

ARTICLES = [
    A + "/2024/05/17/le-maire-demissionne/",  # WordPress
    A + "/?p=1234",
    A + "/spip.php?article1234",  # SPIP
    A + "/Le-maire-demissionne",
    A + "/article1234.html",
    A + "/node/1234",  # Drupal
    A + "/actualites/politique/le-maire-demissionne-1234",
    A + "/index.php/politique/12-le-maire-demissionne",  # Joomla
    A + "/index.php?option=com_content&view=article&id=12",
    A + "/le-maire-demissionne/",  # Ghost
    A + "/posts/le-maire-demissionne/",  # Hugo
    A + "/politique/le-maire-demissionne-20240517_ABC123.html",
    A + "/recherche-medicale-un-pas-de-plus/",
    A + "/politique/l-impression-de-deja-vu/",
    A + "/printemps-des-poetes/",
    A + "/tagada-la-fete-foraine-est-la/",
    A + "/societe/compte-a-rebours/",
    A + "/spip.php?page=article&id_article=12",  # SPIP
    A + "/?Le-maire-demissionne",
    A + "/auteurs-de-vue/le-maire-demissionne",
    A + "/auteur2024-le-prix-revient-a-une-poete.html",
]
NEVER = [
    A + "/wp-login.php",
    A + "/wp-admin/post.php?post=1",
    A + "/wp-json/wp/v2/posts",
    A + "/wp-content/uploads/2024/05/photo.jpg",
    A + "/?s=budget",
    A + "/search?q=budget",
    A + "/recherche/",
    A + "/le-maire/?replytocom=12",
    A + "/le-maire/?share=facebook",
    A + "/ecrire/?exec=articles",  # SPIP
    A + "/spip.php?page=recherche&recherche=budget",
    A + "/user/login",  # Drupal
    A + "/administrator/",  # Joomla
    A + "/index.php?option=com_users&view=login",
    A + "/rapport.pdf",
    A + "/photo.JPG?size=large",
    A + "/feed/",
    A + "/le-maire/feed/",
    A + "/spip.php?page=backend",
    A + "/connexion",
    A + "/panier/",
    A + "/article/print/",
    A + "/spip.php?page=imprimer&id_article=12",
    A + "/spip.php?page=imprimir_articulo&id_article=12",
    A + "/spip.php?page=recommander&id_article=12",
]


@pytest.mark.parametrize("url", ARTICLES)
def test_an_article_is_nothing_else(url: str) -> None:
    assert not addresses.is_never_wanted(url)
    assert not addresses.is_side_listing(url)
    assert not addresses.is_section(url)
    assert not addresses.is_front(url)
    assert not addresses.is_feed(url)


@pytest.mark.parametrize("url", NEVER)
def test_forms_files_and_feeds_are_never_wanted(url: str) -> None:
    assert addresses.is_never_wanted(url)


@pytest.mark.parametrize(
    "url",
    [
        A + "/tag/budget/",
        A + "/tags/budget",
        A + "/author/clemence/",
        A + "/auteur/clemence-aubertin",
        A + "/?author=3",
        A + "/spip.php?mot12",
        A + "/spip.php?auteur3",
        A + "/mot12",
        A + "/mot12.html",
        A + "/auteur3.html",
        A + "/auteur3.html?debut_articles=10",
        A + "/_Awa-Sanoghin_.html",
        A + "/+-Coton-+?debut_articles=10",
        A + "/?_Awa-Sanoghin_",
        A + "/2024/05/",
        A + "/2024/05/17/",
        A + "/archives/2024/",
        A + "/posts/2024/05/",
        A + "/posts/2024/Mai/index.html",
        A + "/?m=202405",
        A + "/keyword/budget",
    ],
)
def test_lists_by_tag_author_and_day_are_side_listings(url: str) -> None:
    assert addresses.is_side_listing(url)


@pytest.mark.parametrize(
    "url",
    [
        A + "/category/politique/",
        A + "/categorie/sport",
        A + "/rubrique/monde",
        A + "/rubrique12.html",
        A + "/-Faits-divers-",
        A + "/-Faits-divers-.html",
        A + "/-Faits-divers-?debut_articles=10",
        A + "/?-Faits-divers-",
        A + "/spip.php?rubrique12",
        A + "/?cat=4",
        A + "/index.php?view=category&id_rubrique=3",
        A + "/themes/climat",
    ],
)
def test_sections_by_name(url: str) -> None:
    assert addresses.is_section(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (A + "/feed/", True),
        (A + "/feed", True),
        (A + "/category/sport/feed/", True),
        (A + "/?feed=rss2", True),
        (A + "/rss.xml", True),
        (A + "/atom.xml", True),
        (A + "/index.xml", True),
        (A + "/spip.php?page=backend", True),
        (A + "/?format=feed&type=rss", True),
        (A + "/actu.rss", True),
        (A + "/comments/feed/", False),
        (A + "/feedback/", False),
        (A + "/rss-mode-d-emploi/", False),
    ],
)
def test_feeds(url: str, expected: bool) -> None:
    assert addresses.is_feed(url) is expected


@pytest.mark.parametrize(
    ("url", "first", "number"),
    [
        (A + "/politique/page/3/", A + "/politique/page/2/", 3),
        (A + "/politique?page=3", A + "/politique/?page=1", 3),
        (A + "/?paged=12", A + "/?paged=2", 12),
        (A + "/spip.php?rubrique2&debut_articles=20", A + "/spip.php?rubrique2&debut_articles=10", 20),
        (A + "/sport?start=30", A + "/sport?start=10", 30),
        (A + "/sport?limitstart=30&lang=fr", A + "/sport?lang=fr&limitstart=10", 30),
        (A + "/page/2", A + "/page/40/", 2),
        (A + "/blog/p4.html", A + "/blog/p2.html", 4),
    ],
)
def test_later_pages_share_the_pattern_of_their_listing(url: str, first: str, number: int) -> None:
    found, other = addresses.page_of(url), addresses.page_of(first)
    assert found
    assert other
    assert found[1] == number
    assert found[0] == other[0]
    assert addresses.pattern_of(url) == addresses.pattern_of(first)


@pytest.mark.parametrize("url", [*ARTICLES[:6], A + "/", A + "/page/", A + "/?page=next", A + "/homepage/3x/"])
def test_what_is_no_later_page(url: str) -> None:
    assert addresses.page_of(url) is None


def test_pages_of_different_listings_differ() -> None:
    assert addresses.page_of(A + "/sport/page/2/") != addresses.page_of(A + "/monde/page/2/")
    assert addresses.pattern_of(A + "/sport/page/2/") != addresses.pattern_of(A + "/monde/page/2/")


def test_endless_calendars_and_folders_fold_into_one_pattern() -> None:
    assert len({addresses.pattern_of(f"{A}/agenda/{y}/{m}/") for y in (2024, 2025) for m in (5, 11)}) == 1
    assert len({addresses.pattern_of(f"{A}/agenda?mois={y}-{m}") for y in (2024, 2025) for m in (5, 11)}) == 1
    assert len({addresses.pattern_of(A + "/a" * depth + "/") for depth in range(1, 9)}) == 1


@pytest.mark.parametrize(
    ("name", "aside"),
    [
        ("post-sitemap.xml", False),
        ("sitemap-articles.xml", False),
        ("news-sitemap.xml", False),
        ("wp-sitemap-posts-post-1.xml", False),
        ("sitemap.xml?page=2", False),
        ("page-sitemap.xml", False),
        ("category-sitemap.xml", False),
        ("wp-sitemap-taxonomies-category-1.xml", False),
        ("post_tag-sitemap.xml", True),
        ("wp-sitemap-taxonomies-post_tag-1.xml", True),
        ("author-sitemap.xml", True),
        ("wp-sitemap-users-1.xml", True),
        ("sitemap-images.xml", True),
        ("sitemap-tags.xml", True),
        ("sitemap_video.xml", True),
        ("authors/awa-sanoghin.xml", True),
        ("categories/cat_sport.xml", True),
        ("sitemaps/category/sport.xml", False),
        ("sport.xml", False),
    ],
)
def test_sitemaps_of_tags_authors_and_pictures_are_told_by_name(name: str, aside: bool) -> None:
    assert addresses.is_sitemap_of_sides(f"{A}/{name}") is aside


@given(st.text(max_size=40))
def test_no_address_is_too_odd(text: str) -> None:
    url = f"{A}/{text}"
    for ask in (addresses.is_never_wanted, addresses.is_side_listing, addresses.is_section, addresses.is_feed):
        assert ask(url) in (True, False)
    assert addresses.pattern_of(url) == addresses.pattern_of(url)
    addresses.page_of(url)
