//! `cuttings junk`: what was taken out as junk and what is only suspected, and a person's word on it.

use super::add::count;
use super::args::JunkArgs;
use super::json::JunkJson;
use super::out::Out;
use super::{Failure, Outcome, Place, named_sources};
use crate::article::{Decision, SourceId};
use crate::text::safe_line;
use crate::work::{Archive, DECIDED, Judged};
use std::collections::{BTreeMap, BTreeSet};

pub fn run(args: &JunkArgs, place: &Place, out: &mut Out) -> Outcome {
    let wanted = wanted(args)?;
    let mut archive = place.look()?;
    let (sources, mut missing) = named_sources(&archive, &args.sources, out)?;
    // A name that is not there must not make a wish for one source one for all.
    if sources.is_empty() && missing {
        return Err(Failure::Told);
    }
    if wanted.is_empty() {
        list(args, &archive.judged(&sources)?, out)?;
    } else {
        missing |= !decide(args, &mut archive, &wanted, &sources, out)?;
    }
    if missing { Err(Failure::Told) } else { Ok(()) }
}

/// What is to be decided; each text once.
fn wanted(args: &JunkArgs) -> Result<BTreeMap<&str, Option<Decision>>, Failure> {
    let mut wanted = BTreeMap::new();
    let told =
        [(&args.accept, Some(Decision::Accepted)), (&args.reject, Some(Decision::Rejected)), (&args.undecided, None)];
    for (texts, decision) in told {
        for text in texts {
            if text.trim().is_empty() {
                return Err(Failure::Usage("a text to decide on is empty; cuttings junk lists the texts".to_owned()));
            }
            if wanted.insert(text.trim(), decision).is_some_and(|before| before != decision) {
                let text = safe_line(text);
                return Err(Failure::Usage(format!("“{text}” is given two decisions at once; give it one")));
            }
        }
    }
    Ok(wanted)
}

/// Decides what can be decided; whether all could.
fn decide(
    args: &JunkArgs,
    archive: &mut Archive,
    wanted: &BTreeMap<&str, Option<Decision>>,
    sources: &BTreeSet<SourceId>,
    out: &mut Out,
) -> Result<bool, Failure> {
    let mut all = true;
    let mut decisions = BTreeMap::new();
    for (text, decision) in wanted {
        match archive.text_named(text, sources)? {
            Ok(known) => {
                decisions.insert(known, *decision);
            }
            Err(unknown) => {
                all = false;
                let nearest = unknown.nearest.map(|text| format!(" did you mean “{}”?", safe_line(&text)));
                let next = nearest.unwrap_or_else(|| " cuttings junk lists what was found".to_owned());
                let text = safe_line(&unknown.text);
                out.complain(&format!("no title has “{text}”, and nothing was found that says so;{next}"));
            }
        }
    }
    if decisions.is_empty() {
        return Ok(false);
    }
    let moved = archive.decide(&decisions, sources)?;
    let judged = archive.judged(sources)?;
    for (text, _) in decisions.iter().filter(|(_, decision)| decision.is_none()) {
        if judged.iter().any(|judged| judged.finding.text == *text && judged.decision.is_some()) {
            all = false;
            let text = safe_line(text);
            out.complain(&format!(
                "“{text}” is decided for all sources; cuttings junk --undecided without a source takes that back"
            ));
        }
    }
    if args.json {
        let concerned: Vec<Judged> =
            judged.into_iter().filter(|judged| decisions.contains_key(&judged.finding.text)).collect();
        list(args, &concerned, out)?;
    } else {
        out.line(&format!("{} changed", count(moved.len(), "article")))?;
    }
    Ok(all)
}

fn list(args: &JunkArgs, judged: &[Judged], out: &mut Out) -> Outcome {
    if args.json {
        return judged.iter().try_for_each(|judged| out.json(&JunkJson::new(judged)));
    }
    if judged.is_empty() {
        return out.line("nothing was found to be junk or suspected of it");
    }
    let mut source = None;
    for Judged { source: from, finding, decision } in judged {
        if source.replace(from) != Some(from) {
            out.line(&out.bold(&format!("{}  {}", safe_line(&from.name), safe_line(&from.address))))?;
        }
        let standing = match decision {
            Some(Decision::Rejected) => "kept",
            _ => finding.standing.name(),
        };
        // What is listed only because it was decided on has no other rule.
        let reasons = [
            Some(finding.rule.as_str()).filter(|rule| *rule != DECIDED && Some(*rule) != decision.map(Decision::name)),
            decision.map(Decision::name),
        ];
        let reasons: Vec<&str> = reasons.into_iter().flatten().collect();
        let share = format!("{} of {}", finding.count, finding.of);
        out.line(&format!(
            "  {standing:<9}  {:<7}  {share:>9}  “{}”  {}",
            finding.place.name(),
            safe_line(&finding.text),
            reasons.join(" · ")
        ))?;
    }
    Ok(())
}
