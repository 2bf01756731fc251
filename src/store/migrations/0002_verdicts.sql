-- What an item's address and text say of its title (article::Witness), and which verdict made it
-- what it is (article::Item::verdict).
ALTER TABLE sightings ADD COLUMN slug TEXT;
ALTER TABLE sightings ADD COLUMN says INTEGER NOT NULL DEFAULT 0; -- 1: its head, 2: its tail
ALTER TABLE sightings ADD COLUMN verdict INTEGER NOT NULL DEFAULT 0;

-- The delivery that said it first, and what stood around the items in that (JSON of parse::Frame,
-- in blobs), for cleaning anew.
ALTER TABLE sightings ADD COLUMN delivery BLOB;
ALTER TABLE deliveries ADD COLUMN frame INTEGER REFERENCES blobs (id);

-- Derived: what the evidence of a source speaks against (article::Finding).
CREATE TABLE findings (
    source INTEGER NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    rule TEXT NOT NULL,
    standing TEXT NOT NULL,
    count INTEGER NOT NULL,
    of INTEGER NOT NULL,
    PRIMARY KEY (source, place, text)
) WITHOUT ROWID;

-- What a person has decided of a text; source 0 for everywhere.
CREATE TABLE decisions (
    source INTEGER NOT NULL,
    text TEXT NOT NULL,
    decision TEXT NOT NULL,
    PRIMARY KEY (source, text)
) WITHOUT ROWID;

-- Sources whose titles are still to be judged: a large input is stored in several transactions.
CREATE TABLE unjudged (
    source INTEGER PRIMARY KEY
);
