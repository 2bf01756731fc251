//! What is junk, and what recurs, judged anew whenever what is known has changed.
//!
//! A verdict is a function of the evidence: what one source says, what others call the same
//! articles, what a person has decided. What is junk by one source's own evidence is known junk in
//! all. So a change to one source can change the titles of others, whichever came first, and
//! forgetting takes a verdict back. Judging is `clean`'s, the evidence the store's; this brings the
//! two together: once at the end of taking in, and else at the end of a transaction. What an
//! interrupted run has left is judged at the next start. Whoever changes what is in the archive
//! calls it. What recurs between articles is the store's to find, when all of this is done.

use crate::article::merge::bare_words;
use crate::article::{Channel, Decision, SourceId};
use crate::clean::channel;
use crate::clean::junk::{self, Exhibit, Known, Verdict};
use crate::store::{Evidence, Step, Store, StoreError, Watch, Writer};
use std::collections::{BTreeSet, HashMap};

/// Judges what earlier transactions have left to be judged, if anything. Whoever watches may end it: then
/// [`StoreError::Stopped`] comes, and it is left to the next start.
pub(super) fn catch_up(store: &mut Store, watch: Option<Watch>) -> Result<(), StoreError> {
    if !store.is_settled()? {
        let mut writer = store.write()?;
        if let Some(watch) = watch {
            writer.watched_by(watch);
        }
        renew(&mut writer)?;
        writer.commit()?;
    }
    Ok(())
}

/// Judges what the transaction has touched: first what is junk, then, of the texts as they are after
/// that, what recurs.
pub(super) fn renew(writer: &mut Writer) -> Result<(), StoreError> {
    renew_junk(writer)?;
    writer.compare()
}

/// Judges every source that the transaction has touched, and those that have in a title what is
/// known junk now and was not before, or the reverse.
fn renew_junk(writer: &mut Writer) -> Result<(), StoreError> {
    let touched = writer.to_judge()?;
    if touched.is_empty() {
        return Ok(());
    }
    let before = writer.learned()?;
    // What a source teaches follows from its own evidence alone, so that none waits for another.
    let mut own = HashMap::new();
    let all = touched.len();
    for (at, source) in touched.into_iter().enumerate() {
        writer.goes_on(Step::Judging, at, all)?;
        let evidence = writer.evidence(source)?;
        let verdict = judge(&evidence, BTreeSet::new());
        writer.set_learned(source, &taught(&evidence, &verdict))?;
        own.insert(source, verdict);
    }
    let known = writer.learned()?;
    let news = folded(known.symmetric_difference(&before));
    if !news.is_empty() {
        writer.review(&|title| says_any(title, &news))?;
    }
    let known: Vec<(String, String)> = known.into_iter().map(|text| (bare_words(&text), text)).collect();
    let to_judge = writer.to_judge()?;
    let all = to_judge.len();
    for (at, source) in to_judge.into_iter().enumerate() {
        writer.goes_on(Step::Judging, at, all)?;
        let evidence = writer.evidence(source)?;
        let learned = relevant(&known, &evidence);
        let verdict = match own.remove(&source) {
            Some(own) if learned.is_empty() => own,
            _ => judge(&evidence, learned),
        };
        writer.set_findings(source, verdict.findings())?;
        if let Some(name) = evidence.newest.as_ref().map(|(channel, name)| called(channel, name, &verdict)) {
            writer.set_name(source, &name)?;
        }
        // Items on which the last verdict was the same are left as they are.
        for titled in evidence.titles.iter().filter(|titled| titled.verdict != verdict.number()) {
            let item = writer.item(titled.id)?;
            writer.amend(titled.id, junk::amend(item, &verdict))?;
        }
    }
    Ok(())
}

/// The verdicts on a source as things stand.
pub(super) struct Standing {
    /// By what its titles and its channel say alone, as whoever reads one input judges.
    pub(super) own: Verdict,
    /// By all that is known.
    pub(super) known: Verdict,
}

/// What a source is called: by its channel's title, free of junk; else by the name it came with.
fn called(channel: &Channel, name: &str, verdict: &Verdict) -> String {
    let cleaned = channel.raw_title.as_deref().map(|title| verdict.clean(title).0);
    let described = cleaned.and_then(|title| channel::describe(Some(&title), None, None).title);
    described.unwrap_or_else(|| name.to_owned())
}

/// The verdicts on a source as things stand.
pub(super) fn standing(writer: &mut Writer, source: SourceId) -> Result<Standing, StoreError> {
    let learned: Vec<(String, String)> = writer.learned()?.into_iter().map(|text| (bare_words(&text), text)).collect();
    let mut evidence = writer.evidence(source)?;
    let known = judge(&evidence, relevant(&learned, &evidence));
    evidence.decided.clear();
    evidence.titles.iter_mut().for_each(|titled| titled.elsewhere.clear());
    Ok(Standing { own: judge(&evidence, BTreeSet::new()), known })
}

fn judge(evidence: &Evidence, learned: BTreeSet<String>) -> Verdict {
    let exhibits = evidence.titles.iter().map(|titled| Exhibit {
        title: &titled.raw,
        witness: &titled.witness,
        elsewhere: &titled.elsewhere,
    });
    let said = junk::Evidence { channels: evidence.channels.iter().collect(), exhibits: exhibits.collect() };
    let decided = |decision| {
        let texts = evidence.decided.iter().filter(move |(_, decided)| **decided == decision);
        texts.map(|(text, _)| text.clone()).collect()
    };
    let known = Known { learned, accepted: decided(Decision::Accepted), rejected: decided(Decision::Rejected) };
    junk::judge(&said, &known)
}

/// What a source teaches the others by a verdict on its own evidence.
fn taught(evidence: &Evidence, own: &Verdict) -> BTreeSet<String> {
    if own.is_empty() {
        return BTreeSet::new();
    }
    let removed = evidence.titles.iter().flat_map(|titled| own.clean(&titled.raw).1);
    junk::learned(&removed.map(|removal| (removal.rule, removal.text)).collect())
}

/// Of what is known junk, what a source's titles say. Judging looks at nothing else, so whoever says
/// none of what is new need not be judged.
fn relevant(known: &[(String, String)], evidence: &Evidence) -> BTreeSet<String> {
    if known.is_empty() {
        return BTreeSet::new();
    }
    let titles: Vec<String> = evidence.titles.iter().map(|titled| bare_words(&titled.raw)).collect();
    let said = known.iter().filter(|(bare, _)| titles.iter().any(|title| title.contains(bare)));
    said.map(|(_, text)| text.clone()).collect()
}

fn folded<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    texts.map(|text| bare_words(text)).collect()
}

fn says_any(title: &str, texts: &[String]) -> bool {
    let title = bare_words(title);
    texts.iter().any(|text| title.contains(text))
}
