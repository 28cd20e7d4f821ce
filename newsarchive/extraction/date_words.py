"""What pages call their dates, in metas and in words: data, and the patterns made of it."""

from __future__ import annotations

import re

_PUBLISHED_TABLE = """
    article:published_time og:article:published_time article:published og:published_time og:published datepublished
    date_published pubdate publishdate publish_date publish-date publication_date publication-date published_time
    published dc.date.issued dcterms.issued dc.issued dc.date.created dcterms.created dc.created date.issued
    sailthru.date parsely-pub-date article.published cxenseparse:recs:publishtime cxenseparse:publishtime
    citation_publication_date citation_online_date citation_date prism.publicationdate originalpublicationdate
    article_date_original rnews:datepublished bt:pubdate vr:published_time article.created
    shareaholic:article_published_time eomportal-publish-date
"""
_LOOSE_TABLE = """
    dc.date dcterms.date dc:date ptime cse_date displaydate dat last-publish-date date created datecreated release_date
    timestamp
"""
_MODIFIED_TABLE = """
    article:modified_time og:updated_time datemodified date_modified dc.date.modified dcterms.modified
    article:modified lastmod last-modified revised modified og:article:modified_time article:updated_time
    shareaholic:article_modified_time updated_time cxenseparse:recs:modifiedtime
"""
#: Metas that say when the article was published, the most trusted first.
PUBLISHED_METAS = tuple(_PUBLISHED_TABLE.split())
#: Metas that say so on most sites, and on others when the page was made or last changed.
LOOSE_METAS = tuple(_LOOSE_TABLE.split())
#: Metas that say when it was last changed.
MODIFIED_METAS = tuple(_MODIFIED_TABLE.split())
#: A name in no table that still speaks of publication.
ODD_META = re.compile(r"(?:publish|publication|pub).*(?:date|time)|(?:date|time).*publi|date.*(?:creat|issued)")

_UPDATED_TABLE = """
    mis(?:e)? à jour ¦ modifié ¦ actualisé ¦ dernière (?:m|édition) ¦ updated?\\b ¦ modified ¦
    last (?:edit|change|review) ¦ reviewed ¦ aktualisiert ¦ geändert ¦ letzte (?:änderung|aktualisierung|bearbeitung) ¦
    aktuelle (?:änderung|aktualisierung|bearbeitung) ¦ überarbeitet ¦ actualizado ¦ actualización ¦ modificado ¦
    atualizad[oa] ¦ atualização ¦ modificada ¦ aggiornat[oa] ¦ aggiornamento ¦ bijgewerkt ¦ gewijzigd ¦ zuletzt ¦
    обновлен ¦ изменен ¦ оновлено ¦ zaktualizowan ¦ aktualizacja ¦ aktualizov ¦ güncelle ¦ uppdatera ¦ oppdater ¦
    opdater ¦ päivitetty ¦ frissítve ¦ actualizat ¦ diperbarui ¦ cập nhật ¦ تحديث ¦ 更新 ¦ 수정
"""
_PUBLISHED_WORDS_TABLE = """
    publi ¦ post[ée] ¦ paru ¦ cré[ée] ¦ mis(?:e)? en ligne ¦ rédigé ¦ écrit ¦ veröffentlicht ¦ erstellt ¦ erschienen ¦
    geschrieben ¦ gepostet ¦ verfasst ¦ eingestellt ¦ stand\\b ¦ postado ¦ creado ¦ escrito ¦ pubblicat ¦ inserito ¦
    geplaatst ¦ gepubliceerd ¦ written ¦ issued ¦ created ¦ released ¦ dodano ¦ opublikowan ¦ utworzono ¦ опубликован ¦
    размещен ¦ додано ¦ yay[ıi]n ¦ oluştur ¦ skapad ¦ julkaistu ¦ udgivet ¦ megjelen ¦ diterbitkan ¦ đăng ¦ نشر ¦ 发布 ¦
    發布 ¦ 公開 ¦ 掲載 ¦ 입력 ¦ 등록
"""
#: The first letters of a word's pattern, whatever follows: few enough to be those of other words, too.
_START = re.compile(r"[^\W_]{1,5}(?![?*])")


class Words:
    """Words of one meaning in many languages, anywhere in a text and in any case.

    The pattern is slow, and most lines hold none of the words: those are told by the letters all of them begin with.
    """

    def __init__(self, table: str) -> None:
        words = [" ".join(word.split()) for word in table.split("¦")]
        self._starts = tuple(dict.fromkeys(_START.findall(word)[0] for word in words))
        self._ascii_starts = tuple(filter(str.isascii, self._starts))
        self._pattern = re.compile("|".join(words), re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first of the words."""
        starts = self._ascii_starts if text.isascii() else self._starts
        return self._pattern.search(text) if text and any(map(text.lower().__contains__, starts)) else None

    def match(self, text: str) -> re.Match[str] | None:
        """Ask whether the text begins with one of the words."""
        return self._pattern.match(text)


UPDATED_WORDS = Words(_UPDATED_TABLE)
PUBLISHED_WORDS = Words(_PUBLISHED_WORDS_TABLE)
#: Classes of the clock of a site, which shows today.
TODAY = re.compile(r"today|current|clock|du-?jour|aujourd|heute", re.IGNORECASE)
#: RDFa's names for both dates.
RDFA = {
    "datePublished": re.compile(r"\b(?:dc:(?:date|created|issued)|(?:schema:)?(?:datePublished|dateCreated))(?=\s|$)"),
    "dateModified": re.compile(r"\b(?:dc:modified|(?:schema:)?dateModified)(?=\s|$)"),
}
#: The names a page's own data gives the moment of publication, the most trusted first.
STATE_KEYS = (
    *("datePublished", "firstPublicationDate", "firstPublishedAt", "first_published_at", "publicationDate"),
    *("publication_date", "publishedDate", "published_date", "publishedAt", "published_at", "publishDate"),
    *("publish_date", "publishTime", "publish_time", "publishedTime", "published_time", "pubDate", "pub_date"),
    *("displayDate", "display_date", "datePublish", "createdDateTime", "createdAt", "created_at", "dateCreated"),
)
