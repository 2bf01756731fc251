-- Derived: the passages of each article's current text (article::passage), as `passages` has them, and
-- what else makes it a witness (article::repeats::Witness).
CREATE TABLE witnesses (
    article INTEGER PRIMARY KEY,
    site INTEGER NOT NULL,
    published INTEGER,
    standing INTEGER NOT NULL DEFAULT 0, -- whether some of them are standing text
    passages BLOB NOT NULL -- nine bytes each: its print, its signs
);

-- Derived: which articles have a passage. Reworded ones stand side by side.
CREATE TABLE passages (
    print INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (print, article)
) WITHOUT ROWID;

-- Derived: passages that are standing text, in so many articles; with NULL, under a bare near print, those
-- that are a part of the standing text beside them.
CREATE TABLE repeats (
    print INTEGER PRIMARY KEY,
    articles INTEGER
);

-- Derived: which articles have a passage of a near print beside standing text.
CREATE TABLE beside (
    near INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (near, article)
) WITHOUT ROWID;
CREATE INDEX beside_article ON beside (article);

-- Derived: near duplicates, each pair both ways; share in percent of the shorter text.
CREATE TABLE twins (
    article INTEGER NOT NULL,
    other INTEGER NOT NULL,
    share INTEGER NOT NULL,
    PRIMARY KEY (article, other)
) WITHOUT ROWID;

-- Articles that are new or other than they were when last compared with the others, or gone: a large
-- input is stored in several transactions, and compared in the last. Their passages as in witnesses;
-- NULL where they are to be worked out from the text.
CREATE TABLE uncompared (
    article INTEGER PRIMARY KEY,
    passages BLOB
);
INSERT INTO uncompared SELECT id, NULL FROM articles;
