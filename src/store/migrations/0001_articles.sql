-- Counters that outlive what they count: the revision, and the next article's number (a number is
-- never given twice, also after its article is forgotten for good).
CREATE TABLE state (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    revision INTEGER NOT NULL,
    next_article INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 0, 1);

-- Files and addresses. Address, name and kind are those of the newest delivery.
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL
);

-- Each distinct input that a source gave as a whole, by content hash.
CREATE TABLE deliveries (
    source INTEGER NOT NULL REFERENCES sources (id),
    content BLOB NOT NULL,
    seen INTEGER NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL, -- JSON of article::Channel
    articles INTEGER NOT NULL,
    PRIMARY KEY (source, content)
) WITHOUT ROWID;

-- Large values by content: raw items and documents (JSON of article::Document). One of more than
-- a chunk's size is a chain. Stored as it is where bytes is as long as size, else as a zstd frame.
CREATE TABLE blobs (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    next INTEGER,
    bytes BLOB NOT NULL
);
CREATE INDEX blobs_next ON blobs (next) WHERE next IS NOT NULL;

-- Forgotten sightings, until the bin is emptied.
CREATE TABLE bin (
    id INTEGER PRIMARY KEY,
    what TEXT NOT NULL
);

-- What sources said about articles: the ground state, from which articles are derived.
CREATE TABLE sightings (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES sources (id),
    fingerprint BLOB NOT NULL,
    bin INTEGER REFERENCES bin (id),
    seen INTEGER NOT NULL,
    fetched INTEGER,
    -- identity, see store::pack::Keys; all but number are 64-bit hashes
    trusted INTEGER NOT NULL,
    site INTEGER,
    number INTEGER,
    url INTEGER,
    titled INTEGER,
    text INTEGER,
    short INTEGER NOT NULL,
    own INTEGER,
    same INTEGER NOT NULL,
    -- content
    raw_title TEXT NOT NULL,
    title TEXT NOT NULL,
    title_removed TEXT, -- JSON of [article::Removal]; NULL for none
    item_size INTEGER NOT NULL,
    item BLOB NOT NULL, -- JSON of article::Item without titles and document, stored as in blobs
    document INTEGER NOT NULL REFERENCES blobs (id),
    raw INTEGER NOT NULL REFERENCES blobs (id),
    UNIQUE (source, fingerprint)
);
CREATE INDEX sightings_article ON sightings (article);
CREATE INDEX sightings_number ON sightings (number, site, trusted) WHERE bin IS NULL AND number IS NOT NULL;
CREATE INDEX sightings_url ON sightings (url, own) WHERE bin IS NULL AND url IS NOT NULL;
CREATE INDEX sightings_titled ON sightings (titled, own) WHERE bin IS NULL AND titled IS NOT NULL;
CREATE INDEX sightings_text ON sightings (text, own) WHERE bin IS NULL AND text IS NOT NULL;
CREATE INDEX sightings_same ON sightings (same) WHERE bin IS NULL;
CREATE INDEX sightings_source ON sightings (source, article) WHERE bin IS NULL;
CREATE INDEX sightings_document ON sightings (document);
CREATE INDEX sightings_raw ON sightings (raw);
CREATE INDEX sightings_title_removed ON sightings (title_removed) WHERE title_removed IS NOT NULL AND bin IS NULL;
CREATE INDEX sightings_bin ON sightings (bin) WHERE bin IS NOT NULL;

-- Derived: what lists show, and where the current text is.
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    url TEXT,
    number INTEGER,
    published INTEGER,
    updated INTEGER,
    comments INTEGER,
    words INTEGER NOT NULL,
    image TEXT,
    caption TEXT,
    excerpt TEXT,
    authors TEXT NOT NULL, -- JSON of names
    tags TEXT NOT NULL,    -- JSON of slugs
    sources TEXT NOT NULL, -- JSON of source numbers
    document INTEGER NOT NULL
);
CREATE INDEX articles_words ON articles (words);

-- Derived: names as the article's own sources have them, NULL where they know the slug alone.
CREATE TABLE article_tags (
    slug TEXT NOT NULL,
    article INTEGER NOT NULL,
    name TEXT,
    PRIMARY KEY (slug, article)
) WITHOUT ROWID;
CREATE INDEX article_tags_name ON article_tags (slug, name) WHERE name IS NOT NULL;

-- Derived: the one name that all articles show.
CREATE TABLE tags (
    slug TEXT PRIMARY KEY,
    name TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE article_authors (
    name TEXT NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (name, article)
) WITHOUT ROWID;

-- Numbers of articles that turned out to be another one.
CREATE TABLE aliases (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL
);
CREATE INDEX aliases_article ON aliases (article);

-- The reader's own marks; they outlive forgetting and restoring.
CREATE TABLE marks (
    article INTEGER PRIMARY KEY,
    read INTEGER NOT NULL,
    starred INTEGER NOT NULL
);

-- When each article last changed or went, for the index to follow.
CREATE TABLE changes (
    article INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL,
    gone INTEGER NOT NULL
);
CREATE INDEX changes_revision ON changes (revision);
