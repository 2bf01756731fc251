//! English words that say nothing of what a text is about: articles, pronouns, prepositions,
//! auxiliary verbs. They are found like all others but count little, tell no article from others and
//! make no two alike.

use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_ascii_whitespace().collect());

/// Bytes of the longest of them.
const LONGEST: usize = 10;

/// Folded as [`crate::text::words`] folds.
const WORDS: &str = "a an the this that these those some any each every all both such same other own no nor not only \
    i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers herself \
    it its itself they them their theirs themselves who whom whose which what one ones \
    am is are was were be been being do does did doing have has had having get got getting \
    can could may might must shall should will would ought let cannot dont doesnt didnt isnt arent wasnt wont \
    and or but if because as until while than though although so yet then too very just also even still \
    of at by for with about against between into through during before after above below to from up down in out \
    on off over under again further upon within without per via re there here when where why how whether \
    few more most much many now ever never once s t d ll m ve";

/// Whether a folded word says nothing of what a text is about.
pub(super) fn is_common(word: &str) -> bool {
    word.len() <= LONGEST && COMMON.contains(word)
}
