//! Bylines, update notes and captions that become fields, and sentences that look like them.

use cuttings::article::{Block, Document, Image, Removal, Timestamp, person_key};
use cuttings::clean::fields::{self, Fields};
use cuttings::clean::update_note::Dates;
use cuttings::clean::{byline, markup, plain};
use cuttings::ingest::{Origin, ingest};
use cuttings::parse::date::date;
use proptest::prelude::*;

const LONG: &str = "The council said that it had begun to look at every case again, and that families would hear from it before the summer.";

fn picture(caption: Option<&str>) -> Image {
    Image { url: "https://a.example/i.jpg".to_owned(), caption: caption.map(str::to_owned) }
}

struct Taken {
    fields: Fields,
    caption: Option<String>,
    text: String,
    removed: Vec<Removal>,
}

fn take(mut document: Document, image: Option<Image>) -> Taken {
    let mut image = image;
    let mut removed = Vec::new();
    let dates = Dates { read: &date, published: date("16 May 2022 14:20"), copied: date("1 June 2022") };
    let fields = fields::take(&mut document, image.as_mut(), &dates, &mut removed);
    let once = document.clone();
    let mut again = Vec::new();
    let same = fields::take(&mut document, image.as_mut(), &dates, &mut again);
    assert!(again.is_empty() && document == once, "twice: {again:?}\n{}", once.to_html());
    assert!(same.authors.iter().all(|name| fields.authors.contains(name)), "twice");
    Taken { fields, caption: image.and_then(|image| image.caption), text: once.to_text(), removed }
}

/// A line within a text, after an introduction or at its start.
fn in_text(line: &str, start: bool) -> Document {
    let mut blocks = vec![Block::paragraph(line), Block::paragraph(LONG), Block::paragraph(LONG)];
    if !start {
        blocks.insert(0, Block::paragraph("Intro that says what it is about."));
    }
    Document::new(blocks)
}

#[test]
fn bylines_name_authors() {
    let cases: &[(&str, &[&str])] = &[
        ("By Mary Oduya", &["Mary Oduya"]),
        ("‘…………..By Mary Oduya", &["Mary Oduya"]),
        ("By Ray Hill, professor of social work at Northtown University and St Anne’s", &["Ray Hill"]),
        ("BY ANN LEE", &["ANN LEE"]),
        ("By: Ann Lee", &["Ann Lee"]),
        ("by Ann Lee", &["Ann Lee"]),
        ("by Anonymous", &["Anonymous"]),
        ("By Anonymous", &["Anonymous"]),
        ("By Ann Lee and Bo O’Hara", &["Ann Lee", "Bo O’Hara"]),
        ("By Ann Lee, Bo Ray and Cy Day", &["Ann Lee", "Bo Ray", "Cy Day"]),
        ("By Ann Lee & Bo Ray", &["Ann Lee", "Bo Ray"]),
        ("By Ann Lee, Social Worker", &["Ann Lee"]),
        ("By Ann Lee, Northtown Council", &["Ann Lee"]),
        ("By Ann Lee (a carer from Northtown)", &["Ann Lee"]),
        ("By Ann Lee | Northtown", &["Ann Lee"]),
        ("Words by Ann Lee", &["Ann Lee"]),
        ("By Theresa March", &["Theresa March"]),
        ("Interview by Ann Lee", &["Ann Lee"]),
        ("Written by J. K. Lee", &["J. K. Lee"]),
        ("Author: Ann Lee", &["Ann Lee"]),
        ("A guest post by Ann Lee", &["Ann Lee"]),
        ("By Dr Ann Lee", &["Dr Ann Lee"]),
        ("By Professor Ann Lee", &["Professor Ann Lee"]),
        ("By Baroness Hill", &["Baroness Hill"]),
        ("By Sir Bo Ray OBE", &["Sir Bo Ray OBE"]),
        ("By Ludwig van der Berg", &["Ludwig van der Berg"]),
        ("By Mary-Ann D’Arcy", &["Mary-Ann D’Arcy"]),
        ("Von Eva Roth", &["Eva Roth"]),
        ("Von Eva Roth und Jan Weiß", &["Eva Roth", "Jan Weiß"]),
        ("Ein Gastbeitrag von Eva Roth", &["Eva Roth"]),
        ("Par Anne de La Tour", &["Anne de La Tour"]),
        ("Propos recueillis par Anne Roux", &["Anne Roux"]),
        ("Por José García", &["José García"]),
        ("Di Maria Rossi e Luca Bianchi", &["Maria Rossi", "Luca Bianchi"]),
        ("A cura di Maria Rossi", &["Maria Rossi"]),
        ("Door Jan de Vries en Els Bakker", &["Jan de Vries", "Els Bakker"]),
        ("Gan Siân Rees a Rhys ap Huw", &["Siân Rees", "Rhys ap Huw"]),
    ];
    for (line, names) in cases {
        let taken = take(in_text(line, false), None);
        assert_eq!(taken.fields.authors, *names, "{line}");
        let kept = taken.text.contains(line);
        assert_ne!(
            kept,
            taken.removed.iter().any(|removal| removal.text == *line),
            "in the text or the record: {line}"
        );
    }
}

#[test]
fn sentences_that_begin_like_bylines_are_none() {
    for line in [
        "By Christmas, half of them had left the team and nobody had replaced them.",
        "By contrast, nobody asked the carers.",
        "By Christmas Eve, half of them had left.",
        "By and large it works.",
        "By Monday Morning the office was shut",
        "By Northtown Station, half of them had left.",
        "By our social affairs correspondent",
        "By Our Social Affairs Correspondent",
        "By Community Care",
        "By Royal Appointment",
        "Von Berlin nach Köln",
        "Von Haus zu Haus",
        "By Air And Sea",
        "By Popular Demand",
        "By the time Ann Lee arrived",
        "Bystander Ann Lee",
        "Matt Hill is a social worker in Northtown",
        "by Ann Lee, who left the team and wants others to do so",
    ] {
        let taken = take(in_text(line, true), None);
        assert_eq!(taken.fields, Fields::default(), "{line}");
        assert!(taken.removed.is_empty() && taken.text.starts_with(line), "{line}");
    }
}

#[test]
fn a_byline_may_be_a_line_of_a_paragraph_or_the_last_of_a_text() {
    let html = format!("<p>By Ann Lee<br>{LONG}</p><p>{LONG}</p><p>Interview by Bo Ray</p><p>Share this:</p>");
    let taken = take(markup::document(&html, None).document, None);
    assert_eq!(taken.fields.authors, ["Ann Lee", "Bo Ray"]);
    assert_eq!(taken.text, format!("{LONG}\n\n{LONG}"));
}

#[test]
fn spellings_of_one_person_are_one() {
    for (a, b) in [
        ("Ann Lee", "ANN  LEE"),
        ("Dr Ann Lee", "Ann Lee"),
        ("Prof. Dr. Ann Lee", "Ann Lee"),
        ("Ann Lee OBE", "ann lee"),
        ("José García", "Jose Garcia"),
    ] {
        assert_eq!(person_key(a), person_key(b), "{a}");
    }
    for (a, b) in [("Baroness Hill", "Hill"), ("Ann Lee", "Anne Lee"), ("林小雨", "林大雨"), ("?", "!")] {
        assert_ne!(person_key(a), person_key(b), "{a}");
    }
}

#[test]
fn a_field_of_several_names_is_taken_apart_where_that_is_safe() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["Ann Lee and Bo Ray"], &["Ann Lee", "Bo Ray"]),
        (&["Ann Lee, Bo Ray"], &["Ann Lee", "Bo Ray"]),
        (&["Ann Lee; Bo Ray", "bo ray"], &["Ann Lee", "Bo Ray"]),
        (&["By Ann  Lee"], &["Ann Lee"]),
        (&["Lee, Ann"], &["Lee, Ann"]),
        (&["Lee, Ann; Ray, Bo"], &["Lee, Ann", "Ray, Bo"]),
        (&["Ann Lee / The Ledger"], &["Ann Lee / The Ledger"]),
        (&["Ann and Bo Ray"], &["Ann and Bo Ray"]),
        (&["Marks and Spencer"], &["Marks and Spencer"]),
        (&["Ann Lee, Northtown Council"], &["Ann Lee, Northtown Council"]),
        (&["Health and Safety Team"], &["Health and Safety Team"]),
        (&["ANN LEE", "Ann Lee", "Dr Ann Lee"], &["Ann Lee"]),
        (&["editor", "", "Editor"], &["editor"]),
    ];
    for (fields, names) in cases {
        let distinct = byline::distinct(fields.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(distinct, *names, "{fields:?}");
        assert_eq!(byline::distinct(distinct.clone()), distinct, "twice");
    }
}

#[test]
fn update_notes_say_when_and_go() {
    for line in [
        "Story updated 17 May 2022",
        "Updated: 3pm, 17 May 2022",
        "UPDATED 17 May 2022, 15:30 BST",
        "Updated on Tuesday 17th May 2022 at 3.30 pm",
        "[Updated May 17, 2022]",
        "This article was updated on 17 May 2022.",
        "Last updated 17/05/2022",
        "Last updated: 2022-05-17T15:30:00Z",
        "Aktualisiert am 17. Mai 2022 um 15.30 Uhr",
        "Stand: 17.05.2022",
        "Mis à jour le 17 mai 2022 à 15h30",
        "Actualizado el 17 de mayo de 2022",
        "Aggiornato il 17 maggio 2022 alle 15:30",
        "Laatst bijgewerkt op 17 mei 2022",
        "Diweddarwyd 17 Mai 2022",
        "First published 16 May 2022; last updated 17 May 2022",
        "Published on 16 May 2022 and updated on 17 May 2022",
    ] {
        for document in [in_text(line, true), {
            let mut document = in_text(LONG, true);
            document.blocks.push(Block::paragraph(line));
            document
        }] {
            let taken = take(document, None);
            assert_eq!(taken.fields.updated, date("17 May 2022"), "{line}");
            assert!(!taken.text.contains(line), "{line}");
            assert_eq!(taken.removed, [Removal::new(cuttings::article::Place::Body, line, "update-note")]);
        }
    }
}

#[test]
fn a_note_that_says_more_stays() {
    for line in [
        "Correction (17 May 2022): The figure is 12, not 21.",
        "Update, 17 May 2022: The council has since replied.",
        "This article was updated on 17 May 2022 to include a response from the council.",
        "Korrektur vom 17. Mai 2022: Die Zahl ist 12.",
    ] {
        let taken = take(in_text(line, true), None);
        assert_eq!(taken.fields.updated, date("17 May 2022"), "{line}");
        assert!(taken.removed.is_empty() && taken.text.starts_with(line), "{line}");
    }
}

#[test]
fn what_only_speaks_of_updates_stays() {
    for line in [
        "Updated guidance was issued in May",
        "Updated guidance was issued on 17 May 2022.",
        "Updated 17 May 2022 guidance says otherwise.",
        "Update: the council has replied.",
        "Updated May 2022",
        "Last updated in 2021",
        "Story updated 17 May 2023",
        "Story updated 12 April 2021",
        "The knowledge hub, last updated 17 May 2022",
        "Updated yesterday",
        "Published 17 May 2022",
        "Stand by me, 17 May 2022",
    ] {
        let taken = take(in_text(line, true), None);
        assert_eq!(taken.fields, Fields::default(), "{line}");
        assert!(taken.removed.is_empty() && taken.text.starts_with(line), "{line}");
    }
}

#[test]
fn a_note_of_the_day_of_publication_is_no_earlier_than_it() {
    let taken = take(in_text("Story updated 16 May 2022", true), None);
    assert_eq!(taken.fields.updated, date("16 May 2022 14:20"));
}

const CAPTIONS: [&str; 33] = [
    "Photo: Ann Lee/Adobe Stock",
    "Photo: momius/Adobe Stock",
    "(photo: Ann Lee)",
    "(credit: bubu / Adobe Stock)",
    "Picture credit: aga7/fotolia",
    "Credit: Rawpixel/Adobe Stock",
    "Credit: Northtown council",
    "Image: Getty Images",
    "Image: Northtown University Press Office",
    "© Ann Lee",
    "Photo © Ann Lee",
    "Photo by Ann Lee on Unsplash",
    "Photo by Ann Lee/peopleimages.com/ AdobeStock",
    "Photo courtesy of the Northtown Trust",
    "Photo posed by model (credit: bubu/Adobe Stock)",
    "Ann Lee (photo: Northtown Council)",
    "Pictured: Dame Ann Lee",
    "Photo: Chan/Phanie/Rex Shutterstock",
    "momius/Adobe Stock",
    "Foto: Eva Roth/dpa",
    "Bildnachweis: Eva Roth",
    "Foto von Eva Roth",
    "Im Bild: Eva Roth",
    "Crédit photo : Anne Roux",
    "Photo de Anne Roux",
    "Crédits : AFP",
    "Fotografía: José García",
    "Imagen de José García en Pixabay",
    "Foto di Maria Rossi",
    "Immagine: Maria Rossi / ANSA",
    "Beeld: Jan de Vries/ANP",
    "Foto door Jan de Vries",
    "Llun: Siân Rees",
];

#[test]
fn a_caption_at_the_start_is_the_lead_pictures() {
    for line in CAPTIONS {
        for start in [true, false] {
            let taken = take(in_text(line, start), Some(picture(None)));
            assert_eq!(taken.caption.as_deref(), Some(line));
            assert!(!taken.text.contains(line), "{line}");
            assert_eq!(taken.removed, [Removal::new(cuttings::article::Place::Body, line, "caption")]);
        }
    }
}

#[test]
fn a_caption_without_a_picture_or_of_another_stands_as_a_figure() {
    for line in CAPTIONS {
        for image in [None, Some(picture(Some("Another caption")))] {
            let mut document = in_text(line, true);
            let mut removed = Vec::new();
            let dates = Dates { read: &date, published: None, copied: None };
            fields::take(&mut document, image.clone().as_mut(), &dates, &mut removed);
            assert!(removed.is_empty(), "{line}");
            assert!(matches!(&document.blocks[0], Block::Figure { url, .. } if url.is_empty()), "{line}");
            assert!(document.to_text().starts_with(line));
        }
    }
    let mut late = in_text(LONG, false);
    late.blocks.push(Block::paragraph("Photo: Ann Lee/Adobe Stock"));
    late.blocks.push(Block::paragraph(LONG));
    let taken = take(late, Some(picture(None)));
    assert_eq!(taken.caption, None, "a picture further down is another one");
}

#[test]
fn a_caption_said_twice_stands_once() {
    let text = format!("Photo: Chan/Rex\nPhoto: Chan/Rex\n\n{LONG}\n\n{LONG}");
    let taken = take(plain::document(&text).document, None);
    assert_eq!(taken.text, format!("Photo: Chan/Rex\n\n{LONG}\n\n{LONG}"));
    let taken = take(plain::document(&text).document, Some(picture(Some("Photo: Chan / Rex"))));
    assert_eq!((taken.text, taken.removed.len()), (format!("{LONG}\n\n{LONG}"), 2));
}

#[test]
fn a_caption_after_a_picture_belongs_to_it() {
    let html = format!("<p>{LONG}</p><p><img src='https://a.example/i.jpg'></p><p>Photo: Ann Lee</p><p>{LONG}</p>");
    let mut document = markup::document(&html, None).document;
    let dates = Dates { read: &date, published: None, copied: None };
    fields::take(&mut document, None, &dates, &mut Vec::new());
    assert!(document.to_html().contains(
        "<figure><img src=\"https://a.example/i.jpg\" alt=\"\"><figcaption>Photo: Ann Lee</figcaption></figure>"
    ));
}

#[test]
fn the_lead_picture_takes_the_credit_it_has_in_the_text() {
    let html = |url: &str, caption: &str| {
        format!("<p>{LONG}</p><figure><img src='{url}'><figcaption>{caption}</figcaption></figure><p>{LONG}</p>")
    };
    for (url, caption, expected) in [
        ("https://a.example/i.jpg", "Photo: Ann Lee", Some("Photo: Ann Lee")),
        ("http://a.example/i-300x200.jpg?w=3", "Photo: Ann Lee", Some("Photo: Ann Lee")),
        ("https://a.example/j.jpg", "Photo: Ann Lee", None),
        ("https://a.example/i.jpg", "A woman at a desk", None),
    ] {
        let taken = take(markup::document(&html(url, caption), None).document, Some(picture(None)));
        assert_eq!(taken.caption.as_deref(), expected, "{url} {caption}");
        assert!(taken.text.contains(caption) && taken.removed.is_empty());
    }
}

#[test]
fn a_caption_shortcode_without_its_picture_is_a_figure() {
    let text = "[caption id=\"attachment_7\" width=\"300\"]Ann Lee at home[/caption]";
    for (text, rest) in [(text.to_owned(), String::new()), (format!("{text} {LONG}"), format!("\n\n{LONG}"))] {
        let taken = take(plain::document(&format!("{LONG}\n\n{text}\n\n{LONG}")).document, None);
        assert_eq!(taken.text, format!("{LONG}\n\nAnn Lee at home{rest}\n\n{LONG}"));
        assert_eq!(taken.removed[0].rule, "shortcode");
    }
    let words = "The [caption] shortcode, [caption x] and [/caption] are WordPress’s.";
    assert_eq!(take(in_text(words, true), None).removed, []);
}

#[test]
fn thousands_of_credits_in_one_paragraph_cost_little_and_stay() {
    let started = std::time::Instant::now();
    let words = "Photo: Ann/Alamy ".repeat(20_000);
    let taken = take(in_text(words.trim(), true), Some(picture(None)));
    assert_eq!(taken.text, format!("{}\n\n{LONG}\n\n{LONG}", words.trim()));
    assert!(started.elapsed().as_secs() < 3, "{:?}", started.elapsed());
    let few = take(in_text(&format!("{}{LONG}", "Photo: Ann/Alamy ".repeat(3)), true), Some(picture(None)));
    assert!(few.text.starts_with(LONG), "{}", few.text);
}

#[test]
fn a_credit_glued_to_the_first_words_is_parted_from_them() {
    for credit in [
        "Photo: Ann Lee/Adobe Stock",
        "Picture: aga7/fotolia",
        "Photo by Ann Lee on Unsplash",
        "Photo: Chan/Rex Shutterstock",
    ] {
        let taken = take(in_text(&format!("{credit} {LONG}"), true), Some(picture(None)));
        assert_eq!(taken.caption.as_deref(), Some(credit));
        assert!(taken.text.starts_with(LONG));
        let html = format!("<p>{credit}<br>{LONG}</p>");
        let taken = take(markup::document(&html, None).document, Some(picture(None)));
        assert_eq!((taken.caption.as_deref(), taken.text.as_str()), (Some(credit), LONG));
    }
}

#[test]
fn what_only_speaks_of_pictures_stays_text() {
    for line in [
        "He wrote “Photo: Ann Lee/Adobe Stock” under it.",
        "Image: why it matters",
        "Image: Not good enough",
        "Credit: where it is due",
        "Credit Union: Northtown Savers",
        "Picture: life on the ward",
        "Picture this: a family of four.",
        "Photo by photo, the exhibition tells its story.",
        "Photo: Ann Lee took this picture on Monday",
        "Pictures of the day were taken by Ann Lee.",
        "Bild: Kanzler tritt heute nach langem Streit zurück",
        "Above: see the table.",
        "The lecture (photo: see below) was long.",
        "He paid by card and/or PA",
        "Getty Images sued the council.",
    ] {
        let taken = take(in_text(line, true), Some(picture(None)));
        assert_eq!((taken.caption, taken.removed.len()), (None, 0), "{line}");
        assert!(taken.text.starts_with(line), "{line}");
    }
}

#[test]
fn thousands_of_such_lines_cost_little() {
    let cases = [
        "<p>By Ann Lee</p>".repeat(20_000),
        "By Ann Lee<br>".repeat(20_000),
        "Photo: Ann Lee<br>".repeat(50_000),
        format!(
            "<p>{}</p>",
            "Photo: Ann Lee/Adobe Stock The council has begun to look at every case again. ".repeat(5_000)
        ),
        "<p>[caption x=1]a[/caption]</p>".repeat(30_000),
        "[caption x=1]a[/caption] ".repeat(30_000),
        format!("<p>a<br>{}", "Share this:<br>".repeat(50_000)),
        format!("{}<p>{}</p>", "<p>By Ann Lee</p>".repeat(20_000), "word ".repeat(100_000)),
        (0..10_000).map(|n| format!("<p>By Ann L{}</p>", "e".repeat(n % 90))).collect(),
        "<p>Photo: </p>".repeat(50_000),
    ];
    for html in cases {
        let started = std::time::Instant::now();
        let mut document = markup::document(&html, None).document;
        let dates = Dates { read: &date, published: None, copied: None };
        fields::take(&mut document, Some(&mut picture(None)), &dates, &mut Vec::new());
        assert!(started.elapsed().as_secs() < 10, "{}… took {:?}", &html[..20], started.elapsed());
    }
}

#[test]
fn guest_and_poster_are_both_authors_and_the_guest_is_first() {
    let feed = format!(
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'>\
         <channel><title>The Ledger</title><link>https://www.ledger.example/</link><item><title>A talk</title>\
         <link>http://www.ledger.example/a?utm_source=rss</link><pubDate>Mon, 16 May 2022 14:20:00 GMT</pubDate>\
         <dc:creator>Cy Day</dc:creator><content:encoded><![CDATA[<p>Story updated 17 May 2022</p><p>By Dr Ann Lee and Cy  Day</p>\
         <p>{LONG}</p><p>{LONG}</p>]]></content:encoded></item></channel></rss>"
    );
    let origin = Origin { address: "a.xml".to_owned(), key: "a.xml".to_owned() };
    let item = ingest(feed.as_bytes(), &origin).unwrap().items.remove(0);
    assert_eq!(item.authors, ["Dr Ann Lee", "Cy Day"]);
    assert_eq!(item.updated, date("17 May 2022"));
    assert_eq!(item.url.unwrap().as_str(), "https://www.ledger.example/a/");
    assert_eq!(item.document.to_text(), format!("{LONG}\n\n{LONG}"));
}

/// Lines that are fields, and nearly so, in any order.
fn texts() -> impl Strategy<Value = String> {
    let lines = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<br>",
        "<h3>",
        "</h3>",
        "<b>",
        "</b>",
        "<ul><li>",
        "</ul>",
        "<img src='https://a.example/i.jpg'>",
        "<figure><figcaption>Photo: Ann Lee</figcaption></figure>",
        "By Ann Lee",
        "By Ann Lee, carer",
        "Words by Bo Ray",
        "Photo: Ann Lee",
        "Photo: Ann Lee/Adobe Stock",
        "Story updated 17 May 2022",
        "Correction (17 May 2022): text",
        "Share this:",
        "Recommend",
        "a",
        "Some words and more of them than eight in a row stand here.",
        "<hr>",
        "Pictured: Bo Ray",
        "(photo: Bo Ray)",
        "<a href='https://a.example/'>Photo by Bo Ray</a>",
        " on Unsplash",
        "By",
        "<blockquote>",
        "</blockquote>",
    ]);
    prop::collection::vec(lines, 0..24).prop_map(|lines| lines.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn what_was_cleaned_stays_as_it_is(html in texts(), with_image in any::<bool>()) {
        let mut document = markup::document(&html, None).document;
        let words = |text: &str| text.split_whitespace().count();
        let before = words(&document.to_text());
        let mut image = with_image.then(|| picture(None));
        let dates = Dates { read: &date, published: None, copied: None };
        let mut removed = Vec::new();
        fields::take(&mut document, image.as_mut(), &dates, &mut removed);
        let taken: usize = removed.iter().map(|removal| words(&removal.text)).sum();
        prop_assert_eq!(words(&document.to_text()) + taken, before, "no word is lost");

        let again = markup::document(&document.to_html(), None);
        prop_assert_eq!(&again.document, &document, "{}", document.to_html());
        let mut twice = again.document;
        let mut more = Vec::new();
        fields::take(&mut twice, image.as_mut(), &dates, &mut more);
        prop_assert_eq!(&twice, &document, "{}", document.to_html());
        prop_assert!(more.is_empty());
    }

    #[test]
    fn any_lines_are_read(lines in prop::collection::vec(any::<String>(), 0..6)) {
        let mut document = Document::new(lines.iter().map(|line| Block::paragraph(line.as_str())).collect());
        let dates = Dates { read: &date, published: Some(Timestamp::EPOCH), copied: None };
        fields::take(&mut document, None, &dates, &mut Vec::new());
        let _ = byline::distinct(lines);
    }
}
