//! Where a run has been.

use super::plane::{Plane, Projected};

/// Snapshots of theta along a run, few enough to keep: when they get too many, every other one is dropped and from then on
/// they are taken half as often.
#[derive(Clone, Debug)]
pub struct Trajectory {
    every: u64,
    snapshots: Vec<(u64, Vec<f32>)>,
}

impl Trajectory {
    /// The most snapshots kept: 13 MB for the lesson's network.
    pub const MOST: usize = 256;

    /// Of a run that stands at `theta`.
    #[must_use]
    pub fn new(step: u64, theta: Vec<f32>) -> Self {
        Self { every: 1, snapshots: vec![(step, theta)] }
    }

    /// Whether the point at `step` is wanted.
    #[must_use]
    pub fn wants(&self, step: u64) -> bool {
        self.snapshots.last().is_none_or(|(last, _)| step >= last + self.every)
    }

    /// Keeps the point at `step`; steps must rise.
    pub fn push(&mut self, step: u64, theta: Vec<f32>) {
        if !self.wants(step) {
            return;
        }
        self.snapshots.push((step, theta));
        if self.snapshots.len() > Self::MOST {
            // The first stays: it is where the run started.
            let mut keep = false;
            self.snapshots.retain(|_| {
                keep = !keep;
                keep
            });
            self.every *= 2;
        }
    }

    /// Forgets what came after `step`: those steps were taken back.
    pub fn take_back(&mut self, step: u64) {
        self.snapshots.retain(|(at, _)| *at <= step);
    }

    /// Ends it at the point at `step`, whether or not that was wanted.
    pub fn end(&mut self, step: u64, theta: Vec<f32>) {
        if self.snapshots.last().is_none_or(|(last, _)| *last < step) {
            self.snapshots.push((step, theta));
        }
    }

    /// Where it began: the step, and theta there.
    #[must_use]
    pub fn start(&self) -> Option<(u64, &[f32])> {
        self.snapshots.first().map(|(step, theta)| (*step, &theta[..]))
    }

    /// The snapshots, oldest first.
    pub fn points(&self) -> impl Iterator<Item = &[f32]> {
        self.snapshots.iter().map(|(_, theta)| &theta[..])
    }

    /// Every snapshot's step and place relative to `plane`, oldest first.
    #[must_use]
    pub fn on(&self, plane: &Plane) -> Vec<(u64, Projected)> {
        self.snapshots.iter().map(|(step, theta)| (*step, plane.project(theta))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_keeps_its_start_its_end_and_even_steps_between() {
        let mut trajectory = Trajectory::new(0, vec![0.0, 0.0, 0.0]);
        for step in 1..=10_000 {
            trajectory.push(step, vec![step as f32, 0.0, 1.0]);
        }
        let plane = Plane::new(&[0.0; 3], &[1.0, 0.0, 0.0], &[0.0, 1.0, 0.0], 1).unwrap();
        let path = trajectory.on(&plane);
        assert!(path.len() <= Trajectory::MOST && path.len() > Trajectory::MOST / 3, "{}", path.len());
        assert_eq!(path[0].0, 0);
        let strides: Vec<u64> = path.windows(2).map(|w| w[1].0 - w[0].0).collect();
        assert!(strides.iter().all(|s| *s == strides[0]), "{strides:?}");
        assert!(10_000 - path[path.len() - 1].0 < strides[0] * 2);
        assert_eq!(path[1].1, Projected { a: path[1].0 as f32, b: 0.0, off: 1.0 });
    }
}
