//! Where the present run has been, and earlier runs kept for comparison.

use costscape_core::landscape::Trajectory;
use costscape_protocol::MOST_KEPT;

/// Paths.
pub(super) struct Kept {
    /// The present run's.
    pub(super) present: Trajectory,
    /// Where that began, for starting there again.
    pub(super) began: Began,
    runs: Vec<(u32, Trajectory)>,
}

/// A point of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Began {
    pub(super) step: u64,
    pub(super) examples_seen: u64,
    pub(super) theta: Vec<f32>,
}

impl Kept {
    pub(super) fn new() -> Self {
        Self { present: Trajectory::new(0, Vec::new()), began: Began::default(), runs: Vec::new() }
    }

    /// The present path begins here. Runs of a network of another size are of no use any more.
    pub(super) fn begin(&mut self, began: Began) {
        self.runs.retain(|(_, path)| path.start().is_some_and(|(_, theta)| theta.len() == began.theta.len()));
        self.present = Trajectory::new(began.step, began.theta.clone());
        self.began = began;
    }

    /// Keeps the path so far, which has come to `theta`; the oldest gives way when there are too many.
    pub(super) fn keep(&mut self, run: u32, step: u64, theta: Vec<f32>) {
        let mut path = self.present.clone();
        path.end(step, theta);
        self.forget(run);
        if self.runs.len() == MOST_KEPT {
            self.runs.remove(0);
        }
        self.runs.push((run, path));
    }

    pub(super) fn forget(&mut self, run: u32) {
        self.runs.retain(|(kept, _)| *kept != run);
    }

    /// Those kept, oldest first.
    pub(super) fn runs(&self) -> impl Iterator<Item = (u32, &Trajectory)> {
        self.runs.iter().map(|(run, path)| (*run, path))
    }
}
