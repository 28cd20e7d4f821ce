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

UPDATED_WORDS = re.compile(
    r"(?:mis(?:e)? à jour|modifié|actualisé|dernière (?:m|édition)|updated?\b|modified|last (?:edit|change|review)|"
    r"reviewed|aktualisiert|geändert|(?:letzte|aktuelle) (?:änderung|aktualisierung|bearbeitung)|überarbeitet|"
    r"actualizado|actualización|modificado|atualizad[oa]|atualização|modificada|aggiornat[oa]|aggiornamento|"
    r"bijgewerkt|gewijzigd|zuletzt|обновлен|изменен|оновлено|zaktualizowan|aktualizacja|aktualizov|güncelle|"
    r"uppdatera|oppdater|opdater|päivitetty|frissítve|actualizat|diperbarui|cập nhật|تحديث|更新|수정)",
    re.IGNORECASE,
)
PUBLISHED_WORDS = re.compile(
    r"(?:publi|post[ée]|paru|cré[ée]|mis(?:e)? en ligne|rédigé|écrit|veröffentlicht|erstellt|erschienen|"
    r"geschrieben|gepostet|verfasst|eingestellt|stand\b|publicado|publicada|postado|creado|escrito|pubblicat|"
    r"inserito|geplaatst|gepubliceerd|written|issued|created|released|dodano|opublikowan|utworzono|опубликован|"
    r"размещен|додано|yayın|oluştur|publicerad|skapad|julkaistu|publisert|udgivet|megjelen|diterbitkan|đăng|"
    r"نشر|发布|發布|公開|掲載|입력|등록)",
    re.IGNORECASE,
)
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
