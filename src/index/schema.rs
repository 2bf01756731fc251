//! What the index knows of an article. Texts are not stored: the store has them.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};

/// Goes up when terms change their form although the fields are the same (words, stems, weights).
pub(super) const VERSION: u32 = 3;

/// Divides the parts of a packed value; cleaned text has no control characters.
pub(super) const UNIT: char = '\u{1f}';

/// Names of the tokenizers in `tokens`.
pub(super) const PACKED: &str = "cuttings-packed";
pub(super) const PLAIN: &str = "cuttings-plain";

#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub id: Field,
    /// Words of title, body and note as they are written, the title's more than once: one list per word
    /// is what makes searching fast, and what counts in a title counts more.
    pub text: Field,
    /// Words of the title alone, for `title:`.
    pub title: Field,
    /// What stands in many articles, packed as in `text`, without title. It weighs next to nothing.
    pub recurring: Field,
    /// What it is about, see `signature`.
    pub signature: Field,
    /// Slug and name, of the site's tags and the person's own.
    pub tag: Field,
    pub author: Field,
    pub source: Field,
    pub address: Field,
    /// What `has:` asks for.
    pub has: Field,
    /// Seconds since 1970; none where it is not known.
    pub published: Field,
    /// Year times twelve plus month from 0.
    pub month_utc: Field,
    pub month_london: Field,
}

pub(super) const ID: &str = "id";
pub(super) const SIGNATURE: &str = "signature";
pub(super) const TAG: &str = "tag";
pub(super) const AUTHOR: &str = "author";
pub(super) const SOURCE: &str = "source";
pub(super) const PUBLISHED: &str = "published";
pub(super) const MONTH_UTC: &str = "month_utc";
pub(super) const MONTH_LONDON: &str = "month_london";

pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer);
        TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
    };
    let name = || {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fast = || NumericOptions::from(FAST);
    let fields = Fields {
        id: schema.add_u64_field(ID, INDEXED | FAST),
        text: schema.add_text_field("text", words(PACKED)),
        title: schema.add_text_field("title", words(PLAIN)),
        recurring: schema.add_text_field("recurring", words(PACKED)),
        signature: schema.add_u64_field(SIGNATURE, fast()),
        tag: schema.add_text_field(TAG, name().set_fast("raw")),
        author: schema.add_text_field(AUTHOR, name().set_fast("raw")),
        source: schema.add_text_field(SOURCE, name().set_fast("raw")),
        address: schema.add_text_field("address", name()),
        has: schema.add_text_field("has", name()),
        published: schema.add_i64_field(PUBLISHED, fast()),
        month_utc: schema.add_u64_field(MONTH_UTC, fast()),
        month_london: schema.add_u64_field(MONTH_LONDON, fast()),
    };
    (schema.build(), fields)
}
