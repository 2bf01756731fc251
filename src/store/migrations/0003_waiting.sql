-- Articles that many sightings are of, and of which some came in a transaction that left judging to a
-- later one: they are derived and looked at once, with `unjudged`.
CREATE TABLE waiting (
    article INTEGER PRIMARY KEY
);
