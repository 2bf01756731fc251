//! Names of files for articles, fit for any file system.
//!
//! `2022-06-06-trust-acts-on-culture-of-bullying-12.md`: the date (in London) or "undated" first, so that
//! no name begins with a point or a dash or is one that Windows reserves; of the title letters and digits
//! of any script; the article's number last, which makes it unique also where case does not count.

use crate::article::Summary;
use crate::cite::day;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Bytes of the title's part; file systems take 255 for the whole.
const LONGEST: usize = 100;

/// The file's name; `ending` with its point.
pub fn file_name(summary: &Summary, ending: &str) -> String {
    let date = summary.published.map_or_else(|| "undated".to_owned(), |moment| day(moment).to_string());
    let number = summary.id.map(|id| id.to_string());
    let parts = [Some(date), Some(words_of(&summary.title)).filter(|words| !words.is_empty()), number];
    format!("{}{ending}", parts.into_iter().flatten().collect::<Vec<_>>().join("-"))
}

fn words_of(title: &str) -> String {
    let title: String = title.nfc().flat_map(char::to_lowercase).nfc().collect();
    let bare = title.replace(['’', '\'', '‘'], "");
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let words = bare.split(|c: char| !is_part(c)).map(|word| word.trim_start_matches(is_combining_mark));
    let mut out = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        let dash = usize::from(!out.is_empty());
        if out.len() + dash + word.len() > LONGEST {
            // A script without spaces has one word, of which the beginning is kept.
            if out.is_empty() {
                out.extend(word.graphemes(true).scan(0, |length, part| {
                    *length += part.len();
                    (*length <= LONGEST).then_some(part)
                }));
            }
            break;
        }
        out.push_str(if dash == 1 { "-" } else { "" });
        out.push_str(word);
    }
    out
}
