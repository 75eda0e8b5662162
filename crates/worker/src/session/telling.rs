//! What the page is told of a run, and when.

use costscape_core::landscape::{Plane, Projected};
use costscape_core::training::{StepReport, Trainer};
use costscape_protocol::{PathPoint, Progress, Steps};

use super::TELL_MS;

/// While steps go fast, the path is looked at this often, in milliseconds.
const POINT_MS: f64 = 3.0;

/// The parameters of the lesson's network.
const USUAL: f64 = 13_002.0;

/// Steps done since the page was last told.
#[derive(Debug, Default)]
pub(super) struct Telling {
    told_at_ms: f64,
    point_at_ms: f64,
    count: u32,
    cost: f64,
    gradient_norm: f64,
    batch: u32,
    whole: bool,
    path: Vec<PathPoint>,
}

impl Telling {
    /// Notes a step.
    pub(super) fn note(&mut self, report: &StepReport) {
        self.count += 1;
        self.cost += report.cost;
        self.gradient_norm += report.gradient_norm;
        self.batch = report.batch as u32;
        self.whole = report.whole;
    }

    /// Whether another point of the path is worth its time.
    pub(super) fn wants_point(&self, now_ms: f64) -> bool {
        now_ms - self.point_at_ms >= POINT_MS
    }

    /// Notes where the path is.
    pub(super) fn point(&mut self, now_ms: f64, step: u64, projected: Projected) {
        self.point_at_ms = now_ms;
        self.path.push(point(step, projected));
    }

    /// Steps after `step` were taken back: the path no longer goes there.
    pub(super) fn take_back(&mut self, step: u64) {
        self.path.retain(|point| point.step <= step);
    }

    /// Whether there is something to tell of a network of so many parameters, and it is time: larger ones are told less
    /// often, so that the page is not drowned in them.
    pub(super) fn is_due(&self, now_ms: f64, parameters: usize) -> bool {
        let every_ms = TELL_MS * (parameters as f64 / USUAL).max(1.0);
        self.count > 0 && now_ms - self.told_at_ms >= every_ms
    }

    /// What to tell; then begins anew.
    pub(super) fn progress(
        &mut self,
        now_ms: f64,
        trainer: &Trainer,
        theta: &[f32],
        running: bool,
        plane: Option<&(u32, Plane)>,
    ) -> Progress {
        let told = std::mem::replace(self, Self { told_at_ms: now_ms, point_at_ms: now_ms, ..Self::default() });
        let mut path = told.path;
        let step = trainer.step();
        if let Some((_, plane)) = plane
            && path.last().is_none_or(|last| last.step != step)
        {
            path.push(point(step, plane.project(theta)));
        }
        let mean = |sum: f64| sum / f64::from(told.count);
        Progress {
            step,
            examples_seen: trainer.examples_seen(),
            running,
            steps: (told.count > 0).then(|| Steps {
                objective: trainer.settings().objective(),
                count: told.count,
                cost: mean(told.cost),
                gradient_norm: mean(told.gradient_norm),
                batch: told.batch,
                whole: told.whole,
            }),
            path,
            plane: plane.map(|(number, _)| *number),
        }
    }
}

fn point(step: u64, projected: Projected) -> PathPoint {
    PathPoint { step, a: projected.a, b: projected.b, off: projected.off }
}

/// A projected trajectory, as the page wants it.
pub(super) fn points(path: Vec<(u64, Projected)>) -> Vec<PathPoint> {
    path.into_iter().map(|(step, projected)| point(step, projected)).collect()
}
