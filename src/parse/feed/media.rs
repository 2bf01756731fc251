//! The lead picture of an item with its caption and credit: Media RSS, enclosures, podcast images.

use super::field::Field;
use super::namespace::Ns;
use crate::article::Image;

/// A picture that an item offers.
struct Candidate {
    url: String,
    caption: Option<String>,
}

/// The first picture that is the article's own: of Media RSS before enclosures before thumbnails;
/// not an author's portrait, not a tracking pixel. What only repeats one of `known` (the item's
/// title, the channel's) is no caption.
pub fn lead_image(fields: &[Field], known: &[&str]) -> Option<Image> {
    let groups: Vec<Vec<Field>> = fields.iter().filter(|f| f.is(Ns::Media, "group")).map(Field::children).collect();
    let media: Vec<&Field> = fields.iter().chain(groups.iter().flatten()).filter(|f| f.ns == Ns::Media).collect();
    let outer = caption(&media, known);
    let mut found: Vec<Candidate> = Vec::new();
    let mut thumbnails: Vec<Candidate> = Vec::new();
    for field in &media {
        let inner = if field.name == "content" { field.children() } else { Vec::new() };
        let own = caption(&inner.iter().collect::<Vec<_>>(), known);
        for thumbnail in inner.iter().chain([*field]).filter(|f| f.is(Ns::Media, "thumbnail")) {
            thumbnails.extend(candidate(thumbnail, "url", own.clone().or_else(|| outer.clone())));
        }
        if field.name == "content" && is_picture(field) {
            found.extend(candidate(field, "url", own.or_else(|| outer.clone())));
        }
    }
    for field in fields {
        if field.is_feed("enclosure") && is_picture(field) {
            found.extend(candidate(field, "url", outer.clone()));
        } else if field.is_feed("link") && field.attribute("rel") == Some("enclosure") && is_picture(field) {
            found.extend(candidate(field, "href", outer.clone()));
        } else if field.is(Ns::Itunes, "image") {
            thumbnails.extend(candidate(field, "href", outer.clone()));
        } else if field.is_feed("image") {
            let url = field.children().iter().find(|f| f.name == "url").map_or_else(|| field.value(), Field::value);
            thumbnails.push(Candidate { url: field.scope.absolute(&url), caption: outer.clone() });
        }
    }
    let image = found.into_iter().chain(thumbnails).find(|image| is_own(&image.url))?;
    Some(Image { url: image.url, caption: image.caption })
}

fn candidate(field: &Field, attribute: &str, caption: Option<String>) -> Option<Candidate> {
    let tiny = |name| field.attribute(name).and_then(|size| size.parse::<u32>().ok()).is_some_and(|size| size < 3);
    let url = field.scope.absolute(field.attribute(attribute)?);
    (!tiny("width") && !tiny("height")).then_some(Candidate { url, caption })
}

/// Whether an element with a type, a medium or an address is about a picture.
fn is_picture(field: &Field) -> bool {
    if let Some(kind) = field.attribute("type").or(field.attribute("medium")).filter(|kind| !kind.is_empty()) {
        return kind.to_ascii_lowercase().starts_with("image");
    }
    let url = field.attribute("url").or(field.attribute("href")).unwrap_or("").to_ascii_lowercase();
    let path = url.split(['?', '#']).next().unwrap_or("");
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"].iter().any(|ending| path.ends_with(ending))
}

fn is_own(url: &str) -> bool {
    !url.is_empty() && !url.contains("gravatar.com/avatar") && !url.contains("//s.w.org/") && !url.starts_with("data:")
}

/// Description, else title, with the credit after it.
fn caption(fields: &[&Field], known: &[&str]) -> Option<String> {
    let text = |name: &str| {
        let of_media = fields.iter().filter(|f| f.is(Ns::Media, name));
        of_media.map(|f| f.line()).find(|text| !text.is_empty() && !is_known(text, known))
    };
    let about = text("description").or_else(|| text("title").filter(|title| !is_file_name(title)));
    match (about, text("credit")) {
        (Some(about), Some(credit)) if !about.contains(&credit) => Some(format!("{about} ({credit})")),
        (None, Some(credit)) => Some(format!("Credit: {credit}")),
        (about, _) => about,
    }
}

fn is_known(text: &str, known: &[&str]) -> bool {
    let text = text.to_lowercase();
    known.iter().any(|title| title.to_lowercase().ends_with(&text))
}

/// WordPress names a picture after its file unless somebody thought of a title.
fn is_file_name(text: &str) -> bool {
    !text.contains(' ') && text.contains(['_', '-', '.'])
}
