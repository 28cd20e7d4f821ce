"""The words that date a story: found in any case, wherever they stand in a line."""

from __future__ import annotations

import pytest

from newsarchive.extraction.date_words import PUBLISHED_WORDS, UPDATED_WORDS, Words

_UPDATED = """
mis à jour ¦ mise à jour ¦ modifié ¦ actualisé ¦ dernière modification ¦ dernière édition ¦ update ¦ updated ¦
modified ¦ last edited ¦ last review ¦ aktualisiert ¦ letzte Änderung ¦ aktuelle Bearbeitung ¦ überarbeitet ¦
actualizado ¦ modificada ¦ atualizado ¦ atualizada ¦ aggiornato ¦ aggiornamento ¦ bijgewerkt ¦ zuletzt ¦ обновлено ¦
оновлено ¦ zaktualizowano ¦ güncellendi ¦ uppdaterad ¦ oppdatert ¦ opdateret ¦ päivitetty ¦ frissítve ¦ cập nhật ¦
تحديث ¦ 更新 ¦ 수정
"""
_PUBLISHED = """
publié ¦ posted ¦ posté ¦ paru ¦ créé ¦ mis en ligne ¦ mise en ligne ¦ rédigé ¦ écrit ¦ veröffentlicht ¦ erschienen ¦
stand ¦ publicado ¦ pubblicato ¦ inserito ¦ geplaatst ¦ gepubliceerd ¦ written ¦ released ¦ dodano ¦
opublikowano ¦ опубликовано ¦ размещено ¦ додано ¦ yayın ¦ yayin ¦ oluşturma ¦ publicerad ¦ julkaistu ¦ udgivet ¦ đăng ¦
نشر ¦ 发布 ¦ 發布 ¦ 公開 ¦ 掲載 ¦ 입력 ¦ 등록
"""
_ALL = [
    (words, " ".join(word.split()))
    for words, table in ((UPDATED_WORDS, _UPDATED), (PUBLISHED_WORDS, _PUBLISHED))
    for word in table.split("¦")
]


@pytest.mark.parametrize(("words", "word"), _ALL, ids=[word for _, word in _ALL])
def test_words_that_date_a_story(words: Words, word: str) -> None:
    for written in (word, word.upper(), word.capitalize()):
        found = words.search(f"12:40 | {written} 3.5.2024")
        assert found is not None
        assert found.start() == 8
        assert words.match(written) is not None


@pytest.mark.parametrize("line", ["", "12 mars 2024", "Par Awa Koné, 14h05", "3 Kommentare"])
def test_lines_that_say_nothing_of_it(line: str) -> None:
    assert UPDATED_WORDS.search(line) is None
    assert PUBLISHED_WORDS.search(line) is None
