//! EPUB 3 (W3C, *EPUB 3.3*): a zip file of XHTML, one chapter an article, with a table of contents and a
//! package document that names all of it. The file `mimetype` comes first and is not compressed.

use super::front::{Lead, body, date, front, standing_alone, title};
use super::{Book, Cover, Picture, Pictures};
use crate::article::html::escape;
use crate::article::{Article, DateForm, Summary};
use std::collections::BTreeMap;
use std::io::{self, Seek, Write};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

const STYLE: &str = include_str!("../../assets/export/book.css");

const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"#;

/// The book. Of each chapter only its line in the contents is held.
pub struct Epub<'a, W: Write + Seek> {
    zip: ZipWriter<&'a mut W>,
    cover: Cover,
    contents: String,
    chapters: usize,
    /// The media types of the pictures that are in it, by file.
    pictures: BTreeMap<String, &'static str>,
    numbers: blake3::Hasher,
}

impl<'a, W: Write + Seek> Epub<'a, W> {
    /// Writes what comes first.
    pub fn new(cover: &Cover, out: &'a mut W) -> io::Result<Self> {
        let mut zip = ZipWriter::new(out);
        zip.start_file("mimetype", stored())?;
        zip.write_all(b"application/epub+zip")?;
        let (contents, numbers) = (String::new(), blake3::Hasher::new());
        let pictures = BTreeMap::new();
        let mut book = Self { zip, cover: cover.clone(), contents, chapters: 0, pictures, numbers };
        book.file("META-INF/container.xml", CONTAINER)?;
        book.file("EPUB/book.css", STYLE)?;
        Ok(book)
    }

    fn file(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.zip.start_file(name, packed())?;
        self.zip.write_all(text.as_bytes())
    }

    /// Puts a picture into the book, once; the name of its file.
    fn picture(&mut self, picture: &Picture) -> io::Result<String> {
        let hash = blake3::hash(&picture.bytes).to_hex();
        let ending = if picture.media_type == "image/png" { "png" } else { "jpg" };
        let name = format!("images/{}.{ending}", hash.get(..32).unwrap_or_default());
        if self.pictures.insert(name.clone(), picture.media_type).is_none() {
            self.zip.start_file(format!("EPUB/{name}"), stored())?;
            self.zip.write_all(&picture.bytes)?;
        }
        Ok(name)
    }

    /// The document that lists all files and their order. The book's name is made of what is in it: the same
    /// articles at the same time are the same book.
    fn package(&self) -> String {
        let made = self.cover.made.format(DateForm::Rfc3339);
        let mut hasher = self.numbers.clone();
        hasher.update(self.cover.title.as_bytes()).update(made.as_bytes());
        let mut manifest = String::new();
        let mut spine = String::new();
        for number in 1..=self.chapters {
            let (id, file) = (format!("c{number}"), chapter_name(number));
            manifest
                .push_str(&format!("    <item id=\"{id}\" href=\"{file}\" media-type=\"application/xhtml+xml\"/>\n"));
            spine.push_str(&format!("    <itemref idref=\"{id}\"/>\n"));
        }
        for (number, (file, kind)) in self.pictures.iter().enumerate() {
            manifest.push_str(&format!("    <item id=\"p{number}\" href=\"{file}\" media-type=\"{kind}\"/>\n"));
        }
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:uuid:{}</dc:identifier>
    <dc:title>{}</dc:title>
    <dc:language>und</dc:language>
    <meta property="dcterms:modified">{made}</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="style" href="book.css" media-type="text/css"/>
{manifest}  </manifest>
  <spine>
    <itemref idref="nav"/>
{spine}  </spine>
</package>
"#,
            uuid(hasher.finalize().as_bytes()),
            xml(&self.cover.title),
        )
    }
}

impl<W: Write + Seek> Book for Epub<'_, W> {
    fn name(&mut self, _: &Summary) -> io::Result<()> {
        Ok(())
    }

    fn add(&mut self, article: &Article, site: Option<&str>, pictures: Pictures) -> io::Result<()> {
        self.chapters += 1;
        let (name, summary) = (chapter_name(self.chapters), &article.summary);
        let (title, date) = (xml(title(summary)), date(summary));
        self.numbers.update(format!("{:?} ", summary.id.map(|id| id.0)).as_bytes());
        let date = if date.is_empty() { date } else { format!(" ({date})") };
        self.contents.push_str(&format!("<li><a href=\"{name}\">{title}{date}</a></li>\n"));
        let mut failed = None;
        let mut held = |address: &str| {
            let put = self.picture(&pictures(address)?);
            put.map_err(|error| failed = Some(error)).ok()
        };
        let front = standing_alone(front(article, site, Lead::of(article, pictures)), &mut held).to_html();
        let text = standing_alone(body(article), &mut held).to_html();
        if let Some(error) = failed {
            return Err(error);
        }
        let inside = format!("<article>\n<header>\n{front}</header>\n{text}</article>");
        self.file(&format!("EPUB/{name}"), &chapter(&title, &inside))
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        let title = xml(&self.cover.title);
        let contents = std::mem::take(&mut self.contents);
        let nav = format!("<nav epub:type=\"toc\">\n<h1>{title}</h1>\n<ol>\n{contents}</ol>\n</nav>");
        self.file("EPUB/nav.xhtml", &chapter(&title, &nav))?;
        let package = self.package();
        self.file("EPUB/package.opf", &package)?;
        self.zip.finish()?;
        Ok(())
    }
}

fn stored() -> SimpleFileOptions {
    // Without a time, so that the same book is the same file.
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored).last_modified_time(DateTime::default())
}

fn packed() -> SimpleFileOptions {
    stored().compression_method(CompressionMethod::Deflated)
}

fn chapter_name(number: usize) -> String {
    format!("c{number}.xhtml")
}

/// A file of the book. What `to_html` writes is XML but for elements without an end; no text can be taken
/// for one, since every `<` of a text is escaped, and so is every `>` of an attribute.
fn chapter(title: &str, inside: &str) -> String {
    let inside = inside.replace("<br>", "<br/>").replace("<hr>", "<hr/>");
    let mut pieces = inside.split("<img ");
    let mut inside = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        inside.push_str("<img ");
        inside.push_str(&piece.replacen('>', "/>", 1));
    }
    let text = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="book.css"/>
</head>
<body>
{inside}
</body>
</html>
"#
    );
    if text.chars().all(is_xml) { text } else { text.chars().filter(|c| is_xml(*c)).collect() }
}

fn xml(text: &str) -> String {
    escape(text).chars().filter(|c| is_xml(*c)).collect()
}

/// What XML 1.0 lets stand in a document.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The form of RFC 9562, version 8: made of a hash.
fn uuid(hash: &[u8]) -> String {
    let mut out = String::with_capacity(36);
    for (at, byte) in hash.iter().take(16).enumerate() {
        let byte = match at {
            6 => byte & 0x0f | 0x80,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.push_str(&format!("{byte:02x}"));
    }
    out
}
