//! The bundled sample archive: a made-up news site, in the shapes that real archives come in.
//!
//! It goes through the same pipeline as anything else; nothing here knows what is in it.

use super::Input;

macro_rules! bundled {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../assets/sample/", $name)))),*]
    };
}

/// Names and contents, in the order they are taken in.
const FILES: &[(&str, &[u8])] = bundled![
    "tag-workforce.xml",
    "tag-leadership.txt",
    "author-nadia-okafor.txt",
    "tag-childrens-services.html",
    "practice.atom",
    "podcast-and-comment.json",
    "pages/council-apologises-to-whistleblowers.html",
    "pages/disabled-adults-transport.html",
    "pages/foster-carers-spare-bed.html",
    "pages/i-was-the-locum.html",
    "pages/newly-qualified-27-cases.html",
    "pages/reader-panel-worst-and-best.html",
    "pages/the-longest-weekend.html",
    "pages/visiting-coercive-control.html",
    "reader-panel-blog.txt",
    "conference-notes.txt",
];

/// The sample's files as inputs.
pub fn inputs() -> Vec<Input> {
    FILES.iter().map(|(name, bytes)| Input::Bundled(name, bytes)).collect()
}
