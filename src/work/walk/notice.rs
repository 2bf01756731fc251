//! Pages that came with "200 OK" in place of what was asked for: a suspended account, a parked domain, a
//! captcha, maintenance, a login, a paywall, a server's own words.
//!
//! Told by several signs together: what title and text say, what only such pages are made of, how little
//! else there is. An article about suspended accounts has a text, a date and a site around it.

use crate::text::html::{Token, tokens};
use crate::text::safe_line;

/// More of a page is not looked at, in bytes.
const LARGEST: usize = 2 << 20;
/// And more of its text, in bytes.
const LONGEST: usize = 40_000;

/// A kind of notice.
struct Kind {
    /// Reads on after the address.
    said: &'static str,
    phrases: &'static [&'static str],
    /// In the markup, lower case.
    marks: &'static [&'static str],
}

const KINDS: [Kind; 6] = [
    Kind {
        said: "shows that the site's account is suspended",
        phrases: &[
            "account suspended",
            "account has been suspended",
            "account is suspended",
            "website suspended",
            "site has been suspended",
            "site is suspended",
            "website has been suspended",
            "bandwidth limit exceeded",
            "website is currently unavailable",
            "hosting account has expired",
        ],
        marks: &["suspendedpage.cgi", "cgi-sys/suspended", "account-suspended"],
    },
    Kind {
        said: "shows a parked domain",
        phrases: &[
            "domain is for sale",
            "domain name is for sale",
            "domain may be for sale",
            "buy this domain",
            "domain is parked",
            "parked domain",
            "parked free",
            "domain has expired",
            "domain name has expired",
            "make an offer",
            "future home of something",
            "domain was recently registered",
            "related searches",
        ],
        marks: &[
            "sedoparking",
            "parkingcrew",
            "bodis.com",
            "afternic.com",
            "hugedomains.com",
            "dan.com/",
            "parklogic",
            "window.park =",
            "window.park=",
            "domain-for-sale",
            "above.com/marketplace",
            "parking-lander",
        ],
    },
    Kind {
        said: "asks whether a person is reading (a captcha or a browser check)",
        phrases: &[
            "checking your browser",
            "just a moment",
            "verify you are human",
            "verifying you are human",
            "verify that you are human",
            "attention required",
            "enable javascript and cookies to continue",
            "ddos protection by",
            "complete the security check",
            "unusual traffic",
            "are you a robot",
            "not a robot",
            "security verification",
            "performance & security by",
            "access denied",
            "you have been blocked",
            "request unsuccessful",
            "pardon our interruption",
        ],
        marks: &[
            "challenges.cloudflare.com",
            "cdn-cgi/challenge-platform",
            "cf-challenge",
            "cf-browser-verification",
            "cf_chl_opt",
            "g-recaptcha",
            "h-captcha",
            "hcaptcha.com",
            "captcha-delivery.com",
            "_incapsula_resource",
            "px-captcha",
            "awswafintegration",
            "sucuri_cloudproxy",
            "cf-error-details",
        ],
    },
    Kind {
        said: "says that the site is being worked on",
        phrases: &[
            "under maintenance",
            "scheduled maintenance",
            "undergoing maintenance",
            "undergoing scheduled",
            "briefly unavailable",
            "be back soon",
            "be back shortly",
            "back online soon",
            "coming soon",
            "temporarily unavailable",
            "down for maintenance",
            "maintenance mode",
            "under construction",
        ],
        marks: &["maintenance-mode", "wp-maintenance", "coming-soon-page", "seedprod"],
    },
    Kind {
        said: "asks for a login",
        phrases: &[
            "log in to continue",
            "login to continue",
            "please log in",
            "please login",
            "please sign in",
            "sign in to continue",
            "must be logged in",
            "log in to view",
            "log in to read",
            "powered by wordpress",
            "lost your password",
            "forgot password",
            "forgotten your password",
            "remember me",
        ],
        marks: &["type=\"password\"", "type='password'", "type=password", "id=\"loginform\""],
    },
    Kind {
        said: "is an error message of the server",
        phrases: &[
            "error establishing a database connection",
            "internal server error",
            "bad gateway",
            "gateway timeout",
            "service unavailable",
            "critical error on this website",
            "404 not found",
            "403 forbidden",
            "welcome to nginx",
            "apache2 ubuntu default page",
            "apache2 debian default page",
            "index of /",
            "too many requests",
            "error 404",
            "page not found",
            "test page for",
        ],
        marks: &["<center>nginx", "<address>apache", "wp-die-message"],
    },
];

const PAYWALL: Kind = Kind {
    said: "shows a paywall and no article",
    phrases: &[
        "subscribe to continue",
        "subscribe to read",
        "subscribe now to",
        "subscribers only",
        "for subscribers",
        "already a subscriber",
        "become a subscriber",
        "to continue reading",
        "to keep reading",
        "to read the full",
        "to read this article",
        "for members only",
        "members only",
        "already a member",
        "create a free account",
        "register to read",
        "unlock this article",
        "start your free trial",
    ],
    marks: &[
        "isaccessibleforfree\":false",
        "isaccessibleforfree\": false",
        "isaccessibleforfree\":\"false",
        "isaccessibleforfree\": \"false",
        "paywall",
    ],
};

/// Why a page is no article and no list of such, whatever it is asked as; reads on after its address.
pub fn notice(html: &str) -> Option<&'static str> {
    let page = Shown::read(html.get(..html.floor_char_boundary(LARGEST))?);
    let is_told = |kind: &&Kind| page.signs(kind) + page.bareness() >= NEEDED && page.speaks(kind);
    let found = KINDS.iter().filter(|_| page.words < A_TEXT).find(is_told);
    found.or_else(|| page.is_behind_paywall().then_some(&PAYWALL)).map(|kind| kind.said)
}

/// Signs that have to come together.
const NEEDED: i32 = 4;
/// So many words are a text, whatever they say.
const A_TEXT: usize = 400;

/// What a reader sees of a page, and what it is made of.
#[derive(Default)]
struct Shown {
    /// Title and headings, lower case.
    heads: Vec<String>,
    /// Lower case.
    text: String,
    words: usize,
    /// In paragraphs.
    prose: usize,
    links: usize,
    /// Dates, authors, what says that it is an article.
    is_published: bool,
    markup: String,
}

impl Shown {
    fn read(html: &str) -> Self {
        let mut shown = Self { markup: html.to_ascii_lowercase(), ..Self::default() };
        let (mut hidden, mut head, mut in_paragraph): (Option<String>, Option<String>, bool) = (None, None, false);
        for token in tokens(html) {
            match token {
                Token::Start { name, attributes } => {
                    let name = name.as_ref();
                    match name {
                        "script" | "style" | "template" | "svg" => hidden = Some(name.to_owned()),
                        "title" | "h1" | "h2" => head = Some(String::new()),
                        "a" => shown.links += 1,
                        "time" => shown.is_published = true,
                        "p" => in_paragraph = true,
                        "div" | "section" | "ul" | "form" | "footer" | "article" => in_paragraph = false,
                        _ => {}
                    }
                    let says = |value: &str| ["article:published_time", "datepublished", "author"].contains(&value);
                    shown.is_published |= attributes.iter().any(|attribute| {
                        let value = attribute.value.to_ascii_lowercase();
                        says(&value) || attribute.name == "class" && value.split(' ').any(|c| c.starts_with("postid-"))
                    });
                }
                Token::End(name) => {
                    if hidden.as_deref() == Some(name.as_ref()) {
                        hidden = None;
                    }
                    if matches!(name.as_ref(), "title" | "h1" | "h2") {
                        shown.heads.extend(head.take().map(|head| safe_line(&head).to_lowercase()));
                    }
                    in_paragraph &= name != "p";
                }
                Token::Text(_) if hidden.is_some() => {}
                Token::Text(text) => {
                    let words = text.split_whitespace().count();
                    if let Some(head) = &mut head {
                        head.push_str(&text);
                    }
                    shown.words += words;
                    shown.prose += if in_paragraph { words } else { 0 };
                    if shown.text.len() < LONGEST {
                        shown.text.push_str(&text.to_lowercase());
                        shown.text.push(' ');
                    }
                }
                Token::Comment(_) => {}
            }
        }
        shown.text = safe_line(&shown.text);
        shown
    }

    fn speaks(&self, kind: &Kind) -> bool {
        self.in_heads(kind) || self.in_text(kind) > 0 || self.marks(kind)
    }

    /// A notice's heading says little else.
    fn in_heads(&self, kind: &Kind) -> bool {
        let is_short = |head: &&String| head.split_whitespace().count() <= 9;
        self.heads.iter().filter(is_short).any(|head| kind.phrases.iter().any(|phrase| head.contains(phrase)))
    }

    fn in_text(&self, kind: &Kind) -> i32 {
        kind.phrases.iter().filter(|phrase| self.text.contains(*phrase)).take(2).count() as i32
    }

    fn marks(&self, kind: &Kind) -> bool {
        kind.marks.iter().any(|mark| self.markup.contains(mark))
    }

    fn signs(&self, kind: &Kind) -> i32 {
        i32::from(self.in_heads(kind)) + self.in_text(kind) + 2 * i32::from(self.marks(kind))
    }

    /// How little there is beside a notice.
    fn bareness(&self) -> i32 {
        let few_words = i32::from(self.words < 150) + i32::from(self.words < 60);
        let alone = if self.links >= 15 { -1 } else { i32::from(self.links < 5) };
        few_words + alone - if self.is_published { 3 } else { 0 }
    }

    /// An article of which only the beginning is shown says itself that there is more.
    fn is_behind_paywall(&self) -> bool {
        let said = self.in_text(&PAYWALL) + i32::from(self.in_heads(&PAYWALL));
        self.prose < 120 && (said >= 2 || said == 1 && self.marks(&PAYWALL))
    }
}
