//! Keeps lambda_max, the largest eigenvalue of the Hessian, fresh in the background.

use costscape_core::curvature::Curvature;
use costscape_core::settings::Objective;
use costscape_core::training::Trainer;
use costscape_protocol::Sharpness;

use super::Data;

/// While the run goes on, another value is begun this often, in milliseconds.
const EVERY_MS: f64 = 500.0;

/// A value being found.
struct Finding {
    step: u64,
    objective: Objective,
    curvature: Box<Curvature>,
}

/// What is known of the curvature.
#[derive(Default)]
pub(super) struct Watch {
    on: bool,
    at_work: Option<Finding>,
    /// The direction found last: the next one is near it.
    direction: Option<Vec<f32>>,
    /// The step that is done.
    known: Option<(u64, Objective)>,
    begun_at_ms: f64,
}

impl Watch {
    pub(super) fn turn(&mut self, on: bool) {
        *self = Self { on, ..Self::default() };
    }

    /// The run is another.
    pub(super) fn begin_anew(&mut self) {
        self.turn(self.on);
    }

    /// Whether there is something to do: always while a value is being found; else when the point is a new one.
    pub(super) fn wants(&self, trainer: &Trainer, running: bool, now_ms: f64) -> bool {
        let here = (trainer.step(), trainer.settings().objective());
        let due = self.known != Some(here) && (!running || now_ms - self.begun_at_ms >= EVERY_MS);
        self.on && (self.at_work.is_some() || due)
    }

    /// One block of examples' work; the value once it is found.
    pub(super) fn advance(&mut self, trainer: &Trainer, data: &Data, now_ms: f64) -> Option<Sharpness> {
        let begin = || Finding {
            step: trainer.step(),
            objective: trainer.settings().objective(),
            curvature: Box::new(Curvature::new(
                &trainer.network(),
                &trainer.theta(),
                1,
                self.direction.as_deref(),
                trainer.start().seed,
            )),
        };
        let mut finding = match self.at_work.take() {
            Some(finding) => finding,
            None => {
                self.begun_at_ms = now_ms;
                begin()
            }
        };
        let Some(found) = finding.curvature.advance(&data.train) else {
            self.at_work = Some(finding);
            return None;
        };
        self.known = Some((finding.step, finding.objective));
        let found = found?;
        let value = *found.values.first()?;
        self.direction = found.vectors.into_iter().next();
        let Finding { step, objective, .. } = finding;
        Some(Sharpness { step, objective, value, examples: found.examples as u32 })
    }
}
