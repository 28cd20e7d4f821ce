"""The schema, as numbered migrations.

Names are those of schema.org and WARC in snake_case; tables are plural nouns. Two kinds of time
are kept apart:

* what a page states (``date_published``, ``date_modified``) is ISO 8601 text **with the offset the
  page states** (``2026-11-22T08:30:00+01:00``). Its first ten characters are the calendar day the
  newspaper printed. Beside each stands ``…_utc``, the same instant as
  ``2026-11-22T07:30:00Z``: fixed width, so it sorts and compares as text across sites;
* what we did (``moment``, ``started``, ``first_seen``, …) is always that UTC form, to the second.

``articles`` is keyed by ``url_key``; ``addresses`` holds every address seen, and which article it
leads to. The large columns of ``articles`` come last, so that a query that does not ask for them
does not read them. ``blocks`` is a JSON list of ``{kind, level, start, length}``: the block's text
is ``substr(body, start + 1, length)``; a block whose text is not part of the body carries ``text``.

In a table WITHOUT ROWID the key's columns come first: where they do not, ``PRAGMA integrity_check``
of SQLite 3.40 wrongly reports NULLs.

A migration that was released is never edited: a change is a new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

#: "NWSA": says in the file's header that it is ours.
APPLICATION_ID = 0x4E575341
#: The name of our set in sqlite-utils' table of migrations.
MIGRATION_SET = "newsarchive"

_FIRST = (
    """CREATE TABLE sites (
    id INTEGER PRIMARY KEY,
    domain TEXT NOT NULL UNIQUE,
    name TEXT
) STRICT""",
    """CREATE TABLE crawls (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    urls TEXT NOT NULL,
    pid INTEGER NOT NULL,
    host TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,
    outcome TEXT,
    exit_code INTEGER,
    captures INTEGER,
    articles_new INTEGER,
    articles_changed INTEGER,
    articles_unchanged INTEGER,
    articles_duplicate INTEGER,
    not_articles INTEGER,
    failed INTEGER,
    counts TEXT
) STRICT""",
    """CREATE TABLE payloads (
    digest TEXT PRIMARY KEY,
    encoding TEXT NOT NULL,
    length INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT""",
    """CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER REFERENCES crawls(id),
    article_id INTEGER REFERENCES articles(id),
    url_key TEXT NOT NULL,
    target_uri TEXT NOT NULL,
    requested_uri TEXT NOT NULL,
    moment TEXT NOT NULL,
    status INTEGER NOT NULL,
    verdict TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    payload_digest TEXT NOT NULL REFERENCES payloads(digest),
    payload_length INTEGER NOT NULL,
    headers TEXT NOT NULL
) STRICT""",
    "CREATE INDEX captures_crawl_id ON captures(crawl_id)",
    "CREATE INDEX captures_article_id ON captures(article_id)",
    "CREATE INDEX captures_url_key ON captures(url_key)",
    "CREATE INDEX captures_payload_digest ON captures(payload_digest)",
    """CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites(id),
    url_key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    headline TEXT NOT NULL,
    date_published TEXT,
    date_published_utc TEXT,
    date_published_raw TEXT,
    date_published_precision TEXT,
    date_published_source TEXT,
    date_modified TEXT,
    date_modified_utc TEXT,
    date_modified_raw TEXT,
    date_modified_precision TEXT,
    date_modified_source TEXT,
    article_section TEXT,
    in_language TEXT,
    site_name TEXT,
    is_accessible_for_free INTEGER,
    declared_type TEXT,
    amp_url TEXT,
    shortlink TEXT,
    extractor TEXT NOT NULL,
    capture_id INTEGER NOT NULL REFERENCES captures(id),
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    description TEXT,
    body TEXT NOT NULL,
    blocks TEXT NOT NULL
) STRICT""",
    "CREATE INDEX articles_site_id ON articles(site_id, date_published_utc)",
    "CREATE INDEX articles_date_published_utc ON articles(date_published_utc)",
    "CREATE INDEX articles_date_published ON articles(date_published)",
    "CREATE INDEX articles_capture_id ON articles(capture_id)",
    """CREATE TABLE addresses (
    url_key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    article_id INTEGER REFERENCES articles(id),
    how TEXT NOT NULL,
    verdict TEXT NOT NULL DEFAULT '',
    captured_at TEXT NOT NULL,
    lastmod TEXT
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX addresses_article_id ON addresses(article_id)",
    """CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT""",
    """CREATE TABLE article_authors (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    author_id INTEGER NOT NULL REFERENCES authors(id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX article_authors_author_id ON article_authors(author_id)",
    """CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT""",
    """CREATE TABLE article_tags (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag_id INTEGER NOT NULL REFERENCES tags(id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX article_tags_tag_id ON article_tags(tag_id)",
    """CREATE TABLE links (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    url_key TEXT NOT NULL,
    text TEXT NOT NULL,
    rel TEXT
) STRICT""",
    "CREATE INDEX links_article_id ON links(article_id)",
    "CREATE INDEX links_url_key ON links(url_key)",
    """CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    caption TEXT,
    credit TEXT
) STRICT""",
    "CREATE INDEX images_article_id ON images(article_id)",
    # External content, in the wording by which Datasette and sqlite-utils recognise the index of a table.
    """CREATE VIRTUAL TABLE articles_fts USING fts5(
    headline, description, body,
    content="articles", content_rowid="id",
    tokenize="unicode61 remove_diacritics 2"
)""",
    """CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts(rowid, headline, description, body)
    VALUES (new.id, new.headline, new.description, new.body);
END""",
    """CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts(articles_fts, rowid, headline, description, body)
    VALUES ('delete', old.id, old.headline, old.description, old.body);
END""",
    # An article seen again is updated every time; its index only when a word of it changed.
    """CREATE TRIGGER articles_au AFTER UPDATE OF id, headline, description, body ON articles
WHEN old.id IS NOT new.id OR old.headline IS NOT new.headline
    OR old.description IS NOT new.description OR old.body IS NOT new.body
BEGIN
    INSERT INTO articles_fts(articles_fts, rowid, headline, description, body)
    VALUES ('delete', old.id, old.headline, old.description, old.body);
    INSERT INTO articles_fts(rowid, headline, description, body)
    VALUES (new.id, new.headline, new.description, new.body);
END""",
    """CREATE VIEW articles_overview AS
SELECT a.id, a.date_published, s.domain AS site, a.headline,
    (SELECT group_concat(name, '; ') FROM (
        SELECT u.name FROM article_authors x JOIN authors u ON u.id = x.author_id
        WHERE x.article_id = a.id ORDER BY x.position)) AS authors,
    a.article_section,
    (SELECT group_concat(name, '; ') FROM (
        SELECT t.name FROM article_tags x JOIN tags t ON t.id = x.tag_id
        WHERE x.article_id = a.id ORDER BY x.position)) AS tags,
    (SELECT count(*) FROM links l WHERE l.article_id = a.id AND l.kind = 'related') AS related_links,
    (SELECT count(*) FROM links l WHERE l.article_id = a.id AND l.kind = 'inline') AS inline_links,
    a.in_language, a.url, a.date_published_utc
FROM articles a JOIN sites s ON s.id = a.site_id""",
    """CREATE VIEW related_links AS
SELECT l.article_id, a.headline AS article_headline, l.position, l.text, l.url, l.rel,
    t.id AS target_article_id, t.headline AS target_headline, t.date_published AS target_date_published
FROM links l JOIN articles a ON a.id = l.article_id
    LEFT JOIN addresses d ON d.url_key = l.url_key
    LEFT JOIN articles t ON t.id = d.article_id
WHERE l.kind = 'related'""",
)

# What the pages of a site have in common. ``impressions`` holds one row for each of a site's newest articles, its
# blocks packed without their text; the other three are what was learned from them, made anew each time.
_SITE_MEMORY = (
    """CREATE TABLE impressions (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    site_id INTEGER NOT NULL REFERENCES sites(id),
    capture_id INTEGER NOT NULL REFERENCES captures(id),
    run INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    bearing INTEGER,
    container TEXT NOT NULL,
    blocks BLOB NOT NULL
) STRICT""",
    "CREATE INDEX impressions_site_id ON impressions(site_id, run DESC, rank)",
    "CREATE INDEX impressions_capture_id ON impressions(capture_id)",
    """CREATE TABLE site_memories (
    site_id INTEGER PRIMARY KEY REFERENCES sites(id),
    pages INTEGER NOT NULL
) STRICT""",
    """CREATE TABLE site_blocks (
    site_id INTEGER NOT NULL REFERENCES sites(id),
    fingerprint INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (site_id, fingerprint)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE site_containers (
    site_id INTEGER NOT NULL REFERENCES sites(id),
    signature TEXT NOT NULL,
    pages INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (site_id, signature)
) STRICT, WITHOUT ROWID""",
)

# Articles stored before have NULL. Columns that are added stand behind the texts: the index spares those who ask for
# articles below some confidence the reading of every text.
_CONFIDENCE = (
    *(
        f"ALTER TABLE articles ADD COLUMN {prefix}confidence REAL"
        for prefix in ("", "headline_", "body_", "date_published_", "authors_")
    ),
    "CREATE INDEX articles_confidence ON articles(confidence)",
)

# What is wanted and what became of it. ``key`` is an article's ``url_key``; a source's is its seed, role and address,
# for each seed asks its own. ``run`` is the crawl it is queued for, ``sweep`` the one that began going over its seed: a
# sweep that was cut off is finished under another run. ``capture_id`` is a page that was fetched and not yet read.
# ``named``, ``new``, ``oldest`` and ``newest`` are what a source named when it was last asked.
_FRONTIER = (
    """CREATE TABLE seeds (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    since TEXT NOT NULL DEFAULT '',
    until TEXT NOT NULL DEFAULT '',
    site TEXT NOT NULL,
    sweep INTEGER NOT NULL,
    begun TEXT NOT NULL,
    touched TEXT NOT NULL,
    finished TEXT,
    complete_since TEXT,
    is_whole INTEGER NOT NULL DEFAULT 0,
    language TEXT NOT NULL DEFAULT '',
    UNIQUE (url, since, until)
) STRICT""",
    """CREATE TABLE frontier (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    site TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL,
    sources TEXT NOT NULL,
    seed_id INTEGER NOT NULL REFERENCES seeds(id),
    sweep INTEGER NOT NULL,
    run INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    depth INTEGER NOT NULL DEFAULT 0,
    optional INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    named_by INTEGER,
    named_sweep INTEGER,
    status INTEGER,
    fetched_at TEXT,
    checks INTEGER NOT NULL DEFAULT 0,
    due TEXT,
    published TEXT,
    lastmod TEXT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,
    named INTEGER,
    new INTEGER,
    oldest TEXT,
    newest TEXT,
    capture_id INTEGER REFERENCES captures(id),
    passed TEXT NOT NULL DEFAULT '',
    facts TEXT NOT NULL DEFAULT ''
) STRICT""",
    "CREATE INDEX frontier_queue ON frontier(run, host, priority DESC, id) WHERE state = 'queued'",
    "CREATE INDEX frontier_seed_id ON frontier(seed_id)",
    "CREATE INDEX frontier_site ON frontier(site, state, role)",
    "CREATE INDEX frontier_due ON frontier(site, due) WHERE due IS NOT NULL",
    "CREATE INDEX frontier_named_by ON frontier(named_by, named_sweep) WHERE named_by IS NOT NULL",
    "CREATE INDEX frontier_capture_id ON frontier(capture_id) WHERE capture_id IS NOT NULL",
    """CREATE TABLE patterns (
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    pattern TEXT NOT NULL,
    pages INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    duplicates INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    barren INTEGER NOT NULL DEFAULT 0,
    sweep INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (site, kind, pattern)
) STRICT, WITHOUT ROWID""",
    "ALTER TABLE articles ADD COLUMN gone_since TEXT",
)

# A status of 0 is a request without an answer.
_HOSTS = (
    """CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    crawl_delay REAL,
    request_rate TEXT,
    resting_until TEXT,
    penalty REAL NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE robots_files (
    origin TEXT PRIMARY KEY,
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    detail TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE request_days (
    host TEXT NOT NULL,
    day TEXT NOT NULL,
    status INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (host, day, status)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE opt_outs (
    host TEXT NOT NULL,
    signal TEXT NOT NULL,
    value TEXT NOT NULL,
    url TEXT NOT NULL,
    pages INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (host, signal, value)
) STRICT, WITHOUT ROWID""",
)

#: What is asked of a seed's sources is asked for every page: it must not wade through the articles.
_FRONTIER_SOURCES = ("CREATE INDEX frontier_sources ON frontier(seed_id, sweep) WHERE role <> 'article'",)

# A version that another took the place of, whole; the present one is the article's row. ``edits`` says what made each
# version after the first: which fields (0 or 1), and how many words of headline and body came and went.
_VERSIONS = (
    "ALTER TABLE articles ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE articles ADD COLUMN version_seen TEXT",
    "ALTER TABLE articles ADD COLUMN profile_digest TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE articles ADD COLUMN payload_digest TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX articles_version ON articles(version) WHERE version > 1",
    "CREATE INDEX articles_gone_since ON articles(gone_since) WHERE gone_since IS NOT NULL",
    """CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    capture_id INTEGER NOT NULL REFERENCES captures(id),
    payload_digest TEXT NOT NULL,
    extractor TEXT NOT NULL,
    profile_digest TEXT NOT NULL,
    headline TEXT NOT NULL,
    date_published TEXT,
    date_published_utc TEXT,
    date_published_raw TEXT,
    date_published_precision TEXT,
    date_published_source TEXT,
    date_modified TEXT,
    date_modified_utc TEXT,
    authors TEXT NOT NULL,
    description TEXT,
    body TEXT NOT NULL,
    blocks TEXT NOT NULL,
    UNIQUE (article_id, number)
) STRICT""",
    "CREATE INDEX versions_capture_id ON versions(capture_id)",
    """CREATE TABLE edits (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    moment TEXT NOT NULL,
    headline INTEGER NOT NULL,
    body INTEGER NOT NULL,
    date_published INTEGER NOT NULL,
    authors INTEGER NOT NULL,
    words_added INTEGER NOT NULL,
    words_removed INTEGER NOT NULL,
    UNIQUE (article_id, version)
) STRICT""",
    # The times an article was gone and came back; of one that is gone now ``articles.gone_since`` tells.
    """CREATE TABLE absences (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    gone_since TEXT NOT NULL,
    returned TEXT NOT NULL,
    PRIMARY KEY (article_id, gone_since)
) STRICT, WITHOUT ROWID""",
    """CREATE VIEW article_versions AS
SELECT a.id AS article_id, v.number AS version, 0 AS is_present, s.domain AS site, a.url, v.first_seen, v.last_seen,
    v.headline, v.date_published, v.date_published_utc, v.date_modified, v.date_modified_utc,
    (SELECT group_concat(value, '; ') FROM json_each(v.authors)) AS authors,
    v.capture_id, v.payload_digest, v.extractor, v.profile_digest, v.description, v.body, v.blocks
FROM versions v JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id
UNION ALL
SELECT a.id, a.version, 1, s.domain, a.url, coalesce(a.version_seen, a.first_seen), a.last_seen,
    a.headline, a.date_published, a.date_published_utc, a.date_modified, a.date_modified_utc,
    (SELECT group_concat(name, '; ') FROM (
        SELECT u.name FROM article_authors x JOIN authors u ON u.id = x.author_id
        WHERE x.article_id = a.id ORDER BY x.position)),
    a.capture_id, a.payload_digest, a.extractor, a.profile_digest, a.description, a.body, a.blocks
FROM articles a JOIN sites s ON s.id = a.site_id""",
    # Hours since a publication that is known to the day alone would be made up.
    """CREATE VIEW headline_changes AS
SELECT e.article_id, s.domain AS site, a.url, e.version, b.headline AS headline_before,
    coalesce(n.headline, a.headline) AS headline_after, b.last_seen AS seen_before, e.moment,
    round((julianday(e.moment) - julianday(a.first_seen)) * 24, 2) AS hours_since_first_seen,
    iif(a.date_published_precision = 'minute',
        round((julianday(e.moment) - julianday(a.date_published_utc)) * 24, 2), NULL) AS hours_since_publication
FROM edits e JOIN articles a ON a.id = e.article_id JOIN sites s ON s.id = a.site_id
    JOIN versions b ON b.article_id = e.article_id AND b.number = e.version - 1
    LEFT JOIN versions n ON n.article_id = e.article_id AND n.number = e.version
WHERE e.headline = 1""",
)

# Copies of one text. An article that was compared with the others has a row in ``fingerprints``, stale once its text
# is another; ``likeness_bands`` finds those that may be alike. Without a foreign key: a row that is left over finds
# nothing, for what is found is compared by its text. ``stories`` gives every article with the story it tells: counted
# by ``story``, copies count once.
_SYNDICATION = (
    """CREATE TABLE syndication_groups (
    id INTEGER PRIMARY KEY,
    earliest_article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL
) STRICT""",
    "CREATE INDEX syndication_groups_earliest_article_id ON syndication_groups(earliest_article_id)",
    """CREATE TABLE syndicated_articles (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL REFERENCES syndication_groups(id) ON DELETE CASCADE,
    likeness REAL NOT NULL
) STRICT""",
    "CREATE INDEX syndicated_articles_group_id ON syndicated_articles(group_id)",
    """CREATE TABLE fingerprints (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    is_stale INTEGER NOT NULL DEFAULT 0,
    bands BLOB NOT NULL
) STRICT""",
    "CREATE INDEX fingerprints_is_stale ON fingerprints(article_id) WHERE is_stale",
    """CREATE TABLE likeness_bands (
    band INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER articles_body_au AFTER UPDATE OF body ON articles WHEN old.body IS NOT new.body BEGIN
    UPDATE fingerprints SET is_stale = 1 WHERE article_id = new.id;
END""",
    """CREATE VIEW stories AS
SELECT coalesce('g' || m.group_id, 'a' || a.id) AS story,
    m.group_id, a.id AS article_id, s.domain AS site, a.headline, a.date_published, a.date_published_utc,
    m.likeness, g.earliest_article_id IS NULL OR g.earliest_article_id = a.id AS is_earliest
FROM articles a JOIN sites s ON s.id = a.site_id
    LEFT JOIN syndicated_articles m ON m.article_id = a.id
    LEFT JOIN syndication_groups g ON g.id = m.group_id""",
)

# What was sent for a capture: the lines that all requests of a run have in common, each set once, and beside them what
# made this one conditional. ``protocol`` is "" for HTTP/1.1.
_REQUESTS = (
    """CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    headers TEXT NOT NULL UNIQUE
) STRICT""",
    "ALTER TABLE captures ADD COLUMN request_id INTEGER REFERENCES requests(id)",
    "CREATE INDEX captures_request_id ON captures(request_id)",
    "ALTER TABLE captures ADD COLUMN request_conditions TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE captures ADD COLUMN ip_address TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE captures ADD COLUMN protocol TEXT NOT NULL DEFAULT ''",
)

# The checksum of the texts a row was written with (``fixity.text_crc``): pages have their digest, texts had nothing
# that tells a damaged letter from an edit. Rows stored before have NULL until they are written again.
_TEXT_CRC = (
    "ALTER TABLE articles ADD COLUMN text_crc INTEGER",
    "ALTER TABLE versions ADD COLUMN text_crc INTEGER",
)

# What the law asks. ``claims`` has what pages say of their rights, each combination once: pages of a site say the
# same, so a capture carries a number. ``said`` is a JSON list of [name, value]; ``is_reserved`` where mining is.
# ``tombstones`` are the addresses of what was erased, nothing else of it. Comments are there only where they were asked
# for, under pseudonyms made with the salt of ``comment_salt``. ``published`` has its row in a copy made to be shared.
_RIGHTS = (
    """CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    said TEXT NOT NULL UNIQUE,
    is_reserved INTEGER NOT NULL
) STRICT""",
    "ALTER TABLE captures ADD COLUMN claims_id INTEGER REFERENCES claims(id)",
    "CREATE INDEX captures_claims_id ON captures(claims_id) WHERE claims_id IS NOT NULL",
    """CREATE VIEW article_claims AS
SELECT a.id AS article_id, a.headline, a.url, a.date_published, c.id AS capture_id, c.moment,
    json_extract(e.value, '$[0]') AS signal, json_extract(e.value, '$[1]') AS value, k.is_reserved
FROM claims k JOIN captures c ON c.claims_id = k.id JOIN articles a ON a.id = c.article_id, json_each(k.said) e""",
    """CREATE TABLE tombstones (
    url_key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    reason TEXT NOT NULL,
    erased_at TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    parent INTEGER,
    pseudonym TEXT,
    date_created TEXT,
    date_created_utc TEXT,
    date_created_raw TEXT,
    text TEXT NOT NULL,
    UNIQUE (article_id, position)
) STRICT""",
    "CREATE INDEX comments_pseudonym ON comments(pseudonym)",
    """CREATE TABLE comment_salt (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    salt BLOB NOT NULL
) STRICT""",
    """CREATE TABLE published (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    published_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    licence TEXT,
    site TEXT,
    since TEXT,
    until TEXT,
    quote_words INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    unquoted INTEGER NOT NULL
) STRICT""",
)

# How far a file was read: ``fingerprint`` tells it from others, ``chosen`` what was wanted of it; reading goes on at
# ``place``. A redirect is kept until the article it leads to is read. Captures that nobody has read yet are few.
_IMPORTS = (
    """CREATE TABLE imported_files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    chosen TEXT NOT NULL,
    place INTEGER NOT NULL DEFAULT 0,
    begun TEXT NOT NULL,
    finished TEXT,
    UNIQUE (fingerprint, chosen)
) STRICT""",
    """CREATE TABLE imported_redirects (
    url_key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    target TEXT NOT NULL,
    moment TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX captures_unread ON captures(moment, id) WHERE verdict = ''",
)

# A dictionary is the bytes of some pages of a site, one behind the other; ``pages`` is a JSON list of their digests and
# lengths. It is a copy and hangs on no row of theirs. A retired one is kept for what was packed with it.
_DICTIONARIES = (
    """CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    retired INTEGER NOT NULL DEFAULT 0,
    pages TEXT NOT NULL,
    length INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT""",
    "CREATE INDEX dictionaries_site ON dictionaries(site, kind) WHERE retired = 0",
    "ALTER TABLE payloads ADD COLUMN dictionary_id INTEGER REFERENCES dictionaries(id)",
    "CREATE INDEX payloads_dictionary_id ON payloads(dictionary_id) WHERE dictionary_id IS NOT NULL",
)

#: Every migration in order: its name, and the statements it runs or the function that runs them.
MIGRATIONS: tuple[tuple[str, tuple[str, ...] | Callable[[sqlite3.Connection], None]], ...] = (
    ("0001_first", _FIRST),
    ("0002_site_memory", _SITE_MEMORY),
    ("0003_confidence", _CONFIDENCE),
    ("0004_frontier", _FRONTIER),
    ("0005_hosts", _HOSTS),
    ("0006_frontier_sources", _FRONTIER_SOURCES),
    ("0007_versions", _VERSIONS),
    ("0008_syndication", _SYNDICATION),
    ("0009_requests", _REQUESTS),
    ("0010_text_crc", _TEXT_CRC),
    ("0011_rights", _RIGHTS),
    ("0012_imports", _IMPORTS),
    ("0013_dictionaries", _DICTIONARIES),
)


def applied(conn: sqlite3.Connection) -> list[str]:
    """Name our migrations the file has had, oldest first; reads only."""
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return []
    rows = conn.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid", (MIGRATION_SET,))
    return [name for (name,) in rows]


def apply(conn: sqlite3.Connection) -> None:
    """Bring the file to this version, inside the transaction the caller holds."""
    # Only a file that needs it pays for this import (0.1 s).
    from sqlite_utils import Database, Migrations

    migrations = Migrations(MIGRATION_SET)
    for name, work in MIGRATIONS:

        def run(db: Database, work: tuple[str, ...] | Callable[[sqlite3.Connection], None] = work) -> None:
            if callable(work):
                work(db.conn)
            else:
                for statement in work:
                    db.execute(statement)

        migrations(name=name)(run)
    # Plugins of sqlite-utils that a user installed have no business in our schema.
    migrations.apply(Database(conn, execute_plugins=False))
    conn.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
