//! The names that sites give to the parts of a page, read from `assets/rules/`.

use crate::text::html::Vocabulary;
use std::sync::LazyLock;

/// Boxes that are never the article; `clean` takes them out of texts too.
pub(super) static BOXES: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::read(pairs(include_str!("../../../assets/rules/boxes.txt"))));

const FILE: &str = include_str!("../../../assets/rules/pages.txt");

/// What stands in an article's element and is not its text.
pub(super) static FURNITURE: LazyLock<Vocabulary> =
    LazyLock::new(|| of(&["keep", "around", "comments", "furniture", "small"]));
/// Elements that are the text, the surest names first: the rules are `body-1`, `body-2`, ….
pub(super) static BODIES: LazyLock<Vocabulary> = LazyLock::new(|| of(&["body-1", "body-2", "body-3", "body-4"]));
/// What stands before a body and belongs to it.
pub(super) static LEADS: LazyLock<Vocabulary> = LazyLock::new(|| of(&["lead"]));
/// Elements that hold a title or a date,
pub(super) static FIELDS: LazyLock<Vocabulary> = LazyLock::new(|| of(&["title", "date", "updated"]));
/// and those that hold an author: `post-meta-author` is named after both.
pub(super) static PEOPLE: LazyLock<Vocabulary> = LazyLock::new(|| of(&["author", "byline"]));

fn of(rules: &'static [&'static str]) -> Vocabulary {
    Vocabulary::read(pairs(FILE).filter(|(rule, _)| rules.contains(rule)))
}

/// Lines of `rule = names`; `#` starts a comment line.
fn pairs(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = file.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('=')).map(|(rule, names)| (rule.trim(), names.trim()))
}
