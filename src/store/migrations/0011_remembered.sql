-- Addresses and folders that are looked at again when the archive is brought up to date.
CREATE TABLE remembered (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE, -- as in sources, which may know nothing of it yet
    address TEXT NOT NULL, -- where it is now; of a folder its path as given
    own_name TEXT, -- the person's own name for it
    walk TEXT, -- JSON of how far it was read; work's to read
    way TEXT, -- the way in, for people
    last_ok INTEGER,
    last_error INTEGER,
    error TEXT, -- what was wrong the last time; NULL where nothing was
    next_due INTEGER,
    paused INTEGER NOT NULL DEFAULT 0,
    pictures INTEGER NOT NULL DEFAULT 0,
    flagged TEXT, -- why nothing of it is taken in before a person has looked
    bin INTEGER
);
INSERT INTO remembered (key, address, bin) SELECT key, address, bin FROM sources
    WHERE bundle IS NULL AND kind NOT IN ('page', 'text') AND (key LIKE 'http://%' OR key LIKE 'https://%')
    ORDER BY id;

-- What hosts said in their robots.txt; fetch's to read.
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    said TEXT NOT NULL
) WITHOUT ROWID;

-- Articles that their site has no more, and when that was first seen.
CREATE TABLE gone (
    article INTEGER PRIMARY KEY,
    since INTEGER NOT NULL
);
