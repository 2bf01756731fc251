//! How fast the archive is searched, beside bare tantivy on the same index and `SQLite`'s FTS5 on the
//! same articles, in one run; what each key costs that is typed; what a cold start costs; how long a
//! frame takes, also while something is taken in; what the index and the store weigh.
//!
//! ```text
//! cargo bench --bench search -- [STORIES] [PART...]
//!     STORIES      20000 unless given; archives are made once and kept in the target folder's tmp/
//!     PART         search[=KIND] keys cold frames sizes; all of them unless given
//!     index        the index alone, without a store: quicker to make, but only for search and sizes
//!     no-fts5      without FTS5, which takes long to make of a million stories
//!     each=N       queries of each kind; 40 unless given
//!     program=PATH another program than the one built with this, for the cold starts
//! ```

mod bare;
mod cold;
mod corpus;
mod figures;
mod frames;
mod kept;
mod keys;
#[path = "../measure.rs"]
mod measure;
mod queries;
mod reader;
mod rival;
mod searching;

use kept::{Kept, What, make, say_sizes};
use measure::{Outcome, say};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is to be measured.
struct Plan {
    stories: usize,
    each: usize,
    what: What,
    has_rival: bool,
    program: String,
    /// Empty for all.
    parts: Vec<String>,
}

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [first, what, stories, folder] = arguments.as_slice()
        && first == "make"
    {
        let what = What::from_name(what).ok_or("make what?")?;
        return make(what, stories.parse()?, folder.as_ref());
    }
    let plan = plan(&arguments)?;
    say(&format!("Archives are kept in {}", env!("CARGO_TARGET_TMPDIR")))?;
    let kept = Kept::get(plan.stories, plan.what)?;
    if let Some(kind) = plan.part("search") {
        let rival = if plan.has_rival { Some(Kept::get(plan.stories, What::Rival)?) } else { None };
        searching::run(&kept, rival.as_ref(), plan.stories, plan.each, &kind)?;
    }
    if plan.what == What::Whole {
        if plan.part("keys").is_some() {
            keys::run(&kept, plan.stories)?;
        }
        if plan.part("cold").is_some() {
            cold::run(&kept, plan.stories, &plan.program)?;
        }
        if plan.part("frames").is_some() {
            frames::run(&kept, plan.stories, &plan.program)?;
        }
    }
    if plan.part("sizes").is_some() { say_sizes(&kept) } else { Ok(()) }
}

fn plan(arguments: &[String]) -> Outcome<Plan> {
    let program = cold::PROGRAM.to_owned();
    let mut plan = Plan { stories: 20_000, each: 40, what: What::Whole, has_rival: true, program, parts: Vec::new() };
    for argument in arguments {
        let (name, value) = argument.split_once('=').unwrap_or((argument, ""));
        match name {
            "index" => plan.what = What::Index,
            "no-fts5" => plan.has_rival = false,
            "program" => value.clone_into(&mut plan.program),
            "each" => plan.each = value.parse()?,
            "search" | "keys" | "cold" | "frames" | "sizes" => plan.parts.push(argument.clone()),
            number => {
                let what = || format!("what is {argument}? See the top of benches/search/main.rs");
                plan.stories = number.parse().map_err(|_| what())?;
            }
        }
    }
    Ok(plan)
}

impl Plan {
    /// The value of a part that is asked for.
    fn part(&self, name: &str) -> Option<String> {
        if self.parts.is_empty() {
            return Some(String::new());
        }
        self.parts.iter().find_map(|part| {
            let (part, value) = part.split_once('=').unwrap_or((part, ""));
            (part == name).then(|| value.to_owned())
        })
    }
}
