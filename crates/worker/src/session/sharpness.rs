//! Keeps lambda_max, the largest eigenvalue of the Hessian, fresh in the background.

use costscape_core::curvature::Curvature;
use costscape_core::settings::Objective;
use costscape_core::training::Trainer;
use costscape_protocol::{FromTrainer, Sharpness};

use super::{Answer, Data};

/// While the run goes on, another value is begun this often, in milliseconds.
const EVERY_MS: f64 = 500.0;
/// And a block of examples is worked on this often, in milliseconds: more would take a core from the page.
const BLOCK_EVERY_MS: f64 = 45.0;
/// A run that leaves less time than a block needs gives it nevertheless, this often.
const STARVED_MS: f64 = 100.0;

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
    /// When the last block was worked on, and for how long.
    block_at_ms: f64,
    block_ms: f64,
}

impl Watch {
    pub(super) fn turn(&mut self, on: bool) {
        *self = Self { on, ..Self::default() };
    }

    /// The run is another.
    pub(super) fn begin_anew(&mut self) {
        self.turn(self.on);
    }

    /// Whether there is something to do while the run rests: always while a value is being found; else when the point is a
    /// new one.
    pub(super) fn wants(&self, trainer: &Trainer) -> bool {
        let here = (trainer.step(), trainer.settings().objective());
        self.on && (self.at_work.is_some() || self.known != Some(here))
    }

    /// Whether a block is to be worked on in the `wait_ms` before the run's next step.
    pub(super) fn fits(&self, trainer: &Trainer, now_ms: f64, wait_ms: f64) -> bool {
        self.wants_beside_run(trainer, now_ms, BLOCK_EVERY_MS) && wait_ms > self.block_ms
    }

    /// Whether a running run has left no time for too long.
    pub(super) fn is_starved(&self, trainer: &Trainer, now_ms: f64) -> bool {
        self.wants_beside_run(trainer, now_ms, STARVED_MS)
    }

    fn wants_beside_run(&self, trainer: &Trainer, now_ms: f64, every_ms: f64) -> bool {
        let may_begin = self.at_work.is_some() || now_ms - self.begun_at_ms >= EVERY_MS;
        self.wants(trainer) && may_begin && now_ms - self.block_at_ms >= every_ms
    }

    /// One block of examples' work; the value once it is found.
    pub(super) fn advance(&mut self, trainer: &Trainer, data: &Data, now: &mut dyn FnMut() -> f64) -> Option<Answer> {
        self.block_at_ms = now();
        let found = self.work(trainer, data);
        self.block_ms = now() - self.block_at_ms;
        found.map(|found| (FromTrainer::Sharpness(found), Vec::new()))
    }

    fn work(&mut self, trainer: &Trainer, data: &Data) -> Option<Sharpness> {
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
                self.begun_at_ms = self.block_at_ms;
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
