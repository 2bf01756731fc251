-- Pictures fetched for reading offline. What is kept of one is a file in the folder images/, named by its
-- content: two addresses with the same picture are one file.
CREATE TABLE pictures (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE, -- as articles have it
    file TEXT,                    -- NULL: there is none
    bytes INTEGER NOT NULL,       -- of the file
    failed INTEGER NOT NULL       -- how often it was asked for in vain
);
CREATE INDEX pictures_file ON pictures (file) WHERE file IS NOT NULL;

-- Which articles show which.
CREATE TABLE article_pictures (
    article INTEGER NOT NULL,
    picture INTEGER NOT NULL,
    PRIMARY KEY (article, picture)
) WITHOUT ROWID;

-- Articles of which every picture is there or given up, as they were at this revision.
CREATE TABLE pictured (
    article INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL
);
