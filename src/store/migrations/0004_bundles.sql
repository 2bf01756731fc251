-- The bundle that a source is a member of, or the list that names a feed.
ALTER TABLE sources ADD COLUMN bundle INTEGER;
CREATE INDEX sources_bundle ON sources (bundle) WHERE bundle IS NOT NULL;

-- Whether it is kept for its own sake, before it has told of any article: a feed that a list names,
-- and the list.
ALTER TABLE sources ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;

-- A list or a feed of one that was forgotten, until the bin is emptied.
ALTER TABLE sources ADD COLUMN bin INTEGER;
