//! What keeps honest text from being taken for junk. Each guard has a name, so that a test can
//! take one out and see what it kept.

/// One reason to keep a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// "Ofsted Archives": what the archive is an archive of is no junk.
    ArchiveOfIt,
    /// A channel's title must be whole without it ("… Archives - Site").
    WholeChannel,
    /// An honest word is parted from what follows as the sentence wants.
    PartedAlike,
    /// "video | …" under "video | Site": one plain word before a separator is a section.
    Section,
    /// "Book review: …": what a colon parts from every title is a series, though addresses lack it.
    Series,
    /// A few words of another script before all titles may be the name of a place or a column.
    ForeignName,
    /// "Lottery | 彩票 | Loteria": a headline that speaks of it in its own words too.
    Topic,
    /// One emoji before all titles is the site's mark; flags and stars speak.
    Mark,
    /// Latin words in titles of another script are names, unless they are odd or spam's.
    Brand,
    /// A script that other titles are written in is at home.
    ScriptAtHome,
    /// Three items of a foreign beginning are a series.
    FewItems,
    /// A site's own name stands at the ends of titles.
    SiteName,
    /// An address that knows it was made with it.
    Address,
    /// A channel's address that knows it was made with it.
    ChannelAddress,
    /// What the text of an article says belongs to it.
    Body,
    /// A headline about gambling has other words too.
    Coverage,
    /// "Casino bonus: …" begins with a capital, as headlines do.
    Capital,
    /// One other copy without it is an editor's doing.
    OneCopy,
    /// A word wholly in another script's letters is of that script.
    HonestWord,
    /// Greek letters beside capitals and digits.
    Science,
    /// In bodies, what stands in quotes is spoken of.
    Quoted,
    /// In bodies, a word that the titles lost may be an honest one in a sentence.
    Sentence,
}

impl Guard {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::ArchiveOfIt,
        Self::WholeChannel,
        Self::PartedAlike,
        Self::Section,
        Self::Series,
        Self::ForeignName,
        Self::Topic,
        Self::Mark,
        Self::Brand,
        Self::ScriptAtHome,
        Self::FewItems,
        Self::SiteName,
        Self::Address,
        Self::ChannelAddress,
        Self::Body,
        Self::Coverage,
        Self::Capital,
        Self::OneCopy,
        Self::HonestWord,
        Self::Science,
        Self::Quoted,
        Self::Sentence,
    ];
}

/// Which guards are on: all, or all but one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Guards {
    out: Option<Guard>,
}

impl Guards {
    /// All but this one.
    pub fn without(guard: Guard) -> Self {
        Self { out: Some(guard) }
    }

    /// Whether a guard is on.
    pub(super) fn hold(self, guard: Guard) -> bool {
        self.out != Some(guard)
    }
}
