-- Which lists name a feed: it is kept for as long as one of them is.
CREATE TABLE listings (
    list INTEGER NOT NULL,
    feed INTEGER NOT NULL,
    PRIMARY KEY (list, feed)
) WITHOUT ROWID;
CREATE INDEX listings_feed ON listings (feed);
INSERT INTO listings SELECT l.id, f.id FROM sources AS f JOIN sources AS l ON l.id = f.bundle
    WHERE f.listed = 1 AND l.kind = 'opml';
UPDATE sources SET bundle = NULL WHERE id IN (SELECT feed FROM listings);

-- What could not be read of an input (JSON of lines; NULL for nothing): said again whenever it comes again
-- and need not be read.
ALTER TABLE deliveries ADD COLUMN warnings TEXT;
