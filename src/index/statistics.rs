//! What BM25 needs to know of a field: how many articles there are and how long their texts.

use std::sync::Arc;
use tantivy::Searcher;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25Weight;
use tantivy::schema::Field;

/// For every frequency and length these score a little less than tantivy's own 1.2 and 0.75, so
/// the bounds that it has written for those hold for these too.
const K1: f32 = 1.3;
const B: f32 = 0.7;
/// How much more a rare word counts than a common one: a power of its rarity.
const RARE: f32 = 1.2;

/// The statistics of a field.
#[derive(Clone)]
pub(super) struct Statistics {
    pub field: Field,
    pub average: f32,
    articles: u64,
    /// By the number that stands for a field's length: k1 (1 - b + b length / average).
    norms: Arc<[f32; 256]>,
    /// tantivy's own BM25 of weight 1, to read the bounds that its skip lists hold.
    pub unit: Arc<Bm25Weight>,
}

impl std::fmt::Debug for Statistics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Statistics")
            .field("field", &self.field)
            .field("articles", &self.articles)
            .finish_non_exhaustive()
    }
}

impl Statistics {
    pub(super) fn of(searcher: &Searcher, field: Field) -> tantivy::Result<Self> {
        let (mut words, mut articles) = (0, 0);
        for segment in searcher.segment_readers() {
            words += segment.inverted_index(field)?.total_num_tokens();
            articles += u64::from(segment.max_doc());
        }
        let average = (words as f32 / articles.max(1) as f32).max(1.0);
        let norm = |id: usize| {
            let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
            K1 * (1.0 - B + B * length / average)
        };
        let some = Bm25Weight::for_one_term_without_explain(0, articles, average);
        let unit = Arc::new(some.boost_by(1.0 / (some.max_score() * 1.000_1)));
        Ok(Self { field, average, articles, norms: Arc::new(std::array::from_fn(norm)), unit })
    }

    /// What a word counts where there is enough of it, if so many articles have it.
    pub(super) fn rarity(&self, with: f32) -> f32 {
        let all = self.articles as f32;
        let with = with.min(all);
        ((all - with + 0.5) / (with + 0.5)).ln_1p().powf(RARE) * (K1 + 1.0)
    }

    /// In how many articles any of a word's forms stands, if each stands in so many, whether the others
    /// do or not.
    pub(super) fn with_any(&self, forms: impl Iterator<Item = u64>) -> f32 {
        let all = self.articles.max(1) as f32;
        all * (1.0 - forms.map(|with| 1.0 - (with as f32 / all).min(1.0)).product::<f32>())
    }

    /// How near a word of this frequency comes to its full weight in a field of this length.
    #[inline]
    pub(super) fn saturation(&self, frequency: f32, length_id: u8) -> f32 {
        frequency / (frequency + self.norms[usize::from(length_id)])
    }
}
