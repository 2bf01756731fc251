-- Where the person left articles, see article::Bookmark.
CREATE TABLE bookmarks (
    article INTEGER PRIMARY KEY,
    block INTEGER NOT NULL,
    byte INTEGER NOT NULL
);
