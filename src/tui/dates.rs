//! Dates and numbers as the screen has them: Europe/London, `2,418`.

use crate::article::Timestamp;
use chrono::DateTime;
use chrono_tz::{Europe::London, Tz};

fn london(moment: Timestamp) -> DateTime<Tz> {
    moment.to_chrono().with_timezone(&London)
}

/// ` 6 Jun 2022`, always eleven cells, for lists.
pub fn list_date(moment: Option<Timestamp>) -> String {
    moment.map_or_else(|| "    no date".to_owned(), |moment| london(moment).format("%e %b %Y").to_string())
}

/// `Monday 6 June 2022`; without the weekday where there is little room.
pub fn long_date(moment: Option<Timestamp>, weekday: bool) -> String {
    let form = if weekday { "%A %-d %B %Y" } else { "%-d %B %Y" };
    moment.map_or_else(|| "no date".to_owned(), |moment| london(moment).format(form).to_string())
}

/// `today 08:12`, else `6 Jun 2022`.
pub fn when(moment: Timestamp, now: Timestamp) -> String {
    let (then, today) = (london(moment), london(now));
    if then.date_naive() == today.date_naive() {
        then.format("today %H:%M").to_string()
    } else {
        then.format("%-d %b %Y").to_string()
    }
}

/// `6 Jun 2022 08:12`.
pub fn exact(moment: Timestamp) -> String {
    london(moment).format("%-d %b %Y %H:%M").to_string()
}

/// Month names in three letters, January first.
pub const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `2,418`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 article`, `2,418 articles`.
pub fn articles(number: usize) -> String {
    format!("{} article{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// `6 min`, at 230 words a minute.
pub fn read_time(words: usize) -> String {
    format!("{} min", words.div_ceil(230).max(1))
}
