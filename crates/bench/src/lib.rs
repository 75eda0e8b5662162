//! Times the rows of the budget table that are numerics: the same code natively and in a browser.
//!
//! Each row gives the least and the median time of several runs, because machines are noisy, and beside it the plain reference
//! path's time for the same work. The reference is slow, so it is timed on some of the examples and scaled up.

mod row;

pub use row::{Budget, Row, Unit};

use std::hint::black_box;

use costscape_core::data::{pen, read_examples};
use costscape_core::gradient;
use costscape_core::landscape::{Plane, Projection, Quantity};
use costscape_core::measurement::Measurement;
use costscape_core::network::Network;
use costscape_core::settings::{Settings, Start};
use costscape_core::training::Trainer;

/// How often each row is timed, after one run that is not counted.
const RUNS: usize = 7;
/// Examples that the reference path is timed on.
const REFERENCE_EXAMPLES: usize = 600;
/// Single points of a slice in one run: a browser's clock ticks in tenths of a millisecond, too coarse for one.
const SINGLE_POINTS: usize = 10;

/// The four files of MNIST, as they are fetched: training images and labels, test images and labels.
pub struct Files {
    /// Their bytes.
    pub bytes: [Vec<u8>; 4],
}

/// Times every row. `now` is a clock in milliseconds.
///
/// # Errors
/// When the files are not MNIST's.
pub fn run(files: &Files, now: &mut dyn FnMut() -> f64) -> Result<Vec<Row>, String> {
    let [images, labels, _, _] = &files.bytes;
    let read = || read_examples(("images", images), ("labels", labels)).map_err(|error| error.to_string());
    let train = read()?;
    let mut rows = Rows { now, rows: Vec::new() };

    let network = Network::lesson();
    let theta = Start::default().initialisation.parameters(&network, 1);
    let few: Vec<_> = train.share(0..1).iter().take(REFERENCE_EXAMPLES).collect();
    let few = || few.iter().map(|(image, label)| (&image[..], *label));
    let scale = train.len() as f64 / REFERENCE_EXAMPLES as f64;
    let forward = scale
        * rows.least(&mut || {
            black_box(gradient::cost(&network, &theta, few()));
        });
    let backward = scale
        * rows.least(&mut || {
            black_box(gradient::cost_and_gradient(&network, &theta, few()));
        });

    // 104 ms is 0.6 x 173 ms, what JAX's compiled epoch took on the machine the budget was set on.
    for (name, batch_size, budget) in [
        ("epoch, 60,000 images, batch 32, one worker", 32, Some(104.0)),
        ("epoch, 60,000 images, batch 256, one worker", 256, None),
        ("full-batch gradient step, one worker", u32::MAX, Some(80.0)),
    ] {
        let settings = Settings { batch_size, learning_rate: 1.0, ..Settings::default() };
        let mut trainer = Trainer::new(Start::default(), settings, train.len());
        rows.time(name, budget, Some(backward), 1, &mut || {
            let end = trainer.examples_seen() + train.len() as u64;
            while trainer.examples_seen() < end && trainer.advance(&train).is_ok() {}
        })?;
    }
    rows.time("exact cost over 60,000 images", None, Some(forward), 1, &mut || {
        black_box(Measurement::new(&network, &theta, false).whole(&train));
    })?;

    let random = |seed| costscape_core::initialisation::Initialisation::Lesson.parameters(&network, seed);
    let plane = Plane::new(&theta, &random(2), &random(3), 1).map_err(|error| error.to_string())?;
    rows.time("slice: preparing 60,000 images", None, None, 1, &mut || {
        black_box(Projection::new(&network, &plane, &train));
    })?;
    let mut projection = Projection::new(&network, &plane, &train);
    rows.time("slice: a point over 60,000 images", Some(6.0), Some(forward), SINGLE_POINTS, &mut || {
        for i in 0..SINGLE_POINTS {
            black_box(projection.sums(&[(0.25 * i as f32, -1.0)], Quantity::Cost));
        }
    })?;
    drop(projection);

    rows.time("60,000 images unpacked, ready", Some(1000.0), None, 1, &mut || {
        let _ = black_box(read());
    })?;
    rows.time("14,000 built-in digits drawn", Some(600.0), None, 1, &mut || {
        black_box(pen::generate(1, pen::TRAIN, pen::Set::Train));
        black_box(pen::generate(1, pen::TEST, pen::Set::Test));
    })?;
    Ok(rows.rows)
}

/// The rows so far, and the clock for the next.
struct Rows<'a> {
    now: &'a mut dyn FnMut() -> f64,
    rows: Vec<Row>,
}

impl Rows<'_> {
    /// Times one row; a run of `work` does `times` times what the row is about.
    fn time(
        &mut self,
        name: &str,
        budget_ms: Option<f64>,
        reference_ms: Option<f64>,
        times: usize,
        work: &mut dyn FnMut(),
    ) -> Result<(), String> {
        let runs = self.runs(work).into_iter().map(|run_ms| run_ms / times as f64).collect();
        let row = Row::of_runs(name, Unit::Milliseconds, runs, budget_ms.map(Budget::AtMost))?;
        self.rows.push(Row { reference: reference_ms, ..row });
        Ok(())
    }

    /// The least of several runs, in milliseconds.
    fn least(&mut self, work: &mut dyn FnMut()) -> f64 {
        self.runs(work).into_iter().fold(f64::INFINITY, f64::min)
    }

    /// The time of each run, in milliseconds.
    fn runs(&mut self, work: &mut dyn FnMut()) -> Vec<f64> {
        let mut run = || {
            let start = (self.now)();
            work();
            (self.now)() - start
        };
        run();
        (0..RUNS).map(|_| run()).collect()
    }
}
