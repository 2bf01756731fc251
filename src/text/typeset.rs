//! What printing leaves in a text taken out of a page: ligatures and soft hyphens.

/// Ligatures of Latin letters (Unicode block Alphabetic Presentation Forms) as letters, soft
/// hyphens away.
pub fn without_typesetting(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ad}' => {}
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            c => out.push(c),
        }
    }
    out
}
