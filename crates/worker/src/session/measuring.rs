//! The exact cost and gradient of the present point, worked out block by block between the steps.

use costscape_core::data::Examples;
use costscape_core::landscape::{DownhillPlane, Plane, PlaneError};
use costscape_core::measurement::Measurement;
use costscape_core::settings::Objective;
use costscape_core::training::{Trainer, norm};
use costscape_protocol::{Measured, Score};

use super::Data;

/// While running, the exact cost is measured this often, in milliseconds.
const MEASURE_MS: f64 = 300.0;

/// The exact cost of one point, being measured.
struct Measuring {
    step: u64,
    objective: Objective,
    train: Measurement,
    test: Measurement,
}

/// What is known of the slope at the present point.
struct Slope {
    /// Over all training examples.
    gradient: Vec<f32>,
    norm: f64,
    /// The plane downhill, so far as it is made.
    downhill: Option<Box<DownhillPlane>>,
}

impl Slope {
    /// The plane through the present point: where a ride begins, that moves by as much as rounding does.
    fn downhill(&mut self, trainer: &Trainer) -> Result<&mut DownhillPlane, PlaneError> {
        let theta = trainer.theta();
        let downhill = match self.downhill.take().filter(|downhill| downhill.origin() == theta) {
            Some(downhill) => downhill,
            None => Box::new(DownhillPlane::new(&trainer.network(), theta, &self.gradient, trainer.start().seed)?),
        };
        Ok(self.downhill.insert(downhill))
    }
}

/// What is known of the present point, and what is being found out.
pub(super) struct Measurer {
    at_work: Option<Measuring>,
    /// Of the present point, once it is known.
    slope: Option<Slope>,
    /// Whether the present point's exact cost has still to be measured.
    due: bool,
    begun_at_ms: f64,
}

impl Default for Measurer {
    fn default() -> Self {
        Self { at_work: None, slope: None, due: false, begun_at_ms: f64::NEG_INFINITY }
    }
}

impl Measurer {
    /// The run or its landscape is another: nothing known holds any more.
    pub(super) fn begin_anew(&mut self) {
        *self = Self { due: true, begun_at_ms: self.begun_at_ms, ..Self::default() };
    }

    /// A step was done. What is being measured is still true of the step it began at.
    pub(super) fn moved(&mut self) {
        self.due = true;
        self.slope = None;
    }

    /// The run stopped. It is measured without its gradient while it goes on; standing still, that is worth its time.
    pub(super) fn stopped(&mut self) {
        self.due |= self.slope.is_none();
    }

    /// Whether something is being measured.
    pub(super) fn is_busy(&self) -> bool {
        self.at_work.is_some()
    }

    /// Whether a run should be measured again.
    pub(super) fn is_time(&self, now_ms: f64) -> bool {
        self.at_work.is_none() && now_ms - self.begun_at_ms > MEASURE_MS
    }

    /// The gradient over all training examples at the present point, and its norm, once it is known.
    pub(super) fn gradient(&self) -> Option<(&[f32], f64)> {
        self.slope.as_ref().map(|slope| (&slope.gradient[..], slope.norm))
    }

    /// Works on the plane downhill from the present point, of which the gradient has to be known, a block of examples at a
    /// time; the plane once it is made.
    pub(super) fn advance_downhill(&mut self, trainer: &Trainer, data: &Data) -> Result<Option<Plane>, PlaneError> {
        let downhill = self.slope.as_mut().ok_or(PlaneError::NoDirection)?.downhill(trainer)?;
        downhill.advance(&data.train);
        downhill.plane()
    }

    /// At rest: works on the plane downhill before it is asked for. Whether there was anything to do.
    pub(super) fn look_ahead(&mut self, trainer: &Trainer, data: &Data) -> bool {
        let downhill = self.slope.as_mut().and_then(|slope| slope.downhill(trainer).ok());
        let Some(downhill) = downhill.filter(|downhill| !downhill.is_known()) else { return false };
        downhill.advance(&data.train);
        true
    }

    /// Begins to measure the present point; false when that is done already.
    pub(super) fn begin(&mut self, trainer: &Trainer, now_ms: f64, with_gradient: bool) -> bool {
        if !self.due {
            return false;
        }
        let (network, theta) = (trainer.network(), trainer.theta());
        self.at_work = Some(Measuring {
            step: trainer.step(),
            objective: trainer.settings().objective(),
            train: Measurement::new(&network, &theta, with_gradient),
            test: Measurement::new(&network, &theta, false),
        });
        self.due = false;
        self.begun_at_ms = now_ms;
        true
    }

    /// Works on the next block; what was found out, once all are done. A cost that is not finite is not told.
    pub(super) fn advance(&mut self, trainer: &Trainer, data: &Data) -> Option<Measured> {
        let measuring = self.at_work.as_mut()?;
        if measuring.train.advance(&data.train) || measuring.test.advance(&data.test) {
            return None;
        }
        let Measuring { step, objective, train, test } = self.at_work.take()?;
        let gradient = train.gradient(data.train.len()).filter(|_| trainer.step() == step);
        self.slope = gradient.map(|gradient| Slope { norm: norm(&gradient), gradient, downhill: None });
        // Where the gradient is not finite a plane is refused in words; no norm is told.
        let gradient_norm = self.slope.as_ref().map(|slope| slope.norm).filter(|norm| norm.is_finite());
        let score = |measurement: &Measurement, examples: &Examples| {
            let (sums, n) = (measurement.sums(), examples.len());
            Score { cost: sums.cost / n.max(1) as f64, right: sums.right, of: n as u32 }
        };
        let measured = Measured {
            step,
            objective,
            train: score(&train, &data.train),
            test: score(&test, &data.test),
            gradient_norm,
        };
        (measured.train.cost.is_finite() && measured.test.cost.is_finite()).then_some(measured)
    }

    /// Works on the present point's gradient, which is not known yet; what was found out, once it is.
    pub(super) fn advance_to_gradient(&mut self, trainer: &Trainer, data: &Data, now_ms: f64) -> Option<Measured> {
        let on_it = self.at_work.as_ref().is_some_and(|m| m.step == trainer.step() && m.train.has_gradient());
        if on_it {
            return self.advance(trainer, data);
        }
        self.due = true;
        self.begin(trainer, now_ms, true);
        None
    }
}
