-- What an item's address and text say of its title (article::Witness), and which verdict made it
-- what it is (article::Item::verdict).
ALTER TABLE sightings ADD COLUMN slug TEXT;
ALTER TABLE sightings ADD COLUMN says INTEGER NOT NULL DEFAULT 0; -- 1: its head, 2: its tail
ALTER TABLE sightings ADD COLUMN verdict INTEGER NOT NULL DEFAULT 0;

-- What stood around it in the input that said it first (JSON of article::Frame), for cleaning anew;
-- NULL where the input is the item.
ALTER TABLE sightings ADD COLUMN frame INTEGER REFERENCES blobs (id);
CREATE INDEX sightings_frame ON sightings (frame) WHERE frame IS NOT NULL;

-- Derived: what the evidence of a source speaks against (article::Finding).
CREATE TABLE findings (
    source INTEGER NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    rule TEXT NOT NULL,
    standing TEXT NOT NULL,
    count INTEGER NOT NULL,
    of INTEGER NOT NULL,
    PRIMARY KEY (source, place, text, rule)
) WITHOUT ROWID;

-- Derived: what is junk in a source's titles by its own evidence, and so known junk in all others.
-- It always is what the sources were last judged with.
CREATE TABLE learned (
    source INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (source, text)
) WITHOUT ROWID;
DROP INDEX sightings_title_removed;

-- What a person has decided of a text; source 0 for everywhere.
CREATE TABLE decisions (
    source INTEGER NOT NULL,
    text TEXT NOT NULL,
    decision TEXT NOT NULL,
    PRIMARY KEY (source, text)
) WITHOUT ROWID;

-- Sources that are still to be judged: a large input is stored in several transactions, and judged
-- in the last; the next one makes up for it where that never came.
CREATE TABLE unjudged (
    source INTEGER PRIMARY KEY
);
INSERT INTO unjudged SELECT id FROM sources;
