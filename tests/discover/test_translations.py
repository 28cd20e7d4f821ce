"""Translated twins: which pages only repeat in another language what the site's own says."""

from __future__ import annotations

from newsarchive.discover.translations import is_translation, translations

A = "https://journal.fr"
BOTH = {"fr": f"{A}/un-soir/", "en": f"{A}/en/an-evening/", "x-default": f"{A}/un-soir/"}


def test_the_other_languages_of_a_page_are_not_wanted() -> None:
    assert translations(BOTH, "fr") == (f"{A}/en/an-evening/",)
    assert translations(BOTH, "fr-CA") == (f"{A}/en/an-evening/",)
    assert translations(BOTH, "en") == (f"{A}/un-soir/",)


def test_what_the_site_does_not_say_in_its_own_language_is_no_translation() -> None:
    assert translations({"en": f"{A}/en/only-here/", "de": f"{A}/de/nur-hier/"}, "fr") == ()
    assert translations(BOTH, "") == ()
    assert not is_translation(f"{A}/en/only-here/", "en", {"en": f"{A}/en/only-here/"}, "fr")
    assert not is_translation(f"{A}/en/only-here/", "en", {}, "fr")


def test_a_page_is_known_as_a_translation_by_its_alternates_or_its_language() -> None:
    assert is_translation(f"{A}/en/an-evening/", "en", BOTH, "fr")
    # A machine translation that still calls itself French.
    assert is_translation(f"{A}/en/an-evening/", "fr", BOTH, "fr")
    assert is_translation(f"{A}/es/una-noche/", "es", BOTH, "fr")
    assert not is_translation(f"{A}/un-soir/", "fr", BOTH, "fr")
    # Regions of one language are one.
    assert not is_translation(
        f"{A}/ca/un-soir/", "fr-CA", {"fr-FR": f"{A}/un-soir/", "fr-CA": f"{A}/ca/un-soir/"}, "fr"
    )
