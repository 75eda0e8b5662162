//! A run: parameters that move step by step.

use crate::batches::{Batch, Batches};
use crate::data::{BLOCK, Examples};
use crate::kernel::{Kernel, Sums};
use crate::network::Network;
use crate::optimizer::Memory;
use crate::settings::{Settings, Start};

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
            step,
            examples_seen,
        }
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
            let batch = self.batches.next(self.examples_seen, self.settings.batch_size as usize);
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
        let report = StepReport {
            cost: sums.cost / n as f64,
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
            }
            return Err(Overflow);
        }
        let (step, examples_seen) = (self.step, self.examples_seen);
        match &mut self.before {
            Some(before) => {
                before.parameters.copy_from_slice(&self.parameters);
                (before.step, before.examples_seen) = (step, examples_seen);
            }
            None => self.before = Some(Point { parameters: self.parameters.clone(), step, examples_seen }),
        }
        self.memory.step(self.settings.learning_rate, &mut self.parameters, gradient, scale);
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
mod tests {
    use super::*;
    use crate::data::PIXELS;
    use crate::gradient::cost_and_gradient;
    use crate::optimizer::Optimizer;
    use crate::random::Random;

    /// Ten patterns, each in many noisy copies: quickly learnt.
    fn examples(n: usize) -> Examples {
        let mut random = Random::new(77, 0);
        let patterns: Vec<Vec<u8>> =
            (0..10).map(|_| (0..PIXELS).map(|_| if random.below(5) == 0 { 200 } else { 0 }).collect()).collect();
        let mut images = Vec::new();
        for i in 0..n {
            images.extend(
                patterns[i % 10].iter().map(|&p| if random.below(10) == 0 { random.below(256) as u8 } else { p }),
            );
        }
        Examples::new(&images, (0..n).map(|i| (i % 10) as u8).collect()).unwrap()
    }

    fn run(settings: Settings, steps: usize, set: &Examples) -> (Trainer, Vec<StepReport>) {
        let mut trainer = Trainer::new(Start::default(), settings, set.len());
        let reports = (0..steps).map(|_| trainer.whole_step(set).unwrap()).collect();
        (trainer, reports)
    }

    #[test]
    fn every_optimiser_learns_ten_patterns() {
        let set = examples(500);
        for (optimizer, learning_rate) in [(Optimizer::Sgd, 2.0), (Optimizer::Momentum, 0.1), (Optimizer::Adam, 0.01)] {
            let (_, reports) = run(Settings { optimizer, learning_rate, ..Settings::default() }, 400, &set);
            let (first, last) = (reports[0].cost, reports[399].cost);
            assert!(last < first / 4.0, "{optimizer:?}: {first} to {last}");
        }
    }

    #[test]
    fn a_whole_step_is_the_references_step_however_many_blocks_it_takes() {
        let set = examples(2300);
        let settings = Settings { batch_size: u32::MAX, learning_rate: 0.5, ..Settings::default() };
        let mut trainer = Trainer::new(Start::default(), settings, set.len());
        let theta = trainer.theta();
        assert_eq!(trainer.advance(&set), Ok(None));
        assert_eq!(trainer.advance(&set), Ok(None));
        let report = trainer.advance(&set).unwrap().unwrap();
        assert!(report.whole && report.batch == 2300);
        let dense: Vec<_> = set.iter().collect();
        let reference =
            cost_and_gradient(&trainer.network(), &theta, dense.iter().map(|(image, label)| (&image[..], *label)));
        assert!((report.cost - reference.cost).abs() < 1e-6 * reference.cost);
        let norm = reference.gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        assert!((report.gradient_norm - norm).abs() < 1e-5 * norm);
        for ((after, before), g) in trainer.theta().iter().zip(&theta).zip(&reference.gradient) {
            // One rounding of theta, and the kernel's error in g, which is relative to the largest g (about 0.05).
            assert!((f64::from(*after) - (f64::from(*before) - 0.5 * g)).abs() < 2e-7, "{after} {before} {g}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_run_and_a_resumed_one_goes_on_alike() {
        let set = examples(300);
        let settings = Settings { batch_size: 32, ..Settings::default() };
        let (whole, _) = run(settings.clone(), 40, &set);
        assert_eq!(run(settings.clone(), 40, &set).0.theta(), whole.theta());
        let (half, _) = run(settings.clone(), 20, &set);
        let mut resumed =
            Trainer::resume(Start::default(), settings, 300, &half.theta(), half.step(), half.examples_seen());
        for _ in 0..20 {
            resumed.whole_step(&set).unwrap();
        }
        assert_eq!(resumed.theta(), whole.theta());
        assert_eq!((resumed.step(), resumed.examples_seen()), (40, whole.examples_seen()));
    }

    #[test]
    fn settings_change_in_the_middle_of_a_step_without_losing_the_run() {
        let set = examples(2300);
        let settings = Settings { batch_size: u32::MAX, ..Settings::default() };
        let mut trainer = Trainer::new(Start::default(), settings.clone(), set.len());
        trainer.advance(&set).unwrap();
        trainer.apply(Settings { batch_size: 10, learning_rate: 0.1, ..settings });
        let report = trainer.advance(&set).unwrap().unwrap();
        assert_eq!((report.batch, trainer.step()), (10, 1));
    }

    #[test]
    fn a_slider_in_motion_does_not_keep_a_long_step_from_ending() {
        let set = examples(2300);
        let settings = Settings { batch_size: u32::MAX, ..Settings::default() };
        let mut trainer = Trainer::new(Start::default(), settings.clone(), set.len());
        for learning_rate in [0.1, 0.2, 0.3] {
            trainer.apply(Settings { learning_rate, ..settings.clone() });
            trainer.advance(&set).unwrap();
        }
        assert_eq!(trainer.step(), 1);
    }

    #[test]
    fn an_overflowing_step_is_taken_back_and_a_lower_rate_goes_on() {
        let set = examples(64);
        let settings = Settings {
            activation: crate::network::Activation::Relu,
            cost: crate::cost::Cost::CrossEntropy,
            learning_rate: 1e30,
            ..Settings::default()
        };
        let mut trainer = Trainer::new(Start::default(), settings.clone(), 64);
        let start = trainer.theta();
        let refused = (0..10).any(|_| trainer.whole_step(&set) == Err(Overflow));
        assert!(refused);
        assert!(trainer.theta().iter().all(|p| p.is_finite()));
        // The very first step was far too long, so the run stands at its start again, and a lower rate leads on from there.
        assert_eq!((trainer.step(), trainer.examples_seen(), trainer.theta()), (0, 0, start));
        trainer.apply(Settings { learning_rate: 0.01, ..settings });
        for _ in 0..20 {
            trainer.whole_step(&set).unwrap();
        }
    }

    #[test]
    fn norms_are_exact_to_a_millionth() {
        let vector: Vec<f32> = (0..13_005).map(|i| (i % 17) as f32 * 0.1 - 0.8).collect();
        let exact = vector.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt();
        assert!((norm(&vector) - exact).abs() < 1e-6 * exact);
    }
}
