//! What is asked of the index beside the query, and what it answers. Plain values, for `work` and those
//! above it.

use crate::article::ArticleId;

/// The order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// Best first; newest first where nothing is asked.
    #[default]
    Relevance,
    /// Newest first, undated last.
    Newest,
    /// Oldest first, undated last.
    Oldest,
}

/// Whose days, months and years `after:`, `before:`, `date:` and the year facets mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Zone {
    /// UTC: the command line.
    #[default]
    Utc,
    /// Europe/London: the reader.
    London,
}

impl Zone {
    /// The day that it is there.
    pub fn today(self) -> chrono::NaiveDate {
        let now = chrono::Utc::now();
        match self {
            Self::Utc => now.date_naive(),
            Self::London => now.with_timezone(&chrono_tz::Europe::London).date_naive(),
        }
    }
}

/// How far other spellings of a word are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Among the words that begin as it does, its first letters swapped or the first one too many:
    /// quick enough while rows are waited for.
    Nearest,
    /// Among all words.
    All,
}

/// Whether a row has all the words asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// All words.
    All,
    /// Some of them.
    Some,
}

/// One result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Which article.
    pub id: ArticleId,
    /// BM25 and its boosts; 0 where only filters are asked for.
    pub score: f32,
    /// All words or some.
    pub matched: Matched,
}

/// Exact counts for all full matches (for the partial ones if there is no full one).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// How many articles match.
    pub total: usize,
    /// By count, then name.
    pub tags: Vec<TagCount>,
    /// By count, then name.
    pub authors: Vec<Count>,
    /// By count, then year.
    pub years: Vec<YearCount>,
    /// By count, then name.
    pub sources: Vec<Count>,
}

/// A tag's count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// Name.
    pub name: String,
    /// Slug.
    pub slug: String,
    /// Articles.
    pub count: usize,
}

/// An author's or source's count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Name.
    pub name: String,
    /// Articles.
    pub count: usize,
}

/// A year's count and its months'.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearCount {
    /// Such as 2022.
    pub year: i32,
    /// Articles.
    pub count: usize,
    /// January to December.
    pub months: [usize; 12],
}
