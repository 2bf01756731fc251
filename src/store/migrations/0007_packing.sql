-- What zstd is told beforehand: content trained from the archive's own items, as tightly packed values
-- name it in their frame headers (RFC 8878, Dictionary_ID). Never changed, so that all of them stay
-- readable.
CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY, -- Dictionary_ID
    hash BLOB NOT NULL,
    size INTEGER NOT NULL,
    bytes BLOB NOT NULL, -- stored as in blobs
    blobs INTEGER NOT NULL -- the last of them when it came
);

-- As before, but for a shorter fingerprint, for title and for the text (store::markup), which now follows
-- in item: a difference from the raw input holds little more than what cleaning decided.
ALTER TABLE sightings RENAME TO old_sightings;
CREATE TABLE sightings (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES sources (id),
    fingerprint BLOB NOT NULL,
    bin INTEGER REFERENCES bin (id),
    seen INTEGER NOT NULL,
    fetched INTEGER,
    trusted INTEGER NOT NULL,
    site INTEGER,
    number INTEGER,
    url INTEGER,
    titled INTEGER,
    text INTEGER,
    short INTEGER NOT NULL,
    own INTEGER,
    same INTEGER NOT NULL,
    raw_title TEXT NOT NULL,
    title TEXT, -- NULL where it is raw_title
    title_removed TEXT,
    item_size INTEGER NOT NULL,
    item BLOB NOT NULL, -- JSON of article::Item without titles and text, as a difference, see store::compress
    document INTEGER, -- in blobs: its text; NULL where that follows in item, which is a difference from raw then
    raw INTEGER NOT NULL, -- in blobs
    slug TEXT, -- the rest of it where it begins as raw_title, see store::pack
    says INTEGER NOT NULL, -- as before; 4: slug is a rest
    verdict INTEGER NOT NULL,
    frame INTEGER, -- in blobs
    UNIQUE (source, fingerprint)
);
INSERT INTO sightings SELECT id, article, source, substr(fingerprint, 1, 12), bin, seen, fetched, trusted, site, number, url, titled,
    text, short, own, same, raw_title, nullif(title, raw_title), title_removed, item_size, item, document, raw, slug,
    says, verdict, frame FROM old_sightings;
DROP TABLE old_sightings;
CREATE INDEX sightings_article ON sightings (article);
CREATE INDEX sightings_number ON sightings (number, site, trusted) WHERE bin IS NULL AND number IS NOT NULL;
CREATE INDEX sightings_url ON sightings (url, own) WHERE bin IS NULL AND url IS NOT NULL;
CREATE INDEX sightings_titled ON sightings (titled, own) WHERE bin IS NULL AND titled IS NOT NULL;
CREATE INDEX sightings_text ON sightings (text, own) WHERE bin IS NULL AND text IS NOT NULL;
CREATE INDEX sightings_same ON sightings (same) WHERE bin IS NULL;
CREATE INDEX sightings_source ON sightings (source, article) WHERE bin IS NULL;
CREATE INDEX sightings_document ON sightings (document) WHERE document IS NOT NULL;
CREATE INDEX sightings_raw ON sightings (raw);
CREATE INDEX sightings_bin ON sightings (bin) WHERE bin IS NOT NULL;

-- Derived: what lists show, and whose text is the current one.
ALTER TABLE articles RENAME TO old_articles;
DROP INDEX articles_words;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    sighting INTEGER NOT NULL,
    number INTEGER,
    published INTEGER,
    updated INTEGER,
    comments INTEGER,
    words INTEGER NOT NULL,
    sources TEXT NOT NULL, -- JSON of source numbers
    said_size INTEGER NOT NULL,
    said BLOB NOT NULL -- JSON of store::row::Said, stored as in blobs
);
-- JSON as it is: as long as its size.
INSERT INTO articles SELECT id,
    coalesce((SELECT min(s.id) FROM sightings AS s
              WHERE s.article = a.id AND s.document = a.document AND s.bin IS NULL),
        (SELECT min(s.id) FROM sightings AS s WHERE s.article = a.id), 0),
    number, published, updated, comments, words, sources, octet_length(said), CAST(said AS BLOB)
FROM (SELECT *, json_array(title, url, image, caption, excerpt, json(authors), json(tags)) AS said
      FROM old_articles) AS a;
DROP TABLE old_articles;
CREATE INDEX articles_words ON articles (words);

-- Derived: tags as articles' own sources have them; without a name where they know the slug alone.
CREATE TABLE said_tags (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (slug, name)
);
ALTER TABLE article_tags RENAME TO old_article_tags;
DROP INDEX article_tags_name;
INSERT INTO said_tags (slug, name) SELECT DISTINCT slug, coalesce(name, '') FROM old_article_tags;
CREATE TABLE article_tags (
    tag INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (tag, article)
) WITHOUT ROWID;
INSERT INTO article_tags SELECT t.id, o.article FROM old_article_tags AS o
    JOIN said_tags AS t ON t.slug = o.slug AND t.name = coalesce(o.name, '');
DROP TABLE old_article_tags;

-- Derived: the names of authors.
CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
ALTER TABLE article_authors RENAME TO old_article_authors;
INSERT INTO authors (name) SELECT DISTINCT name FROM old_article_authors;
CREATE TABLE article_authors (
    author INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (author, article)
) WITHOUT ROWID;
INSERT INTO article_authors SELECT a.id, o.article FROM old_article_authors AS o JOIN authors AS a ON a.name = o.name;
DROP TABLE old_article_authors;

-- Prints are shorter now (article::passage::Print), and seven bytes each with their signs.
DELETE FROM witnesses;
DELETE FROM passages;
DELETE FROM repeats;
DELETE FROM beside;
DELETE FROM twins;
INSERT OR REPLACE INTO uncompared SELECT id, NULL FROM articles;
