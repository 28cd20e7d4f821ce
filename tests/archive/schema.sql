CREATE TABLE absences (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    gone_since TEXT NOT NULL,
    returned TEXT NOT NULL,
    PRIMARY KEY (article_id, gone_since)
) STRICT, WITHOUT ROWID;
CREATE TABLE addresses (
    url_key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    article_id INTEGER REFERENCES articles(id),
    how TEXT NOT NULL,
    verdict TEXT NOT NULL DEFAULT '',
    captured_at TEXT NOT NULL,
    lastmod TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX addresses_article_id ON addresses(article_id);
CREATE TABLE article_authors (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    author_id INTEGER NOT NULL REFERENCES authors(id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_authors_author_id ON article_authors(author_id);
CREATE VIEW article_claims AS
SELECT a.id AS article_id, a.headline, a.url, a.date_published, c.id AS capture_id, c.moment,
    json_extract(e.value, '$[0]') AS signal, json_extract(e.value, '$[1]') AS value, k.is_reserved
FROM claims k JOIN captures c ON c.claims_id = k.id JOIN articles a ON a.id = c.article_id, json_each(k.said) e;
CREATE TABLE article_tags (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag_id INTEGER NOT NULL REFERENCES tags(id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_tags_tag_id ON article_tags(tag_id);
CREATE VIEW article_versions AS
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
FROM articles a JOIN sites s ON s.id = a.site_id;
CREATE TABLE articles (
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
, confidence REAL, headline_confidence REAL, body_confidence REAL, date_published_confidence REAL, authors_confidence REAL, gone_since TEXT, version INTEGER NOT NULL DEFAULT 1, version_seen TEXT, profile_digest TEXT NOT NULL DEFAULT '', payload_digest TEXT NOT NULL DEFAULT '', text_crc INTEGER) STRICT;
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts(articles_fts, rowid, headline, description, body)
    VALUES ('delete', old.id, old.headline, old.description, old.body);
END;
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts(rowid, headline, description, body)
    VALUES (new.id, new.headline, new.description, new.body);
END;
CREATE TRIGGER articles_au AFTER UPDATE OF id, headline, description, body ON articles
WHEN old.id IS NOT new.id OR old.headline IS NOT new.headline
    OR old.description IS NOT new.description OR old.body IS NOT new.body
BEGIN
    INSERT INTO articles_fts(articles_fts, rowid, headline, description, body)
    VALUES ('delete', old.id, old.headline, old.description, old.body);
    INSERT INTO articles_fts(rowid, headline, description, body)
    VALUES (new.id, new.headline, new.description, new.body);
END;
CREATE TRIGGER articles_body_au AFTER UPDATE OF body ON articles WHEN old.body IS NOT new.body BEGIN
    UPDATE fingerprints SET is_stale = 1 WHERE article_id = new.id;
END;
CREATE INDEX articles_capture_id ON articles(capture_id);
CREATE INDEX articles_confidence ON articles(confidence);
CREATE INDEX articles_date_published ON articles(date_published);
CREATE INDEX articles_date_published_utc ON articles(date_published_utc);
CREATE VIRTUAL TABLE articles_fts USING fts5(
    headline, description, body,
    content="articles", content_rowid="id",
    tokenize="unicode61 remove_diacritics 2"
);
CREATE INDEX articles_gone_since ON articles(gone_since) WHERE gone_since IS NOT NULL;
CREATE VIEW articles_overview AS
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
FROM articles a JOIN sites s ON s.id = a.site_id;
CREATE INDEX articles_site_id ON articles(site_id, date_published_utc);
CREATE INDEX articles_version ON articles(version) WHERE version > 1;
CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE captures (
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
, request_id INTEGER REFERENCES requests(id), request_conditions TEXT NOT NULL DEFAULT '', ip_address TEXT NOT NULL DEFAULT '', protocol TEXT NOT NULL DEFAULT '', claims_id INTEGER REFERENCES claims(id)) STRICT;
CREATE INDEX captures_article_id ON captures(article_id);
CREATE INDEX captures_claims_id ON captures(claims_id) WHERE claims_id IS NOT NULL;
CREATE INDEX captures_crawl_id ON captures(crawl_id);
CREATE INDEX captures_payload_digest ON captures(payload_digest);
CREATE INDEX captures_request_id ON captures(request_id);
CREATE INDEX captures_unread ON captures(moment, id) WHERE verdict = '';
CREATE INDEX captures_url_key ON captures(url_key);
CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    said TEXT NOT NULL UNIQUE,
    is_reserved INTEGER NOT NULL
) STRICT;
CREATE TABLE comment_salt (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    salt BLOB NOT NULL
) STRICT;
CREATE TABLE comments (
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
) STRICT;
CREATE INDEX comments_pseudonym ON comments(pseudonym);
CREATE TABLE crawls (
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
) STRICT;
CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    retired INTEGER NOT NULL DEFAULT 0,
    pages TEXT NOT NULL,
    length INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE INDEX dictionaries_site ON dictionaries(site, kind) WHERE retired = 0;
CREATE TABLE edits (
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
) STRICT;
CREATE TABLE fingerprints (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    is_stale INTEGER NOT NULL DEFAULT 0,
    bands BLOB NOT NULL
) STRICT;
CREATE INDEX fingerprints_is_stale ON fingerprints(article_id) WHERE is_stale;
CREATE TABLE frontier (
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
) STRICT;
CREATE INDEX frontier_capture_id ON frontier(capture_id) WHERE capture_id IS NOT NULL;
CREATE INDEX frontier_due ON frontier(site, due) WHERE due IS NOT NULL;
CREATE INDEX frontier_named_by ON frontier(named_by, named_sweep) WHERE named_by IS NOT NULL;
CREATE INDEX frontier_queue ON frontier(run, host, priority DESC, id) WHERE state = 'queued';
CREATE INDEX frontier_seed_id ON frontier(seed_id);
CREATE INDEX frontier_site ON frontier(site, state, role);
CREATE INDEX frontier_sources ON frontier(seed_id, sweep) WHERE role <> 'article';
CREATE VIEW headline_changes AS
SELECT e.article_id, s.domain AS site, a.url, e.version, b.headline AS headline_before,
    coalesce(n.headline, a.headline) AS headline_after, b.last_seen AS seen_before, e.moment,
    round((julianday(e.moment) - julianday(a.first_seen)) * 24, 2) AS hours_since_first_seen,
    iif(a.date_published_precision = 'minute',
        round((julianday(e.moment) - julianday(a.date_published_utc)) * 24, 2), NULL) AS hours_since_publication
FROM edits e JOIN articles a ON a.id = e.article_id JOIN sites s ON s.id = a.site_id
    JOIN versions b ON b.article_id = e.article_id AND b.number = e.version - 1
    LEFT JOIN versions n ON n.article_id = e.article_id AND n.number = e.version
WHERE e.headline = 1;
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    crawl_delay REAL,
    request_rate TEXT,
    resting_until TEXT,
    penalty REAL NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    caption TEXT,
    credit TEXT
) STRICT;
CREATE INDEX images_article_id ON images(article_id);
CREATE TABLE imported_files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    chosen TEXT NOT NULL,
    place INTEGER NOT NULL DEFAULT 0,
    begun TEXT NOT NULL,
    finished TEXT,
    UNIQUE (fingerprint, chosen)
) STRICT;
CREATE TABLE imported_redirects (
    url_key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    target TEXT NOT NULL,
    moment TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE impressions (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    site_id INTEGER NOT NULL REFERENCES sites(id),
    capture_id INTEGER NOT NULL REFERENCES captures(id),
    run INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    bearing INTEGER,
    container TEXT NOT NULL,
    blocks BLOB NOT NULL
) STRICT;
CREATE INDEX impressions_capture_id ON impressions(capture_id);
CREATE INDEX impressions_site_id ON impressions(site_id, run DESC, rank);
CREATE TABLE likeness_bands (
    band INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE links (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    url_key TEXT NOT NULL,
    text TEXT NOT NULL,
    rel TEXT
) STRICT;
CREATE INDEX links_article_id ON links(article_id);
CREATE INDEX links_url_key ON links(url_key);
CREATE TABLE opt_outs (
    host TEXT NOT NULL,
    signal TEXT NOT NULL,
    value TEXT NOT NULL,
    url TEXT NOT NULL,
    pages INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (host, signal, value)
) STRICT, WITHOUT ROWID;
CREATE TABLE patterns (
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
) STRICT, WITHOUT ROWID;
CREATE TABLE payloads (
    digest TEXT PRIMARY KEY,
    encoding TEXT NOT NULL,
    length INTEGER NOT NULL,
    content BLOB NOT NULL
, dictionary_id INTEGER REFERENCES dictionaries(id)) STRICT;
CREATE INDEX payloads_dictionary_id ON payloads(dictionary_id) WHERE dictionary_id IS NOT NULL;
CREATE TABLE published (
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
) STRICT;
CREATE VIEW related_links AS
SELECT l.article_id, a.headline AS article_headline, l.position, l.text, l.url, l.rel,
    t.id AS target_article_id, t.headline AS target_headline, t.date_published AS target_date_published
FROM links l JOIN articles a ON a.id = l.article_id
    LEFT JOIN addresses d ON d.url_key = l.url_key
    LEFT JOIN articles t ON t.id = d.article_id
WHERE l.kind = 'related';
CREATE TABLE request_days (
    host TEXT NOT NULL,
    day TEXT NOT NULL,
    status INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (host, day, status)
) STRICT, WITHOUT ROWID;
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    headers TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE robots_files (
    origin TEXT PRIMARY KEY,
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    detail TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE seeds (
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
) STRICT;
CREATE TABLE site_blocks (
    site_id INTEGER NOT NULL REFERENCES sites(id),
    fingerprint INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (site_id, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE TABLE site_containers (
    site_id INTEGER NOT NULL REFERENCES sites(id),
    signature TEXT NOT NULL,
    pages INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (site_id, signature)
) STRICT, WITHOUT ROWID;
CREATE TABLE site_memories (
    site_id INTEGER PRIMARY KEY REFERENCES sites(id),
    pages INTEGER NOT NULL
) STRICT;
CREATE TABLE sites (
    id INTEGER PRIMARY KEY,
    domain TEXT NOT NULL UNIQUE,
    name TEXT
) STRICT;
CREATE VIEW stories AS
SELECT coalesce('g' || m.group_id, 'a' || a.id) AS story,
    m.group_id, a.id AS article_id, s.domain AS site, a.headline, a.date_published, a.date_published_utc,
    m.likeness, g.earliest_article_id IS NULL OR g.earliest_article_id = a.id AS is_earliest
FROM articles a JOIN sites s ON s.id = a.site_id
    LEFT JOIN syndicated_articles m ON m.article_id = a.id
    LEFT JOIN syndication_groups g ON g.id = m.group_id;
CREATE TABLE syndicated_articles (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL REFERENCES syndication_groups(id) ON DELETE CASCADE,
    likeness REAL NOT NULL
) STRICT;
CREATE INDEX syndicated_articles_group_id ON syndicated_articles(group_id);
CREATE TABLE syndication_groups (
    id INTEGER PRIMARY KEY,
    earliest_article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL
) STRICT;
CREATE INDEX syndication_groups_earliest_article_id ON syndication_groups(earliest_article_id);
CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE tombstones (
    url_key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    reason TEXT NOT NULL,
    erased_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE versions (
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
    blocks TEXT NOT NULL, text_crc INTEGER,
    UNIQUE (article_id, number)
) STRICT;
CREATE INDEX versions_capture_id ON versions(capture_id);
