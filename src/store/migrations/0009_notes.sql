-- What the person wrote about an article; like marks it outlives forgetting and restoring.
CREATE TABLE notes (
    article INTEGER PRIMARY KEY,
    text TEXT NOT NULL
);

-- The person's own tags; an article has one of a slug at most.
CREATE TABLE own_tags (
    slug TEXT NOT NULL,
    article INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (slug, article)
) WITHOUT ROWID;
CREATE INDEX own_tags_article ON own_tags (article);
