//! The thread that holds the store and all walks: hands asks to the threads that fetch, answers to the walks,
//! bodies to the pipeline, and writes down how far each walk has come.

use super::super::archive::{Archive, ArchiveError};
use super::super::inputs::{Input, Received};
use super::super::taking_in::{Open, batches, settled, store_batch};
use super::super::walk::{Event, Fetched, Known, Listed};
use super::super::{Course, TakenIn};
use super::queue::{Job, Queue};
use super::walking::Walking;
use super::{Going, Manner, News, Wanted, due, now};
use crate::fetch::{Ask, Client, FetchError, Reply};
use crate::store::{self, Packer, Store};
use crate::text::safe_line;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What came is stored at least so often, so that little is fetched again after a crash.
const STORED_AFTER: Duration = Duration::from_secs(2);
/// Or when there are so many bodies, or so many bytes of them.
const BODIES: usize = 64;
const BYTES: usize = 8 << 20;
/// More bytes than these can take long to store; then stopping does not wait for them.
const SOON: usize = 4 << 20;
/// What came is judged, and the index brought level, so often on a long walk.
const LEVEL_AFTER: Duration = Duration::from_secs(30);
/// The longest wait without a look at whether to stop.
const TICK: Duration = Duration::from_millis(100);

type Answer = (usize, Ask, Result<Reply, FetchError>);

pub(super) struct Driver<'d, 'c> {
    archive: &'d mut Archive,
    manner: &'d Manner,
    course: Course<'c>,
    taken: &'d mut TakenIn,
    told: &'d mut dyn FnMut(News),
    walks: Vec<Walking>,
    queue: Queue,
    packer: Packer,
    open: Open,
    /// What came and is not stored yet.
    bodies: Vec<(usize, Fetched)>,
    bytes: usize,
    going: Going,
    begun: Instant,
    stored: Instant,
    leveled: Instant,
    /// Whether something was stored since the index was level.
    is_behind: bool,
}

impl<'d, 'c> Driver<'d, 'c> {
    /// Walks all sources to their end, or until it is stopped; the client that was used.
    pub(super) fn run(
        archive: &'d mut Archive,
        wanted: Vec<Wanted>,
        manner: &'d Manner,
        course: Course<'c>,
        taken: &'d mut TakenIn,
        told: &'d mut dyn FnMut(News),
    ) -> Result<Client, ArchiveError> {
        let network = &manner.network;
        let known = archive.store.hosts()?;
        let client = match Client::new(network) {
            Ok(client) => {
                client.with_robots(known.iter().filter_map(|(_, said)| serde_json::from_str(said).ok()).collect())
            }
            Err(error) => return Err(ArchiveError::Network(error.to_string())),
        };
        let walks: Vec<Walking> = wanted.into_iter().map(Walking::begin).collect();
        let fetching = network.total.min(walks.len().saturating_mul(network.per_host)).max(1);
        let (packer, begun) = (Packer::new(&archive.store)?, Instant::now());
        let mut driver = Self {
            archive,
            manner,
            course,
            taken,
            told,
            going: Going { of: walks.len(), ..Going::default() },
            walks,
            queue: Queue::new(network.per_host, network.total),
            packer,
            open: Open::default(),
            bodies: Vec::new(),
            bytes: 0,
            begun,
            stored: begun,
            leveled: begun,
            is_behind: false,
        };
        let (asks, to_ask) = unbounded::<Job>();
        let (answers, answered) = unbounded::<Answer>();
        std::thread::scope(|scope| {
            for _ in 0..fetching {
                let (to_ask, answers, client) = (to_ask.clone(), answers.clone(), &client);
                scope.spawn(move || fetch(&to_ask, &answers, client, course.stop));
            }
            drop((to_ask, answers));
            // Without asks the threads that fetch come to their end.
            driver.walk(asks, &answered)
        })?;
        keep_robots(&mut driver.archive.store, &client, &known)?;
        Ok(client)
    }

    #[allow(clippy::needless_pass_by_value, reason = "dropped at the end, which ends the threads that fetch")]
    fn walk(&mut self, asks: Sender<Job>, answers: &Receiver<Answer>) -> Result<(), ArchiveError> {
        while !self.course.stop.load(Ordering::Relaxed) {
            self.ask(&asks);
            self.tell();
            if self.queue.under_way() == 0 && self.walks.iter().all(|walk| walk.is_over) {
                break;
            }
            match answers.recv_timeout(TICK) {
                Ok(answer) => self.hear(answer),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.is_due() {
                self.store()?;
                self.level()?;
            }
        }
        while let Ok(answer) = answers.try_recv() {
            self.hear(answer);
        }
        self.store()?;
        self.tell();
        Ok(())
    }

    /// Hands on whatever may be asked now.
    fn ask(&mut self, asks: &Sender<Job>) {
        let most = self.manner.network.per_host.max(1);
        for (number, walk) in self.walks.iter_mut().enumerate() {
            while let Some(ask) = walk.next(most) {
                self.queue.push(Job { walk: number, ask });
            }
        }
        while let Some(job) = self.queue.pop() {
            self.going.fetching = safe_line(&job.ask.address);
            if asks.send(job).is_err() {
                return;
            }
        }
    }

    fn hear(&mut self, (number, ask, answer): Answer) {
        self.queue.done(&ask);
        self.going.pages += 1;
        let Some(walk) = self.walks.get_mut(number) else { return };
        walk.out = walk.out.saturating_sub(1);
        if walk.is_over {
            return;
        }
        match &answer {
            // It is asked again when the walk goes on.
            Err(FetchError::Stopped) => return,
            Err(error @ FetchError::Budget(_)) => return walk.leave(format!("{} {error}", safe_line(&ask.address))),
            answer => walk.is_answered |= answer.is_ok(),
        }
        walk.is_dirty = true;
        let events = walk.walk().answered(&ask, answer, &InStore(&self.archive.store));
        for event in &events {
            match event {
                Event::Chosen(way) => (self.told)(News::Way(&walk.source.source.address, way)),
                Event::Suspect(why) => {
                    walk.flagged = Some(safe_line(why));
                    walk.leave(String::new());
                }
                Event::Problem(problem) => walk.problem(problem),
                Event::Gone(address) => walk.gone.push(address.clone()),
                Event::Moved(address) => walk.moved = Some(address.clone()),
                Event::TakeIn(_) => {}
            }
        }
        if walk.flagged.is_some() {
            return;
        }
        for event in events {
            if let Event::TakeIn(body) = event {
                self.bytes += body.bytes.len();
                self.bodies.push((number, body));
            }
        }
    }

    fn is_due(&self) -> bool {
        let is_late = self.stored.elapsed() >= STORED_AFTER;
        self.bodies.len() >= BODIES || self.bytes >= BYTES || is_late && self.walks.iter().any(|walk| walk.is_dirty)
    }

    /// Stores what came, then how far the walks have come with it.
    fn store(&mut self) -> Result<(), ArchiveError> {
        self.stored = Instant::now();
        let bodies = std::mem::take(&mut self.bodies);
        let all = bodies.len();
        let never = AtomicBool::new(false);
        let stop = if std::mem::take(&mut self.bytes) <= SOON { &never } else { self.course.stop };
        if all > 0 {
            let inputs = bodies.into_iter().filter_map(|(walk, body)| self.input(walk, body)).collect();
            let known = Store::open_existing(self.archive.folder())?;
            let course = Course { stop, ..self.course };
            let (store, open, gauge) = (&mut self.archive.store, &mut self.open, self.course.gauge);
            let mut ended = Vec::new();
            batches(inputs, known, &self.packer, course, &mut |batch| {
                let stored = store_batch(store, batch, open)?;
                gauge.stored(stored.items);
                ended.extend(stored.reports);
                Ok(())
            })?;
            let is_whole = ended.len() >= all;
            for (walk, report) in ended {
                let walk = walk.and_then(|walk| self.walks.get_mut(walk));
                if let Some((walk, report)) = walk.zip(report) {
                    self.is_behind |= !report.is_known;
                    walk.heard(report);
                }
            }
            self.going.articles = gauge.items();
            self.going.new =
                self.open.walks.values().map(store::Tally::new_articles).sum::<usize>() + self.new_so_far();
            if !is_whole {
                return Ok(());
            }
        }
        self.keep()
    }

    fn input(&self, number: usize, body: Fetched) -> Option<Input> {
        let walk = self.walks.get(number)?;
        let is_one_of_many = walk.way().is_some() && !walk.is_one_article();
        Some(Input::Received(Received {
            walk: number,
            key: walk.key.clone(),
            home: walk.home.clone(),
            is_one_of_many,
            is_again: walk.source.is_again(),
            address: body.address,
            bytes: body.bytes,
            charset: body.charset,
            fetched: now(),
        }))
    }

    fn new_so_far(&self) -> usize {
        self.taken.reports.iter().map(|report| report.new).sum()
    }

    /// Writes down how far the walks have come, and what came of those that are at their end.
    fn keep(&mut self) -> Result<(), ArchiveError> {
        if !self.walks.iter().any(|walk| walk.is_dirty) {
            return Ok(());
        }
        let (now, due) = (now(), due(self.manner));
        let mut gone = Vec::new();
        for walk in self.walks.iter_mut().filter(|walk| walk.is_dirty) {
            for address in walk.gone.drain(..) {
                gone.extend(self.archive.at_address(&address)?);
            }
        }
        let mut known = Vec::new();
        for walk in self.walks.iter().filter(|walk| walk.is_dirty && walk.is_over) {
            let source = &walk.source.source;
            known.push((self.archive.store.articles_from(source)?, self.archive.store.kind_of(source)?));
        }
        let mut known = known.into_iter();
        let mut writer = self.archive.store.write()?;
        for id in gone {
            writer.note_gone(id, now)?;
        }
        let mut reports = Vec::new();
        for (number, walk) in self.walks.iter_mut().enumerate().filter(|(_, walk)| walk.is_dirty) {
            walk.is_dirty = false;
            walk.keep(&mut writer)?;
            if walk.is_over {
                let tally = self.open.walks.remove(&number);
                reports.push(walk.finish(&mut writer, tally, known.next().unwrap_or_default(), (now, due))?);
            }
        }
        writer.commit()?;
        for report in reports {
            self.going.done += 1;
            self.going.errors += usize::from(report.error.is_some());
            (self.told)(News::Done(&report));
            self.taken.note(report, None);
        }
        Ok(())
    }

    /// On a long walk what came is to be found before its end.
    fn level(&mut self) -> Result<(), ArchiveError> {
        if !self.is_behind || self.leveled.elapsed() < LEVEL_AFTER {
            return Ok(());
        }
        if settled(&mut self.archive.store, self.course)? {
            self.archive.level_by(&self.course.indexing())?;
        }
        (self.leveled, self.is_behind) = (Instant::now(), false);
        Ok(())
    }

    fn tell(&mut self) {
        self.going.left = self.walks.iter().map(Walking::left).sum();
        let each = self.begun.elapsed().as_secs_f64() / self.going.pages.max(1) as f64;
        let is_known = self.going.pages > 0 && self.going.left > 0;
        self.going.seconds_left = is_known.then(|| (each * self.going.left as f64).ceil() as u64);
        (self.told)(News::Going(&self.going));
    }
}

/// What hosts said in their robots.txt, so that the next sync need not ask again.
fn keep_robots(store: &mut Store, client: &Client, known: &[(String, String)]) -> Result<(), ArchiveError> {
    let mut learned: Vec<(String, String)> = client
        .robots()
        .into_iter()
        .filter_map(|file| Some((file.site.clone(), serde_json::to_string(&file).ok()?)))
        .collect();
    learned.sort();
    if learned != known {
        let mut writer = store.write()?;
        writer.keep_hosts(&learned)?;
        writer.commit()?;
    }
    Ok(())
}

/// A thread that fetches, until there is nothing to be asked any more.
fn fetch(asks: &Receiver<Job>, answers: &Sender<Answer>, client: &Client, stop: &AtomicBool) {
    for Job { walk, ask } in asks {
        let answer = catch_unwind(AssertUnwindSafe(|| client.get(&ask, stop)));
        let answer = answer.unwrap_or_else(|_| Err(FetchError::Connection("the program made a mistake".to_owned())));
        if answers.send((walk, ask, answer)).is_err() {
            return;
        }
    }
}

/// What the archive has already. What can't be read counts as not there.
struct InStore<'s>(&'s Store);

impl Known for InStore<'_> {
    fn has(&self, article: &Listed) -> bool {
        self.0.has_in_full(article.url.as_ref(), article.number, article.updated).unwrap_or(false)
    }
}
