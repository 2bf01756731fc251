//! Dates in all the forms that sites write them.
//!
//! For feeds, flattened feeds and pages. Not for printing (that is `article::Timestamp`), nor for
//! what a person types into a query. A date without a zone is UTC; a day without a time is
//! midnight.

use crate::article::Timestamp;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use regex::Regex;
use std::sync::LazyLock;

/// Longer texts are no dates.
const LONGEST: usize = 100;

/// Reads RFC 2822 and its sloppy kin, ISO 8601 with its variants, SQL's form, dates in words in
/// many languages, East Asian ones, and seconds or milliseconds since 1970. Years that no article
/// was written in (1, 9999) give nothing.
pub fn date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    number(text)
        .or_else(|| iso(text))
        .or_else(|| iso(without_weekday(text)?))
        .or_else(|| east_asian(text))
        .or_else(|| in_words(text))
        .or_else(|| in_numbers(text))
}

/// The first full date in a line with other words in it: "Posted on 3 March 2019 by Ann Lee",
/// "February 4, 2025 in Children". A time counts where it follows at once.
pub fn date_within(text: &str) -> Option<Timestamp> {
    const LINE: usize = 600;
    const MOST: usize = 8;
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?x)
            \b(?:19|20)\d{2}-\d{1,2}-\d{1,2}(?:T\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?
            | \b(?:19|20)\d{2}[/.]\d{1,2}[/.]\d{1,2}\b
            | \b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?\d{1,2}[/.-]\s?\d{1,2}[/.-]\s?(?:(?:19|20)\d{2}|\d{2})\b
            | \b\d{1,2}(?:st|nd|rd|th|er|º|ª|\.)?[\s-]+(?:de\s+|of\s+)?\p{L}{3,12}\.?,?[\s-]+(?:de\s+|del\s+)?(?:19|20)\d{2}\b
            | \b\p{L}{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s*(?:19|20)\d{2}\b
            | (?:19|20)\d{2}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]",
        )
        .ok()
    });
    let line = &text[..text.floor_char_boundary(LINE)];
    date(line.trim())
        .filter(|_| line.bytes().any(|b| b == b':') && line.len() < 40)
        .or_else(|| FORM.as_ref()?.find_iter(line).take(MOST).find_map(|found| date(found.as_str())))
}

/// "Fri, 2006/09/15 08:19:53 EDT" (Perforce) without its first word.
fn without_weekday(text: &str) -> Option<&str> {
    let (day, rest) = text.split_once(',')?;
    day.chars().all(char::is_alphabetic).then(|| rest.trim_start())
}

/// Digits alone: an epoch (also with a fraction, also as .NET writes it), or a date written without
/// separators.
fn number(text: &str) -> Option<Timestamp> {
    let text = text.strip_prefix("/Date(").and_then(|inner| inner.strip_suffix(")/")).unwrap_or(text);
    let text = text.split_once('.').map_or(text, |(whole, _)| if whole.len() > 8 { whole } else { text });
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u32>().ok());
    match text.len() {
        4 => moment(year(text)?, 1, 1, NaiveTime::MIN, 0),
        // year and month, else a year of two digits, month and day
        6 => moment(year(text.get(..4)?)?, part(4, 6)?, 1, NaiveTime::MIN, 0)
            .or_else(|| moment(year(text.get(..2)?)?, part(2, 4)?, part(4, 6)?, NaiveTime::MIN, 0)),
        8 => moment(year(text.get(..4)?)?, part(4, 6)?, part(6, 8)?, NaiveTime::MIN, 0),
        9 | 10 => Timestamp::from_seconds(text.parse().ok()?),
        12 | 13 if !text.starts_with("20") || text.len() == 13 => {
            Timestamp::from_seconds(text.parse::<i64>().ok()? / 1000)
        }
        12 | 14 => {
            let time = NaiveTime::from_hms_opt(part(8, 10)?, part(10, 12)?, part(12, 14).unwrap_or(0))?;
            moment(year(text.get(..4)?)?, part(4, 6)?, part(6, 8)?, time, 0)
        }
        _ => None,
    }
}

/// ISO 8601, RFC 3339 and SQL: year first, also week and ordinal dates, a month in words
/// ("2004-július-13T9:15-05:00") or with a nought too many ("2003-012-31").
fn iso(text: &str) -> Option<Timestamp> {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^(?P<y>\d{4})
            (?: -?W(?P<w>\d{2})(?:-?(?P<wd>[1-7]))?
              | -(?P<doy>\d{3})
              | -(?P<name>\p{L}{3,})-(?P<nd>\d{1,2})
              | -0(?P<zm>\d{2})-(?P<zd>\d{2})
              | [-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?
              | (?P<cm>\d{2})(?P<cd>\d{2}) )?
            (?: [Tt\s,_]+ (?P<time>\d.*) | (?P<zone>[Zz]|[+-]\d{2}:?\d{2}) )?$",
        )
        .ok()
    });
    let found = FORM.as_ref()?.captures(text)?;
    let part = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let year = year(found.name("y")?.as_str())?;
    let (time, offset) = match found.name("time") {
        Some(time) => clock(time.as_str())?,
        None => (Clock::default(), found.name("zone").and_then(|zone| zone_offset(zone.as_str())).unwrap_or(0)),
    };
    let date = if let Some(week) = part("w") {
        let day = chrono::Weekday::try_from(part("wd").unwrap_or(1) as u8 - 1).ok()?;
        NaiveDate::from_isoywd_opt(year, week, day)?
    } else if let Some(day) = part("doy") {
        NaiveDate::from_yo_opt(year, day)?
    } else {
        let named = found.name("name").map(|name| month(name.as_str()));
        let month = named.unwrap_or_else(|| part("m").or(part("cm")).or(part("zm")).or(Some(1)))?;
        let day = part("d").or(part("cd")).or(part("nd")).or(part("zd")).unwrap_or(1);
        NaiveDate::from_ymd_opt(year, month, day)?
    };
    at(date, time, offset)
}

/// "2004년 05월 28일 01:31:15", "2004-05-25 오후 11:23:17", "2025年3月17日 下午1:07". Korean dates without
/// a zone are Korea's.
fn east_asian(text: &str) -> Option<Timestamp> {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^(?P<y>\d{4})\s*[年년./-]\s*(?P<m>\d{1,2})\s*[月월./-]\s*(?P<d>\d{1,2})\s*[日일.]?
            \s*(?:[(（]?(?:\p{Han}曜日?|[星周]期?\p{Han}|\p{Hangul}요일|\p{Hangul}|\p{Han})[)）]|\p{Han}曜日|星期\p{Han}|\p{Hangul}요일)?
            \s*(?P<half>오전|오후|上午|下午|午前|午後)?\s*(?P<time>\d.*)?$",
        )
        .ok()
    });
    if text.is_ascii() {
        return None;
    }
    let found = FORM.as_ref()?.captures(text)?;
    let part = |name: &str| found.name(name)?.as_str().parse().ok();
    let date = NaiveDate::from_ymd_opt(year(found.name("y")?.as_str())?, part("m")?, part("d")?)?;
    let time: String = found.name("time").map_or("", |time| time.as_str()).chars().fold(String::new(), |mut out, c| {
        match c {
            '時' | '时' | '시' | '点' | '分' | '분' => out.push(':'),
            '秒' | '초' => {}
            ' ' if out.ends_with(':') => {}
            c => out.push(c),
        }
        out
    });
    let time = time.trim_end_matches([':', ' ']);
    let (Clock(mut seconds), mut offset) = if time.is_empty() { (Clock::default(), 0) } else { clock(time)? };
    match found.name("half").map(|half| half.as_str()) {
        Some("오후" | "下午" | "午後") if seconds < 12 * 3600 => seconds += 12 * 3600,
        Some("오전" | "上午" | "午前") if seconds >= 12 * 3600 => seconds -= 12 * 3600,
        _ => {}
    }
    let is_korean = text.contains(['년', '전', '후', '일']);
    if is_korean && !time.is_empty() && time.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b' ')) {
        offset = 9 * 3600;
    }
    at(date, Clock(seconds), offset)
}

/// A date whose month is a word: "Mon, 17 Mar 2025 13:07:33 GMT", "January 23,2015".
fn in_words(text: &str) -> Option<Timestamp> {
    let tokens = tokens(text);
    let place = tokens.iter().position(|token| month(token).is_some())?;
    let month = month(tokens[place])?;
    let is_number = |token: &&str| token.bytes().all(|b| b.is_ascii_digit()) && !token.is_empty();
    let before = tokens[..place].iter().rev().map(|t| ordinal(t)).find(|t| is_number(t));
    let mut after = tokens[place + 1..].iter().map(|t| ordinal(t)).filter(is_number);
    let (day, year) = match before {
        // "2003 Jan 5"
        Some(first) if first.len() == 4 => (after.next().unwrap_or("1"), first),
        Some(first) => (first, after.next()?),
        None => {
            let first = after.next()?;
            if first.len() == 4 {
                ("1", first)
            } else {
                // "Thu Jan  1 19:48:21 2004" has its time in between, and the time has colons; a zone
                // in numbers may follow that
                (first, after.next()?)
            }
        }
    };
    let (time, offset) = clock_within(text)?;
    at(NaiveDate::from_ymd_opt(self::year(year)?, month, day.parse().ok()?)?, time, offset)
}

/// "17/03/2025", "17.3.25 13:07", "3/17/2025": day first, unless that can't be or another day of the
/// week is named: "Mon, 02/05/2024" (Drupal) is in February. With hyphens and a year of two digits it
/// is ISO 8601's old short form, year first.
fn in_numbers(text: &str) -> Option<Timestamp> {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:(\p{L}+)\.?,?\s+)?(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?:\b|T)").ok()
    });
    let found = FORM.as_ref()?.captures(text)?;
    let (first, second, last) = (&found[2], &found[4], &found[5]);
    let weekday = found.get(1).and_then(|word| word.as_str().parse::<chrono::Weekday>().ok());
    let short = || {
        let is_short = &found[3] == "-" && first.len() == 2 && last.len() == 2;
        is_short.then(|| NaiveDate::from_ymd_opt(year(first)?, second.parse().ok()?, last.parse().ok()?)).flatten()
    };
    let common = || {
        let (first, second): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
        let year = year(last)?;
        let day_first = NaiveDate::from_ymd_opt(year, second, first);
        let month_first = NaiveDate::from_ymd_opt(year, first, second);
        let fits = |date: &NaiveDate| weekday.is_none_or(|weekday| chrono::Datelike::weekday(date) == weekday);
        day_first.filter(fits).or(month_first.filter(fits)).or(day_first).or(month_first)
    };
    let date = short().or_else(common)?;
    let (time, offset) = clock_within(&text[found.get(0)?.end()..])?;
    at(date, time, offset)
}

/// Two digits are of this century up to 69, as in POSIX; three digits are an offset from 1900
/// (a common error of programs).
fn year(digits: &str) -> Option<i32> {
    let number: i32 = digits.parse().ok()?;
    match digits.len() {
        2 if number < 70 => Some(2000 + number),
        2 | 3 => Some(1900 + number),
        4 => Some(number),
        _ => None,
    }
}

fn moment(year: i32, month: u32, day: u32, time: NaiveTime, offset: i64) -> Option<Timestamp> {
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    Timestamp::from_seconds(NaiveDateTime::new(date, time).and_utc().timestamp() - offset)
}

/// Seconds since midnight, so that 24:00:00 and leap seconds are times too.
#[derive(Debug, Clone, Copy, Default)]
struct Clock(i64);

fn at(date: NaiveDate, time: Clock, offset: i64) -> Option<Timestamp> {
    let midnight = date.and_time(NaiveTime::MIN);
    let moment = midnight.checked_add_signed(TimeDelta::try_seconds(time.0 - offset)?)?;
    Timestamp::from_seconds(moment.and_utc().timestamp())
}

/// The time in a longer text; midnight if there is none. A zone may stand without a time.
fn clock_within(text: &str) -> Option<(Clock, i64)> {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b\d{1,2}[:h]\d{1,2}").ok());
    match FORM.as_ref()?.find(text) {
        Some(found) => clock(&text[found.start()..]),
        None => Some((Clock::default(), 0)),
    }
}

/// A time at the start of a text, and the zone after it as seconds east of Greenwich.
fn clock(text: &str) -> Option<(Clock, i64)> {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?xi)^(?P<h>\d{1,2}) (?: [:h.]? (?P<m>\d{2}|\d\b) (?: [:.]? (?P<s>\d{2}|\d\b) (?:[.,]\d*)? )? )? \s*
            (?: (?P<half>[ap])\.?m\b\.? | uhr\b )? (?P<zone>.*)$",
        )
        .ok()
    });
    let found = FORM.as_ref()?.captures(text)?;
    let part = |name: &str| found.name(name).map_or(Some(0), |m| m.as_str().parse::<i64>().ok());
    let (mut hour, minute, second) = (part("h")?, part("m")?, part("s")?);
    match found.name("half").map(|half| half.as_str()) {
        Some("p" | "P") if hour < 12 => hour += 12,
        Some("a" | "A") if hour == 12 => hour = 0,
        _ => {}
    }
    let is_time = hour < 24 && minute < 60 && second <= 61 || (hour, minute, second) == (24, 0, 0);
    let offset = found.name("zone").and_then(|zone| zone_offset(zone.as_str())).unwrap_or(0);
    is_time.then_some((Clock(hour * 3600 + minute * 60 + second), offset))
}

/// A zone in numbers, which counts first, or by name, as seconds east of Greenwich.
fn zone_offset(text: &str) -> Option<i64> {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"([+\-−])(\d{1,2}):?(\d{2})?\b").ok());
    if let Some(found) = FORM.as_ref()?.captures(text) {
        let hours: i64 = found.get(2)?.as_str().parse().ok()?;
        let minutes: i64 = found.get(3).map_or(Some(0), |m| m.as_str().parse().ok())?;
        let seconds = hours * 3600 + minutes * 60;
        return (seconds < 86_400).then_some(if &found[1] == "+" { seconds } else { -seconds });
    }
    text.split(|c: char| !c.is_alphabetic()).find_map(zone_by_name)
}

/// RFC 2822's zones and those of the sites' own countries. "IST" is India's, "BST" Britain's; of
/// two letters only capitals are meant ("at", "et" are words), and winter counts.
fn zone_by_name(name: &str) -> Option<i64> {
    match name {
        "AT" => return Some(-4 * 3600),
        "ET" => return Some(-5 * 3600),
        "CT" => return Some(-6 * 3600),
        "MT" => return Some(-7 * 3600),
        "PT" => return Some(-8 * 3600),
        _ => {}
    }
    let quarters = match name.to_ascii_uppercase().as_str() {
        "Z" | "GMT" | "UTC" | "UT" | "WET" => 0,
        "BST" | "CET" | "MET" | "MEZ" | "WEST" | "WAT" => 4,
        "CEST" | "MEST" | "MESZ" | "EET" | "SAST" | "CAT" => 8,
        "EEST" | "MSK" | "EAT" => 12,
        "GST" => 16,
        "PKT" => 20,
        "IST" => 22,
        "SGT" | "HKT" | "AWST" | "PHT" => 32,
        "JST" | "KST" => 36,
        "ACST" => 38,
        "AEST" => 40,
        "AEDT" => 44,
        "NZST" => 48,
        "NZDT" => 52,
        "NST" => -14,
        "NDT" => -10,
        "AST" | "EDT" => -16,
        "ADT" | "BRT" | "ART" => -12,
        "EST" | "CDT" => -20,
        "CST" | "MDT" => -24,
        "MST" | "PDT" => -28,
        "PST" | "AKDT" => -32,
        "AKST" => -36,
        "HST" => -40,
        _ => return None,
    };
    Some(quarters * 900)
}

/// Words and numbers; a time (digits joined by colons) stays one token, so that it is no number,
/// and a zone ("+0100") is none either.
fn tokens(text: &str) -> Vec<&str> {
    let is_zone = |word: &&str| word.len() == 5 && word.starts_with(['+', '-']);
    let words = text.split_whitespace().filter(|word| !is_zone(word));
    words.flat_map(|word| word.split(|c: char| !(c.is_alphanumeric() || c == ':'))).filter(|t| !t.is_empty()).collect()
}

/// "23rd", "1er", "5th": the number alone.
fn ordinal(token: &str) -> &str {
    let digits = token.trim_end_matches(|c: char| c.is_alphabetic());
    let suffix = &token[digits.len()..];
    if matches!(suffix.to_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "er" | "re" | "º" | "ª") {
        digits
    } else {
        token
    }
}

/// The months of English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Swedish,
/// Danish, Hungarian, Turkish, Russian and Greek, in full or cut to three letters or more; accents
/// do not matter.
fn month(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january januar janner janvier enero gennaio januari janeiro stycznia styczen ocak января январь ιανουαριου ιανουαριος",
        "february februar feber fevrier febrero febbraio februari fevereiro lutego luty subat февраля февраль φεβρουαριου φεβρουαριος",
        "march marz maerz mrz mars marzo maart mrt marco marca marzec marts marcius mart марта март μαρτιου μαρτιος",
        "april avril abril aprile kwietnia kwiecien aprilis nisan апреля апрель απριλιου απριλιος",
        "may mai mayo maggio mei maio maja maj majus mayis мая май μαιου μαιος",
        "june juni juin junio giugno junho czerwca czerwiec junius haziran июня июнь ιουνιου ιουνιος ιον",
        "july juli juillet julio luglio julho lipca lipiec julius temmuz июля июль ιουλιου ιουλιος ιολ",
        "august aout agosto augustus augusti sierpnia sierpien augusztus agustos августа август αυγουστου αυγουστος",
        "september septembre septiembre setiembre settembre setembro wrzesnia wrzesien szeptember eylul сентября сентябрь σεπτεμβριου σεπτεμβριος",
        "october oktober octobre octubre ottobre outubro pazdziernika pazdziernik ekim октября октябрь οκτωβριου οκτωβριος",
        "november novembre noviembre novembro listopada listopad kasim ноября ноябрь νοεμβριου νοεμβριος",
        "december dezember decembre diciembre dicembre dezembro grudnia grudzien aralik декабря декабрь δεκεμβριου δεκεμβριος",
    ];
    let word = crate::text::fold(word);
    if word.chars().count() < 3 || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    // full names first: "mar", Tuesday in Spanish, is also short for March, but "martes" is not
    let place = |fits: &dyn Fn(&str) -> bool| NAMES.iter().position(|names| names.split(' ').any(fits));
    let place = place(&|name| name == word).or_else(|| place(&|name| name.starts_with(word.as_ref())));
    place.map(|place| place as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::date;

    fn read(text: &str) -> Option<String> {
        date(text).map(|date| date.to_string())
    }

    #[test]
    fn every_form_of_one_moment_is_that_moment() {
        for text in [
            "Mon, 17 Mar 2025 13:07:33 +0000",
            "Mon, 17 Mar 2025 13:07:33 GMT",
            "Mon,17 Mar 2025 13:07:33 UT",
            "17 Mar 25 13:07:33 Z",
            "Monday, 17-Mar-25 13:07:33 GMT",
            "Mon Mar 17 13:07:33 2025",
            "Mon Mar 17 13:07:33 GMT 2025",
            "Mon, 17 Mar 2025 14:07:33 CET",
            "Mon, 17 Mar 2025 09:07:33 EDT",
            "Mon, 17 Mar 2025 08:07:33 -0500",
            "Mon, 17 Mar 2025 08:07:33 EST",
            "Mon, 17 Mar 2025 14:07:33 +01:00",
            "Mon, 17 Mar 2025 14:07:33 +0100 (CET)",
            "Mon, 17 Mar 2025 14:07:33 BST",
            "2025-03-17T13:07:33Z",
            "2025-03-17T13:07:33.250Z",
            "2025-03-17T14:07:33+01:00",
            "2025-03-17T14:07:33+0100",
            "20250317T130733Z",
            "2025-03-17 13:07:33",
            "2025-03-17 13:07:33.0 UTC",
            "2025/03/17 13:07:33",
            "2025-W12-1T13:07:33Z",
            "1742216853",
            "1742216853000",
            "20250317130733",
            "March 17, 2025 1:07:33 pm",
            "17. März 2025 um 13:07:33 Uhr",
            "17.03.2025 13:07:33",
            "17/03/2025 13:07:33",
            "3/17/2025 1:07:33 PM",
            "Mon Mar 17 13:07:33 +0000 2025",
            "Mon, 2025/03/17 09:07:33 EDT",
            "Mon, 17 March 2025 08:07:33 ET",
            "Δευ, 17 Μαρ 2025 13:07:33 GMT",
            "2025-március-17T13:07:33+00:00",
            "2025-003-17T13:07:33+00:00",
            "2025-076T13:07:33Z",
            "25-03-17T13:07:33Z",
            "17 марта 2025 16:07:33 MSK",
            "2025-03-17 오후 10:07:33",
            "2025년 03월 17일  22:07:33",
            "2025년 3월 17일 (월) 오후 10:07:33",
            "2025年3月17日 13:07:33",
            "2025年3月17日 下午1时07分33秒",
            "2025年3月17日(月) 13時07分33秒",
            "1742216853.482",
            "/Date(1742216853000)/",
        ] {
            assert_eq!(read(text).as_deref(), Some("2025-03-17T13:07:33Z"), "{text}");
        }
    }

    #[test]
    fn a_day_alone_is_its_midnight_in_any_language() {
        for (text, day) in [
            ("January 23,2015", "2015-01-23"),
            ("March 17, 2025", "2025-03-17"),
            ("17 March 2025", "2025-03-17"),
            ("17th March 2025", "2025-03-17"),
            ("Tuesday 4th of February 2020", "2020-02-04"),
            ("2025-03-17", "2025-03-17"),
            ("2025-03", "2025-03-01"),
            ("2025", "2025-01-01"),
            ("20250317", "2025-03-17"),
            ("2025-076", "2025-03-17"),
            ("12. Februar 2019", "2019-02-12"),
            ("3 février 2018", "2018-02-03"),
            ("1er août 2016", "2016-08-01"),
            ("5 de octubre de 2017", "2017-10-05"),
            ("martes, 5 de marzo de 2019", "2019-03-05"),
            ("9 dicembre 2014", "2014-12-09"),
            ("8 mei 2013", "2013-05-08"),
            ("30 de março de 2012", "2012-03-30"),
            ("7 października 2011", "2011-10-07"),
            ("24 augusti 2010", "2010-08-24"),
            ("17.3.2025", "2025-03-17"),
            ("Sept 4 2019", "2019-09-04"),
            ("11 Ιουλίου 2004", "2004-07-11"),
            ("2004. július 11.", "2004-07-11"),
            ("11 Temmuz 2004", "2004-07-11"),
            ("2004年7月11日", "2004-07-11"),
            ("040711", "2004-07-11"),
            ("04-07-11", "2004-07-11"),
        ] {
            assert_eq!(read(text), Some(format!("{day}T00:00:00Z")), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            " ",
            "yesterday",
            "0001-01-01T00:00:00Z",
            "9999-12-31",
            "Mon, 01 Jan 0001 00:00:00 +0000",
            "2025-13-01",
            "31 February 2020",
            "25:61",
            "12",
            "May",
            "-",
            "99999999999999999999",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
