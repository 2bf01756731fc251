//! A set of articles of one segment, a bit each: what matches is put together and taken apart with
//! whole machine words, and counted without looking at articles one by one.

use super::word::STRETCH;
use tantivy::DocId;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// None of a segment's articles, of which there are so many.
    pub(super) fn none(articles: DocId) -> Self {
        // whole stretches, so that any of them can be read as one
        Self(vec![0; articles.div_ceil(STRETCH) as usize * (STRETCH / 64) as usize])
    }

    /// All of them.
    pub(super) fn all(articles: DocId) -> Self {
        let mut all = Self::none(articles);
        let (whole, rest) = (articles as usize / 64, articles % 64);
        all.0[..whole].fill(u64::MAX);
        if rest > 0 {
            all.0[whole] = (1 << rest) - 1;
        }
        all
    }

    pub(super) fn insert(&mut self, article: DocId) {
        if let Some(bits) = self.0.get_mut(article as usize / 64) {
            *bits |= 1 << (article % 64);
        }
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// Keeps what is in both.
    pub(super) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits &= other);
    }

    /// Takes out what is in the other.
    pub(super) fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits &= !other);
    }

    /// Keeps the articles of which it holds; asked in their order.
    pub(super) fn retain(&mut self, mut holds: impl FnMut(DocId) -> bool) {
        for (at, bits) in self.0.iter_mut().enumerate() {
            let mut left = *bits;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                if !holds(at as DocId * 64 + bit) {
                    *bits &= !(1 << bit);
                }
            }
        }
    }

    /// The articles, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = DocId> {
        self.0.iter().enumerate().flat_map(|(at, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(at as DocId * 64 + bit)
            })
        })
    }

    /// Those of one stretch, the first being the lowest bit.
    pub(super) fn stretch(&self, number: usize) -> u128 {
        let half = |at: usize| u128::from(self.0.get(at).copied().unwrap_or(0));
        half(number * 2) | half(number * 2 + 1) << 64
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    fn of(articles: &[u32]) -> Bits {
        let mut bits = Bits::none(300);
        for article in articles {
            bits.insert(*article);
        }
        bits
    }

    #[test]
    fn sets_are_cut_and_counted() {
        let (mut one, other) = (of(&[0, 63, 64, 200, 299]), of(&[63, 200, 201]));
        assert_eq!((one.count(), one.iter().collect::<Vec<_>>()), (5, vec![0, 63, 64, 200, 299]));
        assert_eq!(one.stretch(1), 1 << (200 - 128));
        let mut without = one.clone();
        without.remove(&other);
        assert_eq!(without, of(&[0, 64, 299]));
        without.retain(|article| article > 0);
        assert_eq!(without, of(&[64, 299]));
        one.keep(&other);
        assert_eq!(one, of(&[63, 200]));
        assert_eq!(Bits::all(300).count(), 300);
        assert_eq!(Bits::all(128).iter().last(), Some(127));
    }
}
