//! Which elements go, content and all, and by which rule.

use crate::article::count_words;
use crate::clean::rules;
use crate::text::html::{Element, Node, Tree};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Class or id to rule: share, related, newsletter and comment boxes and the like.
static BOXES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let file = include_str!("../../../assets/rules/boxes.txt");
    rules::pairs(file).flat_map(|(rule, names)| names.split_whitespace().map(move |name| (name, rule))).collect()
});

/// The rule that takes the element at `at` out, if one does.
pub(super) fn rule(tree: &Tree, at: usize, element: &Element) -> Option<&'static str> {
    let by_name = match element.name.as_ref() {
        "script" => Some("script"),
        "style" => Some("style"),
        "noscript" => Some("noscript"),
        "template" => Some("template"),
        "title" => Some("page-title"),
        "iframe" | "frame" | "frameset" | "noframes" => Some("iframe"),
        "embed" | "noembed" | "object" | "applet" | "audio" | "video" | "canvas" | "svg" | "math" | "map" => {
            Some("embed")
        }
        "button" | "input" | "select" | "textarea" | "datalist" => Some("form"),
        // Some systems wrap a whole page in one form.
        "form" if count_words(&tree.text(at + 1..element.end)) < 150 => Some("form"),
        "nav" => Some("navigation"),
        _ => None,
    };
    by_name.or_else(|| by_box(element)).or_else(|| is_hidden(tree, at, element).then_some("hidden"))
}

fn by_box(element: &Element) -> Option<&'static str> {
    if matches!(element.name.as_ref(), "html" | "body" | "article" | "main") {
        return None;
    }
    element
        .classes()
        .chain(element.attribute("id"))
        .find_map(|name| BOXES.get(name.to_ascii_lowercase().as_str()).copied())
}

fn is_hidden(tree: &Tree, at: usize, element: &Element) -> bool {
    if element.attribute("hidden").is_some() {
        return true;
    }
    if element.attribute("aria-hidden").is_some_and(|value| value.trim().eq_ignore_ascii_case("true")) {
        // A decoration for the eye; a picture is still a picture.
        return element.name != "img" && !holds(tree, at, element, "img");
    }
    element.attribute("style").is_some_and(|style| {
        let style = declarations(style);
        hides(&style) || hides_by_colour(&style) && holds_link(tree, at, element)
    })
}

fn holds(tree: &Tree, at: usize, element: &Element, name: &str) -> bool {
    let inside = tree.nodes.get(at + 1..element.end).unwrap_or_default();
    inside.iter().any(|node| matches!(node, Node::Element(element) if element.name == name))
}

/// A link that can't be seen is spam; a text that can't be seen may only be faded in later.
fn holds_link(tree: &Tree, at: usize, element: &Element) -> bool {
    const LONGEST: usize = 60;
    (element.name == "a" || holds(tree, at, element, "a"))
        && !holds(tree, at, element, "img")
        && count_words(&tree.text(at + 1..element.end)) < LONGEST
}

/// Properties and values in lower case.
fn declarations(style: &str) -> Vec<(String, String)> {
    let pairs = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    pairs
        .map(|(property, value)| {
            let value = value.trim().to_ascii_lowercase();
            let value = value.trim_end_matches("important").trim_end_matches(['!', ' ']).to_owned();
            (property.trim().to_ascii_lowercase(), value)
        })
        .collect()
}

/// Not shown at all, of no size, or pushed off the page, as spam in hijacked sites is.
fn hides(style: &[(String, String)]) -> bool {
    let is_cut = style.iter().any(|(property, value)| property.starts_with("overflow") && value == "hidden");
    style.iter().any(|(property, value)| match property.as_str() {
        "display" => value == "none",
        "visibility" => matches!(value.as_str(), "hidden" | "collapse"),
        "left" | "top" | "right" | "bottom" | "text-indent" | "margin-left" | "margin-top" => is_far_off(value),
        "font-size" => is_tiny(value),
        "width" | "height" | "max-width" | "max-height" => is_cut && is_tiny(value),
        "clip" => {
            matches!(value.replace([' ', ','], "").as_str(), "rect(0000)" | "rect(0px0px0px0px)" | "rect(1px1px1px1px)")
        }
        "clip-path" => matches!(value.as_str(), "inset(50%)" | "inset(100%)"),
        "transform" => value == "scale(0)",
        _ => false,
    })
}

/// Beyond the edge of any screen.
fn is_far_off(value: &str) -> bool {
    let Some(value) = value.strip_prefix('-') else { return false };
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = value.split_at(digits);
    let farthest = if unit.contains("em") { 50 } else { 500 };
    digits > 6 || number.parse::<u32>().is_ok_and(|number| number >= farthest)
}

/// Nothing, or a pixel.
fn is_tiny(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let is_pixels = matches!(&value[number.len()..], "px" | "pt");
    number.trim().parse::<f32>().is_ok_and(|size| size <= 0.05 || is_pixels && size <= 1.0)
}

/// Seen through, or of the colour that it stands on.
fn hides_by_colour(style: &[(String, String)]) -> bool {
    let value = |names: &[&str]| {
        style.iter().rev().find(|(property, _)| names.contains(&property.as_str())).map(|(_, value)| colour(value))
    };
    let (front, back) = (value(&["color"]), value(&["background-color", "background"]));
    let is_clear = value(&["opacity"]).is_some_and(|opacity| matches!(opacity.as_str(), "0" | "0.0" | "0%"));
    is_clear || front.as_deref() == Some("transparent") || front.is_some() && front == back
}

/// One way to write the two colours that pages are made of.
fn colour(value: &str) -> String {
    match value {
        "white" | "#ffffff" | "rgb(255,255,255)" | "rgb(255, 255, 255)" => "#fff".to_owned(),
        "black" | "#000000" | "rgb(0,0,0)" | "rgb(0, 0, 0)" => "#000".to_owned(),
        other => other.to_owned(),
    }
}

/// A picture of a pixel or two counts readers and shows nothing.
pub(super) fn is_pixel(element: &Element) -> bool {
    let tiny = |value: &str| value.trim().trim_end_matches("px").parse::<u32>().is_ok_and(|size| size <= 2);
    let side = |name: &str| {
        element.attribute(name).or_else(|| {
            let declarations = element.attribute("style")?.split(';');
            declarations
                .filter_map(|d| d.split_once(':'))
                .find(|(property, _)| property.trim() == name)
                .map(|(_, value)| value)
        })
    };
    side("width").is_some_and(tiny) && side("height").is_some_and(tiny)
}
