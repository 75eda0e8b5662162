//! A run: parameters that move step by step.

mod confined;

use crate::batches::{Batch, Batches};
use crate::data::{BLOCK, Examples};
use crate::kernel::{Kernel, Sums};
use crate::landscape::Plane;
use crate::network::Network;
use crate::optimizer::Memory;
use crate::settings::{Settings, Start};
use confined::Confined;

/// One step done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepReport {
    /// The mean cost of the step's examples, before the step.
    pub cost: f64,
    /// The norm of the step's gradient.
    pub gradient_norm: f64,
    /// Examples in the step.
    pub batch: usize,
    /// Whether those were the whole training set.
    pub whole: bool,
}

/// A step that left the finite numbers; it was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cost or its gradient is no longer a finite number")]
pub struct Overflow;

/// A run in progress.
///
/// [`Self::advance`] does at most [`BLOCK`] examples' work, so that a worker that drives it can look up in between even
/// when a step takes the whole training set.
#[derive(Clone, Debug)]
pub struct Trainer {
    start: Start,
    settings: Settings,
    kernel: Kernel,
    parameters: Vec<f32>,
    /// The point before the last step, to go back to if that step turns out to have left the finite numbers.
    before: Option<Point>,
    memory: Memory,
    /// The plane that the run may not leave.
    confined: Option<Confined>,
    batches: Batches,
    step: u64,
    examples_seen: u64,
    gradient: Vec<f32>,
    part: Part,
}

/// A point of the run.
#[derive(Clone, Debug)]
struct Point {
    parameters: Vec<f32>,
    step: u64,
    examples_seen: u64,
    /// On the plane that the run is confined to.
    place: Option<[f32; 2]>,
}

/// How far the present step has come.
#[derive(Clone, Debug)]
enum Part {
    Fresh,
    Begun { batch: Batch, done: usize, sums: Sums, total: Vec<f32> },
}

impl Trainer {
    /// A run at step 0 over `examples` examples.
    #[must_use]
    pub fn new(start: Start, settings: Settings, examples: usize) -> Self {
        let network = settings.network(&start.architecture);
        let theta = start.initialisation.parameters(&network, start.seed);
        Self::resume(start, settings, examples, &theta, 0, 0)
    }

    /// A run that goes on from theta. The order of the examples goes on as if it had never stopped; the optimiser's memory
    /// starts empty.
    #[must_use]
    pub fn resume(
        start: Start,
        settings: Settings,
        examples: usize,
        theta: &[f32],
        step: u64,
        examples_seen: u64,
    ) -> Self {
        let kernel = Kernel::new(&settings.network(&start.architecture));
        let parameters = kernel.layout().pack(theta);
        Self {
            memory: Memory::new(settings.optimizer, parameters.len()),
            batches: Batches::new(start.seed, examples),
            gradient: vec![0.0; parameters.len()],
            part: Part::Fresh,
            start,
            settings,
            kernel,
            parameters,
            before: None,
            confined: None,
            step,
            examples_seen,
        }
    }

    /// Goes on from `theta`, which may be anywhere: the optimiser's memory starts empty, the step under way is dropped, and
    /// a plane that the run was confined to is left.
    pub fn place(&mut self, theta: &[f32]) {
        self.parameters = self.kernel.layout().pack(theta);
        (self.part, self.before, self.confined) = (Part::Fresh, None, None);
        self.memory = Memory::new(self.settings.optimizer, self.parameters.len());
    }

    /// From now on only the coordinates (a, b) on `plane` move, from the place given, by the exact slope of the plane's cost
    /// over the whole training set: (dC/da, dC/db) = (g u, g v). The same optimisers work on these two numbers.
    pub fn confine(&mut self, plane: &Plane, place: (f32, f32)) {
        self.place(&plane.at(place.0, place.1));
        let place = [place.0, place.1];
        self.confined = Some(Confined::new(plane, place, self.kernel.layout(), self.settings.optimizer));
    }

    /// Leaves the plane: all parameters move again.
    pub fn free(&mut self) {
        if self.confined.take().is_some() {
            (self.part, self.before) = (Part::Fresh, None);
        }
    }

    /// Where the optimiser's memory carries the run, laid out as theta; none without such a memory.
    #[must_use]
    pub fn momentum(&self) -> Option<Vec<f32>> {
        let packed = match &self.confined {
            Some(confined) => confined.momentum(),
            None => self.memory.momentum(),
        };
        packed.map(|packed| self.kernel.layout().unpack(&packed))
    }

    /// Whether the run is confined to a plane.
    #[must_use]
    pub fn is_confined(&self) -> bool {
        self.confined.is_some()
    }

    /// What the run started from.
    #[must_use]
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// The present settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The present network.
    #[must_use]
    pub fn network(&self) -> Network {
        self.settings.network(&self.start.architecture)
    }

    /// Other settings, at once. A step half done goes on with the new rate (or a slider in motion would keep a step over
    /// the whole set from ever ending) and is begun anew only when its examples or its network are no longer the right
    /// ones; the optimiser's memory stays unless its rule changes.
    pub fn apply(&mut self, settings: Settings) {
        let kept = |s: &Settings| (s.batch_size, s.activation, s.cost);
        if kept(&self.settings) != kept(&settings) {
            self.part = Part::Fresh;
        }
        if self.settings.optimizer != settings.optimizer {
            self.memory = Memory::new(settings.optimizer, self.parameters.len());
            if let Some(confined) = &mut self.confined {
                confined.forget(settings.optimizer);
            }
        }
        if (self.settings.activation, self.settings.cost) != (settings.activation, settings.cost) {
            self.kernel = Kernel::new(&settings.network(&self.start.architecture));
        }
        self.settings = settings;
    }

    /// Steps done.
    #[must_use]
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Examples seen.
    #[must_use]
    pub fn examples_seen(&self) -> u64 {
        self.examples_seen
    }

    /// The parameters as theta.
    #[must_use]
    pub fn theta(&self) -> Vec<f32> {
        self.kernel.layout().unpack(&self.parameters)
    }

    /// Works on the present step for at most [`BLOCK`] examples; the report once it is done.
    ///
    /// `examples` must be the same, of the number given to [`Self::new`], at every call.
    ///
    /// # Errors
    /// When cost or gradient are not finite. It was the step before that led there, so that one is taken back: the run then
    /// stands where both were finite, with an empty optimiser's memory, and goes on from there with a lower rate.
    pub fn advance(&mut self, examples: &Examples) -> Result<Option<StepReport>, Overflow> {
        if let Part::Fresh = self.part {
            let size = if self.confined.is_some() { usize::MAX } else { self.settings.batch_size as usize };
            let batch = self.batches.next(self.examples_seen, size);
            // Only a step of several blocks needs a second vector to add them up in.
            let total = if batch.len() > BLOCK { vec![0.0; self.parameters.len()] } else { Vec::new() };
            self.part = Part::Begun { batch, done: 0, sums: Sums::default(), total };
        }
        let Part::Begun { batch, done, sums, total } = &mut self.part else { return Ok(None) };
        let range = *done..(*done + BLOCK).min(batch.len());
        *done = range.end;
        let indices = self.batches.indices(batch, range);
        *sums += self.kernel.gradient(&self.parameters, examples, indices, &mut self.gradient);
        total.iter_mut().zip(&self.gradient).for_each(|(t, g)| *t += g);
        if *done < batch.len() {
            return Ok(None);
        }
        let gradient = if total.is_empty() { &self.gradient } else { total };
        let n = batch.len();
        let scale = 1.0 / n as f32;
        // The slope along the plane, where the run is confined to one.
        let slope = self.confined.as_ref().map(|confined| confined.slope(gradient, scale));
        let report = StepReport {
            cost: sums.cost / n as f64,
            // Of the whole gradient also where only its part along a plane is followed.
            gradient_norm: norm(gradient) / n as f64,
            batch: n,
            whole: matches!(batch, Batch::Whole(_)),
        };
        if !(report.cost.is_finite() && report.gradient_norm.is_finite()) {
            self.part = Part::Fresh;
            self.memory = Memory::new(self.settings.optimizer, self.parameters.len());
            if let Some(before) = self.before.take() {
                (self.parameters, self.step, self.examples_seen) =
                    (before.parameters, before.step, before.examples_seen);
                if let (Some(confined), Some(place)) = (&mut self.confined, before.place) {
                    confined.place = place;
                    confined.forget(self.settings.optimizer);
                }
            }
            return Err(Overflow);
        }
        let (step, examples_seen) = (self.step, self.examples_seen);
        let place = self.confined.as_ref().map(|confined| confined.place);
        match &mut self.before {
            Some(before) => {
                before.parameters.copy_from_slice(&self.parameters);
                (before.step, before.examples_seen, before.place) = (step, examples_seen, place);
            }
            None => self.before = Some(Point { parameters: self.parameters.clone(), step, examples_seen, place }),
        }
        let rate = self.settings.learning_rate;
        if let (Some(confined), Some(slope)) = (&mut self.confined, slope) {
            confined.step(rate, &slope, &mut self.parameters);
        } else {
            self.memory.step(rate, &mut self.parameters, gradient, scale);
        }
        self.part = Part::Fresh;
        self.step += 1;
        self.examples_seen += n as u64;
        Ok(Some(report))
    }

    /// One whole step.
    ///
    /// # Errors
    /// As [`Self::advance`].
    pub fn whole_step(&mut self, examples: &Examples) -> Result<StepReport, Overflow> {
        loop {
            if let Some(report) = self.advance(examples)? {
                return Ok(report);
            }
        }
    }
}

/// The Euclidean norm, its squares summed in sixteen f32 lanes: exact to about 1e-6.
#[must_use]
pub fn norm(vector: &[f32]) -> f64 {
    const LANES: usize = 16;
    let (rows, rest) = vector.as_chunks::<LANES>();
    let mut lanes = [0.0f32; LANES];
    for row in rows {
        for l in 0..LANES {
            lanes[l] += row[l] * row[l];
        }
    }
    let squares =
        lanes.iter().chain(&rest.iter().map(|v| v * v).collect::<Vec<f32>>()).map(|&v| f64::from(v)).sum::<f64>();
    squares.sqrt()
}

#[cfg(test)]
mod tests;
