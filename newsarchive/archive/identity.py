"""Which row a page belongs to: its address, the one it names as canonical, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.archive.rows import to_text
from newsarchive.normalize.urls import url_key

if TYPE_CHECKING:
    import sqlite3

    from newsarchive.model import Article

#: How many of the first distinct words of two bodies are compared.
_LEAD_WORDS = 80
#: The share of the shorter lead's words that must be in the longer one for the two to be alike.
_ALIKE_LEADS = 0.5
#: The share of the longer headline's words that must be in the shorter one.
_ALIKE_HEADLINES = 0.6

_WORD = re.compile(r"\w+")
# url_key folds AMP addresses into those of their page; the row of a page must not be overwritten from its AMP twin.
_AMP = re.compile(
    r"//amp\.|/amp(?:\.html?)?/?(?:[?#]|$)|\.amp\.html?(?:[?#]|$)|[?&](?:amp|outputtype=amp)(?:[=&#]|$)", re.IGNORECASE
)

_COLUMNS = (
    "id",
    "url_key",
    "url",
    "headline",
    "body",
    "date_published",
    "date_published_precision",
    "capture_id",
)
_FIND = f"""
SELECT d.url_key, d.how, {", ".join(f"a.{name}" for name in _COLUMNS)}
FROM addresses d JOIN articles a ON a.id = d.article_id
WHERE d.url_key IN (?, ?, ?, ?)"""  # noqa: S608
_FIND_BY_KEY = f"SELECT {', '.join(_COLUMNS)} FROM articles WHERE url_key = ?"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Known:
    """What is needed of a stored article to tell whether a page is the same one."""

    id: int
    url_key: str
    url: str
    headline: str
    body: str
    date_published: str | None
    date_published_precision: str | None
    capture_id: int

    @property
    def own_key(self) -> str:
        """The key of the address it was read from."""
        return to_text(url_key(self.url))

    @property
    def is_twin(self) -> bool:
        """Ask whether it was read from another page than the canonical one."""
        return is_twin(self.url, self.url_key)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a page: of its own address, of the one it wants to be known by, and of its other addresses.

    ``canonical`` is the page's own where the one it names cannot be meant: the front page of a site.
    """

    own: str
    canonical: str
    amp: str | None
    shortlink: str | None

    @classmethod
    def of(cls, article: Article) -> Keys:
        """Give the keys of a page."""
        own = to_text(url_key(article.url))
        canonical = to_text(url_key(article.canonical_url)) if article.canonical_url else own
        return cls(
            own=own,
            canonical=own if is_front(canonical) else canonical,
            amp=_alias(article.amp_url),
            shortlink=_alias(article.shortlink),
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """The row a page belongs to (None: a new one), and the key that row is to have.

    ``canonical_believed`` is False where the canonical address belongs to another story.
    ``displaced`` is a row that must give up that key, because it was a twin of something else.
    ``absorbed`` is a second row of the same article, made before anything told that they are one.
    """

    known: Known | None
    key: str
    canonical_believed: bool
    displaced: Known | None = None
    absorbed: Known | None = None


def is_front(key: str) -> bool:
    """Ask whether a key is a site's front page."""
    return key.endswith("/") and key.count("/") == 1


def is_twin(url: str, key: str) -> bool:
    """Ask whether ``url`` is another address (``?p=ID``, AMP) of the page known by ``key``."""
    return to_text(url_key(url)) != key or _AMP.search(url) is not None


def is_same_page(article: Article, known: Known) -> bool:
    """Ask whether a row was read from this very address, not only from one that folds into the same key."""
    own = to_text(url_key(article.url))
    return own == known.own_key and is_twin(article.url, own) == is_twin(known.url, own)


def is_another_story(headline: str, body: str, other_headline: str, other_body: str) -> bool:
    """Ask whether two texts are surely not the same article: neither the headline nor the body's beginning is alike.

    Without a body on either side nothing is sure.
    """
    words, other_words = _words(headline), _words(other_headline)
    common = len(words.keys() & other_words.keys())
    if words == other_words or common >= _ALIKE_HEADLINES * max(len(words), len(other_words)):
        return False
    lead, other_lead = list(_words(body[:2000])), list(_words(other_body[:2000]))
    length = min(len(lead), len(other_lead), _LEAD_WORDS)
    if not length:
        return False
    return len(set(lead[:length]) & set(other_lead[:length])) < _ALIKE_LEADS * length


def resolve(conn: sqlite3.Connection, article: Article, keys: Keys) -> Identity:
    """Find the row a page belongs to."""
    found: dict[str, Known] = {}
    named_by_article = False
    for key, how, *columns in conn.execute(_FIND, (keys.canonical, keys.own, keys.amp, keys.shortlink)):
        found[key] = Known(*columns)
        named_by_article |= key == keys.own and how in ("amp", "shortlink")
    believed = True
    displaced = None
    by_canonical = found.get(keys.canonical)
    by_own = found.get(keys.own)
    if by_canonical is not None:
        if not _is_other(article, by_canonical):
            if keys.own == keys.canonical and named_by_article and not by_canonical.is_twin:
                # An AMP page or a short address that names no other: the article's own page named it.
                return Identity(by_canonical, by_canonical.url_key, canonical_believed=True)
            twice = by_own is not None and by_own.id != by_canonical.id and not _is_other(article, by_own)
            return Identity(by_canonical, keys.canonical, canonical_believed=True, absorbed=by_own if twice else None)
        if keys.own == keys.canonical:
            if not by_canonical.is_twin and by_canonical.own_key == keys.own:
                # The page itself, rewritten from top to bottom.
                return Identity(by_canonical, keys.canonical, canonical_believed=True)
            # A row read elsewhere that claimed this page's address: it keeps its text under its own address.
            displaced = by_canonical if by_canonical.url_key == keys.canonical else None
        else:
            believed = False
    key = keys.canonical if believed else keys.own
    if by_own is not None and by_own != by_canonical:
        if is_same_page(article, by_own) or not _is_other(article, by_own):
            return Identity(by_own, key, canonical_believed=believed)
        if by_own.url_key == key:
            displaced = by_own
    for alias in (keys.shortlink, keys.amp):
        known = found.get(alias) if alias else None
        if known is not None and known != displaced and not _is_other(article, known):
            return Identity(known, key, canonical_believed=believed)
    if displaced is None and (row := conn.execute(_FIND_BY_KEY, (key,)).fetchone()) is not None:
        # Its address has since led elsewhere, but the key is its own.
        holder = Known(*row)
        if not (holder.is_twin and keys.own == key and _is_other(article, holder)):
            return Identity(holder, key, canonical_believed=believed)
        displaced = holder
    return Identity(None, key, canonical_believed=believed, displaced=displaced)


def _alias(url: str | None) -> str | None:
    if not url:
        return None
    key = to_text(url_key(url))
    return None if is_front(key) else key


def _is_other(article: Article, known: Known) -> bool:
    return is_another_story(article.headline, article.body, known.headline, known.body)


def _words(text: str) -> dict[str, None]:
    """Give the distinct words in order, without the short ones any two texts share unless there are no others."""
    words = dict.fromkeys(_WORD.findall(text.casefold()))
    return {word: None for word in words if len(word) > 3} or words
