-- Searches that the person keeps by name.
CREATE TABLE searches (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE, -- the name as names are compared
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    sort TEXT NOT NULL,
    seen BLOB NOT NULL -- the articles that it has shown, as in store::numbers
);

-- Searches that the person made, the newest with the greatest number.
CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    query TEXT NOT NULL UNIQUE
);
