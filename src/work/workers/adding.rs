//! Taking in and bringing up to date from within the reader: told as it goes, stopped when a person wants,
//! and found when it is done.

use super::Desk;
use crate::work::archive::{Archive, ArchiveError};
use crate::work::request::{Report, RequestNumber};
use crate::work::{AddReport, Aim, Course, Gauge, Limits, News, Progress, TakenIn, Wanted, Wish};
use std::sync::atomic::Ordering;
use std::time::Duration;

type Reports = Result<Vec<AddReport>, ArchiveError>;

impl Desk {
    /// Takes in what a person has named.
    pub(super) fn add(&self, number: RequestNumber, archive: &mut Archive, sources: &[String]) -> Reports {
        let progress = Progress { of: sources.len(), ..Progress::default() };
        let wish = Wish { manner: (*self.manner).clone(), ..Wish::default() };
        self.taking_in(number, archive, progress, |archive, course, told| archive.add(sources, &wish, course, told))
    }

    /// What is remembered and not paused is brought up to date.
    pub(super) fn sync(&self, number: RequestNumber, archive: &mut Archive) -> Reports {
        let sources = archive.remembered()?.into_iter().filter(|source| !source.is_paused);
        let wanted: Vec<Wanted> = sources.map(|source| Wanted { source, aim: Aim::News, is_new: false }).collect();
        let progress = Progress { of: wanted.len(), is_sync: true, ..Progress::default() };
        let manner = &self.manner;
        self.taking_in(number, archive, progress, |archive, course, told| archive.sync(wanted, manner, course, told))
    }

    /// Tells how far it has come, and sees to it that what came is found afterwards.
    fn taking_in(
        &self,
        number: RequestNumber,
        archive: &mut Archive,
        mut progress: Progress,
        take: impl FnOnce(&mut Archive, Course, &mut dyn FnMut(News)) -> Result<TakenIn, ArchiveError>,
    ) -> Reports {
        let gauge = Gauge::default();
        let course = Course { limits: Limits::default(), stop: &self.stop_taking_in, gauge: &gauge };
        let taken = take(archive, course, &mut |news| self.tell(number, &news, &mut progress))?;
        self.make_up(archive, taken.is_unfinished)?;
        self.level_for_all(archive)?;
        Ok(taken.reports)
    }

    /// What came in before a person stopped it is judged and indexed.
    fn make_up(&self, archive: &mut Archive, is_unfinished: bool) -> Result<(), ArchiveError> {
        if is_unfinished && !self.is_stopped() {
            self.stop_taking_in.store(false, Ordering::Relaxed);
            archive.take_in(Vec::new(), &self.stop, &mut |_, _| {})?;
        }
        Ok(())
    }

    /// Tells the reader where that is other than before.
    fn tell(&self, number: RequestNumber, news: &News, progress: &mut Progress) {
        let before = *progress;
        match news {
            News::Done(report) => {
                progress.done += 1;
                progress.of = progress.of.max(progress.done);
                progress.new += report.new;
                progress.errors += usize::from(report.gave_nothing());
            }
            News::Going(going) => {
                (progress.pages, progress.left) = (going.pages, going.left);
                progress.new = progress.new.max(going.new);
            }
            News::Way(..) => {}
        }
        if *progress != before {
            let _ = self.reports.send(Report::Progress(number, *progress));
        }
    }

    /// Another thread may be bringing the index level just now, and is left to finish. Who is told that all is
    /// taken in must find it all the same.
    fn level_for_all(&self, archive: &mut Archive) -> Result<(), ArchiveError> {
        const TURNS: usize = 500;
        for _ in 0..TURNS {
            if archive.index_state()?.1 == 0 || self.is_stopped() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
            archive.level()?;
        }
        Ok(())
    }
}
