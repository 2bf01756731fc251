//! What names say of files, in folders and in bundles alike: which are plainly no news, which are
//! hidden, which belong to a page that was saved with all it needs, and which no bundle should have.

/// Endings of files that are no news. By ending, since a style sheet or a program is readable text
/// too.
const NO_NEWS: &[&str] = &[
    // code and its like
    "bat c cc cfg conf cpp cs css go h hpp ini java js jsx kt less lock lua map mjs php pl properties ps1 py r rb rs",
    "sass scala scss sh sql svelte swift toml ts tsx vue wasm yaml yml",
    // pictures, sound, film, fonts
    "avif bmp eot gif heic ico jpeg jpg mp3 mp4 ogg otf png svg tif tiff ttf wav webm webp woff woff2",
    // other binaries
    "bin db dll doc docx exe o odt pdf ppt pptx so sqlite xls xlsx",
];

/// Whether a file of this name is code, a picture or the like.
pub fn is_plainly_no_news(name: &str) -> bool {
    let ending = last(name).rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
    let ending = ending.map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| NO_NEWS.iter().any(|list| list.split(' ').any(|known| known == ending)))
}

/// Whether a file or a folder is kept out of sight, here or by macOS in its zip files.
pub fn is_hidden(name: &str) -> bool {
    let name = last(name);
    name.starts_with('.') && name != "." || name == "__MACOSX"
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What browsers, each in its user's language, add to a page's name for the folder of its pictures,
/// frames and scripts.
const BESIDE_A_PAGE: &[&str] = &[
    "_files",
    ".files",
    "-Dateien",
    "_fichiers",
    "_archivos",
    "_bestanden",
    "_file",
    "-filer",
    "_filer",
    "_ficheiros",
    "_arquivos",
    "_pliki",
    "_soubory",
    "_elemei",
    "_tiedostot",
    "_data",
];

/// The pages that this folder may be saved beside, by name: the one that is there owns it.
pub fn pages_of(folder: &str) -> impl Iterator<Item = String> {
    let stem = BESIDE_A_PAGE.iter().find_map(|ending| folder.strip_suffix(ending)).filter(|stem| !stem.is_empty());
    stem.into_iter().flat_map(|stem| ["html", "htm", "xhtml", "HTML", "HTM"].map(|ending| format!("{stem}.{ending}")))
}

/// The pages, by path, that a member may belong to as a part of what they were saved with.
pub fn owners(path: &str) -> Vec<String> {
    let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    folders
        .flat_map(|folder| {
            let within = folder.len() - last(folder).len();
            pages_of(last(folder)).map(move |page| format!("{}{page}", &folder[..within]))
        })
        .collect()
}

/// Longest name of a member, in bytes: `PATH_MAX` of Linux.
const LONGEST: usize = 4096;

/// What is wrong with a member's name, to be read on after it; nothing with most.
pub fn wrong(name: &str) -> Option<&'static str> {
    let is_drive = name.as_bytes().get(1) == Some(&b':') && name.starts_with(|c: char| c.is_ascii_alphabetic());
    if name.trim().is_empty() || name.contains('\0') {
        Some("has no name that a file can have; left out")
    } else if name.len() > LONGEST {
        Some("has a name that is too long; left out")
    } else if name.starts_with(['/', '\\']) || is_drive {
        Some("has the path of a place outside the bundle; left out")
    } else if name.split(['/', '\\']).any(|part| part == "..") {
        Some("leads out of the bundle; left out")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_beside_a_page_is_found_by_its_name() {
        assert!(owners("saved/A story_files/frames/ad.html").contains(&"saved/A story.html".to_owned()));
        assert!(owners("Ein Bericht-Dateien/x.htm").contains(&"Ein Bericht.htm".to_owned()));
        assert!(owners("stories/a.html").is_empty());
        assert!(owners("_files/a.html").is_empty());
    }

    #[test]
    fn names_that_lead_elsewhere_are_wrong() {
        for name in ["../a.html", "a/../../b", "/etc/passwd", "\\\\host\\x", "C:\\x", "a\\..\\b", "", " ", "a\0b"] {
            assert!(wrong(name).is_some(), "{name:?}");
        }
        for name in ["a.html", "a/b..c/d.html", "ä/ö.xml", "..a", "aa:b"] {
            assert_eq!(wrong(name), None, "{name:?}");
        }
    }

    #[test]
    fn what_is_no_news_is_told_by_its_ending() {
        assert!(is_plainly_no_news("a/b.CSS") && is_plainly_no_news("x.jpeg") && is_hidden("a/.DS_Store"));
        assert!(!is_plainly_no_news("a.c/feed") && !is_plainly_no_news("page.html") && !is_plainly_no_news(".c"));
    }
}
