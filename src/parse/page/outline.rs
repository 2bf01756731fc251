//! What each element of a page weighs: how much text it holds, how much of that is links, how much
//! reads like running text.
//!
//! Read in passes over the flat tree, each linear in its nodes; for `content`, which chooses by it.
//! What is certainly not the article (scripts, menus, share boxes, hidden text) weighs nothing.

use super::words::{BOXES, FURNITURE};
use crate::text::html::{Element, Node, Tree, is_block};
use std::ops::Range;

/// Text that reads like a paragraph weighs as much at least,
const PARAGRAPH: u32 = 60;
/// or as much and ends like a sentence.
const SENTENCE: u32 = 20;

/// Running text of that weight may be a short article,
const A_TEXT: u32 = 400;
/// and of that one, where readers' comments follow it.
const A_SHORT_TEXT: u32 = 180;
/// Running text of that weight is more than a label.
const A_PARAGRAPH: u32 = 150;

/// Weights of all nodes below one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    /// Letters and digits; an ideograph counts for three.
    pub text: u32,
    /// Of these, in links.
    pub linked: u32,
    /// Of these, in blocks that read like running text.
    pub prose: u32,
    /// How many first headings are in it.
    pub titles: u32,
}

/// A page's tree with its weights.
pub(super) struct Outline<'t> {
    pub tree: &'t Tree<'t>,
    /// The node that holds each; its own number at the root.
    parent: Vec<usize>,
    left_out: Vec<bool>,
    /// What each text weighs, and whether it ends like a sentence.
    texts: Vec<(u32, bool)>,
    /// How much text stands before each node, and in all: for elements in a line, whose text weighs
    /// for their block.
    before: Vec<u32>,
    weight: Vec<Weight>,
    /// Of the text that stands in a block itself, not in blocks within: is it running text?
    own: Vec<Weight>,
}

impl<'t> Outline<'t> {
    /// `strict` leaves out what has the name of furniture, too.
    pub fn new(tree: &'t Tree<'t>, strict: bool) -> Self {
        let count = tree.nodes.len();
        let mut outline = Self {
            tree,
            parent: (0..count).collect(),
            left_out: vec![false; count],
            texts: tree.nodes.iter().map(weight_of_node).collect(),
            before: Vec::new(),
            weight: Vec::new(),
            own: Vec::new(),
        };
        outline.find_parents();
        outline.leave_out(|_, element| is_no_text(element));
        outline.weigh();
        outline.sum();
        if !strict {
            return outline;
        }
        let all = outline.all();
        let weights = std::mem::take(&mut outline.weight);
        outline.own = Vec::new();
        let before = std::mem::take(&mut outline.before);
        let text_before = |at: usize| before.get(at).copied().unwrap_or_default();
        outline.leave_out(|at, element| {
            let mut weight = weights.get(at).copied().unwrap_or_default();
            if weight.text == 0 {
                weight.text = text_before(element.end).saturating_sub(text_before(at));
                weight.prose = if weight.text >= PARAGRAPH { weight.text } else { 0 };
            }
            is_furniture(element, weight, all)
        });
        // A page of eight megabytes has many nodes.
        drop((weights, before));
        outline.weigh();
        outline
    }

    pub fn element(&self, at: usize) -> Option<&'t Element<'t>> {
        match self.tree.nodes.get(at) {
            Some(Node::Element(element)) => Some(element),
            _ => None,
        }
    }

    /// All elements that are not left out, with their numbers.
    pub fn elements(&self) -> impl Iterator<Item = (usize, &'t Element<'t>)> {
        let nodes = self.tree.nodes.iter().enumerate();
        nodes.filter(|(at, _)| !self.is_left_out(*at)).filter_map(|(at, node)| match node {
            Node::Element(element) => Some((at, element)),
            _ => None,
        })
    }

    pub fn is_left_out(&self, at: usize) -> bool {
        self.left_out.get(at).copied().unwrap_or(true)
    }

    pub fn weight(&self, at: usize) -> Weight {
        self.weight.get(at).copied().unwrap_or_default()
    }

    /// Of what stands in it, not in blocks within it.
    pub fn own(&self, at: usize) -> Weight {
        self.own.get(at).copied().unwrap_or_default()
    }

    /// The weight of the whole page.
    pub fn all(&self) -> Weight {
        let mut sum = Weight::default();
        for (at, weight) in self.weight.iter().enumerate() {
            if self.parent.get(at) == Some(&at) {
                sum.text += weight.text;
                sum.linked += weight.linked;
                sum.prose += weight.prose;
                sum.titles += weight.titles;
            }
        }
        sum
    }

    /// The element that holds a node.
    pub fn parent(&self, at: usize) -> Option<usize> {
        self.parent.get(at).copied().filter(|parent| *parent != at)
    }

    /// An element's content.
    pub fn inside(&self, at: usize) -> Range<usize> {
        at + 1..self.element(at).map_or(at + 1, |element| element.end)
    }

    pub fn holds(&self, outer: usize, inner: usize) -> bool {
        self.inside(outer).contains(&inner)
    }

    fn find_parents(&mut self) {
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (at, node) in self.tree.nodes.iter().enumerate() {
            while open.pop_if(|(end, _)| *end <= at).is_some() {}
            if let (Some((_, parent)), Some(place)) = (open.last(), self.parent.get_mut(at)) {
                *place = *parent;
            }
            if let Node::Element(element) = node {
                open.push((element.end, at));
            }
        }
    }

    fn sum(&mut self) {
        let mut sum = 0_u32;
        let weight = |((weight, _), left_out): (&(u32, bool), &bool)| if *left_out { 0 } else { *weight };
        let sums = self.texts.iter().zip(&self.left_out).map(weight).map(|weight| {
            let before = sum;
            sum = sum.saturating_add(weight);
            before
        });
        self.before = sums.collect();
        self.before.push(sum);
    }

    fn leave_out(&mut self, goes: impl Fn(usize, &Element) -> bool) {
        let mut at = 0;
        while let Some(node) = self.tree.nodes.get(at) {
            let mut next = at + 1;
            if let Node::Element(element) = node
                && (self.is_left_out(at) || goes(at, element))
            {
                next = element.end.max(next);
                if let Some(range) = self.left_out.get_mut(at..next) {
                    range.fill(true);
                }
            }
            at = next;
        }
    }

    fn weigh(&mut self) {
        let count = self.tree.nodes.len();
        self.own = vec![Weight::default(); count];
        self.weight = vec![Weight::default(); count];
        self.weigh_blocks();
        for at in (0..count).rev() {
            let own = self.own(at);
            if let Some(weight) = self.weight.get_mut(at) {
                weight.text += own.text;
                weight.linked += own.linked;
                weight.prose += own.prose;
                weight.titles += own.titles;
                let sum = *weight;
                if let Some(parent) = self.parent(at).and_then(|parent| self.weight.get_mut(parent)) {
                    parent.text += sum.text;
                    parent.linked += sum.linked;
                    parent.prose += sum.prose;
                    parent.titles += sum.titles;
                }
            }
        }
    }

    /// Each text goes to the block that it stands in.
    fn weigh_blocks(&mut self) {
        struct Open {
            end: usize,
            block: usize,
            linked: bool,
        }
        let mut open: Vec<Open> = Vec::new();
        let mut sentences = vec![false; self.tree.nodes.len()];
        for (at, node) in self.tree.nodes.iter().enumerate() {
            while open.pop_if(|open| open.end <= at).is_some() {}
            if self.left_out.get(at) == Some(&true) {
                continue;
            }
            let (block, linked) = open.last().map_or((at, false), |open| (open.block, open.linked));
            match node {
                Node::Element(element) => {
                    let block = if is_block(&element.name) || open.is_empty() { at } else { block };
                    if element.name == "h1"
                        && let Some(own) = self.own.get_mut(at)
                    {
                        own.titles = 1;
                    }
                    open.push(Open {
                        end: element.end,
                        block,
                        linked: linked || element.name == "a" && element.attribute("href").is_some(),
                    });
                }
                Node::Text(_) => {
                    let (weight, ends) = self.texts.get(at).copied().unwrap_or_default();
                    if let Some(own) = self.own.get_mut(block).filter(|_| weight > 0) {
                        own.text = own.text.saturating_add(weight);
                        own.linked = own.linked.saturating_add(if linked { weight } else { 0 });
                        if let Some(sentence) = sentences.get_mut(block) {
                            *sentence = ends && !linked;
                        }
                    }
                }
                Node::Comment(_) => {}
            }
        }
        for (own, ends) in self.own.iter_mut().zip(sentences) {
            let is_long = own.text >= PARAGRAPH || ends && own.text >= SENTENCE;
            own.prose = if is_long && own.linked * 2 < own.text { own.text } else { 0 };
        }
    }
}

fn weight_of_node(node: &Node) -> (u32, bool) {
    if let Node::Text(text) = node { weight_of(text) } else { (0, false) }
}

/// How much a text weighs, and whether it ends like a sentence.
pub(super) fn weight_of(text: &str) -> (u32, bool) {
    let mut weight: u32 = 0;
    for c in text.chars() {
        weight = weight.saturating_add(match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => 1,
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' => 1,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' => 3,
            c if c.is_alphanumeric() => 1,
            _ => 0,
        });
    }
    let last = text.trim_end().trim_end_matches(['”', '"', '’', '\'', ')', '»', '“', ']']);
    (weight, last.ends_with(['.', '!', '?', ':', '…', '。', '！', '？', '।', '؟', '။']))
}

/// Elements that hold no text for readers, whatever they say.
pub(super) fn is_no_text(element: &Element) -> bool {
    matches!(
        element.name.as_ref(),
        "head"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "title"
            | "iframe"
            | "frame"
            | "frameset"
            | "noframes"
            | "embed"
            | "noembed"
            | "object"
            | "applet"
            | "audio"
            | "video"
            | "canvas"
            | "svg"
            | "math"
            | "map"
            | "button"
            | "input"
            | "select"
            | "textarea"
            | "datalist"
            | "option"
            | "dialog"
            | "progress"
            | "meter"
    )
}

/// What stands around an article on a page, or in its element without being of it. A box that
/// holds most of the page's running text is none, whatever its name.
fn is_furniture(element: &Element, weight: Weight, all: Weight) -> bool {
    let name = element.name.as_ref();
    if matches!(name, "html" | "body" | "main" | "article") {
        return false;
    }
    let is_small_part = |parts: u32| u64::from(weight.prose) * u64::from(parts) <= u64::from(all.prose);
    let leaves_a_text = all.prose.saturating_sub(weight.prose) >= A_TEXT;
    let by_element = match name {
        "nav" | "menu" | "aside" | "footer" => true,
        "form" => weight.prose < A_TEXT * 2,
        _ => matches!(
            element.attribute("role"),
            Some("navigation" | "complementary" | "contentinfo" | "banner" | "search" | "dialog" | "alertdialog")
        ),
    };
    if by_element {
        return is_small_part(3) || leaves_a_text;
    }
    if is_hidden(element) {
        return is_small_part(3);
    }
    // A post's own classes name its tags and categories.
    if element.classes().any(|class| matches!(class, "post" | "hentry" | "type-post" | "type-page")) {
        return false;
    }
    let may_hold_all = weight.titles > 0 && !is_small_part(2);
    let is_no_large_part = is_small_part(3) || leaves_a_text && weight.prose / 3 * 5 <= all.prose;
    // Readers may write more than the article says.
    let may_be_long = all.prose.saturating_sub(weight.prose) >= A_SHORT_TEXT && !may_hold_all;
    if let Some(named) = BOXES.of(element).filter(|named| named.whole) {
        return is_no_large_part || named.rule == "comments" && may_be_long;
    }
    // An id on a heading is where a link leads to: `nav-prices`.
    let is_heading = matches!(name, "h2" | "h3" | "h4" | "h5" | "h6");
    let named =
        if is_heading { element.classes().find_map(|class| FURNITURE.of_name(class)) } else { FURNITURE.of(element) };
    match named.map(|named| named.rule) {
        Some("around" | "comments" | "furniture") if may_hold_all => is_small_part(6),
        Some("around") => is_no_large_part,
        Some("comments") => is_no_large_part || may_be_long,
        Some("small") => weight.text < if is_block(name) { A_PARAGRAPH } else { PARAGRAPH },
        Some("furniture") => is_small_part(3),
        _ => false,
    }
}

fn is_hidden(element: &Element) -> bool {
    if element.attribute("hidden").is_some() || element.attribute("aria-hidden") == Some("true") {
        return true;
    }
    element.attribute("style").is_some_and(|style| {
        let style: String =
            style.chars().take(400).filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}
