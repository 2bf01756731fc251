//! Pages of printed text: what stands at the edge of every page is no text of the article.
//!
//! Pages are told by form feeds, as PDF tools write them. Running headers and footers are lines
//! that most pages begin or end with, page numbers apart; what goes is recorded.

use super::list::{self, Rare};
use crate::article::{Place, Removal};
use std::collections::HashMap;

/// So many lines at the top and at the foot of a page may belong to every page.
const EDGE: usize = 3;

/// The lines of a text without page furniture; between pages an empty line.
pub fn lines<'a>(text: &'a str, removed: &mut Vec<Removal>) -> Vec<&'a str> {
    let pages: Vec<Vec<&str>> = text.split('\u{c}').map(|page| page.lines().collect()).collect();
    let pages: Vec<Vec<&str>> =
        pages.into_iter().filter(|page| page.iter().any(|line| !line.trim().is_empty())).collect();
    let shapes = shared_shapes(&pages);
    let mut out = Vec::new();
    for page in &pages {
        let runs_along = |line: &&&str| line.trim().is_empty() || shapes.contains_key(&shape(line));
        let filled = |lines: usize| page[..lines].iter().filter(|line| !line.trim().is_empty()).count();
        let top = page.iter().take_while(runs_along).count();
        let foot = page.iter().rev().take_while(runs_along).count();
        // a page that holds nothing else holds a text that is always the same
        let (top, foot) = if filled(top) > EDGE || top == page.len() { (0, 0) } else { (top, foot) };
        let (head, rest) = page.split_at(top);
        let (body, tail) = rest.split_at(rest.len().saturating_sub(foot));
        if !out.is_empty() {
            out.push("");
        }
        for line in head.iter().chain(tail).filter(|line| !line.trim().is_empty()) {
            let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
            removed.push(Removal::new(Place::Body, line, "running-line"));
        }
        out.extend(body);
    }
    out
}

/// Half the page at most.
fn edge_lines(page: &[&str]) -> usize {
    EDGE.min(page.iter().filter(|line| !line.trim().is_empty()).count() / 2)
}

/// Lines that stand at the same edge of most pages, and how often.
fn shared_shapes(pages: &[Vec<&str>]) -> HashMap<String, usize> {
    let mut shapes: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let filled: Vec<&str> = page.iter().copied().filter(|line| !line.trim().is_empty()).collect();
        let edge = edge_lines(page);
        let mut own: Vec<String> =
            filled.iter().take(edge).chain(filled.iter().rev().take(edge)).map(|line| shape(line)).collect();
        own.sort_unstable();
        own.dedup();
        for shape in own {
            *shapes.entry(shape).or_default() += 1;
        }
    }
    shapes.retain(|shape, count| {
        let enough = if shape.chars().all(|c| !c.is_alphabetic()) { 2 } else { 3 };
        !shape.is_empty() && *count >= enough && *count * 5 >= pages.len() * 3
    });
    shapes
}

/// A line with every number alike; empty for one that can't run along: an item of a list, or too
/// long.
fn shape(line: &str) -> String {
    const LONGEST: usize = 120;
    let mut shape = String::new();
    if line.trim().len() > LONGEST || list::mark(line.trim(), Rare::default()).is_some() {
        return shape;
    }
    for word in line.split_whitespace() {
        let mut last_digit = false;
        for c in word.chars() {
            if !c.is_ascii_digit() {
                shape.extend(c.to_lowercase());
            } else if !last_digit {
                shape.push('#');
            }
            last_digit = c.is_ascii_digit();
        }
        shape.push(' ');
    }
    shape
}
