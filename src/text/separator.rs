//! What stands between the parts of a title or a line: the lists, each for what it is asked for.

/// What stands between a title and the site's name, spaces around it included.
pub const SPACED: [&str; 8] = [" | ", " - ", " – ", " — ", " » ", " « ", " :: ", " · "];

/// Parts a headline from what is set before or after it.
const PARTS: [char; 9] = ['|', '-', '–', '—', ':', '»', '·', '：', '｜'];
/// Signs that titles made by machines are parted by, too.
const MADE: [char; 2] = ['~', '_'];
/// Between words these part less than the others: "and/or", "one, two".
const LOOSE: [char; 4] = ['«', '/', '>', ','];
/// In lists of words.
const LISTED: [char; 2] = ['•', '、'];

/// Whether it stands between the parts of a title as authors write them.
pub fn parts_title(c: char) -> bool {
    PARTS.contains(&c)
}

/// Whether it stands between the parts of any line.
pub fn parts_line(c: char) -> bool {
    parts_title(c) || MADE.contains(&c)
}

/// Whether it may stand between a title and what all titles of a source share.
pub fn parts_shared(c: char) -> bool {
    parts_line(c) || LOOSE.contains(&c)
}

/// Whether a word ends at it, whatever stands around it: a hyphen, a comma and a closing quote may
/// stand within one.
pub fn ends_word(c: char) -> bool {
    parts_shared(c) && !matches!(c, '-' | '«' | ',') || LISTED.contains(&c)
}
