//! A temporary home with an archive of its own, and what lies beside it.

use cuttings::work::{Archive, Course, Gauge, Input, Limits, TakenIn};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

pub struct Home(pub tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn archive(&self) -> Archive {
        Archive::open(&self.path("archive")).unwrap()
    }

    pub fn take_in(&self, inputs: Vec<Input>, limits: Limits) -> TakenIn {
        let course = Course { limits, stop: &AtomicBool::new(false), gauge: &Gauge::default() };
        self.archive().take_in_by(inputs, course, &mut |_, _| {}).unwrap()
    }
}
